package newsroom

import (
	"net/http"
	"strings"
)

// formatFaults are feeds and sitemaps in every format, bent a little.
var formatFaults = []fault{
	{"atom", "an Atom feed with xml:base, several links per entry and titles of markup", func(h *hostile) {
		s := h.feedStory("/deep/page")
		h.on("/feed.xml", raw("application/atom+xml", []byte(`<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:base="`+h.URL+`/deep/"><title>A</title>
<entry><title type="html">&lt;b&gt;`+s.Title+`&lt;/b&gt;</title><link rel="self" href="/api/1"/><link rel="replies" href="/replies/1"/><link rel="enclosure" href="/x.mp3"/><link href="page"/><id>urn:1</id><updated>2026-11-20T08:00:00Z</updated></entry></feed>`)))
		h.never("/replies")
		h.never("/x.mp3")
	}},
	{"rdf", "an RDF feed", func(h *hostile) {
		s := h.feedStory("/page")
		h.on("/feed.xml", raw("application/rdf+xml", []byte(`<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel rdf:about="x"><title>R</title><link>/</link></channel><item rdf:about="`+h.URL+`/page"><title>`+escaped(s.Title)+`</title><link>`+h.URL+`/page</link></item></rdf:RDF>`)))
	}},
	{"json-feed", "a JSON feed with a byte order mark and loose types", func(h *hostile) {
		h.feedStory("/page")
		h.on("/feed.xml", raw("application/feed+json", []byte("\xef\xbb\xbf"+`{"version":"https://jsonfeed.org/version/1.1","title":7,"items":[{"id":1,"url":"`+h.URL+`/page","tags":"one","date_published":20261120},null,{"id":"2"},"x"]}`)))
	}},
	{"feed-called-html", "a feed that is called HTML, and one that is called nothing", func(h *hostile) {
		h.story("/good")
		h.feed("text/html; charset=utf-8", func(rss string) string { return rss })
		h.on("/second.xml", func(w http.ResponseWriter, r *http.Request) {
			w.Header()["Content-Type"] = nil
			_, _ = w.Write([]byte(h.rss()))
		})
		h.Feeds = []string{h.URL + "/feed.xml", h.URL + "/second.xml"}
	}},
	{"feed-doctype", "a feed behind a long comment, a style sheet and a document type", func(h *hostile) {
		h.story("/good")
		h.feed("application/xml", func(rss string) string {
			return strings.Replace(rss, "<rss", `<?xml-stylesheet href="x.xsl"?><!-- `+strings.Repeat("long ", 5000)+` --><!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd"><rss`, 1)
		})
	}},
	{"feed-xml-1.1", "a feed in XML 1.1 with an encoding that does not exist", func(h *hostile) {
		h.story("/good")
		h.feed("application/xml", func(rss string) string {
			return strings.Replace(rss, `version="1.0" encoding="UTF-8"`, `version="1.1" encoding="x-unheard-of"`, 1)
		})
	}},
	{"feed-unbound", "a feed with namespaces that nobody declared, and tags in capitals", func(h *hostile) {
		h.story("/good")
		h.feed("application/xml", func(rss string) string {
			return strings.NewReplacer("<item>", "<ITEM><dc:creator>A. Writer</dc:creator><media:thumbnail url='x'/>", "</item>", "</ITEM>").Replace(rss)
		})
	}},
	{"feed-foreign-links", "items that link to another host, which is asked under its own rules", func(h *hostile) {
		h.story("/good")
		other := h.neighbour("User-agent: *\nDisallow: /shut\n")
		s := h.tale("/open/page")
		h.list(other+"/open/page", s.Title)
		h.list(other+"/shut/page", "Shut")
		h.wholeAt("/open/page", other+"/open/page", s)
	}},
	{"feed-huge-item", "one item of five megabytes among small ones", func(h *hostile) {
		h.story("/one")
		h.story("/two")
		h.feed("application/rss+xml", func(rss string) string {
			return strings.Replace(rss, "<item>", "<item><description><![CDATA["+strings.Repeat("long ", 1<<20)+"]]></description>", 1)
		})
	}},
	{"feed-moved-next-door", "a feed that moved to another host for good", func(h *hostile) {
		h.story("/good")
		other := h.other("", func(w http.ResponseWriter, r *http.Request) { h.serveFeed(w, r) })
		h.on("/feed.xml", status(http.StatusMovedPermanently, "Location", other+"/feed.xml"))
		h.asked("/feed.xml", 1, 4)
	}},
	{"feed-next", "a feed whose pages lead to further pages without end", func(h *hostile) {
		h.story("/good")
		h.on("", func(w http.ResponseWriter, r *http.Request) {
			raw("application/rss+xml", []byte(strings.Replace(h.rss(), "<item>", `<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="next" href="`+h.URL+`/feed`+r.URL.Path+`x"/><item>`, 1)))(w, r)
		})
		h.atMost(30)
	}},
	{"feed-far-dates", "items from a year that is to come, and without any date", func(h *hostile) {
		h.story("/future")
		h.story("/undated")
		h.feedReplace("<pubDate>Fri, 20 Nov 2026 08:00:00 +0000</pubDate></item>", "<pubDate>Fri, 20 Nov 2099 08:00:00 +0000</pubDate></item>")
	}},
	{"sitemap-news", "a news sitemap with pictures, in no namespace, after blank lines", func(h *hostile) {
		s := h.sitemapStory("/page")
		h.on("/map.xml", raw("text/xml", []byte("\n\n<urlset><url><loc>\n  "+h.URL+"/page\n</loc><image:image><image:loc>"+h.URL+"/picture.jpg</image:loc></image:image><news:news><news:title>"+escaped(s.Title)+"</news:title><news:publication_date>2026-11-20T08:00Z</news:publication_date></news:news></url></urlset>")))
		h.never("/picture.jpg")
	}},
	{"sitemap-mixed", "a sitemap index that names sitemaps with relative addresses, packed ones and an RSS feed", func(h *hostile) {
		one, two, three := h.page("/one"), h.page("/two"), h.page("/three")
		h.on("/maps/index.xml", raw("application/xml", []byte(`<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>one.xml</loc></sitemap><sitemap><loc>/maps/two.xml.gz</loc></sitemap><sitemap><loc>`+h.URL+`/maps/three.rss</loc></sitemap></sitemapindex>`)))
		h.on("/maps/one.xml", raw("application/xml", []byte(sitemap(h.URL+"/one"))))
		h.on("/maps/two.xml.gz", raw("application/x-gzip", pack([]byte(sitemap(h.URL+"/two")))))
		h.on("/maps/three.rss", raw("application/xml", []byte(rssHead+item{title: three.Title, link: h.URL + "/three"}.rss()+rssTail)))
		h.Sitemaps = []string{h.URL + "/maps/index.xml"}
		h.whole("/one", one)
		h.whole("/two", two)
		h.whole("/three", three)
	}},
	{"sitemap-next-door", "a sitemap that lists a page of another host, which is asked under its own rules", func(h *hostile) {
		h.sitemapStory("/page")
		other := h.neighbour("User-agent: *\nDisallow: /\n")
		h.on("/map.xml", raw("application/xml", []byte(sitemap(h.URL+"/page", other+"/shut/page"))))
	}},
	{"sitemap-moved", "a sitemap that redirects", func(h *hostile) {
		h.sitemapStory("/page")
		h.on("/real.xml", raw("application/xml", []byte(sitemap(h.URL+"/page"))))
		h.on("/map.xml", redirect("/real.xml"))
	}},
	{"home-feeds", "a homepage that declares its feeds in odd ways, and one that is not there", func(h *hostile) {
		one, two := h.page("/one"), h.page("/two")
		h.noFeed, h.Homepage = true, h.URL+"/"
		h.on("/", h.html(`<html><head><base href="/feeds/"><title>Front</title><LINK REL="Alternate" TYPE=" Application/RSS+XML " HREF=" one.xml "><link rel="alternate" type="appl&#105;cation/atom+xml" href="two.xml"><link rel="alternate" type="application/rss+xml" href="gone.xml"><link rel="alternate" hreflang="de" href="/de/"></head><body><p>Welcome.</p></body></html>`))
		h.on("/feeds/one.xml", raw("application/rss+xml", []byte(rssHead+item{title: one.Title, link: h.URL + "/one"}.rss()+rssTail)))
		h.on("/feeds/two.xml", raw("application/rss+xml", []byte(rssHead+item{title: two.Title, link: h.URL + "/two"}.rss()+rssTail)))
		h.whole("/one", one)
		h.whole("/two", two)
		h.atMost(24)
	}},
}

// feedStory is a story that the fault's own feed lists.
func (h *hostile) feedStory(path string) *story {
	s := h.page(path)
	h.whole(path, s)
	return s
}

// sitemapStory is a story that the fault's own sitemap lists.
func (h *hostile) sitemapStory(path string) *story {
	h.Sitemaps = []string{h.URL + "/map.xml"}
	return h.feedStory(path)
}

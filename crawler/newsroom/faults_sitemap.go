package newsroom

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// sitemapFaults are sitemaps that are broken, huge or cunning.
var sitemapFaults = []fault{
	{"sitemap-loop", "sitemap indexes that name themselves and each other", func(h *hostile) {
		s := h.page("/found")
		h.on("/map.xml", raw("application/xml", []byte(sitemapIndex(h.URL+"/map.xml", h.URL+"/other.xml", h.URL+"/leaf.xml"))))
		h.on("/other.xml", raw("application/xml", []byte(sitemapIndex(h.URL+"/map.xml"))))
		h.on("/leaf.xml", raw("application/xml", []byte(sitemap(h.URL+"/found"))))
		h.Sitemaps = []string{h.URL + "/map.xml"}
		h.whole("/found", s)
		h.atMost(24)
	}},
	{"sitemap-deep", "a sitemap index in an index in an index, without end", func(h *hostile) {
		h.on("", func(w http.ResponseWriter, r *http.Request) {
			n, err := strconv.Atoi(strings.TrimSuffix(strings.TrimPrefix(r.URL.Path, "/map-"), ".xml"))
			if err != nil {
				http.NotFound(w, r)
				return
			}
			raw("application/xml", []byte(sitemapIndex(fmt.Sprintf("%s/map-%d.xml", h.URL, n+1))))(w, r)
		})
		h.Sitemaps = []string{h.URL + "/map-0.xml"}
		h.never("/map-25.xml")
		h.noArticles()
	}},
	{"sitemap-wide", "a sitemap index that names three hundred sitemaps that are not there", func(h *hostile) {
		s := h.page("/found")
		urls := []string{h.URL + "/leaf.xml"}
		for i := range 300 {
			urls = append(urls, fmt.Sprintf("%s/map-%d.xml", h.URL, i))
		}
		h.on("/map.xml", raw("application/xml", []byte(sitemapIndex(urls...))))
		h.on("/leaf.xml", raw("application/xml", []byte(sitemap(h.URL+"/found"))))
		h.Sitemaps = []string{h.URL + "/map.xml"}
		h.whole("/found", s)
		h.atMost(400)
	}},
	{"sitemap-bomb", "a packed sitemap that unpacks from 1 MB to 1 GB", func(h *hostile) {
		h.on("/map.xml.gz", raw("application/gzip", bomb(urlsetHead, "<url><lastmod>2026-11-20</lastmod></url>\n", 64)))
		h.Sitemaps = []string{h.URL + "/map.xml.gz"}
		h.noArticles()
	}},
	{"sitemap-packed", "a packed sitemap", func(h *hostile) {
		s := h.page("/found")
		h.on("/map.xml.gz", raw("application/gzip", pack([]byte(sitemap(h.URL+"/found")))))
		h.Sitemaps = []string{h.URL + "/map.xml.gz"}
		h.whole("/found", s)
	}},
	{"sitemap-100k", "a sitemap of 100,000 addresses of five articles", func(h *hostile) {
		var urls []string
		for i := range 100_000 {
			urls = append(urls, fmt.Sprintf("%s/story-%d?utm_id=%d", h.URL, i%5, i))
		}
		for i := range 5 {
			path := fmt.Sprintf("/story-%d", i)
			h.whole(path, h.page(path))
		}
		h.on("/map.xml", raw("application/xml", []byte(strings.ReplaceAll(sitemap(urls...), "<lastmod>2026-11-20T08:00:00Z</lastmod>", ""))))
		h.Sitemaps = []string{h.URL + "/map.xml"}
		h.atMost(5*4 + 10)
	}},
	{"sitemap-cut", "a sitemap that ends in the middle of an entry", func(h *hostile) {
		s := h.page("/found")
		body := sitemap(h.URL+"/found", h.URL+"/second")
		h.on("/map.xml", raw("application/xml", []byte(body[:strings.Index(body, "/second")+3])))
		h.Sitemaps = []string{h.URL + "/map.xml"}
		h.whole("/found", s)
	}},
	{"sitemap-forbidden", "a sitemap that lists private, link-local and unspecified addresses", func(h *hostile) {
		s := h.page("/found")
		h.on("/map.xml", raw("application/xml", []byte(sitemap(append(h.forbidden("/sitemap-forbidden"), h.URL+"/found")...))))
		h.Sitemaps = []string{h.URL + "/map.xml"}
		h.whole("/found", s)
		h.untouched("/sitemap-forbidden")
	}},
	{"sitemap-text", "a sitemap of one address per line", func(h *hostile) {
		s := h.page("/found")
		h.on("/map.txt", raw("text/plain", []byte(h.URL+"/found\n")))
		h.Sitemaps = []string{h.URL + "/map.txt"}
		h.whole("/found", s)
		h.should()
	}},
	{"sitemap-html", "a sitemap that is a page of HTML", func(h *hostile) {
		h.on("/map.xml", raw("text/html", []byte("<html><title>Sitemap</title><body><h1>Oops</h1></body></html>")))
		h.Sitemaps = []string{h.URL + "/map.xml"}
		h.noArticles()
		h.named("/map.xml")
	}},
}

const urlsetHead = `<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">` + "\n"

func sitemap(urls ...string) string {
	var b strings.Builder
	b.WriteString(urlsetHead)
	for _, u := range urls {
		fmt.Fprintf(&b, "<url><loc>%s</loc><lastmod>2026-11-20T08:00:00Z</lastmod></url>\n", escaped(u))
	}
	return b.String() + "</urlset>\n"
}

func sitemapIndex(urls ...string) string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">` + "\n")
	for _, u := range urls {
		fmt.Fprintf(&b, "<sitemap><loc>%s</loc></sitemap>\n", escaped(u))
	}
	return b.String() + "</sitemapindex>\n"
}

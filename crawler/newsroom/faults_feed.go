package newsroom

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"unicode/utf16"
)

// feedFaults are feeds that are broken, huge or cunning. Most hold good items,
// which must survive.
var feedFaults = []fault{
	{"feed-html", "the feed is a page of HTML", func(h *hostile) {
		h.badFeed(raw("text/html", []byte("<!DOCTYPE html><html><head><title>We have moved</title></head><body><p>Our feeds have moved.</p></body></html>")))
	}},
	{"feed-text", "the feed is plain text", func(h *hostile) { h.badFeed(raw("text/plain", []byte("Service temporarily unavailable"))) }},
	{"feed-empty", "the feed has no body", func(h *hostile) { h.badFeed(raw("application/rss+xml", nil)) }},
	{"feed-json-error", "the feed is an error message in JSON", func(h *hostile) {
		h.badFeed(raw("application/json", []byte(`{"error":{"code":429,"message":"quota"}}`)))
	}},
	{"feed-binary", "the feed is a picture", func(h *hostile) {
		h.badFeed(raw("application/rss+xml", []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01")))
	}},
	{"feed-304", "304 is answered to whoever asks without conditions", func(h *hostile) { h.badFeed(status(http.StatusNotModified)) }},
	{"feed-404", "the feed is not there", func(h *hostile) { h.badFeed(http.NotFound) }},
	{"feed-cut", "the feed ends in the middle of an item", func(h *hostile) {
		h.story("/one")
		h.story("/two")
		h.feed("application/rss+xml", func(rss string) string {
			return strings.TrimSuffix(rss, rssTail) + "<item><title>Cut off in mid-sen"
		})
	}},
	{"feed-junk", "a warning of the server's script stands before the feed", func(h *hostile) {
		h.story("/good")
		h.feed("application/rss+xml", func(rss string) string {
			return "<br />\n<b>Warning</b>: Undefined variable $x in <b>/srv/feed.php</b> on line <b>7</b><br />\n" + rss
		})
	}},
	{"feed-bad-byte", "one byte of the feed is not UTF-8", func(h *hostile) {
		h.story("/good")
		h.feed("application/rss+xml", func(rss string) string { return strings.Replace(rss, "<item>", "<!-- caf\xe9 --><item>", 1) })
	}},
	{"feed-1252", "the feed says UTF-8 and is windows-1252", func(h *hostile) {
		s := h.story("/good")
		h.items[0].title = "Café “Zürich”: " + s.Title
		h.on("/feed.xml", func(w http.ResponseWriter, r *http.Request) {
			raw("application/rss+xml; charset=utf-8", windows1252(h.rss()))(w, r)
		})
	}},
	{"feed-utf16", "the feed is in UTF-16", func(h *hostile) {
		h.story("/good")
		h.feed("application/rss+xml", func(rss string) string { return utf16le(strings.Replace(rss, "UTF-8", "UTF-16", 1)) })
	}},
	{"feed-control", "characters in the feed that XML forbids", func(h *hostile) {
		h.story("/good")
		h.feed("application/rss+xml", func(rss string) string { return strings.Replace(rss, "<title>", "<title>&#x1F;\x0b&nbsp;AT&T ", 2) })
	}},
	{"feed-entity-bomb", "the feed defines entities of entities of entities", func(h *hostile) {
		h.story("/good")
		h.feed("application/rss+xml", func(rss string) string {
			return strings.Replace(rss, "<rss", laughs()+"<rss", 1)
		})
		h.should()
	}},
	{"feed-external-entity", "the feed includes files and addresses as entities", func(h *hostile) {
		h.story("/good")
		h.on("/evil.dtd", func(w http.ResponseWriter, _ *http.Request) { h.broke("an external entity was fetched") })
		h.feed("application/rss+xml", func(rss string) string {
			return strings.Replace(rss, "<rss", `<!DOCTYPE rss [<!ENTITY x SYSTEM "`+h.URL+`/evil.dtd"><!ENTITY y SYSTEM "file:///etc/passwd">]><rss`, 1)
		})
	}},
	{"feed-deep", "the feed nests 100,000 elements", func(h *hostile) {
		h.story("/good")
		h.feed("application/rss+xml", func(rss string) string {
			return strings.Replace(rss, rssTail, strings.Repeat("<x>", 100_000)+strings.Repeat("</x>", 100_000)+rssTail, 1)
		})
		h.should()
	}},
	{"feed-100k", "the feed has 100,000 items that lead to five articles", func(h *hostile) {
		for i := range 5 {
			h.story(fmt.Sprintf("/story-%d", i))
		}
		// Made once: to a server that makes eight megabytes for each request, a loaded
		// machine gives too little time.
		feed := sync.OnceValue(func() http.HandlerFunc {
			var b strings.Builder
			b.WriteString(rssHead)
			for i := range 100_000 {
				fmt.Fprintf(&b, "<item><title>Item</title><link>%s/story-%d?utm_id=%d#c</link></item>\n", h.URL, i%5, i)
			}
			return raw("application/rss+xml", []byte(b.String()+rssTail))
		})
		h.on("/feed.xml", func(w http.ResponseWriter, r *http.Request) { feed()(w, r) })
		h.atMost(5*4 + 10)
	}},
	{"feed-endless", "the feed never ends", func(h *hostile) {
		h.on("/feed.xml", endless("application/rss+xml", rssHead, "<item><title>Again</title><description>and again and again</description></item>\n", 400<<20))
		h.noArticles()
		h.bounded("/feed.xml", 64<<20)
	}},
	{"feed-bomb", "the feed unpacks from 1 MB to 1 GB", func(h *hostile) {
		h.on("/feed.xml", gzipped("application/rss+xml", bomb(rssHead, "<item><title>Boom</title></item>\n", 64)))
		h.noArticles()
	}},
	{"feed-packed", "the feed is a gzip file", func(h *hostile) {
		h.story("/good")
		h.feed("application/gzip", func(rss string) string { return string(pack([]byte(rss))) })
		h.should()
	}},
	{"feed-schemes", "items link to scripts, files, mail and nothing", func(h *hostile) {
		h.story("/good")
		for _, link := range []string{"javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "mailto:a@b.example", "", "http://", "://", "http:///x", "\x00"} {
			h.list(link, "Odd link")
		}
		h.atMost(3 * 8)
	}},
	{"feed-forbidden", "items link to private, link-local and unspecified addresses", func(h *hostile) {
		h.story("/good")
		for _, url := range h.forbidden("/feed-forbidden") {
			h.list(url, "Forbidden")
		}
		h.untouched("/feed-forbidden")
	}},
	{"feed-guid", "an item's only link is its guid", func(h *hostile) {
		h.story("/good")
		h.feed("application/rss+xml", func(rss string) string {
			return strings.NewReplacer("<item><title>", "<item><guid>"+h.URL+"/good</guid><title>", "<link>"+h.URL+"/good</link>", "").Replace(rss)
		})
	}},
	{"feed-relative", "the feed's links are relative", func(h *hostile) {
		h.story("/good")
		h.items[0].link = "good"
	}},
	{"feed-doubles", "an article is listed six times under names of the same address", func(h *hostile) {
		s := h.story("/good")
		for _, tail := range []string{"/good?utm_source=x", "/good#top", "/good?fbclid=abc", "/./good", "/x/../good"} {
			h.list(h.URL+tail, s.Title)
		}
		h.asked("/good", 1, 4)
	}},
	{"feed-dates", "items have dates of the year 1, the year 9999 and no year at all", func(h *hostile) {
		for i, date := range []string{"Mon, 01 Jan 0001 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT", "yesterday evening", "0", "-1"} {
			path := fmt.Sprintf("/story-%d", i)
			h.story(path)
			h.feedReplace("<link>"+h.URL+path+"</link><pubDate>Fri, 20 Nov 2026 08:00:00 UTC", "<link>"+h.URL+path+"</link><pubDate>"+date)
		}
	}},
	{"feed-escapes", "titles hold terminal escapes, scripts and text that runs backwards", func(h *hostile) {
		s := h.story("/good")
		h.items[0].title = "\u202e" + s.Title + "<script>alert(1)</script>"
		h.feedReplace("<title>\u202e", "<title>&#27;[31m&#155;")
		h.clean("/good")
	}},
	{"feed-same-guid", "all items carry the same guid", func(h *hostile) {
		for i := range 3 {
			h.story(fmt.Sprintf("/story-%d", i))
		}
		h.feedReplace("<item>", "<item><guid isPermaLink=\"false\">1</guid>")
	}},
}

// badFeed serves a feed that is none: nothing comes out, and it is named.
func (h *hostile) badFeed(serve http.HandlerFunc) {
	h.on("/feed.xml", serve)
	h.noArticles()
	h.named("/feed.xml")
	h.atMost(16)
}

// feed serves the site's feed, changed.
func (h *hostile) feed(media string, change func(rss string) string) {
	h.on("/feed.xml", func(w http.ResponseWriter, r *http.Request) { raw(media, []byte(change(h.rss())))(w, r) })
}

// feedReplace serves the site's feed with every old text replaced, after what
// was replaced before.
func (h *hostile) feedReplace(old, replacement string) {
	h.replaced = append(h.replaced, old, replacement)
	h.feed("application/rss+xml; charset=utf-8", strings.NewReplacer(h.replaced...).Replace)
}

// clean expects an article without characters that could act on a terminal.
func (h *hostile) clean(path string) {
	h.check("the article "+path+" holds no control characters", func(j *judgement) string {
		for _, a := range j.articles[canonical(h.URL+path)] {
			for _, s := range append([]string{a.Title, a.Subtitle, a.Section, a.Site}, a.Authors...) {
				if strings.ContainsAny(s, "\x1b\x07\x08\u009b\u202e") {
					return fmt.Sprintf("%q", s)
				}
			}
		}
		return ""
	})
}

// utf16le encodes text with a byte order mark.
func utf16le(s string) string {
	out := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(s)) {
		out = append(out, byte(u), byte(u>>8))
	}
	return string(out)
}

// laughs defines an entity of 10^9 words.
func laughs() string {
	var b strings.Builder
	b.WriteString("<!DOCTYPE rss [<!ENTITY l0 \"lol\">")
	for i := 1; i < 10; i++ {
		fmt.Fprintf(&b, "<!ENTITY l%d \"%s\">", i, strings.Repeat(fmt.Sprintf("&l%d;", i-1), 10))
	}
	b.WriteString("]>")
	return b.String()
}

package newsroom

import (
	"fmt"
	"net/http"
	"strings"
)

// placeFaults are redirects and links to odd places, and places that are
// forbidden however they are written.
var placeFaults = []fault{
	{"redirect-forms", "redirects whose Location is relative, without a scheme, in capitals, with blanks or a fragment", func(h *hostile) {
		s := h.page("/deep/target")
		other := h.page("/deep/with%20blank")
		for i, to := range []string{"target", "./target", "../deep/target", "/deep/target#part", "HTTP" + strings.TrimPrefix(h.URL, "http") + "/deep/target", strings.TrimPrefix(h.URL, "http:") + "/deep/target", "  /deep/target"} {
			path := fmt.Sprintf("/deep/from-%d", i)
			h.on(path, redirect(to))
			h.list(h.URL+path, s.Title)
		}
		h.on("/deep/with blank", h.html(talePage(other, "")))
		h.on("/deep/blank", redirect("/deep/with blank"))
		h.list(h.URL+"/deep/blank", other.Title)
		h.whole("/deep/target", s)
		h.whole("/deep/with%20blank", other)
	}},
	{"redirect-query", "a redirect that only adds a query, again and again", func(h *hostile) {
		h.story("/good")
		h.bad("/bad", func(w http.ResponseWriter, r *http.Request) {
			redirect(fmt.Sprintf("?n=%d", len(r.URL.RawQuery)+1)+strings.Repeat("x", len(r.URL.RawQuery)))(w, r)
		}, "redirect")
		h.asked("/bad", 1, 50)
	}},
	{"redirect-next-door", "a redirect to a page of another host", func(h *hostile) {
		h.story("/good")
		other := h.neighbour("")
		s := h.tale("/moved")
		h.on("/bad", redirect(other+"/moved"))
		h.list(h.URL+"/bad", s.Title)
		h.wholeAt("/moved", other+"/moved", s)
	}},
	{"redirect-chain-hosts", "a page that moves from host to host, three of them", func(h *hostile) {
		s := h.tale("/end")
		last := h.neighbour("")
		middle := h.other("", func(w http.ResponseWriter, r *http.Request) { redirect(last+"/end")(w, r) })
		h.on("/start", status(http.StatusMovedPermanently, "Location", middle+"/middle"))
		h.list(h.URL+"/start", s.Title)
		h.wholeAt("/end", last+"/end", s)
	}},
	{"redirect-circle-hosts", "two hosts that redirect to each other", func(h *hostile) {
		h.story("/good")
		other := h.other("", func(w http.ResponseWriter, r *http.Request) { redirect(h.URL+"/bad")(w, r) })
		h.on("/bad", redirect(other+"/back"))
		h.list(h.URL+"/bad", "Circle")
		h.namedAt("the circle", other+"/back", "circle", "redirect")
		h.asked("/bad", 1, 15)
	}},
	{"redirect-endless-hosts", "two hosts that redirect to each other, to another address each time", func(h *hostile) {
		h.story("/good")
		var other string
		count := func(base *string) http.HandlerFunc {
			return func(w http.ResponseWriter, r *http.Request) { redirect(*base+r.URL.Path+"x")(w, r) }
		}
		other = h.other("", count(&h.URL))
		h.on("", count(&other))
		h.list(h.URL+"/bad", "Without end")
		h.never("/bad" + strings.Repeat("x", 60))
	}},
	{"redirect-front", "articles that are gone and redirect to the front page", func(h *hostile) {
		h.story("/2026/good")
		var b strings.Builder
		for i := range 20 {
			fmt.Fprintf(&b, "<h2><a href=\"/2026/s%d\">%s</a></h2><p>%s</p>\n", i, h.tale(fmt.Sprint(i)).Title, h.tale(fmt.Sprint(i)).Blocks[0].Text)
		}
		h.on("/", h.html("<html><head><title>The whole news</title></head><body>"+b.String()+"</body></html>"))
		h.bad("/2026/bad-1", redirect("/"), "front", "listing", "missing", "soft")
		h.bad("/2026/bad-2", status(http.StatusMovedPermanently, "Location", h.URL), "front", "listing", "missing", "soft")
	}},
	{"numeric-hosts", "forbidden addresses written as one number, in octal, in hexadecimal and inside IPv6", func(h *hostile) {
		h.story("/good")
		for i, host := range []string{"167772161", "0x0a000001", "012.0.0.1", "0xa.0.0.1", "10.1", "[::ffff:a00:1]", "[::ffff:10.0.0.1]", "[64:ff9b::a00:1]", "[2002:a00:1::]"} {
			h.bad(fmt.Sprintf("/bad-%d", i), redirect("http://"+host+"/secret"), "address", "private", "refused", "host")
			h.list("http://"+host+"/listed", "Listed")
		}
	}},
	{"local-names", "names that mean this machine, or the network around it", func(h *hostile) {
		h.story("/good")
		h.noneBeside()
		for i, host := range []string{"metadata.google.internal", "printer.local", "nosuch.invalid", "a..b.example", "-", "x_y.invalid", "%31%30.0.0.1"} {
			path := fmt.Sprintf("/bad-%d", i)
			h.on(path, redirect("http://"+host+"/secret"))
			h.list(h.URL+path, "Bad name")
		}
	}},
	{"ports", "links to ports that are no web's, and to no port at all", func(h *hostile) {
		h.story("/good")
		h.noneBeside()
		base := h.URL[:strings.LastIndex(h.URL, ":")]
		for _, port := range []string{":1", ":22", ":0", ":99999", ":port", ":"} {
			h.list(base+port+"/odd", "Odd port")
		}
	}},
	{"backslashes", "links as only browsers understand them", func(h *hostile) {
		s := h.page("/a/page")
		h.items = append(h.items, item{title: s.Title, link: " " + h.URL + "/a/./b/../page\n", date: s.Published})
		h.whole("/a/page", s)
	}},
}

// noneBeside expects no article beside those that are listed whole.
func (h *hostile) noneBeside() {
	h.check("nothing else comes out", func(j *judgement) string {
		known := make(map[string]bool)
		for _, t := range h.truths {
			known[canonical(t.URL)] = true
		}
		for url, found := range j.articles {
			for _, a := range found {
				if a.Source == h.Name && !known[url] && !known[canonical(a.CanonicalURL)] {
					return fmt.Sprintf("article %q of %s", a.Title, url)
				}
			}
		}
		return ""
	})
}

// wholeAt expects the article at an address that is another host's perhaps.
func (h *hostile) wholeAt(path, url string, s *story) {
	t := taleTruth(h.Name, url, s)
	h.truths = append(h.truths, t)
	h.check("article "+path+" comes out whole, once", func(j *judgement) string { return j.whole(t) })
}

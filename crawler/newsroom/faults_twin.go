package newsroom

import (
	"fmt"
	"net/http"
	"strings"
	"time"
)

// twinFaults are stories at several addresses, and sites that change from one
// round to the next.
var twinFaults = []fault{
	{"twin-slash", "an article with and without a slash at the end, one redirecting to the other", func(h *hostile) {
		s := h.page("/2026/story/")
		h.on("/2026/story", status(http.StatusMovedPermanently, "Location", "/2026/story/"))
		h.list(h.URL+"/2026/story", s.Title)
		h.list(h.URL+"/2026/story/", s.Title)
		h.one(s)
	}},
	{"twin-short", "an article behind three short addresses, and its own", func(h *hostile) {
		s := h.page("/2026/story")
		for i := range 3 {
			h.on(fmt.Sprintf("/s/%d", i), redirect("/2026/story?from=short#x"))
			h.list(fmt.Sprintf("%s/s/%d", h.URL, i), s.Title)
		}
		h.on("/2026/story", h.html(talePage(s, h.URL+"/2026/story")))
		h.list(h.URL+"/2026/story", s.Title)
		h.one(s)
	}},
	{"twin-escapes", "an article whose address is escaped in six ways", func(h *hostile) {
		s := h.page("/a-story~1")
		for _, path := range []string{"/a-story~1", "/a%2Dstory~1", "/a-story%7E1", "/a%2dstory%7e1", "/%61-story~1", "//../a-story~1?"} {
			h.list(h.URL+path, s.Title)
		}
		h.one(s)
		h.asked("/a-story~1", 1, 6)
	}},
	{"twin-tracking", "an article tracked by a dozen campaigns", func(h *hostile) {
		s := h.page("/story")
		for _, q := range []string{"utm_source=a&utm_medium=b", "fbclid=x1", "gclid=y2", "mc_cid=1&mc_eid=2", "igshid=3", "ref_src=twsrc", "yclid=4", "msclkid=5", "_hsenc=6", "utm_id=7"} {
			h.list(h.URL+"/story?"+q, s.Title)
		}
		h.one(s)
		h.asked("/story", 1, 6)
	}},
	{"twin-session", "an article in a dozen sessions of a Java server", func(h *hostile) {
		s := h.page("/story")
		page := h.routes["/story"]
		h.on("", func(w http.ResponseWriter, r *http.Request) {
			if strings.HasPrefix(r.URL.Path, "/story;jsessionid=") {
				page(w, r)
				return
			}
			http.NotFound(w, r)
		})
		for i := range 6 {
			h.list(fmt.Sprintf("%s/story;jsessionid=%032X", h.URL, i), s.Title)
		}
		h.one(s)
	}},
	{"canonical-query", "articles that only a query tells apart, and that all declare the bare address", func(h *hostile) {
		h.on("/read", func(w http.ResponseWriter, r *http.Request) {
			h.html(talePage(h.tale("/read?id="+r.URL.Query().Get("id")), h.URL+"/read"))(w, r)
		})
		for i := range 3 {
			s := h.tale(fmt.Sprintf("/read?id=%d", i))
			h.list(fmt.Sprintf("%s/read?id=%d", h.URL, i), s.Title)
			h.whole(fmt.Sprintf("/read?id=%d", i), s)
		}
	}},
	{"canonical-odd", "articles whose declared address is empty, a script, an anchor or no address", func(h *hostile) {
		for i, c := range []string{"", "javascript:void(0)", "#", "http://", "https:///x", "undefined", "null", "{{ url }}"} {
			path := fmt.Sprintf("/2026/story-%c", 'a'+i)
			s := h.page(path)
			h.on(path, h.html(strings.Replace(talePage(s, "X"), `href="X"`, `href="`+c+`"`, 1)))
			h.list(h.URL+path, s.Title)
			h.whole(path, s)
		}
	}},
	{"poll-etag", "a feed and its pages with weak validators: what is not modified is asked with conditions", func(h *hostile) {
		s := h.page("/page")
		h.on("/page", validated(`W/"page"`, "text/html; charset=utf-8", func() string { return talePage(s, "") }))
		h.list(h.URL+"/page", s.Title)
		h.whole("/page", s)
		h.on("/feed.xml", validated(`W/"feed"`, "application/rss+xml", h.rss))
		h.conditional("/feed.xml")
	}},
	{"poll-date", "a feed with Last-Modified and nothing else", func(h *hostile) {
		h.story("/good")
		h.on("/feed.xml", func(w http.ResponseWriter, r *http.Request) {
			http.ServeContent(w, r, "feed.xml", time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC), strings.NewReader(h.rss()))
		})
		h.conditional("/feed.xml")
	}},
	{"poll-moved", "a feed that moved for good is asked where it is from then on", func(h *hostile) {
		h.story("/good")
		h.on("/feed.xml", status(http.StatusMovedPermanently, "Location", "/new.xml"))
		h.on("/new.xml", h.serveFeed)
		h.asked("/feed.xml", 1, 1)
	}},
	{"comes-and-goes", "an article that is not there in the second round and back in the third", func(h *hostile) {
		s := h.page("/page")
		page := h.routes["/page"]
		h.on("/page", func(w http.ResponseWriter, r *http.Request) {
			if h.room.Round() == 1 {
				http.Error(w, "later", http.StatusServiceUnavailable)
				return
			}
			page(w, r)
		})
		h.list(h.URL+"/page", s.Title)
		h.whole("/page", s)
	}},
	{"moves-later", "an article that moves to another address in the second round stays one", func(h *hostile) {
		s := h.page("/new/address")
		page := h.routes["/new/address"]
		h.on("/old", func(w http.ResponseWriter, r *http.Request) {
			if h.room.Round() > 0 {
				redirect("/new/address")(w, r)
				return
			}
			page(w, r)
		})
		h.list(h.URL+"/old", s.Title)
		h.one(s)
	}},
	{"grows", "a feed that brings another article in every round", func(h *hostile) {
		for i := range 3 {
			path := fmt.Sprintf("/story-%d", i)
			s := h.page(path)
			h.list(h.URL+path, s.Title)
			h.items[i].round = i
			h.fromRound(i, path, s)
		}
	}},
	{"opens", "a host that robots.txt shuts in the first round and opens in the second", func(h *hostile) {
		h.on("/robots.txt", func(w http.ResponseWriter, r *http.Request) {
			if h.room.Round() == 0 {
				w.WriteHeader(http.StatusServiceUnavailable)
				return
			}
			raw("text/plain", []byte("User-agent: *\nDisallow: /private/\n"))(w, r)
		})
		s := h.page("/page")
		h.list(h.URL+"/page", s.Title)
		h.list(h.URL+"/private/page", "Private")
		h.fromRound(1, "/page", s)
		h.never("/private/")
	}},
}

// one expects exactly one article of the site, which tells the story.
func (h *hostile) one(s *story) {
	h.check("one article comes out, whole", func(j *judgement) string {
		seen := make(map[string]string)
		for _, found := range j.articles {
			for _, a := range found {
				if a.Source == h.Name {
					seen[a.CanonicalURL] = strings.Join(taleTruth(h.Name, "", s).Check(*a), "; ")
				}
			}
		}
		if len(seen) != 1 {
			return fmt.Sprintf("%d articles: %v", len(seen), seen)
		}
		for _, wrong := range seen {
			return wrong
		}
		return ""
	})
}

// conditional expects that a path is asked with conditions from the second time on.
func (h *hostile) conditional(path string) {
	h.check(path+" is asked with conditions once it is known", func(j *judgement) string {
		known := false
		for i, r := range j.requests {
			if r.Path != path {
				continue
			}
			if known && !r.Conditional {
				return fmt.Sprintf("request %d is without", i+1)
			}
			known = known || !r.Lost
		}
		return ""
	})
}

// validated serves a body under an ETag.
func validated(etag, media string, body func() string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", etag)
		if r.Header.Get("If-None-Match") == etag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		raw(media, []byte(body()))(w, r)
	}
}

package newsroom

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// identityFaults are addresses that multiply, lie about themselves or depend
// on who asks.
var identityFaults = []fault{
	{"calendar", "a homepage with a calendar that goes on for ever", func(h *hostile) {
		h.front("/calendar/2026/11/")
		h.on("", func(w http.ResponseWriter, r *http.Request) {
			var year, month int
			if _, err := fmt.Sscanf(r.URL.Path, "/calendar/%d/%d/", &year, &month); err != nil {
				http.NotFound(w, r)
				return
			}
			h.html(fmt.Sprintf("<html><title>Calendar</title><body><h1>%d/%d</h1><a href=\"/calendar/%d/%d/\">Next month in the calendar of events</a> <a href=\"/calendar/%d/%d/\">Previous month in the calendar of events</a></body></html>",
				year, month, year+month/12, month%12+1, year-1, month))(w, r)
		})
		h.atMost(60)
	}},
	{"nesting-links", "a homepage whose relative links nest into themselves", func(h *hostile) {
		h.front("/news/politics/a-long-story-about-many-things/")
		h.on("", func(w http.ResponseWriter, r *http.Request) {
			if !strings.HasPrefix(r.URL.Path, "/news/") {
				http.NotFound(w, r)
				return
			}
			h.html(`<html><title>Nest</title><body><h1>Nest</h1><a href="news/politics/a-long-story-about-many-things/">A long story about many things goes deeper</a></body></html>`)(w, r)
		})
		h.atMost(60)
	}},
	{"facets", "a homepage that links to every order and page of its lists", func(h *hostile) {
		h.front("/list?sort=date&page=1")
		h.on("/list", func(w http.ResponseWriter, r *http.Request) {
			page, _ := strconv.Atoi(r.URL.Query().Get("page"))
			var b strings.Builder
			for _, order := range []string{"date", "title", "size", "author"} {
				fmt.Fprintf(&b, "<a href=\"/list?sort=%s&page=%d\">All stories by %s, page %d of many</a>\n", order, page+1, order, page+1)
			}
			h.html("<html><title>List</title><body><h1>All stories</h1>"+b.String()+"</body></html>")(w, r)
		})
		h.atMost(60)
	}},
	{"sessions", "links carry another session id each time", func(h *hostile) {
		s := h.story("/good")
		h.on("/feed.xml", func(w http.ResponseWriter, r *http.Request) {
			n := h.hit("/feed.xml")
			it := item{title: s.Title, link: fmt.Sprintf("%s/good?PHPSESSID=%032x", h.URL, n), date: h.items[0].date}
			raw("application/rss+xml", []byte(rssHead+it.rss()+rssTail))(w, r)
		})
		h.asked("/good", 1, 4)
	}},
	{"canonical-front", "every article says that its canonical address is the front page", func(h *hostile) {
		for i := range 3 {
			path := fmt.Sprintf("/2026/11/20/story-%d", i)
			s := h.page(path)
			h.on(path, h.html(talePage(s, h.URL+"/")))
			h.list(h.URL+path, s.Title)
			h.whole(path, s)
		}
	}},
	{"canonical-one", "every article says that its canonical address is that of the first", func(h *hostile) {
		for i := range 3 {
			path := fmt.Sprintf("/2026/11/20/another-story-number-%d", i)
			s := h.page(path)
			h.on(path, h.html(talePage(s, h.URL+"/2026/11/20/another-story-number-0")))
			h.list(h.URL+path, s.Title)
			h.whole(path, s)
		}
	}},
	{"canonical-name", "every article says that its canonical address is that of a story whose name is believable", func(h *hostile) {
		for _, path := range []string{"/2026/11/harbour-ferry-strike-ends", "/2026/11/harbour-ferry-strike-begins", "/2026/11/harbour-ferry-prices-rise"} {
			s := h.page(path)
			h.on(path, h.html(talePage(s, h.URL+"/2026/11/harbour-ferry-strike-ends")))
			h.list(h.URL+path, s.Title)
			h.whole(path, s)
		}
	}},
	{"canonical-foreign", "an article claims to be one of another paper", func(h *hostile) {
		s := h.page("/good")
		h.on("/good", h.html(talePage(s, "https://www.reuters.com/markets/a-story-of-theirs-2026-11-20/")))
		h.list(h.URL+"/good", s.Title)
		h.whole("/good", s)
		h.check("the other paper's address is not taken", func(j *judgement) string {
			for _, a := range j.articles[canonical(h.URL+"/good")] {
				if strings.Contains(a.CanonicalURL, "reuters.com") {
					return a.CanonicalURL
				}
			}
			return ""
		})
	}},
	{"twins", "an article with a print, an AMP and a tracked twin", func(h *hostile) {
		const path = "/2026/11/20/ferry-to-the-islands-is-late-again"
		s := h.page(path)
		h.on(path, h.html(talePage(s, h.URL+path)))
		h.on(path+"/amp", h.html(talePage(s, h.URL+path)))
		for _, tail := range []string{"", "?print=1", "/amp", "?utm_campaign=x"} {
			h.list(h.URL+path+tail, s.Title)
		}
		h.check("one article comes out of all twins", func(j *judgement) string {
			seen := make(map[string]bool)
			for url, found := range j.articles {
				if strings.HasPrefix(url, h.URL+"/") {
					for _, a := range found {
						seen[a.ID] = true
					}
				}
			}
			if len(seen) != 1 {
				return fmt.Sprintf("%d articles", len(seen))
			}
			return ""
		})
	}},
	{"long-url", "a link of 10,000 characters", func(h *hostile) {
		h.story("/good")
		h.on("", h.html(talePage(h.tale("/long"), "")))
		h.list(h.URL+"/long/"+strings.Repeat("very-", 2000)+"long", "Long")
		h.never("/long/")
		h.should()
	}},
	{"repeating-url", "a link whose path repeats itself", func(h *hostile) {
		h.story("/good")
		h.on("", h.html(talePage(h.tale("/again"), "")))
		h.list(h.URL+strings.Repeat("/again/and", 8), "Again")
		h.never("/again/and/again/and/again")
		h.should()
	}},
	{"cookie-gate", "a page that sets a cookie and redirects until it comes back", func(h *hostile) {
		s := h.page("/gate")
		page := h.html(talePage(s, ""))
		h.on("/gate", func(w http.ResponseWriter, r *http.Request) {
			if c, err := r.Cookie("seen"); err == nil && c.Value == "yes" {
				page(w, r)
				return
			}
			http.SetCookie(w, &http.Cookie{Name: "seen", Value: "yes", Path: "/"})
			http.Redirect(w, r, "/gate", http.StatusFound)
		})
		h.list(h.URL+"/gate", s.Title)
		h.whole("/gate", s)
		h.should()
	}},
	{"cookie-flood", "answers that set sixty large cookies", func(h *hostile) {
		for i := range 3 {
			path := fmt.Sprintf("/story-%d", i)
			s := h.page(path)
			page := h.html(talePage(s, ""))
			h.on(path, func(w http.ResponseWriter, r *http.Request) {
				if n := len(r.Header.Get("Cookie")); n > 64<<10 {
					h.broke("cookies of %d KiB were sent", n>>10)
				}
				for k := range 60 {
					http.SetCookie(w, &http.Cookie{Name: fmt.Sprintf("c%d-%d", i, k), Value: strings.Repeat("x", 3000), Path: "/"})
				}
				page(w, r)
			})
			h.list(h.URL+path, s.Title)
			h.whole(path, s)
		}
	}},
	{"cookie-domain", "a cookie for all hosts of the loopback network", func(h *hostile) {
		s := h.page("/good")
		page := h.html(talePage(s, ""))
		other := h.neighbour("")
		h.on("/good", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Add("Set-Cookie", "super=1; Domain=.0.0.1; Path=/")
			w.Header().Add("Set-Cookie", "wide=1; Domain=127.0.0.1; Path=/")
			page(w, r)
		})
		h.list(h.URL+"/good", s.Title)
		h.list(other+"/visited", "Next door")
		h.whole("/good", s)
	}},
	{"etag-restless", "every answer has a new ETag, though nothing changes", func(h *hostile) {
		h.story("/good")
		h.on("/feed.xml", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("ETag", fmt.Sprintf("\"%d\"", h.hit("/feed.xml")))
			raw("application/rss+xml", []byte(h.rss()))(w, r)
		})
		h.asked("/good", 1, 4)
	}},
}

// front makes a homepage, and nothing else, the way to three articles; beside
// them it links to where the trouble is.
func (h *hostile) front(trouble string) {
	h.noFeed, h.Homepage = true, h.URL+"/"
	var b strings.Builder
	for i := range 3 {
		path := fmt.Sprintf("/2026/11/%d/what-the-ferry-brought-%d", 10+i, i)
		s := h.page(path)
		fmt.Fprintf(&b, "<h2><a href=\"%s\">%s</a></h2>\n", path, s.Title)
		h.whole(path, s)
	}
	h.on("/", h.html(fmt.Sprintf("<html><head><title>Front page</title></head><body><h1>Front page</h1>%s<a href=\"%s\">Everything there is to see, month by month</a></body></html>", b.String(), escaped(trouble))))
}

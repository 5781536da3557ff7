package newsroom

import (
	"fmt"
	"net/http"
	"time"
)

// changeFaults are sites that are busy, or different in every round.
var changeFaults = []fault{
	{"too-many", "429 with Retry-After, once", func(h *hostile) {
		s := h.page("/busy")
		h.once("/busy", status(http.StatusTooManyRequests, "Retry-After", "2"))
		h.list(h.URL+"/busy", s.Title)
		h.patient("/busy", 2*time.Second)
		h.wholeLater("/busy", s)
	}},
	{"too-many-date", "429 with a Retry-After that is a date", func(h *hostile) {
		s := h.page("/busy")
		h.once("/busy", func(w http.ResponseWriter, r *http.Request) {
			// Dates have whole seconds: this is two to three of them ahead.
			status(http.StatusTooManyRequests, "Retry-After", time.Now().Add(3*time.Second).UTC().Format(http.TimeFormat))(w, r)
		})
		h.list(h.URL+"/busy", s.Title)
		h.patient("/busy", 2*time.Second)
		h.wholeLater("/busy", s)
	}},
	{"unavailable-once", "503 once, then all is well", func(h *hostile) {
		s := h.page("/flaky")
		h.once("/flaky", status(http.StatusServiceUnavailable))
		h.list(h.URL+"/flaky", s.Title)
		h.wholeLater("/flaky", s)
	}},
	{"hang-up-once", "the connection breaks once, then all is well", func(h *hostile) {
		s := h.page("/flaky")
		h.once("/flaky", say(""))
		h.list(h.URL+"/flaky", s.Title)
		h.wholeLater("/flaky", s)
	}},
	{"always-500", "500 for ever", func(h *hostile) {
		h.on("/broken", status(http.StatusInternalServerError))
		h.list(h.URL+"/broken", "Broken")
		h.nothing("/broken", "500")
		h.asked("/broken", 1, 15)
	}},
	{"feed-503", "the feed is unavailable, and says when to come back", func(h *hostile) {
		h.on("/feed.xml", status(http.StatusServiceUnavailable, "Retry-After", "3600"))
		h.noArticles()
		h.named("/feed.xml", "503", "unavailable")
		h.atMost(10)
	}},
	{"retry-after-odd", "Retry-After is a word, a negative number, a century", func(h *hostile) {
		h.story("/good")
		for i, after := range []string{"soon", "-5", "3153600000", "1e9"} {
			path := fmt.Sprintf("/bad-%d", i)
			h.on(path, status(http.StatusServiceUnavailable, "Retry-After", after))
			h.list(h.URL+path, "Busy")
			h.items[len(h.items)-1].date = h.items[0].date.AddDate(0, 0, -1)
			h.asked(path, 0, 10)
		}
	}},
	{"appears", "a second article appears in the second round", func(h *hostile) {
		h.story("/first")
		s := h.page("/second")
		h.list(h.URL+"/second", s.Title)
		h.items[1].round = 1
		h.fromRound(1, "/second", s)
	}},
	{"changes", "an article is changed in the second round", func(h *hostile) {
		h.list(h.URL+"/live", h.tale("/live").Title)
		now := time.Now().UTC()
		h.items[0].date = now
		first, second := h.tale("/live"), h.tale("/live")
		first.Published, second.Published = now, now
		second.Blocks = append(second.Blocks, block{Kind: "p", Text: "UPDATE: The ferry has since left the harbour, two hours late and $3 million the poorer, its owners said on Friday."})
		h.on("/live", func(w http.ResponseWriter, r *http.Request) {
			s := first
			if h.room.Round() > 0 {
				s = second
			}
			h.html(talePage(s, ""))(w, r)
		})
		h.check("the article is there, in the version of the last round it was asked in", func(j *judgement) string {
			found := j.articles[canonical(h.URL+"/live")]
			if len(found) != 1 {
				return fmt.Sprintf("%d articles%s", len(found), j.reason(h.URL+"/live"))
			}
			a, b := taleTruth(h.Name, h.URL+"/live", first), taleTruth(h.Name, h.URL+"/live", second)
			if len(b.Check(*found[0])) > 0 && len(a.Check(*found[0])) > 0 {
				return fmt.Sprint(a.Check(*found[0]))
			}
			return ""
		})
		h.check("the change is noticed", func(j *judgement) string {
			if h.room.Round() == 0 {
				return ""
			}
			for _, a := range j.articles[canonical(h.URL+"/live")] {
				if a.Revision >= 2 {
					return ""
				}
			}
			return "no second revision"
		})
		h.should()
	}},
	{"vanishes", "an article is gone in the second round; what was stored stays", func(h *hostile) {
		s := h.page("/brief")
		page := h.html(talePage(s, ""))
		h.on("/brief", func(w http.ResponseWriter, r *http.Request) {
			if h.room.Round() > 0 {
				http.NotFound(w, r)
				return
			}
			page(w, r)
		})
		h.list(h.URL+"/brief", s.Title)
		h.whole("/brief", s)
	}},
	{"feed-turns-bad", "the feed is broken in the second round", func(h *hostile) {
		h.story("/good")
		h.on("/feed.xml", func(w http.ResponseWriter, r *http.Request) {
			if h.room.Round() == 1 {
				raw("application/rss+xml", []byte("<rss><channel><ite"))(w, r)
				return
			}
			h.serveFeed(w, r)
		})
	}},
}

// once answers a path's first request with something else.
func (h *hostile) once(path string, first http.HandlerFunc) {
	then := h.routes[path]
	h.on(path, func(w http.ResponseWriter, r *http.Request) {
		if h.hit(path) == 1 {
			first(w, r)
			return
		}
		then(w, r)
	})
}

// wholeLater expects an article whose first request fails: whole when it was
// asked again, and said to be pending as long as it was not.
func (h *hostile) wholeLater(path string, s *story) {
	t := taleTruth(h.Name, h.URL+path, s)
	h.check("article "+path+" comes out whole once it is answered", func(j *judgement) string {
		found := j.articles[canonical(h.URL+path)]
		asked := j.count(func(r Request) bool { return r.Path == path })
		if asked < 2 && len(found) == 0 {
			if task := j.tasks[canonical(t.URL)]; task == nil || task.Due.IsZero() {
				return "given up" + j.reason(t.URL)
			}
			return ""
		}
		if len(found) != 1 {
			return fmt.Sprintf("%d articles after %d requests%s", len(found), asked, j.reason(t.URL))
		}
		return fmt.Sprint(append(t.Check(*found[0]), "")[0])
	})
}

// fromRound expects an article that is there from a round on.
func (h *hostile) fromRound(round int, path string, s *story) {
	t := taleTruth(h.Name, h.URL+path, s)
	h.check(fmt.Sprintf("article %s comes out whole after round %d", path, round), func(j *judgement) string {
		if h.room.Round() < round {
			return ""
		}
		found := j.articles[canonical(t.URL)]
		if len(found) != 1 {
			return fmt.Sprintf("%d articles%s", len(found), j.reason(t.URL))
		}
		return fmt.Sprint(append(t.Check(*found[0]), "")[0])
	})
}

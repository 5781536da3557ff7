package newsroom

import (
	"fmt"
	"net/http"
	"strings"
	"time"
)

// serverFaults are sites each of whose pages fails in one way of servers and of
// what stands before them.
func serverFaults() []fault {
	var all []fault
	for _, code := range []int{501, 502, 504, 520, 599} {
		all = append(all, fault{fmt.Sprintf("status-%d", code), fmt.Sprintf("a page that is always %d", code), func(h *hostile) {
			h.story("/good")
			h.bad("/bad", status(code), fmt.Sprint(code))
			h.asked("/bad", 1, 15)
		}})
	}
	return all
}

// statusFaults are answers with every status that is not a page.
var statusFaults = []fault{
	{"status-final", "pages that will never be there", func(h *hostile) {
		h.story("/good")
		for _, code := range []int{400, 404, 405, 406, 410, 414, 418, 451} {
			path := fmt.Sprintf("/bad-%d", code)
			h.bad(path, status(code), fmt.Sprint(code))
			h.asked(path, 1, 2)
		}
	}},
	{"status-denied", "pages that are denied, for now perhaps", func(h *hostile) {
		h.story("/good")
		for _, code := range []int{401, 403, 407, 409, 421, 423, 425} {
			path := fmt.Sprintf("/bad-%d", code)
			h.bad(path, status(code), fmt.Sprint(code))
			h.asked(path, 1, 6)
		}
	}},
	{"status-success", "successes that are no page: 204, 205, 206", func(h *hostile) {
		h.story("/good")
		page := talePage(h.tale("/bad-206"), "")
		h.bad("/bad-204", status(http.StatusNoContent), "204", "empty")
		h.bad("/bad-205", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusResetContent) }, "205", "empty")
		h.bad("/bad-206", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			w.Header().Set("Content-Range", fmt.Sprintf("bytes 0-99/%d", len(page)))
			w.WriteHeader(http.StatusPartialContent)
			_, _ = w.Write([]byte(page[:100]))
		}, "206", "partial")
	}},
	{"status-203", "a page with the status 203, by way of somebody else", func(h *hostile) {
		s := h.page("/page")
		h.on("/page", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.WriteHeader(http.StatusNonAuthoritativeInfo)
			_, _ = w.Write([]byte(talePage(s, "")))
		})
		h.list(h.URL+"/page", s.Title)
		h.whole("/page", s)
	}},
	{"status-304", "a page that is not modified, for somebody who never had it", func(h *hostile) {
		h.story("/good")
		h.bad("/bad", status(http.StatusNotModified), "304", "not modified")
	}},
	{"status-3xx", "redirects of every kind: 300, 303 and 308 lead to the page", func(h *hostile) {
		for _, code := range []int{300, 303, 308} {
			path := fmt.Sprintf("/from-%d", code)
			s := h.page(fmt.Sprintf("/to-%d", code))
			h.on(path, status(code, "Location", fmt.Sprintf("/to-%d", code)))
			h.list(h.URL+path, s.Title)
			h.whole(fmt.Sprintf("/to-%d", code), s)
		}
		h.bad("/bad-305", status(http.StatusUseProxy, "Location", h.URL+"/to-300"))
		h.bad("/bad-306", status(306, "Location", h.URL+"/to-300"))
	}},
	{"retry-after-hour", "429 that asks for an hour", func(h *hostile) {
		h.on("/busy", status(http.StatusTooManyRequests, "Retry-After", "3600"))
		h.list(h.URL+"/busy", "Busy")
		h.check("after /busy nothing is asked in this hour", func(j *judgement) string {
			var asked time.Time
			for _, r := range j.requests {
				if !asked.IsZero() && r.Time.Sub(asked) < time.Hour {
					return r.Path + " was asked"
				}
				if r.Path == "/busy" && !r.Lost {
					asked = r.Time
				}
			}
			return ""
		})
	}},
	{"unavailable-date", "503 with a Retry-After that is a date long past", func(h *hostile) {
		s := h.page("/flaky")
		h.once("/flaky", status(http.StatusServiceUnavailable, "Retry-After", "Mon, 02 Jan 2006 15:04:05 GMT"))
		h.list(h.URL+"/flaky", s.Title)
		h.wholeLater("/flaky", s)
	}},
	{"feed-gone", "the feed is gone for good", func(h *hostile) { h.badFeed(status(http.StatusGone)) }},
	{"feed-locked", "the feed wants a password", func(h *hostile) { h.badFeed(status(http.StatusUnauthorized, "WWW-Authenticate", "Basic realm=x")) }},
	{"feed-once", "the feed is unavailable once", func(h *hostile) {
		h.story("/good")
		h.on("/feed.xml", h.serveFeed)
		h.once("/feed.xml", status(http.StatusBadGateway))
	}},
	{"robots-once", "robots.txt is unavailable once", func(h *hostile) {
		h.robots("User-agent: *\nDisallow: /private/\n")
		h.once("/robots.txt", status(http.StatusServiceUnavailable))
		s := h.page("/good")
		h.list(h.URL+"/good", s.Title)
		h.forbid("/private/page")
		h.whole("/good", s)
		h.asked("/robots.txt", 2, 6)
	}},
	{"refresh", "pages that lead to the story by a refresh, in the header and in the page", func(h *hostile) {
		first, second := h.page("/story-1"), h.page("/story-2")
		h.on("/from-1", h.html(`<html><head><title>Moved</title><meta http-equiv="Refresh" content="0; URL='/story-1'"></head><body><a href="/story-1">Moved</a></body></html>`))
		h.on("/from-2", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Refresh", "1;url="+h.URL+"/story-2")
			raw("text/html", []byte("<html><title>Moved</title></html>"))(w, r)
		})
		h.list(h.URL+"/from-1", first.Title)
		h.list(h.URL+"/from-2", second.Title)
		h.whole("/story-1", first)
		h.whole("/story-2", second)
	}},
	{"refresh-trap", "pages that refresh to themselves, to each other, to scripts and to forbidden addresses", func(h *hostile) {
		h.story("/good")
		refresh := func(to string) http.HandlerFunc {
			return h.html(`<html><head><title>Wait</title><meta http-equiv="refresh" content="0;url=` + strings.ReplaceAll(to, `"`, "") + `"></head><body>Wait</body></html>`)
		}
		h.bad("/bad-self", refresh("/bad-self"))
		h.bad("/bad-script", refresh("javascript:alert(1)"))
		h.bad("/bad-private", refresh(h.forbidden("/refresh-trap")[0]))
		h.on("/pong", refresh("/bad-ping"))
		h.bad("/bad-ping", refresh("/pong"))
		h.untouched("/refresh-trap")
		h.atMost(40)
	}},
}

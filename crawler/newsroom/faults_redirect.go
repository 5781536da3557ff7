package newsroom

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// redirectFaults are redirects that lead nowhere, or where nobody may go.
var redirectFaults = []fault{
	{"redirect-50", "fifty redirects before the page", func(h *hostile) {
		h.story("/good")
		h.page("/hop/50")
		h.on("", func(w http.ResponseWriter, r *http.Request) {
			n, err := strconv.Atoi(strings.TrimPrefix(r.URL.Path, "/hop/"))
			if err != nil || n >= 50 {
				http.NotFound(w, r)
				return
			}
			redirect(fmt.Sprintf("/hop/%d", n+1))(w, r)
		})
		h.list(h.URL+"/hop/0", "Fifty hops")
		h.nothing("/hop/0", "redirect")
		h.never("/hop/30")
	}},
	{"redirect-self", "a page that redirects to itself", func(h *hostile) {
		h.story("/good")
		h.bad("/bad", func(w http.ResponseWriter, r *http.Request) { redirect("/bad")(w, r) }, "redirect")
	}},
	{"redirect-pair", "two pages that redirect to each other", func(h *hostile) {
		h.story("/good")
		h.on("/pong", redirect("/ping"))
		h.bad("/ping", redirect("/pong"), "redirect")
	}},
	{"redirect-3", "three redirects before the page, of three kinds", func(h *hostile) {
		s := h.page("/final")
		h.on("/a", status(http.StatusMovedPermanently, "Location", "/b"))
		h.on("/b", status(http.StatusTemporaryRedirect, "Location", h.URL+"/c"))
		h.on("/c", status(http.StatusPermanentRedirect, "Location", "final"))
		h.list(h.URL+"/a", s.Title)
		h.whole("/final", s)
	}},
	{"redirect-disallowed", "a redirect to a page that robots.txt forbids", func(h *hostile) {
		h.story("/good")
		h.robots("User-agent: *\nDisallow: /private/\n")
		h.page("/private/page")
		h.bad("/bad", redirect("/private/page"), "robots")
		h.never("/private/")
	}},
	{"redirect-private", "redirects to private, link-local and unspecified addresses", func(h *hostile) {
		h.story("/good")
		for i, url := range h.forbidden("/redirect-private") {
			h.bad(fmt.Sprintf("/bad-%d", i), redirect(url), "address", "private", "forbidden", "loopback", "refused", "allowed", "not public", "network")
		}
		h.untouched("/redirect-private")
	}},
	{"redirect-chain-private", "a redirect to an allowed host that redirects to a forbidden one", func(h *hostile) {
		h.story("/good")
		h.on("/middle", func(w http.ResponseWriter, r *http.Request) {
			redirect(h.forbidden("/redirect-chain-private")[0])(w, r)
		})
		h.bad("/bad", redirect(h.URL+"/middle"), "address", "private", "forbidden", "loopback", "refused", "allowed", "not public", "network")
		h.untouched("/redirect-chain-private")
	}},
	{"redirect-scheme", "redirects to files, scripts and other protocols", func(h *hostile) {
		h.story("/good")
		for i, to := range []string{"file:///etc/passwd", "javascript:alert(1)", "data:text/html,<p>x</p>", "ftp://127.0.0.1/x", "gopher://127.0.0.1:25/x"} {
			h.bad(fmt.Sprintf("/bad-%d", i), redirect(to))
		}
	}},
	{"redirect-nowhere", "a redirect without Location, and one to an unreadable one", func(h *hostile) {
		h.story("/good")
		h.bad("/bad-1", status(http.StatusFound))
		h.bad("/bad-2", redirect("http://[::1:bad/%zz"))
	}},
	{"redirect-host", "a redirect to another host, whose robots.txt forbids the page", func(h *hostile) {
		h.story("/good")
		// A trap's robots.txt cannot forbid; another port of this host can.
		other := h.neighbour("User-agent: *\nDisallow: /shut\n")
		h.on("/bad", redirect(other+"/shut/page"))
		h.list(h.URL+"/bad", "Shut")
		h.namedAt("/bad", other+"/shut/page", "robots")
	}},
	{"redirect-credentials", "a redirect that carries a user name and a password", func(h *hostile) {
		h.story("/good")
		h.on("/login", func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Authorization") != "" {
				h.broke("credentials of a redirect were sent")
			}
			http.Error(w, "who are you?", http.StatusUnauthorized)
		})
		h.bad("/bad", redirect(strings.Replace(h.URL, "http://", "http://admin:secret@", 1)+"/login"))
	}},
	{"feed-moved", "a feed that moved for good", func(h *hostile) {
		h.story("/good")
		h.on("/new.xml", h.serveFeed)
		h.on("/feed.xml", status(http.StatusMovedPermanently, "Location", "/new.xml"))
	}},
	{"redirect-login", "every page redirects to one log-in page", func(h *hostile) {
		h.story("/good")
		h.on("/login", h.html("<html><title>Log in</title><body><form action=/login method=post><p>Please log in to go on.</p><input name=user><input name=pass type=password></form></body></html>"))
		for i := range 3 {
			h.bad(fmt.Sprintf("/bad-%d", i), redirect(fmt.Sprintf("/login?next=/bad-%d", i)))
		}
	}},
}

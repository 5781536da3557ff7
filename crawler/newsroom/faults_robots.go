package newsroom

import (
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"
)

// robotsFaults are robots.txt files that are absent, broken or cunning.
var robotsFaults = []fault{
	{"robots-503", "robots.txt answers 503: the host is shut until it answers", func(h *hostile) {
		h.shut(status(http.StatusServiceUnavailable))
	}},
	{"robots-500-page", "robots.txt answers 500 with rules that allow all: they do not count", func(h *hostile) {
		h.shut(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusInternalServerError)
			_, _ = w.Write([]byte("User-agent: *\nAllow: /\n"))
		})
	}},
	{"robots-silent", "robots.txt is never answered", func(h *hostile) {
		h.shut(hijack(func(c net.Conn, _ *http.Request) { awaitHangUp(c) }))
	}},
	{"robots-hang-up", "the connection is closed on whoever asks for robots.txt", func(h *hostile) { h.shut(say("")) }},
	{"robots-404", "there is no robots.txt: all is allowed", func(h *hostile) { h.story("/good") }},
	{"robots-403", "robots.txt is forbidden: all is allowed (RFC 9309, 2.3.1.3)", func(h *hostile) {
		h.story("/good")
		h.on("/robots.txt", status(http.StatusForbidden))
	}},
	{"robots-all", "robots.txt forbids everything to everybody", func(h *hostile) {
		h.shut(raw("text/plain", []byte("User-agent: *\nDisallow: /\n")))
	}},
	{"robots-path", "robots.txt forbids a path, the end of a path and a query", func(h *hostile) {
		h.robots("User-agent: *\nDisallow: /private/\nDisallow: /*.php$\nDisallow: /*?print=\n")
		h.story("/good")
		h.story("/good.php5")
		h.forbid("/private/page")
		h.forbid("/page.php")
		h.page("/printable")
		h.list(h.URL+"/printable?print=1", "Printable")
		h.never("/printable?print=")
	}},
	{"robots-tie", "Allow and Disallow of equal length, and a longer Allow", func(h *hostile) {
		h.robots("User-agent: *\nDisallow: /news\nAllow: /news\nDisallow: /p/\nAllow: /p/open\n")
		h.story("/news/tie")
		h.story("/p/open/page")
		h.forbid("/p/other")
	}},
	{"robots-own-group", "a group for pennypress, one for a shorter name, one for all", func(h *hostile) {
		h.robots("User-agent: penny\nDisallow: /\n\nUser-agent: *\nDisallow: /\n\nuser-agent: PennyPress\nDisallow: /mine/\n")
		h.story("/good")
		h.forbid("/mine/page")
	}},
	{"robots-two-groups", "two groups for the same name count as one", func(h *hostile) {
		h.robots("User-agent: *\nDisallow: /one/\n\nUser-agent: other\nDisallow: /\n\nUser-agent: *\nDisallow: /two/\n")
		h.story("/good")
		h.forbid("/one/page")
		h.forbid("/two/page")
	}},
	{"robots-delay", "a crawl-delay of one second", func(h *hostile) {
		h.robots("User-agent: *\nCrawl-delay: 1\n")
		h.story("/one")
		h.story("/two")
		h.paced(time.Second)
	}},
	{"robots-moved", "robots.txt redirects to where the rules are", func(h *hostile) {
		h.on("/robots.txt", redirect("/rules.txt"))
		h.on("/rules.txt", raw("text/plain", []byte("User-agent: *\nDisallow: /private/\n")))
		h.story("/good")
		h.forbid("/private/page")
	}},
	{"robots-mess", "a byte order mark, odd line ends, odd case, a rule before any group, a delay in words", func(h *hostile) {
		h.robots("\xef\xbb\xbfDisallow: /good\r\nCrawl-delay: ten\rUSER-AGENT : *  # all\r\ndisallow:/private/#x\r\nNonsense\r\n: \r\nDisallow:    /late")
		h.story("/good")
		h.forbid("/private/page")
		h.forbid("/late/page")
	}},
	{"robots-html", "robots.txt is a page of HTML: there are no rules", func(h *hostile) {
		h.on("/robots.txt", raw("text/html", []byte("<html><body><p>Disallow: everything? User-agent: nobody</p></body></html>")))
		h.story("/good")
	}},
	{"robots-huge", "robots.txt of 60 MB, with rules that are costly to match", func(h *hostile) {
		h.on("/robots.txt", endless("text/plain", "User-agent: *\nDisallow: /private/\n", "Disallow: /*a*b*c*d*e*f*g*h*x$\n", 60<<20))
		h.story("/good")
		h.forbid("/private/page")
		h.bounded("/robots.txt", 8<<20)
	}},
	{"robots-percent", "rules and addresses that escape letters differently", func(h *hostile) {
		h.robots("User-agent: *\nDisallow: /caf%C3%A9/\nDisallow: /tilde/~x\n")
		h.story("/good")
		h.page("/café/page")
		h.list(h.URL+"/caf%c3%a9/page", "Café")
		h.page("/tilde/~x")
		h.list(h.URL+"/tilde/%7Ex", "Tilde")
		h.never("/caf")
		h.never("/tilde")
	}},
	{"robots-sitemap", "robots.txt is the only place that names the sitemap", func(h *hostile) {
		s := h.page("/found")
		h.on("/map.xml", raw("application/xml", []byte(sitemap(h.URL+"/found"))))
		h.robots("User-agent: *\nDisallow:\n\nSitemap: " + h.URL + "/map.xml\nSitemap: javascript:alert(1)\n")
		h.noFeed, h.Homepage = true, h.URL+"/"
		h.on("/", h.html("<html><title>Front</title><body><h1>Front page</h1><p>Nothing to see.</p></body></html>"))
		h.whole("/found", s)
		h.should()
	}},
}

// shut makes a host that may not be asked for anything but robots.txt.
func (h *hostile) shut(robots http.HandlerFunc) {
	h.on("/robots.txt", robots)
	h.page("/story")
	h.list(h.URL+"/story", "Shut")
	h.noArticles()
	h.never("/feed.xml")
	h.never("/story")
	h.check("the feed is said to be forbidden by robots.txt", func(j *judgement) string {
		t := j.tasks[canonical(h.URL+"/feed.xml")]
		if t == nil || !strings.Contains(strings.ToLower(t.Reason), "robots") {
			return fmt.Sprintf("task %+v", t)
		}
		return ""
	})
}

// forbid lists a page that robots.txt forbids.
func (h *hostile) forbid(path string) {
	h.page(path)
	h.list(h.URL+path, "Forbidden: "+path)
	h.never(path)
	h.nothing(path, "robots")
}

package newsroom

import (
	"fmt"
	"net/http"
	"strings"
	"time"
)

// ruleFaults are more robots.txt files, each a case of RFC 9309 or beyond it.
var ruleFaults = []fault{
	{"rule-case", "rules that differ from addresses in case", func(h *hostile) {
		h.robots("User-Agent: *\nDISALLOW: /Private\n")
		h.story("/private/page")
		h.forbid("/Private/page")
	}},
	{"rule-empty", "a group of our own that forbids nothing, beside one that forbids all", func(h *hostile) {
		h.robots("User-agent: *\nDisallow: /\n\nUser-agent: pennypress\nDisallow:\n")
		h.story("/good")
	}},
	{"rule-agents", "one group for several crawlers, and fields in between that nobody knows", func(h *hostile) {
		h.robots("User-agent: alpha\nHost: x.example\nUser-agent: pennypress\n\nNoindex: /good\nUser-agent: beta\nDisallow: /private/\n")
		h.story("/good")
		h.forbid("/private/page")
	}},
	{"rule-wild", "stars at both ends, dollars in the middle, and a rule of nothing but a star", func(h *hostile) {
		h.robots("User-agent: *\nAllow: /good\nDisallow: *draft*\nDisallow: /*/secret/*.html$\nDisallow: /x$y\n")
		h.story("/good")
		h.story("/x")
		h.story("/a/secret/pages.html5")
		h.forbid("/some/draft-page")
		h.forbid("/a/secret/page.html")
	}},
	{"rule-longest", "the longer of two rules decides, not the first", func(h *hostile) {
		h.robots("User-agent: *\nAllow: /\nDisallow: /news/\nAllow: /news/open/\nDisallow: /news/open/shut/\n")
		h.story("/news/open/page")
		h.forbid("/news/page")
		h.forbid("/news/open/shut/page")
	}},
	{"rule-old-mac", "robots.txt whose lines end in carriage returns alone", func(h *hostile) {
		h.robots("User-agent: *\rDisallow: /private/\rAllow: /\r")
		h.story("/good")
		h.forbid("/private/page")
	}},
	{"rule-packed", "robots.txt packed by gzip", func(h *hostile) {
		h.on("/robots.txt", gzipped("text/plain", pack([]byte("User-agent: *\nDisallow: /private/\n"))))
		h.story("/good")
		h.forbid("/private/page")
	}},
	{"rule-bomb", "robots.txt that unpacks to a gigabyte", func(h *hostile) {
		h.on("/robots.txt", gzipped("text/plain", bomb("User-agent: *\nDisallow: /private/\n", "Disallow: /x/\n", 64)))
		h.story("/good")
		h.forbid("/private/page")
	}},
	{"rule-drip", "robots.txt that arrives a byte at a time, for ever", func(h *hostile) {
		h.shut(func(w http.ResponseWriter, r *http.Request) { dripping(w, "User-agent: *\n") })
	}},
	{"rule-circle", "robots.txt that redirects to itself: as if there were none", func(h *hostile) {
		h.on("/robots.txt", redirect("/robots.txt"))
		h.story("/good")
		h.asked("/robots.txt", 1, 12)
	}},
	{"rule-next-door", "robots.txt that redirects to another host, where the rules are", func(h *hostile) {
		other := h.other("User-agent: *\nDisallow: /rules\n", func(w http.ResponseWriter, r *http.Request) {
			raw("text/plain", []byte("User-agent: *\nDisallow: /private/\n"))(w, r)
		})
		h.on("/robots.txt", redirect(other+"/my-rules.txt"))
		h.story("/good")
		h.forbid("/private/page")
	}},
	{"rule-410", "robots.txt that is gone, like 404", func(h *hostile) {
		h.on("/robots.txt", status(http.StatusGone))
		h.story("/good")
	}},
	{"rule-502", "robots.txt behind a broken gateway: the host is shut", func(h *hostile) { h.shut(status(http.StatusBadGateway)) }},
	{"rule-429", "robots.txt asked too often: the host is shut for now", func(h *hostile) {
		h.shut(status(http.StatusTooManyRequests, "Retry-After", "120"))
	}},
	{"rule-binary", "robots.txt that is a picture: there are no rules", func(h *hostile) {
		h.on("/robots.txt", raw("image/png", append([]byte("\x89PNG\r\n\x1a\n"), noise(3000)...)))
		h.story("/good")
	}},
	{"rule-fraction", "a crawl-delay of a quarter of a second", func(h *hostile) {
		h.robots("User-agent: *\nCrawl-delay: 0.25\n")
		h.story("/one")
		h.story("/two")
		h.story("/three")
		h.paced(250 * time.Millisecond)
	}},
	{"rule-day", "a crawl-delay of a day: the crawl does not wait for it", func(h *hostile) {
		h.robots("User-agent: *\nCrawl-delay: 86400\n")
		for i := range 3 {
			path := fmt.Sprintf("/slow-%d", i)
			h.page(path)
			h.list(h.URL+path, "Slow")
		}
		h.atMost(4)
	}},
	{"rule-odd-delay", "crawl-delays that are no time", func(h *hostile) {
		h.robots("User-agent: *\nCrawl-delay: -5\nCrawl-delay: NaN\nCrawl-delay: soon\nCrawl-delay:\n")
		h.story("/good")
	}},
	{"rule-thousands", "ten thousand rules, one of which matters", func(h *hostile) {
		var b strings.Builder
		b.WriteString("User-agent: *\n")
		for i := range 10_000 {
			fmt.Fprintf(&b, "Disallow: /x%d/\n", i)
		}
		h.robots(b.String() + "Disallow: /private/\n")
		h.story("/good")
		h.forbid("/private/page")
	}},
}

// dripping writes a head and then a byte now and then until the other side hangs up.
func dripping(w http.ResponseWriter, head string) {
	out := http.NewResponseController(w)
	if _, err := w.Write([]byte(head)); err != nil {
		return
	}
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if _, err := w.Write([]byte("#")); err != nil || out.Flush() != nil {
			return
		}
	}
}

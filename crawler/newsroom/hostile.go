package newsroom

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

// A fault is one hostile site: what it does wrong, and how it is built.
type fault struct {
	name  string
	about string
	build func(h *hostile)
}

// faultGroups lists all faults, by what goes wrong.
var faultGroups = [][]fault{
	transportFaults, redirectFaults, robotsFaults, feedFaults, sitemapFaults, contentFaults, identityFaults, changeFaults,
	wireFaults, encodingFaults, statusFaults, serverFaults(), mediaFaults, placeFaults, ruleFaults, formatFaults, twinFaults,
}

// A hostile is one hostile site: its addresses, its feed, and what a careful
// crawler makes of it.
type hostile struct {
	Site
	room     *Newsroom
	routes   map[string]http.HandlerFunc // by path; "" answers all others
	items    []item
	checks   []check
	truths   []Truth
	noFeed   bool     // the fault says itself where it is entered
	replaced []string // pairs of old and new texts in the feed

	mu     sync.Mutex // guards what follows
	hits   map[string]int
	breach []string
}

// An item is one entry of a hostile site's feed.
type item struct {
	title string
	link  string
	date  time.Time
	round int // from which round on
}

// startHostile builds and serves the i-th hostile site.
func (n *Newsroom) startHostile(i int, f fault) error {
	l, err := listenLoopback(i)
	if err != nil {
		return err
	}
	h := &hostile{
		Site: Site{Name: f.name, Title: f.name, URL: "http://" + l.Addr().String(), Language: "en", Fault: f.about},
		room: n, routes: make(map[string]http.HandlerFunc), hits: make(map[string]int),
	}
	f.build(h)
	if h.routes["/feed.xml"] == nil {
		h.routes["/feed.xml"] = h.serveFeed
	}
	if !h.noFeed && len(h.Feeds)+len(h.Sitemaps) == 0 && h.Homepage == "" {
		h.Feeds = []string{h.URL + "/feed.xml"}
	}
	n.sites = append(n.sites, h.Site)
	n.truth = append(n.truth, h.truths...)
	n.hostile = append(n.hostile, h)
	n.serve(l, f.name, h)
	return nil
}

// listenLoopback gives each hostile site an address of its own, so that
// cookies and politeness keep them apart; where the system has only one
// loopback address, a port of its own.
func listenLoopback(i int) (net.Listener, error) {
	l, err := net.Listen("tcp4", fmt.Sprintf("127.0.%d.%d:0", 1+i/250, 1+i%250))
	if err != nil {
		l, err = net.Listen("tcp4", "127.0.0.1:0")
	}
	return l, err
}

// ServeHTTP answers by path. An address that the fault does not know is 404.
func (h *hostile) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	h.hits[r.URL.Path]++
	h.mu.Unlock()
	serve := h.routes[r.URL.Path]
	if serve == nil {
		serve = h.routes[""]
	}
	if serve == nil || r.URL.Path == "/robots.txt" && h.routes["/robots.txt"] == nil {
		http.NotFound(w, r)
		return
	}
	serve(w, r)
}

// neighbour starts another host beside this one, which has a robots.txt and a
// page at every address. Asking what its robots.txt forbids is a breach. It
// returns its scheme, host and port.
func (h *hostile) neighbour(robots string) string {
	return h.other(robots, func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/shut") {
			h.broke("the neighbour's robots.txt forbids %s", r.URL.Path)
		}
		h.html(talePage(h.tale(r.URL.Path), ""))(w, r)
	})
}

// other starts another host beside this one with its robots.txt. It returns its
// scheme, host and port.
func (h *hostile) other(robots string, serve http.HandlerFunc) string {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return closedPort()
	}
	base := "http://" + l.Addr().String()
	h.room.serve(l, "neighbour-"+l.Addr().String(), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			raw("text/plain", []byte(robots))(w, r)
			return
		}
		serve(w, r)
	}))
	return base
}

// hit is how often a path was asked, the request being answered included.
func (h *hostile) hit(path string) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.hits[path]
}

// broke notes that the crawler did what it must never do.
func (h *hostile) broke(format string, args ...any) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.breach = append(h.breach, fmt.Sprintf(format, args...))
}

// on answers a path.
func (h *hostile) on(path string, serve http.HandlerFunc) { h.routes[path] = serve }

// list enters a link into the feed.
func (h *hostile) list(link, title string) {
	h.items = append(h.items, item{title: title, link: link, date: time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)})
}

// story is a tale at a path: served, listed in the feed, and expected whole.
func (h *hostile) story(path string) *story {
	s := h.page(path)
	h.list(h.URL+path, s.Title)
	h.whole(path, s)
	return s
}

// page is a tale at a path: served, but neither listed nor expected.
func (h *hostile) page(path string) *story {
	s := h.tale(path)
	h.on(path, h.html(talePage(s, "")))
	return s
}

// tale is the tale of a path on this site.
func (h *hostile) tale(path string) *story { return tale(h.Name + path) }

// bad lists a path that its handler spoils: no article may come out. It is a
// day older than the stories, which a crawler that takes the newest first has
// by the time the host gives trouble.
func (h *hostile) bad(path string, serve http.HandlerFunc, reasons ...string) {
	h.on(path, serve)
	h.list(h.URL+path, "Bad: "+path)
	h.items[len(h.items)-1].date = time.Date(2026, 11, 19, 8, 0, 0, 0, time.UTC)
	h.nothing(path, reasons...)
}

// html serves a page with validators, as good servers do.
func (h *hostile) html(body string) http.HandlerFunc {
	d := document{media: "text/html; charset=utf-8", body: []byte(body), modified: time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)}
	return d.serve
}

// raw serves bytes under a media type, without validators.
func raw(media string, body []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", media)
		_, _ = w.Write(body)
	}
}

// status answers a status with a short page.
func status(code int, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(code)
		if code >= 200 && code != http.StatusNoContent && code != http.StatusNotModified {
			fmt.Fprintf(w, "<html><body><h1>%d</h1></body></html>", code)
		}
	}
}

// redirect answers 302 to a fixed place.
func redirect(to string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", to)
		w.WriteHeader(http.StatusFound)
	}
}

// robots serves a robots.txt.
func (h *hostile) robots(text string) { h.on("/robots.txt", raw("text/plain", []byte(text))) }

// hijack takes the connection and leaves it to talk; then it is closed.
func hijack(talk func(c net.Conn, r *http.Request)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		c, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return // HTTP/2, which these sites do not speak
		}
		defer c.Close()
		talk(c, r)
	}
}

// say hijacks the connection, says bytes and hangs up.
func say(answer string) http.HandlerFunc {
	return hijack(func(c net.Conn, _ *http.Request) { _, _ = c.Write([]byte(answer)) })
}

// endless writes a piece again and again, until limit bytes or nobody reads.
func endless(media, head, piece string, limit int64) http.HandlerFunc {
	chunk := bytes.Repeat([]byte(piece), max(1, 32<<10/len(piece)))
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", media)
		if _, err := w.Write([]byte(head)); err != nil {
			return
		}
		for sent := int64(0); sent < limit; sent += int64(len(chunk)) {
			if _, err := w.Write(chunk); err != nil {
				return
			}
		}
	}
}

// serveFeed serves the site's items as RSS.
func (h *hostile) serveFeed(w http.ResponseWriter, r *http.Request) {
	d := document{media: "application/rss+xml; charset=utf-8", body: []byte(h.rss()), modified: time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)}
	d.modified = d.modified.Add(time.Duration(h.room.Round()) * time.Minute)
	d.serve(w, r)
}

// rss is the feed of the round.
func (h *hostile) rss() string {
	var b strings.Builder
	b.WriteString(rssHead)
	for _, it := range h.items {
		if it.round <= h.room.Round() {
			b.WriteString(it.rss())
		}
	}
	b.WriteString(rssTail)
	return b.String()
}

const (
	rssHead = `<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<rss version="2.0"><channel><title>Hostile news</title><link>/</link><description>News</description>` + "\n"
	rssTail = "</channel></rss>\n"
)

func (it item) rss() string {
	return fmt.Sprintf("<item><title>%s</title><link>%s</link><pubDate>%s</pubDate></item>\n",
		escaped(it.title), escaped(it.link), it.date.Format(time.RFC1123Z))
}

func escaped(s string) string {
	var b strings.Builder
	// A strings.Builder takes everything.
	_ = xml.EscapeText(&b, []byte(s))
	return b.String()
}

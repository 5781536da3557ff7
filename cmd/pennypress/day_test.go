package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pennypress/pennypress/crawler"
	"github.com/pennypress/pennypress/crawler/fetch"
	"github.com/pennypress/pennypress/crawler/pass"
	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/index/sqlite"
)

var (
	dayFeeds = flag.Int("day.feeds", 20, "feeds in TestDayInAMinute")
	dayHours = flag.Int("day.hours", 6, "hours that are measured in TestDayInAMinute")
)

// TestDayInAMinute runs the loop of serve against many feeds of different
// rhythm with a simulated clock, and with everything else real: the store, the
// frontier, HTTP over connections in memory. It counts polls and delays.
//
//	go test ./cmd/pennypress -run TestDayInAMinute -v -day.feeds 500 -day.hours 24
func TestDayInAMinute(t *testing.T) {
	if testing.Short() {
		t.Skip("a simulated day")
	}
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		world := newWorld(*dayFeeds, time.Now(), time.Duration(*dayHours+warmUp)*time.Hour)
		store, err := sqlite.Open(t.Context(), filepath.Join(dir, "store.db"), sqlite.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer store.Close()
		client, err := fetch.New(fetch.Options{Dial: world.net.dial})
		if err != nil {
			t.Fatal(err)
		}
		server := &http.Server{Handler: world}
		go server.Serve(world.net)
		ctx, cancel := context.WithTimeout(t.Context(), time.Duration(*dayHours+warmUp)*time.Hour)
		defer cancel()
		pass.Repeat(ctx, store, pass.Options{
			Sources: world.sources(), Client: client, Worker: "day", Delay: time.Second,
			Handle: world.handle, Concurrency: 16, Refresh: time.Nanosecond,
		}, func(_ pass.Summary, err error) {
			if err != nil {
				t.Error(err)
			}
		})
		client.Close()
		server.Close()
		world.report(t)
	})
}

// warmUp is how many hours the schedule has to learn before it is measured.
const warmUp = 6

// window is how many articles a feed shows.
const window = 20

// A world is a set of feeds that publish as time goes by.
type world struct {
	net   *memoryNet
	start time.Time

	mu     sync.Mutex
	feeds  []*worldFeed
	polls  int
	wasted int // polls that were answered "not modified"
	delays []time.Duration
}

type worldFeed struct {
	host      string
	published []time.Time
	seen      map[int]bool
}

// newWorld makes feeds with a mean gap between items from four minutes to four
// days, evenly in the logarithm; half of them sleep at night.
func newWorld(feeds int, start time.Time, span time.Duration) *world {
	random := rand.New(rand.NewPCG(7, 7))
	w := &world{net: newMemoryNet(), start: start}
	for i := range feeds {
		f := &worldFeed{host: fmt.Sprintf("paper%d.example", i), seen: map[int]bool{}}
		gap := 4 * time.Minute << (random.IntN(11))
		for at := start.Add(-20 * gap); at.Before(start.Add(span)); {
			at = at.Add(time.Duration(random.ExpFloat64() * float64(gap)))
			if hour := at.UTC().Hour(); i%2 == 0 || hour >= 6 && hour < 20 {
				f.published = append(f.published, at.Truncate(time.Second))
			}
		}
		w.feeds = append(w.feeds, f)
	}
	return w
}

func (w *world) sources() []crawler.Source {
	var out []crawler.Source
	for _, f := range w.feeds {
		out = append(out, crawler.Source{Name: f.host, Feeds: []string{"http://" + f.host + "/feed"}, Every: crawler.Auto{}})
	}
	return out
}

// measured reports whether a time lies after the warm-up.
func (w *world) measured(at time.Time) bool { return at.After(w.start.Add(warmUp * time.Hour)) }

// ServeHTTP answers with what a feed shows now, or with one of its articles.
func (w *world) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	defer w.mu.Unlock()
	i := slices.IndexFunc(w.feeds, func(f *worldFeed) bool { return f.host == r.Host })
	if i < 0 || (r.URL.Path != "/feed" && !strings.HasPrefix(r.URL.Path, "/story/")) {
		http.NotFound(rw, r)
		return
	}
	if r.URL.Path != "/feed" {
		fmt.Fprintf(rw, "<!doctype html><title>%s</title>", r.URL.Path)
		return
	}
	w.feed(rw, r, w.feeds[i])
}

func (w *world) feed(rw http.ResponseWriter, r *http.Request, f *worldFeed) {
	now := time.Now()
	end, _ := slices.BinarySearchFunc(f.published, now, func(p, t time.Time) int { return p.Compare(t.Add(1)) })
	tag := fmt.Sprintf(`"%d"`, end)
	if w.measured(now) {
		w.polls++
	}
	if r.Header.Get("If-None-Match") == tag {
		if w.measured(now) {
			w.wasted++
		}
		rw.WriteHeader(http.StatusNotModified)
		return
	}
	rw.Header().Set("Etag", tag)
	io.WriteString(rw, `<rss version="2.0"><channel><title>t</title>`)
	for n := end - 1; n >= max(end-window, 0); n-- {
		fmt.Fprintf(rw, "<item><title>Story %d</title><link>http://%s/story/%d</link><pubDate>%s</pubDate></item>",
			n, f.host, n, f.published[n].UTC().Format(time.RFC1123))
	}
	io.WriteString(rw, "</channel></rss>")
}

// handle notes when a story arrives.
func (w *world) handle(_ context.Context, t crawler.Task, p extract.Page) (extract.Article, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	var n int
	host := crawler.Host(t.URL)
	i := slices.IndexFunc(w.feeds, func(f *worldFeed) bool { return f.host == host })
	if _, err := fmt.Sscanf(t.URL, "http://"+host+"/story/%d", &n); err != nil || i < 0 {
		return extract.Article{}, fmt.Errorf("no story: %s", t.URL)
	}
	f := w.feeds[i]
	f.seen[n] = true
	if at := f.published[n]; w.measured(at) {
		w.delays = append(w.delays, time.Since(at))
	}
	return extract.Article{ID: extract.ID(t.URL), URL: t.URL, Title: t.URL, Text: t.URL, Fetched: p.Fetched, Published: f.published[n]}, nil
}

// unseen counts the articles that were published three hours before the end or
// earlier and never came: those that are still in their feed, which is not due yet,
// and those that its newer ones have pushed out. It lists the feeds that lost most.
func (w *world) unseen(t *testing.T) (waiting, gone int) {
	const listed = 5
	end := w.start.Add(time.Duration(*dayHours+warmUp) * time.Hour)
	type loss struct {
		host          string
		waiting, gone int
		gap           time.Duration // mean, of what was measured
	}
	var losses []loss
	for _, f := range w.feeds {
		l := loss{host: f.host}
		shown, _ := slices.BinarySearchFunc(f.published, end, time.Time.Compare)
		for n, at := range f.published[:shown] {
			switch {
			case !w.measured(at) || f.seen[n] || at.After(end.Add(-3*time.Hour)):
			case n < shown-window:
				l.gone++
			default:
				l.waiting++
			}
		}
		waiting, gone = waiting+l.waiting, gone+l.gone
		if l.gone+l.waiting > 0 {
			first, _ := slices.BinarySearchFunc(f.published, w.start, time.Time.Compare)
			l.gap = end.Sub(w.start) / time.Duration(max(shown-first, 1))
			losses = append(losses, l)
		}
	}
	slices.SortFunc(losses, func(a, b loss) int {
		return cmp.Or(b.gone-a.gone, b.waiting-a.waiting, strings.Compare(a.host, b.host))
	})
	for _, l := range losses[:min(len(losses), listed)] {
		t.Logf("%s, an article every %v: %d wait, %d fell out", l.host, l.gap.Round(time.Minute), l.waiting, l.gone)
	}
	return waiting, gone
}

// report prints what the day came to, and checks it against asking every 15
// minutes.
func (w *world) report(t *testing.T) {
	slices.Sort(w.delays)
	if len(w.delays) == 0 {
		t.Fatal("no article arrived")
	}
	fixed := *dayFeeds * *dayHours * 4
	median := w.delays[len(w.delays)/2]
	waiting, gone := w.unseen(t)
	t.Logf("%d feeds, %d hours: %d polls (%.0f%% of every 15 minutes), %.0f%% wasted; %d articles, delay %v median, %v in 90%%; of those older than 3 hours %d wait for the next poll, %d fell out of their feed",
		*dayFeeds, *dayHours, w.polls, 100*float64(w.polls)/float64(fixed), 100*float64(w.wasted)/float64(w.polls),
		len(w.delays), median.Round(time.Second), w.delays[len(w.delays)*9/10].Round(time.Second), waiting, gone)
	if w.polls*3 > fixed*2 {
		t.Errorf("%d polls; want less than two thirds of the %d of every 15 minutes", w.polls, fixed)
	}
	if median > 10*time.Minute {
		t.Errorf("median delay %v; want at most 10 minutes", median)
	}
}

// memoryNet is a network in memory: a simulated clock stands still while
// anybody waits for a real one.
type memoryNet struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func newMemoryNet() *memoryNet {
	return &memoryNet{conns: make(chan net.Conn), closed: make(chan struct{})}
}

func (m *memoryNet) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	here, there := net.Pipe()
	select {
	case m.conns <- there:
		return here, nil
	case <-m.closed:
		return nil, errors.New("closed")
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Accept gives the server its next connection.
func (m *memoryNet) Accept() (net.Conn, error) {
	select {
	case c := <-m.conns:
		return c, nil
	case <-m.closed:
		return nil, net.ErrClosed
	}
}

// Close ends the network.
func (m *memoryNet) Close() error {
	m.once.Do(func() { close(m.closed) })
	return nil
}

// Addr is a name only.
func (m *memoryNet) Addr() net.Addr { return &net.UnixAddr{Name: "memory", Net: "unix"} }

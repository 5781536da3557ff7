package main

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"runtime"
	"testing"
	"time"

	"github.com/pennypress/pennypress/config"
	"github.com/pennypress/pennypress/crawler"
)

// TestManyItems: a feed of 100,000 items makes tasks, not goroutines, and each
// is accounted for.
func TestManyItems(t *testing.T) {
	if testing.Short() {
		t.Skip("not in short mode: 100,000 tasks")
	}
	const items, limit = 100_000, 20
	var base string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/feed.xml" {
			http.NotFound(w, r)
			return
		}
		io.WriteString(w, "<rss version='2.0'><channel><title>Many</title>")
		for i := range items {
			fmt.Fprintf(w, "<item><title>Item %d</title><link>%s/story-%d</link></item>", i, base, i)
		}
		io.WriteString(w, "</channel></rss>")
	}))
	defer server.Close()
	base = server.URL
	c, err := config.Parse("many.yaml", []byte("crawl: {delay: 0s, max_body: 20MiB, allow_networks: [127.0.0.0/8]}\nsources: [{name: many, feeds: ["+base+"/feed.xml]}]"))
	if err != nil {
		t.Fatal(err)
	}
	c.DataDir = t.TempDir()
	a := &app{streams: streams{&bytes.Buffer{}, io.Discard, io.Discard}, log: slog.New(slog.DiscardHandler)}
	store, err := a.openStore(t.Context(), c, true)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	before := runtime.NumGoroutine()
	most, done := make(chan int), make(chan struct{})
	go func() {
		n := 0
		for {
			select {
			case <-time.After(time.Millisecond):
				n = max(n, runtime.NumGoroutine())
			case <-done:
				most <- n
				return
			}
		}
	}()
	s, err := a.pass(t.Context(), c, store, c.CrawlerSources(), crawlFlags{limit: limit})
	close(done)
	if err != nil {
		t.Fatal(err)
	}
	if s.Discovered != items || s.Found != items || s.Pending != items-limit || s.States[crawler.Failed] != limit {
		t.Errorf("found %d, discovered %d of %d items, in states %v", s.Found, s.Discovered, items, s.States)
	}
	if n := <-most; n > before+100 {
		t.Errorf("%d goroutines at most, %d before", n, before)
	} else {
		t.Logf("%d goroutines at most, %d before, %.1f s", n, before, s.Seconds)
	}
}

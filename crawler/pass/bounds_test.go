package pass

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"testing"

	"github.com/pennypress/pennypress/crawler"
	"github.com/pennypress/pennypress/crawler/crawltest"
	"github.com/pennypress/pennypress/crawler/newsroom"
)

// TestGoroutinesAreBounded: a feed of 100,000 items makes tasks, not goroutines.
func TestGoroutinesAreBounded(t *testing.T) {
	const items = 100_000
	_, o := open(t, newsroom.Options{NoSample: true})
	var base string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/feed.xml" {
			io.WriteString(w, "page")
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
	o.Sources = []crawler.Source{{Name: "many", Feeds: []string{base + "/feed.xml"}}}
	o.Limit, o.Delay = 20, 0
	before, most := runtime.NumGoroutine(), 0
	o.Progress = func(Tick) { most = max(most, runtime.NumGoroutine()) }
	s := run(t, crawltest.New(), o)
	if s.Discovered != items || s.Pending != items-20 || s.Found != items {
		t.Errorf("discovered %d, found %d, pending %d of %d items", s.Discovered, s.Found, s.Pending, items)
	}
	if most > before+50 {
		t.Errorf("%d goroutines at most, %d before", most, before)
	}
}

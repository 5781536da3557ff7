package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/pennypress/pennypress/config"
	"github.com/pennypress/pennypress/crawler"
	"github.com/pennypress/pennypress/crawler/newsroom"
	"github.com/pennypress/pennypress/extract"
)

// openLoad starts sites to measure with, and a data folder beside them.
func openLoad(b *testing.B, l newsroom.Load) (*app, *config.Config, *newsroom.Newsroom) {
	b.Helper()
	room, err := newsroom.StartLoad(l)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { room.Close() })
	a, c := crawlOf(b, room.Config())
	return a, c, room
}

// crawlOf is a crawl of sites to measure with, into a data folder of its own.
func crawlOf(b *testing.B, settings []byte) (*app, *config.Config) {
	b.Helper()
	c, err := config.Parse("load.yaml", bytes.Replace(settings, []byte("delay: 1ns"), []byte("delay: 0s"), 1))
	if err != nil {
		b.Fatal(err)
	}
	c.DataDir = b.TempDir()
	return &app{streams: streams{&bytes.Buffer{}, io.Discard, io.Discard}, log: slog.New(slog.DiscardHandler)}, c
}

// BenchmarkEndToEnd crawls pages of 126 KB from this machine: fetched,
// extracted, stored and indexed. Beside it the same pages are only parsed and
// extracted, figures included: in one loop, and in one on each processor. The
// sites are served by another process, so that what serving takes is no part of
// what crawling does.
func BenchmarkEndToEnd(b *testing.B) {
	const pages = 600
	collectSeldom() // as crawl does, and the reading beside it
	sites := serveLoad(b, newsroom.Load{Sites: 24, Pages: pages / 24, Bytes: 122 << 10})
	a, c := crawlOf(b, sites.Config)
	c.Crawl.Archive = "none"
	var crawl, loop, loops effort
	for b.Loop() {
		c.DataDir = b.TempDir()
		runtime.GC()
		crawl.of(pages, func() { endToEnd(b, a, c, pages) })
		runtime.GC()
		read, fetched := newReader(c).read, fetchAll(b, sites.URLs)
		loop.of(pages, func() { onlyRead(b, read, fetched, 1) })
		loops.of(pages, func() { onlyRead(b, read, fetched, runtime.GOMAXPROCS(0)) })
	}
	b.ReportMetric(crawl.perSecond(), "articles/s")
	b.ReportMetric(loop.perSecond(), "read-in-a-loop/s")
	b.ReportMetric(loops.perSecond(), "read-on-all/s")
	b.ReportMetric(crawl.perSecond()/loop.perSecond(), "of-a-loop")
	b.ReportMetric(crawl.perSecond()/loops.perSecond(), "of-all")
	// Processor time tells more where others use the machine too.
	b.ReportMetric(crawl.cpuMillis(), "cpu-ms/article")
	b.ReportMetric(loops.cpuMillis(), "cpu-ms/read")
	b.ReportMetric(loops.cpuMillis()/crawl.cpuMillis(), "of-cpu")
	b.ReportMetric(0, "ns/op")
}

// endToEnd crawls what is due and indexes it, as crawl does.
func endToEnd(b *testing.B, a *app, c *config.Config, pages int) {
	b.Helper()
	store, err := a.openStore(b.Context(), c, true)
	if err != nil {
		b.Fatal(err)
	}
	summary, err := a.pass(b.Context(), c, store, c.CrawlerSources(), crawlFlags{})
	if err == nil {
		err = errors.Join(a.follow(b.Context(), c, store), store.Close())
	}
	if err != nil || summary.Articles() != pages {
		b.Fatalf("%d of %d articles, %v", summary.Articles(), pages, err)
	}
}

// An effort is what some work took.
type effort struct {
	pages     int
	wall, cpu time.Duration
}

// of adds some work on pages.
func (e *effort) of(pages int, work func()) {
	began, used := time.Now(), cpu()
	work()
	e.pages, e.wall, e.cpu = e.pages+pages, e.wall+time.Since(began), e.cpu+cpu()-used
}

func (e *effort) perSecond() float64 { return float64(e.pages) / e.wall.Seconds() }
func (e *effort) cpuMillis() float64 { return float64(e.cpu.Microseconds()) / 1000 / float64(e.pages) }

// cpu is the processor time that this process has used, that of servers inside it
// included.
func cpu() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// fetchAll fetches pages to read them later.
func fetchAll(b *testing.B, urls []string) []extract.Page {
	b.Helper()
	pages := make([]extract.Page, len(urls))
	for i, url := range urls {
		resp, err := http.Get(url)
		if err != nil {
			b.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil {
			b.Fatal(err)
		}
		pages[i] = extract.Page{URL: url, ContentType: resp.Header.Get("Content-Type"), Body: body}
	}
	return pages
}

// onlyRead parses and extracts pages in some loops at once.
func onlyRead(b *testing.B, read crawler.Handler, pages []extract.Page, loops int) {
	b.Helper()
	var g errgroup.Group
	g.SetLimit(loops)
	for _, p := range pages {
		g.Go(func() error {
			_, err := read(context.Background(), crawler.Task{URL: p.URL}, p)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		b.Fatal(err)
	}
}

// A loadServed is a load that another process serves.
type loadServed struct {
	Config []byte
	URLs   []string
}

// serveLoad starts the sites of a load in a process of their own.
func serveLoad(b *testing.B, l newsroom.Load) loadServed {
	b.Helper()
	what, err := json.Marshal(l)
	if err != nil {
		b.Fatal(err)
	}
	server := exec.Command("serveload", string(what))
	server.Stderr = os.Stderr
	end, err := server.StdinPipe() // it ends when nobody holds the other end
	if err != nil {
		b.Fatal(err)
	}
	out, err := server.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := server.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { end.Close(); server.Wait() })
	var served loadServed
	if err := json.NewDecoder(out).Decode(&served); err != nil {
		b.Fatal(err)
	}
	return served
}

// serveLoadMain is the process of serveLoad.
func serveLoadMain() {
	var l newsroom.Load
	err := json.Unmarshal([]byte(os.Args[1]), &l)
	if err == nil {
		var room *newsroom.Newsroom
		if room, err = newsroom.StartLoad(l); err == nil {
			defer room.Close()
			served := loadServed{Config: room.Config()}
			for _, t := range room.Truth() {
				served.URLs = append(served.URLs, t.URL)
			}
			err = json.NewEncoder(os.Stdout).Encode(served)
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "serveload:", err)
		os.Exit(1)
	}
	io.Copy(io.Discard, os.Stdin)
}

// BenchmarkPolls asks feeds that have not changed, with conditions.
func BenchmarkPolls(b *testing.B) {
	a, c, room := openLoad(b, newsroom.Load{Sites: 500, Pages: 1, Bytes: 1})
	store, err := a.openStore(b.Context(), c, true)
	if err != nil {
		b.Fatal(err)
	}
	defer store.Close()
	if _, err := a.pass(b.Context(), c, store, c.CrawlerSources(), crawlFlags{}); err != nil {
		b.Fatal(err)
	}
	before, polls, used := len(room.Requests()), 0, cpu()
	for b.Loop() {
		summary, err := a.pass(b.Context(), c, store, c.CrawlerSources(), crawlFlags{all: true})
		if err != nil || summary.Documents[crawler.Unchanged] != 500 {
			b.Fatalf("%v, %v", summary.Documents, err)
		}
		polls += summary.Requests
	}
	used = cpu() - used
	for _, r := range room.Requests()[before:] {
		if r.Path != "/robots.txt" && r.Status != http.StatusNotModified {
			b.Fatalf("%s was answered %d", r.Path, r.Status)
		}
	}
	b.ReportMetric(float64(polls)/b.Elapsed().Seconds(), "polls/s")
	b.ReportMetric(float64(used.Microseconds())/1000/float64(polls), "cpu-ms/poll")
}

// BenchmarkIdlePass opens the store of 1,000 sources, finds nothing due and
// closes it again, as a cron job does most of the time.
func BenchmarkIdlePass(b *testing.B) {
	a, c := manySources(b, 1000)
	store, err := a.openStore(b.Context(), c, true)
	if err != nil {
		b.Fatal(err)
	}
	var tasks []crawler.Task
	for _, s := range c.CrawlerSources() {
		tasks = append(tasks, crawler.Task{URL: s.Feeds[0], Kind: crawler.KindFeed, Source: s.Name, Due: time.Now().Add(time.Hour)})
	}
	if _, err := store.Add(b.Context(), tasks); err != nil {
		b.Fatal(err)
	}
	store.Close()
	for b.Loop() {
		store, err := a.openStore(b.Context(), c, true)
		if err != nil {
			b.Fatal(err)
		}
		summary, err := a.pass(b.Context(), c, store, c.CrawlerSources(), crawlFlags{})
		if err != nil || summary.Requests > 0 {
			b.Fatalf("%d requests, %v", summary.Requests, err)
		}
		store.Close()
	}
}

// manySources is a configuration of sources with one feed each.
func manySources(b *testing.B, n int) (*app, *config.Config) {
	b.Helper()
	c, err := config.Parse("many.yaml", sourcesOf(n, func(i int) string { return fmt.Sprintf("http://paper-%d.example", i) }))
	if err != nil {
		b.Fatal(err)
	}
	c.DataDir = b.TempDir()
	return &app{streams: streams{&bytes.Buffer{}, io.Discard, io.Discard}, log: slog.New(slog.DiscardHandler)}, c
}

func sourcesOf(n int, base func(i int) string) []byte {
	var y strings.Builder
	y.WriteString("crawl:\n  delay: 0s\n  retries: 0\n  allow_networks: [127.0.0.0/8]\nsources:\n")
	for i := range n {
		fmt.Fprintf(&y, "  - name: s%d\n    feeds: [\"%s/feed-%d.xml\"]\n", i, base(i), i)
	}
	return []byte(y.String())
}

// BenchmarkMemory measures the largest memory of a crawl as a process of its
// own: with 10,000 sources, and with every fault of the hostile web at once.
func BenchmarkMemory(b *testing.B) {
	b.Run("10000 sources", func(b *testing.B) {
		// One server is 10,000 hosts: all of 127.0.0.0/8 is this machine.
		l, err := net.Listen("tcp4", "0.0.0.0:0")
		if err != nil {
			b.Fatal(err)
		}
		server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/robots.txt" {
				http.NotFound(w, r)
				return
			}
			io.WriteString(w, "<rss version='2.0'><channel><title>Quiet</title></channel></rss>")
		})}
		go server.Serve(l)
		defer server.Close()
		_, port, _ := net.SplitHostPort(l.Addr().String())
		settings := sourcesOf(10_000, func(i int) string { return fmt.Sprintf("http://127.1.%d.%d:%s", i/250, 1+i%250, port) })
		for b.Loop() {
			b.ReportMetric(peak(b, settings), "MiB")
		}
	})
	b.Run("every fault", func(b *testing.B) {
		room, err := newsroom.Start(newsroom.Options{Hostile: true})
		if err != nil {
			b.Fatal(err)
		}
		defer room.Close()
		settings := bytes.Replace(room.Config(), []byte("crawl:\n"), []byte("crawl:\n  retries: 1\n  concurrency: 400\n"), 1)
		for b.Loop() {
			b.ReportMetric(peak(b, settings), "MiB")
		}
	})
}

// peak runs a crawl and says how many MiB it held at most.
func peak(b *testing.B, settings []byte) float64 {
	b.Helper()
	dir := b.TempDir()
	file := filepath.Join(dir, "news.yaml")
	if err := os.WriteFile(file, settings, 0o644); err != nil {
		b.Fatal(err)
	}
	crawl := exec.Command("pennypress", "--config", file, "--data-dir", filepath.Join(dir, "data"), "-q", "crawl")
	_ = crawl.Run() // sources fail, so the status is 3 or 1
	usage, ok := crawl.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		b.Skip("this system does not tell")
	}
	return float64(usage.Maxrss) / 1024
}

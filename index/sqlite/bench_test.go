package sqlite_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/pennypress/pennypress/crawler"
	"github.com/pennypress/pennypress/extract"
)

var start = time.Date(2025, 1, 27, 9, 0, 0, 0, time.UTC)

// article is a made-up article of about 450 words with as many figures as news
// has.
func article(n int) extract.Article {
	rnd := rand.New(rand.NewPCG(1, uint64(n)))
	var b strings.Builder
	a := extract.Article{
		ID: extract.ID(fmt.Sprintf("https://a.example/%d", n)), URL: fmt.Sprintf("https://a.example/%d", n), Source: fmt.Sprintf("source%d", n%60),
		Title: fmt.Sprintf("Headline number %d", n), Published: start.Add(time.Duration(n) * time.Minute), Fetched: start, Language: "en",
	}
	for i := range 450 {
		fmt.Fprintf(&b, "w%x ", int(rnd.ExpFloat64()*300))
		if i%20 != 0 {
			continue
		}
		value := float64(rnd.IntN(1000)) / 10
		text := fmt.Sprintf("%v%%", value)
		at := extract.Span{Start: b.Len(), End: b.Len() + len(text)}
		b.WriteString(text + " ")
		symbol := fmt.Sprintf("S%d", rnd.IntN(4000))
		a.Entities = append(a.Entities, extract.Entity{Type: extract.TypePercent, Text: text, Span: at, Value: &value, Unit: extract.UnitPercent})
		if i%60 == 0 {
			a.Moves = append(a.Moves, extract.Move{Symbol: symbol, Exchange: "XNAS", Percent: value, Span: at})
		}
	}
	a.Text = b.String()
	a.WordCount = extract.WordCount(a.Text)
	return a
}

func page(host, n int) crawler.Task {
	return crawler.Task{
		URL: fmt.Sprintf("https://h%d.example/2025/01/a-story-with-a-long-name-%d.html", host, n), Kind: crawler.KindPage,
		Source: fmt.Sprintf("source%d", host%1000), Due: start, Found: start, Item: crawler.Item{Title: fmt.Sprintf("Story %d", n), Published: start},
	}
}

func BenchmarkPut100(b *testing.B) {
	db := openNew(b)
	batch := make([]extract.Article, 100)
	n := 0
	for b.Loop() {
		for i := range batch {
			batch[i] = article(n)
			n++
		}
		if _, err := db.Put(b.Context(), batch); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "articles/s")
}

func BenchmarkArticleMadeUp(b *testing.B) {
	n := 0
	for b.Loop() {
		article(n)
		n++
	}
}

// settleEach settles one article in each settlement, by workers at once.
func settleEach(b *testing.B, workers int) {
	db := openNew(b)
	var tasks []crawler.Task
	for host := range workers {
		tasks = append(tasks, page(host, 0))
	}
	if _, err := db.Add(b.Context(), tasks); err != nil {
		b.Fatal(err)
	}
	leases, err := db.Lease(b.Context(), crawler.LeaseRequest{Worker: "w", Hosts: workers, Tasks: 1, TTL: time.Hour, Now: start})
	if err != nil || len(leases) != workers {
		b.Fatalf("%d leases, %v", len(leases), err)
	}
	n := 0
	for b.Loop() {
		ended := make(chan error)
		for _, l := range leases {
			a := article(n)
			n++
			go func() {
				task := l.Tasks[0]
				task.URL = fmt.Sprintf("https://%s/%s", l.Host, a.ID)
				_, err := db.Settle(b.Context(), l, crawler.Settlement{Outcomes: []crawler.Outcome{{Task: task, Article: &a}}, Host: l.State, Now: start})
				ended <- err
			}()
		}
		for range leases {
			if err := <-ended; err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "articles/s")
}

func BenchmarkSettle1Worker(b *testing.B)   { settleEach(b, 1) }
func BenchmarkSettle16Workers(b *testing.B) { settleEach(b, 16) }

// BenchmarkIdlePass is what a pass costs that finds nothing to do.
func BenchmarkIdlePass(b *testing.B) {
	db := openNew(b)
	feeds := make([]crawler.Task, 1000)
	for i := range feeds {
		feeds[i] = page(i, 0)
		feeds[i].Kind, feeds[i].Due = crawler.KindFeed, start.Add(time.Hour)
	}
	for b.Loop() {
		if _, err := db.Add(b.Context(), feeds); err != nil {
			b.Fatal(err)
		}
		if l, err := db.Lease(b.Context(), crawler.LeaseRequest{Worker: "w", Hosts: 10, Tasks: 1, Now: start}); len(l) > 0 || err != nil {
			b.Fatal(l, err)
		}
	}
}

func BenchmarkAdd100000(b *testing.B) {
	tasks := make([]crawler.Task, 100_000)
	for i := range tasks {
		tasks[i] = page(i%1000, i)
	}
	for b.Loop() {
		db := openNew(b)
		if n, err := db.Add(b.Context(), tasks); n != len(tasks) || err != nil {
			b.Fatal(n, err)
		}
	}
}

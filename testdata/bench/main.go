// Command bench reads the same pages with pennypress and with other
// extractors, one after the other on one thread in one run, and prints speed,
// allocations and accuracy of each, and the ratio to what parsing alone takes.
//
//	go run . -corpus DIR          a folder with truth.jsonl and the pages it names
//	go run . -own ../pages        pages with their text beside them, NAME.want
//
// Its module is apart from the product's, so that the product depends on none
// of the others.
package main

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"text/tabwriter"
	"time"
)

func main() {
	corpus := flag.String("corpus", "", "folder with truth.jsonl and its pages; where it is not there, -own is read")
	own := flag.String("own", "../pages", "folder with pages and their texts")
	limit := flag.Int("pages", 150, "pages to read, evenly over the corpus; 0 for all")
	rounds := flag.Int("rounds", 3, "how often each reads all pages, by turns; the fastest counts")
	flag.Parse()
	if err := run(*corpus, *own, *limit, max(*rounds, 1)); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(corpus, own string, limit, rounds int) error {
	pages, from, err := load(corpus, own, limit)
	if err != nil {
		return err
	}
	runtime.GOMAXPROCS(1)
	size := 0
	for _, p := range pages {
		size += len(p.body)
	}
	fmt.Printf("%d pages of %s, %.1f MB, one thread, the fastest of %d rounds\n\n", len(pages), from, float64(size)/1e6, rounds)
	results := make([]measurement, len(readers))
	for i, r := range readers {
		results[i] = judge(r, pages)
	}
	for range rounds {
		for i, r := range readers {
			results[i].race(r, pages)
		}
	}
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "reader\tMB/s\tratio to the parse\tallocations a page\tMB allocated a page\tprecision\trecall\tF1\tnear\tno text\t")
	floor := 0.0
	for i, r := range readers {
		m := results[i]
		speed := float64(size) / 1e6 / m.seconds
		if floor == 0 {
			floor = speed
		}
		n := float64(len(pages))
		fmt.Fprintf(w, "%s\t%.2f\t%.2f\t%.0f\t%.2f\t", r.name, speed, speed/floor, float64(m.allocs)/n, float64(m.bytes)/1e6/n)
		if r.bare {
			fmt.Fprintln(w, "-\t-\t-\t-\t-\t")
			continue
		}
		fmt.Fprintf(w, "%.3f\t%.3f\t%.3f\t%.3f\t%d\t\n", m.score.precision(), m.score.recall(), m.score.f1(), m.score.near(), m.score.silent)
	}
	return w.Flush()
}

// A measurement is what one reader took for all pages, and how well it read them.
type measurement struct {
	seconds float64
	allocs  uint64
	bytes   uint64
	score   score
}

// judge reads all pages once to score what comes out, which also warms up.
func judge(r reader, pages []page) measurement {
	var m measurement
	for _, p := range pages {
		m.score.add(p.text, r.read(p))
	}
	return m
}

// race reads all pages against the clock and keeps the best time.
func (m *measurement) race(r reader, pages []page) {
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := cpuTime()
	for _, p := range pages {
		r.read(p)
	}
	took := max((cpuTime() - start).Seconds(), time.Microsecond.Seconds())
	runtime.ReadMemStats(&after)
	m.allocs, m.bytes = after.Mallocs-before.Mallocs, after.TotalAlloc-before.TotalAlloc
	if m.seconds == 0 || took < m.seconds {
		m.seconds = took
	}
}

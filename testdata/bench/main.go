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
	flag.Parse()
	if err := run(*corpus, *own, *limit); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(corpus, own string, limit int) error {
	pages, from, err := load(corpus, own, limit)
	if err != nil {
		return err
	}
	runtime.GOMAXPROCS(1)
	size := 0
	for _, p := range pages {
		size += len(p.body)
	}
	fmt.Printf("%d pages of %s, %.1f MB, one thread\n\n", len(pages), from, float64(size)/1e6)
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "reader\tMB/s\tratio to the parse\tallocations a page\tMB allocated a page\tprecision\trecall\tF1\tnear\tno text\t")
	floor := 0.0
	for _, r := range readers {
		m := measure(r, pages)
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

// measure reads all pages once to score them and warm up, and once against the clock.
func measure(r reader, pages []page) measurement {
	var m measurement
	for _, p := range pages {
		m.score.add(p.text, r.read(p))
	}
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := cpuTime()
	for _, p := range pages {
		r.read(p)
	}
	m.seconds = (cpuTime() - start).Seconds()
	runtime.ReadMemStats(&after)
	m.allocs, m.bytes = after.Mallocs-before.Mallocs, after.TotalAlloc-before.TotalAlloc
	m.seconds = max(m.seconds, time.Microsecond.Seconds())
	return m
}

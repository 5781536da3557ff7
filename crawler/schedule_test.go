package crawler

import (
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// A rhythm is how often a kind of feed publishes: items in each hour of the
// week, on average, and how many the feed shows at once.
type rhythm struct {
	name  string
	feeds int
	shown int
	rate  func(hourOfWeek int) float64
}

func workingHours(h int) bool { return h%24 >= 6 && h%24 < 20 && h < 5*24 }

// The rhythms of business news, in the shares in which sites have them.
var rhythms = []rhythm{
	{"agency, round the clock", 30, 30, func(int) float64 { return 8 }},
	{"daily paper, working hours", 120, 20, func(h int) float64 {
		if workingHours(h) {
			return 2.5
		}
		return 0.2
	}},
	{"trade magazine, some a day", 150, 15, func(h int) float64 {
		if workingHours(h) {
			return 0.25
		}
		return 0
	}},
	{"blog, once a week", 150, 10, func(h int) float64 { return 1.0 / 168 }},
	{"bulletin, ten at six in the morning", 20, 20, func(h int) float64 {
		if h%24 == 6 {
			return 10
		}
		return 0
	}},
	{"given up", 30, 10, func(int) float64 { return 0 }},
}

// history draws the times of publication of one feed over some days.
func history(r rhythm, days int, random *rand.Rand, start time.Time) []time.Time {
	var out []time.Time
	for h := range days * 24 {
		for range poisson(r.rate(h%168), random) {
			at := time.Duration(random.Int64N(int64(time.Hour)))
			out = append(out, start.Add(time.Duration(h)*time.Hour+at).Truncate(time.Second))
		}
	}
	slices.SortFunc(out, time.Time.Compare)
	return out
}

func poisson(mean float64, random *rand.Rand) int {
	n, p, limit := 0, random.Float64(), math.Exp(-mean)
	for p > limit {
		n++
		p *= random.Float64()
	}
	return n
}

// A polling is what polling a set of feeds by one schedule came to.
type polling struct {
	polls, wasted, missed int
	delays                []time.Duration
}

// simulate polls one feed by a schedule over its history, from the day given on.
func simulate(s Schedule, published []time.Time, shown int, from, to time.Time, into *polling) {
	seen, interval, known := from, time.Duration(0), 0
	first := true
	for now := from; now.Before(to); {
		end, _ := slices.BinarySearchFunc(published, now, func(p, t time.Time) int { return p.Compare(t.Add(1)) })
		window := published[max(end-shown, 0):end]
		fresh := 0
		for _, p := range window {
			if p.After(seen) {
				fresh++
				if !first {
					into.delays = append(into.delays, now.Sub(p))
				}
			}
		}
		into.missed += end - known - fresh
		if first {
			into.missed, fresh, first = into.missed-(end-known-fresh), len(window), false
		}
		known, seen = end, now
		into.polls++
		poll := Poll{Interval: interval, Items: len(window), New: fresh}
		if fresh == 0 {
			into.wasted++
			poll.Items = 0 // the server answers "not modified"
		} else if n := len(window); n > 0 {
			poll.Gap = now.Sub(window[0]) / time.Duration(n)
		}
		var at time.Time
		at, interval = s.Next(now, poll)
		now = at
	}
}

func (p *polling) quantile(q float64) time.Duration {
	if len(p.delays) == 0 {
		return 0
	}
	slices.Sort(p.delays)
	return p.delays[int(q*float64(len(p.delays)-1))].Round(time.Second)
}

// TestPolling holds the learned schedule against asking every 15 minutes, on
// two weeks of 500 made-up feeds. What comes out is in testdata/quality.
func TestPolling(t *testing.T) {
	start := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	schedules := []struct {
		name string
		s    Schedule
	}{{"every 15 minutes", Every(15 * time.Minute)}, {"auto", Auto{}}}
	var out strings.Builder
	fmt.Fprintf(&out, "%-20s %-36s %9s %8s %8s %10s %10s\n", "schedule", "feeds", "polls/day", "wasted", "missed", "median", "p90")
	totals := map[string]*polling{}
	for _, way := range schedules {
		total := &polling{}
		random := rand.New(rand.NewPCG(1, 2))
		for _, r := range rhythms {
			var sum polling
			for range r.feeds {
				published := history(r, 28, random, start)
				simulate(way.s, published, r.shown, start.AddDate(0, 0, 14), start.AddDate(0, 0, 28), &sum)
			}
			row(&out, way.name, fmt.Sprintf("%d × %s", r.feeds, r.name), &sum)
			total.polls += sum.polls
			total.wasted += sum.wasted
			total.missed += sum.missed
			total.delays = append(total.delays, sum.delays...)
		}
		row(&out, way.name, "all", total)
		totals[way.name] = total
	}
	fixed, auto := totals["every 15 minutes"], totals["auto"]
	if auto.polls*3 > fixed.polls || auto.quantile(0.5) > fixed.quantile(0.5) {
		t.Errorf("auto: %d polls, median delay %v; every 15 minutes: %d, %v: want a third of the polls at no more delay",
			auto.polls, auto.quantile(0.5), fixed.polls, fixed.quantile(0.5))
	}
	const golden = "../testdata/quality/polling.txt"
	if *update {
		if err := os.WriteFile(golden, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != out.String() {
		t.Errorf("%s is not what comes out (run with -update, and look at the difference):\n%s", golden, out.String())
	}
}

func row(w *strings.Builder, schedule, feeds string, p *polling) {
	fmt.Fprintf(w, "%-20s %-36s %9.0f %7.0f%% %8d %10v %10v\n", schedule, feeds, float64(p.polls)/14,
		100*float64(p.wasted)/float64(p.polls), p.missed, p.quantile(0.5), p.quantile(0.9))
}

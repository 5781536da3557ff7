package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pennypress/pennypress/config"
	"github.com/pennypress/pennypress/crawler"
	"github.com/pennypress/pennypress/crawler/newsroom"
	"github.com/pennypress/pennypress/crawler/pass"
	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/index"
	"github.com/pennypress/pennypress/index/sqlite"
)

var update = flag.Bool("update", false, "rewrite golden files")

// hostileWeb is a newsroom with faults, and what is needed to crawl it.
type hostileWeb struct {
	*app
	room  *newsroom.Newsroom
	c     *config.Config
	store *sqlite.DB
}

func openHostileWeb(t *testing.T, o newsroom.Options) *hostileWeb {
	t.Helper()
	room, err := newsroom.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { room.Close() })
	c, err := config.Parse("hostile.yaml", room.Config())
	if err != nil {
		t.Fatal(err)
	}
	c.DataDir = t.TempDir()
	c.Crawl.Concurrency = 48
	c.Crawl.Archive = "none"
	c.Crawl.Retries = 1
	a := &app{streams: streams{&bytes.Buffer{}, io.Discard, io.Discard}, log: slog.New(slog.DiscardHandler)}
	store, err := a.openStore(t.Context(), c, true)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	return &hostileWeb{a, room, c, store}
}

func (w *hostileWeb) crawl(t *testing.T, limit time.Duration, f crawlFlags) pass.Summary {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	summary, err := w.pass(ctx, w.c, w.store, w.c.CrawlerSources(), f)
	if err != nil {
		t.Fatal(err)
	}
	return summary
}

func (w *hostileWeb) articles(t *testing.T) []extract.Article {
	t.Helper()
	var all []extract.Article
	for a, err := range w.store.Articles(t.Context(), index.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, a)
	}
	return all
}

// TestBadInput crawls sites that each do one thing wrong beside one that does
// not. Each fault is named with its reason, the good site loses nothing, and
// crawling again makes no duplicates.
func TestBadInput(t *testing.T) {
	reasons := map[string]string{ // by site: a part of the reason
		"feed-html":   "not a feed",
		"feed-binary": "image",
		"feed-empty":  "empty",
		"page-pdf":    "PDF",
		"page-empty":  "empty",
		"redirect-50": "more than 10 redirects",
		"big-page":    "longer than 10 MiB",
		"gzip-bomb":   "longer than 10 MiB",
		"short-body":  "cut short",
		"cut-chunked": "cut short",
		"gone":        "410",
	}
	good := "harbour-ledger"
	sites := []string{good}
	for site := range reasons {
		sites = append(sites, site)
	}
	w := openHostileWeb(t, newsroom.Options{Hostile: true, Only: sites})
	first := w.crawl(t, time.Minute, crawlFlags{})
	for site, want := range reasons {
		if !slices.ContainsFunc(first.Problems, func(p pass.Problem) bool { return p.Source == site && strings.Contains(p.Reason, want) }) {
			t.Errorf("%s: no problem says %q; problems: %v", site, want, ofSource(first.Problems, site))
		}
	}
	stored := w.articles(t)
	for _, truth := range w.room.Truth() {
		if truth.Site == good && !slices.ContainsFunc(stored, func(a extract.Article) bool { return a.CanonicalURL == truth.URL }) {
			t.Errorf("the good site lost %s", truth.URL)
		}
	}
	w.crawl(t, time.Minute, crawlFlags{all: true})
	if again := w.articles(t); len(again) != len(stored) {
		t.Errorf("%d articles after a second pass, %d after the first", len(again), len(stored))
	}
}

func ofSource(problems []pass.Problem, source string) []string {
	var out []string
	for _, p := range problems {
		if p.Source == source {
			out = append(out, p.URL+": "+p.Reason)
		}
	}
	return out
}

// TestHostileWeb crawls the whole hostile web once and holds what a careful
// crawler does against what was done. testdata/quality/hostile.txt lists the
// faults, and the checks that do not hold yet, so that every change shows in a diff.
func TestHostileWeb(t *testing.T) {
	if testing.Short() {
		t.Skip("the hostile web takes half a minute: not in short mode")
	}
	w := openHostileWeb(t, newsroom.Options{Hostile: true, NoSample: true})
	summary := w.crawl(t, 5*time.Minute, crawlFlags{patience: 5 * time.Second})
	t.Logf("%.1f s, %d requests, %d pages discovered: %v", summary.Seconds, summary.Requests, summary.Discovered, summary.States)
	tasks, err := w.store.Tasks(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	checkAccounts(t, summary, tasks)
	checkPoliteness(t, w.room, 20*time.Millisecond)
	got := w.room.Judge(newsroom.Crawl{Articles: w.articles(t), Tasks: tasks})
	for _, v := range got {
		if !v.OK {
			t.Logf("%s: %s: %s", v.Site, v.Check, v.Got)
		}
	}
	golden := filepath.Join(repository, "testdata", "quality", "hostile.txt")
	if *update {
		if err := os.WriteFile(golden, []byte(verdicts(got)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), verdicts(got)); diff != "" {
		t.Errorf("what holds (-want +got; -update rewrites):\n%s", diff)
	}
}

// checkAccounts: every page that was discovered is in one counted state.
func checkAccounts(t *testing.T, s pass.Summary, tasks []crawler.Task) {
	t.Helper()
	states := map[crawler.State]int{}
	pages, sum := 0, 0
	for _, task := range tasks {
		if task.Kind == crawler.KindPage {
			pages++
			states[task.State]++
			if task.Reason == "" && (task.State == crawler.Failed || task.State == crawler.Refused || task.State == crawler.Filtered) {
				t.Errorf("%s is %s without a reason", task.URL, task.State)
			}
		}
	}
	for _, n := range s.States {
		sum += n
	}
	if s.Discovered != pages || sum != pages {
		t.Errorf("the summary accounts for %d of %d pages, in states for %d", s.Discovered, pages, sum)
	}
	if diff := cmp.Diff(states, s.States); diff != "" {
		t.Errorf("states (-store +summary):\n%s", diff)
	}
}

// checkPoliteness holds the servers' log against the contract, host by host.
func checkPoliteness(t *testing.T, room *newsroom.Newsroom, delay time.Duration) {
	t.Helper()
	hosts := map[string][]newsroom.Request{}
	most := 0
	for _, r := range room.Requests() {
		hosts[r.Site] = append(hosts[r.Site], r)
		most = max(most, r.InFlight)
	}
	for _, requests := range hosts {
		for _, r := range room.Crowded(requests) {
			t.Errorf("%s %s: %d requests in flight", r.Site, r.Path, r.InFlight)
		}
	}
	smallest := 24 * time.Hour
	for host, requests := range hosts {
		gap, at := newsroom.Smallest(requests)
		if smallest = min(smallest, gap); gap < delay {
			t.Errorf("%s: %s came %s after the request before", host, at.Path, gap)
		}
	}
	t.Logf("politeness: %d hosts, %d requests, smallest gap of one host %s with a delay of %s, most in flight %d",
		len(hosts), len(room.Requests()), smallest, delay, most)
}

// verdicts lists what does not hold, duties first, and then every fault with
// its checks.
func verdicts(list []newsroom.Verdict) string {
	var duties, manners, faults []string
	held, all := map[string]int{}, map[string]int{}
	for _, v := range list {
		line := fmt.Sprintf("%s: %s", v.Site, v.Check)
		all[v.Site]++
		switch {
		case v.OK:
			held[v.Site]++
		case v.Should:
			manners = append(manners, line)
		default:
			duties = append(duties, line)
		}
	}
	for site, n := range all {
		faults = append(faults, fmt.Sprintf("%s: %d of %d", site, held[site], n))
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# What a careful crawler does and this one does not yet, one round, out of %d checks.\n", len(list))
	for _, group := range []struct {
		name  string
		lines []string
	}{{"duties", duties}, {"good manners", manners}, {"faults, with the checks that hold", faults}} {
		slices.Sort(group.lines)
		fmt.Fprintf(&b, "\n%s: %d\n", group.name, len(group.lines))
		for _, line := range group.lines {
			b.WriteString(line + "\n")
		}
	}
	return b.String()
}

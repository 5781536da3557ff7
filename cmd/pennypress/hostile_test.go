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
	c.Crawl.Timeout = config.Duration(2 * time.Second)
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
// checks that do not hold yet, so that every change of it shows in a diff.
func TestHostileWeb(t *testing.T) {
	if testing.Short() {
		t.Skip("the hostile web takes half a minute: not in short mode")
	}
	w := openHostileWeb(t, newsroom.Options{Hostile: true, NoSample: true})
	summary := w.crawl(t, 60*time.Second, crawlFlags{patience: 5 * time.Second})
	t.Logf("%.1f s, interrupted %v, %d requests", summary.Seconds, summary.Interrupted, summary.Requests)
	tasks, err := w.store.Tasks(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	verdictsOf := w.room.Judge(newsroom.Crawl{Articles: w.articles(t), Tasks: tasks})
	for _, v := range verdictsOf {
		if !v.OK {
			t.Logf("%s: %s: %s", v.Site, v.Check, v.Got)
		}
	}
	got := verdicts(verdictsOf)
	golden := filepath.Join(repository, "testdata", "quality", "hostile.txt")
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("the checks that do not hold (-want +got; -update rewrites):\n%s", diff)
	}
}

// verdicts lists what does not hold, duties first.
func verdicts(list []newsroom.Verdict) string {
	var duties, manners []string
	for _, v := range list {
		line := fmt.Sprintf("%s: %s", v.Site, v.Check)
		switch {
		case v.OK:
		case v.Should:
			manners = append(manners, line)
		default:
			duties = append(duties, line)
		}
	}
	slices.Sort(duties)
	slices.Sort(manners)
	var b strings.Builder
	fmt.Fprintf(&b, "# What a careful crawler does and this one does not yet, one round, out of %d checks.\n", len(list))
	fmt.Fprintf(&b, "\nduties: %d\n", len(duties))
	for _, line := range duties {
		b.WriteString(line + "\n")
	}
	fmt.Fprintf(&b, "\ngood manners: %d\n", len(manners))
	for _, line := range manners {
		b.WriteString(line + "\n")
	}
	return b.String()
}

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"maps"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/gofrs/flock"
	"github.com/spf13/cobra"

	"github.com/pennypress/pennypress/config"
	"github.com/pennypress/pennypress/crawler"
	"github.com/pennypress/pennypress/crawler/pass"
	"github.com/pennypress/pennypress/index/sqlite"
)

// crawlFlags are the flags of crawl.
type crawlFlags struct {
	sources []string
	all     bool
	limit   int
	dryRun  bool
	json    bool

	patience time.Duration // see pass.Options; not a flag
}

func (a *app) crawlCmd() *cobra.Command {
	var f crawlFlags
	cmd := &cobra.Command{
		Use:   "crawl",
		Short: "Fetch what is due, once: for cron",
		Long: `Crawl makes one pass over every source whose time has come: it reads feeds and sitemaps,
fetches new and still changing articles, stores and indexes them, and exits. Each article is
kept as it arrives: a pass that is interrupted or killed loses nothing, and the next one goes
on. Several crawls may run on one data folder; they divide the hosts.`,
		Example: `  pennypress crawl
  */10 * * * *  pennypress --config /etc/pennypress.yaml -q crawl`,
		Annotations: exits("0 done; 1 failed, or every source did; 2 wrong usage or configuration;\n" +
			"3 done in part (some sources failed, or interrupted); 75 others are working on all that is due"),
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.crawl(cmd.Context(), f) },
	}
	cmd.Flags().StringSliceVar(&f.sources, "source", nil, "only this source, by `name`; repeatable")
	cmd.Flags().BoolVar(&f.all, "all", false, "everything is due: feeds, sitemaps, articles that may still change")
	cmd.Flags().IntVar(&f.limit, "limit", 0, "ask at most `N` article pages")
	cmd.Flags().BoolVar(&f.dryRun, "dry-run", false, "print what is due, one JSON per line, and ask nothing")
	cmd.Flags().BoolVar(&f.json, "json", false, "print the summary as JSON on stdout")
	return cmd
}

func (a *app) crawl(ctx context.Context, f crawlFlags) error {
	c, err := a.config()
	if err != nil {
		return err
	}
	sources, err := pick(c, f.sources)
	if err != nil {
		return err
	}
	if f.limit < 0 {
		return usage("--limit %d: write a number of pages", f.limit)
	}
	store, err := a.openStore(ctx, c, true)
	if err != nil {
		return err
	}
	defer store.Close()
	if f.dryRun {
		return a.due(ctx, store, sources, f.all)
	}
	collectSeldom()
	summary, err := a.pass(ctx, c, store, sources, f)
	if errors.Is(err, context.Canceled) {
		err = nil
	}
	if summary.Started.IsZero() {
		return err
	}
	// An interrupted crawl still indexes what it stored.
	after := context.WithoutCancel(ctx)
	err = errors.Join(err, a.sweep(after, c, store), a.follow(after, c, store))
	if ctx.Err() == nil {
		err = errors.Join(err, a.tellAlerts(ctx, c, store))
	}
	if f.json {
		line, e := jsonLine(summary)
		if e == nil {
			_, e = a.out.Write(line)
		}
		err = errors.Join(err, e)
	}
	a.report(summary)
	if err != nil {
		return err
	}
	return verdict(summary)
}

// pick returns the named sources of a configuration, or all.
func pick(c *config.Config, names []string) ([]crawler.Source, error) {
	all := c.CrawlerSources()
	if len(all) == 0 {
		return nil, usage("no sources are configured: run pennypress init, edit the file, and try again")
	}
	if len(names) == 0 {
		return all, nil
	}
	var out []crawler.Source
	for _, name := range names {
		i := slices.IndexFunc(all, func(s crawler.Source) bool { return s.Name == name })
		if i < 0 {
			return nil, usage("no source is named %q: see pennypress sources list", name)
		}
		out = append(out, all[i])
	}
	return out, nil
}

// What is alive in a crawl is small beside what each page takes for a moment, so
// garbage is collected when it has grown to four times as much, which costs a
// third of collecting at once; but eagerly from crawlMemory on, since bombs and
// huge pages come and go, and what they leave need not pile up. The environment
// may say otherwise.
const (
	crawlGarbage = 400 // percent of what is alive
	crawlMemory  = 160 << 20
)

// collectSeldom sets when garbage is collected, for the rest of a process that crawls or reads
// one text after the other. It is not undone: a process that is at its end would collect once more.
func collectSeldom() {
	percent, limit := debug.SetGCPercent(crawlGarbage), debug.SetMemoryLimit(crawlMemory)
	if os.Getenv("GOGC") != "" {
		debug.SetGCPercent(percent)
	}
	if os.Getenv("GOMEMLIMIT") != "" {
		debug.SetMemoryLimit(limit)
	}
}

// pass makes one pass over the sources.
func (a *app) pass(ctx context.Context, c *config.Config, store *sqlite.DB, sources []crawler.Source, f crawlFlags) (pass.Summary, error) {
	o, end, err := a.crew(ctx, c, store, sources)
	if err != nil {
		return pass.Summary{}, err
	}
	line := a.progress()
	o.All, o.Limit, o.Patience = f.all, f.limit, f.patience
	o.Progress = func(t pass.Tick) {
		line.show("%d asked, %d articles, %d hosts at work", t.Requests, t.Articles, t.Active)
	}
	summary, err := pass.Run(ctx, store, o)
	line.clear()
	return summary, errors.Join(err, end())
}

// crew puts together who makes a pass: a worker with a fetcher, a reader of
// pages and a keeper of raw ones. end lets them go.
func (a *app) crew(ctx context.Context, c *config.Config, store *sqlite.DB, sources []crawler.Source) (o pass.Options, end func() error, err error) {
	// net/http tells the standard logger when a server talks out of turn.
	log.SetOutput(io.Discard)
	table, err := a.instruments(c)
	if err != nil {
		return o, nil, err
	}
	worker, leave, err := a.enlist(ctx, c, store)
	if err != nil {
		return o, nil, err
	}
	client, err := a.openClient(c)
	if err != nil {
		leave()
		return o, nil, err
	}
	raw, err := a.openArchive(c)
	if err != nil {
		client.Close()
		leave()
		return o, nil, err
	}
	return pass.Options{
			Sources: sources, Client: client, Handle: newReader(c).withInstruments(table).withMemory(store).read, Worker: worker, Keep: raw.keep,
			Concurrency: c.Crawl.Concurrency, PerHost: c.Crawl.PerHost, Delay: c.Crawl.Delay.Std(),
			Retries: c.Crawl.Retries, Refresh: c.Crawl.Refresh.Std(),
		}, func() error {
			client.Close()
			leave()
			return raw.close()
		}, nil
}

// enlist names this process among the workers of the data directory, and frees
// the hosts of workers that have died. A worker holds a lock on a file of its
// name as long as it lives; the system lets go of it whatever ends the process.
func (a *app) enlist(ctx context.Context, c *config.Config, store *sqlite.DB) (worker string, end func(), err error) {
	dir := filepath.Join(c.DataDir, workersDir)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", nil, fmt.Errorf("workers folder %s: %w", dir, cause(err))
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "", nil, fmt.Errorf("workers folder %s: %w", dir, cause(err))
	}
	for _, e := range entries {
		dead := flock.New(filepath.Join(dir, e.Name()))
		if ok, err := dead.TryLock(); err != nil || !ok {
			continue
		}
		n, err := store.Release(ctx, e.Name())
		if err == nil {
			os.Remove(dead.Path())
		}
		dead.Close()
		if n > 0 {
			a.log.Info(fmt.Sprintf("an earlier crawl (%s) ended without finishing %d hosts: they are due again", e.Name(), n))
		}
	}
	host, _ := os.Hostname()
	worker = fmt.Sprintf("%s-%d-%d", firstNonEmpty(host, "localhost"), os.Getpid(), time.Now().UnixNano())
	own := flock.New(filepath.Join(dir, worker))
	if err := own.Lock(); err != nil {
		return "", nil, fmt.Errorf("workers folder %s: %w", dir, cause(err))
	}
	return worker, func() { os.Remove(own.Path()); own.Close() }, nil
}

// due prints what a crawl would ask, without asking.
func (a *app) due(ctx context.Context, store *sqlite.DB, sources []crawler.Source, all bool) error {
	tasks, err := store.Tasks(ctx)
	if err != nil {
		return err
	}
	known := map[string]bool{}
	wanted := map[string]bool{}
	now := time.Now()
	type line struct {
		Source string       `json:"source"`
		Kind   crawler.Kind `json:"kind"`
		URL    string       `json:"url"`
	}
	var out []line
	for _, s := range sources {
		wanted[s.Name] = true
	}
	for _, t := range tasks {
		known[t.URL] = true
		if wanted[t.Source] && !t.Due.IsZero() && (all || !t.Due.After(now)) {
			out = append(out, line{t.Source, t.Kind, t.URL})
		}
	}
	for _, s := range sources {
		for kind, urls := range map[crawler.Kind][]string{
			crawler.KindFeed: s.Feeds, crawler.KindSitemap: s.Sitemaps, crawler.KindHomepage: {s.Homepage},
		} {
			for _, raw := range urls {
				if url, err := crawler.Canonical(raw); raw != "" && err == nil && !known[url] {
					out = append(out, line{s.Name, kind, url})
				}
			}
		}
	}
	slices.SortStableFunc(out, func(a, b line) int {
		return strings.Compare(a.Source+"\x00"+string(a.Kind)+"\x00"+a.URL, b.Source+"\x00"+string(b.Kind)+"\x00"+b.URL)
	})
	for _, l := range out {
		text, err := jsonLine(l)
		if err == nil {
			_, err = a.out.Write(text)
		}
		if err != nil {
			return err
		}
	}
	a.log.Info(fmt.Sprintf("%d URLs are due", len(out)))
	return nil
}

// verdict is the exit status that goes with a summary.
func verdict(s pass.Summary) error {
	failed := s.Failed()
	switch {
	case s.Interrupted:
		return &statusError{exitPart, errors.New("interrupted: what was fetched is kept, the rest is due next time")}
	case s.Requests == 0 && s.Held > 0:
		return &statusError{exitLocked, fmt.Errorf("all that is due is being crawled by %s", s.Holder)}
	case len(failed) == len(s.Sources) && s.Articles() == 0 && len(failed) > 0:
		return &statusError{status: exitFailed}
	case len(failed) > 0:
		return inPart
	}
	return nil
}

// report prints the summary for people: what was done, then what went wrong.
func (a *app) report(s pass.Summary) {
	a.log.Info(fmt.Sprintf("%d feeds and sitemaps: %s", total(s.Documents), counts(s.Documents)))
	a.log.Info(fmt.Sprintf("%d pages: %s", total(s.Pages), counts(s.Pages)))
	a.log.Info(fmt.Sprintf("%d requests, %.1f MB, %.1f s, %d new links, %d pages still waiting",
		s.Requests, float64(s.Bytes)/1e6, s.Seconds, s.Found, s.Pending))
	if s.Held > 0 {
		a.log.Info(fmt.Sprintf("%d hosts were left to another crawl (%s)", s.Held, s.Holder))
	}
	for _, what := range slices.Sorted(maps.Keys(s.Limits)) {
		a.log.Info(fmt.Sprintf("left out: %d %s", s.Limits[what], what))
	}
	for _, source := range s.Failed() {
		a.log.Warn(fmt.Sprintf("source %s failed: %s", source.Source, source.Failed))
	}
	a.problems(s.Problems)
}

// shownProblems is how many URLs of one reason are named without --verbose.
const shownProblems = 5

// problems names what gave less than was hoped for, grouped by reason.
func (a *app) problems(problems []pass.Problem) {
	byReason := map[string][]pass.Problem{}
	for _, p := range problems {
		if p.Kind != crawler.KindPage && p.State == crawler.Failed && !strings.HasPrefix(p.Reason, "partial") {
			continue // named with its source
		}
		byReason[p.Reason] = append(byReason[p.Reason], p)
	}
	for _, reason := range slices.Sorted(maps.Keys(byReason)) {
		list := byReason[reason]
		for i, p := range list {
			if i == shownProblems && !a.verbose {
				a.log.Info(fmt.Sprintf("… and %d more: %s (see --verbose or --json)", len(list)-i, reason))
				break
			}
			a.log.Info(fmt.Sprintf("%s %s: %s", p.State, p.URL, reason))
		}
	}
}

func total(counts map[crawler.State]int) int {
	n := 0
	for _, c := range counts {
		n += c
	}
	return n
}

// counts lists states with their numbers, in a fixed order.
func counts(by map[crawler.State]int) string {
	var parts []string
	for _, state := range []crawler.State{crawler.Delivered, crawler.Updated, crawler.Unchanged, crawler.Duplicate,
		crawler.Refused, crawler.Filtered, crawler.Failed, crawler.Pending} {
		if by[state] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", by[state], state))
		}
	}
	if len(parts) == 0 {
		return "none"
	}
	return strings.Join(parts, ", ")
}

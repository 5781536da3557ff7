package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gofrs/flock"

	"github.com/pennypress/pennypress/config"
	"github.com/pennypress/pennypress/crawler/archive"
	"github.com/pennypress/pennypress/crawler/pass"
	"github.com/pennypress/pennypress/index"
	"github.com/pennypress/pennypress/index/alert"
	"github.com/pennypress/pennypress/index/sqlite"
	"github.com/pennypress/pennypress/index/words"
)

// How the loops of serve wait. A part that fails says so and tries again: a
// full disk or a broken webhook must not take the web page away.
const (
	followEvery = 500 * time.Millisecond // between looks for changes that others stored
	alertEvery  = time.Second
	retryPause  = 30 * time.Second // after a failure
)

// pause waits; it is false when the context ended first.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// A follower brings a search index up to a store, for one caller at a time.
type follower struct {
	store *sqlite.DB
	index index.Searcher
	mu    sync.Mutex
	taken atomic.Int64 // changes taken in
}

// catchUp takes in all changes that are stored.
func (f *follower) catchUp(ctx context.Context) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	n, err := index.Follow(ctx, f.store, f.index)
	f.taken.Add(int64(n))
	return err
}

// behind reports whether the store has changes that the index has not.
func (f *follower) behind(ctx context.Context) (bool, error) {
	want, err := f.store.Seq(ctx)
	if err != nil {
		return false, err
	}
	got, err := f.index.Seq(ctx)
	return got != want, err
}

// followLoop keeps the index up to the store, and takes in what came last when
// the context ends.
func (d *daemon) followLoop(ctx context.Context) {
	for more := true; more; {
		more = pause(ctx, followEvery)
		last := context.WithoutCancel(ctx)
		behind, err := d.follow.behind(last)
		if behind {
			err = errors.Join(err, d.follow.catchUp(last))
		}
		if err != nil {
			d.log.Error(fmt.Sprintf("search index: %v", err))
			more = more && pause(ctx, retryPause)
		}
	}
}

// crawlLoop makes one pass after another, each when something is due.
func (d *daemon) crawlLoop(ctx context.Context) {
	for {
		o, end, err := d.crew(ctx, d.config, d.store, d.config.CrawlerSources())
		if err == nil {
			pass.Repeat(ctx, d.store, o, d.passed)
			err = end()
		}
		if err != nil {
			d.log.Error(fmt.Sprintf("crawl: %v", err))
		}
		if !pause(ctx, retryPause) {
			return
		}
	}
}

// passed says what a pass did, and removes what is not kept any longer.
func (d *daemon) passed(s pass.Summary, err error) {
	if s.Requests > 0 {
		d.report(s)
	}
	err = errors.Join(err, d.sweep(context.Background(), d.config, d.store))
	if err != nil {
		d.log.Error(fmt.Sprintf("crawl: %v", err))
	}
}

// sweep removes raw pages and articles that the configuration does not keep.
func (a *app) sweep(ctx context.Context, c *config.Config, store *sqlite.DB) error {
	n, err := a.retain(ctx, c, store)
	if n > 0 {
		a.log.Info(fmt.Sprintf("deleted %d articles that are kept no longer", n))
	}
	return errors.Join(err, a.pruneRaw(c))
}

// pruneRaw removes raw pages that the configuration does not keep.
func (a *app) pruneRaw(c *config.Config) error {
	keep := archive.Retention{Age: c.Crawl.ArchiveAge.Std(), Size: int64(c.Crawl.ArchiveSize)}
	if keep == (archive.Retention{}) || c.Crawl.Archive == "none" {
		return nil
	}
	gone, err := archive.Prune(filepath.Join(c.DataDir, archiveDir), keep, time.Now())
	if gone.Files > 0 {
		a.log.Info(fmt.Sprintf("removed %d files of raw pages, %.1f MB", gone.Files, float64(gone.Bytes)/1e6))
	}
	return err
}

// alertsFile is locked by the process that tells alerts.
const alertsFile = "alerts.lock"

// tellAlerts holds what is new against the alerts and tells the webhooks, once.
// When another process does so, there is nothing to do.
func (a *app) tellAlerts(ctx context.Context, c *config.Config, store *sqlite.DB) error {
	if len(c.Alerts) == 0 {
		return nil
	}
	lock := flock.New(filepath.Join(c.DataDir, alertsFile))
	if ok, err := lock.TryLock(); err != nil || !ok {
		return err
	}
	defer lock.Close()
	r, err := newAlerts(ctx, c, store)
	if err == nil {
		err = a.tell(ctx, r)
	}
	return err
}

func newAlerts(ctx context.Context, c *config.Config, store *sqlite.DB) (*alert.Runner, error) {
	return alert.New(ctx, store, alert.Options{Alerts: alertsOf(c), Analyzer: words.Analyzer{}})
}

// tell makes one round over the alerts. What a webhook fails at is said, not
// returned: it is tried again.
func (a *app) tell(ctx context.Context, r *alert.Runner) error {
	met, err := r.Match(ctx)
	if met > 0 {
		a.log.Info(fmt.Sprintf("alerts were met %d times", met))
	}
	if err != nil {
		return err
	}
	if _, err := r.Post(ctx); err != nil {
		a.log.Warn(err.Error())
	}
	return nil
}

// alertLoop tells alerts until the context ends.
func (d *daemon) alertLoop(ctx context.Context) {
	if len(d.config.Alerts) == 0 {
		return
	}
	lock := flock.New(filepath.Join(d.config.DataDir, alertsFile))
	defer lock.Close()
	for {
		ok, err := lock.TryLockContext(ctx, time.Second)
		if ctx.Err() != nil {
			return
		}
		if err == nil && ok {
			err = d.alerts(ctx)
		}
		if err != nil {
			d.log.Error(fmt.Sprintf("alerts: %v", err))
		}
		if !pause(ctx, retryPause) {
			return
		}
	}
}

// alerts makes rounds until the context ends or the store fails.
func (d *daemon) alerts(ctx context.Context) error {
	r, err := newAlerts(ctx, d.config, d.store)
	for err == nil && pause(ctx, alertEvery) {
		if err = d.tell(ctx, r); ctx.Err() != nil {
			return nil
		}
	}
	return err
}

// metrics appends what only the process knows to the web page's own.
func (d *daemon) metrics(w io.Writer) error {
	_, err := fmt.Fprintf(w, "# HELP pennypress_index_changes_total Changes of the store that the search index has taken in.\n"+
		"# TYPE pennypress_index_changes_total counter\npennypress_index_changes_total %d\n", d.follow.taken.Load())
	return err
}

// quietLog sends what the HTTP server has to say about its clients to the log,
// where it is shown to those who ask for more.
func quietLog(l *slog.Logger) *log.Logger {
	return slog.NewLogLogger(l.Handler(), slog.LevelDebug)
}

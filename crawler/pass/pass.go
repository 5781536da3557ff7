// Package pass makes one round over what is due: it leases hosts from the
// frontier, fetches their feeds, sitemaps and pages, hands pages to a handler
// and settles what became of each task.
//
// A pass ends when nothing is due any more that could be had within
// Options.Patience, when its context ends, or when the frontier fails. What it
// has settled is stored; what it has not is due again. Any number of passes,
// in any number of processes, may run on one frontier: they divide the hosts.
//
// It does not know what an article is made of, and prints nothing. Outsiders
// should not rely on it.
package pass

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/pennypress/pennypress/crawler"
	"github.com/pennypress/pennypress/crawler/fetch"
)

// Options say what a pass asks for and how politely. The zero value of each
// field but Sources, Client, Handle and Worker has a sensible meaning.
type Options struct {
	Sources []crawler.Source
	Client  *fetch.Client
	Handle  crawler.Handler
	Worker  string // names this process in leases; unique among live processes

	All   bool // everything that is ever asked again is due
	Limit int  // pages asked at most; 0 means no limit

	Concurrency int           // hosts at once; 0 means 16
	PerHost     int           // requests to one host at once; 0 means 1
	Delay       time.Duration // between the starts of two requests to one host
	Retries     int           // of one task in this pass
	Refresh     time.Duration // pages are asked again this long after publication
	Patience    time.Duration // longest wait for a host that nothing else precedes; 0 means 20 s

	// Keep, when set, is given each page before it is handled.
	Keep func(context.Context, fetch.Response) error
	// Progress, when set, is called after each settlement, never concurrently.
	Progress func(Tick)
}

const (
	// leaseTTL is how long a host stays with a worker that gives no sign of life.
	// It is renewed at a third, so it outlives two lost renewals.
	leaseTTL = 90 * time.Second
	// leaseTasks bounds the tasks of one lease, so that hosts with long queues
	// take turns.
	leaseTasks = 64
	// idleWait bounds a wait, so that tasks added by other processes are seen.
	idleWait = 2 * time.Second
)

// Run makes one pass. The error is the frontier's, or that of a worker that
// could not store what it fetched; an ended context is no error but
// Summary.Interrupted. The summary is right in either case.
func Run(ctx context.Context, f crawler.Frontier, o Options) (Summary, error) {
	p := newPass(f, o)
	err := p.seed(ctx)
	if err == nil {
		err = p.dispatch(ctx)
	}
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		err = nil
	}
	// What the workers held is free again, also after an error.
	after := context.WithoutCancel(ctx)
	_, released := f.Release(after, o.Worker)
	s, finished := p.finish(after, ctx.Err() != nil)
	return s, cmp.Or(err, released, finished)
}

// A pass is the state that the workers of one Run share.
type pass struct {
	Options
	frontier crawler.Frontier
	sources  map[string]*crawler.Source
	names    []string
	gates    gates
	handlers chan struct{} // bounds how many pages are read at once
	changed  chan struct{} // holds a token when a lease could now succeed
	active   atomic.Int32  // hosts being worked on
	asked    atomic.Int64  // pages asked

	mu    sync.Mutex // guards tally and calls of Progress
	tally *tally
}

func newPass(f crawler.Frontier, o Options) *pass {
	if o.Concurrency == 0 {
		o.Concurrency = 16
	}
	if o.PerHost == 0 {
		o.PerHost = 1
	}
	if o.Patience == 0 {
		o.Patience = 20 * time.Second
	}
	p := &pass{
		Options:  o,
		frontier: f,
		sources:  map[string]*crawler.Source{},
		gates:    gates{perHost: o.PerHost, delay: o.Delay, of: map[string]*gate{}},
		handlers: make(chan struct{}, runtime.GOMAXPROCS(0)),
		changed:  make(chan struct{}, 1),
		tally:    newTally(time.Now(), o.Sources),
	}
	for i := range o.Sources {
		s := &o.Sources[i]
		p.sources[s.Name] = s
		p.names = append(p.names, s.Name)
	}
	return p
}

// seed makes the configured feeds, sitemaps and homepages known.
func (p *pass) seed(ctx context.Context) error {
	now := time.Now()
	var tasks []crawler.Task
	for _, s := range p.Sources {
		add := func(kind crawler.Kind, raw string) error {
			url, err := crawler.Canonical(raw)
			if err != nil {
				return fmt.Errorf("source %s: %s %s: %w", s.Name, kind, raw, err)
			}
			t := crawler.Task{URL: url, Kind: kind, Source: s.Name, Due: now, Found: now}
			if raw != url {
				t.Item.Address = raw
			}
			tasks = append(tasks, t)
			return nil
		}
		for _, feed := range s.Feeds {
			if err := add(crawler.KindFeed, feed); err != nil {
				return err
			}
		}
		for _, sitemap := range s.Sitemaps {
			if err := add(crawler.KindSitemap, sitemap); err != nil {
				return err
			}
		}
		if s.Homepage != "" {
			if err := add(crawler.KindHomepage, s.Homepage); err != nil {
				return err
			}
		}
	}
	if _, err := p.frontier.Add(ctx, tasks); err != nil {
		return err
	}
	if !p.All {
		return nil
	}
	_, err := p.frontier.Wake(ctx, p.names, now)
	return err
}

// dispatch leases hosts and gives each to a goroutine of its own, at most
// Concurrency at once, until nothing is due any more.
func (p *pass) dispatch(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	for ctx.Err() == nil {
		free := p.Concurrency - int(p.active.Load())
		if free > 0 && !p.full() {
			leases, err := p.lease(ctx, free)
			if err != nil {
				g.Go(func() error { return err })
				break
			}
			for _, l := range leases {
				p.active.Add(1)
				g.Go(func() error {
					defer p.wake()
					defer p.active.Add(-1)
					return p.host(ctx, l)
				})
			}
			if len(leases) == free {
				continue
			}
		}
		more, err := p.wait(ctx)
		if err != nil {
			g.Go(func() error { return err })
		}
		if !more {
			break
		}
	}
	return g.Wait()
}

func (p *pass) lease(ctx context.Context, hosts int) ([]crawler.Lease, error) {
	return p.frontier.Lease(ctx, crawler.LeaseRequest{
		Worker: p.Worker, Sources: p.names, Hosts: hosts, Tasks: leaseTasks, TTL: leaseTTL, Now: time.Now(),
	})
}

// wait blocks until a lease could succeed. more is false when the pass is over.
func (p *pass) wait(ctx context.Context) (more bool, err error) {
	pause := idleWait
	if !p.full() {
		at, ok, err := p.frontier.Next(ctx, p.names)
		if err != nil {
			return false, err
		}
		until := time.Until(at)
		if p.active.Load() == 0 && (!ok || until > p.Patience) {
			return false, nil
		}
		if ok {
			pause = min(max(until, 20*time.Millisecond), idleWait)
		}
	} else if p.active.Load() == 0 {
		return false, nil
	}
	if p.active.Load() == int32(p.Concurrency) {
		pause = idleWait
	}
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-p.changed:
	case <-timer.C:
	case <-ctx.Done():
	}
	return true, nil
}

// wake tells dispatch that a lease could now succeed.
func (p *pass) wake() {
	select {
	case p.changed <- struct{}{}:
	default:
	}
}

// full reports whether the pass has asked as many pages as it may.
func (p *pass) full() bool {
	return p.Limit > 0 && p.asked.Load() >= int64(p.Limit)
}

// record counts a settled result and shows progress.
func (p *pass) record(r result, state crawler.State) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.tally.record(r, state)
	if p.Progress != nil {
		s := &p.tally.summary
		p.Progress(Tick{Requests: s.Requests, Articles: s.Articles(), Active: int(p.active.Load())})
	}
}

// count notes that something was left out.
func (p *pass) count(what string, n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.tally.summary.Limits[what] += n
}

// finish completes the summary with what is left.
func (p *pass) finish(ctx context.Context, interrupted bool) (Summary, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := p.tally.close(time.Now())
	s.Interrupted = interrupted
	counts, err := p.frontier.Counts(ctx)
	if err != nil {
		return s, err
	}
	for name := range p.sources {
		for state, n := range counts[name] {
			s.States[state] += n
			s.Discovered += n
		}
	}
	s.Pending = s.States[crawler.Pending]
	s.Held, s.Holder, err = p.frontier.Held(ctx, p.Worker, p.names, time.Now())
	return s, err
}

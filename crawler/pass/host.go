package pass

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/pennypress/pennypress/crawler"
)

// A hostRun works through the tasks of one lease.
type hostRun struct {
	*pass
	lease  crawler.Lease
	gate   *gate
	cancel context.CancelFunc // gives the host up

	mu    sync.Mutex // guards what follows, and orders settlements
	state crawler.HostState
	stop  bool // the host asks to be left alone for now
	cut   bool // its robots.txt was cut, and that is counted
	freed bool // the lease was given back
}

// host works on a leased host until its tasks are done, the host fails, or the
// context ends. A lease that was lost is no error: another worker has the host.
func (p *pass) host(ctx context.Context, lease crawler.Lease) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	h := &hostRun{pass: p, lease: lease, gate: p.gates.host(lease.Host), cancel: cancel, state: lease.State}
	h.gate.take(lease)
	p.Client.Prime(lease.Host, lease.State.Robots)
	if lease.Abrupt && time.Now().Before(h.gate.nextStart()) {
		return unlessLost(h.giveBack(ctx)) // others are asked while it rests
	}

	var background sync.WaitGroup
	background.Go(func() { h.heartbeat(ctx) })
	err := h.tasks(ctx)
	cancel()
	background.Wait()
	if err == nil && !h.freed {
		err = h.giveBack(ctx)
	}
	return unlessLost(err)
}

// giveBack ends the lease.
func (h *hostRun) giveBack(ctx context.Context) error {
	return h.settle(context.WithoutCancel(ctx), result{}, true)
}

// unlessLost is an error of work on a lease, but for its loss: then another worker
// has the host.
func unlessLost(err error) error {
	if errors.Is(err, crawler.ErrLeaseLost) {
		return nil
	}
	return err
}

// tasks runs the lease's tasks, PerHost at once.
func (h *hostRun) tasks(ctx context.Context) error {
	slots := make(chan struct{}, h.PerHost)
	errs := make(chan error, len(h.lease.Tasks))
	var running sync.WaitGroup
	for i, t := range h.lease.Tasks {
		slots <- struct{}{}
		if ctx.Err() != nil || h.stopped() || h.rests() || (t.Kind == crawler.KindPage && !h.admit()) {
			break
		}
		last := i == len(h.lease.Tasks)-1 && h.PerHost == 1
		running.Go(func() {
			defer func() { <-slots }()
			if err := h.run(ctx, t, last); err != nil {
				errs <- err
				h.cancel()
			}
		})
	}
	running.Wait()
	close(errs)
	return <-errs
}

func (h *hostRun) stopped() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.stop
}

// rests says that the host wants to be left alone for longer than the pass waits:
// it is given back, for others or for later.
func (h *hostRun) rests() bool { return time.Until(h.gate.nextStart()) > h.Patience }

// admit counts a page against the limit of the pass.
func (p *pass) admit() bool {
	return p.asked.Add(1) <= int64(p.Limit) || p.Limit == 0
}

// run asks for one task and settles what became of it; with the last the lease
// is given back, which saves a transaction where feeds are polled.
func (h *hostRun) run(ctx context.Context, t crawler.Task, last bool) error {
	r := h.ask(ctx, t)
	if r.abandoned {
		return nil // not asked to the end: it stays due
	}
	h.judge(r)
	// What was fetched is kept, also when the pass is being ended.
	return h.settle(context.WithoutCancel(ctx), r, last)
}

// judge draws conclusions about the host from one result.
func (h *hostRun) judge(r result) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.state.Robots = h.Client.Robots(h.lease.Host)
	if h.Client.RobotsCut(h.lease.Host) && !h.cut {
		h.cut = true
		h.count("robots.txt read up to 500 KiB only", 1)
	}
	h.state.Delay = h.Client.CrawlDelay(r.outcome.Task.URL)
	h.gate.slow(h.state.Delay, h.Patience)
	if !r.hostFailed {
		h.state.Failures = 0
		return
	}
	h.state.Failures++
	h.stop = true
	if h.state.Failures == h.Retries+1 {
		h.count("hosts are left alone for longer and longer, after failing again and again", 1)
	}
	h.gate.postpone(time.Now().Add(h.pause(h.state.Failures, r.err)))
}

// settle stores one result, if there is one, and the state of the host.
func (h *hostRun) settle(ctx context.Context, r result, release bool) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	s := crawler.Settlement{Host: h.state, Release: release, Now: time.Now()}
	s.Host.NextAt = h.gate.nextStart()
	if r.outcome.Task.URL != "" {
		s.Outcomes = []crawler.Outcome{r.outcome}
	}
	settled, err := h.frontier.Settle(ctx, h.lease, s)
	if err != nil {
		return err
	}
	h.freed = release
	r.added = settled.Added
	if len(settled.States) == 1 {
		h.record(r, settled.States[0])
	}
	if r.added > 0 {
		h.wake()
	}
	return nil
}

// keepRobots stores a robots.txt as soon as it is read, before what it allows is
// asked: whoever goes on after a crash keeps to the delay in it, and does not ask
// for it again.
func (h *hostRun) keepRobots(ctx context.Context, url string) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	robots := h.Client.Robots(h.lease.Host)
	if slices.EqualFunc(robots, h.state.Robots, func(a, b crawler.Robots) bool {
		return a.Scheme == b.Scheme && a.Status == b.Status && a.Fetched.Equal(b.Fetched)
	}) {
		return nil
	}
	h.state.Robots, h.state.Delay = robots, h.Client.CrawlDelay(url)
	s := crawler.Settlement{Host: h.state, Now: time.Now()}
	s.Host.NextAt = h.gate.nextStart()
	_, err := h.frontier.Settle(ctx, h.lease, s)
	return err
}

// heartbeat keeps the lease until the context ends, or gives the host up when
// another worker has it.
func (h *hostRun) heartbeat(ctx context.Context) {
	ticker := time.NewTicker(leaseTTL / 3)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-ticker.C:
			if err := h.frontier.Extend(ctx, h.lease, now.Add(leaseTTL)); errors.Is(err, crawler.ErrLeaseLost) {
				h.cancel()
				return
			}
		}
	}
}

package pass

import (
	"context"
	"sync"
	"time"

	"github.com/pennypress/pennypress/crawler"
)

// A gate lets requests to one host pass: at most so many in flight, their
// starts apart by the delay; where only one may be in flight, it starts the
// delay after the answer to the one before, so that the gap holds however long
// a request was on its way. A host that answers slowly is given as long a rest
// as its answers take, so that it is busy with us half of the time at most.
// Every request goes through one, robots.txt and redirects from other hosts
// included.
type gate struct {
	slots chan struct{} // one token per request in flight

	mu    sync.Mutex // guards what follows
	next  time.Time  // no request starts before
	delay time.Duration
	took  time.Duration // an answer, smoothed
	last  time.Time     // when it was answered; zero when nothing was asked
}

// maxSlowRest bounds the rest that a slow host gets beyond the delay.
const maxSlowRest = 5 * time.Second

func newGate(perHost int, delay time.Duration) *gate {
	return &gate{slots: make(chan struct{}, perHost), delay: delay}
}

// turn waits until a request may start. The caller calls done when its answer
// is there.
func (g *gate) turn(ctx context.Context) (done func(), err error) {
	select {
	case g.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	start := g.reserve(time.Now())
	if wait := time.Until(start); wait > 0 {
		timer := time.NewTimer(wait)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-ctx.Done():
			<-g.slots
			return nil, ctx.Err()
		}
	}
	began := time.Now()
	return func() {
		g.answered(began, time.Now())
		<-g.slots
	}, nil
}

// reserve takes the next start and moves the one after it by the delay.
func (g *gate) reserve(now time.Time) time.Time {
	g.mu.Lock()
	defer g.mu.Unlock()
	start := later(now, g.next)
	g.next = start.Add(g.delay)
	return start
}

// answered learns from an answer how long the host wants to rest.
func (g *gate) answered(began, now time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	took := now.Sub(began)
	if g.took > 0 {
		took = (3*g.took + took) / 4
	}
	g.took, g.last = took, now
	if cap(g.slots) == 1 {
		g.next = later(g.next, now.Add(max(g.delay, min(g.took, maxSlowRest))))
	}
}

// abandonedRest is how long a host is left alone whose worker died: it may be busy
// for a while with the answer to a request that nobody waits for.
const abandonedRest = 5 * time.Second

// rest lets no request start before the delay, and abandonedRest, have passed from
// now; without a delay the host needs no rest.
func (g *gate) rest() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.delay > 0 {
		g.next = later(g.next, time.Now().Add(max(g.delay, abandonedRest)))
	}
}

// take begins with what is known about a leased host. One whose holder died may
// have been asked just now.
func (g *gate) take(lease crawler.Lease) {
	g.postpone(lease.State.NextAt)
	g.slow(lease.State.Delay, 0)
	if lease.Abrupt {
		g.rest()
	}
}

// gap is the least time between two requests.
func (g *gate) gap() time.Duration {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.delay
}

// postpone lets no request start before at.
func (g *gate) postpone(at time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.next = later(g.next, at)
}

// slow makes the delay at least d from now on. A delay that was just learned, of
// robots.txt, holds after that answer already, unless it is too long to wait for:
// a host that asks for a day would never be asked for anything else.
func (g *gate) slow(d, wait time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if d > g.delay && d <= wait && !g.last.IsZero() {
		g.next = later(g.next, g.last.Add(d))
	}
	g.delay = max(g.delay, d)
}

func (g *gate) nextStart() time.Time {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.next
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// gates are the gates of all hosts that a pass has met.
type gates struct {
	perHost int
	delay   time.Duration

	mu sync.Mutex // guards of
	of map[string]*gate
}

func (g *gates) host(host string) *gate {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.of[host] == nil {
		g.of[host] = newGate(g.perHost, g.delay)
	}
	return g.of[host]
}

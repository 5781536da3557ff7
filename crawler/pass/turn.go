package pass

import (
	"context"
	"fmt"
	"time"

	"github.com/pennypress/pennypress/crawler"
)

// turn waits until a request may be made: at the gate of the leased host, with
// the delay that its robots.txt asks for, as far as it is known.
func (h *hostRun) turn(ctx context.Context, url string) (done func(), err error) {
	if host := crawler.Host(url); host != h.lease.Host {
		return h.visit(ctx, host)
	}
	h.gate.slow(h.Client.CrawlDelay(url), h.Patience)
	if err := h.keepRobots(ctx, url); err != nil {
		h.cancel() // the lease is lost, or nothing can be stored: giving it back says which
		return nil, err
	}
	if h.rests() {
		return nil, &crawler.Error{Err: fmt.Errorf("the host wants %s between requests, longer than a crawl waits", h.gate.gap())}
	}
	return h.gate.turn(ctx)
}

const (
	visitTTL  = 2 * leaseTTL // a visit is one request, which is not renewed
	visitWait = 10 * time.Second
	visitLook = 100 * time.Millisecond
)

// visit takes another host's lease for one request: a robots.txt may redirect to
// another host's. Who waits for it holds a host, so the wait is short.
func (h *hostRun) visit(ctx context.Context, host string) (done func(), err error) {
	lease, err := h.borrow(ctx, host)
	if err != nil {
		return nil, err
	}
	g := h.gates.host(host)
	g.take(lease)
	giveBack := func() {
		state := lease.State
		state.NextAt = g.nextStart()
		// A lease that cannot be given back ends by itself.
		_, _ = h.frontier.Settle(context.WithoutCancel(ctx), lease, crawler.Settlement{Host: state, Release: true, Now: time.Now()})
	}
	if time.Until(g.nextStart()) > visitWait {
		giveBack()
		return nil, busy(host)
	}
	end, err := g.turn(ctx)
	if err != nil {
		giveBack()
		return nil, err
	}
	return func() { end(); giveBack() }, nil
}

// borrow leases a host by name, and tries for a while when somebody else has it.
func (h *hostRun) borrow(ctx context.Context, host string) (crawler.Lease, error) {
	for until := time.Now().Add(visitWait); ; {
		leases, err := h.frontier.Lease(ctx, crawler.LeaseRequest{Worker: h.Worker, Host: host, TTL: visitTTL, Now: time.Now()})
		if err != nil {
			return crawler.Lease{}, err
		}
		if len(leases) == 1 {
			return leases[0], nil
		}
		if time.Now().After(until) {
			return crawler.Lease{}, busy(host)
		}
		timer := time.NewTimer(visitLook)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return crawler.Lease{}, ctx.Err()
		}
	}
}

func busy(host string) error {
	return &crawler.Error{RetryAfter: visitWait, Err: fmt.Errorf("%s, which it leads to, is busy", host)}
}

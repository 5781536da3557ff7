package pass

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/pennypress/pennypress/crawler"
	"github.com/pennypress/pennypress/crawler/crawltest"
	"github.com/pennypress/pennypress/crawler/newsroom"
)

// A watched frontier notes the settlements of each host.
type watched struct {
	crawler.Frontier
	mu   sync.Mutex // guards what follows
	seen map[string][]crawler.Settlement
}

func (w *watched) Settle(ctx context.Context, l crawler.Lease, s crawler.Settlement) (crawler.Settled, error) {
	w.mu.Lock()
	w.seen[l.Host] = append(w.seen[l.Host], s)
	w.mu.Unlock()
	return w.Frontier.Settle(ctx, l, s)
}

// TestRobotsAreStoredBeforePages checks that a robots.txt is stored once it is read,
// so that a crash does not make the next worker ask for it again.
func TestRobotsAreStoredBeforePages(t *testing.T) {
	_, o := open(t, newsroom.Options{})
	w := &watched{Frontier: crawltest.New(), seen: map[string][]crawler.Settlement{}}
	run(t, w, o)
	if len(w.seen) == 0 {
		t.Fatal("nothing was settled")
	}
	for host, settled := range w.seen {
		if first := settled[0]; len(first.Outcomes) > 0 || len(first.Host.Robots) == 0 || first.Release {
			t.Errorf("%s: the first settlement has %d outcomes and %d robots.txt, want 0 and 1", host, len(first.Outcomes), len(first.Host.Robots))
		}
		for i, s := range settled[1:] {
			if len(s.Outcomes) == 0 {
				t.Errorf("%s: settlement %d of %d has no outcome", host, i+2, len(settled))
			}
		}
	}
}

// TestHostOfADeadWorkerRests checks that a host whose worker died is given back, so
// that others are asked meanwhile, and asked when it has rested.
func TestHostOfADeadWorkerRests(t *testing.T) {
	room, o := open(t, newsroom.Options{Only: []string{"harbour-ledger"}})
	f := crawltest.New()
	feed := crawler.Task{URL: o.Sources[0].Feeds[0], Kind: crawler.KindFeed, Source: o.Sources[0].Name, Due: time.Now()}
	if _, err := f.Add(t.Context(), []crawler.Task{feed}); err != nil {
		t.Fatal(err)
	}
	if l, err := f.Lease(t.Context(), crawler.LeaseRequest{Worker: "dead", Hosts: 1, Tasks: 1, TTL: time.Hour, Now: time.Now()}); len(l) != 1 || err != nil {
		t.Fatal(l, err)
	}
	if _, err := f.Release(t.Context(), "dead"); err != nil {
		t.Fatal(err)
	}
	o.Patience = time.Second
	run(t, f, o)
	if n := len(room.Requests()); n > 0 {
		t.Errorf("%d requests to a host whose worker died just now", n)
	}
	at, ok, err := f.Next(t.Context(), nil)
	if wait := time.Until(at); !ok || err != nil || wait < abandonedRest-2*time.Second || wait > abandonedRest {
		t.Errorf("the host is ready in %v, %v, %v, want about %v", wait, ok, err, abandonedRest)
	}
}

package crawltest

import (
	"fmt"
	"time"

	"github.com/pennypress/pennypress/crawler"
)

func abrupt(t fixture) {
	t.add(page("https://a.example/1"))
	now := start
	for _, c := range []struct {
		end  string
		want bool // of the next lease
	}{{"settled", false}, {"expired", true}, {"settled", false}, {"released", true}, {"extended", true}, {"settled", false}} {
		l := t.one(now)
		now = now.Add(time.Second)
		switch c.end {
		case "settled":
			t.settle(l, crawler.Settlement{Release: true, Now: now})
		case "extended":
			if err := t.f.Extend(t.Context(), l, now.Add(time.Minute)); err != nil {
				t.Fatal(err)
			}
			now = now.Add(time.Hour)
		case "expired":
			now = now.Add(time.Hour)
		case "released":
			if _, err := t.f.Release(t.Context(), "w"); err != nil {
				t.Fatal(err)
			}
		}
		next := t.one(now)
		t.equal("abrupt after a lease that "+c.end, next.Abrupt, c.want)
		t.settle(next, crawler.Settlement{Release: true, Now: now})
	}
}

func leaseHost(t fixture) {
	t.add(page("https://a.example/1"), page("https://b.example/1"))
	byName := func(host string, tasks int) []crawler.Lease {
		t.Helper()
		leases, err := t.f.Lease(t.Context(), crawler.LeaseRequest{Worker: "w", Host: host, Tasks: tasks, TTL: time.Minute, Now: start})
		if err != nil {
			t.Fatalf("Lease(%s): %v", host, err)
		}
		return leases
	}
	known := byName("a.example", 5)
	if len(known) != 1 || known[0].Host != "a.example" || len(known[0].Tasks) != 1 {
		t.Fatalf("Lease(a.example) = %+v, want it with its task", known)
	}
	t.equal("leases of a host that is held", len(byName("a.example", 0)), 0)
	t.equal("hosts left to others", hosts(t.lease(start, 10, 10)), []string{"b.example"})

	unknown := byName("c.example:8080", 0)
	if len(unknown) != 1 || len(unknown[0].Tasks) != 0 {
		t.Fatalf("Lease of a host without tasks = %+v, want one without", unknown)
	}
	rest := crawler.HostState{NextAt: start.Add(time.Hour), Delay: time.Second}
	t.settle(unknown[0], crawler.Settlement{Host: rest, Release: true})
	again := byName("c.example:8080", 0)
	if len(again) != 1 {
		t.Fatal("a host before its next time is not leased by name")
	}
	t.sameHost(again[0].State, rest)
}

func known(t fixture) {
	t.add(page("https://a.example/1"), feed("https://a.example/feed"))
	n, err := t.f.Known(t.Context(), []string{"https://a.example/1", "https://b.example/1", "https://a.example/1", "https://a.example/feed"})
	if err != nil {
		t.Fatal(err)
	}
	t.equal("known tasks", n, 2)
	if n, err = t.f.Known(t.Context(), nil); err != nil || n != 0 {
		t.Errorf("Known of nothing = %d, %v", n, err)
	}
}

func longSources(t fixture) {
	early, late := page("https://a.example/1"), page("https://b.example/1")
	early.Source, late.Due = "other", start.Add(time.Minute)
	t.add(early, late)
	sources := []string{"wire"}
	for i := range 50 {
		sources = append(sources, fmt.Sprint("quiet", i))
	}
	at, ok, err := t.f.Next(t.Context(), sources)
	if err != nil || !ok || !at.Equal(late.Due) {
		t.Errorf("Next = %v, %v, %v, want %v", at, ok, err, late.Due)
	}
	t.equal("hosts too early", len(t.lease(start, 9, 9, sources...)), 0)
	t.equal("hosts", hosts(t.lease(late.Due, 9, 9, sources...)), []string{"b.example"})
	if _, ok, _ := t.f.Next(t.Context(), sources[1:]); ok {
		t.Error("there is something to wait for, of sources without tasks")
	}
}

func leaseQuarter(t fixture) {
	var tasks []crawler.Task
	for i := range 10 {
		tasks = append(tasks, page(fmt.Sprintf("https://a.example/%d", i)), feed(fmt.Sprintf("https://a.example/feed-%d", i)))
	}
	t.add(tasks...)
	leases := t.lease(start, 1, 8)
	documents := 0
	for _, task := range leases[0].Tasks {
		if task.Kind == crawler.KindFeed {
			documents++
		}
	}
	t.equal("tasks", len(leases[0].Tasks), 8)
	t.equal("documents", documents, 6)
}

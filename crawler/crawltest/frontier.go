// Package crawltest proves that a Frontier keeps the promises of its contract,
// and has one in memory for the tests of others.
//
//	func TestFrontier(t *testing.T) {
//		crawltest.Frontier(t, func(t *testing.T) crawler.Frontier { return open(t) })
//	}
package crawltest

import (
	"reflect"
	"testing"
	"time"

	"github.com/pennypress/pennypress/crawler"
)

// Frontier proves the frontiers that open returns, each new and empty.
func Frontier(t *testing.T, open func(t *testing.T) crawler.Frontier) {
	promises := []struct {
		name string
		test func(fixture)
	}{
		{"a task is added once", addOnce},
		{"Add never wakes a finished task", addKeepsFinished},
		{"Add fills an empty item and no other", addFillsItem},
		{"Add revives a filtered task", addRevives},
		{"Add refuses what is no http URL and adds nothing", addRefuses},
		{"every field of a task comes back", taskRoundTrip},
		{"a task with no due time is never leased", neverDue},
		{"a task is not leased before it is due", notBeforeDue},
		{"a leased task is not leased twice", leasedOnce},
		{"a host is leased again when its lease has expired", expires},
		{"a host is not leased before its next time", notBeforeNext},
		{"a released host's other tasks are leased again", releaseKeepsRest},
		{"hosts and tasks are leased up to the limits", leaseLimits},
		{"hosts that have been ready for longest are leased first", leaseOldest},
		{"feeds go before pages, early before late, new before old", leaseOrder},
		{"pages do not wait for documents without end", leaseQuarter},
		{"only tasks of the sources asked for are leased", leaseSources},
		{"workers that lease at once share no host", leaseConcurrently},
		{"a late settle is refused by its fence", fenced},
		{"a settle after the release is refused", settleReleased},
		{"a lease that expired and was not given away can settle", settleExpired},
		{"a lease extended lasts until then", extends},
		{"a worker's leases end when it is released", releaseWorker},
		{"a lease says whether the one before ended without a word", abrupt},
		{"a host asked for by name is leased unless it is held", leaseHost},
		{"an article decides the state of its task", articleStates},
		{"found tasks are added with the settlement", settleFound},
		{"a settlement that cannot be stored changes nothing", settleAtomic},
		{"the host's state comes back with the next lease", hostState},
		{"Wake makes due what would be asked some day", wake},
		{"Wake leaves the host its rest", wakeKeepsNext},
		{"known tasks are counted once each", known},
		{"Next is when a host could be leased", next},
		{"Next is that of the sources asked for", nextSources},
		{"a long list of sources means the same as a short one", longSources},
		{"tasks are listed by source and URL", list},
		{"counts add up by source and state", counts},
		{"hosts that others hold are counted", held},
	}
	for _, p := range promises {
		t.Run(p.name, func(t *testing.T) { p.test(fixture{t, open(t)}) })
	}
}

// start is when every test begins.
var start = time.Date(2025, 1, 27, 9, 0, 0, 0, time.UTC)

// A fixture is a frontier whose errors end the test.
type fixture struct {
	*testing.T
	f crawler.Frontier
}

func page(url string) crawler.Task {
	return crawler.Task{URL: url, Kind: crawler.KindPage, Source: "wire", Due: start, Found: start}
}

func feed(url string) crawler.Task {
	t := page(url)
	t.Kind = crawler.KindFeed
	return t
}

func (t fixture) add(tasks ...crawler.Task) int {
	t.Helper()
	added, err := t.f.Add(t.Context(), tasks)
	if err != nil {
		t.Fatalf("Add(%v): %v", urls(tasks), err)
	}
	return added
}

// lease leases as worker w for a minute.
func (t fixture) lease(now time.Time, hosts, tasks int, sources ...string) []crawler.Lease {
	t.Helper()
	return t.leaseAs("w", now, hosts, tasks, sources...)
}

func (t fixture) leaseAs(worker string, now time.Time, hosts, tasks int, sources ...string) []crawler.Lease {
	t.Helper()
	leases, err := t.f.Lease(t.Context(), crawler.LeaseRequest{
		Worker: worker, Sources: sources, Hosts: hosts, Tasks: tasks, TTL: time.Minute, Now: now,
	})
	if err != nil {
		t.Fatalf("Lease: %v", err)
	}
	return leases
}

// one leases the one host that must be ready.
func (t fixture) one(now time.Time) crawler.Lease {
	t.Helper()
	leases := t.lease(now, 10, 100)
	if len(leases) != 1 {
		t.Fatalf("Lease at %v gave %v, want one host", now, hosts(leases))
	}
	return leases[0]
}

func (t fixture) settle(l crawler.Lease, s crawler.Settlement) crawler.Settled {
	t.Helper()
	if s.Now.IsZero() {
		s.Now = start
	}
	settled, err := t.f.Settle(t.Context(), l, s)
	if err != nil {
		t.Fatalf("Settle(%s): %v", l.Host, err)
	}
	return settled
}

func (t fixture) tasks(kinds ...crawler.Kind) []crawler.Task {
	t.Helper()
	tasks, err := t.f.Tasks(t.Context(), kinds...)
	if err != nil {
		t.Fatalf("Tasks: %v", err)
	}
	return tasks
}

func (t fixture) equal(what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s = %+v, want %+v", what, got, want)
	}
}

func urls(tasks []crawler.Task) []string {
	var urls []string
	for _, t := range tasks {
		urls = append(urls, t.URL)
	}
	return urls
}

func hosts(leases []crawler.Lease) []string {
	var hosts []string
	for _, l := range leases {
		hosts = append(hosts, l.Host)
	}
	return hosts
}

// done is a task as a worker reports it.
func done(t crawler.Task, s crawler.State, due time.Time) crawler.Outcome {
	t.State, t.Due = s, due
	return crawler.Outcome{Task: t}
}

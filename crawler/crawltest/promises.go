package crawltest

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/pennypress/pennypress/crawler"
	"github.com/pennypress/pennypress/extract"
)

func addOnce(t fixture) {
	t.equal("Add of two", t.add(page("https://a.example/1"), page("https://a.example/2")), 2)
	t.equal("Add of one known and one new", t.add(page("https://a.example/2"), page("https://a.example/3")), 1)
	t.equal("Add of one twice at once", t.add(page("https://a.example/4"), page("https://a.example/4")), 1)
	t.equal("Add of nothing", t.add(), 0)
	t.equal("tasks", urls(t.tasks()), []string{"https://a.example/1", "https://a.example/2", "https://a.example/3", "https://a.example/4"})
}

func addKeepsFinished(t fixture) {
	t.add(page("https://a.example/1"))
	l := t.one(start)
	outcome := done(l.Tasks[0], crawler.Failed, time.Time{})
	outcome.Task.Reason, outcome.Task.Validators.ETag = "gone", `"1"`
	t.settle(l, crawler.Settlement{Outcomes: []crawler.Outcome{outcome}, Release: true})
	before := t.tasks()
	t.equal("Add of a finished task", t.add(page("https://a.example/1")), 0)
	t.equal("tasks after Add", t.tasks(), before)
	t.equal("leases", hosts(t.lease(start.Add(time.Hour), 10, 10)), []string(nil))
}

func addFillsItem(t fixture) {
	t.add(page("https://a.example/1"))
	first, second := page("https://a.example/1"), page("https://a.example/1")
	first.Item = crawler.Item{Title: "first", Authors: []string{"Ann Lee"}, Published: start}
	second.Item = crawler.Item{Title: "second"}
	t.add(first)
	t.add(second)
	t.add(page("https://a.example/1"))
	t.equal("item", t.tasks()[0].Item, first.Item)
}

func addRevives(t fixture) {
	filtered := page("https://a.example/1")
	filtered.State, filtered.Reason, filtered.Due = crawler.Filtered, "excluded", time.Time{}
	t.equal("Add of a filtered task", t.add(filtered), 1)
	t.equal("Add of it as filtered again", t.add(filtered), 0)
	t.equal("leases of a filtered task", len(t.lease(start, 1, 1)), 0)
	t.equal("Add of it as pending", t.add(page("https://a.example/1")), 0)
	task := t.one(start).Tasks[0]
	t.equal("state", task.State, crawler.Pending)
	t.equal("reason", task.Reason, "")
}

func addRefuses(t fixture) {
	if _, err := t.f.Add(t.Context(), []crawler.Task{page("https://a.example/1"), page("mailto:a@a.example")}); err == nil {
		t.Error("Add of mailto: gave no error")
	}
	t.equal("tasks", urls(t.tasks()), []string(nil))
}

func taskRoundTrip(t fixture) {
	at := func(n time.Duration) time.Time { return start.Add(n * time.Second) }
	want := crawler.Task{
		URL: "https://a.example:8443/1?q=%C3%A4", Kind: crawler.KindSitemap, Source: "wire", Depth: 2,
		State: crawler.Pending, Reason: "Größe", Due: at(1), Tries: 3, Interval: 90 * time.Minute,
		Validators: crawler.Validators{ETag: `W/"x"`, LastModified: "Mon, 27 Jan 2025 09:00:00 GMT"}, Hash: "abc",
		Item:  crawler.Item{Title: "T", Authors: []string{"A", "B"}, Published: at(2), ID: "guid", Language: "en"},
		Found: at(3), Asked: at(4), Success: at(5), Article: "0123456789abcdef",
	}
	t.add(want)
	t.equal("task", t.tasks(), []crawler.Task{want})
	l := t.one(at(1))
	t.equal("leased task", l.Tasks, []crawler.Task{want})
	t.equal("host", l.Host, "a.example:8443")

	changed := want
	changed.State, changed.Reason, changed.Due, changed.Tries = crawler.Unchanged, "304", at(60), 0
	changed.Interval, changed.Validators, changed.Hash = time.Hour, crawler.Validators{ETag: "2"}, "def"
	changed.Asked, changed.Success, changed.Article, changed.Item.Title = at(6), at(7), "", "U"
	t.settle(l, crawler.Settlement{Outcomes: []crawler.Outcome{{Task: changed}}, Release: true})
	t.equal("settled task", t.tasks(), []crawler.Task{changed})
}

func neverDue(t fixture) {
	task := page("https://a.example/1")
	task.Due = time.Time{}
	t.add(task)
	t.equal("leases", len(t.lease(start.AddDate(100, 0, 0), 1, 1)), 0)
}

func notBeforeDue(t fixture) {
	early, late := page("https://a.example/1"), page("https://a.example/2")
	late.Due = start.Add(time.Nanosecond)
	t.add(early, late)
	t.equal("leases too early", len(t.lease(start.Add(-1), 1, 9)), 0)
	t.equal("tasks in time", urls(t.one(start).Tasks), []string{early.URL})
}

func leasedOnce(t fixture) {
	t.add(page("https://a.example/1"), page("https://a.example/2"))
	l := t.lease(start, 10, 1)
	t.equal("first lease", hosts(l), []string{"a.example"})
	t.equal("second lease", len(t.leaseAs("other", start.Add(time.Minute-1), 10, 1)), 0)
	t.add(page("https://a.example/3"))
	t.equal("lease after Add", len(t.leaseAs("other", start.Add(time.Minute-1), 10, 1)), 0)
}

func expires(t fixture) {
	t.add(page("https://a.example/1"))
	first := t.one(start)
	t.equal("end of lease", first.Expires.Equal(start.Add(time.Minute)), true)
	second := t.one(start.Add(time.Minute))
	t.equal("tasks of the second lease", urls(second.Tasks), urls(first.Tasks))
	if second.Fence <= first.Fence {
		t.Errorf("fence %d after %d, want a larger one", second.Fence, first.Fence)
	}
}

func notBeforeNext(t fixture) {
	t.add(page("https://a.example/1"), page("https://a.example/2"))
	l := t.one(start)
	t.settle(l, crawler.Settlement{
		Outcomes: []crawler.Outcome{done(l.Tasks[0], crawler.Failed, time.Time{})},
		Host:     crawler.HostState{NextAt: start.Add(time.Second)}, Release: true,
	})
	t.equal("leases too early", len(t.lease(start.Add(time.Second-1), 1, 1)), 0)
	t.add(page("https://a.example/3"))
	t.equal("leases too early after Add", len(t.lease(start.Add(time.Second-1), 1, 1)), 0)
	t.equal("leases in time", len(t.lease(start.Add(time.Second), 1, 1)), 1)
}

func releaseKeepsRest(t fixture) {
	t.add(page("https://a.example/1"), page("https://a.example/2"), page("https://a.example/3"))
	l := t.one(start)
	rest := urls(l.Tasks[1:])
	t.settle(l, crawler.Settlement{Outcomes: []crawler.Outcome{done(l.Tasks[0], crawler.Refused, time.Time{})}})
	t.equal("leases while it is held", len(t.lease(start, 1, 1)), 0)
	t.settle(l, crawler.Settlement{Release: true})
	t.equal("tasks", urls(t.one(start).Tasks), rest)
}

func leaseLimits(t fixture) {
	for host := range 5 {
		for n := range 4 {
			t.add(page(fmt.Sprintf("https://h%d.example/%d", host, n)))
		}
	}
	leases := t.lease(start, 3, 2)
	t.equal("hosts", len(leases), 3)
	for _, l := range leases {
		t.equal("tasks of "+l.Host, len(l.Tasks), 2)
	}
	t.equal("hosts left", len(t.lease(start, 10, 2)), 2)
	t.equal("hosts when none are asked for", len(t.lease(start.Add(time.Hour), 0, 1)), 0)
}

func leaseOldest(t fixture) {
	for i, name := range []string{"c", "a", "b"} {
		task := page("https://" + name + ".example/")
		task.Due = start.Add(time.Duration(i) * time.Second)
		t.add(task)
	}
	t.equal("hosts", hosts(t.lease(start.Add(time.Hour), 2, 1)), []string{"c.example", "a.example"})
	t.equal("hosts left", hosts(t.lease(start.Add(time.Hour), 2, 1)), []string{"b.example"})
}

func leaseOrder(t fixture) {
	task := func(path string, kind crawler.Kind, due, published time.Duration) crawler.Task {
		task := page("https://a.example/" + path)
		task.Kind, task.Due, task.Item.Published = kind, start.Add(due), start.Add(published)
		if path[0] == 'z' {
			task.Source = "another" // order does not depend on the source
		}
		return task
	}
	undated := page("https://a.example/p6")
	t.add(
		undated,
		task("p5", crawler.KindPage, 0, 1*time.Hour),
		task("z4", crawler.KindPage, 0, 2*time.Hour),
		task("p3", crawler.KindPage, -time.Second, 0),
		task("f2", crawler.KindFeed, 0, 0),
		task("z1", crawler.KindHomepage, -1*time.Minute, 0),
		task("s0", crawler.KindSitemap, -2*time.Minute, 0),
	)
	want := []string{"s0", "z1", "f2", "p3", "z4", "p5", "p6"}
	for i := range want {
		want[i] = "https://a.example/" + want[i]
	}
	l := t.one(start)
	t.equal("all tasks", urls(l.Tasks), want)
	t.settle(l, crawler.Settlement{Release: true})
	t.equal("first tasks", urls(t.lease(start, 1, 4)[0].Tasks), want[:4])
}

func leaseSources(t fixture) {
	one, two, three := page("https://a.example/1"), page("https://a.example/2"), page("https://b.example/3")
	two.Source, three.Source = "other", "third"
	t.add(one, two, three)
	leases := t.lease(start, 10, 10, "other", "unknown")
	t.equal("hosts", hosts(leases), []string{"a.example"})
	t.equal("tasks", urls(leases[0].Tasks), []string{two.URL})
	t.equal("hosts for the other source of that host", len(t.lease(start, 10, 10, "wire")), 0)
	t.equal("hosts for no source", len(t.lease(start, 10, 10, "unknown")), 0)
}

func leaseConcurrently(t fixture) {
	const n = 40
	for i := range n {
		t.add(page(fmt.Sprintf("https://h%d.example/", i)))
	}
	var mu sync.Mutex
	seen := map[string]int{}
	var wg sync.WaitGroup
	for w := range 8 {
		wg.Go(func() {
			for {
				leases, err := t.f.Lease(t.Context(), crawler.LeaseRequest{
					Worker: fmt.Sprint(w), Hosts: 3, Tasks: 1, TTL: time.Minute, Now: start,
				})
				if err != nil {
					t.Errorf("Lease: %v", err)
				}
				if len(leases) == 0 {
					return
				}
				mu.Lock()
				for _, l := range leases {
					seen[l.Host]++
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	t.equal("hosts leased", len(seen), n)
	for host, times := range seen {
		t.equal("leases of "+host, times, 1)
	}
}

func fenced(t fixture) {
	t.add(page("https://a.example/1"))
	late := t.one(start)
	newer := t.one(start.Add(time.Minute))
	article := extract.Article{ID: "aaaaaaaaaaaaaaaa", Title: "late"}
	outcome := done(late.Tasks[0], crawler.Failed, time.Time{})
	outcome.Article, outcome.Found = &article, []crawler.Task{page("https://a.example/2")}
	before := t.tasks()

	_, err := t.f.Settle(t.Context(), late, crawler.Settlement{Outcomes: []crawler.Outcome{outcome}, Release: true, Now: start})
	t.lost("late Settle", err)
	t.lost("late Extend", t.f.Extend(t.Context(), late, start.Add(time.Hour)))
	t.equal("tasks", t.tasks(), before)
	t.equal("leases after the late release", len(t.lease(start.Add(time.Minute), 1, 1)), 0)

	settled := t.settle(newer, crawler.Settlement{Outcomes: []crawler.Outcome{outcome}})
	t.equal("state, if nothing was stored before", settled.States, []crawler.State{crawler.Delivered})
}

func (t fixture) lost(what string, err error) {
	t.Helper()
	if !errors.Is(err, crawler.ErrLeaseLost) {
		t.Errorf("%s: error %v, want %v", what, err, crawler.ErrLeaseLost)
	}
}

func settleReleased(t fixture) {
	t.add(page("https://a.example/1"))
	l := t.one(start)
	t.settle(l, crawler.Settlement{Release: true})
	_, err := t.f.Settle(t.Context(), l, crawler.Settlement{Now: start})
	t.lost("Settle after release", err)
	t.lost("Extend after release", t.f.Extend(t.Context(), l, start.Add(time.Hour)))
	t.lost("Extend of no host", t.f.Extend(t.Context(), crawler.Lease{Host: "b.example"}, start))
}

func settleExpired(t fixture) {
	t.add(page("https://a.example/1"))
	l := t.one(start)
	settled := t.settle(l, crawler.Settlement{
		Outcomes: []crawler.Outcome{done(l.Tasks[0], crawler.Failed, time.Time{})}, Release: true, Now: start.Add(time.Hour),
	})
	t.equal("states", settled.States, []crawler.State{crawler.Failed})
}

func extends(t fixture) {
	t.add(page("https://a.example/1"))
	l := t.one(start)
	if err := t.f.Extend(t.Context(), l, start.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	t.equal("leases before the new end", len(t.lease(start.Add(time.Hour-1), 1, 1)), 0)
	t.equal("leases at the new end", len(t.lease(start.Add(time.Hour), 1, 1)), 1)
}

func releaseWorker(t fixture) {
	t.add(page("https://a.example/1"), page("https://b.example/1"), page("https://c.example/1"))
	gone := t.leaseAs("gone", start, 2, 1)
	t.leaseAs("alive", start, 1, 1)
	for want := range 2 {
		released, err := t.f.Release(t.Context(), "gone")
		if err != nil {
			t.Fatal(err)
		}
		t.equal("released", released, 2-2*want)
	}
	_, err := t.f.Settle(t.Context(), gone[0], crawler.Settlement{Now: start})
	t.lost("Settle of a released worker", err)
	leases := hosts(t.lease(start, 10, 1))
	slices.Sort(leases)
	t.equal("hosts", leases, slices.Sorted(slices.Values(hosts(gone))))
}

func articleStates(t fixture) {
	t.add(page("https://a.example/1"), page("https://a.example/2"))
	l := t.one(start)
	article := extract.Article{ID: "aaaaaaaaaaaaaaaa", Title: "Acme falls", Text: "Acme fell 3%.", Published: start}
	same := article
	same.Fetched = start.Add(time.Hour) // no part of the content
	same.Published = start.In(time.FixedZone("", 8*3600))
	changed := article
	changed.Text = "Acme fell 4%."
	refreshed := changed // the same story
	refreshed.Moves = []extract.Move{{Symbol: "ACME", Percent: -4, Span: extract.Span{Start: 10, End: 12}}}
	var seq int64
	for _, step := range []struct {
		task    int
		article extract.Article
		want    crawler.State
		stored  bool
	}{
		{0, article, crawler.Delivered, true},
		{0, same, crawler.Unchanged, false},
		{1, same, crawler.Duplicate, false},
		{1, same, crawler.Unchanged, false},
		{0, changed, crawler.Updated, true},
		{0, changed, crawler.Unchanged, false},
		{0, refreshed, crawler.Unchanged, true},
		{0, refreshed, crawler.Unchanged, false},
	} {
		outcome := done(l.Tasks[step.task], crawler.Pending, start.Add(time.Hour))
		outcome.Article = &step.article
		settled := t.settle(l, crawler.Settlement{Outcomes: []crawler.Outcome{outcome}})
		t.equal("state", settled.States, []crawler.State{step.want})
		t.equal(fmt.Sprintf("change number grows with %s", step.want), settled.Seq > seq, step.stored)
		seq = settled.Seq
		for _, task := range t.tasks() {
			if task.URL == outcome.Task.URL {
				t.equal("stored state", task.State, step.want)
				t.equal("stored article id", task.Article, article.ID)
			}
		}
	}
}

func settleFound(t fixture) {
	t.add(feed("https://a.example/feed"), page("https://a.example/1"))
	l := t.one(start)
	outcome := done(l.Tasks[0], crawler.Delivered, start.Add(time.Hour))
	outcome.Found = []crawler.Task{page("https://a.example/1"), page("https://a.example/2"), page("https://b.example/3")}
	again := done(l.Tasks[1], crawler.Failed, time.Time{})
	again.Found = outcome.Found
	settled := t.settle(l, crawler.Settlement{Outcomes: []crawler.Outcome{outcome, again}, Release: true})
	t.equal("added", settled.Added, 2)
	t.equal("states", settled.States, []crawler.State{crawler.Delivered, crawler.Failed})
	got := hosts(t.lease(start, 10, 10))
	slices.Sort(got)
	t.equal("hosts ready", got, []string{"a.example", "b.example"})
}

func settleAtomic(t fixture) {
	t.add(page("https://a.example/1"), page("https://a.example/2"))
	l := t.one(start)
	before := t.tasks()
	good, bad := done(l.Tasks[0], crawler.Failed, time.Time{}), done(l.Tasks[1], crawler.Failed, time.Time{})
	good.Article = &extract.Article{ID: "aaaaaaaaaaaaaaaa", Title: "good"}
	good.Found = []crawler.Task{page("https://a.example/3")}
	bad.Article = &extract.Article{Title: "without an id"}
	if _, err := t.f.Settle(t.Context(), l, crawler.Settlement{Outcomes: []crawler.Outcome{good, bad}, Release: true, Now: start}); err == nil {
		t.Fatal("Settle of an article without an id gave no error")
	}
	t.equal("tasks", t.tasks(), before)
	t.equal("leases", len(t.lease(start, 1, 1)), 0)
	settled := t.settle(l, crawler.Settlement{Outcomes: []crawler.Outcome{good}})
	t.equal("states afterwards", settled.States, []crawler.State{crawler.Delivered})
}

func hostState(t fixture) {
	t.add(page("https://a.example/1"))
	state := crawler.HostState{
		NextAt: start.Add(time.Minute), Delay: 1500 * time.Millisecond, Failures: 3,
		Robots: []crawler.Robots{
			{Scheme: "http", Status: 0, Fetched: start},
			{Scheme: "https", Status: 200, Body: []byte("User-agent: *\nDisallow: /x"), Fetched: start.Add(time.Second)},
		},
	}
	l := t.one(start)
	t.equal("state of a new host", l.State, crawler.HostState{})
	t.settle(l, crawler.Settlement{Host: state, Release: true})
	l = t.one(start.Add(time.Minute))
	t.sameHost(l.State, state)

	state.Robots = []crawler.Robots{{Scheme: "https", Status: 404, Fetched: start.Add(time.Hour)}}
	state.Failures, state.NextAt = 0, time.Time{}
	t.settle(l, crawler.Settlement{Host: state, Release: true})
	t.sameHost(t.one(start.Add(time.Minute)).State, state)
}

// sameHost compares states; an empty body may come back as nil or not.
func (t fixture) sameHost(got, want crawler.HostState) {
	t.Helper()
	t.equal("next time", got.NextAt.Equal(want.NextAt), true)
	t.equal("delay", got.Delay, want.Delay)
	t.equal("failures", got.Failures, want.Failures)
	t.equal("number of robots.txt", len(got.Robots), len(want.Robots))
	for i := range min(len(got.Robots), len(want.Robots)) {
		g, w := got.Robots[i], want.Robots[i]
		t.equal("scheme", g.Scheme, w.Scheme)
		t.equal("status", g.Status, w.Status)
		t.equal("body", string(g.Body), string(w.Body))
		t.equal("fetched", g.Fetched.Equal(w.Fetched), true)
	}
}

func wake(t fixture) {
	later, never, other, past := page("https://a.example/1"), page("https://a.example/2"), feed("https://b.example/3"), page("https://a.example/4")
	later.Due, never.Due, other.Due = start.Add(time.Hour), time.Time{}, start.Add(time.Hour)
	past.Due = start.Add(-time.Hour)
	other.Source = "other"
	t.add(later, never, other, past)
	t.equal("woken", t.wakeUp(start, "wire"), 2)
	leases := t.lease(start, 10, 10)
	t.equal("hosts", hosts(leases), []string{"a.example"})
	t.equal("tasks", urls(leases[0].Tasks), []string{past.URL, later.URL})
	t.equal("woken of all", t.wakeUp(start), 3)
	t.equal("hosts", hosts(t.lease(start, 10, 10)), []string{"b.example"})
	t.equal("woken of an unknown source", t.wakeUp(start, "unknown"), 0)
}

func (t fixture) wakeUp(now time.Time, sources ...string) int {
	t.Helper()
	woken, err := t.f.Wake(t.Context(), sources, now)
	if err != nil {
		t.Fatalf("Wake: %v", err)
	}
	return woken
}

func wakeKeepsNext(t fixture) {
	t.add(page("https://a.example/1"))
	l := t.one(start)
	t.settle(l, crawler.Settlement{
		Outcomes: []crawler.Outcome{done(l.Tasks[0], crawler.Pending, start.Add(time.Hour))},
		Host:     crawler.HostState{NextAt: start.Add(time.Minute)}, Release: true,
	})
	t.wakeUp(start)
	t.equal("leases too early", len(t.lease(start.Add(time.Minute-1), 1, 1)), 0)
	t.equal("leases in time", len(t.lease(start.Add(time.Minute), 1, 1)), 1)
}

func next(t fixture) {
	t.nextIs(time.Time{}, false)
	never, later := page("https://a.example/0"), page("https://a.example/1")
	never.Due, later.Due = time.Time{}, start.Add(time.Hour)
	t.add(never)
	t.nextIs(time.Time{}, false)
	t.add(later)
	t.nextIs(start.Add(time.Hour), true)
	t.add(page("https://a.example/2"))
	t.nextIs(start, true)
	l := t.one(start)
	t.nextIs(start.Add(time.Minute), true) // the end of the lease
	t.settle(l, crawler.Settlement{
		Outcomes: []crawler.Outcome{done(l.Tasks[0], crawler.Failed, time.Time{})},
		Host:     crawler.HostState{NextAt: start.Add(2 * time.Hour)}, Release: true,
	})
	t.nextIs(start.Add(2*time.Hour), true) // the host's rest
	t.add(page("https://b.example/1"))
	t.nextIs(start, true)
}

func (t fixture) nextIs(want time.Time, wantOK bool, sources ...string) {
	t.Helper()
	at, ok, err := t.f.Next(t.Context(), sources)
	if err != nil || ok != wantOK || !at.Equal(want) {
		t.Errorf("Next(%v) = %v, %v, %v, want %v, %v", sources, at, ok, err, want, wantOK)
	}
}

func nextSources(t fixture) {
	one, two := page("https://a.example/1"), page("https://b.example/1")
	two.Source, two.Due = "other", start.Add(time.Hour)
	t.add(one, two)
	t.nextIs(start, true)
	t.nextIs(start.Add(time.Hour), true, "other")
	t.nextIs(start, true, "other", "wire")
	t.nextIs(time.Time{}, false, "unknown")
}

func list(t fixture) {
	z, f := page("https://a.example/1"), feed("https://z.example/feed")
	z.Source, f.Source = "z", "a"
	t.add(z, page("https://b.example/2"), page("https://b.example/1"), f, feed("https://a.example/feed"))
	t.equal("all tasks", urls(t.tasks()), []string{
		"https://z.example/feed", "https://a.example/feed", "https://b.example/1", "https://b.example/2", "https://a.example/1",
	})
	t.equal("feeds", urls(t.tasks(crawler.KindFeed, crawler.KindSitemap)), []string{"https://z.example/feed", "https://a.example/feed"})
	t.equal("pages and feeds", len(t.tasks(crawler.KindPage, crawler.KindFeed)), 5)
	t.equal("homepages", len(t.tasks(crawler.KindHomepage)), 0)
}

func counts(t fixture) {
	other := page("https://b.example/1")
	other.Source, other.State, other.Due = "other", crawler.Filtered, time.Time{}
	t.add(page("https://a.example/1"), page("https://a.example/2"), page("https://a.example/3"), feed("https://a.example/feed"), other)
	l := t.one(start)
	failed := done(l.Tasks[1], crawler.Failed, time.Time{})
	failed.Found = []crawler.Task{page("https://a.example/4")}
	t.settle(l, crawler.Settlement{Outcomes: []crawler.Outcome{
		done(l.Tasks[0], crawler.Delivered, start.Add(time.Hour)), failed, done(l.Tasks[2], crawler.Refused, time.Time{}),
	}})
	got, err := t.f.Counts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	maps.DeleteFunc(got["wire"], func(_ crawler.State, n int) bool { return n == 0 })
	t.equal("counts", got, map[string]map[crawler.State]int{
		"wire":  {crawler.Failed: 1, crawler.Refused: 1, crawler.Pending: 2},
		"other": {crawler.Filtered: 1},
	})
}

func held(t fixture) {
	b := page("https://b.example/1")
	b.Source = "other"
	t.add(page("https://a.example/1"), b)
	t.heldIs(0, "", start)
	t.leaseAs("one", start, 1, 1, "wire")
	t.leaseAs("two", start, 1, 1, "other")
	t.heldIs(1, "two", start)
	t.heldIs(0, "", start, "wire")
	t.heldIs(1, "two", start, "other", "wire")
	t.heldIs(0, "", start.Add(time.Minute))
	t.heldIs(0, "", start.Add(-time.Hour)) // nothing due
}

// heldIs checks what worker one is told.
func (t fixture) heldIs(want int, wantHolder string, now time.Time, sources ...string) {
	t.Helper()
	hosts, holder, err := t.f.Held(t.Context(), "one", sources, now)
	if err != nil || hosts != want || holder != wantHolder {
		t.Errorf("Held(%v) = %d, %q, %v, want %d, %q", sources, hosts, holder, err, want, wantHolder)
	}
}

package pass

import (
	"context"
	"net/netip"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pennypress/pennypress/crawler"
	"github.com/pennypress/pennypress/crawler/crawltest"
	"github.com/pennypress/pennypress/crawler/fetch"
	"github.com/pennypress/pennypress/crawler/newsroom"
	"github.com/pennypress/pennypress/extract"
)

// bare is a handler that knows nothing of articles: the body is the text.
func bare(_ context.Context, t crawler.Task, p extract.Page) (extract.Article, error) {
	return extract.Article{ID: extract.ID(t.URL), URL: t.URL, Title: t.Item.Title, Text: string(p.Body)}, nil
}

// open starts a newsroom and returns options that crawl it.
func open(t *testing.T, o newsroom.Options) (*newsroom.Newsroom, Options) {
	t.Helper()
	room, err := newsroom.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { room.Close() })
	client, err := fetch.New(fetch.Options{Robots: true, AllowNetworks: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	options := Options{Client: client, Handle: bare, Worker: "test", Delay: 5 * time.Millisecond, Refresh: 100 * 365 * 24 * time.Hour}
	for _, s := range room.Sites() {
		options.Sources = append(options.Sources, crawler.Source{
			Name: s.Name, Feeds: s.Feeds, Sitemaps: s.Sitemaps, Homepage: s.Homepage,
		})
	}
	return room, options
}

func run(t *testing.T, f crawler.Frontier, o Options) Summary {
	t.Helper()
	s, err := Run(t.Context(), f, o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestPassesOverTheNewsroom(t *testing.T) {
	room, o := open(t, newsroom.Options{})
	f := crawltest.New()
	first := run(t, f, o)
	if got, want := first.Pages[crawler.Delivered], len(room.Truth()); got < want {
		t.Errorf("the first pass delivered %d pages, want at least the %d articles; problems: %+v", got, want, first.Problems)
	}
	tasks, err := f.Tasks(t.Context(), crawler.KindPage)
	if err != nil {
		t.Fatal(err)
	}
	for _, truth := range room.Truth() {
		if !slices.ContainsFunc(tasks, func(task crawler.Task) bool { return task.URL == truth.URL && task.State == crawler.Delivered }) {
			t.Errorf("%s was not delivered", truth.URL)
		}
	}
	if len(first.Failed()) > 0 || first.Pending > 0 {
		t.Errorf("failed %v, pending %d, want none", first.Failed(), first.Pending)
	}
	asked := len(room.Requests())

	idle := run(t, f, o)
	if idle.Requests != 0 || len(room.Requests()) != asked {
		t.Errorf("a pass with nothing due made %d requests", idle.Requests)
	}

	o.All = true
	again := run(t, f, o)
	if again.Pages[crawler.Delivered]+again.Pages[crawler.Updated] != 0 || again.Pages[crawler.Unchanged] != first.Pages[crawler.Delivered] {
		t.Errorf("asked again: pages %v, want all unchanged; first pass %v", again.Pages, first.Pages)
	}
	if again.Documents[crawler.Unchanged] == 0 || again.Documents[crawler.Failed] > 0 {
		t.Errorf("asked again: documents %v, want unchanged ones", again.Documents)
	}
	checkPoliteness(t, room, o.Delay)
}

// checkPoliteness holds the server's own log against what a polite crawler may do.
func checkPoliteness(t *testing.T, room *newsroom.Newsroom, delay time.Duration) {
	t.Helper()
	last := map[string]time.Time{}
	private := map[string][]string{}
	for _, s := range room.Sites() {
		private[s.Name] = s.Private
	}
	requests := room.Requests()
	slices.SortFunc(requests, func(a, b newsroom.Request) int { return a.Time.Compare(b.Time) })
	for _, r := range requests {
		if r.InFlight > 1 {
			t.Errorf("%s %s: %d requests in flight, want 1", r.Site, r.Path, r.InFlight)
		}
		if gap := r.Time.Sub(last[r.Site]); gap < delay {
			t.Errorf("%s %s: %v after the request before, want at least %v", r.Site, r.Path, gap, delay)
		}
		last[r.Site] = r.Time
		for _, address := range private[r.Site] {
			if u := "http://" + r.Host + r.Path; u == address {
				t.Errorf("%s was asked although robots.txt forbids it", u)
			}
		}
	}
}

func TestLimit(t *testing.T) {
	_, o := open(t, newsroom.Options{})
	o.Limit = 3
	f := crawltest.New()
	for range 2 {
		if s := run(t, f, o); s.Pages[crawler.Delivered] != 3 || s.Pending == 0 {
			t.Errorf("delivered %d, pending %d; want 3 and some", s.Pages[crawler.Delivered], s.Pending)
		}
	}
}

func TestInterruptedPassIsFinishedByTheNext(t *testing.T) {
	room, o := open(t, newsroom.Options{})
	f := crawltest.New()
	ctx, cancel := context.WithCancel(t.Context())
	n := 0
	o.Progress = func(tick Tick) {
		if n = tick.Articles; n == 5 {
			cancel()
		}
	}
	s, err := Run(ctx, f, o)
	if err != nil || !s.Interrupted {
		t.Fatalf("interrupted = %v, %v; want true without error", s.Interrupted, err)
	}
	o.Progress = nil
	rest := run(t, f, o)
	if got := s.Articles() + rest.Articles(); got < len(room.Truth()) || rest.Pending > 0 {
		t.Errorf("both passes delivered %d articles, %d pending; want %d and 0", got, rest.Pending, len(room.Truth()))
	}
}

func TestPanicIsAProblemOfItsPage(t *testing.T) {
	room, o := open(t, newsroom.Options{})
	bad := room.Truth()[0].URL
	o.Handle = func(ctx context.Context, task crawler.Task, p extract.Page) (extract.Article, error) {
		if task.URL == bad {
			panic("bad page")
		}
		return bare(ctx, task, p)
	}
	s := run(t, crawltest.New(), o)
	if len(s.Problems) != 1 || s.Problems[0].URL != bad || s.Problems[0].Reason != "reading the page panicked: bad page" {
		t.Errorf("problems = %+v, want the panic at %s", s.Problems, bad)
	}
}

func TestGateSpacesRequests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate(1, time.Second)
		began := time.Now()
		for i := range 4 {
			done, err := g.turn(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if got := time.Since(began); got != time.Duration(i)*time.Second {
				t.Errorf("request %d started after %v, want %d s", i, got, i)
			}
			done()
		}
		g.slow(3*time.Second, 0)
		g.postpone(time.Now().Add(10 * time.Second))
		before := time.Now()
		done, _ := g.turn(t.Context())
		done()
		if got := time.Since(before); got != 10*time.Second {
			t.Errorf("postponed request started after %v, want 10s", got)
		}
		before = time.Now()
		done, _ = g.turn(t.Context())
		done()
		if got := time.Since(before); got != 3*time.Second {
			t.Errorf("slowed request started after %v, want 3s", got)
		}
	})
}

func TestGateKeepsToOneInFlight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate(1, 0)
		done, _ := g.turn(t.Context())
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := g.turn(ctx); err == nil {
			t.Error("a second request started while the first was in flight")
		}
		done()
		if _, err := g.turn(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestBackfillKeepsTheLatest(t *testing.T) {
	day := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	var tasks []crawler.Task
	for i := range 5 {
		tasks = append(tasks, crawler.Task{Kind: crawler.KindPage, Due: day, Item: crawler.Item{Published: day.AddDate(0, 0, i)}})
	}
	backfill(tasks, 2)
	for i, task := range tasks {
		if kept := task.State != crawler.Filtered; kept != (i >= 3) {
			t.Errorf("task %d of 5 kept = %v", i, kept)
		}
	}
}

func TestGateRestsAfterRobotsToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ask := func(g *gate) time.Duration {
			began := time.Now()
			done, err := g.turn(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			done()
			return time.Since(began)
		}
		g := newGate(1, 0)
		ask(g) // robots.txt, which tells the delay
		g.slow(2*time.Second, time.Minute)
		if got := ask(g); got != 2*time.Second {
			t.Errorf("the first page came %v after robots.txt, want 2s", got)
		}
		patient := newGate(1, 0)
		ask(patient)
		patient.slow(24*time.Hour, time.Minute)
		if got := ask(patient); got != 0 {
			t.Errorf("with a delay of a day the first page waits %v, want 0", got)
		}
		if got := ask(patient); got != 24*time.Hour {
			t.Errorf("and the second %v, want a day", got)
		}
	})
}

func TestGateRestsWhenALeaseEndedAbruptly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, c := range []struct {
			abrupt                bool
			configured, own, want time.Duration
		}{
			{false, time.Second, 3 * time.Second, 0}, {true, time.Second, 3 * time.Second, 5 * time.Second},
			{true, time.Second, 8 * time.Second, 8 * time.Second}, {true, 0, 0, 0},
		} {
			g := newGate(1, c.configured)
			g.take(crawler.Lease{Abrupt: c.abrupt, State: crawler.HostState{Delay: c.own}})
			began := time.Now()
			done, err := g.turn(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			done()
			if got := time.Since(began); got != c.want {
				t.Errorf("%+v: the first request waits %v", c, got)
			}
		}
	})
}

func TestSlowHostsRestLonger(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate(1, time.Second)
		for _, c := range []struct{ took, rest time.Duration }{
			{2 * time.Second, 2 * time.Second}, {2 * time.Second, 2 * time.Second}, {10 * time.Second, 4 * time.Second}, {time.Hour, maxSlowRest},
		} {
			done, err := g.turn(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			time.Sleep(c.took)
			done()
			if got := time.Until(g.nextStart()); got != c.rest {
				t.Errorf("after an answer that took %v the host rests %v, want %v", c.took, got, c.rest)
			}
		}
	})
}

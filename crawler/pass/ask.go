package pass

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/pennypress/pennypress/crawler"
	"github.com/pennypress/pennypress/crawler/discover"
	"github.com/pennypress/pennypress/crawler/fetch"
	"github.com/pennypress/pennypress/extract"
)

// A result is what became of one task, before it is settled.
type result struct {
	outcome    crawler.Outcome
	hostFailed bool           // the host as a whole should be left alone
	err        *crawler.Error // why there is no page
	abandoned  bool           // the context ended first: nothing is known
	added      int            // tasks found that were new
	bytes      int
	requests   int
	partial    string // what was lost of a document that was read
	later      bool   // a failure that will be tried again in this pass
}

// Accept headers: servers that negotiate give what we can read.
const (
	acceptFeed = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"
	acceptPage = "text/html, application/xhtml+xml;q=0.9, */*;q=0.5"
)

// ask fetches one task and reads what came.
func (h *hostRun) ask(ctx context.Context, t crawler.Task) result {
	p := h.pass
	accept := acceptPage
	if t.Kind == crawler.KindFeed || t.Kind == crawler.KindSitemap {
		accept = acceptFeed
	}
	asked := time.Now()
	resp, err := p.Client.Get(ctx, fetch.Request{
		URL: cmp.Or(t.Item.Address, t.URL), Validators: t.Validators, Accept: accept, Turn: h.turn, Stay: true,
	})
	t.Asked = asked
	r := result{requests: 1, bytes: len(resp.Page.Body)}
	if err != nil {
		if ctx.Err() != nil {
			r.abandoned = true
			return r
		}
		p.failed(&r, t, err)
		return r
	}
	// It is here: an ended context must not lose it any more.
	ctx = context.WithoutCancel(ctx)
	if resp.Location != "" {
		p.moved(&r, t, resp)
		return r
	}
	if resp.Validators != (crawler.Validators{}) {
		t.Validators = resp.Validators
	}
	if resp.Moved != "" {
		t.Item.Address = resp.Moved // it is asked there from now on
	}
	if t.Kind == crawler.KindPage {
		p.page(ctx, &r, t, resp)
	} else {
		p.document(ctx, &r, t, resp)
	}
	return r
}

// Waiting times between passes. A page that gave no article is asked again a
// day later while it is fresh; a document that keeps failing is asked less and
// less often, but never given up.
const (
	firstRetry = 15 * time.Minute
	lastRetry  = 24 * time.Hour
	daily      = 24 * time.Hour
)

// failed files a task that gave no page.
func (p *pass) failed(r *result, t crawler.Task, err error) {
	var e *crawler.Error
	if !errors.As(err, &e) {
		e = &crawler.Error{URL: t.URL, Err: err}
	}
	now := t.Asked
	t.Tries++
	if t.Item.Guess && e.Permanent {
		r.outcome = crawler.Outcome{Task: missed(t)}
		return
	}
	t.Reason = e.Err.Error()
	t.State = crawler.Failed
	r.hostFailed = e.Status == 0 && !e.Permanent && !e.Refused || e.Status == 429 || e.Status >= 500
	r.err = e
	switch {
	case e.Refused:
		t.State = crawler.Refused
		t.Due = p.while(t, now.Add(daily))
	case e.Permanent && t.Kind == crawler.KindPage:
		t.Due = time.Time{}
	case e.Permanent:
		t.Due, t.Item.Address = now.Add(daily), "" // asked again where the configuration says
	case t.Tries <= p.Retries:
		t.State, r.later = crawler.Pending, true
		t.Due = time.Now().Add(p.pause(t.Tries, e))
	default:
		pause := firstRetry << min(t.Tries-p.Retries-1, 10)
		t.Due = p.while(t, now.Add(max(min(pause, lastRetry), e.RetryAfter)))
	}
	r.outcome = crawler.Outcome{Task: t}
}

// pause is how long a task or a host rests after so many failures in a row: as
// long as the server says; else a second, two, four, while a retry may still
// help this pass; then, and after "too many requests", the crawler's back-off.
func (p *pass) pause(failures int, e *crawler.Error) time.Duration {
	switch {
	case e.RetryAfter > 0:
		return e.RetryAfter + time.Duration(rand.Int64N(int64(time.Second)))
	case e.Status == http.StatusTooManyRequests || failures > p.Retries:
		return crawler.Backoff(max(failures-p.Retries, 1), 0, rand.Float64())
	}
	quick := time.Second << min(failures-1, 5)
	return quick*3/4 + time.Duration(rand.Int64N(int64(quick/2)))
}

// while returns at, or zero for a page that is then too old to be asked again.
func (p *pass) while(t crawler.Task, at time.Time) time.Time {
	if t.Kind == crawler.KindPage && at.After(p.freshUntil(t)) {
		return time.Time{}
	}
	return at
}

// freshUntil is how long a page may still change: counted from publication,
// else from discovery.
func (p *pass) freshUntil(t crawler.Task) time.Time {
	from := t.Item.Published
	if from.IsZero() || from.After(t.Found) {
		from = t.Found
	}
	return from.Add(p.Refresh)
}

// nextLook says when a page that was read is asked again: after half its age,
// at least an hour and at most a day; zero when it is too old to change.
func (p *pass) nextLook(t crawler.Task) time.Time {
	age := t.Asked.Sub(p.freshUntil(t).Add(-p.Refresh))
	return p.while(t, t.Asked.Add(min(max(age/2, time.Hour), daily)))
}

// well notes that a task was read, or found unchanged.
func well(t *crawler.Task) {
	t.Tries, t.Reason, t.Success = 0, "", t.Asked
}

// page hands a fetched page to the handler.
func (p *pass) page(ctx context.Context, r *result, t crawler.Task, resp fetch.Response) {
	hash := bodyHash(resp.Page.Body)
	if resp.NotModified || hash == t.Hash {
		well(&t)
		t.State, t.Due = crawler.Unchanged, p.nextLook(t)
		r.outcome = crawler.Outcome{Task: t}
		return
	}
	if to := discover.Refresh(discover.Document{URL: resp.Page.URL, Body: resp.Page.Body}, resp.Header.Get("Refresh")); to != "" {
		resp.Location, resp.LocationForGood = to, false
		p.moved(r, t, resp)
		return
	}
	t.Hash = hash
	if p.Keep != nil {
		if err := p.Keep(ctx, resp); err != nil {
			t.Hash = ""
			p.failed(r, t, fmt.Errorf("keep page: %w", err))
			r.hostFailed = false
			return
		}
	}
	well(&t)
	var a extract.Article
	err := stray(t, resp)
	if err == nil {
		a, err = p.read(ctx, t, resp.Page)
	}
	if err != nil {
		// Once it can be read it is news, although the server says that nothing changed.
		t.Validators, t.Hash = crawler.Validators{}, ""
		t.State, t.Reason = crawler.Failed, err.Error()
		t.Due = p.while(t, t.Asked.Add(daily))
		r.outcome = crawler.Outcome{Task: t}
		return
	}
	if t.Item.Published.IsZero() {
		t.Item.Published = a.Published
	}
	t.State, t.Due, t.Article = crawler.Delivered, p.nextLook(t), a.ID
	if s := p.sources[t.Source]; s != nil {
		if why := s.Leaves(t.URL, a.Published, t.Asked); why != "" {
			t.State, t.Reason, t.Due, t.Article = crawler.Filtered, why, time.Time{}, ""
			r.outcome = crawler.Outcome{Task: t}
			return
		}
	}
	r.outcome = crawler.Outcome{Task: t, Article: &a}
}

// read calls the handler, at most one per processor at once, and turns a panic
// into an error that names the place: one bad page must not end the pass.
func (p *pass) read(ctx context.Context, t crawler.Task, page extract.Page) (a extract.Article, err error) {
	p.handlers <- struct{}{}
	defer func() {
		<-p.handlers
		if v := recover(); v != nil {
			err = fmt.Errorf("reading the page panicked: %v", v)
		}
	}()
	return p.Handle(ctx, t, page)
}

func bodyHash(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:16])
}

// document reads a feed, a sitemap or a homepage and makes what it leads to known.
func (p *pass) document(ctx context.Context, r *result, t crawler.Task, resp fetch.Response) {
	source := p.sources[t.Source]
	hash := bodyHash(resp.Page.Body)
	if resp.NotModified || hash == t.Hash {
		well(&t)
		t.State = crawler.Unchanged
		t.Due, t.Interval = schedule(source).Next(t.Asked, crawler.Poll{Interval: t.Interval})
		r.outcome = crawler.Outcome{Task: t}
		return
	}
	doc, err := p.discover(resp)
	if err == nil && t.Kind != crawler.KindHomepage && doc.Format == discover.HTML {
		err = errors.New("a web page, not a feed or sitemap: give it as homepage, or find its feed with pennypress discover")
	}
	if err != nil {
		// The host is well, and asking again at once would give the same.
		t.Validators = crawler.Validators{}
		t.Tries++
		if t.Item.Guess {
			r.outcome = crawler.Outcome{Task: missed(t)}
			return
		}
		t.State, t.Reason = crawler.Failed, err.Error()
		t.Due = t.Asked.Add(min(firstRetry<<min(t.Tries-1, 10), lastRetry))
		r.outcome = crawler.Outcome{Task: t}
		return
	}
	first := t.Hash == ""
	well(&t)
	t.Hash, t.State = hash, crawler.Delivered
	r.partial = doc.Partial
	found := p.tasks(source, t, doc, first)
	if t.Kind == crawler.KindHomepage && len(source.Sitemaps) == 0 {
		found = append(found, p.robotsSitemaps(t)...)
	}
	if t.Kind == crawler.KindHomepage && first {
		found = append(found, guesses(source, t, found)...)
	}
	found = distinct(found)
	known, err := p.frontier.Known(ctx, addresses(found))
	if err != nil {
		p.failed(r, t, err)
		r.hostFailed = false
		return
	}
	t.Item.Hub = doc.Hub
	t.Due, t.Interval = schedule(source).Next(t.Asked, crawler.Poll{
		Interval: t.Interval, Items: len(found), New: len(found) - known, Gap: meanGap(found, t.Asked),
	})
	r.outcome = crawler.Outcome{Task: t, Found: found}
}

// discover reads a document; a panic in a parser is an error of the document.
func (p *pass) discover(resp fetch.Response) (doc discover.Result, err error) {
	p.handlers <- struct{}{}
	defer func() {
		<-p.handlers
		if v := recover(); v != nil {
			err = fmt.Errorf("reading it panicked: %v", v)
		}
	}()
	return discover.Read(discover.Document{
		URL: resp.Page.URL, ContentType: resp.Page.ContentType, Body: resp.Page.Body,
	})
}

func schedule(s *crawler.Source) crawler.Schedule {
	if s == nil || s.Every == nil {
		return crawler.Auto{}
	}
	return s.Every
}

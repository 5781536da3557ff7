// Package alert holds new articles against saved queries and tells webhooks
// which ones met them.
//
// A match is recorded in the same transaction as the change number up to which
// was looked, so each article meets an alert once, whatever crashes in between.
// A post is recorded when the webhook has answered: one that is lost between the
// answer and the record is posted again, under the same webhook-id, which
// receivers can drop by.
//
// It prints nothing. Outsiders should not rely on it.
package alert

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/index"
)

// A Store is what a Runner needs of a store.
type Store interface {
	index.AlertLog
	index.ChangeSource
	index.ArticleGetter
}

// A Runner follows a store's changes for a set of alerts. One Runner at a time
// may work on a store; its methods are not safe for concurrent use.
type Runner struct {
	store    Store
	alerts   []index.Alert
	analyzer index.Analyzer
	client   *http.Client
	now      func() time.Time
	from     map[string]follower // by the alert's name
}

// A follower is how far an alert has come.
type follower struct {
	seq   int64
	since time.Time
}

// Options say how a Runner works. The zero value of Now is time.Now.
type Options struct {
	Alerts   []index.Alert
	Analyzer index.Analyzer
	Now      func() time.Time
}

// New makes the alerts known to the store. Queries that do not parse are an error.
func New(ctx context.Context, store Store, o Options) (*Runner, error) {
	r := &Runner{
		store: store, alerts: o.Alerts, analyzer: o.Analyzer, now: o.Now, client: newClient(),
		from: map[string]follower{},
	}
	if r.now == nil {
		r.now = time.Now
	}
	for _, a := range r.alerts {
		if _, err := index.Parse(a.Query, r.now()); err != nil {
			return nil, fmt.Errorf("alert %s: %w", a.Name, err)
		}
		seq, since, err := store.FollowAlert(ctx, a.Name, a.Query, r.now())
		if err != nil {
			return nil, fmt.Errorf("alert %s: %w", a.Name, err)
		}
		r.from[a.Name] = follower{seq, since}
	}
	return r, nil
}

// batchChanges bounds the changes of one look at the store.
const batchChanges = 200

// Match looks at all changes since the last time and records what they meet.
// It gives the number of matches.
func (r *Runner) Match(ctx context.Context) (int, error) {
	n := 0
	for len(r.alerts) > 0 {
		changes, err := r.store.Since(ctx, r.behind(), batchChanges)
		if err != nil || len(changes) == 0 {
			return n, err
		}
		queries, err := r.queries()
		if err != nil {
			return n, err
		}
		var matches []index.AlertMatch
		for _, c := range changes {
			matches = append(matches, r.meets(queries, c)...)
		}
		last := changes[len(changes)-1].Seq
		if err := r.store.RecordMatches(ctx, r.names(), last, matches); err != nil {
			return n, err
		}
		for name, f := range r.from {
			f.seq = max(f.seq, last)
			r.from[name] = f
		}
		n += len(matches)
	}
	return n, nil
}

// behind is the change up to which every alert has looked.
func (r *Runner) behind() int64 {
	least := r.from[r.alerts[0].Name].seq
	for _, f := range r.from {
		least = min(least, f.seq)
	}
	return least
}

// queries parses the alerts' queries anew, since some speak of the last days.
func (r *Runner) queries() ([]index.Query, error) {
	out := make([]index.Query, len(r.alerts))
	for i, a := range r.alerts {
		q, err := index.Parse(a.Query, r.now())
		if err != nil {
			return nil, fmt.Errorf("alert %s: %w", a.Name, err)
		}
		out[i] = q
	}
	return out, nil
}

// meets gives the alerts that a change meets. Only what was fetched since the
// alert is known is new: articles of an old archive that is read again are not.
func (r *Runner) meets(queries []index.Query, c index.Change) []index.AlertMatch {
	if c.Deleted {
		return nil
	}
	var out []index.AlertMatch
	for i, a := range r.alerts {
		f := r.from[a.Name]
		if c.Seq <= f.seq || c.Article.Fetched.Before(f.since.Truncate(time.Second)) {
			continue
		}
		if index.Match(queries[i], c.Article, r.analyzer) {
			out = append(out, index.AlertMatch{Alert: a.Name, Article: c.ID, At: r.now(), Post: a.Webhook != ""})
		}
	}
	return out
}

func (r *Runner) names() []string {
	var out []string
	for _, a := range r.alerts {
		out = append(out, a.Name)
	}
	return out
}

// Next is when the next post is due; ok is false when none is.
func (r *Runner) Next(ctx context.Context) (at time.Time, ok bool, err error) {
	var posting []string
	for _, a := range r.alerts {
		if a.Webhook != "" {
			posting = append(posting, a.Name)
		}
	}
	return r.store.NextMatch(ctx, posting)
}

// Entries lists the latest articles of an alert's feed, newest match first.
func Entries(ctx context.Context, store Store, name string, limit int) ([]index.AlertEntry, error) {
	matches, err := store.AlertMatches(ctx, name, limit)
	if err != nil {
		return nil, err
	}
	out := make([]index.AlertEntry, 0, len(matches))
	for _, m := range matches {
		a, err := store.Get(ctx, m.Article)
		if errors.Is(err, index.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("read article %s: %w", m.Article, err)
		}
		out = append(out, index.AlertEntry{At: m.At, Article: a})
	}
	return out, nil
}

// hit is what a webhook is told of an article: the shape of a search hit.
func (r *Runner) hit(query string, a extract.Article) (index.Hit, error) {
	q, err := index.Parse(query, r.now())
	if err != nil {
		return index.Hit{}, err
	}
	h := index.Hit{
		ID: a.ID, Title: a.Title, URL: a.CanonicalURL, Source: a.Source, Published: a.Published,
		Moves: slices.Concat([]extract.Move{}, a.Moves),
	}
	if h.URL == "" {
		h.URL = a.URL
	}
	h.Snippet, h.Highlights = index.Snippet(q, a, r.analyzer)
	return h, nil
}

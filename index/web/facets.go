package web

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/pennypress/pennypress/index"
)

// What the search page counts. Values a page offers for narrowing are the most
// frequent ones.
var pageFacets = index.FacetOptions{
	By:    []index.Facet{index.BySource, index.ByTicker, index.ByCurrency, index.ByLanguage, index.ByDay},
	Limit: 8,
	Over:  index.Daily,
}

// countTimeout bounds counting, which goes on, in its turn, when its first
// asker is gone: others may wait for it.
const countTimeout = searchTimeout

// A facetCache keeps the counts of the latest questions: counting costs many
// times what finding does, and the front page is asked for by everyone. Counts
// are at most facetAge old. It is safe for concurrent use.
type facetCache struct {
	now   func() time.Time
	slots *slots // that counting waits for

	mu   sync.Mutex // guards kept
	kept map[string]*keptFacets
}

const (
	facetAge  = 5 * time.Second
	maxFacets = 256 // questions kept
)

type keptFacets struct {
	at     time.Time
	done   chan struct{} // closed when the rest is there
	facets index.Facets
	err    error
}

// get counts, or gives what was counted a moment ago.
func (c *facetCache) get(ctx context.Context, f index.Faceter, q index.Query, o index.FacetOptions) (index.Facets, error) {
	key := fmt.Sprintf("%s\x00%v", q.String(), o)
	c.mu.Lock()
	k, ok := c.kept[key]
	if !ok || c.now().Sub(k.at) > facetAge {
		k = &keptFacets{at: c.now(), done: make(chan struct{})}
		if c.kept == nil || len(c.kept) >= maxFacets {
			c.kept = map[string]*keptFacets{}
		}
		c.kept[key] = k
		go c.count(context.WithoutCancel(ctx), k, key, f, q, o)
	}
	c.mu.Unlock()
	select {
	case <-k.done:
		return k.facets, k.err
	case <-ctx.Done():
		return index.Facets{}, ctx.Err()
	}
}

func (c *facetCache) count(ctx context.Context, k *keptFacets, key string, f index.Faceter, q index.Query, o index.FacetOptions) {
	ctx, cancel := context.WithTimeout(ctx, countTimeout)
	defer cancel()
	defer close(k.done)
	defer func() {
		if cause := recover(); cause != nil {
			k.err = fmt.Errorf("count: panic: %v", cause)
		}
		if k.err != nil {
			c.mu.Lock()
			delete(c.kept, key)
			c.mu.Unlock()
		}
	}()
	give, err := c.slots.take(ctx)
	if err != nil {
		k.err = err
		return
	}
	defer give()
	k.facets, k.err = f.Facets(ctx, q, o)
}

// A facetGroup is a field by whose values a search can be narrowed.
type facetGroup struct {
	Title  string
	Values []facetLink
}

type facetLink struct {
	Label, Note string // Note is in small, as the exchange of a symbol
	Count       int
	URL         string
}

// A facetField says how a facet is shown and how the query language asks for
// one of its values.
type facetField struct {
	facet  index.Facet
	title  string
	clause func(value string) string
	label  func(value string) (label, note string)
}

func plain(value string) (string, string) { return clip(value, maxName), "" }

var facetFields = []facetField{
	{index.BySource, "Source", func(v string) string { return `source:"` + v + `"` }, plain},
	{index.ByTicker, "Instrument", func(v string) string { return "ticker:" + v }, func(v string) (string, string) {
		if mic, symbol, ok := strings.Cut(v, ":"); ok {
			return symbol, mic
		}
		return v, ""
	}},
	{index.ByCurrency, "Currency", func(v string) string { return "money:" + v }, plain},
	{index.ByLanguage, "Language", func(v string) string { return "lang:" + v }, plain},
	{index.ByDay, "Day", func(v string) string { return "date:" + v }, func(v string) (string, string) {
		t, err := time.Parse(time.DateOnly, v)
		if err != nil {
			return v, ""
		}
		return day(t), ""
	}},
}

// groups are the facets as links that narrow the search. A value that the query
// language cannot write, such as one with a quote in it, is left out, and so
// is one that the query asks for already.
func (s *server) groups(ctx context.Context, f index.Facets, c clauses, in searchInput) []facetGroup {
	var out []facetGroup
	for _, field := range facetFields {
		group := facetGroup{Title: field.title}
		for _, v := range f.By[field.facet] {
			clause := field.clause(v.Value)
			narrowed, err := index.Parse(c.query(clause), s.Now())
			if err != nil || len(clausesOf(narrowed)) != len(c)+1 || v.Count == f.Total && c.has(narrowed) {
				continue
			}
			link := facetLink{Count: v.Count, URL: in.with(c.query(clause)).url()}
			link.Label, link.Note = field.label(v.Value)
			if field.facet == index.ByTicker {
				link.Label = telling(link.Label, s.names.of(ctx, s.Reports, v.Value))
			}
			group.Values = append(group.Values, link)
		}
		if len(group.Values) > 0 {
			out = append(out, group)
		}
	}
	return out
}

// has says whether the last clause of a narrowed query is one of c already.
func (c clauses) has(narrowed index.Query) bool {
	all := clausesOf(narrowed)
	added := all[len(all)-1].String()
	for _, n := range c {
		if n.String() == added {
			return true
		}
	}
	return false
}

package bleve

import (
	"context"
	"fmt"
	"slices"
	"strings"

	bindex "github.com/blevesearch/bleve_index_api"

	"github.com/pennypress/pennypress/index"
)

// Facets counts what the matches of q have in common.
func (x *Index) Facets(ctx context.Context, q index.Query, o index.FacetOptions) (facets index.Facets, err error) {
	if err := o.Validate(); err != nil {
		return facets, fmt.Errorf("facets: %w", err)
	}
	x.mu.RLock()
	defer x.mu.RUnlock()
	if x.closed {
		return facets, errClosed
	}
	defer func() {
		if r := recover(); r != nil {
			facets, err = index.Facets{}, x.damaged(r)
		}
	}()
	if o.Any {
		q, _ = q.Any()
	}
	r, err := x.scorch.Reader()
	if err != nil {
		return facets, err
	}
	defer r.Close()
	t, err := x.newTally(ctx, r, o)
	switch {
	case err != nil:
	case q.Root == nil:
		t.countAll()
	default:
		err = x.count(ctx, r, q, t)
	}
	x.release(r)
	if err != nil {
		return facets, x.met(ctx, err)
	}
	return t.facets(o), nil
}

// A tally counts matches by the values that they have.
type tally struct {
	segments []tallied
	by       []index.Facet // what is counted
	counts   [][]int32     // for each, by the number of the value
	values   [][]string    // for each, the values by their numbers
	total    int
	at       int // of the segments
}

// A tallied segment has a column for each facet counted.
type tallied struct {
	*numbered
	columns []*column
}

func (x *Index) newTally(ctx context.Context, r bindex.IndexReader, o index.FacetOptions) (*tally, error) {
	t := &tally{by: distinct(o)}
	segments, err := segmentsOf(r, &x.columns)
	if err != nil {
		return nil, err
	}
	for _, s := range segments {
		in := tallied{numbered: s}
		for _, f := range t.by {
			c, err := x.columns.of(ctx, s, f)
			if err != nil {
				return nil, err
			}
			in.columns = append(in.columns, c)
		}
		t.segments = append(t.segments, in)
	}
	x.columns.forget(segments)
	for _, f := range t.by {
		values := x.columns.valuesOf(f)
		t.values = append(t.values, values)
		t.counts = append(t.counts, make([]int32, len(values)))
	}
	return t, nil
}

// distinct gives what has to be counted: days too, when there are to be bars.
func distinct(o index.FacetOptions) []index.Facet {
	var by []index.Facet
	seen := map[index.Facet]bool{}
	for _, f := range o.By {
		if !seen[f] {
			by = append(by, f)
		}
		seen[f] = true
	}
	if o.Over != "" && !seen[index.ByDay] {
		by = append(by, index.ByDay)
	}
	return by
}

// countAll counts every article: the sums that the columns keep, without what was
// deleted since.
func (t *tally) countAll() {
	for _, s := range t.segments {
		t.total += int(s.LiveSize())
		for i, c := range s.columns {
			for value, n := range c.sums {
				t.counts[i][value] += int32(n)
			}
		}
		if s.Deleted() == nil {
			continue
		}
		for it := s.Deleted().Iterator(); it.HasNext(); {
			s.remove(t.counts, uint64(it.Next()))
		}
	}
}

// count walks through the matches of q.
func (x *Index) count(ctx context.Context, r bindex.IndexReader, q index.Query, t *tally) error {
	p, err := newPlanner(ctx, r, &x.columns, rank{articles: 1, average: 1})
	if err != nil {
		return err
	}
	it, err := p.plan(q.Root)
	if err != nil {
		return err
	}
	t.total, err = p.each(it, t.take)
	return err
}

// take counts documents, which come in order.
func (t *tally) take(docs []uint32) error {
	for len(docs) > 0 {
		s := &t.segments[t.at]
		n := len(docs)
		if uint64(docs[n-1]) >= s.end {
			n, _ = slices.BinarySearch(docs, uint32(s.end))
			t.at++
		}
		for i, c := range s.columns {
			c.count(t.counts[i], docs[:n], uint32(s.first))
		}
		docs = docs[n:]
	}
	return nil
}

// remove takes a document off the counts.
func (s *tallied) remove(counts [][]int32, doc uint64) {
	for i, c := range s.columns {
		for _, value := range c.of(doc) {
			counts[i][value]--
		}
	}
}

func (t *tally) facets(o index.FacetOptions) index.Facets {
	facets := index.Facets{Total: t.total, By: map[index.Facet][]index.FacetCount{}}
	named := map[index.Facet]map[string]int{}
	for i, f := range t.by {
		named[f] = map[string]int{}
		for value, n := range t.counts[i] {
			if n > 0 && value != nameless {
				named[f][t.values[i][value]] = int(n)
			}
		}
	}
	for _, f := range o.By {
		facets.By[f] = index.TopCounts(named[f], o.Limit)
	}
	if o.Over != "" {
		facets.Over = index.Bars(named[index.ByDay], o.Over)
	}
	return facets
}

// A facetTerm says how the values of a facet stand in keyField: behind which
// kind, and what of the rest is the value; "" when it is none. Several terms may
// have one value.
type facetTerm struct {
	kind    string
	value   func(rest string) string
	repeats bool
}

func whole(rest string) string { return rest }

var facetTerms = map[index.Facet]facetTerm{
	index.BySource:   {kind: keySource, value: whole},
	index.ByDay:      {kind: keyDay, value: whole},
	index.ByCurrency: {kind: keyCurrency, value: whole},
	index.BySection:  {kind: keySection, value: whole},
	index.ByTicker:   {kind: keyTicker, value: listedInstrument, repeats: true},
	index.ByLanguage: {kind: keyLang, value: primarySubtag},
}

// listedInstrument reads what listed wrote. The symbol alone stands there too,
// for queries.
func listedInstrument(rest string) string {
	symbol, exchange, ok := strings.Cut(rest, "\x00")
	if !ok || symbol == "" {
		return ""
	}
	return index.Instrument(strings.TrimSuffix(exchange, "\x00"), symbol)
}

func primarySubtag(rest string) string {
	if strings.Contains(rest, "-") {
		return ""
	}
	return rest
}

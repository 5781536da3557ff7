package indextest

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"sync"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/index"
	"github.com/pennypress/pennypress/index/words"
)

// A MemorySearcher is a Searcher that asks index.Match about every article and
// ranks by how often the query's words occur.
type MemorySearcher struct {
	mu       sync.RWMutex // guards everything below
	articles map[string]extract.Article
	seq      int64
}

var (
	_ index.Searcher = (*MemorySearcher)(nil)
	_ index.Faceter  = (*MemorySearcher)(nil)
)

// NewSearcher returns an empty searcher.
func NewSearcher() *MemorySearcher {
	return &MemorySearcher{articles: map[string]extract.Article{}}
}

// Apply takes in changes.
func (m *MemorySearcher) Apply(ctx context.Context, changes []index.Change, seq int64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, c := range changes {
		if c.Deleted {
			delete(m.articles, c.ID)
		} else {
			m.articles[c.ID] = c.Article
		}
	}
	m.seq = seq
	return nil
}

// Seq is the last change taken in.
func (m *MemorySearcher) Seq(ctx context.Context) (int64, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.seq, nil
}

// Search returns matches; its cursor is the number of those already given.
func (m *MemorySearcher) Search(ctx context.Context, q index.Query, o index.SearchOptions) (index.Result, error) {
	from := 0
	if o.Cursor != "" {
		var err error
		if from, err = strconv.Atoi(o.Cursor); err != nil || from < 0 {
			return index.Result{}, fmt.Errorf("search: cursor %q is not one of ours", o.Cursor)
		}
	}
	if o.Any {
		q, _ = q.Any()
	}
	all := m.matches(q, o)
	from = min(from, len(all))
	to := min(from+cmp.Or(o.Limit, index.DefaultLimit), len(all))
	result := index.Result{Total: len(all), Found: all[from:to]}
	if to < len(all) {
		result.Cursor = strconv.Itoa(to)
	}
	return result, nil
}

// matches returns all matches in the order asked for.
func (m *MemorySearcher) matches(q index.Query, o index.SearchOptions) []index.Found {
	m.mu.RLock()
	defer m.mu.RUnlock()
	byDate := o.Sort == index.Date || o.Sort == "" && !q.HasWords()
	var an words.Analyzer
	var found []index.Found
	for _, id := range slices.Sorted(maps.Keys(m.articles)) {
		if a := m.articles[id]; index.Match(q, a, an) {
			found = append(found, index.Found{ID: id, Score: score(q.Root, a, an)})
		}
	}
	slices.SortStableFunc(found, func(a, b index.Found) int {
		if byDate {
			return m.articles[b.ID].Published.Compare(m.articles[a.ID].Published)
		}
		return cmp.Compare(b.Score, a.Score)
	})
	return found
}

// score counts the clauses of words that an article matches, those in its title
// twice.
func score(n index.Node, a extract.Article, an index.Analyzer) float64 {
	sum := 0.0
	switch n := n.(type) {
	case index.And:
		for _, c := range n.Nodes {
			sum += score(c, a, an)
		}
	case index.Or:
		for _, c := range n.Nodes {
			sum += score(c, a, an)
		}
	case index.Text:
		if index.Match(index.Query{Root: n}, a, an) {
			sum++
		}
		n.Field = index.FieldTitle
		if index.Match(index.Query{Root: n}, a, an) {
			sum++
		}
	}
	return sum
}

// Facets counts what the matches have in common.
func (m *MemorySearcher) Facets(ctx context.Context, q index.Query, o index.FacetOptions) (index.Facets, error) {
	if err := o.Validate(); err != nil {
		return index.Facets{}, err
	}
	if o.Any {
		q, _ = q.Any()
	}
	m.mu.RLock()
	defer m.mu.RUnlock()
	facets, days := index.Facets{By: map[index.Facet][]index.FacetCount{}}, map[string]int{}
	counts := map[index.Facet]map[string]int{}
	for _, a := range m.articles {
		if !index.Match(q, a, words.Analyzer{}) {
			continue
		}
		facets.Total++
		count(days, index.ByDay.Values(a))
		for _, f := range o.By {
			if counts[f] == nil {
				counts[f] = map[string]int{}
			}
			count(counts[f], f.Values(a))
		}
	}
	for _, f := range o.By {
		facets.By[f] = index.TopCounts(counts[f], o.Limit)
	}
	if o.Over != "" {
		facets.Over = index.Bars(days, o.Over)
	}
	return facets, nil
}

func count(into map[string]int, values []string) {
	for _, v := range values {
		into[v]++
	}
}

// Close does nothing.
func (m *MemorySearcher) Close() error { return nil }

package web

import (
	"context"
	"fmt"
	"strings"
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

// count counts the articles that match, or gives what was counted a moment ago.
func (s *server) count(ctx context.Context, q index.Query, o index.FacetOptions) (index.Facets, error) {
	return s.facets.get(ctx, fmt.Sprintf("%s\x00%v", q.String(), o), func(ctx context.Context) (index.Facets, error) {
		return s.Searcher.Facets(ctx, q, o)
	})
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

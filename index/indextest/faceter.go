package indextest

import (
	"fmt"
	"testing"
	"time"

	"github.com/pennypress/pennypress/index"
)

// A SearchFaceter is a Searcher that counts.
type SearchFaceter interface {
	index.Searcher
	index.Faceter
}

// Faceter proves the faceters that open returns, each new and empty.
func Faceter(t *testing.T, open func(t *testing.T) SearchFaceter) {
	promises := []struct {
		name string
		test func(faceter)
	}{
		{"an empty one counts nothing", facetsEmpty},
		{"values are counted by article, the most frequent first", facetsCount},
		{"the matches of a query are counted, as Match says", facetsOfQueries},
		{"bars are of days, weeks, months and years", facetsOver},
		{"changes and deletions are seen at once", facetsFollow},
		{"any word suffices when asked for", facetsAny},
		{"an unknown facet or interval is refused", facetsRefused},
	}
	for _, p := range promises {
		t.Run(p.name, func(t *testing.T) {
			s := open(t)
			p.test(faceter{searcher{t, s}, s})
		})
	}
}

// A faceter is a SearchFaceter whose errors end the test.
type faceter struct {
	searcher
	f index.Faceter
}

var everyFacet = []index.Facet{index.BySource, index.ByDay, index.ByTicker, index.ByCurrency, index.ByLanguage, index.BySection}

func (t faceter) facets(query string, o index.FacetOptions) index.Facets {
	t.Helper()
	got, err := t.f.Facets(t.Context(), t.parse(query), o)
	if err != nil {
		t.Fatalf("Facets(%q, %+v): %v", query, o, err)
	}
	return got
}

func facetsEmpty(t faceter) {
	for _, query := range []string{"", "word"} {
		got := t.facets(query, index.FacetOptions{By: everyFacet, Over: index.Daily})
		t.equal("total", got.Total, 0)
		t.equal("bars", len(got.Over), 0)
		for _, f := range everyFacet {
			t.equal(string(f), got.By[f], []index.FacetCount{})
		}
	}
}

func facetsCount(t faceter) {
	t.apply(0, library()...)
	got := t.facets("", index.FacetOptions{By: everyFacet, Limit: 3})
	t.equal("total", got.Total, len(library()))
	t.equal("no bars unless asked for", len(got.Over), 0)
	for f, want := range map[index.Facet][]index.FacetCount{
		index.BySource:   {{Value: "wire", Count: 5}, {Value: "asia-desk", Count: 2}, {Value: "boerse", Count: 1}},
		index.ByDay:      {{Value: "2025-01-28", Count: 4}, {Value: "2024-12-31", Count: 1}, {Value: "2025-01-15", Count: 1}},
		index.ByTicker:   {{Value: "XNAS:AMD", Count: 2}, {Value: "XNAS:NVDA", Count: 2}, {Value: "BTC", Count: 1}},
		index.ByCurrency: {{Value: "EUR", Count: 3}, {Value: "USD", Count: 2}},
		index.ByLanguage: {{Value: "en", Count: 6}, {Value: "de", Count: 1}, {Value: "fr", Count: 1}},
		index.BySection:  {{Value: "markets", Count: 2}, {Value: "tech", Count: 2}, {Value: "deals", Count: 1}},
	} {
		t.equal(string(f), got.By[f], want)
	}
}

// facetsOfQueries compares with a searcher that is slow and obvious.
func facetsOfQueries(t faceter) {
	t.apply(0, library()...)
	plain := NewSearcher()
	faceter{searcher{t.T, plain}, plain}.apply(0, library()...)
	for _, query := range queries {
		o := index.FacetOptions{By: everyFacet, Limit: 100, Over: index.Daily}
		want := faceter{searcher{t.T, plain}, plain}.facets(query, o)
		t.equal(fmt.Sprintf("facets of %q", query), t.facets(query, o), want)
	}
}

func facetsOver(t faceter) {
	a, b, undated := article(1), article(2), article(3)
	a.Published = time.Date(2024, 12, 29, 23, 59, 59, 0, time.UTC) // a Sunday
	b.Published = time.Date(2024, 12, 30, 1, 0, 0, 0, time.FixedZone("", 3600))
	undated.Published = time.Time{}
	t.apply(0, a, b, undated)
	bar := func(y, m, d, n int) index.Bar {
		return index.Bar{Start: time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC), Count: n}
	}
	for over, want := range map[index.Interval][]index.Bar{
		index.Daily:   {bar(2024, 12, 29, 1), bar(2024, 12, 30, 1)},
		index.Weekly:  {bar(2024, 12, 23, 1), bar(2024, 12, 30, 1)},
		index.Monthly: {bar(2024, 12, 1, 2)},
		index.Yearly:  {bar(2024, 1, 1, 2)},
	} {
		t.equal(string(over), t.facets("", index.FacetOptions{Over: over}).Over, want)
	}
}

func facetsFollow(t faceter) {
	a, b := library()[0], library()[1]
	o := index.FacetOptions{By: []index.Facet{index.BySource, index.ByTicker}}
	seq := t.apply(0, a, b)
	t.equal("before", t.facets("", o).By[index.BySource], []index.FacetCount{{Value: "wire", Count: 2}})
	a.Source, a.Entities = "other", nil
	seq = t.apply(seq, a)
	t.equal("sources after a change", t.facets("", o).By[index.BySource], []index.FacetCount{{Value: "other", Count: 1}, {Value: "wire", Count: 1}})
	t.equal("tickers after a change", t.facets("", o).By[index.ByTicker], []index.FacetCount{{Value: "XNAS:AMD", Count: 1}, {Value: "XNAS:NVDA", Count: 1}})
	t.changes(seq+1, index.Change{Seq: seq + 1, ID: b.ID, Deleted: true})
	got := t.facets("", o)
	t.equal("total after a deletion", got.Total, 1)
	t.equal("sources after a deletion", got.By[index.BySource], []index.FacetCount{{Value: "other", Count: 1}})
}

func facetsAny(t faceter) {
	t.apply(0, library()...)
	o := index.FacetOptions{By: everyFacet, Limit: 100, Over: index.Monthly}
	want := t.facets("(chips OR tariffs) -bank", o)
	o.Any = true
	t.equal("any of the words", t.facets("chips tariffs -bank", o), want)
}

func facetsRefused(t faceter) {
	for _, o := range []index.FacetOptions{{By: []index.Facet{"colour"}}, {Over: "fortnight"}} {
		if _, err := t.f.Facets(t.Context(), t.parse(""), o); err == nil {
			t.Errorf("Facets(%+v) gave no error", o)
		}
	}
}

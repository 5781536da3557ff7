// Package indextest proves that a Store and a Searcher keep the promises of
// their contracts, and has one of each in memory for the tests of others.
//
//	func TestStore(t *testing.T) {
//		indextest.Store(t, func(t *testing.T) index.Store { return open(t) })
//	}
package indextest

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/index"
)

// Store proves the stores that open returns, each new and empty.
func Store(t *testing.T, open func(t *testing.T) index.Store) {
	promises := []struct {
		name string
		test func(store)
	}{
		{"an article comes back as it was put", roundTrip},
		{"what is not known is an error that says so", notFound},
		{"an article without an id stores nothing", putAtomic},
		{"an article that JSON cannot hold stores nothing", putUnwritable},
		{"putting the same content again changes nothing", putSame},
		{"the same content with other figures is stored in place", putRefreshed},
		{"figures not looked for replace none", putRefreshedWithout},
		{"what was refreshed can be revised", putRefreshedThenRevised},
		{"changed content becomes the next revision", putRevised},
		{"one article twice in one Put becomes two revisions", putTwice},
		{"an article that arrives with a revision keeps it", putImported},
		{"the arguments of Put stay as they are", putKeepsArguments},
		{"changes come in order, each article once", since},
		{"a deleted article leaves a tombstone", deletes},
		{"a change number is never used again", seqGrows},
		{"articles come by date, undated ones first", articlesOrder},
		{"a filter narrows the articles", articlesFilter},
		{"articles can be left early and read beside", articlesNested},
		{"articles since a time are those changed since", articlesSince},
		{"equal texts share the earliest one's cluster", clusterExact},
		{"nearly equal texts share a cluster, other figures do not", clusterNear},
		{"an earlier member renames its cluster", clusterRenamed},
		{"a cluster whose name leaves finds another", clusterLeft},
		{"statistics count everything", stats},
		{"writers at once lose nothing", concurrent},
	}
	for _, p := range promises {
		t.Run(p.name, func(t *testing.T) { p.test(store{t, open(t)}) })
	}
}

// start is when every test begins.
var start = time.Date(2025, 1, 27, 9, 0, 0, 0, time.FixedZone("", 8*3600))

// A store is a Store whose errors end the test.
type store struct {
	*testing.T
	s index.Store
}

func id(n int) string { return fmt.Sprintf("%016x", n) }

// article is a short article, unlike those with other numbers.
func article(n int) extract.Article {
	return extract.Article{
		ID: id(n), URL: fmt.Sprintf("https://a.example/%d", n), Source: "wire", Title: fmt.Sprintf("Headline %d", n),
		Text: fmt.Sprintf("Story number %d.", n), Published: start.Add(time.Duration(n) * time.Minute),
	}
}

func (t store) put(articles ...extract.Article) []index.PutResult {
	t.Helper()
	results, err := t.s.Put(t.Context(), articles)
	if err != nil {
		t.Fatalf("Put: %v", err)
	}
	if len(results) != len(articles) {
		t.Fatalf("Put of %d articles gave %d results", len(articles), len(results))
	}
	return results
}

func (t store) get(id string) extract.Article {
	t.Helper()
	a, err := t.s.Get(t.Context(), id)
	if err != nil {
		t.Fatalf("Get(%s): %v", id, err)
	}
	return a
}

func (t store) since(seq int64, limit int) []index.Change {
	t.Helper()
	changes, err := t.s.Since(t.Context(), seq, limit)
	if err != nil {
		t.Fatalf("Since(%d): %v", seq, err)
	}
	return changes
}

func (t store) seq() int64 {
	t.Helper()
	seq, err := t.s.Seq(t.Context())
	if err != nil {
		t.Fatalf("Seq: %v", err)
	}
	return seq
}

func (t store) ids(f index.Filter) []string {
	t.Helper()
	ids := []string{}
	for a, err := range t.s.Articles(t.Context(), f) {
		if err != nil {
			t.Fatalf("Articles(%+v): %v", f, err)
		}
		ids = append(ids, a.ID)
	}
	return ids
}

func (t store) equal(what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func pointer(f float64) *float64 { return &f }

// full has every field set.
func full() extract.Article {
	return extract.Article{
		ID: id(1), URL: "https://a.example/1?x", CanonicalURL: "https://a.example/1", Source: "wire", Site: "A",
		Title: "Siemens “stürzt” 11,5 %", Subtitle: "Standfirst", Authors: []string{"Ann Lee", "Bo"},
		Published: start, Modified: start.Add(time.Hour + time.Millisecond), Fetched: start.UTC().Add(2 * time.Hour),
		Language: "de", Section: "Märkte", Tags: []string{"ki"}, Image: "https://a.example/i.jpg",
		Text:  "ENR fiel um 17,4 % auf 5 Euro.\n\n株価 😀.",
		Notes: []string{"Korrigiert."}, Flags: []string{extract.FlagLive}, WordCount: 9,
		Entities: []extract.Entity{
			{Type: extract.TypeTicker, Text: "ENR", Span: extract.Span{Start: 0, End: 3}, Symbol: "ENR", Exchange: "XETR", Name: "Siemens Energy", How: extract.HowSymbol},
			{Type: extract.TypePercent, Text: "17,4 %", Span: extract.Span{Start: 12, End: 18}, Value: pointer(-17.4), Unit: extract.UnitPercent, Direction: extract.Down},
			{Type: extract.TypeMoney, Text: "5 Euro", Span: extract.Span{Start: 23, End: 29}, Low: pointer(5), High: pointer(5), Currency: "EUR", Modifier: extract.ModifierAbout, Per: "share"},
		},
		Moves: []extract.Move{{Symbol: "ENR", Exchange: "XETR", Percent: -17.4, Low: pointer(-18), High: pointer(-17.4), Span: extract.Span{Start: 12, End: 18}}},
	}
}

func roundTrip(t store) {
	bare, none := article(2), article(3)
	none.Entities, none.Moves = []extract.Entity{}, []extract.Move{} // looked for, and none found
	results := t.put(full(), bare, none)
	t.equal("results", results, []index.PutResult{
		{Seq: 1, Revision: 1, Status: index.Created}, {Seq: 2, Revision: 1, Status: index.Created}, {Seq: 3, Revision: 1, Status: index.Created},
	})
	for _, want := range []extract.Article{full(), bare, none} {
		want.Schema, want.Revision, want.Cluster = extract.Schema, 1, want.ID
		want.ContentHash = extract.ContentHash(want.Title, want.Text)
		got := t.get(want.ID)
		t.equal("article", got, want)
		t.equal("offset of its time", got.Published.Format(time.RFC3339Nano), want.Published.Format(time.RFC3339Nano))
		t.equal("entities are absent", got.Entities == nil, want.Entities == nil)
		t.equal("moves are absent", got.Moves == nil, want.Moves == nil)
	}
}

func notFound(t store) {
	if _, err := t.s.Get(t.Context(), id(1)); !errors.Is(err, index.ErrNotFound) {
		t.Errorf("Get of an unknown id: error %v, want %v", err, index.ErrNotFound)
	}
	if _, err := t.s.Revisions(t.Context(), id(1)); !errors.Is(err, index.ErrNotFound) {
		t.Errorf("Revisions of an unknown id: error %v, want %v", err, index.ErrNotFound)
	}
	if err := t.s.Delete(t.Context(), id(1)); err != nil {
		t.Errorf("Delete of an unknown id: %v", err)
	}
	t.equal("number of the newest change", t.seq(), int64(0))
	t.equal("changes", len(t.since(0, 10)), 0)
	t.equal("results of putting nothing", len(t.put()), 0)
}

func putAtomic(t store) {
	if _, err := t.s.Put(t.Context(), []extract.Article{article(1), {Title: "nameless"}}); err == nil {
		t.Error("Put of an article without an id gave no error")
	}
	t.equal("articles", t.ids(index.Filter{}), []string{})
	t.equal("number of the newest change", t.seq(), int64(0))
}

func putUnwritable(t store) {
	bad := article(2)
	bad.Moves = []extract.Move{{Symbol: "X", Percent: math.NaN()}}
	if _, err := t.s.Put(t.Context(), []extract.Article{article(1), bad}); err == nil {
		t.Error("Put of a move of NaN percent gave no error")
	}
	t.equal("articles", t.ids(index.Filter{}), []string{})
}

func putSame(t store) {
	t.put(full())
	before := t.get(id(1))
	again := full()
	again.Published = again.Published.UTC()
	again.Fetched, again.Modified, again.WordCount = start.Add(time.Hour), time.Time{}, 0
	again.Source, again.URL = "other", "https://a.example/2"
	again.Notes = slices.Clone(again.Notes)
	t.equal("result", t.put(again)[0], index.PutResult{Revision: 1, Status: index.Same})
	t.equal("article", t.get(id(1)), before)
	t.equal("number of the newest change", t.seq(), int64(1))
	bare := article(2)
	t.put(bare)
	bare.Authors, bare.Notes, bare.Tags, bare.Flags = []string{}, []string{}, []string{}, []string{}
	t.equal("result for empty instead of absent lists", t.put(bare)[0].Status, index.Same)
}

func putRefreshed(t store) {
	t.put(full(), article(2))
	for _, change := range []func(*extract.Article){
		func(a *extract.Article) { a.Entities = slices.Delete(a.Entities, 1, 2) },
		func(a *extract.Article) { a.Entities[1].Low = pointer(4) },
		func(a *extract.Article) { a.Moves[0].Percent = -17 },
		func(a *extract.Article) { a.Moves = []extract.Move{} },
		func(a *extract.Article) { a.Language = "de-AT" },
		func(a *extract.Article) { a.Section = "" },
		func(a *extract.Article) { a.Tags = append(a.Tags, "bahn") },
		func(a *extract.Article) { a.Image = "" },
		func(a *extract.Article) { a.Flags = nil },
	} {
		want := t.get(id(1))
		change(&want)
		want.WordCount++
		given := want
		given.Source, given.URL, given.Fetched, given.Revision = "other", "https://a.example/2", start.Add(9*time.Hour), 7
		t.equal("result", t.put(given)[0], index.PutResult{Seq: t.seq(), Revision: 1, Status: index.Refreshed})
		t.equal("article", t.get(id(1)), want)
		t.equal("result of the same again", t.put(given)[0], index.PutResult{Revision: 1, Status: index.Same})
	}
	t.equal("number of the newest change", t.seq(), int64(2+9))
	t.equal("newest change", t.since(2, 10), []index.Change{{Seq: 2 + 9, ID: id(1), Article: t.get(id(1))}})
	revisions, err := t.s.Revisions(t.Context(), id(1))
	t.equal("error", err, nil)
	t.equal("revisions", revisions, []extract.Article{t.get(id(1))})
	s, err := t.s.Stats(t.Context())
	t.equal("error", err, nil)
	t.equal("counts of revisions, entities, moves", []int{s.Revisions, s.Entities, s.Moves}, []int{2, 2, 0})
	t.equal("the other article", t.get(id(2)).Title, article(2).Title)
}

func putRefreshedWithout(t store) {
	t.put(full())
	before := t.get(id(1))
	bare := full()
	bare.Entities, bare.Moves = nil, nil
	t.equal("result", t.put(bare)[0], index.PutResult{Revision: 1, Status: index.Same})
	bare.Section = "Firmen"
	t.equal("result with another section", t.put(bare)[0], index.PutResult{Seq: 2, Revision: 1, Status: index.Refreshed})
	before.Section = "Firmen"
	t.equal("article", t.get(id(1)), before)

	t.put(article(2))
	looked := article(2)
	looked.Entities, looked.Moves = []extract.Entity{}, []extract.Move{}
	t.equal("result when none were found", t.put(looked)[0], index.PutResult{Seq: 4, Revision: 1, Status: index.Refreshed})
	t.equal("entities are absent", t.get(id(2)).Entities == nil, false)
}

func putRefreshedThenRevised(t store) {
	t.put(full())
	refreshed, revised := full(), full()
	refreshed.Entities = refreshed.Entities[:1]
	revised.Title, revised.Entities = "New", revised.Entities[:2]
	t.equal("results", t.put(refreshed, revised), []index.PutResult{
		{Seq: 2, Revision: 1, Status: index.Refreshed}, {Seq: 3, Revision: 2, Status: index.Revised},
	})
	revisions, err := t.s.Revisions(t.Context(), id(1))
	if err != nil || len(revisions) != 2 {
		t.Fatalf("Revisions gave %d, %v, want 2", len(revisions), err)
	}
	t.equal("entities of the first revision", revisions[0].Entities, refreshed.Entities)
	t.equal("entities of the second revision", revisions[1].Entities, revised.Entities)
}

func putRevised(t store) {
	t.put(full())
	change := func(f func(*extract.Article)) {
		t.Helper()
		a := t.get(id(1))
		f(&a)
		want := index.PutResult{Seq: t.seq() + 1, Revision: a.Revision + 1, Status: index.Revised}
		t.equal("result", t.put(a)[0], want)
	}
	change(func(a *extract.Article) { a.Title = "New" })
	change(func(a *extract.Article) { a.Subtitle = "" })
	change(func(a *extract.Article) { a.Text = "ENR fell."; a.Entities = nil; a.Moves = nil })
	change(func(a *extract.Article) { a.Notes = append(a.Notes, "More.") })
	change(func(a *extract.Article) { a.Authors = []string{"Bo", "Ann Lee"} })
	change(func(a *extract.Article) { a.Published = a.Published.Add(time.Second) })

	revisions, err := t.s.Revisions(t.Context(), id(1))
	if err != nil {
		t.Fatal(err)
	}
	t.equal("number of revisions", len(revisions), 7)
	for i, a := range revisions {
		t.equal("revision", a.Revision, i+1)
		t.equal("content hash", a.ContentHash, extract.ContentHash(a.Title, a.Text))
	}
	t.equal("first title", revisions[0].Title, full().Title)
	t.equal("first moves", revisions[0].Moves, full().Moves)
	t.equal("newest", t.get(id(1)), revisions[6])
	t.equal("changes", len(t.since(0, 10)), 1)
}

func putTwice(t store) {
	second := article(1)
	second.Text = "Other."
	t.equal("results", t.put(article(1), second, second), []index.PutResult{
		{Seq: 1, Revision: 1, Status: index.Created}, {Seq: 2, Revision: 2, Status: index.Revised}, {Revision: 2, Status: index.Same},
	})
}

func putImported(t store) {
	a := article(1)
	a.Revision, a.Cluster, a.ContentHash, a.Schema = 3, "ffffffffffffffff", "x", "y"
	t.equal("result", t.put(a)[0], index.PutResult{Seq: 1, Revision: 3, Status: index.Created})
	a.Cluster, a.ContentHash, a.Schema = a.ID, extract.ContentHash(a.Title, a.Text), extract.Schema
	t.equal("article", t.get(a.ID), a)
	a.Text, a.Revision = "Other.", 9
	t.equal("result of a change", t.put(a)[0], index.PutResult{Seq: 2, Revision: 4, Status: index.Revised})
}

func putKeepsArguments(t store) {
	a := full()
	list := []extract.Article{a}
	t.put(list...)
	t.equal("argument", list[0], full())
	list[0].Tags[0], *list[0].Entities[1].Value = "changed", 99
	got := t.get(a.ID)
	t.equal("tag after the argument changed", got.Tags[0], "ki")
	t.equal("value after the argument changed", *got.Entities[1].Value, -17.4)
}

func since(t store) {
	t.put(article(1), article(2), article(3))
	changed := article(1)
	changed.Text = "Other."
	t.put(changed)
	numbers := func(seq int64, limit int) string {
		var b strings.Builder
		for _, c := range t.since(seq, limit) {
			fmt.Fprintf(&b, "%d:%s ", c.Seq, strings.TrimLeft(c.ID, "0"))
			t.equal("article of the change", c.Article, t.get(c.ID))
		}
		return b.String()
	}
	t.equal("all changes", numbers(0, 10), "2:2 3:3 4:1 ")
	t.equal("first changes", numbers(0, 2), "2:2 3:3 ")
	t.equal("changes above 3", numbers(3, 10), "4:1 ")
	t.equal("changes above the newest", numbers(4, 10), "")
	t.equal("no changes", numbers(0, 0), "")
	t.equal("number of the newest change", t.seq(), int64(4))
}

func deletes(t store) {
	t.put(full(), article(2), article(3))
	if err := t.s.Delete(t.Context(), id(1), "unknown", id(2), id(2)); err != nil {
		t.Fatal(err)
	}
	t.equal("articles", t.ids(index.Filter{}), []string{id(3)})
	t.equal("changes", t.since(3, 10), []index.Change{{Seq: 4, ID: id(1), Deleted: true}, {Seq: 5, ID: id(2), Deleted: true}})
	if _, err := t.s.Revisions(t.Context(), id(1)); !errors.Is(err, index.ErrNotFound) {
		t.Errorf("Revisions of a deleted article: error %v, want %v", err, index.ErrNotFound)
	}
	t.equal("result of putting it again", t.put(full())[0], index.PutResult{Seq: 6, Revision: 1, Status: index.Created})
	t.equal("its changes", len(t.since(5, 10)), 1)
	t.equal("all changes", len(t.since(0, 10)), 3)
}

func seqGrows(t store) {
	t.put(article(1))
	for want := int64(2); want < 6; want += 2 {
		if err := t.s.Delete(t.Context(), id(1)); err != nil {
			t.Fatal(err)
		}
		t.equal("number after Delete", t.seq(), want)
		t.equal("number after Put", t.put(article(1))[0].Seq, want+1)
	}
}

func articlesOrder(t store) {
	sameSecond, undated, undated2 := article(2), article(9), article(8)
	sameSecond.ID, sameSecond.Published = id(0), sameSecond.Published.Add(time.Millisecond)
	undated.Published, undated2.Published = time.Time{}, time.Time{}
	ancient := article(7)
	ancient.Published = time.Date(1931, 5, 1, 0, 0, 0, 0, time.UTC)
	otherZone := article(4)
	otherZone.Published = article(1).Published.Add(-time.Second).In(time.UTC)
	t.put(article(3), article(2), undated, article(1), sameSecond, undated2, ancient, otherZone)
	t.equal("ids", t.ids(index.Filter{}), []string{id(8), id(9), id(7), id(4), id(1), id(0), id(2), id(3)})
}

func articlesFilter(t store) {
	other, undated := article(5), article(6)
	other.Source, undated.Published = "other", time.Time{}
	t.put(article(1), article(2), article(3), other, undated)
	at := func(n int) time.Time { return article(n).Published }
	for _, c := range []struct {
		name   string
		filter index.Filter
		want   []string
	}{
		{"source", index.Filter{Source: "other"}, []string{id(5)}},
		{"unknown source", index.Filter{Source: "wir"}, []string{}},
		{"after includes its time", index.Filter{After: at(2)}, []string{id(2), id(3), id(5)}},
		{"after, within a second", index.Filter{After: at(2).Add(1)}, []string{id(3), id(5)}},
		{"before excludes its time", index.Filter{Before: at(2)}, []string{id(1)}},
		{"before, within a second", index.Filter{Before: at(2).Add(1)}, []string{id(1), id(2)}},
		{"all at once", index.Filter{Source: "wire", After: at(2), Before: at(3).UTC()}, []string{id(2)}},
		{"nothing before itself", index.Filter{After: at(2), Before: at(2)}, []string{}},
	} {
		t.equal(c.name, t.ids(c.filter), c.want)
	}
}

func articlesNested(t store) {
	for n := range 30 {
		t.put(article(n))
	}
	seen := 0
	for a, err := range t.s.Articles(t.Context(), index.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		t.equal("article read beside", t.get(a.ID), a)
		a.Text = "Changed while reading."
		t.put(a)
		if seen++; seen == 10 {
			break
		}
	}
	t.equal("articles seen", seen, 10)
	t.equal("articles left", len(t.ids(index.Filter{})), 30)
}

func articlesSince(t store) {
	t.put(article(1), article(2))
	time.Sleep(time.Millisecond) // the clock must have moved
	now := time.Now()
	t.equal("articles since now", t.ids(index.Filter{Since: now}), []string{})
	changed := article(1)
	changed.Text = "Other."
	t.put(changed, article(2), article(3))
	t.equal("articles since then", t.ids(index.Filter{Since: now}), []string{id(1), id(3)})
}

func stats(t store) {
	other := article(2)
	other.Source, other.Published, other.Fetched = "other", time.Time{}, time.Time{}
	copied := article(3)
	copied.Title, copied.Text = full().Title, full().Text
	t.put(full(), other, copied)
	other.Text = "Other."
	t.put(other)
	got, err := t.s.Stats(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := index.Stats{Articles: 3, Revisions: 4, Entities: 3, Moves: 1, Clusters: 2, Seq: 4, Sources: []index.SourceStats{
		{Source: "other", Articles: 1},
		{Source: "wire", Articles: 2, Newest: copied.Published, Fetched: full().Fetched},
	}}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(index.Stats{}, "Bytes")); diff != "" {
		t.Errorf("Stats (-want +got):\n%s", diff)
	}
}

func concurrent(t store) {
	const writers, each = 8, 10
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for n := range each {
				results, err := t.s.Put(t.Context(), []extract.Article{article(w*each + n), article(1000)})
				if err != nil || results[0].Status != index.Created {
					t.Errorf("Put: %v, %v", results, err)
				}
			}
		})
	}
	wg.Wait()
	t.equal("articles", len(t.ids(index.Filter{})), writers*each+1)
	var want int64
	for _, c := range t.since(0, 1000) {
		want++
		t.equal("change number", c.Seq, want)
	}
	t.equal("number of the newest change", t.seq(), int64(writers*each+1))
}

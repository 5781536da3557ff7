package indextest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/index"
	"github.com/pennypress/pennypress/index/words"
)

// Searcher proves the searchers that open returns, each new and empty.
func Searcher(t *testing.T, open func(t *testing.T) index.Searcher) {
	promises := []struct {
		name string
		test func(searcher)
	}{
		{"an empty searcher finds nothing", searchEmpty},
		{"a query finds what Match says it does", searchEqualsMatch},
		{"any word suffices when asked for", searchAny},
		{"applying a change again is harmless", applyAgain},
		{"a revised article is found by its new words only", applyRevised},
		{"a deleted article is found no more", applyDeleted},
		{"the last change taken in is remembered", applySeq},
		{"a change of cluster alone is noticed", applyCluster},
		{"pages together hold every match once", searchPages},
		{"newest come first, undated last, then by id", searchByDate},
		{"a query of filters only is sorted by date", searchFilters},
		{"the better match comes first", searchRelevance},
		{"ten are given when no limit is named", searchLimit},
		{"a cursor that is none of ours is refused", searchBadCursor},
		{"searching beside Apply sees whole articles", searchBeside},
	}
	for _, p := range promises {
		t.Run(p.name, func(t *testing.T) { p.test(searcher{t, open(t)}) })
	}
}

// A searcher is a Searcher whose errors end the test.
type searcher struct {
	*testing.T
	s index.Searcher
}

func (t searcher) apply(from int64, articles ...extract.Article) int64 {
	t.Helper()
	changes := make([]index.Change, len(articles))
	for i, a := range articles {
		from++
		changes[i] = index.Change{Seq: from, ID: a.ID, Article: a}
	}
	t.changes(from, changes...)
	return from
}

func (t searcher) changes(seq int64, changes ...index.Change) {
	t.Helper()
	if err := t.s.Apply(t.Context(), changes, seq); err != nil {
		t.Fatalf("Apply: %v", err)
	}
}

// now is when queries are asked.
var now = time.Date(2025, 2, 1, 12, 0, 0, 0, time.UTC)

func (t searcher) parse(query string) index.Query {
	t.Helper()
	q, err := index.Parse(query, now)
	if err != nil {
		t.Fatalf("Parse(%q): %v", query, err)
	}
	return q
}

func (t searcher) search(query string, o index.SearchOptions) index.Result {
	t.Helper()
	r, err := t.s.Search(t.Context(), t.parse(query), o)
	if err != nil {
		t.Fatalf("Search(%q, %+v): %v", query, o, err)
	}
	return r
}

// found returns the ids of all matches, sorted.
func (t searcher) found(query string) []string {
	t.Helper()
	r := t.search(query, index.SearchOptions{Limit: 1000})
	ids := ids(r)
	if r.Total != len(ids) || r.Cursor != "" {
		t.Errorf("Search(%q) = total %d, %d ids, cursor %q, want them all", query, r.Total, len(ids), r.Cursor)
	}
	slices.Sort(ids)
	return ids
}

func ids(r index.Result) []string {
	ids := []string{}
	for _, f := range r.Found {
		ids = append(ids, f.ID)
	}
	return ids
}

func (t searcher) equal(what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func searchEmpty(t searcher) {
	seq, err := t.s.Seq(t.Context())
	if err != nil || seq != 0 {
		t.Errorf("Seq() = %d, %v, want 0", seq, err)
	}
	for _, query := range []string{"", "word", "move:<-10%", "-word"} {
		t.equal(query, t.found(query), []string{})
	}
}

func searchEqualsMatch(t searcher) {
	articles := library()
	t.apply(0, articles...)
	var an words.Analyzer
	for _, query := range queries {
		t.Run(query, func(sub *testing.T) {
			t := searcher{sub, t.s}
			q, want := t.parse(query), []string{}
			for _, a := range articles {
				if index.Match(q, a, an) {
					want = append(want, a.ID)
				}
			}
			slices.Sort(want)
			t.equal(query, t.found(query), want)
		})
	}
}

func searchAny(t searcher) {
	t.apply(0, library()...)
	for _, c := range []struct{ all, any string }{
		{"chips tariffs", "chips OR tariffs"},
		{"chips tariffs source:wire -bank", "(chips OR tariffs) source:wire -bank"},
		{"chips", "chips"},
		{"chips OR tariffs", "chips OR tariffs"},
		{"source:wire", "source:wire"},
	} {
		r := t.search(c.all, index.SearchOptions{Limit: 1000, Any: true})
		got := ids(r)
		slices.Sort(got)
		t.equal("any of "+c.all, got, t.found(c.any))
		t.equal("total for any of "+c.all, r.Total, len(got))
	}
}

func applyAgain(t searcher) {
	seq := t.apply(0, library()...)
	before := t.found("chips")
	t.apply(0, library()...)
	t.apply(seq-3, library()[seq-3:]...)
	t.equal("matches of a word", t.found("chips"), before)
	t.equal("matches of everything", len(t.found("")), len(library()))
}

func applyRevised(t searcher) {
	a := library()[0]
	seq := t.apply(0, a)
	old := []string{"chips", "move:NVDA", "ticker:NVDA", "money:USD>1bn", "percent:<0"}
	for _, query := range old {
		t.equal(query, t.found(query), []string{a.ID})
	}
	a.Title, a.Text, a.Entities, a.Moves = "Weather", "Rain.", nil, nil
	t.apply(seq, a)
	for _, query := range old {
		t.equal(query+" after the change", t.found(query), []string{})
	}
	t.equal("new word", t.found("rain"), []string{a.ID})
	t.equal("everything", t.found(""), []string{a.ID})
}

func applyDeleted(t searcher) {
	a, b := library()[0], library()[1]
	seq := t.apply(0, a, b)
	t.changes(seq+2, index.Change{Seq: seq + 1, ID: a.ID, Deleted: true}, index.Change{Seq: seq + 2, ID: "unknown", Deleted: true})
	t.equal("everything", t.found(""), []string{b.ID})
	t.equal("a move of the deleted one", t.found("move:NVDA<-10%"), []string{})
	t.apply(seq+2, a)
	t.equal("everything, when it is back", len(t.found("")), 2)
}

func applySeq(t searcher) {
	for _, seq := range []int64{7, 1 << 40} {
		t.changes(seq)
		got, err := t.s.Seq(t.Context())
		if err != nil || got != seq {
			t.Errorf("Seq() = %d, %v, want %d", got, err, seq)
		}
	}
}

func applyCluster(t searcher) {
	a, b := library()[0], library()[1]
	b.Cluster = b.ID
	seq := t.apply(0, a, b)
	t.equal("originals", len(t.found("is:original")), 2)
	b.Cluster = a.ID
	t.apply(seq, b)
	t.equal("originals", t.found("is:original"), []string{a.ID})
}

func searchPages(t searcher) {
	articles := library()
	t.apply(0, articles...)
	for _, query := range []string{"", "the", "market OR chips OR bank"} {
		for _, sort := range []index.Sort{"", index.Relevance, index.Date} {
			whole := ids(t.search(query, index.SearchOptions{Limit: 1000, Sort: sort}))
			var pages []string
			cursor := ""
			for range len(articles) + 1 {
				r := t.search(query, index.SearchOptions{Limit: 3, Sort: sort, Cursor: cursor})
				t.equal("total on a page", r.Total, len(whole))
				pages = append(pages, ids(r)...)
				if cursor = r.Cursor; cursor == "" {
					break
				}
			}
			t.equal(fmt.Sprintf("pages of %q by %q", query, sort), pages, whole)
		}
	}
}

func searchByDate(t searcher) {
	a, b, undated, undated2, ancient := article(1), article(2), article(3), article(4), article(5)
	twin := article(0)
	twin.Published = b.Published.UTC()
	undated.Published, undated2.Published = time.Time{}, time.Time{}
	ancient.Published = time.Date(1931, 5, 1, 0, 0, 0, 0, time.UTC)
	t.apply(0, undated2, ancient, a, undated, b, twin)
	for _, query := range []string{"", "story"} {
		got := ids(t.search(query, index.SearchOptions{Sort: index.Date}))
		t.equal("by date: "+query, got, []string{id(0), id(2), id(1), id(5), id(3), id(4)})
	}
}

func searchFilters(t searcher) {
	t.apply(0, library()...)
	for _, query := range []string{"", "source:wire", "move:<0", "-source:wire", "author:lee"} {
		got := ids(t.search(query, index.SearchOptions{Limit: 100}))
		t.equal(query, got, ids(t.search(query, index.SearchOptions{Limit: 100, Sort: index.Date})))
	}
}

func searchRelevance(t searcher) {
	often, title, once := article(1), article(2), article(3)
	for _, a := range []*extract.Article{&often, &title, &once} {
		a.Published, a.Title, a.Text = start, "Morning report", "One two three four five six seven eight nine ten."
	}
	title.Title = "Copper report"
	often.Title, often.Text = "Copper copper", "Copper two copper four copper six copper eight copper ten."
	once.Text = "One two three four five six seven eight nine copper."
	others := make([]extract.Article, 20)
	for i := range others {
		others[i] = article(100 + i)
	}
	t.apply(0, append(others, once, title, often)...)
	r := t.search("copper", index.SearchOptions{})
	found := ids(r)
	t.equal("number found", len(found), 3)
	t.equal("word in the title before word in the text", slices.Index(found, title.ID) < slices.Index(found, once.ID), true)
	t.equal("many times before once", slices.Index(found, often.ID) < slices.Index(found, once.ID), true)
	for i := 1; i < len(r.Found); i++ {
		if r.Found[i].Score > r.Found[i-1].Score {
			t.Errorf("scores %v grow", r.Found)
		}
	}
}

func searchLimit(t searcher) {
	var articles []extract.Article
	for n := range 25 {
		articles = append(articles, article(n))
	}
	t.apply(0, articles...)
	r := t.search("story", index.SearchOptions{})
	t.equal("found", len(r.Found), 10)
	t.equal("total", r.Total, 25)
	t.equal("there is a next page", r.Cursor != "", true)
}

func searchBadCursor(t searcher) {
	t.apply(0, library()...)
	for _, cursor := range []string{"x", "-1", "\x00", `{"`, "AAAA"} {
		if _, err := t.s.Search(t.Context(), t.parse("the"), index.SearchOptions{Cursor: cursor}); err == nil {
			t.Errorf("Search with cursor %q gave no error", cursor)
		}
	}
}

// searchBeside applies articles that always move by as much as they say, and
// asks meanwhile for one that does not.
func searchBeside(t searcher) {
	version := func(n int) extract.Article {
		a := article(1)
		a.Title = fmt.Sprintf("version%d", n)
		a.Moves = []extract.Move{{Symbol: "ACME", Percent: float64(n)}}
		return a
	}
	t.apply(0, version(0))
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for n := range 20 {
			a := version(n)
			if err := t.s.Apply(t.Context(), []index.Change{{Seq: int64(n + 2), ID: a.ID, Article: a}}, int64(n+2)); err != nil {
				t.Errorf("Apply: %v", err)
			}
		}
	}()
	for {
		r, err := t.s.Search(t.Context(), t.parse("version0 -move:ACME=0%"), index.SearchOptions{})
		if err != nil || r.Total != 0 {
			t.Errorf("half an article was found: %+v, %v", r, err)
		}
		select {
		case <-ended:
			t.equal("newest version", t.found("version19 move:ACME=19%"), []string{id(1)})
			return
		default:
		}
	}
}

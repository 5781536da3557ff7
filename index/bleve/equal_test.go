package bleve

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/index"
	"github.com/pennypress/pennypress/index/indextest"
	"github.com/pennypress/pennypress/index/words"
)

// The things that random articles and queries are made of: few, so that they meet.
var (
	vocabulary = []string{
		"price", "prices", "pricing", "war", "wars", "the", "of", "to", "be", "AT&T", "S&P", "500", "11.5", "1,234",
		"Nestlé", "low-cost", "maker’s", "Häuser", "Haus", "inflación", "inflaciones", "利上げ", "日本銀行", "U.S.", "COVID-19", "chip", "chipotle",
	}
	symbols    = []string{"NVDA", "ASML", "T", "BRK.B", "^GSPC"}
	exchanges  = []string{"XNAS", "XAMS", ""}
	currencies = []string{"USD", "EUR", "JPY"}
	languages  = []string{"en", "en-US", "de", "es", "fr", "ja", "xx", ""}
	sources    = []string{"asia-wire", "City Desk", ""}
)

// A dice makes random articles and queries, the same ones for a seed.
type dice struct{ *rand.Rand }

func pick[T any](d dice, from []T) T { return from[d.IntN(len(from))] }

func (d dice) words(n int) string {
	var s []string
	for range n {
		s = append(s, pick(d, vocabulary))
	}
	return strings.Join(s, " ")
}

func (d dice) number() float64 { return float64(d.IntN(41)-20) / 2 }

var day = time.Date(2025, 1, 30, 0, 0, 0, 0, time.UTC)

func (d dice) article(i int) extract.Article {
	a := extract.Article{
		ID: fmt.Sprintf("a%04d", i), Title: d.words(d.IntN(5)), Text: d.words(d.IntN(25)),
		Language: pick(d, languages), Source: pick(d, sources), Section: pick(d, sources),
		URL: "https://www.news.example/" + fmt.Sprint(i),
	}
	if d.IntN(40) == 0 {
		a.Title = d.words(40) // longer than places of titles foresee
	}
	if d.IntN(3) > 0 {
		a.Published = day.Add(time.Duration(d.IntN(100)) * time.Hour)
	}
	if d.IntN(2) == 0 {
		a.Authors = []string{d.words(2), "Ann Lee"}
	}
	if d.IntN(2) == 0 {
		a.Tags = []string{"Chips", pick(d, sources)}
	}
	if d.IntN(3) == 0 {
		a.Cluster = "a0000"
	}
	for range d.IntN(4) {
		d.figure(&a)
	}
	return a
}

func (d dice) figure(a *extract.Article) {
	low := d.number()
	high := low + float64(d.IntN(3))
	e := extract.Entity{Value: &low}
	if high > low {
		e.Value, e.Low, e.High = nil, &low, &high
	}
	switch d.IntN(4) {
	case 0:
		m := extract.Move{Symbol: pick(d, symbols), Exchange: pick(d, exchanges), Percent: low}
		if high > low {
			m.Low, m.High = &low, &high
		}
		a.Moves = append(a.Moves, m)
		return
	case 1:
		e.Type, e.Unit = extract.TypePercent, pick(d, []string{extract.UnitPercent, extract.UnitBasisPoint})
	case 2:
		e.Type, e.Currency = extract.TypeMoney, pick(d, currencies)
	default:
		e = extract.Entity{Type: extract.TypeTicker, Symbol: pick(d, symbols), Exchange: pick(d, exchanges)}
	}
	a.Entities = append(a.Entities, e)
}

func (d dice) span() string {
	if d.IntN(3) == 0 {
		low := d.number()
		return fmt.Sprintf("%v..%v", low, low+float64(d.IntN(5)))
	}
	return pick(d, []string{"<", "<=", ">", ">=", "="}) + fmt.Sprint(d.number())
}

// clause makes one clause in the query language.
func (d dice) clause(depth int) string {
	if depth > 0 && d.IntN(3) == 0 {
		parts := []string{d.clause(depth - 1), d.clause(depth - 1)}
		return "(" + strings.Join(parts, pick(d, []string{" ", " OR "})) + ")"
	}
	if d.IntN(5) == 0 {
		return "-" + strings.TrimLeft(d.clause(0), "-")
	}
	switch d.IntN(14) {
	case 0:
		return `"` + d.words(2) + `"`
	case 1:
		return pick(d, []string{"pri*", "chip*", "chipo*", "infla*", "利*", "日本*", "title:pri*", "title:wa*", "author:le*", "50*", "11*"})
	case 2:
		return pick(d, []string{"title:", "author:"}) + `"` + d.words(1+d.IntN(2)) + `"`
	case 3:
		return pick(d, []string{"source:asia*", "source:\"city desk\"", "tag:chips", "lang:en", "lang:en-us", "site:news.example", "section:asia-wire", "is:original"})
	case 4:
		return "ticker:" + pick(d, symbols)
	case 5:
		return "ticker:" + pick(d, []string{"XNAS:", "XAMS:"}) + pick(d, symbols)
	case 6:
		return "move:" + pick(d, symbols) + strings.TrimPrefix(":"+d.span(), pick(d, []string{":", "-"}))
	case 7:
		return "move:XNAS:" + pick(d, symbols) + ">" + fmt.Sprint(d.number())
	case 8:
		return "move:" + d.span()
	case 9:
		return "percent:" + d.span()
	case 10:
		return "money:" + pick(d, []string{"", "USD:", "EUR:"}) + d.span()
	case 11:
		return pick(d, []string{"after:2025-01-31", "before:2025-02-01", "date:2025-01", "date:2025-02-01", "last:2d", "last:30h", "after:2025-01-31T07:30:00Z"})
	}
	return pick(d, append(vocabulary, "銀", "nestle", "Preise", "covid"))
}

// TestEqualsMatch asks a thousand random queries of random articles, some of them
// changed and deleted later, and wants exactly what Match says: all matches, in
// order, page by page, and counted.
func TestEqualsMatch(t *testing.T) {
	n := 1000
	if testing.Short() {
		n = 200
	}
	asked, telling := equalsMatch(t, open(t), 1, n)
	if telling < n*6/10 {
		t.Errorf("only %d of %d queries match some articles and not others", telling, asked)
	}
}

// FuzzEqualsMatch does the same with other articles and queries for each seed.
func FuzzEqualsMatch(f *testing.F) {
	f.Add(uint64(2))
	f.Fuzz(func(t *testing.T, seed uint64) { equalsMatch(t, open(t), seed, 20) })
}

func equalsMatch(t *testing.T, x *Index, seed uint64, n int) (asked, telling int) {
	t.Helper()
	d := dice{rand.New(rand.NewPCG(seed, 2))}
	x.pairsFrom, x.frequentShare = 50, 0.04 // so that there are several lists of frequent words
	articles := fill(t, d, x)
	plain := indextest.NewSearcher()
	for _, a := range articles {
		if err := plain.Apply(t.Context(), []index.Change{{Seq: 1, ID: a.ID, Article: a}}, 1); err != nil {
			t.Fatal(err)
		}
	}
	for asked < n {
		query := d.clause(2) + strings.Repeat(" "+d.clause(1), d.IntN(2))
		if d.IntN(6) == 0 {
			query = strings.ReplaceAll(d.words(2+d.IntN(4)), " ", " OR ") // of which not all are looked at
		}
		q, err := index.Parse(query, day.AddDate(0, 0, 4).Add(7*time.Hour))
		if err != nil {
			continue // some of what the dice write is refused, as move:T-1..2
		}
		asked++
		want := matched(q, articles)
		checkPages(t, d, x, q, articles, want)
		checkFacets(t, x, plain, q)
		if len(want) > 0 && len(want) < len(articles) {
			telling++
		}
	}
	return asked, telling
}

// fill applies random articles in batches, some of them again and some deleted.
func fill(t *testing.T, d dice, x *Index) map[string]extract.Article {
	t.Helper()
	articles := map[string]extract.Article{}
	seq := int64(0)
	for range 5 {
		var changes []index.Change
		for range 120 {
			seq++
			a := d.article(d.IntN(400))
			c := index.Change{Seq: seq, ID: a.ID, Article: a, Deleted: d.IntN(8) == 0}
			if delete(articles, a.ID); c.Deleted {
				c.Article = extract.Article{}
			} else {
				articles[a.ID] = a
			}
			changes = append(changes, c)
		}
		if err := x.Apply(t.Context(), changes, seq); err != nil {
			t.Fatal(err)
		}
	}
	return articles
}

// checkPages reads all pages by relevance or by date.
func checkPages(t *testing.T, d dice, x *Index, q index.Query, articles map[string]extract.Article, want []string) {
	t.Helper()
	o := index.SearchOptions{Limit: pick(d, []int{7, 50, 1000}), Sort: pick(d, []index.Sort{"", index.Relevance, index.Date})}
	var got []index.Found
	for {
		r, err := x.Search(context.Background(), q, o)
		if err != nil || r.Total != len(want) {
			t.Fatalf("Search(%s, %+v) = %d in all, %v, want %d", q, o, r.Total, err, len(want))
		}
		got = append(got, r.Found...)
		if o.Cursor = r.Cursor; o.Cursor == "" {
			break
		}
	}
	byDate := o.Sort == index.Date || o.Sort == "" && !q.HasWords()
	var ids []string
	for i, f := range got {
		ids = append(ids, f.ID)
		if i > 0 && !inOrder(byDate, got[i-1], f, articles) {
			t.Fatalf("Search(%s, %+v) gives %s before %s", q, o, got[i-1].ID, f.ID)
		}
	}
	if slices.Sort(ids); !slices.Equal(ids, want) {
		t.Fatalf("Search(%s, %+v) = %v, want %v", q, o, ids, want)
	}
}

func inOrder(byDate bool, a, b index.Found, articles map[string]extract.Article) bool {
	c := cmp.Compare(b.Score, a.Score)
	if byDate {
		c = articles[b.ID].Published.Compare(articles[a.ID].Published)
	}
	return cmp.Or(c, cmp.Compare(a.ID, b.ID)) < 0
}

// checkFacets compares with a searcher that looks at every article.
func checkFacets(t *testing.T, x *Index, plain *indextest.MemorySearcher, q index.Query) {
	t.Helper()
	o := index.FacetOptions{
		By:    []index.Facet{index.BySource, index.ByDay, index.ByTicker, index.ByCurrency, index.ByLanguage, index.BySection},
		Limit: 1000, Over: index.Weekly,
	}
	got, err := x.Facets(t.Context(), q, o)
	if err != nil {
		t.Fatalf("Facets(%s): %v", q, err)
	}
	want, err := plain.Facets(t.Context(), q, o)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("Facets(%s) = %+v, want %+v", q, got, want)
	}
}

func matched(q index.Query, articles map[string]extract.Article) []string {
	var ids []string
	for id, a := range articles {
		if index.Match(q, a, words.Analyzer{}) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

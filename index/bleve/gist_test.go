package bleve

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/index"
)

// applyArticles takes articles into a new index.
func applyArticles(t *testing.T, articles []extract.Article) *Index {
	t.Helper()
	x, err := Open(t.TempDir(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.Close() })
	var changes []index.Change
	for i, a := range articles {
		a.ID = fmt.Sprintf("a%03d", i)
		changes = append(changes, index.Change{Seq: int64(i + 1), ID: a.ID, Article: a})
	}
	if err := x.Apply(t.Context(), changes, int64(len(changes))); err != nil {
		t.Fatal(err)
	}
	return x
}

// ask gives the ids of what a query finds, and the cursor behind them.
func ask(t *testing.T, x *Index, query string, o index.SearchOptions) (ids []string, cursor string) {
	t.Helper()
	q, err := index.Parse(query, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	r, err := x.Search(t.Context(), q, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.Found {
		ids = append(ids, f.ID)
	}
	return ids, r.Cursor
}

func TestArticlesOfOneSubjectRise(t *testing.T) {
	about := func(title, text string) extract.Article {
		return extract.Article{Title: title, Text: text, Language: "en"}
	}
	articles := []extract.Article{
		about("Coffee exporters meet in Mexico", "Delegates of the coffee exporters speak about quotas and about surplus bags."),
		about("Coffee quotas fail", "Growers in Mexico wanted coffee quotas; exporters have surplus bags."),
		about("A coffee house opens", "There are cakes, an old piano and a view over the quiet park nearby."),
		about("A coffee house closes", "Exporters with surplus bags asked delegates for quotas, and then for more, as they did last year and the year before."),
	}
	for i := range 40 {
		articles = append(articles, about("Other news", fmt.Sprintf("Nothing of note happened on day %d.", i)))
	}
	x := applyArticles(t, articles)
	got, _ := ask(t, x, "coffee OR mexico", index.SearchOptions{})
	if want := []string{"a000", "a001", "a003", "a002"}; !reflect.DeepEqual(got, want) {
		t.Errorf("found %v, want %v", got, want)
	}
}

func TestPagesBehindTheReordered(t *testing.T) {
	var articles []extract.Article
	for i := range 3 * reordered {
		text := fmt.Sprintf("copper number%d group%d", i%11, i%7)
		if i%3 == 0 {
			text += " tin tin"
		}
		articles = append(articles, extract.Article{Title: "Metals", Text: text, Language: "en"})
	}
	x := applyArticles(t, articles)
	want, _ := ask(t, x, "copper OR tin", index.SearchOptions{Limit: len(articles)})
	if len(want) != len(articles) {
		t.Fatalf("found %d of %d", len(want), len(articles))
	}
	for _, limit := range []int{1, 7, 10, 25, reordered, reordered + 1, 2 * reordered} {
		var got []string
		for o := (index.SearchOptions{Limit: limit}); ; {
			ids, cursor := ask(t, x, "copper OR tin", o)
			got = append(got, ids...)
			if o.Cursor = cursor; cursor == "" || len(got) > len(want) {
				break
			}
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("pages of %d give another order or others: %d of %d", limit, len(got), len(want))
		}
	}
}

// FuzzGist checks that a damaged gist is read as far as it goes.
func FuzzGist(f *testing.F) {
	f.Add([]byte("\x07\x02\x03tin\x01\x06copper"))
	f.Fuzz(func(t *testing.T, data []byte) {
		words, length := eachGistWord(data)
		n := 0
		for word := range words {
			n += 2 + len(word)
		}
		if n > len(data) || length < 1 {
			t.Errorf("%d bytes hold %d bytes of words, length %v", len(data), n, length)
		}
	})
}

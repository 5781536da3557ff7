package bleve

import (
	"fmt"
	"testing"
	"time"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/index"
)

// TestPairs takes in five batches. The first has no list of frequent words yet, and the
// last another one than those between.
func TestPairs(t *testing.T) {
	x := open(t)
	x.pairsFrom, x.frequentShare = 100, 0.7
	for batch := range 5 {
		var changes []index.Change
		for i := range 100 {
			id := fmt.Sprintf("%d-%02d", batch, i)
			changes = append(changes, index.Change{Seq: 1, ID: id, Article: pairedArticle(batch, i)})
		}
		if err := x.Apply(t.Context(), changes, 1); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		query        string
		found, looks int
	}{
		{`"of the"`, 50, 100 + 40}, // all of the first batch have both words
		{`"the of"`, 0, 100},
		{`"stock of the"`, 50, 100 + 40},
		{`title:"of the"`, 0, 100 + 40},
		{`"late of"`, 40, 300 + 10}, // frequent by the second list only, and not in the first batch
		{`"the tin"`, 2, -1},        // which is too rare to be told
	} {
		q, err := index.Parse(c.query, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		r, err := x.Search(t.Context(), q, index.SearchOptions{})
		if looks := looksAt(t, x, q); err != nil || r.Total != c.found || looks != c.looks {
			t.Errorf("%s finds %d among %d, %v, want %d among %d", c.query, r.Total, looks, err, c.found, c.looks)
		}
	}
}

// pairedArticle has "of the" if i ends in 0, "late of" if it ends in 1, and these words in any
// case, but for "late" in the first batch.
func pairedArticle(batch, i int) extract.Article {
	text := "Stock of land, the sea late."
	switch i % 10 {
	case 0:
		text = "Stock of the land late."
	case 1:
		text = "Stock in the land, late of sea."
	}
	if batch == 0 {
		text = "Stock of land, the sea."
		if i%10 == 0 {
			text = "Stock of the land."
		}
	}
	if batch == 3 && i < 2 {
		text += " In the tin."
	}
	return extract.Article{Text: text, Language: "en"}
}

// looksAt is how many articles are looked at for a phrase; -1 when pairs tell nothing.
func looksAt(t *testing.T, x *Index, q index.Query) int {
	t.Helper()
	r, err := x.scorch.Reader()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	p, err := newPlanner(t.Context(), r, &x.columns, rank{articles: 500, average: 1})
	if err != nil {
		t.Fatal(err)
	}
	it, err := p.plan(q.Root)
	if err != nil {
		t.Fatal(err)
	}
	if within := it.(*phraseDocs).within; within != nil {
		return int(within.n)
	}
	return -1
}

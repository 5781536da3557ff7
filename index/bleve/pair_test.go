package bleve

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
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

// TestPairsScoreAsPlaces compares with a phrase of which pairs tell nothing.
func TestPairsScoreAsPlaces(t *testing.T) {
	x := open(t)
	x.pairsFrom, x.frequentShare = 50, 0.04
	fill(t, dice{rand.New(rand.NewPCG(8, 9))}, x)
	told := 0
	for _, first := range vocabulary {
		for _, second := range vocabulary {
			n := index.Text{Words: first + " " + second}
			err := x.view(func(p *planner) error {
				it, err := p.plan(n)
				if err != nil {
					return err
				}
				if _, ok := it.(*phraseDocs); ok {
					return nil
				}
				told++
				var parts []*wordDocs
				for i := range 2 {
					terms, err := p.alternatives(n.Words, i)
					if err != nil {
						return err
					}
					w, err := p.word(ofBody, terms)
					if err != nil {
						return err
					}
					parts = append(parts, w)
				}
				got, want := scoresOf(t, it), scoresOf(t, newPhraseDocs(parts, false, p.rank))
				if !maps.Equal(got, want) {
					t.Errorf("%q scores %v, want %v", n.Words, got, want)
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	if told < 20 {
		t.Errorf("pairs tell of %d phrases only", told)
	}
}

func scoresOf(t *testing.T, it iterator) map[uint64]float64 {
	t.Helper()
	scores := map[uint64]float64{}
	for target := uint64(0); ; target = it.current() + 1 {
		if err := it.advance(target); err != nil {
			t.Fatal(err)
		}
		if it.current() == none {
			return scores
		}
		scores[it.current()] = it.score()
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

// view hands a planner of the newest state to f.
func (x *Index) view(f func(p *planner) error) error {
	r, err := x.scorch.Reader()
	if err != nil {
		return err
	}
	defer r.Close()
	n, err := r.DocCount()
	if err != nil {
		return err
	}
	p, err := newPlanner(context.Background(), r, &x.columns, newRank(float64(n), 20, index.Query{}))
	if err != nil {
		return err
	}
	return f(p)
}

// looksAt is how many articles are looked at for a phrase; -1 when pairs tell nothing.
func looksAt(t *testing.T, x *Index, q index.Query) (n int) {
	t.Helper()
	err := x.view(func(p *planner) error {
		it, err := p.plan(q.Root)
		n = -1
		switch it := it.(type) {
		case *pairDocs:
			n = int(it.told.n + it.rest.within.n)
		case *phraseDocs:
			if it.within != nil {
				n = int(it.within.n)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

package index_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/index"
	"github.com/pennypress/pennypress/index/indextest"
	"github.com/pennypress/pennypress/index/words"
)

// changes is a store of n articles, each with a text of size bytes.
type changes struct{ n, size int }

func (c changes) Since(_ context.Context, seq int64, limit int) ([]index.Change, error) {
	var out []index.Change
	for i := int(seq) + 1; i <= c.n && len(out) < limit; i++ {
		out = append(out, index.Change{Seq: int64(i), ID: fmt.Sprint(i), Article: c.article(i)})
	}
	return out, nil
}

func (c changes) article(i int) extract.Article {
	return extract.Article{ID: fmt.Sprint(i), Title: "Copper", Text: "copper " + strings.Repeat("x", c.size)}
}

func (c changes) Get(_ context.Context, id string) (extract.Article, error) {
	var i int
	if _, err := fmt.Sscan(id, &i); err != nil || i > c.n {
		return extract.Article{}, index.ErrNotFound
	}
	return c.article(i), nil
}

func TestFollow(t *testing.T) {
	for _, c := range []struct {
		changes
		batches int
	}{
		{changes{0, 10}, 0},
		{changes{9600, 10}, 3},
		{changes{40, 1 << 20}, 3}, // fifteen at a time are below 16 MB
	} {
		s, batches := indextest.NewSearcher(), 0
		n, err := index.Follow(t.Context(), c.changes, s, func(int, int64) { batches++ })
		if err != nil || n != c.n || batches != c.batches {
			t.Errorf("Follow(%+v) = %d, %v in %d batches, want %d in %d", c.changes, n, err, batches, c.n, c.batches)
		}
		if n, err := index.Follow(t.Context(), c.changes, s); n != 0 || err != nil {
			t.Errorf("Follow again = %d, %v, want nothing to do", n, err)
		}
	}
}

// stuck fails at the third batch.
type stuck struct {
	*indextest.MemorySearcher
	left int
}

func (s *stuck) Apply(ctx context.Context, c []index.Change, seq int64) error {
	if s.left--; s.left < 0 {
		return errors.New("disk full")
	}
	return s.MemorySearcher.Apply(ctx, c, seq)
}

func TestFollowGoesOnAfterAnError(t *testing.T) {
	s := &stuck{indextest.NewSearcher(), 2}
	n, err := index.Follow(t.Context(), changes{8200, 10}, s)
	if n != 8000 || err == nil || !strings.Contains(err.Error(), "8001 to 8200: disk full") {
		t.Errorf("Follow = %d, %v, want 8000 and the error", n, err)
	}
	s.left = 1
	if n, err = index.Follow(t.Context(), changes{8200, 10}, s); n != 200 || err != nil {
		t.Errorf("Follow again = %d, %v, want 200", n, err)
	}
}

func TestAnswer(t *testing.T) {
	store, s, an := changes{30, 3}, indextest.NewSearcher(), words.Analyzer{}
	if _, err := index.Follow(t.Context(), store, s); err != nil {
		t.Fatal(err)
	}
	store.n = 28 // two are gone from the store already
	page, err := index.Answer(t.Context(), store, s, an, parse(t, "copper"), index.SearchOptions{Limit: 30})
	if err != nil || page.Total != 30 || len(page.Hits) != 28 || page.Hits[0].Title != "Copper" || len(page.Hits[0].Highlights) != 1 || page.Hits[0].Moves == nil {
		t.Errorf("Answer = %+v, %v, want 28 hits with titles and marks", page, err)
	}
	o := index.SearchOptions{Limit: 5}
	more, err := index.AnswerAny(t.Context(), store, s, an, parse(t, "copper gold"), o, nil)
	if err != nil || len(more) != 5 {
		t.Errorf("AnswerAny(copper gold) = %d hits, %v, want 5", len(more), err)
	}
	rest, err := index.AnswerAny(t.Context(), store, s, an, parse(t, "copper gold"), o, more[:3])
	if err != nil || len(rest) != 2 || rest[0].ID == more[0].ID {
		t.Errorf("AnswerAny beside three hits = %+v, %v, want two others", rest, err)
	}
	if none, err := index.AnswerAny(t.Context(), store, s, an, parse(t, "copper source:x"), o, nil); none != nil || err != nil {
		t.Errorf("AnswerAny of one word = %v, %v, want none", none, err)
	}
}

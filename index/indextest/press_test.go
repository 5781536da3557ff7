package indextest_test

import (
	"reflect"
	"testing"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/index/indextest"
)

// TestPress wants the measures of news and mentions that stand where they say.
func TestPress(t *testing.T) {
	press, words, ids := indextest.NewPress(1), 0, map[string]bool{}
	for a := range press.Articles(50) {
		words += a.WordCount
		ids[a.ID] = true
		for _, e := range a.Entities {
			if a.Text[e.Start:e.End] != e.Text {
				t.Errorf("article %s: %q stands where %q should", a.ID, a.Text[e.Start:e.End], e.Text)
			}
		}
	}
	if words < 50*250 || words > 50*450 || len(ids) != 50 {
		t.Errorf("50 articles have %d words and %d ids, want about 350 each and all different", words, len(ids))
	}
	if again := indextest.NewPress(1); !reflect.DeepEqual(again.Article(7), press.Article(7)) {
		t.Error("the same number gave another article")
	}
}

func BenchmarkPress(b *testing.B) {
	press := indextest.NewPress(1)
	var a extract.Article
	for n := 0; b.Loop(); n++ {
		a = press.Article(n)
	}
	b.SetBytes(int64(len(a.Text)))
}

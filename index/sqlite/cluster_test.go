package sqlite_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/pennypress/pennypress/extract"
)

// TestTextsThatShareEverySketchAreComparedInBounds stores long texts which all may
// be copies of each other and are not: each looks like the hundred before it.
func TestTextsThatShareEverySketchAreComparedInBounds(t *testing.T) {
	const patience = time.Second // for each; it takes some 20 ms
	one := strings.Repeat("The price of the same thing fell 3% today and nobody knows why. ", 4000)
	kinds := map[string]func(n int) string{
		"one sentence": func(n int) string { return fmt.Sprint(one, n) },
		"a quarter differs": func(n int) string {
			var b strings.Builder
			for i := range 20_000 {
				if b.WriteString(fmt.Sprint("word", i)); i%4 == 0 {
					b.WriteString(fmt.Sprint("x", n))
				}
				b.WriteByte(' ')
			}
			return b.String()
		},
	}
	for name, text := range kinds {
		t.Run(name, func(t *testing.T) {
			db := checkAtEnd(t, openNew(t))
			begin, texts := time.Now(), 40
			for n := range texts {
				a := article(n)
				a.Text = text(n)
				a.WordCount = 1 // what an import says of itself
				if _, err := db.Put(t.Context(), []extract.Article{a}); err != nil {
					t.Fatal(err)
				}
			}
			if took := time.Since(begin); took > time.Duration(texts)*patience {
				t.Errorf("%d texts took %v", texts, took)
			}
		})
	}
}

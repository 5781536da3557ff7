package export

import (
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/index"
	"github.com/pennypress/pennypress/index/sqlite"
)

// benchSizes are the stores that exports are timed on: the time per article
// must not grow with the store. PENNYPRESS_BENCH_ARTICLES names a larger one,
// since filling it takes minutes.
func benchSizes() []int {
	sizes := []int{2_000, 20_000}
	if n, err := strconv.Atoi(os.Getenv("PENNYPRESS_BENCH_ARTICLES")); err == nil {
		sizes = append(sizes, n)
	}
	return sizes
}

// benchStory is a made-up article of 400 words, which arrives in another order
// than it was published in.
func benchStory(n int) extract.Article {
	rnd := rand.New(rand.NewPCG(2, uint64(n)))
	a := story(n)
	a.Published = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(rnd.IntN(700*24*60)) * time.Minute)
	var text strings.Builder
	text.WriteString(a.Text)
	for range 400 {
		fmt.Fprintf(&text, " w%x", int(rnd.ExpFloat64()*300))
	}
	a.Text = text.String()
	return a
}

func benchStore(b *testing.B, n int) *sqlite.DB {
	b.Helper()
	db := newStore(b)
	for from := 0; from < n; from += 1_000 {
		var batch []extract.Article
		for i := from; i < min(from+1_000, n); i++ {
			batch = append(batch, benchStory(i))
		}
		put(b, db, batch...)
	}
	return db
}

// BenchmarkExport writes all articles as a stream, as a new folder of parts, and
// as a folder in which a newer article is all that changed.
func BenchmarkExport(b *testing.B) {
	for _, n := range benchSizes() {
		db := benchStore(b, n)
		perArticle := func(b *testing.B) {
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*n), "µs/article")
		}
		for _, f := range Formats {
			b.Run(fmt.Sprintf("%s/%d", f.Name, n), func(b *testing.B) {
				for b.Loop() {
					if err := f.Write(io.Discard, db.Articles(b.Context(), index.Filter{})); err != nil {
						b.Fatal(err)
					}
				}
				perArticle(b)
			})
		}
		dir := b.TempDir()
		b.Run(fmt.Sprintf("folder/%d", n), func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				writeFolder(b, dataset("jsonl", 0), filepath.Join(dir, fmt.Sprint(i)), db)
			}
			perArticle(b)
		})
		b.Run(fmt.Sprintf("again/%d", n), func(b *testing.B) {
			path := filepath.Join(dir, "again")
			writeFolder(b, dataset("jsonl", 5_000), path, db)
			for i := 0; b.Loop(); i++ {
				a := story(1_000_000 + i)
				put(b, db, a)
				writeFolder(b, dataset("jsonl", 5_000), path, db)
			}
			perArticle(b)
		})
	}
}

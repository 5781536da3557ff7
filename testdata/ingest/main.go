// Command ingest takes made-up articles into store and index, in the batches of the
// command import and of the follower, and beside it the
// same titles and texts into bleve alone, in batches of the same size, and prints
// what each takes of the processor.
//
//	go run . -articles 20000
//
// Its module is apart from the product's, which needs less of bleve.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	bare "github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/lang/en"
	"github.com/blevesearch/bleve/v2/mapping"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/index"
	"github.com/pennypress/pennypress/index/bleve"
	"github.com/pennypress/pennypress/index/indextest"
	"github.com/pennypress/pennypress/index/sqlite"
)

func main() {
	n := flag.Int("articles", 2000, "articles to take in")
	flag.Parse()
	if err := run(*n); err != nil {
		fmt.Fprintln(os.Stderr, "ingest:", err)
		os.Exit(1)
	}
}

func run(n int) error {
	articles := slices.Collect(indextest.NewPress(1).Articles(n))
	dir, err := os.MkdirTemp("", "ingest-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	ctx := context.Background()
	store, err := sqlite.Open(ctx, filepath.Join(dir, "store.db"), sqlite.Options{})
	if err != nil {
		return err
	}
	defer store.Close()
	stored, err := timed("store", func() error { return put(ctx, store, articles) })
	if err != nil {
		return err
	}
	indexed, err := timed("index", func() error { return follow(ctx, store, filepath.Join(dir, "index")) })
	if err != nil {
		return err
	}
	theirs, err := timed("bleve alone", func() error { return takeInBare(dir, articles) })
	if err != nil {
		return err
	}
	fmt.Printf("store and index take in articles at %.2f of the rate of bleve alone\n", float64(theirs)/float64(stored+indexed))
	return nil
}

// timed gives the processor time of f, which other load disturbs less than the
// clock on the wall.
func timed(what string, f func() error) (time.Duration, error) {
	began, used := time.Now(), processTime()
	err := f()
	took := processTime() - used
	fmt.Printf("%-16s processor %v, wall %v\n", what, took.Round(time.Millisecond), time.Since(began).Round(time.Millisecond))
	return took, err
}

func processTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// importBatch is how many articles import puts at once.
const importBatch = 200

func put(ctx context.Context, store *sqlite.DB, articles []extract.Article) error {
	for part := range slices.Chunk(articles, importBatch) {
		if _, err := store.Put(ctx, part); err != nil {
			return err
		}
	}
	return nil
}

func follow(ctx context.Context, store *sqlite.DB, path string) error {
	x, err := bleve.Open(path, bleve.Options{})
	if err != nil {
		return err
	}
	if _, err := index.Follow(ctx, store, x); err != nil {
		x.Close()
		return err
	}
	return x.Close()
}

// takeInBare uses bleve as it is meant to be used: fields named, English analysis,
// places kept for phrases, nothing stored.
func takeInBare(dir string, articles []extract.Article) error {
	field := mapping.NewTextFieldMapping()
	field.Analyzer, field.Store, field.IncludeInAll, field.DocValues = en.AnalyzerName, false, false, false
	m := mapping.NewIndexMapping()
	m.DefaultMapping = mapping.NewDocumentStaticMapping()
	m.DefaultMapping.AddFieldMappingsAt("title", field)
	m.DefaultMapping.AddFieldMappingsAt("text", field)
	x, err := bare.New(filepath.Join(dir, "bare"), m)
	if err != nil {
		return err
	}
	for part := range slices.Chunk(articles, 4000) {
		batch := x.NewBatch()
		for _, a := range part {
			if err := batch.Index(a.ID, map[string]string{"title": a.Title, "text": a.Text}); err != nil {
				return err
			}
		}
		if err := x.Batch(batch); err != nil {
			return err
		}
	}
	return x.Close()
}

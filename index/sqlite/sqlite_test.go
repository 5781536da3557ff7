package sqlite_test

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/pennypress/pennypress/crawler"
	"github.com/pennypress/pennypress/crawler/crawltest"
	"github.com/pennypress/pennypress/index"
	"github.com/pennypress/pennypress/index/indextest"
	"github.com/pennypress/pennypress/index/sqlite"
)

func open(t testing.TB, path string) *sqlite.DB {
	t.Helper()
	db, err := sqlite.Open(t.Context(), path, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return db
}

func openNew(t testing.TB) *sqlite.DB {
	t.Helper()
	return open(t, filepath.Join(t.TempDir(), "store.db"))
}

func TestFrontier(t *testing.T) {
	crawltest.Frontier(t, func(t *testing.T) crawler.Frontier { return checkAtEnd(t, openNew(t)) })
}

// checkAtEnd looks the whole file through when the test is over.
func checkAtEnd(t *testing.T, db *sqlite.DB) *sqlite.DB {
	t.Cleanup(func() {
		if err := db.Check(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return db
}

func TestStore(t *testing.T) {
	indextest.Store(t, func(t *testing.T) index.Store { return checkAtEnd(t, openNew(t)) })
}

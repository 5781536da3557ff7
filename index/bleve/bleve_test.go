package bleve

import (
	"path/filepath"
	"testing"

	"github.com/pennypress/pennypress/index"
	"github.com/pennypress/pennypress/index/indextest"
)

func open(t *testing.T) *Index {
	t.Helper()
	x, err := Open(filepath.Join(t.TempDir(), "index"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.Close() })
	return x
}

func TestSearcher(t *testing.T) {
	indextest.Searcher(t, func(t *testing.T) index.Searcher { return open(t) })
}

func TestFaceter(t *testing.T) {
	indextest.Faceter(t, func(t *testing.T) indextest.SearchFaceter { return open(t) })
}

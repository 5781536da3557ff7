package indextest_test

import (
	"testing"

	"github.com/pennypress/pennypress/index"
	"github.com/pennypress/pennypress/index/indextest"
)

func TestMemoryStore(t *testing.T) {
	indextest.Store(t, func(t *testing.T) index.Store { return indextest.NewStore() })
}

func TestMemorySearcher(t *testing.T) {
	indextest.Searcher(t, func(t *testing.T) index.Searcher { return indextest.NewSearcher() })
}

func TestMemoryFaceter(t *testing.T) {
	indextest.Faceter(t, func(t *testing.T) indextest.SearchFaceter { return indextest.NewSearcher() })
}

package main

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/index"
	"github.com/pennypress/pennypress/index/bleve"
	"github.com/pennypress/pennypress/index/sqlite"
)

// TestHeldIndexMendsItself overwrites the segments of an index that is open:
// searches go on as if nothing had happened.
func TestHeldIndexMendsItself(t *testing.T) {
	dir := t.TempDir()
	store, err := sqlite.Open(t.Context(), filepath.Join(dir, "store.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	const articles = 60
	var list []extract.Article
	for n := range articles {
		list = append(list, extract.Article{ID: fmt.Sprintf("%016d", n), Title: fmt.Sprintf("Story %d", n), Text: fmt.Sprintf("Chips fell %d%% on day %d.", n, n), Language: "en"})
	}
	if _, err := store.Put(t.Context(), list); err != nil {
		t.Fatal(err)
	}
	path, opened := filepath.Join(dir, "index"), 0
	open := func(context.Context) (*bleve.Index, error) {
		opened++
		return bleve.Open(path, bleve.Options{Wait: time.Second})
	}
	first, err := open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	f := &follower{store: store}
	h := &heldIndex{current: first, open: open, fill: f.catchUp}
	f.index = h
	defer h.Close()
	if err := f.catchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	overwriteSegments(t, path)
	for _, query := range []string{"chips", "fell", "day", "title:story"} {
		q, err := index.Parse(query, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		r, err := h.Search(t.Context(), q, index.SearchOptions{Limit: 5})
		if err != nil || r.Total != articles {
			t.Errorf("Search(%s) = %d articles, %v; want %d", query, r.Total, err, articles)
		}
	}
	if opened < 2 {
		t.Error("no search met the damage: this test shows nothing")
	}
}

// overwriteSegments fills the segments of an index with noise, in place.
func overwriteSegments(t *testing.T, dir string) {
	t.Helper()
	n := 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".zap") {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		f, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		defer f.Close()
		n++
		_, err = f.Write(bytes.Repeat([]byte{0xa5}, int(info.Size())))
		return err
	})
	if err != nil || n == 0 {
		t.Fatalf("overwrote %d segments: %v", n, err)
	}
}

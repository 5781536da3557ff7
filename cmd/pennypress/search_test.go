package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/index/bleve"
	"github.com/pennypress/pennypress/index/indextest"
	"github.com/pennypress/pennypress/index/sqlite"
)

// searched runs a search in a data folder and gives what it prints, its exit
// status and how long it took.
func searched(dir, query string) (string, int, time.Duration) {
	var out bytes.Buffer
	began := time.Now()
	status := run([]string{"--data-dir", dir, "search", "--format", "jsonl", query}, streams{in: strings.NewReader(""), out: &out, err: os.Stderr})
	return out.String(), status, time.Since(began)
}

// TestSearchAnswersOrSaysWhy harms the index in every way and holds its lock: each
// search gives what it gave before, or status 75, in time.
func TestSearchAnswersOrSaysWhy(t *testing.T) {
	t.Setenv("PENNYPRESS_CONFIG", "")
	t.Chdir(t.TempDir())
	dir := t.TempDir()
	store, err := sqlite.Open(t.Context(), filepath.Join(dir, storeFile), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for a := range indextest.NewPress(1).Articles(20) {
		if _, err := store.Put(t.Context(), []extract.Article{a}); err != nil {
			t.Fatal(err)
		}
	}
	store.Close()
	const query, limit = "percent:>0 OR money:>0", 2 * time.Second
	want, status, _ := searched(dir, query)
	if status != exitDone || strings.Count(want, "\n") != 10 {
		t.Fatalf("search: status %d, %s", status, want)
	}
	path := filepath.Join(dir, indexDir)
	for _, harm := range []func(file string, data []byte) error{
		func(file string, _ []byte) error { return os.Remove(file) },
		func(file string, data []byte) error { return os.WriteFile(file, data[:len(data)/2], 0o600) },
		func(file string, data []byte) error { return os.WriteFile(file, make([]byte, len(data)), 0o600) },
		func(file string, data []byte) error { data[len(data)/2] ^= 1; return os.WriteFile(file, data, 0o600) },
	} {
		files, err := filepath.Glob(filepath.Join(path, "*", "*.zap"))
		if err != nil || len(files) == 0 {
			t.Fatalf("segments: %v, %v", files, err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err == nil {
				err = harm(file, data)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if got, status, took := searched(dir, query); got != want || status != exitDone || took > limit && !testing.Short() {
			t.Errorf("search in a damaged index: status %d after %v, %d bytes, want what was found before, within %v", status, took, len(got), limit)
		}
	}
	if err := os.RemoveAll(path); err != nil {
		t.Fatal(err)
	}
	if got, status, _ := searched(dir, query); got != want || status != exitDone {
		t.Errorf("search without an index: status %d, %d bytes, want what was found before", status, len(got))
	}
	holder, err := bleve.Open(path, bleve.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer holder.Close()
	if _, status, took := searched(dir, query); status != exitLocked || took > limit {
		t.Errorf("search in an index that is held: status %d after %v, want %d within %v", status, took, exitLocked, limit)
	}
}

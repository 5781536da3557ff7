package sqlite_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pennypress/pennypress/crawler"
	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/index"
	"github.com/pennypress/pennypress/index/sqlite"
)

// TestDiskFull fills the disk in the midst of a Put and of a Settle: each has
// not happened, what was before is there, and it goes on when there is space.
func TestDiskFull(t *testing.T) {
	ctx := t.Context()
	db := checkAtEnd(t, openNew(t))
	page := crawler.Task{URL: "https://a.example/", Kind: crawler.KindPage, Source: "wire", Due: start, Found: start}
	if _, err := db.Add(ctx, []crawler.Task{page}); err != nil {
		t.Fatal(err)
	}
	leases, err := db.Lease(ctx, crawler.LeaseRequest{Worker: "w", Hosts: 1, Tasks: 1, TTL: 1e9, Now: start})
	if err != nil || len(leases) != 1 {
		t.Fatalf("Lease = %v, %v, want one", leases, err)
	}
	if err := db.LimitPages(ctx, 1); err != nil { // that is, as many as there are
		t.Fatal(err)
	}
	stored := 0
	for err == nil && stored < 1000 {
		if _, err = db.Put(ctx, []extract.Article{article(stored)}); err == nil {
			stored++
		}
	}
	wantFull(t, "Put", err)

	late := article(5000)
	done := page
	done.State, done.Due = crawler.Delivered, start.Add(1e9)
	settlement := crawler.Settlement{Now: start, Outcomes: []crawler.Outcome{{Task: done, Article: &late}}}
	if err := db.LimitPages(ctx, 1); err != nil {
		t.Fatal(err)
	}
	_, err = db.Settle(ctx, leases[0], settlement)
	wantFull(t, "Settle", err)
	wantArticles(t, db, stored)
	if tasks, err := db.Tasks(ctx); err != nil || len(tasks) != 1 || tasks[0].State != crawler.Pending {
		t.Errorf("Tasks = %+v, %v, want the one as it was", tasks, err)
	}

	if err := db.LimitPages(ctx, 1<<20); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Settle(ctx, leases[0], settlement); err != nil {
		t.Errorf("Settle when there is space again: %v", err)
	}
	wantArticles(t, db, stored+1)
}

func wantFull(t *testing.T, what string, err error) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), "no space is left on the disk") {
		t.Fatalf("%s on a full disk: error %v, want one that says so", what, err)
	}
}

func wantArticles(t *testing.T, db *sqlite.DB, want int) {
	t.Helper()
	got := 0
	for _, err := range db.Articles(t.Context(), index.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		got++
	}
	if got != want {
		t.Errorf("%d articles, want %d", got, want)
	}
}

func TestOpenUnwritable(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("root may write everywhere")
	}
	for _, c := range []struct {
		name         string
		folder, file os.FileMode
		want         string
	}{
		{"a file that may not be written", 0o755, 0o444, "permission denied"},
		{"a folder that may not be written", 0o555, 0o644, "the file or its folder cannot be written"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "store.db")
			made, err := sqlite.Open(t.Context(), path, sqlite.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if err := made.Close(); err != nil {
				t.Fatal(err)
			}
			chmod(t, path, c.file)
			chmod(t, dir, c.folder)
			t.Cleanup(func() { chmod(t, dir, 0o755) })
			db, err := sqlite.Open(t.Context(), path, sqlite.Options{})
			if err == nil {
				db.Close()
			}
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), path) {
				t.Errorf("Open = %v, want an error with the file's name and %q", err, c.want)
			}
		})
	}
}

func chmod(t *testing.T, path string, mode os.FileMode) {
	t.Helper()
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

package sqlite_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/index/sqlite"
)

// TestPrune deletes by age and source: what goes leaves tombstones, what stays
// is sound.
func TestPrune(t *testing.T) {
	db := checkAtEnd(t, openNew(t))
	aged := func(id, source string, published, fetched time.Time) extract.Article {
		return extract.Article{ID: id, Source: source, Text: "Story of " + id, Published: published, Fetched: fetched}
	}
	day := 24 * time.Hour
	articles := []extract.Article{
		aged("old", "wire", start.Add(-10*day), start), aged("new", "wire", start, start),
		aged("old-elsewhere", "blog", start.Add(-10*day), start), aged("older-elsewhere", "blog", start.Add(-90*day), start),
		aged("fetched-long-ago", "wire", time.Time{}, start.Add(-20*day)), aged("fetched-now", "wire", time.Time{}, start),
		aged("no-times", "wire", time.Time{}, time.Time{}),
	}
	for n := range 450 { // more than one transaction
		articles = append(articles, aged(fmt.Sprint("many-", n), "flood", start.Add(-50*day), start))
	}
	if _, err := db.Put(t.Context(), articles); err != nil {
		t.Fatal(err)
	}
	week, month := start.Add(-7*day), start.Add(-30*day)
	for _, step := range []struct {
		expiry sqlite.Expiry
		want   int
	}{
		{sqlite.Expiry{Before: month, Source: "blog"}, 1},
		{sqlite.Expiry{Before: month, Source: "nobody"}, 0},
		{sqlite.Expiry{Before: week, Except: []string{"blog", "flood"}}, 2},
		{sqlite.Expiry{Before: week, Except: []string{"blog"}}, 450},
		{sqlite.Expiry{Before: week}, 1},
		{sqlite.Expiry{Before: week}, 0},
	} {
		if n, err := db.Expired(t.Context(), step.expiry); n != step.want || err != nil {
			t.Errorf("Expired(%+v) = %d, %v, want %d", step.expiry, n, err, step.want)
		}
		if n, err := db.Prune(t.Context(), step.expiry); n != step.want || err != nil {
			t.Errorf("Prune(%+v) = %d, %v, want %d", step.expiry, n, err, step.want)
		}
	}
	wantArticles(t, db, 3)
	changes, err := db.Since(t.Context(), 0, 1_000)
	if err != nil {
		t.Fatal(err)
	}
	gone := 0
	for _, c := range changes {
		if c.Deleted {
			gone++
		}
	}
	if gone != 454 {
		t.Errorf("%d tombstones, want 454", gone)
	}
}

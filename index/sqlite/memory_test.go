package sqlite_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/index/sqlite"
)

// TestMemory checks that pages of a host are counted once for each block they
// share, hosts apart, and that what is remembered is bounded.
func TestMemory(t *testing.T) {
	db := openNew(t)
	ctx := t.Context()
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	remember := func(host string, page uint64, blocks ...uint64) {
		t.Helper()
		now = now.Add(time.Minute)
		if err := db.Remember(ctx, host, page, blocks, now); err != nil {
			t.Fatal(err)
		}
	}
	recall := func(host string) map[uint64]int {
		t.Helper()
		known, err := db.Recall(ctx, host)
		if err != nil {
			t.Fatal(err)
		}
		return known
	}
	const plea, other = 1 << 63, 7
	for page := range uint64(3) {
		remember("a.example", page, plea, 100+page)
		remember("a.example", page, plea, 100+page) // read again
	}
	remember("b.example", 1, plea, other)
	if got := recall("a.example"); got[plea] != 3 || got[101] != 1 || got[other] != 0 {
		t.Errorf("a.example: %v, want the plea on 3 pages and other blocks on 1", got)
	}
	if got := recall("b.example"); got[plea] != 1 || len(got) != 2 {
		t.Errorf("b.example: %v, want two blocks on 1 page", got)
	}
	if got := recall("c.example"); len(got) != 0 {
		t.Errorf("c.example: %v, want nothing", got)
	}
	for page := range uint64(60) {
		blocks := []uint64{plea}
		for b := range uint64(50) {
			blocks = append(blocks, 10_000+page*50+b)
		}
		remember("a.example", page, blocks...)
	}
	got := recall("a.example")
	if len(got) > 2000 || got[plea] != 8 {
		t.Errorf("%d blocks, the plea on %d pages; want at most 2000, and 8", len(got), got[plea])
	}
	if got[101] != 0 {
		t.Error("an old block was not forgotten")
	}
}

// TestMemoryIsWrittenWithTheNextWrite checks what another process sees of the
// pages remembered: those before an acknowledged write, all after Close, and
// that no more than a few wait.
func TestMemoryIsWrittenWithTheNextWrite(t *testing.T) {
	ctx := t.Context()
	path := filepath.Join(t.TempDir(), "store.db")
	var dbs [2]*sqlite.DB
	for i := range dbs {
		var err error
		if dbs[i], err = sqlite.Open(ctx, path, sqlite.Options{}); err != nil {
			t.Fatal(err)
		}
		defer dbs[i].Close()
	}
	remember := func(page uint64) {
		t.Helper()
		if err := dbs[0].Remember(ctx, "a.example", page, []uint64{page}, start); err != nil {
			t.Fatal(err)
		}
	}
	seen := func() int {
		t.Helper()
		// As a lease would: who writes sees what others wrote before.
		if _, err := dbs[1].Release(ctx, "nobody"); err != nil {
			t.Fatal(err)
		}
		known, err := dbs[1].Recall(ctx, "a.example")
		if err != nil {
			t.Fatal(err)
		}
		return len(known)
	}
	remember(1)
	if _, err := dbs[0].Put(ctx, []extract.Article{article(1)}); err != nil {
		t.Fatal(err)
	}
	if got := seen(); got != 1 {
		t.Errorf("after a write %d blocks are known, want 1", got)
	}
	for page := range uint64(200) {
		remember(page + 2)
	}
	if got := seen(); got < 100 {
		t.Errorf("after 200 pages more only %d blocks are known", got)
	}
	if err := dbs[0].Close(); err != nil {
		t.Fatal(err)
	}
	if got := seen(); got != 201 {
		t.Errorf("after Close %d blocks are known, want 201", got)
	}
}

// TestRecallFollowsWhatIsRemembered checks that what is kept of hosts is what the
// file says, for more hosts than are kept and blocks than are remembered.
func TestRecallFollowsWhatIsRemembered(t *testing.T) {
	ctx := t.Context()
	path := filepath.Join(t.TempDir(), "store.db")
	open := func() *sqlite.DB {
		db, err := sqlite.Open(ctx, path, sqlite.Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { db.Close() })
		return db
	}
	db := open()
	recall := func(db *sqlite.DB, host string) map[uint64]int {
		t.Helper()
		known, err := db.Recall(ctx, host)
		if err != nil {
			t.Fatal(err)
		}
		return known
	}
	const hosts = 70
	for n := range uint64(30) {
		for h := range uint64(hosts) {
			host := fmt.Sprintf("h%d.example", h)
			recall(db, host)
			blocks := []uint64{1, 2 + n%5, 100 + n}
			if h == 0 {
				for b := range uint64(100) {
					blocks = append(blocks, 1000+100*n+b)
				}
			}
			if err := db.Remember(ctx, host, n%10, blocks, start.Add(time.Duration(n)*time.Minute)); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := db.Release(ctx, "nobody"); err != nil {
			t.Fatal(err)
		}
	}
	fresh := open()
	for h := range hosts {
		host := fmt.Sprintf("h%d.example", h)
		if diff := cmp.Diff(recall(fresh, host), recall(db, host)); diff != "" {
			t.Fatalf("%s (-file +kept):\n%s", host, diff)
		}
	}
}

package sqlite_test

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pennypress/pennypress/crawler"
	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/index"
	"github.com/pennypress/pennypress/index/sqlite"
)

// TestMain lets the test binary be a second process that writes for ever.
func TestMain(m *testing.M) {
	if path := os.Getenv("PENNYPRESS_TEST_WRITER"); path != "" {
		fmt.Fprintln(os.Stderr, writeForEver(path, os.Getenv("PENNYPRESS_TEST_NAME"), os.Getenv("PENNYPRESS_TEST_DO")))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// writeForEver writes articles and prints the id of each that was acknowledged.
func writeForEver(path, name, do string) error {
	ctx := context.Background()
	db, err := sqlite.Open(ctx, path, sqlite.Options{})
	if err != nil {
		return err
	}
	write := put
	if do == "settle" {
		write = settle
		if _, err := db.Add(ctx, []crawler.Task{drillPage(name, 0)}); err != nil {
			return err
		}
	}
	for n := 0; ; n++ {
		a := article(n % 50)
		a.ID = fmt.Sprintf("%s-%d", name, n)
		if err := write(ctx, db, name, n, a); err != nil {
			return err
		}
		fmt.Println(a.ID)
	}
}

func put(ctx context.Context, db *sqlite.DB, name string, n int, a extract.Article) error {
	_, err := db.Put(ctx, []extract.Article{a})
	return err
}

// settle leases a page and settles it with its article and the page after it.
func settle(ctx context.Context, db *sqlite.DB, name string, n int, a extract.Article) error {
	leases, err := db.Lease(ctx, crawler.LeaseRequest{
		Worker: name, Sources: []string{name}, Hosts: 1, Tasks: 1, TTL: time.Hour, Now: start,
	})
	if err != nil {
		return err
	}
	if len(leases) != 1 || leases[0].Tasks[0].URL != drillPage(name, n).URL {
		return fmt.Errorf("leased %+v, want page %d of %s", leases, n, name)
	}
	done := leases[0].Tasks[0]
	done.Due = time.Time{}
	_, err = db.Settle(ctx, leases[0], crawler.Settlement{Now: start, Release: true, Outcomes: []crawler.Outcome{
		{Task: done, Article: &a, Found: []crawler.Task{drillPage(name, n+1)}},
	}})
	return err
}

func drillPage(name string, n int) crawler.Task {
	url := fmt.Sprintf("https://host-%s.example/%d", name, n)
	return crawler.Task{URL: url, Kind: crawler.KindPage, Source: name, Due: start, Found: start}
}

// killWriters lets pairs of processes write one file, kills them at random
// moments, and returns the ids that they acknowledged.
func killWriters(t *testing.T, path, do string) map[string]bool {
	t.Helper()
	rnd := rand.New(rand.NewPCG(1, 1))
	acknowledged := map[string]bool{}
	for round := range 5 {
		var writers []*exec.Cmd
		var outputs []*bufio.Scanner
		for w := range 2 {
			cmd := exec.Command(os.Args[0])
			cmd.Env = append(os.Environ(), "PENNYPRESS_TEST_WRITER="+path, "PENNYPRESS_TEST_DO="+do,
				fmt.Sprintf("PENNYPRESS_TEST_NAME=%d-%d", round, w))
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			writers, outputs = append(writers, cmd), append(outputs, bufio.NewScanner(out))
		}
		if outputs[0].Scan() {
			acknowledged[outputs[0].Text()] = true
		}
		time.Sleep(time.Duration(rnd.IntN(100)) * time.Millisecond)
		for i, cmd := range writers {
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			for outputs[i].Scan() {
				acknowledged[outputs[i].Text()] = true
			}
			if err := cmd.Wait(); err == nil {
				t.Fatal("the writer ended by itself")
			}
		}
	}
	if len(acknowledged) < 5 {
		t.Fatalf("the writers wrote %d articles, want some in each round", len(acknowledged))
	}
	return acknowledged
}

// TestKilledSettlersLeaveNothingHalfDone kills processes that settle: of each
// settlement the article, its task and the task found are all there, or none.
func TestKilledSettlersLeaveNothingHalfDone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	acknowledged := killWriters(t, path, "settle")
	db := checkAtEnd(t, open(t, path))
	tasks, err := db.Tasks(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	delivered, pending := map[string]int{}, map[string]int{}
	for _, task := range tasks {
		if task.State == crawler.Pending {
			pending[task.Source]++
			continue
		}
		delivered[task.Source]++
		if task.State != crawler.Delivered || !task.Due.IsZero() {
			t.Errorf("task %s is %s, due %v, want it delivered for good", task.URL, task.State, task.Due)
		}
		if _, err := db.Get(t.Context(), task.Article); err != nil {
			t.Errorf("the article of the delivered %s: %v", task.URL, err)
		}
		delete(acknowledged, task.Article)
	}
	for id := range acknowledged {
		t.Errorf("the settlement of %s was acknowledged and is lost", id)
	}
	total := 0
	for source, n := range delivered {
		total += n
		want := drillPage(source, n).URL
		if pending[source] != 1 || !slices.ContainsFunc(tasks, func(t crawler.Task) bool { return t.URL == want && t.State == crawler.Pending }) {
			t.Errorf("source %s has %d delivered tasks and %d pending, want %s to be the one pending", source, n, pending[source], want)
		}
	}
	wantArticles(t, db, total)
}

// TestKilledWritersLoseNothing kills processes that put.
func TestKilledWritersLoseNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	acknowledged := killWriters(t, path, "put")
	db := checkAtEnd(t, open(t, path))
	stored := map[string]bool{}
	for a, err := range db.Articles(t.Context(), index.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		if stored[a.ID] || a.Revision != 1 {
			t.Errorf("article %s is there twice, or in revision %d", a.ID, a.Revision)
		}
		stored[a.ID] = true
	}
	for id := range acknowledged {
		if !stored[id] {
			t.Errorf("article %s was acknowledged and is lost", id)
		}
	}
	if extra := len(stored) - len(acknowledged); extra > 10 {
		t.Errorf("%d articles stored but not acknowledged, want at most one for each kill", extra)
	}
}

func TestOpenRefuses(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	made := func(name, script string) string {
		path := filepath.Join(dir, name)
		db, err := sql.Open("sqlite", path)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if _, err := db.Exec(script); err != nil {
			t.Fatal(err)
		}
		return path
	}
	newer := filepath.Join(dir, "newer.db")
	open(t, newer)
	for _, c := range []struct{ path, want string }{
		{file("text.db", strings.Repeat("This is no database. ", 100)), "the file is not a database"},
		{made("foreign.db", "CREATE TABLE t (x)"), "another program's database"},
		{made("newer.db", "PRAGMA user_version = 99"), "use a newer pennypress"},
		{filepath.Join(dir, "nofolder", "x.db"), "no such file or directory"},
		{dir, "is a directory"},
	} {
		before, _ := os.ReadFile(c.path)
		db, err := sqlite.Open(t.Context(), c.path, sqlite.Options{})
		if err == nil {
			db.Close()
		}
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), c.path) {
			t.Errorf("Open(%s) = %v, want an error with its name and %q", c.path, err, c.want)
		}
		if after, _ := os.ReadFile(c.path); string(after) != string(before) {
			t.Errorf("Open(%s) changed the file", c.path)
		}
	}
}

func TestBackup(t *testing.T) {
	db := openNew(t)
	if _, err := db.Put(t.Context(), []extract.Article{article(1), article(2)}); err != nil {
		t.Fatal(err)
	}
	if err := db.SetCheckpoint(t.Context(), "alerts", 2); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "copy.db")
	if err := db.Backup(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	before, _ := os.ReadFile(path)
	if err := db.Backup(t.Context(), path); !errors.Is(err, fs.ErrExist) || !strings.Contains(err.Error(), path) {
		t.Errorf("Backup over a file = %v, want %v", err, fs.ErrExist)
	}
	if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
		t.Error("Backup changed the file that was there")
	}
	if entries, _ := os.ReadDir(filepath.Dir(path)); len(entries) != 1 {
		t.Errorf("beside the backup lies %v", entries)
	}
	copied := checkAtEnd(t, open(t, path))
	if a, err := copied.Get(t.Context(), article(2).ID); err != nil || a.Title != article(2).Title {
		t.Errorf("Get from the copy = %q, %v", a.Title, err)
	}
	if seq, err := copied.Checkpoint(t.Context(), "alerts"); seq != 2 || err != nil {
		t.Errorf("Checkpoint of the copy = %d, %v, want 2", seq, err)
	}
	if seq, _ := copied.Checkpoint(t.Context(), "never set"); seq != 0 {
		t.Errorf("Checkpoint never set = %d, want 0", seq)
	}
	r, err := copied.Put(t.Context(), []extract.Article{article(3)})
	if err != nil || r[0].Seq != 3 {
		t.Errorf("Put into the copy = %+v, %v, want change 3", r, err)
	}
}

package sqlite_test

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/index"
	"github.com/pennypress/pennypress/index/sqlite"
)

// TestMain lets the test binary be a second process that writes for ever.
func TestMain(m *testing.M) {
	if path := os.Getenv("PENNYPRESS_TEST_WRITER"); path != "" {
		fmt.Fprintln(os.Stderr, writeForEver(path, os.Getenv("PENNYPRESS_TEST_NAME")))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// writeForEver puts articles and prints the id of each that was acknowledged.
func writeForEver(path, name string) error {
	ctx := context.Background()
	db, err := sqlite.Open(ctx, path, sqlite.Options{})
	if err != nil {
		return err
	}
	for n := 0; ; n++ {
		a := article(n % 50)
		a.ID = fmt.Sprintf("%s-%d", name, n)
		if _, err := db.Put(ctx, []extract.Article{a}); err != nil {
			return err
		}
		fmt.Println(a.ID)
	}
}

// TestKilledWritersLoseNothing kills two processes that write one file, at
// random moments.
func TestKilledWritersLoseNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	rnd := rand.New(rand.NewPCG(1, 1))
	acknowledged := map[string]bool{}
	for round := range 5 {
		var writers []*exec.Cmd
		var outputs []*bufio.Scanner
		for w := range 2 {
			cmd := exec.Command(os.Args[0])
			cmd.Env = append(os.Environ(), "PENNYPRESS_TEST_WRITER="+path, fmt.Sprintf("PENNYPRESS_TEST_NAME=%d-%d", round, w))
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
	for range 2 { // the second replaces the first
		if err := db.Backup(t.Context(), path); err != nil {
			t.Fatal(err)
		}
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

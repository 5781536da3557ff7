package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/index"
	"github.com/pennypress/pennypress/index/sqlite"
)

// kills is how often a drill kills: make drill asks for more.
func kills(t *testing.T) int {
	t.Helper()
	n, err := strconv.Atoi(os.Getenv("PENNYPRESS_KILLS"))
	if err != nil {
		return 2
	}
	return n
}

// drillArticle is a made-up article as a line of an import has it.
func drillArticle(n int) extract.Article {
	rnd := rand.New(rand.NewPCG(9, uint64(n)))
	a := extract.Article{
		Schema: extract.Schema, ID: fmt.Sprintf("story-%06d", n), URL: fmt.Sprintf("https://a.example/%d", n), Source: "wire",
		Title: fmt.Sprintf("Story %d", n), Published: time.Date(2026, 1, 1, 0, n, 0, 0, time.UTC), Language: "en",
	}
	var text strings.Builder
	for range 60 {
		fmt.Fprintf(&text, "w%d ", rnd.IntN(5000))
	}
	at := extract.Span{Start: text.Len(), End: text.Len() + 3}
	fmt.Fprintf(&text, "%d%%", 10+n%90)
	value := float64(10 + n%90)
	a.Text = text.String()
	a.Entities = []extract.Entity{{Type: extract.TypePercent, Text: a.Text[at.Start:at.End], Span: at, Value: &value, Unit: extract.UnitPercent}}
	a.Moves = []extract.Move{{Symbol: "X", Percent: value, Span: at}}
	a.WordCount = extract.WordCount(a.Text)
	return a
}

// drillFile writes a file of articles to import.
func drillFile(t *testing.T, path string, n int) {
	t.Helper()
	var lines bytes.Buffer
	enc := json.NewEncoder(&lines)
	for i := range n {
		if err := enc.Encode(drillArticle(i)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(path, lines.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestDrillImport kills imports at random moments, in reading, writing and
// indexing. What was acknowledged is stored, once, and the import goes on where
// it stood until all is there and the index equals the store.
func TestDrillImport(t *testing.T) {
	articles := 500 * min(kills(t), 6)
	if testing.Short() {
		articles = 300
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "articles.jsonl")
	drillFile(t, file, articles)
	rnd := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 1))
	killed, acknowledged := 0, 0
	for folder := 0; killed < kills(t); folder++ {
		data := filepath.Join(dir, fmt.Sprint("data", folder))
		line, done := 0, false
		for !done {
			after, wait := rnd.IntN(4), time.Duration(rnd.IntN(500))*time.Millisecond
			if killed >= kills(t) {
				wait = time.Minute
			}
			var acks []string
			acks, done = runUntil(t, after, wait, "-q", "--data-dir", data, "import", "--json", file)
			if !done {
				killed++
			}
			acknowledged += len(acks)
			if len(acks) > 0 {
				line = lineOf(t, acks[len(acks)-1])
			}
			checkStored(t, data, line)
		}
		if line != articles {
			t.Errorf("folder %d: acknowledged up to line %d, want %d", folder, line, articles)
		}
		if out, err := exec.Command("pennypress", "--data-dir", data, "doctor").CombinedOutput(); err != nil {
			t.Errorf("doctor: %v\n%s", err, out)
		}
	}
	t.Logf("%d imports killed, %d batches acknowledged", killed, acknowledged)
}

// runUntil runs a command until some lines were written and then for a time at
// most, and kills it. It returns the lines, and whether the command came to its end.
func runUntil(t *testing.T, after int, wait time.Duration, args ...string) (lines []string, done bool) {
	t.Helper()
	cmd := exec.Command("pennypress", args...)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	killer := time.AfterFunc(time.Minute, func() { cmd.Process.Kill() })
	for scan := bufio.NewScanner(out); ; {
		if len(lines) == after {
			killer.Reset(wait)
		}
		if !scan.Scan() {
			break
		}
		lines = append(lines, scan.Text())
	}
	err = cmd.Wait()
	if killer.Stop() && err != nil {
		t.Fatalf("%v: %v\n%s", args, err, errs.String())
	}
	return lines, err == nil
}

func lineOf(t *testing.T, ack string) int {
	t.Helper()
	var a struct{ Line int }
	if err := json.Unmarshal([]byte(ack), &a); err != nil {
		t.Fatalf("%v in %s", err, ack)
	}
	return a.Line
}

// checkStored says what must be stored once a line is acknowledged: it and all
// before it, each once, as it was, and whatever followed unseen in whole batches.
func checkStored(t *testing.T, data string, line int) {
	t.Helper()
	path := filepath.Join(data, storeFile)
	if _, err := os.Stat(path); err != nil {
		if line > 0 {
			t.Fatalf("line %d is acknowledged and there is no store: %v", line, err)
		}
		return
	}
	db, err := sqlite.Open(t.Context(), path, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	n := 0
	for a, err := range db.Articles(t.Context(), index.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		want := drillArticle(n)
		if a.ID != want.ID || a.Revision != 1 || a.Text != want.Text || len(a.Moves) != 1 {
			t.Fatalf("article %d is %s in revision %d, want %s in 1", n, a.ID, a.Revision, want.ID)
		}
		n++
	}
	if n < line {
		t.Fatalf("line %d is acknowledged and %d articles are stored", line, n)
	}
	if seq, err := db.Seq(t.Context()); err != nil || seq != int64(n) {
		t.Errorf("%d articles took %d changes, %v", n, seq, err)
	}
	if err := db.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestDrillCrawl kills crawls at random moments until each newsroom is read: all
// articles are there, once, and the index equals the store.
func TestDrillCrawl(t *testing.T) {
	rnd := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 2))
	for killed := 0; killed < kills(t); {
		b := openHurried(t)
		for stored, done := 0, false; !done; {
			wait := time.Duration(50+rnd.IntN(500)) * time.Millisecond
			if killed >= kills(t) {
				wait = time.Minute
			}
			_, done = runUntil(t, 0, wait, "--config", b.config, "--data-dir", b.data, "-q", "crawl")
			if !done {
				killed++
			}
			if _, err := os.Stat(filepath.Join(b.data, storeFile)); err != nil {
				continue // killed before there was a store
			}
			n := len(b.articles(t))
			if n < stored {
				t.Fatalf("after kill %d: %d articles, %d before", killed, n, stored)
			}
			stored = n
		}
		if out, err := b.process("-q", "crawl", "--all").CombinedOutput(); err != nil {
			t.Fatalf("last crawl: %v\n%s", err, out)
		}
		b.check(t)
	}
}

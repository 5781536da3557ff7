package main

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pennypress/pennypress/crawler"
	"github.com/pennypress/pennypress/crawler/newsroom"
	"github.com/pennypress/pennypress/index"
	"github.com/pennypress/pennypress/index/sqlite"
)

var long = flag.Bool("long", false, "run the drills that take minutes (make hostile)")

// TestHostileRounds crawls the hostile web in three rounds, between which
// articles change, appear and vanish: by one process, by four at once, and by
// four that are killed at random moments. Nothing may be lost or doubled, every
// check must hold, and no host be hurried; after a kill what was under way may be
// asked once more, see newsroom.Killed.
func TestHostileRounds(t *testing.T) {
	if !*long {
		t.Skip("three rounds take minutes: only with -long")
	}
	for _, c := range []struct {
		name             string
		processes, kills int
	}{{"one process", 1, 0}, {"four processes", 4, 0}, {"four processes and kills", 4, 10}} {
		t.Run(c.name, func(t *testing.T) { hostileRounds(t, c.processes, c.kills) })
	}
}

func hostileRounds(t *testing.T, processes, kills int) {
	room, err := newsroom.Start(newsroom.Options{Hostile: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { room.Close() })
	dir := t.TempDir()
	b := crawlBench{room, filepath.Join(dir, "news.yaml"), filepath.Join(dir, "data")}
	settings := strings.Replace(string(room.Config()), "crawl:\n", "crawl:\n  retries: 1\n  archive: none\n  concurrency: 24\n", 1)
	if err := os.WriteFile(b.config, []byte(settings), 0o644); err != nil {
		t.Fatal(err)
	}
	for round := range 3 {
		if round > 0 {
			room.Advance()
			b.wake(t)
		}
		b.round(t, processes, kills)
	}
	b.judge(t)
}

// wake makes due what is asked again some day.
func (b crawlBench) wake(t *testing.T) {
	t.Helper()
	store := b.open(t)
	defer store.Close()
	if _, err := store.Wake(t.Context(), nil, time.Now()); err != nil {
		t.Fatal(err)
	}
}

func (b crawlBench) open(t *testing.T) *sqlite.DB {
	t.Helper()
	store, err := sqlite.Open(t.Context(), filepath.Join(b.data, storeFile), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return store
}

// round crawls until nothing is due, some processes being killed on the way.
func (b crawlBench) round(t *testing.T, processes, kills int) {
	t.Helper()
	for range kills {
		running := make([]*exec.Cmd, processes)
		for i := range running {
			running[i] = b.start(t)
		}
		time.Sleep(time.Duration(100+rand.IntN(1500)) * time.Millisecond)
		for _, p := range running {
			_ = p.Process.Kill() // it may be done
		}
		for _, p := range running {
			_ = p.Wait()
		}
		b.killed(t)
	}
	var all sync.WaitGroup
	for range processes {
		p := b.start(t)
		all.Go(func() { _ = p.Wait() }) // some sources fail: status 3
		time.Sleep(50 * time.Millisecond)
	}
	all.Wait()
}

// killed tells the newsroom what is known after a kill.
func (b crawlBench) killed(t *testing.T) {
	t.Helper()
	var tasks []crawler.Task
	if _, err := os.Stat(filepath.Join(b.data, storeFile)); err == nil {
		store := b.open(t)
		defer store.Close()
		if tasks, err = store.Tasks(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	b.room.Killed(tasks)
}

func (b crawlBench) start(t *testing.T) *exec.Cmd {
	t.Helper()
	p := b.process("-q", "crawl")
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	return p
}

// judge holds what was stored and asked against the truth.
func (b crawlBench) judge(t *testing.T) {
	t.Helper()
	store := b.open(t)
	defer store.Close()
	tasks, err := store.Tasks(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	crawl := newsroom.Crawl{Tasks: tasks}
	for a, err := range store.Articles(t.Context(), index.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		crawl.Articles = append(crawl.Articles, a)
	}
	checkPoliteness(t, b.room, 20*time.Millisecond)
	verdicts := b.room.Judge(crawl)
	held := 0
	for _, v := range verdicts {
		if v.OK {
			held++
			continue
		}
		t.Errorf("%s: %s: %s", v.Site, v.Check, v.Got)
	}
	lost, doubled := lostAndDoubled(b.room.Truth(), crawl)
	t.Logf("%d of %d checks hold, %d articles, %d lost, %d doubled", held, len(verdicts), len(crawl.Articles), len(lost), len(doubled))
	for _, url := range append(lost, doubled...) {
		t.Errorf("lost or doubled: %s", url)
	}
}

// lostAndDoubled compares the addresses of the truth with those of the articles.
func lostAndDoubled(truth []newsroom.Truth, crawl newsroom.Crawl) (lost, doubled []string) {
	stored := map[string]int{}
	for _, a := range crawl.Articles {
		stored[a.CanonicalURL]++
	}
	for _, want := range truth {
		switch n := stored[want.URL]; {
		case n == 0:
			lost = append(lost, want.URL)
		case n > 1:
			doubled = append(doubled, fmt.Sprintf("%s (%d)", want.URL, n))
		}
	}
	return lost, doubled
}

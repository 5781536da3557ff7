package main

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/pennypress/pennypress/crawler/newsroom"
	"github.com/pennypress/pennypress/extract"
)

// crawlBench is a newsroom with a configuration and a data folder beside it.
type crawlBench struct {
	room         *newsroom.Newsroom
	config, data string
}

func openBench(t *testing.T, delay time.Duration) crawlBench {
	t.Helper()
	room, err := newsroom.Start(newsroom.Options{Delay: delay})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { room.Close() })
	dir := t.TempDir()
	b := crawlBench{room, filepath.Join(dir, "news.yaml"), filepath.Join(dir, "data")}
	if err := os.WriteFile(b.config, room.Config(), 0o644); err != nil {
		t.Fatal(err)
	}
	return b
}

// openHurried is openBench without a delay: a host whose worker is killed is asked
// again at once, so that every kill meets a crawl at work.
func openHurried(t *testing.T) crawlBench {
	t.Helper()
	b := openBench(t, 0)
	settings := bytes.Replace(b.room.Config(), []byte("delay: 20ms"), []byte("delay: 0s"), 1)
	if err := os.WriteFile(b.config, settings, 0o644); err != nil {
		t.Fatal(err)
	}
	return b
}

// process is the command as a process of its own, which can be killed.
func (b crawlBench) process(args ...string) *exec.Cmd {
	return exec.Command("pennypress", append([]string{"--config", b.config, "--data-dir", b.data}, args...)...)
}

// articles are the stored articles, as export writes them.
func (b crawlBench) articles(t *testing.T) []extract.Article {
	t.Helper()
	out, err := b.process("export").Output()
	if err != nil {
		t.Fatalf("export: %v", err)
	}
	var all []extract.Article
	for line := range strings.Lines(string(out)) {
		var a extract.Article
		if err := json.Unmarshal([]byte(line), &a); err != nil {
			t.Fatal(err)
		}
		all = append(all, a)
	}
	return all
}

// check says what a finished crawl must have: every article once, in its first
// revision, and an index that has taken in every change.
func (b crawlBench) check(t *testing.T) {
	t.Helper()
	seen := map[string]int{}
	for _, a := range b.articles(t) {
		seen[a.CanonicalURL]++
		if a.Revision != 1 {
			t.Errorf("%s has revision %d, want 1", a.CanonicalURL, a.Revision)
		}
	}
	for _, truth := range b.room.Truth() {
		if n := seen[truth.URL]; n != 1 {
			t.Errorf("%s is stored %d times, want once", truth.URL, n)
		}
	}
	if out, err := b.process("doctor").CombinedOutput(); err != nil {
		t.Errorf("doctor: %v\n%s", err, out)
	}
}

// TestKilledCrawlsLoseNothing kills crawls at random moments. What each had
// stored must still be there, and a last crawl must finish the job.
func TestKilledCrawlsLoseNothing(t *testing.T) {
	b := openHurried(t)
	stored := 0
	for round := range 6 {
		crawl := b.process("-q", "crawl")
		if err := crawl.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(30+rand.IntN(150)) * time.Millisecond)
		crawl.Process.Signal(syscall.SIGKILL)
		crawl.Wait()
		if _, err := os.Stat(filepath.Join(b.data, storeFile)); err != nil {
			continue // killed before there was a store
		}
		if n := len(b.articles(t)); n < stored {
			t.Fatalf("after kill %d: %d articles, %d before", round, n, stored)
		} else {
			stored = n
		}
	}
	if out, err := b.process("crawl").CombinedOutput(); err != nil {
		t.Fatalf("last crawl: %v\n%s", err, out)
	}
	b.check(t)
}

// TestCrawlsShareTheWork runs two crawls at once: together they do everything,
// and no page is asked twice.
func TestCrawlsShareTheWork(t *testing.T) {
	b := openBench(t, 10*time.Millisecond)
	first, second := b.process("crawl"), b.process("crawl")
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	if err := second.Start(); err != nil {
		t.Fatal(err)
	}
	for i, crawl := range []*exec.Cmd{first, second} {
		if err := crawl.Wait(); err != nil && crawl.ProcessState.ExitCode() != exitLocked {
			t.Errorf("crawl %d: %v, want status 0, or 75 when the other had all hosts", i+1, err)
		}
	}
	asked := map[string]int{}
	pages := map[string]bool{}
	for _, truth := range b.room.Truth() {
		u, err := url.Parse(truth.URL)
		if err != nil {
			t.Fatal(err)
		}
		pages[truth.Site+u.RequestURI()] = true
	}
	for _, r := range b.room.Requests() {
		if asked[r.Site+r.Path]++; asked[r.Site+r.Path] > 1 && pages[r.Site+r.Path] {
			t.Errorf("%s %s was asked %d times", r.Site, r.Path, asked[r.Site+r.Path])
		}
		if r.InFlight > 1 {
			t.Errorf("%s %s: %d requests in flight", r.Site, r.Path, r.InFlight)
		}
	}
	if out, err := b.process("search", "percent:>0").CombinedOutput(); err != nil { // brings the index up to date
		t.Fatalf("search: %v\n%s", err, out)
	}
	b.check(t)
}

// TestInterruptEndsACrawlCleanly sends SIGINT: status 3, and nothing is lost.
func TestInterruptEndsACrawlCleanly(t *testing.T) {
	b := openBench(t, 100*time.Millisecond)
	crawl := b.process("crawl")
	var errs strings.Builder
	crawl.Stderr = &errs
	if err := crawl.Start(); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(10 * time.Second); len(b.room.Requests()) < 18 && time.Now().Before(deadline); {
		time.Sleep(5 * time.Millisecond)
	}
	crawl.Process.Signal(os.Interrupt)
	crawl.Wait()
	if got := crawl.ProcessState.ExitCode(); got != exitPart || !strings.Contains(errs.String(), "interrupted: what was fetched is kept") {
		t.Errorf("exit status %d, want 3 and a word about it:\n%s", got, errs.String())
	}
	if len(b.articles(t)) == 0 {
		t.Error("nothing was kept of an interrupted crawl")
	}
	if out, err := b.process("crawl").CombinedOutput(); err != nil {
		t.Fatalf("next crawl: %v\n%s", err, out)
	}
	b.check(t)
}

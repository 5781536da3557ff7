package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pennypress/pennypress/crawler"
	"github.com/pennypress/pennypress/index/sqlite"
)

// doctorSays runs doctor and gives its exit status and what it printed.
func doctorSays(t *testing.T, b crawlBench) (status int, out string) {
	t.Helper()
	cmd := b.process("doctor")
	text, err := cmd.Output()
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), string(text)
}

// TestDoctorNamesWhatIsWrong spoils one thing after the other: each is found,
// with what to do, and well again after that.
func TestDoctorNamesWhatIsWrong(t *testing.T) {
	b := openBench(t, 0)
	if out, err := b.process("-q", "crawl").CombinedOutput(); err != nil {
		t.Fatalf("crawl: %v\n%s", err, out)
	}
	if status, out := doctorSays(t, b); status != 0 || strings.Contains(out, "BAD") || !strings.Contains(out, "ok    archive:") {
		t.Fatalf("a sound folder: status %d\n%s", status, out)
	}
	for _, c := range []struct {
		what  string
		spoil func(t *testing.T)
		want  string
		cure  []string
	}{
		{"a segment with one bit flipped", func(t *testing.T) { flip(t, filepath.Join(b.data, indexDir, "*", "*.zap")) }, "BAD   index files:", []string{"reindex"}},
		{"the lease of a crawl that died", func(t *testing.T) { leaseForDead(t, b) }, "BAD   no host waits for a crawl that died: 1 do", []string{"-q", "crawl"}},
		{"a record of the archive with one bit flipped", func(t *testing.T) { flip(t, filepath.Join(b.data, archiveDir, "*.gz")) }, "BAD   archive:", nil},
	} {
		c.spoil(t)
		status, out := doctorSays(t, b)
		if status != exitFailed || !strings.Contains(out, c.want) || !strings.Contains(out, "      -> ") {
			t.Errorf("%s: status %d, want 1 and %q\n%s", c.what, status, c.want, out)
		}
		if c.cure == nil {
			continue
		}
		if out, err := b.process(c.cure...).CombinedOutput(); err != nil && exitOf(err) != exitLocked {
			t.Fatalf("%v: %v\n%s", c.cure, err, out)
		}
		if status, out := doctorSays(t, b); status != 0 {
			t.Errorf("%s, after %v: status %d\n%s", c.what, c.cure, status, out)
		}
	}
}

func exitOf(err error) int {
	if coder, ok := err.(interface{ ExitCode() int }); ok {
		return coder.ExitCode()
	}
	return -1
}

// flip changes one bit in the middle of the first file of a pattern.
func flip(t *testing.T, pattern string) {
	t.Helper()
	names, err := filepath.Glob(pattern)
	if err != nil || len(names) == 0 {
		t.Fatalf("no file %s: %v", pattern, err)
	}
	data, err := os.ReadFile(names[0])
	if err != nil {
		t.Fatal(err)
	}
	data[len(data)/4] ^= 4
	if err := os.WriteFile(names[0], data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// leaseForDead leases a host to a worker that does not live.
func leaseForDead(t *testing.T, b crawlBench) {
	t.Helper()
	db, err := sqlite.Open(t.Context(), filepath.Join(b.data, storeFile), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := os.WriteFile(filepath.Join(b.data, workersDir, "gone"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	leases, err := db.Lease(t.Context(), crawler.LeaseRequest{Worker: "gone", Hosts: 1, Tasks: 1, TTL: time.Hour, Now: time.Now().AddDate(1, 0, 0)})
	if err != nil || len(leases) != 1 {
		t.Fatalf("leases %+v, %v, want one", leases, err)
	}
}

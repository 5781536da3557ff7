package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestReadme holds the sessions of the README against what the command prints.
func TestReadme(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(repository, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?s)```console\n(.*?)```").FindAllStringSubmatch(string(text), -1)
	if len(blocks) < 4 {
		t.Fatalf("%d console blocks, want the commands, the demo, the use and the steps", len(blocks))
	}
	appears(t, blocks[1][1], command(t, "", "demo"))
	for block := range strings.SplitSeq(blocks[3][1], "$ ") {
		if call, want, _ := strings.Cut(block, "\n"); strings.HasPrefix(call, "echo '") {
			stdin := strings.Split(call, "'")[1]
			appears(t, want, command(t, stdin, "entities", "-"))
		}
	}
}

// command runs a command line and returns what it writes to stdout.
func command(t *testing.T, stdin string, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	if status := run(args, streams{strings.NewReader(stdin), &out, &errs}); status != 0 {
		t.Fatalf("pennypress %v: exit status %d\n%s", args, status, errs.String())
	}
	return out.String()
}

// appears checks that the lines of a session appear in the output in their
// order; … stands for anything.
func appears(t *testing.T, session, output string) {
	t.Helper()
	rest := output
	for line := range strings.Lines(session) {
		line = strings.TrimRight(line, "\n")
		if line == "" || line == "…" {
			continue
		}
		pattern := "(?m)^" + strings.ReplaceAll(regexp.QuoteMeta(line), "…", ".*")
		found := regexp.MustCompile(pattern).FindStringIndex(rest)
		if found == nil {
			t.Fatalf("the README shows %q, which the command does not print there:\n%s", line, output)
		}
		rest = rest[found[1]:]
	}
}

package gazetteer_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/extract/entity"
	"github.com/pennypress/pennypress/extract/gazetteer"
)

// updating reports whether golden files are to be rewritten; the flag belongs
// to the tests inside the package.
func updating() bool { return flag.Lookup("update").Value.(flag.Getter).Get().(bool) }

// coverageFile records, index by index, how many names of testdata/coverage are
// found in a sentence, and each that is not.
const coverageFile = "../../testdata/quality/coverage.txt"

// A count says what became of the names of one index.
type count struct{ names, found, wrong int }

func (c *count) add(o count) {
	c.names += o.names
	c.found += o.found
	c.wrong += o.wrong
}

// TestCoverage asks, for each name as newspapers print it, whether the
// sentence "Shares of X rose 2.1% in Frankfurt." gives the home listing. The
// names were written down from memory, index by index, and not from the data.
func TestCoverage(t *testing.T) {
	files, err := filepath.Glob("testdata/coverage/*.tsv")
	if err != nil || len(files) == 0 {
		t.Fatal("no testdata/coverage", err)
	}
	var table, misses strings.Builder
	var total count
	finder := entity.New(gazetteer.Default())
	fmt.Fprintf(&table, "%-14s %6s %6s %6s %6s\n", "index", "names", "found", "wrong", "share")
	for _, file := range files {
		c := coverage(t, finder, file, &misses)
		total.add(c)
		line(&table, strings.TrimSuffix(filepath.Base(file), ".tsv"), c)
	}
	line(&table, "all", total)
	golden(t, coverageFile, table.String()+"\nname, expected, found instead (- for nothing)\n"+misses.String())
}

func line(b *strings.Builder, name string, c count) {
	fmt.Fprintf(b, "%-14s %6d %6d %6d %6.3f\n", name, c.names, c.found, c.wrong, float64(c.found)/float64(c.names))
}

// coverage counts the names of one file, rows of name, symbol and MIC.
func coverage(t *testing.T, finder *entity.Finder, file string, misses *strings.Builder) (c count) {
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for row := range strings.Lines(string(text)) {
		f := strings.Split(strings.TrimSpace(row), "\t")
		if len(f) != 3 {
			t.Fatalf("%s: %q has %d fields, want name, symbol and MIC", file, row, len(f))
		}
		want := f[2] + ":" + f[1]
		got := named(finder, f[0])
		c.names++
		switch got {
		case want:
			c.found++
			continue
		case "-":
		default:
			c.wrong++
		}
		fmt.Fprintf(misses, "%s\t%s\t%s\t%s\n", filepath.Base(file), f[0], want, got)
	}
	return c
}

// named returns what a name in a sentence is taken for, "-" for nothing.
func named(finder *entity.Finder, name string) string {
	const before = "Shares of "
	entities, _ := finder.Find(before+name+" rose 2.1% in Frankfurt.", entity.Hint{})
	start, end := len([]rune(before)), len([]rune(before+name))
	for _, e := range entities {
		if e.Type == extract.TypeTicker && e.Start < end && e.End > start {
			return e.Exchange + ":" + e.Symbol
		}
	}
	return "-"
}

// golden compares got with a file, or rewrites it.
func golden(t *testing.T, file, got string) {
	t.Helper()
	if updating() {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("coverage differs from %s; run go test -update and read the diff\n%s", file, got)
	}
}

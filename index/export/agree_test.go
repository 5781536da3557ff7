package export

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pennypress/pennypress/extract"
)

// duckdb is the package that reads the formats from outside.
const duckdb = "@duckdb/node-api@1.5.6-r.1"

// TestAgree lets DuckDB read one dataset in every format: rows, ids, titles,
// texts, dates and the sum of the moves must be equal, and those of the store.
// It installs DuckDB from npm, so that only make agree runs it.
func TestAgree(t *testing.T) {
	if os.Getenv("PENNYPRESS_AGREE") == "" {
		t.Skip("make agree runs this: it installs " + duckdb + " from npm")
	}
	for _, tool := range []string{"node", "npm"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not installed", tool)
		}
	}
	articles := awkward(stories(-20, 2_000))
	db := newStore(t, articles...)
	dir := t.TempDir()
	for _, e := range []struct{ name, format, table, compression string }{
		{"jsonl", "jsonl", "articles", ""}, {"zstd", "jsonl", "articles", "zstd"}, {"json", "json", "articles", ""},
		{"csv", "csv", "articles", ""}, {"moves", "csv", "moves", ""}, {"parquet", "parquet", "articles", ""},
	} {
		d := dataset(e.format, 300)
		d.Table, _ = TableNamed(e.table)
		d.Compression, _ = CompressionNamed(e.compression)
		writeFolder(t, d, filepath.Join(dir, e.name), db)
	}
	command := exec.Command("npm", "install", "--no-audit", "--no-fund", "--silent", duckdb)
	command.Dir = dir
	if out, err := command.CombinedOutput(); err != nil {
		t.Skipf("npm cannot install %s here: %v\n%s", duckdb, err, out)
	}
	script, err := os.ReadFile("testdata/agree.mjs")
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "agree.mjs"), script, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
	command = exec.Command("node", "agree.mjs", dir)
	command.Dir = dir
	out, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("DuckDB: %v\n%s", err, out)
	}
	checkAgreement(t, string(out), articles)
}

// awkward gives some articles what formats stumble over.
func awkward(articles []extract.Article) []extract.Article {
	for i := range articles {
		a := &articles[i]
		switch i % 20 {
		case 1:
			a.Title = `=SUM(A1) "quoted", and 涨`
		case 2:
			a.Title = "-5% in a day"
		case 3:
			a.Title = "two\nlines"
		case 4:
			a.Title, a.Authors = "", []string{"Ann Lee", `O"Neil; Bo`}
		case 5:
			a.Entities, a.Moves = []extract.Entity{}, []extract.Move{}
		case 6:
			a.Text += "\n\nA paragraph, with \"quotes\".\n\n'Another' 🙂"
		}
	}
	return articles
}

func checkAgreement(t *testing.T, out string, articles []extract.Article) {
	t.Helper()
	type facts struct {
		Format    string
		Rows      json.Number
		IDs       string
		Titles    string
		Texts     string
		Published string
		Moves     string
	}
	sum, published := 0.0, int64(0)
	for _, a := range articles {
		if !a.Published.IsZero() {
			published += a.Published.UnixMicro()
		}
		for _, m := range a.Moves {
			sum += m.Percent
		}
	}
	var first facts
	n := 0
	for line := range strings.Lines(out) {
		t.Log(strings.TrimSpace(line))
		var f facts
		if err := json.Unmarshal([]byte(strings.ReplaceAll(line, `"rows":"`, `"Rows":"`)), &f); err != nil {
			t.Fatalf("%v in %s", err, line)
		}
		if f.Rows.String() != fmt.Sprint(len(articles)) || f.Published != fmt.Sprint(published) || f.Moves != fmt.Sprintf("%.4f", sum) {
			t.Errorf("%s has %s rows, published %s, moves %s: want %d, %d, %.4f", f.Format, f.Rows, f.Published, f.Moves, len(articles), published, sum)
		}
		if n++; n == 1 {
			first = f
		}
		if f.IDs != first.IDs || f.Titles != first.Titles || f.Texts != first.Texts {
			t.Errorf("%s differs from %s: %s", f.Format, first.Format, line)
		}
	}
	if n != 5 {
		t.Errorf("%d formats were read, want 5", n)
	}
}

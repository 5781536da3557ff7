package sqlite_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pennypress/pennypress/crawler"
	"github.com/pennypress/pennypress/extract"
)

// examples are the SQL statements that docs/store.md shows.
func examples(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile("../../docs/store.md")
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for i, block := range strings.Split(string(text), "```") {
		if query, ok := strings.CutPrefix(block, "sql\n"); ok && i%2 == 1 {
			all = append(all, query)
		}
	}
	if len(all) < 5 {
		t.Fatalf("docs/store.md has %d examples", len(all))
	}
	return all
}

// newsDay fills a store with what the examples ask for.
func newsDay(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "store.db")
	db := open(t, path)
	number := func(f float64) *float64 { return &f }
	var articles []extract.Article
	for n := range 3 {
		articles = append(articles, extract.Article{
			ID: fmt.Sprint("story", n), Source: "wire", Title: "Nvidia falls", Text: "Nvidia fell 12%, AMD lost $2bn.", Published: start, Fetched: start,
			Entities: []extract.Entity{
				{Type: extract.TypeTicker, Text: "Nvidia", Span: extract.Span{Start: 0, End: 6}, Symbol: "NVDA"},
				{Type: extract.TypePercent, Text: "12%", Span: extract.Span{Start: 12, End: 15}, Value: number(-12)},
				{Type: extract.TypeTicker, Text: "AMD", Span: extract.Span{Start: 17, End: 20}, Symbol: "AMD"},
				{Type: extract.TypeMoney, Text: "$2bn", Span: extract.Span{Start: 26, End: 30}, Value: number(2e9), Currency: "USD"},
			},
			Moves: []extract.Move{{Symbol: "NVDA", Percent: -12, Span: extract.Span{Start: 12, End: 15}}},
		})
	}
	if _, err := db.Put(t.Context(), articles); err != nil {
		t.Fatal(err)
	}
	failed := page(1, 1)
	failed.State, failed.Reason = "failed", "gone"
	if _, err := db.Add(t.Context(), []crawler.Task{failed}); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestDocumentedQueries runs every example of docs/store.md with a reader that
// cannot write, while the store is open: each finds something.
func TestDocumentedQueries(t *testing.T) {
	path := newsDay(t)
	reader, err := sql.Open("sqlite", "file:"+path+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	for _, query := range examples(t) {
		if n, err := countRows(t.Context(), reader, query); err != nil || n == 0 {
			t.Errorf("%s: %d rows, %v", query, n, err)
		}
	}
	for _, change := range []string{"DELETE FROM articles", "UPDATE changes SET seq = 0"} {
		if _, err := reader.Exec(change); err == nil {
			t.Errorf("%s through a reader: no error", change)
		}
	}
}

func countRows(ctx context.Context, db *sql.DB, query string) (n int, err error) {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for rows.Next() {
		n++
	}
	return n, rows.Err()
}

// TestReadBesideAWriter reads the file with the plain sqlite3 tool, or with a
// driver where the tool is missing, while another process writes without a
// pause: every reading succeeds, and numbers never go back.
func TestReadBesideAWriter(t *testing.T) {
	path := newsDay(t)
	writer := exec.Command(os.Args[0])
	writer.Env = append(os.Environ(), "PENNYPRESS_TEST_WRITER="+path, "PENNYPRESS_TEST_DO=put", "PENNYPRESS_TEST_NAME=w")
	if err := writer.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { writer.Process.Kill(); writer.Wait() }()
	ask := plainReader(t, path)
	last := 0
	for range 10 {
		for _, query := range append(examples(t), "SELECT max(seq) FROM changes;") {
			out, err := ask(query)
			if err != nil {
				t.Fatalf("%s beside a writer: %v", query, err)
			}
			if !strings.Contains(query, "max(seq)") {
				continue
			}
			var seq int
			if _, err := fmt.Sscan(out, &seq); err != nil || seq < last {
				t.Fatalf("change %s after %d, %v", out, last, err)
			}
			last = seq
		}
	}
}

// plainReader answers queries as a user's own tool would.
func plainReader(t *testing.T, path string) func(query string) (string, error) {
	t.Helper()
	if tool, err := exec.LookPath("sqlite3"); err == nil {
		return func(query string) (string, error) {
			var out, errs bytes.Buffer
			cmd := exec.Command(tool, "-readonly", path, query)
			cmd.Stdout, cmd.Stderr = &out, &errs
			if err := cmd.Run(); err != nil {
				return "", fmt.Errorf("sqlite3: %w: %s", err, errs.String())
			}
			return out.String(), nil
		}
	}
	t.Log("the sqlite3 tool is not installed: read with the driver")
	db, err := sql.Open("sqlite", "file:"+path+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return func(query string) (out string, err error) {
		if strings.Contains(query, "max(seq)") {
			err = db.QueryRow(query).Scan(&out)
			return out, err
		}
		_, err = countRows(t.Context(), db, query)
		return "", err
	}
}

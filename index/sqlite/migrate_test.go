package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pennypress/pennypress/extract"
)

// TestEveryOlderVersionIsUpgraded makes a store by the migrations up to each
// older version, fills it with what that version could hold, and opens it: all
// is there, sound, and goes on.
func TestEveryOlderVersionIsUpgraded(t *testing.T) {
	files, err := schema.ReadDir("schema")
	if err != nil || len(files) != Version {
		t.Fatalf("%d migrations, %v, and version %d", len(files), err, Version)
	}
	now := filepath.Join(t.TempDir(), "now.db")
	db := openAt(t, now)
	value := 5.0
	articles := []extract.Article{
		{ID: "a", Text: "Up 5%.", Source: "wire", Entities: []extract.Entity{{Type: extract.TypePercent, Text: "5%", Span: extract.Span{Start: 3, End: 5}, Value: &value}}},
		{ID: "b", Text: "Nothing.", Source: "wire"},
	}
	put(t, db, articles...)
	articles[1].Text = "Nothing more."
	put(t, db, articles[1])
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	for v := 1; v < Version; v++ {
		path := filepath.Join(t.TempDir(), fmt.Sprintf("v%d.db", v))
		makeOlder(t, path, v, now)
		db := openAt(t, path)
		if got, err := db.Version(t.Context()); got != Version || err != nil {
			t.Errorf("version %d was upgraded to %d, %v", v, got, err)
		}
		if err := db.Check(t.Context()); err != nil {
			t.Errorf("version %d: %v", v, err)
		}
		if revisions, err := db.Revisions(t.Context(), "b"); err != nil || len(revisions) != 2 || revisions[1].Text != "Nothing more." {
			t.Errorf("version %d: revisions %+v, %v", v, revisions, err)
		}
		put(t, db, extract.Article{ID: "c", Text: "More."})
		if seq, err := db.Seq(t.Context()); seq != 4 || err != nil {
			t.Errorf("version %d: the next change is %d, %v, want 4", v, seq, err)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}
}

func openAt(t *testing.T, path string) *DB {
	t.Helper()
	db, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func put(t *testing.T, db *DB, articles ...extract.Article) {
	t.Helper()
	if _, err := db.Put(t.Context(), articles); err != nil {
		t.Fatal(err)
	}
}

// makeOlder makes a store of an older version with the rows of another one, as
// far as it has the tables and columns.
func makeOlder(t *testing.T, path string, version int, from string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	run := func(query string, args ...any) {
		t.Helper()
		if _, err := db.Exec(query, args...); err != nil {
			t.Fatalf("%v in %s", err, query)
		}
	}
	for v := 1; v <= version; v++ {
		script, err := schema.ReadFile(fmt.Sprintf("schema/%04d.sql", v))
		if err != nil {
			t.Fatal(err)
		}
		run(string(script))
	}
	run(fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d; PRAGMA journal_mode = WAL", applicationID, version))
	run("ATTACH ? AS now", from)
	for _, table := range texts(t, db, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'sqlite_sequence'") {
		columns := strings.Join(texts(t, db, "SELECT '\"' || name || '\"' FROM pragma_table_info('"+table+"')"), ", ")
		run(fmt.Sprintf("INSERT INTO main.%s (%s) SELECT %s FROM now.%s", table, columns, columns, table))
	}
}

func texts(t *testing.T, db *sql.DB, query string) []string {
	t.Helper()
	rows, err := db.QueryContext(context.Background(), query)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	if err := eachRow(rows, func(rows *sql.Rows) error {
		var s string
		err := rows.Scan(&s)
		all = append(all, s)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return all
}

package export

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/index"
	"github.com/pennypress/pennypress/index/sqlite"
)

// TestChangesBringACopyUpToDate applies changes to what was exported before:
// the result is what would be exported now, with a query and without.
func TestChangesBringACopyUpToDate(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 3))
	db := newStore(t, stories(0, 40)...)
	d := dataset("jsonl", 10)
	odd := d
	odd.Match = func(a *extract.Article) bool { return len(a.Text)%2 == 1 }
	copies := []map[string]string{current(t, d, db), current(t, odd, db)}
	seq, err := db.Seq(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for round := range rounds(20) {
		for range rnd.IntN(8) {
			a := story(rnd.IntN(60))
			if a.Text += strings.Repeat("!", rnd.IntN(3)); rnd.IntN(4) == 0 {
				remove(t, db, a.ID)
				continue
			}
			put(t, db, a)
		}
		s := snapshot(t, db)
		for i, of := range []Dataset{d, odd} {
			for c, err := range of.Changes(s.Changes(t.Context(), seq, time.Time{})) {
				if err != nil {
					t.Fatal(err)
				}
				if c.Op == Delete {
					delete(copies[i], c.ID)
				} else {
					copies[i][c.ID] = line(t, c.Article)
				}
			}
			if names := differ(copies[i], current(t, of, db)); len(names) > 0 {
				t.Fatalf("round %d, query %d: %v differ", round, i, names)
			}
		}
		if seq, err = s.Seq(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

func TestNewArticlesThatDoNotMatchAreNoChange(t *testing.T) {
	db := newStore(t, stories(0, 5)...)
	d := dataset("jsonl", 10)
	d.Match = func(a *extract.Article) bool { return false }
	for c := range d.Changes(snapshot(t, db).Changes(t.Context(), 0, time.Time{})) {
		t.Errorf("change %+v", c)
	}
}

// current is what an export would hold, by id.
func current(t *testing.T, d Dataset, db *sqlite.DB) map[string]string {
	t.Helper()
	all := map[string]string{}
	for a, err := range d.Articles(db.Articles(t.Context(), index.Filter{})) {
		if err != nil {
			t.Fatal(err)
		}
		all[a.ID] = line(t, a)
	}
	return all
}

func line(t *testing.T, a extract.Article) string {
	t.Helper()
	return string(write(t, JSONL, []extract.Article{a}))
}

func TestChangesFolder(t *testing.T) {
	db := newStore(t, stories(0, 25)...)
	remove(t, db, story(3).ID)
	dir := filepath.Join(t.TempDir(), "changes")
	for _, table := range Tables {
		d := dataset("csv", 10)
		d.Table = table
		r, err := d.ChangesFolder(t.Context(), filepath.Join(dir, table.Name), snapshot(t, db), 5, time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		if m := r.Manifest; m.Articles != 20 || m.Deleted != 1 || len(m.Parts) != 3 || m.Seq != (SeqRange{5, 26}) || m.Kind != KindChanges {
			t.Errorf("%s: manifest %+v, want 20 articles, 1 deleted, in 3 parts, of changes 5 to 26", table.Name, m)
		}
		rows := 0
		for _, p := range r.Manifest.Parts {
			data, err := os.ReadFile(filepath.Join(dir, table.Name, p.Path))
			if err != nil || !bytes.HasPrefix(data, []byte("op,id,")) {
				t.Errorf("part %s begins %.20q, %v", p.Path, data, err)
			}
			rows += bytes.Count(data, []byte("\n")) - 1
		}
		if rows != r.Manifest.Rows {
			t.Errorf("%s: %d rows, the manifest says %d", table.Name, rows, r.Manifest.Rows)
		}
	}
}

func TestChangeWritersFail(t *testing.T) {
	broken := errors.New("store is gone")
	for _, f := range Formats {
		err := f.Changes(io.Discard, func(yield func(Change, error) bool) {
			_ = yield(Change{Op: Upsert, Article: samples()[0]}, nil) && yield(Change{}, broken)
		})
		if !errors.Is(err, broken) {
			t.Errorf("%s: error %v, want %v", f.Name, err, broken)
		}
	}
}

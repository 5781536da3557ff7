package export

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/index"
	"github.com/pennypress/pennypress/index/sqlite"
)

// newStore opens a store with articles.
func newStore(t testing.TB, articles ...extract.Article) *sqlite.DB {
	t.Helper()
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "store.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	put(t, db, articles...)
	return db
}

func put(t testing.TB, db *sqlite.DB, articles ...extract.Article) {
	t.Helper()
	if _, err := db.Put(t.Context(), articles); err != nil {
		t.Fatal(err)
	}
}

// story is a made-up article, published at minute n; undated below 0.
func story(n int) extract.Article {
	a := extract.Article{
		Schema: extract.Schema, ID: fmt.Sprintf("%08x", uint32(n*2654435761)), Source: "wire",
		URL: fmt.Sprintf("https://a.example/%d", n), Title: fmt.Sprintf("Story %d", n),
		Text: fmt.Sprintf("Shares of company %d fell %d%%.", n, n%50), WordCount: 6,
	}
	if n >= 0 {
		a.Published = time.Date(2026, 3, 1, 0, n, 0, 0, time.UTC)
	}
	value := -float64(n % 50)
	at := extract.Span{Start: strings.Index(a.Text, "fell") + 5, End: len(a.Text) - 1}
	a.Entities = []extract.Entity{{Type: extract.TypePercent, Text: a.Text[at.Start:at.End], Span: at, Value: &value, Unit: extract.UnitPercent}}
	a.Moves = []extract.Move{{Symbol: fmt.Sprintf("S%d", n%7), Percent: value, Span: at}}
	return a
}

func stories(from, to int) []extract.Article {
	var all []extract.Article
	for n := from; n < to; n++ {
		all = append(all, story(n))
	}
	return all
}

func dataset(format string, rows int) Dataset {
	f, _ := Named(format)
	return Dataset{Format: f, PartRows: rows, Software: "test"}
}

func snapshot(t testing.TB, db *sqlite.DB) *sqlite.Snapshot {
	t.Helper()
	s, err := db.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func writeFolder(t testing.TB, d Dataset, path string, db *sqlite.DB) Result {
	t.Helper()
	r, err := d.Folder(t.Context(), path, snapshot(t, db))
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Manifest.Verify(path); err != nil {
		t.Fatal(err)
	}
	return r
}

// files are a folder's files by name.
func files(t testing.TB, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		all[filepath.ToSlash(name)] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// differ are the names of files that two folders do not share.
func differ(a, b map[string]string) []string {
	var names []string
	for name := range a {
		if other, ok := b[name]; !ok || other != a[name] {
			names = append(names, name)
		}
	}
	for name := range b {
		if _, ok := a[name]; !ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func parts(m Manifest) string {
	var all []string
	for _, p := range m.Parts {
		closed := "open"
		if p.UpTo != nil {
			closed = "closed"
		}
		all = append(all, fmt.Sprintf("%s %d %s", strings.TrimSuffix(filepath.Base(p.Path), ".jsonl"), p.Articles, closed))
	}
	return strings.Join(all, ", ")
}

// TestYesterdaysPartsStay follows a folder through what a store goes through.
func TestYesterdaysPartsStay(t *testing.T) {
	db := newStore(t, stories(100, 125)...)
	dir := filepath.Join(t.TempDir(), "dataset")
	d := dataset("jsonl", 10)
	before := map[string]string{}
	for _, step := range []struct {
		what    string
		do      func()
		parts   string
		changed string // of the parts
	}{
		{"the first export", func() {}, "part-00000 10 closed, part-00001 10 closed, part-00002 5 open",
			"data/part-00000.jsonl data/part-00001.jsonl data/part-00002.jsonl"},
		{"nothing new", func() {}, "part-00000 10 closed, part-00001 10 closed, part-00002 5 open", ""},
		{"newer articles", func() { put(t, db, stories(125, 135)...) },
			"part-00000 10 closed, part-00001 10 closed, part-00002 10 closed, part-00003 5 open", "data/part-00002.jsonl data/part-00003.jsonl"},
		{"a late arrival", func() { put(t, db, withID(story(115), "late")) },
			"part-00000 10 closed, part-00001 11 closed, part-00002 10 closed, part-00003 5 open", "data/part-00001.jsonl"},
		{"an article without a date", func() { put(t, db, story(-5)) },
			"undated-00000 1 open, part-00000 10 closed, part-00001 11 closed, part-00002 10 closed, part-00003 5 open", "data/undated-00000.jsonl"},
		{"a changed article", func() { a := story(101); a.Text += " Later it rose."; put(t, db, a) },
			"undated-00000 1 open, part-00000 10 closed, part-00001 11 closed, part-00002 10 closed, part-00003 5 open", "data/part-00000.jsonl"},
		{"a deleted one", func() { remove(t, db, story(130).ID) },
			"undated-00000 1 open, part-00000 10 closed, part-00001 11 closed, part-00002 10 closed, part-00003 4 open", "data/part-00003.jsonl"},
		{"a part that is deleted", func() {
			for n := 120; n < 130; n++ {
				remove(t, db, story(n).ID)
			}
		}, "undated-00000 1 open, part-00000 10 closed, part-00001 11 closed, part-00003 4 open", "data/part-00002.jsonl"},
		{"so many late ones that a part doubles", func() {
			for n := range 30 {
				put(t, db, withID(story(104), fmt.Sprintf("late-%02d", n)))
			}
		}, "undated-00000 1 open, part-00000 20 closed, part-00001 10 closed, part-00002 10 closed, part-00003 10 closed, part-00004 5 open",
			"data/part-00000.jsonl data/part-00001.jsonl data/part-00002.jsonl data/part-00003.jsonl data/part-00004.jsonl"},
		{"nothing new again", func() {}, "undated-00000 1 open, part-00000 20 closed, part-00001 10 closed, part-00002 10 closed, part-00003 10 closed, part-00004 5 open", ""},
	} {
		step.do()
		r := writeFolder(t, d, dir, db)
		after := files(t, dir)
		if got := parts(r.Manifest); got != step.parts {
			t.Errorf("%s: parts %s\nwant %s", step.what, got, step.parts)
		}
		changed := slices.DeleteFunc(differ(before, after), func(name string) bool { return !strings.HasPrefix(name, "data/") })
		if got := strings.Join(changed, " "); got != step.changed {
			t.Errorf("%s: changed %s, want %s", step.what, got, step.changed)
		}
		if step.changed == "" && r.Written != 0 {
			t.Errorf("%s: %d parts written, want none", step.what, r.Written)
		}
		before = after
		checkWhole(t, step.what, r, dir, db)
	}
}

func withID(a extract.Article, id string) extract.Article {
	a.ID, a.Title = id, "Late "+id
	return a
}

func remove(t testing.TB, db *sqlite.DB, ids ...string) {
	t.Helper()
	if err := db.Delete(t.Context(), ids...); err != nil {
		t.Fatal(err)
	}
}

// checkWhole compares the parts of a folder, one after the other, with the
// store as a stream.
func checkWhole(t testing.TB, what string, r Result, dir string, db *sqlite.DB) {
	t.Helper()
	var joined strings.Builder
	for _, p := range r.Manifest.Parts {
		data, err := os.ReadFile(filepath.Join(dir, p.Path))
		if err != nil {
			t.Fatal(err)
		}
		joined.Write(data)
	}
	var want bytes.Buffer
	if err := JSONL(&want, db.Articles(t.Context(), index.Filter{})); err != nil {
		t.Fatal(err)
	}
	if joined.String() != want.String() {
		t.Errorf("%s: the parts hold %d bytes that differ from the %d of the store", what, joined.Len(), want.Len())
	}
	if m := r.Manifest; int64(joined.Len()) != m.Bytes || strings.Count(joined.String(), "\n") != m.Rows || m.Articles != m.Rows {
		t.Errorf("%s: %d bytes, the manifest says %+v", what, joined.Len(), m.Totals)
	}
}

// rounds are fewer where time is short, as under the race detector.
func rounds(n int) int {
	if testing.Short() {
		return n / 5
	}
	return n
}

// TestFolderFollowsAnyStore does what comes to its mind with a store: the folder
// always holds exactly what the store does, and a part is the same bytes
// wherever it was written.
func TestFolderFollowsAnyStore(t *testing.T) {
	rnd := rand.New(rand.NewPCG(7, 7))
	db := newStore(t, stories(0, 40)...)
	dir := filepath.Join(t.TempDir(), "dataset")
	d := dataset("jsonl", 8)
	for round := range rounds(40) {
		for range rnd.IntN(6) {
			a := story(rnd.IntN(160) - 10)
			switch rnd.IntN(4) {
			case 0:
				remove(t, db, a.ID)
			case 1:
				a.Text += fmt.Sprintf(" And %d.", rnd.IntN(9))
				put(t, db, a)
			case 2: // it was published at another time, it is said now
				a.Published = story(rnd.IntN(160)).Published
				put(t, db, a)
			default:
				put(t, db, a)
			}
		}
		r := writeFolder(t, d, dir, db)
		checkWhole(t, fmt.Sprintf("round %d", round), r, dir, db)
		if again := writeFolder(t, d, dir, db); again.Written != 0 {
			t.Errorf("round %d: written at once again, %d parts differ", round, again.Written)
		}
	}
}

func TestFolderTwiceIsTheSame(t *testing.T) {
	db := newStore(t, stories(-3, 30)...)
	for _, f := range Formats {
		for _, table := range Tables {
			d := dataset(f.Name, 10)
			if d.Table = table; f.Name != "csv" && table.Name != "articles" {
				continue
			}
			root := t.TempDir()
			one, two := filepath.Join(root, "one"), filepath.Join(root, "two")
			writeFolder(t, d, one, db)
			writeFolder(t, d, two, db)
			if names := differ(files(t, one), files(t, two)); len(names) > 0 || len(files(t, one)) < 9 {
				t.Errorf("%s %s: written twice, %v differ", f.Name, table.Name, names)
			}
			if entries, _ := os.ReadDir(root); len(entries) != 2 {
				t.Errorf("%s: %v was left", f.Name, entries)
			}
		}
	}
}

func TestFolderMendsItself(t *testing.T) {
	db := newStore(t, stories(0, 25)...)
	dir := filepath.Join(t.TempDir(), "dataset")
	d := dataset("jsonl", 10)
	writeFolder(t, d, dir, db)
	want := files(t, dir)
	spoil := map[string]func() error{
		"a part overwritten": func() error { return os.WriteFile(filepath.Join(dir, "data/part-00000.jsonl"), []byte("{}"), 0o644) },
		"a part removed":     func() error { return os.Remove(filepath.Join(dir, "data/part-00001.jsonl")) },
		"a killed export":    func() error { return os.MkdirAll(filepath.Join(dir, staging+"123", "x"), 0o755) },
		"a file removed":     func() error { return os.Remove(filepath.Join(dir, "README.md")) },
	}
	for what, do := range spoil {
		if err := do(); err != nil {
			t.Fatal(err)
		}
		writeFolder(t, d, dir, db)
		if names := differ(want, files(t, dir)); len(names) > 0 {
			t.Errorf("after %s: %v differ", what, names)
		}
	}
}

func TestFolderRefuses(t *testing.T) {
	db := newStore(t, stories(0, 5)...)
	d := dataset("jsonl", 10)
	root := t.TempDir()
	foreign, full := filepath.Join(root, "foreign"), filepath.Join(root, "full")
	if err := os.MkdirAll(foreign, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(foreign, "README.md"), []byte("mine"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Folder(t.Context(), foreign, snapshot(t, db)); !errors.Is(err, errForeign) || !strings.Contains(err.Error(), foreign) {
		t.Errorf("a foreign folder: %v, want %v", err, errForeign)
	}
	writeFolder(t, d, full, db)
	if _, err := d.ChangesFolder(t.Context(), full, snapshot(t, db), 0, time.Time{}); err == nil || !strings.Contains(err.Error(), "holds a full export") {
		t.Errorf("changes into a full export: %v", err)
	}
	if err := os.WriteFile(filepath.Join(full, ManifestFile), []byte("{"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Folder(t.Context(), full, snapshot(t, db)); err == nil || !strings.Contains(err.Error(), "manifest") {
		t.Errorf("a broken manifest: %v", err)
	}
}

// A gone source fails in the midst of the second part.
type gone struct{ Source }

func (g gone) Articles(ctx context.Context, in index.Stretch) iter.Seq2[extract.Article, error] {
	return func(yield func(extract.Article, error) bool) {
		if in.After.ID != "" {
			yield(extract.Article{}, errGone)
			return
		}
		g.Source.Articles(ctx, in)(yield)
	}
}

var errGone = errors.New("the store is gone")

func TestFailedExportLeavesWhatWas(t *testing.T) {
	db := newStore(t, stories(0, 25)...)
	root := t.TempDir()
	dir := filepath.Join(root, "dataset")
	d := dataset("jsonl", 10)
	if _, err := d.Folder(t.Context(), dir, gone{snapshot(t, db)}); !errors.Is(err, errGone) {
		t.Errorf("error %v, want %v", err, errGone)
	}
	if entries, _ := os.ReadDir(root); len(entries) > 0 {
		t.Errorf("a failed first export leaves %v", entries)
	}
	writeFolder(t, d, dir, db)
	want := files(t, dir)
	put(t, db, withID(story(2), "late"), withID(story(12), "later"))
	if _, err := d.Folder(t.Context(), dir, gone{snapshot(t, db)}); !errors.Is(err, errGone) {
		t.Errorf("error %v, want %v", err, errGone)
	}
	if names := differ(want, files(t, dir)); len(names) > 0 {
		t.Errorf("a failed export changed %v", names)
	}
}

func TestOtherSettingsReplaceTheParts(t *testing.T) {
	db := newStore(t, stories(0, 25)...)
	dir := filepath.Join(t.TempDir(), "dataset")
	writeFolder(t, dataset("jsonl", 10), dir, db)
	writeFolder(t, dataset("csv", 20), dir, db)
	want := filepath.Join(t.TempDir(), "fresh")
	writeFolder(t, dataset("csv", 20), want, db)
	if names := differ(files(t, dir), files(t, want)); len(names) > 0 {
		t.Errorf("%v differ from a fresh export", names)
	}
}

func TestEmptyStoreHasOnePart(t *testing.T) {
	db := newStore(t)
	for _, f := range Formats {
		dir := filepath.Join(t.TempDir(), "dataset")
		if r := writeFolder(t, dataset(f.Name, 10), dir, db); len(r.Manifest.Parts) != 1 || r.Manifest.Articles != 0 {
			t.Errorf("%s: %+v, want one empty part", f.Name, r.Manifest)
		}
	}
}

func TestNoText(t *testing.T) {
	a := story(4)
	a.Subtitle, a.Notes = "A standfirst.", []string{"A note."}
	d := dataset("jsonl", 10)
	d.NoText = true
	for _, w := range []Writer{JSONL, CSV, EntitiesCSV, MovesCSV} {
		var b bytes.Buffer
		if err := w(&b, d.Articles(seq([]extract.Article{a}))); err != nil {
			t.Fatal(err)
		}
		if got := b.String(); strings.Contains(got, "Shares of") || strings.Contains(got, "standfirst.") || strings.Contains(got, "A note") || !strings.Contains(got, "4%") {
			t.Errorf("without text: %s", got)
		}
	}
}

func TestManifestsAreNotBelieved(t *testing.T) {
	for _, bad := range []string{
		`{`, `{}`, `{"schema":"pennypress.manifest/1"}`, `{"schema":"pennypress.manifest/2","kind":"full"}`,
		`{"schema":"pennypress.manifest/1","kind":"full","seq":{"from":0,"to":-1}}`,
		`{"schema":"pennypress.manifest/1","kind":"full","parts":[{"path":"../../etc/passwd"}]}`,
		`{"schema":"pennypress.manifest/1","kind":"full","parts":[{"path":"data/part-00000.jsonl/../../x"}]}`,
		`{"schema":"pennypress.manifest/1","kind":"full","parts":[{"path":"/data/part-00000.jsonl"}]}`,
	} {
		path := filepath.Join(t.TempDir(), ManifestFile)
		if err := os.WriteFile(path, []byte(bad), 0o644); err != nil {
			t.Fatal(err)
		}
		if m, err := ReadManifest(path); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("ReadManifest of %s = %+v, %v, want an error with its name", bad, m, err)
		}
	}
	if _, err := ReadManifest(filepath.Join(t.TempDir(), "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a manifest that is not there: %v", err)
	}
}

// TestDataPackage checks what the frictionless tools ask for: fields and their
// types, sizes and digests of the files, names that are names.
func TestDataPackage(t *testing.T) {
	db := newStore(t, stories(-2, 25)...)
	for _, f := range Formats {
		for _, c := range append([]Compression{{}}, Compressions...) {
			dir := filepath.Join(t.TempDir(), "dataset")
			d := dataset(f.Name, 10)
			d.Compression = c
			r := writeFolder(t, d, dir, db)
			var p dataPackage
			if err := json.Unmarshal([]byte(files(t, dir)["datapackage.json"]), &p); err != nil {
				t.Fatal(err)
			}
			if len(p.Resources) != len(r.Manifest.Parts) || p.Name == "" || len(p.Licenses) == 0 {
				t.Fatalf("data package %+v", p)
			}
			for i, resource := range p.Resources {
				part := r.Manifest.Parts[i]
				if resource.Path != part.Path || resource.Bytes != part.Bytes || resource.Hash != "sha256:"+part.SHA256 {
					t.Errorf("resource %+v is not part %+v", resource, part)
				}
				if strings.Trim(resource.Name, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
					t.Errorf("resource name %q", resource.Name)
				}
				if isTable := f.Name == "csv" && c.Name != "zstd"; isTable != (resource.Schema != "") || isTable != (resource.Type == "table") {
					t.Errorf("%s %s: resource %+v", f.Name, c.Name, resource)
				}
			}
		}
	}
}

func TestEveryColumnIsDescribed(t *testing.T) {
	used := map[string]bool{}
	for _, table := range Tables {
		for _, f := range fieldsOf(append([]string{"op"}, table.Columns...)) {
			used[f.Name] = true
			if f.Description == "" || !slices.Contains([]string{"string", "integer", "number", "datetime"}, f.Type) {
				t.Errorf("column %q of %s is described as %+v", f.Name, table.Name, f)
			}
		}
	}
	for l := range strings.Lines(columnsTSV) {
		name, _, _ := strings.Cut(l, "\t")
		if !strings.HasPrefix(l, "#") && !used[name] {
			t.Errorf("columns.tsv describes %q, which no table has", name)
		}
	}
}

func TestIsFile(t *testing.T) {
	dir := t.TempDir()
	for name, want := range map[string]bool{
		dir: false, filepath.Join(dir, "x"): false, filepath.Join(dir, "2026.03.01"): false, "a.jsonl": true, "a.JSON": true,
		"a.csv.gz": true, "a.jsonl.zst": true, "a.parquet": true, os.DevNull: true,
	} {
		if got := IsFile(name); got != want {
			t.Errorf("IsFile(%q) = %v", name, got)
		}
	}
}

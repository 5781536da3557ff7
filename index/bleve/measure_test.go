package bleve_test

import (
	"context"
	"database/sql"
	"flag"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/index"
	"github.com/pennypress/pennypress/index/bleve"
	"github.com/pennypress/pennypress/index/indextest"
)

// What make bench measures; without -measure the test is skipped.
//
//	go test ./index/bleve -run TestMeasure -v -measure 200000 -keep /tmp/bench -fts5
//
// The first run in a folder builds the index and tells the memory that it took,
// later ones open it and tell the memory of searching. Times are processor time
// of the searching thread, which other load disturbs less than the wall clock.
var (
	measure = flag.Int("measure", 0, "articles to measure searching over")
	keep    = flag.String("keep", "", "folder to keep the index in, for the next run")
	fts5    = flag.Bool("fts5", false, "measure SQLite's FTS5 beside it")
	rounds  = flag.Int("rounds", 100, "queries of each kind")
	only    = flag.String("only", "", "measure the kinds of question with this in their names, for profiles")
	batch   = flag.Int("batch", 4000, "articles of a batch while the index is built")
)

// TestMeasure prints what searching over made-up articles takes.
func TestMeasure(t *testing.T) {
	if *measure == 0 {
		t.Skip("needs -measure N")
	}
	dir := *keep
	if dir == "" {
		dir = t.TempDir()
	}
	m := &measured{T: t, press: indextest.NewPress(1), n: *measure}
	m.build(filepath.Join(dir, fmt.Sprintf("index-%d", m.n)))
	m.kinds()
	if *fts5 {
		m.beside(filepath.Join(dir, fmt.Sprintf("fts5-%d.db", m.n)))
	}
}

// A measured index prints as it goes.
type measured struct {
	*testing.T
	press *indextest.Press
	n     int
	index *bleve.Index
	unit  time.Duration // the median of one word
}

// build opens the index, and fills it when it is new.
func (m *measured) build(path string) {
	var err error
	if m.index, err = bleve.Open(path, bleve.Options{}); err != nil {
		m.Fatal(err)
	}
	m.Cleanup(func() { m.index.Close() })
	seq, err := m.index.Seq(m.Context())
	if err != nil {
		m.Fatal(err)
	}
	resetPeak()
	began, used, text := time.Now(), processTime(), 0
	for changes := range batches(m.press, int(seq), m.n) {
		for _, c := range changes {
			text += len(c.Article.Title) + len(c.Article.Text)
		}
		last := changes[len(changes)-1].Seq
		if err := m.index.Apply(m.Context(), changes, last); err != nil {
			m.Fatal(err)
		}
	}
	if text > 0 {
		m.Logf("built in %v, processor %v; peak memory %s", time.Since(began).Round(time.Second), (processTime() - used).Round(time.Second), memory())
		m.Logf("index %d MB at once, %.2f of the text", folderSize(path)>>20, float64(folderSize(path))/float64(text))
	}
}

// batches writes articles after the first from, as Follow brings them.
func batches(p *indextest.Press, from, to int) func(yield func([]index.Change) bool) {
	return func(yield func([]index.Change) bool) {
		for ; from < to; from += *batch {
			var changes []index.Change
			for i := from; i < min(from+*batch, to); i++ {
				a := p.Article(i)
				changes = append(changes, index.Change{Seq: int64(i + 1), ID: a.ID, Article: a})
			}
			if !yield(changes) {
				return
			}
		}
	}
}

// A kind of question makes one from an article.
type kind struct {
	name string
	ask  func(r *rand.Rand, a extract.Article) (string, index.SearchOptions)
}

// titleWords gives n different words of an article's title.
func titleWords(r *rand.Rand, a extract.Article, n int) []string {
	words := strings.Fields(strings.ToLower(a.Title))
	slices.Sort(words)
	words = slices.Compact(words)
	r.Shuffle(len(words), func(i, j int) { words[i], words[j] = words[j], words[i] })
	return words[:min(n, len(words))]
}

func plain(f func(r *rand.Rand, a extract.Article) string) func(r *rand.Rand, a extract.Article) (string, index.SearchOptions) {
	return func(r *rand.Rand, a extract.Article) (string, index.SearchOptions) {
		return f(r, a), index.SearchOptions{}
	}
}

var searches = []kind{
	{"one word", plain(func(r *rand.Rand, a extract.Article) string { return titleWords(r, a, 1)[0] })},
	{"three words, any", plain(func(r *rand.Rand, a extract.Article) string { return strings.Join(titleWords(r, a, 3), " OR ") })},
	{"three words, all", plain(func(r *rand.Rand, a extract.Article) string { return strings.Join(titleWords(r, a, 3), " ") })},
	{"phrase of two", plain(func(r *rand.Rand, a extract.Article) string {
		return `"` + strings.Join(strings.Fields(a.Title)[1:3], " ") + `"`
	})},
	{"prefix of four", plain(func(r *rand.Rand, a extract.Article) string {
		w := a.Title[strings.LastIndexByte(a.Title, ' ')+1:] + "aaa"
		return w[:4] + "*"
	})},
	{"move of a ticker", plain(func(r *rand.Rand, a extract.Article) string {
		for _, m := range a.Moves {
			return "move:" + m.Symbol + "<-5%"
		}
		return "move:S1<-5%"
	})},
	{"percentage and amount", plain(func(*rand.Rand, extract.Article) string { return "percent:>=15 money:EUR:100m..2bn" })},
	{"word within a month", plain(func(r *rand.Rand, a extract.Article) string {
		return titleWords(r, a, 1)[0] + " date:" + a.Published.Format("2006-01")
	})},
	{"word, newest first", func(r *rand.Rand, a extract.Article) (string, index.SearchOptions) {
		return titleWords(r, a, 1)[0], index.SearchOptions{Sort: index.Date}
	}},
	{"everything, newest first", plain(func(*rand.Rand, extract.Article) string { return "" })},
}

var allFacets = index.FacetOptions{
	By:   []index.Facet{index.BySource, index.ByDay, index.ByTicker, index.ByCurrency, index.ByLanguage, index.BySection},
	Over: index.Monthly,
}

// kinds asks each kind of question about articles picked at random.
func (m *measured) kinds() {
	m.search("", index.SearchOptions{}) // opened and warm
	resetPeak()
	m.Logf("%-28s %9s %9s %9s %9s", "question", "p50", "p99", "in units", "p99/unit")
	for _, k := range searches {
		if !strings.Contains(k.name, *only) {
			continue
		}
		r := rand.New(rand.NewPCG(3, 4))
		m.report(k.name, func() func() {
			q, o := k.ask(r, m.press.Article(r.IntN(m.n)))
			return func() { m.search(q, o) }
		})
	}
	if *only != "" {
		return
	}
	began := time.Now()
	m.facets("")
	m.Logf("first facets, reading columns: %v", time.Since(began).Round(time.Millisecond))
	m.report("six facets of everything", func() func() { return func() { m.facets("") } })
	r := rand.New(rand.NewPCG(3, 4))
	m.report("six facets of a word", func() func() {
		word := titleWords(r, m.press.Article(r.IntN(m.n)), 1)[0]
		return func() { m.facets(word) }
	})
	m.Logf("peak memory while searching: %s", memory())
}

// report measures one kind of question, each of which next prepares; the first
// kind is the unit.
func (m *measured) report(name string, next func() (ask func())) time.Duration {
	times := make([]time.Duration, *rounds)
	for i := range times {
		times[i] = threadTime(next())
	}
	slices.Sort(times)
	p50, p99 := times[len(times)/2], times[len(times)*99/100]
	if m.unit == 0 {
		m.unit = p50
	}
	m.Logf("%-28s %9v %9v %9.2f %9.2f", name, p50.Round(time.Microsecond), p99.Round(time.Microsecond),
		float64(p50)/float64(m.unit), float64(p99)/float64(m.unit))
	return p50
}

func (m *measured) search(query string, o index.SearchOptions) {
	q, err := index.Parse(query, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	if err != nil {
		m.Fatal(err)
	}
	if _, err := m.index.Search(m.Context(), q, o); err != nil {
		m.Fatal(err)
	}
}

func (m *measured) facets(query string) {
	q, err := index.Parse(query, time.Now())
	if err != nil {
		m.Fatal(err)
	}
	f, err := m.index.Facets(m.Context(), q, allFacets)
	if err != nil {
		m.Fatal(err)
	}
	if query == "" && f.Total != m.n {
		m.Fatalf("facets counted %d articles, want %d", f.Total, m.n)
	}
}

// beside asks SQLite's FTS5 the same three words, ranked, in the same run.
func (m *measured) beside(path string) {
	db, err := sql.Open("sqlite", path)
	if err != nil {
		m.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if err := m.fill(m.Context(), db); err != nil {
		m.Fatal(err)
	}
	three := func(ask func(words []string)) func() func() {
		r := rand.New(rand.NewPCG(3, 4))
		return func() func() {
			words := titleWords(r, m.press.Article(r.IntN(m.n)), 3)
			return func() { ask(words) }
		}
	}
	ours := m.report("three words, any: ours", three(func(words []string) { m.search(strings.Join(words, " OR "), index.SearchOptions{}) }))
	*rounds = min(*rounds, 20)
	theirs := m.report("three words, any: FTS5", three(func(words []string) {
		if err := askFTS5(m.Context(), db, strings.Join(words, " OR ")); err != nil {
			m.Fatal(err)
		}
	}))
	m.Logf("FTS5 takes %.0f times as long", float64(theirs)/float64(ours))
}

// fill puts the articles into a full-text table, unless it has them.
func (m *measured) fill(ctx context.Context, db *sql.DB) error {
	n := 0
	if db.QueryRowContext(ctx, "SELECT count(*) FROM filled").Scan(&n) == nil {
		return nil
	}
	if _, err := db.ExecContext(ctx, `PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;
		CREATE VIRTUAL TABLE a USING fts5(title, text, content='', tokenize='porter unicode61')`); err != nil {
		return err
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	insert, err := tx.PrepareContext(ctx, "INSERT INTO a(rowid, title, text) VALUES(?, ?, ?)")
	if err != nil {
		return err
	}
	for a := range m.press.Articles(m.n) {
		n++
		if _, err := insert.ExecContext(ctx, n, a.Title, a.Text); err != nil {
			return err
		}
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, "INSERT INTO a(a) VALUES('optimize'); CREATE TABLE filled(x)")
	return err
}

func askFTS5(ctx context.Context, db *sql.DB, query string) error {
	rows, err := db.QueryContext(ctx, "SELECT rowid, rank FROM a WHERE a MATCH ? ORDER BY rank LIMIT 10", query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id int
		var rank float64
		if err := rows.Scan(&id, &rank); err != nil {
			return err
		}
	}
	return rows.Err()
}

// folderSize is what the files in a folder take.
func folderSize(path string) int64 {
	var sum int64
	filepath.WalkDir(path, func(_ string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			if info, err := d.Info(); err == nil {
				sum += info.Size()
			}
		}
		return nil
	})
	return sum
}

// memory reads what the process took at most, where the system tells.
func memory() string {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return "unknown"
	}
	var told []string
	for line := range strings.Lines(string(status)) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ":")
		if name == "VmHWM" || name == "RssAnon" {
			told = append(told, name+" "+strings.TrimSpace(value))
		}
	}
	return strings.Join(told, ", ")
}

// resetPeak starts the peak anew.
func resetPeak() { os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) }

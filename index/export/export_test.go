package export

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/pennypress/pennypress/extract"
)

func ptr(f float64) *float64 { return &f }

// samples are articles of all shapes: full, bare, looked through without a
// find, and one that means harm.
func samples() []extract.Article {
	text := "Shares of Nvidia 涨 fell 4.2% to $150–$160.\n\nASML “rose” 1% to 2%."
	full := extract.Article{
		Schema: extract.Schema, ID: "0123456789abcdef", URL: "https://a.example/x?y=<1>&z", CanonicalURL: "https://a.example/x",
		Source: "a-example", Site: "A", Title: `Nvidia "falls"`, Subtitle: "Sub", Authors: []string{"Ann Lee", "Bo"},
		Published: time.Date(2026, 11, 18, 16, 42, 0, 0, time.FixedZone("", 8*3600)),
		Modified:  time.Date(2026, 11, 18, 17, 0, 0, 123456789, time.UTC),
		Fetched:   time.Date(2026, 11, 19, 0, 0, 0, 0, time.UTC),
		Language:  "en-GB", Section: "Tech", Tags: []string{"chips", "a;b"}, Image: "https://a.example/i.jpg",
		Text: text, Notes: []string{"Corrected."}, Flags: []string{extract.FlagLive}, WordCount: 11,
		Entities: []extract.Entity{
			{Type: "ticker", Text: "Nvidia", Span: extract.Span{Start: 10, End: 16}, Symbol: "NVDA", Exchange: "XNAS", Name: "Nvidia", How: "name"},
			{Type: "percent", Text: "4.2%", Span: extract.Span{Start: 24, End: 28}, Value: ptr(-4.2), Unit: "percent", Direction: "down"},
			{Type: "money", Text: "$150–$160", Span: extract.Span{Start: 32, End: 41}, Low: ptr(150), High: ptr(160), Currency: "USD", Modifier: "about", Per: "share"},
		},
		Moves: []extract.Move{
			{Symbol: "NVDA", Exchange: "XNAS", Percent: -4.2, Span: extract.Span{Start: 24, End: 28}},
			{Symbol: "ASML", Percent: 1, Low: ptr(1), High: ptr(2), Span: extract.Span{Start: 56, End: 64}},
		},
		ContentHash: "aa", Cluster: "0123456789abcdef", Revision: 2,
	}
	bare := extract.Article{Schema: extract.Schema, ID: "b1"}
	empty := extract.Article{Schema: extract.Schema, ID: "c1", Text: "Nothing here.", Entities: []extract.Entity{}, Moves: []extract.Move{}}
	evil := extract.Article{
		Schema: extract.Schema, ID: "d1", Title: `=HYPERLINK("http://evil.example","x")`, Section: "+1", Site: "@SUM(A1)",
		Authors: []string{"-cmd|' /C calc'!A0"}, Text: "\ttab\r\n\"quoted\", and\u2028a separator", Subtitle: "＝1+1",
	}
	return []extract.Article{full, bare, empty, evil}
}

func seq(articles []extract.Article) iter.Seq2[extract.Article, error] {
	return func(yield func(extract.Article, error) bool) {
		for _, a := range articles {
			if !yield(a, nil) {
				return
			}
		}
	}
}

func write(t *testing.T, w Writer, articles []extract.Article) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := w(&b, seq(articles)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// writers lists every way to write, by name.
func writers() map[string]Writer {
	all := make(map[string]Writer)
	for _, f := range Formats {
		all[f.Name] = f.Write
		for _, c := range Compressions {
			all[f.Name+"+"+c.Name] = c.Compressed(f.Write)
		}
	}
	for _, t := range Tables {
		all["table "+t.Name] = t.Write
	}
	return all
}

func TestNames(t *testing.T) {
	for _, f := range Formats {
		if got, ok := Named(f.Name); !ok || got.Extension != f.Extension || f.About == "" || f.MediaType == "" {
			t.Errorf("Named(%q) = %+v, %v", f.Name, got, ok)
		}
	}
	for _, table := range Tables {
		if got, ok := TableNamed(table.Name); !ok || got.About == "" {
			t.Errorf("TableNamed(%q) = %+v, %v", table.Name, got, ok)
		}
	}
	if _, ok := Named("xlsx"); ok {
		t.Error("there is a format xlsx")
	}
	if _, ok := TableNamed("xlsx"); ok {
		t.Error("there is a table xlsx")
	}
	if _, ok := CompressionNamed("zip"); ok {
		t.Error("there is a compression zip")
	}
	if got := strings.Join(Names(), " "); !strings.HasPrefix(got, "jsonl json csv") {
		t.Errorf("Names() = %s", got)
	}
}

func TestSameArticlesSameBytes(t *testing.T) {
	for name, w := range writers() {
		first, second := write(t, w, samples()), write(t, w, samples())
		if !bytes.Equal(first, second) {
			t.Errorf("%s: written twice, %d and %d bytes differ", name, len(first), len(second))
		}
	}
}

func TestErrorsOfTheSequenceEndTheWriting(t *testing.T) {
	broken := errors.New("store is gone")
	for name, w := range writers() {
		err := w(io.Discard, func(yield func(extract.Article, error) bool) {
			_ = yield(samples()[0], nil) && yield(extract.Article{}, broken)
		})
		if !errors.Is(err, broken) {
			t.Errorf("%s: error %v, want %v", name, err, broken)
		}
	}
}

// A full disk, after some bytes.
type fullDisk struct{ left int }

var errFull = errors.New("no space left on device")

func (d *fullDisk) Write(b []byte) (int, error) {
	if d.left -= len(b); d.left < 0 {
		return 0, errFull
	}
	return len(b), nil
}

func TestErrorsOfWritingAreReported(t *testing.T) {
	var many []extract.Article
	for i := range 200 {
		a := samples()[0]
		a.ID = fmt.Sprint(i)
		many = append(many, a)
	}
	for name, w := range writers() {
		for _, left := range []int{0, 100} {
			if err := w(&fullDisk{left: left}, seq(many)); !errors.Is(err, errFull) {
				t.Errorf("%s with %d bytes left: error %v, want %v", name, left, err, errFull)
			}
		}
	}
}

func TestJSON(t *testing.T) {
	for _, articles := range [][]extract.Article{nil, samples()[:1], samples()} {
		data := write(t, JSON, articles)
		var got []extract.Article
		if err := json.Unmarshal(data, &got); err != nil {
			t.Fatalf("%v in %s", err, data)
		}
		if len(got) != len(articles) || got == nil {
			t.Errorf("%d articles, want %d: %s", len(got), len(articles), data)
		}
		if bytes.Contains(data, []byte(`\u003c`)) {
			t.Errorf("%q is escaped", "<")
		}
	}
}

func TestCSVHasOneRowPerArticle(t *testing.T) {
	records := table(t, CSV, samples())
	if len(records) != len(samples())+1 {
		t.Fatalf("%d rows, want a header and %d", len(records), len(samples()))
	}
	full := records[1]
	for column, want := range map[string]string{
		"id": "0123456789abcdef", "authors": "Ann Lee; Bo", "published": "2026-11-18T16:42:00+08:00",
		"modified": "2026-11-18T17:00:00.123456789Z", "tickers": "NVDA", "moves": "NVDA -4.2%; ASML 1%", "word_count": "11",
		"text": samples()[0].Text, "revision": "2",
	} {
		if got := full[indexOf(records[0], column)]; got != want {
			t.Errorf("%s = %q, want %q", column, got, want)
		}
	}
	if got := records[2][indexOf(records[0], "published")]; got != "" {
		t.Errorf("an unknown time is %q, want an empty cell", got)
	}
}

func TestNoCellIsAFormula(t *testing.T) {
	for _, table := range Tables {
		for _, record := range tableOf(t, table, samples()) {
			for _, c := range record {
				if c == "" || !strings.ContainsRune("=+-@\t\r＝", []rune(c)[0]) {
					continue
				}
				if _, err := fmt.Sscanf(c, "%f", new(float64)); err != nil {
					t.Errorf("%s: cell %q would be computed", table.Name, c)
				}
			}
		}
	}
	for in, want := range map[string]string{
		"": "", "a=1": "a=1", "=1": "'=1", "+1": "'+1", "-1": "'-1", "@x": "'@x", "\tx": "'\tx", "\rx": "'\rx", "＝x": "'＝x", "日": "日", "\xff": "\xff",
	} {
		if got := guard(in); got != want {
			t.Errorf("guard(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestEntitiesCSV(t *testing.T) {
	records := table(t, EntitiesCSV, samples())
	if len(records) != 4 {
		t.Fatalf("%d rows, want a header and 3", len(records))
	}
	percent := records[2]
	for column, want := range map[string]string{"type": "percent", "text": "4.2%", "start": "24", "end": "28", "value": "-4.2", "low": "", "direction": "down"} {
		if got := percent[indexOf(records[0], column)]; got != want {
			t.Errorf("%s = %q, want %q", column, got, want)
		}
	}
}

func TestMovesCSV(t *testing.T) {
	records := table(t, MovesCSV, samples())
	if len(records) != 3 {
		t.Fatalf("%d rows, want a header and 2", len(records))
	}
	for column, want := range map[string]string{"symbol": "NVDA", "percent": "-4.2", "text": "4.2%", "exchange": "XNAS"} {
		if got := records[1][indexOf(records[0], column)]; got != want {
			t.Errorf("%s = %q, want %q", column, got, want)
		}
	}
	if got := records[2][indexOf(records[0], "text")]; got != "1% to 2%" {
		t.Errorf("text = %q, want %q", got, "1% to 2%")
	}
}

func table(t *testing.T, w Writer, articles []extract.Article) [][]string {
	t.Helper()
	records, err := csv.NewReader(bytes.NewReader(write(t, w, articles))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return records
}

func tableOf(t *testing.T, of Table, articles []extract.Article) [][]string {
	t.Helper()
	return table(t, of.Write, articles)
}

func indexOf(header []string, column string) int {
	for i, name := range header {
		if name == column {
			return i
		}
	}
	panic("no column " + column)
}

func TestDecompressReadsWhatCompressionsWrite(t *testing.T) {
	want := write(t, JSONL, samples())
	all := []Writer{JSONL}
	for _, c := range Compressions {
		all = append(all, c.Compressed(JSONL))
	}
	for _, w := range all {
		r, err := Decompress(bytes.NewReader(write(t, w, samples())))
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(r)
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%d bytes and %v, want %d", len(got), err, len(want))
		}
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}
	for _, short := range []string{"", "{", "\x1f\x8b"} {
		r, err := Decompress(strings.NewReader(short))
		if err != nil {
			continue // a gzip header cut short
		}
		if got, _ := io.ReadAll(r); string(got) != short {
			t.Errorf("Decompress(%q) = %q", short, got)
		}
	}
}

func TestToFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out.jsonl")
	say := func(s string) func(io.Writer) error {
		return func(w io.Writer) error { _, err := io.WriteString(w, s); return err }
	}
	if err := ToFile(path, say("one")); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		t.Fatal(err)
	}
	broken := errors.New("broken")
	if err := ToFile(path, func(w io.Writer) error { _, _ = io.WriteString(w, "half"); return broken }); !errors.Is(err, broken) {
		t.Errorf("error %v, want %v", err, broken)
	}
	if got, _ := os.ReadFile(path); string(got) != "one" {
		t.Errorf("after a failure the file holds %q, want what it held before", got)
	}
	link := filepath.Join(filepath.Dir(path), "link")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	if err := ToFile(link, say("two")); err != nil {
		t.Fatal(err)
	}
	got, _ := os.ReadFile(path)
	info, err := os.Stat(path)
	if string(got) != "two" || err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file holds %q with mode %v, want %q and 0600", got, info.Mode(), "two")
	}
	entries, _ := os.ReadDir(filepath.Dir(path))
	if len(entries) != 2 {
		t.Errorf("the folder holds %v, want the file and the link only", entries)
	}
	if err := ToFile(os.DevNull, say("gone")); err != nil {
		t.Error(err)
	}
	if err := ToFile(filepath.Join(path, "no", "folder"), say("x")); err == nil {
		t.Error("no error without a folder")
	}
}

// TestMemoryDoesNotGrow writes 100 MB of text and looks at what stays allocated.
func TestMemoryDoesNotGrow(t *testing.T) {
	a := samples()[0]
	a.Text = strings.Repeat("word ", 2000)
	a.Entities, a.Moves = nil, nil
	var before runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for name, w := range writers() {
		if before, _, ok := strings.Cut(name, "+"); ok && before != "jsonl" {
			continue // compressing is the same whatever is compressed
		}
		var peak uint64
		err := w(io.Discard, func(yield func(extract.Article, error) bool) {
			for i := range 10_000 {
				if i%2000 == 1999 {
					runtime.GC()
					var m runtime.MemStats
					runtime.ReadMemStats(&m)
					peak = max(peak, m.HeapAlloc-min(m.HeapAlloc, before.HeapAlloc))
				}
				if !yield(a, nil) {
					return
				}
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %d MiB", name, peak>>20)
		if limit := uint64(72 << 20); peak > limit {
			t.Errorf("%s: %d MiB allocated while writing", name, peak>>20)
		}
	}
}

func TestReadIsTheInverseOfJSONL(t *testing.T) {
	want := write(t, JSONL, samples())
	var got []extract.Article
	for a, err := range Read(bytes.NewReader(want)) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, a)
	}
	if again := write(t, JSONL, got); !bytes.Equal(again, want) {
		t.Errorf("read and written again:\n%s\nwant:\n%s", again, want)
	}
	if got[1].Entities != nil || got[2].Entities == nil || got[2].Moves == nil {
		t.Errorf("absent entities %#v, none %#v: want nil and an empty list", got[1].Entities, got[2].Entities)
	}
	if !reflect.DeepEqual(got[0].Entities, samples()[0].Entities) {
		t.Errorf("entities %+v, want %+v", got[0].Entities, samples()[0].Entities)
	}
}

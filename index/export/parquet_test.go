package export

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"

	"github.com/pennypress/pennypress/extract"
)

// TestParquetReadsBack compares what a Parquet file holds with the articles it
// was written from: everything but the offsets of times.
func TestParquetReadsBack(t *testing.T) {
	data := write(t, Parquet, samples())
	rows, err := parquet.Read[row](bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var got []extract.Article
	for _, r := range rows {
		got = append(got, fromRow(r))
	}
	var want []extract.Article
	for _, a := range samples() {
		for _, at := range []*time.Time{&a.Published, &a.Modified, &a.Fetched} {
			if !at.IsZero() {
				*at = at.UTC().Truncate(time.Microsecond)
			}
		}
		want = append(want, a)
	}
	if g, w := write(t, JSON, got), write(t, JSON, want); !bytes.Equal(g, w) {
		t.Errorf("read back:\n%s\nwant:\n%s", g, w)
	}
}

// fromRow is the inverse of toRow.
func fromRow(r row) extract.Article {
	at := func(t *time.Time) time.Time {
		if t == nil {
			return time.Time{}
		}
		return t.UTC()
	}
	a := extract.Article{
		Schema: r.Schema, ID: r.ID, URL: r.URL, CanonicalURL: r.CanonicalURL, Source: r.Source, Site: r.Site,
		Title: r.Title, Subtitle: r.Subtitle, Authors: r.Authors,
		Published: at(r.Published), Modified: at(r.Modified), Fetched: at(r.Fetched),
		Language: r.Language, Section: r.Section, Tags: r.Tags, Image: r.Image,
		Text: r.Text, Notes: r.Notes, Flags: r.Flags, WordCount: int(r.WordCount),
		ContentHash: r.ContentHash, Cluster: r.Cluster, Revision: int(r.Revision),
	}
	if r.Entities != nil {
		a.Entities = []extract.Entity{}
	}
	for _, e := range r.Entities {
		a.Entities = append(a.Entities, extract.Entity{
			Type: e.Type, Text: e.Text, Span: extract.Span{Start: int(e.Start), End: int(e.End)},
			Value: e.Value, Low: e.Low, High: e.High, Modifier: e.Modifier,
			Unit: e.Unit, Direction: e.Direction, Currency: e.Currency, Per: e.Per,
			Symbol: e.Symbol, Exchange: e.Exchange, Name: e.Name, How: e.How,
		})
	}
	if r.Moves != nil {
		a.Moves = []extract.Move{}
	}
	for _, m := range r.Moves {
		a.Moves = append(a.Moves, extract.Move{
			Symbol: m.Symbol, Exchange: m.Exchange, Percent: m.Percent, Low: m.Low, High: m.High,
			Span: extract.Span{Start: int(m.Start), End: int(m.End)},
		})
	}
	return a
}

// TestParquetColumns keeps the columns to the names of the JSON form.
func TestParquetColumns(t *testing.T) {
	got := parquet.SchemaOf(row{})
	for _, name := range fieldNames(extract.Article{}) {
		if _, ok := got.Lookup(name); !ok {
			if _, nested := got.Lookup(name, "list", "element"); !nested && !strings.Contains("entities moves", name) {
				t.Errorf("no column %s", name)
			}
		}
	}
	for _, name := range fieldNames(extract.Entity{}) {
		if _, ok := got.Lookup("entities", "list", "element", name); !ok {
			t.Errorf("no column entities.list.element.%s", name)
		}
	}
	for _, name := range fieldNames(extract.Move{}) {
		if _, ok := got.Lookup("moves", "list", "element", name); !ok {
			t.Errorf("no column moves.list.element.%s", name)
		}
	}
}

func TestParquetClosesRowGroups(t *testing.T) {
	var many []extract.Article
	for i := range 5 {
		many = append(many, extract.Article{Schema: extract.Schema, ID: fmt.Sprint(i), Text: strings.Repeat("x", groupBytes/2)})
	}
	data := write(t, Parquet, many)
	f, err := parquet.OpenFile(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	if got := len(f.RowGroups()); got != 3 || f.NumRows() != 5 {
		t.Errorf("%d row groups of %d rows, want 3 of 5", got, f.NumRows())
	}
	if value, _ := f.Lookup("schema"); value != extract.Schema {
		t.Errorf("the file calls its schema %q, want %q", value, extract.Schema)
	}
}

func TestParquetOfNothing(t *testing.T) {
	data := write(t, Parquet, nil)
	rows, err := parquet.Read[row](bytes.NewReader(data), int64(len(data)))
	if err != nil || len(rows) != 0 {
		t.Errorf("%d rows, %v", len(rows), err)
	}
}

package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/pennypress/pennypress/config"
	"github.com/pennypress/pennypress/extract"
)

// figures are the mentions and moves of a page in short form: [type, text,
// symbol or value] and [symbol, percent].
type figures struct {
	Entities [][]any `json:"entities"`
	Moves    [][]any `json:"moves"`
}

// TestFiguresOfAPageWithRelatedHeadlines reads a page and its plain-text dump
// with the product's reader: the figures are those of the story, and each
// company has its own move.
func TestFiguresOfAPageWithRelatedHeadlines(t *testing.T) {
	const dir = "../../testdata/pages"
	data, err := os.ReadFile(filepath.Join(dir, "alsosee.figures.json"))
	if err != nil {
		t.Fatal(err)
	}
	var want figures
	if err := json.Unmarshal(data, &want); err != nil {
		t.Fatal(err)
	}
	read := newReader(&config.Config{})
	for _, c := range []struct{ file, contentType string }{{"alsosee.html", ""}, {"alsosee.txt", "text/plain; charset=utf-8"}} {
		body, err := os.ReadFile(filepath.Join(dir, c.file))
		if err != nil {
			t.Fatal(err)
		}
		a, err := read.page(extract.Page{ContentType: c.contentType, Body: body})
		if err != nil {
			t.Fatalf("%s: %v", c.file, err)
		}
		if got := shortFigures(a); !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\n got %v\nwant %v", c.file, got, want)
		}
		for _, e := range a.Entities {
			if strings.Contains(e.Text, "35") || strings.Contains(e.Text, "Kioxia") {
				t.Errorf("%s: %q is of a related headline", c.file, e.Text)
			}
		}
	}
}

func shortFigures(a extract.Article) (f figures) {
	for _, e := range a.Entities {
		if e.Symbol != "" {
			f.Entities = append(f.Entities, []any{e.Type, e.Text, e.Symbol})
		} else if e.Value != nil {
			f.Entities = append(f.Entities, []any{e.Type, e.Text, *e.Value})
		} else {
			f.Entities = append(f.Entities, []any{e.Type, e.Text, nil})
		}
	}
	for _, m := range a.Moves {
		f.Moves = append(f.Moves, []any{m.Symbol, m.Percent})
	}
	return f
}

// Package export writes articles in the formats of the dataset, and reads its
// JSON lines back.
//
//	articles -> jsonl | json | csv | parquet -> (gzip | zstd) -> file or pipe
//
// The same articles give the same bytes, however often and on whatever machine
// they are written, and memory does not grow with their number. Where articles
// come from and which of them are wanted is not decided here:
//
//	f, _ := export.Named("jsonl")
//	err := export.ToFile("news.jsonl", func(w io.Writer) error {
//		return f.Write(w, store.Articles(ctx, index.Filter{}))
//	})
package export

import (
	"io"
	"iter"

	"github.com/pennypress/pennypress/extract"
)

// A Writer writes all articles of a sequence. It stops at the first error,
// which is the sequence's own or one of writing, and returns it.
type Writer func(w io.Writer, articles iter.Seq2[extract.Article, error]) error

// What a change does to whoever keeps a copy of the dataset.
const (
	Upsert = "upsert" // put the article, or replace the one of its id
	Delete = "delete" // remove the article of the id; nothing else of it is set
)

// A Change is an article with what to do about it.
type Change struct {
	Op string `json:"op"` // Upsert or Delete
	extract.Article
}

// A ChangeWriter is a Writer of changes.
type ChangeWriter func(w io.Writer, changes iter.Seq2[Change, error]) error

// A Format is one way to write the dataset.
type Format struct {
	Name      string // as users ask for it
	Extension string // of files, with the dot
	MediaType string
	About     string // for help texts, one line
	Write     Writer
	Changes   ChangeWriter
}

// Formats lists all formats, the default first.
var Formats = []Format{
	{"jsonl", ".jsonl", "application/jsonl", "one article per line, as JSON", JSONL, changesJSONL},
	{"json", ".json", "application/json", "one JSON array of articles", JSON, changesJSON},
	{"csv", ".csv", "text/csv; charset=utf-8", "one row per article, for spreadsheets", CSV, Tables[0].Changes},
	{"parquet", ".parquet", "application/vnd.apache.parquet", "columns with nested lists, for DuckDB, pandas and BigQuery", Parquet, changesParquet},
}

// Named finds a format.
func Named(name string) (Format, bool) {
	for _, f := range Formats {
		if f.Name == name {
			return f, true
		}
	}
	return Format{}, false
}

// Names lists the names of all formats, for messages.
func Names() []string {
	var names []string
	for _, f := range Formats {
		names = append(names, f.Name)
	}
	return names
}

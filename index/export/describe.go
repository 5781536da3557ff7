package export

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
	"text/template"
	"time"
)

//go:embed columns.tsv
var columnsTSV string

// A field describes a column, in the words of the Table Schema.
type field struct {
	Name        string `json:"name"`
	Type        string `json:"type"`
	Format      string `json:"format,omitempty"`
	Description string `json:"description"`
}

// fieldsOf describes columns.
func fieldsOf(names []string) []field {
	known := map[string]field{}
	for line := range strings.Lines(columnsTSV) {
		cells := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(cells) == 3 {
			known[cells[0]] = field{Name: cells[0], Type: cells[1], Description: cells[2]}
		}
	}
	var fields []field
	for _, name := range names {
		f := known[name]
		if f.Type == "datetime" {
			f.Format = "any" // RFC 3339 with an offset, which the default format does not allow
		}
		fields = append(fields, f)
	}
	return fields
}

// header is the first row of the folder's CSV parts.
func (f *folder) header() []string {
	if f.m.Kind == KindChanges {
		return append([]string{"op"}, f.Table.Columns...)
	}
	return f.Table.Columns
}

// tableSchema is the Frictionless Table Schema of the folder's CSV parts.
func (f *folder) tableSchema() ([]byte, error) {
	return pretty(map[string]any{"fields": fieldsOf(f.header()), "missingValues": []string{""}})
}

// A dataPackage describes the folder to programs; see
// https://specs.frictionlessdata.io/data-package/.
type dataPackage struct {
	Profile     string     `json:"profile"`
	Name        string     `json:"name"`
	Title       string     `json:"title"`
	Description string     `json:"description"`
	Licenses    []license  `json:"licenses"`
	Keywords    []string   `json:"keywords"`
	Resources   []resource `json:"resources"`
}

type license struct {
	Name  string `json:"name"`
	Title string `json:"title"`
}

type resource struct {
	Profile     string `json:"profile"`
	Name        string `json:"name"`
	Type        string `json:"type,omitempty"`
	Path        string `json:"path"`
	Format      string `json:"format"`
	Mediatype   string `json:"mediatype"`
	Encoding    string `json:"encoding,omitempty"`
	Compression string `json:"compression,omitempty"`
	Bytes       int64  `json:"bytes"`
	Hash        string `json:"hash"`
	Schema      string `json:"schema,omitempty"`
}

func (f *folder) dataPackage() ([]byte, error) {
	p := dataPackage{
		Profile: "data-package", Name: "pennypress-" + f.Table.Name, Title: f.title(), Description: f.about(),
		Licenses: []license{{"other-closed", "Texts belong to their publishers"}},
		Keywords: []string{"business news", "market moves", "named entities"},
	}
	for _, part := range f.m.Parts {
		p.Resources = append(p.Resources, f.resource(part))
	}
	return pretty(p)
}

// resource describes one part. Only CSV that the framework can unpack is a
// table to it.
func (f *folder) resource(p Part) resource {
	base := strings.TrimPrefix(p.Path, "data/")
	r := resource{
		Profile: "data-resource", Name: strings.TrimSuffix(base, f.extension()), Type: "file", Path: p.Path,
		Format: strings.TrimPrefix(f.extension(), "."), Mediatype: f.Format.MediaType,
		Bytes: p.Bytes, Hash: "sha256:" + p.SHA256,
	}
	if f.Format.Name != "parquet" {
		r.Encoding = "utf-8"
	}
	if f.Format.Name == "csv" && f.Compression.Name != "zstd" {
		r.Profile, r.Type, r.Format, r.Schema = "tabular-data-resource", "table", "csv", "table-schema.json"
		if f.Compression.Name == "gzip" {
			r.Compression = "gz"
		}
	}
	return r
}

func (f *folder) title() string {
	title := "Business news with its figures"
	if f.m.Kind == KindChanges {
		title += ": changes"
	}
	return title
}

// about says in a sentence what is in the folder.
func (f *folder) about() string {
	what := "Every article of the store"
	if f.Query != "" {
		what = fmt.Sprintf("The articles that match %q", f.Query)
	}
	if f.m.Kind == KindChanges {
		what = fmt.Sprintf("What became of the articles from change %d to %d", f.m.Seq.From, f.m.Seq.To)
		if f.Query != "" {
			what += fmt.Sprintf(", among those that match %q", f.Query)
		}
	}
	return what + ": " + f.Table.About + "."
}

//go:embed card.md.tmpl
var cardText string

var cardTemplate = sync.OnceValue(func() *template.Template { return template.Must(template.New("card").Parse(cardText)) })

// card is the folder's README: a data card, as data hubs show it.
func (f *folder) card() []byte {
	var b strings.Builder
	err := cardTemplate().Execute(&b, map[string]any{
		"M": f.m, "Title": f.title(), "About": f.about(), "Extension": f.extension(), "CSV": f.Format.Name == "csv",
		"Fields": fieldsOf(f.header()), "First": day(f.m.First), "Last": day(f.m.Last), "Changes": f.m.Kind == KindChanges,
		"Size": sizeClass(f.m.Rows),
	})
	if err != nil {
		panic(err) // the template is part of the program and has a test
	}
	return []byte(b.String())
}

func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.DateOnly)
}

// sizeClass is the class of size that data hubs sort by.
func sizeClass(rows int) string {
	classes := []struct {
		below int
		name  string
	}{{1_000, "n<1K"}, {10_000, "1K<n<10K"}, {100_000, "10K<n<100K"}, {1_000_000, "100K<n<1M"}, {10_000_000, "1M<n<10M"}}
	for _, c := range classes {
		if rows < c.below {
			return c.name
		}
	}
	return "10M<n<100M"
}

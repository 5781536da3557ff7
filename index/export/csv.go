package export

import (
	"encoding/csv"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pennypress/pennypress/extract"
)

// A Table is one way to lay articles out in rows and columns.
type Table struct {
	Name    string // as users ask for it
	About   string
	Columns []string
	Write   Writer       // as CSV, with a header row
	Changes ChangeWriter // the same with a first column "op"
}

// Tables lists all tables, the default first.
var Tables = []Table{
	{"articles", "one row per article", articleColumns, CSV, changesCSV(articleColumns, articleRow, false)},
	{"entities", "one row per mention of a percentage, an amount or an instrument", entityColumns, EntitiesCSV, changesCSV(entityColumns, entityRows, true)},
	{"moves", "one row per move of a price", moveColumns, MovesCSV, changesCSV(moveColumns, moveRows, true)},
}

// TableNamed finds a table.
func TableNamed(name string) (Table, bool) {
	for _, t := range Tables {
		if t.Name == name {
			return t, true
		}
	}
	return Table{}, false
}

var articleColumns = []string{
	"id", "url", "canonical_url", "source", "site", "title", "subtitle", "authors",
	"published", "modified", "fetched", "language", "section", "tags", "image",
	"text", "notes", "flags", "word_count", "tickers", "moves",
	"content_hash", "cluster", "revision",
}

// CSV writes one row per article. Lists are joined by "; ", the figures are
// reduced to the symbols and the moves.
func CSV(w io.Writer, articles iter.Seq2[extract.Article, error]) error {
	return articlesCSV(w, articleColumns, articles, articleRow)
}

func articleRow(a *extract.Article, put func(cells ...any)) {
	put(a.ID, a.URL, a.CanonicalURL, a.Source, a.Site, a.Title, a.Subtitle, a.Authors,
		a.Published, a.Modified, a.Fetched, a.Language, a.Section, a.Tags, a.Image,
		a.Text, a.Notes, a.Flags, a.WordCount, symbols(a), moves(a),
		a.ContentHash, a.Cluster, a.Revision)
}

// symbols lists the instruments an article mentions, each once, in order.
func symbols(a *extract.Article) []string {
	var all []string
	for _, e := range a.Entities {
		if e.Type == extract.TypeTicker && !slices.Contains(all, e.Symbol) {
			all = append(all, e.Symbol)
		}
	}
	return all
}

func moves(a *extract.Article) []string {
	var all []string
	for _, m := range a.Moves {
		all = append(all, m.Symbol+" "+decimal(m.Percent)+"%")
	}
	return all
}

var entityColumns = []string{
	"id", "published", "source", "title", "url",
	"type", "text", "start", "end", "value", "low", "high", "modifier",
	"unit", "direction", "currency", "per", "symbol", "exchange", "name", "how",
}

// EntitiesCSV writes one row per entity, with what identifies its article.
func EntitiesCSV(w io.Writer, articles iter.Seq2[extract.Article, error]) error {
	return articlesCSV(w, entityColumns, articles, entityRows)
}

func entityRows(a *extract.Article, put func(cells ...any)) {
	for _, e := range a.Entities {
		put(a.ID, a.Published, a.Source, a.Title, a.URL,
			e.Type, e.Text, e.Start, e.End, e.Value, e.Low, e.High, e.Modifier,
			e.Unit, e.Direction, e.Currency, e.Per, e.Symbol, e.Exchange, e.Name, e.How)
	}
}

var moveColumns = []string{
	"id", "published", "source", "title", "url",
	"symbol", "exchange", "percent", "low", "high", "text", "start", "end",
}

// MovesCSV writes one row per move, with what identifies its article.
func MovesCSV(w io.Writer, articles iter.Seq2[extract.Article, error]) error {
	return articlesCSV(w, moveColumns, articles, moveRows)
}

func moveRows(a *extract.Article, put func(cells ...any)) {
	if len(a.Moves) == 0 {
		return
	}
	text := []rune(a.Text)
	for _, m := range a.Moves {
		put(a.ID, a.Published, a.Source, a.Title, a.URL,
			m.Symbol, m.Exchange, m.Percent, m.Low, m.High, mention(text, a.Entities, m.Span), m.Start, m.End)
	}
}

// mention is what stands at a span: in the text, or in an entity where the text
// was left out.
func mention(text []rune, entities []extract.Entity, at extract.Span) string {
	if found, err := slice(text, at); err == nil {
		return found
	}
	for _, e := range entities {
		if e.Span == at {
			return e.Text
		}
	}
	return ""
}

// A rower puts the rows of an article.
type rower func(a *extract.Article, put func(cells ...any))

func articlesCSV(w io.Writer, header []string, articles iter.Seq2[extract.Article, error], each rower) error {
	return rows(w, header, articles, func(a extract.Article, put func(cells ...any)) { each(&a, put) })
}

// changesCSV writes a table's rows with what to do about each. An article may
// have many rows in some tables: there a deletion comes first, which removes
// those of before.
func changesCSV(columns []string, each rower, many bool) ChangeWriter {
	header := append([]string{"op"}, columns...)
	return func(w io.Writer, changes iter.Seq2[Change, error]) error {
		return rows(w, header, changes, func(c Change, put func(cells ...any)) {
			if many || c.Op == Delete {
				gone := make([]any, len(header))
				gone[0], gone[1] = Delete, c.ID
				put(gone...)
			}
			if c.Op == Upsert {
				each(&c.Article, func(cells ...any) { put(append([]any{Upsert}, cells...)...) })
			}
		})
	}
}

// rows writes a header and what each value puts.
func rows[T any](w io.Writer, header []string, values iter.Seq2[T, error], each func(v T, put func(cells ...any))) error {
	out := csv.NewWriter(w)
	if err := out.Write(header); err != nil {
		return err
	}
	record := make([]string, 0, len(header))
	var failed error
	put := func(cells ...any) {
		record = record[:0]
		for _, c := range cells {
			record = append(record, cell(c))
		}
		if err := out.Write(record); err != nil && failed == nil {
			failed = err
		}
	}
	for v, err := range values {
		if err != nil {
			return err
		}
		if each(v, put); failed != nil {
			return failed
		}
	}
	out.Flush()
	return out.Error()
}

// cell writes a value. Only text is guarded: a number that begins with "-" is
// a number.
func cell(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case string:
		return guard(v)
	case []string:
		return guard(strings.Join(v, "; "))
	case int:
		return strconv.Itoa(v)
	case float64:
		return decimal(v)
	case *float64:
		if v == nil {
			return ""
		}
		return decimal(*v)
	case time.Time:
		if v.IsZero() {
			return ""
		}
		return v.Format(time.RFC3339Nano)
	}
	panic(fmt.Sprintf("export: no cell for a %T", value))
}

// decimal writes a number as people do, without an exponent.
func decimal(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// guard keeps spreadsheets from computing what a page says: a text that they
// would take for a formula begins with an apostrophe, which they hide. The
// full-width signs count, since some programs fold them.
func guard(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(text[:min(len(text), 4)])[0]) {
		return "'" + text
	}
	return text
}

package export

import (
	"io"
	"iter"
	"time"

	"github.com/parquet-go/parquet-go"

	"github.com/pennypress/pennypress/extract"
)

// groupBytes is how much text goes into one row group. A group is gathered in
// memory before it is written, and about 40 KB of its outline stay until the
// file is closed; readers skip whole groups by their statistics.
const groupBytes = 16 << 20

// Parquet writes a Parquet file: the columns of the article's JSON form under
// the same names, lists nested, unknown values null. Times are instants, to
// the microsecond: the offset that a page stated is not kept. Pages are
// compressed with zstd.
func Parquet(w io.Writer, articles iter.Seq2[extract.Article, error]) error {
	return columns(w, articles, func(a *extract.Article) (row, int) { return toRow(a), len(a.Text) })
}

func changesParquet(w io.Writer, changes iter.Seq2[Change, error]) error {
	return columns(w, changes, func(c *Change) (changeRow, int) { return changeRow{c.Op, toRow(&c.Article)}, len(c.Text) })
}

// columns writes values as rows of R; toRow also says how much text a row holds.
func columns[T, R any](w io.Writer, values iter.Seq2[T, error], toRow func(*T) (R, int)) error {
	out := parquet.NewGenericWriter[R](w,
		parquet.Compression(&parquet.Zstd),
		parquet.SkipPageBounds("text"), // nobody asks for a range of texts, and bounds stay in memory to the end
		parquet.CreatedBy("pennypress", "1", ""),
		parquet.KeyValueMetadata("schema", extract.Schema))
	pending := 0
	one := make([]R, 1)
	for v, err := range values {
		if err != nil {
			return err
		}
		var size int
		one[0], size = toRow(&v)
		if _, err := out.Write(one); err != nil {
			return err
		}
		if pending += size; pending >= groupBytes {
			if err := out.Flush(); err != nil {
				return err
			}
			pending = 0
		}
	}
	return out.Close()
}

// A changeRow is a change as Parquet keeps it.
type changeRow struct {
	Op string `parquet:"op,dict"`
	row
}

// A row is an article as Parquet keeps it.
type row struct {
	Schema       string      `parquet:"schema,dict"`
	ID           string      `parquet:"id"`
	URL          string      `parquet:"url,optional"`
	CanonicalURL string      `parquet:"canonical_url,optional"`
	Source       string      `parquet:"source,optional,dict"`
	Site         string      `parquet:"site,optional,dict"`
	Title        string      `parquet:"title,optional"`
	Subtitle     string      `parquet:"subtitle,optional"`
	Authors      []string    `parquet:"authors,list"`
	Published    *time.Time  `parquet:"published,optional,timestamp(microsecond)"`
	Modified     *time.Time  `parquet:"modified,optional,timestamp(microsecond)"`
	Fetched      *time.Time  `parquet:"fetched,optional,timestamp(microsecond)"`
	Language     string      `parquet:"language,optional,dict"`
	Section      string      `parquet:"section,optional,dict"`
	Tags         []string    `parquet:"tags,list"`
	Image        string      `parquet:"image,optional"`
	Text         string      `parquet:"text"`
	Notes        []string    `parquet:"notes,list"`
	Flags        []string    `parquet:"flags,list"`
	WordCount    int32       `parquet:"word_count"`
	Entities     []rowEntity `parquet:"entities,optional,list"`
	Moves        []rowMove   `parquet:"moves,optional,list"`
	ContentHash  string      `parquet:"content_hash,optional"`
	Cluster      string      `parquet:"cluster,optional"`
	Revision     int32       `parquet:"revision,optional"`
}

type rowEntity struct {
	Type      string   `parquet:"type,dict"`
	Text      string   `parquet:"text"`
	Start     int32    `parquet:"start"`
	End       int32    `parquet:"end"`
	Value     *float64 `parquet:"value,optional"`
	Low       *float64 `parquet:"low,optional"`
	High      *float64 `parquet:"high,optional"`
	Modifier  string   `parquet:"modifier,optional,dict"`
	Unit      string   `parquet:"unit,optional,dict"`
	Direction string   `parquet:"direction,optional,dict"`
	Currency  string   `parquet:"currency,optional,dict"`
	Per       string   `parquet:"per,optional,dict"`
	Symbol    string   `parquet:"symbol,optional,dict"`
	Exchange  string   `parquet:"exchange,optional,dict"`
	Name      string   `parquet:"name,optional,dict"`
	How       string   `parquet:"how,optional,dict"`
}

type rowMove struct {
	Symbol   string   `parquet:"symbol,dict"`
	Exchange string   `parquet:"exchange,optional,dict"`
	Percent  float64  `parquet:"percent"`
	Low      *float64 `parquet:"low,optional"`
	High     *float64 `parquet:"high,optional"`
	Start    int32    `parquet:"start"`
	End      int32    `parquet:"end"`
}

func toRow(a *extract.Article) row {
	return row{
		Schema: a.Schema, ID: a.ID, URL: a.URL, CanonicalURL: a.CanonicalURL, Source: a.Source, Site: a.Site,
		Title: a.Title, Subtitle: a.Subtitle, Authors: a.Authors,
		Published: instant(a.Published), Modified: instant(a.Modified), Fetched: instant(a.Fetched),
		Language: a.Language, Section: a.Section, Tags: a.Tags, Image: a.Image,
		Text: a.Text, Notes: a.Notes, Flags: a.Flags, WordCount: int32(a.WordCount),
		Entities: toEntities(a.Entities), Moves: toMoves(a.Moves),
		ContentHash: a.ContentHash, Cluster: a.Cluster, Revision: int32(a.Revision),
	}
}

// toEntities keeps nil, which is "not looked for", apart from an empty list.
func toEntities(entities []extract.Entity) []rowEntity {
	if entities == nil {
		return nil
	}
	all := make([]rowEntity, 0, len(entities))
	for _, e := range entities {
		all = append(all, rowEntity{
			Type: e.Type, Text: e.Text, Start: int32(e.Start), End: int32(e.End),
			Value: e.Value, Low: e.Low, High: e.High, Modifier: e.Modifier,
			Unit: e.Unit, Direction: e.Direction, Currency: e.Currency, Per: e.Per,
			Symbol: e.Symbol, Exchange: e.Exchange, Name: e.Name, How: e.How,
		})
	}
	return all
}

func toMoves(moves []extract.Move) []rowMove {
	if moves == nil {
		return nil
	}
	all := make([]rowMove, 0, len(moves))
	for _, m := range moves {
		all = append(all, rowMove{
			Symbol: m.Symbol, Exchange: m.Exchange, Percent: m.Percent, Low: m.Low, High: m.High,
			Start: int32(m.Start), End: int32(m.End),
		})
	}
	return all
}

// instant is nil for an unknown time.
func instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

package export

import (
	"encoding/csv"
	"io"

	"github.com/pennypress/pennypress/index"
)

// HitsCSV writes what a search found, one row per hit, for spreadsheets.
func HitsCSV(w io.Writer, hits []index.Hit) error {
	out := csv.NewWriter(w)
	if err := out.Write([]string{"id", "score", "title", "url", "source", "published", "snippet", "moves"}); err != nil {
		return err
	}
	for _, h := range hits {
		var moves []string
		for _, m := range h.Moves {
			moves = append(moves, m.Symbol+" "+decimal(m.Percent))
		}
		record := make([]string, 0, 8)
		for _, value := range []any{h.ID, h.Score, h.Title, h.URL, h.Source, h.Published, h.Snippet, moves} {
			record = append(record, cell(value))
		}
		if err := out.Write(record); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

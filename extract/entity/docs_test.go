package entity_test

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/extract/entity"
)

// TestDocumentedFigures finds in each text of docs/figures.md what stands beside it.
func TestDocumentedFigures(t *testing.T) {
	page, err := os.ReadFile("../../docs/figures.md")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(string(page)) {
		cells := strings.Split(strings.TrimSpace(line), " | ")
		if len(cells) != 3 || !strings.HasPrefix(cells[1], "`") {
			continue
		}
		n++
		text := strings.TrimPrefix(cells[0], "| ")
		entities, moves := entity.Find(text)
		if got, want := written(entities, moves), strings.Trim(cells[1], "`"); got != want {
			t.Errorf("%s\n  is  %s\nwant  %s", text, got, want)
		}
	}
	if n < 10 {
		t.Errorf("only %d examples", n)
	}
}

// written is how the page writes what is found.
func written(entities []extract.Entity, moves []extract.Move) string {
	number := func(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
	var out []string
	for _, e := range entities {
		var is []string
		switch {
		case e.Type == extract.TypeTicker && e.Exchange != "":
			is = append(is, e.Exchange+":"+e.Symbol)
		case e.Type == extract.TypeTicker:
			is = append(is, e.Symbol)
		case e.Value != nil:
			is = append(is, number(*e.Value))
		default:
			is = append(is, number(*e.Low)+".."+number(*e.High))
		}
		if e.Unit != "" && e.Unit != "percent" {
			is = append(is, e.Unit)
		}
		for _, more := range []string{e.Currency, e.Per, e.Modifier, e.Direction} {
			if more != "" {
				is = append(is, more)
			}
		}
		out = append(out, e.Text+" = "+strings.Join(is, " "))
	}
	for _, m := range moves {
		out = append(out, "move "+m.Symbol+" "+number(m.Percent))
	}
	return strings.Join(out, "; ")
}

package web

import (
	"fmt"
	"strings"

	"github.com/pennypress/pennypress/extract"
)

// An article's text is shown in paragraphs, each in runs: plain ones, and
// figures.
//
//	Nvidia fell 17% on Monday.
//	[Nvidia] fell [17%] on Monday.
//	 ticker        percent, of a move: down

// A paragraph is a block of an article's text.
type paragraph struct {
	Runs       []run
	Heading    bool    // a short line above others
	Standfirst bool    // the article's subtitle
	Cells      [][]run // of a row of a table; Runs is empty then
}

// A run is a piece of text, and what it was read as.
type run struct {
	Text   string
	Break  bool    // a line ends before it
	Figure *figure // nil for plain text
}

// A figure is an entity as the article page shows it.
type figure struct {
	N       int // from 1, in the article
	Text    string
	Class   string // percent, money or ticker
	Move    string // up, down or flat when a move speaks of it
	Meaning string // its normalised value
	Kind    string // for people
	URL     string // what it leads to: the instrument, or a search for the same figure
}

// maxParagraphs bounds what of a text is shown; the longest article of a live
// blog seen had 900.
const maxParagraphs = 5000

// paragraphs cuts a text at its blank lines and marks its figures. The second
// result says whether all of it is there.
func paragraphs(a extract.Article) ([]paragraph, []figure, bool) {
	figures := figuresOf(a)
	var out []paragraph
	at, next := 0, 0 // in code points; the next figure
	for text := range strings.SplitSeq(a.Text, "\n\n") {
		if len(out) == maxParagraphs {
			return out, figures, false
		}
		runes := []rune(text)
		var runs []run
		from := 0
		for ; next < len(a.Entities) && a.Entities[next].Start < at+len(runes); next++ {
			start, end := a.Entities[next].Start-at, a.Entities[next].End-at
			if start < from || end > len(runes) || end <= start {
				continue // spans that lie are passed over
			}
			runs = append(runs, lines(runes[from:start])...)
			runs = append(runs, run{Text: visible(string(runes[start:end])), Figure: &figures[next]})
			from = end
		}
		runs = append(runs, lines(runes[from:])...)
		out = append(out, newParagraph(text, runs))
		at += len(runes) + 2
	}
	markHeadings(out)
	return out, figures, true
}

// lines cuts plain text at its line ends.
func lines(text []rune) []run {
	var out []run
	for i, line := range strings.Split(string(text), "\n") {
		if line != "" || i > 0 {
			out = append(out, run{Text: visible(line), Break: i > 0})
		}
	}
	return out
}

// visible keeps a piece of text as it is but for characters that are none, or
// that turn the direction of what follows.
func visible(text string) string {
	return clip(text, len(text)+1)
}

// cellMark stands between the cells of a table's row.
const cellMark = " | "

// newParagraph tells rows of tables from paragraphs.
func newParagraph(text string, runs []run) paragraph {
	if !strings.Contains(text, cellMark) || strings.Contains(text, "\n") {
		return paragraph{Runs: runs}
	}
	cells := [][]run{nil}
	for _, r := range runs {
		if r.Figure != nil {
			cells[len(cells)-1] = append(cells[len(cells)-1], r)
			continue
		}
		for i, part := range strings.Split(" "+r.Text+" ", cellMark) {
			if i > 0 {
				cells = append(cells, nil)
			}
			if part = strings.TrimSpace(part); part != "" {
				cells[len(cells)-1] = append(cells[len(cells)-1], run{Text: part + " "})
			}
		}
	}
	return paragraph{Cells: cells}
}

// maxHeading is the length of a line that can be a heading.
const maxHeading = 90

// markHeadings finds short lines without an end of sentence that stand above a
// longer paragraph.
func markHeadings(all []paragraph) {
	length := func(p paragraph) (n int, last string) {
		for _, r := range p.Runs {
			n += len(r.Text)
			last = r.Text
		}
		return n, strings.TrimSpace(last)
	}
	for i := 0; i+1 < len(all); i++ {
		n, last := length(all[i])
		below, _ := length(all[i+1])
		if i > 0 && n > 0 && n <= maxHeading && below > 2*n && below > maxHeading && !strings.ContainsAny(last[max(0, len(last)-1):], ".,:;!?\"”'’)…") {
			all[i].Heading = true
		}
	}
}

// kinds are what people call the types of entity.
var kinds = map[string]string{
	extract.TypePercent: "Percentage", extract.TypeMoney: "Amount", extract.TypeTicker: "Instrument",
}

func figuresOf(a extract.Article) []figure {
	out := make([]figure, len(a.Entities))
	for i, e := range a.Entities {
		out[i] = figure{N: i + 1, Text: clip(e.Text, maxName), Class: classOf(e), Meaning: meaning(e), Kind: kinds[e.Type], URL: figureURL(e)}
		for _, m := range a.Moves {
			if e.Type == extract.TypePercent && m.Start < e.End && e.Start < m.End {
				out[i].Move = direction(m.Percent)
				out[i].Meaning = percentage(m) + ", move of " + clip(instrument(m.Exchange, m.Symbol), maxName)
			}
		}
	}
	return out
}

// figureURL leads to an instrument's page, or to other articles with the figure.
func figureURL(e extract.Entity) string {
	switch {
	case e.Type == extract.TypeTicker:
		return tickerURL(e.Exchange, e.Symbol)
	case e.Value == nil:
		return ""
	case e.Type == extract.TypeMoney && e.Currency != "":
		return searchURL(fmt.Sprintf("money:%s=%s", e.Currency, exact(*e.Value)))
	case e.Type == extract.TypePercent && (e.Unit == "" || e.Unit == extract.UnitPercent):
		return searchURL("percent:=" + exact(*e.Value))
	}
	return ""
}

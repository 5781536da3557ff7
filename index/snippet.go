package index

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"unicode"

	"github.com/pennypress/pennypress/extract"
)

// An ArticleGetter is what Answer needs of a Store.
type ArticleGetter interface {
	Get(ctx context.Context, id string) (extract.Article, error)
}

// A Finder is what Answer needs of a Searcher.
type Finder interface {
	Search(ctx context.Context, q Query, o SearchOptions) (Result, error)
}

// A Page is one page of an answer as a reader sees it.
type Page struct {
	Total  int    `json:"total"` // of all matches
	Hits   []Hit  `json:"hits"`
	Cursor string `json:"cursor,omitempty"` // asks for the next page
}

// Answer searches and shows: it takes the matches from the searcher and their
// titles, moves and snippets from the store. A match that the store no longer
// has is left out.
func Answer(ctx context.Context, store ArticleGetter, s Finder, an Analyzer, q Query, o SearchOptions) (Page, error) {
	r, err := s.Search(ctx, q, o)
	if err != nil {
		return Page{}, err
	}
	page := Page{Total: r.Total, Hits: make([]Hit, 0, len(r.Found)), Cursor: r.Cursor}
	for _, f := range r.Found {
		a, err := store.Get(ctx, f.ID)
		if errors.Is(err, ErrNotFound) {
			continue
		}
		if err != nil {
			return Page{}, fmt.Errorf("read article %s: %w", f.ID, err)
		}
		page.Hits = append(page.Hits, newHit(q, a, f.Score, an))
	}
	return page, nil
}

// AnswerAny goes on after a page that all bare words together do not fill: it
// finds articles with any of the words, without those seen, as many as there is
// room for on the page. It gives none when the query has no two bare words.
func AnswerAny(ctx context.Context, store ArticleGetter, s Finder, an Analyzer, q Query, o SearchOptions, seen []Hit) ([]Hit, error) {
	if o.Limit == 0 {
		o.Limit = DefaultLimit
	}
	room := o.Limit - len(seen)
	if _, loosens := q.Any(); !loosens || room <= 0 {
		return nil, nil
	}
	o.Any, o.Cursor = true, ""
	more, err := Answer(ctx, store, s, an, q, o)
	if err != nil {
		return nil, err
	}
	hits := slices.DeleteFunc(more.Hits, func(h Hit) bool {
		return slices.ContainsFunc(seen, func(other Hit) bool { return other.ID == h.ID })
	})
	return hits[:min(room, len(hits))], nil
}

// DefaultLimit is the length of a page when SearchOptions name none.
const DefaultLimit = 10

func newHit(q Query, a extract.Article, score float64, an Analyzer) Hit {
	h := Hit{
		ID: a.ID, Score: score, Title: a.Title, URL: a.CanonicalURL, Source: a.Source,
		Published: a.Published, Moves: a.Moves,
	}
	if h.URL == "" {
		h.URL = a.URL
	}
	if h.Moves == nil {
		h.Moves = []extract.Move{}
	}
	h.Snippet, h.Highlights = Snippet(q, a, an)
	return h
}

// A snippet is about two lines of a page; it grows by up to snippetSlack to
// begin and end between words.
const (
	snippetRunes = 220
	snippetSlack = 24
)

// Snippet gives the part of an article's text that holds most of what the
// query asks for, on one line with the ends of paragraphs marked, and the places
// in it that were found. Without any it is the beginning of the text.
func Snippet(q Query, a extract.Article, an Analyzer) (string, []extract.Span) {
	text := []rune(a.Text)
	marks := found(q, a, an)
	from, to := window(text, marks)
	line, at := oneLine(text[from:to])
	out := make([]rune, 0, len(line)+2)
	if from > 0 {
		out = append(out, '…')
	}
	shift := len(out)
	out = append(out, line...)
	if to < len(text) {
		out = append(out, '…')
	}
	var spans []extract.Span
	for _, m := range marks {
		if m.Start < from || m.End > to {
			continue
		}
		s := extract.Span{Start: at[m.Start-from] + shift, End: at[m.End-from] + shift}
		if s.Start < s.End {
			spans = append(spans, s)
		}
	}
	return string(out), spans
}

// breakMark stands in a snippet where a line of the text ends: a paragraph, a
// sub-heading, a row of a table.
const breakMark = " · "

// oneLine writes part of a text on one line, and gives where in it each
// character of the part went.
func oneLine(part []rune) (line []rune, at []int) {
	at = make([]int, len(part)+1)
	gap := ""
	for i, r := range part {
		switch {
		case r == '\n' || r == '\u2029':
			gap = breakMark
		case unicode.IsSpace(r) || unicode.IsControl(r):
			gap = cmp.Or(gap, " ")
		default:
			if len(line) > 0 {
				line = append(line, []rune(gap)...)
			}
			gap = ""
			at[i] = len(line)
			line = append(line, r)
			continue
		}
		at[i] = len(line)
	}
	at[len(part)] = len(line)
	return line, at
}

// found gives the places in the text that make it a match, in order and apart
// from each other.
func found(q Query, a extract.Article, an Analyzer) []extract.Span {
	terms := an.Terms(a.Text, a.Language)
	var marks []extract.Span
	var walk func(n Node)
	walk = func(n Node) {
		switch n := n.(type) {
		case And:
			for _, c := range n.Nodes {
				walk(c)
			}
		case Or:
			for _, c := range n.Nodes {
				walk(c)
			}
		case Text:
			if n.Field == "" {
				marks = append(marks, findTerms(n, an.Query(n.Words, a.Language), terms)...)
			}
		default:
			marks = append(marks, places(n, a)...)
		}
	}
	walk(q.Root)
	marks = slices.DeleteFunc(marks, func(m extract.Span) bool {
		return m.Start < 0 || m.End <= m.Start
	})
	return apart(marks)
}

// places gives the places of the entities and moves that a filter asks for.
func places(n Node, a extract.Article) []extract.Span {
	var spans []extract.Span
	if m, ok := n.(Move); ok {
		for _, move := range a.Moves {
			if hasMove(m, extract.Article{Moves: []extract.Move{move}}) {
				spans = append(spans, move.Span)
			}
		}
		return spans
	}
	for _, e := range a.Entities {
		one := extract.Article{Entities: []extract.Entity{e}}
		var hit bool
		switch n := n.(type) {
		case Ticker:
			hit = hasTicker(n, one)
		case Percent:
			hit = hasPercent(n, one)
		case Money:
			hit = hasMoney(n, one)
		}
		if hit {
			spans = append(spans, e.Span)
		}
	}
	return spans
}

// apart sorts spans and joins those that touch.
func apart(spans []extract.Span) []extract.Span {
	slices.SortFunc(spans, func(a, b extract.Span) int { return a.Start - b.Start })
	var out []extract.Span
	for _, s := range spans {
		if n := len(out); n > 0 && s.Start < out[n-1].End {
			out[n-1].End = max(out[n-1].End, s.End)
			continue
		}
		out = append(out, s)
	}
	return out
}

// window chooses the part of the text that holds most different marks, the
// earliest among equals.
func window(text []rune, marks []extract.Span) (from, to int) {
	best, bestWeight := extract.Span{}, 0
	for i, m := range marks {
		seen := map[string]bool{}
		weight, end := 0, m.End
		for _, o := range marks[i:] {
			if o.End > m.Start+snippetRunes || o.End > len(text) {
				break
			}
			word := string(text[o.Start:o.End])
			if weight++; !seen[word] {
				weight += 10
			}
			seen[word], end = true, o.End
		}
		if weight > bestWeight {
			best, bestWeight = extract.Span{Start: m.Start, End: end}, weight
		}
	}
	room := snippetRunes - (best.End - best.Start)
	from = max(0, best.Start-max(0, room/3))
	to = min(len(text), from+snippetRunes)
	if to == len(text) {
		from = max(0, to-snippetRunes)
	}
	from = min(from, best.Start)
	to = max(to, min(best.End, len(text)))
	return wordStart(text, from, best.Start), wordEnd(text, to)
}

// wordStart moves a beginning behind the next space, not beyond limit.
func wordStart(text []rune, from, limit int) int {
	if from == 0 {
		return 0
	}
	for i := from; i < min(from+snippetSlack, limit+1, len(text)); i++ {
		if unicode.IsSpace(text[i-1]) {
			return i
		}
	}
	return from
}

// wordEnd moves an end to the next space.
func wordEnd(text []rune, to int) int {
	for i := to; i < min(to+snippetSlack, len(text)); i++ {
		if unicode.IsSpace(text[i]) {
			return i
		}
	}
	return min(to, len(text))
}

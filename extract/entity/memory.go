package entity

import (
	"slices"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/extract/gazetteer"
)

// remembered returns what the text spoke of before token i: for "the index" an
// index, for shares no index.
func (d *doc) remembered(i, noun int) subject {
	wantIndex := d.wordIs(noun, "index") || d.wordIs(noun, "gauge") || d.wordIs(noun, "benchmark") || d.wordIs(noun, "average") || d.wordIs(noun, "barometer")
	any := noun < 0 || d.isClass(noun, cAnaphor)
	best, paragraphs := -1, 0
	if !d.firstSentence(i) {
		paragraphs = 1
	}
	for k := i - 1; k >= max(0, i-300); k-- {
		if d.toks[k+1].has(parted) {
			if paragraphs++; paragraphs > 1 || best >= 0 {
				break
			}
		}
		if best >= 0 && d.toks[k].kind == symbol && d.endsClause(k) && !d.isSign(k, ':') {
			break
		}
		if d.cover[k] < 0 {
			continue
		}
		g := d.figureAt(k)
		if g.typ == extract.TypeTicker && (any || isIndex(g) == wantIndex) {
			best = int(d.cover[k])
		}
		k = g.from
	}
	if best < 0 {
		return nobody
	}
	return subject{tickers: []int{best}, found: true, why: "what was spoken of before"}
}

// firstSentence reports whether token i stands in the first sentence of its
// paragraph.
func (d *doc) firstSentence(i int) bool {
	for k := i; k > max(0, i-maxSentence); k-- {
		if d.toks[k].has(parted) {
			return true
		}
		if d.isSign(k-1, '.') && d.endsSentence(k-1) {
			return false
		}
	}
	return true
}

func isIndex(f *figure) bool {
	return f.instrument != nil && f.instrument.Kind == gazetteer.Index
}

// formerLatter returns the first or the second of the two instruments that
// were named last before token i.
func (d *doc) formerLatter(i int) subject {
	var seen []int
	for k := i - 1; k >= max(0, i-150) && len(seen) < 2; k-- {
		if d.cover[k] < 0 {
			continue
		}
		g := d.figureAt(k)
		if g.typ == extract.TypeTicker && !slices.ContainsFunc(seen, func(n int) bool { return d.figures[n].symbol == g.symbol }) {
			seen = append(seen, int(d.cover[k]))
		}
		k = g.from
	}
	switch {
	case len(seen) < 2:
		return nobody
	case d.wordIs(i, "latter"):
		return subject{tickers: seen[:1], found: true, why: "the latter"}
	}
	return subject{tickers: seen[1:], found: true, why: "the former"}
}


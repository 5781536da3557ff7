package entity

import "slices"

// A description stands for the company that was named before: "Nestlé reported on
// Thursday. The Swiss food maker rose 3%". It does so only where one share alone can be
// meant: what it says of a country must fit, and no other share may have been named.

// isDescription reports whether tokens from..to-1 are an article and words that end in what a
// company is, as the subject of a verb of price: "The Swiss food maker".
func (d *doc) isDescription(f *figure, from, to int) bool {
	if !d.isThe(from) || !d.lang.english || f.cue < to || f.cue > to+1 && !d.isComma(to) || !d.isMoving(f.cue) && !d.isClass(f.cue, cAdj) {
		return false
	}
	last := d.lastNoun(to)
	if k := from + 1; d.wordIs(k+1, "of") && d.cash.is(companyWord, d.span(k, k+1)) { // "The maker of the owl app"
		last = k
	}
	if last <= from || !d.cash.is(companyWord, string(d.low[d.toks[last].start:d.toks[last].end])) {
		return false
	}
	for k := from + 1; k < last; k++ {
		if t := &d.toks[k]; d.cover[k] >= 0 || t.kind == symbol && !t.oneOf("-‑.'’&") || t.is(cPrep|cLevel|cBy|cOf|cBreak|cRelative|cInstr) || t.is(cUp|cDown) && t.is(cVerb) {
			return false
		}
	}
	return true
}

// described returns the one share named before the description in tokens from..to-1 that it may
// mean: in its paragraph, or in the one before where its own names no share.
func (d *doc) described(from, to int) subject {
	if d.without(memories) {
		return nobodyFor("nothing is remembered")
	}
	if label := d.label(from); label != nil {
		if !d.cash.is(pairWord, d.span(d.lastNoun(to), d.lastNoun(to)+1)) {
			label = label[:1]
		}
		return subject{tickers: label, found: true, why: "what its paragraph is headed by"}
	}
	country := d.countryIn(from, to)
	meant, all := -1, 0
	var seen []string
	paragraphs := 0
	for k := from - 1; k >= max(0, from-300); k-- {
		if d.toks[k+1].has(parted) {
			if paragraphs++; paragraphs == 2 || len(seen) > 0 {
				break
			}
		}
		g := d.figureAt(k)
		if g == nil {
			continue
		}
		if g.typ == instrument && g.instrument != nil && !isIndex(g) && !slices.Contains(seen, g.name) {
			seen = append(seen, g.name)
			if country == "" || g.instrument.Country == country {
				meant = int(d.cover[k])
				all++
			}
		}
		k = g.from
	}
	switch {
	case all == 0:
		return nobodyFor("no company was named that it may describe")
	case all > 1:
		return nobodyFor("several companies were named that it may describe")
	}
	return d.only(meant, "the one company that it may describe")
}

// countryIn returns the country that a word in tokens from..to-1 speaks of.
func (d *doc) countryIn(from, to int) string {
	for k := from; k < to; k++ {
		if d.isClass(k, cPlace) && d.toks[k].has(capital) {
			return d.lexemeAt(k).country
		}
	}
	return ""
}

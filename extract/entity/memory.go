package entity

import (
	"slices"
	"strings"

	"github.com/pennypress/pennypress/extract/gazetteer"
)

// remembered returns what the text spoke of before token i: for "the index" an
// index, for shares no index. Noun is the token that refers to it, -1 for none.
func (d *doc) remembered(i, noun int) subject {
	if d.without(memories) {
		return nobodyFor("nothing is remembered")
	}
	wantIndex := d.isClass(noun, cIndexNoun)
	any := noun < 0 || d.isClass(noun, cAnaphor)
	best := d.lastNamed(i, any && i > 0 && !d.breaks(i), func(g *figure) bool { return any || isIndex(g) == wantIndex })
	if label := d.label(i); len(label) == 1 && !any && !wantIndex {
		return d.only(label[0], "what its paragraph is headed by")
	}
	if best >= 0 && !any && !wantIndex && d.gapParted(d.figures[best].to-1, i) {
		if d.isLabelled(i) { // by a name that is not known
			best = -1
		} else if t := d.topic(); t >= 0 && d.gapBlank(d.figures[best].to-1, i) {
			best = t
		}
	}
	switch {
	case best >= 0 && !any && !wantIndex:
		best = d.rated(best, i)
	case best < 0 && !any && !wantIndex:
		if best = d.namedAhead(i); best < 0 && !d.isLabelled(i) {
			best = d.topic()
		}
	}
	if best < 0 && !wantIndex {
		best = d.shareMoved(i)
	}
	if best < 0 && noun >= 0 && d.isClass(noun, cAnaphor) && d.sharesBefore(i) { // "The share closed at 85 euros. It has lost 16%"
		best = d.topic()
	}
	if best < 0 {
		return nobodyFor("nothing was named that it may refer to")
	}
	return d.only(best, "what was spoken of before")
}

// inBullet reports whether the paragraph of token i begins with a bullet.
func (d *doc) inBullet(i int) bool {
	for n := 0; n < maxSentence && i > 0 && !d.toks[i].has(parted); n++ {
		i--
	}
	return d.toks[i].oneOf("*•-–—▪◆●")
}

// maxLabel is how many tokens the name before a paragraph may have.
const maxLabel = 6

// isLabelled reports whether the paragraph of token i begins with a name and a colon, as the
// items of a round-up do: it is about that one.
func (d *doc) isLabelled(i int) bool {
	for n := 0; n < maxSentence && i > 0 && !d.toks[i].has(parted); n++ {
		i--
	}
	if d.toks[i].kind == word && d.toks[i].end-d.toks[i].start == 1 { // "Q:"
		return false
	}
	for k := i + 1; k < min(i+maxLabel, len(d.toks)) && !d.toks[k].has(parted); k++ {
		t := &d.toks[k]
		if t.sign(':') || t.r == '—' && !t.glued() {
			return d.toks[i].has(capital)
		}
		if !d.lang.english && t.is(cAux|cBe) && !t.is(cFiller) && !t.has(capital) { // a sentence, no name
			return false
		}
	}
	return false
}

// label returns the instruments that the paragraph of token i is headed by: "Five Below —",
// "Campbell's, General Mills:". Nil for none.
func (d *doc) label(i int) []int {
	for n := 0; n < maxSentence && i > 0 && !d.toks[i].has(parted); n++ {
		i--
	}
	if g := d.figureAt(i - 1); g != nil && g.typ == instrument && g.to == i && d.toks[g.from].has(parted) { // a line of its own
		d.members = append(d.members, int(d.cover[i-1]))
		return d.members[len(d.members)-1:]
	}
	for n := 0; n < 3 && d.toks[i].kind == symbol && i+1 < len(d.toks); n++ { // a bullet, marks of emphasis
		i++
	}
	first := len(d.members)
	for g := d.figureAt(i); g != nil && g.typ == instrument && g.from == i; g = d.figureAt(i) {
		d.members = append(d.members, int(d.cover[i]))
		if i = g.to; d.isSign(i, '(') {
			i = d.closingBracket(i, len(d.toks)) + 1
		}
		for d.isSign(i, '*') {
			i++
		}
		switch t := &d.toks[min(i, len(d.toks)-1)]; {
		case t.sign(':') || t.oneOf("—–-") && !t.glued():
			return d.members[first:len(d.members):len(d.members)]
		case !t.sign(',') && !t.is(cAnd):
			return nil
		}
		i++
	}
	return nil
}

// maxMoved is how many tokens back the last move may be.
const maxMoved = 80

// lastMover returns who moved last before token i, in this paragraph and no more than limit tokens before. -1
// for nobody.
func (d *doc) lastMover(i, limit int) int {
	n := len(d.moves)
	if n == 0 {
		return -1
	}
	m := &d.moves[n-1]
	if to := d.figures[m.percent].to; to > i || i-to > limit || d.gapParted(to-1, i) {
		return -1
	}
	return m.ticker
}

// toldLast reports whether the move told last is that of percentage last.
func (d *doc) toldLast(last int) bool {
	n := len(d.moves)
	return n > 0 && d.moves[n-1].percent == last && !d.without(memories)
}

// sameMover returns who moved in percentage last where f is about the same change at another time: "Sur la semaine,
// le repli atteint 1,4%". -1 for nobody.
func (d *doc) sameMover(f *figure, last int) int {
	if f.why != changeIsSubject || d.lang.english || d.lang.behind || !d.isThe(f.cue-1) || !d.isSign(f.cue-2, ',') || !d.toldLast(last) || d.metricBetween(d.segmentStart(f.cue), f.from) {
		return -1
	}
	return d.lastMover(f.from, maxMoved)
}

// priceReached returns the share that moved in percentage last where f stands in brackets behind a price of a clause
// that names nobody: "Na máxima, chegou a R$ 37,94 (+5,01%)". -1 for none.
func (d *doc) priceReached(f *figure, last int) int {
	g := d.figureAt(f.from - 2)
	if d.lang.english || f.cue != f.from || !d.isSign(f.from-1, '(') || g == nil || g.typ != sum || !d.toldLast(last) {
		return -1
	}
	if from := d.segmentStart(g.from); !d.hasNoFigure(from, g.from) || d.metricBetween(from, g.from) || d.instrBetween(from, g.from) {
		return -1
	}
	return d.shareMoved(f.from)
}

// shareMoved returns the share whose price the text told last before token i. -1 for none.
func (d *doc) shareMoved(i int) int {
	if t := d.lastMover(i, maxMoved); t >= 0 && !isIndex(&d.figures[t]) {
		return t
	}
	return -1
}

// indexMoved returns the index whose change was told last before token i. -1 for none.
func (d *doc) indexMoved(i int) int {
	if d.without(memories) {
		return -1
	}
	if t := d.lastMover(i, maxMoved/2); t >= 0 && isIndex(&d.figures[t]) {
		return t
	}
	return -1
}

// lastNamed returns the first instrument that fits of the last sentence before
// token i that names one, within this paragraph and, unless it is to be here, the one
// before. -1 for none.
func (d *doc) lastNamed(i int, here bool, fits func(*figure) bool) int {
	best, paragraphs := -1, 0
	if here || !d.firstSentence(i) {
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
		if g.typ == instrument && fits(g) && !(best >= 0 && d.isEmployer(g)) {
			best = int(d.cover[k])
		}
		k = g.from
	}
	return best
}

// isEmployer reports whether g is only where somebody who speaks of another share works: "Analysts at
// National Bank said".
func (d *doc) isEmployer(g *figure) bool {
	if !d.wordIs(g.from-1, "at") {
		return false
	}
	switch d.lowWord(g.from - 2) {
	case "analyst", "analysts", "strategist", "strategists", "economist", "economists":
		return true
	}
	return false
}

// rated returns what a sentence with a rating is about. A broker stands first
// and does not move: "Goldman raised its target for Toyota and the stock rose".
func (d *doc) rated(best, i int) int {
	other, rating := -1, false
	for k := d.figures[best].to; k < i && !d.breaks(k+1); k++ {
		rating = rating || d.isClass(k, cRating)
		if g := d.figureAt(k); g != nil && g.typ == instrument && g.symbol != d.figures[best].symbol && !isIndex(g) {
			other = int(d.cover[k])
		}
	}
	if rating && other >= 0 {
		return other
	}
	return best
}

// namedAhead returns the share that the sentence of token i names after it: "The
// stock fell 3% after Netflix said". -1 for none.
func (d *doc) namedAhead(i int) int {
	cause := false
	for k := i; k < min(i+maxSegment, len(d.toks)-1) && !(k > i && d.breaks(k)); k++ {
		cause = cause || d.isClass(k, cBreak)
		if g := d.figureAt(k); cause && g != nil && g.typ == instrument && !isIndex(g) {
			return int(d.cover[k])
		}
	}
	return -1
}

// topic returns the first mention of the share that the text is about: what it names more
// often than all others together, else what it begins with. -1 for none.
func (d *doc) topic() int {
	if !d.topicKnown {
		d.topicAt, d.topicKnown = d.findTopic(), true
	}
	return d.topicAt
}

func (d *doc) findTopic() int {
	mentions := map[string]int{}
	first := -1
	for i := range d.figures {
		if f := &d.figures[i]; f.typ == instrument && !isIndex(f) {
			mentions[f.symbol]++
			if first < 0 {
				first = i
			}
		}
	}
	most, all, symbol := 0, 0, ""
	for s, n := range mentions {
		if all += n; n > most {
			most, symbol = n, s
		}
	}
	switch {
	case 2*most > all:
		return slices.IndexFunc(d.figures, func(f figure) bool { return f.typ == instrument && f.symbol == symbol })
	case first >= 0 && mentions[d.figures[first].symbol] > 1 && d.isAlone(first):
		return first
	}
	return -1
}

// isAlone reports whether the rest of its paragraph names no other share than figure n.
func (d *doc) isAlone(n int) bool {
	share := &d.figures[n]
	end := share.to
	for end < len(d.toks) && !d.toks[end].has(parted) {
		end++
	}
	for n++; n < len(d.figures) && d.figures[n].from < end; n++ {
		if g := &d.figures[n]; g.typ == instrument && !isIndex(g) && g.symbol != share.symbol {
			return false
		}
	}
	return true
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

// isFormer reports whether token i means the first of two that were named: "the former", "le premier"
// before its verb.
func (d *doc) isFormer(i int) bool { return d.isOrdinal(i, formerWord) }

// isLatter reports whether token i means the second of two that were named.
func (d *doc) isLatter(i int) bool { return d.isOrdinal(i, latterWord) }

// isOrdinal reports whether a word of a kind stands at token i, in other languages than English behind
// its article and before its verb: elsewhere it counts.
func (d *doc) isOrdinal(i int, kind kindOfSpelling) bool {
	if i < 0 || i >= len(d.toks) || d.toks[i].kind != word || !d.cash.is(kind, d.lowWord(i)) {
		return false
	}
	if d.wordIs(i, "former") || d.wordIs(i, "latter") {
		return d.lang.english
	}
	verb := i + 1
	for verb < i+4 && (d.isClass(verb, cAux|cFiller) || d.toks[min(verb, len(d.toks)-1)].oneOf("'’")) && !d.isMoving(verb) {
		verb++
	}
	return !d.lang.english && (d.isThe(i-1) || d.toks[max(i-1, 0)].oneOf("'’") && d.wordIs(i-2, "quest") || strings.HasPrefix(d.lowWord(i), "erstere") || strings.HasPrefix(d.lowWord(i), "letztere")) && d.isMoving(verb)
}

// isOrdinalItem reports whether token i means the first or the second of two that were named, as an item
// of a list without a verb of its own.
func (d *doc) isOrdinalItem(i int) bool {
	return !d.lang.english && i > 0 && d.isSign(i-1, ',') && (d.cash.is(latterWord, d.lowWord(i)) || d.cash.is(formerWord, d.lowWord(i)))
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
		if g.typ == instrument && !slices.ContainsFunc(seen, func(n int) bool { return d.figures[n].symbol == g.symbol }) {
			seen = append(seen, int(d.cover[k]))
		}
		k = g.from
	}
	switch {
	case len(seen) < 2 || d.without(memories):
		return nobodyFor("no two instruments were named before it")
	case d.isLatter(i), d.isOrdinalItem(i) && d.cash.is(latterWord, d.lowWord(i)):
		return subject{tickers: seen[:1], found: true, why: "the latter"}
	}
	return subject{tickers: seen[1:], found: true, why: "the former"}
}

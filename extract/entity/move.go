package entity

import (
	"slices"
	"strings"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/extract/gazetteer"
)

// Who moved is the subject of the clause the percentage is in:
//
//	Philips , which makes scanners , tumbled 9.2 % on a day of gains for the AEX
//	^ subject aside, skipped         cue     figure never looked at
//
// The clause is read from the cue back, segment by segment, a segment ending
// at commas, dashes, brackets and conjunctions. In the first segment that says
// anything the last noun decides: an instrument or a noun of price ("shares of",
// "futures tracking") makes a move, a figure of the company ("profit", "sales")
// forbids one, "it" and "its shares" refer to what was spoken of before.

// A move is a percentage and the instrument whose price it changed.
type move struct {
	percent int // index of its figure
	ticker  int // index of the instrument's figure
	symbol  string
	venue   string
	why     string
}

func (m move) result(f *figure, s extract.Span) extract.Move {
	low, high := f.signed()
	out := extract.Move{Symbol: m.symbol, Exchange: m.venue, Percent: low, Span: s}
	if f.ranged {
		out.Low, out.High = new(low), new(high)
		if high <= 0 {
			out.Percent = high
		}
	}
	return out
}

// A subject is what the search for who moved found.
type subject struct {
	tickers []int // indices of figures
	found   bool  // the search is over, even without tickers
	why     string
}

var nobody = subject{found: true}

// move finds who moved by each percentage.
func (d *doc) move() {
	last := -1
	for n := range d.figures {
		f := &d.figures[n]
		if f.typ != extract.TypePercent {
			continue
		}
		if f.direction != 0 && f.unit == extract.UnitPercent {
			s := d.subjectOf(n, last)
			for _, t := range s.tickers {
				g := &d.figures[t]
				d.moves = append(d.moves, move{percent: n, ticker: t, symbol: g.symbol, venue: g.exchange, why: s.why})
			}
		}
		last = n
	}
	d.respectively()
}

// subjectOf finds who moved by figure n, last being the percentage before it.
func (d *doc) subjectOf(n, last int) subject {
	f := &d.figures[n]
	if d.metricAfter(f) {
		return nobody
	}
	if f.cue >= 0 && d.breaks(f.cue) && d.toks[f.cue].has(capital) && d.isClass(f.cue, cAdj) && f.cue < f.from && !d.toks[f.cue].has(parted) {
		return d.remembered(f.cue, -1) // "Retail. Down 95 cents, or 1.3 per cent"
	}
	if t := d.adjacentTicker(f); t >= 0 && d.adjacentCounts(f, t) {
		s := subject{tickers: []int{t}, found: true, why: "beside it"}
		if g := &d.figures[t]; f.cue >= g.to && f.cue < f.from && !d.isSign(g.to, '(') {
			s.tickers = d.joined(t, d.segmentStart(g.from))
		}
		return s
	}
	if f.cue >= f.to {
		if s := d.objectOf(f); s.found {
			return s
		}
	}
	start := f.from - 1
	if f.cue >= 0 && f.cue < f.from && f.why != "the list it is in" {
		if d.metricBetween(f.cue+1, f.from) {
			return nobody
		}
		start = f.cue - 1
	}
	return d.walkSubject(f, start, last)
}

// metricAfter reports whether a figure of the company follows f: "rose 5% in
// sales", "a 5% rise in profit".
func (d *doc) metricAfter(f *figure) bool {
	i := f.to
	if f.cue >= f.to {
		for k := f.to; k < f.cue; k++ {
			if d.isClass(k, cMetric) && !d.isClass(k, cAux) {
				return true
			}
		}
		i = f.cue + 1
	}
	if !d.wordIs(i, "in") && !d.wordIs(i, "of") {
		return f.cue < f.to && d.isClass(i, cMetric) && !d.isClass(i, cAux|cInstr)
	}
	for k := i + 1; k < min(i+6, len(d.toks)); k++ {
		t := &d.toks[k]
		switch {
		case t.kind != word && !t.oneOf("-'’&"), t.is(cBreak | cPrep), t.has(parted), d.cover[k] >= 0 && d.figureAt(k).typ != extract.TypeTicker:
			return false
		case t.is(cInstr):
			return false
		case t.is(cMetric) && !t.is(cAux):
			return true
		}
	}
	return false
}

func (d *doc) metricBetween(from, to int) bool {
	for i := from; i < to; i++ {
		if d.toks[i].is(cMetric) && d.cover[i] < 0 && !d.toks[i].is(cAux) {
			return true
		}
	}
	return false
}

// adjacentTicker returns the instrument right before f, with nothing but
// brackets, a comma, a cue and fillers between: "Coal India (up 3.82%)". -1 for
// none.
func (d *doc) adjacentTicker(f *figure) int {
	i := f.from - 1
	for n := 0; n < 6 && i >= 0; n++ {
		t := &d.toks[i]
		if d.cover[i] >= 0 {
			if d.figures[d.cover[i]].typ == extract.TypeTicker && (!d.gapParted(i, f.from) || f.cue == f.from && !d.gapBlank(i, f.from)) {
				return int(d.cover[i])
			}
			return -1
		}
		if t.r == ',' && !d.commaFits(f) {
			return -1
		}
		if t.kind == number && f.cue == f.from && d.isSign(f.from-1, '(') { // a table: "NIKKEI 38,120.55 +101.20 (+0.27%)"
			i--
			continue
		}
		if !(t.oneOf("(,:+-") || isArrow(t.r) || i == f.cue || t.is(cFiller|cModifier) || t.is(cInstr) && isArrow(d.toks[i+1].r)) {
			return -1
		}
		i--
	}
	return -1
}

// gapBlank reports whether a blank line parts tokens from and to.
func (d *doc) gapBlank(from, to int) bool {
	for k := from + 1; k <= to; k++ {
		if d.toks[k].has(blank) {
			return true
		}
	}
	return false
}

// commaFits reports whether f may belong to an instrument before a comma: "X,
// up 3%", "X, -2.9%", but not "supplier of X, fell 3%".
func (d *doc) commaFits(f *figure) bool {
	return f.cue == f.from || f.cue < 0 || d.isClass(f.cue, cAdj) || strings.HasSuffix(d.low[d.startOf(f.cue):d.endOf(f.cue)], "ing") || isArrow(d.toks[f.cue].r)
}

// adjacentCounts reports whether an instrument right before f moved: in a
// bracket, in a list, or with its own sign or verb of price.
func (d *doc) adjacentCounts(f *figure, t int) bool {
	g := &d.figures[t]
	if f.cue >= f.to && !d.isClass(f.cue, cAdj) {
		return false
	}
	if f.why == "the list it is in" || f.cue == f.from || f.cue >= f.to {
		return true
	}
	if d.isClass(f.cue, cGrowth) && f.cue < f.from {
		return false
	}
	if d.metricBetween(max(0, d.segmentStart(g.from)), g.from) && !d.instrBetween(d.segmentStart(g.from), g.from) {
		return false
	}
	return f.cue < g.from || f.cue >= g.to && g.to > f.from-6 && !d.isSign(g.to, '\'') && d.bracketOrVerb(f, g)
}

func (d *doc) instrBetween(from, to int) bool {
	for i := max(from, 0); i < to; i++ {
		if d.toks[i].is(cInstr) && d.cover[i] < 0 {
			return true
		}
	}
	return false
}

// bracketOrVerb reports whether f follows g in a bracket, after a comma, or
// with nothing but its cue between.
func (d *doc) bracketOrVerb(f, g *figure) bool {
	return d.toks[g.to].oneOf("(,:") || f.cue >= g.to
}

// Bounds on the way back, in tokens: texts without punctuation must not cost the
// square of their length.
const (
	maxSegment  = 120
	maxSentence = 400
)

// segmentStart returns the first token of the segment that token i is in.
func (d *doc) segmentStart(i int) int {
	for stop := i - maxSegment; i > 0 && i > stop && !d.breaks(i); {
		if d.isSign(i-1, ')') {
			if open := d.openBracket(i - 1); open > 0 {
				i = open
				continue
			}
		}
		if d.partsSegments(i - 1) {
			break
		}
		i--
	}
	return i
}

// partsSegments reports whether token i stands between two segments.
func (d *doc) partsSegments(i int) bool {
	t := &d.toks[i]
	if t.kind == symbol {
		return t.r == ',' || t.r == '(' || t.r == ')' || t.oneOf("–—") || t.r == '-' && !t.glued() && i+1 < len(d.toks) && !d.toks[i+1].glued()
	}
	return t.is(cBreak) && d.cover[i] < 0 && !(d.wordIs(i, "as") && d.isClass(i+1, cModifier|cFiller))
}

// objectOf reads what follows a noun: "a 5% rise in Apple shares".
func (d *doc) objectOf(f *figure) subject {
	i := f.cue + 1
	if !d.wordIs(i, "in") && !d.wordIs(i, "for") && !d.wordIs(i, "by") && !d.wordIs(i, "of") || !d.isClass(f.cue, cNoun) {
		return subject{}
	}
	price := false
	for k := i + 1; k < min(i+8, len(d.toks)); k++ {
		t := &d.toks[k]
		switch {
		case d.cover[k] >= 0 && d.figureAt(k).typ == extract.TypeTicker:
			to := d.afterPossessive(d.figureAt(k).to)
			if price || d.isClass(to, cInstr) || !d.isClass(to, cMetric) && to == d.figureAt(k).to {
				return subject{tickers: []int{int(d.cover[k])}, found: true, why: "the object of its noun"}
			}
			return nobody
		case t.is(cInstr):
			if d.isClass(k-1, cAnaphor) || d.wordIs(k-1, "the") {
				return d.remembered(f.from, k)
			}
			price = true
		case t.is(cMetric), t.is(cBreak), t.has(parted), t.kind == symbol && !t.oneOf("-'’&"):
			return subject{}
		}
	}
	return subject{}
}

// maxSegments bounds how far back a subject is looked for.
const maxSegments = 6

// walkSubject looks for the subject from token i back.
func (d *doc) walkSubject(f *figure, i, last int) subject {
	stop := -1
	if last >= 0 {
		stop = d.figures[last].to
	}
	first := true
	for n := 0; n < maxSegments && i >= 0; n++ {
		if d.toks[i].kind == symbol && d.partsSegments(i) { // the cue begins its segment
			first = false
			if d.isSign(i, ')') {
				i = d.openBracket(i)
			}
			i--
			continue
		}
		if d.breaks(i + 1) {
			return nobody
		}
		from := d.segmentStart(i)
		if first && d.isClass(from, cRelative) {
			if t := d.antecedent(from); t >= 0 && d.onlyPrice(from, i+1) {
				return subject{tickers: []int{t}, found: true, why: "what the relative clause is about"}
			}
		}
		if from < stop && stop <= i+1 { // the rest of the segment is about the percentage before
			if s := d.readSegment(f, stop, i+1); s.found {
				return s
			}
			return d.sameAs(last, stop)
		}
		if from <= i && (first || !d.aside(from, i+1)) {
			if s := d.readSegment(f, from, i+1); s.found {
				return s
			}
		}
		if d.breaks(from) || from == 0 {
			return nobody
		}
		first = false
		i = from - 2
		if d.isSign(from-1, ')') {
			i = d.openBracket(from-1) - 1
		}
	}
	return nobody
}

// antecedent returns the instrument right before the relative clause at token
// from: "X (XYZ), which rose 3%". -1 for none.
func (d *doc) antecedent(from int) int {
	i := from - 1
	if d.isSign(i, ',') {
		i--
	}
	if d.isSign(i, ')') {
		i = d.openBracket(i) - 1
	}
	if g := d.figureAt(i); g != nil && g.typ == extract.TypeTicker {
		return int(d.cover[i])
	}
	return -1
}

// onlyPrice reports whether tokens from..to-1 name no figure of a company and
// no other instrument.
func (d *doc) onlyPrice(from, to int) bool {
	for i := from; i < to; i++ {
		if d.figureAt(i) != nil || d.toks[i].is(cMetric) && !d.toks[i].is(cAux) {
			return false
		}
	}
	return true
}

// sameAs returns who moved by the percentage before, when the text goes on
// about it: "rose 3% and closed up 5%".
func (d *doc) sameAs(last, stop int) subject {
	s := nobody
	for _, m := range d.moves {
		if m.percent == last {
			s.tickers = append(s.tickers, m.ticker)
			s.why = "the subject of the percentage before"
		}
	}
	return s
}

// aside reports whether a segment only explains what stands before it.
func (d *doc) aside(from, to int) bool {
	t := &d.toks[from]
	if from > 0 && d.toks[from-1].is(cBreak) && d.onlyTickers(from, to) {
		return false
	}
	if t.is(cRelative|cPrep|cBreak|cLevel|cBy) || d.wordIs(from, "a") || d.wordIs(from, "an") || d.wordIs(from, "the") && from > 0 && d.isSign(from-1, ',') {
		return true
	}
	return from > 0 && d.toks[from-1].is(cBreak|cRelative) && !d.isSign(from-1, ',')
}

// onlyTickers reports whether tokens from..to-1 are names of instruments.
func (d *doc) onlyTickers(from, to int) bool {
	for i := from; i < to; i++ {
		if g := d.figureAt(i); (g == nil || g.typ != extract.TypeTicker) && !d.toks[i].is(cAnd) && !d.toks[i].oneOf("'’(),") {
			return false
		}
	}
	return true
}

// readSegment decides by the nouns of tokens from..to-1. Not found means the
// segment says nothing of who moved.
func (d *doc) readSegment(f *figure, from, to int) subject {
	ticker, price, metric, pronoun, noun := -1, -1, -1, -1, -1
	for i := from; i < to; i++ {
		t := &d.toks[i]
		switch {
		case d.cover[i] >= 0:
			if d.figureAt(i).typ == extract.TypeTicker {
				ticker = i
				i = d.figureAt(i).to - 1
			}
		case t.sign('('):
			i = d.closingBracket(i, to)
		case t.kind != word:
		case t.is(cRelative) && ticker >= 0 && i == d.figureAt(ticker).to:
			noun, metric, price = -1, -1, -1 // "the winners were X which rose"
		case t.is(cInstr) && !d.isClass(i-1, cPerWord) && !(t.is(cMetric) && d.wordIs(i-1, "market")):
			price = i
		case t.is(cMetric) && !t.is(cAux):
			metric = i
		case t.lex.phrases != nil && d.metricPhrase(i):
			metric = i + 1
			i++
		case d.wordIs(i, "former") || d.wordIs(i, "latter"):
			return d.formerLatter(i)
		case t.is(cAnaphor):
			pronoun = i
		case t.is(cAux|cUp|cDown|cFiller|cPrep|cLevel|cAnd|cPoints|cMonth|cBreak|cTo|cModifier|cRelative|cSent|cPrice) || t.has(capital) && i > from:
		default:
			noun = i
		}
	}
	switch {
	case price >= 0 && (metric < price || d.wordIs(price+1, "of") || d.wordIs(price+1, "in") || d.wordIs(price+1, "for")):
		return d.priceSubject(ticker, price, from, to)
	case metric >= 0:
		return nobody
	case ticker >= 0:
		return d.bareSubject(f, ticker, noun, from, to)
	case pronoun >= 0 && noun < 0 && !d.isClass(f.cue, cGrowth):
		if d.wordIs(pronoun, "it") || d.wordIs(pronoun, "they") && d.sharesBefore(from) {
			return d.remembered(from, pronoun)
		}
		return nobody
	case noun >= 0 || pronoun >= 0:
		return nobody
	}
	return subject{}
}

// sharesBefore reports whether the sentence speaks of shares before token i, so
// that "they" may be those.
func (d *doc) sharesBefore(i int) bool {
	for k := i - 1; k > max(0, i-maxSegment) && !d.breaks(k+1); k-- {
		if d.isClass(k, cInstr) {
			return true
		}
	}
	return false
}

// metricPhrase reports whether a figure of a company of several words begins
// at token i: "market share".
func (d *doc) metricPhrase(i int) bool {
	lx, n := d.phraseAt(i)
	return n > 1 && lx.is&cMetric != 0
}

// priceSubject decides for a segment with a noun of price: the instrument
// named with it, or the one it refers to.
func (d *doc) priceSubject(ticker, price, from, to int) subject {
	if ticker >= 0 {
		return subject{tickers: d.joined(int(d.cover[ticker]), from), found: true, why: "its price is the subject"}
	}
	k := price - 1
	for k >= from && (d.isClass(k, cBroad) || d.toks[k].oneOf("-'’") || d.wordIs(k, "s")) {
		k--
	}
	switch {
	case k < from && d.isClass(price, cInstr) && price == from && d.wordIs(price+1, "of"):
		return d.remembered(from, price)
	case k < from && price == from && !d.wordIs(price+1, "in") && !d.wordIs(price, "stocks") && (d.breaks(from) || d.partsSegments(from-1)):
		return d.remembered(from, price)
	case k >= from && d.isClass(k, cSent) && k == price-1 && !d.wordIs(price, "stocks"):
		return d.remembered(from, price)
	case k >= from && (d.isClass(k, cAnaphor) || d.wordIs(k, "the") || d.wordIs(k, "whose")):
		return d.remembered(from, price)
	}
	return nobody
}

// bareSubject decides for a segment with an instrument and no noun of price:
// the verb must be one of price, and no other noun stand between.
func (d *doc) bareSubject(f *figure, ticker, noun, from, to int) subject {
	g := d.figureAt(ticker)
	after := d.afterPossessive(g.to)
	if after != g.to && after < to || noun >= g.to && noun < to || d.isClass(f.cue, cGrowth) {
		return nobody
	}
	if d.isClass(g.from-1, cOf|cPrep|cLevel) && noun >= 0 && noun < g.from && d.isSubordinate(from, g.from) {
		return nobody
	}
	return subject{tickers: d.joined(int(d.cover[ticker]), from), found: true, why: "the subject of its verb"}
}

// isSubordinate reports whether the instrument at token to hangs on a noun
// before it: "demand for X", "exports to X".
func (d *doc) isSubordinate(from, to int) bool {
	return to-from >= 2 && !d.toks[from].is(cPrep)
}

// closingBracket returns the token of the bracket that the one at i opens, i
// where it does not close before to.
func (d *doc) closingBracket(i, to int) int {
	for k := i; k < min(to, i+20); k++ {
		if d.isSign(k, ')') {
			return k
		}
	}
	return i
}

// joined returns the instruments that share a subject: "A, B and C fell 5%".
func (d *doc) joined(n, from int) []int {
	out := []int{n}
	for n > 0 {
		g, h := &d.figures[n], &d.figures[n-1]
		if h.typ != extract.TypeTicker || d.breaks(g.from) {
			break
		}
		if h.symbol == g.symbol && d.isSign(g.from-1, '(') && g.from-1 == h.to { // its code
			n--
			out[len(out)-1] = n
			continue
		}
		if h.symbol == g.symbol {
			break
		}
		only := true
		for i := h.to; i < g.from; i++ {
			only = only && (d.isClass(i, cAnd) || d.toks[i].oneOf(",&)")) && !d.toks[i].has(parted)
		}
		if !only || g.from == h.to || h.from < from && !d.breaks(d.firstOfList(n-1)) {
			break
		}
		n--
		out = append(out, n)
	}
	slices.Reverse(out)
	return out
}

// firstOfList returns the first token of a list of instruments that ends with
// figure n.
func (d *doc) firstOfList(n int) int { return d.figures[n].from }

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

// respectively pairs the instruments and the percentages of "A and B rose 3%
// and 2% respectively".
func (d *doc) respectively() {
	for i := 0; i < len(d.moves); {
		j := i
		for j < len(d.moves) && d.moves[j].percent == d.moves[i].percent {
			j++
		}
		d.pairUp(i, j)
		i = j
	}
	d.moves = slices.DeleteFunc(d.moves, func(m move) bool { return m.percent < 0 })
	slices.SortStableFunc(d.moves, func(a, b move) int { return a.percent - b.percent })
}

// pairUp hands the moves i..j-1, which share one percentage, to the
// percentages that follow it in a list.
func (d *doc) pairUp(i, j int) {
	first := d.moves[i].percent
	if j-i < 2 || first < 0 || first+1 >= len(d.figures) {
		return
	}
	next := &d.figures[first+1]
	if next.typ != extract.TypePercent || next.from-d.figures[first].to > 4 || next.direction == 0 {
		return
	}
	for k := i + 1; k < j && first+k-i < len(d.figures); k++ {
		if d.figures[first+k-i].typ == extract.TypePercent {
			d.moves[k].percent = first + k - i
		}
	}
	for k := j; k < len(d.moves); k++ { // the others' claims on those
		if p := d.moves[k].percent; p > first && p < first+j-i {
			d.moves[k].percent = -1
		}
	}
}

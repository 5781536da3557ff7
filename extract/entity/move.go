package entity

import (
	"strings"

	"github.com/pennypress/pennypress/extract"
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

// only ends the search with one instrument.
func (d *doc) only(ticker int, why string) subject {
	d.members = append(d.members, ticker)
	n := len(d.members)
	return subject{tickers: d.members[n-1 : n : n], found: true, why: why}
}

// nobodyFor ends the search without a subject, and says why.
func nobodyFor(why string) subject { return subject{found: true, why: why} }

// move finds who moved by each percentage.
func (d *doc) move() {
	last := -1
	for n := range d.figures {
		f := &d.figures[n]
		if f.typ != percentage {
			continue
		}
		if f.direction != 0 && f.unit == inPercent && !d.isForecast(f) {
			d.members = d.members[:0]
			s := d.subjectOf(n, last)
			if len(s.tickers) > 1 && d.secondOfTwo(f) {
				s.tickers = s.tickers[len(s.tickers)-1:]
			}
			for _, t := range s.tickers {
				g := &d.figures[t]
				d.moves = append(d.moves, move{percent: n, ticker: t, symbol: g.symbol, venue: g.exchange, why: s.why})
			}
		}
		last = n
	}
	d.respectively()
}

// secondOfTwo reports whether f is the second of two numbers whose unit stands once: "um 1,7
// beziehungsweise 1,9 Prozent".
func (d *doc) secondOfTwo(f *figure) bool {
	i := f.from - 1
	if d.isSign(i, '.') {
		i--
	}
	return !f.ranged && d.isClass(i, cAnd) && i > 0 && d.toks[i-1].kind == number && d.cover[i-1] < 0
}

// describesNext reports whether the word at token i says what the instrument soon
// after it is: "oil giant Saudi Aramco".
func (d *doc) describesNext(i int) bool {
	for k := i + 1; k < min(i+4, len(d.toks)); k++ {
		if g := d.figureAt(k); g != nil {
			return g.typ == instrument && d.describes(i, k)
		}
	}
	return false
}

// maxExpect is how many tokens before "to" may hold the word that expects.
const maxExpect = 12

// isForecast reports whether f is what a price may or is thought to do: "can
// rally 15%", "expects Tesla to fall 30%".
func (d *doc) isForecast(f *figure) bool {
	i := f.cue
	if i >= f.to && d.isClass(i, cExpect) { // "25% upside for Amazon"
		return true
	}
	if i < 0 || i > f.from || f.why == inList {
		i = f.from
	}
	for i--; i >= 0 && !d.breaks(i+1) && d.isClass(i, cFiller|cAux|cModal) && !d.isClass(i, cModal); i-- {
	}
	if d.lang.name == "de" && f.cue >= f.to && d.endsIn(f.cue, "en") && d.isConditional(d.segmentStart(f.from-1), f.from) {
		return true
	}
	gerund := f.cue >= 0 && f.cue < f.from && d.isGerund(f.cue)
	switch {
	case d.isClass(i, cModal):
		return true
	case !d.wordIs(i, "to") && !gerund:
		return false
	}
	for k := i - 1; k > max(0, i-maxExpect) && !d.breaks(k+1); k-- {
		if d.isClass(k, cExpect) || gerund && d.wordIs(k, "see") { // "analysts see Alibaba rising 40%"
			return true
		}
		if d.isClass(k, cBreak) || d.isSign(k, ',') {
			return false
		}
	}
	return false
}

// isClosing reports whether the word at token i, or the next, is a price of before: "unter dem Schlusskurs vom Vortag".
func (d *doc) isClosing(i int) bool {
	for k := i; k < min(i+3, len(d.toks)); k++ {
		if s := d.lowWord(k); strings.Contains(s, "schluss") || strings.Contains(s, "vortag") || strings.Contains(s, "kurs") || strings.Contains(s, "stand") {
			return true
		}
	}
	return false
}

// isConditional reports whether tokens from..to-1 say what would or may happen: "müsste der Kurs um 13 Prozent nachgeben".
func (d *doc) isConditional(from, to int) bool {
	for i := from; i < to; i++ {
		if d.cash.is(wouldWord, d.lowWord(i)) {
			return true
		}
	}
	return false
}

// subjectOf finds who moved by figure n, last being the percentage before it.
func (d *doc) subjectOf(n, last int) subject {
	f := &d.figures[n]
	if d.isWide(f) {
		return d.wideSubject(f)
	}
	if d.metricAfter(f) {
		return nobodyFor("a figure of the company follows it")
	}
	if d.lang.name == "de" && f.cue >= 0 && d.isClass(f.cue, cNoun) && d.isClass(f.cue, cMetric) && !d.wordIs(f.cue, "gewinn") && !d.wordIs(f.cue, "verlust") && !d.isClass(f.cue, cInstr) { // "mit einem Absatzrückgang von 5 Prozent"
		return nobodyFor("it is the change of a figure of the company")
	}
	if d.lang.name == "de" && (d.wordIs(f.to, "unter") || d.wordIs(f.to, "über")) && (d.isThe(f.to+1) || d.wordIs(f.to+1, "dem") || d.wordIs(f.to+1, "der")) && !d.isClosing(f.to+2) { // "notierte damit noch 4,8 Prozent unter der Offerte"
		return nobodyFor("it is compared with something that is no price of before")
	}
	if d.lang.name == "fr" && f.cue > 0 && d.wordIs(f.cue-1, "y") { // "Volkswagen y progressait de 24%"
		return nobodyFor("it happened in a market that was named")
	}
	if f.cue >= 0 && d.breaks(f.cue) && d.toks[f.cue].has(capital) && d.isClass(f.cue, cAdj) && f.cue < f.from && !d.toks[f.cue].has(parted) {
		return d.remembered(f.cue, -1) // "Retail. Down 95 cents, or 1.3 per cent"
	}
	if s := d.objectAfter(f); s.found {
		return s
	}
	if s := d.totalOf(f, last); len(s.tickers) > 0 {
		return s
	}
	if d.leadsToMillions(f) {
		return nobodyFor("what it leads to is no price")
	}
	if d.isOfStranger(f) {
		return nobodyFor("it stands beside a name that is not known")
	}
	if d.wordIs(f.cue, "premium") || d.wordIs(f.cue, "discount") || d.wordIs(f.cue, "décote") || d.wordIs(f.cue, "surcote") {
		return nobodyFor("a premium or a discount is no change of price")
	}
	if s := d.changeOf(f); s.found {
		return s
	}
	if g := d.pricedBefore(f); g != nil {
		return d.ofPrice(f, g, last)
	}
	if s := d.besideSubject(f, last); s.found {
		return s
	}
	if s := d.objectSubject(f); s.found {
		return s
	}
	start := f.from - 1
	if f.cue > f.to && d.isSign(f.to, ',') && d.isSign(start-1, ',') && d.cash.is(orWord, d.lowWord(start)) { // "ended 225 points, or 0.9%, lower"
		start -= 2
	}
	if f.cue >= 0 && f.cue < f.from && f.why != inList {
		if f.why != inTotal && d.metricBetween(f.cue+1, f.from) {
			return nobodyFor("a figure of the company stands between its cue and it")
		}
		start = f.cue - 1
	}
	return d.walkSubject(f, start, last)
}

// besideSubject reads the subject where a construction tells it without a way through the
// clause, or it stands beside f.
func (d *doc) besideSubject(f *figure, last int) subject {
	if s := d.closingSubject(f); s.found {
		return s
	}
	if s := d.labelled(f); s.found {
		return s
	}
	if s := d.headed(f); s.found {
		return s
	}
	if s := d.sumOf(f); s.found {
		return s
	}
	if t := d.infinitive(f); t >= 0 {
		return d.only(t, "what its sentence begins with")
	}
	if t := d.verbFirst(f); t >= 0 {
		return d.only(t, "the subject behind its verb")
	}
	if t := d.sameMover(f, last); t >= 0 {
		return d.only(t, "whose move was told before")
	}
	if s := d.goesFor(f); s.found {
		return s
	}
	if s := d.balanceOf(f); s.found {
		return s
	}
	if t := d.ofADay(f, last); t >= 0 {
		return d.only(t, "who moved on the day that is named")
	}
	if t := d.contrasted(f); t >= 0 {
		return d.only(t, "what it is compared with")
	}
	if f.why == inContrast || d.lang.name == "fr" && d.isSetAgainst(f) {
		return nobodyFor("another change is set against it")
	}
	if s := d.afterPerfect(f, last); s.found {
		return s
	}
	if t := d.bracketOf(f); t >= 0 {
		return d.only(t, "what the clause before its brackets is about")
	}
	if s := d.withOthers(f); s.found {
		return s
	}
	if t := d.priceReached(f, last); t >= 0 {
		return d.only(t, "whose move was told before")
	}
	if t := d.asideInList(f); t >= 0 {
		return d.only(t, "its turn in a list")
	}
	if i := d.beforeBy(f); f.why == inList && d.isOrdinalItem(i) { // "Erstere büßten 7,8 Prozent ein, Letztere 2,1 Prozent"
		return d.formerLatter(i)
	}
	if t := d.withChange(f); t >= 0 {
		return d.only(t, "its turn in a list")
	}
	if t := d.nextInList(f, last); t >= 0 {
		return d.only(t, "its turn in a list")
	}
	if t := d.thoseOf(f); t >= 0 {
		return d.only(t, "whose it is")
	}
	if d.lang.english && f.cue > 1 && f.cue < f.from && d.wordIs(f.cue-1, "them") && d.isClass(f.cue-2, cSent) && d.sharesBefore(f.cue-2) { // "hit Diageo shares, sending them down 125p (6.6%)"
		return d.remembered(f.cue-2, -1)
	}
	if t := d.colonItem(f); t >= 0 {
		return d.only(t, "its turn in a list")
	}
	if t := d.possessor(f); t >= 0 {
		return d.only(t, "whose change it is")
	}
	if t := d.headOf(f); t >= 0 {
		return d.only(t, "what its clause begins with")
	}
	t := d.adjacentTicker(f)
	if t < 0 || !d.adjacentCounts(f, t) {
		return subject{}
	}
	g := &d.figures[t]
	if d.lang.name == "de" && d.wordIs(g.from-1, "bei") && d.instrBetween(d.segmentStart(g.from), g.from) { // "büsst das Papier vorbörslich bei Julius Bär 1,5 Prozent ein"
		return subject{}
	}
	if isIndex(g) && !d.lang.english && d.isClass(g.from-1, cPrep|cLevel) && f.cue >= 0 && f.cue < g.from { // "büßten im MDax 4,5 Prozent ein"
		return subject{}
	}
	if isIndex(g) {
		from := d.segmentStart(g.from)
		if lead := d.lead(f, from, g.to); lead >= 0 {
			return d.only(lead, "the subject of its verb")
		}
		if price := from + 1; d.isThe(from) && d.isClass(price, cInstr) && !d.isClass(price, cIndexNoun) && d.isClass(price+1, cBe) && d.isSign(g.to, ',') { // "The stock was the best performer on the FTSE 100, up 3.4%"
			return d.remembered(from, price)
		}
	}
	s := d.only(t, "beside it")
	if f.cue >= g.to && f.cue < f.from && !d.isSign(g.to, '(') {
		s.tickers = d.joined(t, d.segmentStart(g.from))
	}
	return s
}

// maxDashed is how many tokens may stand between a dash and the verb whose subject is named before it.
const maxDashed = 12

// labelled returns what the paragraph of f is headed by, where its first sentence only describes that:
// "Live Nation — The Ticketmaster parent lost 5%".
func (d *doc) labelled(f *figure) subject {
	verb := f.cue
	if verb >= f.to && d.isClass(verb, cAdj) { // "ticked 1.4% higher"
		verb = d.beforeFillers(f.from)
	}
	if verb < 0 || verb > f.from || !d.isMoving(verb) && !(d.isClass(verb, cAdj) && d.isUnknownVerbAt(verb-1)) || d.isClass(f.cue, cGrowth) {
		return subject{}
	}
	dash := verb - 1
	for ; dash > verb-maxDashed && dash > 0 && !d.toks[dash].oneOf("—–"); dash-- {
		if d.toks[dash].has(parted) || d.breaks(dash) || d.toks[dash].kind == number || dash == verb-1 && d.toks[dash].is(cMetric) && !d.toks[dash].is(cAux|cInstr|cBroad) {
			return subject{}
		}
	}
	if dash <= 0 || !d.toks[dash].oneOf("—–") || !d.wordIs(dash+1, "the") {
		return subject{}
	}
	label := d.label(dash + 1)
	if len(label) != 1 {
		return subject{}
	}
	return subject{tickers: label, found: true, why: "what its paragraph is headed by"}
}

// isUnknownVerbAt reports whether token i may be the verb before an adverb of change: "ticked down".
func (d *doc) isUnknownVerbAt(i int) bool {
	return d.isMoving(i) || d.cash.is(neutralVerb, d.lowWord(i)) || d.endsIn(i, "ed")
}

// isOfStranger reports whether f stands in a bracket right after a name that nobody
// knows: "Indian Bank (up 0.43%) and Punjab & Sind Bank (up 0.24%)" of the second.
func (d *doc) isOfStranger(f *figure) bool {
	i := f.from - 1
	if f.cue >= 0 && f.cue < f.from {
		i = f.cue - 1
	}
	if !d.isSign(i, '(') || i < 2 || d.cover[i-1] >= 0 {
		return false
	}
	if !d.lang.english {
		k := i - 1
		for k > 0 && d.toks[k].kind == word && d.toks[k].has(capital) && d.cover[k] < 0 && !d.breaks(k) {
			k--
		}
		if d.isClass(k, cPrep|cLevel) && k < i-1 { // "apre in rialzo a Piazza Affari (+2,8%)"
			return false
		}
	}
	t := &d.toks[i-1]
	return t.kind == word && t.has(capital) && !t.has(lined) && !t.is(cInstr|cIndexNoun|cMonth|cPrep|cLevel|cAux|cUp|cDown|cFiller|cAnaphor|cMetric) && d.toks[i-2].kind != number && !d.breaks(i-1)
}

// inverted reads the subject after its verb, where languages put it: "rutschte die
// Bayer-Aktie um 5 Prozent ab", "um 5 Prozent verbilligten sich die Aktien von X",
// "mit einem Minus von 3 Prozent waren Adidas-Papiere".
func (d *doc) inverted(f *figure) subject {
	if f.cue < 0 {
		return subject{}
	}
	if d.lang.name == "de" && d.wordIs(f.to+1, "es") && (d.wordIs(f.to, "ging") || d.wordIs(f.to, "geht")) && d.sharesBefore(f.from) { // "Um bis zu 18,9 Prozent ging es am Donnerstag nach oben"
		return d.remembered(f.from, f.to+1)
	}
	if f.cue < f.from && d.isClass(f.cue, cNoun) && !d.isClass(f.cue, cVerb) && d.tickerBetween(d.segmentStart(f.cue), f.cue) { // "Die Papiere von X lagen mit einem Plus von 0,5 Prozent im Mittelfeld des Dax"
		return subject{}
	}
	from, to := f.cue+1, f.from
	behind := d.skipTarget(f.to)
	if q, ok := d.quantityAt(behind + 1); d.isClass(behind, cAnd) && ok && d.isClass(q.to, cPoints) { // "Mit einem Plus von 0,1 Prozent und 23.884 Zählern ging der Dax"
		behind = q.to + 1
	}
	switch {
	case f.cue > f.to && d.lang.behind && d.isClass(f.to, cAux|cBe) && d.fronted(f):
		from, to = f.to+1, f.cue
	case f.cue >= f.to && d.isClass(f.cue, cVerb):
		to = d.clauseEnd(from)
	case f.cue > f.from, !d.isClass(f.cue, cVerb) && !d.isClass(behind, cBe|cAux):
		return subject{}
	case d.isClass(f.to, cBe|cAux) && !d.isClass(f.cue, cVerb):
		from, to = f.to+1, d.clauseEnd(f.to+1)
	case d.isClass(behind, cBe|cAux) && !d.isClass(f.cue, cVerb): // "Mit einem Abschlag von 8,7 Prozent auf 84,15 Euro waren sie"
		from = behind + 1
		to = d.clauseEnd(from)
		if d.isClass(from, cAnaphor) && d.sharesBefore(f.from) {
			return d.remembered(f.from, from)
		}
	}
	paper := -1
	for k := from; k < to; k++ {
		switch g := d.figureAt(k); {
		case d.isClass(k, cMetric) && !d.isClass(k, cAux):
			return subject{}
		case g != nil && g.typ == instrument && (d.isClass(g.from-1, cPrep) || paper >= 0 && d.wordIs(g.from-1, "bei") || d.isThe(g.from-1) && d.isClass(g.from-2, cPrep) || d.hangsOnPreposition(g.from)): // "Hensoldt gaben im MDax um 5 Prozent nach"
		case g != nil && paper >= 0 && d.lang.behind && isIndex(g): // "die Papiere setzten sich an die Spitze des MDax"
		case g != nil && g.typ == instrument:
			return subject{tickers: d.joined(d.lastOfList(int(d.cover[k])), from), found: true, why: "the subject after its verb"}
		case paper < 0 && d.isClass(k, cInstr) && (d.isClass(k-1, cFiller|cRelative) || d.isClass(k, cIndexNoun) && d.isThe(k-2) && !d.toks[k-1].has(capital)): // "hat sich der deutsche Leitindex"
			paper = k
		case g != nil:
			return subject{}
		}
	}
	if paper >= 0 {
		return d.remembered(paper, paper)
	}
	if d.lang.behind && from < to && d.isClass(from, cAnaphor) && f.cue < f.from && d.isMoving(f.cue) && (d.wordIs(from, "er") || d.wordIs(from, "sie")) && d.sharesBefore(f.cue) { // "Kurz nach Handelsbeginn brechen sie um 12 Prozent ein"
		return d.remembered(f.cue, from)
	}
	return subject{}
}

// metricAfter reports whether a figure of the company follows f: "rose 5% in
// sales", "a 5% rise in profit".
func (d *doc) metricAfter(f *figure) bool {
	i := f.to
	if d.lang.behind && f.cue >= f.to && d.isAttributive(f.cue) {
		return true
	}
	if f.cue >= f.to {
		for k := f.to; k < f.cue; k++ {
			if d.isClass(k, cMetric) && !d.isClass(k, cAux) && d.cover[k] < 0 {
				return true
			}
		}
		i = f.cue + 1
		if d.isClass(f.cue, cAdj|cAfter) && d.lang.english && d.metricIsNext(i) { // "5 percent higher sales"
			return true
		}
		if f.cue == f.to+1 && d.wordIs(f.to, "price") { // "a 5 percent price increase for linerboard"
			return true
		}
	}
	if d.wordIs(i, "of") && d.isClass(i+1, cAnaphor) && (d.wordIs(i+2, "value") || d.wordIs(i+2, "market") && (d.wordIs(i+3, "value") || d.isClass(i+3, cMetric))) { // "lost 88% of its value"
		return false
	}
	if d.wordIs(i, "in") && (d.wordIs(i+1, "spite") || d.wordIs(i+1, "response") || d.wordIs(i+1, "reaction") || d.wordIs(i+1, "line")) {
		return false
	}
	if !d.lang.english && !d.lang.behind && f.cue < f.from && d.isClass(f.cue, cVerb) && (d.isClass(i, cAnaphor) || d.isThe(i)) && d.isClass(i+1, cMetric) && !d.isClass(i+1, cInstr|cAux|cUp|cDown) { // "eleva un 62% su beneficio"
		return true
	}
	if d.lang.name == "de" && f.cue < f.to && (d.isClass(i, cFiller) || d.isClass(i, cAnaphor)) && (d.isClass(i+1, cMetric|cStake) && !d.isClass(i+1, cInstr) || d.isClass(i+2, cMetric) && !d.toks[i+1].has(capital)) { // "29 Prozent der Zulassungen"
		return true
	}
	if !d.lang.english && d.isClass(i, cOf) && (f.cue < f.to || i > f.cue) {
		for k := i + 1; k < min(i+4, len(d.toks)) && d.toks[k].kind == word && d.cover[k] < 0 && !d.breaks(k); k++ {
			if d.isClass(k, cMetric) && !d.isClass(k, cAux|cInstr) { // "une hausse de 6 % de ses volumes"
				return true
			}
		}
	}
	if i < len(d.toks) && d.toks[i].has(parted) {
		return false
	}
	if !d.wordIs(i, "in") && !d.wordIs(i, "of") {
		return f.cue < f.to && d.isClass(i, cMetric) && !d.isClass(i, cAux|cInstr)
	}
	for k := i + 1; k < min(i+6, len(d.toks)); k++ {
		t := &d.toks[k]
		switch {
		case t.kind != word && !t.oneOf("-'’&"), t.is(cBreak | cPrep), t.has(parted), d.cover[k] >= 0 && d.figureAt(k).typ != instrument:
			return false
		case t.is(cInstr), k > i+1 && d.wordIs(k, "volume"): // "in thin volume"
			return false
		case t.is(cMetric) && !t.is(cAux):
			return true
		}
	}
	return false
}

// isAttributive reports whether the cue at token i belongs to the noun behind it: "ein um 38 Prozent
// höheres bereinigtes Ebit", "um 21 Prozent eingebrochenen Quartalsgewinn".
func (d *doc) isAttributive(i int) bool {
	if !d.isClass(i, cAfter) || d.isClass(i, cVerb|cAdj) || !d.endsIn(i, "e") && !d.endsIn(i, "en") && !d.endsIn(i, "er") && !d.endsIn(i, "es") && !d.endsIn(i, "em") {
		return false
	}
	for k := i + 1; k < min(i+4, len(d.toks)) && d.toks[k].kind == word && !d.toks[k].has(parted) && !d.toks[k].is(cPrep|cLevel|cBy|cFiller|cAnd|cAux); k++ {
		if d.toks[k].has(capital) {
			return d.cover[k] < 0
		}
	}
	return false
}

// metricIsNext reports whether a figure of the company stands at token i, or behind one word
// that says which: "better potash volumes".
func (d *doc) metricIsNext(i int) bool {
	for k := i; k < min(i+2, len(d.toks)); k++ {
		switch t := &d.toks[k]; {
		case t.kind != word || t.has(parted) || d.cover[k] >= 0 || t.is(cInstr):
			return false
		case t.is(cMetric):
			return !t.is(cAux)
		case t.cls != 0:
			return false
		}
	}
	return false
}

func (d *doc) metricBetween(from, to int) bool {
	for i := from; i < to; i++ {
		if d.toks[i].is(cMetric) && d.cover[i] < 0 && !d.toks[i].is(cAux) && !d.isForItsPart(i) {
			return true
		}
	}
	return false
}

// maxBeside bounds the tokens between an instrument and the figure beside it.
const maxBeside = 8

// adjacentTicker returns the instrument right before f, with nothing but
// brackets, a comma, a cue and fillers between: "Coal India (up 3.82%)". -1 for
// none.
func (d *doc) adjacentTicker(f *figure) int {
	if f.cue == f.from && d.isSign(f.to, ')') && d.isSign(f.from-1, ';') { // "Cyrela (CYRE3; R$ 32,10; +4,1%)"
		open := d.openBracket(f.to - 1)
		if g := d.figureAt(open + 1); open > 0 && f.from-open < 2*maxBeside && g != nil && g.typ == instrument {
			return int(d.cover[open+1])
		}
		return -1
	}
	_, i := d.modifierBefore(f.from) // "NatWest a shade under 2%"
	if i--; f.cue >= 0 && f.cue > i {
		i = f.from - 1
	}
	for n := 0; n < maxBeside && i >= 0; n++ {
		t := &d.toks[i]
		if d.cover[i] >= 0 {
			if g := d.figureAt(i); d.isSign(g.to, ',') && !d.lang.english && d.isSign(f.cue-1, ',') && d.isApposition(d.segmentStart(g.from), g.to) { // "Alsea, operadora de Starbucks, restó 1.77%"
				return -1
			}
			if d.figures[d.cover[i]].typ == instrument && (!d.gapParted(i, f.from) || f.cue == f.from && !d.gapBlank(i, f.from)) {
				return int(d.cover[i])
			}
			return -1
		}
		if t.r == ',' && !d.commaFits(f) {
			return -1
		}
		if !d.lang.english && (f.cue == f.from && d.isSign(i-1, '(') && t.kind == word && (!t.has(capital) && t.cls&^cInstr == 0 || t.has(caps) && t.end-t.start <= 3) || d.wordIs(i, "en") && f.cue == i+1 && d.isClass(f.cue, cNoun)) { // "Swatch (porteur +0,9%)", "Roche (GS -0,5%)", "dans un SPI en progression de 0,3%"
			i--
			continue
		}
		if (t.kind == number || t.is(cPoints)) && f.cue == f.from && d.isSign(f.from-1, '(') { // a table: "NIKKEI 38,120.55 +101.20 (+0.27%)", "DAX: 24.241,46 Punkte (+0,13%)"
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
	return f.why == inList && d.breaks(f.from-2) || f.cue == f.from || f.cue < 0 || d.isClass(f.cue, cAdj) || d.isGerund(f.cue) || !d.lang.english && d.isSign(f.cue-1, ',') || isArrow(d.toks[f.cue].r)
}

// adjacentCounts reports whether an instrument right before f moved: in a
// bracket, in a list, or with its own sign or verb of price.
func (d *doc) adjacentCounts(f *figure, t int) bool {
	g := &d.figures[t]
	if f.cue >= f.to && !d.isClass(f.cue, cAdj) {
		return false
	}
	if f.why == inList || f.cue == f.from || f.cue >= f.to {
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

package entity

import (
	"github.com/pennypress/pennypress/extract"
	"slices"
	"strings"
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
	if d.lang.name == "de" && f.cue >= 0 && d.isClass(f.cue, cNoun) && d.isClass(f.cue, cMetric) && !d.isClass(f.cue, cInstr) { // "mit einem Absatzrückgang von 5 Prozent"
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
	if d.isOfStranger(f) {
		return nobodyFor("it stands beside a name that is not known")
	}
	if d.wordIs(f.cue, "premium") || d.wordIs(f.cue, "discount") || d.wordIs(f.cue, "décote") || d.wordIs(f.cue, "surcote") {
		return nobodyFor("a premium or a discount is no change of price")
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
	if t := d.asideInList(f); t >= 0 {
		return d.only(t, "its turn in a list")
	}
	if i := d.beforeBy(f); f.why == inList && d.isOrdinalItem(i) { // "Erstere büßten 7,8 Prozent ein, Letztere 2,1 Prozent"
		return d.formerLatter(i)
	}
	if f.why == inList && d.isWith(f.from-1) && d.isSign(f.from-2, ',') && d.cover[f.from-3] >= 0 && d.figureAt(f.from-3).typ == instrument { // "Grupo México, con 2,9%"
		return d.only(int(d.cover[f.from-3]), "its turn in a list")
	}
	if t := d.nextInList(f, last); t >= 0 {
		return d.only(t, "its turn in a list")
	}
	if t := d.thoseOf(f); t >= 0 {
		return d.only(t, "whose it is")
	}
	if d.lang.name == "en" && f.cue > 1 && f.cue < f.from && d.wordIs(f.cue-1, "them") && d.isClass(f.cue-2, cSent) && d.sharesBefore(f.cue-2) { // "hit Diageo shares, sending them down 125p (6.6%)"
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
	if isIndex(g) && d.lang.name != "en" && d.isClass(g.from-1, cPrep|cLevel) && f.cue >= 0 && f.cue < g.from { // "büßten im MDax 4,5 Prozent ein"
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

// labelled returns what the paragraph of f is headed by, where its first sentence only describes that:
// "Live Nation — The Ticketmaster parent lost 5%".
func (d *doc) labelled(f *figure) subject {
	if f.cue < 0 || f.cue > f.from || !d.isMoving(f.cue) && !(d.isClass(f.cue, cAdj) && d.isUnknownVerbAt(f.cue-1)) || d.isClass(f.cue, cGrowth) {
		return subject{}
	}
	dash := f.cue - 1
	for ; dash > f.cue-maxDescription-6 && dash > 0 && !d.toks[dash].oneOf("—–"); dash-- {
		if d.toks[dash].has(parted) || d.breaks(dash) || d.toks[dash].kind == number || dash == f.cue-1 && d.toks[dash].is(cMetric) && !d.toks[dash].is(cAux|cInstr|cBroad) {
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

// sumOf returns what "summiert sich das Minus auf 42 Prozent" is about, where its clause does not say:
// the share that was spoken of.
func (d *doc) sumOf(f *figure) subject {
	total := f.why == inTotal && d.isClass(f.cue, cSent)
	if !d.lang.behind || !total && !d.isOwnChange(f) {
		return subject{}
	}
	from := d.segmentStart(min(f.cue, f.from) - 1)
	for i := from; i < f.from; i++ {
		if g := d.figureAt(i); g != nil && g.typ == instrument && f.why != inList && d.isCarried(f) && d.lastMover(f.from, maxMoved) >= 0 && g.to == f.cue-2 && (d.wordIs(from, "bei") || d.wordIs(from, "beim") || d.wordIs(from, "bij")) { // "Beim Radarspezialisten Hensoldt betrug das Minus"
			return d.only(int(d.cover[i]), "whose change it is")
		}
		if d.cover[i] >= 0 || d.toks[i].is(cMetric) && !d.toks[i].is(cAux|cUp|cDown) {
			return subject{}
		}
	}
	if d.without(memories) {
		return subject{}
	}
	if d.isCarried(f) {
		return d.carriedSubject(f, from)
	}
	if d.followsFigure(f) {
		return nobodyFor("a figure of the company moved before it")
	}
	t := d.topic()
	if t < 0 {
		t = d.lastNamed(from, false, func(g *figure) bool { return !isIndex(g) })
	}
	if t < 0 {
		return nobodyFor("nothing was named that it may refer to")
	}
	return d.only(t, "what was spoken of before")
}

// contrasted returns the instrument that f is of where another change is set against it: "contre une
// baisse de 0,3% pour le CAC 40", "versus 3% for Micron". -1 for none.
func (d *doc) contrasted(f *figure) int {
	switch d.lowWord(f.to) {
	case "for", "pour", "para", "per", "für", "voor", "beim", "del", "dello", "du", "do", "des", "di", "de":
	default:
		return -1
	}
	switch {
	case f.why == inContrast, d.isSetAgainst(f):
	case f.cue == f.from && (d.lang.name == "en" && d.isClass(f.from-1, cAnd) || d.isContrastWord(d.beforeFillers(f.from))): // "+0.7% for the S&P 500 and -0.2% for $QQQ"
	default:
		return -1
	}
	i := f.to + 1
	for d.isThe(i) && i < f.to+3 {
		i++
	}
	if g := d.figureAt(i); g != nil && g.typ == instrument && d.afterPossessive(g.to) == g.to {
		return int(d.cover[i])
	}
	return -1
}

// isSetAgainst reports whether f is what another change is set against, its noun before it: "contre une baisse de 0,3%".
func (d *doc) isSetAgainst(f *figure) bool {
	if f.cue < 2 || f.cue >= f.from || !d.isClass(f.cue, cNoun) {
		return false
	}
	return d.isContrastWord(f.cue-2) || d.lang.name == "fr" && d.isContrastWord(f.cue-1)
}

// afterPerfect reads "après avoir perdu jusqu'à 12%" and "dopo aver ceduto il 3%": the subject is that of
// the percentage before, where that stands in the sentence.
func (d *doc) afterPerfect(f *figure, last int) subject {
	i := f.cue - 1
	if d.isClass(i, cTo|cLevel) && (d.wordIs(i-1, "llegado") || d.wordIs(i-1, "chegado") || d.wordIs(i-1, "arrivato")) { // "después de haber llegado a ceder"
		i -= 2
	}
	if d.lang.name == "en" || f.cue < 0 || f.cue > f.from || !d.isMoving(f.cue) || d.isClass(f.cue, cGrowth) {
		return subject{}
	}
	switch d.lowWord(i) {
	case "avoir", "être", "haber", "aver", "avere", "essere", "esser", "ter", "terem":
	default:
		return subject{}
	}
	for i > 0 && (d.wordIs(i-1, "s") || d.toks[i-1].oneOf("'’")) {
		i--
	}
	switch d.lowWord(i - 1) {
	case "après", "tras", "dopo", "após", "de", "depois", "di":
	default:
		return subject{}
	}
	from := i - 1
	for stop := i - maxSegment; from > max(0, stop) && !d.breaks(from) && (last < 0 || from > d.figures[last].to); from-- {
	}
	if last >= 0 && from == d.figures[last].to {
		return d.sameAs(f, last)
	}
	for from < i && (d.isClass(from, cFiller|cBreak|cAnd) && d.cover[from] < 0 || d.toks[from].oneOf("'’")) {
		from++
	}
	switch g := d.figureAt(from); {
	case g != nil && g.typ == instrument && d.onlyPrice(g.to, i):
		return d.only(int(d.cover[from]), "what its sentence begins with")
	case d.isClass(from, cInstr) && from < i && d.onlyPrice(from, i):
		return d.remembered(from, from)
	}
	return subject{}
}

// bracketOf returns the one instrument that the clause before the brackets of f is about: "tandis
// qu'Hermès est resté stable (+0,05%)". -1 for none.
func (d *doc) bracketOf(f *figure) int {
	open := f.from - 1
	if f.cue == open && f.why == "its sign" { // "(minus 5,5 Prozent)"
		open--
	}
	if f.cue != f.from && f.cue != open+1 || !d.isSign(open, '(') || open < 2 || d.cover[open-1] >= 0 {
		return -1
	}
	from, last := d.segmentStart(open-1), -1
	for i := from; i < open; i++ {
		g := d.figureAt(i)
		switch {
		case g == nil && d.lang.name != "en" && d.toks[i].is(cNoun) && d.toks[i].is(cUp|cDown) && d.isClass(i+1, cOf) && d.ownsChange(i+2): // "dans le sillage du repli de Nvidia la veille (-3,9%)"
			last = -1
		case g == nil && d.isProfitTaking(i):
		case g == nil && d.toks[i].is(cMetric|cInstr|cUp|cDown) && !d.toks[i].is(cAux), d.toks[i].kind == number && g == nil:
			return -1
		case g == nil:
		case g.typ == sum && d.lang.name != "en":
			i = g.to - 1
		case g.typ != instrument || last >= 0 && d.figures[last].symbol != g.symbol || d.afterPossessive(g.to) > g.to:
			return -1
		default:
			last = int(d.cover[i])
			i = g.to - 1
		}
	}
	if last < 0 || !d.onlyFillers(from, d.figures[last].from) && d.lang.name == "en" {
		return -1
	}
	return last
}

// infinitive returns the instrument that the sentence of f begins with, where f has an infinitive behind a comma: "A
// Mota-Engil liderou as perdas, ao afundar 7,83%". -1 for none.
func (d *doc) infinitive(f *figure) int {
	if d.lang.name != "pt" && d.lang.name != "es" || f.cue < 4 || f.cue > f.from || !d.isMoving(f.cue) || !d.wordIs(f.cue-1, "ao") && !d.wordIs(f.cue-1, "al") || !d.isSign(f.cue-2, ',') {
		return -1
	}
	from := d.segmentStart(f.cue - 3)
	for n := 0; n < 2 && d.isClass(from, cFiller|cInstr|cOf|cPrep|cLevel) && d.cover[from] < 0; n++ {
		from++
	}
	if g := d.figureAt(from); g != nil && g.typ == instrument && !d.metricBetween(g.to, f.cue) {
		return int(d.cover[from])
	}
	return -1
}

// verbFirst returns the instrument behind f where the sentence begins with the verb: "Avanza dell'1,4%
// Pirelli", "Sube un 2% Iberdrola". -1 for none.
func (d *doc) verbFirst(f *figure) int {
	switch d.lang.name {
	case "it", "es", "pt":
	default:
		return -1
	}
	if f.cue < 0 || f.cue >= f.from || f.from-f.cue > 5 || !d.breaks(f.cue) && !d.isSign(f.cue-1, ';') || d.isClass(f.cue, cMetric|cGrowth) {
		return -1
	}
	i := f.to
	if d.isThe(i) {
		i++
	}
	if g := d.figureAt(i); g != nil && g.typ == instrument && !d.toks[f.to].has(parted) && (d.endsClause(g.to-1) || g.to == len(d.toks) || d.breaks(g.to) || d.toks[g.to].oneOf(".,;") || d.isClass(g.to, cAnd)) {
		return int(d.cover[i])
	}
	return -1
}

// goesFor reads "ging es für die Aktie um 13,5 Prozent nach unten" and "ging es für Fraport 3,2 Prozent
// bergab": whom it goes for.
func (d *doc) goesFor(f *figure) subject {
	if d.lang.name != "de" {
		return subject{}
	}
	goes := false
	for i := d.segmentStart(f.from - 1); i < min(f.to+maxGoes, len(d.toks)) && (i < f.to || !d.breaks(i) && !d.isSign(i, ',')); i++ {
		switch d.lowWord(i) {
		case "ging", "geht", "gings", "gehts":
			goes = d.wordIs(i+1, "es") || d.wordIs(i-1, "es") || d.endsIn(i, "s")
		case "für", "bei", "mit":
			if !goes {
				continue
			}
			for k := i + 1; k < min(i+maxGoes, len(d.toks)) && !d.breaks(k) && (k != f.from || f.from > i+1); k++ {
				if g := d.figureAt(k); g != nil && g.typ == instrument && !isIndex(g) && d.toks[k-1].kind == word {
					return d.only(int(d.cover[k]), "whom it goes for")
				}
				if d.isClass(k, cInstr) && !d.isClass(k, cIndexNoun) {
					return d.remembered(i, k)
				}
				if g := d.figureAt(k); g != nil && !isIndex(g) || d.isClass(k, cMetric) {
					return subject{}
				}
			}
			return subject{}
		}
	}
	return subject{}
}

// maxGoes is how many tokens may stand between "ging es" and whom it goes for.
const maxGoes = 8

// balanceOf returns whose change a clause strikes the balance of, where it names nobody: "Auf Wochensicht ergibt
// sich ein Plus von 1,8 Prozent", "Anleger freuen sich über einen Kursgewinn von 33 Prozent".
func (d *doc) balanceOf(f *figure) subject {
	if d.lang.name != "de" {
		return subject{}
	}
	booked := d.wordIs(f.to, "zu") && d.wordIs(f.to+1, "buche")
	if f.cue < 1 || f.cue >= f.from || f.why == inList || !booked && (!d.isClass(f.cue, cNoun) || d.isClass(f.cue, cGrowth|cMetric)) || d.without(memories) {
		return subject{}
	}
	from, struck, view := d.segmentStart(f.cue-1), false, false
	cue := d.lowWord(f.cue)
	own := strings.HasPrefix(cue, "kurs")
	if !own && !strings.HasSuffix(cue, "plus") && !strings.HasSuffix(cue, "minus") && !booked {
		return subject{}
	}
	for i := from; i < d.clauseEnd(f.to); i++ {
		switch t := &d.toks[i]; {
		case i == f.cue, i >= f.from && i < f.to:
		case d.cover[i] >= 0 && d.figureAt(i).typ == instrument, t.is(cInstr|cMetric|cIndexNoun) && !t.is(cAux):
			return subject{}
		default:
			if t.kind != word {
				continue
			}
			low := d.lowWord(i)
			struck = struck || d.cash.is(balanceWord, low)
			view = view || strings.HasSuffix(low, "sicht") || strings.HasSuffix(low, "beginn") || low == "kurstafel"
		}
	}
	if !own && !struck {
		return subject{}
	}
	if own {
		return d.remembered(from, f.cue)
	}
	if t := d.lastMover(f.from, maxMoved); t >= 0 {
		return d.only(t, "whose move was told before")
	}
	if t := d.topic(); t >= 0 && view {
		return d.only(t, "the share that the text is about")
	}
	if t := d.lastNamed(from, false, isIndex); t >= 0 {
		return d.only(t, "what was spoken of before")
	}
	return subject{}
}

// isOwnChange reports whether the subject of f is a change itself: "hatte das Minus sogar mehr als 10
// Prozent betragen".
func (d *doc) isOwnChange(f *figure) bool {
	return d.isCarried(f) || f.cue > 0 && f.cue < f.from && d.isClass(f.cue, cNoun) && !d.isClass(f.cue, cGrowth) && (d.isClass(f.cue-1, cRelative|cFiller) || d.wordIs(f.cue-1, "het")) && d.isReached(f.to) || f.cue > 0 && d.isClass(f.cue, cNoun) && d.wordIs(f.cue-1, "das") && d.wordIs(f.to, "betragen")
}

// isProfitTaking reports whether token i ends "prises de bénéfices", which is said of prices.
func (d *doc) isProfitTaking(i int) bool {
	switch d.lowWord(i - 2) {
	case "prise", "prises", "toma", "tomas", "presa", "prese", "realização":
		return d.isClass(i-1, cOf)
	}
	return false
}

// ownsChange reports whether an instrument stands at token i, or behind an article or the mark of one there.
func (d *doc) ownsChange(i int) bool {
	for n := 0; n < 2 && (d.isThe(i) || d.toks[min(i, len(d.toks)-1)].oneOf("'’")); n++ {
		i++
	}
	g := d.figureAt(i)
	return g != nil && g.typ == instrument
}

// isCarried reports whether the noun of change of f stands behind the verb that leads to the amount:
// "betrug das Plus 2 Prozent".
func (d *doc) isCarried(f *figure) bool {
	return f.cue > 1 && f.cue < f.from && d.isClass(f.cue, cNoun) && !d.isClass(f.cue, cGrowth|cMetric) && d.isClass(f.cue-1, cFiller|cRelative) && (d.isReached(f.cue-2) || d.wordIs(f.cue-2, "sich"))
}

// carriedSubject returns whose change is carried by the clause that begins at token from: of what was
// named last where the clause points there, else of what the percentage before was.
func (d *doc) carriedSubject(f *figure, from int) subject {
	if d.wordIs(from, "dort") || d.wordIs(from, "hier") || d.wordIs(from, "daar") {
		if t := d.nearest(from); t >= 0 {
			return d.only(t, "what was named last")
		}
	}
	if n := d.percentageBefore(f.from); n >= 0 {
		if g := &d.figures[n]; f.from-g.to < maxMoved && !d.gapParted(g.to-1, f.from) {
			return d.sameAs(f, n)
		}
	}
	return nobodyFor("nothing moved before it that it may refer to")
}

// followsFigure reports whether the percentage before f in its sentence is a change of which no instrument moved.
func (d *doc) followsFigure(f *figure) bool {
	n := d.percentageBefore(f.from)
	if n < 0 {
		return false
	}
	g := &d.figures[n]
	if g.direction == 0 || !d.inSentence(g.to, f.from, maxSegment) {
		return false
	}
	for k := len(d.moves) - 1; k >= 0 && d.moves[k].percent >= n; k-- {
		if d.moves[k].percent == n {
			return false
		}
	}
	return true
}

// figuresBefore returns how many figures begin before token i.
func (d *doc) figuresBefore(i int) int {
	n, _ := slices.BinarySearchFunc(d.figures, i, func(g figure, i int) int { return g.from - i })
	return n
}

// maxFigures is how many figures back a percentage is looked for.
const maxFigures = 200

// percentageBefore returns the last percentage before token i, -1 for none.
func (d *doc) percentageBefore(i int) int {
	end := d.figuresBefore(i)
	for n := end - 1; n >= max(0, end-maxFigures); n-- {
		if d.figures[n].typ == percentage {
			return n
		}
	}
	return -1
}

// nearest returns the instrument named last before token i in its sentence, -1 for none.
func (d *doc) nearest(i int) int {
	for k := i - 1; k > max(0, i-maxSegment) && (!d.breaks(k+1) || d.isSign(k, ':')); k-- {
		if g := d.figureAt(k); g != nil && g.typ == instrument {
			return int(d.cover[k])
		}
	}
	return -1
}

// ofADay returns the instrument that the clause of f is about, where f is a change of another day:
// "recovered some of Friday's 6.2 per cent drop", "losing 1.2% after Monday's 4.2% skid". -1 for none.
func (d *doc) ofADay(f *figure, last int) int {
	i := f.from - 1
	if !d.wordIs(i, "s") || i < 3 || !d.isClass(f.cue, cNoun) || f.cue < f.to || !d.cash.is(weekday, d.lowWord(i-2)) {
		return -1
	}
	from := d.segmentStart(i)
	if last >= 0 && (d.figures[last].from >= from || from > 1 && d.isComma(from-1) && d.isGerund(from) && d.inSentence(d.figures[last].to, from, maxSegment)) || from > 1 && d.toks[from-1].is(cBreak) && last >= 0 && d.figures[last].to >= from-1 {
		if s := d.sameAs(f, last); len(s.tickers) > 0 {
			return s.tickers[0]
		}
		return -1
	}
	if g := d.figureAt(from); g != nil && g.typ == instrument && d.afterPossessive(g.to) == g.to {
		return int(d.cover[from])
	}
	return -1
}

// colonItem returns the instrument right before f and "by" where the verb of all stands before a colon:
// "Both carriers fell: Japan Airlines by 3.7% and ANA by 3.4%". -1 for none.
func (d *doc) colonItem(f *figure) int {
	if f.cue < 0 || f.cue >= f.from || !d.isSign(f.cue+1, ':') {
		return -1
	}
	i := d.beforeBy(f)
	if g := d.figureAt(i); g != nil && g.typ == instrument && g.from > f.cue {
		return int(d.cover[i])
	}
	return -1
}

// asideInList returns the instrument before the aside that stands before f in a list: "A sank 26.7
// percent and B, due to report on Tuesday, 12.1 percent". -1 for none.
func (d *doc) asideInList(f *figure) int {
	if f.why != inList || !d.isSign(f.from-1, ',') {
		return -1
	}
	for i := f.from - 2; i > max(1, f.from-maxAside) && d.cover[i] < 0 && d.toks[i].kind == word; i-- {
		g := d.figureAt(i - 2)
		if d.isSign(i-1, ',') && g != nil && g.typ == instrument && (d.isClass(g.from-1, cAnd) || d.isSign(g.from-1, ',')) {
			return int(d.cover[i-2])
		}
	}
	return -1
}

// headOf returns the instrument that a clause begins with which f closes behind a colon or
// with "with": "X outdid both, with a 6% pop", "X has not cared one bit: +8% since then". -1 for
// none, and where a figure of the company stands in it.
func (d *doc) headOf(f *figure) int {
	i := f.from - 1
	switch {
	case f.cue >= f.to && d.isClass(f.cue, cNoun) && !d.isClass(f.cue, cGrowth):
		if i = d.beforeFillers(f.from); !d.wordIs(i, "with") || !d.isSign(i-1, ',') {
			return -1
		}
		i--
	case f.cue >= 0 && f.cue < f.from && d.isClass(f.cue, cAdj) && d.isSign(f.cue-1, ':') && d.lang.name == "en" && !d.toks[f.cue].has(parted): // "MicroStrategy keeps going: up another 10%"
		i = f.cue - 1
	case f.cue == f.from || f.cue == i && d.isSign(i-1, ':'):
		if f.cue == i {
			i--
		}
		if !d.isSign(i, ':') || d.toks[i+1].has(parted) {
			return -1
		}
	default:
		return -1
	}
	if i < 1 {
		return -1
	}
	from := d.segmentStart(i - 1)
	for from < i && (d.onlyFillers(from, from+1) || d.lang.name != "en" && d.cover[from] < 0 && d.isClass(from, cAux|cPrep|cLevel)) {
		from++
	}
	g := d.figureAt(from)
	if g == nil || g.typ != instrument || d.afterPossessive(g.to) != g.to || d.metricBetween(g.to, i) {
		return -1
	}
	for k := g.to; k < i; k++ {
		if d.figureAt(k) != nil && d.figureAt(k).symbol != g.symbol {
			return -1
		}
	}
	return int(d.cover[from])
}

// objectSubject reads the object of what f, or its cue, says: "3% lower for X", "lifted X 3%".
func (d *doc) objectSubject(f *figure) subject {
	if f.cue >= f.to {
		if d.lang.behind && d.isClass(f.cue, cGrowth) { // "hat sich der Kurs um gut 50 Prozent erhöht"
			if from := d.segmentStart(f.from - 1); d.instrBetween(from, f.from) && !d.metricBetween(from, f.from) {
				h := *f
				h.cue = -1
				return d.readSegment(&h, from, f.from)
			}
		}
		if _, n := d.phraseAt(f.cue); n == 1 && d.isClass(f.cue, cGrowth) && d.isClass(f.cue, cAfter) {
			return nobodyFor("more of something is no price") // "8% more"
		}
		if s := d.objectOf(f, f.cue); s.found {
			return s
		}
	}
	if d.lang.name != "en" {
		if s := d.inverted(f); s.found {
			return s
		}
	}
	if !d.isClass(f.cue, cSent) || f.cue >= f.from || f.why == inTotal {
		return subject{}
	}
	if t := d.adjacentTicker(f); t >= 0 && d.figures[t].from > f.cue { // "lifted Toyota 2.4%"
		return d.only(t, "the object of its verb")
	}
	if g := d.figureAt(f.cue + 1); g != nil && g.typ == instrument && d.isClass(d.afterBracket(g), cBy) && d.beforeBy(f) < d.afterBracket(g) { // "lifted Chipotle (CMG) by 4%"
		return d.only(int(d.cover[f.cue+1]), "the object of its verb")
	}
	return d.readSegment(f, f.cue+1, f.from) // "lifting the services index by 4.7%"
}

// pricedBefore returns the price whose change f is in "was trading at £13.86, a decline of
// 9.7%" and "changed hands at $15.40 on Friday, a paltry 10% gain"; nil for none.
func (d *doc) pricedBefore(f *figure) *figure {
	i := f.cue - 1
	if f.cue >= f.to && f.cue <= f.to+1 {
		i = f.from - 1
	}
	if f.cue < 3 || !d.isClass(f.cue, cNoun) {
		return nil
	}
	if f.cue > f.from && i > 0 && d.toks[i].kind == word && d.toks[i].cls == 0 {
		i--
	}
	if !d.wordIs(i, "a") || !d.isSign(i-1, ',') {
		return nil
	}
	for i -= 2; i > f.from-maxBesidePrice && i > 0 && d.cover[i] < 0 && (d.isClass(i, cPrep|cLevel) || d.cash.is(weekday, d.lowWord(i))); i-- {
	}
	if g := d.figureAt(i); g != nil && g.typ == sum {
		return g
	}
	return nil
}

// maxBesidePrice is how many tokens the price may be before its change.
const maxBesidePrice = 8

// ofPrice finds who moved by f, g being the price that it led to: "rose to €1.79, a 3.2 per cent improvement".
func (d *doc) ofPrice(f, g *figure, last int) subject {
	verb := g.from - 2
	if !d.isClass(g.from-1, cTo) || !d.isMoving(verb) {
		s := d.walkSubject(f, g.from-1, last)
		if len(s.tickers) == 0 && last >= 0 && d.figures[last].direction != 0 && d.inSentence(d.figures[last].to, f.from, maxSegment) {
			if same := d.sameAs(f, last); len(same.tickers) > 0 { // "tumbled 7pc before steadying to stand at €77.85, a loss of 5.2pc"
				return same
			}
		}
		return s
	}
	h := *f
	h.cue = verb
	return d.walkSubject(&h, verb-1, last)
}

// maxClause is how many tokens the clause may have whose end tells how a price closed.
const maxClause = 40

// closingSubject reads what a clause that ends with how a price closed begins with: "X pared
// an early 6% loss to end 1.5% lower", "The stock swung between gains and losses before
// closing 7.8% higher". Not found where the clause ends otherwise.
func (d *doc) closingSubject(f *figure) subject {
	k := d.beforeFillers(f.from)
	if f.cue >= 0 && f.cue < f.from { // "to close up 1%"
		k = f.cue - 1
	}
	if f.cue == f.from || !d.isClass(f.cue, cAdj) || d.lang.name != "en" || k < 2 || !d.isClass(k, cAux) || d.isClass(k, cUp|cDown) || !d.wordIs(k-1, "to") && !d.wordIs(k-1, "before") && !(d.wordIs(k-1, "and") && d.isClass(k, cPrice)) {
		return subject{}
	}
	i := k - 1
	for ; i > max(0, k-maxClause) && !d.breaks(i) && !d.opensClause(i-1); i-- {
		if g := d.figureAt(i); g != nil && g.typ == instrument && g.from == i && d.isSign(i-1, ',') && !d.isSign(g.to, ',') { // "Having traded higher, Cathay reversed course to finish"
			break
		}
	}
	for n := 0; n < 3 && (d.isClass(i, cFiller|cOf) || d.isClass(i, cInstr) && d.isClass(i+1, cOf|cPrep)); n++ {
		i++
	}
	switch g := d.figureAt(i); {
	case g != nil && g.typ == instrument && !d.isClass(d.afterPossessive(g.to), cMetric):
		return d.only(int(d.cover[i]), "what its clause begins with")
	case d.isClass(i, cInstr):
		return d.remembered(i, i)
	case d.wordIs(i, "it"):
		return d.remembered(i, -1)
	}
	return subject{}
}

// lastOfList returns the last figure of the list of instruments that figure n is the first of.
func (d *doc) lastOfList(n int) int {
	for n+1 < len(d.figures) {
		g, h := &d.figures[n], &d.figures[n+1]
		if h.typ != instrument || h.from-g.to > 2 {
			break
		}
		for i := g.to; i < h.from; i++ {
			if !d.isClass(i, cAnd|cFiller) && !d.isSign(i, ',') || d.toks[i].has(parted) {
				return n
			}
		}
		n++
	}
	return n
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
	if d.lang.name != "en" {
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
		if d.isClass(f.cue, cAdj|cAfter) && d.lang.name == "en" && d.metricIsNext(i) { // "5 percent higher sales"
			return true
		}
	}
	if d.wordIs(i, "of") && d.isClass(i+1, cAnaphor) && (d.wordIs(i+2, "value") || d.wordIs(i+2, "market") && (d.wordIs(i+3, "value") || d.isClass(i+3, cMetric))) { // "lost 88% of its value"
		return false
	}
	if d.wordIs(i, "in") && (d.wordIs(i+1, "spite") || d.wordIs(i+1, "response") || d.wordIs(i+1, "reaction") || d.wordIs(i+1, "line")) {
		return false
	}
	if d.lang.name == "de" && f.cue < f.to && (d.isClass(i, cFiller) || d.isClass(i, cAnaphor)) && (d.isClass(i+1, cMetric|cStake) && !d.isClass(i+1, cInstr) || d.isClass(i+2, cMetric) && !d.toks[i+1].has(capital)) { // "29 Prozent der Zulassungen"
		return true
	}
	if d.lang.name != "en" && d.isClass(i, cOf) && (f.cue < f.to || i > f.cue) {
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
			if g := d.figureAt(i); d.isSign(g.to, ',') && d.lang.name != "en" && d.isSign(f.cue-1, ',') && d.isApposition(d.segmentStart(g.from), g.to) { // "Alsea, operadora de Starbucks, restó 1.77%"
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
		if d.lang.name != "en" && (f.cue == f.from && d.isSign(i-1, '(') && t.kind == word && !t.has(capital) && t.cls&^cInstr == 0 || d.wordIs(i, "en") && f.cue == i+1 && d.isClass(f.cue, cNoun)) { // "Swatch (porteur +0,9%)", "dans un SPI en progression de 0,3%"
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
	return f.why == inList && d.breaks(f.from-2) || f.cue == f.from || f.cue < 0 || d.isClass(f.cue, cAdj) || d.isGerund(f.cue) || d.lang.name != "en" && d.isSign(f.cue-1, ',') || isArrow(d.toks[f.cue].r)
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

// objectAfter reads what follows the figure itself: "a fall of 1% in Barclays
// shares", "knocked 5% off BT's share price".
func (d *doc) objectAfter(f *figure) subject {
	switch {
	case f.cue < 0 || f.cue >= f.from:
		return subject{}
	case d.wordIs(f.to, "con") && d.lang.name == "it": // "Francoforte ha lasciato lo 0,3% con il Dax"
		i := f.to + 1
		if d.isThe(i) {
			i++
		}
		if g := d.figureAt(i); g != nil && isIndex(g) {
			return d.only(int(d.cover[i]), "the index of the place that is its subject")
		}
		return subject{}
	case d.lang.name != "en" && f.why == "a noun before it" && d.isClass(f.to, cOf): // "une chute de 14% de son titre"
		return d.ofItsPrice(f)
	case f.why == "a noun before it" && d.wordIs(f.to, "in"):
		return d.objectOf(f, f.to-1)
	case d.wordIs(f.to, "off") && d.isClass(f.cue, cVerb):
		return d.objectOf(f, f.to-1)
	}
	return subject{}
}

// ofItsPrice reads the noun of price behind f and "of": of the instrument named with it, else of what was
// spoken of before.
func (d *doc) ofItsPrice(f *figure) subject {
	for k := f.to + 1; k < min(f.to+4, len(d.toks)) && !d.breaks(k); k++ {
		switch {
		case d.isClass(k, cInstr):
			for n := k + 1; n < min(k+4, len(d.toks)); n++ {
				if g := d.figureAt(n); g != nil && g.typ == instrument {
					return d.only(int(d.cover[n]), "the object of its noun")
				}
				if !d.isClass(n, cOf|cFiller) && !d.toks[n].oneOf("'’") {
					break
				}
			}
			return d.remembered(f.from, k)
		case !d.isClass(k, cFiller|cAnaphor) && !d.toks[k].oneOf("'’"):
			return subject{}
		}
	}
	return subject{}
}

// possessor returns the instrument of "Disney's 5% slide", -1 for none.
func (d *doc) possessor(f *figure) int {
	i := f.from - 1
	for d.isClass(i, cFiller|cModifier) {
		i--
	}
	if d.wordIs(i, "whose") && f.cue >= f.to && d.isClass(f.cue, cNoun) && !d.isClass(f.cue, cGrowth) { // "X, whose 7% stumble"
		return d.antecedent(i)
	}
	if t := d.possessorOf(f); t >= 0 {
		return t
	}
	if !d.wordIs(i, "s") && !d.toks[max(i, 0)].oneOf("'’") || f.cue < f.to || !d.isClass(f.cue, cNoun) || d.isClass(f.cue, cGrowth) {
		return -1
	}
	if d.wordIs(i, "s") {
		i--
	}
	if g := d.figureAt(i - 1); g != nil && g.typ == instrument && d.toks[i].oneOf("'’") {
		return int(d.cover[i-1])
	}
	return -1
}

// possessorOf returns the instrument of "the S&P 500's daily gain of 0.61%". -1 for none.
func (d *doc) possessorOf(f *figure) int {
	if d.lang.name != "en" || f.cue < 2 || f.cue >= f.from || !d.isClass(f.cue, cNoun) || d.isClass(f.cue, cGrowth) || !d.wordIs(f.cue+1, "of") {
		return -1
	}
	i := f.cue - 1
	for n := 0; n < 2 && d.toks[i].kind == word && !d.wordIs(i, "s") && !d.toks[i].has(capital) && d.cover[i] < 0 && !d.toks[i].is(cMetric|cPrep|cLevel|cVerb); n++ {
		i--
	}
	if d.wordIs(i, "s") {
		i--
	}
	if i < 1 || !d.toks[i].oneOf("'’") {
		return -1
	}
	if g := d.figureAt(i - 1); g != nil && g.typ == instrument {
		return int(d.cover[i-1])
	}
	return -1
}

// objectOf reads what follows a noun of change at token i, or the figure: "a 5%
// rise in Apple shares".
func (d *doc) objectOf(f *figure, i int) subject {
	off := d.wordIs(i+1, "off")
	if i++; !off && !d.wordIs(i, "in") && !d.wordIs(i, "for") && !d.wordIs(i, "by") && !d.wordIs(i, "of") && !(d.wordIs(i, "at") && d.lang.name == "en") || i > f.to && !d.isClass(f.cue, cNoun) {
		return subject{}
	}
	price := false
	for k := i + 1; k < min(i+8, len(d.toks)); k++ {
		t := &d.toks[k]
		switch {
		case d.cover[k] >= 0 && d.figureAt(k).typ == instrument:
			to := d.afterPossessive(d.figureAt(k).to)
			if price || d.isClass(to, cInstr) || d.wordIs(to, "share") || !off && !d.isClass(to, cMetric) && to == d.figureAt(k).to {
				return d.only(int(d.cover[k]), "the object of its noun")
			}
			return nobodyFor("what follows it is no price")
		case t.is(cInstr):
			if d.isClass(k-1, cAnaphor) || d.wordIs(k-1, "the") {
				return d.remembered(f.from, k)
			}
			price = true
		case t.is(cMetric) && d.describesNext(k):
		case t.is(cMetric), t.is(cBreak), t.has(parted), t.has(lined) && t.has(capital), t.kind == symbol && !t.oneOf("-'’&"):
			return subject{}
		}
	}
	return subject{}
}

package entity

// What one segment of a clause says of who moved: an instrument, a price, a metric, a pronoun, and which of them
// is its subject.

// readSegment decides by the nouns of tokens from..to-1. Not found means the
// segment says nothing of who moved.
func (d *doc) readSegment(f *figure, from, to int) subject {
	ticker, price, metric, pronoun, noun := -1, -1, -1, -1, -1
	if lead := d.lead(f, from, to); lead >= 0 {
		return d.only(lead, "the subject of its verb")
	}
	if g := d.figureAt(to - 1); g != nil && g.typ == instrument && to == f.cue && (d.isClass(from, cPrep) || !d.lang.english && d.hasNumber(from, g.from)) && d.isClass(g.from-1, cAnd) && !d.isClass(f.cue, cGrowth) {
		return d.only(int(d.cover[to-1]), "the subject of the clause behind and")
	}
	for i := from; i < to; i++ {
		t := &d.toks[i]
		switch {
		case d.cover[i] >= 0:
			if g := d.figureAt(i); d.lang.behind && ticker < 0 && g.how == byCrypto && d.isSign(g.to, '-') && d.toks[g.to].glued() && g.to+1 < to && d.toks[g.to+1].kind == word && !d.toks[g.to+1].is(cInstr|cIndexNoun) && price >= 0 { // "die Titel des Bitcoin-Großinvestors"
				i = g.to + 1
				continue
			}
			if g := d.figureAt(i); d.lang.behind && ticker < 0 && g.typ == instrument && isIndex(g) && d.isSign(g.to, '-') && d.toks[g.to].glued() && g.to+1 < to && d.toks[g.to+1].kind == word && !d.toks[g.to+1].is(cIndexNoun) { // "der DAX-Titel", "het AEX-fonds"
				price = g.to + 1
				i = price
				continue
			}
			if d.figureAt(i).typ == instrument {
				if ticker < 0 || !d.wordIs(i-1, "than") && !d.hangsOnPreposition(i) && !d.isPlaceOf(i) { // "Ether did worse than bitcoin and slumped"
					ticker = i
				}
				if i = d.figureAt(i).to - 1; d.lang.english && isIndex(d.figureAt(i)) {
					i = d.ofWhat(i+1, to) - 1
				}
			}
		case t.sign('('):
			i = d.closingBracket(i, to)
		case t.kind != word:
		case t.is(cRelative) && ticker >= 0 && i == d.figureAt(ticker).to:
			noun, metric, price = -1, -1, -1 // "the winners were X which rose"
		case t.is(cInstr) && d.isNoPrice(i):
			metric = i
		case t.is(cInstr) && !d.isPer(i-1) && !(t.is(cMetric) && d.wordIs(i-1, "market")):
			price = i
		case d.lang.name == "es" && d.wordIs(i, "valor") && d.wordIs(i-1, "el") && d.breaks(i-1) && !d.isClass(i+1, cOf): // "El valor acabó la sesión con un descenso"
			price = i
		case d.isPriceOf(i), d.wordIs(i, "those") && (d.wordIs(i+1, "of") || d.wordIs(i+1, "in")):
			price = i
		case d.isPared(i):
		case !d.lang.english && d.isProfitTaking(i):
		case t.is(cMetric) && !t.is(cAux) && !d.isForItsPart(i):
			metric = i
		case t.has(many) && !d.lang.english && d.fillerPhrase(i) > 0: // "ont toutes deux abandonné"
			i += d.fillerPhrase(i) - 1
		case t.has(many) && d.metricPhrase(i):
			metric = i + 1
			i++
		case d.movePhrase(i) > 0: // "eked out"
			i += d.movePhrase(i) - 1
		case d.isFormer(i) || d.isLatter(i):
			if d.afterPossessive(i+1) > i+1 && d.metricBetween(i, to) {
				return nobodyFor("a figure of the company is its subject")
			}
			return d.formerLatter(i)
		case t.is(cAnaphor):
			pronoun = i
		case (d.wordIs(i, "s") || d.wordIs(i, "re")) && i > from+1 && pronoun == i-2: // "it's up"
		case t.cls == 0 && d.isClass(i+1, cNoun) && d.isClass(i+1, cUp|cDown) && !t.has(capital): // "an early loss"
		case t.is(cAux|cUp|cDown|cFiller|cPrep|cLevel|cBy|cOf|cAnd|cPoints|cMonth|cBreak|cTo|cModifier|cRelative|cSent|cPrice|cNumber) || t.has(capital) && i > from || d.lang.english && d.endsIn(i, "ly"):
		default:
			noun = i
		}
	}
	if ticker < 0 && price < 0 && metric < 0 {
		if t := d.exchangeIndex(from, to); t >= 0 {
			return d.only(t, "the index of the exchange that is its subject")
		}
	}
	switch {
	case price >= 0 && (metric < price || d.wordIs(price+1, "of") || d.wordIs(price+1, "in") || d.wordIs(price+1, "for")):
		return d.priceSubject(ticker, price, from, to)
	case metric >= 0 && !(ticker > metric && d.describes(metric, d.firstJoined(ticker))):
		return nobodyFor("a figure of the company is its subject")
	case ticker >= 0:
		return d.bareSubject(f, ticker, noun, from, to)
	case pronoun >= 0 && (noun < 0 || noun < pronoun && d.wordIs(pronoun, "it")) && !d.isClass(f.cue, cGrowth):
		if d.wordIs(pronoun, "it") || (d.wordIs(pronoun, "they") || !d.lang.english) && d.sharesBefore(from) {
			return d.remembered(from, pronoun)
		}
		if t := d.indexMoved(from); t >= 0 && !d.lang.english { // "Le SMI s'est replié de 0,37%. Sur la semaine, il abandonne 1,1%"
			return d.only(t, "what was spoken of before")
		}
		return nobodyFor("it refers to something that is no price")
	case noun >= 0 && d.closesWith(f, from, to): // "went against the tide with a gain of 2.4%"
		return subject{}
	case noun >= 0 && d.isDescription(f, from, to):
		return d.described(from, to)
	case noun >= 0 && !d.lang.english && pronoun < 0 && !d.isThe(from) && !d.toks[from].has(capital) && f.cue >= from && from > 1 && d.isComma(from-1):
		return subject{} // a clause that begins with its verb
	case noun >= 0 || pronoun >= 0:
		return nobodyFor("a noun that is no instrument is its subject")
	}
	return subject{}
}

// movePhrase returns how many tokens the verb of change of several words has that begins at
// token i, 0 for none.
func (d *doc) movePhrase(i int) int {
	if i >= len(d.toks) || !d.toks[i].has(many) {
		return 0
	}
	if lx, n := d.phraseOf(i, cVerb); n > 1 && lx.is&cVerb != 0 && lx.is&(cUp|cDown) != 0 {
		return n
	}
	return 0
}

// fillerPhrase returns how many tokens the phrase has that begins at token i and says nothing, 0 for none.
func (d *doc) fillerPhrase(i int) int {
	if lx, n := d.phraseOf(i, cFiller); n > 1 && lx.is&cFiller != 0 && lx.is&(cUp|cDown|cMetric|cInstr) == 0 {
		return n
	}
	return 0
}

// lead returns the instrument that tokens from..to-1 begin with and say something of
// with the help of another one: "X was downgraded by Y and slid 3%", "X was the
// biggest loser on the Z, sliding 6%", "X topped the Z with a gain of 6%". -1 for none.
func (d *doc) lead(f *figure, from, to int) int {
	for n := 0; n < 3 && d.lang.english && d.cover[from] < 0 && from+1 < to && d.isDescriptive(from); n++ { // "Rival Sembcorp"
		from++
	}
	g := d.figureAt(from)
	if g == nil || g.typ != instrument || g.to >= to || d.isClass(f.cue, cGrowth) || d.metricBetween(from, to) {
		return -1
	}
	after := d.afterBracket(g)
	is := d.isClass(after, cBe)
	if !is && (isIndex(g) || !d.isPlainVerb(g.to)) {
		return -1
	}
	own := d.cover[from]
	for i := after; i < to; i++ {
		h := d.figureAt(i)
		if h == nil {
			if !is && d.toks[i].kind == number { // "X sold 5 million phones, up 3%"
				return -1
			}
			continue
		}
		k := i - 1
		if d.wordIs(k, "the") {
			k--
		}
		member := is && isIndex(h) && d.afterPossessive(h.to) > h.to // "was the S&P 500's worst performer"
		if h.typ != instrument || !member && !d.isClass(k, cBy|cPrep|cLevel|cOf) && (is || k != g.to) || !is && !isIndex(h) {
			return -1
		}
		i = h.to - 1
	}
	switch {
	case f.cue == to+1 && (d.isGerund(f.cue) || d.isClass(f.cue, cAdj)):
	case d.isClass(to-1, cAnd), d.wordIs(to-1, "and"):
	case is && d.isComma(to) && d.wordIs(to+1, "with") && d.isClass(f.cue, cNoun): // "was the worst on the index, with a 2.2 per cent decline"
	case !is && (d.wordIs(to-1, "with") || d.wordIs(to-2, "with") && d.isClass(to-1, cFiller)):
	default:
		return -1
	}
	return int(own)
}

// isPlainVerb reports whether a word stands at token i that may be a verb of whom the
// clause is about: one of movement, or one that says nothing of prices.
func (d *doc) isPlainVerb(i int) bool {
	t := &d.toks[i]
	return t.kind == word && !t.has(capital) && !t.is(cSent|cInstr|cMetric|cPrep|cLevel|cOf|cBy|cAnd|cBreak|cRelative|cAnaphor)
}

// isPared reports whether token i is what a price gave or took back: "pared losses".
func (d *doc) isPared(i int) bool {
	k := i - 1
	if d.wordIs(k, "early") || d.wordIs(k, "some") || d.wordIs(k, "earlier") {
		if k--; d.wordIs(i, "loss") && (d.wordIs(k, "an") || d.isThe(k)) && !d.wordIs(k+1, "some") { // "swung from an early loss to a gain"
			return true
		}
	}
	return d.isClass(k, cVerb) && d.isClass(k, cUp|cDown) && (d.isClass(i, cUp|cDown) || d.wordIs(i, "losses"))
}

// isForItsPart reports whether token i ends "pour sa part", which says nothing.
func (d *doc) isForItsPart(i int) bool {
	return d.wordIs(i, "part") && d.isClass(i-1, cAnaphor) && d.wordIs(i-2, "pour")
}

// describes reports whether the word at token i only says what the instrument at
// token to is: "oil majors BP and Shell", not "sales at Ford".
func (d *doc) describes(i, to int) bool {
	for k := i + 1; k < to; k++ {
		if t := &d.toks[k]; t.kind != word && !t.sign('-') || t.is(cPrep|cOf|cLevel|cBy|cBreak|cRelative|cAnd|cUp|cDown|cAux) {
			return false
		}
	}
	return to-i > 1
}

// metricPhrase reports whether a figure of a company of several words begins
// at token i: "market share".
func (d *doc) metricPhrase(i int) bool {
	lx, n := d.phraseOf(i, cMetric)
	return n > 1 && lx.is&cMetric != 0
}

// isThe reports whether token i is the article of its language.
func (d *doc) isThe(i int) bool {
	if d.lang.english {
		return d.wordIs(i, "the")
	}
	return d.isClass(i, cFiller) && !d.isClass(i, cModifier)
}

// overArticle returns the token before the article at token i, i where none stands there. In English numbers have
// none.
func (d *doc) overArticle(i int) int {
	if !d.lang.english && d.isThe(i) {
		return i - 1
	}
	return i
}

// bareSubject decides for a segment with an instrument and no noun of price:
// the verb must be one of price, and no other noun stand between.
func (d *doc) bareSubject(f *figure, ticker, noun, from, to int) subject {
	g := d.figureAt(ticker)
	after := d.afterPossessive(g.to)
	if !d.lang.english && noun > g.to && noun < f.from && d.isClass(g.to, cOf|cFrom|cRelative|cPrep) && d.isMoving(f.cue) && f.cue == to { // "der MDAX der mittelgroßen Werte legte"
		noun = -1
	}
	if noun >= g.to && !d.lang.english && d.isFirstNoun(from, g) && d.hasNoFigure(d.afterBracket(g), min(to, f.from)) && !d.isClass(f.cue, cGrowth|cMetric) { // words that no list has
		noun = -1
	}
	if noun == g.to && (d.isUnknownVerb(f, noun) || d.isClass(f.cue, cNoun) && f.cue == to && (d.wordIs(to-1, "a") || d.wordIs(to-1, "an")) && d.wordIs(to-2, "to")) { // "Best Buy swung from an early loss to a gain of 3.1%"
		noun = -1
	}
	if noun >= g.to && (d.isSecondVerb(f, g, from, to) || d.isCloser(f, g, to) || d.holdsTo(f, g, from, to)) {
		noun = -1
	}
	if noun >= g.to && (d.carriesVerb(f, g, from, to) || d.closesSigned(f, g, from, to) || d.closesInfinitive(f, g, from, to)) {
		noun = -1
	}
	tagged := f.cue == f.from && g.how == byCashtag // "$AAPL breaking out, +3.4%"
	if noun >= g.to && (f.cue != f.from && d.isMoving(g.to) && (f.cue > to || d.isGerund(to-1)) || d.hangsOn(f, g, from, to)) {
		noun = -1 // "X plunged to a four-year low, closing 4.5% lower"
	}
	if after != g.to && d.isEllipsis(f, g, after, to) {
		return d.only(int(d.cover[ticker]), "its price, of which the text speaks")
	}
	if after != g.to && (after < to || after == f.cue && !d.isClass(after, cAdj)) || noun >= g.to && noun < to && !tagged || d.isClass(f.cue, cGrowth) && f.why != inTotal && !d.leadsToPrice(f) {
		return nobodyFor("the instrument only belongs to its subject, or grows and is no price")
	}
	if d.isClass(g.from-1, cOf|cPrep|cLevel) && noun >= 0 && noun < g.from && d.isSubordinate(from, g.from) {
		return nobodyFor("the instrument hangs on another noun")
	}
	return subject{tickers: d.joined(int(d.cover[ticker]), from), found: true, why: "the subject of its verb"}
}

// isFirstNoun reports whether nothing but articles, conjunctions and adverbs stands between
// token from and the instrument g, or what it is: "L'action X", "La banque X".
func (d *doc) isFirstNoun(from int, g *figure) bool {
	if d.isInverted(from, g) {
		return true
	}
	for i := from; i < g.from; i++ {
		if !d.isClass(i, cFiller|cBreak|cAnd|cBroad|cInstr|cRelative|cAux|cPrep|cPlace) && !d.toks[i].oneOf("'’-") {
			return false
		}
	}
	return true
}

// isInverted reports whether the clause that begins at token from tells when or where, then its
// verb, then g: "In New York stand der Dow Jones zum Handelsschluss", in languages whose verb comes
// second.
func (d *doc) isInverted(from int, g *figure) bool {
	if !d.lang.behind || !d.isClass(from, cPrep|cLevel) {
		return false
	}
	verb := d.beforeFillers(g.from)
	if verb <= from+1 || !d.isClass(verb, cAux|cPrice|cUp|cDown) {
		return false
	}
	for i := from + 1; i < verb; i++ {
		if d.toks[i].kind != word || d.cover[i] >= 0 || d.toks[i].is(cBreak|cMetric|cInstr) && !d.toks[i].is(cAux) {
			return false
		}
	}
	return true
}

// afterBracket returns the token after g and its symbol in brackets: "Banco do Brasil (BBAS3)".
func (d *doc) afterBracket(g *figure) int {
	if code := d.figureAt(g.to + 1); code != nil && code.symbol == g.symbol && d.isSign(g.to, '(') && d.isSign(code.to, ')') {
		return code.to + 1
	}
	return g.to
}

// hasNoFigure reports whether tokens from..to-1 have no number and no figure.
func (d *doc) hasNoFigure(from, to int) bool {
	for i := from; i < to; i++ {
		if d.isSign(i, '(') && d.isSign(i+2, ')') && d.cover[i+1] < 0 { // the day: "terça-feira (12)"
			i += 2
			continue
		}
		if k := d.timeEnd(i); k > i { // "um 15:41 Uhr"
			i = k - 1
			continue
		}
		if d.toks[i].kind == number || d.cover[i] >= 0 {
			return false
		}
	}
	return true
}

// timeEnd returns the token after the time of day in digits at token i, i for none: "15:41 Uhr", "9.35 Uhr".
func (d *doc) timeEnd(i int) int {
	if d.toks[i].kind != number || d.toks[i].end-d.toks[i].start > 5 {
		return i
	}
	k := i + 1
	if d.isSign(k, ':') && d.toks[k].glued() && k+1 < len(d.toks) && d.toks[k+1].kind == number && d.toks[k+1].glued() {
		if k += 2; !d.wordIs(k, "uhr") {
			return k
		}
	}
	if d.wordIs(k, "uhr") {
		return k + 1
	}
	return i
}

// hasNumber reports whether tokens from..to-1 have a number that belongs to no figure: "De euro doet 1,1583 en bitcoin zakt".
func (d *doc) hasNumber(from, to int) bool {
	for i := from; i < to; i++ {
		if d.toks[i].kind == number && d.cover[i] < 0 {
			return true
		}
	}
	return false
}

// isNounPhrase reports whether tokens from..to-1 say what or whose the instrument behind them is:
// "Japan's", "Insulation specialist".
func (d *doc) isNounPhrase(from, to int) bool {
	if to-from > maxDescription {
		return false
	}
	for i := from; i < to; i++ {
		t := &d.toks[i]
		if d.cover[i] >= 0 || t.kind == number || t.kind == symbol && !t.oneOf("'’-") || t.is(cPrep|cLevel|cOf|cBy|cAnd|cBe|cAux|cUp|cDown|cBreak|cRelative|cMetric|cInstr) && !t.is(cFiller) {
			return false
		}
	}
	return true
}

// maxDescription is how many tokens may say what or whose an instrument is.
const maxDescription = 6

// onlyFillers reports whether tokens from..to-1 are adverbs, articles and conjunctions.
func (d *doc) onlyFillers(from, to int) bool {
	for i := from; i < to; i++ {
		if !d.isClass(i, cFiller|cBreak|cAnd) && !d.endsIn(i, "ly") {
			return false
		}
	}
	return true
}

// maxPrice is how much one share costs at most where a change leads to its price.
const maxPrice = 10_000

// maxSmallPrice is how much it costs in money of which a dollar is more than a hundred.
const maxSmallPrice = 10_000_000

// isMoving reports whether the word at token i is a verb of what prices do.
func (d *doc) isMoving(i int) bool {
	return d.isClass(i, cPrice) || d.isClass(i, cVerb) && d.isClass(i, cUp|cDown) && !d.isClass(i, cGrowth) || i >= 0 && d.movePhrase(i) > 0
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

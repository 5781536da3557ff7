package entity

// How a clause ends about what it begins with: "X swam against the tide to gain 0.3 per cent", "X managed to
// hold on to a gain of 0.1%", "X plunged to a low, closing 4.5% lower".

// isSecondVerb reports whether the cue of f is the second verb of the clause about g: "Vertiv undercut
// a prior buy point at 182.30 and fell 2.7%", "was untraded until noon and finished 5.8 percent lower".
func (d *doc) isSecondVerb(f, g *figure, from, to int) bool {
	verb := f.cue
	if verb >= f.to {
		verb = d.beforeFillers(f.from)
	}
	for d.cash.is(weekday, d.lowWord(verb)) || d.wordIs(verb, "the") { // "and closes the week 5.2% lower"
		verb--
	}
	before := verb - 1
	if d.wordIs(before, "still") || d.wordIs(before, "later") || d.wordIs(before, "then") {
		before--
	}
	if !d.lang.english || !d.isClass(before, cAnd) && !d.wordIs(before, "but") || !d.isMoving(verb) || d.isGerund(verb) || !d.isNounPhrase(from, d.firstJoined(g.from)) || d.metricBetween(g.to, min(to, verb)) {
		return false
	}
	i := d.afterBracket(g)
	t := &d.toks[min(i, len(d.toks)-1)]
	return i < to && t.kind == word && !t.has(capital) && (t.is(cBe|cAux|cSent) || t.cls == 0 && !d.endsIn(i, "s"))
}

// carriesVerb reports whether a verb of price begins the segment of f behind a comma, so that its subject is what
// the segment before begins with: "Siemens Energy markierten ein Rekordhoch, schlossen dann aber nur 0,8 Prozent höher".
func (d *doc) carriesVerb(f, g *figure, from, to int) bool {
	if !d.lang.behind || !d.isSign(to, ',') || to >= f.from || f.cue < 0 || d.isClass(f.cue, cGrowth|cMetric) || !d.isFirstNoun(from, g) || d.metricBetween(g.to, to) {
		return false
	}
	return d.isMoving(to+1) || d.isClass(to+1, cAux) && d.isClass(f.cue, cAdj|cAfter) && !d.isClass(to+1, cFiller|cRelative|cBe)
}

// closesInfinitive reports whether the cue of f closes what is said of g as an infinitive: "Commonwealth Bank
// swam against the tide to gain 0.3 per cent".
func (d *doc) closesInfinitive(f, g *figure, from, to int) bool {
	if !d.lang.english || f.cue != to || !d.wordIs(to-1, "to") || !d.isMoving(f.cue) || d.isClass(f.cue, cGrowth) || !d.isNounPhrase(from, d.firstJoined(g.from)) || d.metricBetween(g.to, to) || !d.hasNoFigure(d.afterBracket(g), to) {
		return false
	}
	verb := d.afterBracket(g)
	return verb < to-2 && d.toks[verb].kind == word && !d.isClass(verb, cExpect|cModal|cBe)
}

// isWith reports whether the word at token i is "with" in a language that is not English.
func (d *doc) isWith(i int) bool { return d.cash.is(withWord, d.lowWord(i)) }

// closesSigned reports whether f has its sign and closes what is said of g: "Bekaert verdedigde zich met
// +0,3 procent".
func (d *doc) closesSigned(f, g *figure, from, to int) bool {
	if d.metricBetween(g.to, to) || !d.hasNoFigure(d.afterBracket(g), to) || !d.isFirstNoun(from, g) && !d.isNounPhrase(from, g.from) {
		return false
	}
	with := f.from - 1
	switch {
	case f.cue == f.from-1 && f.why == ownSign: // "mit plus 0,1 Prozent"
		with--
	case f.cue != f.from:
		if d.lang.english || f.cue < to || f.cue > f.from || !d.isClass(f.cue, cNoun) || d.isClass(f.cue, cGrowth|cMetric) {
			return false
		}
		for with = f.cue - 1; with > f.cue-4 && d.toks[with].kind == word && d.cover[with] < 0 && !d.isWith(with); with-- { // "met een koerswinst van 4,1 procent"
		}
	}
	return d.isWith(with) || d.wordIs(with, "with") || d.wordIs(with, "a") || d.wordIs(with, "à")
}

// holdsTo reports whether f is what g comes to: "managed to hold on to a gain of 0.1%".
func (d *doc) holdsTo(f, g *figure, from, to int) bool {
	if !d.lang.english || !d.isClass(f.cue, cNoun) || f.cue != to || !d.wordIs(to-1, "a") && !d.wordIs(to-1, "an") || !d.wordIs(to-2, "to") || d.isClass(f.cue, cGrowth) {
		return false
	}
	return d.isNounPhrase(from, g.from) && d.hasNoFigure(d.afterBracket(g), to) && !d.metricBetween(g.to, to)
}

// isCloser reports whether f closes what is said of g: "X was the worst of the bunch with a decline of
// 6.8%".
func (d *doc) isCloser(f, g *figure, to int) bool {
	if !d.lang.english || !d.isClass(g.to, cBe) || !d.isClass(f.cue, cNoun) {
		return false
	}
	i := min(f.cue, f.from) - 1 // "with a decline of 6.8%", "with a 2.2 per cent decline"
	for i > g.to && (d.wordIs(i, "a") || d.wordIs(i, "an") || d.toks[i].kind == word && d.toks[i].cls == 0 && i > f.cue-3) {
		i--
	}
	return d.wordIs(i, "with") && i < to
}

// closesWith reports whether tokens from..to-1 begin with a verb behind a comma and end in "with a" before
// the noun of f.
func (d *doc) closesWith(f *figure, from, to int) bool {
	if d.lang.english && f.cue == to+1 && d.isComma(to) && (d.isGerund(f.cue) && d.isMoving(f.cue) || d.isClass(f.cue, cAdj) && d.toks[to].oneOf("—–")) && from > 0 && d.isComma(from-1) && d.hasNoFigure(from, to) && !d.toks[from].has(capital) && !d.isClass(from, cFiller|cRelative|cPrep|cOf|cBreak) { // "went the other way, easing 0.5%"
		return true
	}
	if !d.lang.english || !d.isClass(f.cue, cNoun) || f.cue != to && (f.from != to || f.cue != f.to) || from < 1 || !d.isComma(from-1) || d.toks[from].has(capital) || d.isClass(from, cFiller|cRelative|cPrep|cOf) {
		return false
	}
	return d.wordIs(to-1, "with") || d.wordIs(to-2, "with") && (d.wordIs(to-1, "a") || d.wordIs(to-1, "an"))
}

// hangsOn reports whether f stands behind a comma after a clause about g that has no figure:
// "X fared no better, shedding 5%", "X got off lightly, 0.9% lower", "X got hit again, -7%". With
// figures in it, it may be about those: "X sold 5 million phones, up 3%".
func (d *doc) hangsOn(f, g *figure, from, to int) bool {
	if d.isClass(to, cBreak) && isYear(d.span(to+1, min(to+2, len(d.toks)))) { // "its best session since 2021, surging 19%"
		to += 2
	}
	if first := d.firstJoined(g.from); !d.isSign(to, ',') || first != from && !d.onlyFillers(from, first) && !d.isNounPhrase(from, first) {
		return false
	}
	for i := g.to; i < to; i++ {
		if d.isSign(i, '(') { // its code
			i = d.closingBracket(i, to)
			continue
		}
		if isIndex(g) && d.toks[i].kind == number && d.cover[i] < 0 && (d.wordIs(i+1, "mark") || d.wordIs(i+1, "level") || d.isClass(i+1, cPoints)) { // "settled above the 26,100 mark, up 0.6 per cent"
			i++
			continue
		}
		if isYear(d.span(i, i+1)) && d.isClass(i-1, cPrep|cBreak|cFrom) {
			continue
		}
		if d.toks[i].kind == number || d.cover[i] >= 0 || d.toks[i].is(cNumber) {
			return false
		}
	}
	switch {
	case f.cue >= f.to:
		k := d.beforeFillers(f.from)
		return d.isClass(f.cue, cAdj) && (k == to || k == to+1 && d.isGerund(k) && d.isClass(k, cAux)) // "came under pressure, ending 2.3% lower"
	case !d.lang.english && d.isClass(f.cue, cNoun) && f.cue > to+1 && f.cue <= to+4: // "ont mieux tenu, avec des gains de 12% et 6%"
		return d.isWith(to + 1)
	case d.lang.english && d.isClass(f.cue, cNoun) && !d.isClass(f.cue, cGrowth|cMetric) && f.cue <= to+4: // "tagged along, with a gain of 4.3 per cent"
		return d.wordIs(to+1, "with")
	case f.cue == to+2 && d.wordIs(to+1, "having"):
		return d.isMoving(f.cue)
	case f.cue == to+1:
		return f.cue == f.from || d.isClass(f.cue, cAdj) || d.isGerund(f.cue) && d.isMoving(f.cue)
	}
	return false
}

// isYear reports whether s is a year of these times.
func isYear(s string) bool { return len(s) == 4 && ("1900" <= s && s <= "2099") && allDigits(s) }

// isUnknownVerb reports whether the word at token i, right after an instrument, is the verb of
// f: an adverb says which way. "Fevertree fizzed 2.7% higher", "Centrica warmed up 1.6%".
func (d *doc) isUnknownVerb(f *figure, i int) bool {
	if !d.isClass(f.cue, cAdj) {
		return false
	}
	return f.cue == i+1 || f.cue >= f.to && d.beforeFillers(f.from) == i
}

// isEllipsis reports whether what g owns is left out and is the price that the text spoke
// of last: "Shares of X rose 3%. Y's were up 4%". After is the token after the possessive.
func (d *doc) isEllipsis(f, g *figure, after, to int) bool {
	if !d.isClass(after, cBe) && after != f.cue || after > to || d.isClass(f.cue, cGrowth) {
		return false
	}
	for k := g.from - 1; k >= max(0, g.from-maxSegment) && !d.toks[k+1].has(parted); k-- {
		switch {
		case d.cover[k] >= 0:
		case d.isClass(k, cInstr), d.wordIs(k, "price"):
			return true
		case d.isClass(k, cMetric) && !d.isClass(k, cAux):
			return false
		}
	}
	return false
}

// leadsToPrice reports whether a price stands right behind f: "Northern Star lifted 3.7 per
// cent to $20.10".
func (d *doc) leadsToPrice(f *figure) bool {
	if d.lang.name == "nl" && f.cue >= f.to && d.wordIs(f.cue+1, "waard") { // "werd 2,7 procent meer waard"
		return true
	}
	if f.cue >= f.from || f.unit != inPercent || !d.wordIs(f.to, "to") {
		return false
	}
	g := d.figureAt(f.to + 1)
	return g != nil && g.typ == sum && !g.ranged && (g.low < maxPrice || g.currency != nil && g.low < maxSmallPrice && isSmallUnit(g.currency.code))
}

// leastSum is from how much money on what a change leads to is no price of a share.
const leastSum = 1e7

// leadsToMillions reports whether what f leads to is a sum that a company sold or earned: "è scesa del 4% a 695 milioni".
func (d *doc) leadsToMillions(f *figure) bool {
	i := f.to
	if f.cue < 0 || f.cue >= f.from || f.unit != inPercent || !d.isClass(i, cLevel|cTo) && !d.wordIs(i, "to") {
		return false
	}
	for i++; i < len(d.toks) && d.cover[i] < 0 && (d.isClass(i, cFiller|cModifier) || d.isThe(i)); i++ {
	}
	g := d.figureAt(i)
	if g != nil && g.typ == sum {
		return g.low >= leastSum && !isSmallUnit(g.currency.code)
	}
	q, ok := d.quantityAt(i)
	return ok && d.scale(&q, false) && q.value() >= leastSum && !d.isClass(q.to, cPoints)
}

// isSmallUnit reports whether a dollar is more than a hundred of a currency.
func isSmallUnit(code string) bool {
	switch code {
	case "KRW", "JPY", "IDR", "VND", "HUF", "CLP", "COP", "ARS", "NGN", "PKR", "LBP", "IQD", "UZS", "KZT":
		return true
	}
	return false
}

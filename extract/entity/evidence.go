package entity

import "strings"

// What shows that a weak name is a listed company: words beside it, a change of price, or the
// list that it is in.

func (d *doc) hasNoEvidence(f *figure) bool {
	why, _ := d.evidence(f)
	return why == ""
}

// isStockOf reports whether the stock at token i is one of goods: "Align stock availability".
func (d *doc) isStockOf(i int) bool {
	if !d.wordIs(i, "stock") || i+1 >= len(d.toks) {
		return false
	}
	t := &d.toks[i+1]
	return t.kind == word && t.lex == 0 && !t.has(capital|lined) && !d.endsIn(i+1, "ed") && !d.endsIn(i+1, "s") && !d.endsIn(i+1, "ly")
}

// maxSoon is how many tokens of a script without spaces may stand between a name and its change.
const maxSoon = 8

// percentSoon reports whether a percentage and a word of change stand soon behind token i, nothing but
// letters between: "东方财富早盘高开逾9%", "しまむらが3%高".
func (d *doc) percentSoon(i int) bool {
	moved := false
	for k := i; k < min(i+maxSoon, len(d.toks)-1); k++ {
		t := &d.toks[k]
		switch {
		case t.kind == symbol || t.has(parted):
			return false
		case t.kind == number:
			if !d.toks[k+1].sign('%') && !d.toks[k+1].oneOf("％") {
				return false
			}
			next := &d.toks[min(k+2, len(d.toks)-1)]
			return moved || next.is(cAfter|cUp|cDown)
		case t.is(cAfter | cUp | cDown | cNoun):
			moved = true
		}
	}
	return false
}

// labelsPrice reports whether a paragraph begins with the name f, a dash or a colon, and a noun of
// price: "Box — Shares popped 8%".
func (d *doc) labelsPrice(f *figure) bool {
	first := &d.toks[f.from]
	if f.from > 0 && d.toks[f.from-1].kind == symbol && d.toks[f.from-1].has(parted) { // a bullet
		first = &d.toks[f.from-1]
	}
	if !first.has(parted) || f.to+1 >= len(d.toks) || !d.toks[f.to].oneOf("—–:") && !(d.toks[f.to].oneOf("-") && !d.toks[f.to].glued()) {
		return false
	}
	i := f.to + 1
	if signOf(&d.toks[i]) != 0 && i+2 < len(d.toks) && d.toks[i+1].kind == number && d.toks[i+1].glued() && (d.toks[i+2].sign('%') || d.isClass(i+2, cUnit) || d.toks[i+2].kind == symbol && i+3 < len(d.toks)) { // "• Dow Jones : +0,4%"
		_, ok := d.percentageEnd(i + 1)
		return ok
	}
	described := d.wordIs(i, "the")
	for i < f.to+3 && (d.wordIs(i, "the") || d.wordIs(i, "its")) {
		i++
	}
	for k := i; described && k < min(i+maxDescription+2, len(d.toks)) && !d.toks[k].has(parted); k++ { // "Upstart — The AI lending marketplace slid 13%"
		if d.isMoving(k) && !d.isClass(k, cGrowth) && d.priceMoveFollows(k) {
			return true
		}
	}
	return d.isClass(i, cPriceCue) && !d.isStockOf(i)
}

const movedAfter = "a change of price after it"

// evidence returns what beside a weak name shows that it is a listed company, and
// the token that does; "" and -1 for nothing.
func (d *doc) evidence(f *figure) (why string, cue int) {
	if !d.lang.english && d.toks[f.from].has(caps) && d.isSign(f.from-1, '(') && d.followsName(f.from-2) { // "Roche (GS -0,5%)": a kind of paper
		return "", -1
	}
	i := d.afterPossessive(f.to)
	if i < len(d.toks) && d.toks[i].glued() { // apart it is a sign: "Leonardo -1,6%"
		i = d.hyphen(i)
	}
	if d.isSign(i, ':') && d.isThe(i+1) && d.isClass(i+2, cPriceCue) && !d.isClass(i+2, cIndexNoun) { // "Fuori dal coro Leonardo: il titolo è salito"
		return "a price behind it", i + 2
	}
	if d.lang.name == "fr" && d.wordIs(i, "s") && i+2 < len(d.toks) && d.toks[i+1].oneOf("'’") { // "Elis s'adjuge 2,3%"
		i += 2
	}
	switch {
	case d.isClass(f.to-1, cLegal) || d.isSign(f.to-1, '.') && d.isClass(f.to-2, cLegal):
		return "its legal form", f.to - 1
	case d.isClass(i, cPriceCue) && !d.toks[i].has(parted) && !d.isStockOf(i) && (!d.isClass(f.from, cVenue) || d.wordIs(i, "futures")):
		return "a price cue after it", i
	case d.wordIs(f.to, "e") && d.isSign(f.to+1, '-') && (d.wordIs(f.to+2, "minis") || d.wordIs(f.to+2, "mini")): // "Dow E-minis were up 42 points"
		return "a price cue after it", f.to + 2
	case d.priceCueBefore(f.from), f.how == byIndex && !d.lang.english && d.isClass(f.from-1, cOf|cFrom) && d.isClass(f.from-3, cIndexNoun) && d.toks[f.from-2].kind == word && !d.toks[f.from-2].has(capital): // "l'indice composé du Nasdaq"
		return "a price cue before it", f.from - 2
	case d.labelsPrice(f):
		return "a price cue behind it as a label", f.to + 1
	case d.codeFollows(f):
		return "its code in brackets", f.to + 1
	case d.priceMoveFollows(i), d.isSign(f.to, ',') && d.isClass(f.to+1, cAdj) && d.centsFollow(f.to+2): // "Sage, up 91p at 1,261.5p"
		return movedAfter, i
	case d.whichMoved(f):
		return movedAfter, f.to + 2
	case d.toks[f.from].has(wide) && d.percentSoon(f.to):
		return movedAfter, f.to
	case d.asideThenMoved(f):
		return movedAfter, f.to
	case i > f.to && d.changeFollows(i), f.how == byCrypto && d.toks[min(f.to, len(d.toks)-1)].sign('$') && d.digitsFollow(f.to):
		return movedAfter, f.to
	case i > f.to && (d.resultsFollow(i) || d.toks[f.from].has(caps) && (d.wordIs(i, "sales") || d.wordIs(i, "revenue"))):
		return "its results after it", i
	}
	return "", -1
}

// afterPossessive returns the token after 's at token i.
func (d *doc) afterPossessive(i int) int {
	if i < len(d.toks) && d.toks[i].oneOf("'’") && (d.toks[i].glued() || d.wordIs(i+1, "s") && d.toks[i+1].glued()) {
		if d.wordIs(i+1, "s") && d.toks[i+1].glued() {
			return i + 2
		}
		return i + 1
	}
	return i
}

// priceCueBefore recognises "shares of X" and "stock in X".
func (d *doc) priceCueBefore(i int) bool {
	if d.wordIs(i-1, "the") {
		i--
	}
	if !d.lang.english {
		for k := i - 1; k > i-3; k-- { // "actions de la Société Générale", "Aktie X"
			if d.isClass(k, cPriceCue) {
				return true
			}
			if !d.isClass(k, cOf|cFrom|cFiller) {
				return false
			}
		}
	}
	return i > 1 && (d.wordIs(i-1, "of") || d.wordIs(i-1, "in") || d.wordIs(i-1, "for")) && d.isClass(i-2, cPriceCue)
}

// codeFollows recognises "Next (NXT)" and "Next (LON: NXT)".
func (d *doc) codeFollows(f *figure) bool {
	if !d.isSign(f.to, '(') {
		return false
	}
	for k := f.to + 1; k < min(f.to+6, len(d.toks)) && !d.isSign(k, ')'); k++ {
		if d.toks[k].kind != symbol && d.span(k, k+1) == f.symbol {
			return true
		}
	}
	return false
}

// resultsFollow recognises the figures that only companies report at token i, after a
// possessive: "Orion's net profit", "GM's quarterly earnings".
func (d *doc) resultsFollow(i int) bool {
	for n := 0; n < 2 && !d.isClass(i, cResult) && d.isClass(i, cFiller|cMetric|cPer); n++ {
		i++
	}
	return d.isClass(i, cResult)
}

// changeFollows recognises the change of "the Dow's 16% rise" at token i.
func (d *doc) changeFollows(i int) bool {
	if i+2 >= len(d.toks) || d.toks[i].kind != number {
		return false
	}
	to, ok := d.percentageEnd(i)
	return ok && d.isClass(to, cNoun) && d.isClass(to, cUp|cDown) && !d.isClass(to, cGrowth) && !d.wordIs(to+1, "in")
}

// digitsFollow reports whether a number is written on to the sign at token i.
func (d *doc) digitsFollow(i int) bool {
	return i+1 < len(d.toks) && d.toks[i+1].kind == number && d.toks[i+1].glued()
}

// whichMoved recognises "X, which rose 3%", "X, in calo del 3%".
func (d *doc) whichMoved(f *figure) bool {
	i := f.to + 1
	if !d.isSign(f.to, ',') {
		return false
	}
	if d.lang.english {
		return d.isClass(i, cRelative) && d.priceMoveFollows(i+1)
	}
	if d.isClass(i, cPrep|cLevel) {
		for i++; d.isClass(i, cFiller) && !d.isClass(i, cUp|cDown); i++ { // "con un alza del 3%"
		}
		return d.isClass(i, cNoun) && d.priceMoveFollows(i)
	}
	return d.isClass(i, cRelative) && d.priceMoveFollows(i+1) || d.isClass(i, cNoun|cVerb) && d.priceMoveFollows(i)
}

// maxAside bounds the words between a name and its change of price.
const maxAside = 12

// asideThenMoved recognises "X, the over-50s cruise group, 2.6% lower".
func (d *doc) asideThenMoved(f *figure) bool {
	if !d.isSign(f.to, ',') || !d.wordIs(f.to+1, "the") && !d.wordIs(f.to+1, "a") && !d.wordIs(f.to+1, "an") && !d.isClass(f.to+1, cRelative) {
		return false
	}
	for k := f.to + 2; k < min(f.to+maxAside, len(d.toks)-1); k++ {
		switch t := &d.toks[k]; {
		case t.sign(','):
			return d.priceMoveFollows(k+1) || d.toks[k+1].kind == number && d.changeIsAfter(k+1)
		case t.kind != word && !t.oneOf("-'’&") && t.kind != number, t.has(parted):
			return false
		}
	}
	return false
}

// changeIsAfter recognises "2.6% lower" at token i.
func (d *doc) changeIsAfter(i int) bool {
	to, ok := d.percentageEnd(i)
	return ok && (d.isClass(to, cAdj) || d.isSign(to, '.') || d.isSign(to, ','))
}

// priceMoveFollows recognises "X rose 3%", "X (up 3%)" and "X +3%" at the
// token after a name.
func (d *doc) priceMoveFollows(i int) bool {
	if i >= len(d.toks) || d.toks[i].has(blank) || d.toks[i].has(lined) && d.toks[i].kind != number {
		return false
	}
	if d.isMoving(i) && !d.isClass(i, cGrowth) && (d.centsFollow(i+1) || d.pointsFollow(i+1)) {
		return true
	}
	percentSoon := false
	for k := i; k < min(i+8, len(d.toks)) && !percentSoon; k++ {
		percentSoon = d.toks[k].is(cUnit) || d.toks[k].sign('%') || d.toks[k].has(many) && d.isUnitPhrase(k)
		if d.toks[k].is(cMetric) && !d.toks[k].is(cUp|cDown) {
			return false
		}
	}
	if !percentSoon {
		return false
	}
	for n := 0; n < 2 && d.isClass(i, cAux) && !d.isClass(i, cUp|cDown|cPrice); n++ { // "was off 0.3%"
		i++
	}
	if i+1 < len(d.toks) && signOf(&d.toks[i]) != 0 && d.toks[i+1].kind == number && d.toks[i+1].glued() && !d.toks[i].glued() { // "ETH +3.1%"
		return true
	}
	return d.isClass(i, cUp|cDown) || d.isClass(i, cPrice) || d.toks[i].kind == number && strings.Contains(d.span(i, i+1), ".") || d.isSign(i, '(') && (d.isClass(i+1, cUp|cDown) || d.isPricedChange(i+1) || i+2 < len(d.toks) && signOf(&d.toks[i+1]) != 0 && d.toks[i+2].kind == number)
}

// centsFollow reports whether the change of a price stands at token i: "plunged 52 cents to $3.08",
// "gained $1.20 to $14.05".
func (d *doc) centsFollow(i int) bool {
	for d.isClass(i, cFiller|cModifier|cBy) {
		i++
	}
	dollars := i+1 < len(d.toks) && isMoneySign(&d.toks[i])
	if dollars {
		i++
	}
	if i+1 >= len(d.toks) || d.toks[i].kind != number {
		return false
	}
	for i++; i < len(d.toks) && d.toks[i].kind == number || d.isSign(i, '.') && d.toks[i].glued() && i+1 < len(d.toks) && d.toks[i+1].glued(); i++ {
	}
	return !dollars && d.isClass(i, cMinor) || dollars && d.wordIs(i, "to") && i+1 < len(d.toks) && isMoneySign(&d.toks[i+1])
}

// pointsFollow reports whether the change of an index stands at token i: "slides 300 points".
func (d *doc) pointsFollow(i int) bool {
	for d.isClass(i, cFiller|cModifier|cBy) {
		i++
	}
	q, ok := d.quantityAt(min(i, len(d.toks)-1))
	return ok && i < len(d.toks) && d.isClass(q.to, cPoints)
}

// isPricedChange recognises the change and the price of "Berkeley (3.3% to £38.90)" at
// token i.
func (d *doc) isPricedChange(i int) bool {
	to, ok := d.percentageEnd(i)
	return ok && d.isClass(to, cTo|cLevel) && to+1 < len(d.toks) && (isMoneySign(&d.toks[to+1]) || d.toks[to+1].kind == number)
}

// isUnitPhrase reports whether a unit of several words begins at token i: "per cent".
func (d *doc) isUnitPhrase(i int) bool {
	lx, n := d.phraseOf(i, cUnit)
	return n > 1 && lx.is&cUnit != 0
}

// listedAfter reports whether the acronym n follows a company that counts, and nothing but what
// joins a list and figures in between: "Axis Bank, SBI", "Axis Bank (0.7%) and SBI (0.5%)".
func (d *doc) listedAfter(found []candidate, n int) bool {
	c := &found[n]
	if n == 0 || !found[n-1].strong || found[n-1].dropped || found[n-1].how != byName || !d.toks[c.from].has(caps) || c.from-found[n-1].to > 9 {
		return false
	}
	joined := false
	for i := found[n-1].to; i < c.from; i++ {
		switch t := &d.toks[i]; {
		case t.has(lined):
			return false
		case t.sign(',') || t.is(cAnd):
			joined = true
		case t.kind != number && !t.oneOf("()%+-−–") && !t.is(cUnit|cUp|cDown):
			return false
		}
	}
	return joined && !d.toks[c.from].has(lined)
}

// isElided reports whether the verb of a name's change of price is that of the one before:
// "Xylem advanced 18% and Eaton 26%".
func (d *doc) isElided(c *candidate) bool {
	if !d.isClass(c.from-1, cAnd) || c.to >= len(d.toks) || d.toks[c.to].kind != number || d.toks[c.to].has(lined) {
		return false
	}
	if _, ok := d.percentageEnd(c.to); !ok {
		return false
	}
	for k := c.from - 2; k > max(0, c.from-8) && !d.breaks(k+1); k-- {
		if d.toks[k].is(cUnit) || d.toks[k].oneOf("%％") {
			return true
		}
	}
	return false
}

// listedBeside reports whether "and" joins name n to an unambiguous company: "Visa and
// Mastercard". A place stands behind a preposition of one.
func (d *doc) listedBeside(found []candidate, n int) bool {
	c := &found[n]
	if d.wordIs(c.from-1, "in") || d.wordIs(c.from-1, "to") || d.wordIs(c.from-1, "at") || d.wordIs(c.from-1, "near") || d.toks[c.from].has(lined) {
		return false
	}
	if c.to < len(d.toks) && d.toks[c.to].kind == word && d.toks[c.to].has(capital) && !d.toks[c.to].has(lined) { // "De Grey and Novo Resources"
		return false
	}
	if n+1 < len(found) {
		if next := &found[n+1]; next.from == c.to+1 && d.isClass(c.to, cAnd) && d.isCompany(next) {
			return true
		}
	}
	return n > 0 && found[n-1].to == c.from-1 && d.isClass(c.from-1, cAnd) && d.isCompany(&found[n-1])
}

// isCompany reports whether a name is that of a company without doubt.
func (d *doc) isCompany(c *candidate) bool {
	return c.strong && !c.dropped && c.how == byName && !isIndex(&c.figure)
}

// listedWithMove reports whether "and" or a comma joins name n to one that a
// change of price follows: "Delta and United fell 3%".
func (d *doc) listedWithMove(found []candidate, n int) bool {
	if n+1 == len(found) {
		return false
	}
	c, next := &found[n], &found[n+1]
	return next.from == c.to+1 && (d.isClass(c.to, cAnd) || d.isSign(c.to, ',')) && d.priceMoveFollows(d.afterPossessive(next.to))
}

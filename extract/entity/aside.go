package entity

// Segments that only explain what stands before them, and are skipped on the way to a subject.

// isAsideWithFigure reports whether a relative clause or "up 3%" between commas
// begins at token from.
func (d *doc) isAsideWithFigure(from int) bool {
	if from == 0 || !d.isSign(from-1, ',') {
		return false
	}
	if d.isClass(from, cRelative|cAdj) || d.isClass(from, cPrep|cOf|cLevel) && d.isClass(from+1, cRelative) {
		return true
	}
	if to := d.nextComma(from); d.isGerund(from) && d.isSign(to, ',') && d.isClass(to+1, cAux|cBe) && !d.isClass(to+1, cUp|cDown) { // "losing 22% in six months, were last off"
		return true
	}
	if before := d.figureAt(from - 2); d.lang.english && before != nil && before.typ == instrument && (d.wordIs(from, "the") || d.wordIs(from, "a")) { // "Zijin, the partner with 39.6%, edged up"
		if to := d.nextComma(from); d.isSign(to, ',') && d.isMoving(to+1) && !d.isGerund(to+1) && !d.isClass(to+1, cAdj) {
			return true
		}
	}
	for n := 0; n < 2 && d.isClass(from, cFiller|cModifier|cAux) && d.cover[from] < 0; n++ {
		from++
	}
	g := d.figureAt(from)                                                                   // "already 48% lower"
	if g == nil || g.typ != percentage || !d.isClass(g.to, cAdj) && !d.wordIs(g.to, "of") { // "17% of the index by weight"
		return false
	}
	for i := g.to; i < min(g.to+maxAside, len(d.toks)) && !d.isSign(i, ','); i++ {
		if d.cover[i] >= 0 && !d.wordIs(g.to, "of") || d.breaks(i) {
			return false
		}
	}
	return true
}

// maxParticiple is how many tokens a participle and what belongs to it may have.
const maxParticiple = 24

// nextComma returns the comma that ends the part of a sentence at token i, or where it breaks.
func (d *doc) nextComma(i int) int {
	to := i
	for to < min(i+maxParticiple, len(d.toks)) && !d.breaks(to+1) && !d.isSign(to, ',') {
		to++
	}
	return to
}

// aside reports whether a segment only explains what stands before it.
func (d *doc) aside(from, to int) bool {
	t := &d.toks[from]
	if from > 0 && d.toks[from-1].is(cBreak) && d.onlyTickers(from, to) {
		return false
	}
	if g := d.figureAt(from + 1); g != nil && d.isThe(from) && isIndex(g) && g.to == to && d.isClass(from-2, cIndexNoun) { // "the main index, the S&P/TSX,"
		return false
	}
	if d.isApposition(from, to) {
		return true
	}
	if d.wordIs(from, "the") && d.isSign(to, '(') { // "By the closing bell, the benchmark X Index (XI) gave up"
		if g := d.figureAt(to - 1); g != nil && g.typ == instrument && d.isMoving(d.closingBracket(to, len(d.toks))+1) {
			return false
		}
	}
	if !d.lang.english && d.isThe(from) && d.isNamed(from+1, to) { // "a Vale (VALE3) recuou": the article, no preposition
		return false
	}
	if d.isParticipial(from) || d.lang.english && d.wordIs(from, "due") && d.isComma(from-1) { // "X, due to report on Friday, fell 6%"
		return true
	}
	if g := d.figureAt(from + 1); g != nil && g.typ == instrument && d.wordIs(from, "with") { // "with X, which reports on Thursday, 1% weaker"
		return false
	}
	if t.is(cRelative) && !d.breaks(from) || t.is(cPrep|cBreak|cLevel|cBy) || d.wordIs(from, "a") || d.wordIs(from, "an") || d.wordIs(from, "another") || d.wordIs(from, "the") && from > 0 && d.isSign(from-1, ',') && !d.opensSentence(from-2) {
		return true
	}
	return from > 0 && d.toks[from-1].is(cBreak|cRelative) && !d.isSign(from-1, ',')
}

// isApposition reports whether tokens from..to-1 stand between commas after an
// instrument and say what it is: "X, its smaller rival,", "X, one of its customers,".
func (d *doc) isApposition(from, to int) bool {
	if from < 2 || !d.isComma(from-1) || !d.isComma(to) && !(d.isClass(from, cNumber) && d.isClass(to, cRelative)) || !d.isClass(from, cAnaphor|cNumber) && !d.isOwned(from, to) && !d.wordIs(from+1, "of") && !d.isOwnerOf(from) && (!d.isClass(to+1, cAux|cBe|cVerb) && d.movePhrase(to+1) == 0 || d.isGerund(to+1)) {
		return false
	}
	before := from - 2
	if d.isSign(before, ')') { // its code
		before = d.openBracket(before) - 1
	}
	g := d.figureAt(before)
	if g == nil && !d.lang.english && d.isClass(from-2, cInstr) { // "il titolo, più volte sospeso, ha lasciato"
		return d.onlyPrice(from, to) && d.isClass(to+1, cAux|cUp|cDown|cPrice)
	}
	return g != nil && g.typ == instrument && (isIndex(g) || !d.instrBetween(from, min(from+2, to)))
}

// isNamed reports whether tokens from..to-1 are an instrument and its verb or its code follows.
func (d *doc) isNamed(from, to int) bool {
	g := d.figureAt(from)
	return g != nil && g.typ == instrument && g.to == to && (d.isSign(to, '(') || d.isMoving(to))
}

// isComma reports whether a comma or a dash stands at token i.
func (d *doc) isComma(i int) bool {
	return i >= 0 && i < len(d.toks) && (d.toks[i].sign(',') || d.toks[i].oneOf("—–"))
}

// isParticipial reports whether token from begins a participle behind an instrument and a comma:
// "X, burned last month by a default, fell 6%".
func (d *doc) isParticipial(from int) bool {
	if from < 2 || !d.isComma(from-1) || !d.lang.english || d.toks[from].has(capital) || !d.endsIn(from, "ed") && !d.endsIn(from, "ing") && !d.isStrongParticiple(from) || d.isMoving(from) && !d.isStrongParticiple(from) {
		return false
	}
	g := d.figureAt(from - 2)
	return g != nil && g.typ == instrument
}

// isStrongParticiple reports whether token i is a participle that does not end like most, and "by" or "as"
// follows: "hit by its exposure to a bankrupt maker".
func (d *doc) isStrongParticiple(i int) bool {
	switch d.lowWord(i) {
	case "hit", "hurt", "led", "seen", "known", "driven", "beset", "torn", "buoyed", "weighed":
		return d.wordIs(i+1, "by") || d.wordIs(i+1, "as") || d.wordIs(i+1, "for")
	}
	return false
}

// isOwnerOf reports whether token i says of whom somebody is the owner: "operadora de Starbucks".
func (d *doc) isOwnerOf(i int) bool {
	return !d.lang.english && d.isClass(i+1, cOf) && d.isOwner(i)
}

// isOwned reports whether tokens from..to-1 begin with a possessive: "Europe's largest
// bank", "Apple's main supplier".
func (d *doc) isOwned(from, to int) bool {
	k := from + 1
	if g := d.figureAt(from); g != nil {
		k = g.to
	}
	for k < to && (d.toks[k].kind == word && d.toks[k].has(capital) || d.toks[k].sign('-') && d.toks[k].glued() || d.isSign(k-1, '-') && d.toks[k].glued()) { // "Wall Street's", "South-east Asia's"
		k++
	}
	of := d.afterPossessive(k)
	return d.toks[from].has(capital) && of > k && of < to
}

// opensSentence reports whether the segment that ends with token i begins its
// sentence and only says when or where: "Similarly,", "In London,".
func (d *doc) opensSentence(i int) bool {
	if i < 0 {
		return false
	}
	from := d.segmentStart(i)
	return from <= i && (from == 0 || d.breaks(from)) && (from == i && d.cover[i] < 0 || d.isClass(from, cPrep|cLevel))
}

// onlyTickers reports whether tokens from..to-1 are names of instruments.
func (d *doc) onlyTickers(from, to int) bool {
	for i := from; i < to; i++ {
		if g := d.figureAt(i); (g == nil || g.typ != instrument) && !d.toks[i].is(cAnd) && !d.toks[i].oneOf("'’(),") && !d.isThe(i) {
			return false
		}
	}
	return true
}

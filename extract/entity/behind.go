package entity

// Languages that put the verb, or a part of it, behind its number, and those whose verb comes second:
// German and Dutch.

// verbBehind returns the verb of change at token i that its clause ends with, or whose infinitive begins there:
// "während der Dow Jones 0,4 Prozent gewinnt,", "um 10 Prozent zu senken". 0 for none.
func (d *doc) verbBehind(i int) int {
	if !d.lang.behind {
		return 0
	}
	if (d.wordIs(i, "zu") || d.wordIs(i, "te")) && d.isClass(i+1, cUp|cDown) && d.isClass(i+1, cVerb|cAfter) {
		return i + 1
	}
	if t := &d.toks[i]; t.is(cVerb) && t.is(cUp|cDown) && !t.is(cNoun|cAdj) && (i+1 == len(d.toks) || d.isSign(i+1, ',') || d.breaks(i+1)) {
		return i
	}
	return 0
}

// skipOfItsValue returns the token after "of its value" at token i, where the verb stands behind: "dat 30
// procent van zijn beurswaarde verloor".
func (d *doc) skipOfItsValue(i int) int {
	if d.lang.name == "de" && d.wordIs(i, "an") && d.wordIs(i+1, "wert") { // "gut 4 Prozent an Wert gewonnen"
		return i + 2
	}
	if d.lang.behind && d.isClass(i, cOf) && d.isClass(i+1, cAnaphor) && i+2 < len(d.toks) && d.toks[i+2].kind == word && !d.toks[i+2].is(cStake) {
		return i + 3
	}
	return i
}

// maxFronted is how many tokens a clause may have behind a percentage that it begins with.
const maxFronted = 16

// fronted decides "Um 9,3 Prozent schoss die Aktie in die Höhe" and "Satte 12 Prozent hat der Titel seit
// Montag eingebüßt": the clause begins with f, its verb comes next or at the end.
func (d *doc) fronted(f *figure) bool {
	i := d.beforeFillers(f.from)
	if d.isClass(i, cBy) {
		i--
	}
	if i >= 0 && !d.breaks(i+1) && !d.isSign(i, ',') && !d.toks[i].oneOf("–—") || f.to >= len(d.toks) {
		return false
	}
	t := &d.toks[f.to]
	if (d.wordIs(f.to, "ging") || d.wordIs(f.to, "geht")) && d.wordIs(f.to+1, "es") { // "Um 2,5 Prozent ging es mit dem Kurs am Montag aufwärts"
		for k := f.to + 2; k < min(f.to+maxFronted, len(d.toks)) && !d.breaks(k) && !d.isSign(k, ','); k++ {
			if lx, _ := d.phraseOf(k, cAfter); d.cover[k] < 0 && lx.is&cAfter != 0 && lx.is&(cUp|cDown) != 0 {
				return f.point(lx, k)
			}
		}
	}
	if t.is(cVerb) && t.is(cUp|cDown) {
		return f.point(d.lexemeAt(f.to), f.to)
	}
	if t.kind != word || !t.is(cAux|cBe) || t.is(cPrep|cLevel|cFiller) {
		return false
	}
	for k := f.to + 1; k < min(f.to+maxFronted, len(d.toks)) && !d.breaks(k) && !d.isSign(k, ','); k++ {
		if d.isSign(k, '(') { // "die Aktie von Renk (WKN: RENK73)"
			if k = d.closingBracket(k, len(d.toks)); !d.isSign(k, ')') {
				return false
			}
			continue
		}
		if g := d.figureAt(k); g != nil && g.typ != instrument {
			return false
		}
		end := k+1 == len(d.toks) || d.breaks(k+1) || d.breaks(k+2) && d.toks[k+1].kind == symbol || d.isSign(k+1, ',') || d.isClass(k+1, cAnd)
		if d.isClass(k, cAfter) && end {
			return f.point(d.lexemeAt(k), k)
		}
	}
	return false
}

// maxCarried is how many tokens may stand between a noun of change that a verb of amounts leads to and
// how much it is.
const maxCarried = 6

// carriedBy decides "Dort betrug der Zuwachs 2,2 Prozent" and "seit Januar beträgt das Minus aber noch
// rund 27 Prozent".
func (d *doc) carriedBy(f *figure) bool {
	i := d.beforeFillers(f.from)
	for stop := i - maxCarried; i > max(0, stop) && !d.breaks(i+1) && d.cover[i] < 0 && d.toks[i].kind == word; i-- {
		t := &d.toks[i]
		if t.is(cNoun) && t.is(cUp|cDown) && (t.has(capital) || d.lang.name == "nl" && d.isThe(i-1)) {
			verb := i - 1
			for d.isClass(verb, cFiller|cRelative|cAnaphor) || d.wordIs(verb, "sich") || d.wordIs(verb, "zich") {
				verb--
			}
			return d.isReached(verb) && f.point(d.lexemeAt(i), i)
		}
		if !t.is(cAux|cFiller|cModifier|cBreak|cPrep|cMonth) || t.is(cBy|cLevel) {
			return false
		}
	}
	return false
}

// maxSecond is how many tokens may stand between a verb and its number where the verb comes second.
const maxSecond = 14

// verbSecond decides "verlor an der Wiener Börse in einem freundlichen Umfeld 2,1 Prozent": nothing but
// what tells when and where stands between a verb of price and f.
func (d *doc) verbSecond(f *figure, i int) {
	for stop := i - maxSecond; i > max(0, stop) && !d.breaks(i+1); i-- {
		t := &d.toks[i]
		if g := d.figureAt(i); t.kind != word || g != nil && g.typ != instrument || t.is(cAnd|cBreak|cRelative) && !t.is(cFiller) || t.is(cBy) {
			return
		}
		if (t.is(cPrice) || d.lang.name == "nl" && !t.is(cGrowth|cAfter)) && t.is(cVerb) && t.is(cUp|cDown) && !t.has(capital) {
			f.point(d.lexemeAt(i), i)
			return
		}
		if t.is(cMetric|cVerb|cUp|cDown|cBe) && !t.is(cAux|cFiller) {
			return
		}
	}
}

// hangsOnOccasion reports whether the noun at token i only tells when or why something happened.
func (d *doc) hangsOnOccasion(i int) bool {
	for k := i - 1; k > max(0, i-4) && d.toks[k].kind == word && d.cover[k] < 0; k-- {
		switch d.lowWord(k) {
		case "nach", "trotz", "wegen", "seit", "vor", "na", "ondanks", "sinds", "voor", "vanwege":
			return d.movedBefore(k)
		}
		if d.toks[k].has(capital) {
			return false
		}
	}
	return false
}

// nounBetween reports whether tokens from..to-1 hold a noun of a language that writes them with a capital.
func (d *doc) nounBetween(from, to int) bool {
	for i := from; i < to; i++ {
		if d.toks[i].kind == word && (d.toks[i].has(capital) || d.lang.name == "nl" && d.toks[i].cls == 0) {
			return true
		}
	}
	return false
}

// movedBefore reports whether a verb of change stands before token i in its segment.
func (d *doc) movedBefore(i int) bool {
	for k := i - 1; k > max(0, i-maxSecond) && !d.breaks(k+1) && !d.isSign(k, ','); k-- {
		if t := &d.toks[k]; t.is(cVerb) && t.is(cUp|cDown) && !t.has(capital) {
			return true
		}
	}
	return false
}

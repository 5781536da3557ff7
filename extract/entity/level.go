package entity

// A percentage beside a word of change may be a level all the same: what was reached, what it
// was before, a share of something.

// levelBeside returns the token that makes a level of f, whatever verb comes after it, in
// languages whose verbs do: "auf 3,75 Prozent gesenkt", "de 0,44% em setembro para 0,56%",
// "5 % du capital". -1 for none.
func (d *doc) levelBeside(f *figure) int {
	i, of := d.beforeFillers(f.from), d.ofBefore(f.from)
	switch {
	case i < 0 || d.breaks(i+1):
	case d.lang.behind && d.cash.is(limitWord, d.lowWord(i-1)): // as limitedTo decides
	case d.lang.behind && d.isClass(i, cLevel) && !d.wordIs(i, "mit"):
		return i
	case (d.isClass(i, cFrom) || d.isClass(of, cFrom)) && d.leadsTo(f):
		return i
	}
	if d.lang.name == "es" && d.wordIs(f.from-1, "en") && f.unit == inPercent && !d.movesBefore(f.from-1) {
		return f.from - 1
	}
	if d.lang.name == "es" && (d.wordIs(f.from-1, "el") || d.wordIs(f.from-1, "los")) && !d.wordIs(f.from-3, "de") && (d.wordIs(f.from-2, "hasta") || d.wordIs(f.from-2, "en")) {
		return f.from - 2
	}
	k := f.to
	for d.isClass(k, cOf|cFiller) && k < f.to+3 {
		k++
	}
	if k > f.to && f.unit == inPercent && d.isClass(k, cStake) && !d.isClass(k, cMetric) {
		return k
	}
	return -1
}

// leadsTo reports whether the percentage that f became stands soon after it.
func (d *doc) leadsTo(f *figure) bool {
	for k := f.to; k < min(f.to+7, len(d.toks)-1) && !d.breaks(k) && !d.isSign(k, ','); k++ {
		if g := d.figureAt(k); g != nil && g.typ == instrument && !d.lang.english && d.isClass(k-1, cAnd) { // "reculait de 2,2% et Hermès a limité la casse à 0,6 %"
			return false
		}
		if !d.isClass(k, cLevel) {
			continue
		}
		to := k + 1
		for d.isClass(to, cFiller|cModifier) {
			to++
		}
		g := d.figureAt(to)
		return g != nil && g.typ == percentage && g.unit == f.unit
	}
	return false
}

// skipTarget returns the token after what something rose or fell to at token i, where the
// verb stands behind it: "um 3,4 Prozent auf 24,17 Euro absackten".
func (d *doc) skipTarget(i int) int {
	if !d.lang.behind || !d.isClass(i, cLevel) {
		return i
	}
	to := i + 1
	for d.isClass(to, cFiller|cModifier) {
		to++
	}
	if g := d.figureAt(to); g != nil && g.typ != instrument {
		return g.to
	}
	q, ok := d.quantityAt(to)
	if !ok && to > i+1 && to+1 < len(d.toks) && d.toks[to].kind == word && d.toks[to].has(capital) && d.toks[to].lex == 0 && d.isClass(to+1, cAfter) { // "um 2,5 Prozent auf ein Rekordhoch stieg"
		return to + 1
	}
	if !ok {
		return i
	}
	d.scale(&q, true)
	if d.isClass(q.to, cPoints) || d.isClass(q.to+1, cAfter) {
		q.to++
	}
	return q.to
}

// levelBefore reports whether a preposition of levels that beforeFillers took for a filler
// is among tokens from..to-1, in languages where it is one elsewhere: "ralentit à 1,2 %".
func (d *doc) levelBefore(from, to int) bool {
	if d.lang.english {
		return false
	}
	for k := from; k < to; k++ {
		if d.toks[k].is(cLevel) && d.toks[k].is(cTo) && !d.isModifierEnd(k) {
			return true
		}
	}
	return false
}

// isTimeBeforeChange reports whether what stands between a preposition and f, some words,
// says when: an article before the number shows that it is no level of them. "Cae a media
// sesión un 3,9%".
func (d *doc) isTimeBeforeChange(f *figure, words int) bool {
	return words > 0 && !d.lang.english && d.wordIs(f.from-1, "un")
}

// isAttribute reports whether f tells of which size the noun after it is: "lift a 49 per cent
// cap".
func (d *doc) isAttribute(f *figure) bool {
	i := f.to
	if !d.lang.english || !d.wordIs(f.from-1, "a") && !d.wordIs(f.from-1, "an") || i >= len(d.toks) {
		return false
	}
	t := &d.toks[i]
	return t.kind == word && t.cls == 0 && !t.has(capital|parted) && !t.glued() && !d.endsIn(i, "ly")
}

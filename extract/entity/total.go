package entity

// inTotal is why a change that adds up to its number has its direction.
const inTotal = "the change that comes to it"

// maxTotal is how many words may stand between a change and what it comes to.
const maxTotal = 10

// addsUp decides "extending losses this year to 31%", "pared its gain to 2%": what
// comes to the number, by the "to" at token i, is a change and no level.
func (d *doc) addsUp(f *figure, i int) bool {
	limit := -1 // "une hausse limitée à 0,7 %"
	for k := i - 1; k > max(0, i-maxTotal) && !d.breaks(k+1); k-- {
		t := &d.toks[k]
		switch {
		case !d.lang.english && t.is(cSent) && !t.is(cNoun):
			limit = k
		case t.is(cNoun) && t.is(cUp|cDown), d.wordIs(k, "losses"):
			verb := d.carrier(k - 1)
			if verb < 0 {
				verb = limit
			}
			if verb < 0 {
				return false
			}
			f.direction, f.cue, f.why = 1, verb, inTotal
			if !t.is(cUp) {
				f.direction = -1
			}
			return true
		case t.oneOf("-'’"), t.is(cFrom), d.wordIs(k, "since"):
		case t.kind == symbol, d.cover[k] >= 0, t.is(cMetric|cInstr|cStake|cBreak|cRelative|cUp|cDown) && !t.is(cFiller):
			return false
		}
	}
	return false
}

// sumsUp decides "summiert sich das Minus nun auf 42 Prozent" and "konnten die Verluste auf 13,7
// Prozent eindämmen" in languages whose verb may stand behind.
func (d *doc) sumsUp(f *figure) bool {
	i := d.beforeFillers(f.from)
	if i < 1 || d.breaks(i+1) || !d.isClass(i, cLevel) || d.wordIs(i, "mit") || d.wordIs(i, "bei") {
		return false
	}
	k := i - 1
	for k > max(0, i-6) && d.cover[k] < 0 && !d.isClass(k, cNoun) && (d.isClass(k, cAux|cFiller|cBreak|cPrep|cMonth) || d.toks[k].kind == word && d.toks[k].has(capital) && d.toks[k].cls == 0) { // "das Minus seit Jahresbeginn auf"
		k--
	}
	if !d.isClass(k, cNoun) || !d.isClass(k, cUp|cDown) || d.cover[k] >= 0 {
		return false
	}
	verb := d.carrier(k - 1)
	if verb >= 0 && !d.isClass(verb, cSent) {
		verb = -1
	}
	for n := f.to; verb < 0 && n < min(f.to+3, len(d.toks)) && !d.breaks(n); n++ {
		if d.isClass(n, cSent) {
			verb = n
		}
	}
	if verb < 0 {
		return false
	}
	f.direction, f.cue, f.why = 1, verb, inTotal
	if d.isClass(k, cDown) {
		f.direction = -1
	}
	return true
}

// carrier returns the verb whose object ends at token k: "extending its 2024
// decline", -1 for none.
func (d *doc) carrier(k int) int {
	for stop := k - 8; k > max(0, stop) && !d.breaks(k+1); k-- {
		switch t := &d.toks[k]; {
		case d.isSign(k-1, '-') || d.isSign(k+1, '-'): // of "year-to-date"
		case t.is(cSent), t.is(cVerb) && t.is(cUp|cDown):
			return k
		case t.is(cMetric|cInstr|cPrep|cOf|cBreak|cRelative|cAnd) && !t.is(cFiller), t.sign(','):
			return -1
		}
	}
	return -1
}

// totalOf returns who moved by the percentage before f, where f is what that came to:
// "was up 4.4% at noon, taking its gains for the year to 21%".
func (d *doc) totalOf(f *figure, last int) subject {
	if f.why != inTotal || last < 0 || !d.isGerund(f.cue) {
		return subject{}
	}
	for k := f.from; k > d.figures[last].to; k-- {
		if d.breaks(k) || f.from-k > maxSegment {
			return subject{}
		}
	}
	return d.sameAs(f, last)
}

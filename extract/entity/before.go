package entity

// The cue before a percentage: "rose by 3%", "a fall in sales of 3%", "grew some 3%".

// Limits of the way back to a cue, in words that count.
const (
	maxBack   = 4  // without a preposition
	maxBackBy = 12 // from "by" or "of"
)

// cueBefore looks for the cue before f.
func (d *doc) cueBefore(f *figure) {
	i := d.beforeFillers(f.from)
	if d.isSign(i, ':') && d.isClass(i-1, cNoun) && d.isClass(i-1, cUp|cDown) && i+1 == f.from { // "EPS growth: 9%"
		f.point(d.lexemeAt(i-1), i-1)
		return
	}
	if i < 0 || d.breaks(i+1) {
		return
	}
	if f.ranged && d.isClass(i, cBetween) {
		i = d.beforeFillers(i)
		if !d.lang.english && d.growthBefore(f, i) {
			return
		}
	}
	adverb := i
	if d.isClass(i, cOf|cBy) {
		adverb--
	}
	if lx, from := d.phraseEndingAt(adverb); lx != nil && lx.is&cFiller != 0 && !d.lang.english && adverb < f.from-1 && d.isMoving(from-1) { // "reculait pour sa part de 2,2%"
		f.point(d.lexemeAt(from-1), from-1)
		return
	}
	if d.wordIs(i, "hasta") && d.wordIs(i-1, "de") { // "caídas de hasta el 4,9%"
		d.walkOf(f, i-2)
		return
	}
	if g := d.figureAt(i - 1); g != nil && g.typ == percentage && g.to == g.from+1 && d.leadsFrom(i, g.from-1) { // "auf 2,65 von 2,62 Prozent"
		f.cue, f.why = i, aLevel
		return
	}
	if d.limitedTo(f, i) || d.toldBefore(f, i) {
		return
	}
	t := &d.toks[max(i, 0)]
	if d.cover[max(i, 0)] >= 0 && d.figureAt(i).typ == instrument && t.end-t.start == 1 { // the last letter of "A2A" is no preposition
		t = &token{kind: word}
	}
	switch {
	case t.is(cBy) && d.isClass(i-1, cAfter): // "red by 0.2%"
		f.point(d.lexemeAt(i-1), i-1)
	case t.is(cBy):
		d.walkBack(f, i-1, maxBackBy, cVerb|cNoun|cAdj)
	case t.is(cOf):
		if d.lang.english && d.isSign(i-1, ',') && d.isClass(i-2, cNoun) && d.isClass(i-2, cUp|cDown) { // "a gain, of 2.2%"
			i--
		}
		d.walkOf(f, i-1)
	case !d.lang.english && t.is(cAnd) && d.isClass(i-1, cPoints) && d.pointsOf(f, i-1): // "en hausse de 213,52 points, ou 0,7 %"
	case !d.lang.english && t.is(cAnd) && d.cash.is(orWord, d.lowWord(i)) && d.isSign(i-1, ',') && d.figureAt(i-2) != nil && d.figureAt(i-2).typ == sum && d.pointsOf(f, i-1): // "en hausse de 2,21 $, ou 7,9 %"
	case !d.lang.english && t.is(cAnd) && d.isSign(i-1, ',') && d.isClass(i-2, cPoints) && d.pointsOf(f, i-2):
	case !d.lang.english && t.is(cNoun) && t.is(cUp|cDown) && f.modifier != "": // "una revalorización superior al 19%"
		f.pointAs(d.lexemeAt(i), i, nounBefore)
	case d.lang.name == "it" && d.wordIs(d.beforeModifiers(f.from), "salire") && f.modifier == "over" && !d.wordIs(f.from-1, "di"): // "salire oltre il 20%"
		f.cue, f.why = i, aLevel
	case !d.lang.english && (d.isReached(i) && d.cueIsSubject(f, i) || t.is(cTo|cLevel) && d.isReached(i-1) && d.cueIsSubject(f, i-1)): // "la hausse s'établit à 1,4 %"
	case d.lang.name == "nl" && d.wordIs(i, "tot") && d.isMoving(i-1): // "wonnen tot 4,1 procent"
		f.point(d.lexemeAt(i-1), i-1)
	case d.levelBefore(i+1, f.from):
		if !d.addsUp(f, i+1) {
			f.cue, f.why = i+1, aLevel
		}
	case d.ofBefore(f.from) >= 0:
		if of := d.ofBefore(f.from); !d.isClass(of-1, cAnd) { // "en recul de 15 % sur un an et de 16 %" is a list
			d.walkOf(f, of-1)
		}
	case (t.is(cTo) || !d.lang.english && t.is(cLevel)) && d.addsUp(f, i):
	case d.isReached(i) && d.cueIsSubject(f, i):
	case t.is(cLevel | cTo | cFrom):
		f.cue, f.why = i, aLevel
	case t.kind == word && (d.wordIs(i, "above") || d.wordIs(i, "below")):
		f.cue, f.why = i, aLevel
	case d.isClass(i, cBe) && d.cueIsSubject(f, i):
	case d.byBefore(i) >= 0:
		d.walkBack(f, d.byBefore(i)-1, maxBackBy, cVerb|cNoun|cAdj)
	default:
		d.walkBack(f, i, maxBack, cVerb|cAdj)
		if d.lang.behind && f.direction == 0 && f.why == "" {
			d.verbSecond(f, i)
		}
	}
}

// limitedTo decides "moderaban el descenso al 2%" and "a limité la casse à 0,6 %", token i being the preposition: what a
// change is limited or stretched to is one.
func (d *doc) limitedTo(f *figure, i int) bool {
	noun := i - 1
	if d.lang.english || noun < 1 || !d.isClass(i, cLevel|cTo|cBy) || d.cover[noun] >= 0 {
		return false
	}
	if d.cash.is(limitWord, d.lowWord(noun)) && d.lang.behind { // "hield het verlies beperkt tot 0,3 procent"
		if noun--; d.isClass(noun, cNoun) && d.isClass(noun, cUp|cDown) {
			return f.pointAs(d.lexemeAt(noun), noun, nounBefore)
		}
		return false
	}
	verb := noun - 1
	for n := 0; n < 2 && d.isClass(verb, cFiller|cAnaphor) && !d.cash.is(limitWord, d.lowWord(verb)); n++ {
		verb--
	}
	return d.isClass(noun, cNoun) && d.isClass(noun, cUp|cDown) && !d.isClass(noun, cMetric) && d.cash.is(limitWord, d.lowWord(verb)) && f.pointAs(d.lexemeAt(noun), noun, nounBefore)
}

// toldBefore decides "firmó su tercera sesión al alza, un 0,91%": how much is told behind a comma. Token i is the last
// before f and its article.
func (d *doc) toldBefore(f *figure, i int) bool {
	if d.lang.english || d.lang.behind || !d.isSign(i, ',') || i+1 == f.from || !d.isThe(i+1) || f.to < len(d.toks) && (d.isClass(f.to, cOf) || d.isClass(f.to, cUp|cDown)) {
		return false
	}
	lx, _ := d.phraseEndingAt(i - 1)
	if lx == nil || lx.is&(cUp|cDown) == 0 {
		return false
	}
	return f.pointAs(lx, i-1, "a cue before it")
}

// pointsOf gives f the direction of the points before it, whose noun stands at token i, the same change
// in another measure.
func (d *doc) pointsOf(f *figure, i int) bool {
	k := i - 1
	for k >= 0 && (d.toks[k].kind == number || d.cover[k] >= 0 || d.isClass(k, cFiller) && !d.isClass(k, cOf|cBy)) {
		k--
	}
	if k < 1 {
		return false
	}
	if d.isClass(k, cOf) {
		d.walkOf(f, k-1)
	} else {
		d.walkBack(f, k, maxBack, cVerb|cAdj)
	}
	return f.direction != 0
}

// maxGrowth is how many words may stand between a noun of change and "between".
const maxGrowth = 8

// growthBefore decides "une croissance à données comparables comprise entre 2% et 4%": the noun before
// token i is what lies between the two.
func (d *doc) growthBefore(f *figure, i int) bool {
	for n := 0; n < maxGrowth && i >= 0 && !d.breaks(i+1); n++ {
		t := &d.toks[i]
		switch {
		case t.is(cNoun) && t.is(cUp|cDown):
			return f.pointAs(d.lexemeAt(i), i, nounBefore)
		case t.is(cMetric) && d.isClass(i-1, cNoun) && d.isClass(i-1, cUp|cDown): // "une croissance organique comprise entre"
		case t.kind == number, d.cover[i] >= 0, t.is(cVerb|cBreak|cRelative|cMetric|cStake) && !t.is(cFiller):
			return false
		}
		i--
	}
	return false
}

// isReached reports whether the word at token i leads from a noun to how much it is: "the gain reached
// 5%", "la croissance atteint 1,5%".
func (d *doc) isReached(i int) bool { return d.cash.is(reachedWord, d.lowWord(i)) }

// byBefore returns the "by" that an adjective or two part from the number: "by
// a seasonally adjusted 5 pct". -1 for none.
func (d *doc) byBefore(i int) int {
	for k := i; k >= max(0, i-6); k-- {
		t := &d.toks[k]
		switch {
		case t.is(cBy):
			return k
		case t.kind == number || d.figureAt(k) != nil || t.kind == symbol && !t.oneOf("-\"“") || t.is(cPrep|cLevel|cOf|cUp|cDown|cBreak|cAnd):
			return -1
		}
	}
	return -1
}

// cueIsSubject decides "the growth of net sales has been 28%": the clause
// begins with a noun of change and the number is what it is.
func (d *doc) cueIsSubject(f *figure, i int) bool {
	for n := 0; i > 0 && n < 20 && !d.breaks(i) && !d.isSign(i-1, ','); n++ {
		i--
	}
	for k := i; k < min(i+6, f.from); k++ {
		if t := &d.toks[k]; t.is(cNoun) && t.is(cUp|cDown) && (k < i+3 || d.isClass(k+1, cBe|cAux|cPrep|cLevel)) {
			return f.pointAs(d.lexemeAt(k), k, changeIsSubject)
		}
	}
	return false
}

// beforeFillers returns the last token before i that is neither a modifier
// nor an article or adverb before a number.
func (d *doc) beforeFillers(i int) int {
	for n := 0; n < 5; n++ {
		if m, start := d.modifierBefore(i); m != "" && !d.isVerbModifier(start, i) {
			i = start
			continue
		}
		if i > 0 && !d.toks[i].has(parted) && (d.toks[i-1].is(cFiller) && !d.toks[i-1].is(cUp|cDown|cBy) || d.toks[i-1].oneOf("\"“‘'~≈")) {
			i--
			continue
		}
		return i - 1
	}
	return i - 1
}

// isVerbModifier reports whether a modifier follows a verb of movement and so
// names the level it passed: "fell below 5%".
func (d *doc) isVerbModifier(start, end int) bool {
	if d.wordIs(start, "up") && end-start == 2 && (d.wordIs(start-1, "ticked") || d.wordIs(start-1, "edged") || d.wordIs(start-1, "crept") || d.wordIs(start-1, "inched") || d.wordIs(start-1, "nudged")) {
		return true // "ticked up to 4.3%"
	}
	return end-start == 1 && (d.wordIs(start, "below") || d.wordIs(start, "above")) && d.isClass(start-1, cVerb)
}

// walkBack walks from token i back through the clause to the nearest cue of
// the wanted classes, limit words at most.
func (d *doc) walkBack(f *figure, i, limit int, want class) {
	commas := 0
	if limit == maxBack && d.isClass(i, cAnd) && !d.cash.is(orWord, d.lowWord(i)) && d.percentBefore(i) && d.figureAt(i-1) != nil && d.figureAt(i-1).typ == sum { // "5.7 per cent to HK$102 and 2.5 per cent to HK$114.90": a list
		return
	}
	again := d.wordIs(i, "or") // "down 12.3 points at 1,998.4 or 0.6 pct"
	for words := 0; i >= 0 && words <= limit; i-- {
		t := &d.toks[i]
		if i+1 < len(d.toks) && d.toks[i+1].has(lined) && d.toks[i+1].has(parted) {
			return
		}
		if t.kind == symbol {
			switch {
			case t.r == ',':
				if commas++; commas > 1 {
					return
				}
			case t.r == ')':
				if i = d.openBracket(i); i < 0 {
					return
				}
			case t.r == ':' && limit == maxBackBy && d.isMoving(i-1) && d.lang.english: // "Both fell: Japan Airlines by 3.7%"
			case t.r == '(' && words > 0 || t.oneOf("–—") || d.endsClause(i):
				return
			}
			continue
		}
		if g := d.figureAt(i); g != nil {
			if g.typ == percentage && limit == maxBack {
				return
			}
			if g.typ == instrument {
				words++
				if limit == maxBack && g.to == f.from && d.isClass(g.from-1, cAnd) && d.percentBefore(g.from-1) { // "surged 4.2% to TL 137.5 and Akbank 3.7%"
					return
				}
			}
			i = g.from
			continue
		}
		if i > 0 && d.wordIs(i, "uhr") && d.toks[i-1].kind == number { // "verliert gegen 09.10 Uhr 0,14 Prozent"
			if i--; d.isClass(i-1, cPrep|cLevel) {
				i--
			}
			continue
		}
		if t.kind == number || t.is(cPoints|cFiller|cAnd|cNumber) && !t.is(cUp|cDown) {
			continue
		}
		if d.wordIs(i, "firms") && d.isSign(i+1, ',') { // "Among Sensex firms, Tata Steel (3%)": a noun
			return
		}
		if words == 0 && d.lang.name == "pt" && d.wordIs(i, "mais") && d.isMoving(i-1) { // "recuava mais 2,2%"
			continue
		}
		is := t.cls
		if t.has(many) {
			lx, _ := d.phraseOf(i, cUp|cDown|cVerb)
			is |= lx.is & (cUp | cDown | cVerb)
		}
		if lx, from := d.phraseEndingAt(i); lx != nil && lx.is&(cUp|cDown) != 0 { // "gave up 2%"
			is, i = lx.is, from
			t = &d.toks[i]
		}
		if t.is(cAdj) && (d.isClass(i+1, cFrom) || d.wordIs(i, "off") && (d.onSale(i+1) && !d.isClass(i-1, cBe|cAux) || d.isThe(f.from-1))) { // "down from $299, and 49 per cent", "way off the 6.5%"
			return
		}
		if d.isClass(i-1, cIdiom) && t.is(cAdj) { // "makes up 15% of"
			f.cue, f.why = i-1, aLevel
			return
		}
		if (d.wordIs(i+1, "rate") || d.wordIs(i+1, "rates")) && !t.is(cGrowth) { // "the recovery rate, 71.9 per cent,"
			words++
			continue
		}
		if g := d.figureAt(i - 1); d.lang.english && g != nil && g.typ == percentage && words > 0 && t.is(cVerb) { // "93 percent strengthened policy, and 81 percent"
			return
		}
		if words == 0 && d.wordIs(i, "hit") && d.isClass(i-1, cNoun) && d.isClass(i-1, cUp|cDown) { // "same-store sales growth hit 5.6 percent"
			f.point(d.lexemeAt(i-1), i-1)
			return
		}
		if words == 0 && d.wordIs(i, "hit") { // "its share of the market hit 28%"
			f.cue, f.why = i, aLevel
			return
		}
		if words > 0 && is&cNoun != 0 && is&cVerb == 0 && d.isClass(i+1, cMetric) && d.lang.english { // "trimmed its growth forecast by"
			words++
			continue
		}
		if d.lang.behind && is&cVerb == 0 && d.hangsOnOccasion(i) { // "gab nach der jüngsten Rally um 1,8 Prozent nach"
			words++
			continue
		}
		if is&want != 0 && is&(cUp|cDown) != 0 && d.actsOn(i, words, limit) {
			f.direction, f.cue, f.why = 1, i, "a cue before it"
			if is&cDown != 0 {
				f.direction = -1
			}
			return
		}
		if words == 0 && d.wordIs(i, "que") && (d.isClass(i-1, cVerb) || d.wordIs(i-1, "plus") && d.isClass(i-2, cVerb)) { // "ne perdant que 0,6 %", "ne gagnait plus que 1,4 %"
			if d.wordIs(i-1, "plus") {
				i--
			}
			continue
		}
		if d.lang.behind && t.is(cBreak) && d.isClass(i-1, cVerb|cAux) && (d.wordIs(i, "aber") || d.wordIs(i, "jedoch") || d.wordIs(i, "maar")) { // "stieg aber um 120 Basispunkte"
			continue
		}
		if t.is(cBreak|cRelative) && !d.wordIs(i, "as") {
			return
		}
		if d.lang.behind && t.is(cLevel) && d.nounBetween(i+1, f.from) { // "gewannen gegen den Trend 2 Prozent"
			want &^= cAdj
		} else if limit == maxBack && commas == 0 && !again && (t.is(cLevel|cTo) || d.wordIs(i, "above") || d.wordIs(i, "below")) && !d.isTimeBeforeChange(f, words) {
			f.cue, f.why = i, aLevel
			return
		}
		words++
	}
}

// percentBefore reports whether a percentage stands shortly before token i, in its sentence.
func (d *doc) percentBefore(i int) bool {
	for k := i - 1; k > max(0, i-maxAside) && !d.breaks(k+1); k-- {
		if g := d.figureAt(k); g != nil && g.typ == percentage {
			return true
		}
	}
	return false
}

// phraseEndingAt returns the lexeme of a phrase of two or three words that ends
// with token i, and where it begins; nil for none.
func (d *doc) phraseEndingAt(i int) (*lexeme, int) {
	for k := max(i-2, 0); k < i; k++ {
		if !d.toks[k].has(many) {
			continue
		}
		if lx, n := d.phraseAt(k); n > 1 && k+n == i+1 {
			return lx, k
		}
	}
	return nil, i
}

// actsOn reports whether the cue at token i, words before the number, is one
// for it and not a noun of its own: "its growth 5%" has no change.
func (d *doc) actsOn(i, words, limit int) bool {
	t := &d.toks[i]
	if limit == maxBackBy {
		return true
	}
	if t.is(cNoun) && !t.is(cAdj) && words > 0 && (d.isClass(i-1, cFiller) || d.isClass(i-1, cOf)) {
		return d.isClass(i+1, cBe)
	}
	return true
}

// ofBefore returns the "de" or "del" that beforeFillers took for a filler in the
// languages where a change has it: "en hausse de 3 %", "caída del 3%". -1 for
// none.
func (d *doc) ofBefore(i int) int {
	if d.lang.english {
		return -1
	}
	if _, start := d.modifierBefore(i); start < i && start > 0 && (d.toks[start-1].oneOf("'’") || d.isClass(start-1, cOf)) { // "en hausse d'un peu plus de 2 %"
		i = start
	}
	for k := i - 1; k >= max(0, i-5) && (d.toks[k].is(cFiller|cModifier|cOf) || d.toks[k].oneOf("'’")); k-- {
		if d.toks[k].is(cOf) && !d.isModifierEnd(k) {
			return k
		}
	}
	return -1
}

// isModifierEnd reports whether the word at token k ends a modifier: "plus de".
func (d *doc) isModifierEnd(k int) bool {
	for i := max(0, k-2); i < k; i++ {
		if lx, n := d.phraseAt(i); n > 1 && i+n == k+1 && lx.is&cModifier != 0 {
			return true
		}
	}
	return false
}

// walkOf decides "a fall of 3%", "growth in sales of 3%" and "a yield of 3%".
func (d *doc) walkOf(f *figure, i int) {
	for words := 0; i >= 0 && words < 6; i-- {
		t := &d.toks[i]
		if t.kind == symbol && (d.endsClause(i) || t.oneOf(",()")) || d.toks[i+1].has(parted) {
			break
		}
		if t.is(cBy) || d.wordIs(i, "average") && d.lang.english {
			d.walkBack(f, i-1, maxBackBy, cVerb|cNoun|cAdj)
			return
		}
		if words == 0 && d.lang.english && f.unit == inPercent && (d.wordIs(i, "losses") || d.wordIs(i, "loss")) {
			f.direction, f.cue, f.why = -1, i, nounBefore
			return
		}
		if t.is(cNoun) && t.is(cUp|cDown) || t.is(cVerb) && t.is(cUp|cDown) && !d.lang.english {
			f.pointAs(d.lexemeAt(i), i, nounBefore)
			return
		}
		if (t.is(cVerb) && words == 0 || t.is(cBreak) || t.is(cStake) && (d.lang.english || f.unit == inPercent)) && !(d.wordIs(i, "rate") && d.isClass(i-1, cNoun)) {
			break
		}
		words++
	}
	f.cue, f.why = max(i, 0), aLevel
}

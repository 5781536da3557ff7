package entity

// Whether a percentage is a change, and which way, is read from its clause:
//
//	the index fell sharply , losing some 3% in a 20% smaller market
//	          down              down        ^ cue before   ^ cue after
//
// A sign or an arrow decides. Then a cue that follows within a few words ("a 22%
// fall", "0.2% higher"). Then the cue before: "by" and "of" lead back to it, "to",
// "from" and "at" make a level, and without a preposition the cue must stand
// close, numbers and fillers not counted. Then a list hands its direction on.
// What is left is a level.

// direct decides the direction of every percentage.
func (d *doc) direct() {
	last := -1 // the percentage before this one
	for n := range d.figures {
		f := &d.figures[n]
		if f.typ != percentage {
			continue
		}
		d.decide(f)
		if f.direction == 0 && (f.why == "" || f.why == aLevel) && !d.without(lists) && (d.underNoun(f) || d.underRoll(f)) {
			last = n
			continue
		}
		if f.direction == 0 && last >= 0 {
			d.inherit(f, &d.figures[last])
		}
		if f.direction == 0 && f.why == "" && d.isSign(f.from-1, '(') && !d.without(lists) {
			d.inheritAhead(f)
		}
		last = n
	}
	d.inheritBack()
}

// decide sets the direction of f, and why.
func (d *doc) decide(f *figure) {
	switch {
	case d.wordIs(f.from-1, "minus") && d.wordIs(f.from-2, "or"), d.wordIs(f.from, "minus") && d.wordIs(f.from-1, "or"), d.wordIs(f.from-1, "minus") && d.isSign(f.from-2, '/') && d.wordIs(f.from-3, "plus"): // "plus or minus 14%"
		f.why = "a margin of error"
		return
	case d.wordIs(f.from-1, "minus") && !d.lang.english && f.sign == 0: // "verliert mit minus 6,8 Prozent noch stärker"
		f.direction, f.cue, f.why = -1, f.from-1, ownSign
		return
	case d.wordIs(f.from-1, "plus") && d.lang.behind && f.sign == 0 && (d.isClass(f.from-2, cPrep|cLevel) || d.isSign(f.from-2, '(')): // "blieben mit plus 0,1 Prozent zurück"
		f.direction, f.cue, f.why = 1, f.from-1, ownSign
		return
	case f.sign != 0:
		f.direction, f.cue, f.why = f.sign, f.from, ownSign
		if f.sign > 0 && !d.isSign(f.from, '+') {
			f.cue = -1
		}
		return
	case f.from > 0 && d.toks[f.from-1].kind == symbol && arrow(d.toks[f.from-1].r) != 0 && !d.toks[f.from].has(lined):
		f.direction, f.cue, f.why = arrow(d.toks[f.from-1].r), f.from-1, "an arrow"
		return
	}
	if f.to < len(d.toks) && d.toks[f.to].kind == symbol && arrow(d.toks[f.to].r) != 0 && d.toks[f.to].glued() { // "3.5%↓"
		f.direction, f.cue, f.why = arrow(d.toks[f.to].r), f.to, "an arrow"
		return
	}
	if d.pointGain(f) || d.wideCue(f) || d.paceOf(f) || d.cueAfter(f) || f.why != "" {
		return
	}
	if d.isAttribute(f) {
		f.cue, f.why = f.to, "an attribute of what follows"
		return
	}
	d.cueBefore(f)
	if f.direction == 0 && f.why == "" && d.isSign(f.from-1, '(') {
		d.bracketNoun(f)
	}
}

// Reasons that rules look at.
const (
	aLevel          = "a level"
	ownSign         = "its sign"
	nounBefore      = "a noun before it"
	changeIsSubject = "the subject is a change"
)

// pointGain decides "stand ein Gewinn von 0,2 Prozent auf 3.599,30 Punkte an der Kurstafel" and "hinkten mit einem
// Gewinn von 2,6% hinterher": what leads to points or comes with its subject is no profit.
func (d *doc) pointGain(f *figure) bool {
	i := f.from - 2
	if d.lang.name != "de" || !d.wordIs(f.from-1, "von") || !d.wordIs(i, "gewinn") && !d.wordIs(i, "verlust") && !d.wordIs(i, "gewinnen") {
		return false
	}
	if q, ok := d.quantityAt(f.to + 1); !(d.wordIs(f.to, "auf") && ok && d.isClass(q.to, cPoints)) && !d.wordIs(i-1, "mit") && !(d.wordIs(i-1, "einem") && d.wordIs(i-2, "mit")) {
		return false
	}
	f.direction, f.cue, f.why = 1, i, nounBefore
	if d.wordIs(i, "verlust") {
		f.direction = -1
	}
	return true
}

// bracketNoun decides "los avances de CaixaBank (0,9%)", "gains for Ford (1.2%)".
func (d *doc) bracketNoun(f *figure) {
	g := d.figureAt(f.from - 2)
	if g == nil || g.typ != instrument {
		return
	}
	i := g.from - 1
	for n := 0; n < 3 && (d.isClass(i, cOf|cFiller) || d.wordIs(i, "for") || d.wordIs(i, "in") || i >= 0 && d.toks[i].oneOf("'’")); n++ {
		i--
	}
	if i < g.from-1 && d.isClass(i, cNoun) && d.isClass(i, cUp|cDown) && !d.isClass(i, cMetric) && !d.breaks(i+1) {
		f.point(d.lexemeAt(i), i)
	}
}

// maxPace is how many tokens the pace of a change may be from its verb.
const maxPace = 7

// paceOf recognises "grew at a brisk 2.6 per cent annual rate" and "expanded at an annualized
// rate of 3.8 percent".
func (d *doc) paceOf(f *figure) bool {
	if !d.lang.english || f.unit != inPercent {
		return false
	}
	rate := d.isPace(f.to) || d.isPace(f.to+1)
	for i := f.from - 1; i > max(0, f.from-maxPace) && d.toks[i].kind == word && d.cover[i] < 0 && !d.toks[i+1].has(parted); i-- {
		rate = rate || d.isPace(i)
		if d.wordIs(i, "at") {
			if t := &d.toks[i-1]; rate && t.is(cVerb) && t.is(cUp|cDown) {
				return f.point(d.lexemeAt(i-1), i-1)
			}
			return false
		}
	}
	return false
}

func (d *doc) isPace(i int) bool {
	return d.wordIs(i, "rate") || d.wordIs(i, "pace") || d.wordIs(i, "clip")
}

// arrow returns 1 or -1 for arrows and emoji that point, else 0.
func arrow(r rune) int8 {
	switch r {
	case '↑', '⬆', '▲', '△', '🔺', '📈', '🚀', '↗', '⇧', '⏫', '🔼', '🟢':
		return 1
	case '↓', '⬇', '▼', '▽', '🔻', '📉', '↘', '⇩', '⏬', '🔽', '🔴':
		return -1
	}
	return 0
}

func isArrow(r rune) bool { return arrow(r) != 0 }

// maxAfter is how many words after a percentage may hold its cue.
const maxAfter = 4

// cueAfter looks for the cue after f. It reports whether it set a direction;
// a word that makes f a level sets why alone.
func (d *doc) cueAfter(f *figure) bool {
	i, words := f.to, 0
	if d.isSign(i, ',') && d.isClass(i+1, cAdj) && !d.wordIs(i+2, "from") && !d.wordIs(i+2, "than") && !d.amountComes(i+2) {
		i++
	}
	i = d.skipAlternative(i)
	if d.sincePast(f) {
		return true
	}
	if !d.lang.english {
		if d.lang.behind && d.sumsUp(f) {
			return true
		}
		if d.lang.behind && (d.fronted(f) || d.carriedBy(f)) {
			return true
		}
		if d.lang.behind && d.isReached(f.to) && d.growthBefore(f, d.beforeFillers(f.from)) { // "hatte der Abschlag sogar 9,1 Prozent betragen"
			return true
		}
		if d.lang.behind && f.to < len(d.toks) && d.toks[f.to].has(many) { // "dook tot 17 procent in het rood"
			if lx, n := d.phraseOf(f.to, cAfter); n > 1 && lx.is&cAfter != 0 && lx.is&cVerb == 0 {
				return f.pointAs(lx, f.to, "a cue after it")
			}
		}
		if d.lang.name == "de" && (d.wordIs(f.to, "erreichen") || d.wordIs(f.to, "übertreffen") || d.wordIs(f.to, "überschreiten")) { // "soll wachsen und die Marge 14 bis 16 Prozent erreichen"
			f.cue, f.why = f.to, aLevel
			return false
		}
		if k := d.levelBeside(f); k >= 0 && !(d.lang.name == "nl" && d.wordIs(k, "tot") && d.isMoving(k-1)) && !d.isReached(k-1) {
			f.cue, f.why = k, aLevel
			return false
		}
		if of := d.ofBefore(f.from); d.lang.name == "de" && of >= 0 && d.wordIs(of, "von") { // "Zölle von 36 Prozent fallen weg"
			return false
		}
		i = d.skipTarget(i)
	}
	i = d.skipOfItsValue(i)
	level := -1
	for ; i < len(d.toks) && words < maxAfter; i++ {
		t := &d.toks[i]
		if d.lang.behind && t.is(cAfter) && !t.is(cAdj) && d.isThe(i-1) && i > f.to+1 { // "dankzij de gestegen olieprijzen"
			words++
			continue
		}
		if t.has(parted) {
			break
		}
		if t.kind == symbol {
			if t.oneOf("-‑'’&\"”") || t.r == '.' && t.glued() && i+1 < len(d.toks) && d.toks[i+1].glued() {
				continue
			}
			break
		}
		if t.kind == number || d.cover[i] >= 0 && d.figureAt(i).typ != instrument {
			break
		}
		if t.has(many) {
			lx, n := d.phraseOf(i, cFiller|cAfter)
			if n > 1 && lx.is&cFiller != 0 {
				i += n - 1
				continue
			}
			if n > 1 && lx.is&cAfter != 0 {
				return f.pointAs(lx, i, "a cue after it")
			}
		}
		dir := int8(1)
		if t.is(cDown) {
			dir = -1
		}
		switch {
		case t.is(cAdj) && d.adjAfter(i), t.is(cAfter) && !d.wordIs(i+1, "of"):
			f.direction, f.cue, f.why = dir, i, "a cue after it"
			return true
		case t.is(cNoun) && !d.verbal(i, words) && !t.has(lined|capital) || t.is(cNoun) && words == 0 && t.has(capital) && !d.verbal(i, words):
			f.direction, f.cue, f.why = dir, i, "a noun after it"
			return true
		case t.is(cStake) && !d.wordIs(i+1, "price"):
			level = i
		}
		if d.lang.name == "nl" && (d.wordIs(i, "in") || d.wordIs(i, "aan")) && (d.wordIs(i+1, "koers") || d.wordIs(i+1, "waarde") || d.wordIs(i+1, "beurswaarde")) { // "ruim 110% in koers steeg"
			i++
			continue
		}
		if k := d.verbBehind(i); k > 0 {
			return f.pointAs(d.lexemeAt(k), k, "a cue after it")
		}
		if t.is(cPrep|cLevel|cBy|cOf|cBreak|cTo|cFrom|cRelative|cAnd) || t.is(cVerb) && !t.is(cNoun|cAdj) {
			break
		}
		words++
	}
	if level >= 0 {
		f.cue, f.why = level, "a noun of level after it"
	}
	if d.easingBehind(f) {
		return true
	}
	if d.wordIs(f.to, "of") && level < 0 && !d.isClass(d.beforeModifiers(f.from), cUp|cDown|cBy) {
		f.cue, f.why = f.to, "a share of something"
	}
	return false
}

// easingBehind decides "75 basis points of cuts": what is measured in points is a change where
// a noun of change says of what.
func (d *doc) easingBehind(f *figure) bool {
	i := f.to + 1
	if f.unit == inPercent || !d.wordIs(f.to, "of") || !d.lang.english {
		return false
	}
	for i < f.to+3 && !d.isClass(i, cUp|cDown) {
		i++
	}
	if !d.isClass(i, cNoun) || !d.isClass(i, cUp|cDown) {
		return false
	}
	return f.point(d.lexemeAt(i), i)
}

// maxPast is how many tokens what a change is measured from may have.
const maxPast = 9

// sincePast decides "11% above a year earlier" and "40% beneath its September peak": a
// comparison with what was is a change, one with anything else a level.
func (d *doc) sincePast(f *figure) bool {
	up := d.wordIs(f.to, "above") || d.wordIs(f.to, "over") && d.isThe(f.to+1) && (d.wordIs(f.to+2, "offer") || d.wordIs(f.to+2, "ipo") || d.wordIs(f.to+2, "issue") || d.wordIs(f.to+2, "listing"))
	if !d.lang.english || !up && !d.wordIs(f.to, "below") && !d.wordIs(f.to, "beneath") && !d.wordIs(f.to, "under") {
		return false
	}
	for i := f.to + 1; i < min(f.to+maxPast, len(d.toks)) && !d.breaks(i) && d.cover[i] < 0; i++ {
		if d.cash.is(pastWord, d.lowWord(i)) {
			f.direction, f.cue, f.why = 1, f.to, "a comparison with what was"
			if !up {
				f.direction = -1
			}
			return true
		}
	}
	return false
}

// amountComes reports whether a number begins at token i, or after a modifier there:
// "15.4%, down 2 points" is not down.
func (d *doc) amountComes(i int) bool {
	for d.isClass(i, cFiller|cModifier) && !d.isClass(i, cNumber) {
		i++
	}
	return i < len(d.toks) && (d.toks[i].kind == number || isMoneySign(&d.toks[i]) || d.isClass(i, cNumber))
}

// adjAfter reports whether the adjective at token i belongs to the number
// before it: not "up from 3%", "up to" or "down the road".
func (d *doc) adjAfter(i int) bool {
	switch {
	case d.wordIs(i, "off") && (d.onSale(i+1) || d.reboundBefore(i)):
		return false
	case (d.wordIs(i, "ahead") && d.wordIs(i+1, "of") || d.wordIs(i, "behind")) && (d.isMoving(d.beforeFigure(i)) || d.wordIs(d.beforeFigure(i), "of")): // "fell 0.3% ahead of its results"
		return false
	case d.wordIs(i, "up") && d.isClass(i-1, cIdiom): // "at 4.5% is used up by"
		return false
	}
	if k := d.beforeFigure(i); k >= 0 && d.cash.is(neutralVerb, d.lowWord(k)) { // "edged 1.2 points down to 0.139%"
		return true
	}
	return !d.isClass(i+1, cFrom|cTo) || d.toks[i].is(cAdj) && !d.wordIs(i, "up") && !d.wordIs(i, "down") && (d.lang.english || d.lang.behind)
}

// reboundBefore reports whether a verb of rising stands before the figure that ends at token i:
// "rallied 20% off the lows".
func (d *doc) reboundBefore(i int) bool {
	k := d.beforeFigure(i)
	if k >= 0 {
		k = d.beforeFillers(k + 1)
	}
	return d.isClass(k, cUp) && d.isClass(k, cVerb)
}

// onSale reports whether a discount is given on what begins at token i: "20%
// off Dyson", "off the Bose speaker", "off selected lines". A price that fell is
// off its high, or off the pace.
func (d *doc) onSale(i int) bool {
	for _, w := range []string{"your", "all", "everything", "a", "an", "any", "select", "selected", "our", "these"} {
		if d.wordIs(i, w) {
			return true
		}
	}
	if d.wordIs(i, "the") {
		i++
	}
	return i < len(d.toks) && d.toks[i].has(capital)
}

// verbal reports whether a word that is noun or verb is a verb at token i,
// words after the number: "of the 20% fall under" is rare, "5% rises" common.
func (d *doc) verbal(i, words int) bool {
	if k := d.beforeFigure(i); words == 0 && d.toks[i].is(cVerb) && d.isClass(k, cTo) && d.figureAt(k-1) != nil {
		return true // "from 8% to 10% hit demand"
	}
	return words > 0 && d.isClass(i+1, cLevel|cTo) && d.toks[i].is(cVerb) && d.toks[i-1].is(cStake)
}

// beforeFigure returns the token before the figure that ends at token i, -1 for none.
func (d *doc) beforeFigure(i int) int {
	if g := d.figureAt(i - 1); g != nil {
		return g.from - 1
	}
	return -1
}

// skipAlternative returns the token after "or S$0.03" at token i: the same
// change in money, before the cue.
func (d *doc) skipAlternative(i int) int {
	k := i
	if d.isSign(k, ',') || d.isSign(k, '(') {
		k++
	}
	if !d.wordIs(k, "or") && k == i {
		return i
	}
	if d.wordIs(k, "or") {
		k++
	}
	to := i
	if f := d.figureAt(k); f != nil && f.typ == sum && f.from == k {
		to = f.to
	} else if q, ok := d.quantityAt(k); ok && d.isClass(q.to, cPoints) {
		to = q.to + 1
	}
	if to > i && d.isSign(i, ',') && d.isSign(to, ',') { // "0.7 per cent, or 63 points, lower"
		to++
	}
	return to
}

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
		if words == 0 && d.lang.name == "de" && d.wordIs(f.to, "zu") && d.wordIs(f.to+1, "buche") && (d.wordIs(i, "gewinn") || d.wordIs(i, "verlust")) { // "steht ein Gewinn von 18 Prozent zu Buche"
			f.direction, f.cue, f.why = 1, i, nounBefore
			if d.wordIs(i, "verlust") {
				f.direction = -1
			}
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

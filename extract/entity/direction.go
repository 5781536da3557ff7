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

// pointGain decides "stand ein Gewinn von 0,2 Prozent auf 3.599,30 Punkte an der Kurstafel", "steht ein Gewinn von 18
// Prozent zu Buche" and "hinkten mit einem Gewinn von 2,6% hinterher": what leads to points, stands in the books or
// comes with its subject is no profit.
func (d *doc) pointGain(f *figure) bool {
	if d.lang.name != "de" {
		return false
	}
	i := d.ofBefore(f.from) - 1
	loss := d.wordIs(i, "verlust")
	if !loss && !d.wordIs(i, "gewinn") && !d.wordIs(i, "gewinnen") {
		return false
	}
	booked := d.wordIs(f.to, "zu") && d.wordIs(f.to+1, "buche")
	q, ok := d.quantityAt(f.to + 1)
	points := d.wordIs(f.to, "auf") && ok && d.isClass(q.to, cPoints)
	if !booked && !points && !d.wordIs(i-1, "mit") && !(d.wordIs(i-1, "einem") && d.wordIs(i-2, "mit")) {
		return false
	}
	f.direction, f.cue, f.why = 1, i, nounBefore
	if loss {
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

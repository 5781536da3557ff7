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

// inheritBack gives a percentage the direction of the next one, where both are items of one
// list and the cue stands behind the last: "were 0.9 per cent and 0.2 per cent higher".
func (d *doc) inheritBack() {
	next := -1
	for n := len(d.figures) - 1; n >= 0; n-- {
		f := &d.figures[n]
		if f.typ != percentage {
			continue
		}
		if next >= 0 && f.direction == 0 && f.why == "" && !d.without(lists) {
			if g := &d.figures[next]; g.direction != 0 && g.cue >= g.to && f.unit == g.unit && d.onlyJoins(f.to, g.from) {
				f.direction, f.cue, f.why = g.direction, g.cue, inList
			}
		}
		next = n
	}
}

// onlyJoins reports whether tokens from..to-1 only join two items of a list: "and", or in a
// script without spaces the next name and its particle too.
func (d *doc) onlyJoins(from, to int) bool {
	joined := false
	for i := from; i < to; i++ {
		t := &d.toks[i]
		switch {
		case t.has(parted):
			return false
		case t.is(cAnd), t.sign(','):
			joined = true
		case t.is(cFiller | cModifier), t.has(wide) && d.cover[i-1] >= 0, d.cover[i] >= 0 && t.has(wide) && d.figureAt(i).typ == instrument:
		default:
			return false
		}
	}
	return joined
}

// maxAhead bounds how far after a list the noun for its items may stand.
const maxAhead = 60

// inheritAhead gives f, in brackets, the direction of the noun that its list ends
// with: "ICICI Bank (0.9%) and SBI (0.5%) were the gainers".
func (d *doc) inheritAhead(f *figure) {
	be := false
	for i := f.to; i < min(f.to+maxAhead, len(d.toks)) && !d.breaks(i); i++ {
		t := &d.toks[i]
		switch {
		case t.is(cBreak | cRelative), d.figureAt(i) == nil && t.is(cVerb) && t.is(cUp|cDown):
			return
		case t.is(cBe):
			be = true
		case be && t.is(cNoun) && t.is(cUp|cDown):
			f.direction, f.cue, f.why = 1, i, inList
			if t.is(cDown) {
				f.direction = -1
			}
			return
		}
	}
}

// inList is why an item of a list has its direction.
const inList = "the list it is in"

// decide sets the direction of f, and why.
func (d *doc) decide(f *figure) {
	switch {
	case f.sign != 0:
		f.direction, f.cue, f.why = f.sign, f.from, "its sign"
		if f.sign > 0 && !d.isSign(f.from, '+') {
			f.cue = -1
		}
		return
	case f.from > 0 && d.toks[f.from-1].kind == symbol && arrow(d.toks[f.from-1].r) != 0 && !d.toks[f.from].has(lined):
		f.direction, f.cue, f.why = arrow(d.toks[f.from-1].r), f.from-1, "an arrow"
		return
	}
	if d.wideCue(f) || d.paceOf(f) || d.cueAfter(f) || f.why != "" {
		return
	}
	if d.isAttribute(f) {
		f.cue, f.why = f.to, "an attribute of what follows"
		return
	}
	d.cueBefore(f)
}

// maxPace is how many tokens the pace of a change may be from its verb.
const maxPace = 7

// paceOf recognises "grew at a brisk 2.6 per cent annual rate" and "expanded at an annualized
// rate of 3.8 percent".
func (d *doc) paceOf(f *figure) bool {
	if d.lang.name != "en" || f.unit != inPercent {
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

// isAttribute reports whether f tells of which size the noun after it is: "lift a 49 per cent
// cap".
func (d *doc) isAttribute(f *figure) bool {
	i := f.to
	if d.lang.name != "en" || !d.wordIs(f.from-1, "a") && !d.wordIs(f.from-1, "an") || i >= len(d.toks) {
		return false
	}
	t := &d.toks[i]
	return t.kind == word && t.cls == 0 && !t.has(capital|parted) && !t.glued() && !d.endsIn(i, "ly")
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
	if d.isSign(i, ',') && d.isClass(i+1, cAdj) && !d.wordIs(i+2, "from") && !d.amountComes(i+2) {
		i++
	}
	i = d.skipAlternative(i)
	if d.lang.name != "en" {
		if k := d.levelBeside(f); k >= 0 {
			f.cue, f.why = k, "a level"
			return false
		}
		if of := d.ofBefore(f.from); d.lang.name == "de" && of >= 0 && d.wordIs(of, "von") { // "Zölle von 36 Prozent fallen weg"
			return false
		}
		i = d.skipTarget(i)
	}
	level := -1
	for ; i < len(d.toks) && words < maxAfter; i++ {
		t := &d.toks[i]
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
			lx, n := d.phraseAt(i)
			if n > 1 && lx.is&cFiller != 0 {
				i += n - 1
				continue
			}
			if n > 1 && lx.is&cAfter != 0 {
				f.point(lx, i)
				f.why = "a cue after it"
				return true
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
		if t.is(cPrep|cLevel|cBy|cOf|cBreak|cTo|cFrom|cRelative|cAnd) || t.is(cVerb) && !t.is(cNoun|cAdj) {
			break
		}
		words++
	}
	if level >= 0 {
		f.cue, f.why = level, "a noun of level after it"
	}
	if d.wordIs(f.to, "of") && level < 0 && !d.isClass(d.beforeModifiers(f.from), cUp|cDown|cBy) {
		f.cue, f.why = f.to, "a share of something"
	}
	return false
}

// levelBeside returns the token that makes a level of f, whatever verb comes after it, in
// languages whose verbs do: "auf 3,75 Prozent gesenkt", "de 0,44% em setembro para 0,56%",
// "5 % du capital". -1 for none.
func (d *doc) levelBeside(f *figure) int {
	i, of := d.beforeFillers(f.from), d.ofBefore(f.from)
	switch {
	case i < 0 || d.breaks(i+1):
	case d.lang.behind && d.isClass(i, cLevel) && !d.wordIs(i, "mit"):
		return i
	case (d.isClass(i, cFrom) || d.isClass(of, cFrom)) && d.leadsTo(f):
		return i
	}
	if d.lang.name == "es" && d.wordIs(f.from-1, "en") && f.unit == inPercent && !d.movesBefore(f.from-1) {
		return f.from - 1
	}
	if d.lang.name == "es" && d.wordIs(f.from-1, "el") && (d.wordIs(f.from-2, "hasta") || d.wordIs(f.from-2, "en")) {
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
	if !ok {
		return i
	}
	d.scale(&q, true)
	if d.isClass(q.to, cPoints) || d.isClass(q.to+1, cAfter) {
		q.to++
	}
	return q.to
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
	if d.wordIs(i, "off") && d.onSale(i+1) {
		return false
	}
	return !d.isClass(i+1, cFrom|cTo) || d.toks[i].is(cAdj) && !d.wordIs(i, "up") && !d.wordIs(i, "down") && (d.lang.name == "en" || d.lang.behind)
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
	if f := d.figureAt(k); f != nil && f.typ == sum && f.from == k {
		return f.to
	}
	if q, ok := d.quantityAt(k); ok && d.isClass(q.to, cPoints) {
		return q.to + 1
	}
	return i
}

// Limits of the way back to a cue, in words that count.
const (
	maxBack   = 4  // without a preposition
	maxBackBy = 12 // from "by" or "of"
)

// cueBefore looks for the cue before f.
func (d *doc) cueBefore(f *figure) {
	i := d.beforeFillers(f.from)
	if i < 0 || d.breaks(i+1) {
		return
	}
	t := &d.toks[i]
	switch {
	case t.is(cBy):
		d.walkBack(f, i-1, maxBackBy, cVerb|cNoun|cAdj)
	case t.is(cOf):
		d.walkOf(f, i-1)
	case d.levelBefore(i+1, f.from):
		f.cue, f.why = i+1, "a level"
	case d.ofBefore(f.from) >= 0:
		if of := d.ofBefore(f.from); !d.isClass(of-1, cAnd) { // "en recul de 15 % sur un an et de 16 %" is a list
			d.walkOf(f, of-1)
		}
	case t.is(cTo) && d.addsUp(f, i):
	case d.wordIs(i, "reached") && d.cueIsSubject(f, i):
	case t.is(cLevel | cTo | cFrom):
		f.cue, f.why = i, "a level"
	case t.kind == word && (d.wordIs(i, "above") || d.wordIs(i, "below")):
		f.cue, f.why = i, "a level"
	case d.isClass(i, cBe) && d.cueIsSubject(f, i):
	case d.byBefore(i) >= 0:
		d.walkBack(f, d.byBefore(i)-1, maxBackBy, cVerb|cNoun|cAdj)
	default:
		d.walkBack(f, i, maxBack, cVerb|cAdj)
	}
}

// levelBefore reports whether a preposition of levels that beforeFillers took for a filler
// is among tokens from..to-1, in languages where it is one elsewhere: "ralentit à 1,2 %".
func (d *doc) levelBefore(from, to int) bool {
	if d.lang.name == "en" {
		return false
	}
	for k := from; k < to; k++ {
		if d.toks[k].is(cLevel) && d.toks[k].is(cTo) && !d.isModifierEnd(k) {
			return true
		}
	}
	return false
}

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
			f.direction, f.cue, f.why = 1, k, "the subject is a change"
			if t.is(cDown) {
				f.direction = -1
			}
			return true
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

// breaks reports whether a clause ends before token i.
func (d *doc) breaks(i int) bool {
	if i < 0 || i >= len(d.toks) || d.toks[i].has(parted) {
		return true
	}
	return i > 0 && d.toks[i-1].kind == symbol && d.endsClause(i-1) && !d.without(clauses)
}

// endsClause reports whether the symbol at token i ends a clause. A point does
// before a space and not after an initial or an abbreviation.
func (d *doc) endsClause(i int) bool {
	t := &d.toks[i]
	switch t.r {
	case ';', '!', '?', '。', '；', '！', '？', '•', '|':
		return true
	case ':':
		return !t.glued() || i+1 < len(d.toks) && !d.toks[i+1].glued()
	case '.':
		return d.endsSentence(i)
	}
	return false
}

// endsSentence reports whether the point at token i ends a sentence.
func (d *doc) endsSentence(i int) bool {
	if i+1 >= len(d.toks) {
		return true
	}
	next := &d.toks[i+1]
	if next.has(parted) {
		return true
	}
	if next.glued() || next.kind == word && !next.has(capital|wide) {
		return next.has(parted)
	}
	if i == 0 {
		return false
	}
	prev := &d.toks[i-1]
	if prev.kind == word && prev.glued() && i > 1 && d.isSign(i-2, '.') { // U.S. Treasury
		return prev.end-prev.start > 1
	}
	if prev.kind == word && d.toks[i].glued() && (prev.end-prev.start == 1 && prev.has(capital) || prev.is(cLegal|cMonth|cSubject) && prev.has(capital) && prev.end-prev.start <= 4) {
		return false
	}
	return true
}

// walkBack walks from token i back through the clause to the nearest cue of
// the wanted classes, limit words at most.
func (d *doc) walkBack(f *figure, i, limit int, want class) {
	commas := 0
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
			}
			i = g.from
			continue
		}
		if t.kind == number || t.is(cPoints|cFiller|cAnd|cNumber) && !t.is(cUp|cDown) {
			continue
		}
		is := t.cls
		if t.has(many) {
			lx, _ := d.phraseAt(i)
			is |= lx.is & (cUp | cDown | cVerb)
		}
		if lx, from := d.phraseEndingAt(i); lx != nil && lx.is&(cUp|cDown) != 0 { // "gave up 2%"
			is, i = lx.is, from
			t = &d.toks[i]
		}
		if t.is(cAdj) && (d.isClass(i+1, cFrom) || d.wordIs(i, "off") && d.onSale(i+1) && !d.isClass(i-1, cBe|cAux)) { // "down from $299, and 49 per cent"
			return
		}
		if d.isClass(i-1, cIdiom) && t.is(cAdj) { // "makes up 15% of"
			f.cue, f.why = i-1, "a level"
			return
		}
		if words > 0 && is&cNoun != 0 && is&cVerb == 0 && d.isClass(i+1, cMetric) && d.lang.name == "en" { // "trimmed its growth forecast by"
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
		if words == 0 && d.wordIs(i, "que") && d.isClass(i-1, cVerb) { // "ne perdant que 0,6 %"
			continue
		}
		if t.is(cBreak|cRelative) && !d.wordIs(i, "as") {
			return
		}
		if limit == maxBack && commas == 0 && !again && (t.is(cLevel|cTo) || d.wordIs(i, "above") || d.wordIs(i, "below")) && !d.isTimeBeforeChange(f, words) {
			f.cue, f.why = i, "a level"
			return
		}
		words++
	}
}

// isTimeBeforeChange reports whether what stands between a preposition and f, some words,
// says when: an article before the number shows that it is no level of them. "Cae a media
// sesión un 3,9%".
func (d *doc) isTimeBeforeChange(f *figure, words int) bool {
	return words > 0 && d.lang.name != "en" && d.wordIs(f.from-1, "un")
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
	if d.lang.name == "en" {
		return -1
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
		if t.is(cBy) || d.wordIs(i, "average") && d.lang.name == "en" {
			d.walkBack(f, i-1, maxBackBy, cVerb|cNoun|cAdj)
			return
		}
		if t.is(cNoun) && t.is(cUp|cDown) || t.is(cVerb) && t.is(cUp|cDown) && d.lang.name != "en" {
			f.direction, f.cue, f.why = 1, i, "a noun before it"
			if t.is(cDown) {
				f.direction = -1
			}
			return
		}
		if (t.is(cVerb) && words == 0 || t.is(cBreak) || t.is(cStake) && (d.lang.name == "en" || f.unit == inPercent)) && !(d.wordIs(i, "rate") && d.isClass(i-1, cNoun)) {
			break
		}
		words++
	}
	f.cue, f.why = max(i, 0), "a level"
}

// openBracket returns the token of the bracket that the one at i closes.
func (d *doc) openBracket(i int) int {
	for n := 0; i >= 0 && n < 40; n++ {
		if d.toks[i].sign('(') {
			return i
		}
		i--
	}
	return -1
}

// inherit gives f the direction of the percentage before it, where both are
// items of one list: "rose 3% and 2%", "Coal India (3%), and ONGC (2%)".
func (d *doc) inherit(f, last *figure) {
	if last.direction == 0 || f.from-last.to > 24 || d.without(lists) {
		return
	}
	if !d.isParallel(f, last) && (f.why != "" || !d.sameList(last.to, f.from) && !d.elided(f, last)) {
		return
	}
	f.direction, f.cue, f.why = last.direction, last.cue, inList
}

// maxParallel is how many words the noun of a parallel may have.
const maxParallel = 4

// isParallel reports whether f says of another noun what last says of the first, without a
// verb of its own: "les volumes progressent de 3,6 % et les prix de 0,6 %".
func (d *doc) isParallel(f, last *figure) bool {
	of := d.ofBefore(f.from)
	if d.lang.name == "en" || of < 0 || last.direction == 0 || f.unit != last.unit || d.ofBefore(last.from) < 0 && !d.isClass(d.beforeFillers(last.from), cBy|cOf) {
		return false
	}
	i, words := of-1, 0
	for ; i >= last.to && words <= maxParallel && !d.isClass(i, cAnd) && !d.isSign(i, ','); i-- {
		t := &d.toks[i]
		if t.kind != word || t.has(parted) || d.cover[i] >= 0 || t.is(cUp|cDown|cBreak|cRelative|cPrep|cLevel|cBe|cAux) && !t.is(cFiller) {
			return false
		}
		words++
	}
	joined := i == last.to || i == last.to+1 && d.isSign(last.to, ',')
	return joined && words > 0 && words <= maxParallel
}

// elided reports whether f is an item of "Tesla fell 5.8%; Rivian, 14%; Lucid, 4.9%".
func (d *doc) elided(f, last *figure) bool {
	g := d.figureAt(f.from - 2)
	return d.isSign(last.to, ';') && d.isSign(f.from-1, ',') && g != nil && g.typ == instrument &&
		(g.from == last.to+1 || g.from == last.to+2 && d.isClass(last.to+1, cAnd)) && !d.toks[g.from].has(parted)
}

// sameList reports whether tokens from..to-1 part two items of a list.
func (d *doc) sameList(from, to int) bool {
	bracket := d.isSign(to-1, '(') || d.toks[to-1].is(cFiller|cModifier) && d.isSign(to-2, '(')
	joined := false
	for i := from; i < to; i++ {
		t := &d.toks[i]
		switch {
		case t.has(parted) || t.kind == symbol && d.cover[i] < 0 && d.endsClause(i):
			return false
		case t.is(cBreak) && (d.isClass(i+1, cBy|cMonth) || d.wordIs(i+1, "hours")):
		case t.is(cRelative) && d.lang.name != "en" && d.isClass(i+1, cOf|cFrom): // "die van B 0,8 procent"
		case d.cover[i] >= 0:
			if g := d.figureAt(i); g.typ == percentage {
				return false
			}
		case t.is(cAnd) || t.sign(','):
			joined = true
		case t.is(cUp|cDown|cBreak|cRelative|cPrice) && !t.is(cFiller|cModifier):
			return false
		}
	}
	if bracket {
		return true
	}
	if d.lang.name != "en" && d.isClass(to-1, cLevel) && d.isClass(to-1, cTo) { // "à 3,75 %", a filler elsewhere
		return false
	}
	k := d.beforeFillers(to)
	if d.isSign(k, ')') {
		k--
	}
	return joined && (d.isClass(k, cAnd|cBy) || d.wordIs(k, "latter") || d.wordIs(k, "former") || d.isSign(k, ',') || d.figureAt(k) != nil && d.figureAt(k).typ == instrument)
}

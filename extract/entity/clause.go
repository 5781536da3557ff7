package entity

// Clauses end at points, semicolons and paragraphs; the segments that they are read in, at commas,
// brackets, dashes and conjunctions too.

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
	if prev.kind == word && !prev.has(capital) && d.toks[i].glued() && prev.is(cAnd|cModifier) { // "bzw.", "ca."
		return false
	}
	if next.kind == number && prev.kind == word && d.toks[i].glued() && prev.has(capital) && prev.end-prev.start <= 3 && d.isClass(i-1, cMark|cCurrency|cCode) { // "at Rs. 750"
		return false
	}
	if prev.glued() && i > 1 && d.toks[i-2].kind == number { // "by $210M. The stock"
		return true
	}
	if prev.kind == word && d.toks[i].glued() && (prev.end-prev.start == 1 && prev.has(capital) || prev.is(cLegal|cMonth|cSubject) && prev.has(capital) && prev.end-prev.start <= 4 && !d.isWholeMonth(i-1)) {
		return false
	}
	return true
}

// isWholeMonth reports whether token i is a month that is no abbreviation, short as it is.
func (d *doc) isWholeMonth(i int) bool {
	switch d.lowWord(i) {
	case "may", "june", "july", "mai", "juni", "juli", "juin", "mars", "août", "mayo":
		return true
	}
	return false
}

// inSentence reports whether tokens from and to stand in one sentence, no more than limit tokens apart.
func (d *doc) inSentence(from, to, limit int) bool {
	if to-from > limit {
		return false
	}
	for i := from; i <= to; i++ {
		if d.breaks(i) {
			return false
		}
	}
	return true
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

// Bounds on the way back, in tokens: texts without punctuation must not cost the
// square of their length.
const (
	maxSegment  = 120
	maxSentence = 400
)

// segmentStart returns the first token of the segment that token i is in.
func (d *doc) segmentStart(i int) int {
	for stop := i - maxSegment; i > 0 && i > stop && !d.breaks(i); {
		if d.isSign(i-1, ')') {
			if open := d.openBracket(i - 1); open > 0 {
				i = open
				continue
			}
		}
		if d.partsSegments(i - 1) {
			break
		}
		i--
	}
	return i
}

// partsSegments reports whether token i stands between two segments.
func (d *doc) partsSegments(i int) bool {
	t := &d.toks[i]
	if d.without(clauses) {
		return false
	}
	if t.kind == symbol {
		return t.r == ',' || t.r == '(' || t.r == ')' || t.oneOf("–—") || t.r == '-' && !t.glued() && i+1 < len(d.toks) && !d.toks[i+1].glued()
	}
	if !d.lang.english && t.is(cRelative) && t.is(cBreak) && i > 1 && d.isSign(i-1, ',') { // "Wolters Kluwer, dat 30 procent verloor, klom"
		if g := d.figureAt(i - 2); g != nil && g.typ == instrument || d.isClass(i-2, cInstr) {
			return false
		}
	}
	if d.lang.name == "de" && i > 0 && d.cover[i-1] >= 0 && d.wordIs(i, "damit") { // "steht der ATX damit bereits 45 Prozent höher"
		return false
	}
	return t.is(cBreak) && d.cover[i] < 0 && !(d.wordIs(i, "as") && (d.isClass(i+1, cModifier|cFiller) || i+1 < len(d.toks) && d.toks[i+1].kind == number))
}

// clauseEnd returns the token after the segment that token i is in.
func (d *doc) clauseEnd(i int) int {
	to := i
	for to < min(i+12, len(d.toks)) && !d.breaks(to) && !d.partsSegments(to) {
		to++
	}
	return to
}

// opensClause reports whether a conjunction at token i begins a clause with a subject.
func (d *doc) opensClause(i int) bool {
	return d.wordIs(i, "while") || d.wordIs(i, "but") || d.wordIs(i, "whereas") || d.wordIs(i, "though") || d.isSign(i, ';')
}

package entity

import "slices"

// Several instruments that share a verb: "A, B and C fell 5%", and the items of a list whose verb is said once: "A
// sank um 2 Prozent, B um 1 Prozent".

// joined returns the instruments that share a subject: "A, B and C fell 5%".
func (d *doc) joined(n, from int) []int {
	first, and := len(d.members), false
	d.members = append(d.members, n)
	for n > 0 {
		g, k := &d.figures[n], d.beforeWidget(n-1)
		h, end := &d.figures[k], d.figures[k].to
		if k < n-1 {
			n, end = k+1, d.figures[n-1].to
		}
		if h.typ != instrument || d.breaks(g.from) {
			break
		}
		if h.symbol == g.symbol && (d.isSign(g.from-1, '(') && g.from-1 == h.to || d.afterPossessive(h.to) == g.from) { // its code
			n--
			d.members[len(d.members)-1] = n
			continue
		}
		if h.symbol == g.symbol {
			break
		}
		only := true
		and = and || g.from == h.to
		for i := end; i < g.from; i++ {
			only = only && (d.isClass(i, cAnd) || i == h.to && d.isClass(i, cInstr) && d.toks[i].has(caps) || d.toks[i].oneOf(",&)、") || i > h.to && (d.isThe(i) || d.isDescribing(i) || d.isOwnerAt(i) || and && d.isClass(i, cInstr|cOf))) && !d.toks[i].has(parted)
			and = and || d.isClass(i, cAnd)
		}
		if !only || g.from == h.to && (g.how != byCashtag || h.how != byCashtag) || h.from < from && !and && !d.breaks(d.firstOfList(n-1)) {
			break
		}
		n--
		d.members = append(d.members, n)
	}
	out := d.members[first:len(d.members):len(d.members)]
	slices.Reverse(out)
	return out
}

// isDescribing reports whether the word at token i may say what the instrument behind it is: "HSBC and
// bourse operator Hong Kong Exchanges".
func (d *doc) isDescribing(i int) bool {
	t := &d.toks[i]
	if d.lang.english && (t.oneOf("-") && t.glued() || t.kind == word && t.has(capital) && d.isSign(i+1, '-') && d.toks[i+1].glued() && d.isOwner(i+2) || d.isOwner(i) && d.isSign(i-1, '-')) { // "DraftKings and FanDuel-parent Flutter"
		return true
	}
	if d.lang.behind && t.kind == word && !t.has(capital) && (t.cls == 0 || t.is(cBroad|cPlace)) && d.isThe(i-1) && (d.endsIn(i, "e") || d.endsIn(i, "en")) { // "die italienische Leonardo und die französische Thales"
		return true
	}
	return d.lang.english && t.kind == word && !t.has(capital) && (t.is(cBroad) || t.cls == 0) && !d.endsIn(i, "ed") && !d.endsIn(i, "ing") && !d.endsIn(i, "ly")
}

// isOwnerAt reports whether token i is of a possessive: "France's CAC 40 and Germany's DAX".
func (d *doc) isOwnerAt(i int) bool {
	return d.lang.english && (d.toks[i].has(capital) && d.afterPossessive(i+1) > i+1 || d.wordIs(i, "s") && d.toks[i-1].oneOf("'’") || d.toks[i].oneOf("'’") && d.wordIs(i+1, "s"))
}

// firstJoined returns the first token of the list of instruments that the one
// at token i ends.
func (d *doc) firstJoined(i int) int {
	all := d.joined(int(d.cover[i]), 0)
	return d.figures[all[0]].from
}

// twoFollow reports whether f is the first of two percentages that "and" joins.
func (d *doc) twoFollow(f *figure) bool {
	if !d.isClass(f.to, cAnd) {
		return false
	}
	g := d.figureAt(f.to + 1)
	return g != nil && g.typ == percentage
}

// lastOfList returns the last figure of the list of instruments that figure n is the first of.
func (d *doc) lastOfList(n int) int {
	for n+1 < len(d.figures) {
		g, h := &d.figures[n], &d.figures[n+1]
		if h.typ != instrument || h.from-g.to > 2 {
			break
		}
		for i := g.to; i < h.from; i++ {
			if !d.isClass(i, cAnd|cFiller) && !d.isSign(i, ',') || d.toks[i].has(parted) {
				return n
			}
		}
		n++
	}
	return n
}

// beforeWidget returns the code that the percentage n stands behind in brackets, n where it does not:
// "Affirm (AFRM 0.87%) and SoFi".
func (d *doc) beforeWidget(n int) int {
	f := &d.figures[n]
	if n == 0 || f.typ != percentage || !d.isSign(f.to, ')') {
		return n
	}
	code := &d.figures[n-1]
	if code.typ != instrument || !d.isSign(code.from-1, '(') || f.from-code.to > 1 {
		return n
	}
	return n - 1
}

// firstOfList returns the first token of a list of instruments that ends with
// figure n.
func (d *doc) firstOfList(n int) int { return d.figures[n].from }

// nextInList returns the instrument before f where the verb stands before the percentage
// before: "A sank um 2 Prozent, B um 1 Prozent" of B. -1 for none. English has no word before
// the second number, which its list is told by.
func (d *doc) nextInList(f *figure, last int) int {
	if d.lang.english && last >= 0 {
		return d.nextBy(f, last)
	}
	if d.lang.english || last < 0 || f.cue < 0 || f.cue >= d.figures[last].from {
		return -1
	}
	i := d.beforeBy(f)
	if of := d.ofBefore(f.from); of > 0 && d.isSign(of-1, ',') { // "et Lightspeed, de 6,2 %"
		i = of - 2
	}
	if d.isClass(i, cInstr) && d.figureAt(i-1) != nil && d.figureAt(i-1).to == i { // "e Gerdau PN, de 1,3%"
		i--
	}
	g := d.figureAt(i)
	if g == nil || g.typ != instrument || g.from <= d.figures[last].to {
		return -1
	}
	before := g.from - 1
	if art := d.attributeStart(g.from); art > d.figures[last].to { // "und die in London gelistete Fresnillo um 9,9 Prozent"
		before = art - 1
	}
	for before > d.figures[last].to && (d.isThe(before) || d.toks[before].kind == word && d.toks[before].cls == 0 && !d.toks[before].has(capital)) { // "und der breite SPI um 0,6"
		before--
	}
	if d.lang.name == "de" && before > d.figures[last].to && d.toks[before].kind == word && d.toks[before].cls == 0 && d.cover[before] < 0 { // "und Branchenprimus Nvidia um 2,9 Prozent"
		before--
		for n := 0; n < 3 && before > d.figures[last].to && d.cover[before] < 0 && (d.toks[before].oneOf("-") || d.toks[before].kind == word && (d.toks[before].has(capital) || d.isThe(before) || d.isClass(before, cRelative))); n++ { // ", der Software-Konzern Oracle um 6,6 Prozent"
			before--
		}
	}
	if !d.isSign(before, ',') && !d.isClass(before, cAnd) || d.metricBetween(f.cue, d.figures[last].from) {
		return -1
	}
	return int(d.cover[i])
}

// nextBy returns the instrument of "the Dax dropped 0.8 per cent and the Cac 40 in Paris by 0.5 per cent", of the
// second percentage. -1 for none.
func (d *doc) nextBy(f *figure, last int) int {
	to := d.figures[last].to
	if f.cue < 0 || f.cue >= d.figures[last].from || !d.wordIs(d.beforeFillers(f.from), "by") || !d.isClass(to, cAnd) || f.from-to > maxNext || d.breaks(f.from) {
		return -1
	}
	t := -1
	for i := to + 1; i < f.from; i++ {
		if d.breaks(i) {
			return -1
		}
		if g := d.figureAt(i); g != nil && g.typ == instrument {
			if t >= 0 {
				return -1
			}
			t, i = int(d.cover[i]), g.to-1
		}
	}
	return t
}

// maxNext is how many tokens the item of a list may have whose verb is said once.
const maxNext = 10

// attributeStart returns the article before what tells more of the instrument at token i, a participle
// last: "die in London gelistete Fresnillo". -1 for none.
func (d *doc) attributeStart(i int) int {
	if !d.lang.behind || d.toks[i-1].kind != word || d.toks[i-1].has(capital) || !d.endsIn(i-1, "e") && !d.endsIn(i-1, "en") {
		return -1
	}
	for k := i - 2; k > max(0, i-6) && d.toks[k].kind == word && d.cover[k] < 0; k-- {
		if d.isThe(k) {
			return k
		}
	}
	return -1
}

// thoseOf returns the instrument before f where it is only said whose, of a noun said before:
// "Aktien von A stiegen um 2 Prozent, die der B um 1 Prozent". -1 for none. In English the
// word for it is "those".
func (d *doc) thoseOf(f *figure) int {
	if d.lang.english {
		return -1
	}
	last := d.beforeBy(f)
	g := d.figureAt(last)
	if g == nil || g.typ != instrument {
		return -1
	}
	i := g.from - 1
	for d.isClass(i, cOf|cRelative|cFiller|cFrom) && d.cover[i] < 0 && i > g.from-4 {
		i--
	}
	if i++; i < g.from-1 && d.isClass(i, cRelative) && d.segmentStart(i) == i {
		return int(d.cover[last])
	}
	return -1
}

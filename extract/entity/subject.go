package entity

import "slices"

// maxSegments bounds how far back a subject is looked for.
const maxSegments = 6

// walkSubject looks for the subject from token i back.
func (d *doc) walkSubject(f *figure, i, last int) subject {
	stop := -1
	if last >= 0 && d.beforeWidget(last) == last {
		stop = d.figures[last].to
	}
	if s := d.demonstrative(f); s.found {
		return s
	}
	first, and, apposed := true, false, false
	for n := 0; n < maxSegments && i >= 0; n++ {
		if d.toks[i].kind == symbol && d.partsSegments(i) { // the cue begins its segment
			first = false
			if d.isSign(i, ')') {
				close := i
				i = d.openBracket(i)
				if g := d.figureAt(i - 1); g != nil && g.typ == instrument && close-i <= maxCode && f.cue == close+1 { // "the Nasdaq Composite (IXIC) added"
					first = true
				}
			}
			i--
			continue
		}
		if d.breaks(i + 1) {
			return nobodyFor("its sentence has no subject")
		}
		from := d.segmentStart(i)
		if first && d.lang.name == "de" && from > 2 && d.wordIs(from-1, "als") && d.isMoving(from-2) { // "K+S sackten als MDax-Schlusslicht um 5,5 Prozent ab"
			i = from - 2
			continue
		}
		if first && d.lang.name != "en" && d.isClass(from, cRelative) && d.isSign(from-1, ',') && d.antecedent(from) < 0 && from > 2 && d.cover[from-2] < 0 && d.toks[from-2].kind == word && d.toks[from-2].has(capital) && !d.isClass(from-2, cInstr|cIndexNoun) && !d.lang.behind && !d.tickerBetween(from, i+1) { // "à boleia do Brent, que avança 1,2%"
			return nobodyFor("its clause is about a noun that is no instrument")
		}
		if first && d.relatesToNoun(from, i) {
			return nobodyFor("its clause is about a noun that is no instrument")
		}
		if first && d.isClass(from, cRelative) {
			if t := d.antecedent(from); t >= 0 && d.onlyPrice(from, i+1) {
				if two := d.joined(t, 0); len(two) == 2 && d.twoFollow(f) { // "A and B, which put on 1.2 percent and 0.8 percent"
					return subject{tickers: two, found: true, why: "what the relative clause is about"}
				}
				if f.ranged { // "A, B und C, die zwischen 1,1% und 3,3% nachgaben"
					return subject{tickers: d.joined(t, 0), found: true, why: "what the relative clause is about"}
				}
				return d.only(t, "what the relative clause is about")
			}
		}
		if first && d.lang.behind && d.isClass(from, cRelative) && d.isSign(from-1, ',') && d.isClass(from-2, cInstr) && !d.metricBetween(from, i+1) { // "Die Aktie, die seit der Abspaltung von X um 12 Prozent gestiegen ist"
			if s := d.readSegment(f, d.segmentStart(from-2), from-1); len(s.tickers) > 0 {
				return s
			}
		}
		aside := stop > from && stop <= i+1 && !first && (d.isAsideWithFigure(from) || d.lang.name != "en" && d.isApposition(from, i+1))
		if aside {
			stop = -1 // "X, whose sales grew 3%, rose 5%"
		}
		if from < stop && stop <= i+1 { // the rest of the segment is about the percentage before
			if and && !d.tickerBetween(stop, i+1) || d.isStranger(f.cue-1, stop) || f.cue >= f.to && d.isStranger(d.beforeFillers(f.from)-1, stop) { // "rose 4.2% in Asian trading, and is now off 28%"
				return d.goesOn(f, last, stop)
			}
			if d.lang.name != "en" && d.verbJoins(stop, i+1) { // "s'est hissée de 1,9% et affiche désormais un gain annuel de 27%"
				return d.sameAs(f, last)
			}
			if d.lang.name == "en" && d.joinsAgain(stop, i+1) {
				return d.sameAs(f, last)
			}
			if s := d.readSegment(f, stop, i+1); s.found {
				return s
			}
			return d.sameAs(f, last)
		}
		if !first && f.cue == i+2 && (d.isClass(f.cue, cAdj|cNoun) || d.isGerund(f.cue)) && d.isEarned(from, i) {
			return nobodyFor("an amount that a company earned stands before it") // "net income of $553 million, up 83%"
		}
		if from <= i && !aside && (first || apposed || !d.aside(from, i+1) || f.cue == i+2 && d.isMain(from, f.cue)) {
			if s := d.readSegment(f, from, i+1); s.found {
				return s
			}
		}
		if d.breaks(from) || from == 0 {
			if last >= 0 && d.lang.dropsSubject() && d.isSign(from-1, ';') && d.figures[last].to < from { // "; en la semana pierde 1,6%"
				return d.sameAs(f, last)
			}
			if g := d.figureAt(from - 2); d.lang.name != "en" && d.isSign(from-1, ':') && g != nil && g.typ == instrument && f.cue < f.from && d.isMoving(f.cue) && d.onlyPrice(from, f.from) { // "La excepción fue Globant: se hundió 5,5%"
				return d.only(int(d.cover[from-2]), "what its clause explains")
			}
			return d.dangling(f, from)
		}
		and = first && (d.isClass(from, cAnd) || d.wordIs(from, "having"))
		apposed = !first && (d.isApposition(from, i+1) || d.lang.name == "en" && d.isClass(from, cRelative) && d.isSign(from-1, ',')) // "while the SBF 120, its broader sister, added 3%"
		first = false
		i = from - 2
		if d.isSign(from-1, ')') {
			i = d.openBracket(from-1) - 1
		}
	}
	return nobodyFor("no subject in the segments before it")
}

// relatesToNoun reports whether "that" in tokens from..to begins a clause about the noun before it, which has
// no price: "at rents that were 2.7% lower".
func (d *doc) relatesToNoun(from, to int) bool {
	for i := to; d.lang.name == "en" && i >= max(from-1, to-maxThat, 1); i-- {
		if !d.wordIs(i, "that") || !d.isClass(i+1, cBe) && !d.isMoving(i+1) {
			continue
		}
		noun := &d.toks[i-1]
		return noun.kind == word && !noun.has(capital) && d.cover[i-1] < 0 && (noun.cls == 0 || noun.is(cMetric)) && !noun.is(cInstr|cAnaphor|cIndexNoun) && d.endsIn(i-1, "s")
	}
	return false
}

// maxThat is how many tokens "that" may be before the number its clause has.
const maxThat = 4

// headed returns what the paragraph of f is headed by, where f stands behind a colon and its sentence has no
// subject: "Hebdo: +3,1%".
func (d *doc) headed(f *figure) subject {
	if f.cue != f.from || !d.isSign(f.from-1, ':') || !d.onlyWords(f.from-2) {
		return subject{}
	}
	if label := d.label(f.from); len(label) == 1 {
		return subject{tickers: label, found: true, why: "what its paragraph is headed by"}
	}
	return subject{}
}

// onlyWords reports whether the sentence up to token i has but a few words, none of a figure of a company.
func (d *doc) onlyWords(i int) bool {
	for n := 0; n < 3 && i >= 0; n++ {
		if d.toks[i].kind != word || d.cover[i] >= 0 || d.toks[i].is(cMetric) && !d.toks[i].is(cAux) {
			return false
		}
		if d.breaks(i) {
			return true
		}
		i--
	}
	return false
}

// maxCode is how many tokens a code and its brackets may have.
const maxCode = 5

// joinsAgain reports whether tokens from..to-1, behind a percentage, end in "and" and verbs that only go on
// about its subject: "from its March lows and is now about".
func (d *doc) joinsAgain(from, to int) bool {
	and := to - 1
	for ; and > from && !d.isClass(and, cAnd); and-- {
		if t := &d.toks[and]; t.kind != word || d.cover[and] >= 0 || !t.is(cAux|cBe|cFiller|cModifier) || t.is(cMetric|cInstr) {
			return false
		}
	}
	return and > from && d.isClass(and+1, cBe|cAux) && !d.isClass(and+1, cFiller) && !d.tickerBetween(from, and) && d.onlyWordsBetween(from, and)
}

// onlyWordsBetween reports whether tokens from..to-1 are words without a comma.
func (d *doc) onlyWordsBetween(from, to int) bool {
	for i := from; i < to; i++ {
		if d.toks[i].kind == symbol && !d.toks[i].oneOf("'’-") {
			return false
		}
	}
	return true
}

// verbJoins reports whether tokens from..to-1, behind a percentage, join another verb of its subject:
// "et affiche désormais un gain annuel", "ab und kostete zuletzt noch".
func (d *doc) verbJoins(from, to int) bool {
	i := from
	if d.isClass(i, cAfter) {
		i++
	}
	if !d.isClass(i, cAnd) || i+1 >= to {
		return false
	}
	next := &d.toks[i+1]
	if next.kind != word || next.has(capital) || d.cover[i+1] >= 0 || next.is(cFiller|cRelative|cPrep|cOf|cInstr|cMetric|cBreak|cAnaphor|cLevel) && !next.is(cAux|cPrice|cUp|cDown) {
		return false
	}
	for k := i + 2; k < to; k++ {
		if d.cover[k] >= 0 && d.figureAt(k).typ == instrument || d.toks[k].is(cMetric) && !d.toks[k].is(cAux) {
			return false
		}
	}
	return true
}

// hangsOnPreposition reports whether the instrument at token i, not the first of its clause, only belongs
// to a phrase: "Zalando sackte nach einer Herunterstufung durch die Investmentbank Goldman Sachs um 6 Prozent ab".
func (d *doc) hangsOnPreposition(i int) bool {
	if !d.lang.behind {
		return false
	}
	for k := i - 1; k > max(0, i-4) && d.toks[k].kind == word && d.cover[k] < 0; k-- {
		switch d.lowWord(k) {
		case "durch", "wegen", "door", "wegens":
			return true
		}
	}
	return false
}

// isPlaceOf reports whether the index at token i is only where a share is listed: "war der stärkste Wert
// im MDax und stieg".
func (d *doc) isPlaceOf(i int) bool {
	if d.lang.name == "en" || !isIndex(d.figureAt(i)) {
		return false
	}
	if d.isThe(i - 1) {
		i--
	}
	return d.isClass(i-1, cPrep)
}

// maxMembers is how many tokens may say of what an index is.
const maxMembers = 6

// ofWhat returns the token after what the index before token i is made of: "the Russell 2000 index of
// smaller companies rose", "the Nikkei average of 225 selected issues".
func (d *doc) ofWhat(i, to int) int {
	k := i
	for d.isClass(k, cIndexNoun) || d.wordIs(k, "average") {
		k++
	}
	if !d.wordIs(k, "of") {
		return i
	}
	for k++; k < min(i+maxMembers, to); k++ {
		switch d.lowWord(k) {
		case "companies", "stocks", "shares", "issues", "firms", "names", "caps":
			return k + 1
		}
	}
	return i
}

// isDescriptive reports whether token i may say what the instrument behind it is.
func (d *doc) isDescriptive(i int) bool {
	t := &d.toks[i]
	return t.kind == word && (t.is(cBroad) || t.cls == 0) && !d.endsIn(i, "ed") && !d.endsIn(i, "ing")
}

// twoFollow reports whether f is the first of two percentages that "and" joins.
func (d *doc) twoFollow(f *figure) bool {
	if !d.isClass(f.to, cAnd) {
		return false
	}
	g := d.figureAt(f.to + 1)
	return g != nil && g.typ == percentage
}

// tickerBetween reports whether an instrument stands in tokens from..to-1.
func (d *doc) tickerBetween(from, to int) bool {
	for i := from; i < to; i++ {
		if g := d.figureAt(i); g != nil && g.typ == instrument {
			return true
		}
	}
	return false
}

// isStranger reports whether the word at token i, behind from, is a name that is not known.
func (d *doc) isStranger(i, from int) bool {
	return d.lang.name == "en" && i > from && d.toks[i].kind == word && d.toks[i].has(capital) && d.cover[i] < 0 && (d.toks[i].cls == 0 || d.toks[i].is(cBroad) && d.toks[i-1].has(capital))
}

// goesOn returns who moved by the percentage before, unless a name that is not known stands
// before the verb of f: "Meridian rose 0.8% and Contact declined 1.1%".
func (d *doc) goesOn(f *figure, last, stop int) subject {
	verb := f.cue
	if verb >= f.to {
		verb = d.beforeFillers(f.from)
	}
	if d.isStranger(verb-1, stop) {
		return nobodyFor("a name that is not known is its subject")
	}
	return d.sameAs(f, last)
}

// isEarned reports whether tokens from..last end with an amount that the company
// earned or sold.
func (d *doc) isEarned(from, last int) bool {
	g := d.figureAt(last)
	return g != nil && g.typ == sum && d.metricBetween(from, g.from) && !d.instrBetween(from, g.from)
}

// isMain reports whether the segment at token from, though a conjunction begins it,
// has the subject of the participle that follows it: "while X was the top gainer,
// rising 3%".
func (d *doc) isMain(from, cue int) bool {
	g := d.figureAt(from)
	return g != nil && g.typ == instrument && from > 0 && d.toks[from-1].is(cBreak) && d.isGerund(cue)
}

// isGerund reports whether the word at token i is a participle of the present.
func (d *doc) isGerund(i int) bool {
	switch d.lang.name {
	case "fr":
		return i >= 0 && d.endsIn(i, "ant") && d.isClass(i, cVerb|cSent)
	case "es", "it", "pt":
		return i >= 0 && d.endsIn(i, "ndo") && d.isClass(i, cVerb|cSent)
	}
	return i >= 0 && d.endsIn(i, "ing")
}

// demonstrative returns what "That's a 10% drop" is about: the instrument whose
// price the sentence before gives.
func (d *doc) demonstrative(f *figure) subject {
	i := f.from - 1
	for d.isClass(i, cFiller|cModifier) {
		i--
	}
	if d.wordIs(i, "s") && i > 1 {
		i--
	}
	if i < 1 || !d.isClass(i, cBe) && !d.toks[i].oneOf("'’") || !d.isClass(i-1, cRelative|cAnaphor) || !d.breaks(i-1) || d.toks[i-1].has(parted) || d.wordIs(i-1, "it") && d.isClass(f.cue, cAdj) {
		return subject{}
	}
	last, price := -1, false
	for k := i - 3; k >= max(0, i-maxSegment) && !d.breaks(k+1); k-- {
		if g := d.figureAt(k); g != nil && g.typ == instrument {
			last = int(d.cover[k])
			to := d.afterPossessive(g.to)
			price = d.isClass(to, cInstr) || d.wordIs(to, "price")
		}
		if d.isClass(k, cMetric) && !d.isClass(k, cAux|cInstr) {
			return nobodyFor("a figure of the company stands in the sentence before")
		}
	}
	if last < 0 || !price {
		return nobodyFor("no price was spoken of before")
	}
	return d.only(last, "what the sentence before was about")
}

// dangling returns the subject that comes after a clause without one, which
// begins its sentence at token from: "After rising 5% on Monday, X fell 3%".
func (d *doc) dangling(f *figure, from int) subject {
	if !d.isClass(from, cBreak|cPrep) && !d.isGerund(from) || d.isClass(f.cue, cGrowth) || f.cue > f.from {
		return nobodyFor("its clause has no subject")
	}
	i := f.to
	for n := 0; n < 12 && i < len(d.toks) && !d.isSign(i, ','); n++ {
		if d.breaks(i) || d.toks[i].kind == symbol || d.cover[i] >= 0 || d.isClass(i, cMetric) && !d.isClass(i, cAux) {
			return nobodyFor("what follows its clause is no instrument")
		}
		i++
	}
	for i++; i < len(d.toks) && !d.breaks(i) && (d.isClass(i, cFiller|cOf) || d.isClass(i, cInstr)); i++ {
	}
	if g := d.figureAt(i); g != nil && g.typ == instrument && !d.isClass(d.afterPossessive(g.to), cMetric) {
		return d.only(int(d.cover[i]), "the subject after its clause")
	}
	return nobodyFor("its clause has no subject")
}

// beforeBy returns the last token before f that is no "by", filler or modifier.
func (d *doc) beforeBy(f *figure) int {
	i := f.from - 1
	for d.cover[max(i, 0)] < 0 && (d.isClass(i, cBy|cFiller|cModifier) || d.wordIs(i, "immerhin")) {
		i--
	}
	return i
}

// nextInList returns the instrument before f where the verb stands before the percentage
// before: "A sank um 2 Prozent, B um 1 Prozent" of B. -1 for none. English has no word before
// the second number, which its list is told by.
func (d *doc) nextInList(f *figure, last int) int {
	if d.lang.name == "en" && last >= 0 {
		return d.nextBy(f, last)
	}
	if d.lang.name == "en" || last < 0 || f.cue < 0 || f.cue >= d.figures[last].from {
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
	if d.lang.name == "en" {
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

// antecedent returns the instrument right before the relative clause at token
// from: "X (XYZ), which rose 3%". -1 for none.
func (d *doc) antecedent(from int) int {
	i := from - 1
	if d.isSign(i, ',') {
		i--
	}
	if d.isSign(i, ')') {
		i = d.openBracket(i) - 1
	}
	if d.lang.name != "en" { // "el Dax alemán, que cedió un 0,5%"
		i = d.beforeAttribute(i)
	}
	if g := d.figureAt(i); g != nil && g.typ == instrument {
		return int(d.cover[i])
	}
	return -1
}

// onlyPrice reports whether tokens from..to-1 name no figure of a company and
// no other instrument.
func (d *doc) onlyPrice(from, to int) bool {
	for i := from; i < to; i++ {
		if d.figureAt(i) != nil || d.toks[i].is(cMetric) && !d.toks[i].is(cAux) {
			return false
		}
	}
	return true
}

// sameAs returns who moved by the percentage before, when the text goes on
// about it: "rose 3% and closed up 5%".
func (d *doc) sameAs(f *figure, last int) (s subject) {
	s = nobodyFor("no move of the percentage before it")
	n := len(d.moves)
	for n > 0 && d.moves[n-1].percent >= last {
		n--
	}
	defer func() {
		if s.tickers == nil {
			s = d.headOfSentence(f, last, s)
		}
	}()
	for _, m := range d.moves[n:] {
		if m.percent == last {
			s.tickers = append(s.tickers, m.ticker)
			s.why = "the subject of the percentage before"
		}
	}
	return s
}

// headOfSentence returns the instrument that the sentence of f begins with, where a verb of price is
// said of it after one of a figure of the company: "Honda musste den Ausblick um 29 Prozent senken und
// verlor 4,7 Prozent". Otherwise it returns s.
func (d *doc) headOfSentence(f *figure, last int, s subject) subject {
	if f.cue < 0 || f.cue > f.from || !d.isClass(f.cue, cPrice) || d.isClass(f.cue, cGrowth) || !d.isClass(f.cue-1, cAnd) || d.figures[last].to > f.cue {
		return s
	}
	from := d.figures[last].from
	for stop := from - maxSegment; from > max(0, stop) && !d.breaks(from); from-- {
	}
	for n := 0; n < 3 && d.isClass(from, cFiller|cInstr) && d.cover[from] < 0; n++ {
		from++
	}
	g := d.figureAt(from)
	if g == nil || g.typ != instrument || isIndex(g) || d.afterPossessive(g.to) > g.to || !d.isSign(g.to, ',') && !d.isClass(g.to, cAux|cBe|cModal|cGrowth|cVerb) && !(d.lang.name == "en" && d.endsIn(g.to, "s") && !d.toks[g.to].has(capital)) {
		return s
	}
	return d.only(int(d.cover[from]), "what its sentence begins with")
}

// readSegment decides by the nouns of tokens from..to-1. Not found means the
// segment says nothing of who moved.
func (d *doc) readSegment(f *figure, from, to int) subject {
	ticker, price, metric, pronoun, noun := -1, -1, -1, -1, -1
	if lead := d.lead(f, from, to); lead >= 0 {
		return d.only(lead, "the subject of its verb")
	}
	if g := d.figureAt(to - 1); g != nil && g.typ == instrument && to == f.cue && (d.isClass(from, cPrep) || d.lang.name != "en" && d.hasNumber(from, g.from)) && d.isClass(g.from-1, cAnd) && !d.isClass(f.cue, cGrowth) {
		return d.only(int(d.cover[to-1]), "the subject of the clause behind and")
	}
	for i := from; i < to; i++ {
		t := &d.toks[i]
		switch {
		case d.cover[i] >= 0:
			if g := d.figureAt(i); d.lang.behind && ticker < 0 && g.typ == instrument && isIndex(g) && d.isSign(g.to, '-') && d.toks[g.to].glued() && g.to+1 < to && d.toks[g.to+1].kind == word && !d.toks[g.to+1].is(cIndexNoun) { // "der DAX-Titel", "het AEX-fonds"
				price = g.to + 1
				i = price
				continue
			}
			if d.figureAt(i).typ == instrument {
				if ticker < 0 || !d.wordIs(i-1, "than") && !d.hangsOnPreposition(i) && !d.isPlaceOf(i) { // "Ether did worse than bitcoin and slumped"
					ticker = i
				}
				if i = d.figureAt(i).to - 1; d.lang.name == "en" && isIndex(d.figureAt(i)) {
					i = d.ofWhat(i+1, to) - 1
				}
			}
		case t.sign('('):
			i = d.closingBracket(i, to)
		case t.kind != word:
		case t.is(cRelative) && ticker >= 0 && i == d.figureAt(ticker).to:
			noun, metric, price = -1, -1, -1 // "the winners were X which rose"
		case t.is(cInstr) && d.isNoPrice(i):
			metric = i
		case t.is(cInstr) && !d.isPer(i-1) && !(t.is(cMetric) && d.wordIs(i-1, "market")):
			price = i
		case d.isPriceOf(i), d.wordIs(i, "those") && (d.wordIs(i+1, "of") || d.wordIs(i+1, "in")):
			price = i
		case d.isPared(i):
		case d.lang.name != "en" && d.isProfitTaking(i):
		case t.is(cMetric) && !t.is(cAux) && !d.isForItsPart(i):
			metric = i
		case t.has(many) && d.metricPhrase(i):
			metric = i + 1
			i++
		case d.movePhrase(i) > 0: // "eked out"
			i += d.movePhrase(i) - 1
		case d.isFormer(i) || d.isLatter(i):
			if d.afterPossessive(i+1) > i+1 && d.metricBetween(i, to) {
				return nobodyFor("a figure of the company is its subject")
			}
			return d.formerLatter(i)
		case t.is(cAnaphor):
			pronoun = i
		case d.wordIs(i, "s") && i > from+1 && pronoun == i-2: // "it's up"
		case t.cls == 0 && d.isClass(i+1, cNoun) && d.isClass(i+1, cUp|cDown) && !t.has(capital): // "an early loss"
		case t.is(cAux|cUp|cDown|cFiller|cPrep|cLevel|cBy|cOf|cAnd|cPoints|cMonth|cBreak|cTo|cModifier|cRelative|cSent|cPrice|cNumber) || t.has(capital) && i > from || d.lang.name == "en" && d.endsIn(i, "ly"):
		default:
			noun = i
		}
	}
	if ticker < 0 && price < 0 && metric < 0 {
		if t := d.exchangeIndex(from, to); t >= 0 {
			return d.only(t, "the index of the exchange that is its subject")
		}
	}
	switch {
	case price >= 0 && (metric < price || d.wordIs(price+1, "of") || d.wordIs(price+1, "in") || d.wordIs(price+1, "for")):
		return d.priceSubject(ticker, price, from, to)
	case metric >= 0 && !(ticker > metric && d.describes(metric, d.firstJoined(ticker))):
		return nobodyFor("a figure of the company is its subject")
	case ticker >= 0:
		return d.bareSubject(f, ticker, noun, from, to)
	case pronoun >= 0 && (noun < 0 || noun < pronoun && d.wordIs(pronoun, "it")) && !d.isClass(f.cue, cGrowth):
		if d.wordIs(pronoun, "it") || (d.wordIs(pronoun, "they") || d.lang.name != "en") && d.sharesBefore(from) {
			return d.remembered(from, pronoun)
		}
		if t := d.indexMoved(from); t >= 0 && d.lang.name != "en" { // "Le SMI s'est replié de 0,37%. Sur la semaine, il abandonne 1,1%"
			return d.only(t, "what was spoken of before")
		}
		return nobodyFor("it refers to something that is no price")
	case noun >= 0 && d.closesWith(f, from, to): // "went against the tide with a gain of 2.4%"
		return subject{}
	case noun >= 0 && d.isDescription(f, from, to):
		return d.described(from, to)
	case noun >= 0 && d.lang.name != "en" && pronoun < 0 && !d.isThe(from) && !d.toks[from].has(capital) && f.cue >= from && from > 1 && d.isComma(from-1):
		return subject{} // a clause that begins with its verb
	case noun >= 0 || pronoun >= 0:
		return nobodyFor("a noun that is no instrument is its subject")
	}
	return subject{}
}

// indexOf are the indices that an exchange stands for where it rises or falls, by a word of its name.
var indexOf = map[string]string{
	"paris": "^FCHI", "bruxelles": "^BFX", "brussel": "^BFX", "amsterdam": "^AEX", "affari": "FTSEMIB.MI", "milano": "FTSEMIB.MI", "milan": "FTSEMIB.MI",
	"madrid": "^IBEX", "española": "^IBEX", "lisboa": "^PSI20", "lisbonne": "^PSI20", "francfort": "^GDAXI", "francoforte": "^GDAXI", "fráncfort": "^GDAXI",
	"londres": "^FTSE", "londra": "^FTSE", "tokyo": "^N225", "tokio": "^N225", "mexicana": "^MXX", "toronto": "^GSPTSE",
}

// exchangeIndex returns the index of the exchange that tokens from..to-1 begin with, where the text names it: "La Bourse
// de Paris a terminé en repli de 0,72%". -1 for none.
func (d *doc) exchangeIndex(from, to int) int {
	if d.lang.name == "en" || d.lang.name == "de" || from > 0 && !d.breaks(from) && !d.toks[from-1].oneOf("-–—") {
		return -1
	}
	i := from
	for n := 0; n < 2 && i < to && (d.isThe(i) || d.toks[i].oneOf("'’")); n++ {
		i++
	}
	switch d.lowWord(i) {
	case "bourse", "borsa", "bolsa", "beurs", "piazza":
	default:
		return -1
	}
	for k := i + 1; k < min(i+4, to); k++ {
		symbol := indexOf[d.lowWord(k)]
		if symbol == "" {
			continue
		}
		end := d.figuresBefore(from)
		for n := max(0, end-maxFigures); n < min(end+maxFigures/4, len(d.figures)); n++ {
			if g := &d.figures[n]; g.typ == instrument && g.symbol == symbol {
				return n
			}
		}
		return -1
	}
	return -1
}

// movePhrase returns how many tokens the verb of change of several words has that begins at
// token i, 0 for none.
func (d *doc) movePhrase(i int) int {
	if i >= len(d.toks) || !d.toks[i].has(many) {
		return 0
	}
	if lx, n := d.phraseAt(i); n > 1 && lx.is&cVerb != 0 && lx.is&(cUp|cDown) != 0 {
		return n
	}
	return 0
}

// lead returns the instrument that tokens from..to-1 begin with and say something of
// with the help of another one: "X was downgraded by Y and slid 3%", "X was the
// biggest loser on the Z, sliding 6%", "X topped the Z with a gain of 6%". -1 for none.
func (d *doc) lead(f *figure, from, to int) int {
	for n := 0; n < 3 && d.lang.name == "en" && d.cover[from] < 0 && from+1 < to && d.isDescriptive(from); n++ { // "Rival Sembcorp"
		from++
	}
	g := d.figureAt(from)
	if g == nil || g.typ != instrument || g.to >= to || d.isClass(f.cue, cGrowth) || d.metricBetween(from, to) {
		return -1
	}
	after := d.afterBracket(g)
	is := d.isClass(after, cBe)
	if !is && (isIndex(g) || !d.isPlainVerb(g.to)) {
		return -1
	}
	own := d.cover[from]
	for i := after; i < to; i++ {
		h := d.figureAt(i)
		if h == nil {
			if !is && d.toks[i].kind == number { // "X sold 5 million phones, up 3%"
				return -1
			}
			continue
		}
		k := i - 1
		if d.wordIs(k, "the") {
			k--
		}
		member := is && isIndex(h) && d.afterPossessive(h.to) > h.to // "was the S&P 500's worst performer"
		if h.typ != instrument || !member && !d.isClass(k, cBy|cPrep|cLevel|cOf) && (is || k != g.to) || !is && !isIndex(h) {
			return -1
		}
		i = h.to - 1
	}
	switch {
	case f.cue == to+1 && (d.isGerund(f.cue) || d.isClass(f.cue, cAdj)):
	case d.isClass(to-1, cAnd), d.wordIs(to-1, "and"):
	case is && d.isComma(to) && d.wordIs(to+1, "with") && d.isClass(f.cue, cNoun): // "was the worst on the index, with a 2.2 per cent decline"
	case !is && (d.wordIs(to-1, "with") || d.wordIs(to-2, "with") && d.isClass(to-1, cFiller)):
	default:
		return -1
	}
	return int(own)
}

// isPlainVerb reports whether a word stands at token i that may be a verb of whom the
// clause is about: one of movement, or one that says nothing of prices.
func (d *doc) isPlainVerb(i int) bool {
	t := &d.toks[i]
	return t.kind == word && !t.has(capital) && !t.is(cSent|cInstr|cMetric|cPrep|cLevel|cOf|cBy|cAnd|cBreak|cRelative|cAnaphor)
}

// isPared reports whether token i is what a price gave or took back: "pared losses".
func (d *doc) isPared(i int) bool {
	k := i - 1
	if d.wordIs(k, "early") || d.wordIs(k, "some") || d.wordIs(k, "earlier") {
		if k--; d.wordIs(i, "loss") && (d.wordIs(k, "an") || d.isThe(k)) && !d.wordIs(k+1, "some") { // "swung from an early loss to a gain"
			return true
		}
	}
	return d.isClass(k, cVerb) && d.isClass(k, cUp|cDown) && (d.isClass(i, cUp|cDown) || d.wordIs(i, "losses"))
}

// isPer reports whether token i says that an amount is of each: "per share", "10 euros le titre".
func (d *doc) isPer(i int) bool {
	return d.isClass(i, cPerWord) && (d.lang.name == "en" || i > 0 && d.cover[i-1] >= 0 || !d.isThe(i))
}

// isForItsPart reports whether token i ends "pour sa part", which says nothing.
func (d *doc) isForItsPart(i int) bool {
	return d.wordIs(i, "part") && d.isClass(i-1, cAnaphor) && d.wordIs(i-2, "pour")
}

// isPriceOf reports whether token i is the value of a coin: "the value of bitcoin", "the XRP price".
func (d *doc) isPriceOf(i int) bool {
	if g := d.figureAt(i - 1); g != nil && g.how == byCrypto && (d.wordIs(i, "price") || d.wordIs(i, "prices")) {
		return true
	}
	g := d.figureAt(i + 2)
	return g != nil && g.how == byCrypto && d.wordIs(i, "value") && d.wordIs(i+1, "of")
}

// firstJoined returns the first token of the list of instruments that the one
// at token i ends.
func (d *doc) firstJoined(i int) int {
	all := d.joined(int(d.cover[i]), 0)
	return d.figures[all[0]].from
}

// describes reports whether the word at token i only says what the instrument at
// token to is: "oil majors BP and Shell", not "sales at Ford".
func (d *doc) describes(i, to int) bool {
	for k := i + 1; k < to; k++ {
		if t := &d.toks[k]; t.kind != word && !t.sign('-') || t.is(cPrep|cOf|cLevel|cBy|cBreak|cRelative|cAnd|cUp|cDown|cAux) {
			return false
		}
	}
	return to-i > 1
}

// sharesBefore reports whether the sentence before token i, or the one before that in its
// paragraph, speaks of shares, so that "they" may be those.
func (d *doc) sharesBefore(i int) bool {
	clauses := 0
	for k := i - 1; k > max(0, i-maxSegment); k-- {
		if d.breaks(k + 1) {
			if clauses++; clauses > 1 || d.toks[k+1].has(parted) {
				return false
			}
		}
		if d.isClass(k, cInstr) && !d.isPer(k-1) {
			return true
		}
	}
	return false
}

// isNoPrice reports whether the noun at token i, which may be one of price, is none here: "au titre de
// 2025", "la valeur des envois".
func (d *doc) isNoPrice(i int) bool {
	if d.lang.name != "fr" {
		return false
	}
	return d.wordIs(i, "titre") && (d.wordIs(i-1, "au") || d.wordIs(i-1, "à")) || d.wordIs(i, "valeur") && (d.wordIs(i+1, "des") || d.wordIs(i+1, "d")) && !d.isClass(i+2, cInstr) && !d.ownsChange(i+2)
}

// metricPhrase reports whether a figure of a company of several words begins
// at token i: "market share".
func (d *doc) metricPhrase(i int) bool {
	lx, n := d.phraseAt(i)
	return n > 1 && lx.is&cMetric != 0
}

// priceSubject decides for a segment with a noun of price: the instrument
// named with it, or the one it refers to.
func (d *doc) priceSubject(ticker, price, from, to int) subject {
	if ticker >= 0 && d.lang.name != "en" && isIndex(d.figureAt(ticker)) && d.isClass(ticker-1, cPrep) && (ticker < price || d.isThe(ticker-2) || d.isClass(ticker-2, cOf|cRelative) || d.wordIs(ticker-2, "des")) { // "das im SDax gelistete Papier"
		return d.remembered(from, price)
	}
	if ticker >= 0 {
		if d.ownsIndex(d.figureAt(ticker), price) {
			return nobodyFor("the company owns the index that is meant")
		}
		return subject{tickers: d.joined(int(d.cover[ticker]), from), found: true, why: "its price is the subject"}
	}
	if (d.wordIs(price+1, "of") || d.wordIs(price+1, "in")) && d.isStranger(price+2, price+1) && !d.isSign(price+3, '-') {
		return nobodyFor("the price of a name that is not known")
	}
	for k := price + 1; k < price+3; k++ {
		if g := d.figureAt(k + 1); g != nil && g.typ == instrument && d.isSign(k, '(') { // "as ações (PETR4)", "L'indice élargi (SPI)"
			return d.only(int(d.cover[k+1]), "its price is the subject")
		}
	}
	for d.lang.name != "en" && price > from && d.isClass(price-1, cInstr) && d.cover[price-1] < 0 { // "as ações ordinárias"
		price--
	}
	if d.lang.name != "en" && d.ownedByDescription(price, to) {
		if t := d.topic(); t >= 0 && !d.without(memories) { // "les titres de la banque mutualiste"
			return d.only(t, "the share that the text is about")
		}
	}
	if d.lang.name == "en" && d.isClass(price, cIndexNoun) && price > from+1 && d.isUnknownName(from, price) {
		return nobodyFor("an index that is not known")
	}
	k := price - 1
	for k >= from && (d.isClass(k, cBroad) || k > from && d.toks[k].kind == word && d.toks[k].has(capital) || d.toks[k].oneOf("-'’") || d.wordIs(k, "s") || d.isSign(k+1, '-') || d.isSign(k-1, '-') && d.toks[k].glued()) {
		k--
	}
	if d.lang.name != "en" && k == price-1 && k > from && d.isClass(price, cIndexNoun) && d.toks[k].kind == word && !d.isThe(k) { // "der deutsche Leitindex"
		k--
	}
	if d.lang.name != "en" && d.isWhose(from) {
		if t := d.antecedent(from); t >= 0 { // "Petrobras, cujas ações preferenciais despencaram"
			return d.only(t, "what the relative clause is about")
		}
	}
	switch {
	case k < from && d.isClass(price, cInstr) && price == from && d.wordIs(price+1, "of"):
		return d.remembered(from, price)
	case k < from && price == from && !d.wordIs(price+1, "in") && !d.wordIs(price, "stocks") && (d.breaks(from) || d.partsSegments(from-1)):
		return d.remembered(from, price)
	case k >= from && (d.isClass(k, cSent) || d.wordIs(k, "with") && from > 1 && d.isComma(from-1)) && k == price-1 && !d.wordIs(price, "stocks"): // "with shares ending 19% lower"
		return d.remembered(from, price)
	case k >= from && (d.isClass(k, cAnaphor) || d.isThe(k) || d.wordIs(k, "whose")):
		return d.remembered(from, price)
	case price == from && d.wordIs(price+1, "in") && d.isClass(d.lastNoun(to), cBroad) && !d.toks[d.lastNoun(to)].has(capital) && d.refers(price+2):
		return d.remembered(from, price) // "Shares in the Danish turbine maker"
	case d.isThe(d.afterSent(from)) && price-from >= 4 && d.wordIs(price-1, "s"): // "the software giant's stock"
		return d.remembered(from, price)
	}
	return nobodyFor("a price whose owner is not named is its subject")
}

// isUnknownName reports whether the word before token i, behind from, belongs to a name that nobody knows:
// "the broader All Shares Index".
func (d *doc) isUnknownName(from, i int) bool {
	if !d.toks[i].has(capital) {
		return false
	}
	for k := i - 1; k > from && d.toks[k].kind == word && d.toks[k].has(capital) && d.cover[k] < 0; k-- {
		if !d.toks[k].is(cPlace | cBroad) {
			return true
		}
	}
	return false
}

// ownedByDescription reports whether what follows the noun of price at token i says whose it is without a
// name: "as ações do banco", "die Titel des Konzerns".
func (d *doc) ownedByDescription(i, to int) bool {
	of := i + 1
	if !d.isClass(i, cPriceCue) || d.isClass(i, cIndexNoun) {
		return false
	}
	if d.lang.name == "de" {
		if !d.wordIs(of, "des") && !d.wordIs(of, "der") {
			return false
		}
	} else if of = d.afterKind(of); !d.isClass(of, cOf) {
		return false
	}
	for n := 0; n < 2 && (d.isThe(of+1) || d.toks[min(of+1, len(d.toks)-1)].oneOf("'’")); n++ {
		of++
	}
	k := of + 1
	if k >= to || d.toks[k].kind != word || d.cover[k] >= 0 || d.toks[k].is(cInstr|cIndexNoun|cPrep|cNumber) {
		return false
	}
	for n := k; n < min(k+3, to); n++ {
		if d.cash.is(rivalWord, d.lowWord(n)) || d.isClass(n, cPlace) {
			return false
		}
	}
	return d.lang.name == "de" || !d.toks[k].has(capital)
}

// afterKind returns the token after what says of which kind shares are, at token i: "as ações ordinárias da
// companhia", "las acciones 'A' de la multinacional".
func (d *doc) afterKind(i int) int {
	switch {
	case i+3 < len(d.toks) && d.isQuote(i) && d.isQuote(i+2):
		return i + 3
	case i+1 < len(d.toks) && d.toks[i].kind == word && (d.toks[i].cls == 0 || d.toks[i].is(cInstr)) && !d.toks[i].has(capital) && d.isClass(i+1, cOf):
		return i + 1
	}
	return i
}

// isWhose reports whether token i begins a relative clause about what belongs to the name before it.
func (d *doc) isWhose(i int) bool { return d.cash.is(whoseWord, d.lowWord(i)) }

// afterSent returns the token after a verb that sends a price somewhere, at token i.
func (d *doc) afterSent(i int) int {
	if d.isClass(i, cSent) {
		return i + 1
	}
	return i
}

// refers reports whether the noun group at token i means one company spoken of:
// "the Danish turbine maker", "Europe's biggest airline".
func (d *doc) refers(i int) bool {
	return d.wordIs(i, "the") || d.wordIs(i, "this") || d.wordIs(d.afterPossessive(i+1)-1, "s")
}

// lastNoun returns the last token before to that is no verb of its clause.
func (d *doc) lastNoun(to int) int {
	for to--; to > 0 && d.toks[to].is(cAux|cBe|cFiller|cModifier); to-- {
	}
	return to
}

// ownsIndex reports whether an index of company g is spoken of before token price:
// "MSCI's broadest index of shares".
func (d *doc) ownsIndex(g *figure, price int) bool {
	k := d.afterPossessive(g.to)
	if k == g.to || isIndex(g) {
		return false
	}
	for k < price && !d.isClass(k, cInstr) {
		k++
	}
	return d.isClass(k, cIndexNoun)
}

// isThe reports whether token i is the article of its language.
func (d *doc) isThe(i int) bool {
	if d.lang.name == "en" {
		return d.wordIs(i, "the")
	}
	return d.isClass(i, cFiller) && !d.isClass(i, cModifier)
}

// bareSubject decides for a segment with an instrument and no noun of price:
// the verb must be one of price, and no other noun stand between.
func (d *doc) bareSubject(f *figure, ticker, noun, from, to int) subject {
	g := d.figureAt(ticker)
	after := d.afterPossessive(g.to)
	if d.lang.name != "en" && noun > g.to && noun < f.from && d.isClass(g.to, cOf|cFrom|cRelative|cPrep) && d.isMoving(f.cue) && f.cue == to { // "der MDAX der mittelgroßen Werte legte"
		noun = -1
	}
	if noun >= g.to && d.lang.name != "en" && d.isFirstNoun(from, g) && d.hasNoFigure(d.afterBracket(g), min(to, f.from)) && !d.isClass(f.cue, cGrowth|cMetric) { // words that no list has
		noun = -1
	}
	if noun == g.to && (d.isUnknownVerb(f, noun) || d.isClass(f.cue, cNoun) && f.cue == to && (d.wordIs(to-1, "a") || d.wordIs(to-1, "an")) && d.wordIs(to-2, "to")) { // "Best Buy swung from an early loss to a gain of 3.1%"
		noun = -1
	}
	if noun >= g.to && (d.isSecondVerb(f, g, from, to) || d.isCloser(f, g, to) || d.holdsTo(f, g, from, to)) {
		noun = -1
	}
	if noun >= g.to && (d.carriesVerb(f, g, from, to) || d.closesSigned(f, g, from, to) || d.closesInfinitive(f, g, from, to)) {
		noun = -1
	}
	tagged := f.cue == f.from && g.how == byCashtag // "$AAPL breaking out, +3.4%"
	if noun >= g.to && (f.cue != f.from && d.isMoving(g.to) && (f.cue > to || d.isGerund(to-1)) || d.hangsOn(f, g, from, to)) {
		noun = -1 // "X plunged to a four-year low, closing 4.5% lower"
	}
	if after != g.to && d.isEllipsis(f, g, after, to) {
		return d.only(int(d.cover[ticker]), "its price, of which the text speaks")
	}
	if after != g.to && (after < to || after == f.cue && !d.isClass(after, cAdj)) || noun >= g.to && noun < to && !tagged || d.isClass(f.cue, cGrowth) && f.why != inTotal && !d.leadsToPrice(f) {
		return nobodyFor("the instrument only belongs to its subject, or grows and is no price")
	}
	if d.isClass(g.from-1, cOf|cPrep|cLevel) && noun >= 0 && noun < g.from && d.isSubordinate(from, g.from) {
		return nobodyFor("the instrument hangs on another noun")
	}
	return subject{tickers: d.joined(int(d.cover[ticker]), from), found: true, why: "the subject of its verb"}
}

// isSecondVerb reports whether the cue of f is the second verb of the clause about g: "Vertiv undercut
// a prior buy point at 182.30 and fell 2.7%", "was untraded until noon and finished 5.8 percent lower".
func (d *doc) isSecondVerb(f, g *figure, from, to int) bool {
	verb := f.cue
	if verb >= f.to {
		verb = d.beforeFillers(f.from)
	}
	for d.cash.is(weekday, d.lowWord(verb)) || d.wordIs(verb, "the") { // "and closes the week 5.2% lower"
		verb--
	}
	before := verb - 1
	if d.wordIs(before, "still") || d.wordIs(before, "later") || d.wordIs(before, "then") {
		before--
	}
	if d.lang.name != "en" || !d.isClass(before, cAnd) && !d.wordIs(before, "but") || !d.isMoving(verb) || d.isGerund(verb) || !d.isNounPhrase(from, d.firstJoined(g.from)) || d.metricBetween(g.to, min(to, verb)) {
		return false
	}
	i := d.afterBracket(g)
	t := &d.toks[min(i, len(d.toks)-1)]
	return i < to && t.kind == word && !t.has(capital) && (t.is(cBe|cAux|cSent) || t.cls == 0 && !d.endsIn(i, "s"))
}

// carriesVerb reports whether a verb of price begins the segment of f behind a comma, so that its subject is what
// the segment before begins with: "Siemens Energy markierten ein Rekordhoch, schlossen dann aber nur 0,8 Prozent höher".
func (d *doc) carriesVerb(f, g *figure, from, to int) bool {
	if !d.lang.behind || !d.isSign(to, ',') || to >= f.from || f.cue < 0 || d.isClass(f.cue, cGrowth|cMetric) || !d.isFirstNoun(from, g) || d.metricBetween(g.to, to) {
		return false
	}
	return d.isMoving(to+1) || d.isClass(to+1, cAux) && d.isClass(f.cue, cAdj|cAfter) && !d.isClass(to+1, cFiller|cRelative|cBe)
}

// closesInfinitive reports whether the cue of f closes what is said of g as an infinitive: "Commonwealth Bank
// swam against the tide to gain 0.3 per cent".
func (d *doc) closesInfinitive(f, g *figure, from, to int) bool {
	if d.lang.name != "en" || f.cue != to || !d.wordIs(to-1, "to") || !d.isMoving(f.cue) || d.isClass(f.cue, cGrowth) || !d.isNounPhrase(from, d.firstJoined(g.from)) || d.metricBetween(g.to, to) || !d.hasNoFigure(d.afterBracket(g), to) {
		return false
	}
	verb := d.afterBracket(g)
	return verb < to-2 && d.toks[verb].kind == word && !d.isClass(verb, cExpect|cModal|cBe)
}

// isWith reports whether the word at token i is "with" in a language that is not English.
func (d *doc) isWith(i int) bool { return d.cash.is(withWord, d.lowWord(i)) }

// closesSigned reports whether f has its sign and closes what is said of g: "Bekaert verdedigde zich met
// +0,3 procent".
func (d *doc) closesSigned(f, g *figure, from, to int) bool {
	if d.metricBetween(g.to, to) || !d.hasNoFigure(d.afterBracket(g), to) || !d.isFirstNoun(from, g) && !d.isNounPhrase(from, g.from) {
		return false
	}
	with := f.from - 1
	switch {
	case f.cue == f.from-1 && f.why == "its sign": // "mit plus 0,1 Prozent"
		with--
	case f.cue != f.from:
		if d.lang.name == "en" || f.cue < to || f.cue > f.from || !d.isClass(f.cue, cNoun) || d.isClass(f.cue, cGrowth|cMetric) {
			return false
		}
		for with = f.cue - 1; with > f.cue-4 && d.toks[with].kind == word && d.cover[with] < 0 && !d.isWith(with); with-- { // "met een koerswinst van 4,1 procent"
		}
	}
	return d.isWith(with) || d.wordIs(with, "with") || d.wordIs(with, "a") || d.wordIs(with, "à")
}

// holdsTo reports whether f is what g comes to: "managed to hold on to a gain of 0.1%".
func (d *doc) holdsTo(f, g *figure, from, to int) bool {
	if d.lang.name != "en" || !d.isClass(f.cue, cNoun) || f.cue != to || !d.wordIs(to-1, "a") && !d.wordIs(to-1, "an") || !d.wordIs(to-2, "to") || d.isClass(f.cue, cGrowth) {
		return false
	}
	return d.isNounPhrase(from, g.from) && d.hasNoFigure(d.afterBracket(g), to) && !d.metricBetween(g.to, to)
}

// isCloser reports whether f closes what is said of g: "X was the worst of the bunch with a decline of
// 6.8%".
func (d *doc) isCloser(f, g *figure, to int) bool {
	if d.lang.name != "en" || !d.isClass(g.to, cBe) || !d.isClass(f.cue, cNoun) {
		return false
	}
	i := min(f.cue, f.from) - 1 // "with a decline of 6.8%", "with a 2.2 per cent decline"
	for i > g.to && (d.wordIs(i, "a") || d.wordIs(i, "an") || d.toks[i].kind == word && d.toks[i].cls == 0 && i > f.cue-3) {
		i--
	}
	return d.wordIs(i, "with") && i < to
}

// closesWith reports whether tokens from..to-1 begin with a verb behind a comma and end in "with a" before
// the noun of f.
func (d *doc) closesWith(f *figure, from, to int) bool {
	if d.lang.name == "en" && f.cue == to+1 && d.isComma(to) && (d.isGerund(f.cue) && d.isMoving(f.cue) || d.isClass(f.cue, cAdj) && d.toks[to].oneOf("—–")) && from > 0 && d.isComma(from-1) && d.hasNoFigure(from, to) && !d.toks[from].has(capital) && !d.isClass(from, cFiller|cRelative|cPrep|cOf|cBreak) { // "went the other way, easing 0.5%"
		return true
	}
	if d.lang.name != "en" || !d.isClass(f.cue, cNoun) || f.cue != to && (f.from != to || f.cue != f.to) || from < 1 || !d.isComma(from-1) || d.toks[from].has(capital) || d.isClass(from, cFiller|cRelative|cPrep|cOf) {
		return false
	}
	return d.wordIs(to-1, "with") || d.wordIs(to-2, "with") && (d.wordIs(to-1, "a") || d.wordIs(to-1, "an"))
}

// isFirstNoun reports whether nothing but articles, conjunctions and adverbs stands between
// token from and the instrument g, or what it is: "L'action X", "La banque X".
func (d *doc) isFirstNoun(from int, g *figure) bool {
	if d.isInverted(from, g) {
		return true
	}
	for i := from; i < g.from; i++ {
		if !d.isClass(i, cFiller|cBreak|cAnd|cBroad|cInstr|cRelative|cAux|cPrep|cPlace) && !d.toks[i].oneOf("'’-") {
			return false
		}
	}
	return true
}

// isInverted reports whether the clause that begins at token from tells when or where, then its
// verb, then g: "In New York stand der Dow Jones zum Handelsschluss", in languages whose verb comes
// second.
func (d *doc) isInverted(from int, g *figure) bool {
	if !d.lang.behind || !d.isClass(from, cPrep|cLevel) {
		return false
	}
	verb := d.beforeFillers(g.from)
	if verb <= from+1 || !d.isClass(verb, cAux|cPrice|cUp|cDown) {
		return false
	}
	for i := from + 1; i < verb; i++ {
		if d.toks[i].kind != word || d.cover[i] >= 0 || d.toks[i].is(cBreak|cMetric|cInstr) && !d.toks[i].is(cAux) {
			return false
		}
	}
	return true
}

// afterBracket returns the token after g and its symbol in brackets: "Banco do Brasil (BBAS3)".
func (d *doc) afterBracket(g *figure) int {
	if code := d.figureAt(g.to + 1); code != nil && code.symbol == g.symbol && d.isSign(g.to, '(') && d.isSign(code.to, ')') {
		return code.to + 1
	}
	return g.to
}

// hasNoFigure reports whether tokens from..to-1 have no number and no figure.
func (d *doc) hasNoFigure(from, to int) bool {
	for i := from; i < to; i++ {
		if d.isSign(i, '(') && d.isSign(i+2, ')') && d.cover[i+1] < 0 { // the day: "terça-feira (12)"
			i += 2
			continue
		}
		if d.toks[i].kind == number || d.cover[i] >= 0 {
			return false
		}
	}
	return true
}

// hasNumber reports whether tokens from..to-1 have a number that belongs to no figure: "De euro doet 1,1583 en bitcoin zakt".
func (d *doc) hasNumber(from, to int) bool {
	for i := from; i < to; i++ {
		if d.toks[i].kind == number && d.cover[i] < 0 {
			return true
		}
	}
	return false
}

// hangsOn reports whether f stands behind a comma after a clause about g that has no figure:
// "X fared no better, shedding 5%", "X got off lightly, 0.9% lower", "X got hit again, -7%". With
// figures in it, it may be about those: "X sold 5 million phones, up 3%".
func (d *doc) hangsOn(f, g *figure, from, to int) bool {
	if first := d.firstJoined(g.from); !d.isSign(to, ',') || first != from && !d.onlyFillers(from, first) && !d.isNounPhrase(from, first) {
		return false
	}
	for i := g.to; i < to; i++ {
		if d.isSign(i, '(') { // its code
			i = d.closingBracket(i, to)
			continue
		}
		if isIndex(g) && d.toks[i].kind == number && d.cover[i] < 0 && (d.wordIs(i+1, "mark") || d.wordIs(i+1, "level") || d.isClass(i+1, cPoints)) { // "settled above the 26,100 mark, up 0.6 per cent"
			i++
			continue
		}
		if d.toks[i].kind == number || d.cover[i] >= 0 || d.toks[i].is(cNumber) {
			return false
		}
	}
	switch {
	case f.cue >= f.to:
		k := d.beforeFillers(f.from)
		return d.isClass(f.cue, cAdj) && (k == to || k == to+1 && d.isGerund(k) && d.isClass(k, cAux)) // "came under pressure, ending 2.3% lower"
	case d.lang.name != "en" && d.isClass(f.cue, cNoun) && f.cue > to+1 && f.cue <= to+4: // "ont mieux tenu, avec des gains de 12% et 6%"
		return d.isWith(to + 1)
	case f.cue == to+2 && d.wordIs(to+1, "having"):
		return d.isMoving(f.cue)
	case f.cue == to+1:
		return f.cue == f.from || d.isClass(f.cue, cAdj) || d.isGerund(f.cue) && d.isMoving(f.cue)
	}
	return false
}

// isNounPhrase reports whether tokens from..to-1 say what or whose the instrument behind them is:
// "Japan's", "Insulation specialist".
func (d *doc) isNounPhrase(from, to int) bool {
	if to-from > maxDescription {
		return false
	}
	for i := from; i < to; i++ {
		t := &d.toks[i]
		if d.cover[i] >= 0 || t.kind == number || t.kind == symbol && !t.oneOf("'’-") || t.is(cPrep|cLevel|cOf|cBy|cAnd|cBe|cAux|cUp|cDown|cBreak|cRelative|cMetric|cInstr) && !t.is(cFiller) {
			return false
		}
	}
	return true
}

// maxDescription is how many tokens may say what or whose an instrument is.
const maxDescription = 6

// onlyFillers reports whether tokens from..to-1 are adverbs, articles and conjunctions.
func (d *doc) onlyFillers(from, to int) bool {
	for i := from; i < to; i++ {
		if !d.isClass(i, cFiller|cBreak|cAnd) && !d.endsIn(i, "ly") {
			return false
		}
	}
	return true
}

// maxPrice is how much one share costs at most where a change leads to its price.
const maxPrice = 10_000

// maxSmallPrice is how much it costs in money of which a dollar is more than a hundred.
const maxSmallPrice = 10_000_000

// isSmallUnit reports whether a dollar is more than a hundred of a currency.
func isSmallUnit(code string) bool {
	switch code {
	case "KRW", "JPY", "IDR", "VND", "HUF", "CLP", "COP", "ARS", "NGN", "PKR", "LBP", "IQD", "UZS", "KZT":
		return true
	}
	return false
}

// leadsToPrice reports whether a price stands right behind f: "Northern Star lifted 3.7 per
// cent to $20.10".
func (d *doc) leadsToPrice(f *figure) bool {
	if d.lang.name == "nl" && f.cue >= f.to && d.wordIs(f.cue+1, "waard") { // "werd 2,7 procent meer waard"
		return true
	}
	if f.cue >= f.from || f.unit != inPercent || !d.wordIs(f.to, "to") {
		return false
	}
	g := d.figureAt(f.to + 1)
	return g != nil && g.typ == sum && !g.ranged && (g.low < maxPrice || g.currency != nil && g.low < maxSmallPrice && isSmallUnit(g.currency.code))
}

// isUnknownVerb reports whether the word at token i, right after an instrument, is the verb of
// f: an adverb says which way. "Fevertree fizzed 2.7% higher", "Centrica warmed up 1.6%".
func (d *doc) isUnknownVerb(f *figure, i int) bool {
	if !d.isClass(f.cue, cAdj) {
		return false
	}
	return f.cue == i+1 || f.cue >= f.to && d.beforeFillers(f.from) == i
}

// isEllipsis reports whether what g owns is left out and is the price that the text spoke
// of last: "Shares of X rose 3%. Y's were up 4%". After is the token after the possessive.
func (d *doc) isEllipsis(f, g *figure, after, to int) bool {
	if !d.isClass(after, cBe) && after != f.cue || after > to || d.isClass(f.cue, cGrowth) {
		return false
	}
	for k := g.from - 1; k >= max(0, g.from-maxSegment) && !d.toks[k+1].has(parted); k-- {
		switch {
		case d.cover[k] >= 0:
		case d.isClass(k, cInstr), d.wordIs(k, "price"):
			return true
		case d.isClass(k, cMetric) && !d.isClass(k, cAux):
			return false
		}
	}
	return false
}

// isMoving reports whether the word at token i is a verb of what prices do.
func (d *doc) isMoving(i int) bool {
	return d.isClass(i, cPrice) || d.isClass(i, cVerb) && d.isClass(i, cUp|cDown) && !d.isClass(i, cGrowth) || i >= 0 && d.movePhrase(i) > 0
}

// isSubordinate reports whether the instrument at token to hangs on a noun
// before it: "demand for X", "exports to X".
func (d *doc) isSubordinate(from, to int) bool {
	return to-from >= 2 && !d.toks[from].is(cPrep)
}

// closingBracket returns the token of the bracket that the one at i opens, i
// where it does not close before to.
func (d *doc) closingBracket(i, to int) int {
	for k := i; k < min(to, i+20); k++ {
		if d.isSign(k, ')') {
			return k
		}
	}
	return i
}

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
	if d.lang.name == "en" && (t.oneOf("-") && t.glued() || t.kind == word && t.has(capital) && d.isSign(i+1, '-') && d.toks[i+1].glued() && d.isOwner(i+2) || d.isOwner(i) && d.isSign(i-1, '-')) { // "DraftKings and FanDuel-parent Flutter"
		return true
	}
	if d.lang.behind && t.kind == word && !t.has(capital) && (t.cls == 0 || t.is(cBroad|cPlace)) && d.isThe(i-1) && (d.endsIn(i, "e") || d.endsIn(i, "en")) { // "die italienische Leonardo und die französische Thales"
		return true
	}
	return d.lang.name == "en" && t.kind == word && !t.has(capital) && (t.is(cBroad) || t.cls == 0) && !d.endsIn(i, "ed") && !d.endsIn(i, "ing") && !d.endsIn(i, "ly")
}

// isOwnerAt reports whether token i is of a possessive: "France's CAC 40 and Germany's DAX".
func (d *doc) isOwnerAt(i int) bool {
	return d.lang.name == "en" && (d.toks[i].has(capital) && d.afterPossessive(i+1) > i+1 || d.wordIs(i, "s") && d.toks[i-1].oneOf("'’") || d.toks[i].oneOf("'’") && d.wordIs(i+1, "s"))
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

package entity

// The way from a cue back through the segments of its clause to the subject: see move.go.

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
				g, code := d.figureAt(i-1), d.figureAt(i+1)
				if close-i <= maxCode && f.cue == close+1 && (g != nil && g.typ == instrument || code != nil && code.typ == instrument && d.isClass(i-1, cLegal)) { // "the Nasdaq Composite (IXIC) added"
					first = true
				}
			} else if open := d.openDash(i); open > 0 && f.cue == i+1 { // "X – locked in a dispute with Y – shed 2%"
				i, first = open, true
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
		if g := d.figureAt(from - 2); first && d.lang.name == "de" && d.wordIs(from-1, "als") && g != nil && g.typ == instrument && d.isMoving(f.cue) && d.onlyPrice(from, i+1) { // "SAP als Schwergewicht zogen um 1,2 Prozent an"
			return d.only(int(d.cover[from-2]), "the subject of its verb")
		}
		if first && !d.lang.english && d.isClass(from, cRelative) && d.isSign(from-1, ',') && d.antecedent(from) < 0 && from > 2 && d.cover[from-2] < 0 && d.toks[from-2].kind == word && d.toks[from-2].has(capital) && !d.isClass(from-2, cInstr|cIndexNoun) && !d.lang.behind && !d.tickerBetween(from, i+1) { // "à boleia do Brent, que avança 1,2%"
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
		aside := stop > from && stop <= i+1 && !first && (d.isAsideWithFigure(from) || !d.lang.english && d.isApposition(from, i+1))
		if aside {
			stop = -1 // "X, whose sales grew 3%, rose 5%"
		}
		if lead := d.whichSays(from); !aside && lead > 0 && stop > from && stop <= i+1 { // "X, which warned that its earnings would fall by 25%, was 1.9% softer"
			i, stop, first = lead-2, -1, false
			continue
		}
		if from < stop && stop <= i+1 { // the rest of the segment is about the percentage before
			if and && !d.tickerBetween(stop, i+1) || d.isStranger(f.cue-1, stop) || f.cue >= f.to && d.isStranger(d.beforeFillers(f.from)-1, stop) { // "rose 4.2% in Asian trading, and is now off 28%"
				return d.goesOn(f, last, stop)
			}
			if !d.lang.english && d.verbJoins(stop, i+1) { // "s'est hissée de 1,9% et affiche désormais un gain annuel de 27%"
				return d.sameAs(f, last)
			}
			if d.lang.english && d.joinsAgain(stop, i+1) {
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
			if g := d.figureAt(from - 2); !d.lang.english && d.isSign(from-1, ':') && g != nil && g.typ == instrument && f.cue < f.from && d.isMoving(f.cue) && d.onlyPrice(from, f.from) { // "La excepción fue Globant: se hundió 5,5%"
				return d.only(int(d.cover[from-2]), "what its clause explains")
			}
			if d.lang.dropsSubject() && from > 1 && d.isSign(from-1, ':') && f.cue >= 0 && d.onlyPrice(from, f.from) && !d.isClass(f.cue, cGrowth) { // "I titoli accelerano dopo i dati: alle 14 segnano un rialzo del 3,66%"
				start, end := d.segmentStart(from-2), from-1
				for n := 0; n < 3 && start > 1 && !d.breaks(start) && !d.instrBetween(start, end); n++ {
					start, end = d.segmentStart(start-2), start-1
				}
				if s := d.readSegment(f, start, end); len(s.tickers) > 0 && d.instrBetween(start, end) {
					return s
				}
			}
			return d.dangling(f, from)
		}
		and = first && (d.isClass(from, cAnd) || d.wordIs(from, "having"))
		apposed = !first && (d.isApposition(from, i+1) || d.lang.english && d.isClass(from, cRelative) && d.isSign(from-1, ',')) // "while the SBF 120, its broader sister, added 3%"
		first = false
		i = from - 2
		if d.isSign(from-1, ')') {
			i = d.openBracket(from-1) - 1
		}
	}
	return nobodyFor("no subject in the segments before it")
}

// whichSays returns the relative clause between commas behind an instrument that "that" before token from belongs to:
// "X, which warned that". 0 for none.
func (d *doc) whichSays(from int) int {
	if !d.lang.english || !d.wordIs(from-1, "that") {
		return 0
	}
	which := d.segmentStart(from - 2)
	if g := d.figureAt(which - 2); !d.wordIs(which, "which") || !d.isSign(which-1, ',') || g == nil || g.typ != instrument {
		return 0
	}
	return which
}

// maxDashes is how many tokens an aside between dashes may have.
const maxDashes = 40

// openDash returns the dash that begins the aside which the one at token i ends, where it stands behind an
// instrument; 0 for none.
func (d *doc) openDash(i int) int {
	if !d.toks[i].oneOf("–—") || d.toks[i].glued() {
		return 0
	}
	for k := i - 1; k > max(0, i-maxDashes) && !d.breaks(k); k-- {
		if d.toks[k].r == d.toks[i].r && !d.toks[k].glued() {
			if g := d.figureAt(k - 1); g != nil && g.typ == instrument {
				return k
			}
			return 0
		}
	}
	return 0
}

// relatesToNoun reports whether "that" in tokens from..to begins a clause about the noun before it, which has
// no price: "at rents that were 2.7% lower".
func (d *doc) relatesToNoun(from, to int) bool {
	for i := to; d.lang.english && i >= max(from-1, to-maxThat, 1); i-- {
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
	if f.cue != f.from || !d.isSign(f.from-1, ':') && !d.isSign(f.from-1, '(') || !d.onlyWords(f.from-2) {
		return subject{}
	}
	if d.isSign(f.from-1, '(') && (d.lang.english || d.isClass(f.from-2, cInstr)) { // "Safilo: balza in Borsa (+6%)"
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
	if d.isClass(i, cAfter|cAdj) {
		i++
	}
	if d.lang.behind && d.isClass(i, cPrep|cLevel) { // "höher bei 23.812,46 Punkten und brachte damit"
		if q, ok := d.quantityAt(i + 1); ok && d.isClass(q.to, cPoints|cCurrency) {
			i = q.to + 1
		}
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
	if d.lang.english || !isIndex(d.figureAt(i)) {
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
	return d.lang.english && i > max(from, -1) && d.toks[i].kind == word && d.toks[i].has(capital) && d.cover[i] < 0 && (d.toks[i].cls == 0 || d.toks[i].is(cBroad) && d.toks[i-1].has(capital))
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
// has the subject of the participle or the adverb that follows it: "while X was the top gainer,
// rising 3%", "while the broader X index closed at 23,951, down 3%".
func (d *doc) isMain(from, cue int) bool {
	if from == 0 || !d.toks[from-1].is(cBreak) || !d.isGerund(cue) && !d.isClass(cue, cAdj) {
		return false
	}
	for d.cover[from] < 0 && (d.isThe(from) || d.isClass(from, cBroad)) {
		from++
	}
	g := d.figureAt(from)
	return g != nil && g.typ == instrument
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
	if !d.lang.english { // "el Dax alemán, que cedió un 0,5%"
		i = d.beforeAttribute(i)
	}
	for n := 0; d.lang.behind && n < 3 && d.cover[max(i, 0)] < 0 && (d.wordIs(i, "unten") || d.wordIs(i, "oben") || d.wordIs(i, "nach") || d.wordIs(i, "mit")); n++ { // "zogen Evonik mit nach unten, die 2,5 Prozent verloren"
		i--
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
	if g == nil || g.typ != instrument || isIndex(g) || d.afterPossessive(g.to) > g.to || !d.isSign(g.to, ',') && !d.isClass(g.to, cAux|cBe|cModal|cGrowth|cVerb) && !(d.lang.english && d.endsIn(g.to, "s") && !d.toks[g.to].has(capital)) {
		return s
	}
	return d.only(int(d.cover[from]), "what its sentence begins with")
}

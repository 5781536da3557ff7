package entity

// The items of a list share a direction: "rose 3% and 2%", "A fell 5%; B, 4%". It is said
// before the first, behind the last, or of all of them at the end.

// inList is why an item of a list has its direction.
const inList = "the list it is in"

// inherit gives f the direction of the percentage before it, where both are
// items of one list: "rose 3% and 2%", "Coal India (3%), and ONGC (2%)".
func (d *doc) inherit(f, last *figure) {
	if last.direction == 0 || f.from-last.to > 24 || d.without(lists) {
		return
	}
	if d.isContrast(f, last) {
		f.direction, f.cue, f.why = last.direction, last.cue, inContrast
		return
	}
	from := last.to
	if d.lang.behind && last.cue == last.to { // the particle of its verb: "gaf 1,9 procent prijs en Solvay 1,2 procent"
		from++
	}
	if !d.isParallel(f, last) && !d.isSamePast(f, last) && !d.followsSuit(f, last) && (f.why != "" || !d.sameList(from, f.from) && !d.elided(f, last)) {
		return
	}
	f.direction, f.cue, f.why = last.direction, last.cue, inList
	if last.why == inContrast || last.cue == last.from && d.isContrastWord(d.beforeFillers(last.from)) {
		f.why = inContrast // "contro il 22% del Ftse Mib e il 23% di Generali"
	}
}

// inContrast is why the change that another is set against has its direction.
const inContrast = "the change that it is set against"

// maxContrast is how many words may stand between "against" and its number.
const maxContrast = 4

// isContrast reports whether last is set against f: "up 5%, against 3% for the index", "une croissance de
// 4% à 7%, contre 4% à 10% auparavant".
func (d *doc) isContrast(f, last *figure) bool {
	if f.unit != last.unit || f.direction != 0 || f.sign != 0 || f.why != "" && f.why != aLevel {
		return false
	}
	i := f.from - 1
	for stop := i - maxContrast; i > max(last.to-1, stop) && !d.isContrastWord(i); i-- {
		if t := &d.toks[i]; t.kind != word || d.cover[i] >= 0 || t.is(cMetric|cStake|cUp|cDown|cBreak|cRelative) && !t.is(cFiller|cModifier) {
			return false
		}
	}
	if i < last.to || !d.isContrastWord(i) {
		return false
	}
	for k := last.to; k < i; k++ {
		if d.breaks(k+1) || d.figureAt(k) != nil && d.figureAt(k).typ == percentage {
			return false
		}
	}
	return true
}

// isContrastWord reports whether the word at token i comes before what something is set against.
func (d *doc) isContrastWord(i int) bool {
	if d.wordIs(i, "with") || d.wordIs(i, "to") {
		return d.wordIs(i-1, "compared")
	}
	if d.isSign(i, '.') && d.wordIs(i-1, "vs") {
		i--
	}
	if d.cash.is(earlierWord, d.lowWord(i)) { // "(in precedenza tra il 5% e il 7%)", ", zuvor waren 5 Prozent angepeilt"
		return d.isSign(i-1, '(') || d.isSign(i-2, '(') || d.isSign(i-1, ',')
	}
	return d.cash.is(contrastWord, d.lowWord(i)) && !d.wordIs(i-1, "par")
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
		case t.is(cRelative) && d.lang.english && (d.wordIs(i+1, "of") || d.relativeEnd(i) > i): // "that of X by 4%", "X, whose clients pay cash, by 4%"
			i = d.relativeEnd(i)
		case t.is(cRelative) && !d.lang.english && d.isClass(i+1, cOf|cFrom): // "die van B 0,8 procent"
		case d.cover[i] >= 0:
			if g := d.figureAt(i); g.typ == percentage {
				return false
			}
		case t.is(cAnd) || t.oneOf(",、"):
			joined = true
		case t.is(cUp|cDown|cBreak|cRelative|cPrice) && !t.is(cFiller|cModifier):
			return false
		}
	}
	if bracket {
		return true
	}
	if !d.lang.english && d.isClass(to-1, cLevel) && d.isClass(to-1, cTo) { // "à 3,75 %", a filler elsewhere
		return false
	}
	k := d.beforeFillers(to)
	if d.isSign(k, ')') {
		k--
	}
	if d.isSign(k, '.') && d.isClass(k-1, cAnd) { // "bzw."
		k--
	}
	if !d.lang.english {
		k = d.beforeAttribute(k)
	}
	if joined && d.lang.english && k > from && k < to && d.toks[k].kind == word && d.toks[k].cls == 0 && ((d.isSign(k-1, ',') || d.isClass(k-1, cAnd)) && k-from <= 1 || d.isClass(k-1, cAnd) && k-from <= 5 && !d.endsIn(k, "ing") && !d.endsIn(k, "ed") && d.hasNoFigure(from, k) && d.onlyWordsBetween(from, k) && !d.tickerBetween(from, k) || k-from == 2 && d.isClass(from, cAnd) && d.toks[k-1].kind == word && d.toks[k-1].cls == 0) { // "IT jumped 1.4%, realty 1.3% and teck 0.9%"
		return true
	}
	return joined && (d.isClass(k, cAnd|cBy) || d.isLatter(k) || d.isFormer(k) || d.isOrdinalItem(k) || k >= 0 && d.toks[k].oneOf(",、") || d.figureAt(k) != nil && d.figureAt(k).typ == instrument)
}

// beforeAttribute returns the end of the instrument that the word at token k belongs to, k where it
// belongs to none: "le Cac français", "de DAX in Frankfurt".
func (d *doc) beforeAttribute(k int) int {
	if k < 2 || d.cover[k] >= 0 || d.toks[k].kind != word {
		return k
	}
	i := k - 1
	if d.toks[k].has(capital) && d.isClass(i, cPrep|cLevel|cOf) {
		i--
	} else if d.toks[k].cls&^(cPlace|cBroad|cPriceCue|cCurrency) != 0 || d.toks[k].has(capital) {
		return k
	}
	if g := d.figureAt(i); g != nil && g.typ == instrument && g.to == i+1 {
		return i
	}
	return k
}

// relativeEnd returns the last token of the relative clause between commas that begins at token
// i and has no figure; i for none.
func (d *doc) relativeEnd(i int) int {
	if !d.isSign(i-1, ',') {
		return i
	}
	for k := i + 1; k < min(i+maxAside, len(d.toks)) && !d.breaks(k) && d.cover[k] < 0; k++ {
		if d.isSign(k, ',') {
			return k - 1
		}
	}
	return i
}

// elided reports whether f is an item of "Tesla fell 5.8%; Rivian, 14%; Lucid, 4.9%".
func (d *doc) elided(f, last *figure) bool {
	comma := d.overArticle(f.from - 1) // "BBVA, el 1,64 %"
	g := d.figureAt(comma - 1)
	return d.isSign(last.to, ';') && d.isSign(comma, ',') && g != nil && g.typ == instrument &&
		(g.from == last.to+1 || g.from == last.to+2 && (d.isClass(last.to+1, cAnd) || !d.lang.english && d.isThe(last.to+1))) && !d.toks[g.from].has(parted)
}

// maxParallel is how many words the noun of a parallel may have.
const maxParallel = 4

// maxHeading is how many tokens before an item the noun may stand that its list is about.
const maxHeading = 40

// underNoun gives f the direction of what its list is about: "destacaron las ganancias de Peñoles, con 5,4%;
// Grupo México, con 2,9%".
func (d *doc) underNoun(f *figure) bool {
	with := d.overArticle(f.from - 1) // "con el 2,9 %"
	if d.lang.name != "es" && d.lang.name != "pt" || f.direction != 0 || !d.isWith(with) || !d.isSign(with-1, ',') {
		return false
	}
	end := with - 1
	if d.isSign(end-1, ')') {
		end = d.openBracket(end - 1)
	}
	if g := d.figureAt(end - 1); (g == nil || g.typ != instrument) && !(g == nil && d.isClass(end-1, cNoun) && d.isClass(end-1, cUp|cDown)) {
		return false
	}
	for k := end - 1; k > max(0, f.from-maxHeading) && (!d.breaks(k+1) || d.isSign(k, ';')); k-- {
		lx, n := d.phraseOf(k, cUp|cDown)
		if d.cover[k] < 0 && (lx.is&cNoun != 0 || n > 1 && lx.is&cAfter != 0) && lx.is&(cUp|cDown) != 0 {
			return f.pointAs(lx, k, inList)
		}
	}
	return false
}

// underRoll gives f, behind a name of a roll, the direction of the noun that the roll stands under: "Top losers:
// Nvidia 3.2%, AMD 4%", "The biggest fallers were Tesla (3%) and Ford (2.1%)".
func (d *doc) underRoll(f *figure) bool {
	k := f.from - 1
	if d.isSign(k, '(') || d.isSign(k, ':') || d.isSign(k, ',') || d.isWith(k) {
		k--
	}
	if k < 1 || d.toks[f.from].has(parted) {
		return false
	}
	name := k
	if g := d.figureAt(k); g != nil && g.typ == instrument {
		name = g.from
	} else if g != nil || d.toks[k].kind != word || !d.toks[k].has(capital) {
		return false
	}
	for k = name - 1; k >= max(0, f.from-maxHeading) && !d.toks[k+1].has(parted); k-- {
		t := &d.toks[k]
		switch g := d.figureAt(k); {
		case g != nil && g.typ == percentage && g.why != inList:
			return false
		case g != nil:
			k = g.from
		case t.is(cNoun) && t.is(cUp|cDown) && !t.is(cMetric) && (!t.is(cVerb) || d.isSign(k+1, ':')):
			if k < name-1 {
				f.pointAs(d.lexemeAt(k), k, inList)
			}
			return f.direction != 0
		case t.oneOf(",;:()–—-•*&"), t.is(cAnd | cFiller | cBe | cAux), t.kind == word && t.has(capital):
		default:
			return false
		}
	}
	return false
}

// followsSuit reports whether f, in brackets, is of one who follows those before: "Le siguieron Latam (2,9%) y
// Cencosud (1,7%)", "suivi de Nexans (2,9%)", "followed by Aon (2.9%)".
func (d *doc) followsSuit(f, last *figure) bool {
	g := d.figureAt(f.from - 2)
	if !d.isSign(f.from-1, '(') || !d.isSign(f.to, ')') || f.unit != last.unit || last.direction == 0 {
		return false
	}
	name := f.from - 2
	if g != nil && g.typ == instrument {
		name = g.from
	} else if g != nil || name < 1 || !d.toks[name].has(capital) {
		return false
	}
	for k := name - 1; k > max(0, name-maxFollow) && !d.toks[k+1].has(parted); k-- {
		if d.cash.is(followWord, d.lowWord(k)) {
			return true
		}
		if t := &d.toks[k]; d.cover[k] < 0 && (t.kind == symbol && !t.oneOf("(),") || t.is(cUp|cDown|cBreak) && !t.is(cFiller)) {
			return false
		}
	}
	return false
}

// maxFollow is how many tokens before its number the word may stand that says that somebody follows.
const maxFollow = 24

// isSamePast reports whether f says of another time what last says of the first: "acumula baixa de 0,6%; no ano, de
// 13,4%".
func (d *doc) isSamePast(f, last *figure) bool {
	of := d.ofBefore(f.from)
	i := of - 1
	if d.lang.english || of < 0 || !d.isSign(i, ',') || last.direction == 0 || f.unit != last.unit || !d.toks[last.to].oneOf(";,") || i-last.to > maxParallel+1 {
		return false
	}
	for k := last.to + 1; k < i; k++ {
		if t := &d.toks[k]; t.kind != word || d.cover[k] >= 0 || t.is(cUp|cDown|cBreak|cRelative|cInstr|cMetric) {
			return false
		}
	}
	return d.isClass(last.to+1, cPrep|cLevel|cOf|cBy) && i > last.to+1
}

// isParallel reports whether f says of another noun what last says of the first, without a
// verb of its own: "les volumes progressent de 3,6 % et les prix de 0,6 %".
func (d *doc) isParallel(f, last *figure) bool {
	of := d.ofBefore(f.from)
	if d.lang.english || of < 0 || last.direction == 0 || f.unit != last.unit || d.ofBefore(last.from) < 0 && !d.isClass(d.beforeFillers(last.from), cBy|cOf) {
		return false
	}
	i, words, after := of-1, 0, d.afterReached(last.to)
	if code := d.openBracket(of - 2); d.isSign(i, ',') && d.isSign(of-2, ')') && code > 0 { // "e Brava (BRAV3), de 1,6%"
		if g := d.figureAt(code - 1); g != nil && g.typ == instrument {
			i = code - 1
		}
	} else if g := d.figureAt(of - 2); d.isSign(i, ',') && g != nil && g.typ == instrument { // "et Lightspeed, de 6,2 %"
		i--
	} else if d.isSign(i, ',') && d.isClass(of-2, cInstr) && d.figureAt(of-3) != nil { // "e Gerdau PN, de 1,3%"
		i -= 2
	}
	for ; i >= after && words <= maxParallel && !d.isClass(i, cAnd) && !d.isSign(i, ','); i-- {
		t := &d.toks[i]
		if g := d.figureAt(i); g != nil && g.typ == instrument && words == 0 { // "et Société Générale de 1,6 %"
			i = g.from
			words++
			continue
		}
		if t.oneOf("'’") {
			continue
		}
		if t.kind != word || t.has(parted) || d.cover[i] >= 0 || t.is(cUp|cDown|cBreak|cRelative|cPrep|cLevel|cBe|cAux) && !t.is(cFiller) {
			return false
		}
		words++
	}
	joined := i == after || i == after+1 && d.isSign(after, ',')
	return joined && words > 0 && words <= maxParallel
}

// afterReached returns the token after the amount that the change which ends before token i led
// to: "a reculé de 1,94% à 612,40 euros, Hermès de 1,37%".
func (d *doc) afterReached(i int) int {
	k := i
	if d.isSign(k, ',') {
		k++
	}
	if !d.isClass(k, cLevel) {
		return i
	}
	to := k + 1
	for d.isClass(to, cFiller) {
		to++
	}
	if g := d.figureAt(to); g != nil && g.typ == sum {
		return g.to
	}
	if q, ok := d.quantityAt(to); ok && d.isClass(q.to, cPoints) {
		return q.to + 1
	}
	return i
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
			if g := &d.figures[next]; g.direction != 0 && g.cue >= g.to && f.unit == g.unit && (d.onlyJoins(f.to, g.from) || d.wideItems(f.to, g.from)) {
				f.direction, f.cue, f.why = g.direction, g.cue, inList
			}
		}
		next = n
	}
}

// shareUnit proposes the numbers before the percentage that was accepted last, where they share its
// unit: "0.4 and 0.6 per cent". Whole numbers count other things, unless something deals them out.
func (d *doc) shareUnit() {
	last := &d.figures[len(d.figures)-1]
	if last.typ != percentage || last.ranged || last.sign != 0 || d.without(lists) {
		return
	}
	end, unit, first := last.to, last.unit, last.from
	if d.shareFrom(first, unit) {
		return
	}
	dealt := false
	k := d.beforeJoin(first-1, &dealt)
	if k < 0 {
		return
	}
	dealt = dealt || d.deals(end) || d.isSign(end, ',') && d.deals(end+1)
	q, ok := d.quantityAt(first)
	decimals := ok && q.exp < 0
	for ; k >= 0; k = d.beforeJoin(first-1, &dealt) {
		q, ok := d.digitsAt(k)
		if !ok || q.to != k+1 || q.year || !d.startsFigure(k) || d.isClass(k-1, cMark|cCode|cCurrency) && !d.isClass(k-1, cBy) || k > 0 && isMoneySign(&d.toks[k-1]) {
			return
		}
		decimals = decimals && q.exp < 0
		if !decimals && !dealt && !d.deals(k-1) && !d.deals(k-2) {
			return
		}
		f := d.draft()
		*f = figure{typ: percentage, rule: numberAndPercent, from: k, to: k + 1, cue: -1, low: q.value(), high: q.value(), unit: unit}
		d.accept()
		first = k
	}
}

// shareFrom proposes the number that a change leads from, which shares the unit of the one at token to that it leads
// to: "from 28.3 to 30.2 percent", "auf 2,65 von 2,62 Prozent". It reports whether there is one.
func (d *doc) shareFrom(to int, unit unit) bool {
	k := to - 2
	if k < 1 || d.toks[k].kind != number || d.toks[to].kind != number || d.toks[k+1].has(parted) || !d.leadsFrom(k-1, k+1) && !d.leadsFrom(k+1, k-1) {
		return false
	}
	q, ok := d.digitsAt(k)
	if !ok || q.to != k+1 || q.year || !d.startsFigure(k) {
		return false
	}
	f := d.draft()
	*f = figure{typ: percentage, rule: numberAndPercent, from: k, to: k + 1, cue: -1, low: q.value(), high: q.value(), unit: unit}
	d.accept()
	return true
}

// leadsFrom reports whether token from is the word before what was and token to that before what is.
func (d *doc) leadsFrom(from, to int) bool {
	return d.isClass(from, cFrom) && d.toks[from].kind == word && d.isClass(to, cTo|cLevel) && !d.isClass(to, cFrom) && d.toks[to].kind == word
}

// deals reports whether token i deals numbers out to names: "respectively".
func (d *doc) deals(i int) bool {
	return i >= 0 && i < len(d.toks) && d.toks[i].kind == word && d.cash.is(distributive, d.lowWord(i))
}

// beforeJoin returns the number in digits before "and", or a comma once that was passed, which ends
// at token i. It sets dealt where the word deals out. -1 for none.
func (d *doc) beforeJoin(i int, dealt *bool) int {
	if i > 0 && d.isSign(i, '.') && d.deals(i-1) { // "bzw."
		i--
	}
	switch {
	case d.deals(i):
		*dealt = true
	case !d.isClass(i, cAnd) && !d.isSign(i, ',') || d.isClass(i, cAnd) && d.cash.is(orWord, d.lowWord(i)): // "lost 53.36, or 0.51 percent"
		return -1
	}
	if i--; d.isSign(i, ',') {
		i--
	}
	if i < 0 || d.toks[i].kind != number || d.toks[i+1].has(parted) {
		return -1
	}
	return i
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
		case t.is(cAnd), t.oneOf(",、"):
			joined = true
		case t.sign('.') && d.deals(i-1): // "bzw."
		case d.lang.behind && joined && d.cover[i] >= 0 && d.figureAt(i).typ == instrument: // "Erste Group 1,3 Prozent und Bawag 0,8 Prozent gewannen"
		case t.is(cFiller | cModifier), t.has(wide) && d.cover[i-1] >= 0, d.cover[i] >= 0 && t.has(wide) && d.figureAt(i).typ == instrument:
		default:
			return false
		}
	}
	return joined
}

// maxWideItem is how many tokens an item of a list may have in a script without spaces.
const maxWideItem = 14

// wideItems reports whether a comma and the next noun part two items of a list in a script without spaces:
// "매출은 4.4%, 영업이익은 15.8% 줄었다".
func (d *doc) wideItems(from, to int) bool {
	if to-from > maxWideItem || to-from < 2 || !d.toks[from].oneOf(",、，") || !d.toks[to-1].has(wide) {
		return false
	}
	for i := from + 1; i < to; i++ {
		if g := d.figureAt(i); g != nil && g.typ != percentage || d.toks[i].kind == word && !d.toks[i].has(wide) && d.toks[i].has(capital) {
			continue
		}
		if d.toks[i].oneOf("()") { // "에스엠(041510)은 2.3%"
			continue
		}
		if !d.toks[i].has(wide) || d.toks[i].has(parted) || d.figureAt(i) == nil && d.toks[i].is(cAfter|cNoun) && d.toks[i].is(cUp|cDown) {
			return false
		}
	}
	return true
}

// inheritWide gives f, in brackets, the direction of the verb that its list of names ends with:
// "삼성전자(1.98%)와 SK하이닉스(4.07%)가 나란히 올랐고".
func (d *doc) inheritWide(f *figure) {
	for i := f.to + 1; i < min(f.to+maxAhead, len(d.toks)) && !d.breaks(i); i++ {
		if d.cover[i] >= 0 || !d.toks[i].has(wide) {
			continue
		}
		if lx, _ := d.phraseOf(i, cAfter); lx.is&cAfter != 0 {
			f.pointAs(lx, i, inList)
			return
		}
	}
}

// maxAhead bounds how far after a list the noun for its items may stand.
const maxAhead = 60

// inheritAhead gives f, in brackets, the direction of the noun that its list ends
// with: "ICICI Bank (0.9%) and SBI (0.5%) were the gainers".
func (d *doc) inheritAhead(f *figure) {
	if f.from > 1 && d.toks[f.from-2].has(wide) || d.isSign(f.to, ')') && f.to+1 < len(d.toks) && d.toks[f.to+1].has(wide) { // "NAVER(2.14%)와 기아(0.53%)만 오름세로"
		d.inheritWide(f)
		return
	}
	be := false
	for i := f.to; i < min(f.to+maxAhead, len(d.toks)) && !d.breaks(i); i++ {
		t := &d.toks[i]
		switch {
		case t.is(cBreak | cRelative), d.figureAt(i) == nil && t.is(cVerb) && t.is(cUp|cDown):
			return
		case t.is(cBe):
			be = true
		case (be || !d.lang.english && (d.isWith(i-1) || d.isClass(i-1, cPrep|cLevel)) && !t.is(cMetric)) && t.is(cNoun) && t.is(cUp|cDown): // "fecharam com ganhos"
			f.direction, f.cue, f.why = 1, i, inList
			if t.is(cDown) {
				f.direction = -1
			}
			return
		}
	}
}

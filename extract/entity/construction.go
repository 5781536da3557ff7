package entity

// Constructions that tell who moved without a way through the clause: "versus 3% for Micron", "Disney's 5% slide",
// "lifted Toyota 2.4%", "was trading at £13.86, a decline of 9.7%".

// contrasted returns the instrument that f is of where another change is set against it: "contre une
// baisse de 0,3% pour le CAC 40", "versus 3% for Micron". -1 for none.
func (d *doc) contrasted(f *figure) int {
	switch d.lowWord(f.to) {
	case "for", "pour", "para", "per", "für", "voor", "beim", "del", "dello", "du", "do", "des", "di", "de":
	default:
		return -1
	}
	switch {
	case f.why == inContrast, d.isSetAgainst(f):
	case f.cue == f.from && (d.lang.english && d.isClass(f.from-1, cAnd) || d.isContrastWord(d.beforeFillers(f.from))): // "+0.7% for the S&P 500 and -0.2% for $QQQ"
	default:
		return -1
	}
	i := f.to + 1
	for d.isThe(i) && i < f.to+3 {
		i++
	}
	if g := d.figureAt(i); g != nil && g.typ == instrument && d.afterPossessive(g.to) == g.to {
		return int(d.cover[i])
	}
	return -1
}

// isSetAgainst reports whether f is what another change is set against, its noun before it: "contre une baisse de 0,3%".
func (d *doc) isSetAgainst(f *figure) bool {
	if f.cue < 2 || f.cue >= f.from || !d.isClass(f.cue, cNoun) {
		return false
	}
	return d.isContrastWord(f.cue-2) || d.lang.name == "fr" && d.isContrastWord(f.cue-1)
}

// afterPerfect reads "après avoir perdu jusqu'à 12%" and "dopo aver ceduto il 3%": the subject is that of
// the percentage before, where that stands in the sentence.
func (d *doc) afterPerfect(f *figure, last int) subject {
	i := f.cue - 1
	if d.isClass(i, cTo|cLevel) && (d.wordIs(i-1, "llegado") || d.wordIs(i-1, "chegado") || d.wordIs(i-1, "arrivato")) { // "después de haber llegado a ceder"
		i -= 2
	}
	if d.lang.english || f.cue < 0 || f.cue > f.from || !d.isMoving(f.cue) || d.isClass(f.cue, cGrowth) {
		return subject{}
	}
	switch d.lowWord(i) {
	case "avoir", "être", "haber", "aver", "avere", "essere", "esser", "ter", "terem":
	default:
		return subject{}
	}
	for i > 0 && (d.wordIs(i-1, "s") || d.toks[i-1].oneOf("'’")) {
		i--
	}
	switch d.lowWord(i - 1) {
	case "après", "tras", "dopo", "após", "de", "depois", "di":
	default:
		return subject{}
	}
	from := i - 1
	for stop := i - maxSegment; from > max(0, stop) && !d.breaks(from) && (last < 0 || from > d.figures[last].to); from-- {
	}
	if last >= 0 && from == d.figures[last].to {
		return d.sameAs(f, last)
	}
	for from < i && (d.isClass(from, cFiller|cBreak|cAnd) && d.cover[from] < 0 || d.toks[from].oneOf("'’")) {
		from++
	}
	for n := 0; n < 2 && d.cover[from] < 0 && d.isClass(from, cInstr|cBroad) && (d.figureAt(from+1) != nil || d.figureAt(from+2) != nil && d.toks[from+1].kind == word); n++ { // "L'indice vedette CAC 40"
		from++
	}
	switch g := d.figureAt(from); {
	case g != nil && g.typ == instrument && d.onlyPrice(g.to, i):
		return d.only(int(d.cover[from]), "what its sentence begins with")
	case d.isClass(from, cInstr) && from < i && d.onlyPrice(from, i):
		return d.remembered(from, from)
	}
	return subject{}
}

// withOthers returns who is said to go along, where brackets give how much: "se anotaba un 0,2%, con IAG y Aena en
// terreno negativo (-1,4% y -0,8%, respectivamente)".
func (d *doc) withOthers(f *figure) subject {
	open := f.from - 1
	if d.lang.english || f.cue != f.from || !d.isSign(open, '(') || d.cover[max(open-1, 0)] >= 0 {
		return subject{}
	}
	k := open - 1
	for n := 0; n < maxCircumstance && k > 0 && d.cover[k] < 0; n++ {
		if t := &d.toks[k]; t.kind != word || t.has(capital) || t.is(cMetric|cBreak|cRelative) {
			return subject{}
		}
		k--
	}
	g := d.figureAt(k)
	if g == nil || g.typ != instrument || !d.isWith(d.segmentStart(g.from)) {
		return subject{}
	}
	return subject{tickers: d.joined(int(d.cover[k]), d.segmentStart(g.from)), found: true, why: "who goes along"}
}

// withChange returns the instrument of "Vapores, con una baja de 1,9%", "Peñoles, con 4.07% más, a 815.20 pesos",
// "Walmex, con un 1.85% menos a 60.57 pesos" and, in a list, "Grupo México, con 2,9%". -1 for none.
func (d *doc) withChange(f *figure) int {
	i := f.from - 1
	switch {
	case f.why == inList && d.instrumentWith(d.overArticle(i)) != nil:
		return int(d.cover[d.overArticle(i)-2])
	case d.lang.english || d.lang.behind || f.cue < 0:
		return -1
	case f.cue == f.to && (d.isSign(f.to+1, ',') || d.isClass(f.to+1, cLevel)):
	case f.cue < f.from && d.isClass(f.cue, cNoun) && !d.isClass(f.cue, cGrowth|cMetric) && d.ofBefore(f.from) == f.cue+1:
		i = f.cue - 1
	default:
		return -1
	}
	i = d.overArticle(i)
	if g := d.instrumentWith(i); g == nil || d.isApposition(d.segmentStart(g.from), g.to) {
		return -1
	}
	return int(d.cover[i-2])
}

// instrumentWith returns the instrument that the "with" at token i follows behind a comma, nil for none.
func (d *doc) instrumentWith(i int) *figure {
	if g := d.figureAt(i - 2); d.isWith(i) && d.isSign(i-1, ',') && g != nil && g.typ == instrument {
		return g
	}
	return nil
}

// changeOf returns whose change a noun before f tells, where it stands behind f: "pese al retroceso del 0,5% de
// Iberdrola", "apesar da alta de 0,6% do contrato futuro" of nobody.
func (d *doc) changeOf(f *figure) subject {
	if d.lang.english || d.lang.behind || f.cue < 1 || f.cue >= f.from || !d.isClass(f.cue, cNoun) || d.isClass(f.cue, cGrowth|cVerb) || d.ofBefore(f.from) != f.cue+1 || !d.isClass(f.to, cOf) {
		return subject{}
	}
	k, plural := f.to+1, d.wordIs(f.to, "des") || d.wordIs(f.to, "dos") || d.wordIs(f.to, "das") || d.wordIs(f.to, "dei") || d.wordIs(f.to, "delle") || d.wordIs(f.to, "degli") || d.wordIs(f.to+1, "los") || d.wordIs(f.to+1, "las")
	if !plural && !d.isClass(f.cue-1, cOf|cPrep|cLevel) {
		return subject{}
	}
	for n := 0; n < 2 && k < len(d.toks) && (d.isThe(k) || d.toks[k].oneOf("'’")); n++ {
		k++
	}
	if g := d.figureAt(k); g != nil && g.typ == instrument {
		return d.only(int(d.cover[k]), "whose change it is")
	}
	if k+1 < len(d.toks) && d.toks[k].kind == word && d.toks[k].cls == 0 && !d.toks[k].has(capital) && d.toks[k+1].kind == word { // more than a day
		return nobodyFor("it is the change of a noun that is no instrument")
	}
	return subject{}
}

// maxCircumstance is how many words may tell how somebody goes along.
const maxCircumstance = 4

// bracketOf returns the one instrument that the clause before the brackets of f is about: "tandis
// qu'Hermès est resté stable (+0,05%)". -1 for none.
func (d *doc) bracketOf(f *figure) int {
	open := f.from - 1
	if f.cue == open && f.why == ownSign { // "(minus 5,5 Prozent)"
		open--
	}
	if f.cue != f.from && f.cue != open+1 || !d.isSign(open, '(') || open < 2 || d.cover[open-1] >= 0 {
		return -1
	}
	from, last := d.segmentStart(open-1), -1
	for i := from; i < open; i++ {
		g := d.figureAt(i)
		switch {
		case g == nil && !d.lang.english && d.toks[i].is(cNoun) && d.toks[i].is(cUp|cDown) && d.isClass(i+1, cOf) && d.ownsChange(i+2): // "dans le sillage du repli de Nvidia la veille (-3,9%)"
			last = -1
		case g == nil && d.isProfitTaking(i):
		case g == nil && !d.lang.english && d.toks[i].is(cNoun) && d.toks[i].is(cUp|cDown) && d.isClass(i-1, cPrep|cLevel) && d.toks[i].is(cDown) == (f.sign < 0): // "Londres (FTSE 100) est restée en retrait (-0,12%)"
		case g == nil && d.toks[i].is(cMetric|cInstr|cUp|cDown) && !d.toks[i].is(cAux), d.toks[i].kind == number && g == nil:
			return -1
		case g == nil:
		case g.typ == sum && !d.lang.english:
			i = g.to - 1
		case g.typ != instrument || last >= 0 && d.figures[last].symbol != g.symbol || d.afterPossessive(g.to) > g.to:
			return -1
		default:
			last = int(d.cover[i])
			i = g.to - 1
		}
	}
	if last < 0 || !d.onlyFillers(from, d.figures[last].from) && d.lang.english {
		return -1
	}
	return last
}

// infinitive returns the instrument that the sentence of f begins with, where f has an infinitive behind a comma: "A
// Mota-Engil liderou as perdas, ao afundar 7,83%". -1 for none.
func (d *doc) infinitive(f *figure) int {
	if d.lang.name != "pt" && d.lang.name != "es" || f.cue < 4 || f.cue > f.from || !d.isMoving(f.cue) || !d.wordIs(f.cue-1, "ao") && !d.wordIs(f.cue-1, "al") || !d.isSign(f.cue-2, ',') {
		return -1
	}
	from := d.segmentStart(f.cue - 3)
	for n := 0; n < 2 && d.isClass(from, cFiller|cInstr|cOf|cPrep|cLevel) && d.cover[from] < 0; n++ {
		from++
	}
	if g := d.figureAt(from); g != nil && g.typ == instrument && !d.metricBetween(g.to, f.cue) {
		return int(d.cover[from])
	}
	return -1
}

// verbFirst returns the instrument behind f where the sentence begins with the verb: "Avanza dell'1,4%
// Pirelli", "Sube un 2% Iberdrola". -1 for none.
func (d *doc) verbFirst(f *figure) int {
	switch d.lang.name {
	case "it", "es", "pt":
	default:
		return -1
	}
	if f.cue < 0 || f.cue >= f.from || f.from-f.cue > 5 || !d.breaks(f.cue) && !d.isSign(f.cue-1, ';') || d.isClass(f.cue, cMetric|cGrowth) {
		return -1
	}
	i := f.to
	if d.isThe(i) {
		i++
	}
	if g := d.figureAt(i); g != nil && g.typ == instrument && !d.toks[f.to].has(parted) && (d.endsClause(g.to-1) || g.to == len(d.toks) || d.breaks(g.to) || d.toks[g.to].oneOf(".,;") || d.isClass(g.to, cAnd)) {
		return int(d.cover[i])
	}
	return -1
}

// ofADay returns the instrument that the clause of f is about, where f is a change of another day:
// "recovered some of Friday's 6.2 per cent drop", "losing 1.2% after Monday's 4.2% skid". -1 for none.
func (d *doc) ofADay(f *figure, last int) int {
	i := f.from - 1
	if !d.wordIs(i, "s") || i < 3 || !d.isClass(f.cue, cNoun) || f.cue < f.to || !d.cash.is(weekday, d.lowWord(i-2)) {
		return -1
	}
	from := d.segmentStart(i)
	if last >= 0 && (d.figures[last].from >= from || from > 1 && d.isComma(from-1) && d.isGerund(from) && d.inSentence(d.figures[last].to, from, maxSegment)) || from > 1 && d.toks[from-1].is(cBreak) && last >= 0 && d.figures[last].to >= from-1 {
		if s := d.sameAs(f, last); len(s.tickers) > 0 {
			return s.tickers[0]
		}
		return -1
	}
	if g := d.figureAt(from); g != nil && g.typ == instrument && d.afterPossessive(g.to) == g.to {
		return int(d.cover[from])
	}
	return -1
}

// colonItem returns the instrument right before f and "by" where the verb of all stands before a colon:
// "Both carriers fell: Japan Airlines by 3.7% and ANA by 3.4%". -1 for none.
func (d *doc) colonItem(f *figure) int {
	if f.cue < 0 || f.cue >= f.from || !d.isSign(f.cue+1, ':') {
		return -1
	}
	i := d.beforeBy(f)
	if g := d.figureAt(i); g != nil && g.typ == instrument && g.from > f.cue {
		return int(d.cover[i])
	}
	return -1
}

// asideInList returns the instrument before the aside that stands before f in a list: "A sank 26.7
// percent and B, due to report on Tuesday, 12.1 percent". -1 for none.
func (d *doc) asideInList(f *figure) int {
	if f.why != inList || !d.isSign(f.from-1, ',') {
		return -1
	}
	for i := f.from - 2; i > max(1, f.from-maxAside) && d.cover[i] < 0 && d.toks[i].kind == word; i-- {
		g := d.figureAt(i - 2)
		if d.isSign(i-1, ',') && g != nil && g.typ == instrument && (d.isClass(g.from-1, cAnd) || d.isSign(g.from-1, ',')) {
			return int(d.cover[i-2])
		}
	}
	return -1
}

// headOf returns the instrument that a clause begins with which f closes behind a colon or
// with "with": "X outdid both, with a 6% pop", "X has not cared one bit: +8% since then". -1 for
// none, and where a figure of the company stands in it.
func (d *doc) headOf(f *figure) int {
	i := f.from - 1
	switch {
	case f.cue >= f.to && d.isClass(f.cue, cNoun) && !d.isClass(f.cue, cGrowth):
		if i = d.beforeFillers(f.from); !d.wordIs(i, "with") || !d.isSign(i-1, ',') {
			return -1
		}
		i--
	case f.cue >= 0 && f.cue < f.from && d.isClass(f.cue, cAdj) && d.isSign(f.cue-1, ':') && d.lang.english && !d.toks[f.cue].has(parted): // "MicroStrategy keeps going: up another 10%"
		i = f.cue - 1
	case f.cue == f.from || f.cue == i && d.isSign(i-1, ':'):
		if f.cue == i {
			i--
		}
		if !d.isSign(i, ':') || d.toks[i+1].has(parted) {
			return -1
		}
	default:
		return -1
	}
	if i < 1 {
		return -1
	}
	from := d.segmentStart(i - 1)
	for from < i && (d.onlyFillers(from, from+1) || !d.lang.english && d.cover[from] < 0 && d.isClass(from, cAux|cPrep|cLevel)) {
		from++
	}
	g := d.figureAt(from)
	if g == nil || g.typ != instrument || d.afterPossessive(g.to) != g.to || d.metricBetween(g.to, i) {
		return -1
	}
	for k := g.to; k < i; k++ {
		if d.figureAt(k) != nil && d.figureAt(k).symbol != g.symbol {
			return -1
		}
	}
	return int(d.cover[from])
}

// objectSubject reads the object of what f, or its cue, says: "3% lower for X", "lifted X 3%".
func (d *doc) objectSubject(f *figure) subject {
	if f.cue >= f.to {
		if d.lang.behind && d.isClass(f.cue, cGrowth) { // "hat sich der Kurs um gut 50 Prozent erhöht"
			if from := d.segmentStart(f.from - 1); d.instrBetween(from, f.from) && !d.metricBetween(from, f.from) {
				h := *f
				h.cue = -1
				return d.readSegment(&h, from, f.from)
			}
		}
		if _, n := d.phraseAt(f.cue); n == 1 && d.isClass(f.cue, cGrowth) && d.isClass(f.cue, cAfter) {
			return nobodyFor("more of something is no price") // "8% more"
		}
		if s := d.objectOf(f, f.cue); s.found {
			return s
		}
	}
	if !d.lang.english {
		if s := d.inverted(f); s.found {
			return s
		}
	}
	if !d.isClass(f.cue, cSent) || f.cue >= f.from || f.why == inTotal {
		return subject{}
	}
	if t := d.adjacentTicker(f); t >= 0 && d.figures[t].from > f.cue { // "lifted Toyota 2.4%"
		return d.only(t, "the object of its verb")
	}
	if g := d.figureAt(f.cue + 1); g != nil && g.typ == instrument && d.isClass(d.afterBracket(g), cBy) && d.beforeBy(f) < d.afterBracket(g) { // "lifted Chipotle (CMG) by 4%"
		return d.only(int(d.cover[f.cue+1]), "the object of its verb")
	}
	return d.readSegment(f, f.cue+1, f.from) // "lifting the services index by 4.7%"
}

// pricedBefore returns the price whose change f is in "was trading at £13.86, a decline of
// 9.7%" and "changed hands at $15.40 on Friday, a paltry 10% gain"; nil for none.
func (d *doc) pricedBefore(f *figure) *figure {
	i := f.cue - 1
	if f.cue >= f.to && f.cue <= f.to+1 {
		i = f.from - 1
	}
	if f.cue < 3 || !d.isClass(f.cue, cNoun) {
		return nil
	}
	if f.cue > f.from && i > 0 && d.toks[i].kind == word && d.toks[i].cls == 0 {
		i--
	}
	if !d.wordIs(i, "a") || !d.isSign(i-1, ',') {
		return nil
	}
	for i -= 2; i > f.from-maxBesidePrice && i > 0 && d.cover[i] < 0 && (d.isClass(i, cPrep|cLevel) || d.cash.is(weekday, d.lowWord(i))); i-- {
	}
	if g := d.figureAt(i); g != nil && g.typ == sum {
		return g
	}
	return nil
}

// maxBesidePrice is how many tokens the price may be before its change.
const maxBesidePrice = 8

// ofPrice finds who moved by f, g being the price that it led to: "rose to €1.79, a 3.2 per cent improvement".
func (d *doc) ofPrice(f, g *figure, last int) subject {
	verb := g.from - 2
	if !d.isClass(g.from-1, cTo) || !d.isMoving(verb) {
		s := d.walkSubject(f, g.from-1, last)
		if len(s.tickers) == 0 && last >= 0 && d.figures[last].direction != 0 && d.inSentence(d.figures[last].to, f.from, maxSegment) {
			if same := d.sameAs(f, last); len(same.tickers) > 0 { // "tumbled 7pc before steadying to stand at €77.85, a loss of 5.2pc"
				return same
			}
		}
		return s
	}
	h := *f
	h.cue = verb
	return d.walkSubject(&h, verb-1, last)
}

// maxClause is how many tokens the clause may have whose end tells how a price closed.
const maxClause = 40

// closingSubject reads what a clause that ends with how a price closed begins with: "X pared
// an early 6% loss to end 1.5% lower", "The stock swung between gains and losses before
// closing 7.8% higher". Not found where the clause ends otherwise.
func (d *doc) closingSubject(f *figure) subject {
	k := d.beforeFillers(f.from)
	if f.cue >= 0 && f.cue < f.from { // "to close up 1%"
		k = f.cue - 1
	}
	if f.cue == f.from || !d.isClass(f.cue, cAdj) || !d.lang.english || k < 2 || !d.isClass(k, cAux) || d.isClass(k, cUp|cDown) || !d.wordIs(k-1, "to") && !d.wordIs(k-1, "before") && !(d.wordIs(k-1, "and") && d.isClass(k, cPrice)) {
		return subject{}
	}
	i := k - 1
	for ; i > max(0, k-maxClause) && !d.breaks(i) && !d.opensClause(i-1); i-- {
		if g := d.figureAt(i); g != nil && g.typ == instrument && g.from == i && d.isSign(i-1, ',') && !d.isSign(g.to, ',') { // "Having traded higher, Cathay reversed course to finish"
			break
		}
	}
	for n := 0; n < 3 && (d.isClass(i, cFiller|cOf) || d.isClass(i, cInstr) && d.isClass(i+1, cOf|cPrep)); n++ {
		i++
	}
	switch g := d.figureAt(i); {
	case g != nil && g.typ == instrument && !d.isClass(d.afterPossessive(g.to), cMetric):
		return d.only(int(d.cover[i]), "what its clause begins with")
	case d.isClass(i, cInstr):
		return d.remembered(i, i)
	case d.wordIs(i, "it"):
		return d.remembered(i, -1)
	}
	return subject{}
}

// isProfitTaking reports whether token i ends "prises de bénéfices", which is said of prices.
func (d *doc) isProfitTaking(i int) bool {
	switch d.lowWord(i - 2) {
	case "prise", "prises", "toma", "tomas", "presa", "prese", "realização":
		return d.isClass(i-1, cOf)
	}
	return false
}

// ownsChange reports whether an instrument stands at token i, or behind an article or the mark of one there.
func (d *doc) ownsChange(i int) bool {
	for n := 0; n < 2 && (d.isThe(i) || d.toks[min(i, len(d.toks)-1)].oneOf("'’")); n++ {
		i++
	}
	g := d.figureAt(i)
	return g != nil && g.typ == instrument
}

// objectAfter reads what follows the figure itself: "a fall of 1% in Barclays
// shares", "knocked 5% off BT's share price".
func (d *doc) objectAfter(f *figure) subject {
	switch {
	case f.cue < 0 || f.cue >= f.from:
		return subject{}
	case d.wordIs(f.to, "con") && d.lang.name == "it": // "Francoforte ha lasciato lo 0,3% con il Dax"
		i := f.to + 1
		if d.isThe(i) {
			i++
		}
		if g := d.figureAt(i); g != nil && isIndex(g) {
			return d.only(int(d.cover[i]), "the index of the place that is its subject")
		}
		return subject{}
	case !d.lang.english && f.why == nounBefore && d.isClass(f.to, cOf): // "une chute de 14% de son titre"
		return d.ofItsPrice(f)
	case f.why == nounBefore && d.wordIs(f.to, "in"):
		return d.objectOf(f, f.to-1)
	case d.wordIs(f.to, "off") && d.isClass(f.cue, cVerb):
		return d.objectOf(f, f.to-1)
	}
	return subject{}
}

// ofItsPrice reads the noun of price behind f and "of": of the instrument named with it, else of what was
// spoken of before.
func (d *doc) ofItsPrice(f *figure) subject {
	for k := f.to + 1; k < min(f.to+4, len(d.toks)) && !d.breaks(k); k++ {
		switch {
		case d.isClass(k, cInstr):
			for n := k + 1; n < min(k+4, len(d.toks)); n++ {
				if g := d.figureAt(n); g != nil && g.typ == instrument {
					return d.only(int(d.cover[n]), "the object of its noun")
				}
				if !d.isClass(n, cOf|cFiller) && !d.toks[n].oneOf("'’") {
					break
				}
			}
			return d.remembered(f.from, k)
		case !d.isClass(k, cFiller|cAnaphor) && !d.toks[k].oneOf("'’"):
			return subject{}
		}
	}
	return subject{}
}

// possessor returns the instrument of "Disney's 5% slide", -1 for none.
func (d *doc) possessor(f *figure) int {
	i := f.from - 1
	for d.isClass(i, cFiller|cModifier) {
		i--
	}
	if d.wordIs(i, "whose") && f.cue >= f.to && d.isClass(f.cue, cNoun) && !d.isClass(f.cue, cGrowth) { // "X, whose 7% stumble"
		return d.antecedent(i)
	}
	if t := d.possessorOf(f); t >= 0 {
		return t
	}
	if !d.wordIs(i, "s") && !d.toks[max(i, 0)].oneOf("'’") || f.cue < f.to || !d.isClass(f.cue, cNoun) || d.isClass(f.cue, cGrowth) {
		return -1
	}
	if d.wordIs(i, "s") {
		i--
	}
	if g := d.figureAt(i - 1); g != nil && g.typ == instrument && d.toks[i].oneOf("'’") {
		return int(d.cover[i-1])
	}
	return -1
}

// possessorOf returns the instrument of "the S&P 500's daily gain of 0.61%". -1 for none.
func (d *doc) possessorOf(f *figure) int {
	if !d.lang.english || f.cue < 2 || f.cue >= f.from || !d.isClass(f.cue, cNoun) || d.isClass(f.cue, cGrowth) || !d.wordIs(f.cue+1, "of") {
		return -1
	}
	i := f.cue - 1
	for n := 0; n < 2 && d.toks[i].kind == word && !d.wordIs(i, "s") && !d.toks[i].has(capital) && d.cover[i] < 0 && !d.toks[i].is(cMetric|cPrep|cLevel|cVerb); n++ {
		i--
	}
	if d.wordIs(i, "s") {
		i--
	}
	if i < 1 || !d.toks[i].oneOf("'’") {
		return -1
	}
	if g := d.figureAt(i - 1); g != nil && g.typ == instrument {
		return int(d.cover[i-1])
	}
	return -1
}

// objectOf reads what follows a noun of change at token i, or the figure: "a 5%
// rise in Apple shares".
func (d *doc) objectOf(f *figure, i int) subject {
	off := d.wordIs(i+1, "off")
	if i++; !off && !d.wordIs(i, "in") && !d.wordIs(i, "for") && !d.wordIs(i, "by") && !d.wordIs(i, "of") && !(d.wordIs(i, "at") && d.lang.english) || i > f.to && !d.isClass(f.cue, cNoun) {
		return subject{}
	}
	price := false
	for k := i + 1; k < min(i+8, len(d.toks)); k++ {
		t := &d.toks[k]
		switch {
		case d.cover[k] >= 0 && d.figureAt(k).typ == instrument:
			to := d.afterPossessive(d.figureAt(k).to)
			if price || d.isClass(to, cInstr) || d.wordIs(to, "share") || !off && !d.isClass(to, cMetric) && to == d.figureAt(k).to {
				return d.only(int(d.cover[k]), "the object of its noun")
			}
			return nobodyFor("what follows it is no price")
		case t.is(cInstr):
			if d.isClass(k-1, cAnaphor) || d.wordIs(k-1, "the") {
				return d.remembered(f.from, k)
			}
			price = true
		case t.is(cMetric) && d.describesNext(k):
		case t.is(cMetric), t.is(cBreak), t.has(parted), t.has(lined) && t.has(capital), t.kind == symbol && !t.oneOf("-'’&"):
			return subject{}
		}
	}
	return subject{}
}

package entity

// Whose the price is that is the subject of a clause: of the name beside it, of what was spoken of before, or of
// nobody that is known.

// isPriceOf reports whether token i is the value of a coin, or the market that an index stands for: "the value
// of bitcoin", "the XRP price", "der Gesamtmarkt gemessen am SPI".
func (d *doc) isPriceOf(i int) bool {
	if g := d.figureAt(i - 1); g != nil && g.how == byCrypto && (d.wordIs(i, "price") || d.wordIs(i, "prices")) {
		return true
	}
	if d.wordIs(i, "gesamtmarkt") && (d.isSign(i+1, '(') || d.wordIs(i+1, "gemessen")) { // "der Gesamtmarkt (SPI)"
		return true
	}
	g := d.figureAt(i + 2)
	return g != nil && g.how == byCrypto && d.wordIs(i, "value") && d.wordIs(i+1, "of")
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

// priceSubject decides for a segment with a noun of price: the instrument
// named with it, or the one it refers to.
func (d *doc) priceSubject(ticker, price, from, to int) subject {
	if ticker >= 0 && !d.lang.english && isIndex(d.figureAt(ticker)) && d.isClass(ticker-1, cPrep) && (ticker < price || d.isThe(ticker-2) || d.isClass(ticker-2, cOf|cRelative) || d.wordIs(ticker-2, "des")) { // "das im SDax gelistete Papier"
		return d.remembered(from, price)
	}
	if ticker >= 0 {
		if d.ownsIndex(d.figureAt(ticker), price) {
			return nobodyFor("the company owns the index that is meant")
		}
		return subject{tickers: d.joined(int(d.cover[ticker]), from), found: true, why: "its price is the subject"}
	}
	if g := d.figureAt(from - 2); d.isSign(from-1, ':') && g != nil && g.typ == instrument && !isIndex(g) { // "Das zeigt Nordex: Die Aktie des Turbinenbauers klettert"
		return d.only(int(d.cover[from-2]), "what its clause explains")
	}
	for k := price + 1; k < min(price+maxCalled, len(d.toks)) && !d.breaks(k); k++ {
		if g := d.figureAt(k); g != nil && g.rule == calledTicker { // "Shares in the company, which trades under the code TLX, rallied"
			return d.only(int(d.cover[k]), "its price is the subject")
		}
	}
	if (d.wordIs(price+1, "of") || d.wordIs(price+1, "in")) && d.isStranger(price+2, price+1) && !d.isSign(price+3, '-') {
		return nobodyFor("the price of a name that is not known")
	}
	for k := price + 1; k < price+3; k++ {
		if g := d.figureAt(k + 1); g != nil && g.typ == instrument && d.isSign(k, '(') { // "as ações (PETR4)", "L'indice élargi (SPI)"
			return d.only(int(d.cover[k+1]), "its price is the subject")
		}
	}
	for !d.lang.english && price > from && d.isClass(price-1, cInstr) && d.cover[price-1] < 0 { // "as ações ordinárias"
		price--
	}
	if !d.lang.english && d.ownedByDescription(price, to) {
		if t := d.shareMoved(from); t >= 0 && !d.without(memories) && d.inBullet(from) { // "* Teleperformance rechute. Le titre du groupe"
			return d.only(t, "what was spoken of before")
		}
		if t := d.topic(); t >= 0 && !d.without(memories) { // "les titres de la banque mutualiste"
			return d.only(t, "the share that the text is about")
		}
	}
	if sector := &d.toks[max(price-1, 0)]; d.lang.english && d.isClass(price, cIndexNoun) && price > from+1 && (d.isUnknownName(from, price) || sector.has(caps) && sector.end-sector.start > 1 && d.cover[price-1] < 0 && d.isThe(price-2)) { // "the IT index"
		return nobodyFor("an index that is not known")
	}
	if d.lang.behind && d.isSign(price-1, '-') && (d.wordIs(price, "future") || d.wordIs(price, "futures")) { // "Der Euro-Bund-Future"
		return nobodyFor("a contract is no share")
	}
	k := price - 1
	for k >= from && (d.isClass(k, cBroad) || k > from && d.toks[k].kind == word && d.toks[k].has(capital) || d.toks[k].oneOf("-'’") || d.wordIs(k, "s") || d.isSign(k+1, '-') || d.isSign(k-1, '-') && d.toks[k].glued()) {
		k--
	}
	if !d.lang.english && k == price-1 && k > from && d.isClass(price, cIndexNoun) && d.toks[k].kind == word && !d.isThe(k) { // "der deutsche Leitindex"
		k--
	}
	if !d.lang.english && d.isWhose(from) {
		if t := d.antecedent(from); t >= 0 { // "Petrobras, cujas ações preferenciais despencaram"
			return d.only(t, "what the relative clause is about")
		}
	}
	if d.lang.english && d.wordIs(k, "whose") {
		if t := d.antecedent(k); t >= 0 {
			return d.only(t, "what the relative clause is about")
		}
		if d.isSign(k-1, ',') && d.isStranger(k-2, k-3) { // "One noted that USX, whose shares have risen 25 pct"
			return nobodyFor("the price of a name that is not known")
		}
	}
	switch {
	case k < from && d.isClass(price, cInstr) && price == from && d.wordIs(price+1, "of"):
		return d.remembered(from, price)
	case k < from && price == from && !d.wordIs(price+1, "in") && !d.wordIs(price, "stocks") && (d.breaks(from) || d.partsSegments(from-1)):
		return d.remembered(from, price)
	case k >= from && (d.isClass(k, cSent) || d.wordIs(k, "with") && from > 1 && d.isComma(from-1)) && k == price-1 && !d.wordIs(price, "stocks"): // "with shares ending 19% lower"
		return d.remembered(from, price)
	case k >= from && k == price-1 && !d.lang.english && d.isClass(k, cAnd) && d.isClass(price, cPriceCue): // "produção volta e ações saltam até 5%"
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

// maxCalled is how many tokens behind a noun of price the code may stand that its company is called by.
const maxCalled = 16

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

// isPer reports whether token i says that an amount is of each: "per share", "10 euros le titre".
func (d *doc) isPer(i int) bool {
	if d.lang.english && d.toks[max(i, 0)].has(caps) && !d.breaks(i) { // "its class A stock"
		return false
	}
	return d.isClass(i, cPerWord) && (d.lang.english || i > 0 && d.cover[i-1] >= 0 || !d.isThe(i))
}

// maxAheadFigures is how many figures on the index of an exchange is looked for.
const maxAheadFigures = 50

// exchangeIndex returns the index of the exchange that tokens from..to-1 begin with, where the text names it: "La Bourse
// de Paris a terminé en repli de 0,72%". -1 for none.
func (d *doc) exchangeIndex(from, to int) int {
	if d.lang.english || d.lang.name == "de" || from > 0 && !d.breaks(from) && !d.toks[from-1].oneOf("-–—") {
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
		symbol := d.cash.bourses[d.lowWord(k)]
		if symbol == "" {
			continue
		}
		end := d.figuresBefore(from)
		for n := max(0, end-maxFigures); n < min(end+maxAheadFigures, len(d.figures)); n++ {
			if g := &d.figures[n]; g.typ == instrument && g.symbol == symbol {
				return n
			}
		}
		return -1
	}
	return -1
}

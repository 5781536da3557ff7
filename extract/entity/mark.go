package entity

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// readPrefix reads the currency before the number at token i into a: "$",
// "US$", "Rs", "USD", "EUR", "Mex$", "MUSD", "ringgit".
func (d *doc) readPrefix(a *amount, i int) {
	j := i - 1
	if j < 0 || d.toks[i].kind != number && !d.toks[j].oneOf("$£€") {
		return
	}
	if d.toks[j].oneOf("(-−–+") && j > 0 && d.toks[i].glued() { // $(0.04), $-5
		if isMoneySign(&d.toks[j-1]) && d.toks[j].glued() {
			if !d.toks[j].sign('(') {
				a.sign = min(signOf(&d.toks[j]), 0)
			}
			j--
		}
	}
	if d.toks[j+1].has(lined) {
		return
	}
	if d.prefixMark(a, j) || d.prefixCode(a, j) {
		a.before = true
		d.minusBefore(a)
		return
	}
	d.prefixWord(a, j, i)
}

// spelledMark reads the word that papers of the nineties put for a mark, at token j: "pounds 241m",
// "dollars 1.5bn".
func (d *doc) spelledMark(a *amount, j int) bool {
	if !d.wordIs(j, "pounds") && !d.wordIs(j, "dollars") || d.toks[j].has(capital) || !d.isScaled(a.quantity) || j > 0 && (d.toks[j-1].kind == number || d.toks[j-1].is(cMagnitude|cNumber|cFiller)) {
		return false
	}
	lx, n := d.phraseAt(j)
	if n != 1 || lx.is&cCurrency == 0 {
		return false
	}
	a.candidates, a.from, a.before = lx.currency, j, true
	return true
}

// minusBefore reads the minus of "-$0.03" and the brackets of "($0.55)".
func (d *doc) minusBefore(a *amount) {
	i := a.from - 1
	if i < 0 || !d.toks[a.from].glued() {
		return
	}
	t := &d.toks[i]
	switch {
	case t.oneOf("-−") && (!t.glued() || i == 0 || d.toks[i-1].oneOf("([")):
		a.sign, a.from = -1, i
	case t.sign('(') && d.isSign(a.quantity.to, ')') && d.isLoss(i, a.quantity.to):
		a.sign = -1
	}
}

// isLoss reports whether the brackets at tokens i and close are an accountant's:
// "EPS ($0.55)". Elsewhere they hold a conversion: "£85m ($106m)".
func (d *doc) isLoss(i, close int) bool {
	for k := i - 1; k >= max(0, i-4); k-- {
		if d.toks[k].has(parted) || d.isAmountToken(k) {
			return false
		}
		if d.isClass(k, cResult) {
			return true
		}
	}
	return d.perAt(close+1) == "share"
}

func (d *doc) isAmountToken(i int) bool {
	return d.toks[i].kind == number || isMoneySign(&d.toks[i])
}

// prefixMark tries the marks that end with token j, the longest first.
func (d *doc) prefixMark(a *amount, j int) bool {
	for k := max(0, j-4); k <= j; k++ {
		if !d.toks[k].is(cMark) || !d.touching(k, j) {
			continue
		}
		m, s := d.markAt(k, j)
		if m == nil || !d.markFits(a, k, j, m) {
			continue
		}
		a.candidates, a.from = m.of, k
		d.spacedCountry(a, k, s)
		return true
	}
	return false
}

// markAt returns the mark that tokens k..j spell, nil for none, and how.
func (d *doc) markAt(k, j int) (*mark, string) {
	s := d.span(k, j+1)
	if len(s) == 1 && s[0] < utf8.RuneSelf {
		return d.cash.signs[s[0]], s
	}
	return d.cash.marks[s], s
}

// spacedCountry reads the country of "US $3.2 billion" and "c $ 8.1 million".
func (d *doc) spacedCountry(a *amount, k int, mark string) {
	if k == 0 || mark != "$" || d.toks[k].glued() || d.toks[k].has(lined) {
		return
	}
	if s := d.span(k-1, k); d.cash.is(spacedMark, s) {
		if s == "c" {
			s = "C"
		}
		a.candidates, a.from = d.cash.mean(s+"$"), k-1
	}
}

// touching reports whether no white space parts tokens k..j.
func (d *doc) touching(k, j int) bool {
	for i := k + 1; i <= j; i++ {
		if !d.toks[i].glued() {
			return false
		}
	}
	return true
}

// markFits reports whether a mark at tokens k..j may be one: letters need a
// boundary before them, and those that are words or initials the document's
// country or a magnitude.
func (d *doc) markFits(a *amount, k, j int, m *mark) bool {
	letters := d.toks[k].kind == word && !d.toks[k].has(wide)
	if letters && k > 0 && d.toks[k].glued() && d.toks[k-1].kind != symbol {
		return false
	}
	mark := d.span(k, j+1)
	if m.sure || !letters && mark[0] >= utf8.RuneSelf {
		return true
	}
	home := inCountry(m.of, d.country) || d.hasAmountIn(m.of)
	q := a.quantity
	scaled := d.scale(&q, true) && !d.wordIs(q.to-1, "mm") && !(len(mark) == 1 && d.wordIs(q.to-1, "t")) // a lens "RF 50 mm", a car "R1T"
	if utf8.RuneCountInString(mark) > 1 {
		return home || scaled || d.toks[j+1].glued() && d.hasCents(&a.quantity)
	}
	if !d.toks[j+1].glued() {
		return false
	}
	return home || mark == "R" && (scaled || d.grouped(&a.quantity)) || (mark == "R" || mark == "N") && d.hasCents(&a.quantity)
}

// maxSums bounds the figures looked back at for an amount in the same currency.
const maxSums = 20

// hasAmountIn reports whether one of the last amounts is in one of some currencies: after
// "R54bn" "R95" is one too.
func (d *doc) hasAmountIn(of []*currency) bool {
	for i := len(d.figures) - 1; i >= max(0, len(d.figures)-maxSums); i-- {
		if f := &d.figures[i]; f.typ == sum && slices.Contains(of, f.currency) {
			return true
		}
	}
	return false
}

// hasCents reports whether q has two decimals: "R84.48" is a price.
func (d *doc) hasCents(q *quantity) bool {
	s := d.span(q.from, q.to)
	return len(s) > 3 && s[len(s)-3] == '.' && q.mant >= 100
}

// grouped reports whether q has groups of digits: "R45,000" and "R2 700" are money, "R2" is not.
func (d *doc) grouped(q *quantity) bool {
	return strings.ContainsAny(d.span(q.from, q.to), ", ") && q.mant >= 1000
}

// inCountry reports whether a candidate is a currency of the country.
func inCountry(cands []*currency, country string) bool {
	return country != "" && len(cands) > 0 && slices.Contains(choose(cands, country).countries, country)
}

// prefixCode reads an ISO code at token j: "USD 5", "EUR33m", "MUSD 60", "EURm 5".
func (d *doc) prefixCode(a *amount, j int) bool {
	t := &d.toks[j]
	if t.kind != word || j > 0 && t.glued() && d.toks[j-1].kind != symbol || t.end-t.start == 3 && !t.is(cCode) {
		return false
	}
	s := d.text[t.start:t.end]
	code, scale := splitCode(s)
	c := d.cash.codes[code]
	if c == nil {
		return false
	}
	if len(s) > 3 && !d.cash.is(gluedCode, code) { // "MARS", "KALL"
		return false
	}
	if !d.codeFits(a, code, d.toks[j+1].glued()) {
		return false
	}
	a.candidates, a.from = c.alone, j
	if scale != 0 {
		a.exp += scale
		a.scale, a.scaled = scale, true
	}
	return true
}

// codeFits reports whether a code before a number may be money. Codes that are words
// need much ("COP30", "PHP 8.1"), others glued to few digits are names of things, but for
// those that newspapers glue.
func (d *doc) codeFits(a *amount, code string, glued bool) bool {
	weak, usual := d.cash.is(weakCode, code), d.cash.is(gluedCode, code)
	if !weak && (!glued || a.marked) || usual && (glued || !weak) || d.isScaled(a.quantity) || inCountry(d.cash.codes[code].alone, d.country) {
		return true
	}
	return (glued || a.marked) && a.value() >= 100 && (a.marked || a.value() >= 1000 && !a.year)
}

// splitCode parts a code from a magnitude written on to it.
func splitCode(s string) (code string, pow int) {
	if len(s) < 3 {
		return "", 0
	}
	if len(s) == 4 {
		switch s[0] {
		case 'M', 'm':
			return s[1:], 6
		case 'T', 'K', 'k':
			return s[1:], 3
		}
	}
	switch s[3:] {
	case "":
		return s, 0
	case "m", "mn", "M":
		return s[:3], 6
	case "bn", "b":
		return s[:3], 9
	case "k":
		return s[:3], 3
	}
	return "", 0
}

// prefixWord reads a currency word before the number at token i: "yen 105.80",
// "malaysian ringgit 42".
func (d *doc) prefixWord(a *amount, j, i int) {
	if d.spelledMark(a, j) {
		return
	}
	for k := max(0, j-2); k <= j; k++ {
		lx, n := d.phraseOf(k, cCurrency)
		if k+n != i || lx.is&cCurrency == 0 || !d.isClass(i-1, beforeFigures) || n == 1 && d.cash.is(weakWord, string(d.low[d.toks[k].start:d.toks[k].end])) {
			continue
		}
		named := n > 1 || len(lx.currency) == 1 && lx.currency[0].code != "EUR"
		if k > 0 && (d.wordIs(k-1, "the") || d.wordIs(k-1, "a") || d.isClass(k-1, cPlace)) && n == 1 {
			return
		}
		if !d.isScaled(a.quantity) && (!a.marked || a.exp == 0) && (!named || a.year) {
			return
		}
		if to, is := d.unitAt(a.to, &a.quantity); is != noUnit && to > 0 {
			return
		}
		a.candidates, a.from, a.before = lx.currency, k, true
		return
	}
}

// readSuffix reads the currency after the number and magnitude of a.
func (d *doc) readSuffix(a *amount) {
	i := d.hyphen(a.to)
	if i >= len(d.toks) || d.toks[i].has(parted) {
		return
	}
	i = d.overOf(a, i)
	if i >= len(d.toks) || !d.toks[i].is(beforeFigures) && !d.toks[i].has(many) {
		return
	}
	had := a.candidates != nil
	if d.suffixWord(a, i) && (had || !d.isClass(i, cCode)) || had {
		return
	}
	if a.candidates != nil || d.suffixMark(a, i) || d.suffixCode(a, i) {
		q := a.quantity
		q.to = a.to
		if d.scale(&q, true) && !a.scaled { // "75 USD million"
			a.quantity, a.to = q, q.to
		}
	}
}

// overOf returns the token after "de" or "d'" between a magnitude and its
// currency: "5 millions d'euros", "3 millones de dólares".
func (d *doc) overOf(a *amount, i int) int {
	switch {
	case !a.scaled:
	case d.wordIs(i, "d") && i+2 < len(d.toks) && d.toks[i+1].oneOf("'’"):
		return i + 2
	case i+1 < len(d.toks) && (d.wordIs(i, "de") || d.wordIs(i, "di")):
		return i + 1
	}
	return i
}

// suffixWord reads dollars, cents and their like at token i.
func (d *doc) suffixWord(a *amount, i int) bool {
	lx, n := d.phraseOf(i, cMinor|cCurrency)
	if n > 1 && lx.is&(cMinor|cCurrency) == 0 && d.toks[i].is(cMinor) { // "25c." is no "c." of "circa"
		lx, n = d.lexemeAt(i), 1
	}
	if i+n < len(d.toks) && d.toks[i+n].kind == number && d.toks[i+n].glued() && !((a.scaled || d.isClass(i+n+1, cMinor)) && d.toks[i].has(wide)) { // "3 USD50 cards", not "1900亿元7天期" nor "4円50銭"
		return false
	}
	if lx.is&(cMinor|cCurrency) == 0 || d.isCurrencyPair(i) || d.lang.english && n == 1 && d.wordIs(i, "mark") && a.candidates == nil && d.wordIs(a.from-1, "the") { // "above the 26,100 mark"
		return false
	}
	s := strings.ToLower(d.span(i, i+n))
	switch {
	case lx.is&cMinor != 0 && !a.scaled && a.candidates == nil && d.minorFits(a, i, s):
		a.candidates, a.minor, a.to = lx.minor, true, i+n
		d.minorCountry(a, s)
		d.minorOf(a)
		return true
	case lx.is&cCurrency == 0:
		return false
	case a.candidates != nil: // "$10 dollars"
		if (d.pick(lx.currency) == d.pick(a.candidates) || d.toks[i].has(wide) && slices.Contains(lx.currency, a.candidates[0])) && i == a.to && !d.cash.is(weakWord, s) {
			a.to = i + n
		}
		return true
	case d.cash.is(weakWord, s) && !inCountry(lx.currency, d.country) && !(s == "crowns" && a.exp < 0) && (!a.scaled && (a.value() < 1000 || a.year) || d.isWeight(lx) && d.perAt(i+n) == ""):
		return false
	}
	a.candidates, a.to = lx.currency, i+n
	return true
}

// isWeight reports whether pounds are a weight here: the text has a word of weighing,
// and no £.
func (d *doc) isWeight(lx *lexeme) bool {
	return lx.currency[0].code == "GBP" && !strings.Contains(d.text, "£") &&
		(d.inContext(d.cash.kinds[weighingWord].list) || strings.Contains(d.text, "per pound") || strings.Contains(d.text, "/lb"))
}

// minorOf reads whose minor unit it is that a carries: "37 centavos de dólar", "80 centesimi di euro".
func (d *doc) minorOf(a *amount) {
	i := a.to
	if d.lang.english || !d.wordIs(i, "de") && !d.wordIs(i, "di") && !d.wordIs(i, "d") {
		return
	}
	if i++; d.toks[min(i, len(d.toks)-1)].oneOf("'’") {
		i++
	}
	lx, n := d.phraseAt(min(i, len(d.toks)-1))
	if i < len(d.toks) && lx.is&cCurrency != 0 {
		a.candidates, a.to = lx.currency, i+n
	}
}

// minorFits reports whether a minor unit at token i fits its number: a bare
// "p" or "c" must touch it, and 1080p is a picture.
func (d *doc) minorFits(a *amount, i int, s string) bool {
	t := &d.toks[i]
	if s == "cent" && d.lang.english && t.has(capital) && !t.has(caps) && a.value() != 1 { // a singer's name: "50 Cent"
		return false
	}
	if s == "ore" && t.has(capital) { // "Il Sole 24 Ore"
		return false
	}
	if len(s) > 1 {
		return !a.year || len(s) > 2
	}
	if i != a.to || !t.glued() || a.words || t.has(caps) {
		return false
	}
	if i+1 < len(d.toks) && d.toks[i+1].glued() && !d.toks[i+1].oneOf(",.;:)]-–’'\"”/") {
		return false
	}
	if s == "c" {
		return inCountry(d.lang.lookup("c").minor, d.country) || d.countryBefore(a, s) != nil
	}
	switch a.value() {
	case 144, 240, 360, 480, 576, 720, 1080, 1440, 2160, 4320:
		return d.country == "GB" && a.value() != 1080
	}
	return true
}

// minorCountry reads the country of "US99.40¢", "NZ118.5c" and "US64.92 cents".
func (d *doc) minorCountry(a *amount, s string) {
	if c := d.countryBefore(a, s); c != nil {
		a.candidates, a.from, a.before = c, a.from-1, true
	}
}

// countryBefore returns the currency whose country touches the number of a minor unit spelled
// s, nil for none. One letter alone does so before a sign only: "A5c" is no price.
func (d *doc) countryBefore(a *amount, s string) []*currency {
	k := a.from - 1
	if k < 0 || d.toks[k].kind != word || !d.toks[k].has(caps) || !d.toks[a.from].glued() || s != "¢" && d.toks[k].end-d.toks[k].start < 2 {
		return nil
	}
	return d.cash.mean(d.span(k, k+1) + "$")
}

// suffixMark reads a mark after the number: "10 $", "3.14US$", "20Rs", "50 kr".
func (d *doc) suffixMark(a *amount, i int) bool {
	for j := min(i+2, len(d.toks)-1); j >= i; j-- {
		if !d.toks[i].is(cMark) || !d.touching(i, j) {
			continue
		}
		mark := d.span(i, j+1)
		cands := d.cash.mean(mark)
		if cands == nil || mark == "$US" && d.lang.name != "fr" {
			continue
		}
		if j+1 < len(d.toks) && d.toks[j+1].glued() && (d.toks[j+1].kind == number && !(a.scaled && d.toks[j].has(wide)) || d.toks[j+1].kind == word && !d.toks[j+1].has(wide)) {
			continue
		}
		if j+1 < len(d.toks) && d.toks[j+1].kind == number && d.toks[j].kind == symbol && !d.toks[i].glued() {
			continue
		}
		b := *a
		if d.toks[i].kind == word && !d.toks[i].has(wide) && !d.cash.is(strongMark, mark) && !inCountry(cands, d.country) && !strings.Contains(mark, "$") && !b.scaled && !d.cash.is(suffixMark, mark) {
			continue
		}
		if d.toks[i].kind == word && len(mark) == 1 && !inCountry(cands, d.country) {
			continue
		}
		a.candidates, a.to = cands, j+1
		d.countryBehind(a, mark)
		return true
	}
	return false
}

// countryBehind reads the country that the papers of Québec write behind the dollar: "0,78 $ US", and
// the milliards that they write before it: "4,01 G$".
func (d *doc) countryBehind(a *amount, mark string) {
	if d.lang.name != "fr" {
		return
	}
	if strings.EqualFold(mark, "G$") && !a.scaled {
		a.candidates, a.exp, a.scale, a.scaled = d.cash.mean("$"), a.exp+9, 9, true
	}
	if !strings.HasSuffix(mark, "$") || a.to >= len(d.toks) || d.toks[a.to].has(lined) {
		return
	}
	for _, c := range []string{"US", "CA", "CAN", "AU", "HK", "A"} {
		if d.span(a.to, a.to+1) == c && (len(c) > 1 || !d.breaks(a.to) && (a.to+1 == len(d.toks) || d.toks[a.to+1].kind == symbol || !d.toks[a.to+1].has(capital))) {
			if cands := d.cash.mean(c + "$"); cands != nil {
				a.candidates, a.to = cands, a.to+1
			} else if c == "CAN" {
				a.candidates, a.to = d.cash.mean("C$"), a.to+1
			}
			return
		}
	}
}

// suffixCode reads an ISO code at token i, a magnitude on it or not: "75 USD", "281.6 MEUR".
func (d *doc) suffixCode(a *amount, i int) bool {
	t := &d.toks[i]
	if t.kind != word || !t.is(cCode) || i+1 < len(d.toks) && d.toks[i+1].glued() && d.toks[i+1].kind == number {
		return false
	}
	code, scale := splitCode(d.text[t.start:t.end])
	short, ok := d.cash.short[d.lang.name][d.text[t.start:t.end]]
	if ok {
		code, scale = short.code, short.pow
	}
	c := d.cash.codes[code]
	thousands := ok && a.scaled && a.scale == 3 // "11 mil mdp"
	if c == nil || d.cash.is(weakCode, code) && !a.scaled && scale == 0 || scale != 0 && a.scaled && !thousands {
		return false
	}
	if d.isCurrencyPair(i) {
		return false
	}
	a.candidates, a.to = c.alone, i+1
	if scale != 0 {
		a.exp += scale
		a.scale, a.scaled = scale, true
	}
	return true
}

// isCurrencyPair reports whether the code at token i is the first of a pair: "1.08 EUR/USD".
func (d *doc) isCurrencyPair(i int) bool {
	return d.isClass(i, cCode) && d.isSign(i+1, '/') && d.toks[i+1].glued() && d.isClass(i+2, cCode)
}

// isWeakPrefix reports whether what follows an amount shows that it is none:
// "Euro 2020", "USD 50,000 Cup".
func (d *doc) isWeakPrefix(a *amount) bool {
	s := d.span(a.from, a.quantity.from)
	return a.year && !a.scaled && (strings.TrimSpace(s) == "Euro" || strings.TrimSpace(s) == "euro")
}

func isMoneySign(t *token) bool {
	return t.kind == symbol && (t.r == '$' || t.r > '~' && isOneOf(t.r, "£€¥₹￥₩₽฿₱₦₫₪₺₴₸"))
}

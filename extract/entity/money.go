package entity

import (
	"slices"
	"strings"
)

// An amount is one number with the marks of a currency around it.
type amount struct {
	quantity
	from, to   int
	candidates []*currency // what the marks may mean; nil when there is none
	before     bool        // a mark stands before the number
	minor      bool        // in cents or pence
	sign       int8
}

// money reads the amount, or range of amounts, whose first number is q, into f.
func (d *doc) money(q *quantity, f *figure) bool {
	var a, b amount
	if !d.amountOf(q, &a) {
		return false
	}
	if q.words && d.lang.name == "de" && (d.wordIs(q.from, "ein") || d.wordIs(q.from, "einen")) && a.quantity.to == q.from+1 {
		return false // an article: "einen Rand hochziehen"
	}
	if q.words && q.mant == 1 && q.exp == 0 && d.isRate(a.from) { // "153 yens pour un dollar"
		return false
	}
	if a.candidates == nil && d.isBareWon(&a) {
		a.candidates = d.cash.codes["KRW"].alone
	}
	bare := a.candidates == nil
	ranged := d.otherEnd(&a, &b)
	if bare && !ranged {
		return false
	}
	if ranged && a.from > 1 && d.toks[a.to-1].has(wide) && d.toks[a.from-1].has(wide) {
		if lx, n := d.phraseAt(a.from - 2); n == 2 && lx.is&(cUp|cDown) != 0 { // "均價上調1750元至93750元"
			ranged = false
		}
	}
	if ranged && !bare && d.wordIs(a.to, "to") && d.isClass(d.beforeModifiers(a.from), cBy) { // "lifted its target by 120p to 1,020p"
		ranged = false
	}
	*f = figure{typ: sum, rule: numberAndCurrency, from: a.from, to: a.to, cue: -1, ranged: ranged}
	last := &a
	if ranged {
		last, f.to = &b, b.to
		share(&a, &b)
	}
	f.currency = d.pickFor(&a)
	if len(a.candidates) > 1 && a.candidates[0].code == "USD" && f.currency.code != "USD" && d.americanFollows(f.to) {
		f.currency = a.candidates[0]
	}
	f.may, f.minor = a.candidates, a.minor
	f.low, f.high = a.major(), last.major()
	if f.ranged && f.low > f.high {
		if bare {
			return false
		}
		f.ranged, f.to, f.high = false, a.to, f.low
	}
	if f.ranged && a.before && b.before && d.isClass(a.from-1, cUp|cDown) && (d.wordIs(a.to, "to") || !d.lang.english && d.isClass(a.to, cTo)) && f.high >= leastRise*f.low { // "rising $12.40 to $343.15"
		f.ranged, f.to, f.high = false, a.to, f.low
	}
	if f.ranged && !bare && !a.before && !d.lang.english && d.isClass(a.from-1, cVerb) && d.isClass(a.from-1, cUp|cDown) && d.isClass(a.to, cTo) && f.high >= leastRise*f.low { // "a perdu 1,47 $ US à 59,27 $ US"
		f.ranged, f.to, f.high = false, a.to, f.low
	}
	f.sign = a.sign
	if !f.ranged {
		d.addCents(f, &a)
	}
	f.modifier, _ = d.modifierBefore(f.from)
	f.per = d.perAt(f.to)
	return finite(f.low) && finite(f.high)
}

// isBareWon reports whether a, in hundred millions, is so much money as headlines in Korean have it: "영업익
// 8564억…", and nothing that it counts follows.
func (d *doc) isBareWon(a *amount) bool {
	if !a.scaled || a.scale < 8 || !d.toks[a.to-1].has(wide) || d.toks[a.to-1].r != '억' && d.toks[a.to-1].r != '조' {
		return false
	}
	if a.to >= len(d.toks) || d.toks[a.to].has(parted) {
		return true
	}
	t := &d.toks[a.to]
	return t.kind == symbol && t.oneOf("…,.·)↑↓'\"”’") || !t.glued() && t.has(wide) && !d.isClass(a.to, cCurrency)
}

// isRate reports whether the amount at token i is what another one before it is given for.
func (d *doc) isRate(i int) bool {
	switch d.lowWord(i - 1) {
	case "pour", "für", "per", "por", "for", "voor":
	default:
		return false
	}
	n := len(d.figures)
	return n > 0 && d.figures[n-1].typ == sum && d.figures[n-1].to == i-1
}

// leastRise is from how many times a change on the amount it leads to is no end of a range.
const leastRise = 4

// americanFollows reports whether the amount before token i is a change to an
// amount in American dollars: "up 41¢ at US$61.15".
func (d *doc) americanFollows(i int) bool {
	for k := i; k < min(i+10, len(d.toks)-3) && !d.breaks(k+1); k++ {
		if d.wordIs(k, "to") || d.wordIs(k, "at") {
			return d.wordIs(k+1, "us") && d.isSign(k+2, '$') && d.toks[k+2].glued()
		}
	}
	return false
}

// share gives each end of a range what only the other one has.
func share(a, b *amount) {
	if a.candidates == nil {
		a.candidates, a.minor = b.candidates, b.minor
	}
	if b.candidates == nil {
		b.candidates, b.minor = a.candidates, a.minor
	}
	if inheritsScale(a, b) {
		a.exp += b.scale
		a.scaled = true
	}
}

// major returns the value of a in units of its currency.
func (a *amount) major() float64 {
	q := a.quantity
	if a.minor {
		q.exp -= 2
	}
	return q.value()
}

// inheritsScale reports whether a of "a to b" has the magnitude of b:
// "$250 to $300 million", not "$500,000 to $1 million".
func inheritsScale(a, b *amount) bool {
	if a.scaled || !b.scaled || a.minor {
		return false
	}
	mant := b.quantity
	mant.exp -= b.scale
	return a.value() <= mant.value()
}

// amountOf reads the amount whose number is q into a, which is empty.
func (d *doc) amountOf(q *quantity, a *amount) bool {
	if q.words && d.isClass(q.to-1, cFraction) && q.mant < 100 && !d.fractionAmount(q) {
		return false
	}
	a.quantity, a.from = *q, q.from
	d.readPrefix(a, q.from)
	d.scaled(&a.quantity, a.candidates != nil || d.suffixComes(q))
	d.addWide(&a.quantity)
	a.to = a.quantity.to
	d.closeBracket(a)
	d.readSuffix(a)
	if a.before && d.isWeakPrefix(a) {
		return false
	}
	return d.startsFigure(a.from) || a.from > 0 && d.toks[a.to-1].has(wide) && d.toks[a.from-1].kind == word // "GMV555亿元"
}

// fractionAmount reports whether "half" or "quarter" begins an amount: "half a
// billion dollars" does, "half the euros" does not.
func (d *doc) fractionAmount(q *quantity) bool {
	if q.mant > 50 && q.exp == -2 && d.wordIs(q.to, "of") { // three quarters of a million
		return d.wordIs(q.to+1, "a") && d.isClass(q.to+2, cMagnitude)
	}
	return d.isClass(q.to, cMagnitude) || (d.wordIs(q.to, "a") || d.wordIs(q.to, "of") && d.wordIs(q.to+1, "a")) && d.isClass(q.to+1, cMagnitude|cMinor|cCurrency)
}

// scaled reads the magnitude after q; "half a billion" has an article.
func (d *doc) scaled(q *quantity, money bool) {
	from := q.to
	if q.words && d.isClass(q.to-1, cFraction) {
		if d.wordIs(q.to, "of") {
			q.to++
		}
		if d.wordIs(q.to, "a") {
			q.to++
		}
	}
	if !d.scale(q, money) && !d.isClass(q.to, cCurrency|cMinor) {
		q.to = from
	}
}

// suffixComes reports whether letters of a magnitude after q are followed by
// a currency: "5m euros", "20bn €".
func (d *doc) suffixComes(q *quantity) bool {
	i := q.to
	if !d.isClass(i, cLetter) {
		return false
	}
	b := amount{to: i + 1}
	b.quantity.to = i + 1
	d.readSuffix(&b)
	return b.candidates != nil && !b.minor
}

// closeBracket takes the bracket of "$(0.04)" and "($0.55)" into the amount's
// sign: the first into its span too.
func (d *doc) closeBracket(a *amount) {
	if !d.isSign(a.to, ')') || a.candidates == nil {
		return
	}
	if a.from < a.quantity.from && d.isSign(a.quantity.from-1, '(') { // "$(0.04)"
		a.sign = -1
		a.to++
		if q := a.quantity; !a.scaled { // "$(1.6) million"
			if q.to = a.to; d.scale(&q, true) {
				a.quantity, a.to = q, q.to
			}
		}
		return
	}
	if a.before && d.isSign(a.from-1, '(') && d.toks[a.from].glued() && !a.scaled { // "a loss of ($4.2) million"
		q := a.quantity
		q.to = a.to + 1
		if d.scale(&q, true) {
			a.quantity, a.from, a.to, a.sign = q, a.from-1, q.to, -1
		}
	}
}

// otherEnd reads the second amount of a range that begins with a into b, which is empty.
func (d *doc) otherEnd(a, b *amount) bool {
	j, next := d.joinAt(a.to)
	if j == none || a.candidates == nil && (a.year && j != and || a.article) || !d.bounds(j, a.from) {
		return false
	}
	i := d.numberAfterMarks(next)
	if i < 0 {
		return false
	}
	q, ok := d.quantityAt(i)
	if !ok || !d.amountOf(&q, b) || b.from != next {
		return false
	}
	if b.candidates == nil && a.before && !b.scaled { // "£5-6m"
		d.scale(&b.quantity, true)
		b.to = b.quantity.to
	}
	if to, is := d.unitAt(b.to, &b.quantity); is != noUnit && to > b.to {
		return false
	}
	switch {
	case a.candidates == nil && (b.candidates == nil || b.before):
		return false
	case b.candidates == nil:
		return a.before && (j == dash || b.scaled || a.marked && b.marked || j == and)
	case a.candidates != nil && d.pick(a.candidates) != d.pick(b.candidates):
		return false
	case a.minor && !b.minor: // "slipping 17 cents to $57.44"
		return false
	}
	return a.candidates != nil || !a.scaled || b.scaled
}

// numberAfterMarks returns the first number at or after token i with nothing
// but a currency mark before it, -1 for none.
func (d *doc) numberAfterMarks(i int) int {
	for k := i; k < len(d.toks) && k < i+5; k++ {
		t := &d.toks[k]
		switch {
		case t.kind == number || t.is(cNumber):
			return k
		case t.kind == word && !t.is(cMark|cCode|cCurrency):
			return -1
		}
	}
	return -1
}

// addCents adds the cents of "3 dollars 50 cents" to f.
func (d *doc) addCents(f *figure, a *amount) {
	if a.minor || a.before || a.scaled || a.sign != 0 {
		return
	}
	i := a.to
	if d.wordIs(i, "and") {
		i++
	}
	q, ok := d.quantityAt(i)
	if !ok || q.marked || q.value() >= 100 || d.toks[i].has(parted) {
		return
	}
	b := amount{quantity: q, from: i, to: q.to}
	d.readSuffix(&b)
	if b.candidates == nil || !b.minor || !slices.Contains(b.candidates, f.currency) {
		return
	}
	sum := a.quantity
	sum.mant = sum.mant*100 + b.mant*pow(10, sum.exp)
	sum.exp -= 2
	f.low = sum.value()
	f.high, f.to = f.low, b.to
}

// perAt reads "a share", "per barrel", "/unit" or "-a-year" at token i. "A year
// earlier" is no rate.
func (d *doc) perAt(i int) string {
	if !d.lang.english && d.isClass(i, cFiller) && d.isPerWord(i+1) { // "0,29 euros brutos por acción"
		i++
	}
	for range 2 {
		if i >= len(d.toks) || d.toks[i].has(parted) {
			return ""
		}
		hyphened := d.hyphen(i) != i
		i = d.hyphen(i)
		if lx, n := d.phraseOf(i, cPer); i > 0 && lx.is&cPer != 0 && (d.isPerWord(i-1) || hyphened && d.isPerWord(i-2) || strings.HasSuffix(d.span(i, i+1), "ly")) {
			return d.rate(lx, i+n)
		}
		if !d.isPerWord(i) {
			return ""
		}
		i++
	}
	if i < len(d.toks) {
		if lx, n := d.phraseOf(i, cPer); lx.is&cPer != 0 {
			return d.rate(lx, i+n)
		}
	}
	return ""
}

// rate returns the unit of a rate that ends before token i, "" where it is a time.
func (d *doc) rate(lx *lexeme, i int) string {
	if d.isClass(i, cEarlier) {
		return ""
	}
	return lx.per
}

func (d *doc) isPerWord(i int) bool {
	return d.isClass(i, cPerWord) || d.isSign(i, '/') || !d.lang.english && (d.wordIs(i, "a") || d.wordIs(i, "an") || d.wordIs(i, "each") || d.wordIs(i, "every"))
}

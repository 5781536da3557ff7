package entity

import (
	"math"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/extract/gazetteer"
)

// A figureType is what a figure is: one of extract's Type constants, in short.
type figureType uint8

const (
	percentage figureType = iota
	sum
	instrument
)

var typeNames = [...]string{percentage: extract.TypePercent, sum: extract.TypeMoney, instrument: extract.TypeTicker}

// A rule is what proposed a figure.
type rule uint8

const (
	numberAndPercent rule = iota
	numberAndCurrency
	cashtagRule
	exchangePair
	ricCode
	codeInBrackets
	calledTicker
	codeInList
	codeMoved
	codeNumbered
	introducedCode
	introducedName
	gazetteerName
)

var ruleNames = [...]string{
	numberAndPercent: "number and percent", numberAndCurrency: "number and currency", cashtagRule: "cashtag", exchangePair: "exchange pair",
	ricCode: "RIC", codeInBrackets: "code in brackets", calledTicker: "called a ticker", codeInList: "code in a list of changes", codeMoved: "code with a change of price", codeNumbered: "code of São Paulo", introducedCode: "its code, elsewhere introduced", introducedName: "name, introduced with its code",
	gazetteerName: "name",
}

// A unit is that of a percentage: one of extract's Unit constants, in short.
type unit uint8

const (
	noUnit unit = iota
	inPercent
	inPoints
	inBasisPoints
)

var unitNames = [...]string{inPercent: extract.UnitPercent, inPoints: extract.UnitPercentagePoint, inBasisPoints: extract.UnitBasisPoint}

// A how is how an instrument is written: one of extract's How constants, in short.
type how uint8

const (
	byName how = iota
	bySymbol
	byIndex
	byCrypto
	byCashtag
	byExchange
	byRIC
)

var howNames = [...]string{
	byName: extract.HowName, bySymbol: extract.HowSymbol, byIndex: extract.HowIndex, byCrypto: extract.HowCrypto,
	byCashtag: extract.HowCashtag, byExchange: extract.HowExchange, byRIC: extract.HowRIC,
}

// A figure is a proposed entity: tokens from..to-1 and what they say.
type figure struct {
	from, to  int
	typ       figureType
	rule      rule
	how       how
	unit      unit
	sign      int8 // written: -1, 1 or 0
	direction int8 // decided: -1, 1 or 0
	ranged    bool
	minor     bool // in cents
	dropped   bool // refused: only Explain shows it
	cue       int  // the token that decided it, -1 for none
	why       string

	low, high float64 // the amount, or the ends of a range
	modifier  string
	currency  *currency
	may       []*currency // what the marks may mean
	per       string

	symbol, exchange, name string
	instrument             *gazetteer.Instrument
}

// join is what may stand between the ends of a range.
type join int

const (
	none join = iota
	dash      // 5-10%
	to        // 5 to 10%
	and       // between 5 and 10%
)

// joins reports whether r stands between the ends of a range.
func joins(r rune) bool {
	switch r {
	case '-', '‑', '–', '—', '~', '〜', '～', '−':
		return true
	}
	return false
}

// joinAt reads a range joiner at token i; next is the token after it.
func (d *doc) joinAt(i int) (j join, next int) {
	if i+1 >= len(d.toks) || d.toks[i].has(parted) {
		return none, i
	}
	t, after := &d.toks[i], &d.toks[i+1]
	switch {
	case t.kind == symbol && joins(t.r):
		if t.glued() == after.glued() {
			return dash, i + 1
		}
	case t.kind != word || !t.has(wide) && (t.glued() || after.glued()):
	case t.is(cTo) && !d.wordIs(i, "naar"): // "van 42 naar 47 procent" is a change
		return to, i + 1
	case t.is(cAnd):
		return and, d.afterArticle(i + 1)
	}
	return none, i
}

// afterArticle returns the token after the article at token i, where a number follows it: "tra il 22,5 e
// il 23%", "entre un 0,9% y un 1,2%", "tra il 70 e l'80%".
func (d *doc) afterArticle(i int) int {
	if d.lang.english || d.toks[i].kind != word || !d.isThe(i) {
		return i
	}
	k := i + 1
	if k < len(d.toks) && d.toks[k].oneOf("'’") && d.toks[k].glued() {
		k++
	}
	if k < len(d.toks) && d.toks[k].kind == number && !d.toks[k].has(lined) {
		return k
	}
	return i
}

// bounds reports whether "a to b" or "a and b", a beginning at token from, are
// the ends of one quantity and not what it was and became.
func (d *doc) bounds(j join, from int) bool {
	before := d.beforeModifiers(from)
	if j == to && d.isClass(before, cBy) && isMoneySign(&d.toks[from]) { // "trimmed his target by $20 to $330"
		return false
	}
	switch j {
	case dash:
		return true
	case and:
		if !d.lang.english && !d.isClass(before, cBetween) && d.isThe(before) { // "entre un 0,9% y un 1,2%"
			before--
		}
		return d.isClass(before, cBetween)
	case to:
		if d.lang.name == "nl" && d.becomes(from) { // "met 200 miljoen naar 400 miljoen euro"
			return false
		}
		if d.isClass(before, cBetween) {
			return true
		}
		if d.isClass(before, cFrom|cOf) && d.cash.is(spanWord, d.lowWord(before-1)) { // "auf eine Spanne von 55 bis 65 Euro"
			return true
		}
		if !d.lang.english && d.isClass(before, cFrom) && !d.movesBefore(before) && !d.becomes(from) && !d.ratedBefore(before) { // "ein Ergebnis von 1,4 bis 1,8 Milliarden"
			return true
		}
		if !d.lang.english && d.isClass(before, cFrom|cOf) && d.ratedBefore(before) { // "porte sa cible de 80 $ à 82 $"
			return false
		}
		if d.lang.name == "it" && d.isClass(before, cFrom|cOf) && d.movesBefore(before) { // "si allarga di 3 punti base a 128"
			return false
		}
		return !d.fromBefore(before) && !d.changesBefore(before) && !d.sameChange(before)
	}
	return false
}

// sameChange reports whether the word at token i gives a change another way: "rose
// 3.5 per cent or S$0.06 to S$1.80" has no range.
func (d *doc) sameChange(i int) bool {
	if !d.isClass(i, cAnd) {
		return false
	}
	if d.isSign(i-1, ',') {
		i--
	}
	return d.isClass(i-1, cPoints) || len(d.figures) > 0 && d.figures[len(d.figures)-1].to == i && d.figures[len(d.figures)-1].typ == percentage
}

// maxRated is how many tokens a target may stand before what it was.
const maxRated = 7

// ratedBefore reports whether the sentence before token i speaks of a target, which is changed.
func (d *doc) ratedBefore(i int) bool {
	for k := i - 1; k > max(0, i-maxRated) && !d.breaks(k+1); k-- {
		if d.isClass(k, cRating) {
			return true
		}
	}
	return false
}

// fromBefore reports whether "from" stands at token i or two words before it:
// "from the current $5 to $6".
func (d *doc) fromBefore(i int) bool {
	for k := i; k >= max(0, i-2) && d.toks[k].kind == word; k-- {
		if d.toks[k].is(cFrom) {
			return true
		}
	}
	return false
}

// becomes reports whether "naar", which only leads from what was to what is, stands behind
// the number at token i.
func (d *doc) becomes(i int) bool {
	for k := i + 1; k < i+5; k++ {
		if d.wordIs(k, "naar") {
			return true
		}
	}
	return false
}

// movesBefore reports whether a verb of change stands a few words before token i.
func (d *doc) movesBefore(i int) bool {
	for k := i - 1; k >= max(0, i-4) && d.toks[k].kind == word; k-- {
		if t := &d.toks[k]; t.is(cChange) && !t.is(cOf|cFrom) || t.is(cVerb) && t.is(cUp|cDown) {
			return true
		}
	}
	return false
}

// changesBefore reports whether a word of change stands at token i or one
// word before it: "rose 5% to 20%" has no range.
func (d *doc) changesBefore(i int) bool {
	for n := 0; n < 2 && i >= 0; n++ {
		t := &d.toks[i]
		if t.kind != word {
			return false
		}
		if t.is(cChange) || t.is(cVerb) && t.is(cUp|cDown) && d.endsIn(i, "ed") {
			return true
		}
		if !t.is(cFiller | cModifier | cBy) {
			return false
		}
		i--
	}
	return false
}

// beforeModifiers returns the last token before i that is no part of a
// modifier such as "more than" or "about".
func (d *doc) beforeModifiers(i int) int {
	_, start := d.modifierBefore(i)
	return start - 1
}

// modifierBefore reads the modifier that ends before token i, and where it
// begins; "" and i when there is none.
func (d *doc) modifierBefore(i int) (modifier string, start int) {
	toks := d.toks
	for k := max(0, i-5); k < i; k++ {
		if toks[k].cls&cModStart == 0 {
			continue
		}
		if lx, n := d.phraseOf(k, cModifier); k+n == i && lx.is&cModifier != 0 && !d.gapParted(k, i) {
			return lx.modifier, k
		}
	}
	if i > 1 && toks[i-1].is(cFiller) && toks[i-1].kind == word { // "around a", "as much as another"
		for k := max(0, i-5); k < i-1; k++ {
			if toks[k].cls&cModStart == 0 {
				continue
			}
			if lx, n := d.phraseOf(k, cModifier); k+n == i-1 && lx.is&cModifier != 0 {
				return lx.modifier, k
			}
		}
	}
	return "", i
}

func (d *doc) gapParted(from, to int) bool {
	for k := from + 1; k <= to && k < len(d.toks); k++ {
		if d.toks[k].has(parted) {
			return true
		}
	}
	return false
}

// tell fills in e, which is empty, with what f says. Its amounts are kept in values, which
// has room for them.
func (f *figure) tell(e *extract.Entity, values *[]float64) {
	e.Type = typeNames[f.typ]
	switch f.typ {
	case percentage:
		e.Unit = unitNames[f.unit]
		switch f.direction {
		case 1:
			e.Direction = extract.Up
		case -1:
			e.Direction = extract.Down
		}
	case sum:
		e.Currency, e.Per = f.currency.code, f.per
	case instrument:
		e.Symbol, e.Exchange, e.Name, e.How = f.symbol, f.exchange, f.name, howNames[f.how]
		return
	}
	e.Modifier = f.modifier
	low, high := f.signed()
	if !f.ranged {
		e.Value = keep(values, low)
		return
	}
	e.Low, e.High = keep(values, low), keep(values, high)
}

// amounts is how many numbers f has.
func (f *figure) amounts() int {
	switch {
	case f.typ == instrument:
		return 0
	case f.ranged:
		return 2
	}
	return 1
}

// keep adds v to values and returns where it is.
func keep(values *[]float64, v float64) *float64 {
	*values = append(*values, v)
	return &(*values)[len(*values)-1]
}

// signed returns the amount with its sign, low not above high.
func (f *figure) signed() (low, high float64) {
	sign := f.sign
	if f.typ == percentage && f.direction != 0 {
		sign = f.direction
	}
	if sign < 0 {
		if f.ranged {
			return -f.high, -f.low
		}
		return -f.low, -f.low
	}
	return f.low, f.high
}

func finite(v float64) bool { return !math.IsInf(v, 0) && !math.IsNaN(v) }

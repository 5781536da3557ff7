package entity

import (
	"math"
	"strconv"
	"strings"
)

// maxDigits bounds the digits of a number: longer ones are codes.
const maxDigits = 30

// A quantity is a number as written: mant * 10^exp, its tokens from..to-1.
type quantity struct {
	from, to int
	mant     uint64
	exp      int
	scale    int  // the part of exp that a magnitude gave
	words    bool // written in letters
	marked   bool // has decimals or groups of digits
	scaled   bool // has a magnitude
	year     bool // may be a year
	article  bool // only "a": "a million"
}

var pow10 = [...]float64{1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22}

// value returns the number, correctly rounded.
func (q *quantity) value() float64 {
	if q.mant < 1<<53 && -22 <= q.exp && q.exp <= 22 {
		if q.exp < 0 {
			return float64(q.mant) / pow10[-q.exp]
		}
		return float64(q.mant) * pow10[q.exp]
	}
	v, err := strconv.ParseFloat(strconv.FormatUint(q.mant, 10)+"e"+strconv.Itoa(q.exp), 64)
	if err != nil {
		return math.Inf(1)
	}
	return v
}

// decimalComma reports whether a comma stands before the decimals of the text's numbers: what
// its language has, unless more of its figures show the point, as in Mexico and Switzerland.
func (d *doc) decimalComma() bool {
	if !d.lang.comma {
		return false
	}
	points, commas := 0, 0
	for _, at := range d.numerals {
		i := int(at)
		t := &d.toks[i]
		if t.kind != number || !d.isMeasured(i) {
			continue
		}
		s := d.text[t.start:t.end]
		k := strings.IndexAny(s, ".,")
		if k < 0 || len(s)-1-k == 3 || strings.ContainsAny(s[k+1:], ".,") { // "1,234" may be thousands
			continue
		}
		if s[k] == '.' {
			points++
		} else {
			commas++
		}
	}
	return points <= commas
}

// isMeasured reports whether a unit or a currency stands beside the number at token i.
func (d *doc) isMeasured(i int) bool {
	const measure = cUnit | cMagnitude | cCurrency | cCode
	after := i + 1
	return after < len(d.toks) && (d.toks[after].is(measure) || isMoneySign(&d.toks[after])) || i > 0 && (d.toks[i-1].is(cCode) || isMoneySign(&d.toks[i-1]))
}

// quantityAt reads the number that begins at token i, without magnitude.
func (d *doc) quantityAt(i int) (quantity, bool) {
	if i >= len(d.toks) {
		return quantity{}, false
	}
	t := &d.toks[i]
	switch {
	case t.kind == number:
		return d.digitsAt(i)
	case t.is(cNumber | cFraction):
		return d.wordsAt(i)
	case d.wordIs(i, "a") && d.isClass(i+1, cMagnitude): // a million
		return quantity{from: i, to: i + 1, mant: 1, words: true, article: true}, true
	case d.wordIs(i, "a") && d.isClass(i+1, cHundred): // a hundred million
		return quantity{from: i, to: i + 2, mant: 100, words: true, article: true}, true
	}
	return quantity{}, false
}

// Before and after a number: what may make it a figure.
const (
	beforeFigures = cMark | cCode | cCurrency | cMinor
	afterFigures  = beforeFigures | cUnit | cMagnitude | cLetter | cHundred | cFraction | cTo | cAnd | cPoints
)

// isPlain reports whether the number in digits at token i is clearly no figure: a year,
// a count. It sees at a glance what percent and money would find out at length.
func (d *doc) isPlain(i int) bool {
	if d.toks[i].kind != number || i == 0 || i+1 >= len(d.toks) {
		return false
	}
	switch before := &d.toks[i-1]; {
	case before.kind == symbol:
		if !isStop(before.r) || d.toks[i].glued() || d.isClass(i-2, beforeFigures) {
			return false
		}
	case before.kind == number || before.has(wide) || d.toks[i].glued() || before.cls&beforeFigures != 0:
		return false
	case before.lex == 0 && before.end-before.start < 6: // "MUSD"
		return false
	}
	after := &d.toks[i+1]
	if after.kind == symbol {
		return isStop(after.r)
	}
	return after.kind == word && !after.glued() && !after.has(wide) && !after.has(many) && after.cls&afterFigures == 0 &&
		!(d.text[d.toks[i].start] <= '0' && d.wordIs(i+1, "of")) // "0.8 of a per cent", ".8"
}

// digitsAt reads a number in digits: one token, groups apart by a space, a
// decimal part torn off ("20 .2"), or a fraction after it ("7-3/4").
func (d *doc) digitsAt(i int) (quantity, bool) {
	t := &d.toks[i]
	q, ok := parseDigits(d.text[t.start:t.end], d.comma)
	if !ok {
		return q, false
	}
	q.from, q.to = i, i+1
	q.year = !q.marked && q.mant >= 1900 && q.mant <= 2100
	for q.to < len(d.toks) && d.groupFollows(&q) {
		next := &d.toks[q.to]
		g, _ := parseDigits(d.text[next.start:next.end], d.comma)
		if q.mant > 1e12 {
			return q, false
		}
		q.mant = q.mant*pow(10, 3-g.exp) + g.mant
		q.exp, q.marked, q.year = g.exp, true, false
		q.to++
	}
	if !q.marked && q.to < len(d.toks) {
		if next := &d.toks[q.to]; next.kind == number && d.text[next.start] == '.' && !next.has(lined) {
			if f, ok := parseDigits(d.text[next.start:next.end], d.comma); ok {
				q.mant = q.mant*pow(10, -f.exp) + f.mant
				q.exp, q.marked, q.to, q.year = f.exp, true, q.to+1, false
			}
		}
	}
	d.addSpokenThousands(&q)
	d.addFraction(&q)
	return q, true
}

// addSpokenThousands adds what follows thousands to q: "7 mil 100 millones".
func (d *doc) addSpokenThousands(q *quantity) {
	i := q.to
	if i+2 >= len(d.toks) || d.toks[i+1].kind != number || q.exp != 0 || q.mant > 999 || d.lang.name != "es" && d.lang.name != "pt" || !d.wordIs(i, "mil") {
		return
	}
	t := &d.toks[i+1]
	if g, ok := parseDigits(d.text[t.start:t.end], d.comma); ok && g.exp == 0 && g.mant < 1000 && d.isClass(i+2, cMagnitude) && !d.wordIs(i+2, "mil") {
		q.mant, q.to, q.year = q.mant*1000+g.mant, i+2, false
	}
}

func pow(b uint64, n int) uint64 {
	r := uint64(1)
	for range min(max(n, 0), 18) {
		r *= b
	}
	return r
}

// groupFollows reports whether the next token is a group of three digits that
// belongs to q: apart by a narrow or hard space, or where languages use it by
// a plain one.
func (d *doc) groupFollows(q *quantity) bool {
	next, last := &d.toks[q.to], &d.toks[q.to-1]
	if next.kind != number || next.glued() || next.has(lined) || q.exp != 0 || last.end-last.start > 3 || q.to == q.from+1 && d.text[last.start] == '0' {
		return false
	}
	if between := d.text[last.end:next.start]; between != "\u00a0" && between != "\u202f" && between != "\u2009" && (between != " " || !d.lang.gaps && !d.moneyBefore(q.from) && (d.hasMark(q.from) || !d.moneyAfter(q.to+1))) {
		return false
	}
	s := d.text[next.start:next.end]
	return len(s) >= 3 && allDigits(s[:3]) && (len(s) == 3 || (s[3] == ',' || s[3] == '.') && allDigits(s[4:]))
}

// moneyBefore reports whether a sign or code of money and nothing else stands before
// token i: "US$ 1 234 million" has one number in any language. So has the accountants'
// "$(1 234)".
func (d *doc) moneyBefore(i int) bool {
	if d.isSign(i-1, '(') && d.toks[i].glued() && d.toks[i-1].glued() {
		i--
	}
	if i == 0 || d.toks[i].has(lined) {
		return false
	}
	if d.wordIs(i-1, "r") && d.toks[i-1].has(caps) && d.toks[i].glued() && !d.toks[i-1].glued() { // "R2 700" of South Africa
		return true
	}
	if t := &d.toks[i-1]; t.kind == word && t.has(capital) && t.end-t.start > 3 && t.end-t.start < 6 { // "EURb 10 000"
		if code, pow := splitCode(d.text[t.start:t.end]); pow != 0 && d.cash.codes[code] != nil {
			return true
		}
	}
	return isMoneySign(&d.toks[i-1]) || d.toks[i-1].is(cCode) && d.toks[i-1].has(caps) && !d.toks[i].glued()
}

// hasMark reports whether letters touch the number at token i, as a mark does: what stands
// after the number is no currency of it then.
func (d *doc) hasMark(i int) bool { return i > 0 && d.toks[i].glued() && d.toks[i-1].kind == word }

// moneyAfter reports whether a currency stands at token i: "12 000 kr". Marks that only
// stand before numbers, such as the A of A$, are none, nor are those of the next number.
func (d *doc) moneyAfter(i int) bool {
	return i < len(d.toks) && !d.toks[i].has(lined) && !d.digitsFollow(i) &&
		(isMoneySign(&d.toks[i]) || d.isClass(i, cCurrency|cCode) || d.isClass(i, cMark) && d.cash.is(suffixMark, d.span(i, i+1)))
}

func allDigits(s string) bool {
	for i := range len(s) {
		if ascii[s[i]] != digit {
			return false
		}
	}
	return s != ""
}

// addFraction adds the fraction of "7-3/4" or "5 1/2".
func (d *doc) addFraction(q *quantity) {
	i := q.to
	if q.exp != 0 || i >= len(d.toks) {
		return
	}
	if n := vulgar(&d.toks[i]); n > 0 && q.mant < 1e9 { // "655½p"
		q.mant, q.exp, q.to, q.marked, q.year = q.mant*1000+n, -3, i+1, true, false
		return
	}
	if d.toks[i].sign('-') {
		i++
	}
	if i+2 >= len(d.toks) || !d.toks[i+1].sign('/') || d.toks[i].kind != number || d.toks[i+2].kind != number || !d.toks[i+1].glued() || !d.toks[i+2].glued() {
		return
	}
	num, ok1 := parseDigits(d.span(i, i+1), false)
	den, ok2 := parseDigits(d.span(i+2, i+3), false)
	if !ok1 || !ok2 || num.marked || den.marked || num.mant >= den.mant || !isPowerOfTwo(den.mant) || den.mant > 64 || q.mant > 1e9 {
		return
	}
	q.mant = q.mant*1e6 + num.mant*1e6/den.mant
	q.exp, q.to, q.marked, q.year = -6, i+3, true, false
}

// vulgar returns how many thousandths the sign of a fraction stands for that touches what is before it; 0 for
// none.
func vulgar(t *token) uint64 {
	if t.kind != symbol || !t.glued() {
		return 0
	}
	switch t.r {
	case '⅛':
		return 125
	case '¼':
		return 250
	case '⅜':
		return 375
	case '½':
		return 500
	case '⅝':
		return 625
	case '¾':
		return 750
	case '⅞':
		return 875
	}
	return 0
}

func isPowerOfTwo(n uint64) bool { return n > 1 && n&(n-1) == 0 }

// parseDigits reads digits with separators. Both separators present, the last
// is decimal; several of one kind group; one alone follows the language, but
// a group has three digits and a leading zero has decimals.
func parseDigits(s string, comma bool) (quantity, bool) {
	if len(s) <= maxPlain && allDigits(s) {
		q := quantity{}
		for i := range len(s) {
			q.mant = q.mant*10 + uint64(s[i]-'0')
		}
		return q, true
	}
	return parseDivided(s, comma)
}

// maxPlain is how many digits fit into a quantity for sure.
const maxPlain = 18

// parseDivided is parseDigits for any number.
func parseDivided(s string, comma bool) (quantity, bool) {
	q := quantity{}
	seps, last, lastPos := 0, byte(0), -1
	mixed := false
	digits := 0
	var groups [12]int
	run := 0
	for i := 0; i < len(s); i++ {
		b := s[i]
		switch {
		case '0' <= b && b <= '9':
		case strings.HasPrefix(s[i:], "’"), strings.HasPrefix(s[i:], "，"):
			b = ','
			if s[i:i+3] == "’" {
				b = '\''
			}
			i += 2
		case strings.HasPrefix(s[i:], "・"), strings.HasPrefix(s[i:], "．"):
			b = '.'
			if comma {
				b = ','
			}
			i += 2
		case b >= 0xEF && i+2 < len(s): // a full-width digit
			b = s[i+2] - 0x90 + '0'
			i += 2
		}
		if b >= '0' && b <= '9' {
			if q.mant > (math.MaxUint64-9)/10 || digits >= maxDigits {
				return q, false
			}
			q.mant = q.mant*10 + uint64(b-'0')
			digits++
			run++
			continue
		}
		if seps == len(groups)-1 {
			return q, false
		}
		groups[seps] = run
		run = 0
		if seps > 0 && b != last {
			if mixed || last == '.' && seps > 1 && !comma && b != ',' {
				return q, false
			}
			mixed = true
			lastPos = seps
		}
		last = b
		seps++
	}
	groups[seps] = run
	q.marked = seps > 0
	if digits == 0 {
		return q, false
	}
	if seps == 0 {
		return q, true
	}
	n := groups[:seps+1]
	switch {
	case mixed:
		if lastPos != seps-1 || last == '\'' || !grouped(n[:seps]) {
			return q, false
		}
		q.exp = -run
	case seps > 1 || last == '\'':
		return q, grouped(n)
	case groups[0] == 0: // ".5"
		q.exp = -run
	case (last == ',') == comma: // the language's decimal sign
		q.exp = -run
	case run == 3 && groups[0] <= 3 && s[0] != '0':
		return q, true
	default:
		q.exp = -run
	}
	return q, true
}

// grouped reports whether the counts of digits are thousands (1,234,567) or
// lakhs and crores (12,34,567).
func grouped(n []int) bool {
	if len(n) == 1 {
		return n[0] > 0
	}
	if n[len(n)-1] != 3 || n[0] < 1 || n[0] > 3 {
		return false
	}
	size := n[len(n)-1]
	if len(n) > 2 && n[len(n)-2] == 2 {
		size = 2
	}
	for _, g := range n[1 : len(n)-1] {
		if g != size {
			return false
		}
	}
	return size == 3 || n[0] <= 2
}

// wordsAt reads a number in letters: "twenty-five", "one hundred and five",
// "two and a half", "three quarters".
func (d *doc) wordsAt(i int) (quantity, bool) {
	q := quantity{from: i, to: i, words: true}
	t := &d.toks[i]
	if t.is(cFraction) {
		q.mant, q.exp, q.to = uint64(d.lexemeAt(i).num*100), -2, i+1
		return q, true
	}
	q.mant, q.to = uint64(d.lexemeAt(i).num), i+1
	if j := d.hyphen(q.to); q.mant >= 20 && q.mant%10 == 0 && d.isDigitWord(j) {
		q.mant += uint64(d.lexemeAt(j).num)
		q.to = j + 1
	}
	if j := d.hyphen(q.to); q.mant < 100 && d.isClass(j, cHundred) {
		q.mant *= 100
		q.to = j + 1
		if j = d.hyphen(q.to); d.wordIs(j, "and") {
			j++
		}
		if rest, ok := d.tensAt(j); ok {
			q.mant += rest.mant
			q.to = rest.to
		}
	}
	if j := d.hyphen(q.to); q.mant <= 3 && d.isClass(j, cFraction) && d.lexemeAt(j).num == 0.25 { // three quarters
		q.mant, q.exp, q.to = q.mant*25, -2, j+1
		return q, true
	}
	d.addHalf(&q)
	return q, true
}

// tensAt reads a number below one hundred in letters.
func (d *doc) tensAt(i int) (quantity, bool) {
	if !d.isClass(i, cNumber) {
		return quantity{}, false
	}
	q := quantity{from: i, to: i + 1, mant: uint64(d.lexemeAt(i).num)}
	if j := d.hyphen(q.to); q.mant >= 20 && q.mant%10 == 0 && d.isDigitWord(j) {
		q.mant += uint64(d.lexemeAt(j).num)
		q.to = j + 1
	}
	return q, true
}

func (d *doc) isDigitWord(i int) bool {
	return d.isClass(i, cNumber) && d.lexemeAt(i).num >= 1 && d.lexemeAt(i).num <= 9
}

// addHalf adds "and a half" or "and a quarter".
func (d *doc) addHalf(q *quantity) {
	i := d.hyphen(q.to)
	if d.wordIs(i, "and") && (d.wordIs(d.hyphen(i+1), "a") || d.wordIs(d.hyphen(i+1), "one")) {
		if j := d.hyphen(d.hyphen(i+1) + 1); d.isClass(j, cFraction) {
			q.mant = q.mant*100 + uint64(d.lexemeAt(j).num*100)
			q.exp -= 2
			q.to = j + 1
		}
	}
}

// scale reads the magnitude after q, if there is one, into q and reports whether q has
// one: letters such as "bn" and "m" only where a currency stands beside the number.
func (d *doc) scale(q *quantity, money bool) bool {
	i := d.hyphen(q.to)
	for range 2 { // "lakh crore", "hundred million"
		if i >= len(d.toks) || q.scaled && i != q.to {
			return q.scaled
		}
		lx, n := d.phraseOf(i, cMagnitude|cLetter|cHundred)
		power := lx.pow
		switch {
		case lx.is&cMagnitude != 0 && lx.is&cLetter == 0:
		case lx.is&cLetter != 0 && money && !q.words && d.letterFits(i, q):
		case lx.is&cHundred != 0 && !q.scaled && d.isClass(i+1, cMagnitude):
			power = 2
		default:
			return q.scaled
		}
		if d.toks[i].has(lined) && d.toks[i].has(parted) || q.exp+power > 21 || q.year && power == 3 && d.lang.behind { // "begin 2015 duizend euro"
			return q.scaled
		}
		q.exp += power
		q.scale += power
		q.scaled, q.year = true, false
		q.to = i + n
		i = q.to
	}
	return q.scaled
}

// isScaled reports whether a magnitude follows q beside a currency.
func (d *doc) isScaled(q quantity) bool { return d.scale(&q, true) }

// letterFits reports whether the letters at token i are a magnitude of q: they
// touch it or stand one space apart, and no letter or digit touches them.
func (d *doc) letterFits(i int, q *quantity) bool {
	t := &d.toks[i]
	if i != q.to || t.has(lined) {
		return false
	}
	if i+1 < len(d.toks) {
		if next := &d.toks[i+1]; next.glued() && (next.kind == number || next.kind == word && !next.has(wide)) {
			return false
		}
		if next := &d.toks[i+1]; next.glued() && next.oneOf("'’&") && d.isClass(i+2, ^class(0)) {
			return false
		}
	}
	if t.glued() || t.end-t.start > 1 {
		return true
	}
	return t.has(caps) || d.low[t.start] != 't' && d.low[t.start] != 'b'
}

// hyphen returns i, or the token after it when i is a hyphen that joins.
func (d *doc) hyphen(i int) int {
	if i+1 < len(d.toks) && d.toks[i].kind == symbol && isHyphen(d.toks[i].r) && d.toks[i+1].glued() {
		return i + 1
	}
	return i
}

func (d *doc) isClass(i int, c class) bool { return uint(i) < uint(len(d.toks)) && d.toks[i].is(c) }

func (d *doc) wordIs(i int, w string) bool {
	if uint(i) >= uint(len(d.toks)) {
		return false
	}
	t := &d.toks[i]
	return int(t.end-t.start) == len(w) && string(d.low[t.start:t.end]) == w // most differ in length
}

// endsIn reports whether token i ends in some letters.
func (d *doc) endsIn(i int, w string) bool {
	return i >= 0 && i < len(d.toks) && strings.HasSuffix(string(d.low[d.toks[i].start:d.toks[i].end]), w)
}

func (d *doc) isSign(i int, r rune) bool { return uint(i) < uint(len(d.toks)) && d.toks[i].sign(r) }

// span returns the text of tokens from..to-1.
func (d *doc) span(from, to int) string {
	if from >= to {
		return ""
	}
	return d.text[d.toks[from].start:d.toks[to-1].end]
}

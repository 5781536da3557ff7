package entity

import (
	"slices"
	"strings"
)

// percent reads the percentage whose number is q into f.
func (d *doc) percent(q *quantity, f *figure) bool {
	to, is := d.unitAt(q.to, q)
	if is == noUnit {
		return d.percentRange(q, f)
	}
	if !d.startsFigure(q.from) || is == inPercent && (d.oddPercent(q.from, to) || q.year && !d.toks[to-1].glued() && d.toks[to-1].sign('%')) { // "Q3 2024   % Change" heads a table
		return false
	}
	if is == inPoints && d.toks[to-1].has(wide) && d.isSign(to, '(') && to+2 < len(d.toks) && d.toks[to+1].kind == number { // "14.22ポイント(0.52%)安"
		return false
	}
	if q.to > q.from+1 && !q.words && !d.lang.gaps && d.moneyBefore(q.from) { // "$1 000%": its groups are those of an amount
		return false
	}
	*f = figure{typ: percentage, rule: numberAndPercent, from: q.from, to: to, cue: -1, low: q.value(), unit: is}
	d.takeSign(f)
	d.extendRange(f)
	if f.high == 0 {
		f.high = f.low
	}
	f.modifier, _ = d.modifierBefore(f.from)
	return finite(f.low) && finite(f.high)
}

// hundredths proposes the percentages in the words of Chinese: "百分之十二", "百分之七點九".
func (d *doc) hundredths() {
	for at := 0; ; {
		n := strings.Index(d.text[at:], "百分之")
		if n < 0 {
			return
		}
		at += n
		i, ok := slices.BinarySearchFunc(d.toks, int32(at), func(t token, start int32) int { return int(t.start - start) })
		at += len("百分之")
		if !ok {
			continue
		}
		f := d.draft()
		*f = figure{typ: percentage, rule: numberAndPercent, from: i, cue: -1, unit: inPercent}
		if q, ok := d.quantityAt(i + 3); ok && d.toks[i+3].kind == number {
			f.low, f.to = q.value(), q.to
		} else if f.low, f.to = d.wideNumber(i + 3); f.to == i+3 {
			continue
		}
		f.high = f.low
		f.modifier, _ = d.modifierBefore(f.from)
		d.accept()
	}
}

// wideNumber reads a number below a thousand in the digits of Chinese at token i, and returns its end: 十二,
// 七點九, 三十五. The end is i where there is none.
func (d *doc) wideNumber(i int) (value float64, to int) {
	last, seen, scale := 0.0, false, 0.0 // the last digit, whether there was one, and what the next is worth behind the point
	for to = i; to < len(d.toks) && d.toks[to].has(wide) && to < i+maxWideNumber; to++ {
		r := d.toks[to].r
		switch n := chineseDigit(r); {
		case n >= 0 && scale > 0:
			value, scale = value+float64(n)*scale, scale/10
		case n >= 0:
			last, seen = float64(n), true
		case r == '十' && scale == 0:
			value, last, seen = value+10*max(last, 1), 0, true
		case r == '百' && scale == 0 && seen:
			value, last = value+100*last, 0
		case (r == '點' || r == '点') && seen && scale == 0:
			value, last, scale = value+last, 0, 0.1
		default:
			return value + last, to
		}
	}
	return value + last, to
}

// chineseDigit returns the value of a digit of Chinese, -1 for other characters.
func chineseDigit(r rune) int {
	switch r {
	case '〇':
		return 0
	case '兩', '两':
		return 2
	}
	return slices.Index([]rune("零一二三四五六七八九"), r)
}

// maxWideNumber is how many characters a percentage in words of Chinese may have.
const maxWideNumber = 8

// startsFigure reports whether a number may begin at token i: no letters and
// no point or slash of a longer code touch it.
func (d *doc) startsFigure(i int) bool {
	if i == 0 || !d.toks[i].glued() {
		return true
	}
	prev := &d.toks[i-1]
	if (isMoneySign(&d.toks[i]) || d.toks[i].kind == number) && (d.wordIs(i-1, "c") && isMoneySign(&d.toks[i]) || prev.sign('.') && (d.wordIs(i-2, "c") || d.wordIs(i-2, "ca"))) { // "c.£5m"
		return true
	}
	switch prev.kind {
	case word:
		return d.toks[i].kind == number && (prev.has(wide) || prev.is(cUp|cDown|cPrep|cBy|cLevel|cCurrency))
	case number:
		return false
	}
	if prev.sign('=') && i > 1 && d.toks[i-2].has(wide) { // "1ドル=153円"
		return true
	}
	return !prev.oneOf("/_#%@.\\=&") || prev.sign('.') && i > 1 && d.toks[i-2].kind == word && d.toks[i].kind == word
}

// oddPercent reports whether a percent sign belongs to an encoded address.
func (d *doc) oddPercent(i, to int) bool {
	if to < len(d.toks) && d.toks[to].glued() {
		next := &d.toks[to]
		if next.kind == number || next.kind == word && !next.has(wide) && next.end-next.start <= 2 && d.toks[to-1].sign('%') {
			return true
		}
	}
	return i > 0 && d.toks[i].glued() && d.toks[i-1].sign('%')
}

// unitAt reads the unit of a percentage at token i, and the end of it.
func (d *doc) unitAt(i int, q *quantity) (to int, is unit) {
	i = d.hyphen(i)
	if i >= len(d.toks) || d.toks[i].has(parted) {
		return i, noUnit
	}
	if d.isSign(i, '%') || d.isSign(i, '％') {
		if lx, n := d.phraseOf(i, cUnit); n > 1 && lx.is&cUnit != 0 { // "%포인트"
			return i + n, lx.unit
		}
		if k := d.hyphen(i + 1); d.isClass(k, cPoints) && !d.toks[k].has(lined) && k != i+1 {
			return k + 1, inPoints
		}
		return i + 1, inPercent
	}
	if d.isSign(i, ')') && d.isSign(i+1, '%') && d.toks[i+1].glued() && d.isSign(q.from-1, '(') {
		return i + 2, inPercent
	}
	if lx, n := d.phraseOf(i, cUnit); lx.is&cUnit != 0 {
		return i + n, lx.unit
	}
	if d.isClass(q.to-1, cFraction) && q.words || q.value() < 1 && d.wordIs(i, "of") && (d.wordIs(i+1, "a") || d.wordIs(i+1, "one")) && !d.isClass(i+2, cPoints) { // "0.8 of a per cent"
		return d.fractionUnit(i)
	}
	return i, noUnit
}

// percentageEnd returns the token after the number in percent that begins at token i, if one
// does: what names are linked by before percentages are read.
func (d *doc) percentageEnd(i int) (to int, ok bool) {
	q, ok := d.quantityAt(i)
	if !ok {
		return i, false
	}
	to, is := d.unitAt(q.to, &q)
	return to, is == inPercent
}

// fractionUnit reads what may follow half or quarter: "half a percentage point",
// "quarter-point".
func (d *doc) fractionUnit(i int) (int, unit) {
	for d.wordIs(i, "of") || d.wordIs(i, "a") || d.wordIs(i, "one") || !d.lang.english && d.isClass(i, cOf) {
		i++
	}
	i = d.hyphen(i)
	if i >= len(d.toks) {
		return i, noUnit
	}
	if lx, n := d.phraseOf(i, cUnit); lx.is&cUnit != 0 {
		return i + n, lx.unit
	}
	if d.isClass(i, cPoints) && d.toks[i].end-d.toks[i].start >= 5 {
		return i + 1, inPoints
	}
	return i, noUnit
}

// takeSign moves the beginning of f over a sign or a bracket written before it.
func (d *doc) takeSign(f *figure) {
	i := f.from - 1
	if i < 0 {
		return
	}
	if d.isSign(i, '(') && d.isSign(f.to-2, ')') {
		f.sign, f.from = -1, i
		return
	}
	if !d.toks[f.from].glued() && !(d.isSign(i-1, '(') && d.toks[i].glued()) { // "(+ 6,03 Prozent)" alone has a space
		return
	}
	sign := signOf(&d.toks[i])
	if sign == 0 || i > 0 && d.toks[i].glued() && !d.toks[i-1].oneOf("(:,[“\"'") && !isArrow(d.toks[i-1].r) {
		return
	}
	f.sign, f.from = sign, i
}

// signOf returns -1 or 1 for a minus or a plus sign, else 0.
func signOf(t *token) int8 {
	if t.kind != symbol {
		return 0
	}
	switch t.r {
	case '+', '＋':
		return 1
	case '-', '−', '–', '﹣', '－', '‑':
		return -1
	}
	return 0
}

// percentRange reads "5-10%" and "5 to 10 per cent", q being the first number.
func (d *doc) percentRange(q *quantity, f *figure) bool {
	j, next := d.joinAt(q.to)
	if j == none || q.year || !d.startsFigure(q.from) {
		return false
	}
	*f = figure{typ: percentage, rule: numberAndPercent, from: q.from, cue: -1}
	d.takeSign(f)
	if !d.bounds(j, f.from) && !d.isBareRange(j, f.from) {
		return false
	}
	plus := next
	if signOf(&d.toks[next]) != 0 {
		plus++
	}
	q2, ok := d.quantityAt(plus)
	if !ok {
		return false
	}
	to, is := d.unitAt(q2.to, &q2)
	if is == noUnit || q2.value() <= q.value() && j == dash || d.toks[plus].has(parted) {
		return false
	}
	f.low, f.high, f.ranged, f.unit, f.to = q.value(), q2.value(), true, is, to
	if f.low > f.high {
		f.low, f.high = f.high, f.low
	}
	f.modifier, _ = d.modifierBefore(f.from)
	return finite(f.low) && finite(f.high)
}

// isBareRange reports whether the number at token from, which has no unit of its own, is the low end of
// a change of a price: "opened up 3 to 4 per cent". A level that it rose from is said with "from".
func (d *doc) isBareRange(j join, from int) bool {
	before := d.beforeModifiers(from)
	if !d.lang.english && j == to && (d.isClass(before, cOf|cFrom) || d.lang.name == "nl" && d.isClass(before, cBy)) { // "une baisse organique de 6 à 10%"
		for k := before - 1; k >= max(0, before-2) && d.toks[k].kind == word && !d.toks[k].is(cChange); k-- {
			if d.toks[k].is(cUp|cDown) && d.toks[k].is(cNoun|cVerb) {
				return !d.toks[k].is(cChange)
			}
		}
		if d.lang.name == "nl" && d.isClass(before, cBy) { // "met 5 tot 10 procent verlaagd"
			return true
		}
		return d.isClass(before, cFrom) && !d.movesBefore(before) && !d.ratedBefore(before) && !d.becomes(from) // "une croissance du BPA de 8 à 10 %"
	}
	return d.lang.english && j == to && (d.isClass(before, cAdj) && d.isClass(before, cUp|cDown) || d.isClass(before, cBy)) && !d.fromBefore(before)
}

// extendRange makes "3% to 3.5%" one figure, f being its first half.
func (d *doc) extendRange(f *figure) {
	j, next := d.joinAt(f.to)
	if j == none || !d.bounds(j, f.from) {
		return
	}
	if signOf(&d.toks[next]) != 0 && f.sign != 0 {
		next++
	}
	q, ok := d.quantityAt(next)
	if !ok {
		return
	}
	to, is := d.unitAt(q.to, &q)
	if is != f.unit || j != and && q.value() < f.low {
		return
	}
	f.high, f.ranged, f.to = q.value(), true, to
	if f.low > f.high {
		f.low, f.high = f.high, f.low
	}
}

package entity

import (
	"unicode"

	"github.com/pennypress/pennypress/extract/gazetteer"
)

// addWide adds the smaller parts of a number written with several magnitudes, as
// Japanese and Korean do: "1兆2000億円", "1조 2000억 원", "2조3천575억원".
func (d *doc) addWide(q *quantity) {
	d.addThousands(q)
	for q.scaled && q.scale >= 4 && d.isClass(q.to-1, cMagnitude) && d.toks[q.to-1].has(wide) {
		if q.to >= len(d.toks) || d.toks[q.to].kind != number || d.toks[q.to].has(lined) {
			return
		}
		part, ok := d.digitsAt(q.to)
		if !ok || part.exp != 0 {
			return
		}
		d.scale(&part, false)
		d.addThousands(&part)
		if part.to < len(d.toks) && !part.scaled && !d.toks[part.to].has(wide) || part.scale >= q.scale || q.exp < part.exp || q.exp-part.exp > 12 || q.mant > 1e6 {
			return
		}
		q.mant = q.mant*pow(10, q.exp-part.exp) + part.mant
		q.exp, q.scale, q.to = part.exp, part.scale, part.to
	}
}

// addThousands adds what is less than a thousand behind thousands that are written out, and
// the magnitude of both: "9만7천200원", "8천999억원".
func (d *doc) addThousands(q *quantity) {
	if q.scale != 3 || q.exp < 0 || q.to >= len(d.toks) || !d.toks[q.to-1].has(wide) || d.toks[q.to].kind != number || d.toks[q.to].has(lined) {
		return
	}
	part, ok := d.digitsAt(q.to)
	if !ok || part.exp != 0 || part.mant >= 1000 || part.to >= len(d.toks) || !d.toks[part.to].has(wide) {
		return
	}
	q.mant = q.mant*pow(10, q.exp) + part.mant
	q.exp, q.scale, q.scaled, q.to = 0, 0, false, part.to
	d.scale(q, false)
}

// wideCue looks for a cue beside f where the script has no spaces: after it
// ("3%上昇", "3% 상승"), or right before it ("上涨3%").
func (d *doc) wideCue(f *figure) bool {
	i := f.to
	for n := 0; n < 2 && i < len(d.toks) && d.toks[i].oneOf("の()"); n++ {
		if d.isSign(i, '(') { // "5.1bp(1bp=0.01%포인트) 내린", "11.25%(1만8900원) 오른"
			if to := d.closingBracket(i, min(i+maxGloss, len(d.toks))); to > i && to+1 < len(d.toks) && d.toks[to+1].has(wide) {
				i = to
			}
		}
		i++
	}
	for n := 0; n < 2 && i < len(d.toks) && d.toks[i].has(wide); n++ { // "1.9%それぞれ上げた", "3% 넘게 상승"
		lx, k := d.phraseAt(i)
		if lx.is&cFiller == 0 || lx.is&(cUp|cDown) != 0 {
			break
		}
		i += k
	}
	if f.from > 0 && d.toks[f.from-1].has(wide) && d.wideWidth(f) {
		return true
	}
	if d.isWideLevel(f) {
		f.cue, f.why = f.to-1, "a level"
		return true
	}
	for k := i; k < min(i+3, len(d.toks)) && d.toks[k].has(wide) && !d.toks[k].has(parted); k++ {
		if d.toks[k].r == 'が' || k > i && (d.toks[k].r == '高' || d.toks[k].r == '安') { // "80％が値上がりし", "4.6%台と高く"
			break
		}
		if lx, n := d.phraseAt(k); lx.is&cAfter != 0 && !(k+n < len(d.toks) && d.toks[k+n].kind == number && d.lang.name == "zh") { // "39.5%大減27.6個百分點"
			return f.point(lx, k)
		}
	}
	for k := max(0, f.from-4); k < f.from; k++ {
		if !d.toks[k].has(wide) {
			continue
		}
		if lx, n := d.phraseAt(k); k+n <= f.from && f.from-k-n <= 2 && lx.is&cNoun != 0 {
			return f.point(lx, k)
		}
	}
	return false
}

// maxGloss is how many tokens a bracket may have between a number and its verb.
const maxGloss = 12

// isWideLevel reports whether f is what a change leads to: "0.98%に上昇", "2.9%로 상승",
// "上升至2.1%".
func (d *doc) isWideLevel(f *figure) bool {
	_, from := d.modifierBefore(f.from)
	if from > 0 && (d.toks[from-1].r == '由' || d.toks[from-1].r == '从' || d.toks[from-1].r == '從') { // "由33.3%提升至40.7%"
		return true
	}
	if f.to < len(d.toks) && d.toks[f.to].has(wide) {
		if lx, n := d.phraseAt(f.to); n > 1 && lx.is&cLevel != 0 { // "67%から低下"
			return true
		}
	}
	return from > 0 && d.toks[from-1].has(wide) && d.toks[from-1].is(cTo) ||
		f.to < len(d.toks) && d.toks[f.to].has(wide) && d.toks[f.to].glued() && (d.toks[f.to].is(cLevel) || d.isClass(f.to+1, cTo) && d.toks[f.to+1].has(wide))
}

// maxName bounds the bytes of a name in a script without spaces.
const maxName = 64

// wideName reads the longest name in a script without spaces that begins at token i into
// c: "トヨタ自動車", "SK하이닉스". It may end anywhere in a run of letters.
func (d *doc) wideName(i int, c *candidate) bool {
	end := i + 1
	if !d.toks[i].has(wide) {
		end = d.runEnd(i)
	}
	if end >= len(d.toks) || !d.toks[end].glued() || !d.toks[end].has(wide) && (!d.toks[i].has(wide) || d.toks[end].kind == symbol) {
		return false
	}
	if d.toks[end].has(wide) && !d.startsWide(i, end) {
		return false
	}
	start := int(d.toks[i].start)
	text := d.text[start:min(len(d.text), start+maxName)]
	entries, pieces := d.table.LongestWide(gazetteer.Fold(text))
	to := i
	for ; pieces > 0 && to < len(d.toks); pieces-- {
		if d.toks[to].has(wide) {
			to++
		} else {
			to = d.runEnd(to)
		}
	}
	if to == i || d.wordGoesOn(to) {
		return false
	}
	d.candidate(c, entries, i, to)
	return true
}

// wordGoesOn reports whether the word that ends before token i goes on there: Katakana after
// Katakana, or Hangul that is no particle after Hangul.
func (d *doc) wordGoesOn(i int) bool {
	if i >= len(d.toks) || !d.toks[i].glued() || !d.toks[i].has(wide) || !d.toks[i-1].has(wide) {
		return false
	}
	last, next := d.toks[i-1].r, d.toks[i].r
	switch {
	case isKatakana(last):
		return isKatakana(next)
	case unicode.Is(unicode.Hangul, last):
		return unicode.Is(unicode.Hangul, next) && !d.cash.is(particle, d.span(i, i+1))
	}
	return false
}

func isKatakana(r rune) bool { return 0x30A1 <= r && r <= 0x30FA || r == 'ー' }

// startsWide reports whether names may begin with the run at token i and the wide character
// that is token end.
func (d *doc) startsWide(i, end int) bool {
	first, second := &d.toks[i], &d.toks[end]
	if _, plain := hashRun(d.low, int(first.start), int(second.start)); !plain && !first.has(wide) {
		return true // an accent is hashed as its base, which low does not have
	}
	h, _ := hashRun(d.low, int(first.start), int(second.end))
	return d.table.LengthsFrom(h) != 0
}

// isWide reports whether f stands in a clause of a script without spaces.
func (d *doc) isWide(f *figure) bool {
	return f.cue >= 0 && d.toks[f.cue].has(wide) || f.from > 0 && d.toks[f.from-1].has(wide)
}

// wideSubject finds who moved by f where the script has no spaces: the instrument before it
// in its sentence, unless a figure of the company stands between. Without a noun of
// price the cue must be one of prices: "腾讯上涨3%", not "腾讯增长3%".
func (d *doc) wideSubject(f *figure) subject {
	start := f.from
	if f.cue >= 0 && f.cue < start {
		start = f.cue
	}
	price := false
	for k := start - 1; k >= max(0, start-maxSegment) && !d.breaks(k+1); k-- {
		if g := d.figureAt(k); g != nil {
			if g.typ == instrument && (price || d.isPriceCue(f.cue)) {
				return subject{tickers: d.joined(int(d.cover[k]), 0), found: true, why: "the instrument before it"}
			}
			k = g.from
			continue
		}
		switch lx, _ := d.phraseAt(k); {
		case lx.is&cInstr != 0 && d.isPriceTarget(k):
			return nobodyFor("a figure of the company stands before it")
		case lx.is&cInstr != 0:
			price = true
		case lx.is&cMetric != 0 && !price:
			return nobodyFor("a figure of the company stands before it")
		}
	}
	if !price {
		return nobodyFor("no instrument stands before it in its sentence")
	}
	if last := d.lastNamed(start, false, func(g *figure) bool { return !isIndex(g) }); last >= 0 && !d.without(memories) {
		return d.only(last, "what was spoken of before")
	}
	return nobodyFor("nothing was named that it may refer to")
}

// isPriceTarget reports whether the noun of price at token i ends one of a figure: "目標株価".
func (d *doc) isPriceTarget(i int) bool {
	for k := max(0, i-3); k < i; k++ {
		if lx, n := d.phraseAt(k); k+n > i && lx.is&cMetric != 0 {
			return true
		}
	}
	return false
}

// maxWidth is how many tokens back the width of a change may be that comes to a number.
const maxWidth = 8

// wideWidth decides "漲幅一度擴大到6%", "낙폭을 3% 가까이": what comes to the number is the width of
// a change and no level.
func (d *doc) wideWidth(f *figure) bool {
	for k := f.from - 1; k > max(0, f.from-maxWidth) && d.cover[k] < 0 && !d.breaks(k+1) && d.toks[k].kind != number; k-- {
		if r := d.toks[k].r; r == '幅' || r == '폭' {
			if lx, n := d.phraseAt(k - 1); n > 1 && lx.is&(cUp|cDown) != 0 {
				return f.point(lx, k-1)
			}
		}
	}
	return false
}

// isPriceCue reports whether a cue of what prices do stands at token i.
func (d *doc) isPriceCue(i int) bool {
	if i < 0 {
		return false
	}
	if d.toks[i].kind == symbol {
		return arrow(d.toks[i].r) != 0
	}
	lx, _ := d.phraseAt(i)
	return lx.is&cPrice != 0
}

// point sets the direction of a cue.
func (f *figure) point(lx *lexeme, i int) bool {
	f.direction, f.cue, f.why = 1, i, "a cue beside it"
	if lx.is&cDown != 0 {
		f.direction = -1
	}
	return true
}

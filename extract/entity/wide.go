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
	if !d.hasWide {
		return false
	}
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
		f.cue, f.why = f.to-1, aLevel
		return true
	}
	if i+1 < len(d.toks) && (d.toks[i].r == '를' || d.toks[i].r == '을' || d.toks[i].r == 'を') && isPassing(d.toks[i+1].r) { // "20%를 웃돌았다", "20%を上回った"
		f.cue, f.why = i+1, aLevel
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
	if d.comparedCue(f) || d.otherwiseCue(f) {
		return true
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

// isPassing reports whether a verb that begins with r says that an amount is passed.
func isPassing(r rune) bool {
	return r == '웃' || r == '밑' || r == '넘' || r == '上' || r == '下' || r == '超'
}

// comparedCue decides "較去年同期高2.3個百分點" and "增速比上月末低0.2个百分点": what is higher or lower than
// something that stands before.
func (d *doc) comparedCue(f *figure) bool {
	_, i := d.modifierBefore(f.from)
	i--
	if i < 1 || d.lang.name != "zh" || d.toks[i].r != '高' && d.toks[i].r != '低' {
		return false
	}
	for k := i - 1; k > max(0, i-maxCompared) && d.toks[k].has(wide); k-- {
		switch d.toks[k].r {
		case '比', '较', '較', '於', '于':
			f.direction, f.cue, f.why = 1, i, "a cue beside it"
			if d.toks[i].r == '低' {
				f.direction = -1
			}
			return true
		}
	}
	return false
}

// otherwiseCue decides "跌113點或0.43%": as the points before say.
func (d *doc) otherwiseCue(f *figure) bool {
	if f.from < 3 || d.toks[f.from-1].r != '或' {
		return false
	}
	for k := f.from - 2; k > max(0, f.from-maxCompared) && !d.breaks(k+1) && !d.isSign(k, ','); k-- {
		if !d.toks[k].has(wide) || d.cover[k] >= 0 {
			continue
		}
		if lx, _ := d.phraseAt(k); lx.is&(cUp|cDown) != 0 && lx.is&(cNoun|cAfter) != 0 {
			return f.point(lx, k)
		}
	}
	return false
}

// maxCompared is how many tokens may say what something is compared with.
const maxCompared = 10

// maxGloss is how many tokens a bracket may have between a number and its verb.
const maxGloss = 12

// isWideLevel reports whether f is what a change leads to: "0.98%に上昇", "2.9%로 상승",
// "上升至2.1%".
func (d *doc) isWideLevel(f *figure) bool {
	_, from := d.modifierBefore(f.from)
	if d.isRun(f.to, "に達") && from > 1 && d.toks[from-1].r == 'は' && d.toks[from-2].r == '率' { // "株価上昇率は110%に達しており"
		return false
	}
	if from > 0 && (d.toks[from-1].r == '由' || d.toks[from-1].r == '从' || d.toks[from-1].r == '從') { // "由33.3%提升至40.7%"
		return true
	}
	if from > 1 && d.toks[from-1].r == '的' && d.lang.name == "zh" { // "較同業的12%高出一截"
		for k := from - 2; k > max(0, from-maxCompared) && d.toks[k].has(wide); k-- {
			if r := d.toks[k].r; r == '较' || r == '較' || r == '比' {
				return true
			}
		}
	}
	if f.to < len(d.toks) && d.toks[f.to].has(wide) {
		if lx, n := d.phraseAt(f.to); n > 1 && lx.is&cLevel != 0 { // "67%から低下"
			return true
		}
	}
	to := f.to
	if d.isSign(to, ')') {
		to++
	}
	if d.isRun(to, "보다") { // "전날(71.0%)보다 높아졌다"
		return true
	}
	if to = f.to; to < len(d.toks) && d.toks[to].has(wide) && d.toks[to].glued() {
		if lx, n := d.phraseAt(to); lx.is&cFiller != 0 && lx.is&(cUp|cDown) == 0 { // "0.75％程度に引き上げる"
			to += n
		}
	}
	if d.isRun(to, "까지") && d.isRatioBefore(from) { // "비중이 81%까지 높아졌다"
		return true
	}
	return from > 0 && d.toks[from-1].has(wide) && d.toks[from-1].is(cTo) ||
		to < len(d.toks) && d.toks[to].has(wide) && d.toks[to].glued() && (d.toks[to].is(cLevel) || d.isClass(to+1, cTo) && d.toks[to+1].has(wide))
}

// isRun reports whether the two characters of s stand at token i.
func (d *doc) isRun(i int, s string) bool {
	return i+1 < len(d.toks) && d.toks[i].has(wide) && d.toks[i+1].has(wide) && d.toks[i+1].glued() && d.span(i, i+2) == s
}

// isRatioBefore reports whether a share of something is spoken of soon before token i, in Korean.
func (d *doc) isRatioBefore(i int) bool {
	for k := i - 1; k > max(0, i-maxRatio) && d.toks[k].has(wide); k-- {
		if d.isRun(k, "비중") || d.isRun(k, "비율") || d.isRun(k, "유율") {
			return true
		}
	}
	return false
}

// maxRatio is how many tokens before its number the word for a share may stand.
const maxRatio = 6

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

// point sets the direction of a cue beside f.
func (f *figure) point(lx *lexeme, i int) bool { return f.pointAs(lx, i, "a cue beside it") }

// pointAs sets the direction of a cue, and why it decides.
func (f *figure) pointAs(lx *lexeme, i int, why string) bool {
	f.direction, f.cue, f.why = 1, i, why
	if lx.is&cDown != 0 {
		f.direction = -1
	}
	return true
}

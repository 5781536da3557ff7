package entity

import "bytes"

// Names that no gazetteer has, but the text itself: "Aquestive Therapeutics, Inc. (NASDAQ:
// AQST)". Small companies are in no list, and their own releases name them so.

// An introduction is the name in tokens from..to-1, without its legal form, and the pair of an
// exchange that the text gives it.
type introduction struct {
	from, to int
	pair     int
}

// maxIntroduced bounds the tokens of a name, and the names of a text.
const (
	maxIntroduced   = 8
	maxIntroduction = 20
)

// introductions proposes the names that stand before the bracket of an exchange pair and are
// none of the gazetteer's, wherever the text has them.
func (d *doc) introductions() {
	var list []introduction
	n := 0
	for i := range d.figures {
		f := &d.figures[i]
		if f.typ != instrument || f.rule != exchangePair && f.rule != codeNumbered && f.rule != codeInBrackets && f.how != byCashtag || !d.isSign(f.from-1, '(') || len(list) == maxIntroduction {
			continue
		}
		end := d.beforeBrackets(f.from - 1)
		if n > 0 && n <= len(d.found) && d.found[n-1].to >= end {
			n = 0
		}
		for n < len(d.found) && d.found[n].to < end {
			n++
		}
		if n < len(d.found) && d.found[n].to == end && !d.found[n].dropped {
			continue
		}
		if in, ok := d.introduction(end, i); ok {
			list = append(list, in)
			if short, ok := d.definedShort(end, in); ok {
				list = append(list, short)
			}
		}
	}
	if list == nil {
		return
	}
	taken := d.takenTokens()
	for i := range d.toks {
		for _, in := range list {
			if to := d.introducedAt(i, in); to > 0 && !taken[i] {
				p := &d.figures[in.pair]
				d.figures = append(d.figures, figure{typ: instrument, rule: introducedName, from: i, to: to, how: byName, cue: p.from, why: "its code in the text", instrument: p.instrument, symbol: p.symbol, exchange: p.exchange, name: p.name})
				for k := i; k < to; k++ {
					taken[k] = true
				}
			}
		}
	}
}

// definedShort reads the short name that the brackets at token i define for in: "Old Second
// Bancorp, Inc. ("Old Second")".
func (d *doc) definedShort(i int, in introduction) (introduction, bool) {
	if !d.isSign(i, '(') || !d.isQuote(i+1) || !d.sameText(min(i+2, len(d.toks)-1), in.from) {
		return introduction{}, false
	}
	to := i + 2
	for to < min(i+2+maxIntroduced, len(d.toks)) && d.toks[to].kind == word && d.toks[to].has(capital) {
		to++
	}
	if to < i+4 || !d.isQuote(to) { // one word stands for the name anyway
		return introduction{}, false
	}
	return introduction{i + 2, to, in.pair}, true
}

// beforeBrackets returns the bracket at token i, or the one before it where brackets follow
// each other: "Kraken Robotics Inc. ("Kraken" or the "Company") (TSX-V: PNG)".
func (d *doc) beforeBrackets(i int) int {
	for n := 0; n < 3 && d.isSign(i-1, ')'); n++ {
		k := i - 2
		for ; k > max(0, i-2*maxAside) && !d.isSign(k, '('); k-- {
		}
		if !d.isSign(k, '(') {
			break
		}
		i = k
	}
	return i
}

// introduction reads the name that ends before token end.
func (d *doc) introduction(end, pair int) (introduction, bool) {
	for d.isClass(end-1, cInstr) { // "Old Second stock (Nasdaq: OSBC)"
		end--
	}
	from := end
	for from > max(0, end-maxIntroduced) && !d.toks[from].has(parted) {
		switch t := &d.toks[from-1]; {
		case t.kind == word && t.has(capital), t.kind == number && from < end:
		case t.oneOf("&-.'’") && from > 1 && from < end && d.toks[from-2].kind != symbol && (d.toks[from].has(capital) || t.glued()):
		case t.sign('.') && from == end && d.isClass(from-2, cLegal):
		case t.sign(',') && d.isClass(from, cLegal) && from < end:
		default:
			return d.asIntroduction(from, end, pair)
		}
		from--
	}
	return d.asIntroduction(from, end, pair)
}

// asIntroduction makes a name of tokens from..end-1: without the words of the language that
// only begin a sentence or a headline, and without its legal form.
func (d *doc) asIntroduction(from, end, pair int) (introduction, bool) {
	for from < end && (d.toks[from].kind != word || d.toks[from].lex != 0 && !d.toks[from].has(caps)) {
		from++
	}
	to := end
	for to > from+1 && (d.toks[to-1].is(cLegal) || d.toks[to-1].kind == symbol) {
		to--
	}
	if from == to || d.toks[from].end-d.toks[from].start < 2 || to == from+1 && d.toks[from].lex != 0 {
		return introduction{}, false
	}
	return introduction{from, to, pair}, true
}

// minShort is how many letters the first word of a name has that stands for all of it.
const minShort = 4

// introducedAt returns the token after the name in where it stands at token i, whole or by its
// first word, 0 for none.
func (d *doc) introducedAt(i int, in introduction) int {
	first := &d.toks[in.from]
	if t := &d.toks[i]; t.kind != word || t.hash != first.hash || !t.has(capital) || !d.sameText(i, in.from) || i > 0 && t.glued() && d.toks[i-1].kind != symbol {
		return 0
	}
	n := 1
	for in.from+n < in.to && i+n < len(d.toks) && d.sameText(i+n, in.from+n) && !d.toks[i+n].has(parted) {
		n++
	}
	if in.from+n == in.to {
		return d.withLegalForm(i + n)
	}
	if first.lex != 0 || first.end-first.start < minShort || d.touched(i) {
		return 0
	}
	if next := i + 1; next < len(d.toks) && d.toks[next].kind == word && d.toks[next].has(capital) && !d.toks[next].has(lined) {
		return 0 // of another, longer name
	}
	return i + 1
}

// sameText reports whether two tokens are the same but for their case.
func (d *doc) sameText(i, k int) bool {
	a, b := &d.toks[i], &d.toks[k]
	return bytes.Equal(d.low[a.start:a.end], d.low[b.start:b.end])
}

package entity

import (
	"bytes"
	"slices"

	"github.com/pennypress/pennypress/extract/gazetteer"
)

// Most tokens of a text matter to no rule. The tokeniser, which sees each one,
// notes where the passes after it have to look, so that none of them walks the
// whole text again.

// anchors are indices of tokens, in order.
type anchors struct {
	numerals []int32 // numbers in digits and in letters
	heads    []head  // where a name or a code may begin
	places   []int32 // what may speak for a country
	opens    []int32 // brackets and colons, before a code
	codes    []int32 // words in capitals that mean nothing
	lines    []int32 // first tokens of lines
	capital  bool    // some word has a capital
	hasWide  bool    // some character is of a script without spaces
	seen     bloom   // words of the text, once they are noted
	noted    bool
}

// A head is a token that a name or a code may begin with, and how long names that begin
// with this word are; 0 where that is not known.
type head struct {
	at      int32
	lengths gazetteer.Lengths
}

// reset empties the lists and keeps their memory.
func (a *anchors) reset() {
	a.numerals, a.heads, a.places = a.numerals[:0], a.heads[:0], a.places[:0]
	a.opens, a.codes, a.lines = a.opens[:0], a.codes[:0], a.lines[:0]
	a.capital, a.hasWide = false, false
	if a.noted {
		a.noted = false
		clear(a.seen[:])
	}
}

// add adds a token of any kind, lex being where its lexeme is. It is good until the
// next is added.
func (d *doc) add(start, end int, k kind, flags uint8, lex uint16) (t *token, i int) {
	i = len(d.toks)
	if i == cap(d.toks) {
		d.toks = slices.Grow(d.toks, 1)
	}
	d.toks = d.toks[:i+1]
	x := &d.lang.sights[lex]
	t = &d.toks[i] // its fields are set one by one: a token made and copied takes twice as long
	t.start, t.end, t.r = int32(start), int32(end), 0
	t.kind, t.flags, t.lex = k, flags|x.flags, lex
	t.cls, t.hash = x.is, 0
	if flags&lined != 0 {
		d.lines = append(d.lines, int32(i))
	}
	return t, i
}

func (d *doc) addSymbol(start, end int, flags uint8, r rune, lex uint16) {
	t, i := d.add(start, end, symbol, flags, lex)
	t.r = r
	next := ascii[d.low[end]]
	touched := next == letter || next == beyond
	switch r {
	case '.': // "0101.KL"
		if touched {
			d.heads = append(d.heads, head{at: int32(i)})
		}
	case '$': // "$NVDA"
		if touched {
			d.heads = append(d.heads, head{at: int32(i)})
		}
		d.places = append(d.places, int32(i))
	case ':':
		d.heads = append(d.heads, head{at: int32(i)})
		d.places = append(d.places, int32(i))
		d.opens = append(d.opens, int32(i))
	case '(':
		d.opens = append(d.opens, int32(i))
	case ',':
		d.dropAside(i)
	}
}

// maxInterjected is how many tokens may stand between commas and say nothing of prices.
const maxInterjected = 5

// dropAside takes "elle", "however" or "en revanche" between two commas, the second of which is token i,
// out of the tokens, with both: the clause is read as if it were not there. Behind a figure it stays, since
// what follows may be about that.
func (d *doc) dropAside(i int) {
	k := i - 1
	for stop := i - maxInterjected - 1; k > max(0, stop) && !d.toks[k].sign(','); k-- {
		if t := &d.toks[k]; t.has(lined) || t.kind == number || t.kind == symbol && !t.oneOf("'’") {
			return
		}
	}
	if k < 1 || k == i-1 || !d.toks[k].sign(',') || d.toks[i].has(lined) {
		return
	}
	before := &d.toks[k-1]
	if before.kind == number || before.is(cUnit|cCurrency|cMinor|cMagnitude|cPoints) || before.kind == symbol && !before.sign(')') {
		return
	}
	if !d.cash.is(interjection, string(d.low[d.toks[k+1].start:d.toks[i-1].end])) && !(before.is(cVerb) && before.is(cUp|cDown) && !before.is(cNoun) && d.isCircumstance(k+1, i)) {
		return
	}
	if rest := d.low[d.toks[i].end:]; d.lang.english && (bytes.HasPrefix(rest, []byte(" which ")) || bytes.HasPrefix(rest, []byte(" whose "))) { // "X, by contrast, which earned": its comma stays
		d.toks[k] = d.toks[i]
		k++
	}
	d.toks = d.toks[:k]
	d.truncate(int32(k))
}

// isCircumstance reports whether tokens from..to-1, between a verb of change and its number, tell when or
// where: "ganhava, à hora do fecho, 1,52%".
func (d *doc) isCircumstance(from, to int) bool {
	if d.lang.english || !d.toks[from].is(cPrep|cLevel|cAux) {
		return false
	}
	for i := from; i < to; i++ {
		if t := &d.toks[i]; t.kind == word && (t.has(capital) || t.is(cUp|cDown|cMetric|cInstr|cRelative|cBreak) && !t.is(cFiller|cAux|cPrep)) {
			return false
		}
	}
	return true
}

// truncate drops the anchors from token k on.
func (a *anchors) truncate(k int32) {
	cut := func(list []int32) []int32 {
		for len(list) > 0 && list[len(list)-1] >= k {
			list = list[:len(list)-1]
		}
		return list
	}
	a.numerals, a.places, a.opens, a.codes, a.lines = cut(a.numerals), cut(a.places), cut(a.opens), cut(a.codes), cut(a.lines)
	for len(a.heads) > 0 && a.heads[len(a.heads)-1].at >= k {
		a.heads = a.heads[:len(a.heads)-1]
	}
}

// addNumber adds a number, which is divided where it has points or commas: no name has such.
func (d *doc) addNumber(start, end int, flags uint8, divided bool) {
	_, i := d.add(start, end, number, flags, 0)
	d.numerals = append(d.numerals, int32(i))
	if divided {
		return
	}
	next := ascii[d.low[end]]
	hash, plain := hashRun(d.low, start, end)
	if !plain || next == letter || next == beyond { // "3M"
		d.heads = append(d.heads, head{at: int32(i)})
	} else if lengths := d.table.LengthsFrom(hash); lengths != 0 {
		d.heads = append(d.heads, head{int32(i), lengths})
	}
}

// addWord adds a word, whose hash is 0 when it has letters beyond ASCII.
func (d *doc) addWord(start, end int, flags uint8, hash uint64, lex uint16) *token {
	i := len(d.toks)
	if i == cap(d.toks) {
		d.toks = slices.Grow(d.toks, 1)
	}
	d.toks = d.toks[:i+1]
	x := &d.lang.sights[lex]
	t := &d.toks[i]
	t.start, t.end, t.r = int32(start), int32(end), 0
	t.kind, t.flags, t.lex = word, flags|x.flags, lex
	t.cls, t.hash = x.is, hash
	if flags&lined != 0 {
		d.lines = append(d.lines, int32(i))
	}
	next := ascii[d.low[end]]
	if x.role&^isStart != 0 || flags&capital != 0 || next != space {
		d.anchor(t, int32(i), x.role, next)
	}
	return t
}

// anchor notes the word t, which is token i and has a role, in the lists it belongs to;
// next is what follows it.
func (d *doc) anchor(t *token, i int32, r role, next byte) {
	if t.flags&(wide|capital) == capital {
		d.capital = true
		if t.flags&caps != 0 && (t.cls == 0 || next == digit) { // "VALE3" is none of "vale"
			d.codes = append(d.codes, i)
		}
	}
	if r&isNumeral != 0 {
		d.numerals = append(d.numerals, i)
	}
	if r&isPlace != 0 {
		d.places = append(d.places, i)
	}
	if lengths, ok := d.mayBegin(t, r, next); ok {
		d.heads = append(d.heads, head{i, lengths})
	}
}

// mayBegin reports whether a name may begin with the word t, and how long such names are
// if it had to find out.
func (d *doc) mayBegin(t *token, r role, next byte) (lengths gazetteer.Lengths, ok bool) {
	switch {
	case next == digit, next == beyond, r&isHead != 0: // "a2 Milk"
		return 0, true
	case t.flags&capital == 0 && r&isUnknown == 0:
		return 0, d.low[t.end] == '.' || d.low[t.end] == '&' // "e.l.f. Beauty", "e&"
	case t.hash == 0: // with letters beyond ASCII
		return 0, t.flags&(capital|wide) != 0
	case t.flags&capital == 0 && !d.table.MayStartLower(t.hash), r&(isUnknown|isStart) == 0:
		return 0, false
	}
	lengths = d.table.LengthsFrom(t.hash)
	return lengths, lengths != 0
}

// A bloom holds hashes: what it has not seen was not there, what it has may
// have been.
type bloom [1 << (bloomBits - 6)]uint64

const bloomBits = 14 // 2 kB: a long article marks one place in ten

func (b *bloom) add(h uint64) {
	h >>= 64 - bloomBits
	b[h>>6] |= 1 << (h & 63)
}

func (b *bloom) has(h uint64) bool {
	h >>= 64 - bloomBits
	return b[h>>6]&(1<<(h&63)) != 0
}

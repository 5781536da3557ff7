package entity

// Most tokens of a text matter to no rule. The tokeniser, which sees each one,
// notes where the passes after it have to look, so that none of them walks the
// whole text again.

// anchors are indices of tokens, in order.
type anchors struct {
	numerals []int32 // numbers in digits and in letters
	heads    []int32 // where a name or a code may begin
	places   []int32 // what may speak for a country
	opens    []int32 // brackets and colons, before a code
	codes    []int32 // words in capitals that mean nothing
	lines    []int32 // first tokens of lines
	capital  bool    // some word has a capital
	words    int
	seen     bloom // words of the text
}

// reset empties the lists and keeps their memory.
func (a *anchors) reset() {
	a.numerals, a.heads, a.places = a.numerals[:0], a.heads[:0], a.places[:0]
	a.opens, a.codes, a.lines = a.opens[:0], a.codes[:0], a.lines[:0]
	a.capital, a.words = false, 0
	clear(a.seen[:])
}

// add adds a token of any kind.
func (d *doc) add(t token) int32 {
	i := int32(len(d.toks))
	d.toks = append(d.toks, t)
	if t.flags&lined != 0 {
		d.lines = append(d.lines, i)
	}
	return i
}

func (d *doc) addSymbol(t token) {
	i := d.add(t)
	switch t.r {
	case '$', ':', '.':
		d.heads = append(d.heads, i)
		if t.r == '.' {
			return
		}
		d.places = append(d.places, i)
		if t.r == ':' {
			d.opens = append(d.opens, i)
		}
	case '(':
		d.opens = append(d.opens, i)
	}
}

func (d *doc) addNumber(t token) {
	i := d.add(t)
	d.numerals = append(d.numerals, i)
	d.heads = append(d.heads, i)
}

// anchoring are the classes of words that passes after the tokeniser look for.
const (
	numeralWords  = cNumber | cFraction | cMagnitude | cHundred
	anchoringWord = numeralWords | cPlace | cPlaceStart | cBlockStart
)

func (d *doc) addWord(t *token) {
	i := d.add(*t)
	d.words++
	d.seen.add(t.hash)
	if t.flags&(wide|capital) == capital {
		d.capital = true
		if t.flags&caps != 0 && t.cls == 0 {
			d.codes = append(d.codes, i)
		}
	}
	if t.cls&anchoringWord != 0 || t.lex.phrases != nil {
		if t.cls&numeralWords != 0 {
			d.numerals = append(d.numerals, i)
		}
		if t.cls&(cPlace|cPlaceStart) != 0 || t.lex.phrases != nil {
			d.places = append(d.places, i)
		}
	}
	if d.mayBegin(t) {
		d.heads = append(d.heads, i)
	}
}

// mayBegin reports whether a name may begin with the word t, which is the last
// token so far.
func (d *doc) mayBegin(t *token) bool {
	next := byte(' ')
	if int(t.end) < len(d.text) {
		next = d.text[t.end]
	}
	class := ascii[next]
	switch {
	case t.cls&cBlockStart != 0, class == digit, class == beyond: // "a2 Milk"
		return true
	case t.flags&capital != 0 || t.lex == d.lang.none:
		return t.hash == 0 || d.table.LengthsFrom(t.hash) != 0
	}
	return next == '.' // "e.l.f. Beauty"
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

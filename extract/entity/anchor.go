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
	seen     bloom   // words of the text, once they are noted
	noted    bool
}

// reset empties the lists and keeps their memory.
func (a *anchors) reset() {
	a.numerals, a.heads, a.places = a.numerals[:0], a.heads[:0], a.places[:0]
	a.opens, a.codes, a.lines = a.opens[:0], a.codes[:0], a.lines[:0]
	a.capital = false
	if a.noted {
		a.noted = false
		clear(a.seen[:])
	}
}

// add adds a token of any kind. It is good until the next is added.
func (d *doc) add(start, end int, k kind, flags uint8, lex *lexeme) (t *token, i int32) {
	i = int32(len(d.toks))
	d.toks = append(d.toks, token{start: int32(start), end: int32(end), kind: k, flags: flags, lex: lex, cls: lex.is})
	if flags&lined != 0 {
		d.lines = append(d.lines, i)
	}
	return &d.toks[i], i
}

func (d *doc) addSymbol(start, end int, flags uint8, r rune, lex *lexeme) {
	t, i := d.add(start, end, symbol, flags, lex)
	t.r = r
	switch r {
	case '$', ':', '.':
		d.heads = append(d.heads, i)
		if r == '.' {
			return
		}
		d.places = append(d.places, i)
		if r == ':' {
			d.opens = append(d.opens, i)
		}
	case '(':
		d.opens = append(d.opens, i)
	}
}

func (d *doc) addNumber(start, end int, flags uint8) {
	_, i := d.add(start, end, number, flags, d.lang.none)
	d.numerals = append(d.numerals, i)
	d.heads = append(d.heads, i)
}

// addWord adds a word, whose hash is 0 when it has letters beyond ASCII.
func (d *doc) addWord(start, end int, flags uint8, hash uint64, lex *lexeme) *token {
	t, i := d.add(start, end, word, flags, lex)
	t.hash = hash
	next := ascii[d.low[end]]
	if lex.role != 0 || flags&capital != 0 || next != space {
		d.anchor(t, i, next)
	}
	return t
}

// anchor notes the word t, which is token i, in the lists it belongs to; next is
// what follows it.
func (d *doc) anchor(t *token, i int32, next byte) {
	if t.flags&(wide|capital) == capital {
		d.capital = true
		if t.flags&caps != 0 && t.cls == 0 {
			d.codes = append(d.codes, i)
		}
	}
	if t.lex.role&isNumeral != 0 {
		d.numerals = append(d.numerals, i)
	}
	if t.lex.role&isPlace != 0 {
		d.places = append(d.places, i)
	}
	if d.mayBegin(t, next) {
		d.heads = append(d.heads, i)
	}
}

// mayBegin reports whether a name may begin with the word t.
func (d *doc) mayBegin(t *token, next byte) bool {
	switch {
	case next == digit, next == beyond, t.lex.role&isHead != 0: // "a2 Milk"
		return true
	case t.flags&capital == 0 && t.lex.role&isUnknown == 0:
		return d.low[t.end] == '.' // "e.l.f. Beauty"
	}
	return t.hash == 0 || d.table.LengthsFrom(t.hash) != 0
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

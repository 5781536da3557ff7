package entity

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/pennypress/pennypress/extract/gazetteer"
)

// What a character beyond ASCII is made of.
const (
	isLetter uint8 = 1 << iota
	isMark
	isUpper
	hasLower // another one in lower case
)

// alphabets are the characters of Latin, Greek and Cyrillic, so that texts in them are read
// without a search in Unicode's tables for each letter.
var alphabets = func() (kinds [0x530]uint8) {
	for r := range kinds {
		kinds[r] = kindOf(rune(r))
	}
	return kinds
}()

// kindOf returns what a character is by Unicode's tables. Wide ones are no letters: each
// is a word.
func kindOf(r rune) (k uint8) {
	if unicode.IsLetter(r) && !gazetteer.Wide(r) {
		k |= isLetter
	}
	if unicode.IsMark(r) || r == softHyphen {
		k |= isMark
	}
	if unicode.IsUpper(r) {
		k |= isUpper
	}
	if unicode.ToLower(r) != r {
		k |= hasLower
	}
	return k
}

const softHyphen = '\u00ad'

// quickKind is kindOf.
func quickKind(r rune) uint8 {
	switch {
	case int(r) < len(alphabets):
		return alphabets[r]
	case '\u2010' <= r && r <= '\u2027': // quotes and dashes
		return 0
	}
	return kindOf(r)
}

// tokeniseRune handles a character beyond ASCII at pos.
func (d *doc) tokeniseRune(pos int, flags uint8) (int, uint8) {
	r, n := utf8.DecodeRuneInString(d.text[pos:])
	switch {
	case '\u2010' <= r && r <= '\u2027' || '\u20a0' <= r && r <= '\u20cf': // quotes, dashes and currencies are the most frequent
		return d.sign(pos, pos+n, flags, r), 0
	case gazetteer.Wide(r):
		h, _ := hashRun(d.low, pos, pos+n)
		d.addWord(pos, pos+n, flags|wide, 0, d.lang.find(h)).r = r
		d.hasWide = true
		return pos + n, 0
	case quickKind(r)&isLetter != 0:
		return d.accented(pos, flags), 0
	case r == '\u2028' || r == '\u2029' || r == '\u0085':
		return pos + n, flags | spaced | lined
	case unicode.IsSpace(r):
		return pos + n, flags | spaced
	case '０' <= r && r <= '９':
		return d.number(pos, flags), 0
	case unicode.IsMark(r) || unicode.Is(unicode.Cf, r):
		return pos + n, flags // a stray accent or a direction mark: as if not there
	}
	return d.sign(pos, pos+n, flags, r), 0
}

// sign adds a symbol beyond ASCII and returns its end.
func (d *doc) sign(start, end int, flags uint8, r rune) int {
	h, _ := hashRun(d.low, start, end)
	switch r { // brackets of scripts without spaces are brackets
	case '（':
		r = '('
	case '）':
		r = ')'
	}
	d.addSymbol(start, end, flags, r, d.lang.find(h))
	return end
}

// continues reports whether the character at pos goes on with a word.
func (d *doc) continues(pos int) bool {
	r, _ := utf8.DecodeRuneInString(d.text[pos:])
	return quickKind(r)&(isLetter|isMark) != 0
}

// accented adds the word at start, which has letters beyond ASCII.
func (d *doc) accented(start int, flags uint8) int {
	text, pos := d.text, start
	uppers, letters, all := 0, 0, uint8(0)
	for pos < len(text) {
		r, n := rune(text[pos]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(text[pos:])
		}
		k := quickKind(r)
		if k&(isLetter|isMark) == 0 {
			break
		}
		if k&isLetter != 0 {
			letters++
			if k&isUpper != 0 {
				uppers++
			}
		}
		if pos == start && k&isUpper != 0 {
			flags |= capital
		}
		if n > 1 {
			all |= k
		}
		pos += n
	}
	if uppers == letters {
		flags |= caps
	}
	h, _ := hashRun(d.low, start, pos)
	if all&hasLower != 0 {
		h = gazetteer.Hash(strings.ToLower(text[start:pos]))
	}
	d.addWord(start, pos, flags, 0, d.lang.find(h))
	if n := int32(len(d.toks) - 1); uppers > 0 && flags&capital == 0 && (len(d.heads) == 0 || d.heads[len(d.heads)-1].at != n) { // "bioMérieux"
		d.heads = append(d.heads, head{at: n})
	}
	return pos
}

// wideDigit reports whether s begins with a full-width digit, and its bytes.
func wideDigit(s string) (bool, int) {
	r, n := utf8.DecodeRuneInString(s)
	return '０' <= r && r <= '９', n
}

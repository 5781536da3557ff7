package entity

import (
	"encoding/binary"
	"math/bits"
	"strings"
	"unicode/utf8"

	"github.com/pennypress/pennypress/extract/gazetteer"
)

// A kind says what a token is made of.
type kind uint8

const (
	word   kind = iota // a run of letters and marks
	number             // digits with the separators inside them
	symbol             // any other single character
)

// What stands before a token, and the case of its letters.
const (
	spaced  uint8 = 1 << iota // white space before it
	lined                     // a line end in that white space
	parted                    // a blank line in that white space
	capital                   // the first letter is upper case
	caps                      // every letter is upper case
	blank                     // a blank line, where every line end counts as one
	wide                      // a character of a script written without spaces
	many                      // phrases begin with it
)

// A token is a word, a number or a single character of the text.
type token struct {
	start, end int32 // bytes
	r          rune  // of a symbol
	kind       kind
	flags      uint8
	lex        uint16 // where what the lexicon knows of it is, 0 for nothing
	cls        class  // the classes of that
	hash       uint64 // of a word of ASCII in lower case, as the gazetteer has it
}

func (t *token) has(f uint8) bool { return t.flags&f != 0 }
func (t *token) is(c class) bool  { return t.cls&c != 0 }
func (t *token) sign(r rune) bool { return t.kind == symbol && t.r == r }
func (t *token) glued() bool      { return t.flags&spaced == 0 }

// oneOf reports whether t is one of some characters.
func (t *token) oneOf(s string) bool { return t.kind == symbol && isOneOf(t.r, s) }

// isHyphen and isStop are asked of the tokens beside each figure, several times.
func isHyphen(r rune) bool { return r == '-' || r == '‑' || r == '–' }
func isStop(r rune) bool   { return r == ',' || r == '.' || r == ';' || r == ':' }

func isOneOf(r rune, s string) bool {
	if r < utf8.RuneSelf {
		return strings.IndexByte(s, byte(r)) >= 0
	}
	for _, c := range s {
		if c == r {
			return true
		}
	}
	return false
}

// What a byte is.
const (
	other byte = iota
	letter
	upper
	digit
	space
	newline
	beyond // ASCII
)

var ascii = func() (c [256]byte) {
	for b := range c {
		switch {
		case 'a' <= b && b <= 'z':
			c[b] = letter
		case 'A' <= b && b <= 'Z':
			c[b] = upper
		case '0' <= b && b <= '9':
			c[b] = digit
		case b == '\n':
			c[b] = newline
		case b == ' ' || b == '\t' || b == '\r' || b == '\v' || b == '\f':
			c[b] = space
		case b >= utf8.RuneSelf:
			c[b] = beyond
		}
	}
	return c
}()

// linkNote is what pages of Reuters say of their links to those who listen, and texts copied from them
// have behind each code: "UPS (UPS.N), opens new tab slipped".
const linkNote = " opens new tab"

// tokenise cuts the text into tokens. Letters and digits that touch are apart:
// "EUR33m" is three tokens, two of them without the spaced flag.
func (d *doc) tokenise() {
	text, pos := d.text, 0
	flags := spaced | lined | parted | blank // as if after a blank line
	for pos < len(text) {
		start := pos
		b := text[pos]
		switch ascii[b] {
		case beyond:
			pos, flags = d.tokeniseRune(pos, flags)
		case newline:
			if flags&lined != 0 {
				flags |= parted | blank
			}
			flags |= spaced | lined
			pos++
		case space:
			flags |= spaced
			pos++
		case letter, upper:
			pos, flags = d.words(pos, flags), 0
		case digit:
			pos = d.number(start, flags)
			flags = 0
		default:
			if b == '.' && flags&spaced == 0 && d.pointStartsNumber(pos) || b == '.' && flags&spaced != 0 && digitAt(text, pos+1) {
				pos = d.number(start, flags)
			} else if b == ',' && strings.HasPrefix(text[pos+1:], linkNote) {
				pos += 1 + len(linkNote)
				continue
			} else {
				pos++
				d.addSymbol(start, pos, flags, rune(b), d.lang.ascii[b])
			}
			flags = 0
		}
	}
}

// words adds the words that begin at pos, one space apart, and returns where something else
// begins. Most of a text is such words of ASCII, so that they have a loop of their own.
func (d *doc) words(pos int, flags uint8) int {
	low, lang := d.low, d.lang
	for {
		end, hash := wordEnd(low, pos)
		next := low[end]
		if next >= utf8.RuneSelf && d.continues(end) {
			return d.accented(pos, flags)
		}
		if d.text[pos] <= 'Z' {
			flags |= d.cases(pos, end)
		}
		d.addWord(pos, end, flags, hash, lang.find(hash))
		if next != ' ' || ascii[low[end+1]] != letter {
			return end
		}
		pos, flags = end+1, spaced
	}
}

// pointStartsNumber reports whether the point at pos begins a number such as
// ".50" after a currency sign or a bracket.
func (d *doc) pointStartsNumber(pos int) bool {
	if !digitAt(d.text, pos+1) || len(d.toks) == 0 {
		return false
	}
	last := &d.toks[len(d.toks)-1]
	return last.kind == symbol && last.r != '.' && last.r != ')' && last.r != '%'
}

func digitAt(text string, pos int) bool {
	return pos < len(text) && ascii[text[pos]] == digit
}

// Eight bytes are looked at together: a mark is the high bit of a byte.
const (
	eachByte uint64 = 0x0101010101010101
	marks           = 0x80 * eachByte
)

// between marks the bytes of w from first to last.
func between(w uint64, first, last byte) uint64 {
	seven := w &^ marks
	return (seven + (0x80-uint64(first))*eachByte) &^ (seven + (0x7f-uint64(last))*eachByte) &^ w & marks
}

// hashRun returns the hash of low[start:end], and whether that is all ASCII.
func hashRun(low []byte, start, end int) (hash uint64, plain bool) {
	hash, high := gazetteer.HashSeed, uint64(0)
	for ; start < end; start += 8 {
		w := binary.LittleEndian.Uint64(low[start:])
		if n := end - start; n < 8 {
			w &= 1<<(8*n&63) - 1
		}
		hash, high = gazetteer.HashStep(hash, w), high|w
	}
	return hash, high&marks == 0
}

// wordEnd returns the end of the letters that begin at pos, and their hash.
func wordEnd(low []byte, pos int) (end int, hash uint64) {
	for hash = gazetteer.HashSeed; ; pos += 8 {
		w := binary.LittleEndian.Uint64(low[pos:])
		switch n := bits.TrailingZeros64(between(w, 'a', 'z')^marks) >> 3; n {
		case 0:
			return pos, hash
		case 8:
			hash = gazetteer.HashStep(hash, w)
		default:
			return pos + n, gazetteer.HashStep(hash, w&(1<<(8*n&63)-1))
		}
	}
}

// cases returns the flags of a word of ASCII that begins in upper case.
func (d *doc) cases(start, end int) uint8 {
	for _, b := range []byte(d.text[start+1 : end]) {
		if b >= 'a' {
			return capital
		}
	}
	return capital | caps
}

// number adds the number at start and returns its end: digits, and points,
// commas and apostrophes between digits.
func (d *doc) number(start int, flags uint8) int {
	text, pos := d.text, start
	divided := text[pos] == '.'
	if divided {
		pos++
	}
	for pos < len(text) {
		b := text[pos]
		n := 0
		switch {
		case ascii[b] == digit:
			pos++
			continue
		case b == '.' || b == ',' || b == '\'':
			n = 1
		case b < utf8.RuneSelf:
		case strings.HasPrefix(text[pos:], "’"), strings.HasPrefix(text[pos:], "，"):
			n = 3
		case strings.HasPrefix(text[pos:], "・"), strings.HasPrefix(text[pos:], "．"): // "２・４％"
			if w, _ := wideDigit(text[pos+3:]); w && pos > start {
				pos, divided = pos+3, true
				continue
			}
		default:
			if wide, size := wideDigit(text[pos:]); wide {
				pos += size
				continue
			}
		}
		if n == 0 || !digitAt(text, pos+n) {
			break
		}
		pos, divided = pos+n, true
	}
	d.addNumber(start, pos, flags, divided)
	return pos
}

// lowerASCII returns s with A to Z in lower case: byte offsets stay.
func lowerASCII(s string) string {
	low, _ := appendLower(nil, nil, s)
	return string(low[:len(s)])
}

// appendLower appends s with A to Z in lower case, and eight zeros: eight bytes can be read
// from any place. Where eight are not all ASCII is appended to beyond.
func appendLower(dst []byte, beyond []int32, s string) ([]byte, []int32) {
	n := len(dst)
	dst = append(append(dst, s...), make([]byte, 8)...)
	b := dst[n:]
	for at := 0; at < len(s); at += 8 {
		w := binary.LittleEndian.Uint64(b[at:])
		binary.LittleEndian.PutUint64(b[at:], w|between(w, 'A', 'Z')>>2)
		if w&marks != 0 {
			beyond = append(beyond, int32(at))
		}
	}
	return dst, beyond
}

// A text is wrapped when at least this share of its lines begin in lower case.
const wrappedShare = 0.2

// breakLines makes every line end a break where lines are not wrapped: where
// few begin in lower case, each is a paragraph, a headline or a cell.
func (d *doc) breakLines() {
	lines, small := 0, 0
	for _, i := range d.lines {
		if t := &d.toks[i]; !t.has(parted) {
			switch {
			case t.kind != word:
			case t.has(capital | wide):
				lines++
			default:
				lines++
				small++
			}
		}
	}
	if small > 0 && float64(small) >= wrappedShare*float64(lines) {
		return
	}
	for _, i := range d.lines {
		d.toks[i].flags |= parted
	}
}

// lowWord returns the word at token i in lower case, "" where there is none.
func (d *doc) lowWord(i int) string {
	if i < 0 || i >= len(d.toks) || d.toks[i].kind != word {
		return ""
	}
	return string(d.low[d.toks[i].start:d.toks[i].end])
}

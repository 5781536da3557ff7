package article

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// text adds a text node to the open block, white space collapsed. A space
// inside a line is the author's; one next to a line end or a tag is the layout's.
func (w *walker) text(s string, c ctx) {
	for i := 0; i < len(s); {
		if s[i] < utf8.RuneSelf {
			ch := s[i]
			if isSpace(ch) || ch == '\v' {
				if c.pre {
					w.indented(ch)
				}
				w.hard = ch == ' ' && (w.hard || i > 0 && !w.space)
				w.space = true
				i++
				continue
			}
			if ch < ' ' || ch == 0x7f {
				i++
				continue
			}
			j := i + 1
			for j < len(s) && s[j] > ' ' && s[j] < 0x7f {
				j++
			}
			w.put(s[i:j], c)
			i = j
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case unicode.IsSpace(r) || r == '\u2028' || r == '\u2029':
			w.hard = !w.space || w.hard
			w.space = true
		case invisible(r):
		default:
			w.put(s[i:i+size], c)
		}
		i += size
	}
	if n := len(s); n > 0 && isSpace(s[n-1]) {
		w.hard = false
	}
}

// maxIndent is how far a line of code is set in, in columns.
const maxIndent = 40

// indented keeps the lines of preformatted text and what they are set in by.
func (w *walker) indented(ch byte) {
	switch {
	case ch == '\n':
		w.breaks, w.indent = 1, 0
	case w.breaks > 0 && ch == '\t':
		w.indent = min(w.indent+4, maxIndent)
	case w.breaks > 0:
		w.indent = min(w.indent+1, maxIndent)
	}
}

// invisible characters are layout, not text: soft hyphens, zero-width spaces,
// byte order marks, directional marks, C1 controls.
func invisible(r rune) bool {
	switch {
	case r >= 0x80 && r < 0xA0, r == 0xAD, r == 0x200B, r == 0x200E, r == 0x200F, r == 0x2060, r == 0xFEFF, r == utf8.RuneError:
		return true
	}
	return r >= 0x202A && r <= 0x202E || r >= 0x2061 && r <= 0x2069 || r >= 0xE000 && r < 0xF900 || r >= 0xF0000
}

// put appends a run without white space, after what is pending.
func (w *walker) put(s string, c ctx) {
	if w.open && w.breaks >= 2 {
		w.flush()
		w.b.split = true
	}
	if !w.open {
		w.start(c)
		w.capital(s)
	}
	switch {
	case len(w.buf) == 0:
	case w.breaks > 0:
		w.buf = append(w.buf, '\n')
		for range w.indent {
			w.buf = append(w.buf, ' ')
		}
	case w.space && (w.hard || !betweenCJK(w.buf, s)):
		w.buf = append(w.buf, ' ')
	}
	w.space, w.hard, w.breaks, w.indent = false, false, 0, 0
	if w.b.near != c.elem {
		w.b.near = w.common(w.b.near, c.elem)
	}
	w.buf = append(w.buf, s...)
	if c.link {
		w.b.linkBytes += int32(len(s))
	}
	if c.bold {
		w.b.bold += int32(len(s))
	}
	if c.ital {
		w.b.italic += int32(len(s))
	}
	w.b.bytes += int32(len(s))
}

// loneWords are the words of one letter, in the main languages of the Latin script.
const loneWords = "AEIOUYÀÁÉÓÚ"

// capital puts the initial that stood in a box of its own before the rest of
// its word. What can be a word by itself is one where white space follows; a letter
// that begins no word is left out.
func (w *walker) capital(rest string) {
	letter := w.initial
	w.initial = ""
	if letter == "" || !continues(rest) {
		return
	}
	w.buf = append(w.buf, letter...)
	w.b.bytes += int32(len(letter))
	w.space = w.space && strings.Contains(loneWords, letter)
}

// continues reports whether a run can be the rest of a word: it is in small
// letters, or all in capitals. The initial of a name beside the name is not one.
func continues(rest string) bool {
	r, size := utf8.DecodeRuneInString(rest)
	next, _ := utf8.DecodeRuneInString(rest[size:])
	return unicode.IsLower(r) || r == '\'' || r == '’' || unicode.IsUpper(r) && unicode.IsUpper(next)
}

func (w *walker) start(c ctx) {
	w.open = true
	w.b.elem, w.b.near = c.box, c.elem
	w.b.tag = w.elems[c.box].tag
	w.b.image, w.b.embed = w.image, w.embed
	w.image, w.embed = false, false
	w.b.list = int8(min(len(w.lists), 100))
	if n := len(w.lists); n > 0 {
		w.b.num, w.b.of = w.lists[n-1], w.listed
	}
}

// common is the innermost element around both a and b.
func (w *walker) common(a, b int32) int32 {
	for a != b {
		if a > b {
			a = w.elems[a].parent
		} else {
			b = w.elems[b].parent
		}
		if a < 0 || b < 0 {
			return 0
		}
	}
	return a
}

// betweenCJK reports whether white space stands between two ideographs, where
// only the markup's layout put it.
func betweenCJK(before []byte, after string) bool {
	l, _ := utf8.DecodeLastRune(before)
	if l < 0x3000 {
		return false
	}
	r, _ := utf8.DecodeRuneInString(after)
	return cjk(l) && cjk(r)
}

func cjk(r rune) bool {
	return r >= 0x3001 && r <= 0x30FF || r >= 0x3400 && r <= 0x9FFF || r >= 0xFF00 && r <= 0xFF60 || r >= 0x20000 && r <= 0x2FA1F
}

// flush ends the open block.
func (w *walker) flush() {
	if w.open && len(w.blocks) < maxBlocks {
		w.b.text = string(w.buf)
		if !norm.NFC.IsNormalString(w.b.text) {
			w.b.text, w.b.marks = norm.NFC.String(w.b.text), nil
		}
		w.b.words = countWords(w.b.text)
		w.blocks = append(w.blocks, w.b)
	} else if w.open {
		w.cut = true
	}
	w.b = block{}
	w.buf = w.buf[:0]
	w.open, w.space, w.hard, w.breaks, w.indent = false, false, false, 0, 0
}

// countWords counts words as a reader would: two ideographs make one.
func countWords(s string) int32 {
	n, ideographs, in := int32(0), int32(0), false
	for _, r := range s {
		switch {
		case r <= ' ':
			in = false
		case r >= 0x2E80 && cjk(r):
			ideographs++
			in = false
		case !in && (r >= 0x80 || r >= '0' && r <= '9' || isLetter(byte(r))):
			n++
			in = true
		}
	}
	return n + ideographs/2
}

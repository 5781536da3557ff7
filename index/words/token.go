package words

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// What one word is, beside runs of letters and digits:
//
//	AT&T  S&P  R&D      letters around &, up to three on each side
//	U.S.  U.S.A         single letters with dots; the last dot falls away
//	BRK.B               a dot before a single last letter
//	11.5  1,234  1.234.567   a number; separators of thousands fall away
//	11,5                a decimal comma becomes a dot
//	maker's  maker’s    the possessive falls away
//	l'industrie  d'or   so does a French or Italian article
//	don't               an apostrophe inside a word falls away
//
// Everything else parts words, which then stand side by side: low-cost, C3.ai,
// Q4/2024 and COVID-19 are two each.
type token struct {
	raw        string // as it is written
	start, end int    // code points in the text
	open       bool   // in a query: any pair that begins with the character
}

// wordOf folds a token; "" when nothing is left of it.
func wordOf(raw string) string {
	switch first := raw[0]; {
	case first >= utf8.RuneSelf && Wide(raw):
		return raw
	case '0' <= first && first <= '9' && strings.Trim(raw, "0123456789.,") == "":
		return plainNumber(raw)
	}
	return fold(raw)
}

// cut parts a text into tokens. Runs of Chinese, Japanese and Korean characters
// become overlapping pairs; in a text the last character of a run also stands
// by itself, so that a query of a single character finds it anywhere.
func cut(text string, query bool) []token {
	c := cutter{
		query: query, rs: make([]rune, 0, len(text)), begins: make([]int32, 0, len(text)+1),
		tokens: make([]token, 0, len(text)/5+1),
	}
	return c.cut(text)
}

// A cutter cuts one text after the other into the same memory.
type cutter struct {
	text   string
	rs     []rune
	begins []int32 // where each code point begins in the text, and the end
	pos    int
	query  bool
	tokens []token
}

func (c *cutter) cut(text string) []token {
	c.text, c.pos, c.rs, c.begins, c.tokens = text, 0, c.rs[:0], c.begins[:0], c.tokens[:0]
	for i, r := range text {
		c.rs, c.begins = append(c.rs, r), append(c.begins, int32(i))
	}
	c.begins = append(c.begins, int32(len(text)))
	for c.pos < len(c.rs) {
		switch r := c.rs[c.pos]; {
		case isWide(r):
			c.wide()
		case isWord(r):
			c.word()
		default:
			c.pos++
		}
	}
	return c.tokens
}

// add adds the token from one code point to another.
func (c *cutter) add(start, end int, open bool) {
	c.tokens = append(c.tokens, token{raw: c.part(start, end), start: start, end: end, open: open})
}

// part is the text from one code point to another.
func (c *cutter) part(start, end int) string { return c.text[c.begins[start]:c.begins[end]] }

func isWord(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r)
}

// isWide says whether r belongs to a script that is cut into pairs.
func isWide(r rune) bool {
	return r >= 0x1100 && (unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) || r == 'ー')
}

func isDigit(r rune) bool { return '0' <= r && r <= '9' }

func isApostrophe(r rune) bool {
	return r == '\'' || r == '’' || r == 'ʼ' || r == '‘' || r == '＇'
}

// at gives the character i places on, or 0 beyond the ends.
func (c *cutter) at(i int) rune {
	if i < 0 || i >= len(c.rs) {
		return 0
	}
	return c.rs[i]
}

// plain says whether the character at i belongs to a word and is not wide.
func (c *cutter) plain(i int) bool { return isWord(c.at(i)) && !isWide(c.at(i)) }

func (c *cutter) wide() {
	start := c.pos
	for c.pos < len(c.rs) && isWide(c.rs[c.pos]) {
		c.pos++
	}
	n := c.pos - start
	for i := start; i < c.pos; i++ {
		last := i+1 == c.pos
		if last && c.query && n > 1 {
			break
		}
		end := min(i+2, c.pos)
		c.add(i, end, last && c.query)
	}
}

func (c *cutter) word() {
	start := c.pos
	if isDigit(c.rs[start]) {
		if end := c.number(start); end > start {
			c.pos = end
			c.add(start, end, false)
			return
		}
	}
	end := c.run(start)
	end = c.joined(start, end)
	c.pos = end
	text := start
	if n := c.elision(start, end); n > 0 {
		text = start + n
	}
	if end-2 > text && isApostrophe(c.at(end-2)) && (c.at(end-1) == 's' || c.at(end-1) == 'S') {
		end -= 2
	}
	if text < end {
		c.add(text, end, false)
	}
}

// run gives the end of the letters and digits from i on, with apostrophes
// between letters.
func (c *cutter) run(i int) int {
	for c.plain(i) || isApostrophe(c.at(i)) && c.plain(i+1) && c.plain(i-1) {
		i++
	}
	return i
}

// joined goes on over & and dots that belong to the word.
func (c *cutter) joined(start, end int) int {
	for {
		next := c.run(end + 1)
		n := next - end - 1
		switch r := c.at(end); {
		case n == 0:
			return end
		case r == '&' && end-start <= 3 && n <= 3:
		case r == '.' && n == 1 && !isDigit(c.at(end+1)) && unicode.IsLetter(c.at(end-1)):
		default:
			return end
		}
		end = next
	}
}

// elision gives the length of an article such as l' at the beginning.
func (c *cutter) elision(start, end int) int {
	if isApostrophe(c.at(start+1)) && strings.ContainsRune("ldjmnstcLDJMNSTC", c.rs[start]) && end-start >= 4 {
		return 2
	}
	if isApostrophe(c.at(start+2)) && end-start >= 5 && strings.EqualFold(string(c.rs[start:start+2]), "qu") {
		return 3
	}
	return 0
}

// number gives the end of the number that begins at i: digits with separators,
// and no letter after them. Otherwise it gives i.
func (c *cutter) number(i int) int {
	end := i
	if isSeparator(c.at(i-1)) && isDigit(c.at(i-2)) {
		return c.digits(i)
	}
	for isDigit(c.at(end)) || (c.at(end) == '.' || c.at(end) == ',') && isDigit(c.at(end+1)) && isDigit(c.at(end-1)) {
		end++
	}
	if c.plain(end) {
		return i
	}
	if !oneNumber(c.part(i, end)) {
		return c.digits(i)
	}
	return end
}

// digits gives the end of the digits from i on, or i when letters follow.
func (c *cutter) digits(i int) int {
	end := i
	for isDigit(c.at(end)) {
		end++
	}
	if c.plain(end) {
		return i
	}
	return end
}

// oneNumber says whether digits with separators are one number and not a list,
// a date or a version: 1,234,567 and 1.234,56 are, 7,8,9 and 27.01.2025 are not.
func oneNumber(s string) bool {
	parts := strings.FieldsFunc(s, isSeparator)
	if len(parts) <= 2 {
		return true
	}
	for _, p := range parts[1 : len(parts)-1] {
		if len(p) != 3 {
			return false
		}
	}
	seps := separators(s)
	last := seps[len(seps)-1]
	same := strings.Count(seps, string(seps[0])) >= len(seps)-1
	return len(parts[0]) <= 3 && same && (last != seps[0] || len(parts[len(parts)-1]) == 3)
}

func isSeparator(r rune) bool { return r == '.' || r == ',' }

func separators(s string) string {
	return strings.Map(func(r rune) rune {
		if isSeparator(r) {
			return r
		}
		return -1
	}, s)
}

// plainNumber drops separators of thousands and writes a decimal comma as a
// dot. A single dot always is decimal, a single comma before three digits is not.
func plainNumber(s string) string {
	seps := separators(s)
	if len(s) > maxTermRunes || seps == "" {
		return s[:min(len(s), maxTermRunes)]
	}
	i := strings.LastIndexAny(s, ".,")
	decimal := seps[len(seps)-1] != seps[0] ||
		len(seps) == 1 && (s[i] == '.' || len(s)-i-1 != 3 || i > 3)
	if !decimal {
		return strings.Map(dropSeparator, s)
	}
	return strings.Map(dropSeparator, s[:i]) + "." + s[i+1:]
}

func dropSeparator(r rune) rune {
	if isSeparator(r) {
		return -1
	}
	return r
}

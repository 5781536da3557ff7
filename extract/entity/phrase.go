package entity

import (
	"bytes"
	"unicode/utf8"
)

// phraseAt returns the lexeme of the longest phrase that begins at token i,
// and how many tokens it has; a single word gives its own.
func (d *doc) phraseAt(i int) (*lexeme, int) {
	if d.toks[i].has(many) {
		return d.longestPhrase(i)
	}
	return d.lexemeAt(i), 1
}

// phraseOf is [doc.phraseAt] for who only asks for a phrase of some classes: where none can be, it returns
// a lexeme without class and does not look.
func (d *doc) phraseOf(i int, c class) (*lexeme, int) {
	t := &d.toks[i]
	if !t.has(many) {
		if t.is(c) {
			return d.lexemeAt(i), 1
		}
		return &noLexeme, 1
	}
	if d.lang.unions[t.lex]&c == 0 {
		return &noLexeme, 1
	}
	return d.longestPhrase(i)
}

// noLexeme is that of words that mean nothing.
var noLexeme = lexeme{meaning: &noMeaning}

func (d *doc) longestPhrase(i int) (*lexeme, int) {
	x, second := d.lexemeAt(i), uint64(0)
	j := d.secondAt(i)
	if j < len(d.toks) {
		second = d.toks[j].hash
	}
	if x.seconds&secondBit(second) == 0 && x.nexts&nextBit(d.low[d.toks[i].end]) == 0 {
		return x, 1
	}
	for k := range x.phrases {
		p := &x.phrases[k]
		if p.second != 0 && p.second != second {
			continue
		}
		if n := d.phraseTokens(p, i, j); n > 0 {
			return p.lex, n
		}
	}
	return x, 1
}

// phraseTokens returns how many tokens from i on are the phrase p, whose first word token i
// is; 0 for none. Token j is its second word, where that has a hash.
func (d *doc) phraseTokens(p *phrase, i, j int) int {
	from, text := int(d.toks[i].start), p.text
	if p.second != 0 && d.toks[i].hash != 0 {
		if first := int(d.toks[i].end); first+gap(d.low[first:]) != int(d.toks[j].start) {
			return 0
		}
		if from, text = int(d.toks[j].end), p.rest; text == "" {
			return j - i + 1
		}
	}
	end, ok := matchPhrase(d.low, from, text)
	if !ok {
		return 0
	}
	return d.tokensTo(i, end)
}

// lexemeAt returns what the lexicon knows of token i.
func (d *doc) lexemeAt(i int) *lexeme { return &d.lang.known[d.toks[i].lex] }

// secondAt returns the token after token i, over a hyphen.
func (d *doc) secondAt(i int) int {
	if i++; i+1 < len(d.toks) && d.toks[i].sign('-') {
		i++
	}
	return i
}

// tokensTo returns how many tokens from i end exactly at byte end, 0 if none.
func (d *doc) tokensTo(i, end int) int {
	for j := i; j < len(d.toks) && int(d.toks[j].end) <= end; j++ {
		if int(d.toks[j].end) == end {
			return j - i + 1
		}
	}
	return 0
}

// matchPhrase matches a phrase at a byte of the text, a space of the phrase
// standing for any white space or a hyphen. It returns the end of the match.
func matchPhrase(low []byte, pos int, phrase string) (int, bool) {
	for i := 0; i < len(phrase); i++ {
		if pos >= len(low) {
			return 0, false
		}
		if phrase[i] != ' ' {
			if low[pos] != phrase[i] {
				return 0, false
			}
			pos++
			continue
		}
		n := gap(low[pos:])
		if n == 0 {
			return 0, false
		}
		pos += n
	}
	if last := phrase[len(phrase)-1]; 'a' <= last && last <= 'z' && pos < len(low) {
		if c := ascii[low[pos]]; c == letter {
			return 0, false
		}
	}
	return pos, true
}

// gap returns the bytes of white space or of one hyphen that s begins with.
func gap(s []byte) int {
	if s[0] == '-' {
		return 1
	}
	n := 0
	for n < len(s) && n < 8 {
		switch {
		case ascii[s[n]] == space || ascii[s[n]] == newline:
			n++
		case s[n] < utf8.RuneSelf:
			return n
		case bytes.HasPrefix(s[n:], []byte("\u00a0")):
			n += 2
		case bytes.HasPrefix(s[n:], []byte("\u202f")), bytes.HasPrefix(s[n:], []byte("\u2009")):
			n += 3
		default:
			return n
		}
	}
	return n
}

package index

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/pennypress/pennypress/extract"
)

// What a query may hold at most. The longest that people were seen to write,
// lists of a few hundred tickers, are far below.
const (
	maxQueryBytes = 32 << 10
	maxClauses    = 1000
	maxDepth      = 50
)

// A SyntaxError says why a query was refused and where.
type SyntaxError struct {
	Query    string
	Pos, End int    // the place, in code points, end exclusive
	Msg      string // what is wrong
	Hint     string // what to write instead; may be empty
}

// Error is one line.
func (e *SyntaxError) Error() string {
	s := fmt.Sprintf("query, character %d: %s", e.Pos+1, e.Msg)
	if e.Hint != "" {
		s += " (" + e.Hint + ")"
	}
	return s
}

// Caret prints the query and, under it, a caret at each character of the
// place. Of a long query only the surroundings of the place are shown.
func (e *SyntaxError) Caret() string {
	const before, after = 40, 30
	rs := []rune(e.Query)
	pos := min(max(e.Pos, 0), len(rs))
	end := min(max(e.End, pos+1), pos+after)
	from, to := max(0, pos-before), min(len(rs), pos+after)
	var line, mark strings.Builder
	if from > 0 {
		line.WriteString("... ")
		mark.WriteString("    ")
	}
	for i := from; i < to; i++ {
		r := rs[i]
		if !unicode.IsPrint(r) {
			r = ' '
		}
		line.WriteRune(r)
		if i < pos {
			mark.WriteString(strings.Repeat(" ", cells(r)))
		} else if i < end {
			mark.WriteString(strings.Repeat("^", cells(r)))
		}
	}
	if pos >= to {
		mark.WriteByte('^')
	}
	if to < len(rs) {
		line.WriteString(" ...")
	}
	return line.String() + "\n" + mark.String()
}

// cells is the width of a character on a terminal.
func cells(r rune) int {
	switch {
	case unicode.Is(unicode.Mn, r):
		return 0
	case wide(r):
		return 2
	}
	return 1
}

// wide says whether r is a Chinese, Japanese or Korean character.
func wide(r rune) bool {
	return r >= 0x1100 && (unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) || r == 'ー')
}

// Parse reads a query. Dates such as last:7d count from now. The empty query
// matches everything. Every error is a *SyntaxError.
//
// Clauses side by side must all match and bind closer than OR: a b OR c is
// (a b) OR c. Punctuation by itself is passed over.
func Parse(s string, now time.Time) (Query, error) {
	p := &parser{now: now.UTC()}
	if len(s) > maxQueryBytes {
		p.src = []rune(strings.ToValidUTF8(s[:100], ""))
		return Query{}, p.fail(0, 1, fmt.Sprintf("the query is longer than %d characters", maxQueryBytes), "")
	}
	if !utf8.ValidString(s) {
		p.src = []rune(s)
		at := strings.IndexRune(string(p.src), utf8.RuneError)
		at = utf8.RuneCountInString(string(p.src)[:at])
		return Query{}, p.fail(at, at+1, "the query is not UTF-8", "")
	}
	p.src = []rune(s)
	root, err := p.alternatives(0)
	if err != nil {
		return Query{}, err
	}
	if p.pos < len(p.src) {
		return Query{}, p.fail(p.pos, p.pos+1, `")" without "("`, "")
	}
	if root == nil && strings.TrimSpace(s) != "" {
		return Query{}, p.fail(0, len(p.src), "there is no word to search for", "")
	}
	return Query{Source: s, Root: root}, nil
}

// A parser reads a query from left to right.
type parser struct {
	src     []rune
	pos     int
	now     time.Time
	clauses int
}

func (p *parser) fail(pos, end int, msg, hint string) error {
	return &SyntaxError{Query: string(p.src), Pos: pos, End: max(end, pos+1), Msg: msg, Hint: hint}
}

// alternatives reads clauses with OR between them, up to the end or to a
// closing parenthesis. It gives nil when there are none.
func (p *parser) alternatives(depth int) (Node, error) {
	start := p.pos
	var nodes []Node
	or := -1 // place of the OR that waits for its right side
	for {
		n, err := p.all(depth)
		if err != nil {
			return nil, err
		}
		if n == nil && or >= 0 {
			return nil, p.fail(or, or+2, "nothing follows OR", `put "OR" in quotes to search for the word`)
		}
		if n != nil {
			nodes = append(nodes, n)
		}
		if !p.atOr() {
			break
		}
		if n == nil {
			return nil, p.fail(p.pos, p.pos+2, "nothing precedes OR", `put "OR" in quotes to search for the word`)
		}
		or = p.pos
		p.pos += 2
	}
	if len(nodes) == 0 {
		return nil, nil
	}
	if len(nodes) == 1 {
		return nodes[0], nil
	}
	return Or{At: At{start, p.pos}, Nodes: flatten(nodes, func(n Node) ([]Node, bool) {
		o, ok := n.(Or)
		return o.Nodes, ok
	})}, nil
}

// flatten puts the clauses of inner groups of the same kind in their place.
func flatten(nodes []Node, inner func(Node) ([]Node, bool)) []Node {
	var out []Node
	for _, n := range nodes {
		if in, ok := inner(n); ok {
			out = append(out, in...)
		} else {
			out = append(out, n)
		}
	}
	return out
}

// all reads clauses side by side, up to OR, a closing parenthesis or the end.
func (p *parser) all(depth int) (Node, error) {
	p.space()
	start, end := p.pos, p.pos
	var nodes []Node
	for p.space(); p.pos < len(p.src) && p.src[p.pos] != ')' && !p.atOr(); p.space() {
		n, err := p.clause(depth)
		if err != nil {
			return nil, err
		}
		end = p.pos
		if n != nil {
			nodes = append(nodes, n)
		}
	}
	if len(nodes) == 0 {
		return nil, nil
	}
	if len(nodes) == 1 {
		return nodes[0], nil
	}
	return And{At: At{start, end}, Nodes: flatten(nodes, func(n Node) ([]Node, bool) {
		a, ok := n.(And)
		return a.Nodes, ok
	})}, nil
}

func (p *parser) space() {
	for p.pos < len(p.src) && unicode.IsSpace(p.src[p.pos]) {
		p.pos++
	}
}

// atOr says whether the operator OR stands here.
func (p *parser) atOr() bool {
	rest := p.src[p.pos:]
	return len(rest) >= 2 && rest[0] == 'O' && rest[1] == 'R' && (len(rest) == 2 || ends(rest[2]))
}

// ends says whether r ends a bare word.
func ends(r rune) bool {
	return r == '(' || r == ')' || isQuote(r) || unicode.IsSpace(r)
}

func isQuote(r rune) bool { return r == '"' || r == '“' || r == '”' || r == '„' }

// clause reads one clause; nil is punctuation.
func (p *parser) clause(depth int) (Node, error) {
	start := p.pos
	if p.clauses++; p.clauses > maxClauses {
		return nil, p.fail(start, start+1, fmt.Sprintf("the query has more than %d clauses", maxClauses), "")
	}
	switch r := p.src[p.pos]; {
	case r == '-' || r == '−':
		return p.not(depth)
	case r == '(':
		return p.group(depth)
	case isQuote(r):
		return p.phrase("", start)
	}
	return p.word()
}

func (p *parser) not(depth int) (Node, error) {
	start := p.pos
	p.pos++
	if p.pos == len(p.src) || unicode.IsSpace(p.src[p.pos]) || p.src[p.pos] == ')' {
		return nil, p.fail(start, start+1, `"-" excludes nothing`, `write it before a word, as in -nvidia`)
	}
	if p.src[p.pos] == '-' || p.src[p.pos] == '−' {
		return nil, p.fail(start, start+2, `"-" is written twice`, `one - before a word excludes it`)
	}
	n, err := p.clause(depth)
	if err != nil {
		return nil, err
	}
	if n == nil {
		return nil, p.fail(start, p.pos, `"-" excludes nothing`, `write it before a word, as in -nvidia`)
	}
	return Not{At: At{start, p.pos}, Node: n}, nil
}

func (p *parser) group(depth int) (Node, error) {
	start := p.pos
	if depth >= maxDepth {
		return nil, p.fail(start, start+1, fmt.Sprintf("parentheses are nested deeper than %d", maxDepth), "")
	}
	p.pos++
	n, err := p.alternatives(depth + 1)
	if err != nil {
		return nil, err
	}
	if p.pos == len(p.src) {
		return nil, p.fail(start, start+1, `"(" is never closed`, "")
	}
	p.pos++
	if n == nil {
		return nil, p.fail(start, p.pos, "there is nothing between the parentheses", "")
	}
	return n, nil
}

// phrase reads quoted words, of which start is the beginning with the field.
func (p *parser) phrase(field string, start int) (Node, error) {
	value, err := p.quoted()
	if err != nil {
		return nil, err
	}
	if i := strings.IndexByte(value, '*'); i >= 0 {
		return nil, p.fail(start, p.pos, "* has no meaning between quotes", "write the word outside, as in chip*")
	}
	if !hasWord(value) {
		return nil, p.fail(start, p.pos, "there is no word between the quotes", "")
	}
	return Text{At: At{start, p.pos}, Field: field, Words: value, Quoted: true}, nil
}

// quoted reads from an opening quote to the closing one.
func (p *parser) quoted() (string, error) {
	start := p.pos
	for p.pos++; p.pos < len(p.src); p.pos++ {
		if isQuote(p.src[p.pos]) {
			p.pos++
			return string(p.src[start+1 : p.pos-1]), nil
		}
	}
	return "", p.fail(start, start+1, "the quote is never closed", "")
}

// hasWord says whether there is a letter or digit to search for.
func hasWord(s string) bool {
	return strings.IndexFunc(s, isWordRune) >= 0
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// word reads a bare word, which may turn out to be a field with its value.
func (p *parser) word() (Node, error) {
	start := p.pos
	for p.pos < len(p.src) && !ends(p.src[p.pos]) {
		if p.src[p.pos] == ':' && isFieldName(p.src[start:p.pos]) {
			return p.field(start)
		}
		p.pos++
	}
	word := string(p.src[start:p.pos])
	if strings.ContainsRune(word, '*') {
		return p.prefix("", word, start, start)
	}
	if !hasWord(word) {
		p.clauses--
		return nil, nil
	}
	return Text{At: At{start, p.pos}, Words: word}, nil
}

// isFieldName says whether a colon after rs makes it a field, known or not.
func isFieldName(rs []rune) bool {
	if len(rs) < 2 {
		return false
	}
	for _, r := range rs {
		if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && r != '_' {
			return false
		}
	}
	return true
}

// prefix makes a clause of a word written with *.
func (p *parser) prefix(field, word string, start, at int) (Node, error) {
	stem, ok := strings.CutSuffix(word, "*")
	if stem == "" {
		return nil, p.fail(at, p.pos, "* needs a beginning of a word before it", "as in chip*")
	}
	if !ok || strings.ContainsRune(stem, '*') {
		return nil, p.fail(at, p.pos, "* is understood at the end of a word only", "as in chip*")
	}
	letters, wides := 0, 0
	for _, r := range stem {
		switch {
		case wide(r):
			wides++
		case isWordRune(r) || unicode.Is(unicode.Mn, r):
			letters++
		default:
			return nil, p.fail(at, p.pos, "* goes after letters and digits", "as in chip*")
		}
	}
	if letters > 0 && wides > 0 {
		return nil, p.fail(at, p.pos, "* goes after letters of one script", "")
	}
	if letters == 1 {
		return nil, p.fail(at, p.pos, "* needs at least two letters before it", "as in chip*")
	}
	return Text{At: At{start, p.pos}, Field: field, Words: stem, Prefix: true}, nil
}

// span is the place of a clause from start to here.
func (p *parser) span(start int) At { return At(extract.Span{Start: start, End: p.pos}) }

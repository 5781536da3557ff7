package index

import (
	_ "embed"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A fieldReader makes a clause of a field's value. The value is not empty and
// begins at code point at; start is where the field's name begins.
type fieldReader func(p *parser, value string, start, at int) (Node, error)

// fields lists every field of the query language. Those without a reader take
// words and phrases.
var fields = map[string]fieldReader{
	FieldTitle:   nil,
	FieldAuthor:  nil,
	FieldSource:  keyReader(FieldSource),
	FieldSite:    keyReader(FieldSite),
	FieldSection: keyReader(FieldSection),
	FieldTag:     keyReader(FieldTag),
	FieldLang:    keyReader(FieldLang),
	FieldTicker:  (*parser).ticker,
	FieldMove:    (*parser).move,
	FieldPercent: (*parser).percent,
	FieldMoney:   (*parser).money,
	FieldAfter:   dateReader(FieldAfter),
	FieldBefore:  dateReader(FieldBefore),
	FieldDate:    dateReader(FieldDate),
	FieldLast:    (*parser).last,
	FieldIs:      (*parser).is,
}

// field reads a field's value; the parser is at the colon.
func (p *parser) field(start int) (Node, error) {
	written := string(p.src[start:p.pos])
	name := strings.ToLower(written)
	read, ok := fields[name]
	if !ok {
		hint := "put it in quotes to search for the text"
		if near := nearest(name, fieldNames()); near != "" {
			hint = `did you mean "` + near + `:"?`
		}
		return nil, p.fail(start, p.pos, `unknown field "`+written+`"`, hint)
	}
	p.pos++
	at := p.pos
	if p.pos < len(p.src) && isQuote(p.src[p.pos]) {
		if read == nil {
			return p.phrase(name, start)
		}
		value, err := p.quoted()
		if err != nil {
			return nil, err
		}
		return p.value(read, name, value, start, at)
	}
	for p.pos < len(p.src) && !ends(p.src[p.pos]) {
		p.pos++
	}
	value := string(p.src[at:p.pos])
	if value == "" && p.pos < len(p.src) && p.src[p.pos] == '(' {
		return nil, p.fail(start, p.pos+1, name+": takes one value, not a group", "write ("+name+":a OR "+name+":b)")
	}
	if read == nil {
		return p.fieldWord(name, value, start, at)
	}
	return p.value(read, name, value, start, at)
}

// value hands a value to the reader of its field.
func (p *parser) value(read fieldReader, name, value string, start, at int) (Node, error) {
	if strings.TrimSpace(value) == "" {
		return nil, p.fail(start, p.pos, name+": needs a value", example(name))
	}
	return read(p, value, start, at)
}

func (p *parser) fieldWord(name, value string, start, at int) (Node, error) {
	if strings.ContainsRune(value, '*') {
		return p.prefix(name, value, start, at)
	}
	if !hasWord(value) {
		return nil, p.fail(start, p.pos, name+": needs a word", example(name))
	}
	return Text{At: p.span(start), Field: name, Words: value}, nil
}

// examples show how each field is written.
var examples = map[string]string{
	FieldTitle:   "title:deepseek",
	FieldAuthor:  `author:"jane doe"`,
	FieldSource:  "source:asia-wire",
	FieldSite:    "site:example.com",
	FieldSection: "section:markets",
	FieldTag:     "tag:chips",
	FieldLang:    "lang:en",
	FieldTicker:  "ticker:NVDA or ticker:XAMS:ASML",
	FieldMove:    "move:NVDA<-10%",
	FieldPercent: "percent:>=50",
	FieldMoney:   "money:USD>=1bn or money:EUR:100m..2bn",
	FieldAfter:   "after:2025-01-31",
	FieldBefore:  "before:2025-01-31",
	FieldDate:    "date:2025-01",
	FieldLast:    "last:7d",
	FieldIs:      "is:original",
}

func example(field string) string { return "as in " + examples[field] }

func fieldNames() []string {
	names := make([]string, 0, len(fields))
	for name := range fields {
		names = append(names, name)
	}
	return names
}

func keyReader(field string) fieldReader {
	return func(p *parser, value string, start, at int) (Node, error) {
		value, prefix := strings.CutSuffix(value, "*")
		if strings.ContainsRune(value, '*') {
			return nil, p.fail(at, p.pos, "* is understood at the end of a value only", "as in "+field+":asia*")
		}
		if strings.TrimSpace(value) == "" {
			return nil, p.fail(start, p.pos, field+": needs a value", example(field))
		}
		return Key{At: p.span(start), Field: field, Value: strings.TrimSpace(value), Prefix: prefix}, nil
	}
}

func (p *parser) is(value string, start, at int) (Node, error) {
	if !strings.EqualFold(value, "original") {
		return nil, p.fail(at, p.pos, `unknown "is:`+value+`"`, "only is:original is known")
	}
	return Original{At: p.span(start)}, nil
}

func (p *parser) ticker(value string, start, at int) (Node, error) {
	exchange, symbol, err := p.instrument(value, at)
	if err != nil {
		return nil, err
	}
	return Ticker{At: p.span(start), Exchange: exchange, Symbol: symbol}, nil
}

// maxSymbol bounds a symbol; the longest real ones are option codes of 21.
const maxSymbol = 24

// instrument reads NVDA or XAMS:ASML.
func (p *parser) instrument(s string, at int) (exchange, symbol string, err error) {
	end := at + utf8.RuneCountInString(s)
	symbol = strings.ToUpper(strings.TrimPrefix(s, "$"))
	if mic, sym, ok := strings.Cut(symbol, ":"); ok {
		if !isMIC(mic) {
			return "", "", p.fail(at, at+utf8.RuneCountInString(mic), `"`+mic+`" is not an exchange's four-letter code`, "as in ticker:XAMS:ASML")
		}
		exchange, symbol = mic, sym
	}
	if !isSymbol(symbol) {
		return "", "", p.fail(at, end, `"`+s+`" is not the symbol of an instrument`, "as in NVDA, BRK.B, ^GSPC")
	}
	return exchange, symbol, nil
}

func isMIC(s string) bool {
	return len(s) == 4 && strings.IndexFunc(s, func(r rune) bool {
		return (r < 'A' || r > 'Z') && (r < '0' || r > '9')
	}) < 0
}

func isSymbol(s string) bool {
	if len(s) > maxSymbol || !hasWord(s) {
		return false
	}
	for _, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune(".-^&/_+", r) {
			return false
		}
	}
	return true
}

func (p *parser) move(value string, start, at int) (Node, error) {
	of, rest, restAt := splitRange(value, at, isPercentish)
	n := Move{Range: Everything}
	var err error
	if of != "" {
		if n.Exchange, n.Symbol, err = p.instrument(of, at); err != nil {
			return nil, err
		}
	}
	if rest != "" {
		if n.Range, err = p.numberRange(rest, restAt, FieldMove, percentNumber); err != nil {
			return nil, err
		}
	}
	n.At = p.span(start)
	return n, nil
}

func (p *parser) percent(value string, start, at int) (Node, error) {
	r, err := p.numberRange(value, at, FieldPercent, percentNumber)
	if err != nil {
		return nil, err
	}
	return Percent{At: p.span(start), Range: r}, nil
}

func (p *parser) money(value string, start, at int) (Node, error) {
	of, rest, restAt := splitMoney(value, at)
	n := Money{Range: Everything}
	if of != "" {
		code := strings.ToUpper(of)
		if !isCurrency(code) {
			hint := "ISO 4217 codes are known, as in money:USD>=1bn"
			if sign, ok := currencySigns[of]; ok {
				hint = "write money:" + sign
			} else if near := nearest(code, currencies()); near != "" {
				hint = `did you mean "` + near + `"?`
			}
			return nil, p.fail(at, at+utf8.RuneCountInString(of), `unknown currency "`+of+`"`, hint)
		}
		n.Currency = code
	}
	if rest != "" {
		r, err := p.numberRange(rest, restAt, FieldMoney, moneyNumber)
		if err != nil {
			return nil, err
		}
		n.Range = r
	}
	n.At = p.span(start)
	return n, nil
}

// currencySigns hint at codes; a sign by itself is shared by many currencies.
var currencySigns = map[string]string{"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "US$": "USD"}

//go:embed currencies.txt
var currencyList string

// currencies returns the codes of ISO 4217 and of the large crypto coins.
func currencies() []string { return strings.Fields(currencyList) }

func isCurrency(code string) bool {
	return len(code) == 3 && strings.Contains(currencyList, code+"\n")
}

// nearest returns the candidate that is at most two edits away, one of a short
// word, or "".
func nearest(word string, candidates []string) string {
	best, bestCost := "", 3
	if len(word) <= 4 {
		bestCost = 2
	}
	for _, c := range candidates {
		cost := edits(word, c)
		if cost < bestCost || cost == bestCost && c < best {
			best, bestCost = c, cost
		}
	}
	if bestCost >= len(best) {
		return ""
	}
	return best
}

// edits counts the letters to insert, drop, change or swap to make b of a.
func edits(a, b string) int {
	older, old := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range old {
		old[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row := make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := old[j-1]
			if a[i-1] != b[j-1] {
				cost++
			}
			row[j] = min(cost, old[j]+1, row[j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], older[j-2]+1)
			}
		}
		older, old = old, row
	}
	return old[len(b)]
}

package entity

import (
	"strings"

	"github.com/pennypress/pennypress/extract/gazetteer"
)

// maxSymbol bounds the bytes of a symbol.
const maxSymbol = 12

// codes proposes what is written as a code at token i: cashtags, exchange
// pairs and RICs. It returns the token after it, 0 if there is none.
func (d *doc) code(i int) int {
	t := &d.toks[i]
	switch {
	case t.kind == symbol && t.r == '$':
		return d.cashtag(i)
	case t.kind == symbol && t.r == ':':
		return d.pair(i)
	case t.kind == symbol && t.r == '.':
		return d.ric(i)
	}
	return 0
}

// cashtag proposes "$NVDA" at token i.
func (d *doc) cashtag(i int) int {
	if i+1 >= len(d.toks) || !d.toks[i+1].glued() || d.toks[i+1].kind != word || d.toks[i+1].has(wide) {
		return 0
	}
	if i > 0 && d.toks[i].glued() && !d.toks[i-1].oneOf("([{\"'“‘,/:|•-*~") && d.toks[i-1].r < 0x2000 {
		return 0
	}
	to, s := d.symbolAt(i + 1)
	if to == 0 || len(s) > 6 && !strings.Contains(s, ".") || len(s) > 8 {
		return 0
	}
	if to < len(d.toks) && d.toks[to].glued() && d.toks[to].kind == number {
		return 0
	}
	up := strings.ToUpper(s)
	known := d.table.Symbol(up)
	if s != up && (len(known) == 0 || len(s) < 3 || !d.standsAlone(i, to) || !d.ofMarkets()) {
		return 0
	}
	if i > 0 && (d.toks[i-1].kind == number || d.toks[i-1].is(cMagnitude)) && d.cash.mean("$"+up) != nil { // "2,31 milliards $US"
		return 0
	}
	if known == nil && len(s) == 1 || d.isSign(to, '_') && d.toks[to].glued() {
		return 0
	}
	if (d.cash.codes[up] != nil || d.cash.mean("$"+up) != nil) && to < len(d.toks) && d.toks[to].kind == number {
		return 0
	}
	f := figure{typ: instrument, rule: cashtagRule, from: i, to: to, how: byCashtag, symbol: up, name: up, cue: -1}
	d.identify(&f, d.prefer(known))
	d.figures = append(d.figures, f)
	return to
}

// ofMarkets reports whether the text has a word of the markets. In other texts "$line" is
// a variable of a program.
func (d *doc) ofMarkets() bool { return d.inContext(d.cash.kinds[marketWord].list) }

// standsAlone reports whether white space stands around tokens i..to-1, as it
// does around a cashtag in lower case and seldom in a program.
func (d *doc) standsAlone(i, to int) bool {
	if d.toks[i].glued() {
		return false
	}
	return to == len(d.toks) || !d.toks[to].glued() && !d.toks[to].oneOf("=+-.)];{}") || d.toks[to].oneOf(",.!?")
}

// prefer chooses among the instruments of one symbol: the document's country
// first, then the table's order.
func (d *doc) prefer(known []*gazetteer.Instrument) *gazetteer.Instrument {
	if len(known) == 0 {
		return nil
	}
	for _, in := range known {
		if in.Country != "" && in.Country == d.country {
			return in
		}
	}
	return known[0]
}

// identify fills in what is known of the instrument.
func (d *doc) identify(f *figure, in *gazetteer.Instrument) {
	if in == nil {
		return
	}
	f.instrument, f.symbol, f.exchange, f.name = in, in.Symbol, in.Exchange, in.Name
}

// symbolAt reads a symbol at token i: capitals and digits, with ".B", "-B" or
// "/B" for a class. It returns the token after it, 0 for none.
func (d *doc) symbolAt(i int) (to int, s string) {
	if i >= len(d.toks) || d.toks[i].kind == symbol || d.toks[i].has(wide) {
		return 0, ""
	}
	to = i + 1
	for to < len(d.toks) && d.toks[to].glued() {
		t := &d.toks[to]
		if t.kind != symbol {
			to++
			continue
		}
		if !t.oneOf(".-&/_") || to+1 >= len(d.toks) || !d.toks[to+1].glued() || d.toks[to+1].kind == symbol || !d.toks[to+1].has(caps) && d.toks[to+1].kind == word || t.oneOf("_") {
			break
		}
		to += 2
	}
	if d.isSign(to, '.') && d.isSign(to+1, ')') && d.toks[to].glued() && d.toks[to+1].glued() && to == i+1 { // "(LSE: BP.)"
		to++
	}
	s = d.span(i, to)
	if len(s) > maxSymbol {
		return 0, ""
	}
	return to, s
}

// pair proposes "NASDAQ: NVDA" with its colon at token i.
func (d *doc) pair(i int) int {
	k := i + 1
	if k >= len(d.toks) || d.toks[k].has(lined) {
		return 0
	}
	if d.toks[k].oneOf("$^") && k+1 < len(d.toks) && d.toks[k+1].glued() {
		k++
	}
	to, s := d.symbolAt(k)
	if to == 0 || !isUpperCase(s) {
		return 0
	}
	mic, from, ok := d.exchangeBefore(i)
	if !ok || !d.isSymbolOn(mic, s) || d.isRareExchange(from, i) && d.table.On(mic, s) == nil && !d.isBracketed(from, to) {
		return 0
	}
	f := figure{typ: instrument, rule: exchangePair, from: from, to: to, how: byExchange, symbol: s, exchange: mic, name: s, cue: -1}
	d.resolvePair(&f, d.toks[k-1].sign('^'))
	d.figures = append(d.figures, f)
	return to
}

// isUpperCase reports whether s has nothing in lower case.
func isUpperCase(s string) bool {
	for i := range len(s) {
		switch c := ascii[s[i]]; c {
		case letter:
			return false
		case beyond:
			return s == strings.ToUpper(s)
		}
	}
	return true
}

// isSymbolOn reports whether s has the form of an exchange's symbols: digits are one
// only where the exchange has such, or lists this very one. "Nasdaq: 334,48" is a level.
func (d *doc) isSymbolOn(mic, s string) bool {
	letters := false
	for i := range len(s) {
		switch ascii[s[i]] {
		case upper, beyond:
			letters = true
		case digit:
		default:
			if s[i] == ',' || s[i] == '\'' {
				return false
			}
		}
	}
	return letters || !strings.Contains(s, ".") && (d.cash.is(numericExchange, mic) || d.table.On(mic, s) != nil)
}

// isRareExchange reports whether the name of an exchange in tokens from..to-1 is one
// that is a word, a place or another abbreviation too.
func (d *doc) isRareExchange(from, to int) bool {
	s := d.span(from, to)
	return d.cash.is(rareExchange, strings.ToUpper(s)) || len(s) <= 4 && !isUpperCase(s) && !strings.EqualFold(s, "otc")
}

// isBracketed reports whether a bracket opens before token from, whose word is in
// capitals, and closes or goes on after token to-1.
func (d *doc) isBracketed(from, to int) bool {
	return d.toks[from].has(caps) && from > 0 && d.toks[from-1].oneOf("([") && to < len(d.toks) && d.toks[to].oneOf(")],;:/|")
}

// resolvePair finds the instrument of a pair: as written, without the suffix
// of its own exchange ("TSX: K.TO"), or an index ("SGX: ^STI").
func (d *doc) resolvePair(f *figure, index bool) {
	if index {
		for _, in := range d.table.Symbol("^" + f.symbol) {
			d.identify(f, in)
			return
		}
		f.symbol, f.exchange = "^"+f.symbol, ""
		return
	}
	if in := d.table.On(f.exchange, f.symbol); in != nil {
		d.identify(f, in)
		return
	}
	if dot := strings.LastIndexByte(f.symbol, '.'); dot > 0 {
		if mic, ok := gazetteer.RICExchange(f.symbol[dot+1:]); ok && mic == f.exchange {
			f.symbol = f.symbol[:dot]
			d.identify(f, d.table.On(f.exchange, f.symbol))
			return
		}
	}
	if known := d.table.Symbol(f.symbol); len(known) == 1 && sameMarket(known[0].Exchange, f.exchange) {
		f.instrument, f.name = known[0], known[0].Name
	}
}

// sameMarket reports whether two exchanges are of one country's market, so
// that a symbol on one is likely that on the other.
func sameMarket(a, b string) bool {
	us := "XNYS XNAS XASE ARCX BATS"
	return a == b || strings.Contains(us, a) && strings.Contains(us, b) && a != "" && b != ""
}

// exchangeBefore reads the name of an exchange that ends before the colon at
// token i, and where it begins.
func (d *doc) exchangeBefore(i int) (mic string, from int, ok bool) {
	if i == 0 || d.toks[i-1].kind == number && i < 2 || d.isSign(i-1, ')') { // "Chemical Abstracts Service (CAS): A division"
		return "", 0, false
	}
	for k := max(0, i-4); k < i; k++ {
		t := &d.toks[k]
		if t.kind != word || !t.has(capital) || d.gapParted(k, i) || k > 0 && t.glued() && d.toks[k-1].kind != symbol {
			continue
		}
		if mic, ok = gazetteer.Exchange(d.span(k, i)); ok {
			return mic, k, true
		}
	}
	return "", 0, false
}

// startsRIC reports whether a RIC may begin at token i: behind a bracket, or four digits or letters behind a name of
// a script without spaces, "日産自動車7201.T".
func (d *doc) startsRIC(i int) bool {
	if i == 0 || !d.toks[i].glued() {
		return true
	}
	prev, four := &d.toks[i-1], d.toks[i].end-d.toks[i].start == 4
	return prev.oneOf("(<[,;|/\"") || prev.has(wide) && (four || prev.oneOf("、・「")) || four && d.toks[i].kind == number && prev.kind == word
}

// ric proposes "0101.KL" with its point at token i.
func (d *doc) ric(i int) int {
	if i == 0 || i+1 >= len(d.toks) || !d.toks[i].glued() || !d.toks[i+1].glued() || d.toks[i+1].kind != word || !d.toks[i+1].has(caps) || d.toks[i+1].end-d.toks[i+1].start > 2 {
		return 0
	}
	from := i - 1
	for from > 0 && d.toks[from].glued() && d.toks[from-1].kind != symbol && !d.toks[from-1].has(wide) {
		from--
	}
	if d.hasWide && from < i-1 && d.toks[i-1].kind == number && len(d.span(i-1, i)) == 4 { // "SUBARU7270.Tは"
		from = i - 1
	}
	if d.toks[i-1].kind == symbol || !d.startsRIC(from) {
		return 0
	}
	base := d.span(from, i)
	if base == "" || len(base) > 8 {
		return 0
	}
	class := ""
	if n := len(base) - 1; n > 1 && 'a' <= base[n] && base[n] <= 'e' { // "NOVOb.CO", a class of shares
		base, class = base[:n], "-"+strings.ToUpper(base[n:])
	}
	if !isUpperCase(base) {
		return 0
	}
	if i+2 < len(d.toks) && d.toks[i+2].glued() && (d.toks[i+2].kind != symbol && !d.toks[i+2].has(wide) || d.toks[i+2].sign('.') && i+3 < len(d.toks) && d.toks[i+3].glued()) {
		return 0
	}
	mic, ok := gazetteer.RICExchange(d.span(i+1, i+2))
	if !ok && d.wordIs(i+1, "us") && d.isSign(from-1, '(') && d.isSign(i+2, ')') { // "TSLA.US"
		for _, in := range d.table.Symbol(base) {
			if in.Country == "US" && !ok {
				mic, ok = in.Exchange, true
			}
		}
	}
	if !ok {
		return 0
	}
	if mic == "XHKG" && len(base) == 5 && base[0] == '0' { // "03690.HK"
		base = base[1:]
	}
	base += class
	in := d.table.On(mic, base)
	bracketed := class == "" && (d.isSign(from-1, '(') && d.isSign(i+2, ')') || d.isSign(from-1, '<') && d.isSign(i+2, '>'))
	if in == nil && !bracketed || len(base) == 1 && (in == nil || !bracketed) {
		return 0
	}
	if in == nil {
		for k := range d.found { // "TotalEnergies <TTEF.PA>": roots are not always symbols
			if c := &d.found[k]; c.to == from-1 && c.instrument != nil && sameMarket(c.instrument.Exchange, mic) {
				in = c.instrument
			}
		}
	}
	f := figure{typ: instrument, rule: ricCode, from: from, to: i + 2, how: byRIC, symbol: base, exchange: mic, name: base, cue: -1}
	d.identify(&f, in)
	d.figures = append(d.figures, f)
	return i + 2
}

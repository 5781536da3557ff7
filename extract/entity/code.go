package entity

import (
	"slices"
	"strings"

	"github.com/pennypress/pennypress/extract/gazetteer"
)

// bracketCodes proposes the codes in brackets after a name, "Factset (FDS)", and
// after the word ticker. Where the name was weak, the code has opened it.
func (d *doc) bracketCodes(found *[]candidate) {
	n := 0
	for _, at := range d.opens {
		i := int(at)
		if !d.isSign(i, '(') && !d.isTickerColon(i) {
			continue
		}
		if d.dashedPair(i) || d.suffixedPair(i) {
			continue
		}
		to, s := d.symbolAt(i + 1)
		if to == 0 || !isUpperCase(s) || d.isSign(i, '(') && !d.isSign(to, ')') && !d.toks[min(to, len(d.toks)-1)].oneOf(",;") {
			continue
		}
		for n < len(*found) && (*found)[n].to < i {
			n++
		}
		var name *candidate
		for k := n; k < min(n+2, len(*found)); k++ {
			if c := &(*found)[k]; c.to == i || c.from == i+1 && c.to == to {
				name = c
				break
			}
		}
		if in := d.bracketed(i, s, name); in != nil {
			f := figure{typ: instrument, rule: codeInBrackets, from: i + 1, to: to, how: bySymbol, cue: -1}
			d.identify(&f, in)
			d.figures = append(d.figures, f)
		}
	}
}

// maxExchange bounds the tokens of an exchange's name.
const maxExchange = 4

// dashedPair proposes the pair "(NYSE - NKE)" whose bracket is at token i.
func (d *doc) dashedPair(i int) bool {
	for k := i + 2; k < min(i+2+maxExchange, len(d.toks)-1) && !d.isSign(k, ')'); k++ {
		if t := &d.toks[k]; (isHyphen(t.r) || t.r == '—') && !t.glued() && !d.toks[k+1].glued() {
			return d.pair(k) > 0
		}
	}
	return false
}

// suffixes are the exchanges that a letter behind a code means in the papers of Canada: "ATZ-T".
var suffixes = map[string]string{"T": "XTSE", "X": "XTSX", "N": "XNYS", "Q": "XNAS"}

// suffixedPair proposes the pair "(ATZ-T)" whose bracket is at token i.
func (d *doc) suffixedPair(i int) bool {
	to, s := d.symbolAt(i + 1)
	at := strings.LastIndexByte(s, '-')
	if at < 1 || !isUpperCase(s) || to >= len(d.toks) || d.toks[to].glued() && d.toks[to].kind != symbol {
		return false
	}
	mic := suffixes[s[at+1:]]
	for _, american := range []string{"XNAS", "XNYS", "XASE"} {
		if mic == "" && s[at+1:] == "US" && d.table.On(american, s[:at]) != nil { // "AMZN-US"
			mic = american
		}
	}
	if ric, ok := gazetteer.RICExchange(s[at+1:]); mic == "" && ok && d.table.On(ric, s[:at]) != nil { // "2330-TW"
		mic = ric
	}
	if mic == "" || d.table.On(mic, s[:at]) == nil && (at < 2 || strings.Contains(s[:at], "-") || !d.nameEnds(i)) {
		return false
	}
	f := figure{typ: instrument, rule: exchangePair, from: i + 1, to: to, how: byExchange, symbol: s[:at], exchange: mic, name: s[:at], cue: -1}
	d.resolvePair(&f, false)
	d.figures = append(d.figures, f)
	return true
}

// followsName reports whether a legal form, its point or a name of the gazetteer ends with token i.
func (d *doc) followsName(i int) bool {
	if i < 0 || d.isClass(i, cLegal) || d.isSign(i, '.') && d.isClass(i-1, cLegal) {
		return i >= 0
	}
	return slices.ContainsFunc(d.found, func(c candidate) bool { return c.to == i+1 })
}

// nameEnds reports whether a legal form or a word in capitals stands before token i.
func (d *doc) nameEnds(i int) bool {
	if d.isSign(i-1, '.') {
		i--
	}
	return i > 0 && d.toks[i-1].kind == word && d.toks[i-1].has(capital)
}

// namedCodes proposes the codes that the text calls so: "under the ticker BOX".
func (d *doc) namedCodes() {
	for _, at := range d.codes {
		i, k := int(at), int(at)-1
		if d.isSign(i+1, '-') && d.toks[i+1].glued() && d.followsName(k) { // "Dollarama Inc. DOL-T has"
			d.suffixedPair(k)
			continue
		}
		for d.isQuote(k) {
			k--
		}
		if d.isSign(k, ':') && !d.lang.english { // "Oracle (symbole : ORCL)"
			k--
		}
		if !d.callsCode(k) || d.touched(i) && !d.isQuote(i-1) {
			continue
		}
		to, s := d.symbolAt(i)
		known := d.table.Symbol(s)
		if to == 0 || len(known) == 0 {
			continue
		}
		f := figure{typ: instrument, rule: calledTicker, from: i, to: to, how: bySymbol, cue: -1}
		d.identify(&f, d.prefer(known))
		d.figures = append(d.figures, f)
	}
}

// callsCode reports whether the word at token i says that a code follows.
func (d *doc) callsCode(i int) bool {
	return d.wordIs(i, "ticker") || d.wordIs(i, "symbol") || d.wordIs(i, "code") && d.wordIs(i-1, "the") && d.wordIs(i-2, "under") || !d.lang.english && d.cash.is(callsWord, d.lowWord(i))
}

func (d *doc) isQuote(i int) bool { return i >= 0 && d.toks[i].oneOf("\"“”‘’'") }

// listedCodes proposes the codes of a list of changes, "NVDA +2.1%, TSLA -0.8%": two at
// least, so that one abbreviation with a figure is none.
func (d *doc) listedCodes(found []candidate) {
	var list []int
	another := false
	for _, at := range d.codes {
		i := int(at)
		if !d.changeBeside(i) || d.touched(i) && !d.isSign(i+1, ':') || len(d.listed(i)) == 0 {
			continue
		}
		another = another || len(list) > 0 && d.span(list[0], list[0]+1) != d.span(i, i+1)
		list = append(list, i)
	}
	if !another {
		return
	}
	for _, i := range list {
		for len(found) > 0 && found[0].to <= i {
			found = found[1:]
		}
		if len(found) > 0 && found[0].from <= i { // its name, which counts for itself
			continue
		}
		f := figure{typ: instrument, rule: codeInList, from: i, to: i + 1, how: bySymbol, cue: i + 1}
		d.identify(&f, d.prefer(d.listed(i)))
		d.figures = append(d.figures, f)
	}
}

// minMoved is how many letters a code has that nothing but a change of price introduces:
// abbreviations of fewer are too many.
const minMoved = 4

// movedCodes proposes the codes of American exchanges that a change of price follows: "PLTR down
// 9%", "HIMS dumped 9%". Not in a line of capitals.
func (d *doc) movedCodes() {
	var taken []bool
	for _, at := range d.codes {
		i := int(at)
		if t := &d.toks[i]; t.end-t.start < minMoved || d.touched(i) || i > 0 && !t.has(lined) && d.toks[i-1].has(caps) && d.toks[i-1].end-d.toks[i-1].start > 1 {
			continue
		}
		known := d.listed(i)
		if len(known) == 0 || !sameMarket(known[0].Exchange, "XNAS") || d.toks[min(i+1, len(d.toks)-1)].has(caps) || !d.priceMoveFollows(i+1) {
			continue
		}
		if taken == nil {
			taken = d.takenTokens()
		}
		if taken[i] || i > 0 && taken[i-1] {
			continue
		}
		f := figure{typ: instrument, rule: codeMoved, from: i, to: i + 1, how: bySymbol, cue: i + 1}
		d.identify(&f, known[0])
		d.figures = append(d.figures, f)
	}
}

// numberedLetters is how many letters the codes of São Paulo have before their number.
const numberedLetters = 4

// numberedCodes proposes the codes of São Paulo, which nothing else is written like: "PETR4",
// "TAEE11".
func (d *doc) numberedCodes() {
	var taken []bool
	for _, at := range d.codes {
		i := int(at)
		if t := &d.toks[i]; t.end-t.start != numberedLetters || i+1 >= len(d.toks) || d.toks[i+1].kind != number || !d.toks[i+1].glued() || d.gluedBetween(i, i+2) {
			continue
		}
		in := d.table.On("BVMF", d.span(i, i+2))
		if in == nil {
			continue
		}
		d.proposeCode(&taken, in, codeNumbered, i, i+2)
	}
}

// proposeCode proposes tokens from..to-1 as the symbol of in, unless something was proposed there. taken are the
// tokens where something was, once they are known.
func (d *doc) proposeCode(taken *[]bool, in *gazetteer.Instrument, by rule, from, to int) {
	if *taken == nil {
		*taken = d.takenTokens()
	}
	if (*taken)[from] {
		return
	}
	f := figure{typ: instrument, rule: by, from: from, to: to, how: bySymbol, cue: -1}
	d.identify(&f, in)
	d.figures = append(d.figures, f)
}

// digitCodes proposes the codes of digits that papers of East Asia put into brackets of their own: "西松屋
// <7545>", "SK텔레콤[017670]", "友邦（1299）", "(コード9101)".
func (d *doc) digitCodes() {
	if !d.hasWide {
		return
	}
	var taken []bool
	hk := strings.Contains(d.text, "港")
	for _, at := range d.numerals {
		i := int(at)
		t := &d.toks[i]
		n := int(t.end - t.start)
		if t.kind != number || n != 4 && n != 6 || i < 1 || i+1 >= len(d.toks) || !d.toks[i-1].has(wide) && d.toks[i-1].kind != symbol {
			continue
		}
		for _, mic := range d.digitMarkets(i, hk) {
			if in := d.table.On(mic, d.span(i, i+1)); in != nil {
				d.proposeCode(&taken, in, codeInBrackets, i, i+1)
				break
			}
		}
	}
}

// digitMarkets returns the exchanges that the number at token i may be a code of, by its brackets and the
// script around them, hk being whether the text speaks of Hong Kong. Nil for none.
func (d *doc) digitMarkets(i int, hk bool) []string {
	four := d.toks[i].end-d.toks[i].start == 4
	before, after := &d.toks[i-1], &d.toks[i+1]
	switch {
	case four && before.sign('<') && after.sign('>'):
		return []string{"XTKS"}
	case four && (before.r == 'ド' || before.r == '同') && before.has(wide):
		return []string{"XTKS"}
	case !four && before.sign('[') && after.sign(']') && i > 1:
		return []string{"XKRX", "XKOS"}
	case four && before.sign('(') && after.sign(')') && i > 1 && d.toks[i-2].has(wide) && hk:
		return []string{"XHKG"}
	}
	return nil
}

// changeBeside reports whether a percentage with its sign follows token i: "NVDA +2.1%",
// "NVDA (+2.1%)", "NVDA: -2.1 percent".
func (d *doc) changeBeside(i int) bool {
	k := i + 1
	if k < len(d.toks) && d.toks[k].oneOf("(:,") {
		k++
	}
	if !d.lang.english && d.isSign(i-1, '(') && d.followsName(i-2) { // "Roche (GS +1,3% auf 271,40 Fr.)": a kind of paper
		return false
	}
	if k+2 >= len(d.toks) || d.toks[k].has(lined) || signOf(&d.toks[k]) == 0 || d.toks[k+1].kind != number || !d.toks[k+1].glued() {
		return false
	}
	return d.toks[k+2].sign('%') || d.toks[k+2].is(cUnit)
}

// listed returns the instruments that the word at token i is a symbol of, none for the
// abbreviations of what companies and countries report.
func (d *doc) listed(i int) []*gazetteer.Instrument {
	s := d.span(i, i+1)
	if len(s) < 3 || len(s) > 5 || d.cash.is(measure, s) {
		return nil
	}
	return d.table.Symbol(s)
}

// isTickerColon recognises the colon of "(ticker: TSLA)".
func (d *doc) isTickerColon(i int) bool {
	return d.isSign(i, ':') && (d.wordIs(i-1, "ticker") || d.wordIs(i-1, "symbol") || d.wordIs(i-1, "tickers"))
}

// bracketed returns the instrument that a code after the bracket at token i
// means: that of the name before it, or a known one whose name stands before it.
func (d *doc) bracketed(i int, s string, name *candidate) *gazetteer.Instrument {
	known := d.table.Symbol(s)
	if name != nil && name.to == i {
		for _, e := range name.entries {
			if slices.ContainsFunc(known, func(in *gazetteer.Instrument) bool { return in == e.Instrument || in.Name == e.Instrument.Name }) {
				d.identify(&name.figure, e.Instrument)
				for _, in := range known { // the very listing, where the code is of another than the name's
					if (in.Symbol == s || len(s) == 5 && s[0] == '0' && in.Symbol == s[1:]) && in.Name == e.Instrument.Name {
						return in
					}
				}
				return e.Instrument
			}
		}
		if len(s) == 5 && len(known) == 0 && (s[4] == 'F' || s[4] == 'Y') && d.toks[i+1].kind == word { // an American over-the-counter line
			return name.instrument
		}
		if len(known) == 0 || len(s) < 3 || !sameFirst(known, name.name) {
			return nil
		}
	}
	if d.isTickerColon(i) && len(known) > 0 {
		return d.prefer(known)
	}
	if len(s) == 5 && s[0] == '0' && i > 0 && d.toks[i-1].has(wide) { // the papers of Hong Kong: "匯控(00005)"
		if in := d.table.On("XHKG", s[1:]); in != nil {
			return in
		}
	}
	for _, in := range known {
		if len(s) >= 2 && d.nameBefore(i, in.Name) {
			return in
		}
	}
	return nil
}

// sameFirst reports whether a known instrument's name begins as name does.
func sameFirst(known []*gazetteer.Instrument, name string) bool {
	first, _, _ := strings.Cut(name, " ")
	return slices.ContainsFunc(known, func(in *gazetteer.Instrument) bool { return strings.HasPrefix(in.Name, first) })
}

// nameBefore reports whether the first word of a company's name stands within
// five words before token i.
func (d *doc) nameBefore(i int, name string) bool {
	first := firstRun(gazetteer.Fold(name))
	if len(first) < 3 {
		return false
	}
	for k := i - 1; k >= max(0, i-6) && !d.breaks(k+1); k-- {
		if t := &d.toks[k]; t.kind == word && t.has(capital) && t.cls == 0 && d.run(k, k+1) == first {
			return true
		}
	}
	return false
}

// firstRun returns the first run of letters and digits of a folded name.
func firstRun(s string) string {
	for i := range len(s) {
		if !letterOrDigit(s[i]) {
			return s[:i]
		}
	}
	return s
}

// bareCodes proposes the codes of opened instruments where they stand bare:
// "FDS was trading", after Factset (FDS) or Factset was named.
func (d *doc) bareCodes() {
	if len(d.codes) == 0 {
		return
	}
	var written inklings
	for _, at := range d.codes {
		written.add(d.span(int(at), int(at)+1))
	}
	for i := range d.figures {
		f := &d.figures[i]
		if f.typ == instrument && f.instrument != nil && (len(f.symbol) >= 3 || isShortName(f)) && f.instrument.Kind != gazetteer.Index {
			if written.has(f.symbol) {
				d.held[f.symbol] = f.instrument
			}
			if f.how != byName {
				d.introduced[f.symbol] = true
			}
		}
	}
	if len(d.held) == 0 {
		return
	}
	taken := d.takenTokens()
	for _, at := range d.codes {
		i := int(at)
		t := &d.toks[i]
		if taken[i] || t.end-t.start < 2 || t.end-t.start > 6 {
			continue
		}
		in := d.held[d.span(i, i+1)]
		if in == nil || d.touched(i) {
			continue
		}
		if !d.introduced[in.Symbol] && !d.isCodeAt(i, in) { // "CRM systems", though Salesforce is named
			continue
		}
		f := figure{typ: instrument, rule: introducedCode, from: i, to: i + 1, how: bySymbol, cue: -1}
		d.identify(&f, in)
		d.figures = append(d.figures, f)
	}
}

// codesBehind proposes the codes that stand right behind their company's name: "AutoNation Inc. AN".
func (d *doc) codesBehind() {
	for n := range len(d.figures) {
		if i := d.behind(&d.figures[n]); i >= 0 {
			f := figure{typ: instrument, rule: introducedCode, from: i, to: i + 1, how: bySymbol, cue: -1}
			d.identify(&f, d.figures[n].instrument)
			d.figures = append(d.figures, f)
		}
	}
}

// behind returns the token of the code right behind the name f, -1 for none.
func (d *doc) behind(f *figure) int {
	if f.typ != instrument || f.how != byName || f.instrument == nil {
		return -1
	}
	i := f.to
	if d.isSign(i, '.') && d.toks[i].glued() {
		i++
	}
	if i >= len(d.toks) || !d.toks[i].has(caps) || d.toks[i].has(lined) || d.touched(i) || d.isSign(i+1, '-') && d.toks[i+1].glued() || d.span(i, i+1) != f.symbol {
		return -1
	}
	return i
}

// isShortName reports whether the code of two letters of a pair is the first word of its
// company's name: "SM Energy (NYSE: SM)".
func isShortName(f *figure) bool {
	return f.how == byExchange && len(f.symbol) == 2 && strings.HasPrefix(f.name, f.symbol+" ")
}

// Inklings say of a string that it is none of some others, or may be one: by its length and
// its ends. They save most of the look-ups in maps of names.
type inklings uint64

func (n *inklings) add(s string)     { *n |= inkling(s) }
func (n inklings) has(s string) bool { return n&inkling(s) != 0 }

func inkling(s string) inklings {
	if s == "" {
		return 1
	}
	return 1 << ((5*uint(len(s)) + 7*uint(s[0]) + uint(s[len(s)-1])) & 63)
}

// isCodeAt reports whether token i is the code of an instrument that is only named
// elsewhere: in brackets, unless as the initials of the words before, with evidence
// beside it, or before a change of price: "Autodesk ADSK, +3.25%".
func (d *doc) isCodeAt(i int, in *gazetteer.Instrument) bool {
	if d.isSign(i-1, '(') && d.isSign(i+1, ')') {
		return !d.spellsInitials(i)
	}
	if !d.hasNoEvidence(&figure{from: i, to: i + 1, symbol: in.Symbol}) {
		return true
	}
	return d.isSign(i+1, ',') && i+3 < len(d.toks) && signOf(&d.toks[i+2]) != 0 && d.toks[i+3].kind == number
}

// takenTokens reports of each token whether a figure has it.
func (d *doc) takenTokens() []bool {
	d.taken = slices.Grow(d.taken[:0], len(d.toks))[:len(d.toks)]
	clear(d.taken)
	for i := range d.figures {
		for k := d.figures[i].from; k < d.figures[i].to; k++ {
			d.taken[k] = true
		}
	}
	return d.taken
}

// gluedBetween reports whether letters or digits touch tokens from..to-1.
func (d *doc) gluedBetween(from, to int) bool {
	return from > 0 && d.toks[from].glued() && d.toks[from-1].kind != symbol || to < len(d.toks) && d.toks[to].glued() && d.toks[to].kind != symbol
}

// touched reports whether letters, digits or joining signs touch token i.
func (d *doc) touched(i int) bool {
	if d.toks[i].glued() && i > 0 && (d.toks[i-1].kind != symbol || d.toks[i-1].oneOf("@#$_.-/:")) {
		return true
	}
	return i+1 < len(d.toks) && d.toks[i+1].glued() && (d.toks[i+1].kind != symbol || d.toks[i+1].oneOf("_@:"))
}

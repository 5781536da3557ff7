package entity

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/pennypress/pennypress/extract/gazetteer"
)

// Names are linked in two stages. Every name of the gazetteer in the text is
// proposed, with what speaks for it:
//
//	strong   an unambiguous name, an exchange pair, a cashtag     opens its instrument
//	beside   a weak name with a price cue, a legal form, a code   opens its instrument
//	weak     a common word, an acronym, a shared stem             waits
//
// Then what waits counts where its instrument was opened anywhere in the text.

// A candidate is a proposed name.
type candidate struct {
	figure
	entries []gazetteer.Entry
	strong  bool
	bare    bool // without the words that should stand in the text: only evidence beside it counts
}

// tickers proposes codes and names.
func (d *doc) tickers() {
	d.lower = !d.capital && d.hasWords(5) // written without capitals
	if d.lower {
		d.heads = d.heads[:0]
		for i := range d.toks {
			d.heads = append(d.heads, head{at: int32(i)})
		}
	}
	next := 0
	for _, h := range d.heads {
		if i := int(h.at); i >= next {
			next = d.tickerAt(i, h.lengths)
		}
	}
	d.bracketCodes(&d.found)
	d.namedCodes()
	d.listedCodes(d.found)
	d.digitCodes()
	d.link(d.found)
	d.codesBehind()
	d.numberedCodes()
	d.introductions()
	d.movedCodes()
	d.bareCodes()
}

// hasWords reports whether the text has n words.
func (d *doc) hasWords(n int) bool {
	for i := range d.toks {
		if d.toks[i].kind == word {
			if n--; n == 0 {
				return true
			}
		}
	}
	return false
}

// tickerAt proposes the code or name that begins at token i, lengths being those of the
// names that begin with its word, if known. It returns the token to go on from.
func (d *doc) tickerAt(i int, lengths gazetteer.Lengths) int {
	t := &d.toks[i]
	if t.kind == symbol {
		return max(d.code(i), i+1)
	}
	if t.is(cBlockStart) {
		if lx, n := d.phraseOf(i, cBlock); lx.is&cBlock != 0 {
			if c := d.draftName(); d.nameAt(i, lengths, c) {
				c.dropped, c.why, c.cue = true, "a phrase that names no company", i+n-1
				d.refused = append(d.refused, c.figure)
			}
			return i + n
		}
	}
	if c := d.draftName(); d.nameAt(i, lengths, c) {
		d.found = d.found[:len(d.found)+1]
		return c.to
	}
	return i + 1
}

// draftName returns the place of the next candidate, to be written over.
func (d *doc) draftName() *candidate {
	n := len(d.found)
	if n == cap(d.found) {
		d.found = slices.Grow(d.found, 1)
	}
	return &d.found[:n+1][n]
}

// nameAt reads the longest name of the gazetteer that begins at token i into c, lengths being
// those of the names that begin with its word, if known.
func (d *doc) nameAt(i int, lengths gazetteer.Lengths, c *candidate) bool {
	t := &d.toks[i]
	if d.wideName(i, c) {
		return true
	}
	if t.has(wide) || i > 0 && t.glued() && (d.toks[i-1].kind != symbol && !d.toks[i-1].has(wide) || d.toks[i-1].oneOf("@_")) {
		return false
	}
	if !t.has(capital) && t.kind == word && t.lex != 0 && !d.lower && !d.joinsNext(i) {
		return false
	}
	end := d.runEnd(i)
	h := d.runHash(i, end)
	if lengths == 0 || end > i+1 {
		lengths = d.table.LengthsFrom(h)
	}
	if lengths == 0 || !d.longest(i, end, h, lengths, c) || t.is(cCommon) && c.to == end {
		return false
	}
	if end < len(d.toks) && (h == hashThe || d.hasPrefix(i)) { // "The Nasdaq" must not hide "Nasdaq Composite", nor "pan-European STOXX 600" the index
		var longer candidate
		if d.nameAt(end, 0, &longer) && (longer.to >= c.to || c.how == byIndex) {
			return false
		}
	}
	return true
}

// Words that names are looked up with and without.
var hashThe, hashAnd = gazetteer.Hash("the"), gazetteer.Hash("and")

// hasPrefix reports whether a hyphen joins a small word to token i: "pan-European".
func (d *doc) hasPrefix(i int) bool {
	return i > 1 && d.toks[i].glued() && d.toks[i-1].oneOf("-‑") && d.toks[i-1].glued() && d.toks[i-2].kind == word && !d.toks[i-2].has(capital)
}

// joinsNext reports whether a digit, a point or an ampersand touches the word at token i,
// as in the names that begin in lower case: "a2 Milk", "e.l.f. Beauty", "e&".
func (d *doc) joinsNext(i int) bool {
	if i+1 >= len(d.toks) || !d.toks[i+1].glued() {
		return false
	}
	return d.toks[i+1].kind == number || d.toks[i+1].sign('&') || d.toks[i+1].sign('.') && i+2 < len(d.toks) && d.toks[i+2].glued()
}

// A hit is a name of the gazetteer that ends before token to.
type hit struct {
	entries []gazetteer.Entry
	to      int
}

// longest makes a candidate of the longest name that begins with the run of tokens
// i..end-1 and hash h. Where "and" is written for "&", the name is looked up without.
func (d *doc) longest(i, end int, h uint64, lengths gazetteer.Lengths, c *candidate) bool {
	and := d.collect(end, h, lengths, false)
	ok := d.longestOf(i, c)
	if and {
		d.collect(end, h, lengths, true)
		var other candidate
		if d.longestOf(i, &other) && (!ok || other.to > c.to) {
			*c, ok = other, true
		}
	}
	return ok
}

// longestOf makes a candidate of the longest hit that fits; failing that, of
// the longest whose context words are missing.
func (d *doc) longestOf(i int, c *candidate) bool {
	bare := -1
	for n := len(d.hits) - 1; n >= 0; n-- {
		entries, to := d.hits[n].entries, d.hits[n].to
		if kept := d.fitting(entries, i, to); len(kept) > 0 {
			d.candidate(c, kept, i, to)
			return true
		}
		if bare < 0 && d.caseFits(&entries[0], i, to) {
			bare = n
		}
	}
	if bare < 0 {
		return false
	}
	d.candidate(c, d.hits[bare].entries, i, d.hits[bare].to)
	c.bare, c.strong = true, false
	return true
}

// maxRuns bounds the runs looked at for one name.
const maxRuns = 8

// collect fills d.hits with the names that begin with the run of hash h, which ends
// before token end, the shortest first. It looks no further than the gazetteer has names of
// such a length, and reports whether an "and" is among the runs, which it may skip.
func (d *doc) collect(end int, h uint64, lengths gazetteer.Lengths, skipAnd bool) (and bool) {
	d.hits = d.hits[:0]
	for runs := 1; ; runs++ {
		if lengths&1 != 0 {
			if entries := d.table.Named(h); entries != nil {
				d.hits = append(d.hits, hit{entries, end})
			}
		}
		if lengths >>= 1; lengths == 0 || runs >= maxRuns {
			return and
		}
		next := d.overSeparator(end)
		if next < 0 {
			return and
		}
		end = d.runEnd(next)
		run := d.runHash(next, end)
		if run == hashAnd {
			and = true
			if skipAnd {
				if next = d.overSeparator(end); next < 0 {
					return and
				}
				end = d.runEnd(next)
				run, runs, skipAnd = d.runHash(next, end), runs+1, false
			}
		}
		h = gazetteer.Join(h, run)
	}
}

// overSeparator returns the token after what may part two runs of a name at
// token i, -1 where a name ends.
func (d *doc) overSeparator(i int) int {
	for n := 0; i < len(d.toks) && n < 3; n++ {
		t := &d.toks[i]
		if t.has(parted) {
			return -1
		}
		if t.kind != symbol {
			if t.kind == number && strings.ContainsAny(d.text[t.start:t.end], ".,'") || t.has(wide) {
				return -1
			}
			return i
		}
		if !t.oneOf("&-.'’/+!‑–*") && !d.joinsByComma(i) {
			return -1
		}
		if t.r == '.' && i+1 < len(d.toks) && !d.toks[i+1].glued() && i > 0 && d.toks[i-1].end-d.toks[i-1].start > 4 {
			return -1 // a full stop
		}
		if !t.glued() && t.r != '&' && t.r != '+' {
			return -1
		}
		i++
	}
	return -1
}

// joinsByComma reports whether token i is a comma that may stand in a name: before a
// legal form, or in "Becton, Dickinson".
func (d *doc) joinsByComma(i int) bool {
	return d.toks[i].r == ',' && i+1 < len(d.toks) && (d.isClass(i+1, cLegal) || d.toks[i].glued() && d.toks[i+1].has(capital))
}

// hasComma reports whether a comma that no legal form follows stands in tokens from..to-1.
func (d *doc) hasComma(from, to int) bool {
	for i := from; i < to; i++ {
		if d.toks[i].r == ',' && !d.isClass(i+1, cLegal) {
			return true
		}
	}
	return false
}

// runEnd returns the token after the run of letters and digits at token i.
func (d *doc) runEnd(i int) int {
	for i++; i < len(d.toks) && d.toks[i].glued() && d.toks[i].kind != symbol && !d.toks[i].has(wide); i++ {
	}
	return i
}

// runHash returns the hash of the folded run of tokens from..to-1.
func (d *doc) runHash(from, to int) uint64 {
	if h := d.toks[from].hash; h != 0 && to == from+1 {
		return h
	}
	start, end := int(d.toks[from].start), int(d.toks[to-1].end)
	h, plain := hashRun(d.low, start, end)
	if plain {
		return h
	}
	return gazetteer.Hash(gazetteer.Fold(d.text[start:end]))
}

// run returns the folded run of tokens from..to-1.
func (d *doc) run(from, to int) string {
	start, end := d.toks[from].start, d.toks[to-1].end
	low := d.low[start:end]
	for i := range low {
		if low[i] >= 0x80 {
			return gazetteer.Fold(d.text[start:end])
		}
	}
	return string(low)
}

// fitting returns the entries whose case and context fit tokens from..to-1.
func (d *doc) fitting(entries []gazetteer.Entry, from, to int) []gazetteer.Entry {
	all := true
	for i := range entries {
		if !d.fits(&entries[i], from, to) {
			all = false
			break
		}
	}
	if all {
		return entries
	}
	var kept []gazetteer.Entry
	for i := range entries {
		if d.fits(&entries[i], from, to) {
			kept = append(kept, entries[i])
		}
	}
	return kept
}

func (d *doc) fits(e *gazetteer.Entry, from, to int) bool {
	if len(e.Context) > 0 && !d.inContext(e.Context) {
		return false
	}
	return d.caseFits(e, from, to)
}

// caseFits reports whether tokens from..to-1 are written like a name: what the
// name has in capitals is in capitals.
func (d *doc) caseFits(e *gazetteer.Entry, from, to int) bool {
	first := &d.toks[from]
	if d.lower {
		return (!e.Weak || e.Lower) && len(e.Name) > 2 && !d.hasComma(from, to)
	}
	if e.Small && e.Kind == gazetteer.Index { // "pan-European STOXX 600" is the STOXX 600
		return false
	}
	if strings.HasSuffix(e.Name, "+") && !d.isSign(to, '+') { // "Canal+"
		return false
	}
	if !d.spelled(e, from, to) || d.hasComma(from, to) && !strings.Contains(e.Name, ",") {
		return false
	}
	if first.kind == word && !first.has(capital) {
		if e.Lower {
			return true
		}
		return e.Small && strings.HasPrefix(d.text[first.start:], e.Name[:1]) && strings.HasPrefix(d.text[first.start:], e.Name)
	}
	if first.kind == number && to == from+1 {
		return false
	}
	small := 0
	for i := from; i < to; i++ {
		if t := &d.toks[i]; t.kind == word && !t.has(capital) && !t.is(cAnd) && !(t.glued() && i > from && d.toks[i-1].oneOf("'’")) {
			small++
		}
	}
	if small > 0 && small > smallWords(e.Name) && e.Kind != gazetteer.Index { // "the Dow Jones industrial average"
		return false
	}
	if !e.Acronym || e.Kind == gazetteer.Index && !d.lang.english && len(e.Name) > 2 || d.isItalianAcronym(e, from, to) { // "Dax"
		return true
	}
	if len(e.Name) >= 5 && to == from+1 && first.lex == 0 && !e.Weak { // "Sabic"
		return true
	}
	for i := from; i < to; i++ {
		if d.toks[i].kind == word && !d.toks[i].has(caps) {
			return false
		}
	}
	return true
}

// isItalianAcronym reports whether an acronym is written with one capital, as Italian papers
// do: "Mps", "Stm". A word that begins a sentence is one only before a change of price.
func (d *doc) isItalianAcronym(e *gazetteer.Entry, from, to int) bool {
	return d.lang.name == "it" && to == from+1 && len(e.Name) >= 3 && d.toks[from].lex == 0 && (!d.breaks(from) || len(e.Name) >= 4 || d.priceMoveFollows(to))
}

// smallWords counts the words of a name that begin in lower case.
func smallWords(name string) int {
	n := 0
	for i := range len(name) {
		if 'a' <= name[i] && name[i] <= 'z' && (i == 0 || ascii[name[i-1]] != letter && ascii[name[i-1]] != upper && name[i-1] < 0x80 && name[i-1] != '\'') {
			n++
		}
	}
	return n
}

// spelled reports whether tokens from..to-1 may spell the name: one letter and
// bare digits must be written exactly so ("e&", "1&1"), and a German umlaut is no
// accent that a name could have lost ("Über" is no Uber).
func (d *doc) spelled(e *gazetteer.Entry, from, to int) bool {
	letters, accents := 0, false
	for i := from; i < to; i++ {
		switch t := &d.toks[i]; {
		case t.kind != word:
		case t.hash != 0:
			letters += int(t.end - t.start)
		default:
			letters += utf8.RuneCountInString(d.text[t.start:t.end])
			accents = true
		}
	}
	if letters < 2 {
		rest, ok := strings.CutPrefix(d.text[d.toks[from].start:], e.Name)
		return ok && (rest == "" || !letterOrDigit(rest[0]))
	}
	return !accents || d.lang.name != "de" || !isASCII(e.Name)
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// A contextKey names one list of context words.
type contextKey struct {
	first *string
	n     int
}

// inContext reports whether the text has one of some folded words.
func (d *doc) inContext(words []string) bool {
	k := contextKey{&words[0], len(words)}
	seen, ok := d.contexts[k]
	if !ok {
		seen = slices.ContainsFunc(words, d.mentions)
		d.contexts[k] = seen
	}
	return seen
}

// mentions reports whether the text has a folded word, or its plural.
func (d *doc) mentions(w string) bool {
	if !d.noted {
		d.noteWords()
	}
	if !d.seen.has(gazetteer.Hash(w)) && isPlainWord(w) && !d.seen.has(gazetteer.Hash(w+"s")) {
		return false
	}
	for pos := 0; ; {
		at := bytes.Index(d.low[pos:], []byte(w))
		if at < 0 {
			return false
		}
		pos += at + len(w)
		before := pos - len(w) - 1
		if (before < 0 || !letterOrDigit(d.low[before])) && (!letterOrDigit(d.low[pos]) || d.low[pos] == 's') {
			return true
		}
	}
}

// noteWords fills d.seen with the words of the text.
func (d *doc) noteWords() {
	for i := range d.toks {
		d.seen.add(d.toks[i].hash)
	}
	d.noted = true
}

// isPlainWord reports whether w is a word of plain letters.
func isPlainWord(w string) bool {
	for i := range len(w) {
		if ascii[w[i]] != letter {
			return false
		}
	}
	return true
}

func letterOrDigit(b byte) bool { c := ascii[b]; return c == letter || c == upper || c == digit }

// candidate makes c of tokens from..to-1, its legal form included.
func (d *doc) candidate(c *candidate, entries []gazetteer.Entry, from, to int) {
	e := d.listing(entries, from, to)
	*c = candidate{entries: entries, strong: !e.Weak, figure: figure{typ: instrument, rule: gazetteerName, from: from, to: to, how: byName, cue: -1}}
	d.identify(&c.figure, e.Instrument)
	switch e.Kind {
	case gazetteer.Index:
		c.how = byIndex
	case gazetteer.Crypto:
		c.how = byCrypto
	default:
		if e.Acronym && e.Name == e.Symbol && d.toks[from].has(caps) && d.isSign(from-1, '(') {
			c.how = bySymbol
		}
	}
	if c.how == byName {
		c.to = d.withLegalForm(d.withSign(to, e.Name))
	}
	if c.how == byIndex && d.toks[from].has(wide) {
		c.to = d.withInitials(to)
	}
}

// withInitials returns the token after the initials in brackets and the number that an index goes on with at token
// to: "스탠더드앤드푸어스(S&P) 500지수".
func (d *doc) withInitials(to int) int {
	close := d.closingBracket(to, len(d.toks))
	if close == to || d.span(to+1, close) != "S&P" || close+1 >= len(d.toks) || d.toks[close+1].kind != number {
		return to
	}
	if to = close + 2; d.isRun(to, "지수") {
		to += 2
	}
	return to
}

// withSign returns the token after the sign that a name ends with, where it is written:
// "e&", "Yahoo!", "Canal+".
func (d *doc) withSign(to int, name string) int {
	if to < len(d.toks) && d.toks[to].glued() && (d.toks[to].r == '&' || d.toks[to].r == '!' || d.toks[to].r == '+' || d.toks[to].r == '.') && d.toks[to].r == rune(name[len(name)-1]) {
		return to + 1
	}
	return to
}

// withLegalForm returns the token after a legal form that follows a name.
func (d *doc) withLegalForm(to int) int {
	for n := 0; n < 2; n++ {
		i := to
		if d.isSign(i, ',') && d.toks[i].glued() {
			i++
		}
		if !d.isClass(i, cLegal) || !d.toks[i].has(capital) && !d.lower || d.toks[i].has(parted) || d.isClass(to-1, cLegal) && n == 0 && d.wordIs(i, "group") {
			break
		}
		to = i + 1
	}
	if end := d.dottedForm(to); end > 0 {
		return end
	}
	if d.isClass(to-1, cLegal) && d.isSign(to, '.') && d.toks[to].glued() && d.toks[to-1].end-d.toks[to-1].start <= 4 {
		to++
	}
	return to
}

// dottedForm returns the token after a legal form in initials, "S.A." or "N.V.", that
// begins at token i; 0 for none.
func (d *doc) dottedForm(i int) int {
	if i >= len(d.toks) || d.toks[i].has(lined) {
		return 0
	}
	letters := make([]byte, 0, 4)
	to := i
	for to+1 < len(d.toks) && d.toks[to].kind == word && d.toks[to].end-d.toks[to].start == 1 && d.isSign(to+1, '.') && (to == i || d.toks[to].glued()) && len(letters) < 4 {
		letters = append(letters, d.low[d.toks[to].start])
		to += 2
	}
	if len(letters) < 2 || d.lang.lookup(string(letters)).is&cLegal == 0 {
		return 0
	}
	return to
}

package entity

import (
	"slices"
	"strings"

	"github.com/pennypress/pennypress/extract/gazetteer"
)

// link decides which names count.
func (d *doc) link(found []candidate) {
	d.blockDefined(found)
	d.dropHomonyms(found)
	var waiting inklings // names that wait
	for i := range found {
		c := &found[i]
		if c.dropped {
			continue
		}
		if d.weigh(found, i); !c.strong && !c.dropped {
			for k := range c.entries {
				waiting.add(c.entries[k].Instrument.Name)
			}
		}
	}
	if waiting != 0 {
		d.openAll(found, waiting)
	}
	index := slices.ContainsFunc(found, func(c candidate) bool { return c.strong && !c.dropped && isIndex(&c.figure) })
	d.preferNeighbours(found)
	for i := range found {
		c := &found[i]
		switch {
		case c.strong || c.dropped:
		case isIndex(&c.figure) && d.lang.english && (d.wordIs(c.from-1, "to") || d.wordIs(c.from-1, "on") || d.wordIs(c.from-1, "at")) && d.hasNoEvidence(&c.figure): // "is moving its listing to Nasdaq"
			c.dropped, c.why = true, "an exchange"
		case index && !c.bare && isIndex(&c.figure) && (d.isThatIndex(c) || d.listedWithIndex(found, i)):
			c.why, c.cue = "beside another index", c.from-1
		default:
			d.openBy(c)
		}
		if c.dropped {
			d.refused = append(d.refused, c.figure)
		} else {
			d.figures = append(d.figures, c.figure)
		}
	}
}

// minNeighbours is how many other companies of a country speak for the company there of those that share a
// name.
const minNeighbours = 3

// preferNeighbours lets a name that companies of several countries have stand for the one whose neighbours
// the text names, where it names none of the other's: "Domino's" beside Coles, Woolworths and JB Hi-Fi.
func (d *doc) preferNeighbours(found []candidate) {
	var homes map[string]int // distinct companies by country
	var seen map[string]bool
	for i := range found {
		c := &found[i]
		if c.dropped || c.instrument == nil || len(c.entries) < 2 || d.country != "" || c.instrument.Kind != gazetteer.Share {
			continue
		}
		if homes == nil {
			homes, seen = map[string]int{}, map[string]bool{}
			for k := range found {
				if o := &found[k]; o.strong && !o.dropped && o.instrument != nil && o.instrument.Country != "" && !seen[o.name] {
					seen[o.name] = true
					homes[o.instrument.Country]++
				}
			}
		}
		others := func(country string) int {
			if seen[c.name] && country == c.instrument.Country {
				return homes[country] - 1
			}
			return homes[country]
		}
		for _, e := range c.entries {
			if in := e.Instrument; in.Kind == gazetteer.Share && in.Name != c.instrument.Name && others(in.Country) >= minNeighbours && others(c.instrument.Country) == 0 {
				d.identify(&c.figure, in)
				break
			}
		}
	}
}

// openAll opens what the codes of the text and its strong names stand for, where a name waits
// for it.
func (d *doc) openAll(found []candidate, waiting inklings) {
	for i := range d.figures {
		if f := &d.figures[i]; f.typ == instrument && f.instrument != nil && waiting.has(f.name) {
			d.open(f)
		}
	}
	for i := range found {
		if c := &found[i]; c.strong && !c.dropped && waiting.has(c.name) {
			d.open(&c.figure)
		}
	}
}

// open opens the instrument of f, unless it is open.
func (d *doc) open(f *figure) {
	if _, ok := d.opened[f.name]; !ok {
		d.opened[f.name] = f.from
	}
}

// isDateline reports whether a name is an agency's behind the place that a text comes from: "Wien
// (APA) - Die Wiener Börse".
func (d *doc) isDateline(c *candidate) bool {
	if d.lang.name == "de" && c.to == c.from+1 && d.toks[c.from].has(caps) && d.toks[c.from].has(parted) && d.isSign(c.to, '.') && c.to+1 < len(d.toks) && !d.toks[c.to+1].has(lined) && d.toks[c.to+1].has(capital) { // "SALZGITTER. Der Konzern"
		return true
	}
	if d.lang.name == "de" && d.isSign(c.from-1, '(') && d.isSign(c.to, ',') && d.toks[c.from].has(caps) && c.to == c.from+1 && d.hasNoEvidence(&c.figure) { // "(APA, red)"
		return true
	}
	if !d.isSign(c.from-1, '(') || !d.isSign(c.to, ')') {
		return false
	}
	if c.from > 1 && d.toks[c.from-2].kind == symbol && d.endsClause(c.from-2) && (c.to+1 == len(d.toks) || d.toks[c.to+1].has(parted)) { // "gingen unverändert aus dem Handel. (APA)"
		return true
	}
	if c.to+1 >= len(d.toks) || !d.toks[c.to+1].oneOf("-–—") || d.toks[c.to+1].glued() {
		return false
	}
	for i := c.from - 2; i >= max(0, c.from-6); i-- {
		if d.toks[i].has(parted) {
			return d.toks[i].has(capital)
		}
	}
	return false
}

// weigh decides what speaks for name n by itself: it is dropped, or strong, or
// waits for another mention.
func (d *doc) weigh(found []candidate, n int) {
	c := &found[n]
	switch {
	case n > 0 && d.isClass(c.from-1, cOf) && d.isOwner(c.from-2) && found[n-1].symbol == c.symbol && !found[n-1].dropped && c.from-found[n-1].to < 6: // "Frasers Group, owner of Sports Direct"
		c.dropped, c.why = true, "what the company before it owns"
	case d.isDateline(c):
		c.dropped, c.why = true, "the agency of a dateline"
	case d.isElsewhere(c) || d.isPart(found, n):
		c.dropped, c.why = true, "a source, a place or part of another name"
	case c.strong || d.without(stages):
		c.strong, c.why = true, "an unambiguous name"
	case d.isTail(c):
		c.dropped, c.why, c.cue = true, "the end of a longer name", c.from-1
	default:
		c.why, c.cue = d.evidence(&c.figure)
		if c.bare && c.why == movedAfter && d.toks[c.from].has(caps) {
			c.why, c.cue = "", -1 // "ADT drops 23%": the average daily turnover
		}
		if c.why == "" && !c.bare && d.listedAfter(found, n) {
			c.why, c.cue = "in a list after a company", found[n-1].from
		}
		if c.why == "" && !c.bare && d.isElided(c) {
			c.why, c.cue = "a change of price like the one before it", c.to
		}
		if c.why == "" && !c.bare && d.listedBeside(found, n) {
			c.why, c.cue = "in a list with a company", c.to
		}
		if c.why == "" && !c.bare && d.listedWithMove(found, n) {
			c.why, c.cue = "in a list whose price changed", found[n+1].from
		}
		c.strong = c.why != ""
	}
}

// listedWithIndex reports whether name n is an item of a list before an index: "Dow Jones, S&P 500 und
// Nasdaq 100".
func (d *doc) listedWithIndex(found []candidate, n int) bool {
	if n+1 == len(found) {
		return false
	}
	c, next := &found[n], &found[n+1]
	return next.from == c.to+1 && (d.isSign(c.to, ',') || d.isClass(c.to, cAnd)) && next.strong && !next.dropped && isIndex(&next.figure)
}

// isThatIndex reports whether a weak name is used like that of an index: "the Dow", "the
// tech-heavy Nasdaq".
func (d *doc) isThatIndex(c *candidate) bool {
	i := c.from - 1
	if d.isSign(i-1, '-') && d.toks[i].kind == word && !d.toks[i].has(capital) {
		i -= 3
	}
	if d.lang.behind && d.isThe(i-1) && d.toks[i].kind == word && !d.toks[i].has(capital) && (d.endsIn(i, "e") || d.endsIn(i, "en")) { // "die technologielastige Nasdaq"
		i--
	}
	return i >= 0 && d.isThe(i) && !d.wordIs(i-1, "on") && !d.wordIs(i-1, "at")
}

// openBy lets a waiting name count when its instrument was opened.
func (d *doc) openBy(c *candidate) {
	for _, e := range c.entries {
		if by, ok := d.opened[e.Instrument.Name]; ok && !d.inCapitals(c) && !d.isAgency(c) {
			d.identify(&c.figure, e.Instrument)
			c.why, c.cue = "named elsewhere in the text", by
			return
		}
	}
	c.dropped, c.why = true, "a weak name that nothing opened"
	if c.bare {
		c.why = "none of the words that should stand in the text does: " + strings.Join(c.entries[0].Context, ", ")
	}
}

// isAgency reports whether an index is named like the agency that rates debt, and neither an
// article nor a number shows that the index is meant: "S&P cut its rating".
func (d *doc) isAgency(c *candidate) bool {
	return isIndex(&c.figure) && d.cash.is(agency, d.span(c.from, c.to)) && !d.isClass(c.from-1, cFiller) && !d.wordIs(c.from-1, "the") && (c.to == len(d.toks) || d.toks[c.to].kind != number)
}

// inCapitals reports whether a capitalised word that is no other name runs into
// a weak one: "North American", "Munich-American Holding".
func (d *doc) inCapitals(c *candidate) bool {
	i := c.from - 1
	if i < 0 || d.toks[i].kind != word || !d.toks[i].has(capital) || d.toks[i].has(caps) || d.toks[c.from].has(parted) || d.toks[i].cls != 0 {
		return false
	}
	return i > 0 && !d.breaks(i) && !d.toks[i-1].has(capital)
}

// isContracted reports whether token i is a preposition with the article in it: "beim Marktführer Align".
func (d *doc) isContracted(i int) bool {
	switch d.lowWord(i) {
	case "beim", "vom", "zum", "zur", "im", "am":
		return true
	}
	return false
}

// isPart reports whether name n is a part of a longer name: of a person, a
// place, a school, or one joined by hyphens.
func (d *doc) isPart(found []candidate, n int) bool {
	c := &found[n]
	i := c.from - 1
	if d.isInitials(c) || d.isModel(found, n) || d.isPluralOfLetters(c) || d.isOtherIndex(c) {
		return true
	}
	if d.isClass(i, cForename) && d.toks[i].has(capital) && c.to == c.from+1 && !d.toks[c.from].has(lined) && d.hasNoEvidence(&c.figure) {
		return true
	}
	if d.isSign(i, '.') && i > 1 && d.toks[i-1].kind == word && d.toks[i-1].end-d.toks[i-1].start == 1 && d.isClass(i-2, cForename) && d.hasNoEvidence(&c.figure) { // "John W. Casella"
		return true
	}
	if d.isClass(c.to, cInstitution) && d.toks[c.to].has(capital) && !d.toks[c.to].has(lined) {
		return true
	}
	if i > 0 && d.toks[i].oneOf("-‑") && d.toks[i].glued() && d.toks[c.from].glued() && d.toks[i-1].kind == word && d.toks[i-1].has(capital) && (n == 0 || found[n-1].to != i) {
		return true
	}
	if i > 1 && d.toks[i].oneOf("-‑") && d.toks[i].glued() && d.toks[c.from].glued() && d.toks[i-1].glued() && d.toks[i-2].oneOf("-‑") { // "Stoke-on-Trent"
		return true
	}
	if d.isClass(c.from, cVenue) && c.to == c.from+1 && c.to < len(d.toks) && d.toks[c.to].has(capital) && d.isClass(c.to, cPlace) && !d.toks[c.to].has(lined) { // "Euronext Amsterdam"
		return true
	}
	if d.isSign(i, '(') && i > 2 && d.toks[i-1].has(wide) && (d.isRun(i-2, "래소") || d.isRun(i-2, "引所") || d.isRun(i-2, "易所")) { // "시카고옵션거래소(CBOE)"
		return true
	}
	k := d.hyphen(c.to)
	if k != c.to && d.toks[c.to].glued() && d.toks[k].kind == word && !d.toks[k].has(capital) && k+1 < len(d.toks) && d.toks[k+1].oneOf("-‑") && d.toks[k+1].glued() { // "Carrefour-des-Vents"
		return true
	}
	if d.lang.behind && (isIndex(&c.figure) || c.strong && d.lang.name == "de") { // a compound of nouns: "am Dax-Ende", "der BASF-Chef"
		return false
	}
	return k != c.to && d.toks[c.to].glued() && d.toks[k].kind == word && d.toks[k].has(capital) && !d.toks[k].has(caps) && d.toks[k].cls == 0 && (n+1 == len(found) || found[n+1].from != k)
}

// isOtherIndex reports whether an index is named only within the name of another:
// "Nifty PSU Bank index", "Dow Jones Transportation Average".
func (d *doc) isOtherIndex(c *candidate) bool {
	if !isIndex(&c.figure) {
		return false
	}
	if k := d.hyphen(c.to); k > c.to && d.toks[c.to].glued() && d.toks[k].has(caps) && d.toks[k].lex == 0 && d.toks[k].end-d.toks[k].start > 1 && d.hasNoEvidence(&c.figure) { // "FTSE-BIVA"
		return true
	}
	unknown := false
	for i := c.to; i < min(c.to+4, len(d.toks)) && d.toks[i].kind == word && !d.toks[i].has(parted); i++ {
		if d.isClass(i, cIndexNoun) {
			return unknown
		}
		if !d.toks[i].has(capital) {
			if !d.lang.english || d.toks[i].is(cInstr|cBroad|cAux|cBe|cVerb|cPrep|cLevel|cOf|cBy|cAnd|cBreak|cRelative|cAnaphor) || i > c.to+1 { // "S&P 500 retail index"
				return false
			}
			unknown = true
			continue
		}
		unknown = unknown || d.toks[i].cls == 0
	}
	return false
}

// isInitials reports whether letters go on before or after a short name, as in a person's
// or a party's initials: "I.B.M" of B.M, "L.G.B.T.", "JD(U)".
func (d *doc) isInitials(c *candidate) bool {
	if d.toks[c.to-1].end-d.toks[c.from].start > 4 || !d.toks[c.from].has(caps) {
		return false
	}
	if i := c.from - 1; i > 0 && d.isSign(i, '.') && d.toks[i].glued() && d.toks[c.from].glued() && d.toks[i-1].kind == word {
		return true
	}
	i := c.to
	if i+1 >= len(d.toks) || !d.toks[i].glued() || !d.toks[i+1].glued() || d.toks[i+1].kind != word || d.toks[i+1].end-d.toks[i+1].start > 1 {
		return false
	}
	return d.isSign(i, '.') && d.isSign(i+2, '.') || d.isSign(i, '(')
}

// isModel reports whether an acronym stands in the name of a product, or counts as a unit:
// "RTX 5090", "Nvidia RTX", "700 HP".
func (d *doc) isModel(found []candidate, n int) bool {
	c := &found[n]
	if c.to != c.from+1 || !d.toks[c.from].has(caps) || d.toks[c.from].end-d.toks[c.from].start > 4 || !d.hasNoEvidence(&c.figure) {
		return false
	}
	i := c.from - 1
	if i >= 0 && !d.toks[c.from].has(lined) && (d.toks[i].kind == number && c.name == "HP" || n > 0 && found[n-1].to == c.from && found[n-1].how == byName) {
		return true
	}
	k := d.hyphen(c.to)
	if k > c.to && k+1 < len(d.toks) && d.toks[c.to].glued() && d.toks[k].kind == number && d.toks[k].glued() && d.toks[k+1].glued() && d.toks[k+1].kind == word && d.toks[k+1].has(caps) { // "DCC-3200P1"
		return true
	}
	if k >= len(d.toks) || d.toks[k].kind != number || d.toks[k].has(lined) || len(c.entries[0].Context) == 0 && !c.entries[0].Weak {
		return false
	}
	q, ok := d.digitsAt(k)
	if !ok || q.marked || q.year || q.mant < 10 {
		return false
	}
	_, is := d.unitAt(q.to, &q)
	return is == noUnit && !d.isClass(q.to, cMagnitude|cLetter|cCurrency|cMinor|cCode) && d.span(k, k+1) != c.symbol
}

// isPluralOfLetters reports whether a name is written as the plural of an acronym: ASICs
// are chips.
func (d *doc) isPluralOfLetters(c *candidate) bool {
	s := d.span(c.from, c.to)
	if c.to != c.from+1 || len(s) < 4 || s[len(s)-1] != 's' || s == c.entries[0].Name {
		return false
	}
	return s[:len(s)-1] == strings.ToUpper(s[:len(s)-1])
}

// isTail reports whether the weak name c ends a longer one that nobody knows: "Pan
// American".
func (d *doc) isTail(c *candidate) bool {
	if d.lang.name == "de" && c.from > 1 && !d.breaks(c.from-1) && (d.isThe(c.from-2) || d.isContracted(c.from-2)) { // "der Reifenhersteller Continental"
		return false
	}
	i := c.from - 1
	if d.lang.name == "de" && d.toks[c.from].has(caps) { // every noun has a capital
		return false
	}
	return i > 0 && d.toks[i].kind == word && d.toks[i].has(capital) && !d.toks[i].has(caps) && d.toks[i].lex == 0 && !d.toks[c.from].has(lined) && !d.breaks(i) && !d.codeFollows(&c.figure)
}

// blockDefined drops the acronyms that the text defines as something else: "the
// Procedural Knowledge Ontology (PKO)".
func (d *doc) blockDefined(found []candidate) {
	var blocked map[string]bool
	for i := range found {
		c := &found[i]
		if c.to != c.from+1 || !d.toks[c.from].has(caps) || !d.isSign(c.from-1, '(') || !d.isSign(c.to, ')') {
			continue
		}
		if i > 0 && found[i-1].to >= c.from-2 && found[i-1].name == c.name || !d.spellsInitials(c.from) {
			continue
		}
		if blocked == nil {
			blocked = map[string]bool{}
		}
		blocked[d.span(c.from, c.to)] = true
	}
	if blocked == nil {
		return
	}
	for i := range found {
		if c := &found[i]; blocked[d.span(c.from, c.to)] {
			c.dropped, c.why = true, "defined as something else"
		}
	}
}

// spellsInitials reports whether the words before the bracket before token i
// begin with the letters of the word at i.
func (d *doc) spellsInitials(i int) bool {
	letters := d.low[d.toks[i].start:d.toks[i].end]
	k := i - 2
	for n := len(letters) - 1; n >= 0; n-- {
		for k >= 0 && (d.toks[k].oneOf("-") || d.toks[k].is(cAnd|cOf|cPrep|cFiller) && d.low[d.toks[k].start] != letters[n]) {
			k--
		}
		if k < 0 || d.toks[k].kind != word || d.low[d.toks[k].start] != letters[n] || d.toks[k].is(cLegal) && d.toks[k].has(capital) {
			return false
		}
		k--
	}
	return true
}

// isSourced reports whether figures are quoted from the house c: "according to LSEG
// data", "compiled by FactSet".
func (d *doc) isSourced(c *candidate) bool {
	i := c.from - 1
	to := d.isClass(i, cTo) && d.isClass(i-1, cSubject)
	by := d.isClass(i, cBy) || d.isClass(i, cFrom)
	return (to || by) && !d.isClass(c.to, cPriceCue) || d.wordIs(c.to, "data") || d.wordIs(c.to, "estimates") || d.wordIs(c.to, "consensus")
}

// isOwner reports whether the word at token i says who has a brand, which is no company of its own.
func (d *doc) isOwner(i int) bool { return d.cash.is(ownerWord, d.lowWord(i)) }

// isElsewhere reports whether a name stands for something else here: a paper
// that is told, a person with a title, an exchange as a place.
func (d *doc) isElsewhere(c *candidate) bool {
	i := c.from - 1
	switch {
	case d.isSign(c.to, '_') && d.toks[c.to].glued():
		return true
	case d.lang.name == "pt" && d.isClass(c.from, cVenue) && (d.wordIs(i, "da") && d.isClass(i-1, cIndexNoun) || d.wordIs(i, "na")) && d.hasNoEvidence(&c.figure): // "o principal índice da B3"
		return true
	case d.isSign(c.to, '-') && (d.wordIs(c.to+1, "parent") || d.wordIs(c.to+1, "owner")):
		return true
	case !c.strong && (d.isOwner(c.to) || d.isClass(i, cOf) && d.isOwner(i-1)): // "The Coach owner", "the operator of Uniqlo"
		return true
	case d.isClass(i, cSubject) || d.isSign(i, '.') && d.isClass(i-1, cSubject):
		return true
	case d.isClass(c.from, cSource) && (d.isSourced(c) || !d.lang.english && d.hasNoEvidence(&c.figure)): // "acima do consenso LSEG"
		return true
	case d.wordIs(i, "of") && (d.wordIs(i-1, "port") || d.wordIs(i-1, "city") || d.wordIs(i-1, "town") || d.wordIs(i-1, "village")):
		return true
	case c.instrument != nil && c.instrument.Kind == gazetteer.Index && !c.strong && d.wordIs(i, "the") && d.wordIs(i-1, "on"):
		return !d.whichMoved(&c.figure)
	}
	return false
}

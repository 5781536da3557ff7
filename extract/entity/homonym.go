package entity

import "slices"

// Some unambiguous names are also those of people, places and things: "Premier Doug Ford",
// "Oracle, Arizona", "Apple and cardamom". In a text where nothing shows that the company is meant,
// one sign that it is not decides for all of its mentions.

// dropHomonyms drops the names of one word that stand for something else in this text.
func (d *doc) dropHomonyms(found []candidate) {
	if !d.lang.english {
		return
	}
	var seen []string
	for n := range found {
		c := &found[n]
		if !d.isHomonym(c) || slices.Contains(seen, c.symbol) {
			continue
		}
		seen = append(seen, c.symbol)
		if d.isCompanyHere(found, c) || !d.isSomethingElse(found, c) {
			continue
		}
		for i := n; i < len(found); i++ {
			if m := &found[i]; m.symbol == c.symbol && !m.dropped {
				m.dropped, m.why = true, "a person, a place or a thing in this text"
			}
		}
	}
}

// isHomonym reports whether a name is one of those words, or in a text without a word of the
// markets any that stands once as a surname: "behind Tyson Chubb".
func (d *doc) isHomonym(c *candidate) bool {
	if !c.strong || c.dropped || c.how != byName || c.to != c.from+1 {
		return false
	}
	if d.cash.homonyms.has(d.toks[c.from].hash) && d.cash.is(homonym, string(d.low[d.toks[c.from].start:d.toks[c.from].end])) {
		return true
	}
	i := c.from - 2
	return i >= 0 && d.toks[i].kind == word && !d.toks[i].has(capital) && d.toks[i+1].has(capital) && d.isPerson(c) && !d.ofMarkets()
}

// isCompanyHere reports whether anything in the text shows that the company of c is meant: a
// longer name, its code, words beside a mention.
func (d *doc) isCompanyHere(found []candidate, c *candidate) bool {
	for i := range d.figures {
		if d.figures[i].symbol == c.symbol {
			return true
		}
	}
	for i := range found {
		if m := &found[i]; m.symbol == c.symbol && !m.dropped && (m.to > m.from+1 || !d.hasNoEvidence(&m.figure)) {
			return true
		}
	}
	return false
}

// isSomethingElse reports whether some mention of c is that of a person or a place, or all of
// them only begin a sentence and the word stands in lower case too.
func (d *doc) isSomethingElse(found []candidate, c *candidate) bool {
	begins := true
	for i := range found {
		m := &found[i]
		if m.symbol != c.symbol || m.dropped {
			continue
		}
		if d.isPerson(m) || d.isTown(m) || d.wordIs(m.to, "of") && d.wordIs(m.to+1, "the") {
			return true
		}
		begins = begins && d.breaks(m.from)
	}
	return begins && d.inLowerCase(c)
}

// isPerson reports whether a name is that of a person: "Premier Doug Ford", "said Ford, who".
func (d *doc) isPerson(c *candidate) bool {
	to := c.to
	if i := c.from - 1; i > 0 && !d.toks[c.from].has(lined) && !d.breaks(c.from) && d.toks[i].kind == word && d.toks[i].has(capital) && !d.toks[i].has(caps) && (d.toks[i].is(cForename) || d.toks[i].lex == 0 && !d.breaks(i) && !d.toks[i].glued() && !d.endsIn(i, "s") && !d.endsIn(i, "ed")) {
		return to >= len(d.toks) || !d.toks[to].has(capital) || d.toks[to].has(lined) // no headline in capitals
	}
	if d.isSign(to, ',') {
		to++
	}
	return d.wordIs(to, "who") || d.wordIs(to, "whom") || d.wordIs(to, "said") && (d.wordIs(to+1, "he") || d.wordIs(to+1, "she"))
}

// isTown reports whether a name is that of a place: "Oracle, Ariz.", "ORACLE, Arizona".
func (d *doc) isTown(c *candidate) bool {
	return d.isSign(c.to, ',') && d.isClass(c.to+1, cPlace) && d.toks[c.to+1].has(capital) && (d.breaks(c.from) || d.isClass(c.from-1, cPrep|cLevel)) && (d.isSign(c.to+2, '.') || d.isSign(c.to+2, ',') || d.isSign(c.to+2, '-') || d.toks[min(c.to+2, len(d.toks)-1)].oneOf("—–"))
}

// inLowerCase reports whether the word of c stands in lower case in the text.
func (d *doc) inLowerCase(c *candidate) bool {
	hash := d.toks[c.from].hash
	for i := range d.toks {
		if t := &d.toks[i]; t.hash == hash && !t.has(capital) && t.kind == word {
			return true
		}
	}
	return false
}

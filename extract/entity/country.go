package entity

import (
	"slices"
	"strings"
)

// A score is how much speaks for a document being about a country.
type score struct {
	country string
	n       int
}

// What evidence of a country weighs against one mention of a place.
const (
	hintWeight = 6
	siteWeight = 6
	markWeight = 2
	pairWeight = 4

	companyWeight = 3
)

// place decides which country the document is about, and whose dollar a bare
// $ in it is.
func (d *doc) place(h Hint) {
	if h.Country != "" {
		d.vote(h.Country, hintWeight)
	}
	if c := siteCountry(h.Site); c != "" {
		d.vote(c, siteWeight)
	}
	marks := d.countPlaces()
	d.marked = marks.american + marks.local
	best := 0
	for _, s := range d.scores {
		if s.n > best {
			best, d.country = s.n, s.country
		}
	}
	if d.without(countries) {
		d.country, d.dollar, d.marked = "", "US", 1
		return
	}
	if d.country == "" {
		d.country = d.lang.home
	}
	d.dollar = d.country
	d.chooseDollar(marks, h)
}

// vote adds n to the score of a country.
func (d *doc) vote(country string, n int) { d.scores = addVotes(d.scores, country, n) }

// votes returns the score of a country.
func (d *doc) votes(country string) int { return votesOf(d.scores, country) }

// addVotes adds n to the score of a country in a list of few.
func addVotes(list []score, country string, n int) []score {
	for i := range list {
		if list[i].country == country {
			list[i].n += n
			return list
		}
	}
	return append(list, score{country, n})
}

func votesOf(list []score, country string) int {
	for i := range list {
		if list[i].country == country {
			return list[i].n
		}
	}
	return 0
}

// dollarMarks counts the dollars that are written with their country.
type dollarMarks struct {
	american, local int
	seen            string // countries that an exchange pair spoke for
	first           string // the country whose place is named first
	declared        string // the country in whose currency the text says its amounts are
	named           string // the one country whose dollar is spoken of without a number
}

// countPlaces votes for the places, marks and exchange pairs of the text.
func (d *doc) countPlaces() dollarMarks {
	var m dollarMarks
	for _, at := range d.places {
		i := int(at)
		t := &d.toks[i]
		if t.kind == symbol {
			d.countSymbol(i, &m)
			continue
		}
		if t.has(many) && i > 0 && (d.toks[i-1].kind == number || d.toks[i-1].is(cMagnitude)) {
			if lx, n := d.phraseAt(i); n > 1 && len(lx.currency) == 1 && len(lx.currency[0].countries) > 0 &&
				slices.Contains(d.cash.bare["en"], lx.currency[0].countries[0]) {
				m.local++
				d.locals = addVotes(d.locals, lx.currency[0].countries[0], 1)
			}
		}
		if t.cls&cPlace != 0 && t.kind == word && (t.has(capital) || d.wordIs(i, "loonie")) {
			if d.wordIs(i, "us") && !t.has(caps) || d.isSign(i+1, ':') && i+2 < len(d.toks) && d.toks[i+2].has(caps) {
				continue
			}
			d.votePlace(d.lexemeAt(i).country, i+1, &m)
			continue
		}
		if t.cls&cPlaceStart != 0 && t.has(capital) {
			switch lx, n := d.phraseOf(i, cPlace|cCurrency); {
			case lx.is&cPlace != 0:
				d.votePlace(lx.country, i+n, &m)
			case lx.is&cCurrency != 0 && n > 1 && len(lx.currency) == 1 && len(lx.currency[0].countries) > 0:
				m.declare(d, lx.currency[0].countries[0], i+n-1)
			}
		}
	}
	return m
}

// votePlace votes for the country of a place that ends before token i.
func (d *doc) votePlace(country string, i int, m *dollarMarks) {
	d.vote(country, 1)
	if m.first == "" && !d.wordIs(i-1, "loonie") {
		m.first = country
	}
	if d.isSign(i, '.') && d.toks[i].glued() {
		i++
	}
	m.declare(d, country, i)
	if !d.wordIs(i, "dollar") {
		return
	}
	switch m.named {
	case "", country:
		m.named = country
	default:
		m.named = "-"
	}
}

// maxDeclared is how many tokens around the currency the words may stand that declare it.
const maxDeclared = 16

// declare notes the country whose money stands at token i, where the text says that its amounts are in
// it. The first counts.
func (m *dollarMarks) declare(d *doc, country string, i int) {
	if m.declared == "" && (d.wordIs(i, "dollars") || d.wordIs(i, "currency") || d.wordIs(i, "funds")) && d.isDeclared(i) {
		m.declared = country
	}
}

// isDeclared reports whether the text says at token i which currency its amounts are in: "Dollar
// amounts are in U.S. dollars unless indicated otherwise".
func (d *doc) isDeclared(i int) bool {
	for k := i - 1; k > max(0, i-maxDeclared) && !d.toks[k].has(parted); k-- {
		if d.toks[k].kind == number {
			return false
		}
		if d.wordIs(k, "amounts") || d.wordIs(k, "figures") || d.wordIs(k, "expressed") || d.wordIs(k, "denominated") {
			return true
		}
		if d.breaks(k) && !(d.isSign(k-1, '.') && d.toks[k-1].glued()) {
			break
		}
	}
	for k := i + 1; k < min(i+6, len(d.toks)) && !d.breaks(k); k++ {
		if d.wordIs(k, "unless") {
			return true
		}
	}
	return false
}

// countSymbol votes for "C$" and "(TSX: ABC)".
func (d *doc) countSymbol(i int, m *dollarMarks) {
	t := &d.toks[i]
	switch {
	case t.r == '$' && t.glued() && i > 0 && d.toks[i-1].kind == word:
		c := d.cash.mean(d.span(i-1, i+1))
		switch {
		case len(c) == 0 || len(c[0].countries) == 0:
		case c[0].code == "USD":
			m.american++
		default:
			m.local++
			d.locals = addVotes(d.locals, c[0].countries[0], 1)
			d.vote(c[0].countries[0], markWeight)
		}
	case t.r == ':' && i > 0 && i+1 < len(d.toks):
		if !d.toks[i+1].has(caps) {
			return
		}
		if mic, _, ok := d.exchangeBefore(i); ok {
			if c := d.cash.pairs[mic]; c != "" && !strings.Contains(m.seen, c) {
				m.seen += c + " "
				d.vote(c, pairWeight)
			}
		}
	}
}

// chooseDollar decides whose dollar a bare $ is: where the text writes C$
// it is not Canada's, where it writes US$ it is not America's.
func (d *doc) chooseDollar(m dollarMarks, h Hint) {
	if m.declared == "US" || slices.Contains(d.cash.bare["en"], m.declared) {
		d.dollar, d.declared = m.declared, true
		return
	}
	us := d.votes("US")
	if m.american > 0 {
		us = 0
	}
	d.dollar = "US"
	if m.local > m.american {
		d.foreign = true
		return
	}
	best := 1
	if m.american > 0 {
		best = 0
	}
	lang := d.lang.name
	if d.cash.bare[lang] == nil {
		lang = "en"
	}
	for _, c := range d.cash.bare[lang] {
		switch n := d.votes(c); {
		case n <= us:
		case n > best:
			best, d.dollar, d.rival = n, c, ""
		case n == best && d.dollar != "US":
			d.rival = c
		}
	}
	if d.dollar == "US" && (h.Country != "" || h.Site != "") && m.american > 0 {
		d.dollar = d.country
	}
	if d.dollar == "US" && m.american == 0 && us > 0 {
		d.findTie(m, us)
	}
}

// findTie notes the one country with a dollar of its own that as much speaks for as for
// America, and whether something else speaks for it: that its dollar is spoken of, or
// its places come first.
func (d *doc) findTie(m dollarMarks, us int) {
	for _, c := range d.cash.bare["en"] {
		if d.votes(c) != us {
			continue
		}
		if d.tied != "" {
			d.tied = ""
			return
		}
		d.tied = c
	}
	d.tiedFirst = d.tied != "" && (m.named == d.tied || m.named == "" && m.first == d.tied)
}

// breakTie reads the bare $ by the companies of the text where places speak for two
// countries alike, and by what else does where no company is known.
func (d *doc) breakTie() {
	local, american, others := 0, 0, 0
	for i := range d.figures {
		switch in := d.figures[i].instrument; {
		case in == nil:
			if isTraded(&d.figures[i]) {
				american++
			}
		case in.Country == d.tied:
			local++
		case in.Country == "US":
			american++
		case in.Country != "":
			others++
		}
	}
	if others <= local+american && (local > american || local == american && d.tiedFirst) {
		d.takeDollar(d.tied)
	}
}

// isTraded reports whether f is the price of what the world trades in dollars: so much per ounce or barrel.
func isTraded(f *figure) bool {
	return f.typ == sum && !f.minor && (f.per == "ounce" || f.per == "barrel") && len(f.may) > 1 && f.may[0].code == "USD"
}

// takeDollar makes the bare $ that of a country.
func (d *doc) takeDollar(country string) {
	d.dollar = country
	for i := range d.figures {
		if f := &d.figures[i]; f.currency != nil && f.may[0].code == "USD" && !(isTraded(f) && f.currency.code == "USD") && !(i > 0 && d.isConversion(f.from, &d.figures[i-1])) {
			f.currency = d.pick(f.may)
		}
	}
}

// homes counts the companies of the text by their country, each one once.
func (d *doc) homes() map[string]int {
	n, seen := map[string]int{}, map[string]bool{}
	for i := range d.figures {
		if in := d.figures[i].instrument; in != nil && !seen[in.Name] {
			seen[in.Name] = true
			n[in.Country]++
		}
	}
	return n
}

// settleRivals reads the bare $ by the companies of the text, where as much speaks for one
// country as for another, or nothing but one exchange pair for one that is not America.
func (d *doc) settleRivals() {
	rival := d.rival
	if rival == "" && d.dollar != "US" && d.lang.english && d.votes(d.dollar) == pairWeight {
		rival = "US"
	}
	if rival == "" {
		return
	}
	homes := d.homes()
	if homes[rival] > homes[d.dollar] {
		d.takeDollar(rival)
	}
}

// settlePesos reads the bare $ of a Spanish text by its places and its companies together.
func (d *doc) settlePesos() {
	homes := d.homes()
	best, most := "", d.votes(d.dollar)+companyWeight*homes[d.dollar]
	for _, c := range d.cash.bare["es"] {
		if n := d.votes(c) + companyWeight*homes[c]; n > most {
			best, most = c, n
		}
	}
	if best != "" && (d.dollar != "US" || homes[best] > 1 && d.votes("US") == 0 && homes["US"] == 0) {
		d.takeDollar(best)
	}
}

// minSupport is how many places and companies must speak for the dollar of a country in a text
// that writes dollars with theirs.
const minSupport = 3

// settleMarked reads the bare $ of a text that writes "A$" or "S$" and never "US$": it is that of
// another country where places and companies speak for it, "A$615m" in a paper of New Zealand, or of
// the same where most of its dollars are bare: "S$1.43b" once and "$10" ever after.
func (d *doc) settleMarked() {
	bare := 0
	for i := range d.figures {
		if f := &d.figures[i]; f.typ == sum && len(f.may) > 1 && f.may[0].code == "USD" {
			bare++
		}
	}
	homes := d.homes()
	best, most := "", max(minSupport, d.votes("US")+companyWeight*homes["US"]+1)
	for _, c := range d.cash.bare["en"] {
		marks := votesOf(d.locals, c)
		if n := d.votes(c) - markWeight*marks + companyWeight*homes[c]; n >= most && bare >= 3*marks {
			best, most = c, n+1
		}
	}
	if best != "" {
		d.takeDollar(best)
	}
}

// settleCents reads the cents of a text that writes "S$" and never a bare $: they are those of the
// country whose dollars it writes.
func (d *doc) settleCents() {
	best, most := "", 0
	for _, s := range d.locals {
		if s.n > most {
			best, most = s.country, s.n
		}
	}
	for i := range d.figures {
		if f := &d.figures[i]; f.typ == sum && len(f.may) > 1 && f.may[0].code == "USD" && !f.minor {
			return
		}
	}
	if best != "" && d.dollar != best {
		d.takeDollar(best)
	}
}

// homeDollars reads the bare $ by the companies of the text, where nothing else
// speaks for a country: two of Canada and none of America make it Canada's.
func (d *doc) homeDollars() {
	if d.declared {
		return
	}
	d.settleRivals()
	if d.lang.name == "es" {
		d.settlePesos()
	}
	if d.foreign {
		d.settleMarked()
		d.settleCents()
		return
	}
	if d.tied != "" && d.lang.english {
		d.breakTie()
		return
	}
	if d.marked > 0 || d.dollar != "US" || d.votes("US") > 0 || !d.lang.english && d.lang.name != "fr" {
		return
	}
	home, n := "", 0
	last := ""
	for i := range d.figures {
		in := d.figures[i].instrument
		if in == nil || in.Country == "" || in.Symbol == last {
			continue
		}
		if home == "" {
			home = in.Country
		}
		if in.Country != home {
			return
		}
		last = in.Symbol
		n++
	}
	if !slices.Contains(d.cash.bare["en"], home) || n+d.votes(home) < 2 {
		return
	}
	d.takeDollar(home)
}

// siteCountry returns the country of a host's top-level domain.
func siteCountry(host string) string {
	i := strings.LastIndexByte(host, '.')
	if i < 0 || len(host)-i-1 != 2 {
		return ""
	}
	switch c := strings.ToUpper(host[i+1:]); c {
	case "UK":
		return "GB"
	case "CO", "IO", "AI", "TV", "ME", "LY", "FM", "EU", "CC", "WS":
		if c == "CO" && strings.HasSuffix(host, ".com.co") {
			return c
		}
		return ""
	default:
		return c
	}
}

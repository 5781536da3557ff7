package entity

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/pennypress/pennypress/extract/gazetteer"
)

// A currency is one row of currencies.tsv.
type currency struct {
	code      string
	countries []string
	alone     []*currency // itself
}

// currencies finds currencies by code and by mark.
type currencies struct {
	all   []row
	codes map[string]*currency
	marks map[string]*mark
	signs [utf8.RuneSelf]*mark // of one character of ASCII
	kinds [len(kindNames)]spellings
	bare  map[string][]string               // language → countries whose press writes a bare $ for its own
	pairs map[string]string                 // exchange → country
	short map[string]map[string]shortAmount // language → abbreviation

	bourses map[string]string // word of an exchange's name → index that it stands for where it rises or falls

	homonyms bloom // of those in kinds, asked of every name
}

// A shortAmount is a currency and a magnitude, as a power of ten, in one abbreviation.
type shortAmount struct {
	code string
	pow  int
}

// A mark is a sign or letters that stand beside an amount.
type mark struct {
	of   []*currency // what it may mean, in order of the file: the first is the default
	sure bool        // it means nothing else
}

// mean returns what a mark may mean, nil for what is none.
func (c *currencies) mean(s string) []*currency {
	if m := c.marks[s]; m != nil {
		return m.of
	}
	return nil
}

// A kind of spelling is a row of marks.tsv, which says what it is good for.
type kindOfSpelling uint8

const (
	agency kindOfSpelling = iota
	balanceWord
	callsWord
	companyWord
	contrastWord
	distributive
	earlierWord
	englishEuro
	followWord
	formerWord
	gluedCode
	homonym
	interjection
	latterWord
	limitWord
	lowerCode
	marketWord
	measure
	neutralVerb
	numericExchange
	orWord
	ownerWord
	pairWord
	particle
	pastWord
	rareExchange
	reachedWord
	receiptPlace
	receiptWord
	rivalWord
	spacedMark
	spanWord
	strongMark
	suffixMark
	weakCode
	weakWord
	weekday
	weighingWord
	whoseWord
	withWord
	wouldWord
)

var kindNames = [...]string{
	agency: "agency", balanceWord: "balance", companyWord: "company", contrastWord: "contrast", distributive: "distributive", earlierWord: "earlier", englishEuro: "englisheuro", followWord: "follow", formerWord: "former", gluedCode: "gluedcode", homonym: "homonym", interjection: "interjection", latterWord: "latter", limitWord: "limit", lowerCode: "lowercode", marketWord: "market", measure: "measure", neutralVerb: "neutralverb", numericExchange: "numericexchange",
	orWord: "or", pairWord: "pair", pastWord: "past", particle: "particle", rareExchange: "rareexchange", reachedWord: "reached", receiptWord: "receipt", receiptPlace: "receiptplace", rivalWord: "rival", spacedMark: "spaced", spanWord: "span",
	strongMark: "strongmark", suffixMark: "suffixmark", weakCode: "weakcode", weakWord: "weakword", weekday: "weekday", weighingWord: "weighing", wouldWord: "would", withWord: "with", whoseWord: "whose", ownerWord: "owner", callsWord: "calls",
}

// spellings are those of one kind.
type spellings struct {
	list  []string
	words map[string]bool
	may   inklings
}

// is reports whether a spelling is of a kind.
func (c *currencies) is(kind kindOfSpelling, spelling string) bool {
	k := &c.kinds[kind]
	return k.may.has(spelling) && k.words[spelling]
}

type row struct {
	*currency
	words, minor []string
}

// readCurrencies reads currencies.tsv, marks.tsv, amounts.tsv, bourses.tsv and dollars.tsv.
func readCurrencies() (*currencies, error) {
	c := &currencies{
		codes: map[string]*currency{}, marks: map[string]*mark{},
		bare: map[string][]string{}, pairs: map[string]string{}, short: map[string]map[string]shortAmount{}, bourses: map[string]string{},
	}
	if err := c.addCurrencies(); err != nil {
		return nil, err
	}
	if err := c.addMarks(); err != nil {
		return nil, err
	}
	if err := c.addShort(); err != nil {
		return nil, err
	}
	if err := c.addBourses(); err != nil {
		return nil, err
	}
	for s := range c.kinds[strongMark].words {
		if m := c.marks[s]; m != nil {
			m.sure = true
		}
	}
	for s, m := range c.marks {
		if len(s) == 1 && s[0] < utf8.RuneSelf {
			c.signs[s[0]] = m
		}
	}
	for s := range c.kinds[homonym].words {
		c.homonyms.add(gazetteer.Hash(s))
	}
	return c, c.addDollars()
}

func (c *currencies) addCurrencies() error {
	return rows("currencies.tsv", func(cols []string) error {
		if len(cols) > 5 || len(cols[0]) != 3 {
			return fmt.Errorf("%q is no row of a currency", cols)
		}
		cols = append(cols, "", "", "", "")
		r := row{currency: &currency{code: cols[0], countries: strings.Fields(cols[1])}}
		r.alone = []*currency{r.currency}
		if c.codes[r.code] != nil {
			return fmt.Errorf("%s is there twice", r.code)
		}
		c.codes[r.code] = r.currency
		for _, m := range strings.Fields(cols[2]) {
			if c.marks[m] == nil {
				c.marks[m] = &mark{sure: strings.ContainsAny(m, "$£€¥₹¢")}
			}
			c.marks[m].of = append(c.marks[m].of, r.currency)
		}
		r.words, r.minor = list(cols[3]), list(cols[4])
		c.all = append(c.all, r)
		return nil
	})
}

func (c *currencies) addMarks() error {
	return rows("marks.tsv", func(cols []string) error {
		i := slices.Index(kindNames[:], cols[0])
		if len(cols) != 2 || i < 0 || c.kinds[i].words != nil {
			return fmt.Errorf("%q is no row of a new kind", cols)
		}
		k := &c.kinds[i]
		k.list, k.words = strings.Split(cols[1], ","), map[string]bool{}
		for _, s := range k.list {
			k.words[s] = true
			k.may.add(s)
		}
		return nil
	})
}

func (c *currencies) addShort() error {
	return rows("amounts.tsv", func(cols []string) error {
		if len(cols) != 4 || c.codes[cols[1]] == nil {
			return fmt.Errorf("%q is no row of abbreviations", cols)
		}
		pow, err := powerOf(cols[2])
		if err != nil {
			return err
		}
		if c.short[cols[0]] == nil {
			c.short[cols[0]] = map[string]shortAmount{}
		}
		for _, s := range list(cols[3]) {
			c.short[cols[0]][s] = shortAmount{cols[1], pow}
		}
		return nil
	})
}

func (c *currencies) addBourses() error {
	return rows("bourses.tsv", func(cols []string) error {
		if len(cols) != 2 {
			return fmt.Errorf("%d columns, want 2", len(cols))
		}
		for _, w := range list(cols[1]) {
			c.bourses[w] = cols[0]
		}
		return nil
	})
}

func (c *currencies) addDollars() error {
	return rows("dollars.tsv", func(cols []string) error {
		if len(cols) != 3 {
			return fmt.Errorf("%d columns, want 3", len(cols))
		}
		if cols[1] != "-" {
			c.bare[cols[1]] = append(c.bare[cols[1]], cols[0])
		}
		for _, mic := range strings.Fields(cols[2]) {
			c.pairs[mic] = cols[0]
		}
		return nil
	})
}

func list(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, ",")
}

// addCurrencies adds the words, codes and marks of letters to the lexicon.
func (l *lexicon) addCurrencies(c *currencies) {
	for _, r := range c.all {
		for _, w := range r.words {
			l.addCurrency(w, cCurrency, r.currency)
			if !strings.HasSuffix(w, "s") {
				l.addCurrency(w+"s", cCurrency, r.currency)
			}
		}
		for _, w := range r.minor {
			l.addCurrency(strings.ToLower(w), cMinor, r.currency)
			if utf8.RuneCountInString(w) > 2 && !strings.HasSuffix(w, "s") {
				l.addCurrency(strings.ToLower(w)+"s", cMinor, r.currency)
			}
		}
		l.at(strings.ToLower(r.code)).is |= cCode
		if c.is(gluedCode, r.code) {
			for _, magnitude := range []string{"m", "k", "t"} { // "281.6 MEUR"
				l.at(magnitude + strings.ToLower(r.code)).is |= cCode
			}
		}
		if c.is(lowerCode, r.code) {
			l.addCurrency(strings.ToLower(r.code), cCurrency, r.currency)
		}
	}
	for w := range c.short[l.name] {
		l.at(strings.ToLower(w)).is |= cCode
	}
	for m := range c.marks {
		l.at(firstWord(strings.ToLower(m))).is |= cMark
	}
}

func (l *lexicon) addCurrency(w string, is class, c *currency) {
	x := l.at(w)
	x.is |= is
	switch {
	case is == cCurrency && !slices.Contains(x.currency, c):
		x.own().currency = append(x.currency, c)
	case is == cMinor && !slices.Contains(x.minor, c):
		x.own().minor = append(x.minor, c)
	}
}

// choose returns the currency that candidates mean in a document of the
// given country: one of that country, else the first.
func choose(candidates []*currency, country string) *currency {
	if len(candidates) == 1 || country == "" {
		return candidates[0]
	}
	for _, c := range candidates {
		if slices.Contains(c.countries, country) {
			return c
		}
	}
	return candidates[0]
}

// pickFor returns the currency of the amount a. Cents are those of the document's country where
// that has no dollars: Irish cents, Kenyan cents.
func (d *doc) pickFor(a *amount) *currency {
	if n := len(d.figures); n > 0 && len(a.candidates) > 1 && a.candidates[0].code == "USD" && d.isConversion(a.from, &d.figures[n-1]) {
		return a.candidates[0]
	}
	if a.minor && d.lang.english && len(a.candidates) > 1 && d.wordIs(a.to-1, "cent") && a.quantity.mant > 1 && d.endsAmount(a.to) { // "140.03 cent in 2024": so do the Irish write
		return choose(a.candidates, "IE")
	}
	if a.minor && len(a.candidates) > 1 && a.candidates[0].code == "USD" && d.country != "" && d.country != "US" && !slices.Contains(d.cash.bare["en"], d.country) {
		if c := choose(a.candidates, d.country); c.code != "EUR" || d.cash.is(englishEuro, d.country) { // elsewhere in Europe an English text gives what it is in dollars
			return c
		}
	}
	return d.pick(a.candidates)
}

// endsAmount reports whether nothing that an amount may belong to follows before token i: no "50 cent decline".
func (d *doc) endsAmount(i int) bool {
	if i >= len(d.toks) || d.toks[i].has(parted) {
		return true
	}
	t := &d.toks[i]
	return t.kind == symbol && !t.oneOf("-") || t.is(cPrep|cLevel|cAnd|cBreak|cBe|cPerWord|cTo)
}

// isConversion reports whether the amount at token from says in brackets what the one before it,
// in a currency that is named, is in dollars: "A$458m ($357m)". Those are American everywhere.
func (d *doc) isConversion(from int, before *figure) bool {
	return d.isSign(from-1, '(') && before.to == from-1 && before.typ == sum && len(before.may) == 1 && before.may[0].code != "USD"
}

// pick returns the currency that candidates mean in this document.
func (d *doc) pick(candidates []*currency) *currency {
	if candidates[0].code == "USD" {
		if !d.lang.english && !slices.Contains(d.cash.bare["en"], d.country) && slices.ContainsFunc(candidates, func(c *currency) bool { return c.code == "EUR" }) {
			return choose(candidates, "DE")
		}
		return choose(candidates, d.dollar)
	}
	return choose(candidates, d.country)
}

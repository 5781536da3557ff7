package entity

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// A currency is one row of currencies.tsv.
type currency struct {
	code      string
	countries []string
}

// currencies finds currencies by code and by mark.
type currencies struct {
	all   []row
	codes map[string]*currency
	marks map[string][]*currency // in order of the file: the first is the default
}

type row struct {
	*currency
	words, minor []string
}

// readCurrencies reads currencies.tsv.
func readCurrencies() (*currencies, error) {
	c := &currencies{codes: map[string]*currency{}, marks: map[string][]*currency{}}
	err := rows("currencies.tsv", func(cols []string) error {
		if len(cols) > 5 || len(cols[0]) != 3 {
			return fmt.Errorf("%q is no row of a currency", cols)
		}
		cols = append(cols, "", "", "", "")
		r := row{currency: &currency{code: cols[0], countries: strings.Fields(cols[1])}}
		if c.codes[r.code] != nil {
			return fmt.Errorf("%s is there twice", r.code)
		}
		c.codes[r.code] = r.currency
		for _, m := range strings.Fields(cols[2]) {
			c.marks[m] = append(c.marks[m], r.currency)
		}
		r.words, r.minor = list(cols[3]), list(cols[4])
		c.all = append(c.all, r)
		return nil
	})
	return c, err
}

func list(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, ",")
}

// weakCodes are codes that are words or other abbreviations too: they count
// glued to their number, or beside a magnitude.
var weakCodes = map[string]bool{"ALL": true, "TOP": true, "CUP": true, "MOP": true, "TRY": true, "GEL": true, "SOS": true, "BAM": true, "AMD": true, "PEN": true, "COP": true, "MAD": true, "BOB": true, "ERN": true, "STN": true, "SLE": true, "LAK": true, "MTL": true, "SIT": true, "ESP": true, "ATS": true, "CUC": true, "LTL": true, "FIM": true, "NIO": true, "SHP": true, "IEP": true, "GRD": true}

// plainCodes are codes also written in lower case.
const plainCodes = "USD EUR GBP AUD CAD HKD SGD INR CHF JPY CNY NZD MYR"

// weakWords are currency words that mean other things too: they count beside
// a magnitude, for a thousand or more, or in a document of their country.
var weakWords = map[string]bool{"won": true, "real": true, "sol": true, "soles": true, "mark": true, "marks": true, "pound": true, "pounds": true, "lev": true, "lat": true, "lats": true, "som": true, "kip": true, "buck": true, "dong": true, "rand": false, "crown": true, "crowns": true, "kina": true, "sen": true, "ore": true, "ct": true, "c": true, "p": false, "fen": true, "lek": true, "leone": true, "punt": true, "colones": true, "dram": true, "mil": true, "loonie": true, "greenback": true, "greenbacks": true}

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
		if strings.Contains(plainCodes, r.code) {
			l.addCurrency(strings.ToLower(r.code), cCurrency, r.currency)
		}
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
		x.currency = append(x.currency, c)
	case is == cMinor && !slices.Contains(x.minor, c):
		x.minor = append(x.minor, c)
	}
}

// choose returns the currency that candidates mean in a document of the
// given country: one of that country, else the first.
func choose(candidates []*currency, country string) *currency {
	for _, c := range candidates {
		if country != "" && slices.Contains(c.countries, country) {
			return c
		}
	}
	return candidates[0]
}

// pick returns the currency that candidates mean in this document.
func (d *doc) pick(candidates []*currency) *currency {
	if candidates[0].code == "USD" {
		if d.lang.name != "en" && slices.ContainsFunc(candidates, func(c *currency) bool { return c.code == "EUR" }) {
			return choose(candidates, "DE")
		}
		return choose(candidates, d.dollar)
	}
	return choose(candidates, d.country)
}

package entity

import (
	"slices"
	"strings"
)

// Marks and words that currencies of several countries have: 元, cents, crowns, pounds. They are read
// once the companies and the other amounts of the text are known.

// yuanOfHongKong gives the 元 of a text their currency: in the papers of Hong Kong they are its dollars, but
// for what companies report where the text speaks of renminbi too; nowhere else are they.
func (d *doc) yuanOfHongKong() {
	if !d.hasWide {
		return
	}
	hk := (strings.Contains(d.text, "港") || strings.Contains(d.text, ".HK") || slices.ContainsFunc(d.figures, func(f figure) bool { return f.typ == instrument && f.exchange == "XHKG" })) && strings.ContainsAny(d.text, "億萬報漲與數業") && !strings.Contains(d.text, "新台幣") && !strings.Contains(d.text, "台股")
	renminbi := strings.Contains(d.text, "人民幣")
	for i := range d.figures {
		f := &d.figures[i]
		if f.typ != sum || len(f.may) < 2 || f.may[0].code != "CNY" {
			continue
		}
		at := slices.IndexFunc(f.may, func(c *currency) bool { return c.code == "HKD" })
		switch {
		case at < 0:
		case hk && (!renminbi || f.high < maxPrice || d.isTurnover(f.from)):
			f.currency, f.may = f.may[at], f.may[at].alone
		default:
			f.may = slices.DeleteFunc(slices.Clone(f.may), func(c *currency) bool { return c.code == "HKD" })
			if f.currency.code == "HKD" {
				f.currency = d.pick(f.may)
			}
		}
	}
}

// isTurnover reports whether the amount at token i is what was traded: "大市成交2418億元".
func (d *doc) isTurnover(i int) bool {
	for k := i - 1; k > max(0, i-4); k-- {
		switch d.span(k-1, k+1) {
		case "成交", "流入", "流出", "沽空":
			return true
		}
	}
	return false
}

// alikeCurrencies reads marks and words of several currencies, where nothing speaks for the
// country of one, by the amounts of the text that have but one, else by its companies:
// beside "RM4.85" five sen are Malaysian.
func (d *doc) alikeCurrencies() {
	var v *currencyVotes
	for i := range d.figures {
		f := &d.figures[i]
		if f.typ != sum || len(f.may) < 2 || f.may[0].code == "USD" || slices.Contains(f.currency.countries, d.country) {
			continue
		}
		if v == nil {
			v = d.countVotes()
		}
		if c := mostOf(f.may, v.amounts); c != nil {
			f.currency = c
		} else if c := mostOf(f.may, v.companies); c != nil {
			f.currency = c
		}
	}
}

// maxMinor is how many tokens before or behind a minor unit the amount may stand that tells whose it is.
const maxMinor = 80

// settleMinors reads the cents that may be of several countries: like those before in their sentence that
// say whose they are, "71.63 US cents, after 71.50 cents", and outside English like the dollars or euros
// nearest to them.
func (d *doc) settleMinors() {
	last, named := -1, -1 // the last amount that is no minor unit, and the last minor unit that says whose it is
	for i := range d.figures {
		f := &d.figures[i]
		switch {
		case f.typ != sum:
		case !f.minor:
			last = i
		case len(f.may) == 1:
			named = i
		case named >= 0 && d.inSentence(d.figures[named].to, f.from, maxMinor) && slices.Contains(f.may, d.figures[named].currency):
			f.currency = d.figures[named].currency
		case !d.lang.english && f.currency.code == "EUR":
			d.takeNearest(f, last, i)
		}
	}
}

// takeNearest gives the minor unit f, figure i, the currency of amount last before it, else of the next one.
func (d *doc) takeNearest(f *figure, last, i int) {
	if last < 0 || f.from-d.figures[last].to > maxMinor {
		for last = i + 1; last < len(d.figures) && (d.figures[last].typ != sum || d.figures[last].minor); last++ {
		}
		if last == len(d.figures) || d.figures[last].from-f.to > maxMinor {
			return
		}
	}
	if c := d.figures[last].currency; slices.Contains(f.may, c) {
		f.currency = c
		if d.dollar != "US" && c.code != "EUR" && c.code != "USD" { // "240 M$ A, ou 5 cents" in a paper of Canada
			f.currency = choose(f.may, d.dollar)
		}
	}
}

// currencyVotes are what the figures of a text say of currencies.
type currencyVotes struct {
	sole  map[*currency]int // amounts that can only be of one
	homes map[string]int    // companies of a country
}

func (d *doc) countVotes() *currencyVotes {
	v := &currencyVotes{map[*currency]int{}, map[string]int{}}
	for i := range d.figures {
		switch f := &d.figures[i]; {
		case f.instrument != nil:
			v.homes[f.instrument.Country]++
		case f.typ == sum && len(f.may) == 1:
			v.sole[f.may[0]]++
		}
	}
	return v
}

// amounts counts the amounts that can only be of c.
func (v *currencyVotes) amounts(c *currency) int { return v.sole[c] }

// companies counts the companies of the countries of c.
func (v *currencyVotes) companies(c *currency) (n int) {
	for _, country := range c.countries {
		n += v.homes[country]
	}
	return n
}

// mostOf returns the one of some currencies that most speaks for, nil when nothing does or
// as much for two.
func mostOf(may []*currency, speaks func(c *currency) int) (best *currency) {
	most := 0
	for _, c := range may {
		switch n := speaks(c); {
		case n > most:
			best, most = c, n
		case n == most:
			best = nil
		}
	}
	return best
}

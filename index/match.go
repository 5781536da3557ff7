package index

import (
	"net/url"
	"strings"

	"github.com/pennypress/pennypress/extract"
)

// An Analyzer cuts text into the terms that are compared: articles and queries
// must use the same one. It is safe for concurrent use.
type Analyzer interface {
	// Terms cuts a text in a language (BCP 47; "" is unknown).
	Terms(text, language string) []Term

	// Query cuts the words of a query as they would stand in an article in the
	// language. The words match where all of the terms stand side by side.
	Query(words, language string) []Term
}

// A Term is one word of a text as it is compared.
type Term struct {
	Text     string // folded and stemmed
	Word     string // folded only: what a prefix is compared with
	Position int    // counts the words of the text, from 0
	Open     bool   // in a query: any term that begins with Text
	extract.Span
}

// Match says whether an article is what a query asks for. It is the definition
// of the query language: slow, obvious, and what every searcher is tested
// against.
//
// Bare words and phrases are looked for in the title and in the text, each by
// itself: a phrase does not run from one into the other. The query's words are
// read in the article's language. A range of figures (5 to 10%) is met when any
// number in it is; one with percentage points or basis points counts by its
// number in percent.
func Match(q Query, a extract.Article, an Analyzer) bool {
	return q.Root == nil || match(q.Root, a, an)
}

func match(n Node, a extract.Article, an Analyzer) bool {
	switch n := n.(type) {
	case And:
		for _, c := range n.Nodes {
			if !match(c, a, an) {
				return false
			}
		}
		return true
	case Or:
		return anyOf(n.Nodes, func(c Node) bool { return match(c, a, an) })
	case Not:
		return !match(n.Node, a, an)
	case Text:
		return matchText(n, a, an)
	case Key:
		return matchKey(n, a)
	case Ticker:
		return hasTicker(n, a)
	case Move:
		return hasMove(n, a)
	case Percent:
		return hasPercent(n, a)
	case Money:
		return hasMoney(n, a)
	case Published:
		return inTime(n, a)
	case Original:
		return a.Cluster == "" || a.Cluster == a.ID
	}
	return false
}

func matchText(n Text, a extract.Article, an Analyzer) bool {
	switch n.Field {
	case FieldTitle:
		return len(find(n, a.Title, a.Language, an)) > 0
	case FieldAuthor:
		for _, name := range a.Authors {
			if hasName(n, name, an) {
				return true
			}
		}
		return false
	}
	return len(find(n, a.Title, a.Language, an)) > 0 || len(find(n, a.Text, a.Language, an)) > 0
}

// find gives the places where the words of n stand in a text.
func find(n Text, text, language string, an Analyzer) []extract.Span {
	return findTerms(n, an.Query(n.Words, language), an.Terms(text, language))
}

func findTerms(n Text, want, have []Term) []extract.Span {
	var spans []extract.Span
	for i := 0; i+len(want) <= len(have) && len(want) > 0; i++ {
		if standsAt(n, want, have[i:]) {
			spans = append(spans, extract.Span{Start: have[i].Start, End: have[i+len(want)-1].End})
		}
	}
	return spans
}

func standsAt(n Text, want, have []Term) bool {
	for i, w := range want {
		if !sameTerm(n, w, have[i]) {
			return false
		}
	}
	return true
}

func sameTerm(n Text, want, have Term) bool {
	switch {
	case want.Open:
		return strings.HasPrefix(have.Text, want.Text)
	case n.Prefix:
		return strings.HasPrefix(have.Word, want.Word) || strings.HasPrefix(have.Text, want.Word)
	}
	return have.Text == want.Text
}

// hasName looks for the words of n in a person's name, unstemmed.
func hasName(n Text, name string, an Analyzer) bool {
	want, have := an.Query(n.Words, ""), an.Terms(name, "")
	for i := 0; i+len(want) <= len(have) && len(want) > 0; i++ {
		same := true
		for j, w := range want {
			same = same && (have[i+j].Word == w.Word || (n.Prefix || w.Open) && strings.HasPrefix(have[i+j].Word, w.Word))
		}
		if same {
			return true
		}
	}
	return false
}

func matchKey(n Key, a extract.Article) bool {
	want := strings.ToLower(n.Value)
	for _, v := range KeyValues(n.Field, a) {
		if v == want || n.Prefix && strings.HasPrefix(v, want) {
			return true
		}
	}
	return false
}

// KeyValues gives what a Key on the field is compared with, in lower case.
// A language is found by each of its ranges (en-us by en), a site by its name,
// its host and the domains above the host.
func KeyValues(field string, a extract.Article) []string {
	var values []string
	add := func(s string) {
		if s = strings.ToLower(strings.TrimSpace(s)); s != "" {
			values = append(values, s)
		}
	}
	switch field {
	case FieldSource:
		add(a.Source)
	case FieldSection:
		add(a.Section)
	case FieldTag:
		for _, t := range a.Tags {
			add(t)
		}
	case FieldLang:
		for lang := a.Language; lang != ""; lang = lang[:max(0, strings.LastIndexByte(lang, '-'))] {
			add(lang)
		}
	case FieldSite:
		add(a.Site)
		for host := hostOf(a); strings.Contains(host, "."); _, host, _ = strings.Cut(host, ".") {
			add(host)
		}
	}
	return values
}

func hostOf(a extract.Article) string {
	address := a.CanonicalURL
	if address == "" {
		address = a.URL
	}
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

func hasTicker(n Ticker, a extract.Article) bool {
	for _, e := range a.Entities {
		if e.Type == extract.TypeTicker && isInstrument(n.Exchange, n.Symbol, e.Exchange, e.Symbol) {
			return true
		}
	}
	return false
}

// isInstrument says whether an instrument is the one wanted; "" wants any.
func isInstrument(wantExchange, wantSymbol, exchange, symbol string) bool {
	return (wantSymbol == "" || strings.ToUpper(symbol) == wantSymbol) &&
		(wantExchange == "" || strings.ToUpper(exchange) == wantExchange)
}

func hasMove(n Move, a extract.Article) bool {
	for _, m := range a.Moves {
		low, high := MoveBounds(m)
		if isInstrument(n.Exchange, n.Symbol, m.Exchange, m.Symbol) && n.Range.Meets(low, high) {
			return true
		}
	}
	return false
}

// MoveBounds gives the smallest and the largest percentage of a move.
func MoveBounds(m extract.Move) (low, high float64) {
	return bounds(&m.Percent, m.Low, m.High)
}

func hasPercent(n Percent, a extract.Article) bool {
	for _, e := range a.Entities {
		if e.Type != extract.TypePercent {
			continue
		}
		if low, high, ok := EntityBounds(e); ok && n.Range.Meets(low, high) {
			return true
		}
	}
	return false
}

func hasMoney(n Money, a extract.Article) bool {
	for _, e := range a.Entities {
		if e.Type != extract.TypeMoney || n.Currency != "" && e.Currency != n.Currency {
			continue
		}
		if low, high, ok := EntityBounds(e); ok && n.Range.Meets(low, high) {
			return true
		}
	}
	return false
}

// EntityBounds gives the smallest and the largest number that a percentage or
// an amount states, basis points in percent; ok is false when it states none.
func EntityBounds(e extract.Entity) (low, high float64, ok bool) {
	if e.Value == nil && e.Low == nil && e.High == nil {
		return 0, 0, false
	}
	low, high = bounds(e.Value, e.Low, e.High)
	if e.Type == extract.TypePercent && e.Unit == extract.UnitBasisPoint {
		low, high = low/100, high/100
	}
	return low, high, true
}

func bounds(numbers ...*float64) (low, high float64) {
	some := false
	for _, n := range numbers {
		if n == nil {
			continue
		}
		if !some {
			low, high, some = *n, *n, true
			continue
		}
		low, high = min(low, *n), max(high, *n)
	}
	return low, high
}

func inTime(n Published, a extract.Article) bool {
	if a.Published.IsZero() {
		return false
	}
	return (n.From.IsZero() || !a.Published.Before(n.From)) && (n.To.IsZero() || a.Published.Before(n.To))
}

package index

import (
	"errors"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/pennypress/pennypress/extract"
)

// ErrCursor says that a cursor is not from an earlier page of the same question.
var ErrCursor = errors.New("the cursor is not from an earlier page of this question")

// A Query is a parsed question in the query language. The zero value matches
// every article. Parse makes one, Match says what it means.
type Query struct {
	Source string // as written
	Root   Node   // nil matches every article
}

// A Node is one clause of a query: And, Or, Not, Text, Key, Ticker, Move,
// Percent, Money, Published or Original.
type Node interface {
	// String writes the clause so that it parses to the same clause.
	String() string
	// Span is its place in the query.
	Span() extract.Span
}

// At is the place of a clause in the query.
type At extract.Span

// Span returns the place in code points.
func (a At) Span() extract.Span { return extract.Span(a) }

// An And matches what all of its clauses match; there are at least two.
type And struct {
	At
	Nodes []Node
}

// An Or matches what any of its clauses matches; there are at least two.
type Or struct {
	At
	Nodes []Node
}

// A Not matches what its clause does not.
type Not struct {
	At
	Node Node
}

// A Text matches words that follow each other. One written word may be several
// words of the language, as in Q4/2024.
type Text struct {
	At
	Field  string // "" for title or text, FieldTitle or FieldAuthor
	Words  string // as written, without quotes and the final *
	Quoted bool
	Prefix bool // any word that begins so
}

// A Key matches articles by one exact value, whatever its case.
type Key struct {
	At
	Field  string // FieldSource, FieldSite, FieldSection, FieldTag or FieldLang
	Value  string
	Prefix bool // any value that begins so
}

// A Ticker matches articles that mention an instrument.
type Ticker struct {
	At
	Exchange string // MIC; "" for any
	Symbol   string // upper case
}

// A Move matches articles with a move of the instrument within the range.
type Move struct {
	At
	Exchange string // MIC; "" for any
	Symbol   string // upper case; "" for any instrument
	Range    Range
}

// A Percent matches articles with a percentage within the range.
type Percent struct {
	At
	Range Range
}

// A Money matches articles with an amount of the currency within the range.
type Money struct {
	At
	Currency string // ISO 4217; "" for any
	Range    Range
}

// A Published matches articles published from From until just before To; a zero
// time is no bound.
type Published struct {
	At
	Field    string // FieldAfter, FieldBefore, FieldDate or FieldLast
	Value    string // as written
	From, To time.Time
}

// An Original matches the earliest article of each cluster.
type Original struct{ At }

// The fields of the query language.
const (
	FieldTitle   = "title"
	FieldAuthor  = "author"
	FieldSource  = "source"
	FieldSite    = "site"
	FieldSection = "section"
	FieldTag     = "tag"
	FieldLang    = "lang"
	FieldTicker  = "ticker"
	FieldMove    = "move"
	FieldPercent = "percent"
	FieldMoney   = "money"
	FieldAfter   = "after"
	FieldBefore  = "before"
	FieldDate    = "date"
	FieldLast    = "last"
	FieldIs      = "is"
)

// A Range is a set of numbers between two bounds.
type Range struct {
	Low, High         float64 // infinite for no bound
	LowOpen, HighOpen bool    // the bound itself is outside
}

// Everything is the range without bounds.
var Everything = Range{Low: math.Inf(-1), High: math.Inf(1)}

// Meets says whether any number from low to high, both included, is in r.
func (r Range) Meets(low, high float64) bool {
	if high < r.Low || low > r.High {
		return false
	}
	return !(r.LowOpen && high == r.Low) && !(r.HighOpen && low == r.High)
}

// String writes the range as the query language does.
func (r Range) String() string {
	low, high := !math.IsInf(r.Low, 0), !math.IsInf(r.High, 0)
	switch {
	case low && high && r.Low == r.High:
		return "=" + number(r.Low)
	case low && high:
		return number(r.Low) + ".." + number(r.High)
	case low && r.LowOpen:
		return ">" + number(r.Low)
	case low:
		return ">=" + number(r.Low)
	case high && r.HighOpen:
		return "<" + number(r.High)
	case high:
		return "<=" + number(r.High)
	}
	return ""
}

func number(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// between says whether the range is written with two bounds, as 1..2.
func (r Range) between() bool {
	return !math.IsInf(r.Low, 0) && !math.IsInf(r.High, 0) && r.Low != r.High
}

// String writes the query in its normal form.
func (q Query) String() string {
	if q.Root == nil {
		return ""
	}
	return q.Root.String()
}

// String writes the clauses apart by spaces.
func (n And) String() string {
	parts := make([]string, len(n.Nodes))
	for i, c := range n.Nodes {
		parts[i] = c.String()
		if _, ok := c.(Or); ok {
			parts[i] = "(" + parts[i] + ")"
		}
	}
	return strings.Join(parts, " ")
}

// String writes the clauses with OR between them.
func (n Or) String() string {
	parts := make([]string, len(n.Nodes))
	for i, c := range n.Nodes {
		parts[i] = c.String()
	}
	return strings.Join(parts, " OR ")
}

// String writes the clause with - before it.
func (n Not) String() string {
	switch n.Node.(type) {
	case And, Or, Not:
		return "-(" + n.Node.String() + ")"
	}
	return "-" + n.Node.String()
}

// String writes the words with their field.
func (n Text) String() string {
	return fielded(n.Field, n.Words, n.Quoted, n.Prefix)
}

// String writes the field and its value.
func (n Key) String() string {
	return fielded(n.Field, n.Value, !n.Prefix, n.Prefix)
}

func fielded(field, value string, quoted, prefix bool) string {
	if quoted {
		value = `"` + value + `"`
	}
	if prefix {
		value += "*"
	}
	if field != "" {
		value = field + ":" + value
	}
	return value
}

// String writes the symbol with its exchange.
func (n Ticker) String() string { return "ticker:" + instrument(n.Exchange, n.Symbol) }

func instrument(exchange, symbol string) string {
	if exchange == "" {
		return symbol
	}
	return exchange + ":" + symbol
}

// String writes the instrument and the range.
func (n Move) String() string {
	return "move:" + ranged(instrument(n.Exchange, n.Symbol), n.Range)
}

// String writes the range.
func (n Percent) String() string { return "percent:" + n.Range.String() }

// String writes the currency and the range.
func (n Money) String() string { return "money:" + ranged(n.Currency, n.Range) }

// ranged writes what a range is about before it: USD>=1, USD:1..2.
func ranged(of string, r Range) string {
	if of != "" && r.between() {
		of += ":"
	}
	return of + r.String()
}

// String writes the date as it was given.
func (n Published) String() string { return n.Field + ":" + n.Value }

// String writes is:original.
func (n Original) String() string { return "is:original" }

// Any loosens a query: instead of all bare words any of them suffices, while
// filters, exclusions and groups stay. The second result is false when that
// changes nothing.
func (q Query) Any() (Query, bool) {
	and, ok := q.Root.(And)
	if !ok {
		return q, false
	}
	var words, rest []Node
	for _, n := range and.Nodes {
		if t, ok := n.(Text); ok && t.Field == "" {
			words = append(words, n)
		} else {
			rest = append(rest, n)
		}
	}
	if len(words) < 2 {
		return q, false
	}
	var root Node = Or{At: and.At, Nodes: words}
	if len(rest) > 0 {
		root = And{At: and.At, Nodes: append([]Node{root}, rest...)}
	}
	return Query{Source: q.Source, Root: root}, true
}

// HasWords says whether the query asks for words that articles can be ranked
// by, and not for filters only.
func (q Query) HasWords() bool { return hasWords(q.Root) }

func hasWords(n Node) bool {
	switch n := n.(type) {
	case Text:
		return n.Field != FieldAuthor
	case And:
		return anyOf(n.Nodes, hasWords)
	case Or:
		return anyOf(n.Nodes, hasWords)
	}
	return false
}

func anyOf(nodes []Node, f func(Node) bool) bool {
	for _, n := range nodes {
		if f(n) {
			return true
		}
	}
	return false
}

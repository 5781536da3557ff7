package bleve

import (
	"encoding/binary"
	"math"
	"strings"
	"time"

	bindex "github.com/blevesearch/bleve_index_api"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/index"
	"github.com/pennypress/pennypress/index/words"
)

// The fields of a document in the index. Each is a dictionary of terms.
//
//	b   words of title and text as they are compared, with places
//	w   words as they are written, where that differs: for prefixes
//	a   words of the authors' names, with places
//	k   exact values, days and instruments: one letter for the kind, the value
//	n   figures: the kind, what they belong to, how large they are (figure.go); and
//	    pairs of frequent words (pair.go)
//	p   when the article was published
//	g   no dictionary but the words that weigh most in the article (gist.go)
//
// Figures that belong together are one term, so that no engine can mix them up:
// the move of Nvidia by -17% is NVDA and -17 in one.
const (
	bodyField    = "b"
	writtenField = "w"
	authorField  = "a"
	keyField     = "k"
	figureField  = "n"
	timeField    = "p"
	gistField    = "g"
)

// The numbers of the fields, by their names: zapx wants them in this order.
const (
	ofID = iota
	ofAuthor
	ofBody
	ofGist
	ofKey
	ofFigure
	ofTime
	ofWritten
)

// A fieldKind says what is kept of a field.
type fieldKind struct {
	name    string
	options bindex.FieldIndexingOptions
	keeps   keeps
}

// keeps says what stands with each document of a term.
type keeps int

const (
	nothing keeps = iota
	numbers       // in the place of the frequency
	places        // with weights as frequencies, and the length of the document
)

const docsOnly = bindex.IndexField | bindex.SkipFreqNorm

var kinds = [...]fieldKind{
	ofID:      {"_id", bindex.IndexField | bindex.StoreField, nothing},
	ofAuthor:  {authorField, bindex.IndexField | bindex.IncludeTermVectors, places},
	ofBody:    {bodyField, bindex.IndexField | bindex.IncludeTermVectors, places},
	ofGist:    {gistField, bindex.StoreField, nothing},
	ofKey:     {keyField, docsOnly, nothing},
	ofFigure:  {figureField, bindex.IndexField, numbers},
	ofTime:    {timeField, docsOnly | bindex.DocValues, nothing},
	ofWritten: {writtenField, docsOnly, nothing},
}

// Kinds of terms in keyField.
const (
	keyAll      = "*"
	keySource   = "s"
	keySite     = "i"
	keySection  = "e"
	keyTag      = "g"
	keyLang     = "l"
	keyReading  = "r"
	keyTicker   = "t" // symbol, and symbol with exchange
	keyOriginal = "o"
	keyDay      = "d"
	keyCurrency = "$"
	keyPaired   = "1" // which list the pairs are of (pair.go)
)

var keyKinds = map[string]string{
	index.FieldSource:  keySource,
	index.FieldSite:    keySite,
	index.FieldSection: keySection,
	index.FieldTag:     keyTag,
	index.FieldLang:    keyLang,
}

// Kinds of terms in figureField.
const (
	figureMove    = "m" // symbol, 0, exchange, 0
	figureSymbol  = "s" // symbol, 0: the same moves
	figureAnyMove = "M"
	figurePercent = "p"
	figureMoney   = "c" // currency, 0
	figureAnyCash = "C"
	figureExact   = "=" // one of those, the numbers
	figurePair    = "w" // two frequent words, which are no figure but have a number (pair.go)
)

// readingMark parts a word from the reading of its article. English has none:
// most articles are in it.
const readingMark = "\x1f"

// bodyTerm is how a word of an article of a reading stands in bodyField and
// writtenField. Words that are the same in every reading have no mark.
func bodyTerm(word, reading string) string {
	if reading == "en" || words.Neutral(word) {
		return word
	}
	return word + readingMark + reading
}

// titlePrefix marks the words of titles in writtenField.
const titlePrefix = "\x01"

// appendNumbers writes a figure from low to high so that bytes sort as numbers.
func appendNumbers(b []byte, low, high float64) []byte {
	b = binary.BigEndian.AppendUint64(b, sortable(low))
	if high != low {
		b = binary.BigEndian.AppendUint64(b, sortable(high))
	}
	return b
}

func sortable(f float64) uint64 {
	bits := math.Float64bits(f + 0) // -0 is 0
	if bits>>63 != 0 {
		return ^bits
	}
	return bits | 1<<63
}

// readNumbers reads what appendNumbers wrote.
func readNumbers(s string) (low, high float64, ok bool) {
	if len(s) != 8 && len(s) != 16 {
		return 0, 0, false
	}
	low = unsortable(binary.BigEndian.Uint64([]byte(s[:8])))
	high = low
	if len(s) == 16 {
		high = unsortable(binary.BigEndian.Uint64([]byte(s[8:])))
	}
	return low, high, true
}

func unsortable(bits uint64) float64 {
	if bits>>63 != 0 {
		return math.Float64frombits(bits &^ (1 << 63))
	}
	return math.Float64frombits(^bits)
}

// listed writes an instrument so that no symbol is the beginning of another. No
// query can ask for a symbol with a zero in it.
func listed(symbol, exchange string) string {
	return clean(symbol) + "\x00" + clean(exchange) + "\x00"
}

func clean(s string) string {
	return strings.ToUpper(strings.ReplaceAll(s, "\x00", "\x01"))
}

// keyTerms gives the terms of an article's exact values.
func keyTerms(a extract.Article) []string {
	terms := []string{keyAll, keyReading + words.Reading(a.Language)}
	for field, kind := range keyKinds {
		for _, v := range index.KeyValues(field, a) {
			terms = append(terms, kind+v)
		}
	}
	for _, v := range index.ByCurrency.Values(a) {
		terms = append(terms, keyCurrency+v)
	}
	for _, e := range a.Entities {
		if e.Type == extract.TypeTicker {
			symbol := strings.ToUpper(e.Symbol)
			terms = append(terms, keyTicker+symbol, keyTicker+listed(symbol, e.Exchange))
		}
	}
	if a.Cluster == "" || a.Cluster == a.ID {
		terms = append(terms, keyOriginal)
	}
	if !a.Published.IsZero() {
		terms = append(terms, dayTerm(a.Published))
	}
	return terms
}

func dayTerm(t time.Time) string {
	return keyDay + t.UTC().Format("2006-01-02")
}

// A moment is a time in seconds and nanoseconds since 1970. The zero value means
// no time; undated articles have none.
type moment struct {
	sec  int64
	nano int64
	some bool
}

func momentOf(t time.Time) moment {
	if t.IsZero() {
		return moment{}
	}
	return moment{sec: t.Unix(), nano: int64(t.Nanosecond()), some: true}
}

func (m moment) time() time.Time {
	if !m.some {
		return time.Time{}
	}
	return time.Unix(m.sec, m.nano).UTC()
}

// compare orders moments, no time first.
func (m moment) compare(o moment) int {
	switch {
	case m.some != o.some:
		if m.some {
			return 1
		}
		return -1
	case m.sec != o.sec:
		return cmpInt(m.sec, o.sec)
	}
	return cmpInt(m.nano, o.nano)
}

func cmpInt(a, b int64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// momentOffset makes every second of the years 0 to 9999 positive.
const momentOffset = 1 << 40

// term writes a moment in bytes below 0x80: scorch parts values by 0xff.
func (m moment) term() string {
	b := appendSeven(nil, uint64(m.sec+momentOffset), 6)
	if m.nano != 0 {
		b = appendSeven(b, uint64(m.nano), 5)
	}
	return string(b)
}

func appendSeven(b []byte, v uint64, n int) []byte {
	for i := n - 1; i >= 0; i-- {
		b = append(b, byte(v>>(7*i))&0x7f)
	}
	return b
}

func readMoment(term []byte) moment {
	if len(term) < 6 {
		return moment{}
	}
	m := moment{sec: int64(seven(term[:6])) - momentOffset, some: true}
	m.nano = int64(seven(term[6:]))
	return m
}

func seven(b []byte) uint64 {
	v := uint64(0)
	for _, c := range b {
		v = v<<7 | uint64(c)
	}
	return v
}

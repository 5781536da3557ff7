// Package gazetteer turns the names and symbols that newspapers print into
// the instruments they stand for: "ExxonMobil" into XOM on XNYS, "the Dow" into
// ^DJI, "0700" on XHKG into Tencent.
//
// It knows names; it does not read text. Whether "Target" in a sentence is the
// retailer is for the reader of the sentence to decide, with what each [Entry]
// says about its name: that it is weak, or which words must be near.
//
// The built-in data are the files in data/, one market each, meant to be read
// and edited by hand. A user's own file in the same format adds to them and
// overrides them; see [Table.With]. The format, one instrument a row, fields
// separated by one tab, lines that begin with # ignored:
//
//	symbol  MIC  kind  name  names
//
// The symbol is written as the exchange writes it, the MIC is ISO 10383 or "-"
// for indices and crypto, the kind one of share, receipt, fund, index, crypto,
// or "-" to drop an instrument that an earlier file has. The name is what the
// reader is shown; it also counts as a name. The last field may be absent and
// holds further names, separated by |. A name may begin with marks, and may end with
// words in braces:
//
//	~Target            weak: counts only when other evidence opens it
//	_bitcoin           counts in lower case too
//	-Nestle            another instrument of this name comes first
//	$FB                not a name: another symbol of the instrument, now or formerly
//	Delta {@airline}   counts only with one of these words in the document;
//	                   @airline stands for the words so called in data/contexts.tsv
//	=XHKG:9988         the names of this instrument are those of that one, after it, and
//	                   its own name is only shown, further ones count too: for receipts and second listings
//	<2021-10 Facebook  the name until then; it still counts, after those of others
//	!2022-10-28        not a name: the instrument is no longer listed since then; texts
//	                   of earlier years name it, so it still counts
//
// A name may be there twice, as "ITC {@india}" and "~ITC": strong where a word of
// the context occurs, weak elsewhere.
//
// Dates are of a year, a month or a day, as in 2021, 2021-10 and 2021-10-28.
//
// Spellings that differ only in case, accents or punctuation need no row of their
// own, nor do "and" for "&", "Macys" for "Macy's", "US" for "U.S.".
//
// Others may rely on this package. It touches no network, disk or clock.
package gazetteer

import (
	"fmt"
	"sync"
)

// A Kind says what an instrument is.
type Kind string

// The kinds of instrument.
const (
	Share   Kind = "share"   // common stock, units of trusts included
	Receipt Kind = "receipt" // a depositary receipt of a share listed elsewhere
	Fund    Kind = "fund"    // exchange-traded fund
	Index   Kind = "index"
	Crypto  Kind = "crypto"
)

// An Instrument is one listing: a share on one exchange, an index, a coin.
type Instrument struct {
	Symbol   string // as the exchange writes it: NVDA, BRK.B, 0700, ^GSPC, BTC
	Exchange string // ISO 10383 MIC; empty for indices and crypto
	Name     string // short name to show
	Country  string // ISO 3166 alpha-2 of the exchange; empty for indices and crypto
	Kind     Kind
	Delisted string // since when it is no longer listed, as precisely as known; empty while it is
}

// An Entry is one name of one instrument.
type Entry struct {
	*Instrument
	Name    string   // this name, as written; shadows the instrument's own
	Until   string   // until when the instrument had this name; empty while it has
	Weak    bool     // a common word, acronym or shared stem: counts only when other evidence opens it
	Lower   bool     // also counts when written in lower case, as in "bitcoin"
	Acronym bool     // the name is short and all capitals: "IBM", "AT&T"
	Small   bool     // the name begins in lower case: "eBay"
	Context []string // folded words, one of which must occur in the document; nil when none is needed
}

// newEntry returns the entry of a name that nothing else is known of.
func newEntry(in *Instrument, name string) Entry {
	return Entry{Instrument: in, Name: name, Acronym: isAcronym(name), Small: startsLower(name)}
}

// Default returns the built-in table. It is built on first use and shared;
// it is read-only and safe for concurrent use. It panics if the built-in data are
// malformed, which a test rules out.
func Default() *Table { return defaultTable() }

var defaultTable = sync.OnceValue(func() *Table {
	x, err := open(compiled)
	if err != nil {
		panic(fmt.Errorf("data/compiled.bin: %w: run go generate ./extract/gazetteer", err))
	}
	return &Table{index: x, source: builtinRows}
})

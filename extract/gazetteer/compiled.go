package gazetteer

import (
	_ "embed"
	"encoding/binary"
	"errors"
	"strconv"
	"strings"
	"sync"
)

// The index of the built-in data is made beforehand, because every program would
// spend its first thirty milliseconds on it: parsing seven thousand rows and sorting thirty
// thousand spellings. data/compiled.bin holds, in this order,
//
//	text         every string once; others point into it
//	exchanges    MICs
//	contexts     lists of words
//	instruments  symbol, exchange, kind, name, delisted
//	entries      instrument, name, until, marks, context
//	names        key, number of entries
//	symbols      key, instruments
//
// as counts and numbers of variable length; hashes are made again. After a change
// of the data, go generate writes it anew, and a test fails as
// long as it does not say what the data say.

//go:generate go test . -run TestCompiled -update

//go:embed data/compiled.bin
var compiled string

const compiledMagic = "pennypress.gazetteer/1\n"

var errCompiled = errors.New("data/compiled.bin is damaged: run go generate ./extract/gazetteer")

// The marks of an entry.
const (
	markWeak = 1 << iota
	markLower
)

var kinds = []Kind{Share, Receipt, Fund, Index, Crypto}

// builtinRows reads the built-in data themselves, for tables that are made of
// them and for what an index does not hold.
var builtinRows = sync.OnceValue(func() *Table {
	t, err := builtin()
	if err != nil {
		panic(err)
	}
	return t
})

// A reader takes what a writer put.
type reader struct {
	text string // strings
	data string // numbers
	bad  bool
}

func (r *reader) number() int {
	var n uint64
	for i := range min(len(r.data), binary.MaxVarintLen32) {
		c := r.data[i]
		n |= uint64(c&0x7F) << (7 * i)
		if c < 0x80 {
			r.data = r.data[i+1:]
			return int(n)
		}
	}
	r.bad = true
	return 0
}

// count is a number of things that follow, each of a byte at least.
func (r *reader) count() int {
	n := r.number()
	if n > len(r.data) {
		r.bad = true
		return 0
	}
	return n
}

func (r *reader) string() string {
	n := r.number()
	if n == 0 {
		return ""
	}
	at := r.number()
	if at+n > len(r.text) {
		r.bad = true
		return ""
	}
	return r.text[at : at+n]
}

// below is a number that points into a list of n.
func (r *reader) below(n int) int {
	i := r.number()
	if i >= n {
		r.bad = true
		return 0
	}
	return i
}

// Compile returns the index of t in the form that Load reads, so that a table
// with many lists need not be made anew by each program.
func (t *Table) Compile() []byte { return encode(t.withRows()) }

// Load returns the table that Compile was called on. It has no rows of
// instruments: rows is called for them when With, WithLists or Describe ask, once. The
// error says that the data are damaged or of another version.
func Load(data string, rows func() *Table) (*Table, error) {
	t, err := decode(data)
	if err != nil {
		return nil, errors.New("damaged, or of another version")
	}
	t.source = sync.OnceValue(rows)
	return t, nil
}

// Fingerprint tells the built-in data of two programs apart.
var Fingerprint = sync.OnceValue(func() string {
	return strconv.FormatUint(hashRun(hashSeed, compiled), 16)
})

// decode returns the table of what encode wrote.
func decode(data string) (*Table, error) {
	rest, ok := strings.CutPrefix(data, compiledMagic)
	r := &reader{data: rest}
	n := r.count()
	if !ok || r.bad {
		return nil, errCompiled
	}
	r.text, r.data = r.data[:n], r.data[n:]
	t := &Table{source: builtinRows}
	instruments := r.instruments()
	t.count = len(instruments)
	t.readEntries(r, instruments)
	t.names.list = make([]span, r.count())
	at := int32(0)
	for i := range t.names.list {
		key := r.string()
		start := at
		at += int32(r.number())
		t.names.list[i] = span{hash: hashKey(key), key: key, start: start, end: at}
	}
	t.readSymbols(r, instruments)
	if r.bad || int(at) != len(t.entries) || r.data != "" {
		return nil, errCompiled
	}
	t.indexNames()
	t.symbols.index()
	return t, nil
}

// hashKey is the hash of the runs of a key.
func hashKey(key string) uint64 {
	return hashRun(hashSeed, key) // blanks part the runs in the hash as in the key
}

// instruments reads exchanges, contexts excepted, and instruments.
func (r *reader) instruments() []Instrument {
	mics := make([]exchange, r.count())
	for i := range mics {
		if mic := r.string(); mic != "" {
			mics[i] = exchanges().byMIC[mic]
		}
	}
	list := make([]Instrument, r.count())
	for i := range list {
		symbol := r.string()
		e := mics[r.below(len(mics))]
		list[i] = Instrument{Symbol: symbol, Exchange: e.mic, Country: e.country, Kind: kinds[r.below(len(kinds))], Name: r.string(), Delisted: r.string()}
		if r.bad {
			return nil
		}
	}
	return list
}

// readEntries reads contexts and entries. Entries with one list of words share
// it.
func (t *Table) readEntries(r *reader, instruments []Instrument) {
	contexts := make([][]string, 1+r.count())
	for i := range contexts[1:] {
		words := make([]string, r.count())
		for k := range words {
			words[k] = r.string()
		}
		contexts[1+i] = words
	}
	t.entries = make([]Entry, r.count())
	for i := range t.entries {
		at := r.below(len(instruments))
		if r.bad {
			return
		}
		name, until, marks := r.string(), r.string(), r.number()
		t.entries[i] = Entry{&instruments[at], name, until, marks&markWeak != 0, marks&markLower != 0, contexts[r.below(len(contexts))]}
	}
}

// readSymbols reads symbols and their instruments.
func (t *Table) readSymbols(r *reader, instruments []Instrument) {
	t.symbols.list = make([]span, r.count())
	t.bySymbol = make([]*Instrument, 0, len(t.symbols.list)+len(t.symbols.list)/4)
	for i := range t.symbols.list {
		key := r.string()
		start := int32(len(t.bySymbol))
		for range r.count() {
			at := r.below(len(instruments))
			if r.bad {
				return
			}
			t.bySymbol = append(t.bySymbol, &instruments[at])
		}
		t.symbols.list[i] = span{hash: hashRun(hashSeed, key), key: key, start: start, end: int32(len(t.bySymbol))}
	}
}

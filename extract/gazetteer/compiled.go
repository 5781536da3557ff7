package gazetteer

import (
	_ "embed"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"math/bits"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
)

// What is looked up is an index, made of the rows once and then read where it
// lies: in the program or in a file. Nothing of it is decoded before it is asked for, because
// a program would spend its first milliseconds on thirty thousand names of which
// its texts have a dozen. It is, all numbers little-endian and of four bytes,
//
//	magic, checksum, sizes   of the sections that follow
//	exchanges    MIC, country
//	contexts     how many lists; of each how many words, then these
//	untils       dates
//	instruments  symbol, name, delisted, kind and exchange
//	entries      instrument, name, until and context and marks
//	names        hash (8 bytes), key, first entry; one more at the end
//	nameSlots    names by hash
//	starts       16 bits of the hash of a first run, and how long such names are
//	filter       bits of the hashes of first runs
//	symbols      key, first of the holders; one more at the end
//	symbolSlots  symbols by hash
//	holders      instruments
//	text         every string once: its length as a varint, then itself
//
// A string is its place in the text. Slots are open hash tables of places, each one
// more than it is, with as many bits of a hash above it as there is room for; 0 is a free
// slot. That of the built-in data is data/compiled.bin:
// after a change of the data, go generate writes it anew, and a test fails as long as it does
// not say what the data say.

//go:generate go test . -run TestCompiled -update

//go:embed data/compiled.bin
var compiled string

const (
	compiledMagic = "pennypress.gazetteer/3\n\x00"
	sections      = 13
	headerBytes   = len(compiledMagic) + 4 + 4*sections
)

// What records take.
const (
	instrumentBytes = 16
	entryBytes      = 12
	nameBytes       = 16
	symbolBytes     = 8
	startBytes      = 4
)

// The parts of an entry's last number.
const (
	markWeak = 1 << iota
	markLower
	contextShift = 2
	contextBits  = 12
	untilShift   = contextShift + contextBits
)

var errCompiled = errors.New("damaged, or of another version")

var kinds = []Kind{Share, Receipt, Fund, Index, Crypto}

// An index is the compiled form of a table and what has been made of it so far.
// The zero value knows nothing.
type index struct {
	data                                string
	instruments, entries, names, starts string
	filter, symbols, holders, text      string
	nameSlots, symbolSlots              string
	filterShift                         int // from a hash to its byte of the filter
	startMask                           int

	exchanges []exchange
	contexts  [][]string
	untils    []string

	nameFilter      []uint64 // bits of the hashes of names
	nameFilterShift int      // from a hash to its bit
	lowerStarts     [lowerBits / 64]uint64

	listed []atomic.Pointer[Instrument]
	named  []atomic.Pointer[named]
	held   []atomic.Pointer[[]*Instrument]        // by the places of symbols
	recent [1 << recentBits]atomic.Pointer[named] // by hash: news names few companies often
}

// A named is what a name stands for.
type named struct {
	hash    uint64
	entries []Entry
}

const recentBits = 11

// open returns the index that lies in data. Contents are those of the program
// itself or have been checked by their sum: only sizes are looked at.
func open(data string) (*index, error) {
	if len(data) < headerBytes || !strings.HasPrefix(data, compiledMagic) {
		return nil, errCompiled
	}
	x := &index{data: data}
	rest := data[headerBytes:]
	var exchanges, contexts, untils string
	for i, section := range []*string{
		&exchanges, &contexts, &untils, &x.instruments, &x.entries, &x.names, &x.nameSlots, &x.starts, &x.filter,
		&x.symbols, &x.symbolSlots, &x.holders, &x.text,
	} {
		n := int(number32(data, headerBytes-4*sections+4*i))
		if n > len(rest) {
			return nil, errCompiled
		}
		*section, rest = rest[:n], rest[n:]
	}
	if rest != "" || len(x.names) < nameBytes || len(x.symbols) < symbolBytes || len(x.filter) == 0 || len(x.starts) == 0 {
		return nil, errCompiled
	}
	x.filterShift = 64 - bits.Len(uint(len(x.filter)-1))
	x.startMask = len(x.starts)/startBytes - 1
	x.listed = make([]atomic.Pointer[Instrument], len(x.instruments)/instrumentBytes)
	x.named = make([]atomic.Pointer[named], len(x.names)/nameBytes-1)
	x.held = make([]atomic.Pointer[[]*Instrument], len(x.symbols)/symbolBytes-1)
	x.readLists(exchanges, contexts, untils)
	x.filterNames()
	x.noteLower()
	return x, nil
}

// lowerBits is the size of the filter for the first runs of names that are written in lower
// case: few are.
const lowerBits = 8192

// noteLower fills that filter.
func (x *index) noteLower() {
	for i := range x.named {
		for k := x.firstEntry(i); k < x.firstEntry(i+1); k++ {
			r := x.entries[entryBytes*k : entryBytes*(k+1)]
			if number32(r, 8)&markLower == 0 && !startsLower(x.string(number32(r, 4))) {
				continue
			}
			run, _, _ := strings.Cut(x.nameKey(i), " ")
			bit := Hash(run) % lowerBits
			x.lowerStarts[bit/64] |= 1 << (bit % 64)
			break
		}
	}
}

// startsInLower reports whether a name that is written in lower case may begin with the run
// of hash h.
func (x *index) startsInLower(h uint64) bool {
	bit := h % lowerBits
	return x.lowerStarts[bit/64]&(1<<(bit%64)) != 0
}

// filterNames fills the filter of names. Of the runs of a text that names may begin with, nine
// of ten are none: the filter, which stays in the processor's cache, says so of most.
func (x *index) filterNames() {
	n := max(6, bits.Len(uint(8*len(x.named))))
	x.nameFilter, x.nameFilterShift = make([]uint64, 1<<(n-6)), 64-n
	for i := range x.named {
		bit := number64(x.names, nameBytes*i) >> x.nameFilterShift
		x.nameFilter[bit>>6] |= 1 << (bit & 63)
	}
}

// mayBeName reports whether a name may have the hash h.
func (x *index) mayBeName(h uint64) bool {
	bit := h >> (x.nameFilterShift & 63)
	return x.nameFilter != nil && x.nameFilter[bit>>6]&(1<<(bit&63)) != 0
}

// checked is open for data from elsewhere.
func checked(data string) (*index, error) {
	if len(data) < headerBytes || number32(data, len(compiledMagic)) != checksum(data) {
		return nil, errCompiled
	}
	return open(data)
}

// checksum is the sum of what follows it in data.
func checksum(data string) uint32 {
	sum, block := uint32(0), make([]byte, 1<<15)
	for data = data[len(compiledMagic)+4:]; data != ""; {
		n := copy(block, data)
		sum = crc32.Update(sum, crc32.IEEETable, block[:n])
		data = data[n:]
	}
	return sum
}

// readLists reads the small sections, of which all else has places.
func (x *index) readLists(exchanges, contexts, untils string) {
	for i := 0; i < len(exchanges); i += 8 {
		x.exchanges = append(x.exchanges, exchange{mic: x.string(number32(exchanges, i)), country: x.string(number32(exchanges, i+4))})
	}
	for i := 0; i < len(untils); i += 4 {
		x.untils = append(x.untils, x.string(number32(untils, i)))
	}
	all := make([]string, 0, len(contexts)/4)
	x.contexts = append(x.contexts, nil)
	for i := 0; i < len(contexts); {
		first := len(all)
		for n := int(number32(contexts, i)); n > 0; n-- {
			i += 4
			all = append(all, x.string(number32(contexts, i)))
		}
		i += 4
		x.contexts = append(x.contexts, all[first:len(all):len(all)])
	}
}

// string returns the string at a place of the text.
func (x *index) string(at uint32) string {
	s := x.text[at:]
	n, i := uint(0), 0
	for ; s[i] >= 0x80; i++ {
		n |= uint(s[i]&0x7F) << (7 * i)
	}
	n |= uint(s[i]) << (7 * i)
	return s[i+1 : i+1+int(n)]
}

// lengths returns how long the names are that begin with a run of hash h: bit n is set
// where one has n+1 runs. One run in some hundred thousand is taken for another.
func (x *index) lengths(h uint64) Lengths {
	if x.filter == "" || x.filter[h>>x.filterShift]&(1<<(h>>16&7)) == 0 {
		return 0
	}
	for at := int(h>>16) & x.startMask; ; at = (at + 1) & x.startMask {
		switch v := number32(x.starts, startBytes*at); {
		case v == 0:
			return 0
		case v>>16 == uint32(h&0xFFFF):
			return Lengths(v)
		}
	}
}

// entriesOf returns the entries of the name of hash h, made when first asked for.
func (x *index) entriesOf(h uint64) []Entry {
	if !x.mayBeName(h) {
		return nil
	}
	recent := &x.recent[h>>(64-recentBits)]
	if n := recent.Load(); n != nil && n.hash == h {
		return n.entries
	}
	i := x.nameAt(h)
	if i < 0 {
		return nil
	}
	n := x.named[i].Load()
	if n == nil {
		n = x.makeName(i, h)
		x.named[i].Store(n)
	}
	recent.Store(n)
	return n.entries
}

// makeName makes the entries of name i. Most names have one, which lies beside what refers to it.
func (x *index) makeName(i int, h uint64) *named {
	n := new(struct {
		named
		one [1]Entry
	})
	n.hash, n.entries = h, n.one[:0]
	for k := x.firstEntry(i); k < x.firstEntry(i+1); k++ {
		n.entries = append(n.entries, x.entry(k))
	}
	return &n.named
}

// nameAt returns the place of the name of hash h, -1 for none.
func (x *index) nameAt(h uint64) int {
	mask := len(x.nameSlots)/4 - 1
	if mask < 0 {
		return -1
	}
	width := placeBits(len(x.named))
	tag := tagOf(h, width)
	for at := int(h) & mask; ; at = (at + 1) & mask {
		s := number32(x.nameSlots, 4*at)
		if s == 0 {
			return -1
		}
		if (s^tag)>>width == 0 {
			if i := int(s^tag) - 1; number64(x.names, nameBytes*i) == h {
				return i
			}
		}
	}
}

// placeBits is how many bits the places of n things take in slots.
func placeBits(n int) int { return bits.Len(uint(n)) }

// tagOf is the part of a hash that stands above a place of so many bits.
func tagOf(h uint64, width int) uint32 { return uint32(h>>32) &^ (1<<width - 1) }

func (x *index) firstEntry(name int) int { return int(number32(x.names, nameBytes*name+12)) }

func (x *index) nameKey(name int) string { return x.string(number32(x.names, nameBytes*name+8)) }

// entry makes entry k.
func (x *index) entry(k int) Entry {
	r := x.entries[entryBytes*k : entryBytes*(k+1)]
	more := number32(r, 8)
	e := newEntry(x.instrument(int(number32(r, 0))), x.string(number32(r, 4)))
	e.Until = x.untils[more>>untilShift]
	e.Weak, e.Lower = more&markWeak != 0, more&markLower != 0
	e.Context = x.contexts[more>>contextShift&(1<<contextBits-1)]
	return e
}

// instrument returns instrument i, made when first asked for. There is one of
// each.
func (x *index) instrument(i int) *Instrument {
	if in := x.listed[i].Load(); in != nil {
		return in
	}
	r := x.instruments[instrumentBytes*i : instrumentBytes*(i+1)]
	of := number32(r, 12)
	e := x.exchanges[of>>8]
	in := &Instrument{
		Symbol: x.string(number32(r, 0)), Exchange: e.mic, Country: e.country, Kind: kinds[of&0xFF],
		Name: x.string(number32(r, 4)), Delisted: x.string(number32(r, 8)),
	}
	if x.listed[i].CompareAndSwap(nil, in) {
		return in
	}
	return x.listed[i].Load()
}

// holdersOf returns the instruments with a normal symbol, the list made when first asked for.
func (x *index) holdersOf(symbol string) []*Instrument {
	i := x.symbolAt(symbol)
	if i < 0 {
		return nil
	}
	if list := x.held[i].Load(); list != nil {
		return *list
	}
	first, end := x.firstHolder(i), x.firstHolder(i+1)
	list := make([]*Instrument, 0, end-first)
	for k := first; k < end; k++ {
		list = append(list, x.instrument(int(number32(x.holders, 4*k))))
	}
	x.held[i].Store(&list)
	return list
}

// symbolAt returns the place of a normal symbol, -1 for none.
func (x *index) symbolAt(symbol string) int {
	mask := len(x.symbolSlots)/4 - 1
	if mask < 0 {
		return -1
	}
	h, width := Hash(symbol), placeBits(len(x.held))
	tag := tagOf(h, width)
	for at := int(h) & mask; ; at = (at + 1) & mask {
		s := number32(x.symbolSlots, 4*at)
		if s == 0 {
			return -1
		}
		if (s^tag)>>width == 0 && x.symbolKey(int(s^tag)-1) == symbol {
			return int(s^tag) - 1
		}
	}
}

func (x *index) firstHolder(symbol int) int { return int(number32(x.symbols, symbolBytes*symbol+4)) }

func (x *index) symbolKey(i int) string { return x.string(number32(x.symbols, symbolBytes*i)) }

// builtinRows reads the built-in data themselves, for tables that are made of
// them and for what an index does not hold.
var builtinRows = sync.OnceValue(func() *Table {
	t, err := builtin()
	if err != nil {
		panic(err)
	}
	return t
})

// Compile returns the index of t in the form that Load reads, so that a table
// with many lists need not be made anew by each program.
func (t *Table) Compile() []byte {
	if t.index == nil {
		return []byte(newWriter(0).finish(nil))
	}
	return []byte(t.index.data)
}

// Load returns the table that Compile was called on. It has no rows of
// instruments: rows is called for them when With, WithLists or Describe ask, once. The
// error says that the data are damaged or of another version.
func Load(data string, rows func() *Table) (*Table, error) {
	x, err := checked(data)
	if err != nil {
		return nil, err
	}
	return &Table{index: x, source: sync.OnceValue(rows)}, nil
}

// Fingerprint tells the built-in data of two programs apart.
func Fingerprint() string {
	return strconv.FormatUint(uint64(number32(compiled, len(compiledMagic)))<<32|uint64(len(compiled)), 16)
}

// appendNumber is the inverse of number32.
func appendNumber(b []byte, n int) []byte { return binary.LittleEndian.AppendUint32(b, uint32(n)) }

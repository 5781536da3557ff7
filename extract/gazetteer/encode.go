package gazetteer

import (
	"encoding/binary"
	"errors"
	"math/bits"
	"slices"
	"strings"
)

// A writer gathers the sections of an index.
type writer struct {
	text   []byte
	places map[string]int // strings → where they are in the text

	exchanges, contexts, untils     []byte
	instruments, entries, names     []byte
	nameSlots, starts, filter       []byte
	symbols, symbolSlots, holders   []byte
	instrumentAt                    map[*Instrument]int
	exchangeAt, untilAt, contextsAt map[string]int
	hashes                          []uint64 // of names
	lengths                         map[uint64]Lengths
}

// newWriter returns a writer with room for n instruments.
func newWriter(n int) *writer {
	w := &writer{
		places: make(map[string]int, 5*n), instrumentAt: make(map[*Instrument]int, n), exchangeAt: map[string]int{},
		untilAt: map[string]int{"": 0}, contextsAt: map[string]int{"": 0}, lengths: make(map[uint64]Lengths, 3*n),
	}
	w.text, w.entries, w.names = make([]byte, 0, 64*n), make([]byte, 0, 4*entryBytes*n), make([]byte, 0, 4*nameBytes*n)
	w.untils = w.appendString(w.untils, "")
	return w
}

// appendString appends the place of s.
func (w *writer) appendString(b []byte, s string) []byte {
	at, ok := w.places[s]
	if !ok {
		at = len(w.text)
		w.places[s] = at
		w.text = append(binary.AppendUvarint(w.text, uint64(len(s))), s...)
	}
	return appendNumber(b, at)
}

// addInstruments writes the listings of t that are not dropped.
func (w *writer) addInstruments(t *Table) {
	for _, k := range t.order {
		l := t.listings[k]
		if l.Kind == dropped {
			continue
		}
		at, ok := w.exchangeAt[l.Exchange]
		if !ok {
			at = len(w.exchangeAt)
			w.exchangeAt[l.Exchange] = at
			w.exchanges = w.appendString(w.exchanges, l.Exchange)
			w.exchanges = w.appendString(w.exchanges, l.Country)
		}
		w.instrumentAt[&l.Instrument] = len(w.instrumentAt)
		w.instruments = w.appendString(w.instruments, l.Symbol)
		w.instruments = w.appendString(w.instruments, l.Name)
		w.instruments = w.appendString(w.instruments, l.Delisted)
		w.instruments = appendNumber(w.instruments, at<<8|slices.Index(kinds, l.Kind))
	}
}

// Bounds of what an entry has bits for.
const (
	maxContexts = 1 << contextBits
	maxUntils   = 1 << (32 - untilShift)
)

// addEntry writes one entry of the name that is being written.
func (w *writer) addEntry(e Entry) error {
	more := 0
	if e.Weak {
		more |= markWeak
	}
	if e.Lower {
		more |= markLower
	}
	until, ok := w.untilAt[e.Until]
	if !ok {
		until = len(w.untilAt)
		w.untilAt[e.Until] = until
		w.untils = w.appendString(w.untils, e.Until)
	}
	context := w.context(e.Context)
	if until >= maxUntils || context >= maxContexts {
		return errors.New("too many different dates or contexts")
	}
	w.entries = appendNumber(w.entries, w.instrumentAt[e.Instrument])
	w.entries = w.appendString(w.entries, e.Name)
	w.entries = appendNumber(w.entries, more|context<<contextShift|until<<untilShift)
	return nil
}

// context returns the place of a list of words; 0 is that of no words.
func (w *writer) context(words []string) int {
	joined := strings.Join(words, " ")
	at, ok := w.contextsAt[joined]
	if ok {
		return at
	}
	at = len(w.contextsAt)
	w.contextsAt[joined] = at
	w.contexts = appendNumber(w.contexts, len(words))
	for _, word := range words {
		w.contexts = w.appendString(w.contexts, word)
	}
	return at
}

// addName writes a name whose entries follow.
func (w *writer) addName(hash uint64, key string) {
	w.names = binary.LittleEndian.AppendUint64(w.names, hash)
	w.names = w.appendString(w.names, key)
	w.names = appendNumber(w.names, len(w.entries)/entryBytes)
	w.hashes = append(w.hashes, hash)
	run, _, _ := strings.Cut(key, " ")
	w.lengths[Hash(run)] |= 1 << strings.Count(key, " ")
	if h, length := firstWide(key); length != 0 {
		w.lengths[h] |= length
	}
}

// addSymbol writes a symbol and who has it.
func (w *writer) addSymbol(key string, holders []*Instrument) {
	w.symbols = w.appendString(w.symbols, key)
	w.symbols = appendNumber(w.symbols, len(w.holders)/4)
	for _, in := range holders {
		w.holders = appendNumber(w.holders, w.instrumentAt[in])
	}
}

// finish writes the hash tables and returns the whole.
func (w *writer) finish(symbols []uint64) string {
	w.names = append(binary.LittleEndian.AppendUint64(w.names, 0), make([]byte, 4)...)
	w.names = appendNumber(w.names, len(w.entries)/entryBytes)
	w.symbols = appendNumber(appendNumber(w.symbols, 0), len(w.holders)/4)
	w.nameSlots, w.symbolSlots = slotsOf(w.hashes), slotsOf(symbols)
	w.addStarts()
	all := [sections][]byte{
		w.exchanges, w.contexts, w.untils, w.instruments, w.entries, w.names, w.nameSlots, w.starts, w.filter,
		w.symbols, w.symbolSlots, w.holders, w.text,
	}
	out := append([]byte(compiledMagic), make([]byte, 4)...)
	for _, s := range all {
		out = appendNumber(out, len(s))
	}
	for _, s := range all {
		out = append(out, s...)
	}
	binary.LittleEndian.PutUint32(out[len(compiledMagic):], checksum(string(out)))
	return string(out)
}

// slotsOf returns the hash table of places by hash, at most half full.
func slotsOf(hashes []uint64) []byte {
	slots := make([]byte, 4<<bits.Len(uint(2*len(hashes))))
	mask, width := len(slots)/4-1, placeBits(len(hashes))
	for i, h := range hashes {
		at := int(h) & mask
		for binary.LittleEndian.Uint32(slots[4*at:]) != 0 {
			at = (at + 1) & mask
		}
		binary.LittleEndian.PutUint32(slots[4*at:], tagOf(h, width)|uint32(i+1))
	}
	return slots
}

// addStarts writes the first runs and their filter, in the order of their hashes,
// so that the same data give the same bytes.
func (w *writer) addStarts() {
	keys := make([]uint64, 0, len(w.lengths))
	for h := range w.lengths {
		keys = append(keys, h)
	}
	slices.Sort(keys)
	w.starts = make([]byte, startBytes<<bits.Len(uint(2*len(keys))))
	w.filter = make([]byte, 1<<bits.Len(uint(2*len(keys)+1)))
	mask, shift := len(w.starts)/startBytes-1, 64-bits.Len(uint(len(w.filter)-1))
	for _, h := range keys {
		at := int(h>>16) & mask
		for binary.LittleEndian.Uint32(w.starts[startBytes*at:]) != 0 {
			at = (at + 1) & mask
		}
		binary.LittleEndian.PutUint32(w.starts[startBytes*at:], uint32(h)<<16|uint32(w.lengths[h]))
		w.filter[h>>shift] |= 1 << (h >> 16 & 7)
	}
}

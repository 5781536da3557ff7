package gazetteer

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// A Table knows a set of instruments by name and by symbol. It is never
// changed once made, and safe for concurrent use. What its methods return is
// shared: it must not be written to.
type Table struct {
	contexts map[string][]string
	listings map[key]*listing
	order    []key // of the listings, as read
	levels   int   // files added to the built-in data

	entries []Entry
	names   map[uint64]span  // hash of a name's runs → its entries
	starts  map[uint64]uint8 // hash of a name's first run → runs of the longest such name
	symbols map[string][]*Instrument
	count   int // instruments
}

// A span is the part of entries that one name has.
type span struct {
	key        string // the runs, joined by blanks
	start, end int32
}

// Len returns how many instruments and how many different names t knows.
func (t *Table) Len() (instruments, names int) { return t.count, len(t.names) }

// Starts reports whether a name begins with run, a folded run of letters and
// digits.
func (t *Table) Starts(run string) bool {
	return t.starts[hashRun(hashSeed, run)] != 0
}

// Longest returns what the longest name that equals runs[:n] stands for, the
// likeliest first: home listings before receipts and second listings. The runs
// are the maximal runs of letters and digits of a text, each folded: "AT&T" is
// "at", "t". When no name begins the runs, n is 0.
func (t *Table) Longest(runs []string) (entries []Entry, n int) {
	if len(runs) == 0 {
		return nil, 0
	}
	h := hashRun(hashSeed, runs[0])
	longest := min(int(t.starts[h]), len(runs))
	for i := 1; i <= longest; i++ {
		if s, ok := t.names[h]; ok && equalRuns(s.key, runs[:i]) {
			entries, n = t.entries[s.start:s.end:s.end], i
		}
		if i < longest {
			h = hashRun(h, runs[i])
		}
	}
	return entries, n
}

// equalRuns reports whether key is the runs joined by blanks.
func equalRuns(key string, runs []string) bool {
	for i, run := range runs {
		if i > 0 {
			if key == "" || key[0] != ' ' {
				return false
			}
			key = key[1:]
		}
		rest, ok := strings.CutPrefix(key, run)
		if !ok {
			return false
		}
		key = rest
	}
	return key == ""
}

// Symbol returns the instruments with a symbol, the likeliest first. Spellings
// of one symbol are one: BRK.B, BRK-B and BRKB, 700 and 0700. An instrument that
// writes it exactly so hides those that do not.
func (t *Table) Symbol(symbol string) []*Instrument {
	all := t.symbols[normalSymbol(symbol)]
	exact := 0
	for _, in := range all {
		if in.Symbol == symbol {
			exact++
		}
	}
	if exact == 0 || exact == len(all) {
		return all
	}
	same := make([]*Instrument, 0, exact)
	for _, in := range all {
		if in.Symbol == symbol {
			same = append(same, in)
		}
	}
	return same
}

// On returns the instrument with a symbol on an exchange, given by its MIC;
// nil when there is none.
func (t *Table) On(exchange, symbol string) *Instrument {
	for _, in := range t.symbols[normalSymbol(symbol)] {
		if in.Exchange == exchange {
			return in
		}
	}
	return nil
}

// Lookup returns all that a name in any spelling, a symbol, or a pair such as
// NASDAQ:NVDA may stand for, the likeliest first.
func (t *Table) Lookup(nameOrSymbol string) []Entry {
	s := strings.TrimSpace(nameOrSymbol)
	if prefix, symbol, ok := strings.Cut(s, ":"); ok {
		mic, _ := Exchange(prefix)
		if in := t.On(mic, strings.TrimSpace(symbol)); in != nil {
			return []Entry{{Instrument: in, Name: in.Name}}
		}
	}
	var bySymbol []Entry
	for _, in := range t.Symbol(s) {
		bySymbol = append(bySymbol, Entry{Instrument: in, Name: in.Name})
	}
	runs := appendRuns(nil, s)
	byName, n := t.Longest(runs)
	if n < len(runs) {
		byName = nil
	}
	if s != strings.ToUpper(s) {
		return union(byName, bySymbol)
	}
	return union(bySymbol, byName)
}

// union returns a and those of b whose instruments are not in a.
func union(a, b []Entry) []Entry {
	out := slices.Clip(a)
	for _, e := range b {
		if !slices.ContainsFunc(a, func(o Entry) bool { return o.Instrument == e.Instrument }) {
			out = append(out, e)
		}
	}
	return out
}

// normalSymbol brings the spellings of a symbol together.
func normalSymbol(s string) string {
	s = strings.ToUpper(s)
	if strings.ContainsAny(s, "-/ ") {
		s = strings.NewReplacer("-", ".", "/", ".", " ", ".").Replace(s)
	}
	s = strings.TrimRight(s, ".")
	if strings.Trim(s, "0123456789") == "" {
		s = strings.TrimLeft(s, "0")
	}
	return s
}

// FNV-1a, written out because hash/fnv would allocate for each run.
const (
	hashSeed  = 14695981039346656037
	hashPrime = 1099511628211
)

// hashRun goes on from h with one more run.
func hashRun(h uint64, run string) uint64 {
	for i := 0; i < len(run); i++ {
		h = (h ^ uint64(run[i])) * hashPrime
	}
	return (h ^ ' ') * hashPrime
}

// An item is one name of one instrument on the way into the index.
type item struct {
	hash  uint64
	rank  uint64 // the lower, the likelier the instrument is meant
	key   string
	entry Entry
}

// index builds the maps from the listings.
func (t *Table) index() error {
	items, err := t.items()
	if err != nil {
		return err
	}
	slices.SortFunc(items, func(a, b item) int {
		return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(a.rank, b.rank))
	})
	t.entries = make([]Entry, 0, len(items))
	t.names = make(map[uint64]span, len(items))
	t.starts = make(map[uint64]uint8, len(items)/2)
	for i := 0; i < len(items); {
		j := i + 1
		for j < len(items) && items[j].hash == items[i].hash {
			j++
		}
		if err := t.addSpan(items[i:j]); err != nil {
			return err
		}
		i = j
	}
	t.indexSymbols()
	return nil
}

// addSpan adds the entries of one name.
func (t *Table) addSpan(items []item) error {
	first := items[0]
	s := span{key: first.key, start: int32(len(t.entries))}
	for _, it := range items {
		if it.key != first.key {
			return fmt.Errorf("names %q and %q have one hash", first.key, it.key)
		}
		if !slices.ContainsFunc(t.entries[s.start:], func(e Entry) bool { return e.Instrument == it.entry.Instrument }) {
			t.entries = append(t.entries, it.entry)
		}
	}
	s.end = int32(len(t.entries))
	t.names[first.hash] = s
	run, _, _ := strings.Cut(first.key, " ")
	n := uint8(strings.Count(first.key, " ") + 1)
	h := hashRun(hashSeed, run)
	t.starts[h] = max(t.starts[h], n)
	return nil
}

// items lists every spelling of every name of every instrument.
func (t *Table) items() ([]item, error) {
	items := make([]item, 0, 5*len(t.order))
	var runs []string
	for i, k := range t.order {
		l := t.listings[k]
		if l.Kind == dropped {
			continue
		}
		t.count++
		names := l.names
		own := len(names)
		for _, home := range l.homes {
			h := t.listings[home]
			if h == nil || h.Kind == dropped {
				return nil, fmt.Errorf("%s: no instrument %s:%s", l.place, home.mic, home.symbol)
			}
			names = append(slices.Clip(names), h.names...)
		}
		for j, n := range names {
			e := Entry{Instrument: &l.Instrument, Name: n.text, Weak: n.weak, Lower: n.lower, Context: n.context}
			rank := l.rank(n.second, j >= own || len(l.homes) > 0)<<32 | uint64(i)
			var err error
			if items, runs, err = appendSpellings(items, runs, e, rank); err != nil {
				return nil, fmt.Errorf("%s: %w", l.place, err)
			}
		}
	}
	return items, nil
}

// rank says how likely it is that l is meant by a name: files of the user
// first, then home listings, in the order of the exchanges.
func (l *listing) rank(second, inherited bool) uint64 {
	r := uint64(255-min(l.level, 255)) << 16
	if inherited {
		r |= 1 << 14
	}
	if second {
		r |= 1 << 15
	}
	if l.Kind == Receipt || l.Kind == Fund {
		r |= 1 << 13
	}
	return r | uint64(exchanges().byMIC[l.Exchange].rank)
}

// appendSpellings appends an item for each spelling of the entry's name.
func appendSpellings(items []item, runs []string, e Entry, rank uint64) ([]item, []string, error) {
	first := len(items)
	for _, s := range spellings(e.Name) {
		runs = appendRuns(runs[:0], s)
		if len(runs) == 0 || len(runs) > maxNameRuns {
			return nil, nil, fmt.Errorf("name %q has %d words, want 1 to %d", e.Name, len(runs), maxNameRuns)
		}
		h := uint64(hashSeed)
		for _, run := range runs {
			h = hashRun(h, run)
		}
		if slices.ContainsFunc(items[first:], func(it item) bool { return it.hash == h }) {
			continue
		}
		items = append(items, item{h, rank, strings.Join(runs, " "), e})
	}
	return items, runs, nil
}

// indexSymbols builds the map of symbols.
func (t *Table) indexSymbols() {
	type ranked struct {
		*Instrument
		rank uint64
	}
	all := make(map[string][]ranked, len(t.order))
	for i, k := range t.order {
		l := t.listings[k]
		if l.Kind == dropped {
			continue
		}
		rank := l.rank(false, false)<<32 | uint64(i)
		all[k.symbol] = append(all[k.symbol], ranked{&l.Instrument, rank})
		for _, s := range otherSymbols(l) {
			all[s] = append(all[s], ranked{&l.Instrument, rank | 1<<63})
		}
	}
	t.symbols = make(map[string][]*Instrument, len(all))
	for s, list := range all {
		slices.SortFunc(list, func(a, b ranked) int { return cmp.Compare(a.rank, b.rank) })
		for _, r := range list {
			t.symbols[s] = append(t.symbols[s], r.Instrument)
		}
	}
}

// otherSymbols returns the normal forms of what else a listing's symbol may be:
// its other symbols, and a class share without its dot.
func otherSymbols(l *listing) []string {
	var out []string
	for _, s := range l.symbols {
		out = append(out, normalSymbol(s))
	}
	if s := normalSymbol(l.Symbol); strings.Contains(s, ".") {
		out = append(out, strings.ReplaceAll(s, ".", ""))
	}
	return out
}

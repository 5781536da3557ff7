package gazetteer

import (
	"slices"
	"strings"
)

// A Table knows a set of instruments by name and by symbol. It is never
// changed once made, and safe for concurrent use. What its methods return is
// shared: it must not be written to. The zero Table knows nothing.
type Table struct {
	source   func() *Table // of the listings, where the table has only their index
	contexts map[string][]string
	listings map[key]*listing
	order    []key // of the listings, as read
	levels   int   // files added to the built-in data

	index *index // nil knows nothing
}

// nothing is the index of the zero Table.
var nothing index

func (t *Table) look() *index {
	if t.index == nil {
		return &nothing
	}
	return t.index
}

// Len returns how many instruments and how many different names t knows.
func (t *Table) Len() (instruments, names int) { return len(t.look().listed), len(t.look().named) }

// Lengths say how long names are: bit n is set where one has n+1 runs.
type Lengths uint16

// Starts reports whether a name begins with run, a folded run of letters and
// digits. One run in some hundred thousand is taken for one that does.
func (t *Table) Starts(run string) bool { return t.LengthsFrom(Hash(run)) != 0 }

// LengthsFrom returns how long the names are that begin with the run of a [Hash].
// It is quick where there is none, and as sure as [Table.Starts].
func (t *Table) LengthsFrom(hash uint64) Lengths { return t.look().lengths(hash) }

// MayStartLower reports whether a name that is written in lower case, such as bitcoin or
// eBay, may begin with the run of a [Hash]. It says so of one other run in thirty.
func (t *Table) MayStartLower(hash uint64) bool { return t.look().startsInLower(hash) }

// Named returns what the name of a hash stands for, the likeliest first: that
// of its first run, [Join]ed with those of the others. It is nil for no name.
func (t *Table) Named(hash uint64) []Entry { return t.look().entriesOf(hash) }

// Longest returns what the longest name that equals runs[:n] stands for, the
// likeliest first: home listings before receipts and second listings. The runs
// are the maximal runs of letters and digits of a text, each folded: "AT&T" is
// "at", "t". When no name begins the runs, n is 0.
func (t *Table) Longest(runs []string) (entries []Entry, n int) {
	if len(runs) == 0 {
		return nil, 0
	}
	h := Hash(runs[0])
	lengths := t.LengthsFrom(h)
	for i := 1; ; i++ {
		if lengths&1 != 0 {
			if named := t.Named(h); named != nil {
				entries, n = named, i
			}
		}
		if lengths >>= 1; lengths == 0 || i == len(runs) {
			return entries, n
		}
		h = Join(h, Hash(runs[i]))
	}
}

// Symbol returns the instruments with a symbol, the likeliest first. Spellings
// of one symbol are one: BRK.B, BRK-B and BRKB, 700 and 0700. An instrument that
// writes it exactly so hides those that do not.
func (t *Table) Symbol(symbol string) []*Instrument {
	all := t.look().holdersOf(normalSymbol(symbol))
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
	for _, in := range t.look().holdersOf(normalSymbol(symbol)) {
		if in.Exchange == exchange {
			return in
		}
	}
	return nil
}

// Lookup returns all that a name in any spelling, a symbol, or a pair such as
// NASDAQ:NVDA may stand for, the likeliest first. What is in capitals and no
// more than a weak name is taken for a symbol first.
func (t *Table) Lookup(nameOrSymbol string) []Entry {
	s := strings.TrimSpace(nameOrSymbol)
	if prefix, symbol, ok := strings.Cut(s, ":"); ok {
		mic, _ := Exchange(prefix)
		if in := t.On(mic, strings.TrimSpace(symbol)); in != nil {
			return []Entry{newEntry(in, in.Name)}
		}
	}
	var bySymbol []Entry
	for _, in := range t.Symbol(s) {
		bySymbol = append(bySymbol, newEntry(in, in.Name))
	}
	runs := appendRuns(nil, s)
	byName, n := t.Longest(runs)
	if n < len(runs) {
		byName = nil
	}
	if s != strings.ToUpper(s) || len(byName) > 0 && !byName[0].Weak {
		return union(byName, bySymbol)
	}
	return union(bySymbol, byName)
}

// union returns a and b with each instrument once.
func union(a, b []Entry) []Entry {
	var out []Entry
	for _, e := range slices.Concat(a, b) {
		if !slices.ContainsFunc(out, func(o Entry) bool { return o.Instrument == e.Instrument }) {
			out = append(out, e)
		}
	}
	return out
}

// normalSymbol brings the spellings of a symbol together.
func normalSymbol(s string) string {
	s = strings.ToUpper(s)
	for i := 0; i < len(s); i++ {
		if c := s[i]; c == '-' || c == '/' || c == ' ' {
			s = symbolMarks.Replace(s)
			break
		}
	}
	for s != "" && s[len(s)-1] == '.' {
		s = s[:len(s)-1]
	}
	if s != "" && s[0] == '0' && strings.Trim(s, "0123456789") == "" {
		s = strings.TrimLeft(s, "0")
	}
	return s
}

var symbolMarks = strings.NewReplacer("-", ".", "/", ".", " ", ".")

// SymbolKey returns what the spellings of one symbol share: BRK.B and BRK-B,
// 700 and 0700. It is empty for what is no symbol.
func SymbolKey(symbol string) string { return normalSymbol(symbol) }

// NameWords returns how many runs of letters and digits a name has: a file of
// instruments may have no name of more than 16.
func NameWords(name string) int { return len(appendRuns(nil, name)) }

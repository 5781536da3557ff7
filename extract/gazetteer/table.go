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

	entries  []Entry // of each name, the likeliest first
	names    spans   // runs of a name → its entries
	starts   starts  // first run → runs of the longest such name
	bySymbol []*Instrument
	symbols  spans // normal symbol → its part of bySymbol
	count    int   // instruments
}

// Len returns how many instruments and how many different names t knows.
func (t *Table) Len() (instruments, names int) { return t.count, len(t.names.list) }

// Starts reports whether a name begins with run, a folded run of letters and
// digits.
func (t *Table) Starts(run string) bool {
	return t.starts.longest(hashRun(hashSeed, run)) != 0
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
	longest := min(t.starts.longest(h), len(runs))
	for i := 1; i <= longest; i++ {
		if s := t.names.find(h); s != nil && equalRuns(s.key, runs[:i]) {
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
	all := t.withSymbol(normalSymbol(symbol))
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

// withSymbol returns the instruments with a normal symbol.
func (t *Table) withSymbol(symbol string) []*Instrument {
	s := t.symbols.find(hashRun(hashSeed, symbol))
	if s == nil || s.key != symbol {
		return nil
	}
	return t.bySymbol[s.start:s.end:s.end]
}

// On returns the instrument with a symbol on an exchange, given by its MIC;
// nil when there is none.
func (t *Table) On(exchange, symbol string) *Instrument {
	for _, in := range t.withSymbol(normalSymbol(symbol)) {
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

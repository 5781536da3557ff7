package gazetteer

import (
	"cmp"
	"slices"
	"strings"
)

// A Description is all that a table has of one instrument.
type Description struct {
	*Instrument
	Venue   string        // name of its exchange; empty for indices and crypto
	Names   []Entry       // its own, as listed, former ones included
	Symbols []string      // others, now or formerly
	Homes   []*Instrument // listings whose names it shares, for receipts and second listings
}

// Describe returns what t has of an instrument of t. The slices are the
// caller's.
func (t *Table) Describe(in *Instrument) Description {
	d := Description{Instrument: in, Venue: exchanges().byMIC[in.Exchange].name}
	t = t.withRows()
	l := t.listings[key{in.Exchange, normalSymbol(in.Symbol)}]
	if l == nil {
		return d
	}
	d.Symbols = slices.Clone(l.symbols)
	for _, n := range l.names {
		d.Names = append(d.Names, n.entry(in))
	}
	for _, home := range l.homes {
		if h := t.listings[home]; h != nil {
			d.Homes = append(d.Homes, &h.Instrument)
		}
	}
	return d
}

// entry is a name as others see it.
func (n *name) entry(in *Instrument) Entry {
	e := newEntry(in, n.text)
	e.Until, e.Weak, e.Lower, e.Context = n.until, n.weak, n.lower, n.context
	return e
}

// Near returns up to max names and symbols that are spelled like s, the nearest
// first: a slip or two away, or beginning with it. Names are as written in the
// data.
func (t *Table) Near(s string, max int) []string {
	k, runs := appendKey(nil, s)
	wanted := string(k)
	if runs == 0 || len(wanted) > 100 {
		return nil
	}
	type near struct {
		text  string
		slips int
	}
	var found []near
	consider := func(key, text string) {
		if n, ok := slips(wanted, key); ok && !slices.ContainsFunc(found, func(f near) bool { return f.text == text }) {
			found = append(found, near{text, n})
		}
	}
	x := t.look()
	for i := range x.named {
		consider(x.nameKey(i), x.entry(x.firstEntry(i)).Name)
	}
	for i := range x.held {
		consider(strings.ToLower(x.symbolKey(i)), x.symbolKey(i))
	}
	slices.SortFunc(found, func(a, b near) int {
		return cmp.Or(cmp.Compare(a.slips, b.slips), cmp.Compare(len(a.text), len(b.text)), strings.Compare(a.text, b.text))
	})
	var out []string
	for _, f := range found[:min(len(found), max)] {
		out = append(out, f.text)
	}
	return out
}

// slips counts how far key is from what was wanted, as a person would see it;
// ok is false when it is too far. A name that only goes on counts as three
// slips: one mistyped letter is likelier than a half name.
func slips(wanted, key string) (n int, ok bool) {
	if len(wanted) >= 3 && strings.HasPrefix(key, wanted) {
		return 3, true
	}
	most := 1
	if len(wanted) >= 6 {
		most = 2
	}
	if len(wanted) < 3 || len(key) > len(wanted)+most || len(wanted) > len(key)+most {
		return 0, false
	}
	n = editDistance(wanted, key)
	return n, n <= most
}

// editDistance counts the insertions, deletions, replacements and swaps of
// neighbours that turn a into b.
func editDistance(a, b string) int {
	before := make([]int, len(b)+1)
	row := make([]int, len(b)+1)
	next := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		next[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			next[j+1] = min(row[j]+cost, row[j+1]+1, next[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				next[j+1] = min(next[j+1], before[j-1]+1)
			}
		}
		before, row, next = row, next, before
	}
	return row[len(b)]
}

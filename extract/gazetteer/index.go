package gazetteer

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// The index is built anew from the listings for each table: every spelling of
// every name becomes an item, the items are sorted so that those of one name
// are neighbours, the likeliest first, and are written in the form of compiled.go.
// The hash of a name is made of those of its runs, so that a text can be looked up run by
// run without joining them.

// An item is one spelling of a name of one instrument.
type item struct {
	hash       uint64
	rank       uint64 // the lower, the likelier the instrument is meant
	start, end int32  // of its key in the collector's keys
	listing    *listing
	name       *name
}

// A collector gathers items. Keys share one buffer, because twenty thousand
// small strings are what building the table would else spend its time on.
type collector struct {
	items []item
	keys  []byte
}

// build makes the index of the listings.
func (t *Table) build() error {
	c := collector{items: make([]item, 0, 5*len(t.order)), keys: make([]byte, 0, 64*len(t.order))}
	for i, k := range t.order {
		l := t.listings[k]
		if l.Kind == dropped {
			continue
		}
		if err := t.collect(&c, l, uint64(i)); err != nil {
			return fmt.Errorf("%s:%d: %w", l.file, l.line, err)
		}
	}
	slices.SortStableFunc(c.items, func(a, b item) int {
		if a.hash != b.hash {
			return cmp.Compare(a.hash, b.hash)
		}
		return cmp.Compare(a.rank, b.rank)
	})
	data, err := encode(t, &c)
	if err != nil {
		return err
	}
	t.index, err = open(data)
	return err
}

// encode writes the index of t, whose sorted items c has.
func encode(t *Table, c *collector) (string, error) {
	w := newWriter(len(t.order))
	w.addInstruments(t)
	if err := w.addNames(c); err != nil {
		return "", err
	}
	return w.finish(w.indexSymbols(t)), nil
}

// collect adds the items of one listing: its own names, or those of its homes and what it has beside
// the name that is shown.
func (t *Table) collect(c *collector, l *listing, place uint64) error {
	if len(l.homes) == 0 {
		return c.addNames(l, l.names, place)
	}
	for _, home := range l.homes {
		h := t.listings[home]
		if h == nil || h.Kind == dropped || len(h.homes) > 0 {
			return fmt.Errorf("no home %s:%s", home.mic, home.symbol)
		}
		if err := c.addNames(l, h.names, place); err != nil {
			return err
		}
	}
	return c.addNames(l, l.names[1:], place)
}

// addNames adds every spelling of names as names of l.
func (c *collector) addNames(l *listing, names []name, place uint64) error {
	first := len(c.items)
	for i := range names {
		n := &names[i]
		rank := l.rank(n.second)<<32 | place<<2
		if n.context == nil {
			rank |= 2 // "ITC" where its context is found says more than a weak "ITC" anywhere
		}
		if !n.weak {
			rank |= 1 // a name that is weak in one spelling is weak in those like it
		}
		if err := c.add(item{rank: rank, listing: l, name: n}, n.text, first); err != nil {
			return err
		}
		if !mayBeRespelt(n.text) {
			continue
		}
		for _, s := range otherSpellings(n.text) {
			if err := c.add(item{rank: rank, listing: l, name: n}, s, first); err != nil {
				return err
			}
		}
	}
	return nil
}

// add adds it with the key of a spelling, unless one of the items from first
// on is the same name with that key.
func (c *collector) add(it item, spelling string, first int) error {
	start, runs := len(c.keys), 0
	c.keys, runs = appendKey(c.keys, spelling)
	if runs == 0 || runs > maxNameRuns {
		return fmt.Errorf("name %q has %d words, want 1 to %d", it.name.text, runs, maxNameRuns)
	}
	it.hash = keyHash(string(c.keys[start:]))
	for _, other := range c.items[first:] {
		if other.hash == it.hash && other.name == it.name {
			c.keys = c.keys[:start]
			return nil
		}
	}
	it.start, it.end = int32(start), int32(len(c.keys))
	c.items = append(c.items, it)
	return nil
}

// rank says how likely l is meant by a name or symbol: a user's files first,
// then home listings, what is still listed, and the order of the exchanges;
// what only a list knows comes last.
func (l *listing) rank(second bool) uint64 {
	r := uint64(255-min(l.level, 255)) << 16
	if l.listed {
		r |= 1 << 24
	}
	if l.Delisted != "" {
		r |= 1 << 12
	}
	if second {
		r |= 1 << 15
	}
	if len(l.homes) > 0 {
		r |= 1 << 14
	}
	if l.Kind == Receipt || l.Kind == Fund {
		r |= 1 << 13
	}
	return r | uint64(exchanges().byMIC[l.Exchange].rank)
}

// keyHash is the hash of the runs of a key.
func keyHash(key string) uint64 {
	run, rest, more := strings.Cut(key, " ")
	h := Hash(run)
	for more {
		run, rest, more = strings.Cut(rest, " ")
		h = Join(h, Hash(run))
	}
	return h
}

// addNames writes the names of the sorted items.
func (w *writer) addNames(c *collector) error {
	keys := string(c.keys)
	for i := 0; i < len(c.items); {
		first := c.items[i]
		key := keys[first.start:first.end]
		w.addName(first.hash, key)
		for ; i < len(c.items) && c.items[i].hash == first.hash; i++ {
			it := c.items[i]
			if k := keys[it.start:it.end]; k != key {
				return fmt.Errorf("names %q and %q have one hash", key, k)
			}
			if err := w.addEntry(it.name.entry(&it.listing.Instrument)); err != nil {
				return err
			}
		}
	}
	return nil
}

// A symbolItem is one spelling of one instrument's symbol.
type symbolItem struct {
	symbol string
	rank   uint64
	*Instrument
}

// indexSymbols writes the symbols of the listings and returns their hashes.
func (w *writer) indexSymbols(t *Table) (hashes []uint64) {
	const other = 1 << 63 // a former symbol, or one without its dot
	items := make([]symbolItem, 0, len(t.order)+len(t.order)/4)
	for i, k := range t.order {
		l := t.listings[k]
		if l.Kind == dropped {
			continue
		}
		rank := l.rank(false)<<32 | uint64(i)
		items = append(items, symbolItem{k.symbol, rank, &l.Instrument})
		for _, s := range l.symbols {
			items = append(items, symbolItem{normalSymbol(s), rank | other, &l.Instrument})
		}
		if strings.Contains(k.symbol, ".") {
			items = append(items, symbolItem{strings.ReplaceAll(k.symbol, ".", ""), rank | other, &l.Instrument})
		}
	}
	slices.SortFunc(items, func(a, b symbolItem) int {
		return cmp.Or(strings.Compare(a.symbol, b.symbol), cmp.Compare(a.rank, b.rank))
	})
	for i := 0; i < len(items); {
		symbol, holders := items[i].symbol, []*Instrument(nil)
		for ; i < len(items) && items[i].symbol == symbol; i++ {
			holders = append(holders, items[i].Instrument)
		}
		w.addSymbol(symbol, holders)
		hashes = append(hashes, Hash(symbol))
	}
	return hashes
}

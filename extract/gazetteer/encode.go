package gazetteer

import (
	"encoding/binary"
	"slices"
	"strings"
)

// A writer puts numbers, and strings once.
type writer struct {
	text  strings.Builder
	at    map[string]int
	data  []byte
	lists map[string]int // of words, joined → place
}

func (w *writer) number(n int) { w.data = binary.AppendUvarint(w.data, uint64(n)) }

func (w *writer) string(s string) {
	w.number(len(s))
	if s == "" {
		return
	}
	at, ok := w.at[s]
	if !ok {
		at = w.text.Len()
		w.at[s] = at
		w.text.WriteString(s)
	}
	w.number(at)
}

// encode returns the index of t as decode reads it.
func encode(t *Table) []byte {
	w := &writer{at: map[string]int{}, lists: map[string]int{}}
	places := w.instruments(t)
	w.contexts(t)
	w.number(len(t.entries))
	for _, e := range t.entries {
		w.number(places[e.Instrument])
		w.string(e.Name)
		w.string(e.Until)
		marks := 0
		if e.Weak {
			marks |= markWeak
		}
		if e.Lower {
			marks |= markLower
		}
		w.number(marks)
		w.number(w.lists[strings.Join(e.Context, " ")])
	}
	w.number(len(t.names.list))
	for _, s := range t.names.list {
		w.string(s.key)
		w.number(int(s.end - s.start))
	}
	w.number(len(t.symbols.list))
	for _, s := range t.symbols.list {
		w.string(s.key)
		w.number(int(s.end - s.start))
		for _, in := range t.bySymbol[s.start:s.end] {
			w.number(places[in])
		}
	}
	out := binary.AppendUvarint([]byte(compiledMagic), uint64(w.text.Len()))
	return append(append(out, w.text.String()...), w.data...)
}

// instruments writes exchanges and instruments, and returns where each is.
func (w *writer) instruments(t *Table) map[*Instrument]int {
	places := map[*Instrument]int{}
	var list []*Instrument
	mics := []string{""}
	for _, k := range t.order {
		l := t.listings[k]
		if l.Kind == dropped {
			continue
		}
		places[&l.Instrument] = len(list)
		list = append(list, &l.Instrument)
		if !slices.Contains(mics, l.Exchange) {
			mics = append(mics, l.Exchange)
		}
	}
	w.number(len(mics))
	for _, mic := range mics {
		w.string(mic)
	}
	w.number(len(list))
	for _, in := range list {
		w.string(in.Symbol)
		w.number(slices.Index(mics, in.Exchange))
		w.number(slices.Index(kinds, in.Kind))
		w.string(in.Name)
		w.string(in.Delisted)
	}
	return places
}

// contexts writes the lists of words; place 0 is that of no words.
func (w *writer) contexts(t *Table) {
	w.lists[""] = 0
	var all [][]string
	for _, e := range t.entries {
		if joined := strings.Join(e.Context, " "); w.lists[joined] == 0 && joined != "" {
			all = append(all, e.Context)
			w.lists[joined] = len(all)
		}
	}
	w.number(len(all))
	for _, words := range all {
		w.number(len(words))
		for _, word := range words {
			w.string(word)
		}
	}
}

package gazetteer

import (
	_ "embed"
	"io"
	"strings"
	"sync"
)

// A List is a file of instruments that an exchange or an authority publishes,
// brought into the format of the package comment.
type List struct {
	io.Reader
	File string // for errors
}

// WithLists returns a table that holds t and what the lists have beside it.
// Lists know every instrument and hardly any name that newspapers use, so they
// come last: an instrument that t has keeps its names, in the same order, and
// only learns from a list that it is no longer listed; a name of one that t has
// not comes after the same name in t, and counts as weak unless it has two words
// beside its legal form. t is unchanged. Errors are those of With.
func (t *Table) WithLists(lists ...List) (*Table, error) {
	next := t.copy()
	for _, list := range lists {
		text, err := readText(list, list.File)
		if err != nil {
			return nil, err
		}
		read := &Table{contexts: next.contexts, listings: map[key]*listing{}}
		if err := read.read(text, list.File, 0); err != nil {
			return nil, err
		}
		next.supplement(read)
	}
	return next, next.build()
}

// supplement adds what list has and t has not.
func (t *Table) supplement(list *Table) {
	for _, k := range list.order {
		l := list.listings[k]
		old := t.listings[k]
		switch {
		case old == nil && l.Kind != dropped:
			t.addListed(k, l)
		case old != nil && old.Delisted == "" && l.Delisted != "":
			ended := *old
			ended.Delisted = l.Delisted
			t.listings[k] = &ended
		}
	}
}

// addListed adds an instrument that only a list has.
func (t *Table) addListed(k key, l *listing) {
	l.listed, l.homes = true, nil
	for i := range l.names {
		n := &l.names[i]
		n.weak = n.weak || !telling(n.text)
	}
	t.listings[k] = l
	t.order = append(t.order, k)
}

// telling reports whether a name has two words beside a legal form, so that it
// is not likely to stand for something else.
func telling(name string) bool {
	words := 0
	for _, w := range strings.Fields(name) {
		if !legalForms()[strings.Trim(Fold(w), ".,")] && len(w) > 1 {
			words++
		}
	}
	return words > 1
}

//go:embed data/legal.txt
var legalText string

// legalForms are the words that tell nothing in a name, folded.
var legalForms = sync.OnceValue(func() map[string]bool {
	words := map[string]bool{}
	for _, w := range strings.Fields(legalText) {
		words[w] = true
	}
	return words
})

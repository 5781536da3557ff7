package bleve

import (
	"math"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
)

// An iterator walks through the documents that a clause matches, in the order of
// their numbers. It stands before the first until it is first advanced.
type iterator interface {
	// advance moves to the first match at or after target, which is never
	// before the current one.
	advance(target uint64) error

	// current is the number of the document, or none behind the last.
	current() uint64

	// score says how well the current document fits the clause.
	score() float64

	// cost is how many documents match, or a bound of it.
	cost() uint64
}

// noDocs matches nothing.
type noDocs struct{}

func (noDocs) advance(uint64) error { return nil }
func (noDocs) current() uint64      { return none }
func (noDocs) score() float64       { return 0 }
func (noDocs) cost() uint64         { return 0 }

// A setDocs walks through a set that was worked out before. All score the same.
type setDocs struct {
	set   *roaring.Bitmap
	it    roaring.IntPeekable
	at    uint64
	n     uint64
	value float64
}

func newSetDocs(set *roaring.Bitmap, score float64) *setDocs {
	return &setDocs{set: set, it: set.Iterator(), n: set.GetCardinality(), value: score}
}

func (s *setDocs) advance(target uint64) error {
	s.it.AdvanceIfNeeded(uint32(min(target, math.MaxUint32)))
	s.at = none
	if s.it.HasNext() {
		s.at = uint64(s.it.PeekNext())
	}
	return nil
}

func (s *setDocs) current() uint64 { return s.at }
func (s *setDocs) score() float64  { return s.value }
func (s *setDocs) cost() uint64    { return s.n }

// A fewDocs walks through documents that are listed in order. All score nothing.
type fewDocs struct {
	docs []uint32 // what is left
	at   uint64
	n    uint64
}

func (f *fewDocs) advance(target uint64) error {
	n, _ := slices.BinarySearch(f.docs, uint32(min(target, math.MaxUint32)))
	f.docs = f.docs[n:]
	f.at = none
	if len(f.docs) > 0 {
		f.at = uint64(f.docs[0])
	}
	return nil
}

func (f *fewDocs) current() uint64 { return f.at }
func (f *fewDocs) score() float64  { return 0 }
func (f *fewDocs) cost() uint64    { return f.n }

// A wordDocs walks through the documents of one word of the query: the terms
// that it is in the languages of the articles.
type wordDocs struct {
	field  int
	names  []string // the terms
	terms  []*termDocs
	at     uint64
	n      uint64
	weight float64 // how rare it is
	rank   rank
	adds   float64  // to the score of the current document, when it was worked out
	places []uint64 // of the current document, when they were asked for
	passed int      // of those, by a phrase
}

func newWordDocs(field int, names []string, terms []*termDocs, r rank) *wordDocs {
	w := &wordDocs{field: field, names: names, terms: terms, rank: r}
	for _, t := range terms {
		w.n += t.n
	}
	w.weight = r.rarity(w.n)
	return w
}

func (w *wordDocs) advance(target uint64) error {
	w.at = none
	for _, t := range w.terms {
		if err := t.advance(target); err != nil {
			return err
		}
		w.at = min(w.at, t.at)
	}
	return nil
}

func (w *wordDocs) current() uint64 { return w.at }
func (w *wordDocs) cost() uint64    { return w.n }

func (w *wordDocs) score() float64 {
	frequency, length := 0.0, 0.0
	for _, t := range w.terms {
		if t.at == w.at {
			length = t.length()
			frequency += float64(t.list.frequency)
		}
	}
	return w.weight * w.rank.saturate(frequency, length)
}

// length is how many words the current document has.
func (w *wordDocs) length() float64 {
	for _, t := range w.terms {
		if t.at == w.at {
			return t.length()
		}
	}
	return 1
}

// only is the list of the one term that the current document has; nil when it has
// several.
func (w *wordDocs) only() (l *list) {
	for _, t := range w.terms {
		if t.at != w.at {
			continue
		}
		if l != nil {
			return nil
		}
		l = t.list
	}
	return l
}

// here gives the places of the word in the current document, in order.
func (w *wordDocs) here() []uint64 {
	if len(w.terms) == 1 {
		w.places = w.terms[0].list.here()
		return w.places
	}
	w.places = w.places[:0:0]
	for _, t := range w.terms {
		if t.at == w.at {
			w.places = append(w.places, t.list.here()...)
		}
	}
	slices.Sort(w.places)
	return w.places
}

// An allDocs walks through the documents that match every clause of must and
// none of not.
type allDocs struct {
	must, not []iterator
	at        uint64
}

func newAllDocs(must, not []iterator) *allDocs {
	slices.SortStableFunc(must, func(a, b iterator) int { return cmpInt(int64(a.cost()), int64(b.cost())) })
	return &allDocs{must: must, not: not}
}

func (a *allDocs) advance(target uint64) error {
	for {
		if err := a.must[0].advance(target); err != nil {
			return err
		}
		a.at = a.must[0].current()
		if a.at == none {
			return nil
		}
		next, err := a.check()
		if err != nil || next == a.at {
			return err
		}
		if next == none {
			a.at = none
			return nil
		}
		target = next
	}
}

// check asks the other clauses about the current document. It gives the number
// of the document where to go on, which is the same when it is a match.
func (a *allDocs) check() (uint64, error) {
	for _, m := range a.must[1:] {
		if err := m.advance(a.at); err != nil {
			return none, err
		}
		if c := m.current(); c != a.at {
			return c, nil
		}
	}
	for _, n := range a.not {
		if err := n.advance(a.at); err != nil {
			return none, err
		}
		if n.current() == a.at {
			return a.at + 1, nil
		}
	}
	return a.at, nil
}

func (a *allDocs) current() uint64 { return a.at }
func (a *allDocs) cost() uint64    { return a.must[0].cost() }

func (a *allDocs) score() float64 {
	sum := 0.0
	for _, m := range a.must {
		sum += m.score()
	}
	return sum
}

// An anyDocs walks through the documents that match any of the clauses. Those
// clauses stand in a heap, the one with the lowest document at the top.
type anyDocs struct {
	clauses []iterator
	order   []int // a heap of indexes into clauses
	n       uint64
	started bool
}

func newAnyDocs(clauses []iterator) *anyDocs {
	a := &anyDocs{clauses: clauses, order: make([]int, len(clauses))}
	for i, c := range clauses {
		a.order[i] = i
		a.n += c.cost()
	}
	return a
}

func (a *anyDocs) advance(target uint64) error {
	if !a.started {
		a.started = true
		for _, c := range a.clauses {
			if err := c.advance(target); err != nil {
				return err
			}
		}
		for i := len(a.order)/2 - 1; i >= 0; i-- {
			a.sink(i)
		}
		return nil
	}
	for a.current() < target {
		if err := a.clauses[a.order[0]].advance(target); err != nil {
			return err
		}
		a.sink(0)
	}
	return nil
}

// sink restores the heap below i.
func (a *anyDocs) sink(i int) {
	for {
		least := i
		for _, child := range [2]int{2*i + 1, 2*i + 2} {
			if child < len(a.order) && a.doc(child) < a.doc(least) {
				least = child
			}
		}
		if least == i {
			return
		}
		a.order[i], a.order[least] = a.order[least], a.order[i]
		i = least
	}
}

func (a *anyDocs) doc(i int) uint64 { return a.clauses[a.order[i]].current() }

func (a *anyDocs) current() uint64 { return a.doc(0) }
func (a *anyDocs) cost() uint64    { return a.n }

// score sums in the order of the query, so that it is the same each time.
func (a *anyDocs) score() float64 {
	at, sum := a.current(), 0.0
	for _, c := range a.clauses {
		if c.current() == at {
			sum += c.score()
		}
	}
	return sum
}

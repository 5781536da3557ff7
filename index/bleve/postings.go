package bleve

import "math"

// A termDocs walks through the documents of one term, segment by segment.
type termDocs struct {
	lists   []termList
	in      int   // of the lists
	list    *list // that the current document is in
	at      uint64
	started bool
	n       uint64
}

// A termList is the documents of a term in one segment, numbered from first.
type termList struct {
	first, end uint64
	list
}

// none stands for no document.
const none = math.MaxUint64

// docs opens the documents of a term.
func (p *planner) docs(field int, term string) (*termDocs, error) {
	t := &termDocs{}
	for _, s := range p.segments {
		where, ok, err := s.find(field, term)
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		l := termList{first: s.first, end: s.end}
		l.open(s.file, where, s.Deleted())
		if n := l.count(); n > 0 {
			t.n += uint64(n)
			t.lists = append(t.lists, l)
		}
	}
	return t, nil
}

func (t *termDocs) advance(target uint64) error {
	if t.started && t.at >= target {
		return nil
	}
	t.started = true
	for ; t.in < len(t.lists); t.in++ {
		l := &t.lists[t.in]
		if target >= l.end {
			continue
		}
		l.next(max(target, l.first) - l.first)
		if l.doc != none {
			t.at, t.list = l.first+l.doc, &l.list
			return nil
		}
	}
	t.at = none
	return nil
}

func (t *termDocs) current() uint64 { return t.at }
func (t *termDocs) score() float64  { return 0 }
func (t *termDocs) cost() uint64    { return t.n }

// length is how many words the current document has, which is read with how often the
// term is there.
func (t *termDocs) length() float64 {
	t.list.weigh()
	return lengths[t.list.length]
}

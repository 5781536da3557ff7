package bleve

import (
	"math"

	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// A termDocs walks through the documents of one term, segment by segment. It reads
// the segments themselves: scorch's own reader copies the number of each document
// into bytes and back, which takes longer than all the rest.
type termDocs struct {
	lists   []termList
	in      int             // of the lists
	posting segment.Posting // of the current document
	at      uint64
	started bool
	n       uint64
}

// A termList is the documents of a term in one segment, numbered from first.
type termList struct {
	first, end uint64
	segment.PostingsIterator
}

// none stands for no document.
const none = math.MaxUint64

// docs opens the documents of a term with how often they have it, and on demand
// with the places.
func (p *planner) docs(field, term string, places bool) (*termDocs, error) {
	segments, err := segmentsOf(p.reader)
	if err != nil {
		return nil, err
	}
	t := &termDocs{}
	for _, s := range segments {
		dict, err := s.Segment().Dictionary(field)
		if err != nil {
			return nil, err
		}
		list, err := dict.PostingsList([]byte(term), s.Deleted(), nil)
		if err != nil {
			return nil, err
		}
		if n := list.Count(); n > 0 {
			t.n += n
			t.lists = append(t.lists, termList{s.first, s.end, list.Iterator(true, true, places, nil)})
		}
	}
	return t, nil
}

func (t *termDocs) advance(target uint64) error {
	if t.started && t.at >= target {
		return nil
	}
	next := !t.started && target == 0 || t.started && target == t.at+1
	t.started = true
	for ; t.in < len(t.lists); t.in++ {
		l := &t.lists[t.in]
		if target >= l.end {
			continue
		}
		var err error
		if next || target <= l.first {
			t.posting, err = l.Next()
		} else {
			t.posting, err = l.Advance(target - l.first)
		}
		if err != nil {
			return err
		}
		if t.posting != nil {
			t.at = l.first + t.posting.Number()
			return nil
		}
	}
	t.at = none
	return nil
}

func (t *termDocs) current() uint64 { return t.at }
func (t *termDocs) score() float64  { return 0 }
func (t *termDocs) cost() uint64    { return t.n }

// length is how many words the current document has.
func (t *termDocs) length() float64 {
	norm := t.posting.Norm()
	return 1 / (norm * norm)
}

// appendPlaces appends the places of the term in the current document.
func (t *termDocs) appendPlaces(places []uint64) []uint64 {
	for _, l := range t.posting.Locations() {
		places = unpackPlaces(places, l)
	}
	return places
}

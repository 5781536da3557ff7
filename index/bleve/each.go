package bleve

import (
	"context"

	"github.com/RoaringBitmap/roaring/v2"
)

// What only wants to know which documents match, to count them or to have the newest,
// gets them by the hundred.

// each hands the documents of a clause to take, in order, and gives how many there are.
func (p *planner) each(it iterator, take func([]uint32) error) (total int, err error) {
	b := &batch{take: take, ctx: p.ctx}
	switch it := it.(type) {
	case *setDocs:
		return p.eachOf(it.set, take)
	case *fewDocs:
		return len(it.docs), take(it.docs)
	case *wordDocs:
		return p.eachWith([]*wordDocs{it}, take)
	case *anyDocs:
		if words := wordsOf(it.clauses); words != nil {
			return p.eachWith(words, take)
		}
	case *pairDocs:
		return p.eachPaired(it, take)
	case *phraseDocs:
		if plainWords(it.order) {
			err = p.together(it.order, it.within, func() error {
				if it.occurrences() == 0 {
					return nil
				}
				return b.add(it.order[0].at)
			})
			return b.end(err)
		}
	case *allDocs:
		if words := wordsOf(it.must); words != nil && len(it.not) == 0 {
			return p.eachWithAll(words, take)
		}
	}
	for err = it.advance(0); err == nil && it.current() != none; {
		if err = b.add(it.current()); err == nil {
			err = it.advance(it.current() + 1)
		}
	}
	return b.end(err)
}

// eachOf does so with the documents of a set.
func (p *planner) eachOf(set *roaring.Bitmap, take func([]uint32) error) (total int, err error) {
	var docs [batchSize]uint32
	many := set.ManyIterator()
	for n := many.NextMany(docs[:]); n > 0; n = many.NextMany(docs[:]) {
		if total += n; p.ctx.Err() != nil {
			return total, p.ctx.Err()
		}
		if err := take(docs[:n]); err != nil {
			return total, err
		}
	}
	return total, nil
}

// eachWith does so with the documents that have any of several words.
func (p *planner) eachWith(words []*wordDocs, take func([]uint32) error) (total int, err error) {
	set := roaring.New()
	err = p.addEach(set, func(s *numbered) (*roaring.Bitmap, error) { return s.anyOf(words) })
	if err != nil {
		return 0, err
	}
	return p.eachOf(set, take)
}

// eachWithAll does so with the documents that have all of several words.
func (p *planner) eachWithAll(words []*wordDocs, take func([]uint32) error) (total int, err error) {
	set := roaring.New()
	err = p.addEach(set, func(s *numbered) (*roaring.Bitmap, error) {
		all, err := s.anyOf(words[:1])
		for i := 1; i < len(words) && err == nil && !all.IsEmpty(); i++ {
			var more *roaring.Bitmap
			if more, err = s.anyOf(words[i : i+1]); err == nil {
				all.And(more)
			}
		}
		return all, err
	})
	if err != nil {
		return 0, err
	}
	return p.eachOf(set, take)
}

// eachPaired does so with the documents of a phrase.
func (p *planner) eachPaired(d *pairDocs, take func([]uint32) error) (total int, err error) {
	set := roaring.New()
	add := func(docs []uint32) error {
		set.AddMany(docs)
		return nil
	}
	if _, err := p.each(d.told, add); err != nil {
		return 0, err
	}
	if _, err := p.each(d.rest, add); err != nil {
		return 0, err
	}
	return p.eachOf(set, take)
}

// batchSize is how many documents are handed on at once.
const batchSize = 512

// A batch collects documents that are to be handed on.
type batch struct {
	ctx   context.Context
	take  func([]uint32) error
	docs  [batchSize]uint32
	n     int
	total int
}

func (b *batch) add(doc uint64) error {
	b.docs[b.n] = uint32(doc)
	if b.n++; b.n < batchSize {
		return nil
	}
	return b.flush()
}

func (b *batch) flush() error {
	docs := b.docs[:b.n]
	b.total, b.n = b.total+b.n, 0
	if err := b.ctx.Err(); err != nil {
		return err
	}
	return b.take(docs)
}

// end hands on what is left, unless there was an error.
func (b *batch) end(err error) (total int, _ error) {
	if err == nil {
		err = b.flush()
	}
	return b.total, err
}

// wordsOf gives clauses as words; nil when not all are.
func wordsOf(clauses []iterator) []*wordDocs {
	words := make([]*wordDocs, len(clauses))
	for i, c := range clauses {
		w, ok := c.(*wordDocs)
		if !ok {
			return nil
		}
		words[i] = w
	}
	return words
}

// plainWords says whether each word is one term.
func plainWords(words []*wordDocs) bool {
	for _, w := range words {
		if len(w.terms) != 1 {
			return false
		}
	}
	return true
}

// together moves words, the rarest first, to each document that has them all, and
// calls found there; within says which documents to look at, if it is not nil.
func (p *planner) together(words []*wordDocs, within *setDocs, found func() error) error {
	lists := make([]*list, len(words))
	for _, segment := range p.segments {
		if !listsIn(segment, words, lists) {
			continue
		}
		if p.ctx.Err() != nil {
			return p.ctx.Err()
		}
		for target, ok := segment.meet(lists, within, 0); ok; target, ok = segment.meet(lists, within, target+1) {
			for i, w := range words {
				w.at = segment.first + target
				w.terms[0].at, w.terms[0].list = w.at, lists[i]
			}
			if err := found(); err != nil {
				return err
			}
		}
	}
	return nil
}

// meet moves lists to the first document at or after target that is in all, and within
// as together says.
func (s *numbered) meet(lists []*list, within *setDocs, target uint64) (doc uint64, ok bool) {
	if within == nil {
		return meet(lists, target)
	}
	for {
		within.advance(s.first + target)
		if within.at >= s.end {
			return none, false
		}
		target = within.at - s.first
		if doc, ok = meet(lists, target); !ok || doc == target {
			return doc, ok
		}
		target = doc
	}
}

// listsIn finds the list of each word in a segment, unless one has none there.
func listsIn(s *numbered, words []*wordDocs, lists []*list) bool {
	for i, w := range words {
		t := w.terms[0]
		for t.in < len(t.lists) && t.lists[t.in].end <= s.first {
			t.in++
		}
		if t.in == len(t.lists) || t.lists[t.in].first != s.first {
			return false
		}
		lists[i] = &t.lists[t.in].list
	}
	return true
}

// meet moves lists to the first document at or after target that is in all.
func meet(lists []*list, target uint64) (doc uint64, ok bool) {
	for {
		lists[0].next(target)
		if doc = lists[0].doc; doc == none {
			return none, false
		}
		target = doc
		for _, l := range lists[1:] {
			if !l.begun || l.doc < doc {
				l.next(doc)
			}
			if target = l.doc; target != doc {
				break
			}
		}
		if target == doc {
			return doc, true
		}
		if target == none {
			return none, false
		}
	}
}

package bleve

import (
	"container/heap"
	"context"
	"math"

	"github.com/RoaringBitmap/roaring/v2"
)

// Every match is counted, and few get onto the page. What walks through any kind of
// clause asks five functions about each; for the kinds that match a lot there are
// ways of their own here, which give the same.

// collect offers every match to the page.
func (s *search) collect(ctx context.Context, it iterator) error {
	for target := uint64(0); ; target = it.current() + 1 {
		if err := it.advance(target); err != nil {
			return err
		}
		if it.current() == none {
			return s.page.err
		}
		if s.total++; s.total%4096 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if err := s.offer(it); err != nil {
			return err
		}
	}
}

// collectNewest collects a page by date.
func (s *search) collectNewest(ctx context.Context, it iterator) error {
	switch it := it.(type) {
	case *setDocs:
		return s.eachOf(ctx, it.set, s.takeNewest)
	case *fewDocs:
		s.total = len(it.docs)
		return s.takeNewest(it.docs)
	case *wordDocs:
		if len(it.terms) == 1 {
			return s.eachIn(ctx, it.terms[0], s.takeNewest)
		}
	}
	return s.collect(ctx, it)
}

// collectBest collects a page by relevance.
func (s *search) collectBest(ctx context.Context, p *planner, it iterator) error {
	switch it := it.(type) {
	case *setDocs:
		return s.eachOf(ctx, it.set, func(docs []uint32) error { return s.takeFreshest(docs, it.value) })
	case *wordDocs:
		if len(it.terms) == 1 {
			return s.collectWord(ctx, it)
		}
	case *phraseDocs:
		if plainWords(it.order) {
			return s.collectPhrase(ctx, p, it)
		}
	case *allDocs:
		if words := wordsOf(it.must); words != nil && len(it.not) == 0 && plainWords(words) {
			return s.eachTogether(ctx, p, words, func() error {
				s.total++
				it.at = words[0].at
				return s.offer(it)
			})
		}
	}
	return s.collect(ctx, it)
}

// eachOf counts the documents of a set and hands them to take.
func (s *search) eachOf(ctx context.Context, set *roaring.Bitmap, take func([]uint32) error) error {
	var docs [512]uint32
	many := set.ManyIterator()
	for n := many.NextMany(docs[:]); n > 0; n = many.NextMany(docs[:]) {
		if s.total += n; ctx.Err() != nil {
			return ctx.Err()
		}
		if err := take(docs[:n]); err != nil {
			return err
		}
	}
	return nil
}

// eachIn does so with the documents of a term.
func (s *search) eachIn(ctx context.Context, t *termDocs, take func([]uint32) error) error {
	var buffer [512]uint32
	docs := buffer[:0]
	for i := range t.lists {
		l := &t.lists[i]
		for doc, ok := l.nextDocument(); ok; doc, ok = l.nextDocument() {
			if docs = append(docs, uint32(l.first)+doc); len(docs) < len(buffer) {
				continue
			}
			if s.total += len(docs); ctx.Err() != nil {
				return ctx.Err()
			}
			if err := take(docs); err != nil {
				return err
			}
			docs = docs[:0]
		}
	}
	s.total += len(docs)
	return take(docs)
}

// takeNewest takes the newest of documents. Once the page is full, nearly all are older
// than what is on it, and only that is looked at.
func (s *search) takeNewest(docs []uint32) error {
	for _, doc := range docs {
		m := match{doc: uint64(doc)}
		var err error
		if m.time, err = s.times.of(m.doc); err != nil {
			return err
		}
		if !s.page.full() || m.time.compare(s.page.matches[0].time) >= 0 {
			s.take(m)
		}
	}
	return s.page.err
}

// takeFreshest takes the freshest of documents that score the same.
func (s *search) takeFreshest(docs []uint32, score float64) error {
	for _, doc := range docs {
		m := match{doc: uint64(doc), score: score}
		if s.page.full() && score*s.times.freshest(m.doc) < s.page.matches[0].score {
			continue
		}
		if err := s.takeAged(m); err != nil {
			return err
		}
	}
	return s.page.err
}

// collectWord offers the documents of a word that is one term. Once the page is full,
// most cannot reach it by their numbers and their age, to tell which takes no division.
func (s *search) collectWord(ctx context.Context, w *wordDocs) error {
	t := w.terms[0]
	most, per, perWord := w.bound(), w.rank.k1*(1-w.rank.b), w.rank.k1*w.rank.b/w.rank.average
	worst := math.Inf(-1)
	for i := range t.lists {
		l := &t.lists[i]
		fresh, err := s.times.enterFresh(l.first, l.size)
		if err != nil {
			return err
		}
		for l.next(0); l.doc != none; l.next(0) {
			if s.total++; s.total%4096 == 0 && ctx.Err() != nil {
				return ctx.Err()
			}
			f := float64(l.frequency)
			reach := most * f
			if fresh != nil {
				reach *= float64(fresh[l.doc])
			}
			if reach < worst*(f+per+perWord*float64(l.length)) {
				continue
			}
			t.at, t.list = l.first+l.doc, &l.list
			w.at = t.at
			if err := s.offer(w); err != nil {
				return err
			}
			if s.page.full() {
				worst = s.page.matches[0].score * (1 - 1e-9)
			}
		}
	}
	return s.page.err
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

// collectPhrase offers the documents in which words stand side by side.
func (s *search) collectPhrase(ctx context.Context, p *planner, it *phraseDocs) error {
	return s.eachTogether(ctx, p, it.order, func() error {
		if it.frequency = it.occurrences(); it.frequency == 0 {
			return nil
		}
		s.total++
		it.at = it.order[0].at
		return s.offer(it)
	})
}

// eachTogether moves words, the rarest first, to each document that has them all, and
// calls found there.
func (s *search) eachTogether(ctx context.Context, p *planner, words []*wordDocs, found func() error) error {
	lists := make([]*list, len(words))
	for _, segment := range p.segments {
		if !listsIn(segment, words, lists) {
			continue
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		for target, ok := together(lists, 0); ok; target, ok = together(lists, target+1) {
			for i, w := range words {
				w.at = segment.first + target
				w.terms[0].at, w.terms[0].list = w.at, lists[i]
			}
			if err := found(); err != nil {
				return err
			}
		}
	}
	return s.page.err
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

// together moves lists to the first document at or after target that is in all.
func together(lists []*list, target uint64) (doc uint64, ok bool) {
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

// offer works out how good a match is, as far as need be, and takes it.
func (s *search) offer(it iterator) error {
	m := match{doc: it.current()}
	if !s.byDate {
		m.score = it.score()
		if s.page.full() && m.score*s.times.freshest(m.doc) < s.page.matches[0].score {
			return nil
		}
	}
	return s.takeAged(m)
}

// takeAged takes a match whose time is not known yet, and whose score knows no age.
func (s *search) takeAged(m match) (err error) {
	if m.time, err = s.times.of(m.doc); err != nil {
		return err
	}
	if !s.byDate {
		m.score *= freshness(m.time, s.now)
	}
	s.take(m)
	return nil
}

// take takes a match into the page when it is among the best.
func (s *search) take(m match) {
	switch {
	case s.after != nil && !s.page.before(s.after.match(), m):
	case !s.page.full():
		heap.Push(&s.page, m)
	case s.page.before(m, s.page.matches[0]):
		s.page.matches[0] = m
		heap.Fix(&s.page, 0)
	}
}

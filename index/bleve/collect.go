package bleve

import (
	"container/heap"
	"context"
	"math"
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

// collectBest collects a page by relevance.
func (s *search) collectBest(p *planner, it iterator) (err error) {
	switch it := it.(type) {
	case *setDocs:
		s.total, err = p.each(it, func(docs []uint32) error { return s.takeFreshest(docs, it.value) })
		return err
	case *wordDocs:
		if len(it.terms) == 1 {
			return s.collectWord(p.ctx, it)
		}
	case *phraseDocs:
		if plainWords(it.order) {
			return s.collectPhrase(p, it)
		}
	case *pairDocs:
		if len(it.told.terms) == 1 && plainWords(it.rest.order) {
			return s.collectPaired(p, it)
		}
	case *allDocs:
		if words := wordsOf(it.must); words != nil && len(it.not) == 0 && plainWords(words) {
			return p.together(words, nil, func() error {
				s.total++
				it.at = words[0].at
				return s.offer(it)
			})
		}
	}
	return s.collect(p.ctx, it)
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
			l.weigh()
			f := float64(l.frequency)
			reach := most * f
			if fresh != nil {
				reach *= float64(fresh[l.doc])
			}
			if reach < worst*(f+per+perWord*lengths[l.length]) {
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

// collectPhrase offers the documents in which words stand side by side.
func (s *search) collectPhrase(p *planner, it *phraseDocs) error {
	return p.together(it.order, it.within, func() error {
		if it.frequency = it.occurrences(); it.frequency == 0 {
			return nil
		}
		s.total++
		it.at = it.order[0].at
		return s.offer(it)
	})
}

// collectPaired offers the documents of a phrase, first those that pairs tell of.
func (s *search) collectPaired(p *planner, it *pairDocs) error {
	if err := s.collectWord(p.ctx, it.told); err != nil {
		return err
	}
	s.times.enter(0)
	return s.collectPhrase(p, it.rest)
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

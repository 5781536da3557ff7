package bleve

import (
	"math"
	"slices"
)

// Of many matches only a page is wanted. Once it is full, an article has to beat
// the worst on it, and one that has only the frequent words of the question cannot:
//
//	chips OR the OR of     page full, its worst scores 9
//	2*7      2*0.1  2*0.1  what each word adds at most
//
// So only the articles with "chips" are looked at; of the others it is known how
// many there are, for the sets of all three words together are counted at once.
// (The method is known as MaxScore.)

// A prunedDocs walks through those documents with any of the words that may still
// get onto the page.
type prunedDocs struct {
	words  []*wordDocs // as the query has them
	order  []*wordDocs // the same, those that add least first
	bounds []float64   // what the first i+1 of order add at most together
	needed int         // an article must have one of order[needed:]
	page   *page
	at     uint64
}

// prune gives the pruned walk through any of several words and the number of all
// their articles; ok is false when the clauses are not words alone.
func (p *planner) prune(it iterator, pg *page) (pruned *prunedDocs, total int, ok bool, err error) {
	any, ok := it.(*anyDocs)
	if !ok {
		return nil, 0, false, nil
	}
	d := &prunedDocs{page: pg}
	for _, c := range any.clauses {
		w, ok := c.(*wordDocs)
		if !ok {
			return nil, 0, false, nil
		}
		d.words = append(d.words, w)
	}
	d.order = slices.Clone(d.words)
	slices.SortStableFunc(d.order, func(a, b *wordDocs) int { return cmpInt(int64(b.n), int64(a.n)) })
	sum := 0.0
	for _, w := range d.order {
		sum += w.bound()
		d.bounds = append(d.bounds, sum)
	}
	total, err = p.countAny(d.words)
	return d, total, true, err
}

// countAny counts the articles that have any of the words.
func (p *planner) countAny(words []*wordDocs) (n int, err error) {
	for _, s := range p.segments {
		set, err := s.anyOf(words)
		if err != nil {
			return 0, err
		}
		n += int(set.GetCardinality())
		if err := p.ctx.Err(); err != nil {
			return 0, err
		}
	}
	return n, nil
}

// bound is more than the word can add to a score.
func (w *wordDocs) bound() float64 { return w.weight * (w.rank.k1 + 1) }

// worst is the score that an article has to reach.
func (d *prunedDocs) worst() float64 {
	if !d.page.full() {
		return math.Inf(-1)
	}
	return d.page.matches[0].score
}

func (d *prunedDocs) advance(target uint64) error {
	worst := d.worst()
	for d.needed < len(d.order) && d.bounds[d.needed] < worst {
		d.needed++
	}
	d.at = none
	for _, w := range d.order[d.needed:] {
		if err := w.advance(target); err != nil {
			return err
		}
		d.at = min(d.at, w.at)
	}
	return nil
}

func (d *prunedDocs) current() uint64 { return d.at }
func (d *prunedDocs) cost() uint64    { return d.order[len(d.order)-1].n }

// score gives less than the worst as soon as the article cannot reach it.
func (d *prunedDocs) score() float64 {
	worst, sum, fresh := d.worst(), 0.0, d.page.search.times.freshest(d.at)
	for i := len(d.order) - 1; i >= 0; i-- {
		if (sum+d.bounds[i])*fresh < worst {
			return math.Inf(-1)
		}
		w := d.order[i]
		if i < d.needed {
			if d.page.err = w.advance(d.at); d.page.err != nil {
				return 0
			}
		}
		w.adds = 0
		if w.at == d.at {
			w.adds = w.score()
		}
		sum += w.adds
	}
	sum = 0
	for _, w := range d.words { // in this order the sum is the same each time
		sum += w.adds
	}
	return sum
}

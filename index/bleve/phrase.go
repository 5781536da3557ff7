package bleve

import (
	"cmp"
	"math/bits"
	"slices"
)

// Words stand side by side where they agree on the place at which the phrase ends: each
// is ahead of that by as much as it is ahead of the last word in the phrase. Two
// frequent words are in every article, each ten times, so this is what phrases
// wait for. The ends that the rarest word allows go onto a board, a bit for each, and the
// next one keeps those that it allows, too:
//
//	"rise in prices"                               ends
//	prices at 40 and 95                            40 95
//	rise   at 38 and 70, two ahead of its end      40
//	in     at 5, 39 and 60, one ahead of its end   40
//
// Articles with a place that is too late for a board, or with two terms of one word, are
// compared place by place.

// A phraseDocs walks through the documents in which words stand side by side.
type phraseDocs struct {
	words     []*wordDocs
	order     []*wordDocs // the same, rarest first
	ahead     []uint64    // of the last word, in that order
	within    *setDocs    // documents beyond which it need not be looked for; nil when not known
	titleOnly bool
	at        uint64
	frequency float64
	weight    float64
	rank      rank
	boards    [2]board
}

func newPhraseDocs(words []*wordDocs, titleOnly bool, r rank) *phraseDocs {
	p := &phraseDocs{words: words, order: slices.Clone(words), titleOnly: titleOnly, rank: r}
	slices.SortStableFunc(p.order, func(a, b *wordDocs) int { return cmp.Compare(a.n, b.n) })
	for i, w := range p.order {
		p.weight += words[i].weight
		p.ahead = append(p.ahead, uint64(len(words)-1-slices.Index(words, w)))
	}
	return p
}

func (p *phraseDocs) advance(target uint64) error {
	for {
		at, err := p.candidate(target)
		if p.at = at; err != nil || at == none {
			return err
		}
		next, err := p.together()
		if err != nil {
			return err
		}
		if next == none {
			p.at = none
			return nil
		}
		if next == p.at {
			if p.frequency = p.occurrences(); p.frequency > 0 {
				return nil
			}
			next++
		}
		target = next
	}
}

// candidate moves to the first document at or after target that has the rarest word.
func (p *phraseDocs) candidate(target uint64) (uint64, error) {
	rarest := p.order[0]
	for {
		if p.within != nil {
			p.within.advance(target)
			target = p.within.at
		}
		if err := rarest.advance(target); err != nil {
			return none, err
		}
		if p.within == nil || rarest.at == target {
			return rarest.at, nil
		}
		target = rarest.at
	}
}

// together brings the other words to the document of the rarest. It gives the
// number of the document where to go on, which is the same when all are there.
func (p *phraseDocs) together() (uint64, error) {
	for _, w := range p.order[1:] {
		if err := w.advance(p.at); err != nil {
			return none, err
		}
		if w.at != p.at {
			return w.at, nil
		}
	}
	return p.at, nil
}

func (p *phraseDocs) current() uint64 { return p.at }

func (p *phraseDocs) cost() uint64 {
	if p.within != nil {
		return min(p.within.n, p.order[0].n)
	}
	return p.order[0].n
}

func (p *phraseDocs) score() float64 {
	return p.weight * p.rank.saturate(p.frequency, p.words[0].length())
}

// occurrences counts where the words stand side by side, each by its weight.
func (p *phraseDocs) occurrences() float64 {
	ends, kept := &p.boards[0], &p.boards[1]
	for i, w := range p.order {
		l := w.only()
		if l == nil {
			return p.compared()
		}
		if i == 0 {
			if !ends.put(l.record(), p.ahead[i]) {
				return p.compared()
			}
			continue
		}
		if !ends.keep(kept, l.record(), p.ahead[i]) {
			return 0
		}
		ends, kept = kept, ends
	}
	n := 0.0
	for end := range ends.all {
		n += p.worth(end + 1 - uint64(len(p.words)))
	}
	return n
}

// worth is what the phrase counts at a place.
func (p *phraseDocs) worth(place uint64) float64 {
	if p.titleOnly && !titleAt(place) {
		return 0
	}
	return float64(placeWeight(place))
}

// compared does what occurrences does, place by place.
func (p *phraseDocs) compared() float64 {
	for _, w := range p.words {
		w.here()
		w.passed = 0
	}
	n := 0.0
	for _, place := range p.words[0].places {
		if p.follow(place) {
			n += p.worth(place)
		}
	}
	return n
}

// follow says whether the other words come behind the first one at a place, which
// is behind those that were asked about before.
func (p *phraseDocs) follow(place uint64) bool {
	for i, w := range p.words[1:] {
		want := place + 1 + uint64(i)
		for w.passed < len(w.places) && w.places[w.passed] < want {
			w.passed++
		}
		if w.passed == len(w.places) || w.places[w.passed] != want {
			return false
		}
	}
	return true
}

// A board marks places of a document. The zero value has none.
type board struct {
	bits  [boardPlaces / 64]uint64
	first uint64 // none before it is marked,
	last  uint64 // and none behind it
}

// boardPlaces is how many places there are: few articles have more words.
const boardPlaces = 1 << 12

func (b *board) clear() {
	for i := b.first / 64; i <= b.last/64; i++ {
		b.bits[i] = 0
	}
	b.first, b.last = boardPlaces, 0
}

func (b *board) mark(at uint64) { b.bits[at/64%(boardPlaces/64)] |= 1 << (at % 64) }

// put marks the places of a record, each moved, and nothing else. It says whether all
// have room.
func (b *board) put(record []byte, moved uint64) bool {
	b.clear()
	at, few, many := openRecord(record)
	at += moved
	b.first = min(at, boardPlaces-1)
	b.mark(at)
	for _, distances := range [2][]byte{few, many} {
		for i := 0; i < len(distances); i++ {
			d := uint64(distances[i])
			if d >= 0x80 {
				i++
				d = d&0x7f | uint64(distances[i])<<7
			}
			at += d
			b.mark(at)
		}
	}
	if b.last = at; at < boardPlaces {
		return true
	}
	b.first, b.last = 0, boardPlaces-1
	return false
}

// keep marks on another board those places of a record, each moved, that are marked on
// this one. It says whether there are any.
func (b *board) keep(to *board, record []byte, moved uint64) bool {
	to.clear()
	at, few, many := openRecord(record)
	at += moved
	found := b.pass(to, at)
	for _, distances := range [2][]byte{few, many} {
		for i := 0; i < len(distances) && at <= b.last; i++ {
			d := uint64(distances[i])
			if d >= 0x80 {
				i++
				d = d&0x7f | uint64(distances[i])<<7
			}
			at += d
			if b.bits[at/64%(boardPlaces/64)]>>(at%64)&1 != 0 && b.pass(to, at) {
				found = true
			}
		}
	}
	return found
}

// openRecord gives the first place of a record, the distances to the next two, which are 0
// where there is none, and the distances to the others.
func openRecord(record []byte) (at uint64, few, many []byte) {
	p := chunked{data: record}
	p.next() // field
	at = p.next()
	begin := p.pos
	p.next()
	p.next()
	few = record[begin:p.pos]
	p.next()
	return at, few, record[p.pos:]
}

// pass marks a place on another board if it is marked on this one.
func (b *board) pass(to *board, at uint64) bool {
	if at > b.last || b.bits[at/64%(boardPlaces/64)]>>(at%64)&1 == 0 {
		return false
	}
	to.first, to.last = min(to.first, at), at
	to.mark(at)
	return true
}

// all yields the marked places.
func (b *board) all(yield func(uint64) bool) {
	for i := b.first / 64; i <= b.last/64; i++ {
		for word := b.bits[i]; word != 0; word &= word - 1 {
			if !yield(i*64 + uint64(bits.TrailingZeros64(word))) {
				return
			}
		}
	}
}

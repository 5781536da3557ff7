package bleve

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/RoaringBitmap/roaring/v2"
	bindex "github.com/blevesearch/bleve_index_api"
)

// For a phrase of two frequent words the places of both would have to be compared in
// nearly every article. So the index has a list of frequent words, and keeps of each
// article which of them stand side by side. A phrase of two is then looked up, but for
// the articles whose list lacks one of them; a longer one looks at those with its pairs:
//
//	1 0            articles whose pairs are of the first list
//	w of 0 the     articles with "of the", and as a frequency what it weighs in each
//
// What is frequent changes while an index grows, and so there is another list whenever it
// has grown by a factor. What is kept of an article stays as it is.

// The lists are made by these measures.
const (
	pairsFrom     = 2000   // articles, for a first list
	pairsGrowth   = 4      // times as many, for another one
	frequentShare = 1 / 4. // of the articles have a frequent word
	maxFrequent   = 128    // words of a list, the most frequent ones
)

// Pairs are the lists of frequent words, as they are kept beside the counts.
type pairs struct {
	Lists    [][]string `json:"lists"`
	Articles int64      `json:"articles"` // when the last one was made
}

var pairsKey = []byte("pennypress.pairs")

func readPairs(r bindex.IndexReader) (p pairs, err error) {
	data, err := r.GetInternal(pairsKey)
	if err != nil || len(data) == 0 {
		return p, err
	}
	if err := json.Unmarshal(data, &p); err != nil {
		return p, fmt.Errorf("read the index's frequent words: %w", err)
	}
	return p, nil
}

// pairsOf gives the lists for articles that are taken in now.
func (x *Index) pairsOf(r bindex.IndexReader, articles int64) (pairs, error) {
	p, err := readPairs(r)
	if err != nil || articles < max(x.pairsFrom, pairsGrowth*p.Articles) {
		return p, err
	}
	segments, err := segmentsOf(r, &x.columns)
	if err != nil {
		return p, err
	}
	words, err := frequentWords(segments, x.frequentShare)
	p.Lists, p.Articles = append(p.Lists, words), articles
	return p, err
}

// frequentWords gives the terms of bodyField that at least a share of the articles have,
// by the segments written last, which are most like those to come.
func frequentWords(segments []*numbered, share float64) ([]string, error) {
	documents, counts := 0.0, map[string]float64{}
	var l list
	for _, s := range slices.Backward(segments) {
		if documents >= pairsFrom {
			break
		}
		documents += float64(s.FullSize())
		err := s.each(ofBody, "", func(term []byte, where uint64) error {
			if l.open(s.file, where, nil); float64(l.size) >= share*float64(s.FullSize())/2 {
				counts[string(term)] += float64(l.size)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	for word, n := range counts {
		if n < share*documents || !utf8.ValidString(word) {
			delete(counts, word)
		}
	}
	return heaviestWords(counts, maxFrequent), nil
}

// pairMark parts the words of a pair.
const pairMark = "\x00"

func pairTerm(first, second string) string { return figurePair + first + pairMark + second }

// listTerm says by which list an article has its pairs.
func listTerm(i int) string { return keyPaired + strconv.Itoa(i) }

// usePairs makes the articles that are added have pairs by the last list.
func (d *draft) usePairs(p pairs) {
	clear(d.frequent)
	d.list, d.listTerm = nil, ""
	if len(p.Lists) > 0 {
		d.list, d.listTerm = p.Lists[len(p.Lists)-1], listTerm(len(p.Lists)-1)
	}
	for i, word := range d.list {
		d.frequent[word] = i + 1
	}
	d.pairs = append(d.pairs[:0], make([]pairDraft, len(d.list)*len(d.list))...)
}

// A pairDraft is what a draft knows of a pair.
type pairDraft struct {
	term uint32 // its number and 1; 0 when it was not met yet
	doc  uint32 // the last one that had it
	line uint32 // where that is noted
}

// addPair notes that two words of the list, numbered from 1, stand side by side; 0 is a
// word that is not on it.
func (d *draft) addPair(first, second, doc, weight int) {
	if first == 0 || second == 0 {
		return
	}
	p, noted := &d.pairs[(first-1)*len(d.list)+second-1], &d.fields[ofFigure]
	switch {
	case p.term == 0:
		p.term = noted.number(pairTerm(d.list[first-1], d.list[second-1])) + 1
	case p.doc == uint32(doc):
		noted.lines[p.line].value += uint32(weight)
		return
	}
	p.doc, p.line = uint32(doc), uint32(len(noted.lines))
	noted.lines = append(noted.lines, line{p.term - 1, p.doc, uint32(weight)})
}

// A pairDocs walks through the documents in which two words stand side by side.
type pairDocs struct {
	*anyDocs
	told *wordDocs   // by pairs, as if those were words
	rest *phraseDocs // by places, where pairs do not tell
}

// maxPairings bounds how many terms of two words are looked up together.
const maxPairings = 64

// rareShare is the part of the articles below which places are compared anyway.
const rareShare = 16

// phrase plans the words of a phrase side by side.
func (p *planner) phrase(d *phraseDocs) (iterator, error) {
	told, err := p.besides(d.words)
	if err != nil || told == nil {
		return d, err
	}
	if len(d.words) == 2 && !d.titleOnly {
		return p.paired(d, told[0])
	}
	set := roaring.New()
	err = p.addEach(set, func(s *numbered) (all *roaring.Bitmap, err error) {
		for _, b := range told {
			one, err := b.in(s)
			if err != nil {
				return nil, err
			}
			if all != nil {
				one.And(all)
			}
			all = one
		}
		return all, nil
	})
	d.within = newSetDocs(set, 0)
	return d, err
}

// paired plans two words side by side.
func (p *planner) paired(d *phraseDocs, b besides) (iterator, error) {
	told, err := p.word(ofFigure, b.terms())
	if err != nil {
		return nil, err
	}
	told.weight = d.weight
	set := roaring.New()
	err = p.addEach(set, func(s *numbered) (*roaring.Bitmap, error) { return b.untold(s) })
	if err != nil || set.IsEmpty() {
		return told, err
	}
	d.within = newSetDocs(set, 0)
	return &pairDocs{newAnyDocs([]iterator{told, d}), told, d}, nil
}

// besides gives the ways in which those words of a phrase stand side by side of which
// pairs may tell.
func (p *planner) besides(words []*wordDocs) (told []besides, err error) {
	frequent := func(w *wordDocs) bool { return float64(w.n*rareShare) >= p.rank.articles }
	var known pairs
	for i, w := range words[1:] {
		if !frequent(words[i]) || !frequent(w) || len(words[i].names)*len(w.names) > maxPairings {
			continue
		}
		if known.Lists == nil {
			if known, err = readPairs(p.reader); err != nil {
				return nil, err
			}
		}
		if b := besidesOf(known.Lists, words[i].names, w.names); b != nil {
			told = append(told, b)
		}
	}
	return told, nil
}

// Besides are the ways in which one word may stand beside another: a term of each.
type besides []beside

// A beside is two terms and the lists that have both.
type beside struct {
	first, second string
	lists         []string // their terms
}

// besidesOf gives all ways; nil when no list has both terms of any.
func besidesOf(lists [][]string, first, second []string) (b besides) {
	known := false
	for _, f := range first {
		for _, s := range second {
			one := beside{first: f, second: s}
			for i, list := range lists {
				if slices.Contains(list, f) && slices.Contains(list, s) {
					one.lists = append(one.lists, listTerm(i))
				}
			}
			known = known || one.lists != nil
			b = append(b, one)
		}
	}
	if !known {
		return nil
	}
	return b
}

// terms are the pairs that are kept.
func (b besides) terms() (terms []string) {
	for _, one := range b {
		if one.lists != nil {
			terms = append(terms, pairTerm(one.first, one.second))
		}
	}
	return terms
}

// in gives the documents of a segment in which the words may stand so.
func (b besides) in(s *numbered) (*roaring.Bitmap, error) {
	told, err := s.union(ofFigure, b.terms())
	if err != nil {
		return nil, err
	}
	untold, err := b.untold(s)
	if err == nil {
		told.Or(untold)
	}
	return told, err
}

// untold gives those of which pairs do not tell.
func (b besides) untold(s *numbered) (*roaring.Bitmap, error) {
	set := roaring.New()
	for _, one := range b {
		more, err := one.untold(s)
		if err != nil {
			return nil, err
		}
		set.Or(more)
	}
	if set.IsEmpty() {
		return set, nil
	}
	told, err := s.union(ofFigure, b.terms())
	if err == nil {
		set.AndNot(told)
	}
	return set, err
}

func (b *beside) untold(s *numbered) (*roaring.Bitmap, error) {
	listed, err := s.union(ofKey, b.lists)
	if err != nil || listed.GetCardinality() == uint64(s.LiveSize()) {
		return roaring.New(), err
	}
	set, err := s.union(ofBody, []string{b.first})
	if err != nil {
		return nil, err
	}
	second, err := s.union(ofBody, []string{b.second})
	if err != nil {
		return nil, err
	}
	set.And(second)
	set.AndNot(listed)
	return set, nil
}

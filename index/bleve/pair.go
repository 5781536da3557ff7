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

// A phrase of two frequent words would have the places of both compared in nearly every
// article. So the index keeps a list of frequent words, and with an article which
// two of them stand side by side in it, and by which list. A phrase then looks
// at the articles with its pairs, and at those whose list lacks one of its words:
//
//	2 of 0 the     the articles with "of the"
//	1 0            the articles whose pairs are of the first list
//
// Words become frequent as an index grows, and so there is another list whenever it has
// grown by a factor. What is kept of an article stays as it is.

// The lists are made by these measures.
const (
	pairsFrom     = 2000   // articles, for a first list
	pairsGrowth   = 4      // times as many, for another one
	frequentShare = 1 / 3. // of the articles have a frequent word
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
	d.pairs = append(d.pairs[:0], make([]uint32, len(d.list)*len(d.list))...)
}

// addPair notes that two words of the list, numbered from 1, stand side by side; 0 is a
// word that is not on it.
func (d *draft) addPair(first, second, doc int) {
	if first == 0 || second == 0 {
		return
	}
	keys := &d.fields[ofKey]
	n := &d.pairs[(first-1)*len(d.list)+second-1]
	if *n == 0 {
		*n = keys.number(keyPair+d.list[first-1]+pairMark+d.list[second-1]) + 1
	}
	keys.lines = append(keys.lines, line{*n - 1, uint32(doc), 0})
}

// maxPairings bounds how many terms of two words are looked up together.
const maxPairings = 64

// rareShare is the part of the articles below which places are compared anyway.
const rareShare = 8

// paired gives the documents in which words may stand side by side, as far as it is told
// by pairs; nil when it is not.
func (p *planner) paired(words []*wordDocs) (*setDocs, error) {
	frequent := func(w *wordDocs) bool { return float64(w.n*rareShare) >= p.rank.articles }
	var lists [][]string
	var asked []besides
	for i, w := range words[1:] {
		if !frequent(words[i]) || !frequent(w) || len(words[i].names)*len(w.names) > maxPairings {
			continue
		}
		if lists == nil {
			known, err := readPairs(p.reader)
			if err != nil {
				return nil, err
			}
			lists = known.Lists
		}
		if b := besidesOf(lists, words[i].names, w.names); b != nil {
			asked = append(asked, b)
		}
	}
	if asked == nil {
		return nil, nil
	}
	set := roaring.New()
	err := p.addEach(set, func(s *numbered) (all *roaring.Bitmap, err error) {
		for _, b := range asked {
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
	return newSetDocs(set, 0), err
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

// in gives the documents of a segment in which the words may stand so.
func (b besides) in(s *numbered) (*roaring.Bitmap, error) {
	any := roaring.New()
	for _, one := range b {
		set, err := one.in(s)
		if err != nil {
			return nil, err
		}
		any.Or(set)
	}
	return any, nil
}

func (b *beside) in(s *numbered) (*roaring.Bitmap, error) {
	told, err := s.union(ofKey, b.lists)
	if err != nil {
		return nil, err
	}
	together, err := s.union(ofKey, []string{keyPair + b.first + pairMark + b.second})
	if err != nil || told.GetCardinality() == uint64(s.LiveSize()) {
		return together, err
	}
	untold, err := s.union(ofBody, []string{b.first})
	if err != nil {
		return nil, err
	}
	second, err := s.union(ofBody, []string{b.second})
	if err != nil {
		return nil, err
	}
	untold.And(second)
	untold.AndNot(told)
	together.Or(untold)
	return together, nil
}

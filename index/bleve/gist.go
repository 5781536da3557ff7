package bleve

import (
	"cmp"
	"encoding/binary"
	"iter"
	"maps"
	"slices"
	"strings"

	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// Articles on one subject share more words than the few of a question. So when
// any of several words may match, the best articles lend the question theirs, and
// of the first articles those that have them rise:
//
//	coffee OR mexico    best five: quota, export, bag, …    first 25, ordered anew
//
// What matches stays the same, and so does all that comes behind the first 25.
// (The method is known as pseudo-relevance feedback.) An article keeps its gist
// for this, the words that weigh most in it; common ones lend little, for they are
// not rare.
//
// On 110 news queries and 225 questions in whole sentences the mean nDCG@10 grows
// from 0.544 to 0.553 and from 0.544 to 0.553. Where numbers like those below are
// chosen on random halves of them and judged on the other halves, 400 times, it
// grows to 0.548 and 0.551. Fifty articles gave 0.555 and 0.557, and took a third
// more time.
const (
	gistWords   = 48
	gistLetters = 3 // bytes at least; shorter words are hardly ever telling
	gistBytes   = 1<<8 - 1

	lenders      = 5  // articles that lend words
	lentFrom     = 12 // words that are weighed by how rare they are
	lentWords    = 10 // of those are lent
	lentTogether = 0.3
	reordered    = 25 // articles
)

// gist writes the weightiest words of an article: its length, and for each word
// its weight, its length and itself.
func (p *placed) gist() []byte {
	heaviest := make([]*placedTerm, 0, len(p.terms))
	for i := range p.terms {
		word, _, _ := strings.Cut(p.terms[i].text, readingMark)
		if len(word) >= gistLetters && len(p.terms[i].text) <= gistBytes {
			heaviest = append(heaviest, &p.terms[i])
		}
	}
	slices.SortFunc(heaviest, func(a, b *placedTerm) int {
		return cmp.Or(b.weight-a.weight, len(b.text)-len(a.text), cmp.Compare(a.text, b.text))
	})
	out := binary.AppendUvarint(nil, uint64(p.length))
	for _, t := range heaviest[:min(gistWords, len(heaviest))] {
		out = append(out, byte(min(t.weight, gistBytes)), byte(len(t.text)))
		out = append(out, t.text...)
	}
	return out
}

// eachGistWord gives the words that placed.gist wrote, as far as they are sound,
// until yield returns false, and the length of the article.
func eachGistWord(gist []byte) (words iter.Seq2[[]byte, float64], length float64) {
	articleWords, n := binary.Uvarint(gist)
	rest := gist[max(0, n):]
	return func(yield func([]byte, float64) bool) {
		for len(rest) > 2 && len(rest) >= 2+int(rest[1]) {
			end := 2 + int(rest[1])
			if !yield(rest[2:end], float64(rest[0])) {
				return
			}
			rest = rest[end:]
		}
	}, float64(max(1, articleWords))
}

// eachGist yields the gist of each match, which is only good until yield returns.
func (s *search) eachGist(segments []numbered, matches []match, yield func(i int, gist []byte)) error {
	for i, m := range matches {
		at, _ := slices.BinarySearchFunc(segments, m.doc, func(s numbered, doc uint64) int { return cmpInt(int64(s.end), int64(doc+1)) })
		own := segments[at]
		err := own.Segment().VisitStoredFields(m.doc-own.first, func(field string, _ byte, value []byte, _ []uint64) bool {
			if field == gistField {
				yield(i, value)
			}
			return true
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// lend raises those of the first matches that share words with the best of them.
func (s *search) lend(p *planner, first []match, asked int) error {
	segments, err := segmentsOf(s.reader)
	if err != nil {
		return err
	}
	share := map[string]float64{}
	err = s.eachGist(segments, first[:min(lenders, len(first))], func(i int, gist []byte) {
		addShares(share, gist, first[i].score)
	})
	if err != nil {
		return err
	}
	weights, err := p.lent(segments, share)
	if err != nil {
		return err
	}
	return s.eachGist(segments, first, func(i int, gist []byte) {
		words, length := eachGistWord(gist)
		more := 0.0
		for word, f := range words {
			if weight, ok := weights[string(word)]; ok {
				more += weight * p.rank.saturate(f, length)
			}
		}
		first[i].score += more * float64(asked) * freshness(first[i].time, s.now)
	})
}

// addShares adds what each word of a gist is of the whole, times a score.
func addShares(share map[string]float64, gist []byte, score float64) {
	words, _ := eachGistWord(gist)
	all := 0.0
	for _, f := range words {
		all += f
	}
	words, _ = eachGistWord(gist)
	for word, f := range words {
		share[string(word)] += score * f / all
	}
}

// lent gives the words that are lent and the weight of each.
func (p *planner) lent(segments []numbered, share map[string]float64) (map[string]float64, error) {
	words := heaviestWords(share, lentFrom)
	rarities, err := p.rarities(segments, words)
	if err != nil {
		return nil, err
	}
	worth := make(map[string]float64, len(words))
	for i, w := range words {
		worth[w] = share[w] * rarities[i]
	}
	all := 0.0
	lent := heaviestWords(worth, lentWords)
	for _, w := range lent {
		all += worth[w]
	}
	weights := make(map[string]float64, len(lent))
	for i, w := range words {
		if slices.Contains(lent, w) {
			weights[w] = lentTogether * rarities[i] * worth[w] / all
		}
	}
	return weights, nil
}

// rarities gives how rare each of several words is, by the largest segments, which
// have half of all articles.
func (p *planner) rarities(segments []numbered, words []string) ([]float64, error) {
	counts := make([]uint64, len(words))
	var list segment.PostingsList // its memory is used again
	sample, part := largestHalf(segments)
	for _, s := range sample {
		dict, err := s.Segment().Dictionary(bodyField)
		if err != nil {
			return nil, err
		}
		for i, w := range words {
			if list, err = dict.PostingsList([]byte(w), nil, list); err != nil {
				return nil, err
			}
			counts[i] += list.Count()
		}
	}
	out := make([]float64, len(words))
	for i, n := range counts {
		out[i] = p.rank.rarity(min(uint64(float64(n)/part), uint64(p.rank.articles)))
	}
	return out, nil
}

// largestHalf gives the fewest segments that have half of the documents, and what
// part of them they have.
func largestHalf(segments []numbered) (sample []numbered, part float64) {
	sample = slices.Clone(segments)
	slices.SortStableFunc(sample, func(a, b numbered) int { return cmpInt(b.FullSize(), a.FullSize()) })
	all := float64(segments[len(segments)-1].end)
	some := 0.0
	for i, s := range sample {
		if some += float64(s.FullSize()); 2*some >= all {
			return sample[:i+1], some / all
		}
	}
	return sample, 1
}

// heaviestWords gives up to n words, the heaviest first.
func heaviestWords(weights map[string]float64, n int) []string {
	words := slices.Collect(maps.Keys(weights))
	slices.SortFunc(words, func(a, b string) int {
		return cmp.Or(cmp.Compare(weights[b], weights[a]), cmp.Compare(a, b))
	})
	return words[:min(n, len(words))]
}

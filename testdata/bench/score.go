package main

import (
	"strings"
	"unicode"
)

// A score sums up how well texts agree with the truth, by multisets of runs
// of four words. Precision and recall are averaged over pages; a page without
// output takes no part in precision, and has recall 0.
type score struct {
	p, r           float64
	answered, all  int
	silent, nearly int
}

// shingle is a run of up to four words.
type shingle [4]string

func (s *score) add(truth, got string) {
	want, have := shingles(truth), shingles(got)
	both, wanted, given := 0, 0, 0
	for k, n := range want {
		wanted += n
		both += min(n, have[k])
	}
	for _, n := range have {
		given += n
	}
	s.all++
	if strings.TrimSpace(got) == "" {
		s.silent++
	}
	if wanted == 0 {
		return
	}
	r := float64(both) / float64(wanted)
	s.r += r
	if given == 0 {
		return
	}
	p := float64(both) / float64(given)
	s.answered++
	s.p += p
	if p+r > 0 && 2*p*r/(p+r) >= 0.98 {
		s.nearly++
	}
}

func (s *score) precision() float64 { return s.p / float64(max(s.answered, 1)) }
func (s *score) recall() float64    { return s.r / float64(max(s.all, 1)) }
func (s *score) near() float64      { return float64(s.nearly) / float64(max(s.all, 1)) }

// f1 is the harmonic mean of the two averages.
func (s *score) f1() float64 {
	p, r := s.precision(), s.recall()
	if p+r == 0 {
		return 0
	}
	return 2 * p * r / (p + r)
}

func shingles(text string) map[shingle]int {
	words := strings.FieldsFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsNumber(r) && r != '_'
	})
	m := map[shingle]int{}
	for i := 0; i < len(words) && (i == 0 || i+4 <= len(words)); i++ {
		var k shingle
		copy(k[:], words[i:])
		m[k]++
	}
	return m
}

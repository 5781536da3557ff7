package bleve

import "math"

// How articles are ranked. A word counts by how rare it is and how often it
// occurs, less for each repetition and in long articles (BM25):
//
//	rarity * f*(k1+1) / (f + k1*(1-b + b*length/average))
//
// where f counts a word in the title as titleWeight and one in the first words
// of the text, where news say what they are about, as leadWeight. The sum over
// the words is then lowered by the age of the article, mildly.
const (
	k1 = 1.2
	b  = 0.4

	titleWeight = 5
	leadWeight  = 1
	leadWords   = 50
)

func textWeight(i int) int {
	if i < leadWords {
		return leadWeight
	}
	return 1
}

// placeWeight is the weight of a word by its place.
func placeWeight(place uint64) int {
	if titleAt(place) {
		return titleWeight
	}
	return textWeight(int(place) - textBase)
}

// A rank knows what scores depend on beside the document.
type rank struct {
	articles float64
	average  float64 // words of an article
}

// rarity is the weight of a word that n articles have.
func (r rank) rarity(n uint64) float64 {
	return math.Log(1 + (r.articles-float64(n)+0.5)/(float64(n)+0.5))
}

func (r rank) saturate(frequency, length float64) float64 {
	return frequency * (k1 + 1) / (frequency + k1*(1-b+b*length/r.average))
}

// What the age of an article takes from its score: after a month 7 in 100, a
// year 23, ten years 38. Undated articles count as a year old.
const (
	ageUnit     = 30 * 24 * 3600 // seconds
	agePower    = 0.1
	undatedAges = 12
)

// freshness is the factor for an article's age at a time in seconds.
func freshness(m moment, now int64) float64 {
	ages := float64(undatedAges)
	if m.some {
		ages = max(0, float64(now-m.sec)/ageUnit)
	}
	return math.Pow(1+ages, -agePower)
}

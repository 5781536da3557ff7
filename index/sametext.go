package index

import (
	"math"
	"slices"
	"unicode"
	"unicode/utf8"
)

// Two texts are the same story, syndicated, when nearly all of their shingles
// are common: a shingle is three words in a row.
//
//	Shares of Acme fell 11.5% on Monday
//	[shares of acme] [of acme fell] [acme fell 11.5] [fell 11.5 on] [11.5 on monday]
//
// SameText decides exactly. Sketch finds, among millions, the few texts worth
// deciding about: it keeps for each of several hash functions the smallest hash
// of any shingle. Two texts agree in one such minimum with the probability
// that a shingle of either is common to both, so that texts that share most
// shingles almost surely agree in all three minima of one of six bands:
//
//	share   0.95    0.90   0.85   0.80   0.50   0.10
//	found   0.9999  0.9996 0.997  0.986  0.55   0.006
const (
	shingleWords = 3
	bandMinima   = 3
	sketchBands  = 6

	// minWords keeps short texts apart unless they are equal: a two-line report of
	// a price differs from the next day's in one word.
	minWords = 60

	// minShare is how much of all shingles must be common. A copy with a new
	// first line and a credit has 0.9; two reports filled into one template 0.7.
	minShare = 0.8

	// minFigures is how much of all numbers must be common: reports from one
	// template share their words, never their figures.
	minFigures = 0.8
)

// A Sketch summarises a text so that nearly equal texts share at least one of
// its keys. It is empty for a text too short to be recognised.
type Sketch []uint64

// NewSketch returns the sketch of a text. It depends on the words alone, not
// on layout, punctuation or case, and is the same on every machine.
func NewSketch(text string) Sketch { return NewWording(text).Sketch() }

// SameText says whether two texts tell the same story in the same words, as
// syndicated copies do: at most a fifth of the words and of the numbers differ.
// Texts of fewer than 60 words are never the same by this measure.
func SameText(a, b string) bool { return NewWording(a).Same(NewWording(b)) }

// A Wording is what SameText and NewSketch need of a text, for those who compare
// it more than once. It is never changed.
type Wording struct {
	shingles, figures []uint64 // in order, each once; empty for texts too short to be recognised
	words             int      // of the text, repeated ones too
}

// NewWording reads the words of a text.
func NewWording(text string) Wording {
	words := plainWords(text)
	if len(words) < minWords {
		return Wording{words: len(words)}
	}
	w := Wording{shingles: make([]uint64, len(words)-shingleWords+1)}
	for i := range w.shingles {
		w.shingles[i] = shingle(words[i:])
	}
	for _, word := range words {
		if word.figure {
			w.figures = append(w.figures, word.hash)
		}
	}
	return Wording{shingles: set(w.shingles), figures: set(w.figures), words: len(words)}
}

// Same is SameText of the two texts.
func (w Wording) Same(other Wording) bool {
	return len(w.shingles) > 0 && len(other.shingles) > 0 &&
		sharedPart(w.shingles, other.shingles) >= minShare && sharedPart(w.figures, other.figures) >= minFigures
}

// Sketch is NewSketch of the text.
func (w Wording) Sketch() Sketch {
	if len(w.shingles) == 0 {
		return nil
	}
	var minima [sketchBands * bandMinima]uint64
	for i := range minima {
		minima[i] = math.MaxUint64
	}
	for _, h := range w.shingles {
		for m := range minima {
			minima[m] = min(minima[m], mixBits(h+uint64(m)*0x9e3779b97f4a7c15))
		}
	}
	keys := make(Sketch, sketchBands)
	for band := range keys {
		key := uint64(band)
		for _, m := range minima[band*bandMinima : (band+1)*bandMinima] {
			key = mixBits(key ^ m)
		}
		keys[band] = key
	}
	return keys
}

// Words is how many words the text has. Characters of scripts without spaces count as
// one each.
func (w Wording) Words() int { return w.words }

// Size is about how many bytes a wording takes.
func (w Wording) Size() int { return 8 * (len(w.shingles) + len(w.figures)) }

// set brings hashes in order and keeps each once.
func set(hashes []uint64) []uint64 {
	slices.Sort(hashes)
	return slices.Clip(slices.Compact(hashes))
}

// sharedPart is the part of the members of two sets that both have; of two
// empty sets it is 1.
func sharedPart(a, b []uint64) float64 {
	if len(a) == 0 && len(b) == 0 {
		return 1
	}
	common, i, j := 0, 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			common, i, j = common+1, i+1, j+1
		}
	}
	return float64(common) / float64(len(a)+len(b)-common)
}

// shingle is the hash of the first words.
func shingle(words []plainWord) uint64 {
	h := uint64(0)
	for _, w := range words[:shingleWords] {
		h = mixBits(h ^ w.hash)
	}
	return h
}

// A plainWord is a run of letters and digits in lower case. A point or comma
// between digits belongs to its number. Characters of scripts without spaces
// are words of their own.
type plainWord struct {
	hash   uint64 // FNV-1a over code points, mixed: fixed for ever, since sketches are stored
	figure bool   // it holds a digit
}

const (
	fnvStart = 14695981039346656037
	fnvPrime = 1099511628211
)

func plainWords(text string) []plainWord {
	words := make([]plainWord, 0, len(text)/5)
	w, length, digitBefore := plainWord{hash: fnvStart}, 0, false
	end := func() {
		if length > 0 {
			w.hash = mixBits(w.hash)
			words = append(words, w)
			w, length = plainWord{hash: fnvStart}, 0
		}
	}
	for i := 0; i < len(text); {
		if n := w.addASCII(text[i:]); n > 0 {
			i, length = i+n, length+n
			digitBefore = text[i-1] <= '9'
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		i += size
		letter, digit, alone := classify(r)
		switch {
		case alone:
			end()
		case letter, digit:
		case (r == '.' || r == ',') && digitBefore && startsWithDigit(text[i:]):
		default:
			end()
			digitBefore = false
			continue
		}
		w.hash = (w.hash ^ uint64(unicode.ToLower(r))) * fnvPrime
		w.figure = w.figure || digit
		length, digitBefore = length+1, digit
		if alone {
			end()
		}
	}
	end()
	return words
}

// addASCII adds the letters and digits of ASCII that a text begins with, which are
// most of most texts, and says how many they are.
func (w *plainWord) addASCII(text string) int {
	hash, figure, n := w.hash, w.figure, 0
	for n < len(text) && foldASCII[text[n]] != 0 {
		c := foldASCII[text[n]]
		hash = (hash ^ uint64(c)) * fnvPrime
		figure = figure || c <= '9'
		n++
	}
	w.hash, w.figure = hash, figure
	return n
}

// foldASCII holds the letters and digits of ASCII in lower case, 0 at all else.
var foldASCII = func() (fold [256]byte) {
	for c := byte('0'); c <= '9'; c++ {
		fold[c] = c
	}
	for c := byte('a'); c <= 'z'; c++ {
		fold[c], fold[c-'a'+'A'] = c, c
	}
	return fold
}()

// classify says what a character is to a word.
func classify(r rune) (letter, digit, alone bool) {
	letter = unicode.IsLetter(r)
	return letter, unicode.IsDigit(r), letter && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana)
}

func startsWithDigit(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsDigit(r)
}

// mixBits spreads the bits of a hash over all of it (the finaliser of SplitMix64).
func mixBits(h uint64) uint64 {
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}

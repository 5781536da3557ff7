// Package words turns text into the terms that searching compares: the same
// for articles and for queries, whatever engine answers.
//
// A text is cut into words (see token.go for what stays together), each is
// folded (lower case, without accents) and then stemmed by the rules of the
// article's language. Stop words are kept: phrases need them. Chinese, Japanese
// and Korean text becomes overlapping pairs of characters.
//
//	words.Analyzer{}.Terms("AT&T's shares rose 1,234 points", "en")
//	// at&t share rose 1234 point
//
// Articles are in many languages and a query is in none: its words are read in
// the language of each article in turn. So "Häusern" finds a German article
// with "Haus", and the English article that quotes the very word. An article
// of unknown language is read as English.
//
// Folding comes before stemming, so that people who type without accents find
// the same. It costs some distinctions of the French and Spanish stemmers, which
// the rules in stem.go give back where it matters.
package words

import (
	"iter"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/index"
)

// An Analyzer implements index.Analyzer. The zero value is ready.
type Analyzer struct{}

// maxTermRunes bounds a term; the rest of a longer word is not compared.
const maxTermRunes = 64

// Terms cuts a text of an article.
func (Analyzer) Terms(text, language string) []index.Term {
	tokens := cut(text, false)
	return finish(tokens, stemmerOf(language))
}

// Query cuts the words of a query as they would stand in an article.
func (Analyzer) Query(words, language string) []index.Term {
	tokens := cut(words, true)
	return finish(tokens, stemmerOf(language))
}

// finish makes terms of tokens.
func finish(tokens []token, stem stemmer) []index.Term {
	terms := make([]index.Term, 0, len(tokens))
	for _, t := range tokens {
		word := wordOf(t.raw)
		if word == "" {
			continue
		}
		terms = append(terms, index.Term{
			Text: stemOf(word, stem), Word: word, Position: len(terms), Open: t.open,
			Span: extract.Span{Start: t.start, End: t.end},
		})
	}
	return terms
}

func stemOf(word string, stem stemmer) string {
	if Neutral(word) {
		return word
	}
	return stem(word)
}

// A Cutter cuts one text after the other, without memory of its own for each word,
// for who takes in many. The zero value is ready; it is not safe for concurrent use.
type Cutter struct{ cutter cutter }

// Words yields the words of an article's text as they are written. Of those for
// which Form gives no word, Terms makes none either.
func (c *Cutter) Words(text string) iter.Seq[string] {
	tokens := c.cutter.cut(text)
	return func(yield func(string) bool) {
		for i := range tokens {
			if !yield(tokens[i].raw) {
				return
			}
		}
	}
}

// Form gives of a word as it is written what Terms makes of it: the folded word,
// which is "" when there is none, and what is compared.
func Form(written, language string) (word, text string) {
	if word = wordOf(written); word == "" {
		return "", ""
	}
	return word, stemOf(word, stemmerOf(language))
}

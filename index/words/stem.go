package words

import (
	"strings"
	"unicode/utf8"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/danish"
	"github.com/blevesearch/snowballstem/dutch"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/finnish"
	"github.com/blevesearch/snowballstem/french"
	"github.com/blevesearch/snowballstem/german"
	"github.com/blevesearch/snowballstem/hungarian"
	"github.com/blevesearch/snowballstem/italian"
	"github.com/blevesearch/snowballstem/norwegian"
	"github.com/blevesearch/snowballstem/portuguese"
	"github.com/blevesearch/snowballstem/romanian"
	"github.com/blevesearch/snowballstem/russian"
	"github.com/blevesearch/snowballstem/spanish"
	"github.com/blevesearch/snowballstem/swedish"
	"github.com/blevesearch/snowballstem/turkish"
)

// A stemmer gives what the forms of a folded word have in common.
type stemmer func(word string) string

// stemmers are the languages whose words are stemmed; others are only folded.
var stemmers = map[string]stemmer{
	"en": stemEnglish,
	"de": snowball(german.Stem),
	"fr": snowball(french.Stem),
	"es": stemSpanish,
	"it": snowball(italian.Stem),
	"pt": snowball(portuguese.Stem),
	"nl": snowball(dutch.Stem),
	"da": snowball(danish.Stem),
	"no": snowball(norwegian.Stem),
	"nb": snowball(norwegian.Stem),
	"nn": snowball(norwegian.Stem),
	"sv": snowball(swedish.Stem),
	"fi": snowball(finnish.Stem),
	"hu": snowball(hungarian.Stem),
	"ro": snowball(romanian.Stem),
	"ru": snowball(russian.Stem),
	"tr": snowball(turkish.Stem),
}

// Plain is the Reading of languages that are only folded.
const Plain = "x"

// Reading names how an article in a language is read, by the code of a language.
// Articles of the same reading have the same terms for the same words; "en" is
// also the reading of an unknown language.
func Reading(language string) string {
	base, _, _ := strings.Cut(strings.ToLower(language), "-")
	base, _, _ = strings.Cut(base, "_")
	switch {
	case base == "" || base == "und":
		return "en"
	case base == "nb" || base == "nn":
		return "no"
	case stemmers[base] != nil:
		return base
	}
	return Plain
}

// Neutral says whether a word stays as it is in every reading: figures, names
// such as AT&T, and pairs of Chinese, Japanese or Korean characters.
func Neutral(word string) bool {
	return Wide(word) || strings.ContainsAny(word, "0123456789.&")
}

// Wide says whether a word is of Chinese, Japanese or Korean characters.
func Wide(word string) bool {
	first, _ := utf8.DecodeRuneInString(word)
	return isWide(first)
}

func stemmerOf(language string) stemmer {
	if s := stemmers[Reading(language)]; s != nil {
		return s
	}
	return func(word string) string { return word }
}

func snowball(stem func(*snowballstem.Env) bool) stemmer {
	return func(word string) string {
		env := snowballstem.NewEnv(word)
		stem(env)
		if env.Current() == "" {
			return word
		}
		return env.Current()
	}
}

var snowballEnglish = snowball(english.Stem)

// stemEnglish leaves words of up to two letters alone.
func stemEnglish(word string) string {
	if len(word) < 3 {
		return word
	}
	return snowballEnglish(word)
}

var snowballSpanish = snowball(spanish.Stem)

// stemSpanish gives the accent back to -ción and -sión, without which the
// singular would not meet the plural: inflacion, inflaciones.
func stemSpanish(word string) string {
	if stem, ok := strings.CutSuffix(word, "ion"); ok && (strings.HasSuffix(stem, "c") || strings.HasSuffix(stem, "s")) {
		word = stem + "ión"
	}
	return fold(snowballSpanish(word))
}

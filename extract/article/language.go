package article

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
)

//go:embed stopwords.tsv
var stopwordTable string

// stopwords maps each word to the numbers of its languages in languageOrder.
var stopwords = sync.OnceValue(func() map[string][]uint8 {
	m := map[string][]uint8{}
	n := uint8(0)
	for line := range strings.Lines(stopwordTable) {
		_, words, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		for _, w := range strings.Fields(words) {
			m[w] = append(m[w], n)
		}
		n++
	}
	return m
})

// A guess is a language seen in a text; sure when the evidence is plain.
type guess struct {
	code string
	sure bool
}

// languageWindow is how much of a text is looked at.
const languageWindow = 6000

// detectLanguage tells languages by script, and those in Latin letters by
// their commonest words, which make a third of any text.
func detectLanguage(text string) guess {
	if len(text) > languageWindow {
		text = text[:languageWindow]
	}
	if g := byScript(text); g.code != "" {
		return g
	}
	var count [256]int
	words := 0
	var space [languageWindow + 64]byte
	rest := foldWords(space[:0], text, languageWindow)
	for len(rest) > 0 {
		var w []byte
		w, rest = cutWord(rest)
		words++
		for _, code := range stopwords()[string(w)] {
			count[code]++
		}
	}
	best, n, second := "", 0, 0
	for i, code := range languageOrder() {
		switch {
		case count[i] > n:
			best, n, second = code, count[i], n
		case count[i] > second:
			second = count[i]
		}
	}
	return guess{best, words >= 40 && n*6 >= words && n*10 >= second*13}
}

// languageOrder fixes the order in which languages are compared.
var languageOrder = sync.OnceValue(func() []string {
	var list []string
	for line := range strings.Lines(stopwordTable) {
		if code, _, ok := strings.Cut(line, "\t"); ok && !strings.HasPrefix(line, "#") {
			list = append(list, code)
		}
	}
	return list
})

// scripts that tell the language, or its commonest user.
var scripts = []struct {
	table *unicode.RangeTable
	code  string
	sure  bool
}{
	{unicode.Hangul, "ko", true}, {unicode.Thai, "th", true}, {unicode.Greek, "el", true}, {unicode.Hebrew, "he", true},
	{unicode.Arabic, "ar", false}, {unicode.Cyrillic, "ru", false}, {unicode.Devanagari, "hi", false}, {unicode.Bengali, "bn", true},
	{unicode.Tamil, "ta", true}, {unicode.Telugu, "te", true}, {unicode.Georgian, "ka", true}, {unicode.Armenian, "hy", true},
	{unicode.Gujarati, "gu", true}, {unicode.Malayalam, "ml", true}, {unicode.Kannada, "kn", true},
}

func byScript(text string) guess {
	var latin, kana, han, total int
	counts := make([]int, len(scripts))
	for _, r := range text {
		if !unicode.IsLetter(r) {
			continue
		}
		total++
		switch {
		case r < 0x250:
			latin++
		case r >= 0x3041 && r <= 0x30FF:
			kana++
		case unicode.Is(unicode.Han, r):
			han++
		default:
			for i := range scripts {
				if unicode.Is(scripts[i].table, r) {
					counts[i]++
					break
				}
			}
		}
	}
	if total == 0 || latin*2 > total {
		return guess{}
	}
	if (kana+han)*2 > total {
		if kana*20 > han {
			return guess{"ja", true}
		}
		return guess{"zh", true}
	}
	for i, n := range counts {
		if n*2 > total {
			code := scripts[i].code
			if code == "ru" && strings.ContainsAny(text, "іїєґ") && !strings.ContainsAny(text, "ыэё") {
				code = "uk"
			}
			return guess{code, scripts[i].sure}
		}
	}
	return guess{}
}

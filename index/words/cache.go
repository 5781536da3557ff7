package words

import (
	"hash/maphash"
	"strings"
	"sync"
	"sync/atomic"
)

// Half of the words of any text are among a few hundred, and stemming one takes
// longer than all else that is done with it. So each stemmer remembers what it was
// asked for last: a place for each of 1<<stemBits hashes, the latest word in it.
// It takes at most some 2 MB for a language and is safe for concurrent use.
const (
	stemBits   = 14
	maxStemmed = 40 // bytes of a word that is remembered
)

type stemmed struct{ word, stem string }

type stemCache [1 << stemBits]atomic.Pointer[stemmed]

var stemSeed = maphash.MakeSeed()

func rememberAll(stemmers map[string]stemmer) map[string]stemmer {
	all := make(map[string]stemmer, len(stemmers))
	for language, stem := range stemmers {
		all[language] = remembering(stem)
	}
	return all
}

// remembering is the same stemmer with a memory.
func remembering(stem stemmer) stemmer {
	cache := sync.OnceValue(func() *stemCache { return new(stemCache) })
	return func(word string) string {
		if len(word) > maxStemmed {
			return stem(word)
		}
		place := &cache()[maphash.String(stemSeed, word)>>(64-stemBits)]
		if known := place.Load(); known != nil && known.word == word {
			return known.stem
		}
		// The word is a piece of a text, which shall not be held by it.
		s := &stemmed{word: strings.Clone(word)}
		s.stem = stem(s.word)
		place.Store(s)
		return s.stem
	}
}

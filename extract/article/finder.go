package article

import (
	"strings"
	"sync"
)

// A finder looks for many words in a text in one go. Words are chained by a hash
// of their first two bytes, so that most places of a text cost one look.
type finder struct {
	heads [finderHeads]uint16 // number of the first word + 1
	words []finderWord
}

type finderWord struct {
	word string
	list int    // which of the lists it is from
	next uint16 // number of the next word of the chain + 1
}

const finderHeads = 1 << 10

func finderKey(a, b byte) int { return (int(a)*37 ^ int(b)) % finderHeads }

// newFinder makes a finder of the words of some lists, each of two bytes or more.
func newFinder(lists ...[]string) *finder {
	f := &finder{}
	for n, list := range lists {
		for _, w := range list {
			head := &f.heads[finderKey(w[0], w[1])]
			f.words = append(f.words, finderWord{w, n, *head})
			*head = uint16(len(f.words))
		}
	}
	return f
}

// each calls found with every place of a word: the word's list and where it ends.
func (f *finder) each(s string, found func(list, end int)) {
	for i := 0; i+1 < len(s); i++ {
		for k := f.heads[finderKey(s[i], s[i+1])]; k > 0; k = f.words[k-1].next {
			if w := &f.words[k-1]; strings.HasPrefix(s[i:], w.word) {
				found(w.list, i+len(w.word))
			}
		}
	}
}

// any reports whether one of the words is in a text.
func (f *finder) any(s string) bool {
	for i := 0; i+1 < len(s); i++ {
		for k := f.heads[finderKey(s[i], s[i+1])]; k > 0; k = f.words[k-1].next {
			if strings.HasPrefix(s[i:], f.words[k-1].word) {
				return true
			}
		}
	}
	return false
}

// classWords finds what classes say of bylines, standfirsts and live blogs.
var classWords = sync.OnceValue(func() *finder {
	k := known()
	return newFinder(k.lists["byline mark"], k.lists["beside byline"], k.lists["subtitle mark"], k.lists["live mark"], []string{"name", "byline"})
})

// authorWords finds what addresses say of authors.
var authorWords = sync.OnceValue(func() *finder { return newFinder(known().lists["author address"]) })

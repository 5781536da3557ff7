package entity

import (
	"encoding/binary"
	"fmt"
	"math/bits"
	"slices"
	"strings"

	"github.com/pennypress/pennypress/extract/gazetteer"
)

// guessed are the languages that a text without hint may turn out to be in. The
// first is what it is in doubt.
var guessed = []string{"en", "de", "fr", "es", "it", "pt", "nl"}

// languageBytes is how much of a text is looked at to guess its language.
const languageBytes = 3000

// surveyed is after how many words it is asked whether a text is plainly English.
const surveyed = 12

// tongues are the words by which a guessed language is known, hashed: those that
// every text has, and those that figures come with.
type tongues struct {
	table [1 << tongueBits]tongue
}

const (
	tongueBits = 14
	maxTelling = 1 << tongueBits / 2 // in a fuller table, words that are none would be looked for long
)

// A tongue is a part of the hash of a word, of whose last eight bits the languages that it belongs
// to have taken the place, one bit each.
type tongue uint32

const languageBits = 0xff

func (t tongue) isOf(h uint64) bool { return uint32(t)^uint32(h) <= languageBits }

// telling are the classes of words.tsv that tell a language.
var telling = []string{"function", "unit", "cue", "instrument"}

// readTongues reads the words of words.tsv that tell a language.
func readTongues() (*tongues, error) {
	t := &tongues{}
	words := 0
	err := rows("words.tsv", func(cols []string) error {
		i := slices.Index(guessed, cols[0])
		if len(cols) == 4 && slices.Contains(telling, cols[1]) && i >= 0 {
			for w := range strings.SplitSeq(cols[3], ",") {
				h := gazetteer.Hash(w)
				p := t.place(h)
				if *p == 0 {
					words++
				}
				if words > maxTelling {
					return fmt.Errorf("more than %d words tell a language: tongueBits is too small", maxTelling)
				}
				*p = tongue(uint32(h)&^languageBits) | *p&languageBits | 1<<i
			}
		}
		return nil
	})
	return t, err
}

// place returns where a hash is or would be.
func (t *tongues) place(h uint64) *tongue {
	for i := h >> (64 - tongueBits); ; i++ {
		p := &t.table[i&(1<<tongueBits-1)]
		if *p == 0 || p.isOf(h) {
			return p
		}
	}
}

// language returns the primary subtag of a language; when it is unknown, the
// language that most words of the text tell of: low is the text in lower case and eight
// zeros. A headline has few words: two are enough beside hardly an English one.
func (t *tongues) language(low []byte, tag string) string {
	if len(tag) >= 2 {
		return lowerASCII(tag[:2])
	}
	end := min(len(low)-8, languageBytes)
	var counts [8]int
	n := 0
	for pos := 0; pos < end; pos++ {
		h, to := hashToSpace(low, pos, end)
		if to == pos {
			continue
		}
		of := *t.place(h) & languageBits
		if last := low[to-1]; of == 0 && (last == '.' || last == ',') { // "3 Prozent."
			h, _ = hashRun(low, pos, to-1)
			of = *t.place(h) & languageBits
		}
		pos = to
		for i := 0; of != 0; of, i = of>>1, i+1 {
			counts[i] += int(of & 1)
		}
		if n++; n%surveyed == 0 && counts[0] >= max(surveyed/2, n/4) {
			return guessed[0]
		}
	}
	best := 0
	for i := range guessed[1:] {
		if n := counts[i+1]; (n >= 4 || n >= 2 && n > 2*counts[0]) && n > counts[0]+counts[0]/4 && (best == 0 || n > counts[best]) {
			best = i + 1
		}
	}
	return guessed[best]
}

// hashToSpace returns the hash of the bytes from pos on and where they end: at white
// space or a control character, or at end.
func hashToSpace(low []byte, pos, end int) (h uint64, to int) {
	h = gazetteer.HashSeed
	for {
		w := binary.LittleEndian.Uint64(low[pos:])
		n := min(bits.TrailingZeros64(between(w, 0, ' '))>>3, end-pos)
		if n > 0 {
			h = gazetteer.HashStep(h, w&(^uint64(0)>>(64-8*n)))
			pos += n
		}
		if n < 8 {
			return h, pos
		}
	}
}

// dropsSubject reports whether a verb may stand without a subject that was named before.
func (l *lexicon) dropsSubject() bool { return l.name == "es" || l.name == "it" || l.name == "pt" }

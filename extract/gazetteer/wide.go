package gazetteer

import "strings"

// Names in scripts that are written without spaces end anywhere in a run of
// letters: "トヨタ自動車は". Such a name is looked up by its pieces, a piece being one
// wide character or the letters between two of them: by its first two how many pieces such
// names have, then by all of them.

// Wide reports whether r belongs to a script written without spaces.
func Wide(r rune) bool {
	return r >= 0x3040 && (r <= 0x30FF || 0x3400 <= r && r <= 0x9FFF || 0xAC00 <= r && r <= 0xD7A3 || 0xF900 <= r && r <= 0xFAFF)
}

// maxPieces bounds the pieces of a name, as Lengths do.
const maxPieces = 16

// LongestWide returns what the longest name that a folded text begins with stands for,
// and how many pieces it has: two at least, 0 where there is none.
func (t *Table) LongestWide(text string) (entries []Entry, n int) {
	var buffer [maxPieces]int
	ends := pieceEnds(buffer[:0], text)
	if len(ends) < 2 {
		return nil, 0
	}
	lengths := t.LengthsFrom(Hash(text[:ends[1]]))
	for n = len(ends); n >= 2; n-- {
		if lengths&(1<<(n-1)) == 0 {
			continue
		}
		if entries = t.Named(Hash(text[:ends[n-1]])); entries != nil {
			return entries, n
		}
	}
	return nil, 0
}

// pieceEnds appends where the first pieces of a text end.
func pieceEnds(ends []int, text string) []int {
	letters := false // the last piece is of letters
	for i, r := range text {
		in := inRun(r)
		if i > 0 && (!in || Wide(r) || !letters) {
			ends = append(ends, i)
		}
		if !in || len(ends) == maxPieces {
			return ends
		}
		letters = !Wide(r)
	}
	return append(ends, len(text))
}

// firstWide returns the hash of the first two pieces of a key of one run that has wide
// characters, and the bit of its length.
func firstWide(key string) (hash uint64, length Lengths) {
	if !strings.ContainsFunc(key, Wide) || strings.IndexByte(key, ' ') >= 0 {
		return 0, 0
	}
	ends := pieceEnds(nil, key)
	if n := len(ends); n >= 2 && ends[n-1] == len(key) {
		return Hash(key[:ends[1]]), 1 << (n - 1)
	}
	return 0, 0
}

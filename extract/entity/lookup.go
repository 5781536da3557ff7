package entity

import (
	"errors"
	"math/bits"
)

// A lookup says where a word is, by its hash. It looks at one place only, which a processor
// can do ahead of time, and not at a next where another word has that place: it is asked for
// every word of a text. So that no two words have one place, those that share some bits
// of their hash are moved together by a shift, which is found when the lookup is made.
type lookup struct {
	shifts []uint16 // by the lowest bits of a hash
	slots  []uint16 // one more than the index of the word; 0 in a free slot
}

// shared is how many slots there are for one shift.
const shared = 4

// maxSlots bounds a lookup: words that find no room in it have the same hash.
const maxSlots = 1 << 18

// newLookup makes a lookup of hashes. Three slots in four are taken, fewer where that leaves no
// room for all.
func newLookup(hashes []uint64) (lookup, error) {
	for n := 1 << max(bits.Len(uint(len(hashes)+len(hashes)/3)), 3); n <= maxSlots; n *= 2 {
		if l, ok := lookupOf(hashes, n); ok {
			return l, nil
		}
	}
	return lookup{}, errors.New("two words have one hash")
}

// lookupOf makes a lookup with n slots. Large groups come first, while there is much room.
func lookupOf(hashes []uint64, n int) (lookup, bool) {
	l := lookup{make([]uint16, n/shared), make([]uint16, n)}
	groups := l.groups(hashes)
	size := 0
	for _, g := range groups {
		size = max(size, len(g))
	}
	for ; size > 0; size-- {
		for _, g := range groups {
			if len(g) == size && !l.add(hashes, g) {
				return l, false
			}
		}
	}
	return l, true
}

// groups returns the hashes of each shift, by their indices.
func (l *lookup) groups(hashes []uint64) [][]uint16 {
	sizes := make([]int, len(l.shifts))
	for _, h := range hashes {
		sizes[h&uint64(len(sizes)-1)]++
	}
	groups, room := make([][]uint16, len(sizes)), make([]uint16, len(hashes))
	for i, n := range sizes {
		groups[i], room = room[:0:n], room[n:]
	}
	for i, h := range hashes {
		g := &groups[h&uint64(len(groups)-1)]
		*g = append(*g, uint16(i))
	}
	return groups
}

// add finds the shift of a group of hashes, one at least.
func (l *lookup) add(hashes []uint64, group []uint16) bool {
	shift := &l.shifts[hashes[group[0]]&uint64(len(l.shifts)-1)]
	for {
		if l.fits(hashes, group) {
			return true
		}
		if *shift++; *shift == 0 {
			return false
		}
	}
}

// fits puts a group of hashes into their slots, if all are free.
func (l *lookup) fits(hashes []uint64, group []uint16) bool {
	for n, i := range group {
		s := l.slot(hashes[i])
		if *s != 0 {
			for _, i := range group[:n] {
				*l.slot(hashes[i]) = 0
			}
			return false
		}
		*s = i + 1
	}
	return true
}

// slot returns the slot of a hash.
func (l *lookup) slot(h uint64) *uint16 {
	shift := uint64(l.shifts[h&uint64(len(l.shifts)-1)])
	return &l.slots[(h>>40+shift*(h>>20|1))&uint64(len(l.slots)-1)]
}

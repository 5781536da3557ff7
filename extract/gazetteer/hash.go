package gazetteer

import "math/bits"

// FNV-1a, written out because hash/fnv would allocate for each run.
const (
	hashSeed  = 14695981039346656037
	hashPrime = 1099511628211
)

// hashRun goes on from h with one more run.
func hashRun(h uint64, run string) uint64 {
	for i := 0; i < len(run); i++ {
		h = (h ^ uint64(run[i])) * hashPrime
	}
	return (h ^ ' ') * hashPrime
}

// slots are an open hash table of the places in a list, each one more than it
// is; 0 is a free slot. Their number is a power of two and at least twice that of the
// places, so that a search ends soon. Go's maps would take longer to fill than all
// else that is done at the start of a program.
type slots []uint32

func newSlots(n int) slots { return make(slots, 1<<bits.Len(uint(2*n))) }

// put adds place i under a hash.
func (s slots) put(hash uint64, i int) {
	at := s.at(hash)
	for s[at] != 0 {
		at = s.next(at)
	}
	s[at] = uint32(i + 1)
}

// at is the first slot to look at for a hash.
func (s slots) at(hash uint64) int { return int((hash ^ hash>>32) & uint64(len(s)-1)) }

func (s slots) next(at int) int { return (at + 1) & (len(s) - 1) }

// A span is the part of a list that one name or symbol has.
type span struct {
	hash       uint64
	key        string // the runs of a name, joined by blanks; a normal symbol
	start, end int32
}

// spans are found by hash. The zero value has none.
type spans struct {
	list  []span
	slots slots
}

// find returns the span of a hash, nil when there is none.
func (s *spans) find(hash uint64) *span {
	if len(s.slots) == 0 {
		return nil
	}
	for at := s.slots.at(hash); s.slots[at] != 0; at = s.slots.next(at) {
		if sp := &s.list[s.slots[at]-1]; sp.hash == hash {
			return sp
		}
	}
	return nil
}

// index fills the slots from the list.
func (s *spans) index() {
	s.slots = newSlots(len(s.list))
	for i := range s.list {
		s.slots.put(s.list[i].hash, i)
	}
}

// starts are the first runs of names, each with the runs of the longest name
// that begins with it.
type starts struct {
	hashes []uint64
	runs   []uint8
	slots  slots
}

func newStarts(n int) starts {
	return starts{hashes: make([]uint64, 0, n), runs: make([]uint8, 0, n), slots: newSlots(n)}
}

// longest returns the runs of the longest name that begins with a run, 0 when
// none does.
func (s *starts) longest(hash uint64) int {
	if len(s.slots) == 0 {
		return 0
	}
	for at := s.slots.at(hash); s.slots[at] != 0; at = s.slots.next(at) {
		if i := s.slots[at] - 1; s.hashes[i] == hash {
			return int(s.runs[i])
		}
	}
	return 0
}

// add notes a name of so many runs.
func (s *starts) add(hash uint64, runs int) {
	at := s.slots.at(hash)
	for ; s.slots[at] != 0; at = s.slots.next(at) {
		if i := s.slots[at] - 1; s.hashes[i] == hash {
			s.runs[i] = max(s.runs[i], uint8(runs))
			return
		}
	}
	s.hashes = append(s.hashes, hash)
	s.runs = append(s.runs, uint8(runs))
	s.slots[at] = uint32(len(s.hashes))
}

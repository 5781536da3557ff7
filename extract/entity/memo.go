package entity

import "sync/atomic"

// A memo remembers of words whether a name of the gazetteer begins with them,
// so that it is asked about a common word once. A place holds a word's hash but
// for the last bits, which hold the answer. Two words of one hash would be one to
// it: the gazetteer's own maps make the same bet. Safe for concurrent use; what is
// lost to a collision of places is asked again.
type memo [1 << memoBits]atomic.Uint64

const (
	memoBits = 13 // 64 kB
	begins   = 1  // a name begins with the word
	never    = 2
	answer   = begins | never
)

// recall returns begins or never, 0 when the hash is not known.
func (m *memo) recall(h uint64) uint64 {
	v := m[h>>(64-memoBits)].Load()
	if (v^h)&^answer != 0 {
		return 0
	}
	return v & answer
}

func (m *memo) keep(h, what uint64) { m[h>>(64-memoBits)].Store(h&^answer | what) }

package entity

import "sync/atomic"

// A memo remembers hashes of words that begin no name, so that the gazetteer is
// asked about a common word once. Two words of one 64-bit hash would be one
// to it: the gazetteer's own maps make the same bet. Safe for concurrent use;
// what is lost to a collision of places is asked again.
type memo [1 << memoBits]atomic.Uint64

const memoBits = 13 // 64 kB

func (m *memo) never(h uint64) bool { return m[h>>(64-memoBits)].Load() == h }

func (m *memo) add(h uint64) { m[h>>(64-memoBits)].Store(h) }

package gazetteer

import "math/bits"

// A run is hashed eight bytes at a time, because a text has one at every word
// and most are not longer: what is multiplied is folded together, so that every bit
// of the hash depends on every byte. Readers of text that see its words eight bytes
// at a time may make the same hash themselves: begin with [HashSeed], and take a
// [HashStep] for each eight bytes, the first the lowest, zeros after the last.
const (
	HashSeed uint64 = 0x9E3779B97F4A7C15

	hashPrime uint64 = 0xA0761D6478BD642F
	joinPrime uint64 = 0xE7037ED1A0B428DB
)

// HashStep goes on from h with eight more bytes.
func HashStep(h, chunk uint64) uint64 {
	hi, lo := bits.Mul64(h^chunk, hashPrime)
	return hi ^ lo
}

// Hash returns the hash of a run: a word of a name, folded.
func Hash(run string) uint64 {
	h := HashSeed
	for len(run) >= 8 {
		h = HashStep(h, number64(run, 0))
		run = run[8:]
	}
	if run == "" {
		return h
	}
	chunk := uint64(0)
	for i := range len(run) {
		chunk |= uint64(run[i]) << (8 * i)
	}
	return HashStep(h, chunk)
}

// Join returns the hash of a name that goes on with one more run. The hash of
// a name of one run is that of the run.
func Join(name, run uint64) uint64 {
	hi, lo := bits.Mul64(name^bits.RotateLeft64(run, 23), joinPrime)
	return hi ^ lo
}

// number32 is the number in the four bytes of s from i on, the first the lowest.
func number32(s string, i int) uint32 {
	s = s[i : i+4]
	return uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | uint32(s[3])<<24
}

func number64(s string, i int) uint64 {
	s = s[i : i+8]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

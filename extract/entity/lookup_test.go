package entity

import (
	"math/rand/v2"
	"testing"
)

// TestLookup checks that each hash has a place of its own, however many there are.
func TestLookup(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for n := range 6000 {
		if n > 100 && n%97 != 0 {
			continue
		}
		hashes := make([]uint64, n)
		for i := range hashes {
			hashes[i] = r.Uint64()
		}
		l, err := newLookup(hashes)
		if err != nil {
			t.Fatalf("newLookup(%d hashes) = %v", n, err)
		}
		for i, h := range hashes {
			if at := *l.slot(h); int(at) != i+1 {
				t.Fatalf("of %d hashes, number %d is at %d", n, i, at)
			}
		}
	}
}

func TestLookupTwice(t *testing.T) {
	if _, err := newLookup([]uint64{1, 2, 1}); err == nil {
		t.Error("newLookup takes a hash twice")
	}
}

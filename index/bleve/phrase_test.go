package bleve

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestBoard puts random places on boards, few and many, near and far from each other, and
// compares with what is in both lists.
func TestBoard(t *testing.T) {
	var ends, kept board
	random := rand.New(rand.NewPCG(5, 6))
	fit, met := 0, 0
	for range 20_000 {
		first, second := randomPlaces(random), randomPlaces(random)
		a, b := uint64(random.IntN(3)), uint64(random.IntN(3))
		fits := ends.put(packed(first), a)
		if want := uint64(first[len(first)-1])+a < boardPlaces; fits != want {
			t.Fatalf("%v moved by %d fit: %v, want %v", first, a, fits, want)
		}
		if !fits {
			continue
		}
		fit++
		var want []uint64
		for _, p := range second {
			if slices.Contains(first, p+uint32(b)-uint32(a)) {
				want = append(want, uint64(p)+b)
			}
		}
		found := ends.keep(&kept, packed(second), b)
		if got := slices.Collect(kept.all); found != (len(want) > 0) || !slices.Equal(got, want) {
			t.Fatalf("of %v moved by %d and %v moved by %d, both have %v (%v), want %v", first, a, second, b, got, found, want)
		}
		if found {
			met++
		}
	}
	if fit < 5000 || met < 500 {
		t.Errorf("%d lists fit on a board and %d have places in common, which is too few to tell", fit, met)
	}
}

// packed is a record as list.record gives it.
func packed(places []uint32) []byte { return appendPlaces(nil, ofBody, places) }

// randomPlaces gives places in ascending order.
func randomPlaces(random *rand.Rand) []uint32 {
	reach := [...]uint32{8, 100, 1000, 5000, 40_000}[random.IntN(5)]
	at := random.Uint32N(reach)
	places := []uint32{at}
	for range random.IntN(12) {
		at += 1 + random.Uint32N(reach)
		places = append(places, at)
	}
	return places
}

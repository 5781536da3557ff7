package bleve

import (
	"math"
	"testing"
)

// TestFreshness compares what is read from the table with what it stands for.
func TestFreshness(t *testing.T) {
	const day, now = 24 * 3600, 1_800_000_000
	last := 1.0
	for age := int64(0); age < 12*365*day; age += 7*3600 + 1 {
		got, want := freshness(moment{sec: now - age, some: true}, now), freshnessAt(float64(age)/ageUnit)
		if math.Abs(got-want) > 1e-4 || got > last {
			t.Fatalf("freshness after %d seconds is %v, want %v and no more than %v", age, got, want, last)
		}
		last = got
	}
	if young, none := freshness(moment{sec: now + day, some: true}, now), freshness(moment{}, now); young != 1 || none != freshnessAt(undatedAges) {
		t.Errorf("freshness is %v of what is to come and %v of the undated", young, none)
	}
}

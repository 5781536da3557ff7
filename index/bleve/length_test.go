package bleve

import (
	"math"
	"testing"
)

func TestLengthCode(t *testing.T) {
	last := uint64(0)
	for words := range 10_000 {
		code := lengthCode(words)
		got, want := lengths[code], float64(words)
		if code > longestCode || code < last || math.Abs(got-want) > 0.02*want {
			t.Fatalf("the length %d has code %d, which stands for %v", words, code, got)
		}
		if words < exactLengths && got != want {
			t.Errorf("the length %d stands for %v", words, got)
		}
		last = code
	}
	if code := lengthCode(860); code >= 1<<7 {
		t.Errorf("the code of 860 words is %d, which takes two bytes", code)
	}
	if code := lengthCode(math.MaxInt64); code > longestCode {
		t.Errorf("the code of a very long article is %d, above %d", code, longestCode)
	}
}

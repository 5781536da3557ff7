package bleve

import "math"

// The length of an article stands with every word of it, and so it is written short: up to
// exactLengths as it is, and beyond in steps of a twentieth of a doubling, which is 2% off
// at most. Of up to 860 words that is one byte.

const (
	exactLengths = 32
	lengthSteps  = 20
	longestCode  = 1<<9 - 1 // longer than any article
)

// lengthCode writes a length.
func lengthCode(words int) uint64 {
	if words < exactLengths {
		return uint64(words)
	}
	step := math.Round(lengthSteps * math.Log2(float64(words)/exactLengths))
	return min(exactLengths+uint64(step), longestCode)
}

// lengths are what the codes stand for. Codes that are not written stand for nothing.
var lengths = readLengths()

func readLengths() (known [longestCode + 1]float64) {
	for code := range longestCode + 1 {
		known[code] = float64(code)
		if code > exactLengths {
			known[code] = exactLengths * math.Exp2(float64(code-exactLengths)/lengthSteps)
		}
	}
	return known
}

package article

import (
	"math"
	"path/filepath"
	"testing"
)

// TestScore holds the scores, which take the class tokens of each element
// together, against the plain sum over all features.
func TestScore(t *testing.T) {
	m, err := standard()
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range pageFiles(t) {
		d, err := load(testPage(t, file), Options{}, &m.vocab[tAll], nil)
		if err != nil || len(d.blocks) == 0 || d.lines {
			continue
		}
		d.prepare(m)
		d.surround(m)
		for i := range d.blocks {
			var want weights
			add := func(w *weights) {
				for s := range want {
					want[s] += w[s]
				}
			}
			d.features(i, func(t template, v int) { add(&m.fixed[templateOffsets[t]+v]) })
			d.tokenFeatures(m, i, func(t template, v int16) { add(&m.tokens[t][v]) })
			got := d.score(m, i)
			for s := range want {
				if math.Abs(float64(got[s]-want[s])) > 1e-3 {
					t.Fatalf("%s: block %d %q scores %v, want %v", filepath.Base(file), i, d.blocks[i].text, got, want)
				}
			}
		}
	}
}

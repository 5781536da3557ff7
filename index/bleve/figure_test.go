package bleve

import (
	"fmt"
	"math"
	"testing"

	"github.com/pennypress/pennypress/extract"
)

func TestFigureCodes(t *testing.T) {
	for _, v := range []float64{0, 1, -1, 0.1, -17.35, 5.1e6, 1234567, 2e9, 1.5e12, -0.01, 1e20, 3e-9} {
		code, ok := figureCode(v)
		if !ok || readCode(uint64(code)) != v || code > math.MaxInt32 || code < 2 {
			t.Errorf("%v has code %d, %v, read as %v", v, code, ok, readCode(uint64(code)))
		}
	}
	for _, v := range []float64{12345678, 1.0 / 3, math.Inf(1), math.Inf(-1), math.NaN(), 1e300, 5e-324} {
		if code, ok := figureCode(v); ok {
			t.Errorf("%v has code %d, want none", v, code)
		}
	}
}

func FuzzFigureCode(f *testing.F) {
	f.Add(-5.25)
	f.Fuzz(func(t *testing.T, v float64) {
		if code, ok := figureCode(v); ok && readCode(uint64(code)) != v {
			t.Errorf("%v is read as %v", v, readCode(uint64(code)))
		}
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return
		}
		if low, high := bucketBounds(bucketOf(v)); v < low || v > high {
			t.Errorf("%v is outside its bucket, %v to %v", v, low, high)
		}
	})
}

// An article with more figures of one size than there are slots keeps them all.
func TestManyFigures(t *testing.T) {
	a := extract.Article{}
	for i := range 100 {
		v := 4 + float64(i)/1000
		a.Entities = append(a.Entities, extract.Entity{Type: extract.TypePercent, Text: fmt.Sprint(v), Value: &v})
	}
	a.Entities = append(a.Entities, a.Entities...)
	if terms := figureTerms(&a); len(terms) != 100+1 { // and one that says that there are exact ones
		t.Errorf("100 different figures twice make %d terms", len(terms))
	}
}

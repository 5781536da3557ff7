package gazetteer

import "testing"

// BenchmarkBuild is what a program pays once for the built-in table.
func BenchmarkBuild(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := builtin(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLongest(b *testing.B) {
	t := Default()
	runs := []string{"bank", "of", "america", "shares", "rose"}
	for b.Loop() {
		if _, n := t.Longest(runs); n != 3 {
			b.Fatal(n)
		}
	}
}

func BenchmarkStarts(b *testing.B) {
	t := Default()
	for b.Loop() {
		if t.Starts("yesterday") {
			b.Fatal("yesterday starts a name")
		}
	}
}

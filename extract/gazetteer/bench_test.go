package gazetteer

import "testing"

// BenchmarkLoad is what a program pays once for the built-in table.
func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := open(compiled); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkBuild is what it pays for a table made of the data themselves, as with
// a file of its own.
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

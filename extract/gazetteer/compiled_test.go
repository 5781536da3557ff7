package gazetteer

import (
	"flag"
	"os"
	"slices"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestCompiled compares data/compiled.bin with what the data say.
func TestCompiled(t *testing.T) {
	built, err := builtin()
	if err != nil {
		t.Fatal(err)
	}
	want := string(encode(built))
	if *update {
		if err := os.WriteFile("data/compiled.bin", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if compiled != want {
		t.Fatal("data/compiled.bin is not what the data say: run go generate ./extract/gazetteer")
	}
	got, err := decode(want)
	if err != nil {
		t.Fatal(err)
	}
	compare(t, got, built)
}

// compare checks that two tables answer alike.
func compare(t *testing.T, got, want *Table) {
	t.Helper()
	if got.count != want.count || len(got.entries) != len(want.entries) || len(got.bySymbol) != len(want.bySymbol) {
		t.Fatalf("%d instruments, %d entries, want %d and %d", got.count, len(got.entries), want.count, len(want.entries))
	}
	for i, e := range want.entries {
		g := got.entries[i]
		if *g.Instrument != *e.Instrument || g.Name != e.Name || g.Until != e.Until || g.Weak != e.Weak || g.Lower != e.Lower || !slices.Equal(g.Context, e.Context) {
			t.Fatalf("entry %d is %+v, want %+v", i, g, e)
		}
	}
	if !slices.Equal(got.names.list, want.names.list) || !slices.Equal(got.symbols.list, want.symbols.list) {
		t.Fatal("other names or symbols")
	}
	for i, in := range want.bySymbol {
		if *got.bySymbol[i] != *in {
			t.Fatalf("symbol %d is that of %v, want %v", i, *got.bySymbol[i], *in)
		}
	}
}

// A damaged file is an error, not a crash.
func TestCompiledDamaged(t *testing.T) {
	for n := 0; n < len(compiled); n += 1 + len(compiled)/12 {
		if _, err := decode(compiled[:n]); err == nil {
			t.Errorf("%d of %d bytes are read", n, len(compiled))
		}
		bad := []byte(compiled)
		bad[n] ^= 0xFF
		_, _ = decode(string(bad))
	}
}

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
	want := built.index.data
	if *update {
		if err := os.WriteFile("data/compiled.bin", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if compiled != want {
		t.Fatal("data/compiled.bin is not what the data say: run go generate ./extract/gazetteer")
	}
	got, err := checked(want)
	if err != nil {
		t.Fatal(err)
	}
	compare(t, got, built)
}

// compare checks that an index holds what its listings say.
func compare(t *testing.T, got *index, want *Table) {
	t.Helper()
	for k, l := range want.listings {
		if l.Kind == dropped {
			continue
		}
		in := (&Table{index: got}).On(l.Exchange, k.symbol)
		if in == nil || *in != l.Instrument {
			t.Fatalf("%s:%s is %+v, want %+v", l.Exchange, l.Symbol, in, l.Instrument)
		}
		if len(l.homes) > 0 {
			continue
		}
		for _, n := range l.names {
			if e := n.entry(in); !slices.ContainsFunc(got.entriesOf(keyHash(keyOf(n.text))), func(g Entry) bool { return same(g, e) }) {
				t.Fatalf("%s:%s has no entry %+v", l.Exchange, l.Symbol, e)
			}
		}
	}
}

func keyOf(name string) string {
	key, _ := appendKey(nil, name)
	return string(key)
}

func same(a, b Entry) bool {
	return a.Instrument == b.Instrument && a.Name == b.Name && a.Until == b.Until && a.Weak == b.Weak && a.Lower == b.Lower && slices.Equal(a.Context, b.Context)
}

// A damaged file is an error, not a crash.
func TestCompiledDamaged(t *testing.T) {
	for n := 0; n < len(compiled); n += 1 + len(compiled)/50 {
		if _, err := checked(compiled[:n]); err == nil {
			t.Errorf("%d of %d bytes are read", n, len(compiled))
		}
		if _, err := open(compiled[:n]); err == nil {
			t.Errorf("%d of %d bytes are opened", n, len(compiled))
		}
		bad := []byte(compiled)
		bad[n] ^= 0xFF
		if _, err := checked(string(bad)); err == nil {
			t.Errorf("read with byte %d damaged", n)
		}
	}
}

// A hash made eight bytes at a time is that of the whole run, and names of the
// same words in another order have another.
func TestHash(t *testing.T) {
	seen := map[uint64]string{}
	for _, run := range []string{"", "a", "b", "ab", "ba", "goldman", "goldmans", "goldmansa", "telecommunications", "telecommunication"} {
		h := Hash(run)
		if other, ok := seen[h]; ok {
			t.Errorf("Hash(%q) = Hash(%q)", run, other)
		}
		seen[h] = run
	}
	if Join(Hash("delta"), Hash("air")) == Join(Hash("air"), Hash("delta")) {
		t.Error("delta air is air delta")
	}
	if got, want := HashStep(HashStep(HashSeed, 0x6e616d646c6f67|'s'<<56), 'a'), Hash("goldmansa"); got != want {
		t.Errorf("in two steps goldmansa is %x, want %x", got, want)
	}
}

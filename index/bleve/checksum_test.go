package bleve

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/index"
)

func TestChecksumsFindOneFlippedBit(t *testing.T) {
	path := filepath.Join(t.TempDir(), "index")
	if n, err := Checksums(path); n != 0 || err != nil {
		t.Errorf("Checksums of nothing = %d, %v", n, err)
	}
	idx, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	change := index.Change{Seq: 1, ID: "a", Article: extract.Article{ID: "a", Text: "Shares fell."}}
	if err := idx.Apply(t.Context(), []index.Change{change}, 1); err != nil {
		t.Fatal(err)
	}
	if err := idx.Close(); err != nil {
		t.Fatal(err)
	}
	if n, err := Checksums(path); n == 0 || err != nil {
		t.Errorf("Checksums = %d, %v, want some segments and no error", n, err)
	}
	segments, _ := filepath.Glob(filepath.Join(path, "*", "*.zap"))
	for _, spoil := range []func([]byte) []byte{
		func(b []byte) []byte { b[len(b)/2] ^= 1; return b },
		func(b []byte) []byte { return b[:len(b)-1] },
		func(b []byte) []byte { return nil },
	} {
		data, err := os.ReadFile(segments[0])
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(segments[0], spoil(append([]byte{}, data...)), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := Checksums(path); err == nil || !strings.Contains(err.Error(), segments[0]) {
			t.Errorf("Checksums of a damaged segment = %v, want its name", err)
		}
		if err := os.WriteFile(segments[0], data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

package bleve

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/index"
)

// filled makes an index of a few articles in a folder and closes it.
func filled(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "index")
	x, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for seq := int64(1); seq <= 3; seq++ {
		a := extract.Article{ID: string(rune('a' + seq)), Title: "Copper", Text: "Copper rose."}
		if err := x.Apply(t.Context(), []index.Change{{Seq: seq, ID: a.ID, Article: a}}, seq); err != nil {
			t.Fatal(err)
		}
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestReopen(t *testing.T) {
	x, err := Open(filled(t), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	seq, err := x.Seq(t.Context())
	if err != nil || seq != 3 || x.Rebuilt() != "" {
		t.Errorf("reopened: seq %d, %v, rebuilt %q, want 3 and no rebuilding", seq, err, x.Rebuilt())
	}
}

// TestDamage breaks an index in each way and wants it back empty and working.
func TestDamage(t *testing.T) {
	for name, harm := range map[string]func(t *testing.T, path string){
		"stamp of another schema": func(t *testing.T, path string) {
			write(t, filepath.Join(path, stampFile), `{"schema":999,"engine":"`+engine+`","folder":"a"}`)
		},
		"stamp of another engine": func(t *testing.T, path string) {
			write(t, filepath.Join(path, stampFile), fmt.Sprintf(`{"schema":%d,"engine":"v0","folder":"a"}`, schema))
		},
		"stamp cut":    func(t *testing.T, path string) { write(t, filepath.Join(path, stampFile), `{"sch`) },
		"stamp astray": func(t *testing.T, path string) { write(t, filepath.Join(path, stampFile), `{"folder":"../.."}`) },
		"stamp gone":   func(t *testing.T, path string) { remove(t, filepath.Join(path, stampFile)) },
		"lock cut": func(t *testing.T, path string) {
			write(t, filepath.Join(path, lockFile), "x")
			remove(t, filepath.Join(path, stampFile))
		},
		"root cut":     func(t *testing.T, path string) { write(t, filepath.Join(path, "a", "root.bolt"), "x") },
		"root gone":    func(t *testing.T, path string) { remove(t, filepath.Join(path, "a", "root.bolt")) },
		"segment gone": func(t *testing.T, path string) { eachSegment(t, path, func(f string) { remove(t, f) }) },
		"segment cut":  func(t *testing.T, path string) { eachSegment(t, path, func(f string) { write(t, f, "x") }) },
		"segment cut in half": func(t *testing.T, path string) {
			eachSegment(t, path, func(f string) { change(t, f, func(b []byte) []byte { return b[:len(b)/2] }) })
		},
		"segment overwritten": func(t *testing.T, path string) {
			eachSegment(t, path, func(f string) {
				change(t, f, func(b []byte) []byte { return append(append(b[:20:20], make([]byte, 8)...), b[28:]...) })
			})
		},
		"segment with one bit flipped": func(t *testing.T, path string) {
			eachSegment(t, path, func(f string) { change(t, f, func(b []byte) []byte { b[len(b)/3] ^= 4; return b }) })
		},
		"search met damage": func(t *testing.T, path string) {
			write(t, filepath.Join(path, damagedFile), "slice bounds out of range")
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := filled(t)
			harm(t, path)
			for range 2 {
				x, err := Open(path, Options{})
				if err != nil {
					t.Fatal(err)
				}
				a := extract.Article{ID: "z", Text: "Copper again."}
				if err := x.Apply(t.Context(), []index.Change{{Seq: 9, ID: "z", Article: a}}, 9); err != nil {
					t.Fatal(err)
				}
				q, _ := index.Parse("copper", time.Now())
				if r, err := x.Search(t.Context(), q, index.SearchOptions{}); err != nil || r.Total != 1 {
					t.Errorf("after damage: %+v, %v, want the new article alone", r, err)
				}
				if err := x.Close(); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// TestDamageWhileOpen overwrites the segments of an index in use: what is asked may fail,
// with the reason, and the next Open gives an index that works.
func TestDamageWhileOpen(t *testing.T) {
	path := filled(t)
	x, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	eachSegment(t, path, func(f string) {
		blank(t, f)
	})
	q, _ := index.Parse("copper", time.Now())
	_, err = x.Search(t.Context(), q, index.SearchOptions{})
	if err != nil && !errors.Is(err, ErrDamaged) {
		t.Errorf("Search in overwritten segments = %v, want ErrDamaged if any", err)
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	y, err := Open(path, Options{})
	if err != nil || y.Rebuilt() == "" {
		t.Fatalf("Open after damage = %v, rebuilt %q, want a new index", err, y.Rebuilt())
	}
	y.Close()
}

// TestLock holds the index and wants others turned away in time, unharmed.
func TestLock(t *testing.T) {
	path := filled(t)
	x, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	_, err = Open(path, Options{Wait: 100 * time.Millisecond})
	if !errors.Is(err, index.ErrLocked) || time.Since(began) > time.Second {
		t.Errorf("second Open = %v after %v, want ErrLocked at once", err, time.Since(began))
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	y, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer y.Close()
	if seq, err := y.Seq(t.Context()); err != nil || seq != 3 {
		t.Errorf("Seq after the lock = %d, %v, want 3", seq, err)
	}
}

// TestEngine keeps the stamp in step with the library.
func TestEngine(t *testing.T) {
	mod, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(mod), "github.com/blevesearch/bleve/v2 "+engine) {
		t.Errorf("engine is %s, go.mod has another bleve", engine)
	}
}

func TestNumbersSort(t *testing.T) {
	last := ""
	for _, f := range []float64{-1e12, -17, -0.5, 0, 0.25, 1, 2e9} {
		s := string(appendNumbers(nil, f, f))
		low, high, ok := readNumbers(s)
		if !ok || low != f || high != f || s <= last {
			t.Errorf("number %v reads as %v to %v, or sorts wrongly", f, low, high)
		}
		last = s
	}
}

func TestMoments(t *testing.T) {
	for _, at := range []time.Time{{}, time.Unix(0, 0), time.Date(1, 1, 1, 0, 0, 1, 0, time.UTC), time.Date(9999, 12, 31, 23, 59, 59, 999999999, time.UTC)} {
		m := momentOf(at)
		if !m.some {
			continue
		}
		if got := readMoment([]byte(m.term())); !got.time().Equal(at) || strings.ContainsRune(m.term(), 0xff) {
			t.Errorf("moment of %v reads as %v", at, got.time())
		}
	}
}

func write(t *testing.T, path, data string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(data), 0o644); err != nil {
		t.Fatal(err)
	}
}

func change(t *testing.T, path string, f func([]byte) []byte) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	write(t, path, string(f(data)))
}

// blank overwrites a file in place.
func blank(t *testing.T, path string) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err == nil {
		_, err = f.Write(make([]byte, info.Size()))
	}
	if err != nil {
		t.Fatal(err)
	}
}

func remove(t *testing.T, path string) {
	t.Helper()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
}

func eachSegment(t *testing.T, path string, f func(file string)) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(path, "*", "*.zap"))
	if err != nil || len(files) == 0 {
		t.Fatalf("segments: %v, %v", files, err)
	}
	for _, file := range files {
		f(file)
	}
}

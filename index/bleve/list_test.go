package bleve

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
	bindex "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"

	"github.com/pennypress/pennypress/extract"
)

// TestList walks through lists short and long, all of each and in leaps, with and
// without deleted documents, and wants what zapx's iterators say.
func TestList(t *testing.T) {
	merged := largeSegment(t)
	defer merged.Close()
	f, err := readFile(merged)
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	deleted := roaring.New()
	for range 5000 {
		deleted.Add(random.Uint32N(uint32(f.documents)))
	}
	dict, err := merged.Dictionary(bodyField)
	if err != nil {
		t.Fatal(err)
	}
	s := &numbered{file: f}
	for _, word := range []string{"all", "half", "everi", "tenth", "rare", "solo", "block1", "block2"} {
		for _, but := range []*roaring.Bitmap{nil, roaring.New(), deleted} {
			where, ok, err := s.find(ofBody, word)
			if !ok || err != nil {
				t.Fatalf("%s is not found: %v", word, err)
			}
			for _, leap := range []uint64{1, 2, 50, 3000, 40_000} {
				theirs, err := dict.PostingsList([]byte(word), but, nil)
				if err != nil {
					t.Fatal(err)
				}
				var ours list
				ours.open(f, where, but)
				compareLists(t, fmt.Sprintf("%s in leaps of %d", word, leap), &ours, theirs, random, leap)
			}
		}
	}
}

// largeSegment merges two segments of made-up articles into one of three blocks.
func largeSegment(t *testing.T) segment.Segment {
	t.Helper()
	var parts []segment.Segment
	random := rand.New(rand.NewPCG(3, 4))
	const n = 70_000
	for part := range 2 {
		d := newDraft()
		for i := range n {
			at := part*n + i
			a := extract.Article{ID: fmt.Sprintf("%06d", at), Text: "all"}
			for word, in := range map[string]bool{
				"half": random.IntN(2) == 0, "everi": at%30000 > 9, "tenth": at%10 == 0, "rare": at%1009 == 0, "solo": at == 12345,
				"block1": at/65536 == 1 && at%3 == 0, "block2": at/65536 == 2,
			} {
				for range random.IntN(6) + 1 {
					if in {
						a.Text += " " + word
					}
				}
			}
			d.add(&a)
		}
		documents := make([]bindex.Document, n)
		for i := range documents {
			documents[i] = &drafted{draft: d}
		}
		s, _, err := (&plugin{}).New(documents)
		if err != nil {
			t.Fatal(err)
		}
		parts = append(parts, s)
	}
	path := filepath.Join(t.TempDir(), "segment")
	if _, _, err := (&plugin{}).Merge(parts, []*roaring.Bitmap{nil, nil}, path, nil, nil); err != nil {
		t.Fatal(err)
	}
	merged, err := (&plugin{}).Open(path)
	if err != nil {
		t.Fatal(err)
	}
	return merged
}

func compareLists(t *testing.T, name string, l *list, theirs segment.PostingsList, random *rand.Rand, leap uint64) {
	t.Helper()
	if l.count() != int(theirs.Count()) {
		t.Fatalf("%s: %d documents, want %d", name, l.count(), theirs.Count())
	}
	it := theirs.Iterator(true, true, true, nil)
	for target := uint64(0); ; {
		l.next(target)
		p, err := it.Advance(target)
		if err != nil {
			t.Fatal(err)
		}
		if p == nil {
			if l.doc != none {
				t.Fatalf("%s: goes on at %d after the end", name, l.doc)
			}
			return
		}
		weighed := random.IntN(3) > 0
		if weighed {
			l.weigh()
		}
		if l.doc != p.Number() || weighed && l.frequency != p.Frequency() {
			t.Fatalf("%s: at %d, %d times, want %d, %d times", name, l.doc, l.frequency, p.Number(), p.Frequency())
		}
		if random.IntN(3) > 0 {
			var want []uint64
			for _, at := range p.Locations() {
				want = unpackPlaces(want, at)
			}
			if got := l.here(); !slices.Equal(got, want) {
				t.Fatalf("%s: places in %d are %v, want %v", name, l.doc, got, want)
			}
		}
		target = l.doc + 1 + random.Uint64N(leap)
	}
}

// unpackPlaces appends the places that appendPlaces wrote.
func unpackPlaces(places []uint64, l segment.Location) []uint64 {
	at := l.Pos()
	places = append(places, at)
	if l.Start() == 0 {
		return places
	}
	at += l.Start()
	places = append(places, at)
	if l.End() == 0 {
		return places
	}
	at += l.End()
	places = append(places, at)
	for _, d := range l.ArrayPositions() {
		at += d
		places = append(places, at)
	}
	return places
}

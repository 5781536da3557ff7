package bleve

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2/document"
	bindex "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"

	"github.com/pennypress/pennypress/extract"
)

// TestSegment makes segments of random articles by hand and by zapx, and wants the
// same bytes of both once zapx has rewritten them.
func TestSegment(t *testing.T) {
	d := newDraft()
	for seed, n := range []int{1, 2, 30, 3000} {
		dice := dice{rand.New(rand.NewPCG(uint64(seed), 7))}
		d.reset()
		d.usePairs(pairs{Lists: [][]string{{"price", "war", "500", "the"}}})
		for i := range n {
			a := dice.article(i)
			d.add(&a)
		}
		documents := make([]bindex.Document, n)
		for i := range documents {
			documents[i] = &drafted{draft: d}
		}
		ours, _, err := (&plugin{}).New(documents)
		if err != nil {
			t.Fatal(err)
		}
		theirs, _, err := (&plugin{}).ZapPlugin.New(undrafted(d))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(rewritten(t, ours), rewritten(t, theirs)) {
			t.Errorf("the segment of %d articles is not what zapx makes of them", n)
		}
	}
}

// rewritten gives the bytes of a segment that was merged with none, up to the names
// of the fields, which zapx writes in a random order.
func rewritten(t *testing.T, s segment.Segment) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "segment")
	if _, _, err := (&plugin{}).Merge([]segment.Segment{s}, []*roaring.Bitmap{nil}, path, nil, nil); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	index := binary.BigEndian.Uint64(data[len(data)-20:])
	return data[:binary.BigEndian.Uint64(data[index+1:])]
}

// TestForeignDocuments hands the plugin documents that are not all of a draft.
func TestForeignDocuments(t *testing.T) {
	d := newDraft()
	d.add(&extract.Article{ID: "a", Text: "tin"})
	d.add(&extract.Article{ID: "b", Text: "tin"})
	for _, documents := range [][]bindex.Document{{document.NewDocument("a")}, {&drafted{id: "a", draft: d}}} {
		if _, _, err := (&plugin{}).New(documents); err == nil {
			t.Errorf("a segment was made of %d documents", len(documents))
		}
	}
}

// undrafted makes of a draft the documents that zapx wants.
func undrafted(d *draft) []bindex.Document {
	documents := make([]*document.Document, len(d.ids))
	for i, id := range d.ids {
		documents[i] = document.NewDocument(id)
		for k, kind := range kinds {
			if k == ofID {
				continue
			}
			f := &field{name: kind.name, options: kind.options, terms: bindex.TokenFrequencies{}}
			switch k {
			case ofBody, ofFigure:
				f.length = int(d.lengths[i])
			case ofGist:
				f.value = d.gists[i]
			}
			documents[i].AddField(f)
		}
		documents[i].AddIDField()
		for _, f := range documents[i].Fields {
			f.Analyze()
		}
	}
	for k, kind := range kinds {
		if k == ofID {
			continue
		}
		for _, l := range d.fields[k].lines {
			f := documents[l.doc].Fields[k-1].(*field)
			f.add(kind.keeps, d.fields[k].terms[l.term], l.value)
		}
	}
	out := make([]bindex.Document, len(documents))
	for i := range documents {
		out[i] = documents[i]
	}
	return out
}

// A field is one field of a document, already cut into terms.
type field struct {
	name    string
	options bindex.FieldIndexingOptions
	length  int
	terms   bindex.TokenFrequencies
	value   []byte // stored
}

// add adds a term, or another place of it.
func (f *field) add(k keeps, term string, value uint32) {
	tf, ok := f.terms[term]
	if !ok {
		tf = &bindex.TokenFreq{Term: []byte(term)}
		f.terms[term] = tf
		if k == numbers {
			tf.SetFrequency(int(value))
		}
	}
	if k != places {
		return
	}
	weight := 1
	if f.name == bodyField {
		weight = placeWeight(uint64(value))
	}
	tf.SetFrequency(tf.Frequency() + weight)
	if !ok {
		tf.Locations = []*bindex.TokenLocation{{Position: int(value)}}
		return
	}
	l := tf.Locations[0]
	last := uint64(l.Position + l.Start + l.End)
	for _, more := range l.ArrayPositions {
		last += more
	}
	switch distance := uint64(value) - last; {
	case l.Start == 0:
		l.Start = int(distance)
	case l.End == 0:
		l.End = int(distance)
	default:
		l.ArrayPositions = append(l.ArrayPositions, distance)
	}
}

func (f *field) Name() string                                      { return f.name }
func (f *field) ArrayPositions() []uint64                          { return nil }
func (f *field) Options() bindex.FieldIndexingOptions              { return f.options }
func (f *field) Analyze()                                          {}
func (f *field) Value() []byte                                     { return f.value }
func (f *field) NumPlainTextBytes() uint64                         { return 0 }
func (f *field) Size() int                                         { return 0 }
func (f *field) EncodedFieldType() byte                            { return 't' }
func (f *field) AnalyzedLength() int                               { return f.length }
func (f *field) AnalyzedTokenFrequencies() bindex.TokenFrequencies { return f.terms }

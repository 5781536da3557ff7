package bleve

import (
	"slices"

	"github.com/blevesearch/bleve/v2/document"
	bindex "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/index/words"
)

// Places of words count the title and the text in one: the title from 0, the
// text from textBase. A longer title, of which none was seen in earnest, stands
// behind everything.
const (
	textBase     = 32
	farTitleBase = 1 << 28
)

// titleAt says whether a place is in the title.
func titleAt(place uint64) bool { return place < textBase || place >= farTitleBase }

// newDocument makes of an article what the index keeps of it, and gives how many
// words it has.
func newDocument(a extract.Article) (*document.Document, int) {
	d := document.NewDocument(a.ID)
	body, written, gist, n := bodyTerms(a)
	d.AddField(&field{name: bodyField, options: bindex.IndexField | bindex.IncludeTermVectors, length: n, terms: body})
	d.AddField(&field{name: writtenField, options: docsOnly, terms: written})
	d.AddField(&field{name: authorField, options: bindex.IndexField | bindex.IncludeTermVectors, terms: authorTerms(a)})
	d.AddField(&field{name: keyField, options: docsOnly, terms: plainTerms(keyTerms(a))})
	d.AddField(&field{name: figureField, options: bindex.IndexField, terms: figureTerms(a)})
	d.AddField(&field{name: gistField, options: bindex.StoreField, value: gist})
	if m := momentOf(a.Published); m.some {
		d.AddField(&field{name: timeField, options: docsOnly | bindex.DocValues, terms: plainTerms([]string{m.term()})})
	}
	return d, n
}

const docsOnly = bindex.IndexField | bindex.SkipFreqNorm

// bodyTerms gives the words of title and text, the written forms that prefixes
// need, the gist, and the length of all.
func bodyTerms(a extract.Article) (body, written bindex.TokenFrequencies, gist []byte, length int) {
	reading := words.Reading(a.Language)
	title := words.Analyzer{}.Terms(a.Title, a.Language)
	text := words.Analyzer{}.Terms(a.Text, a.Language)
	base := 0
	if len(title) >= textBase {
		base = farTitleBase
	}
	b := newPlaced(len(title) + len(text))
	w := map[string]bool{}
	for i, t := range text {
		b.add(bodyTerm(t.Text, reading), textBase+i, textWeight(i))
		if t.Word != t.Text {
			w[bodyTerm(t.Word, reading)] = true
		}
	}
	for i, t := range title {
		b.add(bodyTerm(t.Text, reading), base+i, titleWeight)
		w[titlePrefix+t.Word], w[titlePrefix+t.Text] = true, true
		if t.Word != t.Text {
			w[bodyTerm(t.Word, reading)] = true
		}
	}
	terms := make([]string, 0, len(w))
	for t := range w {
		terms = append(terms, t)
	}
	return b.frequencies(), plainTerms(terms), b.gist(), max(1, b.length)
}

// authorTerms gives the words of the authors' names. A gap between two names
// keeps phrases from running from one into the other.
func authorTerms(a extract.Article) bindex.TokenFrequencies {
	p := newPlaced(8)
	at := 0
	for _, name := range a.Authors {
		for _, t := range (words.Analyzer{}).Terms(name, "") {
			p.add(t.Word, at, 1)
			at++
		}
		at++
	}
	return p.frequencies()
}

// placed collects terms with their places and weights.
type placed struct {
	index  map[string]int
	terms  []placedTerm
	length int // words
}

type placedTerm struct {
	text   string
	weight int
	places []uint64
}

func newPlaced(n int) *placed {
	return &placed{index: make(map[string]int, n/2+1)}
}

func (p *placed) add(text string, place, weight int) {
	i, ok := p.index[text]
	if !ok {
		i = len(p.terms)
		p.index[text] = i
		p.terms = append(p.terms, placedTerm{text: text})
	}
	t := &p.terms[i]
	t.weight += weight
	p.length++
	t.places = append(t.places, uint64(place))
}

func (p *placed) frequencies() bindex.TokenFrequencies {
	freqs := make(bindex.TokenFrequencies, len(p.terms))
	backing := make([]bindex.TokenFreq, len(p.terms))
	locations := make([]bindex.TokenLocation, len(p.terms))
	pointers := make([]*bindex.TokenLocation, len(p.terms))
	for i, t := range p.terms {
		slices.Sort(t.places)
		packPlaces(&locations[i], t.places)
		pointers[i] = &locations[i]
		backing[i] = bindex.TokenFreq{Term: []byte(t.text), Locations: pointers[i : i+1 : i+1]}
		backing[i].SetFrequency(t.weight)
		freqs[t.text] = &backing[i]
	}
	return freqs
}

// packPlaces puts all places of a term into one location, the rest as distances:
// scorch writes five numbers for a location, and most terms have one to three
// places. This keeps the index a third smaller than a location for each.
func packPlaces(l *bindex.TokenLocation, places []uint64) {
	l.Position = int(places[0])
	last := places[0]
	for i, p := range places[1:] {
		distance := p - last
		last = p
		switch i {
		case 0:
			l.Start = int(distance)
		case 1:
			l.End = int(distance)
		default:
			l.ArrayPositions = append(l.ArrayPositions, distance)
		}
	}
}

// unpackPlaces appends the places that packPlaces wrote.
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

// plainTerms makes terms without frequency and places.
func plainTerms(terms []string) bindex.TokenFrequencies {
	freqs := make(bindex.TokenFrequencies, len(terms))
	for _, t := range terms {
		freqs[t] = &bindex.TokenFreq{Term: []byte(t)}
	}
	return freqs
}

// A field is one field of a document, already cut into terms.
type field struct {
	name    string
	options bindex.FieldIndexingOptions
	length  int
	terms   bindex.TokenFrequencies
	value   []byte // stored
}

var _ document.Field = (*field)(nil)

// Name and the following are what scorch asks of a field.
func (f *field) Name() string { return f.name }

// ArrayPositions are none: no field is repeated.
func (f *field) ArrayPositions() []uint64 { return nil }

// Options say what scorch keeps.
func (f *field) Options() bindex.FieldIndexingOptions { return f.options }

// Analyze has nothing left to do.
func (f *field) Analyze() {}

// Value is what scorch stores.
func (f *field) Value() []byte { return f.value }

// NumPlainTextBytes only feeds scorch's statistics.
func (f *field) NumPlainTextBytes() uint64 { return 0 }

// Size only feeds scorch's statistics.
func (f *field) Size() int { return 0 }

// EncodedFieldType says text.
func (f *field) EncodedFieldType() byte { return 't' }

// AnalyzedLength is the number of words.
func (f *field) AnalyzedLength() int { return f.length }

// AnalyzedTokenFrequencies are the terms.
func (f *field) AnalyzedTokenFrequencies() bindex.TokenFrequencies { return f.terms }

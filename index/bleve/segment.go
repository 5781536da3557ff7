package bleve

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
	bindex "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"
	"github.com/blevesearch/vellum"
	zap "github.com/blevesearch/zapx/v17"
	"github.com/golang/snappy"
)

// A segment is what zapx makes of documents, written here from a draft in a fifth of
// the time. zapx reads and merges it. Its parts, one after the other:
//
//	of each document: the id and what is stored; where that stands
//	of each field:    for each term numbers, places and documents; the dictionary;
//	                  the values of each document, of one field only; where those stand
//	of each field:    its name and where it stands
//
// zapx's zap.md describes the bytes. TestSegment compares them with those of zapx.

// segmentType is the name under which scorch finds segments of this kind.
const (
	segmentType    = "pennypress"
	segmentVersion = 1
)

// A plugin makes, opens and merges segments for scorch.
type plugin struct{ zap.ZapPlugin }

// Type and the following are what scorch asks of a plugin.
func (*plugin) Type() string { return segmentType }

// Version is that of the type.
func (*plugin) Version() uint32 { return segmentVersion }

// New makes the segment of a draft, to which all the documents belong.
func (p *plugin) New(documents []bindex.Document) (segment.Segment, uint64, error) {
	return p.NewUsing(documents, nil)
}

// NewUsing does the same; what it is to use is only handed on.
func (*plugin) NewUsing(documents []bindex.Document, config map[string]any) (segment.Segment, uint64, error) {
	d, ok := documents[0].(*drafted)
	if !ok || len(documents) != len(d.draft.ids) {
		return nil, 0, errors.New("the documents of a batch are not those of one draft")
	}
	return d.draft.segment(config)
}

// A drafted document stands for one of a draft where scorch wants documents.
type drafted struct {
	id    string
	draft *draft
}

var _ bindex.Document = (*drafted)(nil)

// ID and the following are what scorch asks of a document before it hands it on.
func (d *drafted) ID() string { return d.id }

// Size only feeds scorch's statistics, as NumPlainTextBytes and StoredFieldsBytes do.
func (d *drafted) Size() int { return 0 }

// VisitFields has none to show: the draft holds them.
func (d *drafted) VisitFields(bindex.FieldVisitor) {}

// VisitComposite has none either.
func (d *drafted) VisitComposite(bindex.CompositeFieldVisitor) {}

// HasComposite says so.
func (d *drafted) HasComposite() bool { return false }

// NumPlainTextBytes is not counted.
func (d *drafted) NumPlainTextBytes() uint64 { return 0 }

// AddIDField has nothing to add.
func (d *drafted) AddIDField() {}

// StoredFieldsBytes is not counted.
func (d *drafted) StoredFieldsBytes() uint64 { return 0 }

// Indexed is for scorch's statistics.
func (d *drafted) Indexed() bool { return false }

// A segmentWriter writes the bytes of a segment. All but out is used again.
type segmentWriter struct {
	out     []byte
	offsets []uint64 // where each document is stored
	packed  []byte

	order  []ordered // the terms of a field
	starts []uint32  // where the lines of each term begin among those that follow
	docs   []uint32
	values []uint32

	numbers, places chunks
	location        []byte
	distinct        []uint32 // documents of a term
	set             *roaring.Bitmap
	dictionary      bytes.Buffer
	builder         *vellum.Builder
	key             []byte
}

// An ordered term is sorted by its first eight bytes, which nearly always decide.
type ordered struct {
	head uint64
	term uint32
}

// dictionaryOptions are zapx's own.
var dictionaryOptions = &vellum.BuilderOpts{Encoder: 1, RegistryTableSize: 0, RegistryMRUSize: 1}

// segment makes a segment of the draft.
func (d *draft) segment(config map[string]any) (segment.Segment, uint64, error) {
	w := &d.writer
	w.out = make([]byte, 0, len(w.out)+len(w.out)/8+1<<16)
	stored := w.store(d)
	var at [len(kinds)]uint64
	for i := range kinds {
		var err error
		if at[i], err = w.field(d, i); err != nil {
			return nil, 0, err
		}
	}
	fields := w.fields(at)
	stats, ok := config[segment.StatsKey].(*segment.Stats)
	if !ok {
		stats = &segment.Stats{}
	}
	s, err := zap.InitSegmentBase(w.out, crc32.ChecksumIEEE(w.out), zap.DefaultChunkMode, uint64(len(d.ids)), stored, fields, config, stats)
	return s, uint64(len(w.out)), err
}

func (w *segmentWriter) at() uint64 { return uint64(len(w.out)) }

func (w *segmentWriter) uvarint(v uint64) { w.out = binary.AppendUvarint(w.out, v) }

func (w *segmentWriter) uint64(v uint64) { w.out = binary.BigEndian.AppendUint64(w.out, v) }

// store writes ids and gists.
func (w *segmentWriter) store(d *draft) uint64 {
	w.offsets = w.offsets[:0]
	var head [6 * binary.MaxVarintLen64]byte
	for i, id := range d.ids {
		w.offsets = append(w.offsets, w.at())
		w.packed = snappy.Encode(w.packed[:cap(w.packed)], d.gists[i])
		meta := head[:0]
		for _, v := range [...]uint64{uint64(len(id)), ofGist, 't', 0, uint64(len(d.gists[i])), 0} {
			meta = binary.AppendUvarint(meta, v)
		}
		w.uvarint(uint64(len(meta)))
		w.uvarint(uint64(len(id) + len(w.packed)))
		w.out = append(append(append(w.out, meta...), id...), w.packed...)
	}
	at := w.at()
	for _, o := range w.offsets {
		w.uint64(o)
	}
	w.uvarint(0) // no document is part of another
	return at
}

// field writes a field and gives where it stands.
func (w *segmentWriter) field(d *draft, field int) (uint64, error) {
	v := &d.fields[field]
	w.sort(v)
	if err := w.terms(d, field); err != nil {
		return 0, err
	}
	dictionary := w.at()
	w.uvarint(uint64(w.dictionary.Len()))
	w.out = append(w.out, w.dictionary.Bytes()...)
	from, to := uint64(noValues), uint64(noValues)
	if kinds[field].options.IncludeDocValues() {
		from = w.at()
		w.documentValues(v, len(d.ids))
		to = w.at()
	}
	at := w.at()
	w.uvarint(from)
	w.uvarint(to)
	w.uvarint(dictionary)
	return at, nil
}

// noValues stands where a field has no values of documents.
const noValues = 1<<64 - 1

// sort puts the terms in order, and the lines by their terms.
func (w *segmentWriter) sort(v *fieldDraft) {
	w.order = w.order[:0]
	for i, t := range v.terms {
		w.order = append(w.order, ordered{headOf(t), uint32(i)})
	}
	slices.SortFunc(w.order, func(a, b ordered) int {
		if a.head != b.head {
			return cmp.Compare(a.head, b.head)
		}
		return cmp.Compare(v.terms[a.term], v.terms[b.term])
	})
	w.starts = append(w.starts[:0], make([]uint32, len(v.terms)+1)...)
	for _, l := range v.lines {
		w.starts[l.term+1]++
	}
	for i := range v.terms {
		w.starts[i+1] += w.starts[i]
	}
	w.docs = slices.Grow(w.docs[:0], len(v.lines))[:len(v.lines)]
	w.values = slices.Grow(w.values[:0], len(v.lines))[:len(v.lines)]
	for _, l := range v.lines {
		i := w.starts[l.term]
		w.starts[l.term]++
		w.docs[i], w.values[i] = l.doc, l.value
	}
	copy(w.starts[1:], w.starts) // each had moved on to the next one's
	w.starts[0] = 0
}

func headOf(term string) uint64 {
	var b [8]byte
	copy(b[:], term)
	return binary.BigEndian.Uint64(b[:])
}

// terms writes all terms of a field, and the dictionary aside.
func (w *segmentWriter) terms(d *draft, field int) (err error) {
	w.dictionary.Reset()
	if w.builder == nil {
		w.set = roaring.New()
		w.builder, err = vellum.New(&w.dictionary, dictionaryOptions)
	} else {
		err = w.builder.Reset(&w.dictionary)
	}
	if err != nil {
		return err
	}
	for _, o := range w.order {
		where := w.term(d, field, o.term)
		w.key = append(w.key[:0], d.fields[field].terms[o.term]...)
		if err := w.builder.Insert(w.key, where); err != nil {
			return err
		}
	}
	return w.builder.Close()
}

// term writes where a term occurs and gives what the dictionary holds of it.
func (w *segmentWriter) term(d *draft, field int, term uint32) uint64 {
	docs, values := w.docs[w.starts[term]:w.starts[term+1]], w.values[w.starts[term]:w.starts[term+1]]
	if field == ofID {
		return zap.FSTValEncode1Hit(uint64(docs[0]), 1)
	}
	w.distinct = appendDistinct(w.distinct[:0], docs)
	size := uint64(len(d.ids)) / (uint64(len(w.distinct))/1024 + 1)
	w.numbers.reset(size)
	w.places.reset(size)
	switch kinds[field].keeps {
	case nothing:
		for _, doc := range w.distinct {
			w.numbers.enter(doc)
			w.numbers.data = append(w.numbers.data, 0)
		}
	case numbers:
		w.addNumbers(d, docs, values)
	case places:
		w.addPlaces(d, field, docs, values)
	}
	numbersAt := w.chunks(&w.numbers, len(d.ids))
	placesAt := w.chunks(&w.places, len(d.ids))
	at := w.at()
	w.uvarint(numbersAt)
	w.uvarint(placesAt)
	w.documents()
	return at
}

func appendDistinct(to, docs []uint32) []uint32 {
	for i, doc := range docs {
		if i == 0 || doc != docs[i-1] {
			to = append(to, doc)
		}
	}
	return to
}

// addNumbers writes the number that stands with each document, doubled, and then the
// length of the document.
func (w *segmentWriter) addNumbers(d *draft, docs, values []uint32) {
	for i, doc := range docs {
		if i > 0 && doc == docs[i-1] {
			continue
		}
		w.numbers.enter(doc)
		w.numbers.add(uint64(values[i]) << 1)
		if values[i] != 0 {
			w.numbers.add(d.lengths[doc])
		}
	}
}

// addPlaces writes the weight of a term in each document, the length of the document,
// and the places.
func (w *segmentWriter) addPlaces(d *draft, field int, docs, values []uint32) {
	for i := 0; i < len(docs); {
		doc, end, weight := docs[i], i, uint64(0)
		for ; end < len(docs) && docs[end] == doc; end++ {
			if field == ofBody {
				weight += uint64(placeWeight(uint64(values[end])))
			} else {
				weight++
			}
		}
		w.numbers.enter(doc)
		w.numbers.add(weight<<1 | 1)
		length := uint64(0)
		if field == ofBody {
			length = d.lengths[doc]
		}
		w.numbers.add(length)
		w.location = appendPlaces(w.location[:0], field, values[i:end])
		w.places.enter(doc)
		w.places.add(uint64(len(w.location)))
		w.places.data = append(w.places.data, w.location...)
		i = end
	}
}

// appendPlaces puts all places of a term into one location, the rest as distances:
// zapx writes five numbers for a location, and most terms have one to three
// places. This keeps the index a third smaller than a location for each.
func appendPlaces(b []byte, field int, places []uint32) []byte {
	b = binary.AppendUvarint(b, uint64(field))
	b = binary.AppendUvarint(b, uint64(places[0]))
	for i := 1; i <= 2; i++ {
		distance := uint32(0)
		if i < len(places) {
			distance = places[i] - places[i-1]
		}
		b = binary.AppendUvarint(b, uint64(distance))
	}
	b = binary.AppendUvarint(b, uint64(max(0, len(places)-3)))
	for i := 3; i < len(places); i++ {
		b = binary.AppendUvarint(b, uint64(places[i]-places[i-1]))
	}
	return b
}

// chunks are numbers of documents in ascending order, parted so that not all have
// to be read for a late one.
type chunks struct {
	data []byte
	ends []uint64 // of the chunks that are full
	size uint64   // documents
}

func (c *chunks) reset(size uint64) { c.data, c.ends, c.size = c.data[:0], c.ends[:0], size }

// enter makes what is added next that of a document.
func (c *chunks) enter(doc uint32) {
	for uint64(len(c.ends)+1)*c.size <= uint64(doc) {
		c.ends = append(c.ends, uint64(len(c.data)))
	}
}

func (c *chunks) add(v uint64) { c.data = binary.AppendUvarint(c.data, v) }

// chunks writes chunks and gives where they stand; 0 when there are none.
func (w *segmentWriter) chunks(c *chunks, documents int) uint64 {
	if len(c.data) == 0 {
		return 0
	}
	at := w.at()
	n := (uint64(documents)-1)/c.size + 1
	w.uvarint(n)
	for _, end := range c.ends {
		w.uvarint(end)
	}
	for range n - uint64(len(c.ends)) {
		w.uvarint(uint64(len(c.data)))
	}
	w.out = append(w.out, c.data...)
	return at
}

// What a set of few documents with small numbers looks like, which nearly all are:
// one block that lists them.
const (
	listCookie  = 12346 // of sets without runs
	listHeader  = 16
	listLimit   = 4096
	listNumbers = 1 << 16
)

// documents writes the set of documents of a term.
func (w *segmentWriter) documents() {
	n := len(w.distinct)
	if n > listLimit || w.distinct[n-1] >= listNumbers {
		w.set.Clear()
		w.set.AddMany(w.distinct)
		w.uvarint(w.set.GetSerializedSizeInBytes())
		set := bytes.NewBuffer(w.out)
		w.set.WriteTo(set) // into memory, which does not fail
		w.out = set.Bytes()
		return
	}
	w.uvarint(listHeader + 2*uint64(n))
	w.out = binary.LittleEndian.AppendUint32(w.out, listCookie)
	w.out = binary.LittleEndian.AppendUint32(w.out, 1)
	w.out = binary.LittleEndian.AppendUint16(w.out, 0)
	w.out = binary.LittleEndian.AppendUint16(w.out, uint16(n-1))
	w.out = binary.LittleEndian.AppendUint32(w.out, listHeader)
	for _, doc := range w.distinct {
		w.out = binary.LittleEndian.AppendUint16(w.out, uint16(doc))
	}
}

// valuesChunk is how many documents zapx reads the values of at once.
const valuesChunk = 1024

// documentValues writes the terms of each document; v has its lines by document, and
// one at most for each.
func (w *segmentWriter) documentValues(v *fieldDraft, documents int) {
	begin, lines := len(w.out), v.lines
	ends := make([]uint64, (documents-1)/valuesChunk+1)
	var meta, data []byte
	for chunk := range ends {
		n := 0
		meta, data = meta[:0], data[:0]
		for ; n < len(lines) && int(lines[n].doc) < (chunk+1)*valuesChunk; n++ {
			data = append(append(data, v.terms[lines[n].term]...), bindex.DocValueTermSeparator)
			meta = binary.AppendUvarint(binary.AppendUvarint(meta, uint64(lines[n].doc)), uint64(len(data)))
		}
		if lines = lines[n:]; n > 0 {
			w.uvarint(uint64(n))
			w.packed = snappy.Encode(w.packed[:cap(w.packed)], data)
			w.out = append(append(w.out, meta...), w.packed...)
		}
		ends[chunk] = uint64(len(w.out) - begin)
	}
	at := len(w.out)
	for _, end := range ends {
		w.uvarint(end)
	}
	w.uint64(uint64(len(w.out) - at))
	w.uint64(uint64(len(ends)))
}

// fields writes the names of the fields and where each stands.
func (w *segmentWriter) fields(fields [len(kinds)]uint64) uint64 {
	var at [len(kinds)]uint64
	for i, k := range kinds {
		at[i] = w.at()
		w.uvarint(uint64(len(k.name)))
		w.out = append(w.out, k.name...)
		w.uvarint(uint64(k.options))
		w.uvarint(1) // of zapx's kinds of index, the first
		w.out = binary.BigEndian.AppendUint16(w.out, zap.SectionInvertedTextIndex)
		w.uint64(fields[i])
	}
	index := w.at()
	w.uvarint(uint64(len(at)))
	for _, a := range at {
		w.uint64(a)
	}
	return index
}

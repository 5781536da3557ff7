package bleve

import (
	"encoding/binary"
	"math"

	"github.com/RoaringBitmap/roaring/v2"
	zap "github.com/blevesearch/zapx/v17"
)

// Of a term, a segment keeps the set of its documents, and for each document, in
// chunks, a frequency, a length and places:
//
//	documents  3  8 | 20 …        a chunk ends at 16
//	numbers    2 101, 1 88 | 4 96
//	places     …
//
// A list walks through the documents. Numbers and places are read when they are asked
// for: of a chunk, as far as the current document. Documents that were deleted since
// are passed over.
type list struct {
	file *segmentFile
	set  documentSet
	but  *roaring.Bitmap // deleted; nil when none is
	size int             // documents, the deleted ones too

	chunk   uint64 // documents of a chunk
	end     uint64 // the first document behind the current chunk
	numbers chunked
	places  chunked
	passed  int // documents of the current chunk, this one included
	weighed int // of those, how many numbers were read
	read    int // and how many places were passed over or read

	begun     bool
	doc       uint64   // none behind the last
	frequency uint64   // of the current document, once it was weighed
	length    uint16   // likewise, as length.go writes it
	packed    []byte   // its places, when they were asked for
	place     []uint64 // memory of here
}

// open makes it the list that a dictionary points at. Its memory is used again.
func (l *list) open(f *segmentFile, where uint64, but *roaring.Bitmap) {
	numbers, places, place := l.numbers.ends, l.places.ends, l.place
	*l = list{file: f, but: but, place: place}
	l.numbers.ends, l.places.ends = numbers[:0], places[:0]
	if but != nil && but.IsEmpty() {
		l.but = nil
	}
	if where&zap.FSTValEncodingMask == zap.FSTValEncoding1Hit {
		doc, length := zap.FSTValDecode1Hit(where)
		l.size, l.frequency, l.length, l.end = 1, 1, uint16(length)&longestCode, none
		l.set.only(uint32(doc))
		return
	}
	l.numbers.at, l.places.at = f.uvarint(&where), f.uvarint(&where)
	size := f.uvarint(&where)
	l.size = l.set.open(f.data[where : where+size])
	l.chunk = f.documents / (uint64(l.size)/1024 + 1)
}

// count is how many documents there are, without deleted ones.
func (l *list) count() int {
	if l.but == nil {
		return l.size
	}
	return l.size - int(l.set.bitmap().AndCardinality(l.but))
}

// bitmap is the set of the documents without deleted ones. It lies in the segment.
func (l *list) bitmap() *roaring.Bitmap {
	if l.but == nil {
		return l.set.bitmap()
	}
	return roaring.AndNot(l.set.bitmap(), l.but)
}

// nextDocument gives the next document without what stands with it.
func (l *list) nextDocument() (uint32, bool) {
	for {
		doc, ok := l.set.next()
		if !ok || l.but == nil || !l.but.Contains(doc) {
			return doc, ok
		}
	}
}

// next moves to the first document at or after target, which is behind the current one.
func (l *list) next(target uint64) {
	if target > l.doc+1 || !l.begun && target > 0 {
		l.leap(target)
	}
	l.begun = true
	for {
		doc, ok := l.set.next()
		if !ok {
			l.doc = none
			return
		}
		if l.doc = uint64(doc); l.doc >= l.end {
			l.enter(l.doc)
		}
		l.passed++
		if l.doc >= target && (l.but == nil || !l.but.Contains(doc)) {
			return
		}
	}
}

// leap passes over what is before target.
func (l *list) leap(target uint64) {
	if target > math.MaxUint32 {
		target = math.MaxUint32
	}
	if target >= l.end {
		l.set.seek(uint32(target / l.chunk * l.chunk))
		l.enter(target)
	}
	l.passed += l.set.seek(uint32(target))
}

// enter begins the chunk that a document is in.
func (l *list) enter(doc uint64) {
	l.end = (doc/l.chunk + 1) * l.chunk
	l.passed, l.weighed, l.read = 0, 0, 0
}

// weigh reads the frequency and the length of the current document.
func (l *list) weigh() {
	if l.weighed == l.passed || l.numbers.at == 0 {
		return
	}
	if l.weighed == 0 {
		l.numbers.enter(l.file, (l.end-1)/l.chunk)
	}
	for ; l.weighed < l.passed; l.weighed++ {
		l.frequency = l.numbers.next() >> 1
		if l.frequency != 0 {
			l.length = uint16(l.numbers.next()) & longestCode
		}
	}
}

// record gives the bytes of the current document's places, as appendPlaces of segment.go
// wrote them.
func (l *list) record() []byte {
	if l.places.at == 0 {
		return nil
	}
	if l.read < l.passed {
		p := &l.places
		if l.read == 0 {
			p.enter(l.file, (l.end-1)/l.chunk)
		}
		for ; l.read < l.passed-1; l.read++ {
			size := int(p.next())
			p.pos += size
		}
		l.read++
		size := int(p.next())
		l.packed = p.data[p.pos : p.pos+size]
		p.pos += size
	}
	return l.packed
}

// here gives the places of the term in the current document, until it is asked again.
func (l *list) here() []uint64 {
	p := chunked{data: l.record()}
	l.place = l.place[:0]
	if len(p.data) == 0 {
		return l.place
	}
	p.next() // field
	at := p.next()
	l.place = append(l.place, at)
	for range 2 {
		if distance := p.next(); distance != 0 {
			at += distance
			l.place = append(l.place, at)
		}
	}
	for range p.next() {
		at += p.next()
		l.place = append(l.place, at)
	}
	return l.place
}

// chunked is a stream of numbers in chunks.
type chunked struct {
	at   uint64 // where its head stands; 0 when there is none
	ends []uint64
	base uint64 // where the first chunk begins
	data []byte // the current chunk
	pos  int
}

// enter begins to read a chunk.
func (c *chunked) enter(f *segmentFile, chunk uint64) {
	if len(c.ends) == 0 {
		at := c.at
		for range f.uvarint(&at) {
			c.ends = append(c.ends, f.uvarint(&at))
		}
		c.base = at
	}
	begin := uint64(0)
	if chunk > 0 {
		begin = c.ends[chunk-1]
	}
	c.data, c.pos = f.data[c.base+begin:c.base+c.ends[chunk]], 0
}

func (c *chunked) next() uint64 {
	if b := c.data[c.pos]; b < 0x80 {
		c.pos++
		return uint64(b)
	}
	return c.long()
}

// long reads a number of several bytes.
func (c *chunked) long() uint64 {
	if c.pos+1 < len(c.data) && c.data[c.pos+1] < 0x80 {
		c.pos += 2
		return uint64(c.data[c.pos-2]&0x7f) | uint64(c.data[c.pos-1])<<7
	}
	v, n := binary.Uvarint(c.data[c.pos:])
	if n <= 0 {
		panic(errForm)
	}
	c.pos += n
	return v
}

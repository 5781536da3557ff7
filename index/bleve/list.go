package bleve

import (
	"encoding/binary"
	"math/bits"
	"sort"

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
// A list walks through them, numbers in step with documents, places only when asked
// for. Those that were deleted since are passed over.
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
	read    int // of those, how many places were passed over or read

	begun     bool
	doc       uint64 // none behind the last
	frequency uint64
	length    uint64
	place     []uint64 // of the current document
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
		l.size, l.frequency, l.length = 1, 1, length
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

// next moves to the first document at or after target, with its numbers.
func (l *list) next(target uint64) {
	l.begun = true
	if target >= l.end && target > 0 && l.numbers.at != 0 {
		l.set.seek(uint32(min(target/l.chunk*l.chunk, 1<<32-1)))
	}
	for {
		doc, ok := l.set.next()
		if !ok {
			l.doc = none
			return
		}
		l.doc = uint64(doc)
		if l.numbers.at != 0 {
			l.step()
		}
		if l.doc >= target && (l.but == nil || !l.but.Contains(doc)) {
			return
		}
	}
}

// step reads the numbers of the document that was just moved to.
func (l *list) step() {
	if l.doc >= l.end {
		at := l.doc / l.chunk
		l.end = (at + 1) * l.chunk
		l.numbers.enter(l.file, at)
		l.passed, l.read = 0, 0
	}
	l.passed++
	l.frequency = l.numbers.next() >> 1
	if l.frequency != 0 {
		l.length = l.numbers.next()
	}
}

// here gives the places of the term in the current document, until it moves on.
func (l *list) here() []uint64 {
	if l.places.at == 0 {
		return nil
	}
	if l.read < l.passed {
		if l.read == 0 {
			l.places.enter(l.file, (l.end-1)/l.chunk)
		}
		for ; l.read < l.passed-1; l.read++ {
			l.places.pos += int(l.places.next())
		}
		l.read++
		l.readPlaces()
	}
	return l.place
}

// readPlaces reads what appendPlaces of segment.go wrote.
func (l *list) readPlaces() {
	p := &l.places
	p.next() // bytes
	p.next() // field
	at := p.next()
	l.place = append(l.place[:0], at)
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

// A documentSet walks through a set as roaring writes it: blocks of up to 1<<16
// numbers that share their upper half, each a list, or of many a field of bits, or of
// all in a row their first and how many.
type documentSet struct {
	data   []byte
	heads  []byte // upper half and number of documents of each block
	rows   []byte // a bit for each block that is of rows
	at     int    // where the next block begins
	blocks int
	block  int // the next one
	high   uint32

	list []byte // the current block, if it is a list
	pos  int    // the next byte of it
	bits []byte // or of bits
	word uint64 // what is left of the current eight bytes of them
	base uint32 // the number of its lowest bit
	row  []byte // or of rows
	from uint32 // what is left of the current row
	left uint32
}

const (
	blockHead = 4
	bitsBytes = 1 << 13
	setHead   = 8 // cookie, number of blocks

	rowsCookie   = 12347 // of sets with rows; the upper half is the number of blocks less one
	rowsNoPlaces = 4     // blocks, below which it is not written where each begins
)

func (s *documentSet) only(doc uint32) {
	s.high = doc &^ 0xffff
	s.list = binary.LittleEndian.AppendUint16(nil, uint16(doc))
}

// open gives how many documents there are.
func (s *documentSet) open(data []byte) (n int) {
	s.data = data
	switch cookie := binary.LittleEndian.Uint32(data); {
	case cookie == listCookie:
		s.blocks = int(binary.LittleEndian.Uint32(data[4:]))
		s.heads = data[setHead : setHead+blockHead*s.blocks]
		s.at = setHead + (blockHead+4)*s.blocks
	case cookie&0xffff == rowsCookie:
		s.blocks = int(cookie>>16) + 1
		flags := 4 + (s.blocks+7)/8
		s.rows, s.at = data[4:flags], flags+blockHead*s.blocks
		s.heads = data[flags:s.at]
		if s.blocks >= rowsNoPlaces {
			s.at += 4 * s.blocks
		}
	default:
		panic(errForm)
	}
	for i := range s.blocks {
		n += s.inBlock(i)
	}
	return n
}

func (s *documentSet) inBlock(i int) int {
	return int(binary.LittleEndian.Uint16(s.heads[blockHead*i+2:])) + 1
}

// enter makes the next block the current one.
func (s *documentSet) enter() {
	i, n := s.block, s.inBlock(s.block)
	s.block++
	s.high = uint32(binary.LittleEndian.Uint16(s.heads[blockHead*i:])) << 16
	s.drop()
	rest := s.data[s.at:]
	switch {
	case s.rows != nil && s.rows[i/8]>>(i%8)&1 == 1:
		n = int(binary.LittleEndian.Uint16(rest))
		s.row = rest[2 : 2+4*n]
		s.at += 2 + 4*n
	case n <= listLimit:
		s.list = rest[:2*n]
		s.at += 2 * n
	default:
		s.bits = rest[:bitsBytes]
		s.base = s.high - 64
		s.at += bitsBytes
	}
}

// drop leaves nothing of the current block.
func (s *documentSet) drop() {
	s.list, s.pos, s.bits, s.word, s.row, s.from, s.left = nil, 0, nil, 0, nil, 0, 0
}

func (s *documentSet) next() (uint32, bool) {
	for {
		if s.pos+1 < len(s.list) {
			doc := s.high | uint32(s.list[s.pos]) | uint32(s.list[s.pos+1])<<8
			s.pos += 2
			return doc, true
		}
		if s.word != 0 {
			doc := s.base + uint32(bits.TrailingZeros64(s.word))
			s.word &= s.word - 1
			return doc, true
		}
		if s.left > 0 {
			s.from++
			s.left--
			return s.from - 1, true
		}
		switch {
		case len(s.bits) > 0:
			s.nextWord()
		case len(s.row) > 0:
			s.nextRow()
		case s.block < s.blocks:
			s.enter()
		default:
			return 0, false
		}
	}
}

func (s *documentSet) nextWord() {
	s.word, s.bits = binary.LittleEndian.Uint64(s.bits), s.bits[8:]
	s.base += 64
}

func (s *documentSet) nextRow() {
	s.from = s.high | uint32(binary.LittleEndian.Uint16(s.row))
	s.left = uint32(binary.LittleEndian.Uint16(s.row[2:])) + 1
	s.row = s.row[4:]
}

// seek passes over the numbers below target.
func (s *documentSet) seek(target uint32) {
	for s.block < s.blocks && (s.block == 0 || s.high>>16 < target>>16) {
		s.enter()
	}
	switch {
	case s.high > target:
	case s.high>>16 < target>>16:
		s.drop()
	case len(s.list) > 0:
		low, rest := target&0xffff, s.list[s.pos:]
		s.pos += 2 * sort.Search(len(rest)/2, func(i int) bool { return uint32(binary.LittleEndian.Uint16(rest[2*i:])) >= low })
	case s.bits != nil:
		s.seekBits(target)
	default:
		for len(s.row) > 0 && s.from+s.left <= target {
			s.nextRow()
		}
		passed := min(s.left, target-min(target, s.from))
		s.from, s.left = s.from+passed, s.left-passed
	}
}

func (s *documentSet) seekBits(target uint32) {
	if ahead := int(int32(target-s.base)) / 64; ahead > 0 && len(s.bits) >= 8*ahead {
		s.word = binary.LittleEndian.Uint64(s.bits[8*(ahead-1):])
		s.bits, s.base = s.bits[8*ahead:], s.base+uint32(64*ahead)
	}
	if int32(target-s.base) > 0 {
		s.word &^= 1<<(target-s.base) - 1
	}
}

// bitmap is the whole set.
func (s *documentSet) bitmap() *roaring.Bitmap {
	if s.data == nil {
		return roaring.BitmapOf(s.high | uint32(binary.LittleEndian.Uint16(s.list)))
	}
	set := roaring.New()
	if _, err := set.FromBuffer(s.data); err != nil {
		panic(err)
	}
	return set
}

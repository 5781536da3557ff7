package bleve

import (
	"encoding/binary"
	"math/bits"
	"sort"

	"github.com/RoaringBitmap/roaring/v2"
)

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

// seek passes over the numbers below target and says how many they were.
func (s *documentSet) seek(target uint32) (passed int) {
	for s.block < s.blocks && (s.block == 0 || s.high>>16 < target>>16) {
		passed += s.rest()
		s.enter()
	}
	switch {
	case s.high > target:
	case s.high>>16 < target>>16:
		passed += s.rest()
		s.drop()
	case len(s.list) > 0:
		passed += s.seekList(target & 0xffff)
	case s.bits != nil:
		passed += s.seekBits(target)
	default:
		for len(s.row) > 0 && s.from+s.left <= target {
			passed += int(s.left)
			s.nextRow()
		}
		before := min(s.left, target-min(target, s.from))
		s.from, s.left = s.from+before, s.left-before
		passed += int(before)
	}
	return passed
}

// rest is how many numbers of the current block are left.
func (s *documentSet) rest() int {
	n := (len(s.list)-s.pos)/2 + bits.OnesCount64(s.word) + int(s.left) + onesOf(s.bits)
	for row := s.row; len(row) > 0; row = row[4:] {
		n += int(binary.LittleEndian.Uint16(row[2:])) + 1
	}
	return n
}

func onesOf(b []byte) (n int) {
	for ; len(b) >= 8; b = b[8:] {
		n += bits.OnesCount64(binary.LittleEndian.Uint64(b))
	}
	return n
}

// seekList looks ahead in steps that double, since most targets are near, and then
// between the last two of them.
func (s *documentSet) seekList(low uint32) int {
	rest := s.list[s.pos:]
	n, step := len(rest)/2, 1
	for step < n && uint32(binary.LittleEndian.Uint16(rest[2*step:])) < low {
		step *= 2
	}
	from := step / 2
	i := from + sort.Search(min(step, n)-from, func(i int) bool { return uint32(binary.LittleEndian.Uint16(rest[2*(from+i):])) >= low })
	s.pos += 2 * i
	return i
}

func (s *documentSet) seekBits(target uint32) (passed int) {
	if ahead := int(int32(target-s.base)) / 64; ahead > 0 && len(s.bits) >= 8*ahead {
		passed = bits.OnesCount64(s.word) + onesOf(s.bits[:8*(ahead-1)])
		s.word = binary.LittleEndian.Uint64(s.bits[8*(ahead-1):])
		s.bits, s.base = s.bits[8*ahead:], s.base+uint32(64*ahead)
	}
	if int32(target-s.base) > 0 {
		before := s.word & (1<<(target-s.base) - 1)
		passed += bits.OnesCount64(before)
		s.word &^= before
	}
	return passed
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

package bleve

import (
	"encoding/binary"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/index"
)

// A figure is asked for by its range, and there are nearly as many different
// figures as articles: a term for each would make the dictionary large to write
// and a range long to walk through. So a term says what a figure belongs to and
// roughly how large it is, and the place of the frequency holds the number:
//
//	term                     frequency
//	m NVDA 0 XNAS 0 - slot   code of -17
//	s NVDA 0 - slot          code of -17
//	p bucket slot            code of -17
//
// All falls of an instrument are one list, which is read from end to end, and all
// rises are one. Other figures are parted into four buckets for each doubling: those inside a range
// are taken whole as sets, only the two at its ends are read. A second figure of
// an article in the same list goes into the next slot. Figures without a code,
// such as "5% to 10%", are terms of their own: = kind what numbers. Where there are
// any, there is = kind what, too, so that elsewhere none have to be looked for.

// maxSlots bounds the figures of an article in one list; more are exact terms.
const maxSlots = 32

const (
	codeExponents   = 32
	lowestExponent  = -11
	bucketBits      = 14 // of a sortable number: sign, exponent, two of the fraction
	belowBucket     = 64 - bucketBits
	lengthOfBucket  = 2
	insideOneBucket = 1<<belowBucket - 1
)

// figureCode writes a number of up to seven digits as a small positive integer;
// ok is false for others.
func figureCode(v float64) (code int, ok bool) {
	var buffer [32]byte
	written := strconv.AppendFloat(buffer[:0], math.Abs(v), 'e', -1, 64) // 1.75e+01
	digits, exponent, ok := strings.Cut(string(written), "e")
	if !ok {
		return 0, false
	}
	e, err := strconv.Atoi(exponent)
	if err != nil {
		return 0, false
	}
	whole, fraction, _ := strings.Cut(digits, ".")
	e -= len(fraction) + lowestExponent
	m, err := strconv.Atoi(whole + fraction)
	if err != nil || m >= 1e7 || e < 0 || e >= codeExponents {
		return 0, false
	}
	code = (m*codeExponents + e) << 1
	if v < 0 {
		code |= 1
	}
	return code, true
}

// tens are exact, and so one multiplication or division gives just the number
// that was written in decimal.
var tens = [...]float64{
	1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10,
	1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
}

// readCode reads what figureCode wrote.
func readCode(code uint64) float64 {
	m, e := float64(code>>1/codeExponents), int(code>>1%codeExponents)+lowestExponent
	if e < 0 {
		m /= tens[-e]
	} else {
		m *= tens[e]
	}
	if code&1 != 0 {
		return -m
	}
	return m
}

// bucketOf numbers the buckets in the order of their figures.
func bucketOf(v float64) uint16 { return uint16(sortable(v) >> belowBucket) }

// bucketBounds are the lowest and the highest number of a bucket.
func bucketBounds(bucket uint16) (low, high float64) {
	first := uint64(bucket) << belowBucket
	return unsortable(first), unsortable(first | insideOneBucket)
}

// The signs of moves in their terms; those of 0 are rises.
const (
	falls = '-'
	rises = '+'
)

func signOf(v float64) byte {
	if v < 0 {
		return falls
	}
	return rises
}

// bucketed says whether figures are parted by size: all but those of a single
// instrument.
func bucketed(prefix string) bool {
	return prefix[:1] != figureMove && prefix[:1] != figureSymbol
}

// A figure is a term and the number that stands with it.
type figure struct {
	term   string
	number uint32
}

// figures collects the terms of an article's figures.
type figures struct {
	list  []figure
	taken map[string]uint32
	key   []byte
}

func (f *figures) add(kind, of string, low, high float64) {
	code, ok := figureCode(low)
	if low != high || !ok {
		f.addExact(kind, of, low, high)
		return
	}
	f.key = append(append(f.key[:0], kind...), of...)
	if bucketed(kind) {
		f.key = binary.BigEndian.AppendUint16(f.key, bucketOf(low))
	} else {
		f.key = append(f.key, signOf(low))
	}
	f.key = append(f.key, 0)
	for slot := range maxSlots {
		f.key[len(f.key)-1] = byte(slot)
		taken, ok := f.taken[string(f.key)]
		if !ok {
			f.put(string(f.key), uint32(code))
			return
		}
		if taken == uint32(code) {
			return
		}
	}
	f.addExact(kind, of, low, high)
}

func (f *figures) addExact(kind, of string, low, high float64) {
	f.put(figureExact+kind+of, 0)
	f.put(string(appendNumbers([]byte(figureExact+kind+of), low, high)), 0)
}

func (f *figures) put(term string, number uint32) {
	if _, ok := f.taken[term]; !ok {
		f.taken[term] = number
		f.list = append(f.list, figure{term, number})
	}
}

// figureTerms gives the terms of an article's moves, percentages and amounts.
func figureTerms(a *extract.Article) []figure {
	f := figures{taken: make(map[string]uint32, len(a.Entities)+3*len(a.Moves))}
	for _, m := range a.Moves {
		low, high := index.MoveBounds(m)
		f.add(figureMove, listed(m.Symbol, m.Exchange), low, high)
		f.add(figureSymbol, clean(m.Symbol)+"\x00", low, high)
		f.add(figureAnyMove, "", low, high)
	}
	for _, e := range a.Entities {
		low, high, ok := index.EntityBounds(e)
		switch {
		case !ok:
		case e.Type == extract.TypePercent:
			f.add(figurePercent, "", low, high)
		case e.Type == extract.TypeMoney:
			f.add(figureMoney, strings.ReplaceAll(e.Currency, "\x00", "\x01")+"\x00", low, high)
			f.add(figureAnyCash, "", low, high)
		}
	}
	return f.list
}

// move plans a move of one instrument, or of any.
func (p *planner) move(n index.Move) (iterator, error) {
	switch {
	case n.Symbol == "":
		return p.figures(figureAnyMove, n.Range)
	case n.Exchange != "":
		return p.figures(figureMove+listed(n.Symbol, n.Exchange), n.Range)
	}
	return p.figures(figureSymbol+clean(n.Symbol)+"\x00", n.Range)
}

// figures plans figures of a kind within a range.
func (p *planner) figures(prefix string, r index.Range) (iterator, error) {
	f := &figureReader{prefix: prefix, within: r}
	for _, s := range p.segments {
		if err := f.read(s); err != nil {
			return nil, err
		}
		if err := p.ctx.Err(); err != nil {
			return nil, err
		}
	}
	if f.set == nil {
		return &fewDocs{docs: f.docs, at: none, n: uint64(len(f.docs))}, nil
	}
	f.set.AddMany(f.docs)
	return newSetDocs(f.set, 0), nil
}

// A figureReader collects the documents with a figure within a range.
type figureReader struct {
	prefix string
	within index.Range
	docs   []uint32        // those whose figures were looked at, in order
	set    *roaring.Bitmap // others; nil when there are none

	begin int      // of the docs of the segment being read
	whole []uint64 // its lists that are within the range
	list  list     // memory that is used again
	tail  []uint32
}

func (f *figureReader) read(s *numbered) error {
	f.begin, f.whole = len(f.docs), f.whole[:0]
	err := f.readCoded(s)
	if err == nil {
		err = f.readExact(s)
	}
	if len(f.whole) > 0 {
		if f.set == nil {
			f.set = roaring.New()
		}
		f.set.Or(roaring.AddOffset64(s.unionOf(f.whole), int64(s.first)))
	}
	return err
}

// readCoded finds figures that have a code.
func (f *figureReader) readCoded(s *numbered) error {
	if !bucketed(f.prefix) {
		return f.readSlots(s)
	}
	from := binary.BigEndian.AppendUint16([]byte(f.prefix), bucketOf(f.within.Low))
	end := binary.BigEndian.AppendUint16([]byte(f.prefix), bucketOf(f.within.High)+1)
	return s.between(ofFigure, from, end, func(term []byte, where uint64) error {
		if insideBucket(term[len(f.prefix):], f.within) {
			f.whole = append(f.whole, where)
		} else {
			f.readList(s, where)
		}
		return nil
	})
}

// readSlots reads the lists of a single instrument.
func (f *figureReader) readSlots(s *numbered) error {
	for _, sign := range f.signs() {
		for slot := range maxSlots {
			where, ok, err := s.find(ofFigure, f.prefix+sign+string(rune(slot)))
			if err != nil {
				return err
			}
			if !ok {
				break
			}
			f.readList(s, where)
		}
	}
	return nil
}

// signs are those that figures within the range have.
func (f *figureReader) signs() []string {
	switch {
	case f.within.High < 0:
		return []string{string(falls)}
	case f.within.Low >= 0:
		return []string{string(rises)}
	}
	return []string{string(falls), string(rises)}
}

// readList reads the numbers of a list one by one.
func (f *figureReader) readList(s *numbered, where uint64) {
	next := len(f.docs)
	f.list.open(s.file, where, s.Deleted())
	for f.list.next(0); f.list.doc != none; f.list.next(0) {
		f.list.weigh()
		if v := readCode(f.list.frequency); f.within.Meets(v, v) {
			f.docs = append(f.docs, uint32(s.first+f.list.doc))
		}
	}
	if next > f.begin && len(f.docs) > next {
		f.mergeTail(next)
	}
}

// mergeTail brings the documents of the segment from one on, which are in order as
// those before it are, to their places among those; each is kept once.
func (f *figureReader) mergeTail(from int) {
	f.tail = append(f.tail[:0], f.docs[from:]...)
	own := f.docs[f.begin:]
	i, j := from-f.begin-1, len(f.tail)-1
	for at := len(own) - 1; j >= 0; at-- {
		if i >= 0 && own[i] > f.tail[j] {
			own[at] = own[i]
			i--
		} else {
			own[at] = f.tail[j]
			j--
		}
	}
	f.docs = f.docs[:f.begin+len(slices.Compact(own))]
}

// readExact finds figures that are terms of their own.
func (f *figureReader) readExact(s *numbered) error {
	exact := figureExact + f.prefix
	if _, ok, err := s.find(ofFigure, exact); err != nil || !ok {
		return err
	}
	return s.each(ofFigure, exact, func(term []byte, where uint64) error {
		if low, high, ok := readNumbers(string(term[len(exact):])); ok && f.within.Meets(low, high) {
			f.whole = append(f.whole, where)
		}
		return nil
	})
}

// insideBucket says whether all figures of a bucket are within a range.
func insideBucket(tail []byte, r index.Range) bool {
	if len(tail) < lengthOfBucket {
		return false
	}
	low, high := bucketBounds(binary.BigEndian.Uint16(tail))
	return r.Meets(low, low) && r.Meets(high, high)
}

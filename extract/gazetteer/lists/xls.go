package lists

import (
	"encoding/binary"
	"errors"
	"math"
	"strconv"
	"strings"
	"unicode/utf16"
)

// An .xls file is a small file system (compound file) that holds one stream
// named Workbook, a sequence of records (BIFF8):
//
//	globals: ... SST (the shared strings, CONTINUE ...) ... EOF
//	sheet:   ... LABELSST, NUMBER, RK, MULRK ...           EOF
//
// Only what a list needs is read: the text and numbers of the first sheet.

var errXLS = errors.New("not an .xls workbook, or a damaged one")

// readXLS returns the rows of the first sheet of a workbook.
func readXLS(data []byte) ([][]string, error) {
	stream, err := workbookStream(data)
	if err != nil {
		return nil, err
	}
	var b biff
	if err := b.read(stream); err != nil {
		return nil, err
	}
	return b.rows, nil
}

var le = binary.LittleEndian

const (
	cfbMagic   = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
	endOfChain = 0xFFFFFFFE
	maxSector  = 0xFFFFFFFA
	miniLimit  = 4096 // streams below are in the mini stream
)

// A compound is an open compound file.
type compound struct {
	data   []byte
	sector int // bytes
	fat    []uint32
}

// workbookStream returns the stream of records.
func workbookStream(data []byte) ([]byte, error) {
	if len(data) < 512 || string(data[:8]) != cfbMagic {
		return nil, errXLS
	}
	shift := le.Uint16(data[30:])
	if shift != 9 && shift != 12 {
		return nil, errXLS
	}
	c := &compound{data: data, sector: 1 << shift}
	c.readFAT()
	dir := c.chain(le.Uint32(data[48:]), c.fat, c.at)
	for at := 0; at+128 <= len(dir); at += 128 {
		entry := dir[at : at+128]
		if name := entryName(entry); name != "Workbook" && name != "Book" {
			continue
		}
		return c.stream(dir, entry)
	}
	return nil, errXLS
}

// entryName is the name of a directory entry.
func entryName(entry []byte) string {
	n := int(le.Uint16(entry[64:]))/2 - 1
	if n < 1 || n > 31 {
		return ""
	}
	units := make([]uint16, n)
	for i := range units {
		units[i] = le.Uint16(entry[2*i:])
	}
	return string(utf16.Decode(units))
}

// at returns a sector, nil beyond the end of the file.
func (c *compound) at(n uint32) []byte {
	start := (int(n) + 1) * c.sector
	if n >= maxSector || start+c.sector > len(c.data) {
		return nil
	}
	return c.data[start : start+c.sector]
}

// readFAT reads which sector follows which.
func (c *compound) readFAT() {
	seen := 0
	add := func(n uint32) {
		if s := c.at(n); s != nil && seen <= len(c.data)/c.sector {
			seen++
			for i := 0; i+4 <= len(s); i += 4 {
				c.fat = append(c.fat, le.Uint32(s[i:]))
			}
		}
	}
	for i := range 109 {
		add(le.Uint32(c.data[76+4*i:]))
	}
	next := le.Uint32(c.data[68:])
	for range len(c.data) / c.sector {
		s := c.at(next)
		if s == nil {
			return
		}
		for i := 0; i+8 <= len(s); i += 4 {
			add(le.Uint32(s[i:]))
		}
		next = le.Uint32(s[len(s)-4:])
	}
}

// chain returns the sectors from first on, joined; a chain that runs in a
// circle ends where the file has no more sectors.
func (c *compound) chain(first uint32, fat []uint32, at func(uint32) []byte) []byte {
	var out []byte
	for n, left := first, len(fat); n < maxSector && int(n) < len(fat) && left > 0; left-- {
		s := at(n)
		if s == nil {
			break
		}
		out = append(out, s...)
		n = fat[n]
	}
	return out
}

// stream returns the bytes of a directory entry; the first entry of the
// directory holds the mini stream.
func (c *compound) stream(dir, entry []byte) ([]byte, error) {
	first, size := le.Uint32(entry[116:]), int(le.Uint32(entry[120:]))
	var out []byte
	if size >= miniLimit {
		out = c.chain(first, c.fat, c.at)
	} else {
		mini := c.chain(le.Uint32(dir[116:]), c.fat, c.at)
		raw := c.chain(le.Uint32(c.data[60:]), c.fat, c.at)
		fat := make([]uint32, len(raw)/4)
		for i := range fat {
			fat[i] = le.Uint32(raw[4*i:])
		}
		out = c.chain(first, fat, func(n uint32) []byte {
			if start := int(n) * 64; start+64 <= len(mini) {
				return mini[start : start+64]
			}
			return nil
		})
	}
	if size <= 0 || size > len(out) {
		return nil, errXLS
	}
	return out[:size], nil
}

// The records that are read.
const (
	recEOF      = 0x000A
	recFilePass = 0x002F
	recContinue = 0x003C
	recMulRK    = 0x00BD
	recSST      = 0x00FC
	recLabelSST = 0x00FD
	recNumber   = 0x0203
	recLabel    = 0x0204
	recRK       = 0x027E
)

// A biff reads records.
type biff struct {
	shared []string
	rows   [][]string
}

// read reads the globals and the first sheet.
func (b *biff) read(stream []byte) error {
	parts := 0
	for at := 0; at+4 <= len(stream); {
		kind, n := le.Uint16(stream[at:]), int(le.Uint16(stream[at+2:]))
		at += 4
		if at+n > len(stream) {
			return errXLS
		}
		body := stream[at : at+n]
		at += n
		switch {
		case kind == recFilePass:
			return errors.New("a workbook behind a password")
		case kind == recSST:
			chunks := [][]byte{body}
			for at+4 <= len(stream) && le.Uint16(stream[at:]) == recContinue {
				n := int(le.Uint16(stream[at+2:]))
				if at+4+n > len(stream) {
					return errXLS
				}
				chunks = append(chunks, stream[at+4:at+4+n])
				at += 4 + n
			}
			b.readShared(chunks)
		case kind == recEOF:
			if parts++; parts == 2 {
				return nil
			}
		case parts == 1:
			b.cell(kind, body)
		}
	}
	if parts == 0 {
		return errXLS
	}
	return nil
}

// cell reads the record of a cell, or of several in a row.
func (b *biff) cell(kind uint16, body []byte) {
	if len(body) < 6 {
		return
	}
	row, col := int(le.Uint16(body)), int(le.Uint16(body[2:]))
	switch {
	case kind == recLabelSST && len(body) >= 10:
		if n := le.Uint32(body[6:]); int64(n) < int64(len(b.shared)) {
			b.put(row, col, b.shared[n])
		}
	case kind == recNumber && len(body) >= 14:
		b.put(row, col, number(math.Float64frombits(le.Uint64(body[6:]))))
	case kind == recRK && len(body) >= 10:
		b.put(row, col, number(rk(le.Uint32(body[6:]))))
	case kind == recMulRK:
		for i := 4; i+8 <= len(body); i += 6 {
			b.put(row, col+(i-4)/6, number(rk(le.Uint32(body[i+2:]))))
		}
	case kind == recLabel && len(body) >= 9:
		c := chunks{left: [][]byte{body[6:]}}
		b.put(row, col, c.text())
	}
}

func (b *biff) put(row, col int, value string) {
	for len(b.rows) <= row {
		b.rows = append(b.rows, nil)
	}
	b.rows[row] = put(b.rows[row], col, value)
}

// number writes a number as a list would: 1301, not 1301.0.
func number(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// rk unpacks a number of 30 bits.
func rk(v uint32) float64 {
	var f float64
	if v&2 != 0 {
		f = float64(int32(v) >> 2)
	} else {
		f = math.Float64frombits(uint64(v&^3) << 32)
	}
	if v&1 != 0 {
		f /= 100
	}
	return f
}

// readShared reads the shared strings.
func (b *biff) readShared(parts [][]byte) {
	if len(parts[0]) < 8 {
		return
	}
	n := int(le.Uint32(parts[0][4:]))
	parts[0] = parts[0][8:]
	c := chunks{left: parts}
	for i := 0; i < n && !c.done(); i++ {
		b.shared = append(b.shared, c.text())
	}
}

// chunks reads over the records that a string may be spread over.
type chunks struct{ left [][]byte }

// done reports whether nothing is left, and drops what was read.
func (c *chunks) done() bool {
	for len(c.left) > 0 && len(c.left[0]) == 0 {
		c.left = c.left[1:]
	}
	return len(c.left) == 0
}

// take returns n bytes; fewer at the end.
func (c *chunks) take(n int) []byte {
	var out []byte
	for n > 0 && !c.done() {
		k := min(n, len(c.left[0]))
		out = append(out, c.left[0][:k]...)
		c.left[0] = c.left[0][k:]
		n -= k
	}
	return out
}

// text reads one string: its length, its flags, its letters, its formatting.
// Where its letters go on in another record, that begins with flags anew.
func (c *chunks) text() string {
	head := c.take(3)
	if len(head) < 3 {
		return ""
	}
	n, flags := int(le.Uint16(head)), head[2]
	runs, extra := 0, 0
	if flags&8 != 0 {
		if b := c.take(2); len(b) == 2 {
			runs = int(le.Uint16(b))
		}
	}
	if flags&4 != 0 {
		if b := c.take(4); len(b) == 4 {
			extra = int(le.Uint32(b))
		}
	}
	s := c.letters(n, flags&1 != 0)
	c.skip(4*runs + extra)
	return s
}

// letters reads n letters of one byte or two.
func (c *chunks) letters(n int, wide bool) string {
	var b strings.Builder
	for n > 0 && !c.done() {
		size := 1
		if wide {
			size = 2
		}
		k := min(n, len(c.left[0])/size)
		part := c.left[0][:k*size]
		c.left[0] = c.left[0][k*size:]
		b.WriteString(decodeLetters(part, wide))
		if n -= k; n == 0 {
			break
		}
		c.left[0] = nil // half a letter at the end of a record
		if c.done() {
			break
		}
		wide = c.left[0][0]&1 != 0
		c.left[0] = c.left[0][1:]
	}
	return b.String()
}

func decodeLetters(part []byte, wide bool) string {
	if !wide {
		runes := make([]rune, len(part))
		for i, c := range part {
			runes[i] = rune(c)
		}
		return string(runes)
	}
	units := make([]uint16, len(part)/2)
	for i := range units {
		units[i] = le.Uint16(part[2*i:])
	}
	return string(utf16.Decode(units))
}

// skip drops n bytes.
func (c *chunks) skip(n int) {
	for n > 0 && !c.done() {
		k := min(n, len(c.left[0]))
		c.left[0] = c.left[0][k:]
		n -= k
	}
}

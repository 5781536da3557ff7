package lists

import (
	"encoding/binary"
	"math"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
)

// record is one BIFF record.
func record(kind uint16, body ...byte) []byte {
	out := binary.LittleEndian.AppendUint16(nil, kind)
	out = binary.LittleEndian.AppendUint16(out, uint16(len(body)))
	return append(out, body...)
}

// at is the row and column that begin a cell's record, and its format.
func at(row, col byte) []byte { return []byte{row, 0, col, 0, 0, 0} }

// wide is a shared string of two bytes a letter.
func wide(s string) []byte {
	units := utf16.Encode([]rune(s))
	out := []byte{byte(len(units)), 0, 1}
	for _, u := range units {
		out = binary.LittleEndian.AppendUint16(out, u)
	}
	return out
}

// narrow is a shared string of one byte a letter.
func narrow(s string) []byte { return append([]byte{byte(len(s)), 0, 0}, s...) }

// compoundFile puts a stream called Workbook into a compound file of sectors of
// 512 bytes: header, FAT, directory, stream.
func compoundFile(stream []byte) []byte {
	for len(stream) < miniLimit || len(stream)%512 != 0 {
		stream = append(stream, 0)
	}
	file := make([]byte, 512+1024, 512+1024+len(stream))
	copy(file, cfbMagic)
	binary.LittleEndian.PutUint16(file[30:], 9)
	binary.LittleEndian.PutUint32(file[48:], 1)          // the directory is sector 1
	binary.LittleEndian.PutUint32(file[60:], endOfChain) // no mini stream
	binary.LittleEndian.PutUint32(file[68:], endOfChain) // no more of the FAT
	for i := range 109 {
		binary.LittleEndian.PutUint32(file[76+4*i:], math.MaxUint32)
	}
	binary.LittleEndian.PutUint32(file[76:], 0) // the FAT is sector 0
	fat := file[512:1024]
	for i := 0; i < 512; i += 4 {
		binary.LittleEndian.PutUint32(fat[i:], math.MaxUint32)
	}
	binary.LittleEndian.PutUint32(fat[4:], endOfChain)
	sectors := len(stream) / 512
	for i := range sectors {
		next := uint32(3 + i)
		if i == sectors-1 {
			next = endOfChain
		}
		binary.LittleEndian.PutUint32(fat[4*(2+i):], next)
	}
	entry := file[1024+128:]
	for i, u := range utf16.Encode([]rune("Workbook")) {
		binary.LittleEndian.PutUint16(entry[2*i:], u)
	}
	entry[64] = 18
	binary.LittleEndian.PutUint32(entry[116:], 2)
	binary.LittleEndian.PutUint32(entry[120:], uint32(len(stream)))
	return append(file, stream...)
}

// tokyo is a small list in the form of Tokyo's, with a string that goes on in
// another record and changes its width there.
func tokyo() []byte {
	var shared []byte
	shared = append(shared, 6, 0, 0, 0, 6, 0, 0, 0)
	for _, s := range [][]byte{wide("コード"), wide("銘柄名"), wide("市場・商品区分"), wide("ＮＯＯＤＬＥ　鉄道"), wide("プライム")} {
		shared = append(shared, s...)
	}
	shared = append(shared, narrow("285A")...)
	cut := len(shared) - 2 // within "285A"
	stream := record(0x0809, 0, 6, 5, 0)
	stream = append(stream, record(recSST, shared[:cut]...)...)
	stream = append(stream, record(recContinue, 1, '5', 0, 'A', 0)...)
	stream = append(stream, record(recEOF)...)
	stream = append(stream, record(0x0809, 0, 6, 0x10, 0)...)
	label := func(row, col, n byte) {
		stream = append(stream, record(recLabelSST, append(at(row, col), n, 0, 0, 0)...)...)
	}
	label(0, 1, 0)
	label(0, 2, 1)
	label(0, 3, 2)
	number := binary.LittleEndian.AppendUint64(at(1, 1), math.Float64bits(1301))
	stream = append(stream, record(recNumber, number...)...)
	label(1, 2, 3)
	label(1, 3, 4)
	label(2, 1, 5)
	label(2, 2, 3)
	label(2, 3, 4)
	rk := binary.LittleEndian.AppendUint32(at(3, 1), 7203<<2|2)
	stream = append(stream, record(recRK, rk...)...)
	label(3, 2, 3)
	stream = append(stream, record(recEOF)...)
	return compoundFile(stream)
}

func TestXLS(t *testing.T) {
	f, _ := Find("jpx")
	l, err := f.Read(tokyo())
	if err != nil {
		t.Fatal(err)
	}
	want := "1301\tXTKS\tshare\tNoodle 鉄道\n285A\tXTKS\tshare\tNoodle 鉄道\n7203\tXTKS\tshare\tNoodle 鉄道\n"
	if diff := cmp.Diff(want, string(Marshal(l.Rows, ""))); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

// A damaged file is refused or read in part, and never runs away.
func TestXLSDamaged(t *testing.T) {
	f, _ := Find("jpx")
	whole := tokyo()
	for n := 0; n < len(whole); n += 97 {
		if _, err := f.Read(whole[:n]); err == nil && n < 1536+400 {
			t.Errorf("%d of %d bytes are read as a list", n, len(whole))
		}
		bad := []byte(string(whole))
		bad[n] ^= 0xFF
		_, _ = f.Read(bad)
	}
	circle := []byte(string(whole))
	binary.LittleEndian.PutUint32(circle[512+8:], 2) // sector 2 follows itself
	_, _ = f.Read(circle)
	locked := compoundFile(record(recFilePass, 0, 0))
	if _, err := f.Read(locked); err == nil || !strings.Contains(err.Error(), "password") {
		t.Errorf("a locked workbook: %v", err)
	}
}

func TestRK(t *testing.T) {
	for in, want := range map[uint32]float64{7203<<2 | 2: 7203, 720350<<2 | 3: 7203.5, 0x3FF00000: 1} {
		if got := rk(in); got != want {
			t.Errorf("rk(%#x) = %g, want %g", in, got, want)
		}
	}
}

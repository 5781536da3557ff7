package bleve

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"

	segment "github.com/blevesearch/scorch_segment_api/v2"
	"github.com/blevesearch/vellum"
	zap "github.com/blevesearch/zapx/v17"
	"github.com/golang/snappy"
)

// A segmentFile is the bytes of a segment and its dictionaries. Searching reads them
// itself (list.go): a frequent word is in half of all articles, and zapx's iterators
// spend ten times on each what its two numbers take.
type segmentFile struct {
	whole        []byte
	mapped       bool   // from a file
	data         []byte // whole without the footer
	documents    uint64
	stored       uint64                  // where it stands where each document is stored
	dictionaries [len(kinds)]*vellum.FST // nil where the segment lacks the field
	readings     []string                // that there are articles in
}

var errForm = errors.New("a segment is not of the form that this program writes")

// footer is what stands behind the data: see zapx's persistFooter.
const footer = zap.FooterSize

func readFile(s segment.Segment) (*segmentFile, error) {
	data, mapped, err := bytesOf(s)
	if err != nil {
		return nil, err
	}
	if len(data) < footer {
		return nil, errForm
	}
	tail := data[len(data)-footer:]
	f := &segmentFile{whole: data, mapped: mapped, data: data[:len(data)-footer], documents: binary.BigEndian.Uint64(tail[4:]), stored: binary.BigEndian.Uint64(tail[12:])}
	at := binary.BigEndian.Uint64(tail[20:])
	n := f.uvarint(&at)
	for range n {
		if err := f.readField(binary.BigEndian.Uint64(f.data[at:])); err != nil {
			return nil, err
		}
		at += 8
	}
	own := &numbered{file: f}
	err = own.each(ofKey, keyReading, func(term []byte, _ uint64) error {
		f.readings = append(f.readings, string(term[len(keyReading):]))
		return nil
	})
	return f, err
}

// bytesOf gives the bytes of a segment as they are in its file, which one that is
// not written yet has to make.
func bytesOf(s segment.Segment) (data []byte, mapped bool, err error) {
	switch s := s.(type) {
	case interface{ Data() []byte }:
		return s.Data(), true, nil
	case io.WriterTo:
		var b bytes.Buffer
		_, err := s.WriteTo(&b)
		return b.Bytes(), false, err
	}
	return nil, false, errForm
}

// readField reads the name of a field and opens its dictionary.
func (f *segmentFile) readField(at uint64) error {
	length := f.uvarint(&at)
	name := string(f.data[at : at+length])
	at += length
	f.uvarint(&at) // options
	for range f.uvarint(&at) {
		section := binary.BigEndian.Uint16(f.data[at:])
		where := binary.BigEndian.Uint64(f.data[at+2:])
		at += 10
		for i, k := range kinds {
			if k.name != name || section != zap.SectionInvertedTextIndex || where == 0 {
				continue
			}
			f.uvarint(&where)
			f.uvarint(&where)
			where = f.uvarint(&where)
			size := f.uvarint(&where)
			words, err := vellum.Load(f.data[where : where+size])
			if err != nil {
				return fmt.Errorf("dictionary %s: %w", name, err)
			}
			f.dictionaries[i] = words
		}
	}
	return nil
}

// uvarint reads a number and moves on.
func (f *segmentFile) uvarint(at *uint64) uint64 {
	v, n := binary.Uvarint(f.data[*at:])
	if n <= 0 {
		panic(errForm) // which a search recovers from, as from all damage
	}
	*at += uint64(n)
	return v
}

// appendGist appends what is stored of a document beside its id, using memory again.
func (f *segmentFile) appendGist(to []byte, doc uint64) ([]byte, error) {
	at := binary.BigEndian.Uint64(f.data[f.stored+8*doc:])
	meta, size := f.uvarint(&at), f.uvarint(&at)
	idAt, data := at, at+meta
	packed := f.data[data+f.uvarint(&idAt) : data+size]
	n, err := snappy.DecodedLen(packed)
	if err != nil {
		return to, err
	}
	to = slices.Grow(to, n)
	_, err = snappy.Decode(to[len(to):len(to)+n], packed)
	return to[:len(to)+n], err
}

// find gives what a dictionary holds of a term.
func (s *numbered) find(field int, term string) (where uint64, ok bool, err error) {
	if s.readers[field] == nil {
		words := s.file.dictionaries[field]
		if words == nil {
			return 0, false, nil
		}
		if s.readers[field], err = words.Reader(); err != nil {
			return 0, false, err
		}
	}
	s.key = append(s.key[:0], term...)
	return s.readers[field].Get(s.key)
}

// each yields the terms of a field that begin with a prefix, with what the
// dictionary holds of them, in order. The bytes are only good until yield returns.
func (s *numbered) each(field int, prefix string, yield func(term []byte, where uint64) error) error {
	return s.between(field, []byte(prefix), after(prefix), yield)
}

// between does so with the terms from one to before another.
func (s *numbered) between(field int, from, to []byte, yield func(term []byte, where uint64) error) error {
	words := s.file.dictionaries[field]
	if words == nil {
		return nil
	}
	it, err := words.Iterator(from, to)
	for ; err == nil; err = it.Next() {
		term, where := it.Current()
		if err := yield(term, where); err != nil {
			return err
		}
	}
	if err != vellum.ErrIteratorDone {
		return err
	}
	return nil
}

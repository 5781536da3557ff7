package bleve

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
)

// Checksums compares every segment of the index in a folder with the checksum in
// its footer, which scorch writes and never reads. It needs no lock, since a
// segment never changes once it is written; one that is merged away meanwhile is
// passed over. It says how many were read. The error names the segments that
// are damaged.
func Checksums(path string) (segments int, err error) {
	x := Index{path: path}
	s, why := x.current()
	if why != "" {
		return 0, nil // Open makes a new one
	}
	names, err := filepath.Glob(filepath.Join(path, s.Folder, "*.zap"))
	var errs []error
	for _, name := range names {
		switch err := checksum(name); {
		case errors.Is(err, os.ErrNotExist):
			continue
		case err != nil:
			errs = append(errs, fmt.Errorf("segment %s: %w", name, err))
		}
		segments++
	}
	return segments, errors.Join(append(errs, err)...)
}

// footerBytes is the size of the checksum at a segment's end.
const footerBytes = 4

func checksum(name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if info.Size() < footerBytes {
		return errors.New("it is cut short")
	}
	h := crc32.NewIEEE()
	if _, err := io.CopyN(h, f, info.Size()-footerBytes); err != nil {
		return err
	}
	var want [footerBytes]byte
	if _, err := io.ReadFull(f, want[:]); err != nil {
		return err
	}
	if h.Sum32() != binary.BigEndian.Uint32(want[:]) {
		return errors.New("its content does not fit its checksum")
	}
	return nil
}

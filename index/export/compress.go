package export

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"iter"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// A Compression makes a stream smaller.
type Compression struct {
	Name      string // as users ask for it
	Extension string // of files, with the dot
	// Writer wraps w. Closing what it returns ends the compressed stream and
	// leaves w open.
	Writer func(w io.Writer) (io.WriteCloser, error)
}

// Compressions lists the ways to compress, the better one first.
var Compressions = []Compression{
	{"zstd", ".zst", zstdWriter},
	{"gzip", ".gz", gzipWriter},
}

// CompressionNamed finds a compression.
func CompressionNamed(name string) (Compression, bool) {
	for _, c := range Compressions {
		if c.Name == name {
			return c, true
		}
	}
	return Compression{}, false
}

// Compressed is a Writer whose output is compressed.
func (c Compression) Compressed(write Writer) Writer { return compressed(c, write) }

// CompressedChanges is a ChangeWriter whose output is compressed.
func (c Compression) CompressedChanges(write ChangeWriter) ChangeWriter { return compressed(c, write) }

func compressed[T any](c Compression, write func(io.Writer, iter.Seq2[T, error]) error) func(io.Writer, iter.Seq2[T, error]) error {
	return func(w io.Writer, values iter.Seq2[T, error]) error {
		z, err := c.Writer(w)
		if err != nil {
			return err
		}
		return errors.Join(write(z, values), z.Close())
	}
}

// One encoder goroutine: several would give the same bytes, but the machine
// has other work, and memory per encoder counts.
func zstdWriter(w io.Writer) (io.WriteCloser, error) {
	return zstd.NewWriter(w, zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(4<<20))
}

// The header holds no time and no name, so that equal input gives equal bytes.
func gzipWriter(w io.Writer) (io.WriteCloser, error) { return gzip.NewWriter(w), nil }

// maxWindow bounds what a compressed stream may make its reader allocate.
const maxWindow = 128 << 20

// Decompress reads a stream that may be compressed, which its first bytes say.
// A stream that is not is read as it is.
func Decompress(r io.Reader) (io.ReadCloser, error) {
	in := bufio.NewReaderSize(r, bufferBytes)
	magic, err := in.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	switch {
	case bytes.HasPrefix(magic, []byte{0x1f, 0x8b}):
		return gzip.NewReader(in)
	case bytes.Equal(magic, []byte{0x28, 0xb5, 0x2f, 0xfd}):
		z, err := zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxWindow))
		if err != nil {
			return nil, err
		}
		return z.IOReadCloser(), nil
	}
	return io.NopCloser(in), nil
}

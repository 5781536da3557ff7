package fetch

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// acceptEncoding is what unpacking understands, deflate aside: servers disagree
// on what that is.
const acceptEncoding = "gzip, br, zstd"

const (
	maxEncodings  = 3       // layers a server may declare
	maxZstdWindow = 8 << 20 // bytes; what RFC 9659 allows on the web
)

// An unpacking reads a body with its content encodings undone. Declarations are
// checked against the bytes: text that is declared to be packed is passed
// through, other bytes that are not what they are declared to be are an error,
// and what is gzip is unpacked, declared or not (sitemaps end in .xml.gz). It is
// set up at the first Read, because that asks for the first bytes.
type unpacking struct {
	wire      io.ReadCloser
	encodings []string // values of Content-Encoding
	limit     int64    // bytes of each layer that is still packed
	large     func()   // called when unpacking will take much memory from its first byte on

	r       io.Reader
	release []func() // gives the decoders back
	err     error
}

func (u *unpacking) Read(p []byte) (int, error) {
	if u.r == nil && u.err == nil {
		u.err = u.open()
	}
	if u.err != nil {
		return 0, u.err
	}
	n, err := u.r.Read(p)
	if err != nil {
		u.err = err
	}
	return n, err
}

// Close gives the decoders back and closes the body on the wire.
func (u *unpacking) Close() error {
	for _, release := range u.release {
		release()
	}
	u.release, u.r, u.err = nil, nil, io.ErrClosedPipe
	return u.wire.Close()
}

func (u *unpacking) open() error {
	layers, err := encodingLayers(u.encodings)
	if err != nil {
		return err
	}
	r := bufio.NewReader(u.wire)
	if len(layers) == 0 && len(u.encodings) > 0 {
		if head, _ := r.Peek(textWindow); !isText(head) && !isGzip(head) && !isHarmless(u.encodings) {
			return fmt.Errorf("content encoding %.40q is not understood", strings.Join(u.encodings, ","))
		}
	}
	for _, layer := range layers {
		if head, _ := r.Peek(textWindow); !layer.sniff(head) && !isText(head) {
			return fmt.Errorf("the body is called %s and is not", layer.name)
		}
		if r, err = u.layer(layer, r); err != nil {
			return err
		}
	}
	if u.r, err = u.layer(codings["gzip"], r); err != nil {
		return err
	}
	return nil
}

// layer undoes one coding, unless the bytes are not of it.
func (u *unpacking) layer(c coding, r *bufio.Reader) (*bufio.Reader, error) {
	head, _ := r.Peek(zstd.HeaderMaxSize)
	if !c.sniff(head) {
		return r, nil
	}
	if c.window != nil && c.window(head) > largeBody {
		u.large()
	}
	packed := &bounded{ReadCloser: io.NopCloser(r), left: u.limit, limit: u.limit}
	decoded, release, err := c.open(bufio.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c.name, err)
	}
	u.release = append(u.release, release)
	return bufio.NewReader(&decoding{c.name, decoded}), nil
}

// A decoding names its coding in errors.
type decoding struct {
	name string
	r    io.Reader
}

func (d *decoding) Read(p []byte) (int, error) {
	n, err := d.r.Read(p)
	if err == nil || err == io.EOF {
		return n, err
	}
	return n, fmt.Errorf("%s: %w", d.name, err)
}

// encodingLayers gives the codings to undo, the outermost first. Names that
// are no coding ("utf-8", "none") are mistakes and skipped.
func encodingLayers(values []string) ([]coding, error) {
	var layers []coding
	for name := range strings.SplitSeq(strings.ToLower(strings.Join(values, ",")), ",") {
		name = strings.TrimSpace(name)
		switch name {
		case "compress", "x-compress", "dcb", "dcz", "exi", "pack200-gzip", "bzip2", "xz", "lzma":
			return nil, fmt.Errorf("content encoding %q is not understood", name)
		}
		if c, ok := codings[strings.TrimPrefix(name, "x-")]; ok {
			layers = append(layers, c)
		}
	}
	if len(layers) > maxEncodings {
		return nil, fmt.Errorf("more than %d content encodings", maxEncodings)
	}
	slices.Reverse(layers)
	return layers, nil
}

// isHarmless says whether labels that are no coding say that nothing is packed.
func isHarmless(values []string) bool {
	switch strings.ToLower(strings.TrimSpace(strings.Join(values, ","))) {
	case "", "identity", "none", "utf-8", "utf8", "binary", "8bit":
		return true
	}
	return false
}

// A coding undoes one content encoding.
type coding struct {
	name  string
	sniff func(head []byte) bool // whether a body that begins so can be of this coding
	open  func(*bufio.Reader) (r io.Reader, release func(), err error)

	// window, when not nil, is how many bytes of memory the head of a body asks for.
	window func(head []byte) uint64
}

var codings = map[string]coding{
	"gzip":    {"gzip", isGzip, openGzip, nil},
	"br":      {"br", isNotText, openBrotli, nil},
	"zstd":    {"zstd", isZstd, openZstd, zstdWindow},
	"deflate": {"deflate", isNotText, openDeflate, nil},
}

func isGzip(head []byte) bool { return bytes.HasPrefix(head, []byte{0x1f, 0x8b, 8}) }

func isZstd(head []byte) bool {
	frame := bytes.HasPrefix(head, []byte{0x28, 0xb5, 0x2f, 0xfd})
	skippable := len(head) >= 4 && head[0]&0xf0 == 0x50 && bytes.Equal(head[1:4], []byte{0x2a, 0x4d, 0x18})
	return frame || skippable
}

// isNotText tells codings without a magic number from a document that is not
// packed at all.
func isNotText(head []byte) bool {
	head = bytes.ToLower(bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\ufeff"))))
	for _, start := range []string{"<!doc", "<html", "<?xml", "<rss", "<feed", "<!--", "<head", "<urls", "<site", `{"`} {
		if bytes.HasPrefix(head, []byte(start)) {
			return false
		}
	}
	return len(head) > 0
}

// textWindow is how many bytes isText is shown.
const textWindow = 512

// isText says whether a body begins like text in some encoding: without
// controls, or with the mark of UTF-16. Nothing is text too.
func isText(head []byte) bool {
	if bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff")) {
		return true
	}
	return !bytes.ContainsFunc(head, func(r rune) bool { return r < ' ' && !strings.ContainsRune("\t\n\r\f\x1b", r) })
}

// Decoders hold large buffers, so they are used again.
var (
	gzipPool   sync.Pool // of *gzip.Reader
	brotliPool sync.Pool // of *brotli.Reader
	zstdPool   sync.Pool // of *zstd.Decoder
)

// A gzipReader reads the members of a gzip file one after the other, and takes
// anything behind them that is no member for padding, as browsers do.
type gzipReader struct {
	src *bufio.Reader
	z   *gzip.Reader
}

func openGzip(src *bufio.Reader) (io.Reader, func(), error) {
	z, ok := gzipPool.Get().(*gzip.Reader)
	if !ok {
		z = new(gzip.Reader)
	}
	if err := z.Reset(src); err != nil {
		return nil, nil, err
	}
	z.Multistream(false)
	return &gzipReader{src, z}, func() { gzipPool.Put(z) }, nil
}

func (g *gzipReader) Read(p []byte) (int, error) {
	n, err := g.z.Read(p)
	if err != io.EOF || n > 0 {
		if err == io.EOF {
			err = nil // asked again, it says so again
		}
		return n, err
	}
	if head, err := g.src.Peek(3); err != nil && err != io.EOF {
		return 0, err
	} else if !isGzip(head) {
		return 0, io.EOF
	}
	if err := g.z.Reset(g.src); err != nil {
		return 0, err
	}
	g.z.Multistream(false)
	return 0, nil
}

func openBrotli(src *bufio.Reader) (io.Reader, func(), error) {
	z, ok := brotliPool.Get().(*brotli.Reader)
	if !ok {
		z = brotli.NewReader(nil)
	}
	if err := z.Reset(src); err != nil {
		return nil, nil, err
	}
	return z, func() { brotliPool.Put(z) }, nil
}

func zstdWindow(head []byte) uint64 {
	var h zstd.Header
	if h.Decode(head) != nil {
		return 0
	}
	return h.WindowSize
}

func openZstd(src *bufio.Reader) (io.Reader, func(), error) {
	z, ok := zstdPool.Get().(*zstd.Decoder)
	if !ok {
		var err error
		z, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
			zstd.WithDecoderMaxWindow(maxZstdWindow))
		if err != nil {
			return nil, nil, err
		}
	}
	if err := z.Reset(src); err != nil {
		return nil, nil, err
	}
	return z, func() {
		if z.Reset(nil) == nil {
			zstdPool.Put(z)
		}
	}, nil
}

// openDeflate reads what the standard calls deflate (zlib), or what some
// servers call so (bare).
func openDeflate(src *bufio.Reader) (io.Reader, func(), error) {
	head, err := src.Peek(2)
	if err != nil {
		return nil, nil, errors.Join(io.ErrUnexpectedEOF, err)
	}
	if head[0]&0x0f == 8 && (int(head[0])<<8|int(head[1]))%31 == 0 {
		z, err := zlib.NewReader(src)
		return z, func() {}, err
	}
	return flate.NewReader(src), func() {}, nil
}

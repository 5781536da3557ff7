// Package archive keeps pages as they came from the network, as gzipped WARC 1.1
// files, and reads them back, so that articles can be extracted again without
// asking anybody.
//
//	w, err := archive.Open(dir, archive.Options{})
//	...
//	err = w.Append(ctx, response.Page, response.Status, response.Header)
//	...
//	for page, err := range archive.Read(dir) { ... }
//
// A directory holds any number of files. Each is written by one process, so
// any number of processes can share the directory. Every record is a gzip
// member of its own and is handed to the operating system as soon as it is
// appended: a process that dies loses at most the record it was writing. While
// a file grows its name ends in ".open".
//
// Bodies are kept unpacked from their content encoding, as extract.Page holds
// them; Set-Cookie fields are left out.
package archive

import (
	"bytes"
	"context"
	"crypto/sha1"
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/nlnwa/gowarc"

	"github.com/pennypress/pennypress/extract"
)

// What Options mean when they are zero.
const (
	DefaultMaxSize = 256 << 20
	DefaultMaxAge  = 24 * time.Hour
)

// MaxRecord is the length in bytes of the longest page that is kept, its header
// included, and the longest that is read back.
const MaxRecord = 256 << 20

const (
	finished = ".warc.gz"
	growing  = finished + ".open"
)

// Options say how an archive is written. The zero value is ready to use.
type Options struct {
	MaxSize  int64         // bytes after which a new file is begun; 0 is DefaultMaxSize
	MaxAge   time.Duration // age after which a new file is begun; 0 is DefaultMaxAge
	Software string        // named in each file, with its version; may be empty
}

// A Writer appends pages to files of its own in a directory. Its methods are
// safe for concurrent use.
type Writer struct {
	dir string
	o   Options

	mu     sync.Mutex // guards what follows
	closed bool
	serial int // files begun
	file   *os.File
	begun  time.Time
	size   int64
	gzip   *gzip.Writer
	buffer bytes.Buffer // one record, packed
}

// Open makes the directory when it is not there, gives files that other processes left behind
// unfinished their final names, and returns a writer. The first file is begun by
// the first Append.
func Open(dir string, o Options) (*Writer, error) {
	if o.MaxSize <= 0 {
		o.MaxSize = DefaultMaxSize
	}
	if o.MaxAge <= 0 {
		o.MaxAge = DefaultMaxAge
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("open archive: %w", err)
	}
	if err := finishAbandoned(dir, time.Now().Add(-2*o.MaxAge)); err != nil {
		return nil, fmt.Errorf("open archive: %w", err)
	}
	// Level 3 packs news pages to within a tenth of the size that level 6 gives,
	// in little more than half the time.
	packer, err := gzip.NewWriterLevel(nil, 3)
	if err != nil {
		return nil, err
	}
	return &Writer{dir: dir, o: o, gzip: packer}, nil
}

// finishAbandoned renames growing files that nobody has written to since a
// time. Should their writer still live, it goes on writing under the new name.
func finishAbandoned(dir string, before time.Time) error {
	names, err := filepath.Glob(filepath.Join(escapeGlob(dir), "*"+growing))
	if err != nil {
		return err
	}
	for _, name := range names {
		info, err := os.Stat(name)
		if err == nil && info.ModTime().Before(before) {
			err = os.Rename(name, strings.TrimSuffix(name, ".open"))
		}
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}

// escapeGlob quotes what filepath.Match would take for a pattern.
func escapeGlob(dir string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`).Replace(dir)
}

// Append keeps one page with the status and the header it was answered with; the
// header may be nil. When Append returns nil the page survives the end of the process.
// After an error nothing of the page is kept, and the next Append may work.
func (w *Writer) Append(ctx context.Context, p extract.Page, status int, header http.Header) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	record, err := pageRecord(p, status, header)
	if err != nil {
		return fmt.Errorf("archive %s: %w", p.URL, err)
	}
	defer record.Close()
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return fmt.Errorf("archive %s: %w", p.URL, os.ErrClosed)
	}
	if err := w.turn(time.Now()); err != nil {
		return fmt.Errorf("archive %s: %w", p.URL, err)
	}
	if err := w.write(record); err != nil {
		return fmt.Errorf("archive %s: %w", p.URL, err)
	}
	return nil
}

// Close finishes the current file.
func (w *Writer) Close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed = true
	if err := w.finish(); err != nil {
		return fmt.Errorf("close archive: %w", err)
	}
	return nil
}

// turn makes sure that there is a file with room in it.
func (w *Writer) turn(now time.Time) error {
	if w.file != nil && w.size < w.o.MaxSize && now.Sub(w.begun) < w.o.MaxAge {
		return nil
	}
	if err := w.finish(); err != nil {
		return err
	}
	if err := w.begin(now); err != nil {
		return err
	}
	record, err := infoRecord(filepath.Base(w.file.Name()), w.o.Software, now)
	if err != nil {
		return err
	}
	defer record.Close()
	return w.write(record)
}

// begin creates a file whose name sorts by time and is nobody else's.
func (w *Writer) begin(now time.Time) error {
	host, err := os.Hostname()
	if err != nil || host == "" {
		host = "localhost"
	}
	host = strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' {
			return r
		}
		return '_'
	}, host)
	for {
		w.serial++
		// Process numbers come back, within a second even and in other
		// containers; a final name must not be that of another file.
		name := fmt.Sprintf("pennypress-%s-%05d-%s-%d-%08x%s", now.UTC().Format("20060102150405"), w.serial, host, os.Getpid(), rand.Uint32(), growing)
		w.file, err = os.OpenFile(filepath.Join(w.dir, name), os.O_CREATE|os.O_EXCL|os.O_WRONLY|os.O_APPEND, 0o644)
		if errors.Is(err, os.ErrExist) {
			continue
		}
		if err != nil {
			w.file = nil
			return err
		}
		w.begun, w.size = now, 0
		return nil
	}
}

// finish brings the current file to the disk and gives it its final name.
func (w *Writer) finish() error {
	if w.file == nil {
		return nil
	}
	name := w.file.Name()
	err := errors.Join(w.file.Sync(), w.file.Close())
	w.file = nil
	if err != nil {
		return err
	}
	err = os.Rename(name, strings.TrimSuffix(name, ".open"))
	if errors.Is(err, os.ErrNotExist) {
		return nil // another process took it for abandoned, or for too old to keep
	}
	return err
}

// write packs a record and appends it. What a failed write leaves behind is cut off.
func (w *Writer) write(record gowarc.WarcRecord) error {
	w.buffer.Reset()
	w.gzip.Reset(&w.buffer)
	if _, _, err := gowarc.NewMarshaler().Marshal(w.gzip, record, 0); err != nil {
		return err
	}
	if err := w.gzip.Close(); err != nil {
		return err
	}
	n, err := w.file.Write(w.buffer.Bytes())
	if w.buffer.Cap() > 8<<20 {
		w.buffer = bytes.Buffer{}
	}
	if err == nil {
		w.size += int64(n)
		return nil
	}
	if cut := w.file.Truncate(w.size); cut != nil {
		// The torn record ends the file; readers expect that.
		err = errors.Join(err, w.finish())
	}
	return err
}

// recordOptions leave the records as they are made here.
func recordOptions() []gowarc.WarcRecordOption {
	return []gowarc.WarcRecordOption{
		gowarc.WithVersion(gowarc.V1_1),
		gowarc.WithNoValidation(),
		gowarc.WithAddMissingDigest(false),
		gowarc.WithBufferMaxMemBytes(MaxRecord),
	}
}

// library is held while gowarc makes something: each of its builders and
// readers sets a global of its library for identifiers anew, without a lock.
var library sync.Mutex

func newBuilder(kind gowarc.RecordType) gowarc.WarcRecordBuilder {
	library.Lock()
	defer library.Unlock()
	return gowarc.NewRecordBuilder(kind, recordOptions()...)
}

func newUnmarshaler() gowarc.Unmarshaler {
	library.Lock()
	defer library.Unlock()
	return gowarc.NewUnmarshaler(recordOptions()...)
}

// pageRecord makes the response record of a page.
func pageRecord(p extract.Page, status int, header http.Header) (gowarc.WarcRecord, error) {
	if p.URL == "" || strings.ContainsFunc(p.URL, func(r rune) bool { return r <= ' ' || r == 0x7f }) {
		return nil, errors.New("not a URL")
	}
	if status < 100 || status > 999 {
		return nil, fmt.Errorf("impossible status %d", status)
	}
	var block bytes.Buffer
	block.Grow(len(p.Body) + 4096)
	fmt.Fprintf(&block, "HTTP/1.1 %d %s\r\n", status, http.StatusText(status))
	if err := keptHeader(p, header).Write(&block); err != nil {
		return nil, err
	}
	block.WriteString("\r\n")
	block.Write(p.Body)
	if block.Len() > MaxRecord {
		return nil, fmt.Errorf("page longer than %d MiB", MaxRecord>>20)
	}

	b := newBuilder(gowarc.Response)
	b.AddWarcHeader(gowarc.WarcTargetURI, p.URL)
	b.AddWarcHeader(gowarc.WarcDate, warcDate(p.Fetched))
	b.AddWarcHeader(gowarc.ContentType, "application/http; msgtype=response")
	b.AddWarcHeader(gowarc.WarcBlockDigest, digest(block.Bytes()))
	b.AddWarcHeader(gowarc.WarcPayloadDigest, digest(p.Body))
	if p.Truncated {
		b.AddWarcHeader(gowarc.WarcTruncated, "length")
	}
	return build(b, &block)
}

func build(b gowarc.WarcRecordBuilder, block io.Reader) (gowarc.WarcRecord, error) {
	if _, err := b.ReadFrom(block); err != nil {
		b.Close()
		return nil, err
	}
	library.Lock()
	record, _, err := b.Build()
	library.Unlock()
	if err != nil {
		b.Close()
		return nil, err
	}
	return record, nil
}

// infoRecord makes the record that begins each file.
func infoRecord(name, software string, now time.Time) (gowarc.WarcRecord, error) {
	var block bytes.Buffer
	if software != "" {
		fmt.Fprintf(&block, "software: %s\r\n", strings.Join(strings.Fields(software), " "))
	}
	block.WriteString("format: WARC File Format 1.1\r\n")
	b := newBuilder(gowarc.Warcinfo)
	b.AddWarcHeader(gowarc.WarcDate, warcDate(now))
	b.AddWarcHeader(gowarc.WarcFilename, strings.TrimSuffix(name, ".open"))
	b.AddWarcHeader(gowarc.ContentType, "application/warc-fields")
	b.AddWarcHeader(gowarc.WarcBlockDigest, digest(block.Bytes()))
	return build(b, &block)
}

// warcDate writes a time to the nanosecond, which WARC 1.1 allows, so that a
// page is read back as it was.
func warcDate(t time.Time) string {
	return t.UTC().Format(time.RFC3339Nano)
}

func digest(data []byte) string {
	sum := sha1.Sum(data)
	return "sha1:" + base32.StdEncoding.EncodeToString(sum[:])
}

// keptHeader gives the header fields that are true of the body as it is kept.
// How it was packed on the wire stands under other names.
func keptHeader(p extract.Page, header http.Header) http.Header {
	kept := make(http.Header, len(header)+2)
	for name, values := range header {
		switch name {
		case "Set-Cookie", "Connection", "Keep-Alive", "Trailer", "Content-Length":
			continue
		case "Content-Encoding", "Transfer-Encoding":
			name = "X-Crawler-" + name
		}
		kept[name] = values
	}
	kept["Content-Type"] = []string{p.ContentType}
	if p.ContentType == "" {
		delete(kept, "Content-Type")
	}
	kept.Set("Content-Length", fmt.Sprint(len(p.Body)))
	return kept
}

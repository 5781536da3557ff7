package archive

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/nlnwa/gowarc"

	"github.com/pennypress/pennypress/extract"
)

const maxRecordHeader = 64 << 10 // bytes

// A Record is a page as it was kept, and where.
type Record struct {
	Page   extract.Page
	Status int
	Header http.Header // without the fields that Append leaves out
	File   string      // name of the file, without the directory
	Offset int64       // of the record in the file
}

// Read yields the pages of an archive, those with a status from 200 to 299, in
// the order of Records.
func Read(dir string) iter.Seq2[extract.Page, error] {
	return func(yield func(extract.Page, error) bool) {
		for r, err := range Records(dir) {
			if err == nil && (r.Status < 200 || r.Status > 299) {
				continue
			}
			if !yield(r.Page, err) {
				return
			}
		}
	}
}

// Records yields what an archive holds, file after file as they were begun; a file that
// grows meanwhile is read up to where it ends at that moment. What is broken gives an error,
// once for each stretch, and the reading goes on behind it. The torn record with
// which a file ends whose writer died is no error: it was never acknowledged.
func Records(dir string) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		names, err := files(dir)
		if err != nil {
			yield(Record{}, fmt.Errorf("read archive: %w", err))
			return
		}
		for _, name := range names {
			if !readFile(filepath.Join(dir, name), yield) {
				return
			}
		}
	}
}

// files lists the names of an archive's files in the order they were begun.
func files(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), finished) || strings.HasSuffix(e.Name(), growing) {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names)
	return names, nil
}

// readFile yields the records of a file. It says whether to go on.
func readFile(path string, yield func(Record, error) bool) bool {
	file, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) { // it was finished since it was listed
		file, err = os.Open(strings.TrimSuffix(path, ".open"))
	}
	if errors.Is(err, os.ErrNotExist) {
		return true // or pruned
	}
	if err != nil {
		return yield(Record{}, fmt.Errorf("read archive: %w", err))
	}
	defer file.Close()
	return readRecords(file, filepath.Base(path), yield)
}

// readRecords yields the records of a stream.
func readRecords(r io.Reader, name string, yield func(Record, error) bool) bool {
	in := &members{counted: counter{r: r}}
	in.src = bufio.NewReaderSize(&in.counted, 64<<10)
	broken := error(nil) // of the stretch being skipped; told when a good record shows that it is no torn end
	for {
		record, err := in.next()
		if err == io.EOF {
			if broken != nil && !isTorn(broken) {
				return yield(Record{}, broken)
			}
			return true
		}
		if err != nil {
			if broken == nil {
				broken = fmt.Errorf("read archive: %s at byte %d: %w", name, in.start, err)
			}
			continue
		}
		if broken != nil && !yield(Record{}, broken) {
			return false
		}
		broken = nil
		if record == nil {
			continue // of another kind
		}
		record.File, record.Offset = name, in.start
		if !yield(*record, nil) {
			return false
		}
	}
}

// isTorn says whether an error means that the data ended too early.
func isTorn(err error) bool { return errors.Is(err, io.ErrUnexpectedEOF) }

// A counter counts what is read.
type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// members reads the gzip members of a file, one record each.
type members struct {
	counted counter
	src     *bufio.Reader // of counted; the gzip reader takes no more from it than its member
	start   int64         // of the current member
	gzip    gzip.Reader
}

// next gives the next page, nil for a record of another kind, io.EOF at the end.
func (m *members) next() (*Record, error) {
	if err := m.seek(); err != nil {
		return nil, err
	}
	if err := m.gzip.Reset(m.src); err != nil {
		return nil, unexpected(err)
	}
	m.gzip.Multistream(false)
	member := &ending{r: io.LimitReader(&m.gzip, MaxRecord+2*maxRecordHeader)}
	plain := bufio.NewReaderSize(member, maxRecordHeader)
	record, err := readSafely(plain)
	// The checksum is at the end of the member. A member that ends too early
	// explains whatever is wrong with its record.
	n, tailErr := io.Copy(io.Discard, plain)
	switch {
	case member.err != nil:
		return nil, unexpected(member.err)
	case tailErr != nil:
		return nil, unexpected(tailErr)
	case err != nil:
		return nil, unexpected(err)
	case n > maxRecordHeader:
		return nil, errors.New("a gzip member holds more than one record")
	}
	return record, nil
}

// seek skips to where a gzip member can begin.
func (m *members) seek() error {
	for {
		head, err := m.src.Peek(4096)
		if len(head) < 4 {
			if err == nil || err == io.EOF {
				return io.EOF
			}
			return err
		}
		at := bytes.Index(head, []byte{0x1f, 0x8b, 8})
		if at == 0 {
			m.start = m.counted.n - int64(m.src.Buffered())
			return nil
		}
		if at < 0 {
			at = len(head) - 2
		}
		if _, err := m.src.Discard(at); err != nil {
			return err
		}
	}
}

// unexpected makes an end in the middle of a record what it is.
func unexpected(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// An ending reader ends where reading fails, and keeps the error: version 1.6.0 of
// the library asks again and again for the rest of a header that cannot be
// read, or panics.
type ending struct {
	r   io.Reader
	err error
}

func (e *ending) Read(p []byte) (int, error) {
	if e.err != nil {
		return 0, io.EOF
	}
	n, err := e.r.Read(p)
	if err != nil && err != io.EOF {
		e.err = err
		err = io.EOF
	}
	return n, err
}

// readSafely is readRecord, with a panic of the library as the error that it is.
func readSafely(r *bufio.Reader) (record *Record, err error) {
	defer func() {
		if v := recover(); v != nil {
			record, err = nil, fmt.Errorf("not a WARC record: %v", v)
		}
	}()
	return readRecord(r)
}

// readRecord reads one record; nil when it holds no page.
func readRecord(r *bufio.Reader) (*Record, error) {
	head, err := r.Peek(maxRecordHeader)
	if !bytes.Contains(head, []byte("\r\n\r\n")) {
		if err != nil {
			return nil, err
		}
		return nil, fmt.Errorf("record header longer than %d KiB", maxRecordHeader>>10)
	}
	if !bytes.HasPrefix(head, []byte("WARC/")) {
		return nil, errors.New("not a WARC record")
	}
	w, _, _, err := newUnmarshaler().Unmarshal(r)
	if err != nil {
		return nil, err
	}
	h := w.WarcHeader()
	length, err := h.GetInt64(gowarc.ContentLength)
	if err != nil || length < 0 || length > MaxRecord {
		return nil, fmt.Errorf("impossible record length %q", h.Get(gowarc.ContentLength))
	}
	raw, err := w.Block().RawBytes()
	if err != nil {
		return nil, err
	}
	if w.Type() != gowarc.Response || !strings.HasPrefix(h.Get(gowarc.ContentType), "application/http") {
		n, err := io.Copy(io.Discard, raw)
		if err == nil && n < length {
			err = io.ErrUnexpectedEOF
		}
		return nil, err
	}
	return readResponse(h, bufio.NewReader(raw), length)
}

// readResponse reads the page of a response record with a block of this length.
func readResponse(h *gowarc.WarcFields, block *bufio.Reader, length int64) (*Record, error) {
	fetched, err := time.Parse(time.RFC3339Nano, h.Get(gowarc.WarcDate))
	if err != nil {
		return nil, fmt.Errorf("impossible record date %q", h.Get(gowarc.WarcDate))
	}
	answer, err := http.ReadResponse(block, nil)
	if err != nil {
		return nil, unexpected(err)
	}
	defer answer.Body.Close()
	body, err := readBody(answer, length)
	if err != nil {
		return nil, err
	}
	return &Record{
		Page: extract.Page{
			URL:         strings.Trim(h.Get(gowarc.WarcTargetURI), "<>"),
			ContentType: answer.Header.Get("Content-Type"),
			Body:        body,
			Fetched:     fetched,
			Truncated:   h.Get(gowarc.WarcTruncated) != "",
		},
		Status: answer.StatusCode,
		Header: answer.Header,
	}, nil
}

// readBody reads a body into memory of its length, as far as that can be true.
func readBody(answer *http.Response, most int64) ([]byte, error) {
	var b bytes.Buffer
	if n, err := strconv.ParseInt(answer.Header.Get("Content-Length"), 10, 64); err == nil && n >= 0 && n <= min(most, 16<<20) {
		b.Grow(int(n) + bytes.MinRead)
	}
	if _, err := b.ReadFrom(answer.Body); err != nil {
		return nil, unexpected(err)
	}
	return b.Bytes(), nil
}

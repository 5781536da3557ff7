package export

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"iter"
	"unicode/utf8"

	"github.com/pennypress/pennypress/extract"
)

// maxLineBytes bounds one line of input. The longest article of the corpus has
// a hundredth of it.
const maxLineBytes = 64 << 20

// A LineError says what is wrong with one line. Reading goes on after it.
type LineError struct {
	Line int // the first is 1
	Err  error
}

// Error gives the line and the cause.
func (e *LineError) Error() string { return fmt.Sprintf("line %d: %v", e.Line, e.Err) }

// Unwrap gives the cause.
func (e *LineError) Unwrap() error { return e.Err }

// What can be wrong with a line, beside what its decoding says.
var (
	errTooLong = fmt.Errorf("longer than %d MiB", maxLineBytes>>20)
	errUTF8    = errors.New("not valid UTF-8")
	errNoID    = errors.New("article without id")
	errNoText  = errors.New("article without text")
)

// Read yields the articles of JSON lines. A line that holds no valid article
// yields a *LineError and the sequence goes on; any other error ends it. Blank
// lines are passed over, as is a byte order mark.
//
// An article's Entities and Moves are nil where the line has none, and empty
// where it says that there are none.
func Read(r io.Reader) iter.Seq2[extract.Article, error] {
	return func(yield func(extract.Article, error) bool) {
		for l, err := range ReadLines(r) {
			if err == nil && l.Op == Delete {
				err = &LineError{Line: l.Number, Err: errors.New("a deletion, not an article")}
			}
			if !yield(l.Article, err) {
				return
			}
		}
	}
}

// A Line is what one line holds: an article, or a change of one.
type Line struct {
	Number int // the first is 1
	Change     // its Op is Upsert where the line has none
}

// ReadLines yields what Read does, and deletions too, as exports of changes have
// them.
func ReadLines(r io.Reader) iter.Seq2[Line, error] {
	return func(yield func(Line, error) bool) {
		lines := lineReader{in: bufio.NewReaderSize(r, bufferBytes), max: maxLineBytes}
		seen := make(map[uint64]int)
		seed := maphash.MakeSeed()
		for {
			line, err := lines.next()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil && !errors.Is(err, errTooLong) {
				yield(Line{}, fmt.Errorf("line %d: %w", lines.n, err))
				return
			}
			l := Line{Number: lines.n}
			if err == nil {
				if len(line) == 0 {
					continue
				}
				l.Change, err = parse(line)
			}
			if err == nil {
				// A hash stands for the id: 16 bytes a line, and no two of 10 million
				// ids are likely to share one.
				key := maphash.String(seed, l.ID)
				if first := seen[key]; first != 0 {
					err = fmt.Errorf("id %q repeats line %d", l.ID, first)
				} else {
					seen[key] = lines.n
				}
			}
			if err != nil {
				l, err = Line{Number: lines.n}, &LineError{Line: lines.n, Err: err}
			}
			if !yield(l, err) {
				return
			}
		}
	}
}

// absent is a text that no article has, to tell a missing one from an empty one.
const absent = "\x00"

// parse decodes one line and checks it.
func parse(line []byte) (c Change, err error) {
	if !utf8.Valid(line) {
		return c, errUTF8 // decoding would replace the bytes and say nothing
	}
	c.Text = absent
	if err := json.Unmarshal(line, &c); err != nil {
		return c, fmt.Errorf("not an article: %w", err)
	}
	switch c.Op {
	case "", Upsert:
		c.Op = Upsert
	case Delete:
		return c, validateID(c.ID)
	default:
		return c, fmt.Errorf("op %q is neither %s nor %s", c.Op, Upsert, Delete)
	}
	if c.Text == absent {
		return c, errNoText // an empty one is allowed: it was looked for
	}
	return c, Validate(&c.Article)
}

// UnmarshalJSON reads the JSON form of a change. A line without op is an
// article, with an empty Op.
func (c *Change) UnmarshalJSON(data []byte) error {
	if err := json.Unmarshal(data, &c.Article); err != nil || !bytes.Contains(data, []byte(`"op"`)) {
		return err
	}
	var op struct {
		Op string `json:"op"`
	}
	err := json.Unmarshal(data, &op)
	c.Op = op.Op
	return err
}

// A lineReader cuts a stream into lines of bounded length.
type lineReader struct {
	in  *bufio.Reader
	max int
	n   int // the number of the line last returned
	buf []byte
}

// next returns the next line without white space at its ends; it is valid
// until the next call. A line that is too long is skipped to its end and gives
// errTooLong.
func (l *lineReader) next() ([]byte, error) {
	l.n++
	l.buf = l.buf[:0]
	tooLong := false
	for {
		part, err := l.in.ReadSlice('\n')
		tooLong = tooLong || len(l.buf)+len(part) > l.max
		if !tooLong {
			l.buf = append(l.buf, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF) && (tooLong || len(l.buf) > 0), err == nil:
			if tooLong {
				return nil, errTooLong
			}
			line := l.buf
			if l.n == 1 {
				line = bytes.TrimPrefix(line, []byte("\xef\xbb\xbf"))
			}
			return bytes.TrimSpace(line), nil
		default:
			return nil, err
		}
	}
}

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
		lines := lineReader{in: bufio.NewReaderSize(r, bufferBytes), max: maxLineBytes}
		seen := make(map[uint64]int)
		seed := maphash.MakeSeed()
		for {
			line, err := lines.next()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil && !errors.Is(err, errTooLong) {
				yield(extract.Article{}, fmt.Errorf("line %d: %w", lines.n, err))
				return
			}
			var a extract.Article
			if err == nil {
				if len(line) == 0 {
					continue
				}
				a, err = parse(line)
			}
			if err == nil {
				// A hash stands for the id: 16 bytes a line, and no two of 10 million
				// ids are likely to share one.
				key := maphash.String(seed, a.ID)
				if first := seen[key]; first != 0 {
					err = fmt.Errorf("id %q repeats line %d", a.ID, first)
				} else {
					seen[key] = lines.n
				}
			}
			if err != nil {
				a, err = extract.Article{}, &LineError{Line: lines.n, Err: err}
			}
			if !yield(a, err) {
				return
			}
		}
	}
}

// absent is a text that no article has, to tell a missing one from an empty one.
const absent = "\x00"

// parse decodes one line and checks it.
func parse(line []byte) (a extract.Article, err error) {
	if !utf8.Valid(line) {
		return a, errUTF8 // decoding would replace the bytes and say nothing
	}
	a.Text = absent
	if err := json.Unmarshal(line, &a); err != nil {
		return a, fmt.Errorf("not an article: %w", err)
	}
	if a.Text == absent {
		return a, errNoText // an empty one is allowed: it was looked for
	}
	return a, Validate(&a)
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

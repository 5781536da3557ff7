package main

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"sync"
	"unicode/utf8"
	"unsafe"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/extract/entity"
)

// figureLines turns texts into lines, with the memory of those before. It is safe for
// concurrent use.
type figureLines struct {
	finder *entity.Finder
	hint   entity.Hint
	texts  sync.Pool // of *oneText
	lines  sync.Pool // of *[]byte
}

// oneText is a text and what it has.
type oneText struct {
	body     []byte
	entities []extract.Entity
	moves    []extract.Move
}

// read reads the text that an argument names.
func (t *oneText) read(in *inputs, name string) error {
	body, err := in.again(name, t.body[:0])
	if err != nil {
		return err
	}
	t.body = body
	if !utf8.Valid(body) {
		return fmt.Errorf("not UTF-8 at byte %d: convert it first", invalidAt(body))
	}
	return nil
}

// of returns the line of the text that an argument names, until it is given back.
func (l *figureLines) of(in *inputs, name string) ([]byte, error) {
	t := pooled[oneText](&l.texts)
	if err := t.read(in, name); err != nil {
		return nil, err
	}
	// The text is not copied: entities are parts of it, and their line is written before the
	// next text is read into its memory. A Finder keeps nothing of a text that it reads again,
	// which a test holds it to.
	text := unsafe.String(unsafe.SliceData(t.body), len(t.body))
	t.entities, t.moves = l.finder.Append(t.entities[:0], t.moves[:0], text, l.hint)
	line := appendFigures((*pooled[[]byte](&l.lines))[:0], name, t.entities, t.moves)
	if cap(t.body) <= maxKept {
		l.texts.Put(t)
	}
	return line, nil
}

// again gives back a line that is written: its memory is that of another.
func (l *figureLines) again(line []byte) {
	if cap(line) <= maxKept {
		l.lines.Put(&line)
	}
}

// maxKept bounds the memory that is kept for the next file.
const maxKept = 1 << 20

// pooled returns what a pool of *T has, something new where that is nothing.
func pooled[T any](p *sync.Pool) *T {
	if t, ok := p.Get().(*T); ok {
		return t
	}
	return new(T)
}

// invalidAt is the offset of the first byte that is not UTF-8.
func invalidAt(text []byte) int {
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return len(text)
}

// appendFigures appends the line of one text: {"file", "entities", "moves"}. A text has a
// figure in every line and a program thousands of texts, so the line is written field by
// field; a test holds it against encoding/json.
func appendFigures(line []byte, file string, entities []extract.Entity, moves []extract.Move) []byte {
	w := lineWriter{slices.Grow(line, 64+len(file)+224*len(entities)+96*len(moves))}
	w.raw(`{"file":`)
	w.quote(file)
	w.raw(`,"entities":[`)
	for i := range entities {
		w.comma(i)
		w.entity(&entities[i])
	}
	w.raw(`],"moves":[`)
	for i := range moves {
		w.comma(i)
		w.move(&moves[i])
	}
	w.raw("]}\n")
	return w.line
}

// A lineWriter writes JSON as encoding/json does, HTML as it is.
type lineWriter struct{ line []byte }

func (w *lineWriter) entity(e *extract.Entity) {
	w.raw(`{"type":"`)
	w.raw(e.Type)
	w.raw(`","text":`)
	w.quote(e.Text)
	w.span(e.Span)
	w.value(`,"value":`, e.Value)
	w.value(`,"low":`, e.Low)
	w.value(`,"high":`, e.High)
	w.term(`,"modifier":"`, e.Modifier)
	w.term(`,"unit":"`, e.Unit)
	w.term(`,"direction":"`, e.Direction)
	w.term(`,"currency":"`, e.Currency)
	w.term(`,"per":"`, e.Per)
	w.field(`,"symbol":`, e.Symbol)
	w.field(`,"exchange":`, e.Exchange)
	w.field(`,"name":`, e.Name)
	w.term(`,"how":"`, e.How)
	w.raw("}")
}

func (w *lineWriter) move(m *extract.Move) {
	w.raw(`{"symbol":`)
	w.quote(m.Symbol)
	w.field(`,"exchange":`, m.Exchange)
	w.value(`,"percent":`, &m.Percent)
	w.value(`,"low":`, m.Low)
	w.value(`,"high":`, m.High)
	w.span(m.Span)
	w.raw("}")
}

func (w *lineWriter) raw(s string) { w.line = append(w.line, s...) }

// comma parts item i of a list from the one before.
func (w *lineWriter) comma(i int) {
	if i > 0 {
		w.raw(",")
	}
}

func (w *lineWriter) span(s extract.Span) {
	w.raw(`,"start":`)
	w.line = strconv.AppendInt(w.line, int64(s.Start), 10)
	w.raw(`,"end":`)
	w.line = strconv.AppendInt(w.line, int64(s.End), 10)
}

// field writes a field that is absent when it is empty.
func (w *lineWriter) field(key, s string) {
	if s != "" {
		w.raw(key)
		w.quote(s)
	}
}

// term writes a field that is absent when it is empty, and else one of our own words, in which
// there is nothing to escape. Its key has the quote that opens it.
func (w *lineWriter) term(key, s string) {
	if s != "" {
		w.line = append(append(append(w.line, key...), s...), '"')
	}
}

// value writes a field that is absent when it is nil.
func (w *lineWriter) value(key string, v *float64) {
	if v == nil {
		return
	}
	w.raw(key)
	switch size := math.Abs(*v); {
	case size < 1<<53 && *v == math.Trunc(*v) && !(size == 0 && math.Signbit(*v)):
		w.line = strconv.AppendInt(w.line, int64(*v), 10)
	case 1e-6 <= size && size < 1e21:
		w.line = strconv.AppendFloat(w.line, *v, 'f', -1, 64)
	default: // with an exponent
		w.encode(*v)
	}
}

// quote writes s, which seldom has a character that JSON escapes.
func (w *lineWriter) quote(s string) {
	if !isPlain(s) {
		w.encode(s)
		return
	}
	w.line = append(w.line, '"')
	w.line = append(w.line, s...)
	w.line = append(w.line, '"')
}

// isPlain reports whether s stands in JSON as it is. The separators of lines and paragraphs,
// which begin with the byte E2 80, do not.
func isPlain(s string) bool {
	ascii := true
	for i := range len(s) {
		switch c := s[i]; {
		case c < ' ' || c == '"' || c == '\\' || c == 0xE2 && i+2 < len(s) && s[i+1] == 0x80 && s[i+2]|1 == 0xA9:
			return false
		case c >= utf8.RuneSelf:
			ascii = false
		}
	}
	return ascii || utf8.ValidString(s)
}

// encode writes what is seldom written. Strings and finite numbers are never refused.
func (w *lineWriter) encode(v any) {
	if b, err := jsonLine(v); err == nil {
		w.line = append(w.line, b[:len(b)-1]...)
	}
}

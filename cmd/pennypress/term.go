package main

// The rules for everything that reaches a person: messages go to stderr with
// the program's name in front, lower case, no full stop; colour and the
// progress line appear on a terminal only, and never with NO_COLOR or -q; text
// that came from the network is shown without control characters, so that no
// page can send the terminal an escape sequence.

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/term"

	"github.com/pennypress/pennypress/extract"
)

// newLog returns a logger of messages for people, or of JSON lines.
func newLog(w io.Writer, format string, level slog.Level) *slog.Logger {
	if format == "json" {
		return slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{Level: level}))
	}
	return slog.New(&messages{w: w, level: level, mu: new(sync.Mutex)})
}

// messages is a slog handler that prints "pennypress: message key=value".
type messages struct {
	w     io.Writer
	level slog.Level
	attrs []slog.Attr
	mu    *sync.Mutex // guards w
}

func (m *messages) Enabled(_ context.Context, l slog.Level) bool { return l >= m.level }

func (m *messages) Handle(_ context.Context, r slog.Record) error {
	var b bytes.Buffer
	b.WriteString("pennypress: " + printable(r.Message, "\n\t"))
	add := func(attr slog.Attr) bool {
		fmt.Fprintf(&b, " %s=%s", attr.Key, printable(attr.Value.String(), ""))
		return true
	}
	for _, attr := range m.attrs {
		add(attr)
	}
	r.Attrs(add)
	b.WriteByte('\n')
	m.mu.Lock()
	defer m.mu.Unlock()
	_, err := m.w.Write(b.Bytes())
	return err
}

func (m *messages) WithAttrs(attrs []slog.Attr) slog.Handler {
	out := *m
	out.attrs = append(m.attrs[:len(m.attrs):len(m.attrs)], attrs...)
	return &out
}

func (m *messages) WithGroup(string) slog.Handler { return m }

// printable replaces control characters, except those kept, and the marks that
// turn the direction of writing.
func printable(s, keep string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune(keep, r):
			return r
		case r == '\n' || r == '\t':
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), r == unicode.ReplacementChar:
			return '\uFFFD'
		}
		return r
	}, s)
}

// terminal reports whether w is a terminal, and how wide.
func terminal(w io.Writer) (width int, ok bool) {
	f, isFile := w.(*os.File)
	if !isFile || !term.IsTerminal(int(f.Fd())) {
		return 0, false
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil || width < 20 {
		width = 80
	}
	return width, true
}

// A paper is what readable output is written on: a terminal with colours, or
// plain text.
type paper struct {
	w      io.Writer
	width  int
	colour bool
}

// maxLine keeps lines readable on wide terminals.
const maxLine = 100

func (a *app) paper() paper {
	width, ok := terminal(a.out)
	if !ok {
		width = maxLine
	}
	return paper{w: a.out, width: min(width, maxLine), colour: ok && !a.quiet && os.Getenv("NO_COLOR") == ""}
}

// The styles of readable output, as SGR parameters (ECMA-48).
const (
	bold  = "1"
	faint = "2"
	green = "32"
	red   = "31"
	mark  = "1;33"
)

func (p paper) style(style, s string) string {
	if !p.colour || s == "" {
		return s
	}
	return "\x1b[" + style + "m" + s + "\x1b[0m"
}

// highlight shows the spans of a text: coloured, or between ** on plain paper.
func (p paper) highlight(text string, spans []extract.Span) string {
	runes, at := []rune(text), 0
	var b strings.Builder
	for _, s := range spans {
		if s.Start < at || s.End > len(runes) || s.Start >= s.End {
			continue
		}
		b.WriteString(printable(string(runes[at:s.Start]), ""))
		found := printable(string(runes[s.Start:s.End]), "")
		if p.colour {
			b.WriteString(p.style(mark, found))
		} else {
			b.WriteString("**" + found + "**")
		}
		at = s.End
	}
	b.WriteString(printable(string(runes[at:]), ""))
	return b.String()
}

// wrap prints text between a left margin and the right edge. Escape sequences
// of style are not counted.
func (p paper) wrap(indent int, text string) {
	margin, column := strings.Repeat(" ", indent), 0
	for _, word := range strings.Fields(text) {
		n := visible(word)
		switch {
		case column == 0:
			fmt.Fprint(p.w, margin)
			column = indent
		case column+1+n > p.width:
			fmt.Fprint(p.w, "\n", margin)
			column = indent
		default:
			fmt.Fprint(p.w, " ")
			column++
		}
		fmt.Fprint(p.w, word)
		column += n
	}
	if column > 0 {
		fmt.Fprintln(p.w)
	}
}

// visible counts the columns of a word: escape sequences take none, East Asian
// wide characters take two.
func visible(word string) int {
	n, escape := 0, false
	for _, r := range word {
		switch {
		case escape:
			escape = r != 'm'
		case r == '\x1b':
			escape = true
		case unicode.In(r, unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana):
			n += 2
		case !unicode.Is(unicode.Mn, r):
			n++
		}
	}
	return n
}

// cut shortens a line to n columns.
func cut(s string, n int) string {
	column := 0
	for i, r := range s {
		w := visible(string(r))
		if column+w > n-1 && visible(s[i:]) > n-column {
			return s[:i] + "…"
		}
		column += w
	}
	return s
}

// A progressLine is one line on stderr that is redrawn; nothing when stderr is
// no terminal, or with NO_COLOR or -q.
type progressLine struct {
	w     io.Writer
	width int
	shown bool
}

func (a *app) progress() *progressLine {
	width, ok := terminal(a.err)
	if !ok || a.quiet || a.logFormat == "json" || os.Getenv("NO_COLOR") != "" {
		return &progressLine{}
	}
	return &progressLine{w: a.err, width: width}
}

func (p *progressLine) show(format string, args ...any) {
	if p.w == nil {
		return
	}
	fmt.Fprintf(p.w, "\r\x1b[K%s", cut(fmt.Sprintf(format, args...), p.width-1))
	p.shown = true
}

func (p *progressLine) clear() {
	if p.shown {
		fmt.Fprint(p.w, "\r\x1b[K")
		p.shown = false
	}
}

package export

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"testing"

	"github.com/pennypress/pennypress/extract"
)

func TestBadLinesAreNamedAndTheRestIsKept(t *testing.T) {
	const text = `"text":"up 5%"`
	lines := []struct{ line, wrong string }{
		{`{"id":"a","text":""}`, ""},
		{`not json`, "not an article"},
		{`{"id":"b","text":"x"} trailing`, "not an article"},
		{`["id"]`, "not an article"},
		{`null`, "without"},
		{`{"text":"x"}`, "without id"},
		{`{"id":"","text":"x"}`, "without id"},
		{`{"id":7,"text":"x"}`, "not an article"},
		{`{"id":"b"}`, "without text"},
		{`{"id":"b","text":null}`, "without text"},
		{`{"id":"a","text":"again"}`, `id "a" repeats line 1`},
		{`{"id":"b","schema":"pennypress.article/2","text":"x"}`, "schema"},
		{"{\"id\":\"b\",\"text\":\"\xff\"}", "UTF-8"},
		{`{"id":"b\u001b[31m","text":"x"}`, "control character"},
		{`{"id":"` + strings.Repeat("x", 300) + `","text":"x"}`, "300 bytes"},
		{`{"id":"b",` + text + `,"published":"yesterday"}`, "RFC 3339"},
		{`{"id":"b",` + text + `,"revision":9007199254740993}`, "revision 9007199254740993"},
		{`{"id":"b",` + text + `,"word_count":-1}`, "word_count -1"},
		{`{"id":"b",` + text + `,"authors":"Ann"}`, "authors"},
		{`{"id":"b",` + text + `,"op":"replace"}`, `op "replace"`},
		{`{"id":"gone","op":"delete"}`, "a deletion"},
		{`{"id":"b",` + text + `,"entities":[{"type":"percent","text":"5%","start":3,"end":9}]}`, "entity 1: offsets 3..9"},
		{`{"id":"b",` + text + `,"entities":[{"type":"percent","text":"5%","start":-1,"end":2}]}`, "entity 1: offsets"},
		{`{"id":"b",` + text + `,"entities":[{"type":"percent","text":"5%","start":4,"end":3}]}`, "entity 1: offsets"},
		{`{"id":"b",` + text + `,"entities":[{"type":"percent","text":"5%","start":2,"end":4}]}`, `text "5%" is not`},
		{`{"id":"b",` + text + `,"entities":[{"type":"mood","text":"5%","start":3,"end":5}]}`, "unknown type"},
		{`{"id":"b",` + text + `,"entities":[{"type":"percent","text":"5%","start":3,"end":5},{"type":"percent","text":"%","start":4,"end":5}]}`, "overlaps"},
		{`{"id":"b",` + text + `,"moves":[{"symbol":"X","percent":5,"start":3,"end":6}]}`, "move 1: offsets"},
		{`{"id":"b",` + text + `,"moves":[{"percent":5,"start":3,"end":5}]}`, "move 1 has no symbol"},
		{``, "blank"},
		{`  {"id":"b",` + text + `,"unknown":1,"entities":[{"type":"percent","text":"5%","start":3,"end":5}]}  ` + "\r", ""},
	}
	var input strings.Builder
	input.WriteString("\xef\xbb\xbf")
	for i, l := range lines {
		if i > 0 {
			input.WriteByte('\n') // the last line has none
		}
		input.WriteString(l.line)
	}
	next, stop := iter.Pull2(Read(strings.NewReader(input.String())))
	defer stop()
	for i, l := range lines {
		if l.wrong == "blank" {
			continue
		}
		a, err, ok := next()
		if !ok {
			t.Fatalf("the sequence ended before line %d", i+1)
		}
		var bad *LineError
		switch {
		case l.wrong == "" && (err != nil || a.ID == ""):
			t.Errorf("line %d: %v, want an article", i+1, err)
		case l.wrong != "" && (!errors.As(err, &bad) || bad.Line != i+1 || !strings.Contains(err.Error(), l.wrong)):
			t.Errorf("line %d %.80s: error %v, want %q", i+1, l.line, err, l.wrong)
		}
	}
	if _, err, ok := next(); ok {
		t.Errorf("more after the last line: %v", err)
	}
}

func TestDeletionsAreRead(t *testing.T) {
	input := `{"op":"upsert","id":"a","text":"x"}` + "\n" + `{"op":"delete","id":"b"}` + "\n" + `{"op":"delete","id":""}` + "\n" +
		`{"op":"delete","id":"a"}` + "\n" + `{"id":"c","text":"\"op\":\"delete\""}`
	var got []string
	for l, err := range ReadLines(strings.NewReader(input)) {
		got = append(got, fmt.Sprint(l.Number, l.Op, l.ID, err != nil))
	}
	if want := "1upsertafalse 2deletebfalse 3true 4true 5upsertcfalse"; strings.Join(got, " ") != want {
		t.Errorf("lines %v, want %s", got, want)
	}
}

func TestLongLinesAreSkipped(t *testing.T) {
	for _, tail := range []string{"", "\n", "\nb"} {
		l := lineReader{in: bufio.NewReader(strings.NewReader("a\n" + strings.Repeat("x", 200_000) + tail)), max: 100_000}
		if line, err := l.next(); string(line) != "a" || err != nil {
			t.Fatalf("first line %q, %v", line, err)
		}
		if _, err := l.next(); !errors.Is(err, errTooLong) {
			t.Errorf("long line: %v, want %v", err, errTooLong)
		}
		line, err := l.next()
		if tail == "\nb" && (string(line) != "b" || err != nil) {
			t.Errorf("line after the long one %q, %v", line, err)
		}
		if tail != "\nb" && !errors.Is(err, io.EOF) {
			t.Errorf("after the end: %q, %v", line, err)
		}
	}
}

// A cable that is cut in mid-line.
type cutCable struct{ sent bool }

func (c *cutCable) Read(b []byte) (int, error) {
	if c.sent {
		return 0, errCut
	}
	c.sent = true
	return copy(b, "{\"id\":\"a\",\"text\":\"x\"}\n{\"id\":"), nil
}

var errCut = errors.New("cable cut")

func TestReadErrorsEndTheSequence(t *testing.T) {
	var got []string
	for a, err := range Read(&cutCable{}) {
		got = append(got, fmt.Sprint(a.ID, err))
		var bad *LineError
		if err != nil && (errors.As(err, &bad) || !errors.Is(err, errCut)) {
			t.Errorf("error %v, want %v and no LineError", err, errCut)
		}
	}
	if len(got) != 2 {
		t.Errorf("read %q, want an article and an error", got)
	}
}

func FuzzRead(f *testing.F) {
	for _, a := range samples() {
		f.Add(string(must(f, a)))
	}
	f.Add("{\"id\":\"a\",\"text\":\"é\",\"entities\":[{\"start\":0,\"end\":1}]}\n\n{")
	f.Fuzz(func(t *testing.T, input string) {
		seen := make(map[string]bool)
		for a, err := range Read(strings.NewReader(input)) {
			var bad *LineError
			if err != nil {
				if !errors.As(err, &bad) || bad.Line < 1 || bad.Line > strings.Count(input, "\n")+1 {
					t.Fatalf("error %v has no line", err)
				}
				continue
			}
			if a.ID == "" || seen[a.ID] {
				t.Fatalf("id %q is empty or repeats", a.ID)
			}
			seen[a.ID] = true
			runes := []rune(a.Text)
			for _, e := range a.Entities {
				if string(runes[e.Start:e.End]) != e.Text {
					t.Fatalf("entity %+v is not in %q", e, a.Text)
				}
			}
		}
	})
}

func must(f *testing.F, a extract.Article) []byte {
	f.Helper()
	var b strings.Builder
	if err := JSONL(&b, seq([]extract.Article{a})); err != nil {
		f.Fatal(err)
	}
	return []byte(b.String())
}

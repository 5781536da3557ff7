package article

import (
	"bytes"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/text/unicode/norm"

	"github.com/pennypress/pennypress/extract"
)

// checkArticle reports what no article may be, whatever page it came from.
func checkArticle(t *testing.T, body []byte, a extract.Article) {
	t.Helper()
	for field, s := range map[string]string{"text": a.Text, "title": a.Title, "subtitle": a.Subtitle, "notes": strings.Join(a.Notes, "\n")} {
		if !utf8.ValidString(s) {
			t.Errorf("%s is not UTF-8: %q", field, s)
		}
		if !norm.NFC.IsNormalString(s) {
			t.Errorf("%s is not in NFC: %q", field, s)
		}
		if i := strings.IndexFunc(s, func(r rune) bool { return r < ' ' && r != '\n' || r >= 0x7f && r < 0xa0 }); i >= 0 {
			t.Errorf("%s has a control character at %d: %q", field, i, s)
		}
	}
	if strings.TrimSpace(a.Text) == "" {
		t.Error("an article without text")
	}
	// A byte of an old charset may become three, and NFC may compose or not.
	if most := 12*len(body) + 1024; len(a.Text) > most {
		t.Errorf("%d bytes of text from %d", len(a.Text), len(body))
	}
}

// FuzzRead checks that any bytes give an article that is sound, or a reason.
func FuzzRead(f *testing.F) {
	for _, file := range pageFiles(f) {
		f.Add(testPage(f, file).Body, filepath.Ext(file) == ".txt")
	}
	f.Add([]byte("<p>a\x00b\x1b[31m c\u0301 &#1; &#x85; \xff\xfe"), false)
	f.Add([]byte("\xff\xfe<\x00p\x00>\x00"), false)
	f.Fuzz(func(t *testing.T, body []byte, plain bool) {
		p := extract.Page{URL: "https://news.example/a", Body: body}
		if plain {
			p.ContentType = "text/plain"
		}
		a, err := Read(p, Options{})
		if not := (*extract.NotArticle)(nil); errors.As(err, &not) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		checkArticle(t, body, a)
	})
}

// hostileBound is generous: the machine that runs the tests may be loaded.
const hostileBound = 30 * time.Second

// TestHostile reads documents that were made to hurt.
func TestHostile(t *testing.T) {
	const n = 1 << 20
	story := "<h1>Two cranes stand still</h1>" + storyText
	for _, c := range []struct {
		name string
		big  bool
		body func() []byte
		kind string // of the refusal; "" for an article, "any" for either
	}{
		{"empty", false, func() []byte { return nil }, extract.KindEmpty},
		{"binary", false, func() []byte { return []byte("\x89PNG\r\n\x1a\n\x00\x01\x02") }, extract.KindBinary},
		{"NUL bytes", false, func() []byte { return make([]byte, 4096) }, "any"},
		{"NUL bytes in a story", false, func() []byte { return []byte(strings.ReplaceAll(story, "board", "bo\x00ard")) }, ""},
		{"cut in a tag", false, func() []byte { return []byte(story + `<div class="x`) }, ""},
		{"1,000 nested divs", false, func() []byte { return []byte(strings.Repeat("<div>", 1000) + story) }, ""},
		{"100,000 nested divs", true, func() []byte { return []byte(strings.Repeat("<div>", 100_000) + story) }, ""},
		{"100,000 nested inline tags", true, func() []byte { return []byte(strings.Repeat("<b><i>", 50_000) + story) }, "any"},
		{"100,000 open tables", true, func() []byte { return []byte(strings.Repeat("<table><tr><td>", 100_000) + story) }, "any"},
		{"20 MB of one text", true, func() []byte { return bytes.Repeat([]byte("word and more "), 20*n/14) }, "any"},
		{"20 MB in one paragraph", true, func() []byte {
			return []byte("<p>" + strings.Repeat("The board met again. ", 20*n/21) + "</p>")
		}, "any"},
		{"a million attributes", true, func() []byte { return []byte("<div" + strings.Repeat(" a=b", n) + ">" + story) }, ""},
		{"a million entities", true, func() []byte { return []byte(story + "<p>" + strings.Repeat("&amp;", n)) }, "any"},
		{"a million unclosed comments", true, func() []byte { return []byte(story + strings.Repeat("<!--", n)) }, "any"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.big && testing.Short() {
				t.Skip("big")
			}
			body := c.body()
			start := time.Now()
			a, err := Read(extract.Page{Body: body}, Options{})
			if took := time.Since(start); took > hostileBound {
				t.Errorf("took %v", took)
			}
			not := (*extract.NotArticle)(nil)
			switch {
			case err == nil && (c.kind == "" || c.kind == "any"):
				checkArticle(t, body, a)
			case errors.As(err, &not) && (c.kind == "any" || c.kind == not.Kind):
			default:
				t.Errorf("error %v, want kind %q", err, c.kind)
			}
		})
	}
}

// BenchmarkRead reads the pages of testdata, beside the bare parse of them.
func BenchmarkRead(b *testing.B) {
	var pages []extract.Page
	size := 0
	for _, file := range pageFiles(b) {
		p := testPage(b, file)
		pages, size = append(pages, p), size+len(p.Body)
	}
	b.Run("article", func(b *testing.B) {
		b.SetBytes(int64(size))
		for b.Loop() {
			for _, p := range pages {
				if _, err := Read(p, Options{}); err != nil && !errors.As(err, new(*extract.NotArticle)) {
					b.Fatal(err)
				}
			}
		}
	})
	b.Run("goquery", func(b *testing.B) {
		b.SetBytes(int64(size))
		for b.Loop() {
			for _, p := range pages {
				_, _ = goquery.NewDocumentFromReader(bytes.NewReader(p.Body)) // it refuses deep nesting
			}
		}
	})
}

package article

import (
	"bytes"
	"errors"
	"flag"
	"path/filepath"
	"runtime"
	"runtime/metrics"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
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

// checkWords reports words of the text that are not on the page.
func checkWords(t *testing.T, p extract.Page, a extract.Article) {
	t.Helper()
	page := compact(treeText(t, p))
	for _, w := range strings.Fields(a.Text) {
		if w = compact(w); w != "|" && w != "-" && !strings.Contains(page, w) { // marks of rows and items
			t.Errorf("the word %q is not on the page", w)
		}
	}
}

// treeText is all text of the parsed page, whatever its elements are, and of the
// story that its data holds where that is what was read.
func treeText(t *testing.T, p extract.Page) string {
	if d, err := read(p, Options{}); err == nil && d.data {
		p = d.page
	}
	text, _ := decode(p.Body, p.ContentType)
	if isDump(p.ContentType, text) {
		text = markUp(text)
	}
	page, err := parseHTML(text)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for n := range page.root.Descendants() {
		if n.Type == html.TextNode && n.Parent.DataAtom != atom.Title { // a title within a line parts no word
			b.WriteString(n.Data)
		}
	}
	return b.String()
}

// compact takes out of a text what is not seen, and spaces.
func compact(s string) string {
	s = strings.Map(func(r rune) rune {
		if r <= ' ' || r == 0x7f || unicode.IsSpace(r) || r == 0x2028 || r == 0x2029 || invisible(r) {
			return -1
		}
		return r
	}, s)
	return norm.NFD.String(s)
}

// TestWords checks that reading the pages of testdata makes no words up.
func TestWords(t *testing.T) {
	for _, file := range pageFiles(t) {
		p := testPage(t, file)
		if a, err := Read(p, Options{}); err == nil {
			checkWords(t, p, a)
		}
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
		checkWords(t, p, a)
	})
}

// hostileBound is generous: the machine that runs the tests may be loaded.
const hostileBound = 30 * time.Second

// hostileMemory is what reading a page may hold beside the page itself, in
// bytes for each of its bytes, and hostileBase what small pages may.
const (
	hostileMemory = 12
	hostileBase   = 96 << 20
)

var huge = flag.Bool("huge", false, "TestHostile: documents of 50 MB, too")

// A hostileCase is a document that was made to hurt.
type hostileCase struct {
	name string
	size int // of what is read, about, in MB; 0 is small
	body func() []byte
	kind string // of the refusal; "" for an article, "any" for either
}

const hostileStory = "<h1>Two cranes stand still</h1>" + storyText

var hostileCases = []hostileCase{
	{"empty", 0, func() []byte { return nil }, extract.KindEmpty},
	{"binary", 0, func() []byte { return []byte("\x89PNG\r\n\x1a\n\x00\x01\x02") }, extract.KindBinary},
	{"NUL bytes", 0, func() []byte { return make([]byte, 4096) }, "any"},
	{"NUL bytes in a story", 0, func() []byte { return []byte(strings.ReplaceAll(hostileStory, "board", "bo\x00ard")) }, ""},
	{"invalid UTF-8 in a story", 0, func() []byte { return []byte("<p>\xff\xfe\xc3(</p>" + hostileStory + "\xf0\x9f") }, ""},
	{"cut in a tag", 0, func() []byte { return []byte(hostileStory + `<div class="x`) }, ""},
	{"1,000 nested divs", 0, func() []byte { return []byte(strings.Repeat("<div>", 1000) + hostileStory) }, ""},
	{"100,000 nested divs", 1, func() []byte { return []byte(strings.Repeat("<div>", 100_000) + hostileStory) }, ""},
	{"100,000 nested inline tags", 1, func() []byte { return []byte(strings.Repeat("<b><i>", 50_000) + hostileStory) }, "any"},
	{"100,000 open tables", 2, func() []byte { return []byte(strings.Repeat("<table><tr><td>", 100_000) + hostileStory) }, "any"},
	{"100,000 open forms and lists", 2, func() []byte { return []byte(strings.Repeat("<form><ul><li>", 100_000) + hostileStory) }, "any"},
	{"misnested formatting", 2, func() []byte { return []byte(strings.Repeat("<b><p><i></b>x</p></i>", 60_000) + hostileStory) }, "any"},
	{"a million attributes", 4, func() []byte { return []byte("<div" + strings.Repeat(" a=b", 1<<20) + ">" + hostileStory) }, ""},
	{"a million classes", 4, func() []byte { return []byte("<div class='" + strings.Repeat("ab ", 1<<20) + "'>" + hostileStory) }, ""},
	{"a million entities", 5, func() []byte { return []byte(hostileStory + "<p>" + strings.Repeat("&amp;", 1<<20)) }, "any"},
	{"a million unclosed comments", 4, func() []byte { return []byte(hostileStory + strings.Repeat("<!--", 1<<20)) }, "any"},
	{"never-closing tags", 4, func() []byte { return []byte(hostileStory + strings.Repeat("<p><a href=x>y", 300_000)) }, "any"},
	{"a script of 20 MB", 20, func() []byte {
		return []byte("<script>" + strings.Repeat("if (a < b) { c(); }\n", 1<<20) + "</script>" + hostileStory)
	}, ""},
	{"data of many fields", 4, func() []byte {
		return []byte("<h1>Cranes stand still</h1><script>{" + strings.Repeat(`"a":"The board met in the evening, and again in the morning, and nothing came of it.",`, 4<<20/84) + "}</script>")
	}, "any"},
	{"data in data", 4, func() []byte {
		inner := strings.Repeat(`{"a":"`, 200_000) + strings.Repeat(`\"b\":`, 200_000)
		return []byte(`<h1>Cranes stand still</h1><script>x("` + strings.ReplaceAll(inner, `"`, `\"`) + `")</script>`)
	}, "any"},
	{"data of open strings", 4, func() []byte {
		return []byte("<h1>Cranes stand still</h1><script>" + strings.Repeat("\"a\n", 1<<20) + "</script>")
	}, "any"},
	{"many small scripts", 8, func() []byte {
		return []byte("<h1>Cranes stand still</h1>" + strings.Repeat("<script>1</script>", 400_000))
	}, "any"},
	{"linked data of 20 MB", 20, func() []byte {
		return []byte(`<script type="application/ld+json">[` + strings.Repeat(`{"@type":"Thing"},`, 20<<20/18) + `{}]</script>` + hostileStory)
	}, ""},
	{"20 MB of one text", 20, func() []byte { return bytes.Repeat([]byte("word and more "), 20<<20/14) }, "any"},
	{"20 MB in one paragraph", 20, func() []byte { return []byte("<p>" + strings.Repeat("The board met again. ", 20<<20/21) + "</p>") }, "any"},
	{"50 MB of paragraphs", 50, func() []byte {
		return []byte(hostileStory + strings.Repeat("<p>The board met again, and nothing was said about the cranes.</p>\n", 50<<20/68))
	}, "any"},
	{"50 MB of links", 50, func() []byte {
		return []byte(hostileStory + strings.Repeat(`<li class="x"><a href="/a/b">Another story of today</a></li>`, 50<<20/61))
	}, "any"},
	{"50 MB of tags", 50, func() []byte { return []byte(hostileStory + strings.Repeat("<i class=a>b</i>", 50<<20/16)) }, "any"},
	{"50 MB of NUL bytes", 50, func() []byte { return make([]byte, 50<<20) }, "any"},
}

// TestHostile reads documents that were made to hurt, and prints the time and
// the memory that each took.
func TestHostile(t *testing.T) {
	for _, c := range hostileCases {
		t.Run(c.name, func(t *testing.T) {
			if c.size > 0 && testing.Short() || c.size >= 50 && !*huge {
				t.Skip("big")
			}
			body := c.body()
			start := time.Now()
			var a extract.Article
			var err error
			peak := peakOf(func() { a, err = Read(extract.Page{Body: body}, Options{}) })
			took := time.Since(start)
			t.Logf("%6.1f MB  %8.3f s  peak %4d MB", float64(len(body))/(1<<20), took.Seconds(), peak>>20)
			if took > hostileBound {
				t.Errorf("took %v", took)
			}
			if most := hostileMemory*len(body) + hostileBase; peak > most {
				t.Errorf("held %d MB, want at most %d", peak>>20, most>>20)
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

// peakOf runs f and returns the most that the heap held meanwhile beyond what
// it held before, in bytes.
func peakOf(f func()) int {
	runtime.GC()
	before := heapBytes()
	most := before
	done, seen := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(seen)
		tick := time.NewTicker(2 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-tick.C:
				most = max(most, heapBytes())
			}
		}
	}()
	f()
	close(done)
	<-seen
	return int(max(most, heapBytes()) - before)
}

func heapBytes() uint64 {
	s := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64()
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

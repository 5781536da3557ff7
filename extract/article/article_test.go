package article

import (
	"errors"
	"strings"
	"testing"

	"github.com/pennypress/pennypress/extract"
)

// TestReadRefusesWhatIsNoText checks that documents without text are named.
func TestReadRefusesWhatIsNoText(t *testing.T) {
	for _, c := range []struct{ body, kind string }{
		{"", extract.KindEmpty},
		{" \n\t", extract.KindEmpty},
		{"%PDF-1.7 ...", extract.KindBinary},
		{"\x89PNG\r\n\x1a\n", extract.KindBinary},
		{strings.Repeat("\x93\x01\xf2\x07\xe1\x1c\x8f\x02", 400), extract.KindBinary},
		{`{"status":"error","message":"upstream connect error"}`, extract.KindData},
		{`<?xml version="1.0"?><rss version="2.0"><channel></channel></rss>`, extract.KindData},
		{"<html><body></body></html>", extract.KindEmpty},
		{`<html><head><title>News</title></head><body><div id="app"></div><script>load()</script></body></html>`, extract.KindShell},
	} {
		_, err := Read(extract.Page{Body: []byte(c.body)}, Options{})
		var not *extract.NotArticle
		if !errors.As(err, &not) || not.Kind != c.kind {
			t.Errorf("Read(%q) = %v, want a NotArticle of kind %s", c.body, err, c.kind)
		}
	}
}

// TestReadJoinsInlineMarkup checks that inline tags never split a word and
// block tags always do.
func TestReadJoinsInlineMarkup(t *testing.T) {
	page := `<html><body><article><h1>Mill prices</h1><p>Steel m<b>ill</b>s raised pri&shy;ces on Monday, the trade body said, after two years of decline in the region.</p>` +
		`<p>Output<br>rose by a tenth in the quarter, it added, and order books for the rest of the year are nearly full.</p></article></body></html>`
	a, err := Read(extract.Page{Body: []byte(page)}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Steel mills raised prices on", "Output\nrose"} {
		if !strings.Contains(a.Text, want) {
			t.Errorf("Read: %q lacks %q", a.Text, want)
		}
	}
}

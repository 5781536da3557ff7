package article

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pennypress/pennypress/extract"
)

var update = flag.Bool("update", false, "write the golden files anew")

const pagesDir = "../../testdata/pages"

// pageFiles lists the pages of testdata.
func pageFiles(tb testing.TB) []string {
	tb.Helper()
	files, err := filepath.Glob(filepath.Join(pagesDir, "*.html"))
	if err != nil {
		tb.Fatal(err)
	}
	dumps, err := filepath.Glob(filepath.Join(pagesDir, "*.txt"))
	if err != nil {
		tb.Fatal(err)
	}
	if files = append(files, dumps...); len(files) == 0 {
		tb.Fatal("no pages in " + pagesDir)
	}
	return files
}

func testPage(tb testing.TB, file string) extract.Page {
	tb.Helper()
	body, err := os.ReadFile(file)
	if err != nil {
		tb.Fatal(err)
	}
	p := extract.Page{Body: body}
	if filepath.Ext(file) == ".txt" {
		p.ContentType = "text/plain; charset=utf-8"
	}
	return p
}

// TestGolden compares the article of each page, or the kind of its refusal,
// with the file beside it.
func TestGolden(t *testing.T) {
	for _, file := range pageFiles(t) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			got := golden(t, testPage(t, file))
			path := goldenPath(file)
			if *update {
				if err := os.WriteFile(path, got, 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("article:\n%s\nwant:\n%s", got, want)
			}
		})
	}
}

// goldenPath is NAME.golden.json for a page of HTML and NAME.txt.golden.json
// for the dump of the same name.
func goldenPath(file string) string {
	return strings.TrimSuffix(file, ".html") + ".golden.json"
}

func golden(t *testing.T, p extract.Page) []byte {
	t.Helper()
	a, err := Read(p, Options{})
	var v any = a
	if not := (*extract.NotArticle)(nil); errors.As(err, &not) {
		v = map[string]string{"not_article": not.Kind}
	} else if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestPageAndItsDump checks that a page and the plain text of it give the same
// article, apart from what only markup can say.
func TestPageAndItsDump(t *testing.T) {
	read := func(name string) extract.Article {
		a, err := Read(testPage(t, filepath.Join(pagesDir, name)), Options{})
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	page, dump := read("alsosee.html"), read("alsosee.txt")
	for _, c := range []struct{ field, page, dump string }{
		{"title", page.Title, dump.Title},
		{"subtitle", page.Subtitle, dump.Subtitle},
		{"authors", strings.Join(page.Authors, "|"), strings.Join(dump.Authors, "|")},
		{"day", page.Published.Format("2006-01-02"), dump.Published.Format("2006-01-02")},
		{"text", page.Text, dump.Text},
		{"notes", strings.Join(page.Notes, "|"), strings.Join(dump.Notes, "|")},
	} {
		if c.page != c.dump || c.page == "" {
			t.Errorf("%s: page %q, dump %q", c.field, c.page, c.dump)
		}
	}
	if !strings.HasPrefix(page.Text, page.Subtitle+"\n\n") {
		t.Errorf("text does not begin with the standfirst: %q", page.Text[:80])
	}
	for _, clutter := range []string{"fbpx", "Type to search", "ALSO SEE", "NOTE", "Reuters image", "Tom Hallow", page.Title} {
		if strings.Contains(page.Text, clutter) {
			t.Errorf("text holds %q", clutter)
		}
	}
}

package newsroom

import (
	"fmt"
	"strings"
	"time"

	"github.com/pennypress/pennypress/extract"
)

// A Truth says what one article must come out as.
type Truth struct {
	Site      string // name
	URL       string // canonical
	Title     string
	Subtitle  string
	Authors   []string
	Published time.Time // to the minute; every page states at least the day
	Language  string
	Must      []string       // the story: what the text holds, in this order
	MustNot   []string       // the clutter: what neither text nor title holds
	Moves     []extract.Move // Symbol and Percent of what the story reports
}

// Truth lists every article that a crawl of the running sites must yield.
func (n *Newsroom) Truth() []Truth { return append([]Truth(nil), n.truth...) }

// Check says what is wrong with an article: nothing when it is as it must be.
// White space is not compared.
func (t Truth) Check(a extract.Article) []string {
	var wrong []string
	complain := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	if squeeze(a.Title) != squeeze(t.Title) {
		complain("title %q, want %q", a.Title, t.Title)
	}
	if got, want := a.Published.UTC().Format(time.DateOnly), t.Published.UTC().Format(time.DateOnly); got != want &&
		a.Published.Format(time.DateOnly) != t.Published.Format(time.DateOnly) {
		complain("published %s, want %s", got, want)
	}
	if got, want := strings.Join(a.Authors, ", "), strings.Join(t.Authors, ", "); got != want {
		complain("authors %q, want %q", got, want)
	}
	text := squeeze(a.Text)
	from := 0
	for _, must := range t.Must {
		at := strings.Index(text[from:], squeeze(must))
		if at < 0 {
			complain("text lacks %q, or has it elsewhere", must)
			continue
		}
		from += at + len(squeeze(must))
	}
	for _, not := range t.MustNot {
		if strings.Contains(text, squeeze(not)) {
			complain("text holds %q", not)
		}
	}
	return wrong
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }

// truth lists what the paper's articles must come out as.
func (p *paper) truth() []Truth {
	var all []Truth
	for _, s := range p.Stories {
		t := Truth{
			Site: p.Name, URL: s.URL, Title: s.Title, Subtitle: s.Standfirst, Authors: []string{s.Author},
			Published: s.Published, Language: p.Language, Moves: s.Moves,
			MustNot: append([]string{s.Photo}, p.never...),
		}
		for _, b := range s.Blocks {
			switch b.Kind {
			case "p", "heading":
				t.Must = append(t.Must, plain(b.Text))
			case "also", "note":
				t.MustNot = append(t.MustNot, b.Text)
			case "table":
				for _, row := range b.Rows {
					t.Must = append(t.Must, row...)
				}
			}
		}
		all = append(all, t)
	}
	return all
}

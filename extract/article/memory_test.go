package article

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pennypress/pennypress/extract"
)

const plea = "Our newsroom has nobody behind it but readers, and every one of them who pays for the paper keeps a reporter on the quay."

// sitePage is the nth story of one site, whose template puts a plea and a
// label into every story.
func sitePage(n int, more string) extract.Page {
	var body strings.Builder
	for i := range 6 {
		fmt.Fprintf(&body, "<p>Harbour report %d, part %d, says that berth %d stood empty for %d days while the board looked for a crane driver.</p>", n, i, n*7+i, n+i+3)
	}
	return extract.Page{URL: fmt.Sprintf("https://quayside.example/%d", n), Body: fmt.Appendf(nil,
		`<html><head><title>Report %d from the quay</title></head><body><main><article><h1>Report %d from the quay</h1>%s<p>%s</p>%s</article></main></body></html>`,
		n, n, body.String(), plea, more)}
}

// A siteMemory adds what a page shows to what is known, as a store does.
type siteMemory map[uint64]map[uint64]bool

func (t siteMemory) add(s Seen) {
	for _, b := range s.Blocks {
		if t[b] == nil {
			t[b] = map[uint64]bool{}
		}
		t[b][s.Page] = true
	}
}

func (t siteMemory) known() Known {
	k := Known{}
	for b, pages := range t {
		k[b] = len(pages)
	}
	return k
}

func remember(t *testing.T, p extract.Page, known Known) (extract.Article, Seen) {
	t.Helper()
	a, seen, err := Remember(p, Options{}, known)
	if err != nil {
		t.Fatal(err)
	}
	return a, seen
}

// TestRememberDropsWhatRecurs checks that a block at the end of a site's stories
// is left out once enough of them had it, and not before.
func TestRememberDropsWhatRecurs(t *testing.T) {
	seen := siteMemory{}
	for n := range 8 {
		a, s := remember(t, sitePage(n, ""), seen.known())
		if got, want := strings.Contains(a.Text, plea), n < recurringProse; got != want {
			t.Errorf("page %d of the site: holds the plea: %v, want %v", n, got, want)
		}
		if !strings.Contains(a.Text, fmt.Sprintf("Harbour report %d, part 5", n)) {
			t.Errorf("page %d lost its own last paragraph: %q", n, a.Text)
		}
		seen.add(s)
	}
}

// TestRememberKeepsBackground checks that a paragraph which stories share stays
// where the story goes on after it.
func TestRememberKeepsBackground(t *testing.T) {
	seen := siteMemory{}
	const background = "The port, the largest on the coast, handled nine million tonnes of grain and ore last year, a tenth more than before the strike."
	for n := range 8 {
		p := sitePage(n, "")
		p.Body = []byte(strings.Replace(string(p.Body), "<p>Harbour report", "<p>"+background+"</p><p>Harbour report", 3))
		at := strings.LastIndex(string(p.Body), "<p>"+plea)
		p.Body = append(append([]byte(nil), p.Body[:at]...), "</article></main></body></html>"...)
		opening := fmt.Sprintf("<p>On day %d of the dispute nothing moved between the gate and the water, said the harbour master in the morning.</p>", n)
		p.Body = []byte(strings.Replace(string(p.Body), "</h1>", "</h1>"+opening, 1))
		a, s := remember(t, p, seen.known())
		if !strings.Contains(a.Text, background) {
			t.Errorf("page %d lost the background: %q", n, a.Text)
		}
		seen.add(s)
	}
}

// TestRememberKeepsRepublishedStories checks that a story at many addresses, even
// under other headlines, is never taken for furniture.
func TestRememberKeepsRepublishedStories(t *testing.T) {
	seen := siteMemory{}
	for n := range 10 {
		p := sitePage(1, "")
		p.URL = fmt.Sprintf("https://quayside.example/edition-%d", n)
		if n%2 == 0 {
			p.Body = []byte(strings.ReplaceAll(string(p.Body), "Report 1 from the quay", fmt.Sprintf("Edition %d: what the quay says", n)))
		}
		a, s := remember(t, p, seen.known())
		if !strings.Contains(a.Text, "Harbour report 1, part 0") || !strings.Contains(a.Text, "Harbour report 1, part 5") {
			t.Errorf("edition %d lost its story: %q", n, a.Text)
		}
		seen.add(s)
	}
}

// TestRememberOnePageOften checks that a page that is read again and again is
// no evidence against itself.
func TestRememberOnePageOften(t *testing.T) {
	seen := siteMemory{}
	for range 10 {
		a, s := remember(t, sitePage(3, ""), seen.known())
		if !strings.Contains(a.Text, plea) {
			t.Fatalf("lost the plea: %q", a.Text)
		}
		if len(s.Blocks) > maxRemembered {
			t.Fatalf("%d blocks remembered of a page", len(s.Blocks))
		}
		seen.add(s)
	}
}

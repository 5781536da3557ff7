package article

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pennypress/pennypress/extract"
)

// TestSiteRules reads a page of each site that has rules built in, and compares it
// with its golden file. Without the rules each page is read otherwise, or they are
// not needed.
func TestSiteRules(t *testing.T) {
	known, err := sites()
	if err != nil {
		t.Fatal(err)
	}
	if len(known) == 0 {
		t.Fatal("no rules are built in")
	}
	for host := range known {
		t.Run(host, func(t *testing.T) {
			file := filepath.Join(pagesDir, "rules", host+".html")
			p := testPage(t, file)
			without := golden(t, p)
			p.URL = "https://www." + host + "/releases/second-works"
			got := golden(t, p)
			if *update {
				if err := os.WriteFile(goldenPath(file), got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(goldenPath(file))
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("article:\n%s\nwant:\n%s", got, want)
			}
			if bytes.Equal(got, without) {
				t.Errorf("the rules of %s change nothing", host)
			}
		})
	}
}

// TestSiteRulesGiveWay checks that rules of the configuration take the place of those
// built in, and that other hosts have none.
func TestSiteRulesGiveWay(t *testing.T) {
	p := testPage(t, filepath.Join(pagesDir, "rules", "prnewswire.com.html"))
	read := func(address string, r *Rules) string {
		t.Helper()
		p.URL = address
		a, err := Read(p, Options{Rules: r})
		if err != nil {
			t.Fatal(err)
		}
		return a.Text
	}
	built := read("https://www.prnewswire.com/a", nil)
	if strings.Contains(built, "SOURCE Orrin") {
		t.Errorf("the rules of the site are not obeyed: %q", built)
	}
	if own := read("https://www.prnewswire.com/a", &Rules{Body: "section.more"}); strings.Contains(own, "second works") || !strings.Contains(own, "fourth quarter") {
		t.Errorf("with rules of the configuration %q", own)
	}
	if other := read("https://notprnewswire.com/a", nil); other != read("", nil) || other == built {
		t.Errorf("another host is read by the rules of %q", "prnewswire.com")
	}
}

// TestWordings checks that case and punctuation of a paragraph's beginning do not count.
func TestWordings(t *testing.T) {
	p := extract.Page{Body: []byte("<html><body><main><h1>Two cranes stand still</h1>" + storyText + "<p>MORE-NEWS: of the harbour there is on our other pages, every day but Monday.</p></main></body></html>")}
	a, err := Read(p, Options{Rules: &Rules{Wordings: []string{"More news"}}})
	if err != nil || strings.Contains(a.Text, "MORE-NEWS") || a.Text == "" {
		t.Errorf("%q, %v", a.Text, err)
	}
}

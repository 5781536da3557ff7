package article

import (
	"strings"
	"testing"
	"time"

	"github.com/pennypress/pennypress/extract"
)

// ruledPage is a page that the general rules misread: its headline is no h1, its
// story a list of short rows, and a longer essay stands beside it.
const ruledPage = `<html><head><title>Quayside</title></head><body>
<div class="hd">Tide table: what sails this week</div><div class="who">Ines Kolar</div><div class="who">Bo Park</div><span class="day" data-x="1">3 May 2024</span>
<div class="rows"><div>Monday: two boats</div><div>Tuesday: none</div><div class="ad">Buy a boat</div><div>Wednesday: one boat</div></div>
<section><h1>About this site</h1>` + storyText + `</section></body></html>`

// TestRules checks that each selector of a site's rules overrules what holds for all sites.
func TestRules(t *testing.T) {
	p := extract.Page{Body: []byte(ruledPage)}
	a, err := Read(p, Options{Rules: &Rules{Title: ".hd", Body: ".rows", Author: ".who", Published: ".day", Remove: []string{".ad"}}})
	if err != nil {
		t.Fatal(err)
	}
	if a.Title != "Tide table: what sails this week" {
		t.Errorf("title %q", a.Title)
	}
	if got := strings.Join(a.Authors, ", "); got != "Ines Kolar, Bo Park" {
		t.Errorf("authors %q", got)
	}
	if got := a.Published.Format(time.DateOnly); got != "2024-05-03" {
		t.Errorf("published %s", got)
	}
	if want := "Monday: two boats\n\nTuesday: none\n\nWednesday: one boat"; a.Text != want {
		t.Errorf("text %q, want %q", a.Text, want)
	}
}

// TestRulesThatMatchNothing checks that rules for other pages of a site do no harm.
func TestRulesThatMatchNothing(t *testing.T) {
	p := extract.Page{Body: []byte("<html><body><main><h1>Two cranes stand still</h1>" + storyText + "</main></body></html>")}
	plain, err := Read(p, Options{})
	if err != nil {
		t.Fatal(err)
	}
	ruled, err := Read(p, Options{Rules: &Rules{Title: ".hd", Body: ".rows", Author: ".who", Published: ".day", Remove: []string{".ad"}}})
	if err != nil || ruled.Text != plain.Text || ruled.Title != plain.Title {
		t.Errorf("with rules %q, %v; without %q", ruled.Text, err, plain.Text)
	}
}

// TestRulesCheck checks that a bad selector is named.
func TestRulesCheck(t *testing.T) {
	for _, r := range []*Rules{{Title: "h1["}, {Remove: []string{"p", "div >"}}} {
		err := r.Check()
		if err == nil || !strings.Contains(err.Error(), "selector") {
			t.Errorf("Check(%+v) = %v, want the selector named", *r, err)
		}
		if _, err := Read(extract.Page{Body: []byte("<p>x</p>")}, Options{Rules: r}); err == nil {
			t.Errorf("Read with %+v: no error", *r)
		}
	}
	if err := (*Rules)(nil).Check(); err != nil {
		t.Errorf("no rules: %v", err)
	}
}

package article

import (
	"strings"
	"testing"

	"github.com/pennypress/pennypress/extract"
)

// TestWrapped reads a story whose whole page stands in an element that marks
// furniture elsewhere: servers put pages into forms, scripts hide them until
// they have run.
func TestWrapped(t *testing.T) {
	story := "<h1>Two cranes stand still</h1>" + storyText
	plain, err := Read(extract.Page{Body: []byte(story)}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, open := range []string{"<form id=aspnetForm>", "<div style='display: none'>", "<header>", "<footer>", "<aside>", "<div aria-hidden=true>"} {
		tag, _, _ := strings.Cut(strings.Trim(open, "<>"), " ")
		a, err := Read(extract.Page{Body: []byte(open + story + "</" + tag + ">")}, Options{})
		if err != nil || a.Text != plain.Text {
			t.Errorf("in %s: %v, text\n%s\nwant\n%s", open, err, a.Text, plain.Text)
		}
	}
}

package article

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

var heldOutPages = flag.String("pages", "", "TestHeldOut: file for the score of each page")

// TestHeldOut learns on four fifths of the sites and reads the pages of the
// other fifth, five times:
//
//	go test ./extract/article -run TestHeldOut -corpus DIR -timeout 1h -v
//
// The table says what the pages of a site score that training has not seen.
func TestHeldOut(t *testing.T) {
	if *trainCorpus == "" {
		t.Skip("needs -corpus")
	}
	c := readCorpus(t)
	tallies := map[string]*tally{"all": {}}
	var pages []string
	for fold := range folds {
		m := c.learn(t, fold).into(c)
		for _, s := range c.samples {
			if s.fold != fold {
				continue
			}
			text := s.doc.readAgain(m)
			if tallies[s.row.Source] == nil {
				tallies[s.row.Source] = &tally{}
			}
			f := tallies[s.row.Source].add(s.row, text)
			tallies["all"].add(s.row, text)
			if s.row.Text != "" {
				pages = append(pages, fmt.Sprintf("%.4f\t%s\t%s\t%s\n", f, s.row.Source, s.row.File, s.row.URL))
			}
		}
	}
	report(t, tallies)
	if *heldOutPages != "" {
		slices.Sort(pages)
		if err := os.WriteFile(*heldOutPages, []byte(strings.Join(pages, "")), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func report(t *testing.T, tallies map[string]*tally) {
	names := make([]string, 0, len(tallies))
	for name := range tallies {
		names = append(names, name)
	}
	slices.Sort(names)
	t.Log(tallyHead)
	for _, name := range names {
		t.Log(tallies[name].line(name))
	}
}

// readAgain chooses and tidies a prepared page anew with other weights.
func (d *doc) readAgain(m *model) string {
	for i := range d.blocks {
		b := &d.blocks[i]
		b.keep, b.state, b.why = false, before, ""
	}
	d.subAt, d.subtitle = -1, choice{}
	d.choose(m)
	d.tidy()
	d.ownArticle()
	d.settle()
	d.cutCredits()
	return d.text()
}

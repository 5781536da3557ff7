package article

import (
	"fmt"
	"strings"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
)

// Rules are CSS selectors and wordings for one site, from the configuration or
// built in. An empty one leaves the decision to what holds for every site.
type Rules struct {
	Title     string   `yaml:"title"`     // the headline
	Body      string   `yaml:"body"`      // the elements that hold the story
	Author    string   `yaml:"author"`    // elements with one name each
	Published string   `yaml:"published"` // an element with a datetime or content attribute, or a date as its text
	Remove    []string `yaml:"remove"`    // what is never part of the story
	Wordings  []string `yaml:"wordings"`  // how paragraphs begin that are no part of it; case and punctuation do not count
}

// Check reports the first selector that does not parse. A nil r is fine.
func (r *Rules) Check() error {
	if r == nil {
		return nil
	}
	for _, s := range append([]string{r.Title, r.Body, r.Author, r.Published}, r.Remove...) {
		if s == "" {
			continue
		}
		if _, err := cascadia.ParseGroup(s); err != nil {
			return fmt.Errorf("selector %q: %w", s, err)
		}
	}
	return nil
}

// ruled is what the site's rules found on a page.
type ruled struct {
	title     string
	authors   []string
	published time.Time
	body      map[*html.Node]bool
	wordings  []string // folded, each with a space behind
}

// applyRules reads the fields that rules name, and removes what they remove.
func (d *doc) applyRules(root *html.Node) error {
	r := d.opts.Rules
	if r == nil {
		return nil
	}
	if err := r.Check(); err != nil {
		return err
	}
	for _, w := range r.Wordings {
		d.rules.wordings = append(d.rules.wordings, string(foldWords(nil, w, len(w)))+" ")
	}
	q := goquery.NewDocumentFromNode(root)
	for _, s := range r.Remove {
		q.Find(s).Remove()
	}
	if r.Title != "" {
		d.rules.title = clean(q.Find(r.Title).First().Text())
	}
	if r.Author != "" {
		q.Find(r.Author).Each(func(_ int, s *goquery.Selection) {
			d.rules.authors = append(d.rules.authors, splitNames(clean(s.Text()))...)
		})
	}
	if r.Published != "" {
		s := q.Find(r.Published).First()
		stamp := firstOf(s.AttrOr("datetime", ""), s.AttrOr("content", ""), clean(s.Text()))
		d.rules.published, _ = parseStamp(stamp)
	}
	if r.Body != "" {
		d.rules.body = map[*html.Node]bool{}
		for _, n := range q.Find(r.Body).Nodes {
			d.rules.body[n] = true
		}
	}
	return nil
}

// obeyRules makes the elements that the body rule selects the story: nothing
// outside them, and inside only what reads as furniture is left out.
func (d *doc) obeyRules() {
	if len(d.rules.body) == 0 {
		return
	}
	for i := range d.blocks {
		b := &d.blocks[i]
		switch {
		case d.elems[b.elem].flags&inChosen == 0:
			d.drop(i, b.state, "outside the body rule")
		case b.state != aside && d.facts[i].title < 2:
			b.keep, b.state, b.why = true, story, "body rule"
		}
	}
}

// obeyWordings drops the blocks that begin as the site's rules say.
func (d *doc) obeyWordings() {
	for i := range d.blocks {
		for _, w := range d.rules.wordings {
			if b := &d.blocks[i]; b.keep && strings.HasPrefix(string(foldWords(nil, b.text, 2*len(w)))+" ", w) {
				d.drop(i, aside, "wording rule")
			}
		}
	}
}

// ruledFields lets the site's rules overrule what was found.
func (d *doc) ruledFields(f *fields) {
	if d.rules.title != "" {
		f.title = choice{printable(d.rules.title), "rule"}
	}
	if names := persons(d.rules.authors, nil); len(names) > 0 {
		f.authors = authorChoice{names, "rule"}
	}
	if !d.rules.published.IsZero() {
		f.published = dateChoice{at: d.rules.published, from: "rule"}
	}
}

package article

import (
	"fmt"

	"github.com/PuerkitoBio/goquery"
	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
)

// Rules are CSS selectors for one site, from the configuration. Empty ones say nothing.
type Rules struct {
	Title     string   // the headline
	Body      string   // the element or elements that hold the story
	Author    string   // elements with one name each
	Published string   // an element with a datetime or content attribute, or a date as its text
	Remove    []string // what is never part of the story
}

// Check reports the first selector that does not parse.
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

func (d *doc) applyRules(root *html.Node) error {
	r := d.opts.Rules
	if r == nil {
		return nil
	}
	if err := r.Check(); err != nil {
		return err
	}
	q := goquery.NewDocumentFromNode(root)
	for _, s := range r.Remove {
		q.Find(s).Remove()
	}
	return nil
}

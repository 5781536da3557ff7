package main

import (
	"context"
	"maps"
	"net/url"
	"reflect"
	"slices"
	"strings"

	"github.com/pennypress/pennypress/config"
	"github.com/pennypress/pennypress/crawler"
	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/extract/article"
	"github.com/pennypress/pennypress/extract/entity"
	"github.com/pennypress/pennypress/extract/gazetteer"
	"github.com/pennypress/pennypress/index/sqlite"
)

// A reader turns pages into articles with their figures. It is safe for
// concurrent use.
type reader struct {
	finder  *entity.Finder
	sources map[string]config.Source
	memory  *sqlite.DB // of what recurs on hosts; nil for none
}

func newReader(c *config.Config) *reader {
	r := &reader{finder: entity.New(gazetteer.Default()), sources: map[string]config.Source{}}
	for _, s := range c.Sources {
		r.sources[s.Name] = s
	}
	return r
}

// withInstruments makes the reader know the instruments of t instead of those
// built in.
func (r *reader) withInstruments(t *gazetteer.Table) *reader {
	if t != gazetteer.Default() {
		r.finder = entity.New(t)
	}
	return r
}

// read is the crawler's handler: what the feed said fills what the page lacks.
func (r *reader) read(ctx context.Context, t crawler.Task, p extract.Page) (extract.Article, error) {
	source := r.sources[t.Source]
	a, err := r.article(ctx, p, options(source))
	if err != nil {
		return a, err
	}
	a.Source = t.Source
	if a.Title == "" {
		a.Title = t.Item.Title
	}
	if len(a.Authors) == 0 {
		a.Authors = t.Item.Authors
	}
	if a.Published.IsZero() {
		a.Published = t.Item.Published
	}
	if a.Language == "" {
		a.Language = firstNonEmpty(t.Item.Language, string(source.Language))
	}
	a.Tags = append(a.Tags, source.Tags...)
	r.identify(&a, address(t, p))
	r.figures(&a)
	return a, nil
}

// address is the URL that a page is known by: where redirects led, since several
// may lead to one story; but a story that moved after it was stored stays one.
func address(t crawler.Task, p extract.Page) string {
	if own, err := crawler.Canonical(t.URL); err == nil && t.Article == extract.ID(own) {
		return t.URL
	}
	return firstNonEmpty(p.URL, t.URL)
}

// page reads a page outside a crawl.
func (r *reader) page(p extract.Page) (extract.Article, error) {
	a, err := article.Read(p, r.optionsFor(p.URL))
	if err != nil {
		return a, err
	}
	r.identify(&a, p.URL)
	r.figures(&a)
	return a, nil
}

// optionsFor are those of a source that has rules and is asked at the host of an
// address, so that rules can be tried on single pages; of several the first by name.
func (r *reader) optionsFor(address string) article.Options {
	host := hostOf(address)
	for _, name := range slices.Sorted(maps.Keys(r.sources)) {
		s := r.sources[name]
		o := options(s)
		places := append(append(slices.Clone(s.Feeds), s.Sitemaps...), s.Homepage)
		if o.Rules != nil && host != "" && slices.ContainsFunc(places, func(a config.Address) bool { return hostOf(string(a)) == host }) {
			return o
		}
	}
	return article.Options{}
}

// hostOf is the host of an address without www; "" for none.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
}

func options(s config.Source) article.Options {
	r := article.Rules{
		Title: s.Rules.Title, Body: s.Rules.Body, Author: s.Rules.Author, Published: s.Rules.Published,
		Remove: s.Rules.Remove, Wordings: s.Rules.Wordings,
	}
	if reflect.ValueOf(r).IsZero() {
		return article.Options{} // those built in
	}
	return article.Options{Rules: &r}
}

// identify settles the canonical URL, and with it the id. What the page
// declares counts when it is plausible, or when nothing else is known.
func (r *reader) identify(a *extract.Article, fetched string) {
	declared := a.CanonicalURL
	a.CanonicalURL = ""
	if canonical, ok := crawler.Plausible(fetched, declared); ok {
		a.CanonicalURL = canonical
	} else if canonical, err := crawler.Canonical(firstNonEmpty(fetched, declared)); err == nil {
		a.CanonicalURL = canonical
	}
	if a.URL == "" {
		a.URL = firstNonEmpty(fetched, a.CanonicalURL)
	}
	if a.Site == "" {
		if u, err := url.Parse(a.CanonicalURL); err == nil {
			a.Site = strings.TrimPrefix(u.Hostname(), "www.")
		}
	}
	a.Schema = extract.Schema
	a.ID = extract.ID(a.CanonicalURL)
	a.ContentHash = extract.ContentHash(a.Title, a.Text)
}

// figures finds entities and moves in the text of an article.
func (r *reader) figures(a *extract.Article) {
	hint := entity.Hint{Language: a.Language}
	if u, err := url.Parse(firstNonEmpty(a.CanonicalURL, a.URL)); err == nil {
		hint.Site = u.Hostname()
	}
	a.Entities, a.Moves = r.finder.Find(a.Text, hint)
	a.WordCount = extract.WordCount(a.Text)
}

func firstNonEmpty(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}

package web

import (
	"bytes"
	"context"
	"encoding/xml"
	"net/http"
	"net/url"
	"time"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/index"
)

// maxFeedEntries is how many articles a feed lists.
const maxFeedEntries = 50

// A feed is a list of articles that other programs look at again and again.
type feed struct {
	title   string
	home    string // address of the search or page that shows the same
	self    string
	updated time.Time
	entries []feedEntry
}

type feedEntry struct {
	id, title, url, original, summary, language string
	authors                                     []string
	published, updated                          time.Time
}

// searchAtom is any search as an Atom feed, newest first.
func (s *server) searchAtom(w http.ResponseWriter, r *http.Request) error {
	return s.answerFeed(w, r, s.searchFeed, writeAtom)
}

// searchJSONFeed is any search as a JSON feed, newest first.
func (s *server) searchJSONFeed(w http.ResponseWriter, r *http.Request) error {
	return s.answerFeed(w, r, s.searchFeed, writeJSONFeed)
}

// alertAtom is what met an alert as an Atom feed.
func (s *server) alertAtom(w http.ResponseWriter, r *http.Request) error {
	return s.answerFeed(w, r, s.alertFeed, writeAtom)
}

// alertJSONFeed is what met an alert as a JSON feed.
func (s *server) alertJSONFeed(w http.ResponseWriter, r *http.Request) error {
	return s.answerFeed(w, r, s.alertFeed, writeJSONFeed)
}

func isFeed(path string) bool {
	return path == "/feed.atom" || path == "/feed.json" || len(path) > 8 && path[:8] == "/alerts/"
}

func (s *server) answerFeed(w http.ResponseWriter, r *http.Request, make func(*http.Request) (feed, error),
	write func(http.ResponseWriter, *http.Request, feed) error) error {
	f, err := make(r)
	if err != nil {
		return err
	}
	for _, e := range f.entries {
		if e.updated.After(f.updated) {
			f.updated = e.updated
		}
	}
	return write(w, r, f)
}

// base is how the client reached this server.
func base(r *http.Request) string {
	if r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

func (s *server) searchFeed(r *http.Request) (feed, error) {
	q, err := s.parsed(r.URL.Query())
	if err != nil {
		return feed{}, err
	}
	ctx, cancel := context.WithTimeout(r.Context(), searchTimeout)
	defer cancel()
	found, err := s.find(ctx, q, index.SearchOptions{Limit: maxFeedEntries, Sort: index.Date})
	if err != nil {
		return feed{}, err
	}
	f := feed{title: "pennypress: " + clip(q.Source, maxTitle), home: base(r) + searchURL(q.Source), self: base(r) + r.URL.RequestURI()}
	if q.Root == nil {
		f.title = "pennypress: all articles"
	}
	for _, m := range found.Found {
		a, err := s.Store.Get(ctx, m.ID)
		if err != nil {
			continue // deleted since the index has seen it
		}
		f.entries = append(f.entries, s.feedEntry(r, q, a))
	}
	return f, nil
}

func (s *server) alertFeed(r *http.Request) (feed, error) {
	name := r.PathValue("name")
	if s.Alerts == nil {
		return feed{}, refuse(http.StatusNotFound, "no alerts are configured")
	}
	entries, ok, err := s.Alerts.Entries(r.Context(), name, maxFeedEntries)
	if err != nil {
		return feed{}, err
	}
	if !ok {
		return feed{}, refuse(http.StatusNotFound, "no alert is called %q", clip(name, maxName))
	}
	f := feed{title: "pennypress alert: " + clip(name, maxName), home: base(r) + "/sources", self: base(r) + r.URL.RequestURI()}
	for _, e := range entries {
		entry := s.feedEntry(r, index.Query{}, e.Article)
		entry.updated = e.At
		f.entries = append(f.entries, entry)
	}
	return f, nil
}

func (s *server) feedEntry(r *http.Request, q index.Query, a extract.Article) feedEntry {
	snippet, _ := index.Snippet(q, a, s.Analyzer)
	e := feedEntry{
		id: "urn:pennypress:article:" + url.PathEscape(a.ID), title: titleOf(a.Title), url: base(r) + articleURL(a.ID), original: webURL(a.URL),
		summary: clip(snippet, 2*maxTitle), language: language(a.Language), authors: clipAll(a.Authors, maxName),
		published: a.Published.UTC(), updated: a.Fetched.UTC(),
	}
	if e.updated.IsZero() {
		e.updated = e.published
	}
	return e
}

type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Title   string      `xml:"title"`
	ID      string      `xml:"id"`
	Updated string      `xml:"updated"`
	Links   []atomLink  `xml:"link"`
	Author  atomPerson  `xml:"author"`
	Entries []atomEntry `xml:"entry"`
}

type atomEntry struct {
	Language  string       `xml:"xml:lang,attr,omitempty"`
	Title     string       `xml:"title"`
	ID        string       `xml:"id"`
	Published string       `xml:"published,omitempty"`
	Updated   string       `xml:"updated"`
	Links     []atomLink   `xml:"link"`
	Authors   []atomPerson `xml:"author"`
	Summary   string       `xml:"summary"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Href string `xml:"href,attr"`
}

type atomPerson struct {
	Name string `xml:"name"`
}

func writeAtom(w http.ResponseWriter, r *http.Request, f feed) error {
	doc := atomFeed{
		Title: f.title, ID: f.self, Updated: f.updated.UTC().Format(time.RFC3339), Author: atomPerson{"pennypress"},
		Links: []atomLink{{"self", f.self}, {"alternate", f.home}},
	}
	for _, e := range f.entries {
		entry := atomEntry{
			Language: e.language, Title: e.title, ID: e.id, Published: machine(e.published), Updated: e.updated.UTC().Format(time.RFC3339),
			Links: []atomLink{{"alternate", e.url}}, Summary: e.summary,
		}
		if e.original != "" {
			entry.Links = append(entry.Links, atomLink{"via", e.original})
		}
		for _, name := range e.authors {
			entry.Authors = append(entry.Authors, atomPerson{name})
		}
		doc.Entries = append(doc.Entries, entry)
	}
	var out bytes.Buffer
	out.WriteString(xml.Header)
	if err := xml.NewEncoder(&out).Encode(doc); err != nil {
		return err
	}
	return answer(w, r, "application/atom+xml; charset=utf-8", out.Bytes())
}

type jsonFeed struct {
	Version string     `json:"version"`
	Title   string     `json:"title"`
	Home    string     `json:"home_page_url"`
	Self    string     `json:"feed_url"`
	Items   []jsonItem `json:"items"`
}

type jsonItem struct {
	ID        string       `json:"id"`
	URL       string       `json:"url"`
	Original  string       `json:"external_url,omitempty"`
	Title     string       `json:"title"`
	Text      string       `json:"content_text"`
	Published time.Time    `json:"date_published,omitzero"`
	Modified  time.Time    `json:"date_modified,omitzero"`
	Authors   []jsonAuthor `json:"authors,omitempty"`
	Language  string       `json:"language,omitempty"`
}

type jsonAuthor struct {
	Name string `json:"name"`
}

func writeJSONFeed(w http.ResponseWriter, r *http.Request, f feed) error {
	doc := jsonFeed{Version: "https://jsonfeed.org/version/1.1", Title: f.title, Home: f.home, Self: f.self, Items: []jsonItem{}}
	for _, e := range f.entries {
		item := jsonItem{ID: e.id, URL: e.url, Original: e.original, Title: e.title, Text: e.summary,
			Published: e.published, Modified: e.updated, Language: e.language}
		for _, name := range e.authors {
			item.Authors = append(item.Authors, jsonAuthor{name})
		}
		doc.Items = append(doc.Items, item)
	}
	return answerJSONAs(w, r, "application/feed+json", doc)
}

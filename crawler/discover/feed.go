package discover

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mmcdole/gofeed/atom"
	ext "github.com/mmcdole/gofeed/extensions"
	"github.com/mmcdole/gofeed/rss"
)

// A feedReader gathers what the parts of a mended feed say.
type feedReader struct {
	Result
	language string
	authors  []string // of the feed as a whole
}

// readXMLFeed mends a feed, lets gofeed read it and takes from each item what
// is asked for. Several elements may state the same thing: which of them counts
// is decided here.
func readXMLFeed(base, text string, found detected) (Result, error) {
	f := feedReader{Result: Result{Format: found.format}}
	take := f.takeRSS
	if found.format == Atom {
		take = f.takeAtom
	}
	m := mend(text, base, found, take)
	if m.err != nil {
		return Result{}, fmt.Errorf("read feed: %w", m.err)
	}
	f.Partial = m.lost
	for i := range f.Links {
		l := &f.Links[i]
		if len(l.Authors) == 0 {
			l.Authors = f.authors
		}
		if l.Language == "" {
			l.Language = f.language
		}
	}
	return f.Result, nil
}

func (f *feedReader) takeRSS(mended []byte) error {
	feed, err := (&rss.Parser{}).Parse(bytes.NewReader(mended))
	if err != nil {
		return err
	}
	f.Title = firstOf(f.Title, collapse(feed.Title))
	f.language = firstOf(f.language, languageTag(feed.Language))
	if f.TTL == 0 {
		f.TTL = minutes(feed.TTL)
	}
	for _, l := range feed.Extensions["atom"]["link"] {
		if l.Attrs["rel"] == "hub" {
			f.Hub = firstOf(f.Hub, l.Attrs["href"])
		}
	}
	for _, item := range feed.Items {
		f.Links = append(f.Links, rssLink(item))
	}
	return nil
}

func (f *feedReader) takeAtom(mended []byte) error {
	feed, err := (&atom.Parser{}).Parse(bytes.NewReader(mended))
	if err != nil {
		return err
	}
	f.Title = firstOf(f.Title, collapse(feed.Title))
	f.language = firstOf(f.language, languageTag(feed.Language))
	f.authors = once(append(f.authors, atomNames(feed.Authors)...))
	for _, l := range feed.Links {
		if l.Rel == "hub" {
			f.Hub = firstOf(f.Hub, l.Href)
		}
	}
	for _, e := range feed.Entries {
		l := atomLink(e)
		if len(l.Authors) == 0 && e.Source != nil {
			l.Authors = atomNames(e.Source.Authors)
		}
		f.Links = append(f.Links, l)
	}
	return nil
}

func rssLink(item *rss.Item) Link {
	x := item.Extensions
	l := Link{Kind: Item, Title: collapse(item.Title), Language: languageTag(value(x, "dc", "language"))}
	if l.Title == "" {
		l.Title = guessedText(firstOf(value(x, "dc", "title"), value(x, "dcterms", "title")))
	}
	permalink := ""
	if item.GUID != nil {
		l.ID = item.GUID.Value
		if item.GUID.IsPermalink != "false" {
			permalink = resolve("", l.ID)
		}
	} else {
		l.ID = item.Custom["id"]
	}
	l.URL = original(x, firstOf(first(item.Links), alternateOf(x["atom"]["link"]), permalink))
	l.Published, l.Precision = published(x)
	var names []string
	for _, a := range x["atom"]["author"] {
		for _, n := range a.Children["name"] {
			names = append(names, n.Value)
		}
	}
	if l.Authors = authors(names); len(l.Authors) == 0 {
		l.Authors = extensionNames(x)
	}
	return l
}

func atomLink(e *atom.Entry) Link {
	x := e.Extensions
	l := Link{Kind: Item, Title: collapse(e.Title), ID: value(x, "dc", "identifier"), Language: languageTag(value(x, "dc", "language"))}
	l.URL = original(x, atomAlternate(e.Links))
	l.Published, l.Precision = published(x)
	if l.Authors = atomNames(e.Authors); len(l.Authors) == 0 {
		l.Authors = extensionNames(x)
	}
	return l
}

// atomNames gives the names of people. One who states an address as the name is
// called by it.
func atomNames(people []*atom.Person) []string {
	var names []string
	for _, p := range people {
		name := authorName(p.Name)
		if name == "" {
			name = collapse(p.Name)
		}
		names = append(names, name)
	}
	return once(names)
}

// extensionNames gives the names in dc:creator, else in itunes:author.
func extensionNames(x ext.Extensions) []string {
	names := authors(values(x["dc"]["creator"]))
	if len(names) == 0 {
		names = authors(values(x["itunes"]["author"]))
	}
	return names
}

func values(elements []ext.Extension) []string {
	var out []string
	for _, e := range elements {
		out = append(out, e.Value)
	}
	return out
}

// original gives the publisher's own address where a proxy of feeds put its own
// in the way. Feeds that have both but no detour are taken at their word.
func original(x ext.Extensions, url string) string {
	orig := value(x, "feedburner", "origLink")
	if orig != "" && (url == "" || strings.Contains(url, "/~r/") || strings.Contains(url, "/~3/") || strings.Contains(url, "feedburner.com/")) {
		return orig
	}
	return url
}

// atomAlternate chooses among several forms of an article: the first that is
// HTML or does not say, before any other.
func atomAlternate(links []*atom.Link) string {
	return chooseAlternate(len(links), func(i int) (rel, mediaType, href string) {
		return links[i].Rel, links[i].Type, links[i].Href
	})
}

func alternateOf(links []ext.Extension) string {
	return chooseAlternate(len(links), func(i int) (rel, mediaType, href string) {
		return links[i].Attrs["rel"], links[i].Attrs["type"], links[i].Attrs["href"]
	})
}

func chooseAlternate(n int, link func(int) (rel, mediaType, href string)) string {
	best, bestRank := "", 0
	for i := range n {
		rel, mediaType, href := link(i)
		rank := 1
		switch {
		case rel != "alternate":
			continue
		case mediaType == "" || strings.Contains(mediaType, "html"):
			rank = 2
		}
		if rank > bestRank {
			best, bestRank = href, rank
		}
	}
	return best
}

func value(x ext.Extensions, prefix, name string) string {
	if e := x[prefix][name]; len(e) > 0 {
		return e[0].Value
	}
	return ""
}

func firstOf(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}

func first(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[0]
}

// published gives the time of an item by the first kind of date that states one.
// Of several of a kind the last counts, as in a record that was amended.
func published(x ext.Extensions) (time.Time, Precision) {
	terms := x["dcterms"]
	for _, dates := range [][]ext.Extension{terms["pubDate"], x["dc"]["date"], terms["published"], terms["created"], terms["updated"]} {
		for _, d := range slices.Backward(dates) {
			if t, p, ok := ParseTime(d.Value); ok {
				return t, p
			}
		}
	}
	return time.Time{}, ""
}

// maxTTL is the longest time a feed may ask to be left alone.
const maxTTL = 7 * 24 * time.Hour

func minutes(s string) time.Duration {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil || n <= 0 {
		return 0
	}
	return min(time.Duration(min(n, 1<<20))*time.Minute, maxTTL)
}

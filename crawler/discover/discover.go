// Package discover turns the bytes of a feed, sitemap or page into the links
// it leads to.
//
// It reads RSS 0.9x to 2.0, RSS 1.0 (RDF), Atom 0.3 and 1.0, JSON Feed,
// sitemaps, sitemap indexes, news sitemaps, lists of addresses, and HTML pages
// (the feeds they declare and the articles they link to); each plain or gzipped,
// in any encoding. It does not fetch, and it does not judge whether a link is
// wanted or known.
//
//	r, err := discover.Read(discover.Document{URL: "https://a.example/rss", Body: body})
//	for _, l := range r.Links {
//		fmt.Println(l.Kind, l.URL, l.Title)
//	}
//
// Feeds in the wild are broken in many ways, so the work is done in passes with
// a type between them:
//
//	bytes → UTF-8 text (decode) → tags (scan) → well-formed XML that holds only
//	what is asked for (mend) → gofeed → links (feed)
//
// Sitemaps are read from the same tags, pages through goquery.
//
// Everything here is a pure function of its input, safe for concurrent use, and
// bounded by the constants below. Outsiders may not rely on this package.
package discover

import (
	"fmt"
	"time"
)

// Limits on what one document may hold. Whatever lies beyond is left out, and
// Result.Partial says so.
const (
	MaxBytes       = 64 << 20 // of a document, after it is unpacked
	MaxItems       = 100_000  // of a feed
	MaxSitemapURLs = 50_000   // of a sitemap or index, as its protocol allows
	MaxPageBytes   = 8 << 20  // of an HTML page: parsed, it takes 24 times as much memory
	MaxPageLinks   = 2_000    // of a page
	MaxDepth       = 256      // of nested elements that are looked at
	maxFieldBytes  = 64 << 10 // of one title, address, name or date
	maxAuthors     = 100      // of one item
)

// A Document is what was fetched.
type Document struct {
	URL         string // where it was found, after redirects: relative links start here; "" when unknown
	ContentType string // the Content-Type header with its parameters; "" when unknown
	Body        []byte
}

// A Kind says what a link leads to.
type Kind string

// The kinds of link.
const (
	Item    Kind = "item"    // an article, stated by a feed
	Feed    Kind = "feed"    // a feed that a page declares
	Sitemap Kind = "sitemap" // a sitemap, stated by an index
	Page    Kind = "page"    // an article, stated by a sitemap or linked from a page
)

// A Format says what a document was recognised as.
type Format string

// The formats that are read.
const (
	RSS          Format = "rss" // 0.9x and 2.0
	RDF          Format = "rdf" // RSS 0.90 and 1.0
	Atom         Format = "atom"
	JSON         Format = "json"
	URLSet       Format = "sitemap"
	SitemapIndex Format = "sitemapindex"
	HTML         Format = "html"
)

// A Link is one thing a document leads to, with what the document says of it.
// Unknown is empty. An item without an address is kept: its ID may be known.
type Link struct {
	Kind      Kind
	URL       string // absolute, http or https, or ""
	Title     string // plain text, white space collapsed
	Published time.Time
	Precision Precision // of Published
	Authors   []string  // names, each once
	ID        string    // guid, Atom id or rdf:about, as written
	Language  string    // BCP 47, of the item, else of the feed
}

// A Result is what a document leads to, in its order.
type Result struct {
	Format  Format
	Title   string
	Links   []Link
	Partial string        // what was lost and why; "" when nothing was
	TTL     time.Duration // how long the feed asks to be left alone; 0 when it does not say
	Hub     string        // where the feed announces changes (WebSub); "" when nowhere
}

// A NothingError says that a document is none of the formats, and what it is.
type NothingError struct {
	What string // such as "a PDF" or "plain text"
}

// Error names what the document is.
func (e *NothingError) Error() string { return "no feed, sitemap or page: " + e.What }

// Read reads a document. Damage is worked around: what can be read is returned,
// and Partial tells what could not. A document that is no feed, sitemap or page
// at all gives a *NothingError.
func Read(d Document) (Result, error) {
	text, partial, err := decode(d)
	if err != nil {
		return Result{}, err
	}
	r, err := readText(d, text)
	if err != nil && partial != "" {
		return Result{}, &NothingError{What: partial}
	}
	if err != nil {
		return Result{}, err
	}
	if partial != "" && len(r.Links) == 0 {
		return Result{}, &NothingError{What: partial}
	}
	if r.Partial == "" {
		r.Partial = partial
	}
	return r, nil
}

func readText(d Document, text string) (Result, error) {
	found := detect(text)
	switch found.format {
	case RSS, RDF, Atom:
		return readXMLFeed(d.URL, text, found)
	case JSON:
		return readJSONFeed(d.URL, text[found.start:])
	case URLSet, SitemapIndex:
		return readSitemap(d.URL, text, found), nil
	case HTML:
		return readPage(d.URL, text)
	}
	if r, ok := readAddressList(text); ok {
		return r, nil
	}
	return Result{}, &NothingError{What: found.what}
}

// cutAt describes an end that came too early.
func cutAt(text string, offset, kept int, noun string) string {
	if kept != 1 {
		noun += "s"
	}
	return fmt.Sprintf("cut at line %d: %d %s kept", lineOf(text, offset), kept, noun)
}

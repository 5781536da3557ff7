// Package extract holds the nouns of pennypress: what a page, an article, an
// entity and a move are, and how they look as JSON.
//
// The packages beneath do the work: extract/article turns a Page into an
// Article, extract/entity finds the figures in its text, extract/gazetteer
// knows which instruments names and symbols stand for. Nothing here or below
// touches the network, the disk or the clock: the same input gives the same
// output, forever.
//
// Outsiders may rely on this package and those beneath it.
package extract

import "time"

// A Page is one document as it came from the network or from a file.
type Page struct {
	URL         string    // where it was found, after redirects; "" when unknown
	ContentType string    // the Content-Type header with its parameters; "" when unknown
	Body        []byte    // the document, transfer encodings undone, charset not yet
	Fetched     time.Time // when it was asked for; zero when unknown
	Truncated   bool      // the body was cut at a limit
}

// A Span locates a piece of an article's text. Offsets count Unicode code
// points: not bytes (Go) and not UTF-16 units (JavaScript). Python slices as is.
type Span struct {
	Start int `json:"start"` // first code point
	End   int `json:"end"`   // one past the last
}

// A NotArticle says why a page gave no article. It is an answer, not a
// failure: asking again gives the same.
type NotArticle struct {
	Kind   string // one of the Kind constants below
	Detail string // what was seen, for people; may be empty
}

// What a page is when it is not an article.
const (
	KindEmpty   = "empty"   // no body, or no text in it
	KindBinary  = "binary"  // a PDF, an image, an archive: Detail names it
	KindData    = "data"    // JSON, a feed, a sitemap: Detail names it
	KindListing = "listing" // a front page or section page: mostly links
	KindWall    = "wall"    // a consent, bot or log-in wall
	KindMissing = "missing" // a "not found" page answered with status 200
	KindShell   = "shell"   // a page that only scripts fill
	KindStub    = "stub"    // a paywall that shows nothing of the story
	KindCut     = "cut"     // the body was cut before the story began
)

// Error gives the kind and the detail, without the page's address.
func (e *NotArticle) Error() string {
	if e.Detail == "" {
		return "not an article: " + e.Kind
	}
	return "not an article: " + e.Kind + ": " + e.Detail
}

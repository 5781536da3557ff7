package discover

import (
	"fmt"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
)

// feedTypes are the media types under which pages declare feeds. Plain JSON and
// XML are too common for other things, oEmbed and WordPress's API among them.
var feedTypes = map[string]bool{
	"application/rss+xml": true, "application/atom+xml": true, "application/rdf+xml": true,
	"application/feed+json": true, "application/json+feed": true, "application/x.atom+xml": true, "application/x-atom+xml": true,
	"application/xml": true, "text/xml": true, "text/rss": true, "text/rss+xml": true, "text/atom+xml": true, "text/rdf+xml": true,
	"application/x-rss+xml": true, "application/x-rss": true, "application/rss": true, "text/x-rss": true, "application/atom": true,
	"application/json": true,
}

// readPage reads the feeds that an HTML page declares, then the articles it
// links to. Each address is given once.
func readPage(base, text string) (Result, error) {
	root, partial, err := parsePage(text)
	if err != nil {
		return Result{}, fmt.Errorf("read page: %w", err)
	}
	doc := goquery.NewDocumentFromNode(root)
	if href, ok := doc.Find("base[href]").First().Attr("href"); ok {
		if url := resolve(base, href); url != "" {
			base = url
		}
	}
	r := Result{Format: HTML, Title: collapse(doc.Find("title").First().Text()), Partial: partial}
	r.Links = append(declaredFeeds(doc, base), articleLinks(doc, base)...)
	if len(r.Links) > MaxPageLinks {
		r.Links = r.Links[:MaxPageLinks]
		r.Partial = fmt.Sprintf("more than %d links", MaxPageLinks)
	}
	return r, nil
}

// declaredFeeds gives the feeds of <link rel=alternate type=...>, wherever in
// the page they stand.
func declaredFeeds(doc *goquery.Document, base string) []Link {
	var feeds []Link
	seen := make(map[string]bool)
	doc.Find("link[href]").Each(func(_ int, s *goquery.Selection) {
		if !declaresFeed(s) {
			return
		}
		href, _ := s.Attr("href")
		url := resolve(base, href)
		if url == "" || seen[url] {
			return
		}
		seen[url] = true
		title, _ := s.Attr("title")
		feeds = append(feeds, Link{Kind: Feed, URL: url, Title: collapse(title)})
	})
	return feeds
}

func declaresFeed(s *goquery.Selection) bool {
	mediaType, _ := s.Attr("type")
	mediaType, _, _ = strings.Cut(strings.ToLower(mediaType), ";")
	mediaType = strings.TrimSpace(mediaType)
	rel := strings.Fields(strings.ToLower(s.AttrOr("rel", "")))
	for _, r := range rel {
		switch r {
		case "feed":
			return mediaType == "" || feedTypes[mediaType] || mediaType == "text/html"
		case "alternate":
			return feedTypes[mediaType] && !otherAPI(s, mediaType)
		}
	}
	return false
}

// otherAPI recognises declarations that are no feeds although they are XML or
// JSON: embedding (oEmbed), WordPress's API, translations.
func otherAPI(s *goquery.Selection, mediaType string) bool {
	href := strings.ToLower(s.AttrOr("href", ""))
	if strings.Contains(href, "oembed") || strings.Contains(href, "wp-json") {
		return true
	}
	switch mediaType {
	case "application/json":
		return !strings.Contains(href+strings.ToLower(s.AttrOr("title", "")), "feed")
	case "application/xml", "text/xml":
		_, translated := s.Attr("hreflang")
		return translated
	}
	return false
}

// parsePage parses HTML. The parser refuses pages that nest too deep, which
// browsers show; those are parsed again with only the elements that matter here.
func parsePage(text string) (root *html.Node, partial string, err error) {
	if len(text) > MaxPageBytes {
		text, partial = clip(text, MaxPageBytes), fmt.Sprintf("more than %d bytes of HTML", MaxPageBytes)
	}
	root, err = parseHTML(text)
	if err == nil {
		return root, partial, nil
	}
	root, err = parseHTML(flattened(text))
	return root, "nested too deep: read without its structure", err
}

// parseHTML parses as a browser without scripts does: what stands in <noscript>
// counts.
func parseHTML(text string) (*html.Node, error) {
	return html.ParseWithOptions(strings.NewReader(text), html.ParseOptionEnableScripting(false))
}

// flattened keeps of a page only the elements that links are made of.
func flattened(text string) string {
	var b strings.Builder
	s := scanner{text: text}
	for t := s.next(); t.kind != endOfText; t = s.next() {
		name := strings.ToLower(t.name)
		switch {
		case t.kind == charData:
			b.WriteString(t.text)
		case t.kind == startTag && (name == "a" || name == "link" || name == "base" || name == "title"):
			b.WriteString(text[t.at:s.pos])
		case t.kind == endTag && (name == "a" || name == "title"):
			b.WriteString(text[t.at:s.pos])
		}
	}
	return b.String()
}

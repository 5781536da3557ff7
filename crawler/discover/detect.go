package discover

import (
	"strings"
)

// detectWindow is how much of a document is searched for its root element: the
// warnings that web servers print before it have been seen to take pages.
const detectWindow = 256 << 10

// maxTagsIntoHTML is how many tags into an HTML page a feed may begin: some
// servers wrap one in <html><body>.
const maxTagsIntoHTML = 12

// A detected says what a text is and where that begins.
type detected struct {
	format Format // "" when none of ours
	start  int
	what   string // what it is instead

	entities map[string]string // that it declares
}

// roots maps the local names of root elements to formats. A channel, item or
// entry by itself is a feed that lost its frame.
var roots = map[string]Format{
	"rss": RSS, "channel": RSS, "item": RSS, "rdf": RDF, "feed": Atom, "entry": Atom,
	"urlset": URLSet, "sitemapindex": SitemapIndex,
}

// detect finds the root element by its name, behind whatever stands before it.
func detect(text string) detected {
	trimmed := strings.TrimLeft(text, " \t\r\n\f\ufeff\x00")
	if strings.HasPrefix(trimmed, "{") {
		return detected{format: JSON, start: len(text) - len(trimmed)}
	}
	if strings.HasPrefix(trimmed, "[") {
		return detected{what: "JSON"}
	}
	return detectMarkup(text[:min(len(text), detectWindow)])
}

func detectMarkup(text string) detected {
	s := scanner{text: text}
	html, tags, first := hasHTMLDoctype(text), 0, ""
	xml := strings.HasPrefix(strings.TrimLeft(text, " \t\r\n\ufeff"), "<?xml")
	for t := s.next(); t.kind != endOfText; t = s.next() {
		if t.kind != startTag {
			continue
		}
		local := localName(t.name)
		if f, ok := roots[local]; ok && (!html || framed(t)) {
			return detected{format: f, start: t.at, entities: s.entities}
		}
		switch {
		case local == "html" || local == "head" || local == "body":
			html = true
		case first == "":
			first = t.name
		}
		if tags++; html && tags > maxTagsIntoHTML {
			break
		}
		if !html && !htmlElements()[local] {
			return detected{what: "XML (" + clip(first, 40) + ")"}
		}
	}
	switch {
	case html || first != "" && !xml:
		return detected{format: HTML}
	case first != "":
		return detected{what: "XML (" + clip(first, 40) + ")"}
	case xml:
		return detected{what: "XML without a root element"}
	}
	return detected{what: "plain text"}
}

// framed reports whether a root element inside an HTML page says itself that it
// is one.
func framed(t tag) bool {
	if l := localName(t.name); l == "item" || l == "entry" || l == "channel" {
		return false
	}
	return strings.Contains(t.attrs, "xmlns") || strings.Contains(t.attrs, "version")
}

func hasHTMLDoctype(text string) bool {
	head := strings.ToLower(text[:min(len(text), 4096)])
	i := strings.Index(head, "<!doctype")
	return i >= 0 && strings.HasPrefix(strings.TrimLeft(head[i+len("<!doctype"):], " \t\r\n"), "html")
}

// clip shortens s to at most n bytes, between characters.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "")
}

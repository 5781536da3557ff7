package discover

import (
	"encoding/base64"
	"strings"
)

// How a mender reads single elements, and how it writes them.

// leaf gives the text of an element without the tags in it, references decoded
// once. An element that is not closed ends where its neighbour begins.
func (m *mender) leaf(t tag) string {
	if t.empty {
		return ""
	}
	var b strings.Builder
	local, depth := localName(t.name), 0
	for {
		c := m.scan.next()
		switch c.kind {
		case endOfText:
			m.torn = true
			return b.String()
		case charData, cdata:
			if b.Len() < maxFieldBytes {
				b.WriteString(m.scan.characterData(c))
			}
		case startTag:
			name := localName(c.name)
			if isItem(name) || name != local && m.format != Atom && neighbours[name] {
				m.scan.pos = c.at
				return b.String()
			}
			if name == local && !c.empty {
				depth++
			}
		case endTag:
			name := localName(c.name)
			if name == local {
				if depth == 0 {
					return b.String()
				}
				depth--
			} else if m.framing(name) {
				m.scan.pos = c.at
				return b.String()
			}
		}
	}
}

// neighbours are elements of an item that begin only where another has ended.
var neighbours = map[string]bool{
	"title": true, "link": true, "description": true, "guid": true, "pubdate": true, "enclosure": true,
}

// skip passes over an element with all that is in it. Inside contents, tags may
// be of any kind and unclosed: only the element's own end counts, or that of
// the item.
func (m *mender) skip(t tag) {
	if t.empty {
		return
	}
	local, depth, inner := localName(t.name), 0, 0
	for {
		c := m.scan.next()
		switch c.kind {
		case endOfText:
			return
		case startTag:
			switch name := localName(c.name); {
			case c.empty:
			case name == local:
				depth++
			case m.framing(name):
				inner++
			}
		case endTag:
			switch name := localName(c.name); {
			case name == local && depth > 0:
				depth--
			case name == local:
				return
			case m.framing(name) && inner > 0:
				inner--
			case m.framing(name):
				m.scan.pos = c.at
				return
			}
		}
	}
}

// titleText gives a title as plain text, by what its type attribute says it is.
func (m *mender) titleText(t tag) string {
	typ, _ := attribute(t.attrs, "type")
	mode, _ := attribute(t.attrs, "mode")
	typ, mode = strings.ToLower(strings.TrimSpace(typ)), strings.ToLower(strings.TrimSpace(mode))
	raw := m.leaf(t)
	if mode == "base64" {
		if plain, err := base64.StdEncoding.DecodeString(strings.TrimSpace(raw)); err == nil {
			raw = strings.ToValidUTF8(string(plain), "\ufffd")
		}
	}
	switch {
	case m.format != Atom:
		return guessedText(raw)
	case isBinaryType(typ):
		if plain, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(raw), "")); err == nil {
			return guessedText(strings.ToValidUTF8(string(plain), "\ufffd"))
		}
		return collapse(raw)
	case mode == "xml" || strings.Contains(typ, "xhtml"):
		return collapse(raw)
	case strings.Contains(typ, "html"):
		return htmlText(raw)
	}
	return collapse(raw)
}

// isBinaryType reports whether Atom has content of a media type in base64.
func isBinaryType(mediaType string) bool {
	top, sub, ok := strings.Cut(mediaType, "/")
	return ok && top != "text" && !strings.HasSuffix(sub, "xml")
}

// characterData gives the text a piece stands for.
func (s *scanner) characterData(t tag) string {
	if t.kind == cdata {
		return t.text
	}
	return s.decode(t.text)
}

func (m *mender) element(name, text string) {
	if text == "" {
		return
	}
	m.out.WriteString("<" + name + ">")
	m.escape(text)
	m.out.WriteString("</" + name + ">")
}

// escape writes text so that an XML parser reads back the same, without the
// characters that XML does not allow.
func (m *mender) escape(s string) {
	s = clip(s, maxFieldBytes)
	from := 0
	for i, r := range s {
		var ref string
		switch {
		case r == '&':
			ref = "&amp;"
		case r == '<':
			ref = "&lt;"
		case r == '>':
			ref = "&gt;"
		case r == '"':
			ref = "&#34;"
		case r == '\r':
			ref = " "
		case r < ' ' && r != '\t' && r != '\n', r == 0xfffe, r == 0xffff:
		default:
			continue
		}
		m.out.WriteString(s[from:i])
		m.out.WriteString(ref)
		from = i + len(string(r))
	}
	m.out.WriteString(s[from:])
}

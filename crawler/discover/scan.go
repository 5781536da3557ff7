package discover

import (
	"html"
	"strings"
	"unicode/utf8"
)

// A tag is one piece of markup or the text between two of them. All its strings
// are parts of the document, references not yet decoded.
type tag struct {
	kind  tagKind
	name  string // of start and end: as written, with its prefix
	attrs string // of start: all of them, see attributes
	text  string // of text and CDATA
	empty bool   // of start: it closes itself
	at    int    // offset of its first byte
}

type tagKind byte

const (
	endOfText tagKind = iota
	startTag
	endTag
	charData
	cdata
)

// A scanner takes a document apart into tags. It never fails: what is no markup
// is text. Comments, processing instructions and document types are passed over.
type scanner struct {
	text string
	pos  int
	cut  bool // the text ended inside a tag, a comment or a CDATA section

	entities map[string]string // declared by the document type; nil for most
}

// next gives the next tag; endOfText at the end, and from then on.
func (s *scanner) next() tag {
	for s.pos < len(s.text) {
		at := s.pos
		if s.text[at] != '<' {
			return s.characters()
		}
		rest := s.text[at:]
		switch {
		case strings.HasPrefix(rest, "<!--"):
			s.pass(4, "-->")
		case strings.HasPrefix(rest, "<![CDATA["):
			return s.cdata()
		case strings.HasPrefix(rest, "<?"):
			s.pass(2, ">")
		case strings.HasPrefix(rest, "<!"):
			s.doctype()
		case len(rest) > 2 && rest[1] == '/' && nameStart(rest[2:]):
			return s.end()
		case nameStart(rest[1:]):
			return s.start()
		default:
			return s.characters()
		}
	}
	return tag{kind: endOfText, at: len(s.text)}
}

// characters takes the text up to the next "<"; a "<" that begins no tag is
// text itself.
func (s *scanner) characters() tag {
	at := s.pos
	n := strings.IndexByte(s.text[at+1:], '<')
	if n < 0 {
		s.pos = len(s.text)
	} else {
		s.pos = at + 1 + n
	}
	return tag{kind: charData, text: s.text[at:s.pos], at: at}
}

// pass goes behind the next end mark, or to the end of the text without one.
func (s *scanner) pass(skip int, mark string) {
	from := s.pos + skip
	n := strings.Index(s.text[from:], mark)
	if n < 0 {
		s.pos, s.cut = len(s.text), true
		return
	}
	s.pos = from + n + len(mark)
}

func (s *scanner) cdata() tag {
	at := s.pos
	s.pass(len("<![CDATA["), "]]>")
	text := s.text[at+len("<![CDATA[") : s.pos]
	return tag{kind: cdata, text: strings.TrimSuffix(text, "]]>"), at: at}
}

// doctype passes over <!DOCTYPE ...> and takes in the entities it declares.
func (s *scanner) doctype() {
	end := strings.IndexByte(s.text[s.pos:], '>')
	if end < 0 {
		end = len(s.text) - s.pos
	}
	open := strings.IndexByte(s.text[s.pos:s.pos+end], '[')
	if open < 0 {
		s.pass(2, ">")
		return
	}
	from := s.pos + open
	s.pass(open, "]")
	s.declare(s.text[from:s.pos])
	s.pass(0, ">")
}

// Limits on the entities a document may declare.
const (
	maxEntities    = 64
	maxEntityBytes = 1024
)

// declare reads <!ENTITY name "value">. A value is taken as it is written:
// entities in it are not looked up, so none can explode.
func (s *scanner) declare(subset string) {
	for len(s.entities) < maxEntities {
		_, rest, ok := strings.Cut(subset, "<!ENTITY")
		if !ok {
			return
		}
		decl, after, _ := strings.Cut(rest, ">")
		subset = after
		name, value, ok := strings.Cut(strings.TrimSpace(decl), " ")
		value = strings.TrimSpace(value)
		if !ok || name == "%" || len(value) < 2 || len(value) > maxEntityBytes || value[0] != value[len(value)-1] {
			continue
		}
		if s.entities == nil {
			s.entities = make(map[string]string)
		}
		s.entities[name] = decodeReferences(value[1 : len(value)-1])
	}
}

// decode decodes references, those of the document's own entities included.
func (s *scanner) decode(text string) string {
	if s.entities == nil || !strings.Contains(text, "&") {
		return decodeReferences(text)
	}
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(text, "&")
		b.WriteString(before)
		if !ok || b.Len() > maxFieldBytes {
			return b.String()
		}
		name, _, ends := strings.Cut(rest[:min(len(rest), maxReferenceBytes)], ";")
		if value, known := s.entities[name]; known && ends {
			b.WriteString(value)
			text = rest[len(name)+1:]
			continue
		}
		ref := reference("&" + rest)
		if ref == "" {
			b.WriteByte('&')
			text = rest
			continue
		}
		b.WriteString(referent(ref))
		text = rest[len(ref)-1:]
	}
}

func (s *scanner) end() tag {
	at := s.pos
	name := nameOf(s.text[at+2:])
	s.pos = at + 2 + len(name)
	// Up to ">", or the next tag where that is missing.
	n := strings.IndexAny(s.text[s.pos:], "<>")
	switch {
	case n < 0:
		s.pos = len(s.text)
	case s.text[s.pos+n] == '>':
		s.pos += n + 1
	default:
		s.pos += n
	}
	return tag{kind: endTag, name: name, at: at}
}

func (s *scanner) start() tag {
	at := s.pos
	name := nameOf(s.text[at+1:])
	from := at + 1 + len(name)
	if !s.closing(from) {
		return tag{kind: endOfText, at: at}
	}
	t := tag{kind: startTag, name: name, at: at}
	attrs := strings.TrimSuffix(s.text[from:s.pos], ">")
	if strings.HasSuffix(attrs, "/") {
		t.empty, attrs = true, attrs[:len(attrs)-1]
	}
	t.attrs = attrs
	return t
}

// closing moves behind the ">" that ends the start tag whose attributes begin
// at from; one inside quotes does not count. A quote that is never closed is
// taken as a character.
func (s *scanner) closing(from int) bool {
	for i := from; i < len(s.text); i++ {
		switch c := s.text[i]; c {
		case '>':
			s.pos = i + 1
			return true
		case '<':
			s.pos = i
			return true
		case '"', '\'':
			if i == 0 || !opensValue(s.text[from:i]) {
				continue
			}
			window := s.text[i+1 : min(len(s.text), i+1+maxFieldBytes)]
			if n := strings.IndexByte(window, c); n >= 0 {
				i += n + 1
			}
		}
	}
	s.pos, s.cut = len(s.text), true
	return false
}

func opensValue(before string) bool {
	return strings.HasSuffix(strings.TrimRight(before[max(0, len(before)-8):], " \t\r\n"), "=")
}

func nameStart(s string) bool {
	if s == "" {
		return false
	}
	c := s[0]
	return c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c >= utf8.RuneSelf
}

func nameOf(s string) string {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case ' ', '\t', '\r', '\n', '\f', '/', '>', '<', '=', '"', '\'':
			return s[:i]
		}
	}
	return s
}

// attributes calls yield with each name and decoded value of a start tag until
// it returns false.
func attributes(attrs string, yield func(name, value string) bool) {
	for {
		attrs = strings.TrimLeft(attrs, " \t\r\n\f/\"'=<>")
		name := nameOf(attrs)
		if name == "" {
			return
		}
		attrs = strings.TrimLeft(attrs[len(name):], " \t\r\n\f")
		value := ""
		if strings.HasPrefix(attrs, "=") {
			value, attrs = attributeValue(strings.TrimLeft(attrs[1:], " \t\r\n\f"))
		}
		if !yield(name, decodeReferences(value)) {
			return
		}
	}
}

func attributeValue(s string) (value, rest string) {
	if s == "" {
		return "", ""
	}
	if s[0] == '"' || s[0] == '\'' {
		if n := strings.IndexByte(s[1:], s[0]); n >= 0 {
			return s[1 : 1+n], s[n+2:]
		}
		s = s[1:]
	}
	if n := strings.IndexAny(s, " \t\r\n\f"); n >= 0 {
		return s[:n], s[n:]
	}
	return s, ""
}

// attribute gives the value of one attribute, whatever the case of its name.
func attribute(attrs, name string) (value string, ok bool) {
	if len(attrs) == 0 {
		return "", false
	}
	attributes(attrs, func(n, v string) bool {
		if strings.EqualFold(n, name) {
			value, ok = v, true
		}
		return !ok
	})
	return value, ok
}

// maxReferenceBytes is longer than the longest name HTML defines.
const maxReferenceBytes = 40

// decodeReferences decodes &amp;, &eacute;, &#233; and &#xE9;. Only what ends
// in a semicolon and stands for something is decoded, so that addresses such as
// "?a=1&copy=2" stay whole. References to control characters vanish.
func decodeReferences(s string) string {
	i := strings.IndexByte(s, '&')
	if i < 0 {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for i >= 0 {
		b.WriteString(s[:i])
		s = s[i:]
		ref := reference(s)
		if ref == "" {
			b.WriteByte('&')
			s = s[1:]
		} else {
			b.WriteString(referent(ref))
			s = s[len(ref):]
		}
		i = strings.IndexByte(s, '&')
	}
	b.WriteString(s)
	return b.String()
}

// reference gives the reference that s begins with, "" when it begins with none.
func reference(s string) string {
	for i := 1; i < len(s) && i < maxReferenceBytes; i++ {
		c := s[i]
		switch {
		case c == ';':
			if i == 1 {
				return ""
			}
			ref := s[:i+1]
			// Without its semicolon a name must not mean the same, else it was
			// a shorter name and a stray semicolon.
			if ref[1] != '#' && html.UnescapeString(ref) == html.UnescapeString(ref[:i])+";" {
				return ""
			}
			if ref[1] == '#' && html.UnescapeString(ref) == ref {
				return ""
			}
			return ref
		case c == '#' && i == 1, '0' <= c && c <= '9', 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z':
		default:
			return ""
		}
	}
	return ""
}

func referent(ref string) string {
	out := html.UnescapeString(ref)
	if len(out) == 1 && out[0] < ' ' && out != "\t" && out != "\n" && out != "\r" || out == "\ufffd" {
		return ""
	}
	return out
}

// indexFold finds a word of ASCII letters and signs whatever its case.
func indexFold(s, lower string) int {
	for i := 0; i+len(lower) <= len(s); i++ {
		if s[i]|0x20 == lower[0]|0x20 && strings.EqualFold(s[i:i+len(lower)], lower) {
			return i
		}
	}
	return -1
}

// lineOf counts the line an offset is in, from 1.
func lineOf(text string, offset int) int {
	return 1 + strings.Count(text[:min(offset, len(text))], "\n")
}

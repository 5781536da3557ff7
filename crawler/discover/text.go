package discover

import (
	_ "embed"
	"net/url"
	"strings"
	"sync"
	"unicode"
)

// collapse trims text and makes one blank of each run of white space.
func collapse(s string) string {
	if !needsCollapse(s) {
		return s
	}
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if isControl(r) {
			return -1
		}
		return r
	}, s)), " ")
}

func isControl(r rune) bool { return unicode.IsControl(r) && !unicode.IsSpace(r) }

// isSpace takes for space what is trimmed from around addresses and times.
func isSpace(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || r == 0xfeff
}

func needsCollapse(s string) bool {
	space := true
	for _, r := range s {
		switch {
		case r == ' ' && !space:
			space = true
		case unicode.IsSpace(r) || unicode.IsControl(r):
			return true
		default:
			space = false
		}
	}
	return space
}

// htmlText gives the text of HTML: tags out, references decoded.
func htmlText(s string) string {
	if strings.IndexByte(s, '<') >= 0 {
		s = withoutTags(s, func(string) bool { return true })
	}
	return collapse(decodeReferences(s))
}

// guessedText gives the text of a title whose format nobody states: RSS titles
// are text to some and HTML to most. Elements of HTML are dropped and references
// decoded once more; other words in angle brackets are what they seem.
func guessedText(s string) string {
	if strings.IndexByte(s, '<') >= 0 {
		s = withoutTags(s, func(name string) bool { return htmlElements()[name] })
	}
	return collapse(decodeReferences(s))
}

// withoutTags drops the tags whose name drop approves, and comments.
func withoutTags(s string, drop func(name string) bool) string {
	var b strings.Builder
	sc := scanner{text: s}
	for {
		t := sc.next()
		switch t.kind {
		case endOfText:
			return b.String()
		case charData, cdata:
			b.WriteString(t.text)
		case startTag, endTag:
			name := strings.ToLower(t.name)
			if !drop(name) {
				b.WriteString(s[t.at:sc.pos])
			} else if t.kind == startTag && !t.empty && (name == "script" || name == "style") {
				sc.passElement(name)
			} else if breaking[name] {
				b.WriteByte(' ')
			}
		}
	}
}

// passElement goes behind the end tag of an element whose content is no markup.
func (s *scanner) passElement(name string) {
	n := indexFold(s.text[s.pos:], "</"+name)
	if n < 0 {
		s.pos = len(s.text)
		return
	}
	s.pos += n
	s.end()
}

// breaking are the elements of HTML that part words.
var breaking = map[string]bool{"br": true, "p": true, "div": true, "li": true, "td": true, "tr": true, "hr": true}

//go:embed elements.txt
var elementsTXT string

// htmlElements are the names of the elements of HTML.
var htmlElements = sync.OnceValue(func() map[string]bool {
	m := make(map[string]bool)
	for _, name := range strings.Fields(elementsTXT) {
		m[name] = true
	}
	return m
})

// maxURLBytes is longer than any address servers accept.
const maxURLBytes = 8 << 10

// resolve makes an address absolute. What is no http or https address then, or
// stays relative because nobody knows the base, is "".
func resolve(base, ref string) string {
	ref = cleanURL(ref)
	if ref == "" || len(ref) > maxURLBytes {
		return ""
	}
	u, err := url.Parse(ref)
	if err != nil {
		ref = escapeURL(ref)
		if u, err = url.Parse(ref); err != nil {
			return ""
		}
	}
	if !u.IsAbs() && base != "" {
		b, err := url.Parse(base)
		if err != nil {
			return ""
		}
		u = b.ResolveReference(u)
		ref = u.String()
	}
	if (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return ""
	}
	return ref
}

// cleanURL drops what browsers drop from an address, and escapes its blanks.
func cleanURL(s string) string {
	s = strings.TrimFunc(s, isSpace)
	clean := true
	for i := 0; i < len(s) && clean; i++ {
		clean = s[i] > ' ' && s[i] != 0x7f
	}
	if clean {
		return s
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, strings.ReplaceAll(s, " ", "%20"))
}

// escapeURL escapes a "%" that begins no escape, and other characters that the
// parser refuses.
func escapeURL(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == '%' && (i+2 >= len(s) || !isHex(s[i+1]) || !isHex(s[i+2])) {
			b.WriteString("%25")
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'f'
}

// baseOf gives the base that an element's xml:base sets, else the outer one.
func baseOf(attrs, base string) string {
	if !strings.Contains(attrs, "base") {
		return base
	}
	ref, ok := attribute(attrs, "xml:base")
	if !ok {
		return base
	}
	if inner := resolve(base, ref); inner != "" {
		return inner
	}
	return base
}

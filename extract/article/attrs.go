package article

import (
	"bytes"

	"golang.org/x/net/html/atom"
)

// maxAttrs is how many attributes of one element are kept.
const maxAttrs = 16

// attributes reads the attributes at t.pos and writes the telling ones. It
// reports whether the type says linked data and whether the tag closes itself.
func (t *thinner) attributes(tag atom.Atom) (linked, closed bool) {
	kept := 0
	for t.pos < len(t.src) {
		c := t.src[t.pos]
		switch {
		case isSpace(c):
			t.pos++
			continue
		case c == '/':
			t.pos++
			closed = t.pos < len(t.src) && t.src[t.pos] == '>'
			continue
		case c == '>':
			t.pos++
			return linked, closed
		}
		key := t.attrName()
		value, raw := t.attrValue()
		if bytes.EqualFold(key, []byte("type")) {
			linked = linked || bytes.Contains(bytes.ToLower(value), []byte("ld+json"))
		}
		if kept < maxAttrs && t.attribute(tag, key, value, raw) {
			kept++
		}
	}
	return linked, closed
}

func (t *thinner) attrName() []byte {
	start := t.pos
	t.pos++ // an attribute may begin with "="
	for t.pos < len(t.src) {
		c := t.src[t.pos]
		if isSpace(c) || c == '/' || c == '>' || c == '=' {
			break
		}
		t.pos++
	}
	return t.src[start:t.pos]
}

// attrValue returns the value and how it stood in the source, with quotes.
func (t *thinner) attrValue() (value, raw []byte) {
	at := t.pos
	for at < len(t.src) && isSpace(t.src[at]) {
		at++
	}
	if at == len(t.src) || t.src[at] != '=' {
		return nil, nil
	}
	at++
	for at < len(t.src) && isSpace(t.src[at]) {
		at++
	}
	if at == len(t.src) {
		t.pos = at
		return nil, nil
	}
	if q := t.src[at]; q == '"' || q == '\'' {
		end := bytes.IndexByte(t.src[at+1:], q)
		if end < 0 {
			t.pos = len(t.src)
			return nil, nil
		}
		t.pos = at + end + 2
		return t.src[at+1 : at+1+end], t.src[at:t.pos]
	}
	t.pos = at
	for t.pos < len(t.src) && !isSpace(t.src[t.pos]) && t.src[t.pos] != '>' {
		t.pos++
	}
	return t.src[at:t.pos], t.src[at:t.pos]
}

// attribute writes one attribute when it can say something about content.
func (t *thinner) attribute(tag atom.Atom, key, value, raw []byte) bool {
	for _, c := range key {
		if c >= 'A' && c <= 'Z' {
			key = bytes.ToLower(key)
			break
		}
	}
	switch string(key) {
	case "class", "id", "itemprop", "rel", "datetime", "lang", "role", "xml:lang",
		"data-testid", "data-component", "data-type":
	case "href":
		if tag != atom.A && tag != atom.Link && tag != atom.Base && tag != atom.Area {
			return false
		}
	case "width":
		if tag != atom.Img || len(value) < 3 { // see isLarge
			return false
		}
	case "content", "name", "property", "http-equiv":
		if tag != atom.Meta && !(string(key) == "content") {
			return false
		}
	case "hidden":
		t.out = append(t.out, " hidden"...)
		return true
	case "aria-hidden":
		if string(value) != "true" {
			return false
		}
	case "style":
		if hides(value) {
			t.out = append(t.out, " hidden"...)
		}
		return false
	default:
		return false
	}
	if len(raw) == 0 || len(raw) > maxAttr {
		return false
	}
	t.out = append(t.out, ' ')
	t.out = append(t.out, key...)
	t.out = append(t.out, '=')
	t.text(raw)
	t.out = append(t.out, ' ')
	return true
}

// hides reports whether an inline style keeps the element from being shown.
func hides(style []byte) bool {
	at := bytes.Index(style, []byte("display"))
	if at < 0 {
		return false
	}
	rest := bytes.TrimLeft(style[at+len("display"):], " :")
	return bytes.HasPrefix(rest, []byte("none"))
}

package article

import (
	"bytes"
	"slices"

	"golang.org/x/net/html/atom"
)

// maxDepth is how deeply elements may nest; html.Parse gives up at 512, and
// tables and forms add elements of their own.
const maxDepth = 300

// maxParsed is how many elements are passed on to the parser, which needs some 300
// bytes for each. Nothing would be remembered of more.
const maxParsed = maxElements + 100_000

// maxAttr cuts attribute values. Only data: URLs and trackers are longer.
const maxAttr = 4096

// thin copies a document without what no article is made of: scripts, styles,
// comments, drawings, menus of forms, and attributes that say nothing about
// content. It makes the parse about twice as fast, and it keeps the parser's
// promises on hostile input: nesting and the number of elements are bounded, and
// tags that the parser would ignore are dropped, because it joins the texts
// around them by copying.
// Linked data is set aside undecoded.
//
// With flat set only paragraphs, headings and what the head holds survive: the
// last resort for documents that the parser refuses.
type thinner struct {
	src  []byte
	pos  int
	out  []byte
	flat bool

	linked [][]byte // contents of application/ld+json scripts
	stack  []open
	live   int // elements of stack that were written
	tags   int // start tags written
	cut    bool
	tables int
	pres   int // open elements whose white space counts
	forms  int
	once   [3]bool // html, head, body written
	edge   bool    // a line ends here: white space says nothing
	space  int     // end of the white space between tags written last
}

type open struct {
	tag     atom.Atom
	dropped bool
	name    string // for elements without an atom
}

// thin reads a document, and writes what is left of it into the memory of out.
func thin(src []byte, flat bool, out []byte) *thinner {
	t := &thinner{src: src, flat: flat, out: slices.Grow(out[:0], len(src)/2+64)}
	for t.pos < len(src) {
		t.step()
	}
	return t
}

func (t *thinner) step() {
	rest := t.src[t.pos:]
	at := bytes.IndexByte(rest, '<')
	if at < 0 {
		t.text(rest)
		t.pos = len(t.src)
		return
	}
	if at > 0 {
		t.between(rest[:at])
	}
	t.pos += at
	rest = rest[at:]
	switch {
	case len(rest) > 1 && isLetter(rest[1]):
		t.startTag()
	case len(rest) > 2 && rest[1] == '/' && isLetter(rest[2]):
		t.endTag()
	case bytes.HasPrefix(rest, []byte("<!--")):
		t.pos += commentEnd(rest)
	case len(rest) > 1 && (rest[1] == '!' || rest[1] == '?' || rest[1] == '/'):
		t.declaration(rest)
	default:
		t.out = append(t.out, "&lt;"...)
		t.pos++
	}
}

// between writes what stands between two tags. White space beside the edge of a block
// is left out: each would be a node of the parser's.
func (t *thinner) between(b []byte) {
	switch {
	case t.pres > 0 || !isBlank(b):
		t.edge = false
		t.text(b)
	case !t.edge:
		t.blank(b)
		t.space = len(t.out)
	}
}

// meet notes that a tag comes next.
func (t *thinner) meet(tag atom.Atom) {
	switch tag {
	case atom.Button: // may stand in a line
		t.edge = false
	case atom.Head, atom.Title, atom.Meta, atom.Link:
		t.edge = !t.once[2]
	default:
		t.edge = blockTags[tag]
	}
	t.edge = t.edge && t.pres == 0
	if t.edge && t.space == len(t.out) && t.space > 0 {
		t.out = t.out[:t.space-1]
	}
}

func (t *thinner) text(b []byte) {
	for {
		at := bytes.IndexByte(b, 0)
		if at < 0 {
			t.out = append(t.out, b...)
			return
		}
		t.out = append(t.out, b[:at]...)
		b = b[at+1:]
	}
}

// blank writes one character for white space between tags: a tenth of most pages.
func (t *thinner) blank(b []byte) {
	if bytes.IndexByte(b, '\n') >= 0 {
		t.out = append(t.out, '\n')
		return
	}
	t.out = append(t.out, ' ')
}

func isBlank(b []byte) bool {
	for _, c := range b {
		if !isSpace(c) {
			return false
		}
	}
	return true
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
func isSpace(c byte) bool  { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f' }

func commentEnd(rest []byte) int {
	if bytes.HasPrefix(rest, []byte("<!-->")) {
		return 5
	}
	end := bytes.Index(rest[4:], []byte("-->"))
	if end < 0 {
		return len(rest)
	}
	return 4 + end + 3
}

func (t *thinner) declaration(rest []byte) {
	end := bytes.IndexByte(rest, '>')
	if end < 0 {
		t.pos = len(t.src)
		return
	}
	if len(rest) > 9 && bytes.EqualFold(rest[2:9], []byte("doctype")) {
		t.out = append(t.out, rest[:end+1]...)
	}
	t.pos += end + 1
}

// tagName reads a lower-cased name at t.pos.
func (t *thinner) tagName() []byte {
	start := t.pos
	for t.pos < len(t.src) {
		c := t.src[t.pos]
		if isSpace(c) || c == '/' || c == '>' {
			break
		}
		t.pos++
	}
	name := t.src[start:t.pos]
	for _, c := range name {
		if c >= 'A' && c <= 'Z' {
			return bytes.ToLower(name)
		}
	}
	return name
}

func (t *thinner) endTag() {
	t.pos += 2
	name := t.tagName()
	if end := bytes.IndexByte(t.src[t.pos:], '>'); end >= 0 {
		t.pos += end + 1
	} else {
		t.pos = len(t.src)
	}
	tag := atom.Lookup(name)
	t.meet(tag)
	if t.flat {
		if tag == atom.P || isHeading(tag) || tag == atom.Title {
			t.write("</", name)
		} else if blockTags[tag] {
			t.out = append(t.out, "<p>"...)
		}
		return
	}
	if tag == atom.P && !t.isOpen(tag, name) {
		t.out = append(t.out, "<p></p>"...)
		return
	}
	t.close(tag, name)
}

func (t *thinner) write(lead string, name []byte) {
	t.out = append(t.out, lead...)
	t.out = append(t.out, name...)
	t.out = append(t.out, '>')
}

// lookBack is how many open elements an end tag may skip to find its own.
const lookBack = 64

func (t *thinner) find(tag atom.Atom, name []byte) int {
	for i := len(t.stack) - 1; i >= 0 && len(t.stack)-i <= lookBack; i-- {
		o := t.stack[i]
		if o.tag == tag && (tag != 0 || o.name == string(name)) {
			return i
		}
	}
	return -1
}

func (t *thinner) isOpen(tag atom.Atom, name []byte) bool { return t.find(tag, name) >= 0 }

func (t *thinner) close(tag atom.Atom, name []byte) {
	at := t.find(tag, name)
	if at < 0 {
		return
	}
	if formatting[tag] && at < len(t.stack)-1 {
		// Misnested formatting: the parser repairs it, only this one closes.
		t.forget(t.stack[at])
		t.stack = append(t.stack[:at], t.stack[at+1:]...)
		t.write("</", name)
		return
	}
	top := t.stack[at]
	for i := len(t.stack) - 1; i >= at; i-- {
		t.forget(t.stack[i])
	}
	t.stack = t.stack[:at]
	switch {
	case !top.dropped:
		t.write("</", name)
	case blockTags[tag]:
		t.out = append(t.out, "<br>"...)
	}
}

func (t *thinner) forget(o open) {
	if !o.dropped {
		t.live--
	}
	switch o.tag {
	case atom.Pre:
		t.pres--
	case atom.Table:
		t.tables--
	case atom.Form:
		t.forms--
	}
}

func (t *thinner) startTag() {
	t.pos++
	name := t.tagName()
	tag := atom.Lookup(name)
	if !skipped[tag] {
		t.meet(tag)
	}
	mark := len(t.out)
	t.out = append(t.out, '<')
	t.out = append(t.out, name...)
	linked, closed := t.attributes(tag)
	t.out = append(t.out, '>')
	if skipped[tag] {
		t.out = t.out[:mark]
		t.skip(tag, name, linked)
		return
	}
	if !t.wanted(tag) {
		t.out = t.out[:mark]
		if t.flat && blockTags[tag] {
			t.out = append(t.out, "<p>"...)
		}
		return
	}
	if t.tags++; t.tags > maxParsed {
		t.out, t.pos, t.cut = t.out[:mark], len(t.src), true
		return
	}
	if tag == atom.Title {
		t.rawText(name)
		return
	}
	if t.flat || voidTags[tag] || (closed && tag == 0) {
		if closed && tag == 0 {
			t.write("</", name)
		}
		return
	}
	t.push(tag, name, mark)
}

func (t *thinner) push(tag atom.Atom, name []byte, mark int) {
	if autoClosed[tag] && len(t.stack) > 0 && t.stack[len(t.stack)-1].tag == tag {
		t.forget(t.stack[len(t.stack)-1])
		t.stack = t.stack[:len(t.stack)-1]
	}
	o := open{tag: tag}
	if tag == 0 {
		o.name = string(name)
	}
	if t.live >= maxDepth {
		o.dropped = true
		t.out = t.out[:mark]
		if blockTags[tag] {
			t.out = append(t.out, "<br>"...)
		}
	} else {
		t.live++
	}
	switch tag {
	case atom.Pre:
		t.pres++
	case atom.Table:
		t.tables++
	case atom.Form:
		t.forms++
	}
	t.stack = append(t.stack, o)
}

// wanted reports whether the parser would make an element of the tag here.
func (t *thinner) wanted(tag atom.Atom) bool {
	if t.flat {
		return tag == atom.P || tag == atom.Br || tag == atom.Title || tag == atom.Meta || tag == atom.Link || isHeading(tag)
	}
	switch tag {
	case atom.Html:
		return t.first(0)
	case atom.Head:
		return t.first(1)
	case atom.Body:
		return t.first(2)
	case atom.Frameset, atom.Frame, atom.Input, atom.Param, atom.Track, atom.Col, atom.Colgroup, atom.Image:
		return false
	case atom.Tr, atom.Td, atom.Th, atom.Tbody, atom.Thead, atom.Tfoot, atom.Caption:
		return t.tables > 0
	case atom.Form:
		return t.forms == 0
	}
	return true
}

func (t *thinner) first(i int) bool {
	if t.once[i] {
		return false
	}
	t.once[i] = true
	return true
}

// rawText copies a title with its end tag.
func (t *thinner) rawText(name []byte) {
	rest := t.src[t.pos:]
	end := endTagAt(rest, name)
	t.text(rest[:end])
	t.write("</", name)
	t.pos += end
	if gt := bytes.IndexByte(t.src[t.pos:], '>'); gt >= 0 {
		t.pos += gt + 1
	} else {
		t.pos = len(t.src)
	}
}

// skip passes over an element with everything in it.
func (t *thinner) skip(tag atom.Atom, name []byte, linked bool) {
	rest := t.src[t.pos:]
	end := endTagAt(rest, name)
	if tag == atom.Script {
		end = scriptEnd(rest, end)
		if linked && len(t.linked) < 64 {
			t.linked = append(t.linked, rest[:end])
		}
	}
	if tag == atom.Svg || tag == atom.Math || tag == atom.Select {
		if end == len(rest) { // never closed: only the tag goes
			return
		}
	}
	t.pos += end
	if gt := bytes.IndexByte(t.src[t.pos:], '>'); gt >= 0 {
		t.pos += gt + 1
	} else {
		t.pos = len(t.src)
	}
	if tag == atom.Iframe || tag == atom.Video || tag == atom.Audio || tag == atom.Object {
		t.out = append(t.out, "<wbr class=embed>"...)
		t.edge = false
	}
}

// endTagAt finds "</name", or the end of b.
func endTagAt(b, name []byte) int {
	for at := 0; ; {
		next := bytes.Index(b[at:], []byte("</"))
		if next < 0 {
			return len(b)
		}
		at += next
		tail := b[at+2:]
		if len(tail) >= len(name) && bytes.EqualFold(tail[:len(name)], name) &&
			(len(tail) == len(name) || !isLetter(tail[len(name)])) {
			return at
		}
		at += 2
	}
}

// scriptEnd follows the one trap in script syntax: inside "<!-- <script" the
// next end tag does not end the outer script.
func scriptEnd(b []byte, end int) int {
	body := b[:end]
	if !bytes.Contains(body, []byte("<!--")) { // looking forward is many times as fast
		return end
	}
	at := bytes.LastIndex(body, []byte("<!--"))
	if end == len(b) || bytes.Contains(body[at:], []byte("-->")) || !bytes.Contains(body[at:], []byte("<script")) {
		return end
	}
	next := endTagAt(b[end+2:], []byte("script"))
	if end+2+next == len(b) {
		return end
	}
	return end + 2 + next
}

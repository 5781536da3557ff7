package discover

import (
	"bytes"
	"strings"
)

// A mender rewrites a feed as a small well-formed document: one frame, declared
// prefixes, closed elements, absolute addresses, plain text, and of each item
// only the elements that say where it leads to. That is what gofeed then reads.
// So a feed is repaired once, in one place, and contents that nobody here asks
// for, nine tenths of most feeds, are never taken apart.
//
//	<item><title>Chips &nbsp;rise<link>/a</link>…   →   <item><title>Chips  rise</title><link>https://…/a</link></item>
//
// What is mended: prefixes without declaration, namespaces misspelt, missing end
// tags (of items when the next begins, of fields when a neighbour begins), stray
// end tags, bare "&" and "<", HTML entities, control characters, an end that
// came too early (items that were complete stay).
type mender struct {
	scan   scanner
	scope  scope
	format Format
	root   string // local name of the root element
	base   string // what relative addresses start from
	out    bytes.Buffer
	items  int
	title  bool   // the feed's own title was written
	lost   string // why items are missing
	seen   seen   // of the item being read
	torn   bool   // the text ended inside a field that is read

	rootAttrs string
	take      func(mended []byte) error // gets the mended feed, in parts
	err       error                     // of take
}

// itemsAtOnce is how many items a part of a mended feed holds: gofeed takes
// some 2 kB for each, which is given back when the part was taken.
const itemsAtOnce = 500

// seen says which fields of an item were written: of several, the first counts.
type seen struct{ title, guid, link bool }

// mend rewrites the feed that was detected in a text and hands it to take, as
// one or more feeds that together have its items.
func mend(text, base string, d detected, take func(mended []byte) error) *mender {
	m := &mender{scan: scanner{text: text, pos: d.start, entities: d.entities}, format: d.format, base: base, take: take}
	if d.format == Atom {
		m.scope.core = famAtom
	}
	m.frame()
	m.hand()
	return m
}

// hand gives what was mended so far to take.
func (m *mender) hand() {
	m.close()
	if m.err == nil {
		m.err = m.take(m.out.Bytes())
	}
	m.out.Reset()
}

const extensionNamespaces = ` xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"` +
	` xmlns:itunes="http://www.itunes.com/DTDs/PodCast-1.0.dtd" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"`

func (m *mender) open() {
	rootAttrs := m.rootAttrs
	if m.format != Atom {
		m.out.WriteString(`<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"` + extensionNamespaces + "><channel>")
		m.language(rootAttrs)
		return
	}
	m.out.WriteString(`<feed xmlns="http://www.w3.org/2005/Atom"` + extensionNamespaces + ` xml:lang="`)
	lang, _ := attribute(rootAttrs, "xml:lang")
	m.escape(lang)
	m.out.WriteString(`">`)
}

func (m *mender) close() {
	if m.format == Atom {
		m.out.WriteString("</feed>")
		return
	}
	m.out.WriteString("</channel></rss>")
}

// frame reads the root element: its own fields, and its items.
func (m *mender) frame() {
	if !m.rootElement() {
		return
	}
	for {
		t := m.scan.next()
		switch t.kind {
		case endOfText:
			if m.scan.cut && m.lost == "" {
				m.lost = m.cut()
			}
			return
		case endTag:
			if m.root != "" && localName(t.name) == m.root {
				return
			}
		case startTag:
			if !m.child(t) {
				return
			}
		}
	}
}

// rootElement reads the start of the frame. false says that the frame is empty.
func (m *mender) rootElement() bool {
	root := m.scan.next()
	m.scope.enter(root.attrs)
	m.scope.adopt(root.name)
	if isItem(localName(root.name)) {
		m.open()
		m.scan.pos = root.at // an item without any frame
		return true
	}
	m.rootAttrs = root.attrs
	m.open()
	m.root = localName(root.name)
	m.base = baseOf(root.attrs, m.base)
	return !root.empty
}

// child reads one element of the frame. false ends the feed.
func (m *mender) child(t tag) bool {
	mark := m.scope.enter(t.attrs)
	fam, local := m.scope.resolve(t.name)
	switch {
	case isItem(local) && (fam == famCore || fam == famAtom):
		if m.items == MaxItems {
			m.lost = cutAt(m.scan.text, t.at, m.items, "item") + ", the most that are read"
			return false
		}
		m.item(t)
		if m.items%itemsAtOnce == 0 && m.items > 0 {
			m.hand()
			m.open()
		}
	case local == "channel" && fam == famCore:
		m.base = baseOf(t.attrs, m.base)
		m.language(t.attrs)
		return true // its declarations stay
	case t.empty && local != "link":
	default:
		m.feedField(t, fam, local)
	}
	m.scope.leave(mark)
	return m.err == nil
}

func isItem(local string) bool { return local == "item" || local == "entry" }

// feedField reads what the feed says of itself.
func (m *mender) feedField(t tag, fam family, local string) {
	base := baseOf(t.attrs, m.base)
	switch {
	case fam == famCore && local == "title" && !m.title:
		m.title = true
		m.element("title", m.titleText(t))
	case (fam == famCore || fam == famAtom) && local == "link":
		m.feedLink(t, base)
	case fam == famCore && (local == "language" || local == "ttl"):
		m.element(local, m.leaf(t))
	case fam == famDC && local == "language":
		m.element("language", m.leaf(t))
	case (fam == famCore || fam == famAtom) && local == "author" && m.format == Atom:
		m.person(t)
	default:
		m.skip(t)
	}
}

// feedLink reads a link of the feed itself. The first to a page becomes the base
// of relative addresses when nothing better is known.
func (m *mender) feedLink(t tag, base string) {
	href, ok := attribute(t.attrs, "href")
	rel, _ := attribute(t.attrs, "rel")
	if ok {
		m.skip(t)
	} else {
		href = m.leaf(t)
	}
	url := resolve(base, href)
	if url == "" {
		return
	}
	rel = relation(rel)
	if m.base == "" && rel == "alternate" {
		m.base = url
	}
	if rel == "hub" {
		m.linkElement(rel, "", url)
	}
}

func (m *mender) language(attrs string) {
	if lang, ok := attribute(attrs, "xml:lang"); ok {
		m.element("language", lang)
	}
}

// item reads one item. When the text ends inside it, it stays if its address was
// complete and what broke off is nothing that is read: its description, mostly.
func (m *mender) item(t tag) {
	before := m.out.Len()
	m.seen = seen{}
	base := baseOf(t.attrs, m.base)
	name := "item"
	if m.format == Atom {
		name = "entry"
	}
	m.out.WriteString("<" + name + ">")
	if about, ok := attribute(t.attrs, "rdf:about"); ok {
		m.guid(about, "false")
	}
	if lang, ok := attribute(t.attrs, "xml:lang"); ok {
		m.element("dc:language", lang)
	}
	whole := t.empty || m.itemFields(base)
	if whole || m.seen.link && !m.torn {
		m.out.WriteString("</" + name + ">")
		m.items++
	} else {
		m.out.Truncate(before)
	}
	if !whole {
		m.lost = m.cut()
	}
}

// itemFields reads up to the end of the item: its end tag, the next item, or
// the end of the frame. false says that the text ended first.
func (m *mender) itemFields(base string) bool {
	for {
		t := m.scan.next()
		switch t.kind {
		case endOfText:
			return false
		case endTag:
			local := localName(t.name)
			if isItem(local) {
				return true
			}
			if m.framing(local) {
				m.scan.pos = t.at
				return true
			}
		case startTag:
			if isItem(localName(t.name)) {
				m.scan.pos = t.at
				return true
			}
			mark := m.scope.enter(t.attrs)
			fam, local := m.scope.resolve(t.name)
			m.itemField(t, fam, local, baseOf(t.attrs, base))
			m.scope.leave(mark)
		}
	}
}

// framing reports whether an end tag of this name ends more than a field.
func (m *mender) framing(local string) bool {
	return isItem(local) || local == "channel" || m.root != "" && local == m.root
}

// A field is an element of an item that is read, by family and local name.
type field struct {
	family family
	local  string
}

// fields says what becomes of each element of an item that is read: what it is
// called in the mended document. Those with a method of their own are below.
var fields = map[field]string{
	{famCore, "pubdate"}:   "dcterms:pubDate", // not "pubDate", which gofeed would try in 160 layouts
	{famCore, "published"}: "dcterms:published",
	{famCore, "issued"}:    "dcterms:published",
	{famCore, "created"}:   "dcterms:created",
	{famCore, "updated"}:   "dcterms:updated",
	{famCore, "modified"}:  "dcterms:updated",
	{famAtom, "published"}: "dcterms:published",
	{famAtom, "issued"}:    "dcterms:published",
	{famAtom, "created"}:   "dcterms:created",
	{famAtom, "updated"}:   "dcterms:updated",
	{famAtom, "modified"}:  "dcterms:updated",
	{famDC, "date"}:        "dc:date",
	{famTerms, "date"}:     "dc:date",
	{famTerms, "issued"}:   "dcterms:published",
	{famTerms, "created"}:  "dcterms:created",
	{famTerms, "modified"}: "dcterms:updated",
	{famDC, "creator"}:     "dc:creator",
	{famTerms, "creator"}:  "dc:creator",
	{famDC, "author"}:      "dc:creator",
	{famITunes, "author"}:  "itunes:author",
	{famDC, "language"}:    "dc:language",
	{famCore, "id"}:        "id",
	{famAtom, "id"}:        "id",
	{famDC, "title"}:       "dc:title",
	{famMedia, "title"}:    "dcterms:title",
}

// atomFields is the same for the elements that are Atom's own.
var atomFields = map[string]string{
	"id": "dc:identifier", "published": "dcterms:pubDate", "issued": "dcterms:pubDate", "created": "dcterms:created",
	"updated": "dcterms:updated", "modified": "dcterms:updated",
}

func (m *mender) itemField(t tag, fam family, local, base string) {
	switch {
	case fam == famCore && local == "title":
		if text := m.titleText(t); text != "" && !m.seen.title {
			m.seen.title = true
			m.element("title", text)
		}
	case (fam == famCore || fam == famAtom) && local == "link":
		m.link(t, base, fam)
	case fam == famFeedburner && local == "origlink":
		m.element("feedburner:origLink", resolve(base, m.leaf(t)))
	case fam == famCore && local == "guid" && m.format != Atom:
		permalink, _ := attribute(t.attrs, "isPermaLink")
		if id := strings.TrimSpace(m.leaf(t)); id != "" {
			m.guid(id, permalink)
		}
	case (fam == famCore || fam == famAtom) && local == "author":
		m.person(t)
	case m.format == Atom && fam == famCore && local == "source":
		m.source(t)
	default:
		name := fields[field{fam, local}]
		if m.format == Atom && fam == famCore {
			name = atomFields[local]
		}
		if name == "" || t.empty {
			m.skip(t)
			return
		}
		if text := m.leaf(t); text != "" {
			m.element(name, text)
		}
	}
}

// link reads the link of an item: RSS has the address as text, Atom as href.
func (m *mender) link(t tag, base string, fam family) {
	href, hasHref := attribute(t.attrs, "href")
	rel, _ := attribute(t.attrs, "rel")
	if !hasHref {
		if url := resolve(base, m.leaf(t)); url != "" && relation(rel) == "alternate" {
			m.textLink(url)
		}
		return
	}
	mediaType, _ := attribute(t.attrs, "type")
	m.skip(t)
	if url := resolve(base, href); url != "" && relation(rel) == "alternate" {
		m.seen.link = true
		m.linkElement("alternate", strings.ToLower(strings.TrimSpace(mediaType)), url)
	}
}

func (m *mender) textLink(url string) {
	m.seen.link = true
	if m.format == Atom {
		m.linkElement("alternate", "", url)
		return
	}
	m.element("link", url)
}

func (m *mender) linkElement(rel, mediaType, href string) {
	name := "<atom:link"
	if m.format == Atom {
		name = "<link"
	}
	m.out.WriteString(name + ` rel="`)
	m.escape(rel)
	m.out.WriteString(`" type="`)
	m.escape(mediaType)
	m.out.WriteString(`" href="`)
	m.escape(href)
	m.out.WriteString(`"/>`)
}

func (m *mender) guid(id, permalink string) {
	if m.seen.guid {
		return
	}
	m.seen.guid = true
	if strings.EqualFold(strings.TrimSpace(permalink), "false") {
		m.out.WriteString(`<guid isPermaLink="false">`)
	} else {
		m.out.WriteString("<guid>")
	}
	m.escape(id)
	m.out.WriteString("</guid>")
}

// source reads the feed that an Atom entry was taken from, for its authors.
func (m *mender) source(t tag) {
	if t.empty {
		return
	}
	m.out.WriteString("<source>")
	defer m.out.WriteString("</source>")
	for {
		c := m.scan.next()
		switch local := localName(c.name); {
		case c.kind == endOfText:
			return
		case c.kind == endTag && local == "source":
			return
		case c.kind == endTag && m.framing(local):
			m.scan.pos = c.at
			return
		case c.kind == startTag && local == "author":
			m.person(c)
		case c.kind == startTag:
			m.skip(c)
		}
	}
}

// person writes an author as an Atom person, which holds a name (Atom) or is one
// (RSS).
func (m *mender) person(t tag) {
	if t.empty {
		return
	}
	prefix := "atom:"
	if m.format == Atom {
		prefix = ""
	}
	for _, name := range m.personNames(t) {
		m.out.WriteString("<" + prefix + "author>")
		m.element(prefix+"name", name)
		m.out.WriteString("</" + prefix + "author>")
	}
}

// personNames gives the names inside an author element, else its text.
func (m *mender) personNames(t tag) []string {
	var text strings.Builder
	var names []string
	for depth, open := 0, true; open; {
		c := m.scan.next()
		local := localName(c.name)
		switch {
		case c.kind == endOfText:
			m.torn, open = true, false
		case c.kind == charData || c.kind == cdata:
			if text.Len() < maxFieldBytes {
				text.WriteString(m.scan.characterData(c))
			}
		case c.kind == endTag && local == "author":
			open = depth > 0
			depth--
		case c.kind == endTag && m.framing(local), c.kind == startTag && isItem(local):
			m.scan.pos, open = c.at, false
		case c.kind == startTag && local == "name":
			names = append(names, collapse(m.leaf(c)))
		case c.kind == startTag && local == "author" && !c.empty:
			depth++
		case c.kind == startTag:
			m.skip(c)
		}
	}
	if len(names) == 0 {
		names = append(names, collapse(text.String()))
	}
	return once(names)
}

func (m *mender) cut() string {
	return cutAt(m.scan.text, len(m.scan.text), m.items, "item")
}

// relation gives a link relation without case, space and the registry's address.
func relation(rel string) string {
	rel = strings.ToLower(strings.TrimSpace(rel))
	if i := strings.LastIndexByte(rel, '/'); i >= 0 && strings.Contains(rel, "://") {
		rel = rel[i+1:]
	}
	if rel == "" {
		return "alternate"
	}
	return rel
}

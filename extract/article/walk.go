package article

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/text/unicode/norm"
)

// Bounds on what one page may make us hold. The largest page of the corpus has
// 21,000 elements and 6,000 blocks.
const (
	maxElements = 300_000
	maxBlocks   = 60_000
	maxLinks    = 2_000
)

// An element is what is remembered of a DOM element: where it stands and, once
// the walk is over, how much text it holds.
type element struct {
	parent int32 // index; -1 for the root
	depth  int16
	tag    atom.Atom
	block  bool    // of block level
	own    []int16 // class tokens known to the model
	flags  uint32

	blocks, words, linkBytes, bytes int32 // of everything inside
	good                            int32 // words in blocks that read like sentences
	direct                          int32 // of these, in blocks that stand directly inside
}

// Where a block stands: inherited from element to element.
const (
	inNav uint32 = 1 << iota
	inAside
	inFooter
	inHeader
	inFigure
	inCaption
	inForm
	inButton
	inHidden
	inList
	inTable
	inQuote
	inArticle
	inMain
	inBody // itemprop=articleBody
	inPost // embedded social post
	inTemplate
	inPre
	inLabel
	inChosen // the site's rule says it is the story
)

// A block is a line of text between two block-level boundaries, the unit that
// is kept or dropped.
type block struct {
	text string
	tag  atom.Atom // of the block-level element around it
	elem int32     // that element
	near int32     // the innermost element, inline ones included, around all of it
	row  int32     // table rows: number of the table, else 0
	list int8      // depth of list nesting
	of   int32     // number of the outermost list, 0 outside of lists
	num  int32     // ordered lists: the item's number, else 0

	words, linkBytes, bytes int32
	links, bold, italic     int32 // count of links; bytes set bold, italic
	image, embed            bool  // a picture or an embed stands right before it
	inner                   bool  // a picture stands inside it
	split                   bool  // it goes on the block before, after a double line break
	marks                   []mark

	keep  bool
	state state
	score [states]float32
	why   string
}

// A mark is a stretch of a block's text with meaning: a link, emphasis.
type mark struct {
	start, end int32 // bytes of text
	tag        atom.Atom
	href       string
}

type walker struct {
	elems  []element
	blocks []block
	vocab  map[string]int16
	noted  map[html.Attribute]noted
	chosen map[*html.Node]bool            // what the site's rule selects as the body
	token  func(elem int32, token string) // training: every class token

	buf     []byte
	b       block // being filled
	space   bool  // white space is pending
	breaks  int   // line breaks pending
	open    bool  // b has text
	image   bool
	embed   bool
	tables  int32
	listed  int32
	lists   []int32 // open lists: the last number of ordered ones, -1 else
	scratch []byte
	cut     bool // a bound was hit
}

// ctx is what a node inherits.
type ctx struct {
	elem int32 // innermost element
	box  int32 // innermost block-level element
	href string
	link bool
	bold bool
	ital bool
}

func (w *walker) walk(n *html.Node, c ctx) {
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		switch k.Type {
		case html.TextNode:
			w.text(k.Data, c)
		case html.ElementNode:
			w.element(k, c)
		}
	}
}

func (w *walker) element(n *html.Node, c ctx) {
	switch n.DataAtom {
	case atom.Head, atom.Title, atom.Meta, atom.Link, atom.Base, atom.Input:
		return
	case atom.Br:
		w.breaks++
		return
	case atom.Img:
		w.image = true
		w.b.inner = w.b.inner || w.open
		return
	case atom.Embed:
		w.embed = true
		return
	case atom.Wbr:
		w.embed = w.embed || attr(n, "class") == "embed"
		return
	case atom.Hr:
		w.flush()
		return
	case atom.Tr:
		if simpleRow(n) {
			w.tableRow(n, c)
			return
		}
	}
	if blockTags[n.DataAtom] {
		w.boxed(n, c)
		return
	}
	w.inline(n, c)
}

func (w *walker) boxed(n *html.Node, c ctx) {
	w.flush()
	c.elem = w.add(n, c.elem, true)
	c.box = c.elem
	switch n.DataAtom {
	case atom.Table:
		w.tables++
	case atom.Ul, atom.Ol, atom.Menu:
		first := int32(-1)
		if n.DataAtom == atom.Ol {
			first = 0
		}
		if len(w.lists) == 0 {
			w.listed++
		}
		w.lists = append(w.lists, first)
		defer func() { w.lists = w.lists[:len(w.lists)-1] }()
	case atom.Li:
		if k := len(w.lists) - 1; k >= 0 && w.lists[k] >= 0 {
			w.lists[k]++
		}
	}
	w.walk(n, c)
	w.flush()
}

func (w *walker) inline(n *html.Node, c ctx) {
	known := inlineTags[n.DataAtom]
	if !known {
		w.space = true
	}
	if len(n.Attr) > 0 {
		c.elem = w.add(n, c.elem, false)
	}
	from := len(w.buf)
	marked := false
	switch n.DataAtom {
	case atom.A:
		if h := attr(n, "href"); h != "" {
			c.link, c.href, marked = true, h, true
			w.b.links++
		}
	case atom.B, atom.Strong:
		c.bold, marked = true, true
	case atom.I, atom.Em:
		c.ital, marked = true, true
	}
	had := len(w.blocks)
	w.walk(n, c)
	if len(w.blocks) > had {
		from = 0
	}
	if dropCap(w.buf[min(from, len(w.buf)):], n) {
		w.space = false
	}
	if !known {
		w.space = true
	}
	if marked && from < len(w.buf) && len(w.b.marks) < maxLinks {
		w.b.marks = append(w.b.marks, mark{int32(from), int32(len(w.buf)), n.DataAtom, c.href})
	}
}

// dropCap reports whether an element holds a single letter dressed as an
// initial: what follows belongs to the same word.
func dropCap(text []byte, n *html.Node) bool {
	if len(text) == 0 || len(text) > utf8.UTFMax || utf8.RuneCount(text) != 1 {
		return false
	}
	class := strings.ToLower(attr(n, "class"))
	return strings.Contains(class, "drop") || strings.Contains(class, "initial") || strings.Contains(class, "first-letter")
}

func attr(n *html.Node, key string) string {
	for i := range n.Attr {
		if n.Attr[i].Key == key {
			return n.Attr[i].Val
		}
	}
	return ""
}

// add remembers an element beneath parent.
func (w *walker) add(n *html.Node, parent int32, isBlock bool) int32 {
	if len(w.elems) >= maxElements {
		w.cut = true
		return parent
	}
	e := element{parent: parent, tag: n.DataAtom, block: isBlock}
	if parent >= 0 {
		e.depth, e.flags = w.elems[parent].depth+1, w.elems[parent].flags
	}
	id := int32(len(w.elems))
	e.flags |= tagFlags(n.DataAtom)
	for i := range n.Attr {
		a := &n.Attr[i]
		switch a.Key {
		case "class", "id", "data-testid", "data-component", "data-type", "itemprop", "rel", "role":
			e.note(w.attribute(a, id))
		case "hidden", "aria-hidden":
			e.flags |= inHidden
		}
	}
	if w.chosen[n] {
		e.flags |= inChosen
	}
	w.elems = append(w.elems, e)
	return id
}

// An attribute's tokens and flags. Most values occur many times on a page.
type noted struct {
	own   []int16
	flags uint32
}

func (e *element) note(a noted) {
	e.flags |= a.flags
	if len(e.own) == 0 {
		e.own = a.own[:len(a.own):len(a.own)]
		return
	}
	for _, id := range a.own {
		if !has(e.own, id) {
			e.own = append(e.own, id)
		}
	}
}

// attribute looks up what an attribute's value says.
func (w *walker) attribute(a *html.Attribute, elem int32) noted {
	key := html.Attribute{Key: a.Key, Val: a.Val}
	if got, ok := w.noted[key]; ok && w.token == nil {
		return got
	}
	got := noted{own: w.tokens(nil, a.Val, elem), flags: attrFlags(a)}
	if len(w.noted) < maxNoted {
		w.noted[key] = got
	}
	return got
}

// maxNoted bounds what is remembered of attributes.
const maxNoted = 20_000

func tagFlags(tag atom.Atom) uint32 {
	switch tag {
	case atom.Nav:
		return inNav
	case atom.Aside:
		return inAside
	case atom.Footer:
		return inFooter
	case atom.Header:
		return inHeader
	case atom.Figure:
		return inFigure
	case atom.Figcaption:
		return inCaption
	case atom.Form:
		return inForm
	case atom.Button:
		return inButton
	case atom.Label:
		return inLabel
	case atom.Ul, atom.Ol, atom.Dl, atom.Menu:
		return inList
	case atom.Table:
		return inTable
	case atom.Blockquote:
		return inQuote
	case atom.Article:
		return inArticle
	case atom.Main:
		return inMain
	case atom.Template:
		return inTemplate
	case atom.Pre:
		return inPre
	}
	return 0
}

// posts are the classes that embed codes of social networks carry.
var posts = []string{"twitter-tweet", "instagram-media", "tiktok-embed", "fb-post", "bluesky-embed",
	"mastodon-embed", "truthsocial-embed", "reddit-embed-bq", "reddit-card", "text-post-media", "twitter-video"}

func attrFlags(a *html.Attribute) uint32 {
	switch a.Key {
	case "itemprop":
		if strings.EqualFold(a.Val, "articleBody") {
			return inBody
		}
	case "class":
		for _, p := range posts {
			if strings.Contains(a.Val, p) {
				return inPost
			}
		}
	case "role":
		switch a.Val {
		case "navigation", "menu", "menubar":
			return inNav
		case "complementary":
			return inAside
		case "contentinfo":
			return inFooter
		case "dialog", "alertdialog":
			return inTemplate
		}
	}
	return 0
}

// tokens splits an attribute at punctuation and at changes of case, and keeps
// the tokens that the model knows.
func (w *walker) tokens(list []int16, s string, elem int32) []int16 {
	b := w.scratch[:0]
	end := func() {
		if len(b) > 1 && len(b) < 24 {
			if w.token != nil {
				w.token(elem, string(b))
			}
			if id, ok := w.vocab[string(b)]; ok && !has(list, id) {
				list = append(list, id)
			}
		}
		b = b[:0]
	}
	lower := false
	for i := 0; i < len(s) && i < 1000; i++ {
		c := s[i]
		switch {
		case c >= 'a' && c <= 'z':
			b, lower = append(b, c), true
		case c >= 'A' && c <= 'Z':
			if lower {
				end()
			}
			b, lower = append(b, c|0x20), false
		default:
			end()
			lower = false
		}
	}
	end()
	w.scratch = b
	return list
}

func has(list []int16, id int16) bool {
	for _, x := range list {
		if x == id {
			return true
		}
	}
	return false
}

// text adds a text node to the open block, white space collapsed.
func (w *walker) text(s string, c ctx) {
	for i := 0; i < len(s); {
		if s[i] < utf8.RuneSelf {
			ch := s[i]
			if isSpace(ch) || ch == '\v' {
				w.space = true
				i++
				continue
			}
			if ch < ' ' || ch == 0x7f {
				i++
				continue
			}
			j := i + 1
			for j < len(s) && s[j] > ' ' && s[j] < 0x7f {
				j++
			}
			w.put(s[i:j], c)
			i = j
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case unicode.IsSpace(r) || r == '\u2028' || r == '\u2029':
			w.space = true
		case invisible(r):
		default:
			w.put(s[i:i+size], c)
		}
		i += size
	}
}

// invisible characters are layout, not text: soft hyphens, zero-width spaces,
// byte order marks, directional marks, C1 controls.
func invisible(r rune) bool {
	switch {
	case r >= 0x80 && r < 0xA0, r == 0xAD, r == 0x200B, r == 0x200E, r == 0x200F, r == 0x2060, r == 0xFEFF, r == utf8.RuneError:
		return true
	}
	return r >= 0x202A && r <= 0x202E || r >= 0x2061 && r <= 0x2069 || r >= 0xE000 && r < 0xF900 || r >= 0xF0000
}

// put appends a run without white space, after what is pending.
func (w *walker) put(s string, c ctx) {
	if w.open && w.breaks >= 2 {
		w.flush()
		w.b.split = true
	}
	if !w.open {
		w.start(c)
	}
	switch {
	case len(w.buf) == 0:
	case w.breaks > 0:
		w.buf = append(w.buf, '\n')
	case w.space && !betweenCJK(w.buf, s):
		w.buf = append(w.buf, ' ')
	}
	w.space, w.breaks = false, 0
	if w.b.near != c.elem {
		w.b.near = w.common(w.b.near, c.elem)
	}
	w.buf = append(w.buf, s...)
	if c.link {
		w.b.linkBytes += int32(len(s))
	}
	if c.bold {
		w.b.bold += int32(len(s))
	}
	if c.ital {
		w.b.italic += int32(len(s))
	}
	w.b.bytes += int32(len(s))
}

func (w *walker) start(c ctx) {
	w.open = true
	w.b.elem, w.b.near = c.box, c.elem
	w.b.tag = w.elems[c.box].tag
	w.b.image, w.b.embed = w.image, w.embed
	w.image, w.embed = false, false
	w.b.list = int8(min(len(w.lists), 100))
	if n := len(w.lists); n > 0 {
		w.b.num, w.b.of = w.lists[n-1], w.listed
	}
}

// common is the innermost element around both a and b.
func (w *walker) common(a, b int32) int32 {
	for a != b {
		if a > b {
			a = w.elems[a].parent
		} else {
			b = w.elems[b].parent
		}
		if a < 0 || b < 0 {
			return 0
		}
	}
	return a
}

// betweenCJK reports whether white space stands between two ideographs, where
// only the markup's layout put it.
func betweenCJK(before []byte, after string) bool {
	l, _ := utf8.DecodeLastRune(before)
	if l < 0x3000 {
		return false
	}
	r, _ := utf8.DecodeRuneInString(after)
	return cjk(l) && cjk(r)
}

func cjk(r rune) bool {
	return r >= 0x3001 && r <= 0x30FF || r >= 0x3400 && r <= 0x9FFF || r >= 0xFF00 && r <= 0xFF60 || r >= 0x20000 && r <= 0x2FA1F
}

// flush ends the open block.
func (w *walker) flush() {
	if w.open && len(w.blocks) < maxBlocks {
		w.b.text = string(w.buf)
		if !norm.NFC.IsNormalString(w.b.text) {
			w.b.text, w.b.marks = norm.NFC.String(w.b.text), nil
		}
		w.b.words = countWords(w.b.text)
		w.blocks = append(w.blocks, w.b)
	} else if w.open {
		w.cut = true
	}
	w.b = block{}
	w.buf = w.buf[:0]
	w.open, w.space, w.breaks = false, false, 0
}

// countWords counts words as a reader would: two ideographs make one.
func countWords(s string) int32 {
	n, ideographs, in := int32(0), int32(0), false
	for _, r := range s {
		switch {
		case r <= ' ':
			in = false
		case r >= 0x2E80 && cjk(r):
			ideographs++
			in = false
		case !in && (r >= 0x80 || r >= '0' && r <= '9' || isLetter(byte(r))):
			n++
			in = true
		}
	}
	return n + ideographs/2
}

// simpleRow reports whether a table row is a line of data: short cells
// without blocks of their own.
func simpleRow(tr *html.Node) bool {
	size, cells := 0, 0
	var look func(n *html.Node, depth int) bool
	look = func(n *html.Node, depth int) bool {
		for k := n.FirstChild; k != nil; k = k.NextSibling {
			switch {
			case k.Type == html.TextNode:
				if size += len(k.Data); size > 1000 {
					return false
				}
			case k.Type != html.ElementNode:
			case k.DataAtom == atom.Td || k.DataAtom == atom.Th:
				cells++
				if !look(k, depth+1) {
					return false
				}
			case blockTags[k.DataAtom] && k.DataAtom != atom.P && k.DataAtom != atom.Div:
				return false
			case depth > 6 || !look(k, depth+1):
				return false
			}
		}
		return true
	}
	return look(tr, 0) && cells > 1
}

// tableRow makes one block of a row, its cells apart by " | ".
func (w *walker) tableRow(tr *html.Node, c ctx) {
	w.flush()
	c.elem = w.add(tr, c.elem, true)
	c.box = c.elem
	for td := tr.FirstChild; td != nil; td = td.NextSibling {
		if td.Type != html.ElementNode {
			continue
		}
		if w.open {
			w.space = true
			w.breaks = 0
			w.put("|", c)
			w.space = true
		}
		w.cell(td, c)
	}
	w.b.row = w.tables
	w.flush()
}

func (w *walker) cell(n *html.Node, c ctx) {
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		switch {
		case k.Type == html.TextNode:
			w.text(k.Data, c)
		case k.Type != html.ElementNode:
		case k.DataAtom == atom.P || k.DataAtom == atom.Div || k.DataAtom == atom.Br:
			w.space = true
			w.cell(k, c)
			w.space = true
		case k.DataAtom == atom.Img:
			w.image = true
		case !blockTags[k.DataAtom]:
			w.inline(k, c)
			w.breaks = 0
		}
	}
}

package article

import (
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
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
	set    uint32 // the flags that the element itself sets
	path   uint32 // hash of tags and classes from the root

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
	vocab  *vocabulary
	noted  map[string]map[string]noted    // what attributes say, by name and value
	values int                            // of noted
	chosen map[*html.Node]bool            // what the site's rule selects as the body
	token  func(elem int32, token string) // training: every class token

	buf     []byte
	b       block // being filled
	space   bool  // white space is pending
	hard    bool  // and it is more than the layout of the source
	breaks  int   // line breaks pending
	indent  int   // of the line to come, in preformatted text
	open    bool  // b has text
	image   bool
	embed   bool
	tables  int32
	listed  int32
	lists   []int32 // open lists: the last number of ordered ones, -1 else
	scratch []byte
	initial string // a drop capital that stands in a box of its own
	cut     bool   // a bound was hit
}

// ctx is what a node inherits.
type ctx struct {
	elem int32 // innermost element
	box  int32 // innermost block-level element
	href string
	link bool
	bold bool
	ital bool
	pre  bool
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
		if w.open && isLarge(n) { // what stands around it is two paragraphs to the eye
			w.breaks = 2
		}
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

// largePicture is from how many pixels of width on a picture stands in no line of text.
const largePicture = 200

func isLarge(img *html.Node) bool {
	width, err := strconv.Atoi(attr(img, "width"))
	return err == nil && width >= largePicture
}

func (w *walker) boxed(n *html.Node, c ctx) {
	w.flush()
	if letter := loneLetter(n); letter != "" && dressed(n) {
		w.initial = letter
		return
	}
	c.elem = w.add(n, c.elem, true)
	c.box = c.elem
	switch n.DataAtom {
	case atom.Pre:
		c.pre = true
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

// isBreak reports whether an empty element is named a line break by its class.
func isBreak(n *html.Node) bool {
	if n.FirstChild != nil {
		return false
	}
	for name := range strings.FieldsSeq(attr(n, "class")) {
		if name == "br" {
			return true
		}
	}
	return false
}

func (w *walker) inline(n *html.Node, c ctx) {
	if isBreak(n) {
		w.breaks++
		return
	}
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
	return dressed(n)
}

// dressed reports whether the class of an element speaks of initials.
func dressed(n *html.Node) bool {
	class := strings.ToLower(attr(n, "class"))
	return strings.Contains(class, "drop") || strings.Contains(class, "initial") || strings.Contains(class, "first-letter")
}

// loneLetter is the capital that is all an element holds, or "".
func loneLetter(n *html.Node) string {
	k := n.FirstChild
	if k == nil || k.NextSibling != nil || k.Type != html.TextNode || len(k.Data) > 64 {
		return ""
	}
	letter := strings.TrimSpace(k.Data)
	if r, size := utf8.DecodeRuneInString(letter); size != len(letter) || !unicode.IsUpper(r) {
		return ""
	}
	return letter
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
	e.set = tagFlags(n.DataAtom)
	for i := range n.Attr {
		a := &n.Attr[i]
		switch a.Key {
		case "class", "id", "data-testid", "data-component", "data-type", "itemprop", "rel", "role":
			e.note(w.attribute(a, id))
		case "hidden", "aria-hidden":
			e.set |= inHidden
		}
	}
	if w.chosen[n] {
		e.set |= inChosen
	}
	e.flags |= e.set
	if parent >= 0 {
		e.path = (w.elems[parent].path^e.path^uint32(n.DataAtom))*prime32 + 1
	}
	w.elems = append(w.elems, e)
	return id
}

// An attribute's tokens and flags. Most values occur many times on a page.
type noted struct {
	own   []int16
	flags uint32
	class uint32 // hash of the class
}

func (e *element) note(a noted) {
	e.set |= a.flags
	e.path ^= a.class
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
	known := w.noted[a.Key]
	if got, ok := known[a.Val]; ok && w.token == nil {
		return got
	}
	got := noted{own: w.tokens(nil, a.Val, elem), flags: attrFlags(a)}
	if a.Key == "class" {
		got.class = classHash(a.Val)
	}
	if w.values < maxNoted {
		if known == nil {
			known = map[string]noted{}
			w.noted[a.Key] = known
		}
		known[a.Val] = got
		w.values++
	}
	return got
}

const prime32 = 16777619 // of the FNV hash

// classHash hashes a class without its digits, which count more often than they name.
func classHash(s string) uint32 {
	h := uint32(2166136261)
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < '0' || c > '9' {
			h = (h ^ uint32(c)) * prime32
		}
	}
	return h
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
var posts = sync.OnceValue(func() *finder {
	return newFinder([]string{"twitter-tweet", "instagram-media", "tiktok-embed", "fb-post", "bluesky-embed",
		"mastodon-embed", "truthsocial-embed", "reddit-embed-bq", "reddit-card", "text-post-media", "twitter-video"})
})

func attrFlags(a *html.Attribute) uint32 {
	switch a.Key {
	case "itemprop":
		if strings.EqualFold(a.Val, "articleBody") {
			return inBody
		}
	case "class":
		if posts().any(a.Val) {
			return inPost
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
			if id, ok := w.vocab.id(b); ok && !has(list, id) {
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

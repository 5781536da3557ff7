// Package article turns a page into an article: the story's own text without
// the furniture around and inside it, and what the page says about the story.
//
//	page := extract.Page{URL: "https://news.example/1", Body: body}
//	a, err := article.Read(page, article.Options{})
//
// The work is passes with a type between them:
//
//	bytes ─decode→ UTF-8 ─thin→ less HTML ─html.Parse→ tree ─walk→ blocks
//	      tree ─sniff→ signals (metadata)   blocks ─facts→ ─choose→ kept blocks → text
//
// A block is a line between two block-level boundaries. Which blocks are the
// story is decided for all of them at once by a small linear model over facts
// such as words, link share and place in the tree; see model.go. Explain shows
// every block with its facts and its score.
//
// Read does not fetch anything, does not look for figures in the text and does
// not judge whether a declared canonical address is plausible. Its time and
// memory are linear in the page, whatever the page holds. All functions may be
// called concurrently. Outsiders may rely on this package.
package article

import (
	"bytes"
	"net/url"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/pennypress/pennypress/extract"
)

// Options says how to read a page. The zero value is the product's default.
type Options struct {
	Rules         *Rules // of this page's site; nil for those built in, which few sites have
	NoQuotedPosts bool   // leave embedded social posts out of the text
	NoStandfirst  bool   // leave the standfirst out of the text; it stays the subtitle
}

const bodyTag = atom.Body

// A doc is a page on its way to becoming an article.
type doc struct {
	opts    Options
	page    extract.Page
	sig     *signals
	elems   []element
	blocks  []block
	facts   []facts
	cut     bool
	lines   bool // a plain-text dump
	data    bool // the story stood in the data of scripts
	charset string

	main   int32 // the element that holds most of the story
	onPath []bool
	total  int32 // words in good blocks
	most   int32 // words in good blocks directly inside one element

	titleAt  int       // block of the headline, -1 when the page does not show it
	around   []weights // of the class tokens around what is in each element
	marked   []int32
	mark     int32
	title    titleChoice
	subtitle choice
	subAt    int
	rules    ruled
	authors  authorChoice
	month    string // in the page's address, as 2024/05
}

// Read extracts the article of a page. The error is an *extract.NotArticle
// when there is none; other errors mean a bad selector in the rules.
func Read(p extract.Page, o Options) (extract.Article, error) {
	d, err := read(p, o)
	if err != nil {
		return extract.Article{}, err
	}
	return d.article()
}

// read runs all passes up to the kept blocks, and once more with the story that
// the page's data holds when its markup has none.
func read(p extract.Page, o Options) (*doc, error) {
	d, err := readMarkup(p, o)
	if err != nil || !d.scant() {
		return d, err
	}
	more, ok := d.revealed()
	if !ok {
		return d, nil
	}
	again, err := readMarkup(more, o)
	if err != nil || again.scant() {
		return d, nil
	}
	again.data = true
	return again, nil
}

// readMarkup runs all passes up to the kept blocks.
func readMarkup(p extract.Page, o Options) (*doc, error) {
	m, err := standard()
	if err != nil {
		return nil, err
	}
	if err := refuseBytes(p); err != nil {
		return nil, err
	}
	d, err := load(p, o, &m.vocab[tAll], nil)
	if err != nil {
		return nil, err
	}
	d.prepare(m)
	switch {
	case len(d.blocks) == 0:
	case d.lines:
		d.chooseLines()
	default:
		d.choose(m)
	}
	d.tidy()
	d.ownArticle()
	d.settle()
	d.cutCredits()
	return d, nil
}

// load decodes and parses a page and walks its tree.
func load(p extract.Page, o Options, vocab *vocabulary, token func(int32, string)) (*doc, error) {
	d := &doc{opts: o, page: p, titleAt: -1, subAt: -1}
	if d.opts.Rules == nil {
		r, err := siteRules(p.URL)
		if err != nil {
			return nil, err
		}
		d.opts.Rules = r
	}
	var text []byte
	text, d.charset = decode(p.Body, p.ContentType)
	if isDump(p.ContentType, text) {
		d.lines = true
		text = markUp(text)
	}
	page, err := parseHTML(text)
	if err != nil {
		return nil, err
	}
	if err := d.applyRules(page.root); err != nil {
		return nil, err
	}
	d.sig = sniff(page.root, page.linked)
	w := &walker{vocab: vocab, noted: map[string]map[string]noted{}, token: token, chosen: d.rules.body}
	w.elems = append(make([]element, 0, min(page.tags+impliedTags, maxElements)), element{parent: -1, block: true})
	w.blocks = make([]block, 0, min(page.tags/usualElements+1, maxBlocks))
	w.walk(page.root, ctx{})
	w.flush()
	d.elems, d.blocks, d.cut = w.elems, w.blocks, w.cut || page.cut
	return d, nil
}

// How many elements the parser adds to most pages, and how many a block has.
const (
	impliedTags   = 8
	usualElements = 4
)

// A parsed page is its tree, and what was not put into that.
type parsed struct {
	root   *html.Node
	linked [][]byte // contents of application/ld+json scripts
	tags   int      // elements, about
	cut    bool
}

// copies lends the memory of thinned copies, of which the parser keeps nothing.
var copies = sync.Pool{New: func() any { return new([]byte) }}

// maxKeptCopy is how large a copy may be whose memory is lent again.
const maxKeptCopy = 4 << 20

// parseHTML parses a thinned copy; what the parser refuses is flattened first.
func parseHTML(text []byte) (parsed, error) {
	space := copies.Get().(*[]byte)
	t := thin(text, false, *space)
	root, err := html.Parse(bytes.NewReader(t.out))
	linked := t.linked
	if err != nil {
		t = thin(text, true, t.out)
		root, err = html.Parse(bytes.NewReader(t.out))
	}
	if cap(t.out) <= maxKeptCopy {
		*space = t.out
		copies.Put(space)
	}
	if err != nil {
		return parsed{}, &extract.NotArticle{Kind: extract.KindBinary, Detail: err.Error()}
	}
	return parsed{root, linked, t.tags, t.cut}, nil
}

// prepare computes the facts of all blocks.
func (d *doc) prepare(m *model) {
	d.facts = make([]facts, len(d.blocks))
	d.marked = make([]int32, len(m.vocab[tAll].words))
	story := d.sig.story()
	d.title = chooseTitle(d.sig, story)
	d.count()
	d.unwrap()
	d.classify()
	d.survey()
	names := d.knownNames(story)
	d.hint(story, names)
	d.wider(story, names)
}

// article fills the fields from the kept blocks and the signals.
func (d *doc) article() (extract.Article, error) {
	d.rescue()
	d.showPictures()
	text := d.text()
	words := extract.WordCount(text)
	if err := d.refuse(text, words); err != nil {
		return extract.Article{}, err
	}
	f := d.fields(text)
	return extract.Article{
		Schema:       extract.Schema,
		URL:          d.page.URL,
		CanonicalURL: f.canonical.value,
		Site:         f.site.value,
		Title:        f.title.value,
		Subtitle:     f.subtitle.value,
		Authors:      f.authors.names,
		Published:    f.published.at,
		Modified:     f.modified.at,
		Fetched:      d.page.Fetched,
		Language:     f.language.value,
		Section:      f.section.value,
		Tags:         f.tags.list,
		Image:        f.image.value,
		Text:         text,
		Notes:        d.notes(),
		Flags:        values(d.flags()),
		WordCount:    words,
	}, nil
}

// fields are the article's fields with where they came from.
type fields struct {
	canonical, site, title, subtitle, language, section, image choice
	authors                                                    authorChoice
	published, modified                                        dateChoice
	tags                                                       tagChoice
}

func (d *doc) fields(text string) fields {
	s := d.sig
	story := s.story()
	base := d.base()
	f := fields{
		title:     choice{printable(d.title.text), d.title.from},
		subtitle:  d.subtitle,
		authors:   d.authors,
		published: d.choosePublished(story, d.page.URL),
		modified:  d.chooseModified(story),
		language:  d.chooseLanguage(story, text),
		tags:      d.chooseTags(story),
	}
	f.canonical = pick(choice{absolute(base, s.canonical), "rel=canonical"}, choice{absolute(base, s.first("og:url")), "og:url"}, choice{absolute(base, story.url), "json-ld"})
	f.section = pick(choice{s.first("article:section"), "meta"}, choice{story.section, "json-ld"}, choice{s.first("section", "parsely-section"), "meta"})
	f.image = pick(choice{absolute(base, s.first("og:image", "og:image:url", "og:image:secure_url")), "og:image"}, choice{absolute(base, story.image), "json-ld"},
		choice{absolute(base, s.first("twitter:image", "twitter:image:src")), "twitter:image"})
	f.site = pick(choice{s.first("og:site_name"), "og:site_name"}, choice{story.site, "json-ld"}, choice{s.first("application-name"), "meta"},
		choice{hostOf(firstOf(f.canonical.value, d.page.URL)), "address"})
	f.site.value, f.section.value = printable(f.site.value), printable(f.section.value)
	d.endFields(&f)
	d.ruledFields(&f)
	for i, n := range f.authors.names {
		f.authors.names[i] = printable(n)
	}
	return f
}

// base is what the page's relative addresses start from.
func (d *doc) base() string {
	at := firstOf(d.page.URL, d.sig.canonical, d.sig.first("og:url"))
	return firstOf(absolute(at, d.sig.base), at)
}

func pick(list ...choice) choice {
	for _, c := range list {
		if c.value != "" {
			return c
		}
	}
	return choice{}
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(u.Hostname(), "www.")
}

// text joins the kept blocks.
func (d *doc) text() string {
	var b strings.Builder
	size := 0
	for i := range d.blocks {
		if d.blocks[i].keep {
			size += len(d.blocks[i].text) + len("\n\n- ")
		}
	}
	b.Grow(size)
	last := -1
	for i := range d.blocks {
		if !d.blocks[i].keep {
			continue
		}
		if last >= 0 {
			b.WriteString(d.gap(last, i))
		}
		text := d.broken(i, d.blocks[i].text, "\n")
		switch {
		case d.blocks[i].row > 0 && strings.Contains(text, cellBar):
			text = "| " + text + " |"
		case d.opensItem(last, i) && !startsWithBullet(text):
			text = "- " + text
		}
		b.WriteString(text)
		last = i
	}
	return b.String()
}

// cellBar stands between the cells of a row.
const cellBar = " | "

// maxItemBlocks is how many blocks a list item has at most: one with more lays a page out.
const maxItemBlocks = 3

// opensItem reports whether a list item begins with block i, the block kept before it being last.
func (d *doc) opensItem(last, i int) bool {
	b := &d.blocks[i]
	if b.of == 0 || isHeading(b.tag) {
		return false
	}
	e := d.itemOf(i)
	return e >= 0 && d.elems[e].blocks <= maxItemBlocks && (last < 0 || d.itemOf(last) != e)
}

// startsWithBullet reports whether a list item has a mark of its own.
func startsWithBullet(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return strings.ContainsRune("-–—•‣◦▪●*·", r)
}

// gap is what stands between two kept blocks: rows of one table and items of
// one list are lines of one paragraph.
func (d *doc) gap(i, j int) string {
	if d.blocks[i].row > 0 && d.blocks[i].row == d.blocks[j].row {
		return "\n"
	}
	if d.isItem(i) && d.isItem(j) && d.blocks[i].of == d.blocks[j].of {
		return "\n"
	}
	return "\n\n"
}

// isItem reports whether a block is a list item, or all that there is in one.
func (d *doc) isItem(i int) bool {
	b := &d.blocks[i]
	if b.of == 0 || isHeading(b.tag) {
		return false
	}
	e := d.itemOf(i)
	return e >= 0 && (e == b.elem || d.elems[e].blocks == 1)
}

// itemOf is the innermost list item around a block, or -1.
func (d *doc) itemOf(i int) int32 {
	e := d.blocks[i].elem
	for e >= 0 && d.elems[e].tag != atom.Li {
		e = d.elems[e].parent
	}
	return e
}

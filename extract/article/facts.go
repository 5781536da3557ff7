package article

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html/atom"
)

// A kind is what a block looks like by itself.
type kind uint8

const (
	kindNone  kind = iota // beyond the first or last block
	kindTiny              // one or two words
	kindLink              // a short link and nothing else
	kindLinks             // a long one, or several
	kindHeading
	kindItem
	kindItemLink
	kindCaption
	kindLong  // 25 words or more, ends like a sentence
	kindMid   // 10 words or more, ends like a sentence
	kindShort // fewer, ends like a sentence
	kindRun   // 10 words or more without an end
	kindLine  // fewer
	kindRow
	kindQuote
	kindPost
	kindControl // a button, a label, part of a form
	kinds
)

// facts are what the model knows about a block besides its words.
type facts struct {
	kind     kind
	good     bool   // reads like a paragraph of a story
	home     int32  // the element whose child the block's outermost box of its own is
	branch   int32  // the part of the main element, or of the page, that it is in
	relation uint8  // to the main element
	before   int32  // good blocks before
	after    int32  // good blocks after
	since    int32  // blocks since the last good one
	until    int32  // blocks until the next good one
	end      uint8  // how it ends
	begin    uint8  // how it begins
	title    uint8  // 1 in part, 2 equal to the headline
	standf   bool   // equal to the description
	author   bool   // short, and names an author
	date     bool   // short, and holds a date
	witness  uint8  // 1 in the page's own article body, 2 not
	dup      bool   // occurs more than once
	caps     bool   // in capitals
	path     uint8  // share of the other good text that stands in elements of the same path
	phrase   uint8  // furniture that its words announce, 0 none
	heading  uint8  // phrase of the heading above it
	links    uint16 // what its links lead to
	cards    uint8  // in how many elements like its home blocks stand
	article  uint8  // 1 in the article element of the main element, 2 in one, 3 in another
	named    bool   // begins with an author's name
	site     bool   // names the site
	past     uint32 // phrases since the last good block
	next     uint32 // phrases before the next good block
}

// home climbs out of the elements that hold a single line.
func (d *doc) homeOf(e int32) int32 {
	for d.elems[e].parent >= 0 {
		switch d.elems[e].tag {
		case atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Li, atom.Ul, atom.Ol, atom.Menu,
			atom.Blockquote, atom.Tr, atom.Td, atom.Th, atom.Tbody, atom.Thead, atom.Table, atom.Dl, atom.Dt, atom.Dd,
			atom.Pre, atom.Figcaption, atom.Figure:
			e = d.elems[e].parent
			continue
		}
		if !d.elems[e].block {
			e = d.elems[e].parent
			continue
		}
		break
	}
	return e
}

func linkShare(link, all int32) int {
	if all == 0 {
		return 0
	}
	return int(link * 100 / all)
}

// classify fills what can be seen in each block alone.
func (d *doc) classify() {
	seen := make(map[string]int32, len(d.blocks))
	for i := range d.blocks {
		b, f := &d.blocks[i], &d.facts[i]
		f.end, f.begin = endOf(b.text), beginOf(b.text)
		f.kind = d.kindOf(b, f)
		share := linkShare(b.linkBytes, b.bytes)
		fl := d.elems[b.elem].flags
		sentence := f.end == endSentence || f.end == endQuote
		f.good = b.words >= 12 && sentence && share < 50 && fl&(inNav|inFooter|inCaption|inForm|inButton) == 0 &&
			f.kind != kindRow
		f.home = d.homeOf(b.elem)
		f.caps = capitals(b.text)
		f.phrase = phraseOf(b)
		if j, ok := seen[b.text]; ok {
			f.dup, d.facts[j].dup = true, true
		}
		seen[b.text] = int32(i)
	}
}

func (d *doc) kindOf(b *block, f *facts) kind {
	fl := d.elems[b.near].flags
	share := linkShare(b.linkBytes, b.bytes)
	sentence := f.end == endSentence || f.end == endQuote
	switch {
	case fl&inPost != 0:
		return kindPost
	case fl&(inButton|inForm|inLabel) != 0 && b.words < 30:
		return kindControl
	case fl&inCaption != 0:
		return kindCaption
	case isHeading(b.tag):
		return kindHeading
	case b.row > 0 || b.tag == atom.Td || b.tag == atom.Th:
		return kindRow
	case fl&inQuote != 0:
		return kindQuote
	case b.list > 0 && share >= 80:
		return kindItemLink
	case b.list > 0:
		return kindItem
	case share >= 80 && b.words <= 4:
		return kindLink
	case share >= 80:
		return kindLinks
	case b.words <= 2:
		return kindTiny
	case sentence && b.words >= 25:
		return kindLong
	case sentence && b.words >= 10:
		return kindMid
	case sentence:
		return kindShort
	case b.words >= 10:
		return kindRun
	}
	return kindLine
}

// How a block ends and begins.
const (
	endOther uint8 = iota
	endSentence
	endQuote
	endColon
	endEllipsis
	endComma
	endDigit
	endClosing
	ends
)

func endOf(s string) uint8 {
	r, size := utf8.DecodeLastRuneInString(s)
	if endsSentence(r) || r == '♦' {
		if strings.HasSuffix(s, "...") {
			return endEllipsis
		}
		return endSentence
	}
	switch r {
	case '"', '”', '»', '’', '\'', '“', '」', '』', '›', '«':
		prev, _ := utf8.DecodeLastRuneInString(s[:len(s)-size])
		if endsSentence(prev) || prev == ',' {
			return endSentence
		}
		return endQuote
	case ')', ']', '）':
		prev, _ := utf8.DecodeLastRuneInString(s[:len(s)-size])
		if endsSentence(prev) {
			return endSentence
		}
		return endClosing
	case ':', '：':
		return endColon
	case '…':
		return endEllipsis
	case ',', ';', '、', '，':
		return endComma
	}
	if unicode.IsDigit(r) {
		return endDigit
	}
	return endOther
}

// endsSentence reports whether a character ends sentences in some script: Unicode's
// property Sentence_Terminal.
func endsSentence(r rune) bool {
	switch r {
	case '.', '!', '?':
		return true
	}
	return r >= utf8.RuneSelf && unicode.Is(unicode.STerm, r)
}

const (
	beginOther uint8 = iota
	beginUpper
	beginLower
	beginDigit
	beginQuote
	beginSign
	beginDash
	begins
)

func beginOf(s string) uint8 {
	r, _ := utf8.DecodeRuneInString(s)
	switch {
	case unicode.IsUpper(r):
		return beginUpper
	case unicode.IsLower(r):
		return beginLower
	case unicode.IsDigit(r):
		return beginDigit
	case strings.ContainsRune(`"'“”„«»‘’「『`, r):
		return beginQuote
	case strings.ContainsRune("-–—•·*▪►▶→", r):
		return beginDash
	case unicode.IsLetter(r):
		return beginOther
	}
	return beginSign
}

func capitals(s string) bool {
	upper, lower := 0, 0
	for i, r := range s {
		if i > 200 || lower > 22 {
			break
		}
		switch {
		case unicode.IsUpper(r):
			upper++
		case unicode.IsLower(r):
			lower++
		}
	}
	return upper > 3 && upper > 9*lower
}

// count sums how much text each element holds.
func (d *doc) count() {
	for i := range d.blocks {
		b := &d.blocks[i]
		e := &d.elems[b.elem]
		e.blocks++
		e.words += b.words
		e.linkBytes += b.linkBytes
		e.bytes += b.bytes
	}
	for i := len(d.elems) - 1; i > 0; i-- {
		e := &d.elems[i]
		p := &d.elems[e.parent]
		p.blocks += e.blocks
		p.words += e.words
		p.linkBytes += e.linkBytes
		p.bytes += e.bytes
	}
}

// wrapping are the flags that mean nothing on an element around most of the
// page: some servers put every page into one form, some scripts hide it until
// they have run.
const wrapping = inForm | inHidden | inHeader | inFooter | inAside | inButton | inLabel

// unwrap takes such flags off the element and what is inside for its sake.
func (d *doc) unwrap() {
	for i := 1; i < len(d.elems); i++ {
		e := &d.elems[i]
		own := e.set
		if e.words*2 > d.elems[0].words {
			own &^= wrapping
		}
		e.flags = e.flags&^wrapping | (d.elems[e.parent].flags|own)&wrapping
	}
}

// survey fills what can be seen only over the page: how much good text each element
// holds, which element is the main one, and where each block stands to it.
func (d *doc) survey() {
	for i := range d.blocks {
		b, f := &d.blocks[i], &d.facts[i]
		if f.good {
			d.elems[b.elem].good += min(b.words, 80)
			d.elems[f.home].direct += min(b.words, 80)
			d.total += min(b.words, 80)
		}
	}
	for i := len(d.elems) - 1; i > 0; i-- {
		e := &d.elems[i]
		d.elems[e.parent].good += e.good
		d.most = max(d.most, e.direct)
	}
	d.findMain()
	d.place()
	d.paths()
	d.distances()
}

// paths finds how much of the page's other good text stands where a block does:
// under elements of the same tags and classes, here or in a sibling container.
func (d *doc) paths() {
	good := map[uint32]int32{}
	for i := range d.blocks {
		if d.facts[i].good {
			good[d.elems[d.blocks[i].elem].path] += min(d.blocks[i].words, 80)
		}
	}
	for i := range d.blocks {
		b, f := &d.blocks[i], &d.facts[i]
		same, all := good[d.elems[b.elem].path], d.total
		if f.good {
			own := min(b.words, 80)
			same, all = same-own, all-own
		}
		f.path = pathBin(same, all)
	}
}

const pathBins = 7

func pathBin(same, all int32) uint8 {
	switch {
	case all <= 0:
		return 0
	case same <= 0:
		return 1
	case same*20 < all:
		return 2
	case same*8 < all:
		return 3
	case same*3 < all:
		return 4
	case same*3 < all*2:
		return 5
	}
	return 6
}

// findMain descends to the deepest element that holds two thirds of the good text.
func (d *doc) findMain() {
	d.main = 0
	for i := range d.elems {
		e := &d.elems[i]
		if e.block && e.good*3 >= d.total*2 && e.depth >= d.elems[d.main].depth && isHome(e.tag) {
			d.main = int32(i)
		}
	}
	d.onPath = make([]bool, len(d.elems))
	for e := d.main; e >= 0; e = d.elems[e].parent {
		d.onPath[e] = true
	}
}

func isHome(tag atom.Atom) bool {
	switch tag {
	case atom.P, atom.Li, atom.Ul, atom.Ol, atom.Blockquote:
		return false
	}
	return true
}

// place finds each block's branch and its relation to the main element.
func (d *doc) place() {
	for i := range d.blocks {
		f := &d.facts[i]
		e, last, steps := f.home, f.home, 0
		for !d.onPath[e] {
			last, e = e, d.elems[e].parent
			steps++
		}
		f.branch = last
		up := int(d.elems[d.main].depth - d.elems[e].depth)
		switch {
		case e == d.main:
			f.relation = uint8(min(steps, 5))
		default:
			f.relation = uint8(outside + min(max(up-1, 0), 7))
		}
	}
}

const (
	outside   = 6 // the first relation of a block that is not in the main element
	relations = 14
)

func (d *doc) distances() {
	n := len(d.blocks)
	count, since := int32(0), int32(1000)
	for i := 0; i < n; i++ {
		d.facts[i].before, d.facts[i].since = count, since
		since++
		if d.facts[i].good && d.facts[i].relation < 6 {
			count, since = count+1, 1
		}
	}
	count, since = 0, 1000
	for i := n - 1; i >= 0; i-- {
		d.facts[i].after, d.facts[i].until = count, since
		since++
		if d.facts[i].good && d.facts[i].relation < 6 {
			count, since = count+1, 1
		}
	}
}

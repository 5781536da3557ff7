package article

import (
	"bytes"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/net/html/atom"
)

// tidy takes out of the chosen run what announces itself as furniture and that
// no truth we know counts as story: links to other stories with their lead
// word, and after the last paragraph the line that says who wrote it.
func (d *doc) tidy() {
	if d.lines {
		return
	}
	first, last := d.keptRange()
	for i := first; i >= 0 && i <= last; i++ {
		if d.blocks[i].keep && d.relatedLine(i) {
			d.drop(i, aside, "related line")
		}
	}
	d.dropDisclosures()
	d.mend()
	d.dropHeadings()
	d.dropOffers()
	d.dropRows()
	d.dropCaptions()
	d.dropStanding()
	d.dropNotices()
	d.dropAbove()
	d.dropDateLines()
	d.dropToolLines()
	d.dropRelatedItems()
	d.dropTeasers()
	d.dropHeadlines()
	d.tidyEnd()
}

// maxDateLine is how many words a line may have that begins as a date of publication:
// with both dates, their times and zones.
const maxDateLine = 20

// dateLine is why a line above the story is no part of it.
const dateLine = "date line"

// dropDateLines drops the lines above the first paragraph that hold a date and
// little else.
func (d *doc) dropDateLines() {
	first, last := d.keptRange()
	for i := first; i >= 0 && i < last && d.facts[i].before == 0 && (i == first || d.facts[i].after > 0); i++ {
		f := &d.facts[i]
		dated := f.phrase == phraseDate
		short := d.blocks[i].words <= 6 && (f.date || dated) || d.blocks[i].words <= maxDateLine && dated && f.end != endSentence
		if d.blocks[i].keep && short && !f.good {
			d.drop(i, before, dateLine)
		}
	}
}

// maxToolLine is how many words a row of links may have that offers to share, mail or
// print the story.
const maxToolLine = 20

// dropToolLines drops rows of links above the first paragraph, and those that offer
// what to do with the story anywhere.
func (d *doc) dropToolLines() {
	for i := range d.blocks {
		b, f := &d.blocks[i], &d.facts[i]
		if !b.keep || b.words > maxToolLine || f.kind == kindHeading || f.kind == kindRow || linkShare(b.linkBytes, b.bytes) < linkedInFull {
			continue
		}
		if f.before == 0 && f.after > 0 && strings.Contains(b.text, "|") || f.phrase == phraseShare {
			d.drop(i, aside, "row of links")
		}
	}
}

// dropRelatedItems drops links in lists under a heading that announces other stories.
func (d *doc) dropRelatedItems() {
	for i := range d.blocks {
		if f := &d.facts[i]; d.blocks[i].keep && f.kind == kindItemLink && f.heading == phraseRelated {
			d.drop(i, aside, "link under a heading of related stories")
		}
	}
}

// dropDisclosures drops what says how the site earns from the links of the story.
func (d *doc) dropDisclosures() {
	if d.sentences() < 3 {
		return
	}
	for i := range d.blocks {
		if d.blocks[i].keep && d.facts[i].phrase == phraseDisclosure && d.facts[i].kind != kindItem {
			d.drop(i, aside, "disclosure")
		}
	}
}

// dropTeasers drops what stands with the linked headline of another story, which is out,
// in a small box of its own behind the last paragraph that does not.
func (d *doc) dropTeasers() {
	first, last := d.keptRange()
	for i := last; i > first && first >= 0; i-- {
		if !d.blocks[i].keep {
			continue
		}
		head := i - 1
		box := d.facts[i].home
		if d.blocks[head].keep || !isLinkedHeadline(&d.blocks[head]) || d.facts[head].home != box || d.elems[box].words > maxBox {
			return
		}
		d.drop(i, after, "teaser of another story")
	}
}

// besideReach is how far apart the headlines of a box stand, in blocks.
const besideReach = 8

// dropHeadlines drops a linked headline when most of those beside it, set like it, are
// out: one of a box of other stories that is about the same as this story.
func (d *doc) dropHeadlines() {
	for i := range d.blocks {
		if !d.blocks[i].keep || !isLinkedHeadline(&d.blocks[i]) {
			continue
		}
		kept, out := 0, 0
		for j := max(i-besideReach, 0); j < len(d.blocks) && j <= i+besideReach; j++ {
			if j == i || !isLinkedHeadline(&d.blocks[j]) || !d.samePath(i, j) {
				continue
			}
			if d.blocks[j].keep {
				kept++
			} else {
				out++
			}
		}
		if out > kept {
			d.drop(i, aside, "headline of another story")
		}
	}
}

// dropHeadings drops the headings of boxes that offer something. The offer below
// stands in the same box and is out; the next block that is in stands elsewhere.
func (d *doc) dropHeadings() {
	_, last := d.keptRange()
	for i := 0; i < last; i++ {
		f, below := &d.facts[i], &d.facts[i+1]
		if !d.blocks[i].keep || f.kind != kindHeading || d.blocks[i+1].keep || below.home != f.home || !offers(below.phrase) {
			continue
		}
		next := i + 1
		for !d.blocks[next].keep {
			next++
		}
		if d.facts[next].home != d.facts[i].home {
			d.drop(i, aside, "heading of a dropped box")
		}
	}
}

// dropOffers drops boxes inside the story that ask the reader for something: small,
// apart from the paragraphs, and with an offer, or the label of an advertisement,
// in them or in their form that was already dropped.
func (d *doc) dropOffers() {
	home := d.bodyHome()
	offer := map[int32]bool{}
	for i := range d.blocks {
		f := &d.facts[i]
		if d.blocks[i].keep || !offers(f.phrase) && f.phrase != phraseAd {
			continue
		}
		up := 3 // a button, its form, the box
		if f.phrase == phraseAd {
			up = 1
		}
		for e := f.home; e >= 0 && e != home && up > 0; e, up = d.elems[e].parent, up-1 {
			offer[e] = true
		}
	}
	for i := range d.blocks {
		if f := &d.facts[i]; d.blocks[i].keep && offer[f.home] && d.elems[f.home].words <= maxBox {
			d.drop(i, aside, "box with an offer")
		}
	}
}

// maxBox is how many words a box that offers something may hold.
const maxBox = 60

// dropRows drops cells of layout tables that announce furniture.
func (d *doc) dropRows() {
	for i := range d.blocks {
		b, f := &d.blocks[i], &d.facts[i]
		if !b.keep || f.kind != kindRow {
			continue
		}
		switch {
		case f.phrase == phraseRelated && linkShare(b.linkBytes, b.bytes) >= 60:
			d.drop(i, aside, "related cell")
		case f.phrase == phraseCredit, f.phrase == phraseLegal, f.phrase == phraseByline, strings.HasPrefix(b.text, "©"):
			d.drop(i, aside, "furniture cell")
		}
	}
}

// Bounds on a caption that ends with whose picture it is: words, and bytes of the
// end in which the credit stands.
const (
	maxCaption  = 70
	creditReach = 70
)

// dropCaptions drops captions that stand as paragraphs and end with a credit.
func (d *doc) dropCaptions() {
	for i := range d.blocks {
		b, f := &d.blocks[i], &d.facts[i]
		if b.keep && b.words <= maxCaption && f.kind != kindHeading && f.kind != kindPost && b.tag != atom.Pre && pictureCredit(b.text) {
			d.drop(i, aside, "caption with its credit")
		}
	}
}

// pictureCredit reports whether a text ends with whose picture it tells of.
func pictureCredit(s string) bool {
	s = withoutRights(s)
	from := max(len(s)-creditReach, 0)
	for from > 0 && !utf8.RuneStart(s[from]) {
		from--
	}
	tail, found := strings.ToLower(s[from:]), false
	pictureMarks().each(tail, func(_, end int) { found = found || !strings.Contains(tail[end:], ". ") })
	return found
}

// withoutRights is a text without the reservation of all rights at its end, which is
// a sentence of its own.
func withoutRights(s string) string {
	const rights = "all rights reserved"
	s = strings.TrimRight(s, " .")
	if from := len(s) - len(rights); from > 0 && strings.EqualFold(s[from:], rights) {
		return strings.TrimRight(s[:from], " .")
	}
	return s
}

var pictureMarks = sync.OnceValue(func() *finder { return newFinder(known().lists["picture credit"]) })

// Bounds in words on a standing line, and on an offer in a heading.
const (
	maxStanding = 9
	maxAsking   = 24
)

// dropStanding drops lines that are the same in all stories of a site, word for word,
// and headings that ask to sign up.
func (d *doc) dropStanding() {
	var space [128]byte
	for i := range d.blocks {
		b, f := &d.blocks[i], &d.facts[i]
		if !b.keep || b.words > maxStanding && (f.kind != kindHeading || b.words > maxAsking) {
			continue
		}
		folded := foldWords(space[:0], b.text, 120)
		switch {
		case known().standing[string(folded)]:
			d.drop(i, aside, "standing line")
		case f.kind == kindHeading && bytes.HasPrefix(folded, []byte("sign up ")) && (bytes.Contains(folded, []byte("newsletter")) || bytes.Contains(folded, []byte(" email "))):
			d.drop(i, aside, "heading that asks to sign up")
		}
	}
}

// dropAbove drops what stands above the first paragraph when the headline was
// taken into the story, and the headline with it.
func (d *doc) dropAbove() {
	if d.titleAt < 0 || !d.blocks[d.titleAt].keep || d.facts[d.titleAt].before > 0 {
		return
	}
	for i := 0; i <= d.titleAt; i++ {
		if d.blocks[i].keep && !d.facts[i].good {
			d.drop(i, before, "above the headline")
		}
	}
}

// offers reports whether words of this category ask the reader for something.
func offers(phrase uint8) bool {
	switch phrase {
	case phraseNewsletter, phraseFollow, phraseLogin, phraseSupport:
		return true
	}
	return false
}

// relatedLine reports whether a block is one link to another story behind a
// lead word: "ALSO SEE: Zinc makers plan merger".
func (d *doc) relatedLine(i int) bool {
	b, f := &d.blocks[i], &d.facts[i]
	if f.phrase != phraseRelated || b.words > shortBlock || linkShare(b.linkBytes, b.bytes) < 60 {
		return false
	}
	return strings.ContainsAny(b.text[:min(len(b.text), 30)], ":：")
}

// tidyEnd drops lines after the last paragraph: a heading of related stories
// whose stories are gone, who wrote the story, and the notes around them.
func (d *doc) tidyEnd() {
	names := sync.OnceValue(func() []string { return d.chooseAuthors(d.sig.story()).names })
	for range maxEndLines {
		d.edgeNotes()
		first, last := d.keptRange()
		if first < 0 || first == last {
			return
		}
		b, f := &d.blocks[last], &d.facts[last]
		switch {
		case f.phrase == phraseRelated && f.end == endColon && b.words <= 6:
			d.drop(last, after, "heading of related stories")
		case d.endsElse(last):
			d.drop(last, after, "behind the story")
		case d.endCredit(last):
			d.drop(last, after, "who reported it, or where it appeared first")
		case d.endLine(last):
			d.drop(last, after, "asks or tells readers something")
		case d.aboutAuthor(last, names):
			d.drop(last, after, "about the author")
		case f.phrase == phraseByline && f.end != endSentence && f.kind != kindHeading && b.words <= maxByline:
			d.drop(last, after, "byline")
		case b.list > 0 && d.namesOnly(last, names):
			d.drop(last, after, "who wrote it")
		default:
			return
		}
	}
}

// maxByline is how many words a byline beneath a story may have.
const maxByline = 6

// maxEndLines bounds how many lines are taken off the end of a story.
const maxEndLines = 100

// maxEnd is how many words a line behind the story may have.
const maxEnd = 12

// endsElse reports whether a short last line is a notice of rights or the heading
// of a discussion, counted or not: "© 2026 Harbour Courier", "14 Comments".
func (d *doc) endsElse(i int) bool {
	b := &d.blocks[i]
	if b.words > maxEnd {
		return false
	}
	phrase := d.facts[i].phrase
	if rest := strings.TrimLeft(b.text, "0123456789(. "); phrase == 0 && rest != b.text {
		phrase = phraseOf(&block{text: rest, words: b.words})
	}
	return phrase == phraseLegal || phrase == phraseComments
}

// maxEndCredit is how many words a last line may have that names reporters or licences.
const maxEndCredit = 45

// endCredit reports whether a last line begins as those do that tell who reported
// the story, or where and under which licence it appeared first.
func (d *doc) endCredit(i int) bool {
	b := &d.blocks[i]
	if b.words > maxEndCredit || d.facts[i].kind == kindHeading {
		return false
	}
	folded := string(foldWords(nil, b.text, 60)) + " "
	return slices.ContainsFunc(known().lists["end credit"], func(lead string) bool {
		rest, ok := strings.CutPrefix(folded, lead)
		return ok && rest[0] == ' '
	})
}

// maxEndLine is how many words a last paragraph may have that is no part of the story.
const maxEndLine = 75

// endLine reports whether a last paragraph asks something of its readers, or tells
// what stands beneath all stories of a site.
func (d *doc) endLine(i int) bool {
	b := &d.blocks[i]
	if b.words > maxEndLine || d.facts[i].kind == kindHeading || d.sentences() < 3 {
		return false
	}
	return says(b.text, endLines())
}

// maxNotice is how many words a notice may have: what asks for consent to another site's
// contents names much of what they may do.
const maxNotice = 110

// dropNotices drops paragraphs that say something of the page, its agency or its
// reader that no story says, wherever they stand.
func (d *doc) dropNotices() {
	if d.sentences() < 3 {
		return
	}
	for i := range d.blocks {
		if b := &d.blocks[i]; b.keep && b.words <= maxNotice && says(b.text, notices()) {
			d.drop(i, aside, "notice")
		}
	}
}

// A sayings finds set wordings. Folding a text costs more than all the rest, and few
// texts hold even a word of them: signs, a part of each wording as it stands in any
// text, are looked for first.
type sayings struct {
	signs, wordings *finder
}

var (
	endLines = sync.OnceValue(func() *sayings { return newSayings(known().lists["end line"]) })
	notices  = sync.OnceValue(func() *sayings { return newSayings(known().lists["inside line"]) })
)

func newSayings(list []string) *sayings {
	var signs, whole []string
	for _, said := range list {
		signs, whole = append(signs, signOf(said)), append(whole, " "+said+" ")
	}
	return &sayings{newFinder(signs), newFinder(whole)}
}

// signOf is the longest word of a wording, without its first letter, which may be a
// capital.
func signOf(said string) string {
	sign := ""
	for w := range strings.FieldsSeq(said) {
		_, size := utf8.DecodeRuneInString(w)
		if len(w)-size > len(sign) {
			sign = w[size:]
		}
	}
	return sign
}

// says reports whether one of the wordings stands in a text.
func says(text string, s *sayings) bool {
	if !s.signs.any(text) {
		return false
	}
	return s.wordings.any(" " + string(foldWords(nil, text, len(text))) + " ")
}

// namesOnly reports whether a short line holds an author's name, perhaps
// agencies, and nothing else.
func (d *doc) namesOnly(i int, names func() []string) bool {
	b := &d.blocks[i]
	if b.words < 2 || b.words > 9 || d.facts[i].end == endSentence {
		return false
	}
	for _, n := range names() {
		if strings.HasPrefix(b.text, n) && (len(b.text) == len(n) || strings.HasPrefix(b.text[len(n):], " with ") || b.text[len(n)] == ',') {
			return true
		}
	}
	return false
}

// aboutAuthor reports whether a paragraph tells who an author is.
func (d *doc) aboutAuthor(i int, names func() []string) bool {
	b := &d.blocks[i]
	if b.words > 60 || d.facts[i].kind == kindHeading {
		return false
	}
	head := b.text[:min(len(b.text), nameReach)]
	if !slices.ContainsFunc(doings, func(w string) bool { return strings.Contains(head, w) }) {
		return false // who the authors are is not looked for in vain
	}
	for _, n := range names() {
		rest, ok := strings.CutPrefix(b.text, n)
		if ok && startsWithAny(rest, doings) {
			return true
		}
	}
	return false
}

// doings follow an author's name in what is told of authors, within the reach of
// a long name.
var doings = []string{" is ", " covers ", " writes "}

const nameReach = 120

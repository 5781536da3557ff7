package article

import (
	"slices"
	"strings"

	"golang.org/x/net/html/atom"
)

// mend takes back what the page itself shows to be wrong with a choice: the same
// paragraph twice, a sub-heading left out between paragraphs of one element, half a
// list, one block against many that are set alike, a program or a list without what leads
// in to it, one more paragraph behind the last, paragraphs beyond a box.
func (d *doc) mend() {
	d.dropRepeated()
	d.keepSubHeadings()
	d.keepListed()
	d.evenOut()
	d.keepCode()
	d.keepLeadIns()
	d.keepPoints()
	d.keepTail()
	d.keepBeyond()
}

// repeatable is how many words a block may have and stand in a text twice.
const repeatable = 11

// dropRepeated drops paragraphs that were kept before: some pages hold their story
// once for each width of the screen, or its beginning in a box of its own.
func (d *doc) dropRepeated() {
	seen := map[string]bool{}
	for i := range d.blocks {
		b := &d.blocks[i]
		if !b.keep || !d.facts[i].dup || b.words <= repeatable {
			continue
		}
		if seen[b.text] {
			d.drop(i, aside, "said before")
		}
		seen[b.text] = true
	}
}

// From how many words on a block at the head is no standfirst when it is said again
// below, and of how many words the runs are that are looked for.
const (
	foretoldWords = 30
	runWords      = 5
)

// dropForetold drops one of the first two blocks of the text when nine tenths of it
// are said again below: what a site shows as a summary is the beginning of the story
// itself, or all of it.
func (d *doc) dropForetold() {
	first, last := d.keptRange()
	for i, n := first, 0; i >= 0 && i < last && n < 2; i++ {
		b := &d.blocks[i]
		if !b.keep {
			continue
		}
		n++
		if b.words >= foretoldWords && d.saidBelow(i, last) {
			d.drop(i, aside, "said again below")
		}
	}
}

func (d *doc) saidBelow(i, last int) bool {
	words := strings.Fields(d.blocks[i].text)
	missing := 0
	for run := range slices.Chunk(words, runWords) {
		if !d.keptBelow(i, last, strings.Join(run, " ")) {
			missing += len(run)
		}
		if missing*10 > len(words) {
			return false
		}
	}
	return true
}

// keptBelow reports whether a kept block below i holds a run of words.
func (d *doc) keptBelow(i, last int, run string) bool {
	for j := i + 1; j <= last; j++ {
		if d.blocks[j].keep && strings.Contains(d.blocks[j].text, run) {
			return true
		}
	}
	return false
}

// keepSubHeadings keeps a heading right between kept blocks of the same element.
func (d *doc) keepSubHeadings() {
	first, last := d.keptRange()
	for i := first + 1; first >= 0 && i < last; i++ {
		b, f := &d.blocks[i], &d.facts[i]
		if b.keep || f.kind != kindHeading || !d.mayHead(i) {
			continue
		}
		above, below := &d.facts[i-1], &d.facts[i+1]
		if d.blocks[i-1].keep && d.blocks[i+1].keep && above.home == f.home && below.home == f.home {
			d.take(i, "between kept blocks")
		}
	}
}

// mayHead reports whether a block is short, no link and no furniture, as what stands above
// a part of the story.
func (d *doc) mayHead(i int) bool {
	b, f := &d.blocks[i], &d.facts[i]
	return f.phrase == 0 && f.title == 0 && b.words <= subHeadingWords && linkShare(b.linkBytes, b.bytes) <= 50
}

// subHeadingWords is how many words a sub-heading may have.
const subHeadingWords = 20

// keepListed keeps the other items of a list of which half was kept.
func (d *doc) keepListed() {
	type half struct{ kept, all int }
	lists := map[int32]half{}
	for i := range d.blocks {
		if d.plainItem(i) {
			h := lists[d.blocks[i].of]
			h.all++
			h.kept += oneIf(d.blocks[i].keep)
			lists[d.blocks[i].of] = h
		}
	}
	for i := range d.blocks {
		b := &d.blocks[i]
		if h := lists[b.of]; !b.keep && d.plainItem(i) && h.kept > 0 && h.kept*2 >= h.all {
			d.take(i, "item of a kept list")
		}
	}
}

// labelReach is how many buttons and labels may stand above a program: what language it is
// in, a button to copy it.
const labelReach = 3

// keepCode keeps programs and the like inside the story behind a line that leads in to
// them, labels and buttons between.
func (d *doc) keepCode() {
	first, last := d.keptRange()
	for i := first + 1; first >= 0 && i < last; i++ {
		if d.blocks[i].keep || d.blocks[i].tag != atom.Pre {
			continue
		}
		j := i - 1
		for i-j <= labelReach && !d.blocks[j].keep && (d.facts[j].kind == kindControl || d.facts[j].kind == kindTiny) {
			j--
		}
		if d.blocks[j].keep && d.facts[j].end == endColon {
			d.take(i, "behind a line that leads in")
		}
	}
}

// keepLeadIns keeps what leads in to kept items of a list and rows of a table: a line with
// a colon right above them, a heading in the same element.
func (d *doc) keepLeadIns() {
	first, last := d.keptRange()
	for i := last - 1; i >= first-1 && i > d.titleAt && i >= 0 && first >= 0; i-- {
		b, f, below := &d.blocks[i], &d.facts[i], &d.facts[i+1]
		if i < first && f.end != endColon {
			continue
		}
		if b.keep || b.why != "" || !d.mayHead(i) {
			continue
		}
		listed := d.blocks[i+1].keep && (below.kind == kindItem || below.kind == kindRow)
		if listed && (f.end == endColon || f.kind == kindHeading && f.home == below.home) {
			d.take(i, "leads in to what was kept")
		}
	}
}

// plainItem reports whether a block is an item of a list, and neither a link nor
// announced as furniture.
func (d *doc) plainItem(i int) bool {
	f := &d.facts[i]
	return d.blocks[i].of > 0 && f.kind == kindItem && f.phrase == 0 && f.title == 0
}

// keepPoints keeps a list of sentences right above the first kept paragraph, beneath
// the headline and in the element of that paragraph: the story in points.
func (d *doc) keepPoints() {
	first, _ := d.keptRange()
	for i := first - 1; i > d.titleAt && i >= 0 && d.plainItem(i); i-- {
		f := &d.facts[i]
		if f.end != endSentence || f.links != 0 || f.home != d.facts[first].home {
			return
		}
		d.take(i, "point above the story")
	}
}

// keepTail keeps paragraphs right behind the last kept block, in the same element
// and set alike, when nothing in them is about anything but the story: no link, no
// author, no name of the site, no emphasis.
func (d *doc) keepTail() {
	_, last := d.keptRange()
	for i := last + 1; last >= 0 && i < len(d.blocks) && d.plainTail(i, last); i++ {
		d.take(i, "like the last paragraph")
	}
}

func (d *doc) plainTail(i, last int) bool {
	b, f := &d.blocks[i], &d.facts[i]
	return f.good && f.phrase == 0 && f.home == d.facts[last].home && d.samePath(i, last) &&
		!f.named && !f.site && f.links == 0 && b.bold == 0 && b.italic*2 <= b.bytes
}

// Bounds on paragraphs beyond a box at the edge of the story: how far from the last
// kept block, or the first, they may stand, how far from there one that is set alike,
// and by how much something else may be likelier than story.
const (
	beyondReach  = 25
	alikeReach   = 40
	beyondMargin = 6
)

// keepBeyond keeps paragraphs behind a box of other stories, and above one, that was
// taken for the end of the story or its beginning: they are set like those that were
// kept, and say nothing of furniture. The heading right above one is kept, too.
func (d *doc) keepBeyond() {
	first, last := d.keptRange()
	if first < 0 {
		return
	}
	for i := last + 1; i < len(d.blocks) && i <= last+beyondReach && !d.begins(i); i++ {
		if !d.likely(i) || !d.setAlike(i, max(last-alikeReach, 0), last) {
			continue
		}
		d.take(i, "behind a box")
		if f := &d.facts[i-1]; i-1 > last && f.kind == kindHeading && f.phrase == 0 && f.links == 0 && f.title == 0 {
			d.take(i-1, "above a kept paragraph")
		}
		last = i
	}
	for i := first - 1; i >= 0 && i > d.titleAt && i >= first-beyondReach; i-- {
		if d.likely(i) && d.setAlike(i, first, min(first+alikeReach, last)) {
			d.take(i, "above a box")
			first = i
		}
	}
}

// begins reports whether another story begins at block i: with a headline of the
// highest level, or one of the level of this story's.
func (d *doc) begins(i int) bool {
	tag := d.blocks[i].tag
	return tag == atom.H1 || d.titleAt >= 0 && tag == atom.H2 && d.blocks[d.titleAt].tag == tag
}

// take makes a block one of the story.
func (d *doc) take(i int, why string) {
	b := &d.blocks[i]
	b.keep, b.state, b.why = true, story, why
}

// likely reports whether a block reads like a paragraph, by itself and for the model.
func (d *doc) likely(i int) bool {
	b, f := &d.blocks[i], &d.facts[i]
	return f.good && f.phrase == 0 && b.why == "" && b.score[story]+beyondMargin >= max(b.score[before], b.score[aside], b.score[after])
}

// setAlike reports whether one of the kept paragraphs from first to last is set like
// block i.
func (d *doc) setAlike(i, first, last int) bool {
	for j := first; j <= last; j++ {
		if d.blocks[j].keep && d.facts[j].good && d.samePath(i, j) {
			return true
		}
	}
	return false
}

package article

import (
	"strings"

	"golang.org/x/net/html/atom"
)

// settle decides what the model does not: the standfirst, embedded posts, and
// notes at the edges of the story.
func (d *doc) settle() {
	d.obeyRules()
	d.obeyWordings()
	if d.subAt < 0 {
		d.findSubtitle()
	} else {
		d.blocks[d.subAt].keep, d.blocks[d.subAt].why = !d.opts.NoStandfirst, "standfirst"
	}
	first, last := d.keptRange()
	for i := first; i >= 0 && i <= last; i++ {
		if d.facts[i].kind == kindPost {
			d.blocks[i].keep = !d.opts.NoQuotedPosts
			d.blocks[i].why = "embedded post"
		}
	}
	d.edgeNotes()
	d.dropForetold()
}

func (d *doc) keptRange() (first, last int) {
	first, last = -1, -1
	for i := range d.blocks {
		if d.blocks[i].keep {
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	return first, last
}

// subtitleReach is how far below the first kept block a standfirst may stand
// where no paragraph is above it: bylines and share rows may.
const subtitleReach = 6

// findSubtitle looks for the standfirst between the headline and the second
// paragraph: a block that repeats the page's description and does not stand
// among the paragraphs, unless its class says what it is.
func (d *doc) findSubtitle() {
	first, _ := d.keptRange()
	if first < 0 {
		return
	}
	from := max(d.titleAt, 0)
	home := d.bodyHome()
	for i := from; i < len(d.blocks) && (i <= first+1 || i <= first+subtitleReach && d.facts[i].before == 0); i++ {
		f := &d.facts[i]
		if !d.mayStandFirst(i) {
			continue
		}
		if f.home == home && f.kind != kindHeading && !d.blocks[i].split && !d.called(i) {
			continue
		}
		d.subAt = i
		d.subtitle = choice{d.blocks[i].text, "standfirst"}
		d.blocks[i].keep = !d.opts.NoStandfirst
		d.blocks[i].why = "standfirst"
		return
	}
	d.findDeck(first)
}

// minDeck is from how many words on a heading right below the headline is its deck: few
// headlines are as long, which is what it may be beside the name of a series.
const minDeck = 13

// findDeck takes a long heading right below the headline for the standfirst, where no block
// repeats the page's description.
func (d *doc) findDeck(first int) {
	i := d.titleAt + 1
	if d.titleAt < 0 || i > first {
		return
	}
	b, f := &d.blocks[i], &d.facts[i]
	if f.kind != kindHeading || b.tag == atom.H1 || b.words < minDeck || b.linkBytes > 0 || f.title != 0 || f.phrase != 0 || says(b.text, notices()) {
		return
	}
	d.subAt, d.subtitle = i, choice{b.text, "heading below the headline"}
	b.keep, b.why = !d.opts.NoStandfirst, "standfirst"
}

// mayStandFirst reports whether a block repeats the page's description and is neither
// furniture nor the caption of a picture.
func (d *doc) mayStandFirst(i int) bool {
	b, f := &d.blocks[i], &d.facts[i]
	return f.standf && f.title == 0 && f.phrase == 0 && b.words >= 5 && f.kind != kindCaption && !pictureCredit(b.text) && !says(b.text, notices())
}

// called reports whether the class of a block, or of what holds it alone, says
// that it is the standfirst.
func (d *doc) called(i int) bool {
	key := fold(d.blocks[i].text)
	for _, s := range d.sig.subtitles {
		if fold(s) == key {
			return true
		}
	}
	return false
}

// bodyHome is the element in which most kept words stand.
func (d *doc) bodyHome() int32 {
	words := map[int32]int32{}
	best := int32(-1)
	for i := range d.blocks {
		if d.blocks[i].keep {
			h := d.facts[i].home
			words[h] += d.blocks[i].words
			if best < 0 || words[h] > words[best] {
				best = h
			}
		}
	}
	return best
}

// isNote reports whether a block is a note of the editors: it says so, with a
// colon, or in one of the set sentences.
func (d *doc) isNote(i int) bool {
	b, f := &d.blocks[i], &d.facts[i]
	if f.phrase != phraseNote || b.words < 5 || b.words > 200 {
		return false
	}
	head := b.text[:min(len(b.text), 40)]
	low := strings.ToLower(head)
	return strings.ContainsAny(head, ":：") || strings.Contains(low, "this story has been") || strings.Contains(low, "this article has been") ||
		strings.Contains(low, "an earlier version") || strings.Contains(low, "früheren version")
}

// noteReach is how far from the story a note may stand, in blocks.
const noteReach = 8

// edgeNotes takes notes off the beginning and the end of the text.
func (d *doc) edgeNotes() {
	for range maxEndLines {
		first, last := d.keptRange()
		if first < 0 || first == last {
			return
		}
		switch {
		case d.isNote(last):
			d.blocks[last].keep, d.blocks[last].why = false, "note"
		case d.isNote(first):
			d.blocks[first].keep, d.blocks[first].why = false, "note"
		default:
			return
		}
	}
}

// notes lists the notes around the story.
func (d *doc) notes() []string {
	first, last := d.keptRange()
	var out []string
	for i := max(first-noteReach, 0); i < len(d.blocks) && i <= last+noteReach; i++ {
		if !d.blocks[i].keep && (i < first || i > last) && d.isNote(i) {
			out = append(out, strings.ReplaceAll(d.blocks[i].text, "\n", " "))
		}
	}
	return out
}

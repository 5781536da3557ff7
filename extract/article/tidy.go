package article

import "strings"

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
	d.dropHeadings()
	if first, last := d.keptRange(); first < last && d.facts[first].date && d.blocks[first].words <= 6 && !d.facts[first].good {
		d.drop(first, before, "date line")
	}
	d.tidyEnd()
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
	for {
		d.edgeNotes()
		first, last := d.keptRange()
		if first < 0 || first == last {
			return
		}
		b, f := &d.blocks[last], &d.facts[last]
		switch {
		case f.phrase == phraseRelated && f.end == endColon && b.words <= 6:
			d.drop(last, after, "heading of related stories")
		case b.list > 0 && d.namesOnly(last):
			d.drop(last, after, "who wrote it")
		default:
			return
		}
	}
}

// namesOnly reports whether a short line holds an author's name, perhaps
// agencies, and nothing else.
func (d *doc) namesOnly(i int) bool {
	b := &d.blocks[i]
	if b.words < 2 || b.words > 9 || d.facts[i].end == endSentence {
		return false
	}
	for _, n := range d.chooseAuthors(d.sig.story()).names {
		if strings.HasPrefix(b.text, n) && (len(b.text) == len(n) || strings.HasPrefix(b.text[len(n):], " with ") || b.text[len(n)] == ',') {
			return true
		}
	}
	return false
}

package article

import "golang.org/x/net/html/atom"

// ownArticle drops what belongs to other articles on the page: of several, the one whose
// headline is the page's is read. Above that headline it is what stands inside another
// article element, below it what follows another headline; article elements say nothing
// there, since sites split one story over several.
func (d *doc) ownArticle() {
	if d.titleAt < 0 || d.facts[d.titleAt].title < 4 || len(d.rules.body) > 0 {
		return
	}
	if own := d.articleOf(d.titleAt); own >= 0 {
		for i := 0; i < d.titleAt; i++ {
			if other := d.articleOf(i); d.blocks[i].keep && other >= 0 && other != own && !d.within(own, other) {
				d.drop(i, before, "another article's")
			}
		}
	}
	for i := d.nextHeadline(); i < len(d.blocks); i++ {
		if d.blocks[i].keep {
			d.drop(i, after, "another story's")
		}
	}
}

// nextHeadline is the first block below the page's headline that is another one, set
// like it: the next story begins there. It is the number of blocks when there is none.
func (d *doc) nextHeadline() int {
	own := &d.blocks[d.titleAt]
	for i := d.titleAt + 1; i < len(d.blocks) && own.tag == atom.H1; i++ {
		b, f := &d.blocks[i], &d.facts[i]
		if b.tag == own.tag && d.samePath(i, d.titleAt) && f.title == 0 && b.words >= 4 && b.text != own.text && f.before >= 3 {
			return i
		}
	}
	return len(d.blocks)
}

// articleOf is the innermost article element around a block, -1 for none.
func (d *doc) articleOf(i int) int32 {
	if i < 0 {
		return -1
	}
	return d.articleAround(d.blocks[i].elem)
}

// articleAround is the innermost article element around an element, -1 for none.
func (d *doc) articleAround(e int32) int32 {
	if d.elems[e].flags&inArticle == 0 {
		return -1
	}
	for e >= 0 && d.elems[e].tag != atom.Article {
		e = d.elems[e].parent
	}
	return e
}

// within reports whether an element is inside another.
func (d *doc) within(e, outer int32) bool {
	for ; e >= 0; e = d.elems[e].parent {
		if e == outer {
			return true
		}
	}
	return false
}

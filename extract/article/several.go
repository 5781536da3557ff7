package article

import "golang.org/x/net/html/atom"

// ownArticle drops what stands above the headline inside another article element
// than the headline's: of several articles on a page, the one whose headline is
// the page's is read. What follows is left alone, since sites split one story
// over several elements.
func (d *doc) ownArticle() {
	d.ownHeadline()
	own := d.articleOf(d.titleAt)
	if own < 0 || d.facts[d.titleAt].title < 4 || len(d.rules.body) > 0 {
		return
	}
	for i := 0; i < d.titleAt; i++ {
		if other := d.articleOf(i); d.blocks[i].keep && other >= 0 && other != own && !d.within(own, other) {
			d.drop(i, before, "another article's")
		}
	}
}

// ownHeadline ends the story where another headline is set like the page's: the
// next story of a page that holds several.
func (d *doc) ownHeadline() {
	if d.titleAt < 0 || d.facts[d.titleAt].title < 4 || len(d.rules.body) > 0 || d.blocks[d.titleAt].tag != atom.H1 {
		return
	}
	own := d.blocks[d.titleAt].text
	for i := d.titleAt + 1; i < len(d.blocks); i++ {
		b := &d.blocks[i]
		if b.tag != atom.H1 || !d.samePath(i, d.titleAt) || d.facts[i].title > 0 || b.words < 4 || b.text == own || d.facts[i].before < 3 {
			continue
		}
		for ; i < len(d.blocks); i++ {
			if d.blocks[i].keep {
				d.drop(i, after, "another story's")
			}
		}
	}
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

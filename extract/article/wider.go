package article

import (
	"slices"
	"strings"
)

// wider fills what can be seen of a block only beside the rest of the page.
func (d *doc) wider(story linkedArticle, names []string) {
	host := hostOf(d.base())
	site := firstOf(d.sig.first("og:site_name"), story.site)
	cards := d.cards()
	main := d.articleAround(d.main)
	for i := range d.blocks {
		b, f := &d.blocks[i], &d.facts[i]
		f.links = linksOf(b, host)
		f.cards = uint8(binCount(cards[d.elems[f.home].path]))
		if b.words <= longWords*2 {
			f.named = startsWithAny(b.text, names)
			f.site = len(site) >= 3 && strings.Contains(b.text, site)
		}
		switch own := d.articleAround(b.elem); {
		case own < 0:
		case own == main:
			f.article = 1
		case main < 0:
			f.article = 2
		default:
			f.article = 3
		}
	}
	d.announced()
}

// cards counts for each path in how many elements of it blocks stand: what
// occurs many times is a card of a list, a story is told in few.
func (d *doc) cards() map[uint32]int32 {
	n := map[uint32]int32{}
	seen := make([]bool, len(d.elems))
	for i := range d.facts {
		if h := d.facts[i].home; !seen[h] {
			seen[h] = true
			n[d.elems[h].path]++
		}
	}
	return n
}

func startsWithAny(text string, beginnings []string) bool {
	return slices.ContainsFunc(beginnings, func(b string) bool { return strings.HasPrefix(text, b) })
}

// announced notes what furniture was announced since the last good block, and
// what will be before the next.
func (d *doc) announced() {
	said := uint32(0)
	for i := range d.facts {
		d.facts[i].past, said = d.facts[i].hear(said)
	}
	said = 0
	for i := len(d.facts) - 1; i >= 0; i-- {
		d.facts[i].next, said = d.facts[i].hear(said)
	}
}

// hear gives the phrases of said that still count at a block, and those with its own.
func (f *facts) hear(said uint32) (heard, now uint32) {
	if f.good && f.phrase == 0 && f.relation < outside {
		said = 0
	}
	if f.phrase == 0 {
		return said, said
	}
	return said, said | 1<<f.phrase
}

// windowSize is how many blocks before and after a block are its surroundings.
const windowSize = 4

// window sums what stands in the blocks from i to j.
func (d *doc) window(i, j int) (good int, share int) {
	var link, all int32
	for k := max(i, 0); k < j && k < len(d.blocks); k++ {
		good += oneIf(d.facts[k].good)
		link += d.blocks[k].linkBytes
		all += d.blocks[k].bytes
	}
	return good, binShare(linkShare(link, all))
}

// rough is a kind in four: paragraphs, links, headings, the rest.
func (f *facts) rough() int {
	switch {
	case f.good:
		return 0
	case f.kind == kindLink, f.kind == kindLinks, f.kind == kindItemLink:
		return 1
	case f.kind == kindHeading:
		return 2
	}
	return 3
}

const roughKinds = 4

func (d *doc) widerFeatures(i int, emit func(t template, v int)) {
	f := &d.facts[i]
	k, r := int(f.kind), f.rough()
	goodPrev, sharePrev := d.window(i-windowSize, i)
	goodNext, shareNext := d.window(i+1, i+1+windowSize)
	emit(tWindow, (k*(windowSize+1)+goodPrev)*(windowSize+1)+goodNext)
	emit(tWindowLinks, (r*shareBins+sharePrev)*shareBins+shareNext)
	for v := range int(linkKinds) {
		if f.links>>v&1 != 0 {
			emit(tLink, k*int(linkKinds)+v)
		}
	}
	emit(tCards, (k*countBins+int(f.cards))*countBins+binCount(d.elems[f.home].blocks))
	emit(tArticle, k*4+int(f.article))
	if f.named {
		emit(tNamed, (k*2+oneIf(f.before > 0))*2+oneIf(f.after <= 1))
	}
	if f.site {
		emit(tSite, (k*2+oneIf(f.before > 0))*2+oneIf(f.after <= 1))
	}
	for v := range int(phraseKinds) {
		if f.past>>v&1 != 0 {
			emit(tPast, r*int(phraseKinds)+v)
		}
		if f.next>>v&1 != 0 {
			emit(tNext, r*int(phraseKinds)+v)
		}
	}
	if all := f.before + f.after; all > 0 {
		emit(tKindShare, k*10+int(f.before*9/all))
	}
}

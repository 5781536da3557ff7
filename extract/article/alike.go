package article

// From how many others on that are set alike a block goes with them: rows of a table are
// fewer. How much of them must have been kept in percent, or out.
const (
	manyAlike  = 10
	someAlike  = 3
	alikeShare = 90
	rowShare   = 75
	alikeWords = 8 // of a block that is kept for them
)

// evenOut makes blocks inside the story go with what is set like them: one of many that
// nearly all were kept is kept, one of several that nearly all were left out is dropped.
func (d *doc) evenOut() {
	first, last := d.keptRange()
	if first < 0 {
		return
	}
	type group struct{ kept, all int }
	groups := map[uint32]group{}
	for i := first; i <= last; i++ {
		path := d.elems[d.blocks[i].elem].path
		g := groups[path]
		g.all++
		g.kept += oneIf(d.blocks[i].keep)
		groups[path] = g
	}
	for i := first; i <= last; i++ {
		b := &d.blocks[i]
		if b.why != "" {
			continue
		}
		g := groups[d.elems[b.elem].path]
		others := g.all - 1
		switch {
		case b.keep && others >= someAlike && (g.kept-1)*100 <= others*(100-alikeShare):
			d.drop(i, aside, "nearly all that is set alike is out")
		case !b.keep && d.goesWith(i, g.kept, others):
			d.take(i, "like nearly all that is set alike")
		}
	}
}

// goesWith reports whether block i, left out, is to be kept with the others that are set
// like it.
func (d *doc) goesWith(i, kept, others int) bool {
	b, f := &d.blocks[i], &d.facts[i]
	switch {
	case f.phrase != 0 || f.title > 0:
		return false
	case f.kind == kindRow:
		return others >= someAlike && kept*100 >= others*rowShare
	}
	return others >= manyAlike && kept*100 >= others*alikeShare && b.words >= alikeWords && linkShare(b.linkBytes, b.bytes) < 50 && f.kind != kindCaption
}

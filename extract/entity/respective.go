package entity

import "slices"

// The instruments and the percentages of a sentence in pairs: "A and B rose 3% and 2%
// respectively".

// respectively pairs the instruments and the percentages of "A and B rose 3%
// and 2% respectively".
func (d *doc) respectively() {
	for i := 0; i < len(d.moves); {
		j := i
		for j < len(d.moves) && d.moves[j].percent == d.moves[i].percent {
			j++
		}
		d.pairUp(i, j)
		i = j
	}
	d.moves = slices.DeleteFunc(d.moves, func(m move) bool { return m.percent < 0 })
	slices.SortStableFunc(d.moves, func(a, b move) int { return a.percent - b.percent })
}

// dropUnpaired drops the moves of figure first and the next when "respectively" follows
// them and only one instrument of their list is known: nobody can say whose which is.
func (d *doc) dropUnpaired(first int) {
	if first < 0 || first+1 >= len(d.figures) {
		return
	}
	next := &d.figures[first+1]
	if next.typ != percentage || next.from-d.figures[first].to > 2 || !d.wordIs(next.to, "respectively") && !(d.isSign(next.to, ',') && d.wordIs(next.to+1, "respectively")) {
		return
	}
	for k := range d.moves {
		if p := d.moves[k].percent; p == first || p == first+1 {
			d.moves[k].percent = -1
		}
	}
}

// pairUp hands the moves i..j-1, which share one percentage, to the
// percentages that follow it in a list.
func (d *doc) pairUp(i, j int) {
	first := d.moves[i].percent
	if j-i == 1 {
		d.dropUnpaired(first)
	}
	if j-i < 2 || first < 0 || first+1 >= len(d.figures) {
		return
	}
	next := &d.figures[first+1]
	if next.typ != percentage || next.from-d.figures[first].to > 4 || next.direction == 0 {
		return
	}
	for k := i + 1; k < j && first+k-i < len(d.figures); k++ {
		if d.figures[first+k-i].typ == percentage {
			d.moves[k].percent = first + k - i
		}
	}
	for k := j; k < len(d.moves); k++ { // the others' claims on those
		if p := d.moves[k].percent; p > first && p < first+j-i {
			d.moves[k].percent = -1
		}
	}
}

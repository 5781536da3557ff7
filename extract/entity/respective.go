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

// maxApart is how many tokens stand between two percentages of a list.
const maxApart = 4

// nextPercentage returns the percentage that follows figure n in a list, with the price that n led to
// between: "5.7 per cent to HK$102 and 2.5 per cent to HK$114.90". -1 for none.
func (d *doc) nextPercentage(n int) int {
	end := d.figures[n].to
	if n++; n < len(d.figures) && d.figures[n].typ == sum && d.figures[n].from-end <= 2 {
		end = d.figures[n].to
		n++
	}
	if n >= len(d.figures) || d.figures[n].typ != percentage || d.figures[n].from-end > maxApart {
		return -1
	}
	return n
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
	second := d.nextPercentage(first)
	if second < 0 || d.figures[second].direction == 0 {
		return
	}
	last := first
	for k := i + 1; k < j; k++ {
		if second < 0 {
			break
		}
		d.moves[k].percent, last = second, second
		second = d.nextPercentage(second)
	}
	for k := j; k < len(d.moves); k++ { // the others' claims on those
		if p := d.moves[k].percent; p > first && p <= last {
			d.moves[k].percent = -1
		}
	}
}

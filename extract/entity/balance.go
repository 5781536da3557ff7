package entity

import (
	"slices"
	"strings"
)

// What clauses of German and Dutch say of a change without naming whose it is: "summiert sich das Minus auf 42
// Prozent", "Auf Wochensicht ergibt sich ein Plus von 1,8 Prozent", "ging es für die Aktie nach unten".

// sumOf returns what "summiert sich das Minus auf 42 Prozent" is about, where its clause does not say:
// the share that was spoken of.
func (d *doc) sumOf(f *figure) subject {
	total := f.why == inTotal && d.isClass(f.cue, cSent)
	if !d.lang.behind || !total && !d.isOwnChange(f) {
		return subject{}
	}
	from := d.segmentStart(min(f.cue, f.from) - 1)
	for i := from; i < f.from; i++ {
		if g := d.figureAt(i); g != nil && g.typ == instrument && f.why != inList && d.isCarried(f) && d.lastMover(f.from, maxMoved) >= 0 && g.to == f.cue-2 && (d.wordIs(from, "bei") || d.wordIs(from, "beim") || d.wordIs(from, "bij")) { // "Beim Radarspezialisten Hensoldt betrug das Minus"
			return d.only(int(d.cover[i]), "whose change it is")
		}
		if d.cover[i] >= 0 || d.toks[i].is(cMetric) && !d.toks[i].is(cAux|cUp|cDown) {
			return subject{}
		}
	}
	if d.without(memories) {
		return subject{}
	}
	if d.isCarried(f) {
		return d.carriedSubject(f, from)
	}
	if d.followsFigure(f) {
		return nobodyFor("a figure of the company moved before it")
	}
	t := d.topic()
	if t < 0 {
		t = d.lastNamed(from, false, func(g *figure) bool { return !isIndex(g) })
	}
	if t < 0 {
		return nobodyFor("nothing was named that it may refer to")
	}
	return d.only(t, "what was spoken of before")
}

// goesFor reads "ging es für die Aktie um 13,5 Prozent nach unten" and "ging es für Fraport 3,2 Prozent
// bergab": whom it goes for.
func (d *doc) goesFor(f *figure) subject {
	if d.lang.name != "de" {
		return subject{}
	}
	goes := false
	for i := d.segmentStart(f.from - 1); i < min(f.to+maxGoes, len(d.toks)) && (i < f.to || !d.breaks(i) && !d.isSign(i, ',')); i++ {
		switch d.lowWord(i) {
		case "ging", "geht", "gings", "gehts":
			goes = d.wordIs(i+1, "es") || d.wordIs(i-1, "es") || d.endsIn(i, "s")
		case "für", "bei", "mit":
			if !goes {
				continue
			}
			if g := d.figureAt(f.from - 2); d.isSign(f.from-1, '(') && g != nil && g.typ == instrument && f.cue == f.from { // "für Lenzing (plus 3,1 Prozent) und Palfinger (+2,4 Prozent)"
				return subject{}
			}
			for k := i + 1; k < min(i+maxGoes, len(d.toks)) && !d.breaks(k) && (k != f.from || f.from > i+1); k++ {
				if g := d.figureAt(k); g != nil && g.typ == instrument && !isIndex(g) && d.toks[k-1].kind == word {
					return subject{tickers: d.joined(d.lastOfList(int(d.cover[k])), i), found: true, why: "whom it goes for"}
				}
				if d.isClass(k, cInstr) && !d.isClass(k, cIndexNoun) {
					return d.remembered(i, k)
				}
				if g := d.figureAt(k); g != nil && !isIndex(g) || d.isClass(k, cMetric) {
					return subject{}
				}
			}
			return subject{}
		}
	}
	return subject{}
}

// maxGoes is how many tokens may stand between "ging es" and whom it goes for.
const maxGoes = 8

// balanceOf returns whose change a clause strikes the balance of, where it names nobody: "Auf Wochensicht ergibt
// sich ein Plus von 1,8 Prozent", "Anleger freuen sich über einen Kursgewinn von 33 Prozent".
func (d *doc) balanceOf(f *figure) subject {
	if d.lang.name != "de" {
		return subject{}
	}
	booked := d.wordIs(f.to, "zu") && d.wordIs(f.to+1, "buche") || f.cue == f.from-2 && d.isClass(f.cue, cMetric) && d.wordIs(f.to, "auf") // as pointGain found
	if f.cue < 1 || f.cue >= f.from || f.why == inList || !booked && (!d.isClass(f.cue, cNoun) || d.isClass(f.cue, cGrowth|cMetric)) || d.without(memories) {
		return subject{}
	}
	from, struck, view := d.segmentStart(f.cue-1), false, false
	cue := d.lowWord(f.cue)
	own, owner := strings.HasPrefix(cue, "kurs"), -1
	if !own && !strings.HasSuffix(cue, "plus") && !strings.HasSuffix(cue, "minus") && !booked {
		return subject{}
	}
	for i := from; i < d.clauseEnd(f.to); i++ {
		switch t := &d.toks[i]; {
		case i == f.cue, i >= f.from && i < f.to:
		case d.cover[i] >= 0 && d.figureAt(i).typ == instrument && own && !isIndex(d.figureAt(i)) && (owner < 0 || d.figures[owner].symbol == d.figureAt(i).symbol):
			owner = int(d.cover[i])
			i = d.figureAt(i).to - 1
		case d.cover[i] >= 0 && d.figureAt(i).typ == instrument, t.is(cInstr|cMetric|cIndexNoun) && !t.is(cAux) && owner < 0:
			return subject{}
		default:
			if t.kind != word {
				continue
			}
			low := d.lowWord(i)
			struck = struck || d.cash.is(balanceWord, low)
			view = view || strings.HasSuffix(low, "sicht") || strings.HasSuffix(low, "beginn") || low == "kurstafel"
		}
	}
	if owner >= 0 { // "Die Aktionäre von Zalando freuten sich über ein Kursplus von 1,7 Prozent"
		return d.only(owner, "whose change it is")
	}
	if !own && !struck {
		return subject{}
	}
	if own {
		return d.remembered(from, f.cue)
	}
	if t := d.lastMover(f.from, maxMoved); t >= 0 {
		return d.only(t, "whose move was told before")
	}
	if t := d.topic(); t >= 0 && view {
		return d.only(t, "the share that the text is about")
	}
	if t := d.lastNamed(from, false, isIndex); t >= 0 {
		return d.only(t, "what was spoken of before")
	}
	return subject{}
}

// isOwnChange reports whether the subject of f is a change itself: "hatte das Minus sogar mehr als 10
// Prozent betragen".
func (d *doc) isOwnChange(f *figure) bool {
	return d.isCarried(f) || f.cue > 0 && f.cue < f.from && d.isClass(f.cue, cNoun) && !d.isClass(f.cue, cGrowth) && (d.isClass(f.cue-1, cRelative|cFiller) || d.wordIs(f.cue-1, "het")) && d.isReached(f.to) || f.cue > 0 && d.isClass(f.cue, cNoun) && d.wordIs(f.cue-1, "das") && d.wordIs(f.to, "betragen")
}

// isCarried reports whether the noun of change of f stands behind the verb that leads to the amount:
// "betrug das Plus 2 Prozent".
func (d *doc) isCarried(f *figure) bool {
	return f.cue > 1 && f.cue < f.from && d.isClass(f.cue, cNoun) && !d.isClass(f.cue, cGrowth|cMetric) && d.isClass(f.cue-1, cFiller|cRelative) && (d.isReached(f.cue-2) || d.wordIs(f.cue-2, "sich"))
}

// carriedSubject returns whose change is carried by the clause that begins at token from: of what was
// named last where the clause points there, else of what the percentage before was.
func (d *doc) carriedSubject(f *figure, from int) subject {
	if d.wordIs(from, "dort") || d.wordIs(from, "hier") || d.wordIs(from, "daar") {
		if t := d.nearest(from); t >= 0 {
			return d.only(t, "what was named last")
		}
	}
	if n := d.percentageBefore(f.from); n >= 0 {
		if g := &d.figures[n]; f.from-g.to < maxMoved && !d.gapParted(g.to-1, f.from) {
			return d.sameAs(f, n)
		}
	}
	return nobodyFor("nothing moved before it that it may refer to")
}

// followsFigure reports whether the percentage before f in its sentence is a change of which no instrument moved.
func (d *doc) followsFigure(f *figure) bool {
	n := d.percentageBefore(f.from)
	if n < 0 {
		return false
	}
	g := &d.figures[n]
	if g.direction == 0 || !d.inSentence(g.to, f.from, maxSegment) {
		return false
	}
	for k := len(d.moves) - 1; k >= 0 && d.moves[k].percent >= n; k-- {
		if d.moves[k].percent == n {
			return false
		}
	}
	return true
}

// figuresBefore returns how many figures begin before token i.
func (d *doc) figuresBefore(i int) int {
	n, _ := slices.BinarySearchFunc(d.figures, i, func(g figure, i int) int { return g.from - i })
	return n
}

// maxFigures is how many figures back a percentage or an index is looked for.
const maxFigures = 200

// percentageBefore returns the last percentage before token i, -1 for none.
func (d *doc) percentageBefore(i int) int {
	end := d.figuresBefore(i)
	for n := end - 1; n >= max(0, end-maxFigures); n-- {
		if d.figures[n].typ == percentage {
			return n
		}
	}
	return -1
}

// nearest returns the instrument named last before token i in its sentence, -1 for none.
func (d *doc) nearest(i int) int {
	for k := i - 1; k > max(0, i-maxSegment) && (!d.breaks(k+1) || d.isSign(k, ':')); k-- {
		if g := d.figureAt(k); g != nil && g.typ == instrument {
			return int(d.cover[k])
		}
	}
	return -1
}

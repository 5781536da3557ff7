package article

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/net/html/atom"
)

// The story is one run of blocks, with interruptions. Every block is in one of
// four states, and the states can only follow one another in this order:
//
//	furniture   headline  para  para  related  para  para   tags  comments
//	before      before    story story aside    story story  after after
//	   └──────────────────┘└─────────────────────────────┘  └───────────┘
//	                        story ⇄ aside
//
// Each feature of a block carries one weight for each state, each step from a
// block to the next one weight for each pair of states; the reading with the
// highest sum wins (Viterbi). So a weak block between strong ones is kept, a
// strong one beyond the end of the story is not, and Explain can name what a
// decision came from. The weights are learned from pages with known text by
// TestTrain, which documents the command.
type state uint8

const (
	before state = iota
	story
	aside
	after
	states
)

var stateNames = [states]string{"before", "story", "aside", "after"}

// follows lists the states that may follow each state.
var follows = [states][]state{
	before: {before, story},
	story:  {story, aside, after},
	aside:  {story, aside},
	after:  {after},
}

type weights [states]float32

//go:embed weights.tsv
var weightTable string

// A model is a table of weights.
type model struct {
	fixed  []weights
	vocab  [allTemplates]vocabulary
	tokens [allTemplates][]weights
	steps  [steps][states][states]float32
}

// steps tell how a block stands to the one before: in the same home or not,
// and deeper, level or higher in the tree.
const steps = 10

var standard = sync.OnceValues(func() (*model, error) { return readModel(weightTable) })

func readModel(table string) (*model, error) {
	m := &model{fixed: make([]weights, fixedFeatures)}
	names := map[string]template{}
	for t, name := range templateNames {
		names[name] = template(t)
	}
	n := 0
	for line := range strings.Lines(table) {
		n++
		if strings.HasPrefix(line, "#") {
			continue
		}
		if err := m.row(names, strings.Split(strings.TrimSuffix(line, "\n"), "\t")); err != nil {
			return nil, fmt.Errorf("weights.tsv:%d: %w", n, err)
		}
	}
	return m, nil
}

func (m *model) row(names map[string]template, cols []string) error {
	if len(cols) != 2+int(states) {
		return fmt.Errorf("%d columns, want %d", len(cols), 2+int(states))
	}
	var w weights
	for s := range w {
		if cols[2+s] == "" {
			continue
		}
		v, err := strconv.ParseFloat(cols[2+s], 32)
		if err != nil {
			return err
		}
		w[s] = float32(v)
	}
	t, known := names[cols[0]]
	if known && t >= templates {
		m.tokens[t][m.learn(t, cols[1])] = w
		return nil
	}
	v, err := strconv.Atoi(cols[1])
	switch {
	case err != nil:
		return err
	case known && v >= 0 && v < templateSizes[t]:
		m.fixed[templateOffsets[t]+v] = w
	case cols[0] == "step" && v >= 0 && v < steps*int(states):
		m.steps[v/int(states)][v%int(states)] = w
	default:
		return fmt.Errorf("unknown feature %s %d", cols[0], v)
	}
	return nil
}

// learn gives a token its number. Both templates of class tokens share theirs.
func (m *model) learn(t template, token string) int16 {
	shared := []template{t}
	if t == tNear || t == tAll {
		shared, t = []template{tNear, tAll}, tAll
	}
	id, known := m.vocab[t].learn(token)
	if known {
		return id
	}
	for _, t := range shared {
		m.tokens[t] = append(m.tokens[t], weights{})
	}
	return id
}

// step is the kind of step from block i-1 to block i.
func (d *doc) step(i int) int {
	f, g := &d.facts[i-1], &d.facts[i]
	rise := int(d.elems[g.home].depth) - int(d.elems[f.home].depth)
	level := 2 + max(-2, min(2, rise))
	if f.home == g.home {
		return 5 + 2*oneIf(d.blocks[i].tag == d.blocks[i-1].tag) + oneIf(d.blocks[i].elem == d.blocks[i-1].elem)
	}
	return level
}

// score sums the weights of block i for each state.
func (d *doc) score(m *model, i int) (sum weights) {
	add := func(w *weights) {
		for s := range sum {
			sum[s] += w[s]
		}
	}
	d.features(i, func(t template, v int) { add(&m.fixed[templateOffsets[t]+v]) })
	add(&d.around[d.blocks[i].near])
	d.nearFeatures(i, func(t template, v int16) { add(&m.tokens[t][v]) })
	d.wordFeatures(m, i, func(t template, v int16) { add(&m.tokens[t][v]) })
	return sum
}

// surround sums for each element what the class tokens on it and around it weigh,
// each token once: the features tAll of all blocks in it. Elements stand in the
// order of the page, so the open ones are a stack.
func (d *doc) surround(m *model) {
	d.around = make([]weights, len(d.elems))
	open := make([]int32, 0, maxDepth)
	counted := make([]int32, len(d.marked)) // element that a token was counted for, +1
	for i := int32(1); i < int32(len(d.elems)); i++ {
		e := &d.elems[i]
		for len(open) > 0 && open[len(open)-1] != e.parent {
			for _, id := range d.elems[open[len(open)-1]].own {
				if counted[id] == open[len(open)-1]+1 {
					counted[id] = 0
				}
			}
			open = open[:len(open)-1]
		}
		open = append(open, i)
		if e.tag == bodyTag || e.tag == atom.Html {
			continue
		}
		d.around[i] = d.around[e.parent]
		for _, id := range e.own {
			if counted[id] != 0 {
				continue
			}
			counted[id] = i + 1
			for s, w := range m.tokens[tAll][id] {
				d.around[i][s] += w
			}
		}
	}
}

// tokenFeatures calls emit for the class tokens around a block and its telling words.
func (d *doc) tokenFeatures(m *model, i int, emit func(t template, v int16)) {
	d.classFeatures(i, 0, func(id int16) { emit(tAll, id) })
	d.nearFeatures(i, emit)
	d.wordFeatures(m, i, emit)
}

func (d *doc) nearFeatures(i int, emit func(t template, v int16)) {
	d.classFeatures(i, d.elems[d.blocks[i].elem].parent, func(id int16) { emit(tNear, id) })
}

// classFeatures calls emit for the class tokens of the elements around a block
// up to top, each once.
func (d *doc) classFeatures(i int, top int32, emit func(id int16)) {
	d.mark++
	for e := d.blocks[i].near; e > 0 && e >= top; e = d.elems[e].parent {
		if d.elems[e].tag == bodyTag {
			break
		}
		for _, id := range d.elems[e].own {
			if d.marked[id] != d.mark {
				d.marked[id] = d.mark
				emit(id)
			}
		}
	}
}

const bagLimit = 14

// tailLimit is how much of a block at the end is looked at, in bytes.
const tailLimit = 400

// inTail reports whether a longer block stands where stories end: what a last
// paragraph says tells whether it is one.
func (d *doc) inTail(i int) bool {
	return d.blocks[i].words > bagLimit && d.facts[i].after <= 1
}

func (d *doc) wordFeatures(m *model, i int, emit func(t template, v int16)) {
	var space [256]byte
	b := &d.blocks[i]
	limit, tail := 40, d.inTail(i)
	switch {
	case tail:
		limit = tailLimit
	case b.words <= bagLimit:
		limit = 200
	}
	folded := foldWords(space[:0], b.text, limit)
	first, second := cutWord(folded)
	word, rest := first, second
	lookup := func(t template, w []byte) {
		if id, ok := m.vocab[t].id(w); ok {
			emit(t, id)
		}
	}
	lookup(tFirst, first)
	if len(rest) > 0 {
		next, _ := cutWord(rest)
		lookup(tPair, folded[:len(first)+1+len(next)])
	}
	for tail && len(word) > 0 {
		lookup(tTail, word)
		word, rest = cutWord(rest)
	}
	if b.words > bagLimit {
		return
	}
	for len(word) > 0 {
		lookup(tBag, word)
		if len(rest) == 0 {
			lookup(tLast, word)
		}
		word, rest = cutWord(rest)
	}
}

func cutWord(b []byte) (word, rest []byte) {
	for i, c := range b {
		if c == ' ' {
			return b[:i], b[i+1:]
		}
	}
	return b, nil
}

// choose finds the best sequence of states. One that leaves nearly all good
// text of the main element out is hardly right: what reads like paragraphs there
// is then favoured, no more than it takes.
func (d *doc) choose(m *model) {
	d.surround(m)
	for i := range d.blocks {
		d.blocks[i].score = d.score(m, i)
	}
	d.decode(m)
	for favour := float32(1); favour <= maxFavour && d.starved(); favour *= 2 {
		for i := range d.blocks {
			if d.goodInMain(i) {
				d.blocks[i].score[story] += favour
			}
		}
		d.decode(m)
	}
}

// A story has at least this share, in percent, of the good words of the main
// element, where there are enough to say so. On the corpus every story below it
// was a failure, but those whose page repeats them as machine-readable text.
const (
	leastShare = 30
	leastGood  = 120
	fewWords   = 12 // a choice of so few is none
	maxFavour  = 16
)

// goodInMain reports whether a block reads like paragraphs of the main element.
// A long one may lack the end of its last sentence, and then tells more about
// where the story is than short ones that have it.
func (d *doc) goodInMain(i int) bool {
	b, f := &d.blocks[i], &d.facts[i]
	if f.phrase != 0 {
		return false
	}
	return f.good && f.relation < 6 || f.kind == kindRun && b.words >= longRun
}

const longRun = 80

// starved reports whether the chosen blocks are too few to be the story.
func (d *doc) starved() bool {
	var good, kept, words int32
	for i := range d.blocks {
		b := &d.blocks[i]
		if b.keep {
			words += b.words
		}
		if !d.goodInMain(i) {
			continue
		}
		good += min(b.words, 80)
		if b.keep {
			kept += min(b.words, 80)
		}
	}
	if words <= fewWords || kept == 0 && words <= scantWords {
		return good > max(kept, words)
	}
	return good >= leastGood && kept*100 < good*leastShare && words*2 < good
}

// decode finds the best sequence for the scores.
func (d *doc) decode(m *model) {
	n := len(d.blocks)
	back := make([][states]state, n)
	best := weights{before: d.blocks[0].score[before], story: d.blocks[0].score[story], aside: never, after: never}
	for i := 1; i < n; i++ {
		best = d.advance(m, i, best, &back[i])
	}
	s := story
	if best[after] > best[s] {
		s = after
	}
	for i := n - 1; i >= 0; i-- {
		d.blocks[i].state = s
		d.blocks[i].keep = s == story
		s = back[i][s]
	}
}

const never = -1e9

func (d *doc) advance(m *model, i int, best weights, back *[states]state) (next weights) {
	step := &m.steps[d.step(i)]
	for s := range next {
		next[s] = 2 * never
	}
	for from := range states {
		for _, to := range follows[from] {
			if v := best[from] + step[from][to]; v > next[to] {
				next[to], back[to] = v, from
			}
		}
	}
	for s := range next {
		next[s] += d.blocks[i].score[s]
	}
	return next
}

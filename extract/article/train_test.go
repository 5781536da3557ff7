package article

import (
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"runtime"
	"sort"
	"strings"
	"sync"
	"testing"

	"github.com/pennypress/pennypress/extract"
)

var (
	trainOut    = flag.String("weights", "weights.tsv", "TestTrain: where the weights go")
	trainRate   = flag.Float64("rate", 0.05, "size of the first steps")
	trainPhrase = flag.Float64("phrases", 0.5, "weight of pages of which only phrases are known")
	trainHosts  = flag.Int("hosts", 6, "on how many sites a token must occur to get a weight")
)

// A recipe is one way to learn a model.
type recipe struct {
	rounds int     // passes over the corpus
	l2     float64 // pull of the weights to zero
	cost   float64 // how much the words of a block count
	drop   float64 // share of the features of words and classes that each step does without
}

// recipes are the models that are averaged.
var recipes = []recipe{{12, 20, 1, 0}, {12, 60, 1, 0}, {16, 20, 1, 0.5}}

// A sample is a page with the states that each of its blocks may have, and the
// numbers of its features.
type sample struct {
	doc   *doc
	row   truthRow
	host  string
	fold  int
	gold  []label // nil when the truth says too little
	feats [][]int32
	steps []int8
}

// A corpus is all pages with one vocabulary.
type corpus struct {
	samples []*sample
	model   *model // vocabulary only
	base    [allTemplates]int32
	size    int
	hosts   [][folds]int16 // of each feature of a token: sites by fold
}

// TestTrain learns weights.tsv from pages with known text:
//
//	go test ./extract/article -run TestTrain -corpus DIR -weights weights.tsv -timeout 1h
//
// The labels come from an alignment of the page's words with the words of the
// text. Learning maximises the likelihood of the right sequence of states
// against all sequences, words of wrongly judged blocks counted as cost.
// TestHeldOut says what that is worth on sites it has not seen.
func TestTrain(t *testing.T) {
	if *trainCorpus == "" {
		t.Skip("needs -corpus")
	}
	c := readCorpus(t)
	p := c.learn(t, -1)
	if err := os.WriteFile(*trainOut, p.table(c.model), 0o644); err != nil {
		t.Fatal(err)
	}
}

// A census counts on how many sites of each fold a token occurs.
type census [allTemplates]map[string]map[string]bool

func (c *census) note(tm template, token, host string) {
	if c[tm] == nil {
		c[tm] = map[string]map[string]bool{}
	}
	if c[tm][token] == nil {
		c[tm][token] = map[string]bool{}
	}
	c[tm][token][host] = true
}

func (c *census) words(d *doc, host string) {
	for i := range d.blocks {
		b := &d.blocks[i]
		words := strings.Fields(string(foldWords(nil, b.text, 200)))
		if len(words) == 0 {
			continue
		}
		c.note(tFirst, words[0], host)
		if len(words) > 1 {
			c.note(tPair, words[0]+" "+words[1], host)
		}
		if d.inTail(i) {
			for _, w := range strings.Fields(string(foldWords(nil, b.text, tailLimit))) {
				c.note(tTail, w, host)
			}
		}
		if b.words > bagLimit {
			continue
		}
		for _, w := range words {
			c.note(tBag, w, host)
		}
		c.note(tLast, words[len(words)-1], host)
	}
}

// readCorpus reads every page twice: for the vocabulary, and for the features.
func readCorpus(t *testing.T) *corpus {
	rows := loadTruth(t, *trainCorpus)
	count := &census{}
	for _, r := range rows {
		host := hostKey(r.URL)
		d, err := load(extract.Page{Body: readPage(t, r.File)}, Options{}, nil, func(_ int32, tok string) { count.note(tAll, tok, host) })
		if err != nil {
			continue
		}
		if len(d.blocks) == 0 {
			continue
		}
		d.prepare(&model{})
		count.words(d, host)
	}
	c := newCorpus(count)
	for i, r := range rows {
		if s := c.sample(t, r); s != nil {
			c.samples = append(c.samples, s)
		}
		if i%200 == 0 {
			runtime.GC() // the parsed pages are large
		}
	}
	return c
}

func newCorpus(count *census) *corpus {
	c := &corpus{model: &model{fixed: make([]weights, fixedFeatures)}}
	for tm := range template(allTemplates) {
		var list []string
		for tok, h := range count[tm] {
			if len(h) >= *trainHosts {
				list = append(list, tok)
			}
		}
		sort.Strings(list)
		for _, tok := range list {
			c.model.learn(tm, tok)
		}
	}
	c.size = fixedFeatures
	for tm := template(templates); tm < allTemplates; tm++ {
		c.base[tm] = int32(c.size)
		c.size += len(c.model.tokens[tm])
	}
	c.hosts = make([][folds]int16, c.size)
	for tm := template(templates); tm < allTemplates; tm++ {
		from := tm
		if tm == tNear {
			from = tAll
		}
		for id, tok := range c.model.vocab[from].words {
			for h := range count[from][tok] {
				c.hosts[c.base[tm]+int32(id)][foldOf(h)]++
			}
		}
	}
	return c
}

// sample reads a page, labels it and lists its features.
func (c *corpus) sample(t *testing.T, r truthRow) *sample {
	d, err := load(extract.Page{Body: readPage(t, r.File)}, Options{}, &c.model.vocab[tAll], nil)
	if err != nil || len(d.blocks) == 0 {
		t.Logf("%s: %v", r.File, err)
		return nil
	}
	d.prepare(c.model)
	s := &sample{doc: d, row: r, host: hostKey(r.URL), gold: labelled(d, r)}
	s.fold = foldOf(s.host)
	for i := range d.blocks {
		var list []int32
		d.features(i, func(tm template, v int) {
			if v < 0 || v >= templateSizes[tm] {
				t.Fatalf("%s: feature %s %d out of range", r.File, templateNames[tm], v)
			}
			list = append(list, int32(templateOffsets[tm]+v))
		})
		d.tokenFeatures(c.model, i, func(tm template, v int16) { list = append(list, c.base[tm]+int32(v)) })
		s.feats = append(s.feats, append(make([]int32, 0, len(list)), list...))
		step := 0
		if i > 0 {
			step = d.step(i)
		}
		s.steps = append(s.steps, int8(step))
	}
	return s
}

// row4 is a weight for each state.
type row4 [states]float32

// params are the weights while they are learned (AdaGrad).
type params struct {
	recipe
	w, g  []row4
	avg   []row4
	n     float32 // of sums in avg
	off   []bool  // features that are not learned
	steps [steps * int(states)]row4
	stepG [steps * int(states)]row4
	e     []row4
	rng   *rand.Rand
}

// learn trains on all pages but those of one fold; -1 leaves none out. The
// average of several models errs less on new sites than any of them, the more so
// the less they were learned alike.
func (c *corpus) learn(t *testing.T, without int) *params {
	return c.average(recipes, func(r recipe, seed uint64) *params { return c.learnOne(t, without, r, seed) })
}

// average learns by each recipe at once, and averages.
func (c *corpus) average(list []recipe, learn func(r recipe, seed uint64) *params) *params {
	models := make([]*params, len(list))
	var all sync.WaitGroup
	for k, r := range list {
		all.Go(func() { models[k] = learn(r, uint64(k+2)) })
	}
	all.Wait()
	for _, p := range models[1:] {
		models[0].add(p)
	}
	models[0].scale(1 / float32(len(models)))
	return models[0]
}

func (p *params) add(q *params) {
	for i := range p.w {
		for k, w := range q.w[i] {
			p.w[i][k] += w
		}
	}
	for i := range p.steps {
		for k, w := range q.steps[i] {
			p.steps[i][k] += w
		}
	}
}

func (p *params) scale(by float32) {
	for i := range p.w {
		for k := range p.w[i] {
			p.w[i][k] *= by
		}
	}
	for i := range p.steps {
		for k := range p.steps[i] {
			p.steps[i][k] *= by
		}
	}
}

func (c *corpus) learnOne(t *testing.T, without int, r recipe, seed uint64) *params {
	p := &params{recipe: r, w: make([]row4, c.size), g: make([]row4, c.size), avg: make([]row4, c.size), off: make([]bool, c.size), rng: rand.New(rand.NewPCG(1, seed))}
	for f := fixedFeatures; f < c.size; f++ {
		n := 0
		for k, hosts := range c.hosts[f] {
			if k != without {
				n += int(hosts)
			}
		}
		p.off[f] = n < *trainHosts
	}
	var train []*sample
	for _, s := range c.samples {
		if s.fold != without && s.gold != nil && (s.row.Text != "" || *trainPhrase > 0) {
			train = append(train, s)
		}
	}
	for round := range r.rounds {
		p.rng.Shuffle(len(train), func(i, j int) { train[i], train[j] = train[j], train[i] })
		loss := 0.0
		for _, s := range train {
			loss += p.update(s, *trainRate/(1+0.2*float64(round)), r.l2/float64(len(train)))
		}
		if round >= 2 {
			p.remember()
		}
		if round%4 == 3 || round == r.rounds-1 {
			t.Logf("fold %d, round %d: loss %.3f a page of %d", without, round, loss/float64(len(train)), len(train))
		}
	}
	return p.averaged()
}

// remember adds the weights to their average over the rounds.
func (p *params) remember() {
	for i := range p.w {
		for k, w := range p.w[i] {
			p.avg[i][k] += w
		}
	}
	p.n++
}

// averaged returns the average weights, which generalise better than the last.
func (p *params) averaged() *params {
	out := &params{w: p.avg, steps: p.steps}
	for i := range out.w {
		for k := range out.w[i] {
			out.w[i][k] /= p.n
		}
	}
	return out
}

// emissions sums the weights of each block's features.
func (p *params) emissions(s *sample) []row4 {
	if cap(p.e) < len(s.feats) {
		p.e = make([]row4, len(s.feats))
	}
	out := p.e[:len(s.feats)]
	for i, list := range s.feats {
		var sum row4
		for _, f := range list {
			w := &p.w[f]
			for k := range sum {
				sum[k] += w[k]
			}
		}
		out[i] = sum
	}
	return out
}

func logAdd(a, b float64) float64 {
	if a < b {
		a, b = b, a
	}
	if d := b - a; d > -30 {
		return a + math.Log1p(math.Exp(d))
	}
	return a
}

type lane [states]float64

// lattice runs forward and backward over the emissions.
func (p *params) lattice(s *sample, e []lane) (fw, bw []lane, z float64) {
	n := len(e)
	fw, bw = make([]lane, n), make([]lane, n)
	fw[0] = lane{never, never, never, never}
	fw[0][before], fw[0][story] = e[0][before], e[0][story]
	for i := 1; i < n; i++ {
		fw[i] = lane{never, never, never, never}
		for from := range states {
			for _, to := range follows[from] {
				fw[i][to] = logAdd(fw[i][to], fw[i-1][from]+p.step(s, i, from, to))
			}
		}
		for k := range fw[i] {
			fw[i][k] += e[i][k]
		}
	}
	bw[n-1] = lane{before: never, aside: never}
	for i := n - 2; i >= 0; i-- {
		for from := range states {
			v := float64(never)
			for _, to := range follows[from] {
				v = logAdd(v, bw[i+1][to]+e[i+1][to]+p.step(s, i+1, from, to))
			}
			bw[i][from] = v
		}
	}
	return fw, bw, logAdd(fw[n-1][story], fw[n-1][after])
}

func (p *params) step(s *sample, i int, from, to state) float64 {
	return float64(p.steps[int(s.steps[i])*int(states)+int(from)][to])
}

// clamp makes what the labels forbid impossible, and what they call wrong dear.
func (s *sample) clamp(em []row4, dear float64) (free, gold []lane) {
	free, gold = make([]lane, len(em)), make([]lane, len(em))
	for i := range em {
		// What counts is kept or not; a word more is a word more.
		cost := dear * math.Min(math.Sqrt(float64(s.doc.blocks[i].words)), 6) / 2
		kept := s.gold[i].has(story)
		for k := range states {
			v := float64(em[i][k])
			free[i][k], gold[i][k] = v, v
			if s.gold[i] != labelAny && (k == story) != kept {
				free[i][k] += cost
			}
			if !s.gold[i].has(k) {
				gold[i][k] = never
			}
		}
	}
	return free, gold
}

// update takes one step along the gradient for one page.
func (p *params) update(s *sample, rate, l2 float64) float64 {
	free, gold := s.clamp(p.emissions(s), p.cost)
	fa, ba, za := p.lattice(s, free)
	fg, bg, zg := p.lattice(s, gold)
	if zg < -1e7 {
		return 0
	}
	weight := 1.0
	if s.row.Text == "" {
		weight = *trainPhrase
	}
	for i := range free {
		var grad lane
		loud := false
		for k := range grad {
			grad[k] = weight * (math.Exp(fa[i][k]+ba[i][k]-za) - math.Exp(fg[i][k]+bg[i][k]-zg))
			loud = loud || math.Abs(grad[k]) > 1e-4
		}
		if loud {
			p.descendAll(s.feats[i], grad, rate, l2)
		}
		if i == 0 {
			continue
		}
		for from := range states {
			for _, to := range follows[from] {
				step := p.step(s, i, from, to)
				g := math.Exp(fa[i-1][from]+step+free[i][to]+ba[i][to]-za) - math.Exp(fg[i-1][from]+step+gold[i][to]+bg[i][to]-zg)
				at := int(s.steps[i])*int(states) + int(from)
				descend(&p.steps[at][to], &p.stepG[at][to], weight*g, rate, l2)
			}
		}
	}
	return za - zg
}

func (p *params) descendAll(feats []int32, grad lane, rate, l2 float64) {
	for _, f := range feats {
		if p.off[f] || f >= int32(fixedFeatures) && p.drop > 0 && p.rng.Float64() < p.drop {
			continue
		}
		w, g := &p.w[f], &p.g[f]
		for k := range w {
			descend(&w[k], &g[k], grad[k], rate, l2)
		}
	}
}

func descend(w, g *float32, grad, rate, l2 float64) {
	grad += l2 * float64(*w)
	sum := float64(*g) + grad*grad
	*g = float32(sum)
	*w -= float32(rate * grad / (1e-6 + math.Sqrt(sum)))
}

// into copies the weights into a model with the same vocabulary.
func (p *params) into(c *corpus) *model {
	m := &model{fixed: make([]weights, fixedFeatures), vocab: c.model.vocab}
	for i := range m.fixed {
		m.fixed[i] = weights(p.w[i])
	}
	for tm := template(templates); tm < allTemplates; tm++ {
		m.tokens[tm] = make([]weights, len(c.model.tokens[tm]))
		for i := range m.tokens[tm] {
			m.tokens[tm][i] = weights(p.w[int(c.base[tm])+i])
		}
	}
	for i, w := range p.steps {
		m.steps[i/int(states)][i%int(states)] = weights(w)
	}
	return m
}

// table writes the weights as TSV, those near zero left out.
func (p *params) table(m *model) []byte {
	var b strings.Builder
	b.WriteString("# Weights of the model over blocks, made by TestTrain. feature, value, then one weight for each\n")
	b.WriteString("# state: before, story, aside, after. Rows \"step\" are from step kind * 4 + state to each state.\n")
	row := func(name, value string, w row4) {
		var cols [states]string
		any := false
		for k, v := range w {
			if v >= 0.02 || v <= -0.02 {
				cols[k], any = strings.TrimSuffix(fmt.Sprintf("%.2f", v), "0"), true
			}
		}
		if any {
			fmt.Fprintf(&b, "%s\t%s\t%s\n", name, value, strings.Join(cols[:], "\t"))
		}
	}
	for v := range p.steps {
		row("step", fmt.Sprint(v), p.steps[v])
	}
	at := 0
	for tm := range template(templates) {
		for v := range templateSizes[tm] {
			row(templateNames[tm], fmt.Sprint(v), p.w[at])
			at++
		}
	}
	for tm := template(templates); tm < allTemplates; tm++ {
		from := tm
		if tm == tNear {
			from = tAll
		}
		for _, tok := range m.vocab[from].words {
			row(templateNames[tm], tok, p.w[at])
			at++
		}
	}
	return []byte(b.String())
}

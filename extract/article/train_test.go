package article

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"flag"
	"fmt"
	"hash/fnv"
	"io"
	"math"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
	"unicode"

	"github.com/pennypress/pennypress/extract"
)

var (
	trainCorpus = flag.String("corpus", "", "folder with truth.jsonl and its pages, for TestTrain")
	trainFold   = flag.Int("fold", -1, "TestTrain: leave out this fifth of the sites and report on it")
	trainOut    = flag.String("weights", "weights.tsv", "TestTrain: where the weights go")
	trainRounds = flag.Int("rounds", 25, "TestTrain: passes over the corpus")
	trainL2     = flag.Float64("l2", 0.02, "TestTrain: pull of the weights to zero")
	trainRate   = flag.Float64("rate", 0.05, "TestTrain: size of the first steps")
	trainCost   = flag.Float64("cost", 1.0, "TestTrain: how much the words of a block count")
)

// A sample is a page with the state that each of its blocks should have.
type sample struct {
	doc    *doc
	host   string
	source string
	gold   []int8 // state, -1 unknown
	fixed  [][]int32
	toks   [][]int32
	steps  []int8
}

type truthRow struct {
	File, URL, Source, Text string
}

// TestTrain learns weights.tsv from pages with known text:
//
//	go test ./extract/article -run TestTrain -corpus DIR -weights weights.tsv -timeout 1h
//
// The labels come from an alignment of the page's words with the words of the
// text. Learning maximises the likelihood of the right sequence of states
// against all sequences, words of wrongly judged blocks counted as cost. With
// -fold N the sites of fold N are left out, and the shares of blocks judged
// right on both sides are printed.
func TestTrain(t *testing.T) {
	if *trainCorpus == "" {
		t.Skip("needs -corpus")
	}
	rows := loadTruth(t, *trainCorpus)
	m := vocabulary(t, rows)
	var train, test []*sample
	for _, r := range rows {
		s := labelled(t, r, m)
		if s == nil {
			continue
		}
		if *trainFold >= 0 && foldOf(s.host) == *trainFold {
			test = append(test, s)
		} else {
			train = append(train, s)
		}
	}
	t.Logf("%d pages to learn from, %d to test", len(train), len(test))
	p := newParams(m)
	learn(t, p, train, test)
	if err := os.WriteFile(*trainOut, p.averaged().table(m), 0o644); err != nil {
		t.Fatal(err)
	}
}

func foldOf(host string) int {
	h := fnv.New32a()
	h.Write([]byte(host))
	return int(h.Sum32() % 5)
}

func loadTruth(t *testing.T, dir string) (rows []truthRow) {
	f, err := os.Open(filepath.Join(dir, "truth.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	in := bufio.NewScanner(f)
	in.Buffer(nil, 64<<20)
	for in.Scan() {
		var r truthRow
		if err := json.Unmarshal(in.Bytes(), &r); err != nil {
			t.Fatal(err)
		}
		if r.Text != "" && r.Source != "charset" {
			rows = append(rows, r)
		}
	}
	return rows
}

func readPage(t *testing.T, name string) []byte {
	f, err := os.Open(filepath.Join(*trainCorpus, name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func hostKey(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	parts := strings.Split(u.Hostname(), ".")
	if n := len(parts); n > 2 && len(parts[n-2]) > 3 {
		parts = parts[n-2:]
	}
	return strings.TrimPrefix(strings.Join(parts, "."), "www.")
}

// minHosts is on how many sites a token must occur to get a weight: what fewer
// sites use says nothing about the next site.
const minHosts = 6

// vocabulary collects the tokens that enough sites use.
func vocabulary(t *testing.T, rows []truthRow) *model {
	hosts := [allTemplates]map[string]map[string]bool{}
	for i := range hosts {
		hosts[i] = map[string]map[string]bool{}
	}
	note := func(tm template, token, host string) {
		if hosts[tm][token] == nil {
			hosts[tm][token] = map[string]bool{}
		}
		hosts[tm][token][host] = true
	}
	for _, r := range rows {
		host := hostKey(r.URL)
		if *trainFold >= 0 && foldOf(host) == *trainFold {
			continue
		}
		d, err := load(extract.Page{Body: readPage(t, r.File)}, Options{}, nil, func(_ int32, tok string) { note(tAll, tok, host) })
		if err != nil {
			continue
		}
		for i := range d.blocks {
			b := &d.blocks[i]
			words := strings.Fields(string(foldWords(nil, b.text, 200)))
			if len(words) == 0 {
				continue
			}
			note(tFirst, words[0], host)
			if len(words) > 1 {
				note(tPair, words[0]+" "+words[1], host)
			}
			if b.words <= bagLimit {
				for _, w := range words {
					note(tBag, w, host)
				}
				note(tLast, words[len(words)-1], host)
			}
		}
	}
	m := &model{fixed: make([]weights, fixedFeatures)}
	for i := range m.vocab {
		m.vocab[i] = map[string]int16{}
	}
	for tm := range template(allTemplates) {
		var list []string
		for tok, h := range hosts[tm] {
			if len(h) >= minHosts {
				list = append(list, tok)
			}
		}
		sort.Strings(list)
		for _, tok := range list {
			m.learn(tm, tok)
		}
	}
	return m
}

// labelled reads a page, aligns it with its truth and lists its features.
func labelled(t *testing.T, r truthRow, m *model) *sample {
	d, err := load(extract.Page{Body: readPage(t, r.File)}, Options{}, m.vocab[tAll], nil)
	if err != nil {
		t.Logf("%s: %v", r.File, err)
		return nil
	}
	d.prepare(m)
	s := &sample{doc: d, host: hostKey(r.URL), source: r.Source}
	if s.gold = align(d, r.Text); s.gold == nil {
		return nil
	}
	base := tokenBase(m)
	for i := range d.blocks {
		var fixed, toks []int32
		d.features(i, func(tm template, v int) {
			if v < 0 || v >= templateSizes[tm] {
				t.Fatalf("%s: feature %s %d out of range", r.File, templateNames[tm], v)
			}
			fixed = append(fixed, int32(templateOffsets[tm]+v))
		})
		d.tokenFeatures(m, i, func(tm template, v int16) { toks = append(toks, int32(base[tm])+int32(v)) })
		s.fixed, s.toks = append(s.fixed, fixed), append(s.toks, toks)
		step := 0
		if i > 0 {
			step = d.step(i)
		}
		s.steps = append(s.steps, int8(step))
	}
	return s
}

func tokenBase(m *model) (base [allTemplates]int) {
	at := fixedFeatures
	for tm := template(templates); tm < allTemplates; tm++ {
		base[tm] = at
		at += len(m.tokens[tm])
	}
	return base
}

func wordsOf(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// align labels each block by the longest common subsequence of words.
func align(d *doc, text string) []int8 {
	ids := map[string]int32{}
	number := func(w string) int32 {
		if _, ok := ids[w]; !ok {
			ids[w] = int32(len(ids))
		}
		return ids[w]
	}
	var page, truth []int32
	var owner []int32
	total := make([]int, len(d.blocks))
	for i := range d.blocks {
		for _, w := range wordsOf(d.blocks[i].text) {
			page, owner = append(page, number(w)), append(owner, int32(i))
			total[i]++
		}
	}
	for _, w := range wordsOf(text) {
		truth = append(truth, number(w))
	}
	if len(page)*len(truth) > 400_000_000 || len(page) == 0 {
		return nil
	}
	hit := make([]int, len(d.blocks))
	for _, at := range commonSequence(page, truth) {
		hit[owner[at]]++
	}
	gold := make([]int8, len(d.blocks))
	first, last := -1, -1
	for i := range gold {
		if total[i] > 0 && hit[i]*10 >= total[i]*6 && (total[i] > 2 || hit[i] == total[i]) {
			gold[i] = 1
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	if first < 0 {
		return nil
	}
	for i := range gold {
		switch {
		case i < first:
			gold[i] = int8(before)
		case i > last:
			gold[i] = int8(after)
		case gold[i] == 1:
			gold[i] = int8(story)
		default:
			gold[i] = int8(aside)
		}
		if total[i] == 0 || d.facts[i].kind == kindPost && i > first && i < last {
			gold[i] = -1
		}
	}
	return gold
}

// commonSequence returns the places in a of a longest common subsequence,
// preferring runs.
func commonSequence(a, b []int32) (places []int) {
	w := len(b) + 1
	dir := make([]uint8, (len(a)+1)*w)
	prev, cur := make([]int32, w), make([]int32, w)
	prevRun, curRun := make([]bool, w), make([]bool, w)
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			best, d := prev[j], uint8(1)
			if cur[j-1] > best {
				best, d = cur[j-1], 2
			}
			curRun[j] = false
			if a[i-1] == b[j-1] {
				v := prev[j-1] + 4
				if prevRun[j-1] {
					v += 3
				}
				if v >= best {
					best, d = v, 3
					curRun[j] = true
				}
			}
			cur[j] = best
			dir[i*w+j] = d
		}
		prev, cur = cur, prev
		prevRun, curRun = curRun, prevRun
	}
	for i, j := len(a), len(b); i > 0 && j > 0; {
		switch dir[i*w+j] {
		case 3:
			places = append(places, i-1)
			i, j = i-1, j-1
		case 1:
			i--
		default:
			j--
		}
	}
	return places
}

// params are the weights while they are learned (AdaGrad).
type params struct {
	w, g  []float64 // [feature*states+state]
	avg   []float64
	n     float64 // of sums in avg
	steps [steps * int(states) * int(states)]float64
	stepG [steps * int(states) * int(states)]float64
}

func newParams(m *model) *params {
	n := fixedFeatures
	for tm := template(templates); tm < allTemplates; tm++ {
		n += len(m.tokens[tm])
	}
	return &params{w: make([]float64, n*int(states)), g: make([]float64, n*int(states)), avg: make([]float64, n*int(states))}
}

func learn(t *testing.T, p *params, train, test []*sample) {
	rng := rand.New(rand.NewPCG(1, 2))
	order := rng.Perm(len(train))
	for round := range *trainRounds {
		rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		loss := 0.0
		for _, k := range order {
			loss += p.update(train[k], *trainRate/(1+0.2*float64(round)), *trainL2/float64(len(train)))
		}
		if round >= 2 {
			p.remember()
		}
		if round%3 == 2 || round == *trainRounds-1 {
			mean := p.averaged()
			t.Logf("round %d: loss %.3f a page; %s | %s", round, loss/float64(len(train)), p.report(train), p.report(test))
			t.Logf("         averaged: %s | %s", mean.report(train), mean.report(test))
		}
	}
}

// remember adds the weights to their average over the rounds.
func (p *params) remember() {
	for i, w := range p.w {
		p.avg[i] += w
	}
	p.n++
}

// averaged returns the average weights, which generalise better than the last.
func (p *params) averaged() *params {
	out := &params{w: make([]float64, len(p.w)), steps: p.steps}
	for i := range out.w {
		out.w[i] = p.avg[i] / p.n
	}
	return out
}

func (p *params) emissions(s *sample) [][states]float64 {
	out := make([][states]float64, len(s.fixed))
	for i := range out {
		for _, list := range [][]int32{s.fixed[i], s.toks[i]} {
			for _, f := range list {
				for k := range int(states) {
					out[i][k] += p.w[int(f)*int(states)+k]
				}
			}
		}
	}
	return out
}

func stepIndex(step int8, from, to state) int {
	return (int(step)*int(states)+int(from))*int(states) + int(to)
}

func logAdd(a, b float64) float64 {
	if a < b {
		a, b = b, a
	}
	if b < -1e8 {
		return a
	}
	return a + math.Log1p(math.Exp(b-a))
}

// lattice runs forward and backward over the emissions.
func (p *params) lattice(s *sample, e [][states]float64) (fw, bw [][states]float64, z float64) {
	n := len(e)
	fw, bw = make([][states]float64, n), make([][states]float64, n)
	for k := range fw[0] {
		fw[0][k] = never
	}
	fw[0][before], fw[0][story] = e[0][before], e[0][story]
	for i := 1; i < n; i++ {
		for k := range fw[i] {
			fw[i][k] = never
		}
		for from := range states {
			for _, to := range follows[from] {
				fw[i][to] = logAdd(fw[i][to], fw[i-1][from]+p.steps[stepIndex(s.steps[i], from, to)])
			}
		}
		for k := range fw[i] {
			fw[i][k] += e[i][k]
		}
	}
	bw[n-1] = [states]float64{before: never, aside: never}
	for i := n - 2; i >= 0; i-- {
		for from := range states {
			v := float64(never)
			for _, to := range follows[from] {
				v = logAdd(v, bw[i+1][to]+e[i+1][to]+p.steps[stepIndex(s.steps[i+1], from, to)])
			}
			bw[i][from] = v
		}
	}
	return fw, bw, logAdd(fw[n-1][story], fw[n-1][after])
}

// update takes one step along the gradient for one page.
func (p *params) update(s *sample, rate, l2 float64) float64 {
	e := p.emissions(s)
	gold := make([][states]float64, len(e))
	for i := range e {
		gold[i] = e[i]
		if s.gold[i] < 0 {
			continue
		}
		// What counts is kept or not; a word more is a word more.
		cost := *trainCost * math.Min(math.Sqrt(float64(s.doc.blocks[i].words)), 6) / 2
		for k := range state(states) {
			if (k == story) != (state(s.gold[i]) == story) {
				e[i][k] += cost
			}
			if k != state(s.gold[i]) {
				gold[i][k] = never
			}
		}
	}
	fa, ba, za := p.lattice(s, e)
	fg, bg, zg := p.lattice(s, gold)
	if zg < -1e7 {
		return 0
	}
	for i := range e {
		for k := range int(states) {
			grad := math.Exp(fa[i][k]+ba[i][k]-za) - math.Exp(fg[i][k]+bg[i][k]-zg)
			if math.Abs(grad) < 1e-5 {
				continue
			}
			for _, list := range [][]int32{s.fixed[i], s.toks[i]} {
				for _, f := range list {
					p.descend(&p.w[int(f)*int(states)+k], &p.g[int(f)*int(states)+k], grad, rate, l2)
				}
			}
		}
		if i == 0 {
			continue
		}
		for from := range states {
			for _, to := range follows[from] {
				at := stepIndex(s.steps[i], from, to)
				step := p.steps[at]
				grad := math.Exp(fa[i-1][from]+step+e[i][to]+ba[i][to]-za) - math.Exp(fg[i-1][from]+step+gold[i][to]+bg[i][to]-zg)
				p.descend(&p.steps[at], &p.stepG[at], grad, rate, l2)
			}
		}
	}
	return za - zg
}

func (p *params) descend(w, g *float64, grad, rate, l2 float64) {
	grad += l2 * *w
	*g += grad * grad
	*w -= rate * grad / (1e-6 + math.Sqrt(*g))
}

// decode is the best sequence, as the product decodes it.
func (p *params) decode(s *sample) []state {
	e := p.emissions(s)
	n := len(e)
	back := make([][states]state, n)
	best := [states]float64{e[0][before], e[0][story], never, never}
	for i := 1; i < n; i++ {
		next := [states]float64{2 * never, 2 * never, 2 * never, 2 * never}
		for from := range states {
			for _, to := range follows[from] {
				if v := best[from] + p.steps[stepIndex(s.steps[i], from, to)]; v > next[to] {
					next[to], back[i][to] = v, from
				}
			}
		}
		for k := range next {
			next[k] += e[i][k]
		}
		best = next
	}
	k := story
	if best[after] > best[k] {
		k = after
	}
	out := make([]state, n)
	for i := n - 1; i >= 0; i-- {
		out[i] = k
		k = back[i][k]
	}
	return out
}

// report gives word precision and recall, averaged over pages, and the share of
// pages whose blocks are all right.
func (p *params) report(list []*sample) string {
	if len(list) == 0 {
		return "-"
	}
	var prec, rec, exact, near float64
	for _, s := range list {
		var both, said, want float64
		for i, k := range p.decode(s) {
			w := float64(s.doc.blocks[i].words) + 0.5
			if s.gold[i] < 0 {
				continue
			}
			if k == story {
				said += w
			}
			if state(s.gold[i]) == story {
				want += w
				if k == story {
					both += w
				}
			}
		}
		if said > 0 {
			prec += both / said
		}
		rec += both / want
		if both == said && both == want {
			exact++
		}
		if 2*both/(said+want) >= 0.98 {
			near++
		}
	}
	n := float64(len(list))
	return fmt.Sprintf("P %.4f R %.4f F %.4f near %.3f exact %.3f", prec/n, rec/n, 2*prec*rec/(prec+rec)/n, near/n, exact/n)
}

// table writes the weights as TSV, those near zero left out.
func (p *params) table(m *model) []byte {
	var b strings.Builder
	b.WriteString("# Weights of the model over blocks, made by TestTrain. feature, value, then one weight for each\n")
	b.WriteString("# state: before, story, aside, after. Rows \"step\" are from step kind * 4 + state to each state.\n")
	row := func(name, value string, w []float64) {
		var cols [states]string
		any := false
		for k, v := range w {
			if math.Abs(v) >= 0.02 {
				cols[k], any = strings.TrimSuffix(fmt.Sprintf("%.2f", v), "0"), true
			}
		}
		if any {
			fmt.Fprintf(&b, "%s\t%s\t%s\n", name, value, strings.Join(cols[:], "\t"))
		}
	}
	for v := range steps * int(states) {
		row("step", fmt.Sprint(v), p.steps[v*int(states):(v+1)*int(states)])
	}
	for tm := range template(templates) {
		for v := range templateSizes[tm] {
			at := (templateOffsets[tm] + v) * int(states)
			row(templateNames[tm], fmt.Sprint(v), p.w[at:at+int(states)])
		}
	}
	base := tokenBase(m)
	for tm := template(templates); tm < allTemplates; tm++ {
		vocab := m.vocab[tm]
		if tm == tNear {
			vocab = m.vocab[tAll]
		}
		var list []string
		for tok := range vocab {
			list = append(list, tok)
		}
		sort.Strings(list)
		for _, tok := range list {
			at := (base[tm] + int(vocab[tok])) * int(states)
			row(templateNames[tm], tok, p.w[at:at+int(states)])
		}
	}
	return []byte(b.String())
}

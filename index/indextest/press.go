package indextest

import (
	"fmt"
	"iter"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/pennypress/pennypress/extract"
)

// A Press writes articles that are made up but have the measures of business
// news, for benchmarks: some 350 words of a vocabulary in which few words are
// frequent and many are rare, a subject with words of its own, one to five
// instruments of 4,000, moves, amounts, 60 sources, two years. The same number
// gives the same article.
type Press struct {
	seed   uint64
	words  []string
	common shares // of all words
	names  shares // of instruments
	desks  shares // of sources
}

const (
	pressWords    = 120_000
	pressSubjects = 400
	subjectWords  = 120
	pressSymbols  = 4_000
	pressSources  = 60
	pressDays     = 730
)

// NewPress returns a press; the seed decides everything that it writes.
func NewPress(seed uint64) *Press {
	r := rand.New(rand.NewPCG(seed, 1))
	p := &Press{seed: seed, common: newShares(pressWords, 1.02), names: newShares(pressSymbols, 1), desks: newShares(pressSources, 1)}
	seen := map[string]bool{}
	for len(p.words) < pressWords {
		if w := madeUpWord(r, len(p.words)); !seen[w] {
			seen[w] = true
			p.words = append(p.words, w)
		}
	}
	return p
}

// madeUpWord is the longer the rarer it is to be.
func madeUpWord(r *rand.Rand, rank int) string {
	const consonants, vowels = "bcdfghklmnprstvw", "aeiou"
	n := 1 + int(math.Log10(float64(rank+1)))*2/3 + r.IntN(2)
	var b strings.Builder
	for range n {
		b.WriteByte(consonants[r.IntN(len(consonants))])
		b.WriteByte(vowels[r.IntN(len(vowels))])
		if r.IntN(3) == 0 {
			b.WriteByte("nrstl"[r.IntN(5)])
		}
	}
	return b.String() + [...]string{"", "", "", "s", "ed", "ing"}[r.IntN(6)]
}

// Articles writes the first n articles.
func (p *Press) Articles(n int) iter.Seq[extract.Article] {
	return func(yield func(extract.Article) bool) {
		for i := range n {
			if !yield(p.Article(i)) {
				return
			}
		}
	}
}

// Article writes one article.
func (p *Press) Article(n int) extract.Article {
	d := draft{Press: p, Rand: rand.New(rand.NewPCG(p.seed, uint64(n)+2)), subject: n * 7919 % pressSubjects}
	url := fmt.Sprintf("https://press.example/%d", n)
	a := extract.Article{
		Schema: extract.Schema, ID: extract.ID(url), URL: url, CanonicalURL: url, Language: "en", Revision: 1,
		Source: fmt.Sprintf("source-%02d", p.desks.pick(d.Rand)), Section: []string{"markets", "companies", "economy", "tech"}[d.IntN(4)],
		Authors: []string{d.name() + " " + d.name()}, Fetched: pressStart,
		Published: pressStart.Add(time.Duration(d.IntN(pressDays*24*60)) * time.Minute),
	}
	a.Cluster = a.ID
	a.Title = d.sentence(7 + d.IntN(5))
	var symbols []string
	for range 1 + d.IntN(5) {
		symbols = append(symbols, fmt.Sprintf("S%d", p.names.pick(d.Rand)))
	}
	for range 8 + d.IntN(10) {
		d.paragraph(&a, symbols)
	}
	a.Text = strings.TrimSpace(d.text.String())
	a.WordCount = extract.WordCount(a.Text)
	a.ContentHash = extract.ContentHash(a.Title, a.Text)
	return a
}

var pressStart = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)

// A draft is an article being written.
type draft struct {
	*Press
	*rand.Rand
	subject int
	text    strings.Builder // of ASCII: a byte is a code point
}

// word is one of the subject's now and then, else any.
func (d *draft) word() string {
	if d.IntN(4) > 0 {
		return d.words[d.common.pick(d.Rand)]
	}
	i := int(math.Pow(d.Float64(), 2) * subjectWords)
	return d.words[100+(d.subject*subjectWords+i)*37%(pressWords/4)]
}

func (d *draft) name() string {
	w := d.words[1000+d.IntN(3000)]
	return strings.ToUpper(w[:1]) + w[1:]
}

func (d *draft) sentence(n int) string {
	words := make([]string, n)
	for i := range words {
		words[i] = d.word()
	}
	s := strings.Join(words, " ")
	return strings.ToUpper(s[:1]) + s[1:]
}

// paragraph writes a sentence or two, and a figure in one of two.
func (d *draft) paragraph(a *extract.Article, symbols []string) {
	d.text.WriteString(d.sentence(8 + d.IntN(14)))
	switch d.IntN(4) {
	case 0:
		d.move(a, symbols[d.IntN(len(symbols))])
	case 1:
		d.amount(a)
	}
	d.text.WriteString(". " + d.sentence(6+d.IntN(8)) + ".\n\n")
}

// write adds a mention and gives its place.
func (d *draft) write(s string) extract.Span {
	d.text.WriteByte(' ')
	start := d.text.Len()
	d.text.WriteString(s)
	return extract.Span{Start: start, End: d.text.Len()}
}

func (d *draft) move(a *extract.Article, symbol string) {
	value := math.Round(d.NormFloat64()*60) / 10
	text := fmt.Sprintf("%v%%", math.Abs(value))
	named := extract.Entity{Type: extract.TypeTicker, Text: symbol, Symbol: symbol, Exchange: "XNAS", Span: d.write(symbol)}
	if !slices.ContainsFunc(a.Entities, func(e extract.Entity) bool { return e.Symbol == symbol }) {
		a.Entities = append(a.Entities, named)
	}
	percent := extract.Entity{Type: extract.TypePercent, Text: text, Value: &value, Unit: extract.UnitPercent, Span: d.write(text)}
	a.Entities = append(a.Entities, percent)
	a.Moves = append(a.Moves, extract.Move{Symbol: symbol, Exchange: "XNAS", Percent: value, Span: percent.Span})
}

func (d *draft) amount(a *extract.Article) {
	value := math.Round(math.Exp(d.NormFloat64()*2+4)) * 1e6
	code := []string{"USD", "USD", "USD", "EUR", "GBP", "JPY", "CNY"}[d.IntN(7)]
	text := fmt.Sprintf("%s %.0f million", code, value/1e6)
	a.Entities = append(a.Entities, extract.Entity{Type: extract.TypeMoney, Text: text, Value: &value, Currency: code, Span: d.write(text)})
}

// shares pick numbers from 0 so that the k-th comes up in proportion to
// 1/(k+2)^s, as the words of a language do. Each place holds a share of its own
// number and fills up with another one's (Vose's alias method).
type shares struct {
	own   []float64
	other []int32
}

func newShares(n int, s float64) shares {
	sum := 0.0
	weights := make([]float64, n)
	for k := range weights {
		weights[k] = math.Pow(float64(k+2), -s)
		sum += weights[k]
	}
	t := shares{own: make([]float64, n), other: make([]int32, n)}
	var small, large []int32
	for k, w := range weights {
		t.own[k], t.other[k] = w/sum*float64(n), int32(k)
		if t.own[k] < 1 {
			small = append(small, int32(k))
		} else {
			large = append(large, int32(k))
		}
	}
	for len(small) > 0 && len(large) > 0 {
		poor, rich := small[len(small)-1], large[len(large)-1]
		small = small[:len(small)-1]
		t.other[poor] = rich
		t.own[rich] -= 1 - t.own[poor]
		if t.own[rich] < 1 {
			large = large[:len(large)-1]
			small = append(small, rich)
		}
	}
	return t
}

func (s shares) pick(r *rand.Rand) int {
	i := r.IntN(len(s.own))
	if r.Float64() < s.own[i] {
		return i
	}
	return int(s.other[i])
}

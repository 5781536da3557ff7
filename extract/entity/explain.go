package entity

import (
	"slices"

	"github.com/pennypress/pennypress/extract"
)

// A Mention explains one figure of a text: what proposed it, what decided it,
// and where that stands. Refused names are mentions too.
type Mention struct {
	Entity  extract.Entity `json:"entity"`
	Rule    string         `json:"rule"`              // what proposed it: "number and percent", "exchange pair", "name"
	Why     string         `json:"why,omitempty"`     // what decided its direction, or what opened or refused the name
	Cue     *Cue           `json:"cue,omitempty"`     // the word that decided; of a name the evidence, or the mention that opened it
	Moved   []Moved        `json:"moved,omitempty"`   // of a percentage: whose price it changed
	Still   string         `json:"still,omitempty"`   // of a percentage: why it changed nobody's
	Refused bool           `json:"refused,omitempty"` // a name that did not count
}

// A Cue is a word of the text that decided something, and its place.
type Cue struct {
	Text string `json:"text"`
	extract.Span
}

// A Moved says which mention of which instrument a percentage belongs to.
type Moved struct {
	Symbol string `json:"symbol"`
	Why    string `json:"why"`
	By     Cue    `json:"by"` // the mention
}

// Explain returns a mention for every entity that Find returns, and for every
// name it refused, in order. It is never nil.
func (f *Finder) Explain(text string, h Hint) []Mention {
	d := f.read(text, h)
	defer f.free(d)
	out := make([]Mention, 0, len(d.figures)+len(d.refused))
	last := -1 // the percentage before
	for i := range d.figures {
		m := d.mention(&d.figures[i])
		for _, mv := range d.moves {
			if mv.percent == i {
				g := &d.figures[mv.ticker]
				m.Moved = append(m.Moved, Moved{Symbol: mv.symbol, Why: mv.why, By: d.cueOf(g.from, g.to)})
			}
		}
		if m.Entity.Type == extract.TypePercent {
			if len(m.Moved) == 0 {
				m.Still = d.still(i, last)
			}
			last = i
		}
		out = append(out, m)
	}
	for i := range d.refused {
		m := d.mention(&d.refused[i])
		m.Refused = true
		out = append(out, m)
	}
	slices.SortStableFunc(out, func(a, b Mention) int { return a.Entity.Start - b.Entity.Start })
	d.toPoints(out)
	return out
}

// still says why figure n, a percentage, is no change of a price; last is the
// percentage before it.
func (d *doc) still(n, last int) string {
	f := &d.figures[n]
	switch {
	case f.unit != inPercent:
		return "points are no change of a price"
	case f.direction == 0:
		return "a level, no change"
	case d.isForecast(f):
		return "may happen, or is expected"
	}
	s := d.subjectOf(n, last)
	switch {
	case len(s.tickers) > 0:
		return "whose it is of a list cannot be told"
	case s.why != "":
		return s.why
	}
	return "no instrument is its subject"
}

// mention explains f, offsets still in bytes.
func (d *doc) mention(f *figure) Mention {
	c := d.cueOf(f.from, f.to)
	m := Mention{Entity: extract.Entity{Text: c.Text, Span: c.Span}, Rule: ruleNames[f.rule], Why: f.why}
	f.tell(&m.Entity, new([]float64))
	if f.typ == sum {
		m.Why = d.whyCurrency(f)
	}
	if f.cue >= 0 && f.cue < len(d.toks) && f.why != "" {
		cue := d.cueOf(f.cue, f.cue+1)
		m.Cue = &cue
	}
	return m
}

// whyCurrency says what decided the currency of f.
func (d *doc) whyCurrency(f *figure) string {
	if len(f.may) < 2 {
		return "its mark or word"
	}
	for _, c := range []string{d.dollar, d.country} {
		if c != "" && slices.Contains(f.currency.countries, c) {
			return "its mark or word in a document of " + c
		}
	}
	return "what its mark or word means by default"
}

// cueOf returns the text and the bytes of tokens from..to-1.
func (d *doc) cueOf(from, to int) Cue {
	start, end := int(d.toks[from].start), int(d.toks[to-1].end)
	return Cue{d.text[start:end], extract.Span{Start: start, End: end}}
}

// toPoints turns the byte offsets of mentions into code points.
func (d *doc) toPoints(out []Mention) {
	var spans []*extract.Span
	for i := range out {
		spans = append(spans, &out[i].Entity.Span)
		if out[i].Cue != nil {
			spans = append(spans, &out[i].Cue.Span)
		}
		for k := range out[i].Moved {
			spans = append(spans, &out[i].Moved[k].By.Span)
		}
	}
	offsets := make([]*int, 0, 2*len(spans))
	for _, s := range spans {
		offsets = append(offsets, &s.Start, &s.End)
	}
	slices.SortFunc(offsets, func(a, b *int) int { return *a - *b })
	at := counter{low: d.low, beyond: d.beyond}
	for _, o := range offsets {
		*o = at.to(*o)
	}
}

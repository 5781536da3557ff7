package article

import (
	"fmt"
	"sort"
	"strings"
	"time"

	"github.com/pennypress/pennypress/extract"
)

// An Explanation says how a page was read: where each field came from, and why
// each block was kept or dropped.
type Explanation struct {
	Charset string          `json:"charset"` // what the bytes were decoded from
	Fields  []FieldReport   `json:"fields"`
	Blocks  []BlockReport   `json:"blocks"`
	Refused string          `json:"refused,omitempty"` // why the page is no article
	Article extract.Article `json:"-"`
}

// A FieldReport is one field's value and its origin.
type FieldReport struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	From  string `json:"from"`
}

// A BlockReport is one line of the page. Scores are the model's, by state; the
// decision is over the whole sequence, so the highest does not always win.
type BlockReport struct {
	Kept   bool               `json:"kept"`
	Why    string             `json:"why"`
	Tag    string             `json:"tag"`
	Kind   string             `json:"kind"`
	Words  int                `json:"words"`
	Links  int                `json:"links"` // share of link text, percent
	Facts  []string           `json:"facts"` // the features that spoke loudest
	Scores map[string]float64 `json:"scores,omitempty"`
	Text   string             `json:"text"`
}

var kindNames = [kinds]string{"none", "tiny", "link", "links", "heading", "item", "link item", "caption", "long", "mid", "short", "run",
	"line", "row", "quote", "post", "control"}

// Explain reads a page as Read does and reports how. A page that is no article
// is explained, too; the error is then nil and Refused says why.
func Explain(p extract.Page, o Options) (Explanation, error) {
	d, err := read(p, o)
	if err != nil {
		if not, ok := err.(*extract.NotArticle); ok {
			return Explanation{Refused: not.Error()}, nil
		}
		return Explanation{}, err
	}
	m, err := standard()
	if err != nil {
		return Explanation{}, err
	}
	e := Explanation{Charset: d.charset}
	e.Article, err = d.article()
	if err != nil {
		e.Refused = err.Error()
	}
	e.Fields = d.fields(d.text()).reports()
	for _, f := range d.flags() {
		e.Fields = append(e.Fields, FieldReport{"flag", f.value, f.from})
	}
	if d.data {
		e.Fields = append(e.Fields, FieldReport{"text", "put at the end of the page", "data of scripts"})
	}
	for i := range d.blocks {
		e.Blocks = append(e.Blocks, d.report(m, i))
	}
	return e, nil
}

func (f fields) reports() []FieldReport {
	day := func(c dateChoice) choice {
		if c.from == "" {
			return choice{}
		}
		return choice{c.at.Format(time.RFC3339), c.from}
	}
	var out []FieldReport
	for _, r := range []struct {
		name string
		choice
	}{
		{"title", f.title}, {"subtitle", f.subtitle}, {"authors", choice{strings.Join(f.authors.names, "; "), f.authors.from}},
		{"published", day(f.published)}, {"modified", day(f.modified)}, {"language", f.language}, {"canonical_url", f.canonical},
		{"site", f.site}, {"section", f.section}, {"tags", choice{strings.Join(f.tags.list, "; "), f.tags.from}}, {"image", f.image},
	} {
		if r.value != "" {
			out = append(out, FieldReport{r.name, r.value, r.from})
		}
	}
	return out
}

// loudest is how many features a report names.
const loudest = 4

func (d *doc) report(m *model, i int) BlockReport {
	b, f := &d.blocks[i], &d.facts[i]
	r := BlockReport{Kept: b.keep, Why: b.why, Tag: b.tag.String(), Kind: kindNames[f.kind], Words: int(b.words),
		Links: linkShare(b.linkBytes, b.bytes), Text: b.text}
	if r.Why == "" {
		r.Why = "model: " + stateNames[b.state]
	}
	if d.lines {
		return r
	}
	r.Scores = map[string]float64{}
	for s, v := range b.score {
		r.Scores[stateNames[s]] = float64(v)
	}
	r.Facts = d.loudestFacts(m, i)
	return r
}

// loudestFacts names the features whose weights differ most between keeping
// the block and not, with that difference.
func (d *doc) loudestFacts(m *model, i int) []string {
	type spoken struct {
		name string
		by   float32
	}
	var all []spoken
	margin := func(w weights) float32 { return w[story] - max(w[before], w[aside], w[after]) }
	d.features(i, func(t template, v int) {
		all = append(all, spoken{templateNames[t] + "=" + d.valueName(t, v), margin(m.fixed[templateOffsets[t]+v])})
	})
	d.tokenFeatures(m, i, func(t template, v int16) {
		from := t
		if t == tNear {
			from = tAll
		}
		all = append(all, spoken{templateNames[t] + "=" + m.vocab[from].words[v], margin(m.tokens[t][v])})
	})
	sort.SliceStable(all, func(i, j int) bool { return abs(all[i].by) > abs(all[j].by) })
	var out []string
	for _, s := range all[:min(loudest, len(all))] {
		out = append(out, fmt.Sprintf("%s %+.1f", s.name, s.by))
	}
	return out
}

func abs(v float32) float32 {
	if v < 0 {
		return -v
	}
	return v
}

// valueName is how a report writes a feature's value.
func (d *doc) valueName(t template, v int) string {
	switch t {
	case tKind:
		return kindNames[v]
	case tPhrase, tPhrasePrev, tPhraseNext, tPhraseHeading:
		per := templateSizes[t] / int(phraseKinds)
		if v/per == 0 {
			return "none"
		}
		return categories[v/per-1]
	}
	return fmt.Sprint(v)
}

// String is the explanation for a terminal: fields first, then one line for
// each block, + kept or - dropped.
func (e Explanation) String() string {
	var b strings.Builder
	if e.Refused != "" {
		fmt.Fprintf(&b, "%s\n", e.Refused)
	}
	fmt.Fprintf(&b, "charset    %s\n", e.Charset)
	for _, f := range e.Fields {
		fmt.Fprintf(&b, "%-10s %s  (%s)\n", f.Name, f.Value, f.From)
	}
	for _, r := range e.Blocks {
		sign := '-'
		if r.Kept {
			sign = '+'
		}
		text := strings.ReplaceAll(r.Text, "\n", " ")
		if runes := []rune(text); len(runes) > 70 {
			text = string(runes[:70]) + "…"
		}
		fmt.Fprintf(&b, "%c %-9s %-7s %3dw %3d%%  %s\n      %s; %s\n", sign, r.Tag, r.Kind, r.Words, r.Links, text, r.Why, strings.Join(r.Facts, ", "))
	}
	return b.String()
}

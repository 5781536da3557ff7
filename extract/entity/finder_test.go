package entity

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/extract/gazetteer"
)

// check verifies what must hold for any text.
func check(t *testing.T, text string, entities []extract.Entity, moves []extract.Move) {
	t.Helper()
	if entities == nil || moves == nil {
		t.Fatalf("Find(%q): a nil slice", text)
	}
	runes, end := []rune(text), 0
	for _, e := range entities {
		if e.Start < end || e.End <= e.Start || e.End > len(runes) || string(runes[e.Start:e.End]) != e.Text {
			t.Fatalf("Find(%q): bad span %+v", text, e)
		}
		end = e.End
		for _, v := range []*float64{e.Value, e.Low, e.High} {
			if v != nil && !finite(*v) {
				t.Fatalf("Find(%q): %q is not finite", text, e.Text)
			}
		}
	}
	for _, m := range moves {
		if m.Start < 0 || m.End <= m.Start || m.End > len(runes) || m.Symbol == "" || !finite(m.Percent) {
			t.Fatalf("Find(%q): bad move %+v", text, m)
		}
	}
}

func TestPercentages(t *testing.T) {
	for text, want := range map[string]float64{
		"sales fell 12% in May":              -12,
		"a 4.5 per cent rise in profit":      4.5,
		"it holds a 20% stake":               20,
		"unemployment fell to 6.6 per cent":  6.6,
		"the fund was 0.3 pct lower":         -0.3,
		"a quarter-point cut was expected":   -0.25,
		"output shrank by two per cent":      -2,
		"the index lost -3.17% on the day":   -3.17,
		"rates were raised 25 basis points":  25,
		"the stock closed 1.81% higher":      1.81,
		"growth of 4% is in sight this year": 4,
	} {
		entities, moves := New(nil).Find(text, Hint{})
		check(t, text, entities, moves)
		if len(entities) != 1 || entities[0].Value == nil || *entities[0].Value != want {
			t.Errorf("Find(%q) = %+v, want %v", text, entities, want)
		}
	}
}

func TestHints(t *testing.T) {
	f := New(nil)
	for _, c := range []struct {
		text string
		hint Hint
		want string
	}{
		{"It sold for $5 million.", Hint{}, "USD"},
		{"It sold for $5 million.", Hint{Country: "CA"}, "CAD"},
		{"It sold for $5 million.", Hint{Site: "smh.com.au"}, "AUD"},
		{"It sold for $5 million.", Hint{Country: "GB"}, "USD"},
		{"It sold for Rs 5 million.", Hint{Country: "PK"}, "PKR"},
		{"It sold for C$5 million.", Hint{Country: "AU"}, "CAD"},
		{"Se vendió por $5 millones.", Hint{Country: "MX", Language: "es-MX"}, "MXN"},
	} {
		entities, _ := f.Find(c.text, c.hint)
		if len(entities) != 1 || entities[0].Currency != c.want {
			t.Errorf("Find(%q, %+v) = %+v, want %s", c.text, c.hint, entities, c.want)
		}
	}
}

// TestConcurrent runs one Finder from several goroutines, as its users do.
func TestConcurrent(t *testing.T) {
	own := func() *gazetteer.Table {
		table, err := new(gazetteer.Table).With(strings.NewReader("ACME\tXNYS\tshare\tAcme\t~Widget {rockets}\n"), "own.tsv")
		if err != nil {
			t.Fatal(err)
		}
		return table
	}
	f := New(own()) // its names are made when first asked for
	const text = "Output rose 3% to $5 million, the ministry said. Acme fell 2%; the Widget of rockets sank."
	want, _ := New(own()).Find(text, Hint{})
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 50 {
				if got, _ := f.Find(text, Hint{}); !slices.EqualFunc(got, want, func(a, b extract.Entity) bool { return a.Span == b.Span && a.Symbol == b.Symbol }) {
					t.Errorf("Find(%q) = %+v, want %+v", text, got, want)
					return
				}
			}
		})
	}
	wg.Wait()
}

// TestExplainNames checks that names say what opened them, and where.
func TestExplainNames(t *testing.T) {
	f := New(gazetteer.Default())
	for _, c := range []struct{ text, name, why, cue string }{
		{"Nvidia rose.", "Nvidia", "an unambiguous name", ""},
		{"Shares of Target sank.", "Target", "a price cue before it", "Shares"},
		{"Target shares sank.", "Target", "a price cue after it", "shares"},
		{"Target fell 8%.", "Target", "a change of price after it", "fell"},
		{"Target Corp. met. Later, Target left.", "Target", "named elsewhere in the text", "Target"},
		{"Meta-analysis helps.", "Meta", "a phrase that names no company", "analysis"},
		{"It cost €5 million.", "€5 million", "its mark or word", ""},
		{"It cost $5 million in Toronto, Canada.", "$5 million", "its mark or word in a document of CA", ""},
	} {
		var last Mention
		for _, m := range f.Explain(c.text, Hint{}) {
			if m.Entity.Text == c.name {
				last = m
			}
		}
		cue := ""
		if last.Cue != nil {
			cue = last.Cue.Text
			if got := string([]rune(c.text)[last.Cue.Start:last.Cue.End]); got != cue {
				t.Errorf("Explain(%q): cue %q stands at %q", c.text, cue, got)
			}
		}
		if last.Why != c.why || cue != c.cue {
			t.Errorf("Explain(%q): %s because of %q (%q), want %q (%q)", c.text, c.name, last.Why, cue, c.why, c.cue)
		}
	}
}

func TestExplainRefusals(t *testing.T) {
	f := New(gazetteer.Default())
	mentions := f.Explain("Target the young.", Hint{})
	if len(mentions) != 1 || !mentions[0].Refused || mentions[0].Why == "" {
		t.Errorf("Explain = %+v, want Target refused with a reason", mentions)
	}
}

// TestAppend checks that what was found before stays, and that memory given again has
// nothing of its former text.
func TestAppend(t *testing.T) {
	f := New(gazetteer.Default())
	const first, second = "Shares of Nvidia fell 11% to $124 a share.", "Apple rose 2%, and €5m was paid."
	one, oneMoves := f.Find(first, Hint{})
	two, twoMoves := f.Find(second, Hint{})
	both, moves := f.Append(slices.Clone(one), slices.Clone(oneMoves), second, Hint{})
	if diff := cmp.Diff(slices.Concat(one, two), both); diff != "" {
		t.Errorf("Append (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(slices.Concat(oneMoves, twoMoves), moves); diff != "" {
		t.Errorf("moves of Append (-want +got):\n%s", diff)
	}
	again, moves := f.Append(both[:0], moves[:0], second, Hint{})
	if diff := cmp.Diff(two, again); diff != "" {
		t.Errorf("Append to used memory (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(twoMoves, moves); diff != "" {
		t.Errorf("moves of Append to used memory (-want +got):\n%s", diff)
	}
}

// TestExplainNoMove checks that a percentage without a move says why.
func TestExplainNoMove(t *testing.T) {
	f := New(gazetteer.Default())
	for text, want := range map[string]string{
		"Apple sales rose 5%.":                                 "a figure of the company is its subject",
		"Apple's margin was 40%.":                              "a level, no change",
		"Yields at Apple fell 5 basis points.":                 "points are no change of a price",
		"Apple could rise 5%.":                                 "may happen, or is expected",
		"The weather improved, and the crop rose 5%.":          "a noun that is no instrument is its subject",
		"Nestlé and Danone met. The company fell 2%.":          "several companies were named that it may describe",
		"Its shares fell 2%.":                                  "nothing was named that it may refer to",
		"腾讯营收增长12%。":                                           "a figure of the company stands before it",
		"Tencent and Fusco Works fell 3% and 4% respectively.": "no move of the percentage before it",
		"Apple fell 5%.":                                       "",
	} {
		mentions := f.Explain(text, Hint{})
		last := Mention{}
		for _, m := range mentions {
			if m.Entity.Type == extract.TypePercent {
				last = m
			}
		}
		if last.Still != want || (len(last.Moved) > 0) == (last.Still != "") {
			t.Errorf("Explain(%q): %q moved %v because of %q, want %q", text, last.Entity.Text, last.Moved, last.Still, want)
		}
	}
}

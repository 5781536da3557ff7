package entity

import (
	"testing"

	"github.com/pennypress/pennypress/extract"
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

package main

import (
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/extract/entity"
	"github.com/pennypress/pennypress/extract/gazetteer"
)

// FuzzFiguresLine checks that a line of figures is what encoding/json makes of it, whatever comes
// from a text or from a list of symbols.
func FuzzFiguresLine(f *testing.F) {
	for i, text := range []string{"", "Nvidia", `"a" & <b>`, "a\\b\n\t\x00\x7f", "£5 – €6", "a\u2028b\u2029c", "\xe2\x80", "x\xffy", "日本"} {
		f.Add(text, text, 3.25, i, i%3 == 0)
	}
	for _, v := range []float64{0, math.Copysign(0, -1), 1, -11.5, 0.1 + 0.2, 1e-6, 9e-7, -1e20, 1e21, 5e-324, 1 << 53, 123456789.25} {
		f.Add("a", "", v, 1, false)
	}
	f.Fuzz(func(t *testing.T, text, more string, v float64, n int, ranged bool) {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return // Find gives none, and JSON has none
		}
		e := extract.Entity{Type: extract.TypeMoney, Text: text, Span: extract.Span{Start: n, End: n + 1}, Modifier: extract.ModifierAbout, Currency: "USD", Per: "share"}
		m := extract.Move{Symbol: text, Exchange: more, Percent: v, Span: e.Span}
		if e.Value = &v; ranged {
			e.Value, e.Low, e.High = nil, &v, &v
			m.Low, m.High = &v, &v
		}
		ticker := extract.Entity{Type: extract.TypeTicker, Text: text, Symbol: more, Exchange: text, Name: more, How: extract.HowName}
		percent := extract.Entity{Type: extract.TypePercent, Text: more, Value: &v, Unit: extract.UnitPercent, Direction: extract.Up}
		for _, line := range []encoded{
			{text, []extract.Entity{}, []extract.Move{}},
			{text, []extract.Entity{e}, []extract.Move{m}},
			{more, []extract.Entity{ticker, e, percent}, []extract.Move{m, m}},
		} {
			want, err := jsonLine(line)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(appendFigures(nil, line.File, line.Entities, line.Moves))); diff != "" {
				t.Errorf("appendFigures(%+v) (-want +got):\n%s", line, diff)
			}
		}
	})
}

// encoded is the line as encoding/json would have it.
type encoded struct {
	File     string           `json:"file"`
	Entities []extract.Entity `json:"entities"`
	Moves    []extract.Move   `json:"moves"`
}

// TestLinesKeepNothing checks that a line says the same whatever was in the memory of its text
// before: what a Finder kept of a text would have become another's.
func TestLinesKeepNothing(t *testing.T) {
	dir := t.TempDir()
	texts := []string{
		"Shares of Factset (FDS) rose 3% to $412.50, and FDS was up 4.5% in New York (NYSE: FDS).\n",
		"Aktien von SAP (SAP) fielen um 3,1 Prozent auf 121,40 Euro. SAP verlor 5 Prozent, $SAP 2 %.\n",
		"Delta and United fell 3% and 2% respectively; the airline's C$5 target (TSX: AC) was cut.\n",
	}
	names := make([]string, len(texts))
	for i, text := range texts {
		names[i] = filepath.Join(dir, string(rune('a'+i)))
		if err := os.WriteFile(names[i], []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	shared := figureLines{finder: entity.New(gazetteer.Default())}
	for round := range 20 {
		name := names[round*round%len(names)]
		alone := figureLines{finder: entity.New(gazetteer.Default())}
		want, err := alone.of(new(inputs), name)
		if err != nil {
			t.Fatal(err)
		}
		got, err := shared.of(new(inputs), name)
		if diff := cmp.Diff(string(want), string(got)); err != nil || diff != "" {
			t.Fatalf("round %d: line of %s: %v (-alone +after others):\n%s", round, name, err, diff)
		}
		shared.again(got)
	}
}

package entity

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/extract/gazetteer"
)

var gold = flag.String("gold", "", "`folder` with gold.jsonl and its texts: print what each mechanism is worth there, and time Find on them")

// A goldDoc is one line of gold.jsonl.
type goldDoc struct {
	File     string
	Entities []goldEntity
	Moves    []goldMove
}

type goldEntity struct {
	extract.Entity
	Optional       bool
	SignFree       bool     `json:"sign_free"`
	Accept         []string // other symbols
	AcceptCurrency []string `json:"accept_currency"`
}

type goldMove struct {
	extract.Move
	Optional bool
	Accept   []string
}

// TestMechanisms prints the scores with each mechanism off, and fails where one
// that is off makes nothing worse: then it is worth nothing.
func TestMechanisms(t *testing.T) {
	if *gold == "" {
		t.Skip("no -gold folder")
	}
	docs := readGold(t, *gold)
	finder := New(gazetteer.Default())
	all := against(finder, docs)
	fmt.Println("mechanism off       percent    money   bare $   ticker    moves   (F1; bare $ is the share read right)")
	print := func(name string, s [5]tally) {
		fmt.Printf("%-18s", name)
		for _, c := range s {
			fmt.Printf("%9.3f", c.f1())
		}
		fmt.Println()
	}
	print("none", all)
	for _, m := range []struct {
		name string
		off  mechanism
	}{{"clauses", clauses}, {"lists", lists}, {"two stages", stages}, {"country", countries}, {"memory", memories}} {
		finder.off = m.off
		s := against(finder, docs)
		print(m.name, s)
		worse := false
		for i := range s {
			worse = worse || s[i].f1() < all[i].f1()
		}
		if !worse {
			t.Errorf("without %s nothing is worse", m.name)
		}
	}
}

func readGold(t testing.TB, dir string) map[string]goldDoc {
	t.Helper()
	f, err := os.Open(filepath.Join(dir, "gold.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	docs := map[string]goldDoc{}
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var d goldDoc
		if err := json.Unmarshal(lines.Bytes(), &d); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(filepath.Join(dir, d.File))
		if err != nil {
			t.Fatal(err)
		}
		docs[string(text)] = d
	}
	return docs
}

// A tally counts what agrees, what should and what was found.
type tally struct{ hit, want, got int }

func (c tally) f1() float64 { return 2 * float64(c.hit) / max(1, float64(c.want+c.got)) }

// against returns the tallies of percent (span and sign), money, bare dollars,
// tickers and moves.
func against(f *Finder, docs map[string]goldDoc) (s [5]tally) {
	for text, d := range docs {
		entities, moves := f.Find(text, Hint{})
		for i, typ := range []string{extract.TypePercent, extract.TypeMoney, "", extract.TypeTicker} {
			if typ != "" {
				s[i].entities(typ, entities, d.Entities)
			}
		}
		for _, g := range d.Entities {
			if len(g.AcceptCurrency) == 0 {
				continue
			}
			s[2].want++
			s[2].got++
			if slices.ContainsFunc(entities, func(e extract.Entity) bool { return e.Span == g.Span && e.Currency == g.Currency }) {
				s[2].hit++
			}
		}
		s[4].moves(moves, d.Moves)
	}
	return s
}

func (c *tally) entities(typ string, got []extract.Entity, want []goldEntity) {
	for _, e := range got {
		if e.Type == typ && !slices.ContainsFunc(want, func(g goldEntity) bool { return g.Optional && g.Type == typ && overlap(g.Span, e.Span) }) {
			c.got++
		}
	}
	for _, g := range want {
		if g.Type != typ || g.Optional {
			continue
		}
		c.want++
		if slices.ContainsFunc(got, func(e extract.Entity) bool { return e.Type == typ && overlap(g.Span, e.Span) && agrees(g, e) }) {
			c.hit++
		}
	}
}

func agrees(g goldEntity, e extract.Entity) bool {
	switch g.Type {
	case extract.TypePercent:
		return g.Span == e.Span && g.Unit == e.Unit && (g.SignFree || sameValue(g.Value, e.Value) && sameValue(g.Low, e.Low) && g.Direction == e.Direction)
	case extract.TypeMoney:
		return sameValue(g.Value, e.Value) && sameValue(g.Low, e.Low) && (e.Currency == g.Currency || slices.Contains(g.AcceptCurrency, e.Currency))
	}
	return sameSymbol(e.Symbol, g.Symbol, g.Accept)
}

func (c *tally) moves(got []extract.Move, want []goldMove) {
	same := func(g goldMove, m extract.Move) bool {
		return overlap(g.Span, m.Span) && sameSymbol(m.Symbol, g.Symbol, g.Accept)
	}
	for _, m := range got {
		if !slices.ContainsFunc(want, func(g goldMove) bool { return g.Optional && same(g, m) }) {
			c.got++
		}
	}
	for _, g := range want {
		if g.Optional {
			continue
		}
		c.want++
		if slices.ContainsFunc(got, func(m extract.Move) bool { return same(g, m) && (g.Low != nil || math.Abs(m.Percent-g.Percent) < 1e-6) }) {
			c.hit++
		}
	}
}

func overlap(a, b extract.Span) bool { return min(a.End, b.End) > max(a.Start, b.Start) }

func sameValue(a, b *float64) bool {
	return (a == nil) == (b == nil) && (a == nil || math.Abs(math.Abs(*a)-math.Abs(*b)) <= 1e-6*max(1, math.Abs(*a)))
}

func sameSymbol(got, want string, accept []string) bool {
	plain := func(s string) string { return strings.TrimLeft(strings.ReplaceAll(s, "-", "."), "0") }
	return plain(got) == plain(want) || slices.ContainsFunc(accept, func(a string) bool { a, _, _ = strings.Cut(a, "."); return plain(got) == plain(a) })
}

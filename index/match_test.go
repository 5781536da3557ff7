package index_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/index"
	"github.com/pennypress/pennypress/index/words"
)

func number(f float64) *float64 { return &f }

// story is an article with one of everything.
var story = extract.Article{
	ID: "s1", Title: "Kobold slides", Text: "Shares of Kobold fell 12% after export controls. Harbour rose 3% to $1.5 billion.",
	URL: "https://www.markets.example/a", Source: "Asia-Wire", Site: "Markets Daily", Section: "Chips", Tags: []string{"Export rules"},
	Authors: []string{"Ann Lee", "José Díaz"}, Language: "en-GB", Cluster: "s1",
	Published: time.Date(2025, 1, 31, 23, 30, 0, 0, time.UTC),
	Entities: []extract.Entity{
		{Type: extract.TypeTicker, Symbol: "KBD", Exchange: "XNAS", Span: extract.Span{Start: 10, End: 16}},
		{Type: extract.TypePercent, Value: number(-12), Unit: extract.UnitPercent, Span: extract.Span{Start: 22, End: 25}},
		{Type: extract.TypePercent, Value: number(50), Unit: extract.UnitBasisPoint},
		{Type: extract.TypeMoney, Low: number(1e9), High: number(1.5e9), Currency: "USD", Span: extract.Span{Start: 68, End: 80}},
	},
	Moves: []extract.Move{
		{Symbol: "KBD", Exchange: "XNAS", Percent: -12, Span: extract.Span{Start: 22, End: 25}},
		{Symbol: "HRB", Percent: 3},
	},
}

func parse(t *testing.T, query string) index.Query {
	t.Helper()
	q, err := index.Parse(query, time.Date(2025, 2, 1, 12, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func TestMatch(t *testing.T) {
	for _, c := range []struct {
		query string
		want  bool
	}{
		{"", true},
		{"share controls", true},
		{`"export controls"`, true},
		{`"controls export"`, false},
		{`"slides shares"`, false}, // not from the title into the text
		{"title:kobold title:sliding", true},
		{"title:export", false},
		{"kob* title:sli* contr*", true},
		{"-kobold", false},
		{"-copper (gold OR harbour)", true},
		{"author:lee author:\"jose diaz\" author:dia*", true},
		{`author:"lee jose"`, false},
		{"source:asia-wire source:ASIA* site:markets.example site:\"markets daily\"", true},
		{"source:asia", false},
		{"site:example site:kets.example", false},
		{"section:chips tag:\"export rules\" lang:en lang:en-gb", true},
		{"lang:e", false},
		{"ticker:kbd ticker:XNAS:KBD", true},
		{"ticker:XAMS:KBD", false},
		{"move:KBD<-10% move:HRB>0 move:XNAS:KBD", true},
		{"move:HRB<0", false},
		{"move:KBD:-12..-11", true},
		{"move:KBD<-12", false},
		{"percent:0.5", true},
		{"percent:50", false},
		{"money:USD:1.4bn..2bn money:<=1bn money:>1bn", true},
		{"money:EUR>0", false},
		{"date:2025-01 date:2025-01-31 before:2025-02-01 after:2025-01-31 last:1d last:13h", true},
		{"last:12h", false},
		{"after:2025-02-01", false},
		{"is:original", true},
	} {
		if got := index.Match(parse(t, c.query), story, words.Analyzer{}); got != c.want {
			t.Errorf("Match(%s) = %v, want %v", c.query, got, c.want)
		}
	}
	undated := story
	undated.Published = time.Time{}
	if index.Match(parse(t, "before:2030"), undated, words.Analyzer{}) {
		t.Error("an undated article is before 2030")
	}
}

func TestSnippet(t *testing.T) {
	for _, c := range []struct {
		query string
		want  []string
	}{
		{"fall", []string{}},
		{"controls harbour", []string{"controls", "Harbour"}},
		{`"export controls" -gold`, []string{"export controls"}},
		{"move:KBD<-10% money:>1bn", []string{"12%", "$1.5 billion"}},
		{"ticker:KBD", []string{"Kobold"}},
	} {
		text, spans := index.Snippet(parse(t, c.query), story, words.Analyzer{})
		got := []string{}
		for _, s := range spans {
			got = append(got, string([]rune(text)[s.Start:s.End]))
		}
		if fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("Snippet(%s) marks %q, want %q", c.query, got, c.want)
		}
	}
}

func TestSnippetShowsParagraphs(t *testing.T) {
	for _, c := range []struct{ text, query, want, marked string }{
		{"Copper rose.\n\nTin\tfell.\n", "tin", "Copper rose. · Tin fell.", "Tin"},
		{"Tin 1 %\n Zinc 2 %", `"1 zinc"`, "Tin 1 % · Zinc 2 %", "1 % · Zinc"},
		{"\n\n銅\u2029金", "金", "銅 · 金", "金"},
	} {
		got, spans := index.Snippet(parse(t, c.query), extract.Article{Text: c.text}, words.Analyzer{})
		if got != c.want {
			t.Errorf("Snippet(%q) = %q, want %q", c.text, got, c.want)
		}
		if len(spans) != 1 || string([]rune(got)[spans[0].Start:spans[0].End]) != c.marked {
			t.Errorf("Snippet(%q) marks %v, want %q", c.text, spans, c.marked)
		}
	}
}

// FuzzSnippet checks that marks lie in the snippet, in order, whatever the text.
func FuzzSnippet(f *testing.F) {
	f.Add("copper rose\n\nand copper fell 銅", "copper 銅 OR fe*")
	f.Fuzz(func(t *testing.T, text, query string) {
		q, err := index.Parse(query, time.Now())
		if err != nil {
			return
		}
		snippet, spans := index.Snippet(q, extract.Article{Text: text}, words.Analyzer{})
		n, end := len([]rune(snippet)), 0
		if n > 600 { // when every character is a line
			t.Fatalf("Snippet(%q, %q) is %d long", query, text, n)
		}
		for _, s := range spans {
			if s.Start < end || s.End > n || s.End <= s.Start {
				t.Fatalf("Snippet(%q, %q): bad mark %+v of %d", query, text, s, n)
			}
			end = s.End
		}
	})
}

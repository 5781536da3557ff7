package index

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"
)

var testNow = time.Date(2025, 2, 10, 12, 30, 0, 0, time.UTC)

// TestParse checks the normal form: what it says is how it was understood.
func TestParse(t *testing.T) {
	for _, c := range []struct{ query, want string }{
		{"", ""},
		{"  ", ""},
		{"deepseek chips", "deepseek chips"},
		{`"export controls"`, `"export controls"`},
		{"“export controls”", `"export controls"`},
		{"intel OR amd", "intel OR amd"},
		{"a b OR c d", "a b OR c d"},
		{"(a OR b) c", "(a OR b) c"},
		{"(a b) c", "a b c"},
		{"a OR (b OR c)", "a OR b OR c"},
		{"intel or ORacle OR(amd)", "intel or ORacle OR amd"},
		{"-nvidia -(a OR b) -\"x y\"", `-nvidia -(a OR b) -"x y"`},
		{"chip* 株*", "chip* 株*"},
		{"what is it .", "what is it"},
		{"AT&T Q4/2024 [final] 10:30 $5.5 11.5%", "AT&T Q4/2024 [final] 10:30 $5.5 11.5%"},
		{"title:deepseek TITLE:\"price war\" title:lith* author:doe", `title:deepseek title:"price war" title:lith* author:doe`},
		{"source:asia-wire source:asia* tag:\"central banks\" lang:en-US site:x.com section:a", `source:"asia-wire" source:asia* tag:"central banks" lang:"en-US" site:"x.com" section:"a"`},
		{"ticker:nvda ticker:xams:asml ticker:$T ticker:^GSPC ticker:BRK.B", "ticker:NVDA ticker:XAMS:ASML ticker:T ticker:^GSPC ticker:BRK.B"},
		{"move:NVDA<-10% move:nvda<=-10 move:<-10% move:ASML>=5%", "move:NVDA<-10 move:NVDA<=-10 move:<-10 move:ASML>=5"},
		{"move:NVDA move:NVDA:-20..-10% move:-2..3 move:5% move:NVDA=5% move:XAMS:ASML>1 move:0700", "move:NVDA move:NVDA:-20..-10 move:-2..3 move:=5 move:NVDA=5 move:XAMS:ASML>1 move:0700"},
		{"percent:>=50 percent:50% percent:1..2 percent:<−3%", "percent:>=50 percent:=50 percent:1..2 percent:<-3"},
		{"money:>=1bn money:usd>=1.1bn money:EUR:100m..2bn money:USD money:1k money:USD:5m..6m money:≥1,500", "money:>=1000000000 money:USD>=1100000000 money:EUR:100000000..2000000000 money:USD money:=1000 money:USD:5000000..6000000 money:>=1500"},
		{"after:2025-01-01 before:2025 date:2025-01 date:2025-01..2025-03 last:7d after:today", "after:2025-01-01 before:2025 date:2025-01 date:2025-01..2025-03 last:7d after:today"},
		{"is:original", "is:original"},
	} {
		q, err := Parse(c.query, testNow)
		if err != nil {
			t.Errorf("Parse(%q): %v", c.query, err)
			continue
		}
		if got := q.String(); got != c.want {
			t.Errorf("Parse(%q) = %s, want %s", c.query, got, c.want)
		}
	}
}

// TestRefusals checks what is refused, where the caret points and the advice.
func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		query    string
		pos, end int
		says     string
	}{
		{`"export controls`, 0, 1, "never closed"},
		{"(intel OR", 7, 9, "nothing follows OR"},
		{"(intel", 0, 1, "never closed"},
		{"intel)", 5, 6, `without "("`},
		{"intel OR", 6, 8, "nothing follows OR"},
		{"OR intel", 0, 2, "nothing precedes OR"},
		{"a OR OR b", 2, 4, "nothing follows OR"},
		{"()", 0, 2, "nothing between"},
		{"move:NVDA<", 9, 10, "a number must follow <"},
		{"move:NVDA<abc%", 10, 14, "not a number"},
		{"move:<abc", 6, 9, "not a number"},
		{"move:NVDA=>5", 9, 11, "not a comparison"},
		{"money:USD>=", 9, 11, "a number must follow >="},
		{"money:XYZ>=1", 6, 9, "unknown currency"},
		{"money:UDS>=1", 6, 9, `did you mean "USD"`},
		{"money:$>=1", 6, 7, "write money:USD"},
		{"money:USD:5..6m", 10, 11, "write both in full"},
		{"money:2..1", 6, 10, "empty"},
		{"percent:>=x", 10, 11, "not a number"},
		{"percent:1..", 11, 12, "must follow"},
		{"after:yesterday-ish", 6, 19, "not a date"},
		{"after:yesterdayy", 6, 16, `did you mean "yesterday"`},
		{"date:2025-13", 5, 12, "not a date"},
		{"date:2025-02-30", 5, 15, "not a date"},
		{"last:7x", 0, 0, "not a length"},
		{"nosuchfield:1", 0, 11, "unknown field"},
		{"tilte:x", 0, 5, `did you mean "title:"`},
		{"http://example.com", 0, 4, "unknown field"},
		{"ticker:", 0, 7, "needs a value"},
		{"ticker:%%", 7, 9, "not the symbol"},
		{"ticker:XX:NVDA", 7, 9, "four-letter code"},
		{"title:(a b)", 0, 7, "not a group"},
		{`tag:""`, 0, 6, "needs a value"},
		{"is:new", 3, 6, "is:original"},
		{"*", 0, 1, "beginning of a word"},
		{"c*", 0, 2, "two letters"},
		{"*chip", 0, 5, "end of a word"},
		{"ch*p", 0, 4, "end of a word"},
		{`"chip*"`, 0, 7, "between quotes"},
		{`""`, 0, 2, "no word"},
		{"...", 0, 3, "no word"},
		{"nvidia - amd", 7, 8, "excludes nothing"},
		{"--amd", 0, 2, "twice"},
		{strings.Repeat("a ", 10000), 2000, 2001, "more than 1000 clauses"},
		{strings.Repeat("a", 1<<20), 0, 1, "longer than"},
		{strings.Repeat("(", 100) + "a", 50, 51, "nested deeper"},
		{"a\xffb", 1, 2, "UTF-8"},
	} {
		_, err := Parse(c.query, testNow)
		var se *SyntaxError
		if !errors.As(err, &se) {
			t.Errorf("Parse(%.40q) = %v, want a syntax error", c.query, err)
			continue
		}
		if !strings.Contains(err.Error(), c.says) {
			t.Errorf("Parse(%.40q): %v, want %q", c.query, err, c.says)
		}
		if c.end > 0 && (se.Pos != c.pos || se.End != c.end) {
			t.Errorf("Parse(%.40q): %v at %d to %d, want %d to %d", c.query, err, se.Pos, se.End, c.pos, c.end)
		}
	}
}

func TestCaret(t *testing.T) {
	for _, c := range []struct{ query, want string }{
		{"intel date:2025-13", "intel date:2025-13\n           ^^^^^^^"},
		{"intel OR", "intel OR\n      ^^"},
		{"利上げ percent:1..", "利上げ percent:1..\n                  ^"},
		{strings.Repeat("a", 100) + " (", "... " + strings.Repeat("a", 39) + " (\n" + strings.Repeat(" ", 44) + "^"},
	} {
		_, err := Parse(c.query, testNow)
		var se *SyntaxError
		if !errors.As(err, &se) {
			t.Fatalf("Parse(%q) = %v, want a syntax error", c.query, err)
		}
		if got := se.Caret(); got != c.want {
			t.Errorf("Caret(%q) =\n%s\nwant\n%s", c.query, got, c.want)
		}
	}
}

func TestAny(t *testing.T) {
	for _, c := range []struct {
		query, want string
		loosens     bool
	}{
		{"a b", "a OR b", true},
		{`a "b c" source:x -d`, `(a OR "b c") source:"x" -d`, true},
		{"a source:x", `a source:"x"`, false},
		{"a OR b", "a OR b", false},
		{"", "", false},
	} {
		q, err := Parse(c.query, testNow)
		if err != nil {
			t.Fatal(err)
		}
		got, loosens := q.Any()
		if got.String() != c.want || loosens != c.loosens {
			t.Errorf("Any(%q) = %s, %v, want %s, %v", c.query, got, loosens, c.want, c.loosens)
		}
	}
}

func TestCurrencies(t *testing.T) {
	last := ""
	for _, code := range currencies() {
		if len(code) != 3 || strings.ToUpper(code) != code || code <= last {
			t.Errorf("currencies.txt: %q after %q, want three capitals, sorted, once", code, last)
		}
		last = code
	}
}

// FuzzParse checks that any query is refused with a place inside it, or has a
// normal form that parses to the same tree.
func FuzzParse(f *testing.F) {
	for _, s := range []string{
		`a (b OR "c d") -chip* title:x`, "move:XAMS:ASML<-10% money:EUR:100m..2bn", "date:2025-01..2025-03 last:7d",
		"-(-a)", "ticker:", "“x", "percent:..", "利*", "is:original tag:a*", "a OR -(b c) OR d",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		q, err := Parse(s, testNow)
		if err != nil {
			var se *SyntaxError
			if !errors.As(err, &se) || strings.Contains(err.Error(), "\n") && !strings.Contains(s, "\n") {
				t.Fatalf("Parse(%q): bad error %v", s, err)
			}
			if n := len([]rune(se.Query)); se.Pos < 0 || se.Pos > n || se.End <= se.Pos || se.End > n+1 {
				t.Fatalf("Parse(%q): place %d to %d of %d", s, se.Pos, se.End, n)
			}
			se.Caret()
			return
		}
		again, err := Parse(q.String(), testNow)
		if err != nil {
			t.Fatalf("Parse(%q) = %q, which does not parse: %v", s, q.String(), err)
		}
		if !reflect.DeepEqual(placeless(q.Root), placeless(again.Root)) {
			t.Fatalf("Parse(%q) = %q, which parses to %q", s, q, again)
		}
	})
}

// placeless drops the places of clauses, and the quotes that the normal form adds.
func placeless(n Node) Node {
	switch n := n.(type) {
	case And:
		return And{Nodes: placelessAll(n.Nodes)}
	case Or:
		return Or{Nodes: placelessAll(n.Nodes)}
	case Not:
		return Not{Node: placeless(n.Node)}
	case nil:
		return nil
	}
	v := reflect.New(reflect.TypeOf(n)).Elem()
	v.Set(reflect.ValueOf(n))
	v.FieldByName("At").SetZero()
	return v.Interface().(Node)
}

func placelessAll(nodes []Node) []Node {
	out := make([]Node, len(nodes))
	for i, n := range nodes {
		out[i] = placeless(n)
	}
	return out
}

package web

import (
	"fmt"
	"math"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/index"
)

func TestClip(t *testing.T) {
	for _, c := range []struct {
		text string
		n    int
		want string
	}{
		{"plain", 10, "plain"}, {"two\nlines\tof", 20, "two lines of"}, {"a\x00b\x1b[31mc", 10, "ab[31mc"},
		{"left\u202eright", 20, "leftright"}, {"\xff\xfebad", 10, "bad"}, {"long enough", 4, "long…"}, {"ünïcode", 3, "ünï…"}, {"", 3, ""},
	} {
		if got := clip(c.text, c.n); got != c.want {
			t.Errorf("clip(%q, %d) = %q, want %q", c.text, c.n, got, c.want)
		}
	}
}

func TestWebURL(t *testing.T) {
	for address, want := range map[string]string{
		"https://a.example/x?y=1": "https://a.example/x?y=1", "http://a.example": "http://a.example",
		"javascript:alert(1)": "", "JavaScript:alert(1)": "", "data:text/html,x": "", "//a.example/x": "", "/x": "", "": "", "https:": "", "http://[::1": "",
		" https://a.example": "", "\x01javascript:alert(1)": "",
	} {
		if got := webURL(address); got != want {
			t.Errorf("webURL(%q) = %q, want %q", address, got, want)
		}
	}
}

func TestNumber(t *testing.T) {
	for f, want := range map[float64]string{
		0: "0", 1: "1", -1: "−1", 11.5: "11.5", 1234567: "1,234,567", -1000: "−1,000", 0.0001: "0.0001", 0.00001: "0", 999: "999",
		1e15: "1e+15", -2.5e18: "-2.5e+18", math.Inf(1): "+Inf",
	} {
		if got := number(f); got != want {
			t.Errorf("number(%v) = %q, want %q", f, got, want)
		}
	}
}

func TestMeaning(t *testing.T) {
	f := func(v float64) *float64 { return &v }
	for _, c := range []struct {
		e    extract.Entity
		want string
	}{
		{extract.Entity{Type: extract.TypePercent, Value: f(-11.5), Direction: extract.Down}, "−11.5%"},
		{extract.Entity{Type: extract.TypePercent, Value: f(3), Direction: extract.Up}, "+3%"},
		{extract.Entity{Type: extract.TypePercent, Value: f(3)}, "3%"},
		{extract.Entity{Type: extract.TypePercent, Value: f(25), Unit: extract.UnitBasisPoint, Modifier: extract.ModifierAbout}, "about 25 basis points"},
		{extract.Entity{Type: extract.TypePercent, Low: f(5), High: f(10)}, "5 to 10%"},
		{extract.Entity{Type: extract.TypePercent}, "of unknown value%"},
		{extract.Entity{Type: extract.TypeMoney, Value: f(5.5e6), Currency: "USD", Per: "year"}, "USD 5,500,000 per year"},
		{extract.Entity{Type: extract.TypeMoney, High: f(100), Currency: "EUR", Modifier: extract.ModifierUpTo}, "up to EUR up to 100"},
		{extract.Entity{Type: extract.TypeTicker, Symbol: "NVDA", Exchange: "XNAS", Name: "Nvidia"}, "Nvidia, XNAS:NVDA"},
		{extract.Entity{Type: extract.TypeTicker, Symbol: "BTC", Name: "BTC"}, "BTC"},
	} {
		if got := meaning(c.e); got != c.want {
			t.Errorf("meaning(%+v) = %q, want %q", c.e, got, c.want)
		}
	}
}

func TestAgo(t *testing.T) {
	now := time.Date(2026, 11, 25, 18, 0, 0, 0, time.UTC)
	for d, want := range map[time.Duration]string{
		0: "just now", time.Minute: "1 minute ago", 59 * time.Minute: "59 minutes ago", 25 * time.Hour: "1 day ago", 72 * time.Hour: "3 days ago",
		61 * 24 * time.Hour: "25 Sep 2026",
		-30 * time.Minute:   "in 30 minutes", -time.Second: "in a moment",
	} {
		if got := ago(now.Add(-d), now); got != want {
			t.Errorf("ago(%v) = %q, want %q", d, got, want)
		}
	}
	if got := ago(time.Time{}, now); got != "" {
		t.Errorf("ago(unknown) = %q", got)
	}
}

// TestChart draws times of every length: never too many bars, all counts in
// one of them, all within the drawing.
func TestChart(t *testing.T) {
	link := func(from, to time.Time) string { return from.Format(time.DateOnly) + ".." + to.Format(time.DateOnly) }
	first := time.Date(2024, 2, 28, 0, 0, 0, 0, time.UTC)
	for days, unit := range map[int]string{1: "day", 30: "day", 79: "day", 100: "week", 500: "week", 700: "month", 2000: "month", 9000: "year", 40_000: "year"} {
		t.Run(fmt.Sprint(days), func(t *testing.T) {
			var counts []index.Bar
			for i := range days {
				counts = append(counts, index.Bar{Start: first.AddDate(0, 0, i), Count: i%3 + 1})
			}
			c := newChart(counts, link)
			if c.Unit != unit || len(c.Bars) > maxBars {
				t.Errorf("%d bars, each a %s, want %s", len(c.Bars), c.Unit, unit)
			}
			total, want := 0, 0
			for _, b := range c.Bars {
				total += b.Count
				if b.X < 0 || b.X+b.Width > chartWidth || b.Y < 0 || b.Y+b.Height > chartHeight+0.1 {
					t.Errorf("bar %+v is outside", b)
				}
			}
			for _, b := range counts {
				want += b.Count
			}
			if days < 30_000 && total != want {
				t.Errorf("the bars count %d, want %d", total, want)
			}
		})
	}
	if newChart(nil, link) != nil {
		t.Error("nothing has a chart")
	}
}

// TestChartMarks puts a rise above the middle of the band and a fall below.
func TestChartMarks(t *testing.T) {
	at := time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)
	c := newChart([]index.Bar{{Start: dayOf(at), Count: 2}}, func(_, _ time.Time) string { return "" })
	move := func(percent float64) index.ReportedMove {
		return index.ReportedMove{Move: extract.Move{Percent: percent}, Published: at}
	}
	undated := move(50)
	undated.Published = time.Time{}
	c.mark([]index.ReportedMove{move(3), move(900), move(-2), move(0), undated})
	if len(c.Marks) != 2 || c.Marks[0].Class != extract.Up || c.Marks[1].Class != extract.Down {
		t.Fatalf("marks = %+v", c.Marks)
	}
	up, down := c.Marks[0], c.Marks[1]
	if up.Label != "+900% on 25 Nov 2026" || up.Y+up.Height > down.Y+0.1 || up.Y < chartHeight || down.Y+down.Height > float64(c.Whole) {
		t.Errorf("up %+v, down %+v", up, down)
	}
}

func TestDifferences(t *testing.T) {
	article := func(text string) extract.Article { return extract.Article{Title: "T", Text: text} }
	for _, c := range []struct{ before, after, want string }{
		{"a\n\nb\n\nc", "a\n\nb\n\nc", ""},
		{"a\n\nb\n\nc", "a\n\nx\n\nc", "-b +x"},
		{"a\n\nb", "a\n\nb\n\nc", "+c"},
		{"a\n\nb\n\nc", "c", "-a -b"},
		{"", "a", "+a"},
	} {
		var got []string
		for _, d := range differences(article(c.before), article(c.after)) {
			got = append(got, map[bool]string{true: "+", false: "-"}[d.Added]+d.Text)
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("differences(%q, %q) = %s, want %s", c.before, c.after, s, c.want)
		}
	}
	long := strings.Repeat("p\n\nq\n\n", 3000)
	if got := differences(article("x\n\n"+long), article("y\n\n"+long)); len(got) == 0 {
		t.Error("long texts have no differences")
	}
}

// TestParagraphs marks figures wherever they stand, and passes over spans that
// lie.
func TestParagraphs(t *testing.T) {
	text := "Ünïted rose 5%.\nA line.\n\nHead | 7%"
	span := func(part string) extract.Span {
		at := len([]rune(text[:strings.Index(text, part)]))
		return extract.Span{Start: at, End: at + len([]rune(part))}
	}
	entity := func(part string) extract.Entity {
		return extract.Entity{Type: extract.TypePercent, Text: part, Span: span(part)}
	}
	a := extract.Article{Text: text, Entities: []extract.Entity{
		entity("5%"), {Type: extract.TypeMoney, Span: extract.Span{Start: -4, End: 2}}, entity("7%"), {Span: extract.Span{Start: 900, End: 901}},
	}}
	var got []string
	all, _, whole := paragraphs(a)
	for _, p := range all {
		for _, cell := range append([][]run{p.Runs}, p.Cells...) {
			for _, r := range cell {
				switch {
				case r.Figure != nil:
					got = append(got, fmt.Sprintf("[%d %s]", r.Figure.N, r.Text))
				case r.Break:
					got = append(got, "/"+r.Text)
				default:
					got = append(got, r.Text)
				}
			}
		}
		got = append(got, "¶")
	}
	want := []string{"Ünïted rose ", "[1 5%]", ".", "/A line.", "¶", "Head ", "[3 7%]", "¶"}
	if diff := cmp.Diff(want, got); diff != "" || !whole {
		t.Errorf("paragraphs (-want +got):\n%s", diff)
	}
	if _, _, whole := paragraphs(extract.Article{Text: strings.Repeat("a\n\n", maxParagraphs+1)}); whole {
		t.Error("a text without end is shown whole")
	}
}

func TestSentence(t *testing.T) {
	for text, want := range map[string]string{
		"It rained. Acme fell [5%] on Monday. It stopped.": "Acme fell [5%] on Monday.",
		"Acme fell [5%]": "Acme fell [5%]",
		"First.\n\nAcme fell [5.5%] (Friday: 3.2%)!":                          "Acme fell [5.5%] (Friday: 3.2%)!",
		strings.Repeat("very ", 50) + "low [5%] " + strings.Repeat("so ", 90): "…" + strings.Repeat("very ", 31) + "low [5%] " + strings.Repeat("so ", 52) + "so…",
	} {
		start, end := strings.Index(text, "["), strings.Index(text, "]")-1
		plain := strings.NewReplacer("[", "", "]", "").Replace(text)
		p := sentence([]rune(plain), extract.Span{Start: start, End: end})
		if got := p[0].Text + "[" + p[1].Text + "]" + p[2].Text; got != want {
			t.Errorf("sentence(%q) = %q, want %q", text, got, want)
		}
	}
	if sentence([]rune("short"), extract.Span{Start: 3, End: 90}) != nil {
		t.Error("a place outside the text has a sentence")
	}
}

// TestClauses writes queries without one of their parts: what is left still
// means what it did.
func TestClauses(t *testing.T) {
	now := time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC)
	for query, want := range map[string][]string{
		"a":                      {""},
		"a b":                    {"b", "a"},
		`"a b" (c OR d) -e`:      {"(c OR d) -e", `"a b" -e`, `"a b" (c OR d)`},
		"c OR d":                 {""},
		"x (c OR d)":             {"c OR d", "x"},
		"move:NVDA<-10% last:7d": {"last:7d", "move:NVDA<-10"},
	} {
		q, err := index.Parse(query, now)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, c := range clausesOf(q).chips(searchInput{page: 1}) {
			var rest string
			if _, encoded, ok := strings.Cut(c.Without, "?"); ok {
				rest = queryOf(t, encoded)
			}
			got = append(got, rest)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", query, diff)
		}
	}
}

func queryOf(t *testing.T, encoded string) string {
	t.Helper()
	values, err := url.ParseQuery(encoded)
	if err != nil {
		t.Fatal(err)
	}
	return values.Get("q")
}

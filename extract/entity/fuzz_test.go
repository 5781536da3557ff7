package entity

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/extract/gazetteer"
)

var languages = []string{"", "en", "de", "fr", "es", "it", "pt", "nl", "ja", "sv"}

// FuzzFind checks what must hold for any text in any language: valid spans in
// order, finite values, moves on percentages, and that each amount's text alone
// reads as the same amount.
func FuzzFind(f *testing.F) {
	files, _ := filepath.Glob(textsDir + "/*.txt")
	for i, file := range files {
		if text, err := os.ReadFile(file); err == nil {
			f.Add(string(text), uint8(i))
		}
	}
	f.Add("Bitcoin and ether fell 3% and 4% and 5%. Bitcoin and ether and Apple fell 3% and 4%, 5% and 6% respectively.", uint8(0))
	f.Add("$5 to $\xff6%, 5\u00a0000\u00a0000\u202f% – ¥1兆2 \u200f(3%)-(4%)", uint8(1))
	f.Add(",the0(fAll00%", uint8(0))
	f.Add("a-HYniX", uint8(0))
	f.Add(": minus0%", uint8(0))
	f.Add("$1 000%", uint8(0))
	f.Add("000000000000000entre 0 et 1$", uint8(2))
	f.Add("dAs Plus 0ProZent", uint8(1))
	f.Add("(0%AAA000000000", uint8(1))
	f.Add("0000000000 EURb100 000 BBD", uint8(1))
	finder := New(gazetteer.Default())
	f.Fuzz(func(t *testing.T, text string, lang uint8) {
		h := Hint{Language: languages[int(lang)%len(languages)]}
		entities, moves := finder.Find(text, h)
		plainIsNoFigure(t, finder, text, h)
		if strings.ToValidUTF8(text, "") != text {
			return // []rune makes other text of it
		}
		check(t, text, entities, moves)
		percents := map[extract.Span]bool{}
		for _, e := range entities {
			if e.Type == extract.TypePercent {
				percents[e.Span] = true
			}
			readsBack(t, finder, text, e, h)
		}
		for _, m := range moves {
			if !percents[m.Span] {
				t.Fatalf("Find(%q): move %+v is on no percentage", text, m)
			}
		}
		if got := len(finder.Explain(text, h)); got < len(entities) {
			t.Fatalf("Explain(%q) has %d mentions, Find %d entities", text, got, len(entities))
		}
	})
}

// plainIsNoFigure checks the glance at plain numbers against the rules that look at
// length.
func plainIsNoFigure(t *testing.T, finder *Finder, text string, h Hint) {
	t.Helper()
	d := finder.read(text, h)
	defer finder.free(d)
	for _, at := range d.numerals {
		i := int(at)
		if !d.isPlain(i) {
			continue
		}
		f := new(figure)
		q, ok := d.quantityAt(i)
		if ok && d.percent(&q, f) {
			t.Fatalf("%q in %q is plain and the percentage %q", d.span(i, i+1), text, d.span(f.from, f.to))
		}
		if ok && d.money(&q, f) {
			t.Fatalf("%q in %q is plain and the amount %q", d.span(i, i+1), text, d.span(f.from, f.to))
		}
	}
}

// unwrapped puts spaces for line ends: whether they part what stands around them hangs on
// how the other lines of a text begin.
var unwrapped = strings.NewReplacer("\n", " ", "\u2028", " ", "\u2029", " ", "\u0085", " ")

// readsBack checks that the text of e alone reads as e's amount. What it means
// may hang on the document (whose dollar, a p that is pence, the two ends of
// "between 3% and 4%"): the figures may not.
func readsBack(t *testing.T, finder *Finder, text string, e extract.Entity, h Hint) {
	t.Helper()
	if e.Type == extract.TypeTicker {
		return
	}
	if h.Language == "" {
		h.Language = finder.language(text)
	}
	d := finder.read(text, h)
	h.Country = d.country
	finder.free(d)
	part := e.Text
	if e.Type == extract.TypePercent && strings.TrimLeft(part, "0123456789.,") == "" { // its unit is said once, behind the last of a list
		part += "%"
	}
	if e.Low != nil { // "between 3% and 4%" is a range for its first word
		runes := []rune(text)
		from := max(0, e.Start-20)
		for from > 0 && from < e.Start && runes[from-1] != ' ' { // half a word may mean something
			from++
		}
		if from == e.Start {
			from = max(0, e.Start-20)
		}
		part = string(runes[from:e.End])
	}
	var got []float64
	countries := []string{h.Country, ""} // a document of Canada may have American dollars
	if c := finder.cash.codes[e.Currency]; c != nil && len(c.countries) > 0 {
		countries = append(countries, c.countries[0]) // and one that has had "R54bn" has "R95"
	}
	for _, country := range countries {
		for _, decimals := range []string{"", "\n0.5%\n1.25%"} { // or decimals behind a point where its language has a comma
			alone, _ := finder.Find(unwrapped.Replace(part)+decimals, Hint{Language: h.Language, Country: country})
			for _, a := range alone {
				for _, v := range []*float64{a.Value, a.Low, a.High} {
					if v != nil {
						got = append(got, math.Abs(*v))
					}
				}
			}
		}
	}
	for _, v := range []*float64{e.Value, e.Low, e.High} {
		if v != nil && !contains(got, math.Abs(*v)) {
			t.Fatalf("Find(%q) in %+v: %q alone gives %v, want %v", text, h, e.Text, got, *v)
		}
	}
}

func contains(list []float64, v float64) bool {
	for _, x := range list {
		if math.Abs(x-v) <= 1e-9*math.Max(1, math.Abs(v)) {
			return true
		}
	}
	return false
}

// TestLinear shows that time grows with the length of hostile texts and not
// with its square.
func TestLinear(t *testing.T) {
	finder := New(gazetteer.Default())
	for name, unit := range map[string]string{
		"letters":    "a",
		"digits":     "9",
		"brackets":   "(",
		"closing":    ")",
		"groups":     "1,234,",
		"names":      "Apple, Microsoft and ",
		"percents":   "3% ",
		"lines":      "5%\n",
		"words":      "shares of the company and its stock rose ",
		"spaces":     " ",
		"homonyms":   "Ford and Apple of Doug Ford, Oracle, Ariz. ",
		"introduced": "Abcd Efgh Inc. (NASDAQ: ABCD) and Abcd. ",
		"headed":     "Nvidia — the chipmaker rose 3% above a year earlier. ",
		"marked":     "A$5, S$6 and $7 of Nvidia (ASX: TUA) ",
		"signs":      "$",
		"hyphens":    "5-",
		"points":     "1.",
		"apples":     "Apple ",
		"cyrillic":   "д",
		"han":        "兆",
		"former":     "the former ",
		"pairs":      "NYSE: ",
		"it":         "it rose 3% ",
		"million":    "a million ",
		"open":       "($3% [",
		"marks":      "\u200f3\u202e%\u200f",
		"arabic":     "٣٫٥٪ ",
		"hindi":      "३.५% ",
		"wide":       "３．５％",
		"accents":    "é\u0301",
		"which":      "which rose 3%, ",
		"expect":     "expects it to ",
		"quote":      "s’",
		"from":       "from $1 to ",
		"that":       "That's a 3% drop. ",
		"topic":      "Its shares rose 3%.\n\n",
		"codes":      "ABCDEF (GHIJK) ",
		"katakana":   "トヨ",
		"company":    "The company rose 3%. ",
		"ellipsis":   "Apple's was up 3%. ",
		"comma":      "Becton, ",
		"kabu":       "株価は3%高",
		"sen":        "5 sen and more. ",
		"list":       "IBM +2%, NVDA +1%, ",
		"bourse":     "La Bourse de Paris a perdu 1%. ",
		"balance":    "Auf Wochensicht steht ein Plus von 2 Prozent zu Buche. ",
		"sum":        "Das Minus summiert sich auf 4 Prozent, das Plus belief sich auf 3 Prozent. ",
		"hundredths": "跌約百分之十二，較去年高百分之三。",
		"glued":      "マツダ7261.Tは2.3%安、",
		"roll":       "Top losers: Nvidia 3%, ",
		"they":       "Apple shares. they rose 3% ",
		"leads":      "Apple leads the Dow with it ",
		"leading":    "Apple and Apple. The stock fell 3%. ",
		"pared":      "Apple pared gains to end 3% lower ",
		"joined":     "were 3% and ",
		"parallel":   "les prix de 3 % et ",
		"target":     "um 3 Prozent auf 5 Euro ",
		"becomes":    "de 3 % para ",
		"beside":     "Visa and Mastercard and ",
		"elided":     "Xylem rose 3% and Eaton 2% ",
		"aside":      "Saga, the ",
	} {
		small, large := strings.Repeat(unit, 16000/len(unit)), strings.Repeat(unit, 128000/len(unit))
		finder.Find(small, Hint{})
		a, b := spent(finder, small), spent(finder, large)
		t.Logf("%-9s %7d bytes %10v, %7d bytes %10v", name, len(small), a, len(large), b)
		if b > 40*a+200*time.Millisecond { // 8 is linear, 64 the square
			t.Errorf("%s: %v for %d bytes, %v for %d", name, a, len(small), b, len(large))
		}
	}
}

// spent returns the shortest of three runs.
func spent(finder *Finder, text string) time.Duration {
	best := time.Hour
	for range 3 {
		start := time.Now()
		finder.Find(text, Hint{})
		best = min(best, time.Since(start))
	}
	return best
}

// language returns the language that a text is taken to be in.
func (f *Finder) language(text string) string {
	low, _ := appendLower(nil, nil, text)
	return f.tongues.language(low, "")
}

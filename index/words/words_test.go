package words

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"github.com/pennypress/pennypress/index"
)

var _ index.Analyzer = Analyzer{}

func texts(terms []index.Term) string {
	var s []string
	for _, t := range terms {
		s = append(s, t.Text)
	}
	return strings.Join(s, " ")
}

func TestTerms(t *testing.T) {
	for _, c := range []struct{ language, text, want string }{
		{"en", "AT&T's shares rose 1,234 points", "at&t share rose 1234 point"},
		{"en", "The S&P 500 ended flat; R&D grew.", "the s&p 500 end flat r&d grew"},
		{"en", "in the U.S. and the U.K., U.S.-listed", "in the u.s and the u.k u.s list"},
		{"en", "BRK.B and C3.ai", "brk.b and c3 ai"},
		{"en", "COVID-19, low-cost", "covid 19 low cost"},
		{"en", "fell 11.5% to 210,000 (7,8,9)", "fell 11.5 to 210000 7 8 9"},
		{"en", "1.234.567,89 or 11,5 or 1,234.5", "1234567.89 or 11.5 or 1234.5"},
		{"en", "27.01.2025 at 10:30", "27 01 2025 at 10 30"},
		{"en", "Nestlé Straße Ørsted", "nestl strass orst"},
		{"en", "to be or not to be", "to be or not to be"},
		{"en", "the maker’s, don't, O'Reilly", "the maker dont oreilli"},
		{"en", "Q4/2024 [final]", "q4 2024 final"},
		{"en", "Johnson&Johnson end.Next", "johnson johnson end next"},
		{"en", "inflation inflated inflatable inflatables", "inflat inflat inflatabl inflatabl"},
		{"en", "imports imported important importantly importance", "import import important important importanc"},
		{"en", "residents residency residencies residence", "resident residenc residenc residenc"},
		{"en", "experience experienced, experiments, investment", "experienc experienc experi invest"},
		{"en", "payable payables, several severance", "payabl payabl sever severanc"},
		{"", "running runs", "run run"},
		{"fr", "L'industrie d’or, aujourd'hui qu'elle", "industr or aujourdhui elle"},
		{"de", "Häusern Haus", "haus haus"},
		{"de", "Preise Preisen", "preis preis"},
		{"es", "inflación inflaciones inflacion", "inflacion inflacion inflacion"},
		{"xx", "Running", "running"},
		{"ja", "日本銀行は", "日本 本銀 銀行 行は は"},
		{"ko", "삼성", "삼성 성"},
	} {
		if got := texts(Analyzer{}.Terms(c.text, c.language)); got != c.want {
			t.Errorf("Terms(%q, %q) = %s, want %s", c.text, c.language, got, c.want)
		}
	}
}

func TestQueryOfWideCharacters(t *testing.T) {
	got := Analyzer{}.Query("利上げ", "en")
	if texts(got) != "利上 上げ" {
		t.Errorf("Query(利上げ) = %s, want 利上 上げ", texts(got))
	}
	one := Analyzer{}.Query("銀", "en")
	if len(one) != 1 || !one[0].Open {
		t.Errorf("Query(銀) = %+v, want one open term", one)
	}
}

func FuzzTerms(f *testing.F) {
	f.Add("AT&T's 1,234.5 l'or 利上げ U.S.")
	f.Add("’s&.,1.,")
	f.Fuzz(func(t *testing.T, text string) {
		n, end := len([]rune(text)), 0
		for i, term := range (Analyzer{}).Terms(text, "en") {
			if term.Start < 0 || term.End > n || term.Start >= term.End || term.End < end {
				t.Fatalf("Terms(%q): bad span %+v", text, term)
			}
			if term.Position != i || term.Text == "" || term.Word == "" {
				t.Fatalf("Terms(%q): bad term %+v", text, term)
			}
			end = term.End
		}
	})
}

// BenchmarkTerms reads a text with words as frequent as in language.
func BenchmarkTerms(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 2))
	zipf := rand.NewZipf(random, 1.1, 4, 20_000)
	endings := []string{"", "s", "ing", "ed", "ation", "ly", "ment"}
	var articles [64]string
	for i := range articles {
		var w strings.Builder
		for range 400 {
			n := int(zipf.Uint64())
			fmt.Fprintf(&w, "%c%c%c%s ", 'a'+n%26, 'a'+n/26%26, 'a'+n/676, endings[n%len(endings)])
		}
		articles[i] = w.String()
	}
	b.SetBytes(int64(len(articles[0])))
	for i := 0; b.Loop(); i++ {
		Analyzer{}.Terms(articles[i%len(articles)], "en")
	}
}

// TestRememberedStems checks that what is remembered is what would be found anew, also
// when words take each other's place, at the same time.
func TestRememberedStems(t *testing.T) {
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			stem := stemmerOf("en")
			for i := range 60_000 {
				word := fmt.Sprintf("%c%c%c%cing", 'a'+i%26, 'a'+i/26%26, 'a'+i/676%26, 'a'+i/17576)
				if got, want := stem(word), stemEnglish(word); got != want {
					t.Errorf("%s: %s, want %s", word, got, want)
					return
				}
			}
		})
	}
	all.Wait()
}

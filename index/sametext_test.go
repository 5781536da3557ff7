package index

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// report is a text of n words with a figure every tenth.
func report(seed uint64, n int) []string {
	rnd := rand.New(rand.NewPCG(seed, 0))
	words := make([]string, n)
	for i := range words {
		words[i] = fmt.Sprintf("w%c%c%c", 'a'+rnd.IntN(26), 'a'+rnd.IntN(26), 'a'+rnd.IntN(26))
		if i%10 == 9 {
			words[i] = fmt.Sprintf("%d.%d%%", rnd.IntN(100), rnd.IntN(10))
		}
	}
	return words
}

func TestSameText(t *testing.T) {
	words := report(1, 400)
	text := strings.Join(words, " ")
	replaced := func(every int, with string) string {
		copied := append([]string{}, words...)
		for i := 0; i < len(copied); i += every {
			copied[i] = with
		}
		return strings.Join(copied, " ")
	}
	figures := append([]string{}, words...)
	for i := 9; i < len(figures); i += 30 {
		figures[i] = "7,777"
	}
	for _, c := range []struct {
		name, other string
		want        bool
	}{
		{"itself", text, true},
		{"other layout, case and punctuation", "— " + strings.ToUpper(strings.Join(words, ",\n\n")), true},
		{"a new first line and a credit", "NEW YORK (Wire) " + text + " Reporting by Ann Lee; editing by Bo Li", true},
		{"a paragraph more", text + " " + strings.Join(report(2, 40), " "), true},
		{"a word in forty replaced", replaced(40, "x"), true},
		{"a word in ten replaced", replaced(10, "x"), false},
		{"a third of the figures differ", strings.Join(figures, " "), false},
		{"the first half", strings.Join(words[:200], " "), false},
		{"another text", strings.Join(report(3, 400), " "), false},
		{"nothing", "", false},
	} {
		if got := SameText(text, c.other); got != c.want {
			t.Errorf("SameText(text, %s) = %v, want %v", c.name, got, c.want)
		}
		if got := SameText(c.other, text); got != c.want {
			t.Errorf("SameText(%s, text) = %v, want %v", c.name, got, c.want)
		}
	}
	short := strings.Join(words[:50], " ")
	if SameText(short, short) {
		t.Error("SameText of 50 words is true, want false: they may differ in the one that counts")
	}
}

// TestSketchFindsWhatIsTheSame replaces random words until texts are just the
// same, which is the hardest case.
func TestSketchFindsWhatIsTheSame(t *testing.T) {
	const pairs = 300
	same, found := 0, 0
	for seed := range uint64(pairs) {
		rnd := rand.New(rand.NewPCG(seed, 1))
		words := report(seed, 300)
		text := strings.Join(words, " ")
		for i := range rnd.IntN(12) {
			words[rnd.IntN(len(words)/10)*10] = fmt.Sprintf("other%d", i)
		}
		other := strings.Join(words, " ")
		if !SameText(text, other) {
			continue
		}
		same++
		if shareKey(NewSketch(text), NewSketch(other)) {
			found++
		}
	}
	if same < pairs*2/3 || found < same*99/100 {
		t.Errorf("of %d pairs %d are the same and %d of these share a key, want 99%%", pairs, same, found)
	}
}

func TestSketchesOfOthersShareNoKey(t *testing.T) {
	seen := map[uint64]bool{}
	for seed := range uint64(500) {
		for _, key := range NewSketch(strings.Join(report(seed, 200), " ")) {
			if seen[key] {
				t.Errorf("key %x of text %d is another's", key, seed)
			}
			seen[key] = true
		}
	}
}

// TestSketchIsFixed fails when stored sketches would no longer be found.
func TestSketchIsFixed(t *testing.T) {
	text := strings.Repeat("Shares of Acme fell 11.5% on Monday; 東京 rose. Ärger! ", 8)
	got := fmt.Sprintf("%x", NewSketch(text))
	const want = "[502126e7eb694443 e2286c6013176351 2f85565e141da548 9058818e1f26270c 5908ed2016350e49 2214a86ee3d25753]"
	if got != want {
		t.Errorf("NewSketch = %s, want %s", got, want)
	}
}

func TestSketchOfShortTexts(t *testing.T) {
	if s := NewSketch(strings.Join(report(1, 59), " ")); s != nil {
		t.Errorf("NewSketch of 59 words = %v, want none", s)
	}
	if s := NewSketch(strings.Repeat("東", 60)); len(s) != sketchBands {
		t.Errorf("NewSketch of 60 characters has %d keys, want %d", len(s), sketchBands)
	}
}

func shareKey(a, b Sketch) bool {
	for i := range a {
		if len(b) > i && a[i] == b[i] {
			return true
		}
	}
	return false
}

// FuzzSameText checks that a text long enough is the same as itself and that
// order does not count.
func FuzzSameText(f *testing.F) {
	f.Add(strings.Repeat("1.5 a. 2,b ", 30), strings.Repeat("東京\xff 1,", 40))
	f.Fuzz(func(t *testing.T, a, b string) {
		if SameText(a, b) != SameText(b, a) {
			t.Errorf("SameText(%q, %q) depends on the order", a, b)
		}
		if long := len(plainWords(a)) >= minWords; SameText(a, a) != long || (NewSketch(a) != nil) != long {
			t.Errorf("SameText(%q, same) = %v, want %v", a, !long, long)
		}
	})
}

// FuzzPlainWords compares plainWords, which goes through ASCII in runs, with the same
// rule applied to one character after another.
func FuzzPlainWords(f *testing.F) {
	f.Add("Shares of ACME fell 11.5% on Monday, 1,000.2 and 3.")
	f.Add("東京1.5株x.5é5,5\xff.7 Ä.9٣.1")
	f.Fuzz(func(t *testing.T, text string) {
		if got, want := plainWords(text), slowWords(text); !slices.Equal(got, want) {
			t.Errorf("plainWords(%q) = %v, want %v", text, got, want)
		}
	})
}

func slowWords(text string) []plainWord {
	var words []plainWord
	word, digitBefore := "", false
	end := func() {
		if word != "" {
			w := plainWord{hash: fnvStart}
			for _, r := range word {
				w.hash = (w.hash ^ uint64(unicode.ToLower(r))) * fnvPrime
				w.figure = w.figure || unicode.IsDigit(r)
			}
			w.hash = mixBits(w.hash)
			words = append(words, w)
		}
		word = ""
	}
	for i, r := range text {
		letter, digit := unicode.IsLetter(r), unicode.IsDigit(r)
		alone := letter && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana)
		inNumber := (r == '.' || r == ',') && digitBefore && startsWithDigit(text[i+1:])
		if alone || !letter && !digit && !inNumber {
			end()
		}
		if letter || digit || inNumber {
			word += string(r)
		}
		if alone {
			end()
		}
		digitBefore = digit
	}
	end()
	return words
}

func BenchmarkNewSketch(b *testing.B) {
	text := strings.Join(report(1, 450), " ")
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		NewSketch(text)
	}
}

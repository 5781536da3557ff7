package entity

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pennypress/pennypress/extract/gazetteer"
)

// articles returns the texts of some files joined and cut into pieces of 4 kB.
func articles(b *testing.B, pattern string) (list []string, size int64) {
	b.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		b.Fatalf("no texts at %s: %v", pattern, err)
	}
	var s strings.Builder
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			b.Fatal(err)
		}
		if strings.HasSuffix(f, ".json") {
			var article struct{ Text string }
			if err := json.Unmarshal(text, &article); err != nil {
				b.Fatal(err)
			}
			text = []byte(article.Text)
		}
		s.Write(text)
		s.WriteString("\n\n")
	}
	all := s.String()
	for len(all) > 4096 {
		list, all, size = append(list, all[:4096]), all[4096:], size+4096
	}
	return list, size
}

const (
	trapTexts = textsDir + "/*.txt"                  // a figure or a name in every line
	pageTexts = "../../testdata/pages/*.golden.json" // news as it is
)

// BenchmarkFind measures the whole of Find over articles of usual length.
func BenchmarkFind(b *testing.B) {
	f := New(gazetteer.Default())
	for _, kind := range []struct{ name, pattern string }{{"news", pageTexts}, {"traps", trapTexts}} {
		list, size := articles(b, kind.pattern)
		b.Run(kind.name, func(b *testing.B) {
			b.SetBytes(size)
			b.ReportAllocs()
			for b.Loop() {
				for _, a := range list {
					f.Find(a, Hint{Language: "en"})
				}
			}
		})
	}
	if *gold != "" {
		b.Run("dense", func(b *testing.B) { benchmarkDense(b, f, *gold) })
	}
	for name, unit := range map[string]string{"wide": "売上高は1兆2000億円で、前年同期に比べて8.5%増えた。", "letters": "a"} {
		text := strings.Repeat(unit, 1<<20/len(unit))
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				f.Find(text, Hint{})
			}
		})
	}
}

// benchmarkDense measures Find over the annotated texts of a folder, as they are: they are
// short and have a figure or a name in every line.
func benchmarkDense(b *testing.B, f *Finder, dir string) {
	var list []string
	size := 0
	for text := range readGold(b, dir) {
		list = append(list, text)
		size += len(text)
	}
	slices.Sort(list)
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		for _, text := range list {
			f.Find(text, Hint{})
		}
	}
}

// BenchmarkBytes is the bound: a loop that counts the digits.
func BenchmarkBytes(b *testing.B) {
	list, size := articles(b, pageTexts)
	b.SetBytes(size)
	digits := 0
	for b.Loop() {
		for _, text := range list {
			for i := range len(text) {
				if text[i]-'0' < 10 {
					digits++
				}
			}
		}
	}
}

// BenchmarkRegexp is what one regular expression for money alone costs.
func BenchmarkRegexp(b *testing.B) {
	list, size := articles(b, pageTexts)
	re := regexp.MustCompile(`(?i)(?:[$£€]|usd|eur)\s?\d[\d,.]*(?:\s?(?:million|billion|trillion|m|bn))?|\d[\d,.]*\s?(?:million|billion)?\s?(?:dollars|euros|pounds)`)
	b.SetBytes(size)
	for b.Loop() {
		for _, text := range list {
			re.FindAllStringIndex(text, -1)
		}
	}
}

// BenchmarkNew measures what a Finder costs before its first text.
func BenchmarkNew(b *testing.B) {
	t := gazetteer.Default()
	for b.Loop() {
		New(t)
	}
}

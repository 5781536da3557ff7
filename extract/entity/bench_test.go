package entity

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/pennypress/pennypress/extract/gazetteer"
)

// corpus returns the texts of testdata joined to about n bytes.
func corpus(b *testing.B, n int) string {
	b.Helper()
	files, err := filepath.Glob(textsDir + "/*.txt")
	if err != nil || len(files) == 0 {
		b.Fatalf("no texts in %s: %v", textsDir, err)
	}
	var s strings.Builder
	for s.Len() < n {
		for _, f := range files {
			text, err := os.ReadFile(f)
			if err != nil {
				b.Fatal(err)
			}
			s.Write(text)
			s.WriteString("\n\n")
		}
	}
	return s.String()
}

// BenchmarkFind measures the whole of Find over articles of usual length.
func BenchmarkFind(b *testing.B) {
	text := corpus(b, 1<<16)
	var articles []string
	for len(text) > 4096 {
		articles, text = append(articles, text[:4096]), text[4096:]
	}
	f := New(gazetteer.Default())
	b.SetBytes(int64(4096 * len(articles)))
	b.ReportAllocs()
	for b.Loop() {
		for _, a := range articles {
			f.Find(a, Hint{Language: "en"})
		}
	}
}

// BenchmarkBytes is the bound: a loop that counts the digits.
func BenchmarkBytes(b *testing.B) {
	text := corpus(b, 1<<16)
	b.SetBytes(int64(len(text)))
	digits := 0
	for b.Loop() {
		for i := range len(text) {
			if text[i]-'0' < 10 {
				digits++
			}
		}
	}
}

// BenchmarkRegexp is what one regular expression for money alone costs.
func BenchmarkRegexp(b *testing.B) {
	text := corpus(b, 1<<16)
	re := regexp.MustCompile(`(?i)(?:[$£€]|usd|eur)\s?\d[\d,.]*(?:\s?(?:million|billion|trillion|m|bn))?|\d[\d,.]*\s?(?:million|billion)?\s?(?:dollars|euros|pounds)`)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		re.FindAllStringIndex(text, -1)
	}
}

// BenchmarkNew measures what a Finder costs before its first text.
func BenchmarkNew(b *testing.B) {
	t := gazetteer.Default()
	for b.Loop() {
		New(t)
	}
}

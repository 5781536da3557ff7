package article

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/pennypress/pennypress/extract"
)

const qualityFile = "../../testdata/quality/article.txt"

// TestQuality reads every page of testdata/pages and holds its text against what a
// careful reader copied from it, NAME.want. What is missing and what is stray is
// in testdata/quality/article.txt, so that every change of it shows in a diff.
func TestQuality(t *testing.T) {
	traps := pageTraps(t)
	var b bytes.Buffer
	fmt.Fprint(&b, "# What comes out of the pages in testdata/pages, each made to catch one thing.\n"+
		"# words of the story, missing, stray (and the first of each); or the reason of a refusal. Paragraphs: in the page, of those found whole.\n\n")
	var sum struct{ words, missing, stray, paragraphs, whole int }
	for _, file := range pageFiles(t) {
		name, html := strings.CutSuffix(filepath.Base(file), ".html")
		if !html {
			continue
		}
		trap, ok := traps[name]
		if !ok {
			t.Errorf("%s: no trap is named in traps.tsv", name)
		}
		delete(traps, name)
		text, refused := textOrRefusal(t, testPage(t, file))
		want, err := os.ReadFile(strings.TrimSuffix(file, ".html") + ".want")
		switch {
		case errors.Is(err, fs.ErrNotExist):
			if refused == "" {
				t.Errorf("%s: neither a text that is wanted nor a refusal", name)
			}
			fmt.Fprintf(&b, "%-24s refused: %-10s %s\n", name, refused, trap)
			continue
		case err != nil:
			t.Fatal(err)
		}
		missing, stray := wordsApart(string(want), text)
		paragraphs, whole := wholeParagraphs(string(want), text)
		words := len(wordsIn(string(want)))
		sum.words, sum.missing, sum.stray = sum.words+words, sum.missing+len(missing), sum.stray+len(stray)
		sum.paragraphs, sum.whole = sum.paragraphs+paragraphs, sum.whole+whole
		fmt.Fprintf(&b, "%-24s %4d words, %3d missing%s, %3d stray%s, %d of %d paragraphs; %s\n", name, words,
			len(missing), firstWords(missing), len(stray), firstWords(stray), whole, paragraphs, trap)
	}
	for name := range traps {
		t.Errorf("traps.tsv: there is no page %s", name)
	}
	fmt.Fprintf(&b, "\nall: %d words, %d missing, %d stray, %d of %d paragraphs\n", sum.words, sum.missing, sum.stray, sum.whole, sum.paragraphs)
	compareQuality(t, b.Bytes())
}

func compareQuality(t *testing.T, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(qualityFile, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(qualityFile)
	if err != nil {
		t.Fatal(err)
	}
	wanted := map[string]bool{}
	for line := range strings.Lines(string(want)) {
		wanted[line] = true
	}
	for line := range strings.Lines(string(got)) {
		if !wanted[line] {
			t.Errorf("not in %s: %s", qualityFile, line)
		}
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is of another state: go test -run TestQuality -update writes it anew", qualityFile)
	}
}

func pageTraps(t *testing.T) map[string]string {
	t.Helper()
	table, err := os.ReadFile(filepath.Join(pagesDir, "traps.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	traps := map[string]string{}
	for line := range strings.Lines(string(table)) {
		if name, trap, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t"); ok && !strings.HasPrefix(line, "#") {
			traps[name] = trap
		}
	}
	return traps
}

func textOrRefusal(t *testing.T, p extract.Page) (text, refused string) {
	t.Helper()
	a, err := Read(p, Options{})
	if not := (*extract.NotArticle)(nil); errors.As(err, &not) {
		return "", not.Kind
	}
	if err != nil {
		t.Fatal(err)
	}
	return a.Text, ""
}

// wordsIn are the words of a text, each character of scripts without spaces by itself.
func wordsIn(s string) []string {
	var words []string
	word := ""
	flush := func() {
		if word != "" {
			words, word = append(words, word), ""
		}
	}
	for _, r := range s {
		switch {
		case cjk(r):
			flush()
			words = append(words, string(r))
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
			word += string(r)
		default:
			flush()
		}
	}
	flush()
	return words
}

// wordsApart lists the words that only want or only got has, each as often.
func wordsApart(want, got string) (missing, stray []string) {
	count := map[string]int{}
	for _, w := range wordsIn(got) {
		count[w]++
	}
	for _, w := range wordsIn(want) {
		if count[w]--; count[w] < 0 {
			missing = append(missing, w)
		}
	}
	for _, w := range wordsIn(got) {
		if count[w] > 0 {
			count[w]--
			stray = append(stray, w)
		}
	}
	return missing, stray
}

func wholeParagraphs(want, got string) (all, whole int) {
	have := map[string]int{}
	for p := range strings.SplitSeq(got, "\n\n") {
		have[strings.Join(wordsIn(p), " ")]++
	}
	for p := range strings.SplitSeq(strings.TrimSpace(want), "\n\n") {
		all++
		key := strings.Join(wordsIn(p), " ")
		if have[key]--; have[key] >= 0 {
			whole++
		}
	}
	return all, whole
}

// firstWords shows the first words of a list.
func firstWords(words []string) string {
	if len(words) == 0 {
		return ""
	}
	return " (" + strings.Join(words[:min(len(words), 6)], " ") + ")"
}

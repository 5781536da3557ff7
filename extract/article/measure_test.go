package article

import (
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// A tally sums what is measured over pages, as the corpus' own scorer does:
// runs of four words for the text, whole paragraphs, phrases.
type tally struct {
	pages, said                int
	prec, rec                  float64
	exact, near                int
	paraPrec, paraRec          float64
	paraSaid                   int
	must, mustAll, not, notAll int
}

// metricWords are runs of letters, digits and underscores.
func metricWords(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) && r != '_' })
}

func shingles(words []string) map[string]int {
	const n = 4
	m := map[string]int{}
	if len(words) == 0 {
		return m
	}
	for i := range max(1, len(words)-n+1) {
		m[strings.Join(words[i:min(i+n, len(words))], " ")]++
	}
	return m
}

func paragraphsOf(s string) map[string]int {
	m := map[string]int{}
	for _, p := range strings.Split(s, "\n\n") {
		if w := metricWords(p); len(w) > 0 {
			m[strings.Join(w, " ")]++
		}
	}
	return m
}

// overlap gives the size of the intersection and of both multisets.
func overlap(a, b map[string]int) (both, na, nb int) {
	for k, n := range a {
		na += n
		both += min(n, b[k])
	}
	for _, n := range b {
		nb += n
	}
	return both, na, nb
}

// add scores a text against what the truth says of its page, and returns the page's own F1.
func (y *tally) add(r truthRow, text string) float64 {
	y.phrases(r, text)
	if r.Text == "" {
		return 0
	}
	y.pages++
	want, got := metricWords(r.Text), metricWords(text)
	both, nw, ng := overlap(shingles(want), shingles(got))
	f := 0.0
	if ng > 0 {
		y.said++
		y.prec += float64(both) / float64(ng)
	}
	y.rec += float64(both) / float64(nw)
	if both > 0 {
		f = 2 * float64(both) / float64(nw+ng)
	}
	if f >= 0.98 {
		y.near++
	}
	if strings.Join(want, " ") == strings.Join(got, " ") {
		y.exact++
	}
	both, nw, ng = overlap(paragraphsOf(r.Text), paragraphsOf(text))
	if ng > 0 {
		y.paraSaid++
		y.paraPrec += float64(both) / float64(ng)
	}
	y.paraRec += float64(both) / float64(max(nw, 1))
	return f
}

func (y *tally) phrases(r truthRow, text string) {
	flat := squash(norm.NFKC.String(text))
	for _, p := range r.With {
		y.mustAll++
		y.must += oneIf(strings.Contains(flat, squash(norm.NFKC.String(p))))
	}
	for _, p := range r.Without {
		y.notAll++
		y.not += oneIf(strings.Contains(flat, squash(norm.NFKC.String(p))))
	}
}

func harmonic(p, r float64) float64 {
	if p+r == 0 {
		return 0
	}
	return 2 * p * r / (p + r)
}

func share(n, of int) float64 { return float64(n) / float64(max(of, 1)) }

const tallyHead = "set            pages     F1   prec    rec  exact   near   para   must    not"

func (y *tally) line(name string) string {
	p, r := y.prec/float64(max(y.said, 1)), y.rec/float64(max(y.pages, 1))
	pp, pr := y.paraPrec/float64(max(y.paraSaid, 1)), y.paraRec/float64(max(y.pages, 1))
	return fmt.Sprintf("%-14s %5d  %.4f %.4f %.4f  %.3f  %.3f  %.3f  %.3f  %.3f", name, y.pages, harmonic(p, r), p, r,
		share(y.exact, y.pages), share(y.near, y.pages), harmonic(pp, pr), share(y.must, y.mustAll), share(y.not, y.notAll))
}

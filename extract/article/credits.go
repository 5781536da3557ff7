package article

import (
	"strings"
	"unicode"
)

// cutCredits drops lines that hold nothing but the story's authors, its date and
// the words around them, above its first paragraph and below its last. That these
// are the author and the date is known only when the whole page is.
func (d *doc) cutCredits() {
	d.authors = d.chooseAuthors(d.sig.story())
	if d.lines || len(d.rules.body) > 0 || d.sentences() == 0 {
		return
	}
	first, last := d.keptRange()
	words := nameWords(d.authors.names)
	for i := first; i <= last && d.cutCredit(i, words); i++ {
	}
	for i := last; i > first && d.cutCredit(i, words); i-- {
	}
}

// cutCredit drops a block when it is a credit, and reports whether the next may be
// one, too: no paragraph stands before it.
func (d *doc) cutCredit(i int, names map[string]bool) bool {
	b := &d.blocks[i]
	if b.keep && i != d.subAt && b.words <= datedWords && d.facts[i].kind != kindHeading && creditOnly(b.text, d.authors.names, names) {
		d.drop(i, aside, "author and date")
		return true
	}
	return !d.facts[i].good
}

// nameWords are the words of names, folded.
func nameWords(names []string) map[string]bool {
	m := map[string]bool{}
	for _, n := range names {
		for _, w := range strings.Fields(string(foldWords(nil, n, 200))) {
			m[w] = true
		}
	}
	return m
}

// creditOnly reports whether a line names an author or has a date, and holds no
// word beside.
func creditOnly(text string, names []string, words map[string]bool) bool {
	said := hasDate(text)
	for _, n := range names {
		if strings.Contains(text, n) {
			text, said = strings.ReplaceAll(text, n, " "), true
		}
	}
	for w := range strings.FieldsSeq(string(foldWords(nil, text, dateWindow))) {
		_, month := months()[w]
		switch {
		case words[w], month, known().credit[w], w[0] >= '0' && w[0] <= '9', strings.IndexFunc(w, beyondDate) < 0:
		default:
			return false
		}
	}
	return said
}

// beyondDate reports whether a character is none of a date or a time of day.
func beyondDate(r rune) bool {
	return unicode.IsLetter(r) && !strings.ContainsRune("年月日時分时秒년월일시분", r)
}

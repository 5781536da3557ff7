package article

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// lineAuthors finds the names that only stand as text: after a label anywhere
// on the page, alone or with a date beside the headline, or signed at an edge of
// the story.
func (d *doc) lineAuthors() authorChoice {
	for _, find := range []struct {
		from string
		in   func() []string
	}{{"line beside the date", d.datedName}, {"line with a label", d.labelledName}, {"signature", d.signature}} {
		if names := find.in(); len(names) > 0 {
			return authorChoice{names, find.from}
		}
	}
	return authorChoice{}
}

// lineWords is how long a line of names may be.
const lineWords = 14

// datedName reads a name that shares its line with a date beneath the headline,
// or stands alone right before or after such a line.
func (d *doc) datedName() []string {
	for i := max(d.titleAt, 0) + 1; i < len(d.blocks) && i <= d.titleAt+maxUnder; i++ {
		if b := &d.blocks[i]; b.words > lineWords || !hasDate(b.text) {
			continue
		}
		for _, j := range []int{i, i - 1, i + 1} {
			if j <= d.titleAt || j >= len(d.blocks) || d.facts[j].kind == kindHeading || d.blocks[j].words > lineWords {
				continue
			}
			if names := namesInLine(d.blocks[j].text); len(names) > 0 {
				return names
			}
		}
	}
	return nil
}

func hasDate(text string) bool {
	_, ok := findDate(text)
	return ok
}

// namesInLine returns the names of a line that holds nothing but names, dates
// and what divides them.
func namesInLine(text string) []string {
	var names []string
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("|·•–—/\n", r) }) {
		for piece := range strings.SplitSeq(part, " - ") {
			piece = strings.TrimSpace(piece)
			found := persons(splitNames(piece), nil)
			plain := len(found) > 0 && allPersonal(found) && !slices.ContainsFunc(found, unlikeName)
			switch {
			case plain:
			case piece == "" || strings.ContainsAny(piece, "0123456789"):
				continue
			default:
				return nil
			}
			if !allHouses(found, nil) || len(names) == 0 {
				names = append(names, found...)
			}
		}
	}
	return names
}

// unlikeName reports whether a line that looks like a name may be something
// else: in scripts without capitals everything does, and titles have articles.
func unlikeName(n string) bool {
	if denseName(n) {
		return true
	}
	for _, w := range strings.Fields(n) {
		if r, _ := utf8.DecodeRuneInString(w); unicode.IsLower(r) && !known().particles[w] {
			return true
		}
	}
	return false
}

// labelledName reads the name after a label that is plain without any markup:
// "Autor: Ann Lee", or "Written by" with the name in the next line.
func (d *doc) labelledName() []string {
	for i := range d.blocks {
		b := &d.blocks[i]
		if b.words > lineWords || d.facts[i].kind == kindCaption {
			continue
		}
		lead, rest := cutLabel(b.text)
		if lead && rest == "" && i+1 < len(d.blocks) && d.blocks[i+1].words <= 6 {
			rest = d.blocks[i+1].text
		}
		if !lead || rest == "" {
			continue
		}
		if names := persons(splitNames(rest), nil); len(names) > 0 && (allPersonal(names[:1]) || allHouses(names[:1], nil)) {
			return personal(names)
		}
	}
	return nil
}

// personal is the names up to the first that is no person's, at least one.
func personal(names []string) []string {
	for i := 1; i < len(names); i++ {
		if !allPersonal(names[i : i+1]) {
			return names[:i]
		}
	}
	return names
}

// cutLabel cuts a plain label from the front of a line.
func cutLabel(s string) (ok bool, rest string) {
	s = strings.TrimLeft(s, "(（[ ")
	for _, label := range known().lists["author label"] {
		if len(s) < len(label) || !strings.EqualFold(s[:len(label)], label) {
			continue
		}
		rest = s[len(label):]
		if next, _ := utf8.DecodeRuneInString(rest); rest != "" && !strings.ContainsRune(" :\u00a0\n", next) && !strings.HasSuffix(label, ":") && !strings.HasSuffix(label, "：") {
			continue
		}
		return true, strings.Trim(rest, " :)）]\u00a0\n")
	}
	return false, ""
}

// signature reads a name that is a line of its own, set apart by its type, where
// the story begins or ends.
func (d *doc) signature() []string {
	first, last := -1, -1
	for i := range d.blocks {
		if d.blocks[i].keep {
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	if first < 0 {
		return nil
	}
	for _, i := range []int{last + 1, last, first - 1, first, first + 1} {
		if i < 0 || i >= len(d.blocks) || !d.setApart(i) {
			continue
		}
		if names := namesInLine(d.blocks[i].text); len(names) > 0 && len(names) <= 3 {
			return names
		}
	}
	return nil
}

// setApart reports whether a block can be a signature: a short line of text, bold
// or slanted as a whole, that is no heading, link or caption.
func (d *doc) setApart(i int) bool {
	b, f := &d.blocks[i], &d.facts[i]
	return b.words <= 8 && f.kind != kindHeading && f.kind != kindCaption && b.links == 0 && i != d.titleAt &&
		(b.bold*10 >= b.bytes*9 || b.italic*10 >= b.bytes*9)
}

// accountName is what metadata calls the author when nothing else names one and it
// is no person's name: "quay_editor".
func (d *doc) accountName(story linkedArticle) authorChoice {
	for _, c := range []authorChoice{{story.authors, "json-ld account"}, {d.sig.metas["author"], "meta account"}} {
		if len(c.names) != 1 {
			continue
		}
		n := strings.TrimSpace(c.names[0])
		if n == "" || len(n) > 30 || strings.ContainsAny(n, "@/<>{}:.") || len(strings.Fields(n)) > 3 || known().nobody[strings.ToLower(n)] {
			continue
		}
		return authorChoice{[]string{n}, c.from}
	}
	return authorChoice{}
}

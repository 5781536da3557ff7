package article

import (
	"bytes"
	"html"
	"strings"
	"unicode"
)

// A dump is the text of a page as a browser shows it, its furniture still in
// it, one line or paragraph after the other:
//
//	fbpx                                   overlay
//	Type to search                         overlay
//	Copper slides as stockpiles grow       headline
//	Warehouses filled for a fifth week ... standfirst
//	A smelter in May (Reuters image).      caption
//	Copper fell 3% on Monday ...           story
//	ALSO SEE: Smelters 'plan $2bn ...      related, one line
//	...                                    story
//	• Ann Lee with Reuters                 byline
//	NOTE: Figures were corrected ...       note
//	ALSO SEE:                              related, a list
//	Zinc ...
//	Ann Lee                                biography
//	Ann Lee is a reporter ...
//
// There is no markup to learn from, so the lines are judged by what they say
// and by what stands around them.

// isDump reports whether a document is plain text: it says so, or it holds no markup.
func isDump(contentType string, text []byte) bool {
	kind, _, _ := strings.Cut(strings.ToLower(contentType), ";")
	head := text[:min(len(text), 64<<10)]
	tags := 0
	for at := bytes.IndexByte(head, '<'); at >= 0 && at+2 < len(head); {
		if c := head[at+1]; isLetter(c) || c == '!' || c == '/' && isLetter(head[at+2]) {
			tags++
		}
		next := bytes.IndexByte(head[at+1:], '<')
		if next < 0 {
			break
		}
		at += 1 + next
	}
	switch strings.TrimSpace(kind) {
	case "text/plain":
		return tags*400 < len(head) || tags < 3
	case "":
		return tags == 0
	}
	return false
}

// markUp makes a paragraph of each paragraph of a dump.
func markUp(text []byte) []byte {
	var out bytes.Buffer
	out.WriteString("<body>")
	var chunk []string
	flush := func() {
		if wrapped(chunk) {
			chunk = []string{strings.Join(chunk, " ")}
		}
		for _, line := range chunk {
			out.WriteString("<p>")
			out.WriteString(html.EscapeString(line))
			out.WriteString("</p>\n")
		}
		chunk = chunk[:0]
	}
	for line := range bytes.Lines(text) {
		s := strings.TrimFunc(string(line), func(r rune) bool { return unicode.IsSpace(r) || invisible(r) })
		if s == "" {
			flush()
			continue
		}
		chunk = append(chunk, s)
	}
	flush()
	return out.Bytes()
}

// wrapped reports whether lines were broken at a column: all but the last are
// of about one length, and few end like a sentence.
func wrapped(lines []string) bool {
	if len(lines) < 2 {
		return false
	}
	longest, shortest, ends := 0, 1<<30, 0
	for _, l := range lines[:len(lines)-1] {
		n := len([]rune(l))
		longest, shortest = max(longest, n), min(shortest, n)
		if endOf(l) == endSentence {
			ends++
		}
	}
	return longest <= 120 && shortest >= 40 && longest-shortest <= 30 && ends*2 <= len(lines)
}

// chooseLines decides over the lines of a dump.
func (d *doc) chooseLines() {
	head := d.dumpHead()
	first, last := d.dumpBody(head)
	for i := range d.blocks {
		d.blocks[i].state = before
		if i > last {
			d.blocks[i].state = after
		}
	}
	listing := false
	for i := first; i >= 0 && i <= last; i++ {
		b, f := &d.blocks[i], &d.facts[i]
		b.state, b.keep = story, true
		switch {
		case f.phrase == phraseRelated && f.end == endColon && b.words <= 6:
			listing = true
			d.drop(i, aside, "related list")
		case listing && f.kind != kindLong && f.kind != kindMid:
			d.drop(i, aside, "related list")
		case d.lineFurniture(i):
			d.drop(i, aside, "furniture")
		default:
			listing = false
		}
	}
	d.dropLooseHeadings(first, last)
}

func (d *doc) drop(i int, s state, why string) {
	d.blocks[i].state, d.blocks[i].keep, d.blocks[i].why = s, false, why
}

// dumpHead finds headline and standfirst and returns the line after them.
func (d *doc) dumpHead() int {
	for i := range d.blocks {
		b, f := &d.blocks[i], &d.facts[i]
		if d.lineFurniture(i) || b.words < 3 || b.words > 40 {
			if f.good && !d.lineFurniture(i) {
				return i // the story begins without a headline
			}
			continue
		}
		if f.good && b.words > 25 {
			return i
		}
		d.titleAt = i
		d.title = titleChoice{strings.ReplaceAll(b.text, "\n", " "), "first line"}
		f.title = 4
		break
	}
	i := d.titleAt + 1
	if d.titleAt < 0 || i >= len(d.blocks) {
		return max(i, 0)
	}
	b, f := &d.blocks[i], &d.facts[i]
	if b.words >= 8 && b.words <= 70 && f.end != endSentence && !d.lineFurniture(i) {
		d.subAt, d.subtitle = i, choice{b.text, "second line"}
		return i + 1
	}
	return i
}

// dumpBody finds the first and the last line of the story.
func (d *doc) dumpBody(from int) (first, last int) {
	first, last = -1, -1
	names := d.dumpAuthors()
	for i := from; i < len(d.blocks); i++ {
		f := &d.facts[i]
		if last >= 0 && d.endsDump(i, names) {
			break
		}
		if !f.good && f.kind != kindShort || d.lineFurniture(i) {
			continue
		}
		if first < 0 {
			if !f.good {
				continue
			}
			first = i
		}
		last = i
	}
	return first, last
}

// endsDump reports whether nothing of the story can follow: a list of related
// headlines, comments, a biography.
func (d *doc) endsDump(i int, names []string) bool {
	b, f := &d.blocks[i], &d.facts[i]
	switch {
	case f.phrase == phraseComments && b.words <= 8, f.phrase == phraseLegal && b.words <= 30:
		return true
	case f.phrase == phraseBio && b.words <= 5:
		return true
	case f.phrase == phraseRelated && b.words <= 6 && f.end == endColon:
		return d.headlinesFollow(i)
	}
	for _, n := range names {
		if b.text == n || strings.HasPrefix(b.text, n+" is ") || strings.HasPrefix(b.text, n+" has ") || strings.HasPrefix(b.text, n+" covers ") {
			return true
		}
	}
	return false
}

// headlinesFollow reports whether at least two headline-like lines follow and
// then no return to the story.
func (d *doc) headlinesFollow(i int) bool {
	lines, paragraphs := 0, 0
	for j := i + 1; j < len(d.blocks); j++ {
		if d.facts[j].good {
			paragraphs++
		} else if paragraphs == 0 {
			lines++
		}
	}
	return lines >= 2 && paragraphs <= 2
}

// lineFurniture reports whether a line is not of the story by itself.
func (d *doc) lineFurniture(i int) bool {
	b, f := &d.blocks[i], &d.facts[i]
	switch {
	case residue(b.text), creditTail(b.text), d.isNote(i), d.endByline(i) != nil:
		return true
	case f.phrase == phraseRelated:
		return b.words <= 6 || strings.ContainsAny(b.text[:min(len(b.text), 30)], ":：") && f.end != endSentence
	case f.phrase == phraseCredit:
		return b.words <= 12 || strings.ContainsRune(b.text[:min(len(b.text), 20)], ':')
	case f.phrase == phraseOverlay, f.phrase == phraseShare, f.phrase == phraseAd, f.phrase == phraseTags, f.phrase == phraseByline, f.phrase == phraseDate:
		return b.words <= 8 && f.end != endSentence
	case f.phrase == phraseNewsletter, f.phrase == phraseFollow, f.phrase == phraseLogin, f.phrase == phraseSupport, f.phrase == phraseLegal, f.phrase == phraseComments:
		return b.words <= 18
	case f.phrase == phraseEndCredit:
		return b.words <= 20
	}
	return false
}

// dropLooseHeadings drops a heading when nothing of the story follows it.
func (d *doc) dropLooseHeadings(first, last int) {
	for i := last; i >= 0 && i >= first; i-- {
		if !d.blocks[i].keep {
			continue
		}
		if d.facts[i].kind != kindLine && d.facts[i].kind != kindTiny && d.facts[i].kind != kindHeading {
			return
		}
		d.drop(i, after, "heading of nothing")
	}
}

// dumpAuthors reads the names from byline lines.
func (d *doc) dumpAuthors() []string {
	var names []string
	for i := range d.blocks {
		if n := d.endByline(i); n != nil {
			names = append(names, n...)
		}
	}
	return names
}

// endByline reads a line that is nothing but who wrote the story, as it stands
// after the last paragraph: "• Ann Lee with Reuters", "– Ann Lee", "(Ann Lee/AFP)".
func (d *doc) endByline(i int) []string {
	b := &d.blocks[i]
	if b.words < 2 || b.words > 9 || d.facts[i].end == endSentence || d.facts[i].begin != beginDash {
		return nil
	}
	names := persons(splitNames(b.text), nil)
	for _, n := range names {
		if !capitalised(n) {
			return nil
		}
	}
	return names
}

// capitalised reports whether every word of a name begins with a capital,
// particles apart.
func capitalised(name string) bool {
	words := strings.Fields(name)
	for _, w := range words {
		switch strings.ToLower(w) {
		case "de", "da", "del", "van", "von", "der", "den", "la", "le", "bin", "al", "el", "di", "dos", "du", "ter", "ten":
			continue
		}
		r := []rune(w)[0]
		if unicode.IsLower(r) || unicode.IsDigit(r) {
			return false
		}
	}
	return len(words) >= 2 && len(words) <= 5
}

// residue recognises what tracking pixels and scripts leave in a text: a lone
// token that is no word of any language, such as "fbpx".
func residue(s string) bool {
	if len(s) < 3 || len(s) > 24 || strings.ContainsAny(s, " \n") {
		return false
	}
	vowels, letters := 0, 0
	for _, r := range s {
		switch {
		case r >= 'a' && r <= 'z' || r == '_' || r >= '0' && r <= '9':
			letters++
			if strings.ContainsRune("aeiouy", r) {
				vowels++
			}
		default:
			return false
		}
	}
	return vowels == 0 && letters > 2 || strings.ContainsRune(s, '_')
}

// creditWords say in brackets at the end of a caption whose picture it is.
var creditWords = map[string]bool{"reuters": true, "afp": true, "ap": true, "getty": true, "image": true, "images": true, "photo": true,
	"photos": true, "photograph": true, "picture": true, "shutterstock": true, "istock": true, "foto": true, "bild": true, "dpa": true, "illustration": true,
	"screenshot": true, "screengrab": true, "epa": true, "xinhua": true, "bloomberg": true, "alamy": true, "unsplash": true, "pexels": true, "archivbild": true,
	"symbolbild": true, "symbolfoto": true, "imago": true, "courtesy": true, "imagen": true, "fotografía": true, "pixabay": true, "handout": true, "graphic": true, "grafik": true, "chart": true}

// creditTail reports whether a text ends with a credit in brackets.
func creditTail(s string) bool {
	s = strings.TrimRight(s, ". ")
	if !strings.HasSuffix(s, ")") && !strings.HasSuffix(s, "]") {
		return false
	}
	at := strings.LastIndexAny(s, "([")
	if at < 0 || len(s)-at > 90 {
		return false
	}
	inside := strings.FieldsFunc(strings.ToLower(s[at:]), func(r rune) bool { return !unicode.IsLetter(r) })
	for _, w := range inside {
		if creditWords[w] && len(inside) <= 10 {
			return true
		}
	}
	return false
}

// endFields takes the author from the line after the story when the page names
// none elsewhere.
func (d *doc) endFields(f *fields) {
	if len(f.authors.names) > 0 {
		return
	}
	_, last := d.keptRange()
	for i := max(last-1, 0); i < len(d.blocks) && i < last+4; i++ {
		if names := d.endByline(i); names != nil {
			f.authors = authorChoice{withoutAgencies(names), "line after the story"}
			return
		}
	}
}

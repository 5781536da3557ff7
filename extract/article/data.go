package article

import (
	"bytes"
	"encoding/json"
	"html"
	"strings"
	"unicode/utf8"

	"github.com/pennypress/pennypress/extract"
)

// A page that its scripts fill holds its story as data: one string of markup, or
// its paragraphs as strings one after the other. Pages of which next to nothing
// was kept are read again with that story put at their end, when it is about
// what their headline is about.

// Bounds on the data that is looked through, and on what counts as a story there.
const (
	maxData       = 4 << 20 // bytes of scripts
	maxDataStory  = 1 << 20 // bytes of markup
	maxNested     = 3       // strings within strings
	leastString   = 60      // bytes of a string that is looked at
	leastDataText = 80      // words of a story
)

// scant reports whether next to nothing was kept of a page.
func (d *doc) scant() bool {
	if d.lines || len(d.rules.body) > 0 {
		return false
	}
	kept := int32(0)
	for i := range d.blocks {
		if d.blocks[i].keep {
			kept += d.blocks[i].words
		}
	}
	return kept <= scantWords
}

// revealed gives the page with the story that its data holds put at its end.
func (d *doc) revealed() (p extract.Page, ok bool) {
	text, _ := decode(d.page.Body, d.page.ContentType)
	about := topic(d.title.text)
	if about == nil || d.sig.story().free == "false" { // what is sold is not looked for
		return p, false
	}
	finds := dataFinds{seen: map[string]bool{}}
	for _, a := range thin(text, false, nil).linked {
		finds.look(a, 0)
	}
	eachScript(text, func(script []byte) { finds.look(script, 0) })
	story := finds.best(about)
	if story == "" {
		return p, false
	}
	p = d.page
	p.ContentType = "text/html; charset=utf-8"
	p.Body = append(bytes.Clone(text), "</script><article><h1>"+html.EscapeString(d.title.text)+"</h1>\n"+story+"</article>"...)
	return p, true
}

// eachScript calls found with the scripts of a page, up to a bound of bytes.
func eachScript(text []byte, found func(script []byte)) {
	for left := maxData; left > 0; {
		at := bytes.Index(text, []byte("<script"))
		if at < 0 {
			return
		}
		text = text[at:]
		end := endTagAt(text, []byte("script"))
		if begin := bytes.IndexByte(text[:end], '>'); begin >= 0 {
			found(text[begin+1 : min(end, begin+1+left)])
		}
		left -= end
		text = text[end:]
	}
}

// dataFinds are the texts of a page's data in their order, each once.
type dataFinds struct {
	texts []dataText
	seen  map[string]bool
	size  int
}

type dataText struct {
	key   string // name of the field
	text  string
	words int
	about bool // has the topic of the headline
}

// look finds the strings in a script, or in a string that is data itself.
func (f *dataFinds) look(b []byte, depth int) {
	key := ""
	for len(b) > 0 {
		from := bytes.IndexByte(b, '"')
		if from < 0 {
			return
		}
		b = b[from+1:]
		end := stringEnd(b)
		if end < 0 {
			return
		}
		raw := b[:end]
		b = b[end+1:]
		if rest := bytes.TrimLeft(b, " \t\r\n"); len(rest) > 0 && rest[0] == ':' {
			key = string(raw[:min(len(raw), 40)])
			continue
		}
		if len(raw) >= leastString {
			f.text(key, raw, depth)
		}
	}
}

// stringEnd is where the quotation mark that ends a string stands, or -1. A line
// end shows that what was taken for the beginning of a string is none.
func stringEnd(b []byte) int {
	for i := 0; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case '"', '\n':
			return i
		}
	}
	return -1
}

// text takes a string of the data for what it is: data again, or a text.
func (f *dataFinds) text(key string, raw []byte, depth int) {
	var s string
	literal := append(append([]byte{'"'}, bytes.ReplaceAll(raw, []byte(`\x`), []byte(`\u00`))...), '"')
	if json.Unmarshal(literal, &s) != nil {
		return
	}
	markup := strings.HasPrefix(strings.TrimSpace(s), "<")
	if !markup && strings.Contains(s, `":`) || !markup && strings.Contains(s, `",`) {
		if depth < maxNested {
			f.look([]byte(s), depth+1)
		}
		return
	}
	if !markup && !endsLikeSentence(s) {
		return
	}
	if f.seen[s] || f.size+len(s) > maxDataStory {
		return
	}
	f.seen[s] = true
	f.size += len(s)
	f.texts = append(f.texts, dataText{key: key, text: s, words: prose(s)})
}

// endsLikeSentence reports whether a text ends as sentences do, quotation marks aside.
func endsLikeSentence(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(strings.TrimRight(s, " \t\r\n\"'”’»)"))
	return endsSentence(r) || r == '…'
}

// best gives the markup of the story about a topic: the texts from the first to the
// last that are about it, when most of their words are; else the longest one that
// is; else the texts of fields of one name, such as the paragraphs of a story.
func (f *dataFinds) best(about map[string]bool) string {
	first, last, longest := -1, -1, -1
	for i := range f.texts {
		t := &f.texts[i]
		if t.about = isAbout(t.text, about); !t.about {
			continue
		}
		if first < 0 {
			first = i
		}
		last = i
		if longest < 0 || t.words > f.texts[longest].words {
			longest = i
		}
	}
	if first < 0 {
		return f.fields(about)
	}
	on, all := 0, 0
	for _, t := range f.texts[first : last+1] {
		all += t.words
		if t.about {
			on += t.words
		}
	}
	switch {
	case all >= leastDataText && on*2 >= all:
		return dataMarkup(f.texts[first : last+1])
	case f.texts[longest].words >= leastDataText:
		return dataMarkup(f.texts[longest : longest+1])
	}
	return f.fields(about)
}

// fields gives the markup of the texts of fields of one name that have most words
// and together are about a topic.
func (f *dataFinds) fields(about map[string]bool) string {
	groups := map[string][]dataText{}
	words := map[string]int{}
	for _, t := range f.texts {
		groups[t.key] = append(groups[t.key], t)
		words[t.key] += t.words
	}
	best, most := "", leastDataText-1
	for _, t := range f.texts { // in their order, so that the choice is always the same
		n := words[t.key]
		words[t.key] = 0 // each name is looked at once
		if n <= most {
			continue
		}
		if story := dataMarkup(groups[t.key]); isAbout(story, about) {
			best, most = story, n
		}
	}
	return best
}

// dataMarkup gives texts as markup.
func dataMarkup(texts []dataText) string {
	var b strings.Builder
	for _, t := range texts {
		if strings.HasPrefix(strings.TrimSpace(t.text), "<") {
			b.WriteString(t.text)
			continue
		}
		b.Write(markUp([]byte(t.text)))
	}
	return b.String()
}

// prose counts the words of a text outside of its tags.
func prose(s string) int {
	n, tag, word := 0, false, false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '<':
			tag, word = true, false
		case c == '>':
			tag = false
		case tag:
		case isSpace(c):
			word = false
		case !word:
			word = true
			n++
		}
	}
	return n
}

// topicWord is how long a word of a headline is, in bytes, that says what it is about.
const topicWord = 5

// topic lists the telling words of a headline; nil when there are too few.
func topic(title string) map[string]bool {
	words := map[string]bool{}
	for w := range strings.FieldsSeq(string(foldWords(nil, title, 400))) {
		if len(w) >= topicWord {
			words[w] = true
		}
	}
	if len(words) < 2 {
		return nil
	}
	return words
}

// isAbout reports whether half of the words of a topic occur in a text.
func isAbout(s string, about map[string]bool) bool {
	met := map[string]bool{}
	for w := range strings.FieldsSeq(string(foldWords(nil, s, len(s)))) {
		if about[w] {
			met[w] = true
		}
	}
	return len(met)*2 >= len(about)
}

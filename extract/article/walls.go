package article

import (
	"bytes"
	_ "embed"
	"fmt"
	"strings"
	"sync"

	"github.com/pennypress/pennypress/extract"
)

//go:embed walls.tsv
var wallTable string

// wallPhrases are the phrases of walls.tsv by kind, each with a space on
// either side.
type wallPhrases struct{ titles, texts map[string][]string }

var walls = sync.OnceValue(func() wallPhrases {
	w := wallPhrases{map[string][]string{}, map[string][]string{}}
	for line := range strings.Lines(wallTable) {
		cols := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(cols) != 3 || strings.HasPrefix(line, "#") {
			continue
		}
		into := w.texts
		if cols[1] == "title" {
			into = w.titles
		}
		into[cols[0]] = append(into[cols[0]], " "+cols[2]+" ")
	}
	return w
})

// Bounds, in words of text, above which a page is an article whatever it says.
const (
	maxMissing = 150
	maxWall    = 250
	maxStub    = 120
)

// refuse names pages without a story. An article that is refused is lost, a
// wall that is kept is only a nuisance: so each refusal wants a short text and
// two signs, and none is of a page that says when or by whom it was written.
func (d *doc) refuse(text string, words int) error {
	if strings.TrimSpace(text) == "" && len(d.blocks) == 0 && scripted(d.page.Body) {
		return &extract.NotArticle{Kind: extract.KindShell, Detail: "no text without its scripts"}
	}
	if strings.TrimSpace(text) == "" {
		return &extract.NotArticle{Kind: extract.KindEmpty, Detail: fmt.Sprintf("%d lines, none of a story", len(d.blocks))}
	}
	if d.lines {
		return nil
	}
	switch {
	case words <= maxStub && d.stub():
		return &extract.NotArticle{Kind: extract.KindStub, Detail: "asks to subscribe, shows nothing of the story"}
	case d.linkList() && !d.signed():
		return &extract.NotArticle{Kind: extract.KindListing, Detail: "links and no sentence"}
	case words > maxWall || d.signed():
		return nil
	case words <= maxMissing && d.titled("missing") && d.sentences() <= 4:
		return &extract.NotArticle{Kind: extract.KindMissing, Detail: d.title.text}
	case d.titled("bot") && d.saying("bot") > 0:
		return &extract.NotArticle{Kind: extract.KindWall, Detail: "bot check"}
	case d.titled("login") && d.saying("login") > 0 && words <= maxMissing:
		return &extract.NotArticle{Kind: extract.KindWall, Detail: "log-in"}
	case d.consent():
		return &extract.NotArticle{Kind: extract.KindWall, Detail: "consent"}
	case d.listing():
		return &extract.NotArticle{Kind: extract.KindListing, Detail: "mostly links to stories"}
	}
	return nil
}

// stub reports whether every line of some length asks to subscribe, two at least,
// and nothing else on the page reads like a paragraph.
func (d *doc) stub() bool {
	asking := 0
	for i := range d.blocks {
		b := &d.blocks[i]
		if !b.keep && !d.facts[i].good || b.words < 4 {
			continue
		}
		if !saysWall("paywall", b.text) {
			return false
		}
		asking++
	}
	return asking >= 2
}

// Bounds on a list of links that is taken for no story.
const (
	fewestLinks  = 12
	linkedInFull = 80 // percent of the text
)

// linkList reports whether the page is links for the most part, a dozen of them
// as long as headlines, and no sentence of it stands outside of one.
func (d *doc) linkList() bool {
	if d.sentences() > 0 || d.total > 0 {
		return false
	}
	headlines, linked, all := 0, int32(0), int32(0)
	for i := range d.blocks {
		b := &d.blocks[i]
		if b.words >= 4 && linkShare(b.linkBytes, b.bytes) >= linkedInFull {
			headlines++
		}
		linked, all = linked+b.linkBytes, all+b.bytes
	}
	return headlines >= fewestLinks && linkShare(linked, all) >= linkedInFull
}

// scripted reports whether a document has scripts, as they are spelled in all
// but odd pages.
func scripted(body []byte) bool {
	return bytes.Contains(body, []byte("<script")) || bytes.Contains(body, []byte("<SCRIPT"))
}

// signed reports whether the page says that it is an article, of what day, or
// by whom.
func (d *doc) signed() bool {
	s := d.sig
	story := s.story()
	return strings.EqualFold(s.first("og:type"), "article") || s.first("article:published_time") != "" || story.kind != "" ||
		len(d.candidates(story)) > 0
}

// titled reports whether a title of the page begins with a phrase of a kind.
func (d *doc) titled(kind string) bool {
	for _, title := range append([]string{d.sig.title, d.title.text}, d.sig.h1...) {
		folded := " " + string(foldWords(nil, title, 200)) + " "
		for _, p := range walls().titles[kind] {
			if strings.HasPrefix(folded, p) {
				return true
			}
		}
	}
	return false
}

// saying counts the kept blocks that hold a phrase of a kind.
func (d *doc) saying(kind string) int {
	n := 0
	for i := range d.blocks {
		if d.blocks[i].keep && saysWall(kind, d.blocks[i].text) {
			n++
		}
	}
	return n
}

func saysWall(kind, text string) bool {
	folded := " " + string(foldWords(nil, text, 2000)) + " "
	for _, p := range walls().texts[kind] {
		if strings.Contains(folded, p) {
			return true
		}
	}
	return false
}

// sentences counts the kept paragraphs.
func (d *doc) sentences() int {
	n := 0
	for i := range d.blocks {
		if d.blocks[i].keep && d.facts[i].good {
			n++
		}
	}
	return n
}

// consent reports whether every paragraph speaks of consent, and whether the
// page holds next to nothing else: a banner over a story that scripts fill.
func (d *doc) consent() bool {
	paragraphs := d.sentences()
	if paragraphs == 0 {
		return false
	}
	for i := range d.blocks {
		if d.facts[i].good && !saysWall("consent", d.blocks[i].text) {
			return false
		}
	}
	return (paragraphs >= 2 || d.titled("consent")) && len(d.sig.linked) == 0
}

// listing reports whether the page says that it is none of one story, and
// shows at least eight linked headlines with hardly a paragraph that is not the
// teaser of one.
func (d *doc) listing() bool {
	if !strings.EqualFold(d.sig.first("og:type"), "website") {
		return false
	}
	headlines, paragraphs, teaser := 0, 0, false
	for i := range d.blocks {
		b := &d.blocks[i]
		if isLinkedHeadline(b) {
			headlines++
			teaser = true
			continue
		}
		if b.keep && d.facts[i].good && !teaser {
			paragraphs++
		}
		teaser = false
	}
	return headlines >= 8 && paragraphs <= 1
}

func isLinkedHeadline(b *block) bool {
	return isHeading(b.tag) && b.words >= 4 && linkShare(b.linkBytes, b.bytes) >= linkedInFull
}

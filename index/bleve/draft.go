package bleve

import (
	"strings"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/index/words"
)

// Articles are taken in by the thousand, and most of what that takes is giving each
// word of each article objects of its own, only to sort them by word again. So a
// draft numbers the words of a whole batch and writes one line for each time one
// occurs, and segment.go makes a segment of that:
//
//	"Tin up. Tin!"  "Up"    words: tin 0, up 1    lines: 0 of a at 32, 1 of a at 33, 0 of a at 34, 1 of b at 32

// Places of words count the title and the text in one: the title from 0, the
// text from textBase. A longer title, of which none was seen in earnest, stands
// behind everything.
const (
	textBase     = 32
	farTitleBase = 1 << 28
)

// titleAt says whether a place is in the title.
func titleAt(place uint64) bool { return place < textBase || place >= farTitleBase }

// A line says that a term occurs in a document, and where, or which number stands
// with it.
type line struct{ term, doc, value uint32 }

// A fieldDraft numbers the terms of a field.
type fieldDraft struct {
	numbers map[string]uint32
	terms   []string
	lines   []line
}

func (v *fieldDraft) number(term string) uint32 {
	n, ok := v.numbers[term]
	if !ok {
		n = uint32(len(v.terms))
		v.numbers[term] = n
		v.terms = append(v.terms, term)
	}
	return n
}

func (v *fieldDraft) add(term string, doc int, value uint32) {
	v.lines = append(v.lines, line{v.number(term), uint32(doc), value})
}

func (v *fieldDraft) reset() {
	clear(v.numbers)
	v.terms, v.lines = v.terms[:0], v.lines[:0]
}

// A draft is the documents of a batch. It is used again for the next one.
type draft struct {
	ids     []string
	fields  [len(kinds)]fieldDraft
	lengths []uint64 // codes of how many words each document has
	gists   [][]byte

	batch uint32
	forms map[string]map[string]*form // by the reading
	known int                         // forms
	seen  []seen                      // by the number of a word in bodyField
	own   []weighed
	title []*form
	cut   words.Cutter
	heavy []uint64
	texts []byte // the gists lie in it

	list     []string       // frequent words, of which pairs are kept
	listTerm string         // "" when there is none
	frequent map[string]int // places on the list, from 1
	pairs    []pairDraft    // by the places of both words

	writer segmentWriter
}

// A form is what a word is as it was written in articles of one reading. It is
// remembered from batch to batch.
type form struct {
	word, text           string // as words.Form gives them
	body, written        string // terms; written is "" where it is the same
	titleWord, titleText string // terms; "" until a title has the word
	frequent             int    // place on the draft's list, from 1; 0 when it is not there
	batch                uint32 // that the numbers are of
	bodyNumber           uint32
	writtenNumber        uint32
	doc                  int // the last one that had it
}

// maxForms bounds what is remembered of words, at some 200 bytes for each.
const maxForms = 1 << 16

// seen says which document had a word last, and where it stands in draft.own.
type seen struct{ doc, at uint32 }

// A weighed word of the document being read.
type weighed struct{ term, weight uint32 }

func newDraft() *draft {
	d := &draft{forms: map[string]map[string]*form{}, frequent: map[string]int{}, batch: 1}
	for i := range d.fields {
		d.fields[i].numbers = map[string]uint32{}
	}
	return d
}

// reset forgets the documents, not what was learnt about words.
func (d *draft) reset() {
	for i := range d.fields {
		d.fields[i].reset()
	}
	clear(d.ids)
	d.ids, d.lengths, d.gists, d.texts, d.seen = d.ids[:0], d.lengths[:0], d.gists[:0], d.texts[:0], d.seen[:0]
	d.batch++
	if d.known > maxForms {
		clear(d.forms)
		d.known = 0
	}
}

// add takes an article in and gives how many words it has.
func (d *draft) add(a *extract.Article) int {
	doc := len(d.ids)
	d.ids = append(d.ids, a.ID)
	d.fields[ofID].add(a.ID, doc, 1)
	n := d.addBody(a, doc)
	d.lengths = append(d.lengths, lengthCode(n))
	d.addAuthors(a.Authors, doc)
	for _, term := range keyTerms(*a) {
		d.fields[ofKey].add(term, doc, 0)
	}
	if d.listTerm != "" {
		d.fields[ofKey].add(d.listTerm, doc, 0)
	}
	for _, f := range figureTerms(a) {
		d.fields[ofFigure].add(f.term, doc, f.number)
	}
	if m := momentOf(a.Published); m.some {
		d.fields[ofTime].add(m.term(), doc, 0)
	}
	return n
}

// addBody takes in the words of title and text, the written forms that prefixes
// need, and the gist, and gives how many words there are.
func (d *draft) addBody(a *extract.Article, doc int) int {
	reading := words.Reading(a.Language)
	if d.forms[reading] == nil {
		d.forms[reading] = map[string]*form{}
	}
	forms := d.forms[reading]
	d.own = d.own[:0]
	d.title = d.title[:0]
	for raw := range d.cut.Words(a.Title) {
		if f := d.form(forms, raw, reading); f.word != "" {
			d.title = append(d.title, f)
		}
	}
	n := len(d.title)
	if n >= textBase {
		n += d.addText(a.Text, forms, reading, doc)
		d.addTitle(farTitleBase, doc)
	} else {
		d.addTitle(0, doc)
		n += d.addText(a.Text, forms, reading, doc)
	}
	d.addGist(n)
	return max(1, n)
}

func (d *draft) addText(text string, forms map[string]*form, reading string, doc int) (n int) {
	last := 0
	for raw := range d.cut.Words(text) {
		f := d.form(forms, raw, reading)
		if f.word == "" {
			continue
		}
		d.addWord(f, doc, textBase+n, textWeight(n))
		d.addPair(last, f.frequent, doc, textWeight(n-1))
		last = f.frequent
		n++
	}
	return n
}

func (d *draft) addTitle(base, doc int) {
	written := &d.fields[ofWritten]
	for i, f := range d.title {
		d.addWord(f, doc, base+i, titleWeight)
		if i > 0 {
			d.addPair(d.title[i-1].frequent, f.frequent, doc, titleWeight)
		}
		if f.titleWord == "" {
			f.titleWord, f.titleText = titlePrefix+f.word, titlePrefix+f.text
		}
		written.add(f.titleWord, doc, 0)
		if f.titleText != f.titleWord {
			written.add(f.titleText, doc, 0)
		}
	}
}

// addWord adds a word at a place.
func (d *draft) addWord(f *form, doc, place, weight int) {
	n := f.bodyNumber
	d.fields[ofBody].lines = append(d.fields[ofBody].lines, line{n, uint32(doc), uint32(place)})
	if f.written != "" && f.doc != doc {
		d.fields[ofWritten].lines = append(d.fields[ofWritten].lines, line{f.writtenNumber, uint32(doc), 0})
	}
	f.doc = doc
	if int(n) >= len(d.seen) {
		d.seen = append(d.seen, make([]seen, int(n)+1-len(d.seen))...)
	}
	s := &d.seen[n]
	if s.doc != uint32(doc)+1 {
		*s = seen{uint32(doc) + 1, uint32(len(d.own))}
		d.own = append(d.own, weighed{term: n})
	}
	d.own[s.at].weight += uint32(weight)
}

// form gives what a word of a reading is, with its numbers in this batch.
func (d *draft) form(forms map[string]*form, raw, reading string) *form {
	f, ok := forms[raw]
	if !ok {
		raw = strings.Clone(raw) // which the article shall not be held by
		f = newForm(raw, reading)
		forms[raw] = f
		d.known++
	}
	if f.batch != d.batch && f.word != "" {
		f.batch, f.doc, f.frequent = d.batch, -1, d.frequent[f.body]
		f.bodyNumber = d.fields[ofBody].number(f.body)
		if f.written != "" {
			f.writtenNumber = d.fields[ofWritten].number(f.written)
		}
	}
	return f
}

func newForm(raw, reading string) *form {
	f := &form{}
	if f.word, f.text = words.Form(raw, reading); f.word == "" {
		return f
	}
	f.body = bodyTerm(f.text, reading)
	if f.word != f.text {
		f.written = bodyTerm(f.word, reading)
	}
	return f
}

// addAuthors takes in the words of the authors' names. A gap between two names
// keeps phrases from running from one into the other.
func (d *draft) addAuthors(names []string, doc int) {
	at := 0
	for _, name := range names {
		for raw := range d.cut.Words(name) {
			if word, _ := words.Form(raw, words.Plain); word != "" {
				d.fields[ofAuthor].add(word, doc, uint32(at))
				at++
			}
		}
		at++
	}
}

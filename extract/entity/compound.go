package entity

import (
	"bytes"
	"fmt"

	"github.com/pennypress/pennypress/extract/gazetteer"
)

// In languages that write compounds as one word no list has them all. Words that the lexicon does not
// know are read by how they end: "Auftragsrückgang" like "Umsatzrückgang", "eingebrochenen" like
// "gesunkenen".

// An ending is how a compound or an inflected word ends, and the word that it is read like.
type ending struct {
	text, like string
	lex        uint16
}

// minStem is how many bytes a word has before its ending at least.
const minStem = 3

// resolveEndings looks up what the endings of the language stand for.
func (l *lexicon) resolveEndings() error {
	for i := range l.ends {
		e := &l.ends[i]
		if e.lex = l.find(gazetteer.Hash(e.like)); e.lex == 0 {
			return fmt.Errorf("ending %q: no word %q", e.text, e.like)
		}
	}
	return nil
}

// compounds reads the words of the text that nobody knows by their endings.
func (d *doc) compounds() {
	if d.lang.ends == nil {
		return
	}
	for i := range d.toks {
		if t := &d.toks[i]; t.kind == word && t.lex == 0 && t.end-t.start > minStem {
			d.readEnding(t)
		}
	}
}

func (d *doc) readEnding(t *token) {
	w := d.low[t.start:t.end]
	for i := range d.lang.ends {
		e := &d.lang.ends[i]
		if len(w) >= len(e.text)+minStem && w[len(w)-1] == e.text[len(e.text)-1] && bytes.HasSuffix(w, []byte(e.text)) {
			t.lex, t.cls = e.lex, d.lang.known[e.lex].is
			return
		}
	}
}

package sqlite

import (
	"database/sql"
	"errors"
	"time"

	"github.com/pennypress/pennypress/crawler"
	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/index"
)

// An article's id comes from the address that its page declares. Templates
// that name one address on every page would make many stories revisions of one,
// so that only the last could be found. What two pages declare is believed when
// they tell the same text; else each page keeps its own address.

// apart looks at an article that a task leads to for the first time, and gives it
// its own address when another page with another text has the declared one. When
// the address is its own and the other page took it, the other one is moved.
func (t *tx) apart(r *record, now time.Time) error {
	own, err := crawler.Canonical(r.a.URL)
	if err != nil {
		return nil // nothing but the declared address is known
	}
	other, err := t.newest(r.a.ID)
	if err != nil || other == nil || other.CanonicalURL != r.a.CanonicalURL || !tellsOther(other.Text, r.a.Text) {
		return err
	}
	page, err := crawler.Canonical(other.URL)
	switch {
	case err != nil || page == own:
		return nil
	case own != r.a.CanonicalURL:
		return t.rename(r, own)
	}
	moved := record{a: *other}
	if err := t.rename(&moved, page); err != nil {
		return err
	}
	if _, err := t.put(&moved, now); err != nil {
		return err
	}
	_, err = t.exec("UPDATE tasks SET article = ? WHERE url = ?", moved.a.ID, page)
	return err
}

// minTelling is the number of words from which two texts can be told to be
// different stories rather than versions of one.
const minTelling = 60

func tellsOther(a, b string) bool {
	return extract.WordCount(a) >= minTelling && extract.WordCount(b) >= minTelling && !index.SameText(a, b)
}

// rename gives a record another canonical address.
func (t *tx) rename(r *record, url string) (err error) {
	a := r.a
	a.CanonicalURL, a.ID = url, extract.ID(url)
	*r, err = t.db.record(a)
	return err
}

// newest is the newest revision of an article; nil when there is none.
func (t *tx) newest(id string) (*extract.Article, error) {
	var doc []byte
	err := t.scan("SELECT r.doc FROM articles a JOIN revisions r ON r.article = a.num AND r.revision = a.revision WHERE a.id = ?",
		[]any{id}, &doc)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	a, err := t.db.article(doc, 0, "")
	return &a, err
}

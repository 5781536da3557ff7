package sqlite

import (
	"fmt"
	"reflect"
	"slices"
	"time"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/index"
)

// refresh replaces the newest revision by an article of the same content, if
// anything else of note differs.
func (t *tx) refresh(old held, r *record, now time.Time) (index.PutResult, error) {
	result := index.PutResult{Revision: old.revision, Status: index.Same}
	var doc []byte
	if err := t.scan("SELECT doc FROM revisions WHERE article = ? AND revision = ?",
		[]any{old.num, old.revision}, &doc); err != nil {
		return result, fmt.Errorf("read revision %d: %w", old.revision, err)
	}
	was, err := t.db.article(doc, 0, "")
	if err != nil {
		return result, err
	}
	is, err := t.db.article(r.doc, 0, "") // not r.a: both as they come back from the file
	if err != nil {
		return result, err
	}
	if !improve(&is, &was) {
		return result, nil
	}
	if err := t.replace(old, &is, now); err != nil {
		return result, err
	}
	result.Status = index.Refreshed
	result.Seq, err = t.change(is.ID, false, now)
	return result, err
}

// improve says whether an article has more to tell than the one it would
// replace, and gives it what it keeps of that one.
func improve(is, was *extract.Article) bool {
	is.Source, is.URL, is.Fetched = was.Source, was.URL, was.Fetched
	if is.Entities == nil {
		is.Entities = was.Entities
	}
	if is.Moves == nil {
		is.Moves = was.Moves
	}
	return is.Language != was.Language || is.Section != was.Section || is.Image != was.Image ||
		!slices.Equal(is.Tags, was.Tags) || !slices.Equal(is.Flags, was.Flags) ||
		!reflect.DeepEqual(is.Entities, was.Entities) || !reflect.DeepEqual(is.Moves, was.Moves)
}

// replace writes an article over its newest revision.
func (t *tx) replace(old held, a *extract.Article, now time.Time) error {
	doc, err := t.db.doc(*a)
	if err != nil {
		return err
	}
	if _, err := t.exec("UPDATE revisions SET doc = ? WHERE article = ? AND revision = ?", doc, old.num, old.revision); err != nil {
		return err
	}
	if _, err := t.exec("UPDATE articles SET language = ?, word_count = ?, changed_ns = ? WHERE num = ?",
		a.Language, a.WordCount, nanos(now), old.num); err != nil {
		return err
	}
	if err := t.clearFigures(old.num); err != nil {
		return err
	}
	return t.insertFigures(old.num, a)
}

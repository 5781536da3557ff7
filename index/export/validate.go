package export

import (
	"fmt"
	"math"
	"strings"
	"unicode"

	"github.com/pennypress/pennypress/extract"
)

// maxIDBytes bounds an article's id, which is a key of every index.
const maxIDBytes = 256

// maxCount is the largest number that every format can hold.
const maxCount = math.MaxInt32

// Validate says what keeps an article out of the dataset: a wrong schema, no
// id, figures that are not where they claim to be.
func Validate(a *extract.Article) error {
	if a.Schema != "" && a.Schema != extract.Schema {
		return fmt.Errorf("schema %q, want %q", a.Schema, extract.Schema)
	}
	if err := validateID(a.ID); err != nil {
		return err
	}
	if a.Revision < 0 || a.Revision > maxCount || a.WordCount < 0 || a.WordCount > maxCount {
		return fmt.Errorf("revision %d and word_count %d: numbers from 0 to %d are allowed", a.Revision, a.WordCount, maxCount)
	}
	text := []rune(a.Text)
	if err := validateEntities(text, a.Entities); err != nil {
		return err
	}
	for i, m := range a.Moves {
		if m.Symbol == "" {
			return fmt.Errorf("move %d has no symbol", i+1)
		}
		if _, err := slice(text, m.Span); err != nil {
			return fmt.Errorf("move %d: %w", i+1, err)
		}
	}
	return nil
}

func validateID(id string) error {
	if id == "" {
		return errNoID
	}
	if len(id) > maxIDBytes {
		return fmt.Errorf("id of %d bytes, at most %d are allowed", len(id), maxIDBytes)
	}
	if strings.ContainsFunc(id, func(r rune) bool { return unicode.IsControl(r) || unicode.IsSpace(r) }) {
		return fmt.Errorf("id %q holds white space or a control character", id)
	}
	return nil
}

func validateEntities(text []rune, entities []extract.Entity) error {
	end := 0
	for i, e := range entities {
		switch e.Type {
		case extract.TypePercent, extract.TypeMoney, extract.TypeTicker:
		default:
			return fmt.Errorf("entity %d is of unknown type %q", i+1, e.Type)
		}
		mention, err := slice(text, e.Span)
		if err != nil {
			return fmt.Errorf("entity %d: %w", i+1, err)
		}
		if mention != e.Text {
			return fmt.Errorf("entity %d: text %q is not what is at %d..%d: %q", i+1, e.Text, e.Start, e.End, mention)
		}
		if e.Start < end {
			return fmt.Errorf("entity %d at %d..%d overlaps the one before it, or comes out of order", i+1, e.Start, e.End)
		}
		end = e.End
	}
	return nil
}

// slice is the part of a text that a span locates.
func slice(text []rune, s extract.Span) (string, error) {
	if s.Start < 0 || s.End < s.Start || s.End > len(text) {
		return "", fmt.Errorf("offsets %d..%d lie outside the text of %d characters", s.Start, s.End, len(text))
	}
	return string(text[s.Start:s.End]), nil
}

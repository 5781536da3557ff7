package index

import (
	"cmp"
	"strings"
	"time"

	"github.com/pennypress/pennypress/extract"
)

// A Place is where an article stands in the order of publication: undated ones
// first, then by Published to the second, then by ID. The zero value is before
// every article.
type Place struct {
	Published time.Time `json:"published,omitzero"` // UTC, to the second; zero for the undated
	ID        string    `json:"id"`
}

// PlaceOf is the place of an article.
func PlaceOf(a *extract.Article) Place {
	p := Place{ID: a.ID}
	if !a.Published.IsZero() {
		p.Published = time.Unix(a.Published.Unix(), 0).UTC()
	}
	return p
}

// Compare is negative when p comes before q, 0 when they are the same.
func (p Place) Compare(q Place) int {
	undated, theirs := p.Published.IsZero(), q.Published.IsZero()
	if undated != theirs {
		if undated {
			return -1
		}
		return 1
	}
	return cmp.Or(p.Published.Compare(q.Published), strings.Compare(p.ID, q.ID))
}

// A Stretch is a part of the order of publication: the dated articles or the
// undated ones, those after After up to and with UpTo. A zero place is no bound.
type Stretch struct {
	Undated     bool
	After, UpTo Place
}

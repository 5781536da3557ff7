// Package index holds the contracts of what is kept and found: a Store is the
// record of all articles, a Searcher finds them, a Query is what users ask.
//
// The store is the truth and the search index is derived from it: a Searcher
// follows the store's changes from a number it keeps with its documents, and
// can be thrown away and rebuilt at any time.
//
// The packages beneath do the work: index/sqlite is the store, index/bleve the
// search index, index/export the formats of the dataset.
package index

import (
	"context"
	"errors"
	"iter"
	"time"

	"github.com/pennypress/pennypress/extract"
)

// ErrNotFound says that no article has the id.
var ErrNotFound = errors.New("no such article")

// ErrLocked says that another process holds what is needed; trying again later helps.
var ErrLocked = errors.New("held by another process")

// A Store keeps every article with its revisions, and numbers every change.
// All methods are safe for concurrent use, also from several processes. What a
// method has acknowledged survives a crash of the process and of the machine.
//
// indextest.Store proves an implementation.
type Store interface {
	// Put stores articles in one transaction and says for each, in order, what
	// happened. An article is known by its ID, which must not be empty. One whose
	// content (title, subtitle, text, notes, authors, published) differs from the
	// newest revision becomes the next revision: it is Revised. One of the same
	// content is Refreshed if its entities, moves, language, section, tags, image
	// or flags differ: it replaces the newest revision, under its number, and takes
	// a change number; the Source, URL and Fetched stay, and where its Entities or
	// Moves are nil (not looked for), so do those. Else it is Same: nothing is
	// stored, and it takes no change number.
	//
	// Put sets Schema, Revision, ContentHash and Cluster of what it stores; the
	// arguments are not modified. A new article's first revision is 1, or the one
	// that it arrives with, as from an export.
	//
	// A cluster is named by its earliest member: by Published, undated ones last,
	// then by Fetched, then by ID. When that becomes another one, all members take
	// the new name: each gets a change number of its own, but no revision. Members
	// have the same ContentHash, or texts of which SameText is true.
	Put(ctx context.Context, articles []extract.Article) ([]PutResult, error)

	// Delete removes articles with their revisions; each that existed takes a
	// change number. Unknown ids are ignored.
	Delete(ctx context.Context, ids ...string) error

	// Get returns the newest revision of an article, or ErrNotFound.
	Get(ctx context.Context, id string) (extract.Article, error)

	// Revisions returns all revisions of an article, oldest first, or ErrNotFound.
	Revisions(ctx context.Context, id string) ([]extract.Article, error)

	// Since returns up to limit changes numbered above seq, in order. An article
	// changed several times appears once, at its newest number.
	Since(ctx context.Context, seq int64, limit int) ([]Change, error)

	// Seq is the number of the newest change; 0 when nothing was ever stored.
	Seq(ctx context.Context) (int64, error)

	// Articles yields the newest revision of every article that passes the filter,
	// by Published to the second, then ID; articles without Published come first. Memory does
	// not grow with the number of articles. An error ends the sequence.
	Articles(ctx context.Context, f Filter) iter.Seq2[extract.Article, error]

	// Stats counts what is kept.
	Stats(ctx context.Context) (Stats, error)

	Close() error
}

// A Filter narrows Articles. The zero value lets everything pass.
type Filter struct {
	Source string    // exact
	After  time.Time // Published at or after; zero means no bound; the undated do not pass one
	Before time.Time // Published before; zero means no bound; the undated do not pass one
	Since  time.Time // stored or changed at or after; zero means no bound
}

// A PutResult says how one article was taken in.
type PutResult struct {
	Seq      int64 // its change number; 0 when unchanged
	Revision int
	Status   PutStatus
}

// A PutStatus is one of Created, Revised, Refreshed and Same.
type PutStatus string

// What Put did with an article.
const (
	Created   PutStatus = "created"
	Revised   PutStatus = "revised"
	Refreshed PutStatus = "refreshed" // the same story, read better
	Same      PutStatus = "unchanged"
)

// A Change is one numbered change of the store.
type Change struct {
	Seq     int64
	ID      string
	Deleted bool            // then Article is zero
	Article extract.Article // the newest revision

	// New says that the article has not changed since it was first stored. Not
	// every reader of changes looks: Since leaves it false.
	New bool
}

// Stats counts what a store keeps.
type Stats struct {
	Articles  int
	Revisions int
	Entities  int
	Moves     int
	Clusters  int   // distinct texts
	Bytes     int64 // on disk
	Seq       int64
	Sources   []SourceStats // by name
}

// SourceStats counts one source's articles.
type SourceStats struct {
	Source   string
	Articles int
	Newest   time.Time // Published
	Fetched  time.Time // the last one
}

// A Searcher finds articles. Search is safe for concurrent use; Apply is not,
// and runs beside Search. Only one process holds an on-disk searcher at a time.
//
// indextest.Searcher proves an implementation.
type Searcher interface {
	// Apply takes in changes, in order, and remembers seq as the last one seen, in
	// one atomic batch. Applying a change again is harmless.
	Apply(ctx context.Context, changes []Change, seq int64) error

	// Seq is the last change taken in; 0 when there is none.
	Seq(ctx context.Context) (int64, error)

	// Search returns the matches of q, best first or newest first. It matches
	// exactly the articles that Match says it does.
	Search(ctx context.Context, q Query, o SearchOptions) (Result, error)

	Close() error
}

// SearchOptions say which part of the matches is wanted and in what order.
type SearchOptions struct {
	Limit  int    // at most this many; 0 means 10
	Cursor string // from an earlier Result; "" means from the start
	Sort   Sort   // "" means relevance, or date for a query of filters only
	Any    bool   // any of the bare words suffices, instead of all
}

// A Sort is an order of results.
type Sort string

// The orders of results. Equal scores and dates are ordered by id.
const (
	Relevance Sort = "relevance"
	Date      Sort = "date" // newest first, undated last
)

// A Result is one page of matches.
type Result struct {
	Total  int // of all matches
	Found  []Found
	Cursor string // asks for the next page; "" when there is none
}

// A Found is one match: an id and how well it fits.
type Found struct {
	ID    string
	Score float64
}

// A Hit is a match with what a reader wants to see of it.
type Hit struct {
	ID         string         `json:"id"`
	Score      float64        `json:"score"`
	Title      string         `json:"title"`
	URL        string         `json:"url"`
	Source     string         `json:"source"`
	Published  time.Time      `json:"published,omitzero"`
	Snippet    string         `json:"snippet"`              // part of the text, around the words found
	Highlights []extract.Span `json:"highlights,omitempty"` // of the words found, in Snippet
	Moves      []extract.Move `json:"moves"`
}

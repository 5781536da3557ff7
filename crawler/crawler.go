// Package crawler holds the nouns and contracts of crawling: a Source is a
// site, a Task is one URL to fetch, a Frontier remembers every task and who
// works on which host.
//
// The host is the unit of work and the Frontier the only coordinator: a host
// is leased to one worker at a time, so one request at a time and the delay
// between requests hold across any number of processes.
//
// The packages beneath do the work: crawler/discover reads feeds, sitemaps and
// homepages, crawler/fetch asks the network, crawler/pass makes one round over
// what is due. This package does no input or output.
package crawler

import (
	"context"
	"time"

	"github.com/pennypress/pennypress/extract"
)

// A Source is one site whose articles are wanted.
type Source struct {
	Name     string   // unique, the article's source field
	Feeds    []string // RSS, Atom, RDF and JSON feeds
	Sitemaps []string
	Homepage string

	Every   Schedule // when feeds and sitemaps are asked again; nil is Auto
	Include []string // URL patterns, any of which an article must match; none means all
	Exclude []string // URL patterns, none of which an article may match

	Tags     []string
	Language string        // BCP 47; used where a page does not say
	MaxAge   time.Duration // articles published longer ago are filtered; 0 means no limit
	Backfill int           // at most this many articles of a feed or sitemap seen for the first time; 0 means all
}

// A Kind says what a task's URL leads to.
type Kind string

// The kinds of task.
const (
	KindFeed     Kind = "feed"
	KindSitemap  Kind = "sitemap"  // or a sitemap index
	KindHomepage Kind = "homepage" // a page that links to feeds or articles
	KindPage     Kind = "page"     // an article
)

// A State says how far a task has come. Every task is in exactly one.
type State string

// The states of a task. All but Pending are counted in the summary of the pass
// that reached them, with the reason.
const (
	Pending   State = "pending"   // to be asked at Due, for the first time or again after a failure
	Delivered State = "delivered" // its article was stored for the first time; for other kinds: it was read
	Updated   State = "updated"   // its article was stored as a new revision
	Unchanged State = "unchanged" // the server or the content says nothing changed
	Duplicate State = "duplicate" // its article is stored under another task's URL, or it redirects to another task
	Refused   State = "refused"   // robots.txt or the network guard forbids it
	Filtered  State = "filtered"  // the source's patterns, language or age leave it out
	Failed    State = "failed"    // it gave no article: Reason says why
)

// A Task is one URL to fetch. Its identity is URL alone, which is canonical in
// the sense of Canonical.
type Task struct {
	URL    string
	Kind   Kind
	Source string // name of the Source
	Depth  int    // hops from the configured URL: 0 for a configured feed

	State  State
	Reason string    // why, for every state that asks for one; for people
	Due    time.Time // when it may be asked; zero means never again
	Tries  int       // failures in a row

	// Interval is how long a feed or sitemap waits between two polls, as learned
	// so far by the schedule Auto; 0 when nothing was learned.
	Interval time.Duration

	Validators Validators
	Hash       string // of the body last read, to notice change where validators lack; may be empty

	Item Item // what the feed said about it

	Found   time.Time // first seen
	Asked   time.Time // last asked; zero means never
	Success time.Time // last time it was read or found unchanged; zero means never
	Article string    // id of the article it led to; may be empty
}

// Validators let a server answer "not modified".
type Validators struct {
	ETag         string
	LastModified string
}

// An Item is what a feed or sitemap states about an article. It fills what the
// page itself lacks.
type Item struct {
	// Address is the URL as it was found, when it differs from the task's: the
	// task is known by its canonical URL, but asked for as the site wrote it.
	Address string `json:"address,omitempty"`

	// Via are the URLs of the tasks that redirected here from other hosts, the
	// first one first.
	Via []string `json:"via,omitempty"`

	// Guess says that nobody names this document: a feed may be there, or not.
	Guess bool `json:"guess,omitempty"`

	// Hub is where a feed says that its changes are announced (WebSub).
	Hub string `json:"hub,omitempty"`

	Title     string    `json:"title,omitempty"`
	Authors   []string  `json:"authors,omitempty"`
	Published time.Time `json:"published,omitzero"`
	ID        string    `json:"id,omitempty"`
	Language  string    `json:"language,omitempty"`
}

// A Handler turns the page of a task into an article, or says with an
// *extract.NotArticle why there is none. It is called concurrently.
type Handler func(ctx context.Context, t Task, p extract.Page) (extract.Article, error)

// An Error says why a URL gave no page and whether asking again can help.
type Error struct {
	URL        string
	Status     int           // 0 when the server never answered
	RetryAfter time.Duration // 0 when the server did not say
	Permanent  bool          // asking again is pointless: 404, robots, forbidden address
	Refused    bool          // we may not ask: robots.txt or the network guard
	Err        error
}

// Error gives the URL and the cause.
func (e *Error) Error() string { return e.URL + ": " + e.Err.Error() }

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

package index

import (
	"context"
	"time"
)

// A Faceter counts the matches of a query by what they have in common. Search
// indexes are Faceters; Facets is safe for concurrent use.
type Faceter interface {
	// Facets counts exactly the articles that Match says q matches.
	Facets(ctx context.Context, q Query, o FacetOptions) (Facets, error)
}

// FacetOptions say what is to be counted.
type FacetOptions struct {
	By    []Facet  // the fields to count values of
	Limit int      // values of each field at most, the most frequent ones; 0 means 10
	Over  Interval // length of the bars of Facets.Over; "" means no histogram
	Any   bool     // any of the bare words suffices, as in SearchOptions
}

// A Facet is a field whose values are counted.
type Facet string

// The facets. An article counts once for each distinct value that it has.
const (
	BySource   Facet = "source"
	ByDay      Facet = "day"      // of publication, UTC, as 2025-01-27
	ByTicker   Facet = "ticker"   // mentioned instruments, as MIC:SYMBOL, or SYMBOL where there is no exchange
	ByCurrency Facet = "currency" // of money mentioned, ISO 4217
	ByLanguage Facet = "language" // primary subtag
	BySection  Facet = "section"
)

// An Interval is the length of a histogram's bars, in UTC.
type Interval string

// The intervals. Weeks begin on Monday.
const (
	Daily   Interval = "day"
	Weekly  Interval = "week"
	Monthly Interval = "month"
	Yearly  Interval = "year"
)

// Facets are the counts of a query's matches.
type Facets struct {
	Total int                    // of all matches
	By    map[Facet][]FacetCount // most frequent first, then by value
	Over  []Bar                  // matches by time of publication, oldest first, without empty bars; the undated are in none
}

// A FacetCount says how many matches have a value.
type FacetCount struct {
	Value string `json:"value"`
	Count int    `json:"count"`
}

// A Bar is one bar of a histogram.
type Bar struct {
	Start time.Time `json:"start"` // inclusive, UTC
	Count int       `json:"count"`
}

package index

import (
	"time"

	"github.com/pennypress/pennypress/extract"
)

// A MoveFilter says which reported moves are wanted. The zero value lets
// every move pass.
type MoveFilter struct {
	Exchange string    // MIC; "" for any
	Symbol   string    // upper case; "" for any instrument
	After    time.Time // of articles published at or after; zero means no bound
	Before   time.Time // of articles published before; zero means no bound
	Up, Down bool      // only rises, or only falls; both or neither for all
	Sort     Sort      // Date: newest first; else the largest first, whatever the direction
	Limit    int       // at most this many; 0 means 100
}

// A ReportedMove is a move of an instrument as an article reports it.
type ReportedMove struct {
	extract.Move
	Name      string // of the instrument, as the article's ticker entity has it; may be empty
	Article   string // its id
	Title     string
	Source    string
	Published time.Time
	Reports   int // articles that report the same percentage of the instrument on the day, this one included
}

// A Copy is an article of a cluster: the same story, told by many.
type Copy struct {
	ID        string
	Cluster   string
	Title     string
	URL       string
	Source    string
	Published time.Time
}

// A SourceDay says how many articles of a source were published on a day.
type SourceDay struct {
	Source string
	Day    time.Time // its beginning, UTC
	Count  int
}

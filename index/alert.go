package index

import (
	"context"
	"time"

	"github.com/pennypress/pennypress/extract"
)

// An AlertLog remembers for saved queries which articles have met them, and
// which of those their webhooks have been told. Methods are safe for concurrent
// use, and what they have acknowledged survives a crash.
type AlertLog interface {
	// FollowAlert makes a saved query known and gives the number of the last change
	// that was looked at for it, and since when it is known. A query that is new,
	// or has changed, is followed from the newest change on: what is stored already is not new.
	FollowAlert(ctx context.Context, name, query string, now time.Time) (seq int64, since time.Time, err error)

	// RecordMatches stores in one transaction that articles have met alerts, and
	// that all changes up to seq were looked at for the named alerts. A match that is known
	// already stays as it is. Matches with Post are due at once.
	RecordMatches(ctx context.Context, alerts []string, seq int64, matches []AlertMatch) error

	// AlertMatches lists the latest articles that met an alert, newest match first.
	AlertMatches(ctx context.Context, alert string, limit int) ([]AlertMatch, error)

	// DueMatches lists matches of an alert that are to be posted by now, earliest first.
	DueMatches(ctx context.Context, alert string, now time.Time, limit int) ([]AlertMatch, error)

	// NextMatch is when the next match of the alerts is to be posted; ok is false
	// when none is.
	NextMatch(ctx context.Context, alerts []string) (at time.Time, ok bool, err error)

	// SettleMatch stores what became of a post. After a failure that is to be tried
	// again at, every other due match of the alert waits as long, since they go to
	// the same place.
	SettleMatch(ctx context.Context, m AlertMatch, p Posted) error
}

// An AlertMatch is an article that met an alert.
type AlertMatch struct {
	Num     int64 // order of matching, unique in the log; 0 before it is recorded
	Alert   string
	Article string    // its id
	At      time.Time // of the match
	Post    bool      // somebody is to be told
	Tries   int       // posts that failed
}

// Posted is what became of one post. The zero value is success.
type Posted struct {
	Failed bool
	Reason string
	Again  time.Time // when to try again; zero means never
}

// An Alert is a saved query that new articles are held against.
type Alert struct {
	Name    string
	Query   string
	Webhook string // URL that each match is posted to; may be empty
	Secret  string // signs the posts; may be empty
}

// An AlertEntry is an article in an alert's feed.
type AlertEntry struct {
	At      time.Time // of the match
	Article extract.Article
}

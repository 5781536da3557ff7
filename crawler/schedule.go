package crawler

import "time"

// A Schedule says when a feed or sitemap is asked again. Implementations are
// pure and safe for concurrent use.
type Schedule interface {
	// Next returns when to ask again after the poll p, made at now, and the
	// interval to remember in Task.Interval for the next call.
	Next(now time.Time, p Poll) (at time.Time, interval time.Duration)
}

// A Poll is what one successful request of a feed or sitemap showed.
type Poll struct {
	Interval time.Duration // Task.Interval before the poll; 0 at first
	Items    int           // in the document; 0 when it had not changed
	New      int           // of them, not known before
	Gap      time.Duration // mean time between the document's newest entries; 0 when unknown
}

// Every is the schedule that waits the same time after each poll.
type Every time.Duration

// Next ignores what the poll showed.
func (e Every) Next(now time.Time, _ Poll) (time.Time, time.Duration) {
	return now.Add(time.Duration(e)), 0
}

// The bounds and steps of Auto. They are Media Cloud's (its rss-fetcher): a poll
// that brings mostly known items lengthens the interval a little, one that
// brings mostly new items shortens it a lot.
const (
	minInterval   = 10 * time.Minute
	maxInterval   = 24 * time.Hour
	firstInterval = time.Hour
	longer        = 10 * time.Minute
	shorter       = time.Hour
	mostlyKnown   = 0.67 // share of known items above which the interval grows
	mostlyNew     = 0.33 // share of known items below which it shrinks
)

// Auto is the schedule learned from how often the feed changes. It starts with
// half the mean gap between the feed's entries.
type Auto struct{}

// Next lengthens or shortens the interval by the share of known items.
func (Auto) Next(now time.Time, p Poll) (time.Time, time.Duration) {
	interval := p.Interval
	switch {
	case interval == 0 && p.Gap > 0:
		interval = p.Gap / 2
	case interval == 0:
		interval = firstInterval
	case p.Items == 0 || float64(p.Items-p.New) > mostlyKnown*float64(p.Items):
		interval += longer
	case float64(p.Items-p.New) < mostlyNew*float64(p.Items):
		interval -= shorter
	}
	interval = min(max(interval, minInterval), maxInterval)
	return now.Add(interval), interval
}

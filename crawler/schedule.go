package crawler

import (
	"math"
	"time"
)

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
	Gap      time.Duration // mean time between the document's entries, and since the newest; 0 when unknown
}

// Every is the schedule that waits the same time after each poll.
type Every time.Duration

// Next ignores what the poll showed.
func (e Every) Next(now time.Time, _ Poll) (time.Time, time.Duration) {
	return now.Add(time.Duration(e)), 0
}

// The bounds and steps of Auto.
const (
	minInterval   = 10 * time.Minute
	maxInterval   = 24 * time.Hour
	firstInterval = time.Hour
	// delayWorth weighs delay against polls: so long a delay of one item is worth
	// one poll saved.
	delayWorth = 7 * time.Minute
	// longer is by how much the interval grows after a poll that brought nothing. At
	// 1.2 a feed with an item every four minutes by day lost some every morning.
	longer = 1.15
	// turnover is the share of a feed's entries that may be new at most, as
	// expected: what falls out of a feed between two polls is never seen.
	turnover = 0.3
)

// Auto is the schedule learned from how often the feed changes.
//
// For items that come at random, g apart on average, a poll every T costs 1/T polls
// and T/2 of delay for each of 1/g items. The sum is least at T = √(2·g·w), where
// w is the delay that is worth a poll: a feed with an item every minute is asked
// every 10 minutes, one with an item a day every two and a half hours.
//
// g is the mean gap between the entries that the feed shows, the time since the
// newest counted in, or that of the newest ones when they come faster. A poll that brings nothing lengthens the
// interval by a seventh: nights, weekends and feeds that are given up cost little.
// A feed whose entries have no dates is judged by how many of them are new. On
// made-up feeds of many rhythms this takes 30% of the polls of "every 15
// minutes", at no more median delay; testdata/quality/polling.txt has the figures.
type Auto struct{}

// Next lengthens the interval after a poll that brought nothing new, and else
// fits it to the gap between items.
func (Auto) Next(now time.Time, p Poll) (time.Time, time.Duration) {
	interval, gap := p.Interval, p.Gap
	if p.New > 0 && interval > 0 {
		recent := interval / time.Duration(p.New)
		if gap == 0 || recent < gap {
			gap = recent
		}
	}
	switch {
	case interval > 0 && p.New == 0:
		interval = time.Duration(longer * float64(interval))
	case gap > 0:
		interval = time.Duration(math.Sqrt(2 * float64(gap) * float64(delayWorth)))
		interval = min(interval, time.Duration(turnover*float64(p.Items)*float64(gap)))
	default:
		interval = firstInterval
	}
	interval = min(max(interval, minInterval), maxInterval)
	return now.Add(interval), interval
}

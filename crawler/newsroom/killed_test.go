package newsroom

import (
	"slices"
	"testing"
	"time"

	"github.com/pennypress/pennypress/crawler"
)

// TestKilledLosesTheLastAsking checks what a kill is taken to have lost: of each host
// the asking that was under way, with its redirects, unless it was settled.
func TestKilledLosesTheLastAsking(t *testing.T) {
	start := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	at := func(seconds int) time.Time { return start.Add(time.Duration(seconds) * time.Second) }
	get := func(second int, path, to string) Request {
		return Request{Time: at(second), Host: "a.example", Path: path, location: to}
	}
	for _, c := range []struct {
		name     string
		requests []Request
		kills    []kill
		lost     []string
	}{
		{"nothing is known", []Request{get(1, "/robots.txt", ""), get(2, "/feed", ""), get(9, "/feed", "")},
			[]kill{{at: at(5)}}, []string{"/feed"}},
		{"nothing is known of tasks that are", []Request{get(1, "/robots.txt", ""), get(2, "/feed", "")},
			[]kill{{at: at(5), asked: map[string][]time.Time{"a.example": {{}}}}}, []string{"/feed"}},
		{"robots.txt alone", []Request{get(1, "/robots.txt", ""), get(9, "/robots.txt", "")},
			[]kill{{at: at(5)}}, []string{"/robots.txt"}},
		{"the last was settled", []Request{get(1, "/feed", ""), get(3, "/page", "")},
			[]kill{{at: at(5), asked: map[string][]time.Time{"a.example": {at(0), at(2)}}}}, nil},
		{"the last was settled, robots.txt and redirect included", []Request{get(0, "/page", ""), get(2, "/robots.txt", ""), get(3, "/old", "/new"), get(4, "/new", "")},
			[]kill{{at: at(5), asked: map[string][]time.Time{"a.example": {at(1)}}}}, nil},
		{"only the one before was settled", []Request{get(1, "/feed", ""), get(3, "/page", "")},
			[]kill{{at: at(5), asked: map[string][]time.Time{"a.example": {at(0)}}}}, []string{"/page"}},
		{"with its redirects", []Request{get(1, "/feed", ""), get(2, "/old", "/new"), get(3, "/new", "http://a.example/newest"), get(4, "/newest", "")},
			[]kill{{at: at(5)}}, []string{"/old", "/new", "/newest"}},
		{"a redirect that was not followed", []Request{get(1, "/old", "/new"), get(2, "/other", "")},
			[]kill{{at: at(5)}}, []string{"/other"}},
		{"two kills", []Request{get(1, "/feed", ""), get(6, "/feed", ""), get(11, "/feed", "")},
			[]kill{{at: at(5)}, {at: at(10)}}, []string{"/feed", "/feed"}},
		{"nothing was asked between two kills", []Request{get(1, "/feed", ""), get(11, "/feed", "")},
			[]kill{{at: at(5)}, {at: at(10)}}, []string{"/feed"}},
	} {
		markLost(c.requests, c.kills)
		var lost []string
		for _, r := range c.requests {
			if r.Lost {
				lost = append(lost, r.Path)
			}
		}
		if !slices.Equal(lost, c.lost) {
			t.Errorf("%s: lost %v, want %v", c.name, lost, c.lost)
		}
	}
}

// TestCrowded checks when a request may come although another is in flight: when that
// one's crawler was killed long ago.
func TestCrowded(t *testing.T) {
	n := &Newsroom{}
	n.Killed([]crawler.Task{{URL: "https://a.example/"}})
	killed := n.log.kills[0].at
	slow := Request{Time: killed.Add(-time.Second), Took: time.Minute, InFlight: 1}
	for _, c := range []struct {
		after   time.Duration
		crowded bool
	}{{-time.Millisecond, true}, {time.Second, true}, {Abandoned, false}, {2 * time.Minute, false}} {
		next := Request{Time: killed.Add(c.after), InFlight: 2}
		if c.after > time.Minute {
			next.InFlight = 1
		}
		if got := len(n.Crowded([]Request{slow, next})) > 0; got != c.crowded {
			t.Errorf("a request %v after the kill is one too many: %v, want %v", c.after, got, c.crowded)
		}
	}
}

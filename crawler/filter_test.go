package crawler

import (
	"testing"
	"time"
)

func TestMatchURL(t *testing.T) {
	for _, c := range []struct {
		pattern, url string
		want         bool
	}{
		{"/news/", "https://a.example/news/1", true},
		{"/news/", "https://a.example/sport/news/1", false},
		{"/*/news/", "https://a.example/sport/news/1", true},
		{"*video*", "https://a.example/x/video-1", true},
		{"video", "https://a.example/x/video-1", true},
		{"/x$", "https://a.example/x", true},
		{"/x$", "https://a.example/x/y", false},
		{"/*.html$", "https://a.example/a/b.html", true},
		{"/*.html$", "https://a.example/a/b.html?x=1", false},
		{"/a?id=", "https://a.example/a?id=3", true},
		{"a.example/news", "https://a.example/news/1", true},
		{"https://a.example/news", "https://a.example/news/1", true},
		{"https://a.example/news", "https://b.example/a.example/news", false},
		{"/", "https://a.example", false},
		{"/", "https://a.example/", true},
	} {
		if got := MatchURL(c.pattern, c.url); got != c.want {
			t.Errorf("MatchURL(%q, %q) = %v, want %v", c.pattern, c.url, got, c.want)
		}
	}
}

func TestGlobIsNotExponential(t *testing.T) {
	pattern, subject := "", ""
	for range 1000 {
		pattern += "*a"
		subject += "aa"
	}
	if glob(pattern+"b", subject) {
		t.Error("glob matched what it should not")
	}
}

func TestLeaves(t *testing.T) {
	now := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	s := Source{Include: []string{"/news/"}, Exclude: []string{"*live*"}, MaxAge: 24 * time.Hour}
	for url, want := range map[string]string{
		"https://a.example/news/1":      "",
		"https://a.example/sport/1":     "no include pattern matches",
		"https://a.example/news/live-1": "an exclude pattern matches",
	} {
		if got := s.Leaves(url, time.Time{}, now); got != want {
			t.Errorf("Leaves(%s) = %q, want %q", url, got, want)
		}
	}
	if got := s.Leaves("https://a.example/news/1", now.Add(-48*time.Hour), now); got != "published longer ago than max_age" {
		t.Errorf("Leaves of an old article = %q", got)
	}
}

func TestAutoLearns(t *testing.T) {
	now := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		why  string
		poll Poll
		want time.Duration // to the minute
	}{
		{"nothing is known", Poll{}, time.Hour},
		{"the first look: an item every four hours", Poll{Items: 20, New: 20, Gap: 4 * time.Hour}, 58 * time.Minute},
		{"the first look: an item a minute", Poll{Items: 20, New: 20, Gap: time.Minute}, 10 * time.Minute},
		{"nothing new lengthens by a seventh", Poll{Interval: 2 * time.Hour, Items: 10}, 138 * time.Minute},
		{"not modified, too", Poll{Interval: 2 * time.Hour}, 138 * time.Minute},
		{"at most a day", Poll{Interval: 23 * time.Hour}, 24 * time.Hour},
		{"items without dates: one in two hours", Poll{Interval: 2 * time.Hour, Items: 10, New: 1}, 41 * time.Minute},
		{"the newest come faster than those before", Poll{Interval: time.Hour, Items: 10, New: 6, Gap: 10 * time.Hour}, 12 * time.Minute},
		{"a short feed is asked before it has turned over", Poll{Interval: 24 * time.Hour, Items: 2, New: 1, Gap: 40 * time.Minute}, 24 * time.Minute},
	} {
		at, got := Auto{}.Next(now, c.poll)
		if got.Round(time.Minute) != c.want || at.Sub(now) != got {
			t.Errorf("%s: Auto.Next(%+v) = %v, %v, want %v", c.why, c.poll, at.Sub(now), got, c.want)
		}
	}
}

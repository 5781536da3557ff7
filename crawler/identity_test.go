package crawler_test

import (
	"strings"
	"testing"

	"github.com/pennypress/pennypress/crawler"
)

func TestTrap(t *testing.T) {
	for raw, want := range map[string]string{
		"https://news.example/2025/11/11/11-dead":             "",
		"https://news.example/a/a/a/story":                    "",
		"https://news.example/a/b/a/b/a/b/a/b":                `path segment "a" repeats more than 3 times`,
		"https://news.example/" + strings.Repeat("x", 4000):   "URL longer than 4000 bytes",
		"https://news.example/" + strings.Repeat("x/y/", 30):  "URL path deeper than 40 segments",
		"https://news.example/calendar/2031/05":               "page of a calendar",
		"https://news.example/calendar/2031-05":               "page of a calendar",
		"https://news.example/calendar/2025/05/gdp-is-out":    "",
		"https://news.example/calendar":                       "",
		"https://news.example/?" + strings.Repeat("a=1&", 50): "more than 40 query parameters",
		"nonsense": "",
	} {
		if got := crawler.Trap(raw); got != want {
			t.Errorf("Trap(%.60q) = %q, want %q", raw, got, want)
		}
	}
}

func TestPlausible(t *testing.T) {
	const story = "https://www.news.example/business/2025/11/chip-maker-sinks-after-outlook-412345"
	for _, c := range []struct {
		name, fetched, declared, want string // want "" when not plausible
	}{
		{"itself", story, story, story},
		{"itself without tracking", story + "?utm_source=rss", story + "#top", story},
		{"relative", story, "/business/2025/11/chip-maker-sinks-after-outlook-412345", story},
		{"scheme-relative", story, "//www.news.example/business/2025/11/chip-maker-sinks-after-outlook-412345", story},
		{"old scheme", story, strings.Replace(story, "https", "http", 1), story},
		{"without www", story, strings.Replace(story, "www.", "", 1), strings.Replace(story, "www.", "", 1)},
		{"mobile host", strings.Replace(story, "www.", "m.", 1), story, story},
		{"AMP path", story + "/amp/", story, story},
		{"AMP query", story + "?outputType=amp", story, story},
		{"second page", story + "/2", story, story},
		{"print", story + "/print.html", story, story},
		{"AMP cache", "https://www-news-example.cdn.ampproject.org/c/s/www.news.example/a/chips-sink-today-55555", "https://www.news.example/a/chips-sink-today-55555", "https://www.news.example/a/chips-sink-today-55555"},
		{"section moved", "https://news.example/tech/chips-sink-today-55555", "https://news.example/business/chips-sink-today-55555", "https://news.example/business/chips-sink-today-55555"},
		{"short form", "https://news.example/?p=4711", "https://news.example/2025/chips-sink", "https://news.example/2025/chips-sink"},
		{"numbered form", "https://news.example/2025/chips-sink", "https://news.example/?p=4711", "https://news.example/?p=4711"},
		{"country domain", "https://m.news.co.uk/a/story-of-the-day-1", "https://www.news.co.uk/a/story-of-the-day-1", "https://www.news.co.uk/a/story-of-the-day-1"},

		{"empty", story, " ", ""},
		{"home page", story, "https://www.news.example/", ""},
		{"home page by another name", story, "https://www.news.example/index.html", ""},
		{"section above it", story, "https://www.news.example/business/", ""},
		{"another section", story, "https://www.news.example/markets", ""},
		{"another site", story, "https://wire.example/business/2025/11/chip-maker-sinks-after-outlook-412345", ""},
		{"another country's site", "https://a.co.uk/x/story-of-the-day-1", "https://b.co.uk/x/story-of-the-day-1", ""},
		{"another tenant", "https://anna.substack.com/p/story-of-the-day-1", "https://bert.substack.com/p/story-of-the-day-1", ""},
		{"another story", story, "https://www.news.example/business/2025/11/bank-raises-rates-again-798765", ""},
		{"another number", "https://news.example/a/story-of-the-day-2", "https://news.example/a/story-of-the-day-1", ""},
		{"another number alone", "https://news.example/read/4711.html", "https://news.example/read/1.html", ""},
		{"another number in the query", "https://news.example/read?id=55", "https://news.example/read?id=1", ""},
		{"a template", story, "{{ url }}", ""},
		{"a template in an address", story, "https://www.news.example/business/2025/11/%7Bslug%7D", ""},
		{"error page", story, "https://www.news.example/404", ""},
		{"not http", story, "javascript:void(0)", ""},
		{"no URL", story, "http://[", ""},
		{"without the number of the story", "https://news.example/read?id=55", "https://news.example/read", ""},
		{"another port of an address", "http://127.0.0.1:81/a/story", "http://127.0.0.1:82/a/story", ""},
		{"trap", story, "https://www.news.example/" + strings.Repeat("chip-maker-sinks/", 9), ""},
	} {
		got, ok := crawler.Plausible(c.fetched, c.declared)
		if got != c.want || ok != (c.want != "") {
			t.Errorf("%s: Plausible(%q, %q) = %q, %v, want %q", c.name, c.fetched, c.declared, got, ok, c.want)
		}
	}
}

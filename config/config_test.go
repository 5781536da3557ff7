package config

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pennypress/pennypress/crawler"
)

func TestShortestFile(t *testing.T) {
	c, err := Parse("p.yaml", []byte("sources:\n  - name: a\n    feeds: [https://a.example/feed]\n"))
	if err != nil {
		t.Fatal(err)
	}
	if c.Crawl.Concurrency != 16 || c.Crawl.MaxBody != 10<<20 || !c.Crawl.Robots || c.DataDir != "./data" {
		t.Errorf("defaults are missing: %+v", c)
	}
	s := c.CrawlerSources()[0]
	if s.Name != "a" || s.Feeds[0] != "https://a.example/feed" || s.Every != (crawler.Auto{}) {
		t.Errorf("source = %+v", s)
	}
}

func TestEmptyFileIsDefault(t *testing.T) {
	for _, text := range []string{"", "# nothing\n", "sources:\n", "crawl:\n  delay:\n"} {
		c, err := Parse("p.yaml", []byte(text))
		if err != nil {
			t.Fatalf("Parse(%q): %v", text, err)
		}
		if c.Crawl.Delay.Std() != time.Second {
			t.Errorf("Parse(%q): delay = %v, want 1s", text, c.Crawl.Delay.Std())
		}
	}
}

// TestErrors checks each mistake by the first line of its message.
func TestErrors(t *testing.T) {
	source := "sources:\n  - name: a\n    feeds: [https://a.example/feed]\n"
	for text, want := range map[string]string{
		"sources:\n  - name: a\n    feed: [https://a.example/rss]\n": `p.yaml:3:5: unknown setting "feed" (did you mean "feeds"?)`,
		"keep: 1h\n":                                                  `p.yaml:1:7: keep must be as long as crawl.refresh (72h0m0s) at least`,
		source + "    keep: 2d\n":                                     `p.yaml:4:11: keep must be as long as crawl.refresh`,
		"crawl:\n  zzzzz: 1\n":                                        `p.yaml:2:3: unknown setting "zzzzz": accepted are user_agent, concurrency, per_host,`,
		"crawl:\n  delay: soon\n":                                     `p.yaml:2:10: "soon" is not a duration: write 90s, 15m, 72h, 3d or 2w`,
		"crawl:\n  delay: -1s\n":                                      `p.yaml:2:10: "-1s" is not a duration`,
		"crawl:\n  max_body: ten\n":                                   `p.yaml:2:13: "ten" is not a size: write 500KB, 10MiB or 1GB`,
		"crawl:\n  concurrency: many\n":                               `p.yaml:2:16: "many" is not a whole number from 0 to 1000000`,
		"crawl:\n  concurrency: 0\n":                                  `p.yaml:2:16: concurrency must not be empty or zero`,
		"crawl:\n  robots: perhaps\n":                                 `p.yaml:2:11: "perhaps" is not accepted: write true or false`,
		"crawl:\n  archive: zip\n":                                    `p.yaml:2:12: "zip" is not accepted: write warc or none`,
		"crawl:\n  allow_networks: [10.0.0/8]\n":                      `p.yaml:2:20: "10.0.0/8" is not a network`,
		"crawl:\n  proxy: ftp://x\n":                                  `p.yaml:2:10: "ftp://x" is not a proxy`,
		"crawl: [1]\n":                                                `p.yaml:1:8: settings are wanted here (user_agent,`,
		"crawl:\n  delay: [1s]\n":                                     `p.yaml:2:10: one value is wanted here, not a list`,
		"crawl:\n  delay: 1s\n  delay: 2s\n":                          `p.yaml:3:`,
		"sources:\n  - feeds: [https://a.x/f]\n":                      `p.yaml:2:5: a source needs a name`,
		source + "  - name: a\n    homepage: https://b.example\n":     `p.yaml:4:11: source name "a" is given twice, first in line 2`,
		"sources:\n  - name: a\n":                                     `p.yaml:2:11: source "a" has nowhere to look`,
		"sources:\n  - name: a\n    feeds: [a.example/feed]\n":        `p.yaml:3:13: "a.example/feed" is not a web address`,
		source + "    every: sometimes\n":                             `p.yaml:4:12: "sometimes" says no time: write auto, a duration`,
		source + "    language: english-language\n":                   `p.yaml:4:15: "english-language" is not a language`,
		"sources: {}\n":                                               `p.yaml:1:10: a list is wanted here, not a mapping`,
		"crawl:\n\tdelay: 1s\n":                                       `p.yaml:2: not YAML: found character that cannot start any token`,
		"store: postgres://db\n":                                      `p.yaml:1:8: this version keeps articles in SQLite only: write sqlite`,
		"serve:\n  listen: localhost\n":                               `p.yaml:2:11: "localhost" is no address to listen on: write 127.0.0.1:8470 or :8470`,
		"serve:\n  searches: 0\n":                                     `p.yaml:2:13: searches must not be zero`,
		"alerts:\n  - query: chips\n":                                 `p.yaml:2:5: an alert needs a name`,
		"alerts:\n  - name: a/b\n    query: x\n":                      `p.yaml:2:11: alert name "a/b": write at most 100 letters`,
		"alerts:\n  - name: a\n    feed: true\n":                      `p.yaml:2:5: alert "a" needs a query`,
		"alerts:\n  - name: a\n    query: chips\n":                    `p.yaml:2:5: alert "a" goes nowhere: give a webhook, or feed: true`,
		"alerts:\n  - {name: a, query: \"after:soon\", feed: true}\n": `p.yaml:2:22: query of alert "a": `,
		"alerts:\n  - {name: a, query: x, feed: true}\n  - {name: a, query: x, feed: true}\n": `p.yaml:3:12: alert name "a" is given twice, first in line 2`,
		"alerts:\n  - {name: a, query: x, feed: a/b}\n":                                       `p.yaml:2:31: "a/b" is no name for a feed`,
		"alerts:\n  - {name: a, query: x, feed: true}\n  - {name: b, query: x, feed: a}\n":    `p.yaml:3:31: the feed "a" is that of the alert in line 2 already`,
		"a: &x 1\nstore: *x\n": `p.yaml:1:1: unknown setting "a"`,
	} {
		_, err := Parse("p.yaml", []byte(text))
		if err == nil {
			t.Errorf("Parse(%q): no error, want %s", text, want)
			continue
		}
		if got := err.Error(); !strings.HasPrefix(got, want) {
			t.Errorf("Parse(%q) = %s\nwant prefix %s", text, got, want)
		}
	}
}

func TestErrorShowsTheLine(t *testing.T) {
	_, err := Parse("news.yaml", []byte("sources:\n  - name: a\n    feed: [https://a.example/rss]\n"))
	want := "news.yaml:3:5: unknown setting \"feed\" (did you mean \"feeds\"?)\n    3 |     feed: [https://a.example/rss]"
	var e *Error
	if !errors.As(err, &e) || e.Error() != want {
		t.Errorf("error = %v\nwant %s", err, want)
	}
}

func TestSeveralErrorsAreAllReported(t *testing.T) {
	_, err := Parse("p.yaml", []byte("crawl:\n  delay: x\n  timeout: y\n  what: z\n"))
	if n := strings.Count(err.Error(), "p.yaml:"); n != 3 {
		t.Errorf("%d errors, want 3:\n%v", n, err)
	}
}

func TestStarterLoads(t *testing.T) {
	c, err := Parse("starter.yaml", []byte(Starter))
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Sources) != 1 {
		t.Errorf("%d sources, want 1", len(c.Sources))
	}
	// Every setting that the comments show must load, too, and be the default.
	var all []string
	for line := range strings.Lines(Starter) {
		indent := line[:len(line)-len(strings.TrimLeft(line, " "))]
		if rest, isSetting := strings.CutPrefix(line[len(indent):], "#"); isSetting && !strings.HasPrefix(rest, " ") {
			line = indent + rest
		}
		all = append(all, line)
	}
	full, err := Parse("full.yaml", []byte(strings.Join(all, "")))
	if err != nil {
		t.Fatal(err)
	}
	if full.Crawl.UserAgent != Default().Crawl.UserAgent || full.Crawl.Refresh != Default().Crawl.Refresh ||
		full.Crawl.MaxBody != Default().Crawl.MaxBody || full.DataDir != Default().DataDir {
		t.Errorf("the starter shows other defaults than Default: %+v", full.Crawl)
	}
}

func TestEvery(t *testing.T) {
	at := time.Date(2026, 1, 5, 10, 3, 0, 0, time.UTC)
	for text, want := range map[string]time.Time{
		"15m":          at.Add(15 * time.Minute),
		"1d":           at.Add(24 * time.Hour),
		"*/10 * * * *": time.Date(2026, 1, 5, 10, 10, 0, 0, time.UTC),
		"auto":         at.Add(time.Hour),
	} {
		var e Every
		if err := e.set(text); err != nil {
			t.Fatal(err)
		}
		if got, _ := e.Schedule().Next(at, crawler.Poll{}); !got.Equal(want) {
			t.Errorf("every %s: next after %v = %v, want %v", text, at, got, want)
		}
	}
}

func TestFind(t *testing.T) {
	t.Chdir(t.TempDir())
	t.Setenv("XDG_CONFIG_HOME", filepath.Join(t.TempDir(), "xdg"))
	t.Setenv("PENNYPRESS_CONFIG", "")
	check := func(flag, want string) {
		t.Helper()
		if got := Find(flag); got != want {
			t.Errorf("Find(%q) = %q, want %q", flag, got, want)
		}
	}
	check("", "")
	home := filepath.Join(os.Getenv("XDG_CONFIG_HOME"), "pennypress", "pennypress.yaml")
	if err := os.MkdirAll(filepath.Dir(home), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, step := range []string{home, "pennypress.yaml"} {
		if err := os.WriteFile(step, nil, 0o644); err != nil {
			t.Fatal(err)
		}
		check("", step)
	}
	t.Setenv("PENNYPRESS_CONFIG", "env.yaml")
	check("", "env.yaml")
	check("flag.yaml", "flag.yaml")
}

func TestLoadNamesTheFile(t *testing.T) {
	_, err := Load(filepath.Join(t.TempDir(), "nosuch.yaml"))
	if err == nil || !strings.Contains(err.Error(), "nosuch.yaml: no such file") {
		t.Errorf("error = %v, want one that names nosuch.yaml", err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(Starter))
	f.Add([]byte("crawl: {delay: 1s}\nsources: [{name: x}]"))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := Parse("f.yaml", data)
		if (c == nil) == (err == nil) {
			t.Errorf("Parse(%q) = %v, %v", data, c, err)
		}
	})
}

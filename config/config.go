// Package config reads the YAML file that says what pennypress crawls and how.
//
// Load turns a file into a Config with every default filled in, or into errors
// that each name file, line and column, show the line and say what would be
// accepted:
//
//	news.yaml:3:5: unknown setting "feed" (did you mean "feeds"?)
//	    3 |     feed: [https://a.example/rss]
//
// It reads no environment variables but those Find names, and opens nothing
// that the file mentions. It is made for the pennypress command; outsiders
// should not rely on it.
package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/netip"
	"os"
	"path/filepath"

	"go.yaml.in/yaml/v3"

	"github.com/pennypress/pennypress/crawler"
)

// A Config is everything the file can say. Default returns one with the
// defaults; the zero value is not useful.
type Config struct {
	File string `yaml:"-"` // where it was read from; "" for the defaults alone

	DataDir string   `yaml:"data_dir"` // store, index and raw archive
	Symbols string   `yaml:"symbols"`  // a file of instruments that adds to those built in; "" for none
	Keep    Duration `yaml:"keep"`     // articles are kept this long after publication; 0 is for ever
	Crawl   Crawl    `yaml:"crawl"`
	Sources []Source `yaml:"sources"`
	Store   Store    `yaml:"store"`
	Search  Search   `yaml:"search"`
	Serve   Serve    `yaml:"serve"`
	Alerts  []Alert  `yaml:"alerts"`
}

// Crawl holds politeness and limits.
type Crawl struct {
	UserAgent     string    `yaml:"user_agent"`  // product token and contact URL
	Concurrency   int       `yaml:"concurrency"` // hosts asked at once
	PerHost       int       `yaml:"per_host"`    // requests to one host at once
	Delay         Duration  `yaml:"delay"`       // between two requests to one host
	Timeout       Duration  `yaml:"timeout"`     // of one request, redirects included
	MaxBody       Size      `yaml:"max_body"`    // of one document, unpacked
	Retries       int       `yaml:"retries"`     // of one request in one pass
	Refresh       Duration  `yaml:"refresh"`     // an article is asked again this long after publication
	Robots        bool      `yaml:"robots"`      // obey robots.txt
	AllowNetworks []Network `yaml:"allow_networks"`
	Proxy         Proxy     `yaml:"proxy"`
	Archive       Archive   `yaml:"archive"`
	ArchiveAge    Duration  `yaml:"archive_age"`  // raw pages are kept this long; 0 is for ever
	ArchiveSize   Size      `yaml:"archive_size"` // bytes of raw pages kept at most; 0 is no bound
}

// Serve says how the web page and the API are offered.
type Serve struct {
	Listen   string   `yaml:"listen"`   // address to listen on, host:port
	Token    string   `yaml:"token"`    // asked of every client; needed when Listen is not a loopback address
	Hosts    []string `yaml:"hosts"`    // names that requests may be for, beside the address itself
	Searches int      `yaml:"searches"` // answered at once
}

// A Source is one site, as the file gives it.
type Source struct {
	Name     string    `yaml:"name"`
	Feeds    []Address `yaml:"feeds"`
	Sitemaps []Address `yaml:"sitemaps"`
	Homepage Address   `yaml:"homepage"`
	Every    Every     `yaml:"every"`
	Include  []Pattern `yaml:"include"`
	Exclude  []Pattern `yaml:"exclude"`
	Rules    Rules     `yaml:"rules"`
	Tags     []string  `yaml:"tags"`
	Language Language  `yaml:"language"`
	MaxAge   Duration  `yaml:"max_age"`
	Backfill int       `yaml:"backfill"`
	Keep     Duration  `yaml:"keep"` // instead of the general one; 0 is that
}

// Rules are CSS selectors for a site whose pages the general rules misread, and how
// paragraphs begin that are no part of its stories.
type Rules struct {
	Title     string   `yaml:"title"`
	Body      string   `yaml:"body"`
	Author    string   `yaml:"author"`
	Published string   `yaml:"published"`
	Remove    []string `yaml:"remove"`
	Wordings  []string `yaml:"wordings"`
}

// An Alert is a saved query and where its new matches go. Every alert has a
// feed while pennypress serve runs.
type Alert struct {
	Name    string   `yaml:"name"`
	Query   string   `yaml:"query"`
	Webhook Address  `yaml:"webhook"` // each match is posted to it once
	Secret  string   `yaml:"secret"`  // signs the posts
	Feed    FeedName `yaml:"feed"`    // what its feed is called
}

// FeedName is what the alert's feed is called: as the file says, else as the
// alert.
func (a Alert) FeedName() string {
	if a.Feed == "" || a.Feed == "true" {
		return a.Name
	}
	return string(a.Feed)
}

// Default returns the configuration that an empty file gives.
func Default() *Config {
	return &Config{
		DataDir: "./data",
		Crawl: Crawl{
			UserAgent:   "pennypress/0.1 (+https://github.com/pennypress/pennypress)",
			Concurrency: 16,
			PerHost:     1,
			Delay:       Duration(seconds),
			Timeout:     Duration(30 * seconds),
			MaxBody:     10 << 20,
			Retries:     3,
			Refresh:     Duration(72 * 3600 * seconds),
			Robots:      true,
			Archive:     "warc",
		},
		Store:  "sqlite",
		Search: "bleve",
		Serve:  Serve{Listen: "127.0.0.1:8470", Searches: 8},
	}
}

// Find says which file to read: the flag's, else that of the environment
// variable PENNYPRESS_CONFIG, else ./pennypress.yaml, else pennypress.yaml in
// the user's configuration directory. It returns "" when there is none; a file
// that the flag or the variable names is returned whether it exists or not.
func Find(flag string) string {
	if flag != "" {
		return flag
	}
	if named := os.Getenv("PENNYPRESS_CONFIG"); named != "" {
		return named
	}
	candidates := []string{"pennypress.yaml"}
	if dir, err := os.UserConfigDir(); err == nil {
		candidates = append(candidates, filepath.Join(dir, "pennypress", "pennypress.yaml"))
	}
	for _, name := range candidates {
		if _, err := os.Stat(name); err == nil || !errors.Is(err, fs.ErrNotExist) {
			return name
		}
	}
	return ""
}

// maxFileBytes bounds the configuration file. Ten thousand sources take about
// two megabytes.
const maxFileBytes = 64 << 20

// Load reads a configuration file. The error, if any, is one *Error or several
// joined, in the order of the file.
func Load(name string) (*Config, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("read config %s: %w", name, reason(err))
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxFileBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read config %s: %w", name, reason(err))
	}
	if len(data) > maxFileBytes {
		return nil, fmt.Errorf("read config %s: larger than %d MiB", name, maxFileBytes>>20)
	}
	return Parse(name, data)
}

// reason strips the operation and the path that the caller states itself.
func reason(err error) error {
	if pathErr := (*fs.PathError)(nil); errors.As(err, &pathErr) {
		return pathErr.Err
	}
	return err
}

// Parse reads the text of a configuration file. The name is for messages; a
// relative data_dir is relative to the current directory.
func Parse(name string, data []byte) (*Config, error) {
	c := Default()
	c.File = name
	d := decoder{file: name, lines: bytes.Split(data, []byte("\n"))}
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		return nil, d.syntax(err)
	}
	if len(doc.Content) > 0 {
		d.into(doc.Content[0], c)
		d.check(doc.Content[0], c)
	}
	if err := d.errors(); err != nil {
		return nil, err
	}
	return c, nil
}

// Networks returns the networks that fetches may reach although they are not public.
func (c *Crawl) Networks() []netip.Prefix {
	nets := make([]netip.Prefix, len(c.AllowNetworks))
	for i, n := range c.AllowNetworks {
		nets[i] = netip.Prefix(n)
	}
	return nets
}

// CrawlerSources returns the sources as the crawler knows them.
func (c *Config) CrawlerSources() []crawler.Source {
	out := make([]crawler.Source, len(c.Sources))
	for i, s := range c.Sources {
		out[i] = crawler.Source{
			Name: s.Name, Feeds: texts(s.Feeds), Sitemaps: texts(s.Sitemaps), Homepage: string(s.Homepage),
			Every: s.Every.Schedule(), Include: texts(s.Include), Exclude: texts(s.Exclude),
			Tags: s.Tags, Language: string(s.Language), MaxAge: s.MaxAge.Std(), Backfill: s.Backfill,
		}
	}
	return out
}

func texts[T ~string](in []T) []string {
	out := make([]string, len(in))
	for i, s := range in {
		out[i] = string(s)
	}
	return out
}

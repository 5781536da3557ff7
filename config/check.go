package config

import (
	"cmp"
	"net"
	"reflect"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/pennypress/pennypress/index"
)

// check reports what single values cannot show: sources without a name, with
// the same name, or with nothing to discover from; limits that stop everything.
func (d *decoder) check(root *yaml.Node, c *Config) {
	if root.Kind != yaml.MappingNode {
		return
	}
	d.checkCrawl(child(root, "crawl"), c)
	d.checkServe(child(root, "serve"), c)
	d.checkAlerts(child(root, "alerts"), c)
	d.checkKeep(child(root, "keep"), c.Keep, c)
	list := child(root, "sources")
	if list == nil || list.Kind != yaml.SequenceNode {
		return
	}
	first := map[string]int{}
	for i, n := range list.Content {
		if n.Kind != yaml.MappingNode || i >= len(c.Sources) {
			continue
		}
		s := c.Sources[i]
		place := n
		if at := child(n, "name"); at != nil {
			place = at
		}
		switch {
		case s.Name == "":
			d.fail(place, "a source needs a name")
		case strings.ContainsAny(s.Name, " \t\n\"") || len(s.Name) > 100:
			d.fail(place, "source name %q: write at most 100 characters without blanks and quotes", s.Name)
		case first[s.Name] > 0:
			d.fail(place, "source name %q is given twice, first in line %d", s.Name, first[s.Name])
		case len(s.Feeds) == 0 && len(s.Sitemaps) == 0 && s.Homepage == "" && len(d.errs) == 0:
			d.fail(place, "source %q has nowhere to look: give feeds, sitemaps or homepage", s.Name)
		}
		d.checkKeep(child(n, "keep"), s.Keep, c)
		first[s.Name] = place.Line
	}
}

// checkKeep refuses to delete articles that would be asked for again.
func (d *decoder) checkKeep(n *yaml.Node, keep Duration, c *Config) {
	if n != nil && keep > 0 && keep < c.Crawl.Refresh && len(d.errs) == 0 {
		d.fail(n, "keep must be as long as crawl.refresh (%s) at least: articles are asked for again so long", c.Crawl.Refresh.Std())
	}
}

func (d *decoder) checkCrawl(n *yaml.Node, c *Config) {
	if n == nil {
		return
	}
	least := map[string]bool{
		"concurrency": c.Crawl.Concurrency > 0,
		"per_host":    c.Crawl.PerHost > 0,
		"timeout":     c.Crawl.Timeout > 0,
		"max_body":    c.Crawl.MaxBody > 0,
		"user_agent":  strings.TrimSpace(c.Crawl.UserAgent) != "" && !strings.ContainsAny(c.Crawl.UserAgent, "\r\n"),
	}
	for _, key := range keys(reflect.TypeFor[Crawl]()) {
		if ok, checked := least[key]; checked && !ok {
			if at := child(n, key); at != nil && len(d.errs) == 0 {
				d.fail(at, "%s must not be empty or zero", key)
			}
		}
	}
}

// checkServe reports an address that nothing can listen on.
func (d *decoder) checkServe(n *yaml.Node, c *Config) {
	if n == nil {
		return
	}
	if at := child(n, "listen"); at != nil {
		if _, port, err := net.SplitHostPort(c.Serve.Listen); err != nil || !number(port, 65535) {
			d.fail(at, "%q is no address to listen on: write 127.0.0.1:8470 or :8470", c.Serve.Listen)
		}
	}
	if at := child(n, "searches"); at != nil && c.Serve.Searches == 0 && len(d.errs) == 0 {
		d.fail(at, "searches must not be zero")
	}
}

func number(text string, most int) bool {
	n, err := strconv.Atoi(text)
	return err == nil && n >= 0 && n <= most
}

// What the feed of an alert can be called in a URL: a letter or digit, and these behind it.
const (
	alertLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	alertMarks   = "._-"
	maxAlertName = 100
)

func isAlertName(s string) bool {
	return s != "" && len(s) <= maxAlertName && strings.Trim(s, alertLetters+alertMarks) == "" && strings.IndexAny(s[:1], alertLetters) == 0
}

// checkAlerts reports alerts without a name, with the same name, with a query
// that does not parse, or with nowhere to go.
func (d *decoder) checkAlerts(list *yaml.Node, c *Config) {
	if list == nil || list.Kind != yaml.SequenceNode {
		return
	}
	first, feeds := map[string]int{}, map[string]int{}
	for i, n := range list.Content {
		if n.Kind != yaml.MappingNode || i >= len(c.Alerts) {
			continue
		}
		a := c.Alerts[i]
		at := func(key string) *yaml.Node { return cmp.Or(child(n, key), n) }
		_, wrong := index.Parse(a.Query, time.Now())
		switch {
		case a.Name == "":
			d.fail(n, "an alert needs a name")
		case !isAlertName(a.Name):
			d.fail(at("name"), "alert name %q: write at most 100 letters, digits, points, hyphens and underscores", a.Name)
		case first[a.Name] > 0:
			d.fail(at("name"), "alert name %q is given twice, first in line %d", a.Name, first[a.Name])
		case strings.TrimSpace(a.Query) == "":
			d.fail(n, "alert %q needs a query", a.Name)
		case wrong != nil:
			d.fail(at("query"), "query of alert %q: %v", a.Name, wrong)
		case feeds[a.FeedName()] > 0:
			d.fail(at("feed"), "the feed %q is that of the alert in line %d already", a.FeedName(), feeds[a.FeedName()])
		case a.Webhook == "" && a.Feed == "" && len(d.errs) == 0:
			d.fail(n, "alert %q goes nowhere: give a webhook, or feed: true", a.Name)
		}
		first[a.Name], feeds[a.FeedName()] = n.Line, n.Line
	}
}

// child returns the value of a key of a mapping, or nil.
func child(n *yaml.Node, key string) *yaml.Node {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

package config

import (
	"reflect"
	"strings"

	"go.yaml.in/yaml/v3"
)

// check reports what single values cannot show: sources without a name, with
// the same name, or with nothing to discover from; limits that stop everything.
func (d *decoder) check(root *yaml.Node, c *Config) {
	if root.Kind != yaml.MappingNode {
		return
	}
	d.checkCrawl(child(root, "crawl"), c)
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
		first[s.Name] = place.Line
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

// child returns the value of a key of a mapping, or nil.
func child(n *yaml.Node, key string) *yaml.Node {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

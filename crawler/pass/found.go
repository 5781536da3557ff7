package pass

import (
	neturl "net/url"
	"slices"
	"time"

	"github.com/pennypress/pennypress/crawler"
	"github.com/pennypress/pennypress/crawler/discover"
)

// maxSitemaps bounds how many sitemaps one document may lead to, so that an
// index without end does not keep its source's articles waiting. Large papers
// have a few hundred, one a month or a day.
const maxSitemaps = 1000

// maxDepth bounds how far a document may lead to further documents: a sitemap
// index to its sitemaps, a homepage to its feeds.
const maxDepth = 3

// tasks turns the links of a document into tasks. Links that the source does
// not want become filtered tasks, so that every link is accounted for; links
// without a usable address are counted in the summary.
func (p *pass) tasks(s *crawler.Source, from crawler.Task, doc discover.Result, first bool) []crawler.Task {
	var out []crawler.Task
	dropped, sitemaps := 0, 0
	for _, link := range doc.Links {
		url, err := crawler.Canonical(link.URL)
		if err != nil {
			dropped++
			continue
		}
		t := crawler.Task{
			URL: url, Kind: taskKind(link.Kind), Source: from.Source, Depth: from.Depth + 1,
			Due: from.Asked, Found: from.Asked,
			Item: crawler.Item{
				Title: link.Title, Authors: link.Authors, Published: plausibleTime(link.Published, from.Asked),
				ID: link.ID, Language: link.Language,
			},
		}
		if link.URL != url {
			t.Item.Address = link.URL
		}
		if t.Kind == crawler.KindSitemap {
			if sitemaps++; sitemaps > maxSitemaps {
				p.count("sitemaps beyond the first 1000 of an index", 1)
				continue
			}
		}
		if why := p.unwanted(s, t); why != "" {
			t.State, t.Reason, t.Due = crawler.Filtered, why, time.Time{}
		}
		out = append(out, t)
	}
	if dropped > 0 {
		p.count("links without a usable address", dropped)
	}
	if first && s != nil && s.Backfill > 0 {
		backfill(out, s.Backfill)
	}
	return out
}

// distinct keeps the first of the tasks with one URL. What it leaves out was
// said twice.
func distinct(tasks []crawler.Task) []crawler.Task {
	seen := make(map[string]bool, len(tasks))
	return slices.DeleteFunc(tasks, func(t crawler.Task) bool {
		if seen[t.URL] {
			return true
		}
		seen[t.URL] = true
		return false
	})
}

func addresses(tasks []crawler.Task) []string {
	urls := make([]string, len(tasks))
	for i, t := range tasks {
		urls[i] = t.URL
	}
	return urls
}

func taskKind(k discover.Kind) crawler.Kind {
	switch k {
	case discover.Feed:
		return crawler.KindFeed
	case discover.Sitemap:
		return crawler.KindSitemap
	}
	return crawler.KindPage
}

// unwanted says why a found task is not to be asked.
func (p *pass) unwanted(s *crawler.Source, t crawler.Task) string {
	if why := crawler.Trap(t.URL); why != "" {
		return why
	}
	if t.Kind != crawler.KindPage {
		if t.Depth > maxDepth {
			return "deeper than 3 documents"
		}
		return ""
	}
	if s == nil {
		return ""
	}
	return s.Leaves(t.URL, t.Item.Published, t.Found)
}

// plausibleTime drops dates that cannot be a publication: before the web, or
// more than two days ahead.
func plausibleTime(at, now time.Time) time.Time {
	if at.Year() < 1990 || at.After(now.Add(48*time.Hour)) {
		return time.Time{}
	}
	return at
}

// backfill filters all but the n latest pending pages.
func backfill(tasks []crawler.Task, n int) {
	var pages []*crawler.Task
	for i := range tasks {
		if tasks[i].Kind == crawler.KindPage && tasks[i].State != crawler.Filtered {
			pages = append(pages, &tasks[i])
		}
	}
	slices.SortStableFunc(pages, func(a, b *crawler.Task) int {
		return b.Item.Published.Compare(a.Item.Published)
	})
	for _, t := range pages[min(n, len(pages)):] {
		t.State, t.Reason, t.Due = crawler.Filtered, "beyond backfill", time.Time{}
	}
}

// robotsSitemaps are the sitemaps that the host's robots.txt names.
func (p *pass) robotsSitemaps(from crawler.Task) []crawler.Task {
	var out []crawler.Task
	for _, raw := range p.Client.Sitemaps(from.URL) {
		if url, err := crawler.Canonical(raw); err == nil {
			out = append(out, crawler.Task{
				URL: url, Kind: crawler.KindSitemap, Source: from.Source, Depth: from.Depth + 1,
				Due: from.Asked, Found: from.Asked,
			})
		}
	}
	return out
}

// feedPaths are where feeds are found most often on sites that do not say so.
var feedPaths = []string{"/feed/", "/rss.xml", "/feed.xml", "/atom.xml", "/rss"}

// guesses are feeds that may be there: for a homepage that declares none, of a
// source that has nothing else to go by.
func guesses(s *crawler.Source, from crawler.Task, found []crawler.Task) []crawler.Task {
	if s == nil || len(s.Feeds)+len(s.Sitemaps) > 0 || slices.ContainsFunc(found, func(t crawler.Task) bool { return t.Kind != crawler.KindPage }) {
		return nil
	}
	base, err := neturl.Parse(from.URL)
	if err != nil {
		return nil
	}
	var out []crawler.Task
	for _, path := range feedPaths {
		if url, err := crawler.Canonical(base.ResolveReference(&neturl.URL{Path: path}).String()); err == nil {
			out = append(out, crawler.Task{
				URL: url, Kind: crawler.KindFeed, Source: from.Source, Depth: from.Depth + 1,
				Due: from.Asked, Found: from.Asked, Item: crawler.Item{Guess: true},
			})
		}
	}
	return out
}

// missed files a guess that was wrong: nothing is missing.
func missed(t crawler.Task) crawler.Task {
	t.State, t.Reason, t.Due = crawler.Filtered, "no feed at an address that was only guessed", time.Time{}
	return t
}

// meanGap is the mean time between the dated entries of a document, the time
// since the newest counted in; 0 when none is dated. A feed with one old entry
// is a quiet one.
func meanGap(tasks []crawler.Task, now time.Time) time.Duration {
	oldest, n := now, 0
	for _, t := range tasks {
		at := t.Item.Published
		if at.IsZero() {
			continue
		}
		n++
		if at.Before(oldest) {
			oldest = at
		}
	}
	if n == 0 {
		return 0
	}
	return now.Sub(oldest) / time.Duration(n)
}

package pass

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/pennypress/pennypress/crawler"
	"github.com/pennypress/pennypress/crawler/fetch"
)

// maxVia bounds how many hosts redirect a task to each other.
const maxVia = 10

// moved makes the place on another host that a task redirects to a task of its
// own: that host has its own lease, and may be asked by somebody else just now.
// The task that redirects is done, unless it is a document: that is asked again
// on schedule, and daily where the redirect is for good.
func (p *pass) moved(r *result, t crawler.Task, resp fetch.Response) {
	next, err := crawler.Canonical(resp.Location)
	via := append(slices.Clone(t.Item.Via), t.URL)
	switch {
	case err != nil:
		err = fmt.Errorf("redirected to %.100s: %w", resp.Location, err)
	case slices.Contains(via, next):
		err = errors.New("redirected in a circle over " + next)
	case len(via) > maxVia:
		err = fmt.Errorf("more than %d redirects over hosts", maxVia)
	}
	if err != nil {
		p.failed(r, t, &crawler.Error{URL: t.URL, Status: resp.Status, Permanent: true, Err: err})
		return
	}
	target := crawler.Task{
		URL: next, Kind: t.Kind, Source: t.Source, Depth: t.Depth, Due: t.Asked, Found: t.Asked, Item: t.Item,
	}
	target.Item.Via, target.Item.Address = via, ""
	if resp.Location != next {
		target.Item.Address = resp.Location
	}
	source := p.sources[t.Source]
	if why := p.unwanted(source, target); why != "" {
		target.State, target.Reason, target.Due = crawler.Filtered, why, time.Time{}
	}
	well(&t)
	t.State, t.Reason, t.Due = crawler.Duplicate, "redirects to "+next, time.Time{}
	switch {
	case t.Kind == crawler.KindPage:
	case resp.LocationForGood:
		t.Due = t.Asked.Add(daily)
	default:
		t.Due, t.Interval = schedule(source).Next(t.Asked, crawler.Poll{Interval: t.Interval})
	}
	r.outcome = crawler.Outcome{Task: t, Found: []crawler.Task{target}}
}

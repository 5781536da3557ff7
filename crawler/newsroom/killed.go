package newsroom

import (
	"cmp"
	"net/url"
	"slices"
	"time"

	"github.com/pennypress/pennypress/crawler"
)

// What a careful crawler owes that is killed: of each host at most the asking that
// was under way is lost, with its redirects, and may be repeated. A robots.txt that
// was read is known before what it allows is asked, so that it is lost only with
// nothing after it. What was lost counts for no "at most", but its request was
// made: delays hold after it, and while its answer may still be under way nothing
// else is asked.

// Abandoned is how long a host may be busy with the answer to a request whose
// crawler was killed: for so long no other may come while it is in flight.
const Abandoned = 5 * time.Second

// quiet is how long nothing has arrived when all that the dead had sent is there: a
// busy machine reads it long after they are gone.
const quiet = 250 * time.Millisecond

// Killed notes that all crawlers were killed just now, and what the frontier knows
// after. It is called when none of them lives any more, before the next, and
// waits for requests that are on their way.
func (n *Newsroom) Killed(tasks []crawler.Task) {
	for n.log.sinceLast() < quiet {
		time.Sleep(quiet / 10)
	}
	asked := make(map[string][]time.Time)
	for _, t := range tasks {
		host := crawler.Host(cmp.Or(t.Item.Address, t.URL))
		asked[host] = append(asked[host], t.Asked)
		if own := crawler.Host(t.URL); own != host {
			asked[own] = append(asked[own], t.Asked)
		}
	}
	n.log.mu.Lock()
	defer n.log.mu.Unlock()
	n.log.kills = append(n.log.kills, kill{time.Now(), asked})
}

// A kill is when all crawlers were killed, and what was known of each host by then:
// the time of the newest asking of each task.
type kill struct {
	at    time.Time
	asked map[string][]time.Time // by host
}

// markLost marks, among the requests of one host in the order of their arrival,
// those whose outcome a kill lost: the last asking before it, unless the frontier
// knows of it.
func markLost(requests []Request, kills []kill) {
	from := 0
	for _, k := range kills {
		to := from
		for to < len(requests) && requests[to].Time.Before(k.at) {
			to++
		}
		first := askedFrom(requests[:to])
		if from < to && !k.knows(requests, first) {
			for i := max(first, from); i < to; i++ {
				requests[i].Lost = true
			}
		}
		from = to
	}
}

// askedFrom is where the last asking of a list began: -1 when it is empty.
func askedFrom(requests []Request) int {
	first := len(requests) - 1
	for first > 0 && requests[first-1].leadsTo(requests[first]) {
		first--
	}
	return first
}

// knows says whether an asking that began with a request was settled before the
// kill. It may have begun with robots.txt.
func (k kill) knows(requests []Request, first int) bool {
	before := askedFrom(requests[:first])
	for before >= 0 && requests[before].Path == "/robots.txt" {
		before = askedFrom(requests[:before])
	}
	return slices.ContainsFunc(k.asked[requests[first].Host], func(asked time.Time) bool {
		return !asked.IsZero() && (before < 0 || asked.After(requests[before].Time)) && !asked.After(requests[first].Time)
	})
}

// leadsTo says whether a request was answered with a redirect to the next.
func (r Request) leadsTo(next Request) bool {
	if r.location == "" {
		return false
	}
	base := &url.URL{Scheme: "http", Host: r.Host, Path: "/"}
	if path, err := url.Parse(r.Path); err == nil {
		base = base.ResolveReference(path)
	}
	to, err := base.Parse(r.location)
	return err == nil && to.RequestURI() == next.Path
}

// Crowded says which of the requests of one site came while others were in flight
// that were not left behind by crawlers killed Abandoned ago.
func (n *Newsroom) Crowded(requests []Request) []Request {
	n.log.mu.Lock()
	kills := slices.Clone(n.log.kills)
	n.log.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(requests), func(r Request) bool {
		return r.InFlight <= 1 || !slices.ContainsFunc(requests, func(earlier Request) bool {
			return earlier.Time.Before(r.Time) && earlier.Time.Add(earlier.Took).After(r.Time) && !left(earlier, r, kills)
		})
	})
}

// left says whether a request had been left behind for long when another came.
func left(earlier, r Request, kills []kill) bool {
	return slices.ContainsFunc(kills, func(k kill) bool {
		return earlier.Time.Before(k.at) && !r.Time.Before(k.at.Add(Abandoned))
	})
}

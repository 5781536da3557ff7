package newsroom

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pennypress/pennypress/crawler"
	"github.com/pennypress/pennypress/extract"
)

// A Crawl is what a crawler made of the newsroom, for Judge.
type Crawl struct {
	Articles []extract.Article // the newest revision of each
	Tasks    []crawler.Task    // all that the frontier knows
}

// A Verdict is the answer to one check.
type Verdict struct {
	Site   string
	Check  string // what a careful crawler does
	Should bool   // good manners; all others are duties
	OK     bool
	Got    string // what was seen instead; empty when OK
}

// A check is one thing that a careful crawler was to do.
type check struct {
	what   string
	should bool
	test   func(j *judgement) string // what was seen instead, "" when all is well
}

// A judgement is what checks look at.
type judgement struct {
	h        *hostile
	articles map[string][]*extract.Article // by canonical form of url and canonical_url
	tasks    map[string]*crawler.Task
	requests []Request // of the site, in the order of their arrival
	crowded  []Request // those that came while others were in flight
}

// kept are the requests whose outcome no kill lost.
func (j *judgement) kept() []Request {
	return slices.DeleteFunc(slices.Clone(j.requests), func(r Request) bool { return r.Lost })
}

// Judge says of every check of the hostile sites how the crawl passed it. It
// looks at the request log too, so that only one crawl may have been run. The
// sample sites are checked by Truth.
func (n *Newsroom) Judge(c Crawl) []Verdict {
	articles, tasks := byURL(c)
	var all []Verdict
	requests := make(map[string][]Request)
	for _, r := range n.Requests() {
		requests[r.Site] = append(requests[r.Site], r)
	}
	for _, h := range n.hostile {
		j := &judgement{h: h, articles: articles, tasks: tasks, requests: requests[h.Name]}
		slices.SortStableFunc(j.requests, func(a, b Request) int { return a.Time.Compare(b.Time) })
		j.crowded = n.Crowded(j.requests)
		for _, k := range append(h.checks, standingChecks...) {
			got := k.test(j)
			all = append(all, Verdict{Site: h.Name, Check: k.what, Should: k.should, OK: got == "", Got: got})
		}
	}
	return all
}

func byURL(c Crawl) (map[string][]*extract.Article, map[string]*crawler.Task) {
	articles := make(map[string][]*extract.Article)
	for i := range c.Articles {
		a := &c.Articles[i]
		for _, url := range slices.Compact([]string{canonical(a.URL), canonical(a.CanonicalURL)}) {
			articles[url] = append(articles[url], a)
		}
	}
	tasks := make(map[string]*crawler.Task)
	for i := range c.Tasks {
		tasks[canonical(c.Tasks[i].URL)] = &c.Tasks[i]
	}
	return articles, tasks
}

func canonical(url string) string {
	if c, err := crawler.Canonical(url); err == nil {
		return c
	}
	return url
}

// standingChecks hold for every hostile site.
var standingChecks = []check{
	{what: "nothing forbidden is done", test: func(j *judgement) string {
		j.h.mu.Lock()
		defer j.h.mu.Unlock()
		return strings.Join(j.h.breach, "; ")
	}},
	{what: "one request at a time", test: func(j *judgement) string {
		if len(j.crowded) == 0 {
			return ""
		}
		return fmt.Sprintf("%s: %d at once", j.crowded[0].Path, j.crowded[0].InFlight)
	}},
	{what: "requests are apart by the delay", test: func(j *judgement) string {
		gap, at := Smallest(j.requests)
		if gap < j.h.room.delay {
			return fmt.Sprintf("%s came after %s", at.Path, gap)
		}
		return ""
	}},
	{what: "the crawler names itself", test: func(j *judgement) string {
		for _, r := range j.requests {
			if r.UserAgent == "" || strings.HasPrefix(r.UserAgent, "Go-http-client") {
				return fmt.Sprintf("user agent %q", r.UserAgent)
			}
		}
		return ""
	}},
	{what: "no address that is final is asked without end", test: func(j *judgement) string {
		count := make(map[string]int)
		for _, r := range j.kept() {
			if count[r.Path]++; count[r.Path] > 40 {
				return fmt.Sprintf("%s asked %d times", r.Path, count[r.Path])
			}
		}
		return ""
	}},
}

func (h *hostile) check(what string, test func(j *judgement) string) {
	h.checks = append(h.checks, check{what: what, test: test})
}

// should makes the last check a matter of manners.
func (h *hostile) should() { h.checks[len(h.checks)-1].should = true }

// whole expects the article of a path, once and complete.
func (h *hostile) whole(path string, s *story) {
	t := taleTruth(h.Name, h.URL+path, s)
	h.truths = append(h.truths, t)
	h.wholeAs(path, t)
}

// wholeAs is whole with a truth of one's own, which Truth does not list.
func (h *hostile) wholeAs(path string, t Truth) {
	h.check("article "+path+" comes out whole, once", func(j *judgement) string { return j.whole(t) })
}

// whole says what is wrong with the one article of an address, or with there
// being none or several.
func (j *judgement) whole(t Truth) string {
	found := j.articles[canonical(t.URL)]
	if len(found) != 1 {
		return fmt.Sprintf("%d articles%s", len(found), j.reason(t.URL))
	}
	if declared := found[0].CanonicalURL; declared != canonical(t.URL) {
		return "its canonical address is " + declared
	}
	return strings.Join(t.Check(*found[0]), "; ")
}

// nothing expects that no article comes out of a path, and that its task says
// so with one of the words, if there are any.
func (h *hostile) nothing(path string, words ...string) {
	h.check("no article comes out of "+path, func(j *judgement) string {
		if found := j.articles[canonical(h.URL+path)]; len(found) > 0 {
			return fmt.Sprintf("article %q", found[0].Title)
		}
		return ""
	})
	h.named(path, words...)
}

// named expects that a path ends in a failure, and with a reason that holds
// one of the words, if there are any.
func (h *hostile) named(path string, words ...string) { h.namedAt(path, h.URL+path, words...) }

// namedAt is named for an address that is another host's perhaps.
func (h *hostile) namedAt(path, url string, words ...string) {
	h.check("what is wrong with "+path+" is named", func(j *judgement) string {
		t := j.tasks[canonical(url)]
		if t == nil {
			return "no task"
		}
		if t.Reason == "" {
			return fmt.Sprintf("state %s without a reason", t.State)
		}
		if t.State == crawler.Delivered || t.State == crawler.Updated {
			return fmt.Sprintf("state %s", t.State)
		}
		if len(words) > 0 && !slices.ContainsFunc(words, func(w string) bool { return strings.Contains(strings.ToLower(t.Reason), w) }) {
			return fmt.Sprintf("reason %q has none of %q", t.Reason, words)
		}
		return ""
	})
}

// noArticles expects nothing from the whole site.
func (h *hostile) noArticles() {
	h.check("no article comes out", func(j *judgement) string {
		for url, found := range j.articles {
			if strings.HasPrefix(url, h.URL+"/") {
				return fmt.Sprintf("article %q of %s", found[0].Title, url)
			}
		}
		return ""
	})
}

// asked expects that a path was asked between least and most times.
func (h *hostile) asked(path string, least, most int) {
	h.check(fmt.Sprintf("%s is asked %d to %d times", path, least, most), func(j *judgement) string {
		if n := j.count(func(r Request) bool { return trimQuery(r.Path) == path }); n < least || n > most {
			return fmt.Sprintf("asked %d times", n)
		}
		return ""
	})
}

// never expects that no path with the prefix was asked.
func (h *hostile) never(prefix string) {
	h.check(prefix+" is never asked", func(j *judgement) string {
		for _, r := range j.requests {
			if strings.HasPrefix(r.Path, prefix) {
				return r.Path + " was asked"
			}
		}
		return ""
	})
}

// atMost bounds the requests of the whole site in each round.
func (h *hostile) atMost(most int) {
	h.check(fmt.Sprintf("at most %d requests in a round", most), func(j *judgement) string {
		if n := len(j.kept()); n > most*(h.room.Round()+1) {
			return fmt.Sprintf("%d requests", n)
		}
		return ""
	})
}

// bounded expects that a path was not read beyond a size.
func (h *hostile) bounded(path string, most int64) {
	h.check(fmt.Sprintf("of %s at most %d MiB are read", path, most>>20), func(j *judgement) string {
		for _, r := range j.requests {
			if trimQuery(r.Path) == path && r.Bytes > most {
				return fmt.Sprintf("%d MiB", r.Bytes>>20)
			}
		}
		return ""
	})
}

// patient expects a gap between a path's first request whose answer was taken note
// of and whatever follows on the site.
func (h *hostile) patient(path string, gap time.Duration) {
	h.check(fmt.Sprintf("after %s nothing is asked for %s", path, gap), func(j *judgement) string {
		first := slices.IndexFunc(j.requests, func(r Request) bool { return r.Path == path && !r.Lost })
		if first < 0 {
			return "it was not asked"
		}
		for _, r := range j.requests[first+1:] {
			// A tenth is left to clocks and to the time an answer is under way.
			if waited := r.Time.Sub(j.requests[first].Time); waited < gap*9/10 {
				return fmt.Sprintf("%s came after %s", r.Path, waited.Round(time.Millisecond))
			}
		}
		return ""
	})
}

// paced expects a gap between all requests but the first two, of which one is
// for robots.txt, which says what the gap is.
func (h *hostile) paced(gap time.Duration) {
	h.check(fmt.Sprintf("requests are %s apart", gap), func(j *judgement) string {
		for i := 2; i < len(j.requests); i++ {
			if waited := j.requests[i].Time.Sub(j.requests[i-1].Time); waited < gap*9/10 {
				return fmt.Sprintf("%s came after %s", j.requests[i].Path, waited.Round(time.Millisecond))
			}
		}
		return ""
	})
}

// count counts requests whose outcome no kill lost.
func (j *judgement) count(which func(Request) bool) int {
	n := 0
	for _, r := range j.kept() {
		if which(r) {
			n++
		}
	}
	return n
}

// reason is what the task of a URL says, for verdicts.
func (j *judgement) reason(url string) string {
	if t := j.tasks[canonical(url)]; t != nil {
		return fmt.Sprintf(" (task %s: %s)", t.State, t.Reason)
	}
	return " (no task)"
}

func trimQuery(path string) string {
	path, _, _ = strings.Cut(path, "?")
	return path
}

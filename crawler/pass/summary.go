package pass

import (
	"maps"
	"slices"
	"time"

	"github.com/pennypress/pennypress/crawler"
)

// A Summary says what a pass did. Its numbers add up: every task that was
// asked to the end is in exactly one state of one source, and every page that
// was ever found is in one of States, which add up to Discovered.
type Summary struct {
	Started   time.Time             `json:"started"`
	Seconds   float64               `json:"seconds"`
	Requests  int                   `json:"requests"` // documents and pages asked, robots.txt and redirects aside
	Bytes     int64                 `json:"bytes"`    // of bodies, unpacked
	Documents map[crawler.State]int `json:"documents"`
	Found     int                   `json:"found"` // links not known before
	Pages     map[crawler.State]int `json:"pages"`
	Pending   int                   `json:"pending"` // pages of these sources still waiting

	Discovered int                   `json:"discovered"` // pages of these sources known by now
	States     map[crawler.State]int `json:"states"`     // what became of them

	Sources     []SourceSummary `json:"sources"`
	Problems    []Problem       `json:"problems"`
	Limits      map[string]int  `json:"limits,omitempty"` // what was left out, and how often
	Interrupted bool            `json:"interrupted,omitempty"`
	Held        int             `json:"held,omitempty"`   // hosts another process is working on
	Holder      string          `json:"holder,omitempty"` // that process
}

// A SourceSummary is what a pass did for one source.
type SourceSummary struct {
	Source    string                `json:"source"`
	Documents map[crawler.State]int `json:"documents"`
	Pages     map[crawler.State]int `json:"pages"`
	Failed    string                `json:"failed,omitempty"` // why nothing could be discovered from it
}

// A Problem names a URL that gave less than was hoped for.
type Problem struct {
	Source string        `json:"source"`
	URL    string        `json:"url"`
	Kind   crawler.Kind  `json:"kind"`
	State  crawler.State `json:"state"`
	Reason string        `json:"reason"`
}

// maxProblems bounds the list; Limits counts those beyond it.
const maxProblems = 10_000

// A Tick is how far a pass has come.
type Tick struct {
	Requests int // asked and settled
	Articles int // delivered or updated
	Active   int // hosts being worked on
}

// A tally collects the summary while workers run.
type tally struct {
	summary Summary
	sources map[string]*sourceTally
	waiting map[string]Problem // by URL: failures that will be tried again
}

type sourceTally struct {
	documents, pages map[crawler.State]int
	failed           string // the last failure of a document
	read             bool   // some document was read
}

func newTally(now time.Time, sources []crawler.Source) *tally {
	t := &tally{
		summary: Summary{
			Started: now, Documents: map[crawler.State]int{}, Pages: map[crawler.State]int{}, States: map[crawler.State]int{}, Limits: map[string]int{},
			Sources: []SourceSummary{}, Problems: []Problem{},
		},
		sources: map[string]*sourceTally{},
		waiting: map[string]Problem{},
	}
	for _, source := range sources {
		t.sources[source.Name] = &sourceTally{documents: map[crawler.State]int{}, pages: map[crawler.State]int{}}
	}
	return t
}

// Failed lists the sources from which nothing could be discovered.
func (s *Summary) Failed() []SourceSummary {
	return slices.DeleteFunc(slices.Clone(s.Sources), func(source SourceSummary) bool { return source.Failed == "" })
}

// Articles counts the articles stored, new and changed.
func (s *Summary) Articles() int {
	return s.Pages[crawler.Delivered] + s.Pages[crawler.Updated]
}

// record counts a settled result.
func (t *tally) record(r result, state crawler.State) {
	s, task := &t.summary, r.outcome.Task
	source := t.sources[task.Source]
	s.Requests += r.requests
	s.Bytes += int64(r.bytes)
	s.Found += r.added
	delete(t.waiting, task.URL)
	problem := Problem{Source: task.Source, URL: task.URL, Kind: task.Kind, State: state, Reason: task.Reason}
	if via := task.Item.Via; len(via) > 0 {
		// People know the address that the site or their configuration gave.
		problem.URL, problem.Reason = via[0], "redirected to "+task.URL+": "+task.Reason
	}
	if r.later {
		t.waiting[task.URL] = problem
		return
	}
	if task.Kind == crawler.KindPage {
		s.Pages[state]++
		source.pages[state]++
	} else {
		s.Documents[state]++
		source.documents[state]++
		source.read = source.read || state == crawler.Delivered || state == crawler.Unchanged
	}
	switch {
	case r.partial != "":
		problem.Reason = r.partial
		t.list(problem)
	case state == crawler.Failed || state == crawler.Refused:
		t.list(problem)
	}
}

// list adds a problem that people should know about.
func (t *tally) list(p Problem) {
	if p.Kind != crawler.KindPage {
		t.sources[p.Source].failed = p.URL + ": " + p.Reason
	}
	if len(t.summary.Problems) == maxProblems {
		t.summary.Limits["problems beyond the first 10000"]++
		return
	}
	t.summary.Problems = append(t.summary.Problems, p)
}

// close lists what is still waiting and sums up the sources.
func (t *tally) close(now time.Time) Summary {
	for _, url := range slices.Sorted(maps.Keys(t.waiting)) {
		t.list(t.waiting[url])
	}
	s := t.summary
	s.Seconds = now.Sub(s.Started).Seconds()
	for _, name := range slices.Sorted(maps.Keys(t.sources)) {
		from := t.sources[name]
		source := SourceSummary{Source: name, Documents: from.documents, Pages: from.pages}
		if !from.read {
			source.Failed = from.failed
		}
		s.Sources = append(s.Sources, source)
	}
	return s
}

package crawltest

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"sync"
	"time"

	"github.com/pennypress/pennypress/crawler"
	"github.com/pennypress/pennypress/extract"
)

// A Memory is a Frontier that forgets everything with the process. It is slow
// and obvious: each method looks at all tasks.
type Memory struct {
	mu       sync.Mutex // guards everything below
	tasks    map[string]*crawler.Task
	hosts    map[string]*host
	articles map[string]extract.Article // the newest revisions, by id
	seq      int64
}

type host struct {
	state   crawler.HostState
	fence   int64
	worker  string
	expires time.Time // zero: not leased
	abrupt  bool      // its newest lease was not given back with a settlement
}

var _ crawler.Frontier = (*Memory)(nil)

// New returns an empty frontier.
func New() *Memory {
	return &Memory{tasks: map[string]*crawler.Task{}, hosts: map[string]*host{}, articles: map[string]extract.Article{}}
}

// Add makes tasks known.
func (m *Memory) Add(ctx context.Context, tasks []crawler.Task) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, t := range tasks {
		if crawler.Host(t.URL) == "" {
			return 0, fmt.Errorf("add tasks: task %q: no http URL", t.URL)
		}
	}
	return m.add(tasks), nil
}

func (m *Memory) add(tasks []crawler.Task) (added int) {
	for _, t := range tasks {
		t.State = cmp.Or(t.State, crawler.Pending)
		known, ok := m.tasks[t.URL]
		if !ok {
			m.tasks[t.URL] = &t
			added++
			continue
		}
		if known.State == crawler.Filtered && t.State == crawler.Pending {
			known.State, known.Reason, known.Due = crawler.Pending, "", t.Due
		}
		if isEmpty(known.Item) && !isEmpty(t.Item) {
			t.Item.Address = cmp.Or(t.Item.Address, known.Item.Address)
			known.Item = t.Item
		}
	}
	return added
}

func isEmpty(i crawler.Item) bool {
	return i.Title == "" && len(i.Authors) == 0 && i.Published.IsZero() && i.ID == "" && i.Language == "" && len(i.Via) == 0
}

// Wake makes tasks due.
func (m *Memory) Wake(ctx context.Context, sources []string, now time.Time) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	woken := 0
	for _, t := range m.tasks {
		if t.Due.IsZero() || !wanted(sources, t.Source) {
			continue
		}
		woken++
		if t.Due.After(now) {
			t.Due = now
		}
	}
	return woken, nil
}

func wanted(sources []string, source string) bool {
	return len(sources) == 0 || slices.Contains(sources, source)
}

// host returns what is known of a host, which becomes known.
func (m *Memory) host(name string) *host {
	if m.hosts[name] == nil {
		m.hosts[name] = &host{}
	}
	return m.hosts[name]
}

// queues returns the tasks of the sources that will be asked some day, by host.
func (m *Memory) queues(sources []string) map[string][]*crawler.Task {
	queues := map[string][]*crawler.Task{}
	for _, t := range m.tasks {
		if !t.Due.IsZero() && wanted(sources, t.Source) {
			name := crawler.Host(t.URL)
			queues[name] = append(queues[name], t)
		}
	}
	return queues
}

// ready is when a host with these tasks can be leased.
func (h *host) ready(tasks []*crawler.Task) time.Time {
	earliest := slices.MinFunc(tasks, func(a, b *crawler.Task) int { return a.Due.Compare(b.Due) }).Due
	for _, t := range []time.Time{h.state.NextAt, h.expires} {
		if t.After(earliest) {
			earliest = t
		}
	}
	return earliest
}

// Lease hands out hosts.
func (m *Memory) Lease(ctx context.Context, l crawler.LeaseRequest) ([]crawler.Lease, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	queues := m.queues(l.Sources)
	if l.Host != "" {
		if m.host(l.Host).expires.After(l.Now) {
			return nil, nil
		}
		return []crawler.Lease{m.lease(l.Host, queues[l.Host], l)}, nil
	}
	names := slices.SortedFunc(maps.Keys(queues), func(a, b string) int {
		return cmp.Or(m.host(a).ready(queues[a]).Compare(m.host(b).ready(queues[b])), cmp.Compare(a, b))
	})
	var leases []crawler.Lease
	for _, name := range names {
		h := m.host(name)
		if len(leases) == l.Hosts || h.ready(queues[name]).After(l.Now) || l.Tasks <= 0 {
			break
		}
		leases = append(leases, m.lease(name, queues[name], l))
	}
	return leases, nil
}

func (m *Memory) lease(name string, queue []*crawler.Task, l crawler.LeaseRequest) crawler.Lease {
	h := m.host(name)
	abrupt := h.abrupt || !h.expires.IsZero()
	h.fence++
	h.worker, h.expires, h.abrupt = l.Worker, l.Now.Add(l.TTL), false
	return crawler.Lease{
		Host: name, Fence: h.fence, Worker: l.Worker, Expires: h.expires, State: h.state, Tasks: dueTasks(queue, l), Abrupt: abrupt,
	}
}

func dueTasks(queue []*crawler.Task, l crawler.LeaseRequest) []crawler.Task {
	var tasks []crawler.Task
	for _, t := range queue {
		if !t.Due.After(l.Now) {
			tasks = append(tasks, *t)
		}
	}
	slices.SortFunc(tasks, func(a, b crawler.Task) int {
		return cmp.Or(
			cmp.Compare(rank(a.Kind), rank(b.Kind)),
			a.Due.Compare(b.Due),
			b.Item.Published.Compare(a.Item.Published),
			cmp.Compare(a.URL, b.URL),
		)
	})
	n := slices.IndexFunc(tasks, func(t crawler.Task) bool { return rank(t.Kind) > 0 })
	if n < 0 {
		n = len(tasks)
	}
	documents, pages := tasks[:n:n], tasks[n:]
	pages = pages[:min(len(pages), max(l.Tasks-len(documents), l.Tasks/4))]
	return append(documents[:min(len(documents), l.Tasks-len(pages))], pages...)
}

func rank(k crawler.Kind) int {
	if k == crawler.KindPage {
		return 1
	}
	return 0
}

// leased returns a leased host, unless the lease is not its newest or was released.
func (m *Memory) leased(l crawler.Lease) (*host, error) {
	h := m.hosts[l.Host]
	if h == nil || h.fence != l.Fence || h.expires.IsZero() {
		return nil, fmt.Errorf("host %s: %w", l.Host, crawler.ErrLeaseLost)
	}
	return h, nil
}

// Settle stores what became of tasks.
func (m *Memory) Settle(ctx context.Context, lease crawler.Lease, s crawler.Settlement) (crawler.Settled, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	h, err := m.leased(lease)
	if err != nil {
		return crawler.Settled{}, err
	}
	for _, o := range s.Outcomes {
		if o.Article != nil && o.Article.ID == "" {
			return crawler.Settled{}, fmt.Errorf("settle %s: article has no id", o.Task.URL)
		}
		for _, t := range o.Found {
			if crawler.Host(t.URL) == "" {
				return crawler.Settled{}, fmt.Errorf("settle %s: found %q: no http URL", o.Task.URL, t.URL)
			}
		}
	}
	var settled crawler.Settled
	for _, o := range s.Outcomes {
		settled.States = append(settled.States, m.outcome(o))
		settled.Added += m.add(o.Found)
	}
	h.state = s.Host
	if s.Release {
		h.expires = time.Time{}
	}
	settled.Seq = m.seq
	return settled, nil
}

func (m *Memory) outcome(o crawler.Outcome) crawler.State {
	t := o.Task
	t.State = cmp.Or(t.State, crawler.Pending)
	before := m.tasks[t.URL]
	if before == nil {
		before = &crawler.Task{Source: t.Source, Kind: t.Kind, Depth: t.Depth, Found: t.Found}
	}
	t.Source, t.Kind, t.Depth, t.Found = before.Source, before.Kind, before.Depth, before.Found
	if o.Article != nil {
		t.State, t.Article = m.put(*o.Article, before.Article), o.Article.ID
	}
	m.tasks[t.URL] = &t
	return t.State
}

// put stores an article and says what that makes of a task that led to the
// article called before.
func (m *Memory) put(a extract.Article, before string) crawler.State {
	old, known := m.articles[a.ID]
	same := known && sameContent(old, a)
	if !same || !sameFigures(old, a) {
		m.articles[a.ID] = a
		m.seq++
	}
	switch {
	case !known:
		return crawler.Delivered
	case !same:
		return crawler.Updated
	case before == a.ID:
		return crawler.Unchanged
	}
	return crawler.Duplicate
}

func sameContent(a, b extract.Article) bool {
	return a.Title == b.Title && a.Subtitle == b.Subtitle && a.Text == b.Text && slices.Equal(a.Notes, b.Notes) &&
		slices.Equal(a.Authors, b.Authors) && a.Published.Equal(b.Published)
}

// sameFigures compares what a store takes in although the story is the same.
func sameFigures(a, b extract.Article) bool {
	return (b.Entities == nil || reflect.DeepEqual(a.Entities, b.Entities)) && (b.Moves == nil || reflect.DeepEqual(a.Moves, b.Moves)) &&
		a.Language == b.Language && a.Section == b.Section && a.Image == b.Image &&
		slices.Equal(a.Tags, b.Tags) && slices.Equal(a.Flags, b.Flags)
}

// Extend moves the end of a lease.
func (m *Memory) Extend(ctx context.Context, lease crawler.Lease, until time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	h, err := m.leased(lease)
	if err == nil {
		h.expires = until
	}
	return err
}

// Release ends the leases of a worker.
func (m *Memory) Release(ctx context.Context, worker string) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	released := 0
	for _, h := range m.hosts {
		if h.worker == worker && !h.expires.IsZero() {
			h.expires, h.abrupt = time.Time{}, true
			released++
		}
	}
	return released, nil
}

// Known counts tasks by their URLs.
func (m *Memory) Known(ctx context.Context, urls []string) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	known := map[string]bool{}
	for _, url := range urls {
		if m.tasks[url] != nil {
			known[url] = true
		}
	}
	return len(known), nil
}

// Next is when there will be something to lease.
func (m *Memory) Next(ctx context.Context, sources []string) (at time.Time, ok bool, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for name, queue := range m.queues(sources) {
		if ready := m.host(name).ready(queue); !ok || ready.Before(at) {
			at, ok = ready, true
		}
	}
	return at, ok, nil
}

// Tasks lists tasks.
func (m *Memory) Tasks(ctx context.Context, kinds ...crawler.Kind) ([]crawler.Task, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var tasks []crawler.Task
	for _, t := range m.tasks {
		if len(kinds) == 0 || slices.Contains(kinds, t.Kind) {
			tasks = append(tasks, *t)
		}
	}
	slices.SortFunc(tasks, func(a, b crawler.Task) int {
		return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.URL, b.URL))
	})
	return tasks, nil
}

// Counts counts page tasks.
func (m *Memory) Counts(ctx context.Context) (map[string]map[crawler.State]int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	counts := map[string]map[crawler.State]int{}
	for _, t := range m.tasks {
		if t.Kind != crawler.KindPage {
			continue
		}
		if counts[t.Source] == nil {
			counts[t.Source] = map[crawler.State]int{}
		}
		counts[t.Source][t.State]++
	}
	return counts, nil
}

// Held counts hosts that others work on.
func (m *Memory) Held(ctx context.Context, worker string, sources []string, now time.Time) (hosts int, holder string, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for name, queue := range m.queues(sources) {
		h := m.host(name)
		isDue := slices.ContainsFunc(queue, func(t *crawler.Task) bool { return !t.Due.After(now) })
		if isDue && h.expires.After(now) && h.worker != worker {
			hosts++
			holder = h.worker
		}
	}
	return hosts, holder, nil
}

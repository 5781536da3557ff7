package crawler

import (
	"context"
	"errors"
	"time"

	"github.com/pennypress/pennypress/extract"
)

// ErrLeaseLost says that a lease has expired and its host was given to another
// worker: what was to be settled was not stored and will be done again.
var ErrLeaseLost = errors.New("lease lost to another worker")

// A Frontier remembers every task and every host, and hands out hosts. All
// methods are safe for concurrent use, from any number of processes sharing
// one store; each is atomic: after a crash it has happened wholly or not at
// all. Times are given by the caller, so that tests can simulate a clock; the
// caller's clocks may disagree by less than the lease time.
//
// crawltest.Frontier proves an implementation.
type Frontier interface {
	// Add makes tasks known and says how many were new. It is idempotent: a known
	// task keeps its state, due time and validators, whatever the argument says,
	// except that an empty Item is filled, and that a Filtered task added as Pending
	// becomes Pending (the configuration changed). A task's zero State becomes Pending.
	// A URL without an http host is an error, and then none is added.
	Add(ctx context.Context, tasks []Task) (added int, err error)

	// Wake makes due at now every task of the sources (all when none are named)
	// that would be asked again some day, and says how many. Tasks that are never
	// asked again (zero Due) stay so.
	Wake(ctx context.Context, sources []string, now time.Time) (int, error)

	// Lease hands out up to l.Hosts hosts that have due tasks, are past their
	// next time and are not leased, with the tasks, at most l.Tasks each: feeds,
	// sitemaps and homepages first, then pages, earliest due first, latest
	// published first among those; pages get a quarter of the places where both are many. A leased host is not leased again before it
	// is released or its lease expires. A request that names a host gets that one
	// or none: with or without due tasks, and before its next time too.
	Lease(ctx context.Context, l LeaseRequest) ([]Lease, error)

	// Settle stores, in one transaction, what became of some of the lease's tasks:
	// the articles, the tasks' new states, newly found tasks, the host's state;
	// and releases the lease when asked to. It returns how the articles were
	// taken in, in the order of s.Outcomes, and how many found tasks were new.
	// It fails with ErrLeaseLost, storing nothing, when the lease is no longer
	// the host's newest, or was released. A task that was not known becomes known.
	Settle(ctx context.Context, lease Lease, s Settlement) (Settled, error)

	// Extend moves the end of a lease. It fails with ErrLeaseLost like Settle.
	Extend(ctx context.Context, lease Lease, until time.Time) error

	// Release ends all leases of a worker that is known to be gone, or that has
	// nothing left to do, and says how many there were. It stores nothing else.
	Release(ctx context.Context, worker string) (int, error)

	// Known counts which of the URLs are tasks, each once.
	Known(ctx context.Context, urls []string) (int, error)

	// Next is the earliest time at which Lease could hand out a host of the
	// sources (all when none are named); a leased host counts at the end of its
	// lease. ok is false when there is nothing to wait for.
	Next(ctx context.Context, sources []string) (at time.Time, ok bool, err error)

	// Tasks lists tasks of the kinds (all when none are named), by source, then URL.
	Tasks(ctx context.Context, kinds ...Kind) ([]Task, error)

	// Counts says how many page tasks each source has in each state.
	Counts(ctx context.Context) (map[string]map[State]int, error)

	// Held counts the hosts of the sources (all when none are named) that other
	// workers hold at now and that have due tasks, and names one such worker.
	Held(ctx context.Context, worker string, sources []string, now time.Time) (hosts int, holder string, err error)
}

// A LeaseRequest asks for work.
type LeaseRequest struct {
	Worker  string        // who asks: host, process, and a name within it
	Sources []string      // only tasks of these sources; all when empty
	Hosts   int           // at most this many hosts
	Tasks   int           // at most this many tasks of each
	TTL     time.Duration // the leases end this long after Now
	Now     time.Time

	// Host, when set, asks for this host only, as a request that leads from one
	// host to another has to. The caller keeps to the NextAt of the state.
	Host string
}

// A Lease is the right to ask one host for its due tasks.
type Lease struct {
	Host    string // host, and port unless it is the scheme's own; see Host
	Fence   int64  // grows with every lease of the host
	Worker  string
	Expires time.Time
	State   HostState
	Tasks   []Task

	// Abrupt says that the host's lease before was not given back with a
	// settlement: its holder died, and may have asked the host a moment ago.
	Abrupt bool
}

// A HostState is what is remembered about a host between requests.
type HostState struct {
	NextAt   time.Time     // no request before; zero means at once
	Delay    time.Duration // the gap the host asks for, when longer than configured
	Failures int           // in a row, of the host as a whole: refused connections, time-outs, 429, 5xx
	Robots   []Robots      // one per scheme asked; empty when never asked
}

// Robots is a robots.txt as it was answered.
type Robots struct {
	Scheme  string // http or https
	Status  int    // 0 when unreachable
	Body    []byte // at most 500 KiB
	Fetched time.Time
}

// A Settlement is what a worker reports about a leased host.
type Settlement struct {
	Outcomes []Outcome
	Host     HostState
	Release  bool // the lease ends with this settlement
	Now      time.Time
}

// An Outcome is what became of one task. Task carries its new State, Reason,
// Due, Tries and validators; for a stored article the frontier sets State to
// Delivered, Updated, Unchanged or Duplicate by what the store already holds.
type Outcome struct {
	Task    Task
	Article *extract.Article // to be stored; nil when there is none
	Found   []Task           // tasks the document led to
}

// Settled says what Settle did.
type Settled struct {
	States []State // the final state of each outcome's task, in order
	Added  int     // found tasks that were new
	Seq    int64   // the store's newest change number
}

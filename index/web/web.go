// Package web shows what a store keeps and a searcher finds: pages for people
// and an API for programs, in one http.Handler.
//
//	h := web.New(web.Options{Store: store, Reports: store, Searcher: idx, Analyzer: words.Analyzer{}})
//	err := (&http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}).Serve(listener)
//
// Pages are whole without JavaScript; a script adds comfort. Nothing is loaded
// from another machine, no request but a POST changes anything, and what comes
// from articles is text: no title, snippet or address can act. The package
// neither crawls nor follows the store: whoever runs it does.
//
// It prints nothing. Outsiders should not rely on it.
package web

import (
	"context"
	"io"
	"net/http"
	"runtime"
	"time"

	"github.com/pennypress/pennypress/crawler"
	"github.com/pennypress/pennypress/index"
)

// Options say what is shown and to whom. Store, Reports, Searcher and Analyzer
// are required; the zero value of the rest is right for a server on loopback.
type Options struct {
	Store    index.Store
	Reports  Reports
	Searcher Searcher
	Analyzer index.Analyzer

	Sources func(ctx context.Context) ([]SourceHealth, error) // how discovery goes, in the order of the configuration; may be nil
	Alerts  Alerts                                            // feeds of saved queries; may be nil
	Metrics func(w io.Writer) error                           // appends to /metrics in Prometheus' text format; may be nil

	// Token, when set, is asked for by everything but /healthz and /readyz: as
	// "Authorization: Bearer TOKEN", or by a form that gives browsers a cookie.
	Token string

	// Hosts are the names that the server is reached under, without port. Names
	// of loopback and IP addresses always are; any other Host header is refused,
	// so that a foreign page cannot reach the server under a name of its own.
	Hosts []string

	Errors      func(error)      // is told what failed on our side; may be nil
	MaxSearches int              // searches at a time; 0 means two for each processor
	MaxWait     time.Duration    // how long a search waits for its turn before it is refused; 0 means 5 s
	Version     string           // of the program, shown in the foot
	Now         func() time.Time // the clock; nil is time.Now
}

// A Searcher finds and counts.
type Searcher interface {
	index.Searcher
	index.Faceter
}

// Reports are the questions about figures and freshness that go beyond single
// articles and that a store answers. Methods are safe for concurrent use.
type Reports interface {
	// Moves lists reported moves of the earliest articles of each cluster.
	Moves(ctx context.Context, f index.MoveFilter) ([]index.ReportedMove, error)

	// Copies lists the articles of clusters, earliest first, at most limit.
	Copies(ctx context.Context, clusters []string, limit int) ([]index.Copy, error)

	// SourceDays counts articles by source and day of publication, from since on.
	SourceDays(ctx context.Context, since time.Time) ([]index.SourceDay, error)

	// InstrumentName is what most articles call an instrument; "" when none does.
	// An empty exchange stands for any.
	InstrumentName(ctx context.Context, exchange, symbol string) (string, error)
}

// Alerts are saved queries met by new articles.
type Alerts interface {
	// Names lists the alerts that have a feed.
	Names() []string
	// Entries lists what has met an alert, newest match first; ok is false when
	// there is no such alert.
	Entries(ctx context.Context, name string, limit int) (entries []index.AlertEntry, ok bool, err error)
}

// SourceHealth is how asking one source goes.
type SourceHealth struct {
	Name   string                `json:"name"`
	Every  string                `json:"every,omitempty"` // as configured
	Places []PlaceHealth         `json:"places"`
	Pages  map[crawler.State]int `json:"pages"` // page tasks in each state
}

// PlaceHealth is how asking one feed, sitemap or homepage goes.
type PlaceHealth struct {
	Kind     crawler.Kind `json:"kind"`
	URL      string       `json:"url"`
	Status   string       `json:"status"` // ok, new, failing or refused
	Success  time.Time    `json:"last_success,omitzero"`
	Failures int          `json:"failures"` // in a row
	Next     time.Time    `json:"next_poll,omitzero"`
	Reason   string       `json:"reason,omitempty"`
}

// New makes the handler of pages and API. It is safe for concurrent use.
func New(o Options) http.Handler {
	if o.MaxSearches == 0 {
		o.MaxSearches = 2 * runtime.GOMAXPROCS(0)
	}
	if o.MaxWait == 0 {
		o.MaxWait = defaultWait
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	searches := newSlots(o.MaxSearches, o.MaxWait)
	s := &server{
		Options: o,
		slots:   searches,
		exports: newSlots(maxExports, o.MaxWait),
		counts:  newCounts(),
		facets:  &recent[index.Facets]{now: o.Now, slots: searches},
		moves:   &recent[[]index.ReportedMove]{now: o.Now, slots: searches},
		names:   &nameCache{},
	}
	return s.guard(s.routes())
}

// maxExports is how many exports may run at once: each reads all of the store.
const maxExports = 2

// defaultWait is how long a search waits for its turn.
const defaultWait = 5 * time.Second

// A server answers requests. Its fields are safe for concurrent use.
type server struct {
	Options
	slots   *slots // searches
	exports *slots
	counts  *counts
	facets  *recent[index.Facets]
	moves   *recent[[]index.ReportedMove]
	names   *nameCache
}

// A route is what is answered under a pattern of http.ServeMux.
type route struct {
	pattern string
	handler http.HandlerFunc
}

// table lists everything that is answered.
func (s *server) table() []route {
	return []route{
		{"GET /{$}", s.page(s.searchPage)},
		{"GET /article/{id}", s.page(s.articlePage)},
		{"GET /ticker/{instrument}", s.page(s.tickerPage)},
		{"GET /movers", s.page(s.moversPage)},
		{"GET /sources", s.page(s.sourcesPage)},
		{"GET /help", s.page(s.helpPage)},
		{"GET /sign-in", s.page(s.signInPage)},
		{"POST /sign-in", s.signIn},
		{"POST /sign-out", s.signOut},
		{"GET /feed.atom", s.stream(s.searchAtom)},
		{"GET /feed.json", s.stream(s.searchJSONFeed)},
		{"GET /alerts/{name}/feed.atom", s.stream(s.alertAtom)},
		{"GET /alerts/{name}/feed.json", s.stream(s.alertJSONFeed)},
		{"GET /assets/{file}", asset},
		{"GET /favicon.ico", icon},

		{"GET /api/v1/search", s.stream(s.apiSearch)},
		{"GET /api/v1/query", s.stream(s.apiQuery)},
		{"GET /api/v1/articles/{id}", s.stream(s.apiArticle)},
		{"GET /api/v1/facets", s.stream(s.apiFacets)},
		{"GET /api/v1/movers", s.stream(s.apiMovers)},
		{"GET /api/v1/tickers/{symbol}", s.stream(s.apiTicker)},
		{"GET /api/v1/sources", s.stream(s.apiSources)},
		{"GET /api/v1/stats", s.stream(s.apiStats)},
		{"GET /api/v1/export", s.stream(s.apiExport)},
		{"GET /api/v1/openapi.json", s.stream(apiDescription)},

		{"GET /metrics", s.stream(s.metrics)},
		{"GET /healthz", healthz},
		{"GET /readyz", s.stream(s.readyz)},
	}
}

func (s *server) routes() http.Handler {
	mux := http.NewServeMux()
	for _, r := range s.table() {
		mux.HandleFunc(r.pattern, r.handler)
	}
	return mux
}

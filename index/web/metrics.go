package web

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"
)

// durations are the upper bounds of the histogram of answers, in seconds.
var durations = []float64{0.005, 0.02, 0.1, 0.5, 2, 10}

// counts are what was answered since the start. They are safe for concurrent use.
type counts struct {
	mu       sync.Mutex // guards answered
	answered map[answerKey]*answerCount
}

type answerKey struct {
	route  string // the pattern; "" for what no route answers
	status int
}

type answerCount struct {
	n       int
	seconds float64
	within  []int // answers that took at most durations[i]
}

func newCounts() *counts { return &counts{answered: map[answerKey]*answerCount{}} }

func (c *counts) add(pattern string, status int, took time.Duration) {
	_, route, _ := strings.Cut(pattern, " ")
	c.mu.Lock()
	defer c.mu.Unlock()
	key := answerKey{route, status}
	a := c.answered[key]
	if a == nil {
		a = &answerCount{within: make([]int, len(durations))}
		c.answered[key] = a
	}
	a.n++
	a.seconds += took.Seconds()
	for i, bound := range durations {
		if took.Seconds() <= bound {
			a.within[i]++
		}
	}
}

// metrics answers in Prometheus' text format.
func (s *server) metrics(w http.ResponseWriter, r *http.Request) error {
	stored, err := s.Store.Seq(r.Context())
	if err != nil {
		return err
	}
	indexed, err := s.Searcher.Seq(r.Context())
	if err != nil {
		return err
	}
	var out bytes.Buffer
	gauge := func(name, help string, value any) {
		fmt.Fprintf(&out, "# HELP %s %s\n# TYPE %s gauge\n%s %v\n", name, help, name, name, value)
	}
	gauge("pennypress_store_seq", "Number of the store's newest change.", stored)
	gauge("pennypress_index_seq", "Number of the last change that the index took in.", indexed)
	gauge("pennypress_searches_running", "Searches that run now.", len(s.slots.running))
	gauge("pennypress_searches_waiting", "Searches that wait for their turn.", max(0, len(s.slots.present)-len(s.slots.running)))
	var mem runtime.MemStats
	runtime.ReadMemStats(&mem)
	gauge("go_memstats_heap_inuse_bytes", "Bytes of the heap in use.", mem.HeapInuse)
	gauge("go_memstats_sys_bytes", "Bytes obtained from the system.", mem.Sys)
	gauge("go_goroutines", "Goroutines that exist.", runtime.NumGoroutine())
	s.counts.write(&out)
	if s.Metrics != nil {
		if err := s.Metrics(&out); err != nil {
			return err
		}
	}
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	_, _ = w.Write(out.Bytes()) // the client is gone
	return nil
}

func (c *counts) write(w io.Writer) {
	const name = "pennypress_http_request_duration_seconds"
	c.mu.Lock()
	defer c.mu.Unlock()
	keys := make([]answerKey, 0, len(c.answered))
	for k := range c.answered {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b answerKey) int {
		return cmp.Or(cmp.Compare(a.route, b.route), cmp.Compare(a.status, b.status))
	})
	fmt.Fprintf(w, "# HELP %s How long answers took.\n# TYPE %s histogram\n", name, name)
	for _, k := range keys {
		a, labels := c.answered[k], fmt.Sprintf("route=%q,status=\"%d\"", k.route, k.status)
		for i, bound := range durations {
			fmt.Fprintf(w, "%s_bucket{%s,le=\"%g\"} %d\n", name, labels, bound, a.within[i])
		}
		fmt.Fprintf(w, "%s_bucket{%s,le=\"+Inf\"} %d\n", name, labels, a.n)
		fmt.Fprintf(w, "%s_sum{%s} %g\n%s_count{%s} %d\n", name, labels, a.seconds, name, labels, a.n)
	}
}

// healthz says that the process answers.
func healthz(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = io.WriteString(w, "ok\n")
}

// readiness is what readyz says.
type readiness struct {
	Ready    bool  `json:"ready"`
	StoreSeq int64 `json:"store_seq"`
	IndexSeq int64 `json:"index_seq"` // less than StoreSeq while the index follows
}

// readyTimeout bounds how long store and index may take to answer readyz.
const readyTimeout = 3 * time.Second

// readyz says whether store and index answer.
func (s *server) readyz(w http.ResponseWriter, r *http.Request) error {
	ctx, cancel := context.WithTimeout(r.Context(), readyTimeout)
	defer cancel()
	var state readiness
	var err error
	if state.StoreSeq, err = s.Store.Seq(ctx); err == nil {
		state.IndexSeq, err = s.Searcher.Seq(ctx)
	}
	if err != nil {
		s.report(fmt.Errorf("readyz: %w", err))
		return refuse(http.StatusServiceUnavailable, "store or index does not answer; the server's log says why")
	}
	state.Ready = true
	return answerJSON(w, r, state)
}

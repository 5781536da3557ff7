package newsroom

import (
	"cmp"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// A Request is one request that the newsroom answered.
type Request struct {
	Time        time.Time     // when it arrived
	Took        time.Duration // until the answer was written
	Site        string        // name
	Host        string        // as the request named it
	Method      string
	Path        string // with the query
	Status      int    // 0 when the connection was cut before one
	Conditional bool   // it carried validators
	UserAgent   string
	Bytes       int64 // of the body that were handed to the connection
	InFlight    int   // requests of this site being answered when it arrived, itself included
	Lost        bool  // its crawler was killed before the outcome was stored; see Killed

	location string // where it was redirected to
}

// Smallest is the shortest time between the arrivals of two requests of one
// list, and the later of the two; a day when there are no two.
func Smallest(requests []Request) (gap time.Duration, at Request) {
	sorted := slices.SortedFunc(slices.Values(requests), func(a, b Request) int { return a.Time.Compare(b.Time) })
	gap = 24 * time.Hour
	for i := 1; i < len(sorted); i++ {
		if d := sorted[i].Time.Sub(sorted[i-1].Time); d < gap {
			gap, at = d, sorted[i]
		}
	}
	return gap, at
}

// A requestLog remembers requests. The zero value is empty and ready.
type requestLog struct {
	mu       sync.Mutex // guards what follows
	requests []Request
	inFlight map[string]int // by site
	last     time.Time      // when one arrived
	kills    []kill
}

// sinceLast is how long no request has arrived.
func (l *requestLog) sinceLast() time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	return time.Since(l.last)
}

func (l *requestLog) all() []Request {
	l.mu.Lock()
	defer l.mu.Unlock()
	all := append([]Request(nil), l.requests...)
	if len(l.kills) == 0 {
		return all
	}
	slices.SortFunc(all, func(a, b Request) int { return cmp.Or(strings.Compare(a.Host, b.Host), a.Time.Compare(b.Time)) })
	for from, to := 0, 0; from < len(all); from = to {
		for to = from; to < len(all) && all[to].Host == all[from].Host; to++ {
		}
		markLost(all[from:to], l.kills)
	}
	return all
}

// record wraps a site's handler.
func (l *requestLog) record(site string, h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		entry := Request{
			Time: time.Now(), Site: site, Host: r.Host, Method: r.Method, Path: r.URL.RequestURI(),
			Conditional: r.Header.Get("If-None-Match") != "" || r.Header.Get("If-Modified-Since") != "",
			UserAgent:   r.UserAgent(), InFlight: l.enter(site),
		}
		out := &statusWriter{ResponseWriter: w}
		// Deferred, since a handler may cut the connection by a panic.
		defer func() {
			entry.Took, entry.Status, entry.Bytes = time.Since(entry.Time), out.status, out.bytes
			entry.location = w.Header().Get("Location")
			l.leave(entry)
		}()
		h.ServeHTTP(out, r)
	})
}

func (l *requestLog) enter(site string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.inFlight == nil {
		l.inFlight = make(map[string]int)
	}
	l.inFlight[site]++
	l.last = time.Now()
	return l.inFlight[site]
}

func (l *requestLog) leave(entry Request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.inFlight[entry.Site]--
	l.requests = append(l.requests, entry)
}

// A statusWriter notes the status of an answer.
type statusWriter struct {
	http.ResponseWriter
	status int
	bytes  int64
}

// WriteHeader notes the first final status.
func (w *statusWriter) WriteHeader(status int) {
	if w.status == 0 && status >= 200 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write is WriteHeader(200) where there was none.
func (w *statusWriter) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(b)
	w.bytes += int64(n)
	return n, err
}

// WriteString writes without a copy where what is beneath can.
func (w *statusWriter) WriteString(s string) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	n, err := io.WriteString(w.ResponseWriter, s)
	w.bytes += int64(n)
	return n, err
}

// Unwrap lets a handler flush and take over the connection.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

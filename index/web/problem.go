package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/pennypress/pennypress/index"
)

// A problem is what a failed request is answered with: RFC 9457 in the API, a
// page elsewhere.
type problem struct {
	Type   string `json:"type"` // about:blank, or queryProblem
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail,omitempty"`

	// Of a query that does not parse: what to write instead, and the place in
	// code points, end exclusive.
	Hint  string `json:"hint,omitempty"`
	Start *int   `json:"start,omitempty"`
	End   *int   `json:"end,omitempty"`

	caret string // the query with the place marked under it
}

// queryProblem is the type of problems with a query.
const queryProblem = "urn:pennypress:problem:query"

// Error is the detail, for a problem that travels as an error.
func (p *problem) Error() string { return p.Title + ": " + p.Detail }

// refuse makes a problem of a status and what there is to say.
func refuse(status int, format string, args ...any) *problem {
	return &problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: fmt.Sprintf(format, args...)}
}

// problemOf says how an error is answered.
func problemOf(err error) *problem {
	var p *problem
	var syntax *index.SyntaxError
	switch {
	case errors.As(err, &p):
		return p
	case errors.As(err, &syntax):
		start, end := syntax.Pos, syntax.End
		return &problem{
			Type: queryProblem, Title: "The query does not parse", Status: http.StatusBadRequest,
			Detail: syntax.Msg, Hint: syntax.Hint, Start: &start, End: &end, caret: syntax.Caret(),
		}
	case errors.Is(err, index.ErrNotFound):
		return refuse(http.StatusNotFound, "no article has this id")
	case errors.Is(err, index.ErrCursor):
		return refuse(http.StatusBadRequest, "cursor: %v", index.ErrCursor)
	case errors.Is(err, errBusy):
		return refuse(http.StatusServiceUnavailable, "too many searches at once: ask again in a moment")
	case errors.Is(err, context.DeadlineExceeded):
		return refuse(http.StatusServiceUnavailable, "the answer took too long: ask for less, or again in a moment")
	case errors.Is(err, context.Canceled):
		return refuse(http.StatusServiceUnavailable, "the request ended before its answer")
	}
	return refuse(http.StatusInternalServerError, "something failed here; the server's log says what")
}

// fail answers with a problem, as the path asks for: a page for people, JSON
// for programs.
func (s *server) fail(w http.ResponseWriter, r *http.Request, err error) {
	p := problemOf(err)
	if p.Status == http.StatusInternalServerError {
		s.report(fmt.Errorf("answer %s %s: %w", r.Method, r.URL.Path, err))
	}
	if p.Status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "2")
	}
	w.Header().Set("Cache-Control", "no-store")
	if forPrograms(r) {
		writeProblem(w, p)
		return
	}
	s.write(w, r, s.problemPage(r, p))
}

func (s *server) report(err error) {
	if s.Errors != nil {
		s.Errors(err)
	}
}

// forPrograms says whether a request is answered with JSON when it fails.
func forPrograms(r *http.Request) bool {
	return strings.HasPrefix(r.URL.Path, "/api/") || r.URL.Path == "/metrics" || r.URL.Path == "/readyz"
}

func writeProblem(w http.ResponseWriter, p *problem) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // the client is gone
}

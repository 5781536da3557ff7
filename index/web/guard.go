package web

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"runtime/debug"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// What a request may be, and how long a client may take to send it and to
// read its answer. An export extends the last with each piece that is read.
const (
	maxAddressBytes = 64 << 10
	maxBodyBytes    = 16 << 10
	readTimeout     = 10 * time.Second
	writeTimeout    = 60 * time.Second
)

// policy lets a page load nothing but our own files and act on nothing but our
// own forms; nothing inline runs.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; " +
	"form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// guard stands before every handler: it bounds, checks and counts requests,
// and turns a panic into an answer.
func (s *server) guard(next http.Handler) http.Handler {
	crossOrigin := http.NewCrossOriginProtection()
	return http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		w := &recorder{ResponseWriter: out, status: http.StatusOK}
		begin := time.Now()
		defer func() { s.counts.add(r.Pattern, w.status, time.Since(begin)) }()
		defer func() {
			if cause := recover(); cause != nil {
				s.panicked(w, r, cause)
			}
		}()
		secure(w.Header())
		setDeadlines(out, r)
		r.Body = http.MaxBytesReader(w, r.Body, maxBodyBytes)
		if p := s.objection(r); p != nil {
			s.fail(w, r, p)
			return
		}
		if err := crossOrigin.Check(r); err != nil {
			s.fail(w, r, refuse(http.StatusForbidden, "this form was sent by another site"))
			return
		}
		if !s.admitted(r) {
			s.askToken(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// secure sets what every answer carries.
func secure(h http.Header) {
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "same-origin") // the original sites do not learn what was searched for
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
}

// setDeadlines closes the connection of a client that does not send or read. A
// ResponseWriter that knows no deadlines, as in tests, has none. A request
// without a body has been read: net/http would take the end of the time to read
// for the end of the client, and cancel an answer that takes longer.
func setDeadlines(w http.ResponseWriter, r *http.Request) {
	c := http.NewResponseController(w)
	var read time.Time
	if r.ContentLength != 0 {
		read = time.Now().Add(readTimeout)
	}
	_ = c.SetReadDeadline(read)
	_ = c.SetWriteDeadline(time.Now().Add(writeTimeout))
}

// objection says why a request is not looked at, or nil.
func (s *server) objection(r *http.Request) *problem {
	switch {
	case !s.knowsHost(r.Host):
		return refuse(http.StatusMisdirectedRequest, "this server is not called %q: name it in serve.hosts of the configuration if it is", clip(r.Host, 80))
	case len(r.RequestURI) > maxAddressBytes || len(r.URL.RawQuery) > maxAddressBytes:
		return refuse(http.StatusRequestURITooLong, "the address is longer than %d bytes", maxAddressBytes)
	case !utf8.ValidString(r.URL.RawQuery) || strings.ContainsRune(r.URL.RawQuery, 0):
		return refuse(http.StatusBadRequest, "the address is not well formed: it is not UTF-8")
	}
	if _, err := url.ParseQuery(r.URL.RawQuery); err != nil {
		return refuse(http.StatusBadRequest, "the address is not well formed: %s", clip(err.Error(), 200))
	}
	return nil
}

// knowsHost says whether a Host header is one of ours. A page of another site
// can make its own name resolve to our address, but it cannot make the browser
// send an IP address or a name of loopback instead.
func (s *server) knowsHost(hostport string) bool {
	host := hostport
	if h, _, err := net.SplitHostPort(hostport); err == nil {
		host = h
	}
	host = strings.TrimSuffix(strings.ToLower(strings.Trim(host, "[]")), ".")
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	if _, err := netip.ParseAddr(host); err == nil {
		return true
	}
	return slices.ContainsFunc(s.Hosts, func(h string) bool { return strings.EqualFold(h, host) })
}

// panicked answers where a handler could not, unless its answer has begun.
func (s *server) panicked(w *recorder, r *http.Request, cause any) {
	if cause == http.ErrAbortHandler {
		panic(cause)
	}
	s.report(fmt.Errorf("answer %s %s: panic: %v\n%s", r.Method, r.URL.Path, cause, debug.Stack()))
	if w.begun {
		panic(http.ErrAbortHandler)
	}
	writeProblem(w, refuse(http.StatusInternalServerError, "something failed here; the server's log says what"))
}

// A recorder remembers what was answered.
type recorder struct {
	http.ResponseWriter
	status int
	begun  bool
}

// WriteHeader notes the status.
func (w *recorder) WriteHeader(status int) {
	if !w.begun {
		w.status, w.begun = status, true
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write notes that the answer has begun.
func (w *recorder) Write(p []byte) (int, error) {
	w.begun = true
	return w.ResponseWriter.Write(p)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }

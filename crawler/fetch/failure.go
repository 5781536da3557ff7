package fetch

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"time"

	"github.com/pennypress/pennypress/crawler"
)

// A timeoutError says that a request took longer than its limit.
type timeoutError struct{ limit time.Duration }

func (e *timeoutError) Error() string {
	return "time-out after " + e.limit.Round(time.Millisecond).String()
}
func (e *timeoutError) Timeout() bool { return true }

// failure makes the error of a Get from what ended it.
func (g *getting) failure(ctx context.Context, err error) error {
	result := crawler.Error{Err: err}
	var known *crawler.Error
	if errors.As(err, &known) {
		result.RetryAfter = known.RetryAfter
	}
	if ctx.Err() == nil {
		result.Permanent, result.Refused, result.Err = explain(err, g.answered)
	}
	result.URL = g.r.URL
	if u, err := url.Parse(g.r.URL); err == nil {
		result.URL = publicURL(u)
	}
	result.Status = g.response.Status
	if result.RetryAfter == 0 {
		result.RetryAfter = g.response.RetryAfter
	}
	if len(g.response.Hops) > 0 {
		result.Err = fmt.Errorf("redirected to %.200s: %w", publicURL(g.at), result.Err)
	}
	return &result
}

// explain says in plain words why a request failed, before or after the server
// had answered, and whether the reason lasts and is ours.
func explain(err error, answered bool) (permanent, refused bool, reason error) {
	var (
		known   *crawler.Error
		address *addressError
		length  *lengthError
		timeout *timeoutError
		name    *net.DNSError
		cert    *tls.CertificateVerificationError
		record  tls.RecordHeaderError
		wrapped *url.Error
	)
	switch {
	case errors.As(err, &known):
		return known.Permanent, known.Refused, known.Err
	case errors.As(err, &address):
		return true, true, address
	case errors.As(err, &length):
		return true, false, length
	case errors.As(err, &timeout):
		return false, false, timeout
	case errors.As(err, &name):
		return false, false, explainName(name)
	case errors.As(err, &cert):
		return false, false, fmt.Errorf("certificate: %w", cert.Err)
	case errors.As(err, &record):
		return false, false, errors.New("the server does not speak TLS")
	case errors.Is(err, syscall.ECONNREFUSED):
		return false, false, syscall.ECONNREFUSED
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return false, false, syscall.ECONNRESET
	case answered && errors.Is(err, io.ErrUnexpectedEOF):
		return false, false, fmt.Errorf("body cut short: %w", io.ErrUnexpectedEOF)
	case answered:
		return false, false, fmt.Errorf("body: %w", err)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return false, false, errors.New("connection closed before the answer")
	case strings.Contains(err.Error(), "server response headers exceeded"):
		return false, false, errors.New("header longer than " + byteSize(maxHeaderBytes))
	case errors.As(err, &wrapped):
		// Without the URL, which is told once, and without Go's own words.
		const broken = "net/http: HTTP/1.x transport connection broken: "
		return false, false, errors.New(strings.TrimPrefix(wrapped.Err.Error(), broken))
	}
	return false, false, err
}

func explainName(err *net.DNSError) error {
	if err.IsNotFound {
		return fmt.Errorf("no such host: %s", err.Name)
	}
	return fmt.Errorf("look-up of %s: %s", err.Name, err.Err)
}

// botWall recognises answers that a browser would get another page for, so that
// people know what stands in the way.
func botWall(status int, h http.Header) string {
	if status != http.StatusForbidden && status != http.StatusTooManyRequests &&
		status != http.StatusServiceUnavailable && status != http.StatusUnauthorized {
		return ""
	}
	switch {
	case h.Get("Cf-Mitigated") != "":
		return "Cloudflare asks for a browser"
	case h.Get("X-Datadome") != "" || h.Get("X-Dd-B") != "":
		return "DataDome asks for a browser"
	case h.Get("X-Amzn-Waf-Action") != "":
		return "AWS WAF asks for a browser"
	case h.Get("X-Px-Block-Data") != "" || strings.HasPrefix(h.Get("X-Px"), "block"):
		return "HUMAN asks for a browser"
	case strings.HasPrefix(h.Get("Server"), "AkamaiGHost") && status == http.StatusForbidden:
		return "Akamai denies access"
	case h.Get("X-Iinfo") != "" && status == http.StatusForbidden:
		return "Imperva denies access"
	}
	return ""
}

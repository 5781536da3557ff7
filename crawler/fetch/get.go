package fetch

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/pennypress/pennypress/crawler"
	"github.com/pennypress/pennypress/extract"
)

const (
	defaultAccept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
	maxValidator  = 1024                // bytes of an ETag or a date
	maxRetryAfter = 30 * 24 * time.Hour // a longer wish is taken as this
	maxErrorPage  = 256 << 10           // bytes read of an error page or of what comes with a redirect
)

// Get asks for a URL and follows its redirects. The error is a *crawler.Error:
// Refused when robots.txt or the guard forbids the request, Permanent when the
// answer would be the same next time. Statuses from 400 are errors.
func (c *Client) Get(ctx context.Context, r Request) (Response, error) {
	g := getting{c: c, r: r, left: 2 * c.o.Timeout}
	at, err := url.Parse(strings.TrimSpace(r.URL))
	if err != nil {
		return g.response, &crawler.Error{URL: r.URL, Permanent: true, Err: errors.New("not a URL")}
	}
	if at.Scheme != "http" && at.Scheme != "https" || at.Hostname() == "" {
		return g.response, &crawler.Error{URL: r.URL, Permanent: true, Refused: true, Err: errors.New("not an http or https URL")}
	}
	if err := g.follow(ctx, at); err != nil {
		return g.response, g.failure(ctx, err)
	}
	return g.response, nil
}

// A getting is the state of one Get.
type getting struct {
	c        *Client
	r        Request
	at       *url.URL      // the hop being asked
	left     time.Duration // on the wire, for all hops and their robots.txt together
	answered bool          // the hop's server did
	response Response
}

func (g *getting) follow(ctx context.Context, first *url.URL) error {
	forGood := true
	for g.at = first; ; {
		g.answered, g.response.Page.URL = false, publicURL(g.at)
		if err := g.permitted(ctx); err != nil {
			return err
		}
		x := exchange{limit: g.maxBody(), header: g.header(first)}
		if err := g.ask(ctx, g.at, &x); err != nil {
			g.note(&x)
			return err
		}
		g.note(&x)
		if !isRedirect(x.status) && !(x.status == http.StatusMultipleChoices && x.answer.Get("Location") != "") {
			if forGood && len(g.response.Hops) > 0 {
				g.response.Moved = publicURL(g.at)
			}
			return g.judge(&x)
		}
		next, err := redirectTarget(g.at, x.answer.Get("Location"), x.status)
		if err != nil {
			return err
		}
		forGood = forGood && (x.status == http.StatusMovedPermanently || x.status == http.StatusPermanentRedirect)
		if g.r.Stay && crawler.Host(next.String()) != crawler.Host(g.at.String()) {
			// What is forbidden whoever asks is this page's failure.
			if err := g.c.guard().checkHost(next.Hostname()); err != nil {
				return err
			}
			g.response.Location, g.response.LocationForGood = publicURL(next), forGood
			return nil
		}
		if len(g.response.Hops) >= max(g.c.o.MaxRedirects, 0) {
			return &crawler.Error{Permanent: true, Err: fmt.Errorf("more than %d redirects", max(g.c.o.MaxRedirects, 0))}
		}
		g.at = next
		g.response.Hops = append(g.response.Hops, publicURL(next))
	}
}

func (g *getting) maxBody() int64 {
	if g.r.MaxBody > 0 {
		return g.r.MaxBody
	}
	return g.c.o.MaxBody
}

// header makes the request's fields. What the caller added may be a secret
// shared with the first host, so no other host gets it.
func (g *getting) header(first *url.URL) http.Header {
	h := http.Header{}
	if g.at.Host == first.Host && g.at.Scheme == first.Scheme {
		for name, values := range g.r.Header {
			h[http.CanonicalHeaderKey(name)] = values
		}
	}
	h.Set("User-Agent", g.c.o.UserAgent)
	h.Set("Accept", defaultAccept)
	if g.r.Accept != "" {
		h.Set("Accept", g.r.Accept)
	}
	h.Set("Accept-Encoding", acceptEncoding)
	if v := g.r.Validators.ETag; v != "" && isValidator(v) {
		h.Set("If-None-Match", v)
	}
	if v := g.r.Validators.LastModified; v != "" && isValidator(v) {
		h.Set("If-Modified-Since", v)
	}
	return h
}

// isValidator keeps what cannot be sent back out of the request.
func isValidator(s string) bool {
	return len(s) <= maxValidator && !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f })
}

// ask makes one request on the wire, in its turn and within its time.
func (g *getting) ask(parent context.Context, u *url.URL, x *exchange) error {
	t := turn{take: g.r.Turn, url: publicURL(u)}
	if err := t.begin(parent); err != nil {
		return err
	}
	defer t.end()
	limit := min(g.c.o.Timeout, g.left)
	ctx, cancel := context.WithTimeoutCause(parent, limit, &timeoutError{limit})
	defer cancel()
	start := time.Now()
	err := g.c.once(t.trace(ctx), u.String(), x)
	x.elapsed = time.Since(start)
	g.left = max(g.left-x.elapsed, time.Second)
	if x.clipped || err != nil {
		linger(parent)
	}
	switch {
	case err == nil:
		return nil
	case parent.Err() != nil:
		return context.Cause(parent)
	case x.status >= 300:
		return nil // the status decides; that its page is broken does not matter
	case ctx.Err() != nil:
		return context.Cause(ctx)
	}
	return err
}

// lingering is how long a server may take to notice that nobody reads its
// answer to the end: until then it is busy with a request of ours.
const lingering = 100 * time.Millisecond

func linger(ctx context.Context) {
	timer := time.NewTimer(lingering)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// once sends one request through a collector of its own.
func (c *Client) once(ctx context.Context, url string, x *exchange) error {
	collector := c.collector.Clone()
	collector.Context = withExchange(ctx, x)
	return collector.Request(http.MethodGet, url, nil, nil, x.header)
}

// note keeps what an answer said.
func (g *getting) note(x *exchange) {
	r := &g.response
	r.Elapsed, r.Page.Fetched = x.elapsed, time.Now().Add(-x.elapsed).UTC()
	if g.answered = x.status != 0; !g.answered {
		return
	}
	r.Status, r.Header = x.status, x.answer
	r.RetryAfter = retryAfter(x.answer, time.Now())
	r.Page = extract.Page{
		URL:         publicURL(g.at),
		ContentType: x.answer.Get("Content-Type"),
		Body:        x.body,
		Fetched:     r.Page.Fetched,
		Truncated:   x.clipped,
	}
	r.Validators = crawler.Validators{}
	if v := x.answer.Get("ETag"); isValidator(v) {
		r.Validators.ETag = v
	}
	if v := x.answer.Get("Last-Modified"); isValidator(v) {
		r.Validators.LastModified = v
	}
}

// judge says what the last answer is worth.
func (g *getting) judge(x *exchange) error {
	switch {
	case x.status == http.StatusPartialContent:
		return &crawler.Error{Err: errors.New("206 Partial Content, which was not asked for")}
	case x.status >= 200 && x.status < 300:
		return nil
	case x.status == http.StatusNotModified && g.conditional():
		g.response.NotModified = true
		if g.response.Validators.ETag == "" {
			g.response.Validators.ETag = g.r.Validators.ETag
		}
		if g.response.Validators.LastModified == "" {
			g.response.Validators.LastModified = g.r.Validators.LastModified
		}
		return nil
	}
	reason := strings.TrimSpace(strconv.Itoa(x.status) + " " + http.StatusText(x.status))
	if wall := botWall(x.status, x.answer); wall != "" {
		reason += ": " + wall
	}
	return &crawler.Error{Permanent: isFinal(x.status), Err: errors.New(reason)}
}

func (g *getting) conditional() bool {
	return g.r.Validators.ETag != "" || g.r.Validators.LastModified != ""
}

// isFinal says whether a status will be the same next time. Access that is
// denied may be granted later, and some servers deny it only to the hasty.
func isFinal(status int) bool {
	switch status {
	case http.StatusUnauthorized, http.StatusPaymentRequired, http.StatusForbidden, http.StatusRequestTimeout,
		http.StatusConflict, http.StatusMisdirectedRequest, http.StatusLocked, http.StatusTooEarly, http.StatusTooManyRequests:
		return false
	}
	return status >= 400 && status < 500
}

func isRedirect(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}

// redirectTarget reads a Location. User name and password go along only within
// one origin, and are taken from no Location.
func redirectTarget(from *url.URL, location string, status int) (*url.URL, error) {
	if location == "" {
		return nil, &crawler.Error{Err: fmt.Errorf("%d %s without a Location", status, http.StatusText(status))}
	}
	to, err := from.Parse(strings.ReplaceAll(strings.TrimSpace(location), " ", "%20"))
	if err != nil || len(location) > crawler.MaxURL {
		return nil, &crawler.Error{Err: fmt.Errorf("redirect to %.100q, which is not a URL", location)}
	}
	if to.Scheme != "http" && to.Scheme != "https" || to.Hostname() == "" {
		return nil, &crawler.Error{Permanent: true, Refused: true,
			Err: fmt.Errorf("redirect to %.100q, which is not an http or https URL", location)}
	}
	to.User, to.Fragment, to.RawFragment = nil, "", ""
	if to.Host == from.Host && to.Scheme == from.Scheme {
		to.User = from.User
	}
	return to, nil
}

// publicURL is how a URL is told: without user name, password and fragment.
func publicURL(u *url.URL) string {
	shown := *u
	shown.User, shown.Fragment, shown.RawFragment = nil, "", ""
	return shown.String()
}

// retryAfter reads the field of that name, in seconds or as a date; a date is
// compared with the server's own clock when that is within a day of ours.
func retryAfter(h http.Header, now time.Time) time.Duration {
	value := strings.TrimSpace(h.Get("Retry-After"))
	if value == "" {
		return 0
	}
	if seconds, err := strconv.ParseUint(value, 10, 64); err == nil {
		return time.Duration(min(seconds, uint64(maxRetryAfter/time.Second))) * time.Second
	}
	at, err := http.ParseTime(value)
	if err != nil {
		return 0
	}
	if clock, err := http.ParseTime(h.Get("Date")); err == nil && clock.Sub(now).Abs() < 24*time.Hour {
		now = clock
	}
	return min(max(at.Sub(now), 0), maxRetryAfter)
}

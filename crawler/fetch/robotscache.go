package fetch

import (
	"container/list"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/pennypress/pennypress/crawler"
)

// How long a robots.txt is believed, and how many are kept.
const (
	robotsFresh     = 24 * time.Hour  // when the server answered
	robotsRetry     = time.Second / 2 // when it did not: shut until asked again, which hosts that fail are less and less often
	clockTolerance  = time.Hour       // by which another process's clock may be ahead
	maxRobotsHops   = 5               // redirects of a robots.txt
	maxRobotsKept   = 20_000          // origins
	maxRobotsMemory = 32 << 20        // bytes
)

// A robotsCache holds what is known about origins, the most recently used. Its
// zero value is empty.
type robotsCache struct {
	mu       sync.Mutex
	byOrigin map[string]*list.Element // of *origin
	recent   list.List                // the most recently used first
	bytes    int
}

// An origin is a scheme with a host, port included.
type origin struct {
	scheme, host string
	asking       chan struct{} // holds a token while somebody asks the server
	known        *robots       // guarded by the cache's mu; nil when never asked
}

// robots is a robots.txt with its meaning for us.
type robots struct {
	record crawler.Robots
	rules  rules
	after  time.Duration // the server's Retry-After
	reason error         // why it was not reachable
	cut    bool          // it is longer than what is read
	size   int
}

// isShut says that the server could not say what it forbids: all, then.
func (r *robots) isShut() bool {
	return r.record.Status == 0 || r.record.Status >= 500 || r.record.Status == http.StatusTooManyRequests
}

func (r *robots) isFresh(now time.Time) bool {
	age, limit := now.Sub(r.record.Fetched), robotsFresh
	if r.isShut() {
		limit = max(robotsRetry, r.after)
	}
	if r.isShut() && r.reason == nil {
		return false // somebody else was not answered, and did not tell why
	}
	return age < limit && age > -clockTolerance
}

// newRobots reads a record. Only a file that the server gave has rules: one
// that is not there (4xx) forbids nothing.
func newRobots(record crawler.Robots, token string) *robots {
	body := cutRobots(string(record.Body))
	record.Body = record.Body[:len(body)]
	r := &robots{record: record}
	if record.Status >= 200 && record.Status < 300 {
		r.rules = parseRobots(body, token)
	}
	r.size = 512 + 2*len(body)
	for _, rule := range r.rules.list {
		r.size += 40 + len(rule.pattern)
	}
	return r
}

// at gives the origin of a scheme and host, known or new.
func (c *robotsCache) at(scheme, host string) *origin {
	c.mu.Lock()
	defer c.mu.Unlock()
	key := scheme + "://" + host
	if e, ok := c.byOrigin[key]; ok {
		c.recent.MoveToFront(e)
		return e.Value.(*origin)
	}
	if c.byOrigin == nil {
		c.byOrigin = map[string]*list.Element{}
	}
	o := &origin{scheme: scheme, host: host, asking: make(chan struct{}, 1)}
	c.byOrigin[key] = c.recent.PushFront(o)
	c.trim()
	return o
}

// peek gives what is known about an origin, else nil.
func (c *robotsCache) peek(scheme, host string) *robots {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.byOrigin[scheme+"://"+host]; ok {
		return e.Value.(*origin).known
	}
	return nil
}

func (c *robotsCache) known(o *origin) *robots {
	c.mu.Lock()
	defer c.mu.Unlock()
	return o.known
}

// learn keeps r for its origin unless something newer is known.
func (c *robotsCache) learn(o *origin, r *robots) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, kept := c.byOrigin[o.scheme+"://"+o.host]
	if kept {
		o = e.Value.(*origin)
	}
	if o.known != nil && o.known.record.Fetched.After(r.record.Fetched) {
		return
	}
	if kept {
		c.bytes += r.size
		if o.known != nil {
			c.bytes -= o.known.size
		}
	}
	o.known = r
	c.trim()
}

// trim forgets the least recently used origins. The newest stays.
func (c *robotsCache) trim() {
	for c.recent.Len() > 1 && (c.recent.Len() > maxRobotsKept || c.bytes > maxRobotsMemory) {
		o := c.recent.Remove(c.recent.Back()).(*origin)
		delete(c.byOrigin, o.scheme+"://"+o.host)
		if o.known != nil {
			c.bytes -= o.known.size
		}
	}
}

// Prime tells the client what an earlier one learned about a host, in the sense
// of crawler.Host. What is out of date is ignored when it matters.
func (c *Client) Prime(host string, records []crawler.Robots) {
	for _, record := range records {
		if (record.Scheme == "http" || record.Scheme == "https") && !record.Fetched.IsZero() {
			c.robots.learn(c.robots.at(record.Scheme, host), newRobots(record, c.token))
		}
	}
}

// Robots gives what is known about a host, one record per scheme asked, to be
// kept for Prime. The bodies are not to be changed.
func (c *Client) Robots(host string) []crawler.Robots {
	var records []crawler.Robots
	for _, scheme := range []string{"http", "https"} {
		if r := c.robots.peek(scheme, host); r != nil {
			records = append(records, r.record)
		}
	}
	return records
}

// RobotsCut says whether a host's robots.txt, asked by this client, is longer
// than what is read of it.
func (c *Client) RobotsCut(host string) bool {
	for _, scheme := range []string{"http", "https"} {
		if r := c.robots.peek(scheme, host); r != nil && r.cut {
			return true
		}
	}
	return false
}

// CrawlDelay is the gap between requests that the robots.txt of a URL's host asks
// for, at most a day; 0 when it does not, or is not known.
func (c *Client) CrawlDelay(rawURL string) time.Duration {
	if r := c.robotsOf(rawURL); r != nil && c.o.Robots {
		return r.rules.delay
	}
	return 0
}

// Sitemaps lists the sitemaps that the robots.txt of a URL's host names, as far as
// it is known, as absolute URLs.
func (c *Client) Sitemaps(rawURL string) []string {
	r := c.robotsOf(rawURL)
	if r == nil || len(r.rules.sitemaps) == 0 {
		return nil
	}
	base, err := url.Parse(rawURL)
	if err != nil {
		return nil
	}
	var sitemaps []string
	for _, s := range r.rules.sitemaps {
		u, err := base.Parse(s)
		if err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" {
			sitemaps = append(sitemaps, publicURL(u))
		}
	}
	return sitemaps
}

func (c *Client) robotsOf(rawURL string) *robots {
	u, err := url.Parse(rawURL)
	if err != nil {
		return nil
	}
	return c.robots.peek(u.Scheme, crawler.Host(rawURL))
}

// permitted asks the robots.txt of the hop's origin about the hop.
func (g *getting) permitted(ctx context.Context) error {
	if !g.c.o.Robots || g.r.IgnoreRobots {
		return nil
	}
	r, err := g.robots(ctx)
	switch {
	case err != nil:
		return err
	case r.isShut():
		return &crawler.Error{RetryAfter: r.after, Err: fmt.Errorf("robots.txt cannot be read, so nothing may be asked: %w", r.reason)}
	case !r.rules.allows(g.at):
		return &crawler.Error{Permanent: true, Refused: true, Err: errors.New("robots.txt forbids it")}
	}
	return nil
}

// robots gives a robots.txt that is fresh, and asks the server at most once at a
// time however many wait for it.
func (g *getting) robots(ctx context.Context) (*robots, error) {
	cache := &g.c.robots
	o := cache.at(g.at.Scheme, crawler.Host(g.at.String()))
	if r := cache.known(o); r != nil && r.isFresh(time.Now()) {
		return r, nil
	}
	select {
	case o.asking <- struct{}{}:
		defer func() { <-o.asking }()
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	if r := cache.known(o); r != nil && r.isFresh(time.Now()) {
		return r, nil
	}
	r, err := g.askRobots(ctx, o.scheme)
	if err != nil {
		return nil, err
	}
	cache.learn(o, r)
	return r, nil
}

// askRobots gets a robots.txt with its redirects. It fails only when the answer
// says nothing about the server: the caller gave up, or the guard forbids the
// very address that the page has.
func (g *getting) askRobots(ctx context.Context, scheme string) (*robots, error) {
	at := &url.URL{Scheme: g.at.Scheme, User: g.at.User, Host: g.at.Host, Path: "/robots.txt"}
	record := crawler.Robots{Scheme: scheme, Fetched: time.Now().UTC()}
	for hop := 0; ; hop++ {
		x := exchange{limit: maxRobots + 1, clip: true, header: http.Header{
			"User-Agent":      {g.c.o.UserAgent},
			"Accept":          {"text/plain,*/*;q=0.5"},
			"Accept-Encoding": {acceptEncoding},
		}}
		err := g.ask(ctx, at, &x)
		if err != nil && (ctx.Err() != nil || hop == 0 && isAddressError(err)) {
			return nil, err
		}
		if err == nil && isRedirect(x.status) && hop < maxRobotsHops {
			if at, err = redirectTarget(at, x.answer.Get("Location"), x.status); err == nil {
				continue
			}
		}
		if err != nil {
			r := newRobots(record, g.c.token)
			_, _, r.reason = explain(err, x.status != 0)
			return r, nil
		}
		record.Status, record.Body = x.status, x.body
		if isRedirect(x.status) {
			record.Status, record.Body = http.StatusNotFound, nil // too many: as if it were not there
		}
		r := newRobots(record, g.c.token)
		r.cut = len(x.body) > maxRobots
		r.after = retryAfter(x.answer, time.Now())
		r.reason = fmt.Errorf("%d %s", x.status, http.StatusText(x.status))
		return r, nil
	}
}

func isAddressError(err error) bool {
	var address *addressError
	return errors.As(err, &address)
}

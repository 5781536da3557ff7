// Package fetch turns a URL into a page: one polite, guarded request, with its
// redirects. It asks robots.txt before every request, connects to no address
// that is not public or allowed, bounds sizes, times and counts, and names the
// reason when there is no page. It does not wait between requests (the frontier
// decides when a host is asked), repeat failures, decode characters or read what
// a page holds.
//
//	client, err := fetch.New(fetch.Options{UserAgent: "pennypress/1.0 (+https://pennypress.example/bot)", Robots: true})
//	...
//	response, err := client.Get(ctx, fetch.Request{URL: "https://news.example/feed"})
//
// One request runs through a colly collector; robots.txt, redirects, limits and
// decompression are this package's own, because colly's robots.txt fails open,
// its redirects are not asked for again, and its limit on bodies cuts without a word.
package fetch

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"github.com/gocolly/colly/v2"

	"github.com/pennypress/pennypress/crawler"
	"github.com/pennypress/pennypress/extract"
)

// What Options mean when they are zero.
const (
	DefaultUserAgent    = "pennypress"
	DefaultTimeout      = 30 * time.Second
	DefaultMaxBody      = 10 << 20
	DefaultMaxRedirects = 10
)

// Options say how to fetch. The zero value asks no robots.txt.
type Options struct {
	UserAgent     string         // product token and contact; "" is DefaultUserAgent
	Timeout       time.Duration  // of one request, from the look-up of the name to the end of the body; 0 is DefaultTimeout
	MaxBody       int64          // bytes of a body once unpacked; 0 is DefaultMaxBody
	MaxRedirects  int            // followed for one Get; 0 is DefaultMaxRedirects, negative follows none
	Proxy         string         // http, https, socks5 or socks5h URL; "" connects directly
	Robots        bool           // ask and obey robots.txt
	AllowNetworks []netip.Prefix // may be connected to although they are not public

	// Dial opens connections, for tests with a network of their own; nil connects
	// to addresses that are public or allowed.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// A Client fetches. It holds connections, cookies and robots.txt files, all
// bounded. Its methods are safe for concurrent use.
type Client struct {
	o         Options
	token     string // by which robots.txt names the crawler
	collector *colly.Collector
	transport *http.Transport
	robots    robotsCache
}

// New gives a client. It fails when Options cannot be used.
func New(o Options) (*Client, error) {
	o = o.withDefaults()
	base, err := newTransport(o)
	if err != nil {
		return nil, err
	}
	c := &Client{o: o, token: productToken(o.UserAgent), transport: base}
	jar := newJar()
	// Not colly.NewCollector, which lets COLLY_* environment variables decide.
	c.collector = &colly.Collector{}
	c.collector.Init()
	c.collector.UserAgent = o.UserAgent
	c.collector.AllowURLRevisit = true
	c.collector.IgnoreRobotsTxt = true
	c.collector.ParseHTTPErrorResponse = true
	c.collector.MaxBodySize = 0
	c.collector.SetClient(&http.Client{
		Transport: &transport{base: base, guard: c.guard(), large: make(chan struct{}, maxLarge)},
		Jar:       jar,
		CheckRedirect: func(*http.Request, []*http.Request) error {
			return http.ErrUseLastResponse
		},
	})
	return c, nil
}

func (c *Client) guard() guard { return guard{c.o.AllowNetworks} }

func (o Options) withDefaults() Options {
	if o.UserAgent == "" {
		o.UserAgent = DefaultUserAgent
	}
	if o.Timeout <= 0 {
		o.Timeout = DefaultTimeout
	}
	if o.MaxBody <= 0 {
		o.MaxBody = DefaultMaxBody
	}
	if o.MaxRedirects == 0 {
		o.MaxRedirects = DefaultMaxRedirects
	}
	return o
}

// The bounds of connections. What Timeout does not bound already.
const (
	maxHeaderBytes = 256 << 10
	maxIdle        = 256 // connections kept open, over all hosts
	idleTimeout    = 30 * time.Second
	dialTimeout    = 15 * time.Second
)

func newTransport(o Options) (*http.Transport, error) {
	dialer := &net.Dialer{Timeout: min(dialTimeout, o.Timeout), Control: guard{o.AllowNetworks}.control}
	t := &http.Transport{
		DialContext:            dialer.DialContext,
		ForceAttemptHTTP2:      true,
		DisableCompression:     true,
		MaxIdleConns:           maxIdle,
		MaxIdleConnsPerHost:    4,
		IdleConnTimeout:        idleTimeout,
		TLSHandshakeTimeout:    min(dialTimeout, o.Timeout),
		MaxResponseHeaderBytes: maxHeaderBytes,
		ReadBufferSize:         16 << 10,
	}
	if o.Dial != nil {
		t.DialContext = o.Dial
	}
	if o.Proxy == "" {
		return t, nil
	}
	proxy, err := url.Parse(o.Proxy)
	if err != nil {
		return nil, errors.New("proxy: not a URL")
	}
	switch proxy.Scheme {
	case "http", "https", "socks5", "socks5h":
	default:
		return nil, fmt.Errorf("proxy: scheme %q is not http, https, socks5 or socks5h", proxy.Scheme)
	}
	if proxy.Hostname() == "" {
		return nil, errors.New("proxy: URL without a host")
	}
	// Only the proxy is connected to, and it may be anywhere. All requests of
	// plain HTTP share its connections.
	dialer.Control = nil
	t.Proxy = http.ProxyURL(proxy)
	t.MaxIdleConnsPerHost = maxIdle
	return t, nil
}

// Close closes the connections that are idle.
func (c *Client) Close() {
	c.transport.CloseIdleConnections()
}

// A Request is one URL to get. Only URL is needed.
type Request struct {
	URL        string
	Validators crawler.Validators // of the version at hand, so that the server can say it is not modified
	Accept     string             // media types; "" asks for HTML first
	Header     http.Header        // further fields; not sent to another host after a redirect
	MaxBody    int64              // instead of Options.MaxBody when not 0

	IgnoreRobots bool // do not ask robots.txt

	// Stay ends the Get at a redirect to another host, with the answer so far and
	// its Location, so that the caller can ask that host in its turn.
	Stay bool

	// Turn, when set, is called before each request on the wire, for robots.txt,
	// the URL, each redirect, and when a connection that was used before broke so
	// that the request is sent again. It may wait until asking is polite; done, when
	// not nil, is called when the answer is there. An error of it ends the Get.
	Turn func(ctx context.Context, url string) (done func(), err error)
}

// A Response is what came of a Request. With an error it holds what is known
// nevertheless; the body is then the server's error page.
type Response struct {
	Page        extract.Page // URL is the last one asked: the one to blame for an error
	Status      int          // of the last answer, be it a redirect; 0 when there was none
	Header      http.Header  // of the last answer
	NotModified bool
	Validators  crawler.Validators // of this version; those of the Request when it is not modified
	Hops        []string           // the URLs redirected to, in order
	Moved       string             // where the URL lives from now on, when all redirects said so
	Location    string             // the redirect that Stay did not follow

	LocationForGood bool          // all redirects that led to Location were permanent
	RetryAfter      time.Duration // 0 when the server did not say
	Elapsed         time.Duration // the last request took, without its Turn
}

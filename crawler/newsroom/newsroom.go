// Package newsroom is a small world of news sites on loopback: the demo shows
// it, tests crawl it.
//
// The sample sites publish invented stories about well-known companies, each
// in another markup and with the clutter of real newspapers. The hostile sites
// each do one thing wrong. Both come with the truth: what a careful crawler
// makes of every address, and a log of what it asked.
//
//	room, err := newsroom.Start(newsroom.Options{})
//	...
//	defer room.Close()
//	os.WriteFile("pennypress.yaml", room.Config(), 0o644)
//
// It is part of the program's demo and tests; outsiders should not rely on it.
package newsroom

import (
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Options say which sites to start. The zero value starts the sample sites,
// each on a free port.
type Options struct {
	Ports    []int         // of the sample sites, in the order of Sites; a free one where missing or 0
	Hostile  bool          // start the hostile sites too
	Only     []string      // when not empty: start only the sites with these names
	NoSample bool          // leave the sample sites out
	Delay    time.Duration // crawl.delay in Config; 0 is 20 ms
}

// A Site is one host of the newsroom.
type Site struct {
	Name     string // as in Config and Truth
	Title    string // what it calls itself
	URL      string // scheme, host and port, without a slash at the end
	Language string // BCP 47
	Feeds    []string
	Sitemaps []string
	Homepage string   // set where there is neither feed nor sitemap to configure
	Private  []string // addresses that robots.txt forbids
	Fault    string   // of a hostile site: what is wrong with it, in one sentence
}

// A Newsroom is a set of running sites. Its methods are safe for concurrent use.
type Newsroom struct {
	sites   []Site
	truth   []Truth
	delay   time.Duration
	servers []*http.Server
	serving sync.WaitGroup
	log     requestLog
	hostile []*hostile
	traps   []*trap
	round   atomic.Int64
}

// Start listens and serves. The sites answer when it returns.
func Start(o Options) (*Newsroom, error) {
	n := &Newsroom{delay: o.Delay}
	if n.delay == 0 {
		n.delay = 20 * time.Millisecond
	}
	if err := n.start(o); err != nil {
		n.Close()
		return nil, err
	}
	return n, nil
}

func (n *Newsroom) start(o Options) error {
	wanted := func(name string) bool { return len(o.Only) == 0 || slices.Contains(o.Only, name) }
	for i, name := range sampleNames {
		if o.NoSample || !wanted(name) {
			continue
		}
		port := 0
		if i < len(o.Ports) {
			port = o.Ports[i]
		}
		if err := n.startSample(name, port); err != nil {
			return fmt.Errorf("start %s: %w", name, err)
		}
	}
	if !o.Hostile {
		return nil
	}
	n.startTraps()
	for i, f := range slices.Concat(faultGroups...) {
		if !wanted(f.name) {
			continue
		}
		if err := n.startHostile(i, f); err != nil {
			return fmt.Errorf("start %s: %w", f.name, err)
		}
	}
	return nil
}

// Round counts the calls of Advance.
func (n *Newsroom) Round() int { return int(n.round.Load()) }

// Advance lets time pass: some hostile sites change an article, add one or
// take one away in each round. Three rounds show everything.
func (n *Newsroom) Advance() { n.round.Add(1) }

func (n *Newsroom) startSample(name string, port int) error {
	l, err := net.Listen("tcp4", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		return err
	}
	p, err := loadPaper(name, "http://"+l.Addr().String())
	if err != nil {
		return errors.Join(err, l.Close())
	}
	n.sites = append(n.sites, p.Site)
	n.truth = append(n.truth, p.truth()...)
	n.serve(l, name, p)
	return nil
}

// serve answers a listener until Close.
func (n *Newsroom) serve(l net.Listener, name string, h http.Handler) {
	// What clients do wrong is in the log of requests, or tested where they are.
	s := &http.Server{Handler: n.log.record(name, h), ReadHeaderTimeout: 10 * time.Second, ErrorLog: log.New(io.Discard, "", 0)}
	n.servers = append(n.servers, s)
	n.serving.Go(func() {
		// Serve ends with ErrServerClosed, and only because of Close.
		_ = s.Serve(l)
	})
}

// Close stops all sites and cuts their connections.
func (n *Newsroom) Close() error {
	var errs []error
	for _, s := range n.servers {
		errs = append(errs, s.Close())
	}
	n.serving.Wait()
	return errors.Join(errs...)
}

// Sites lists the running sites in the order they were started.
func (n *Newsroom) Sites() []Site { return append([]Site(nil), n.sites...) }

// Requests returns what was asked so far, in the order the answers ended.
func (n *Newsroom) Requests() []Request { return n.log.all() }

// hostileTimeout is crawl.timeout in a Config with hostile sites.
const hostileTimeout = 3 * time.Second

// Config is a configuration that crawls all running sites.
func (n *Newsroom) Config() []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "crawl:\n  delay: %s\n  allow_networks: [127.0.0.0/8]\n", n.delay)
	if len(n.hostile) > 0 {
		// Some hostile sites answer never: nobody wants to wait 30 seconds for each.
		fmt.Fprintf(&b, "  timeout: %s\n", hostileTimeout)
	}
	b.WriteString("sources:\n")
	for _, s := range n.sites {
		fmt.Fprintf(&b, "  - name: %s\n", s.Name)
		if s.Language != "" {
			fmt.Fprintf(&b, "    language: %s\n", s.Language)
		}
		list(&b, "feeds", s.Feeds)
		list(&b, "sitemaps", s.Sitemaps)
		if s.Homepage != "" {
			fmt.Fprintf(&b, "    homepage: %q\n", s.Homepage)
		}
	}
	return []byte(b.String())
}

func list(b *strings.Builder, key string, urls []string) {
	if len(urls) == 0 {
		return
	}
	fmt.Fprintf(b, "    %s:\n", key)
	for _, u := range urls {
		fmt.Fprintf(b, "      - %q\n", u)
	}
}

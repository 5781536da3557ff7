package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"os"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"github.com/pennypress/pennypress/config"
	"github.com/pennypress/pennypress/crawler"
	"github.com/pennypress/pennypress/index"
	"github.com/pennypress/pennypress/index/alert"
	"github.com/pennypress/pennypress/index/bleve"
	"github.com/pennypress/pennypress/index/sqlite"
	"github.com/pennypress/pennypress/index/web"
	"github.com/pennypress/pennypress/index/words"
)

// serveFlags are the flags of serve.
type serveFlags struct {
	listen  string
	noCrawl bool
}

func (a *app) serveCmd() *cobra.Command {
	var f serveFlags
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Keep crawling, and show what was found: web page and API",
		Long: `Serve runs until it is told to stop: it crawls each source when its time comes, brings the
search index up to date, tells alerts, and answers on a web page and an API (see /api/v1).
Crawls and other commands may run beside it on the same data folder. It listens on
loopback unless told otherwise; an address that others can reach needs a token, from
serve.token or PENNYPRESS_TOKEN.`,
		Example: `  pennypress serve
  PENNYPRESS_TOKEN=… pennypress serve --listen :8470`,
		Annotations: exits("0 stopped by a signal; 1 failed; 2 wrong usage or configuration; 75 another serve runs on the data folder"),
		Args:        noArgs,
		RunE:        func(cmd *cobra.Command, _ []string) error { return a.serve(cmd.Context(), f) },
	}
	cmd.Flags().StringVar(&f.listen, "listen", "", "`address` to listen on (else serve.listen of the configuration, else 127.0.0.1:8470)")
	cmd.Flags().BoolVar(&f.noCrawl, "no-crawl", false, "show what is stored and ask nobody")
	return cmd
}

func (a *app) serve(ctx context.Context, f serveFlags) error {
	c, err := a.config()
	if err != nil {
		return err
	}
	c.Serve.Listen = firstNonEmpty(f.listen, c.Serve.Listen)
	c.Serve.Token = firstNonEmpty(os.Getenv("PENNYPRESS_TOKEN"), c.Serve.Token)
	if !loopback(c.Serve.Listen) && c.Serve.Token == "" {
		return usage("%s can be reached by others: set serve.token or PENNYPRESS_TOKEN, or listen on 127.0.0.1", c.Serve.Listen)
	}
	if len(c.Sources) == 0 && !f.noCrawl {
		a.log.Warn("no sources are configured: nothing is crawled (see pennypress init, pennypress sources add)")
		f.noCrawl = true
	}
	return a.serveWith(ctx, c, !f.noCrawl)
}

// serveWith runs until the context ends.
func (a *app) serveWith(ctx context.Context, c *config.Config, crawl bool) error {
	d, err := a.newDaemon(ctx, c)
	if err != nil {
		return err
	}
	return errors.Join(d.run(ctx, crawl), d.close())
}

// loopback reports whether an address to listen on is this machine's alone.
func loopback(listen string) bool {
	host, _, err := net.SplitHostPort(listen)
	if err != nil {
		return false
	}
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && addr.IsLoopback()
}

// A daemon is a running serve: what it holds, and what its parts share.
type daemon struct {
	*app
	config *config.Config
	store  *sqlite.DB
	index  *heldIndex
	follow follower
	public net.Listener
	local  net.Listener // nil where the data directory's path is too long
}

// newDaemon opens all that can fail before anything runs.
func (a *app) newDaemon(ctx context.Context, c *config.Config) (d *daemon, err error) {
	d = &daemon{app: a, config: c}
	defer func() {
		if err != nil {
			err = errors.Join(err, d.close())
		}
	}()
	if d.store, err = a.openStore(ctx, c, true); err != nil {
		return d, err
	}
	idx, err := a.openIndex(ctx, c, crawlWait)
	if err != nil {
		return d, err
	}
	d.index = &heldIndex{
		current: idx, fill: d.follow.catchUp,
		open: func(ctx context.Context) (*bleve.Index, error) {
			a.log.Warn("the search index is damaged: it is filled again from the store")
			return a.openIndex(ctx, c, crawlWait)
		},
	}
	d.follow.store, d.follow.index = d.store, d.index
	if d.public, err = net.Listen("tcp", c.Serve.Listen); err != nil {
		return d, err
	}
	if d.local, err = listenLocal(c); err != nil {
		a.log.Warn(err.Error())
		err = nil
	}
	return d, nil
}

func (d *daemon) close() error {
	var errs []error
	if d.local != nil {
		d.local.Close() // the server has closed it, unless it never ran
	}
	if d.public != nil {
		d.public.Close()
	}
	if d.index != nil {
		errs = append(errs, d.index.Close())
	}
	if d.store != nil {
		errs = append(errs, d.store.Close())
	}
	return errors.Join(errs...)
}

// run keeps all parts going until the context ends or one of the servers
// cannot go on. The crawl ends before the follower, so that what it stored last
// is indexed.
func (d *daemon) run(ctx context.Context, crawl bool) error {
	d.log.Info(fmt.Sprintf("listening on http://%s", d.public.Addr()))
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return d.offer(ctx, d.public, d.handler()) })
	if d.local != nil {
		g.Go(func() error { return d.offer(ctx, d.local, localHandler(d.index, d.follow.catchUp)) })
	}
	crawling, crawled := context.WithCancel(context.WithoutCancel(ctx))
	g.Go(func() error {
		defer crawled()
		if crawl {
			d.crawlLoop(ctx)
		} else {
			<-ctx.Done()
		}
		return nil
	})
	g.Go(func() error { d.followLoop(crawling); return nil })
	g.Go(func() error { d.alertLoop(ctx); return nil })
	err := g.Wait()
	d.log.Info("stopped")
	return err
}

// What a client may take. Handlers that read a body, or send long answers, set
// deadlines of their own. There is no ReadTimeout: net/http takes its end for the
// end of the client, also while an answer is being made.
const (
	headerTimeout  = 10 * time.Second
	writeTimeout   = 60 * time.Second
	keepAlive      = 2 * time.Minute
	maxHeaderBytes = 64 << 10
	shutdownWait   = 10 * time.Second // for answers that are on their way
)

// offer serves a handler until the context ends.
func (d *daemon) offer(ctx context.Context, l net.Listener, h http.Handler) error {
	server := &http.Server{
		Handler: h, ReadHeaderTimeout: headerTimeout, WriteTimeout: writeTimeout,
		IdleTimeout: keepAlive, MaxHeaderBytes: maxHeaderBytes, ErrorLog: quietLog(d.log),
	}
	stopped := make(chan error, 1)
	go func() {
		<-ctx.Done()
		wait, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownWait)
		defer cancel()
		err := server.Shutdown(wait)
		if err != nil {
			err = server.Close() // who has not read until now is cut off
		}
		stopped <- err
	}()
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("listen on %s: %w", l.Addr(), err)
	}
	return <-stopped
}

// handler is the web page and the API.
func (d *daemon) handler() http.Handler {
	c := d.config
	o := web.Options{
		Store: d.store, Reports: d.store, Searcher: d.index, Analyzer: words.Analyzer{},
		Sources: d.sources, Token: c.Serve.Token, Hosts: c.Serve.Hosts, MaxSearches: c.Serve.Searches,
		Version: version, Metrics: d.metrics,
		Errors: func(err error) { d.log.Error(err.Error()) },
	}
	if len(c.Alerts) > 0 {
		o.Alerts = alertFeeds{d.store, c.Alerts}
	}
	return web.New(o)
}

// sources says how asking each source goes.
func (d *daemon) sources(ctx context.Context) ([]web.SourceHealth, error) {
	tasks, err := d.store.Tasks(ctx, crawler.KindFeed, crawler.KindSitemap, crawler.KindHomepage)
	if err != nil {
		return nil, err
	}
	pages, err := d.store.Counts(ctx)
	if err != nil {
		return nil, err
	}
	places := map[string][]web.PlaceHealth{}
	for _, h := range sourcesHealth(d.config, tasks) {
		places[h.Source] = append(places[h.Source], web.PlaceHealth{
			Kind: h.Kind, URL: h.URL, Status: h.Status, Success: h.Success, Failures: h.Failures, Next: h.Next, Reason: h.Reason,
		})
	}
	var out []web.SourceHealth
	for _, s := range d.config.Sources {
		out = append(out, web.SourceHealth{Name: s.Name, Every: s.Every.String(), Places: places[s.Name], Pages: pages[s.Name]})
	}
	return out, nil
}

// alertFeeds are the feeds of the configured alerts.
type alertFeeds struct {
	store  *sqlite.DB
	alerts []config.Alert
}

// Names lists the feeds.
func (f alertFeeds) Names() []string {
	var out []string
	for _, a := range f.alerts {
		out = append(out, a.FeedName())
	}
	return out
}

// Entries lists what has met the alert of a feed.
func (f alertFeeds) Entries(ctx context.Context, name string, limit int) ([]index.AlertEntry, bool, error) {
	for _, a := range f.alerts {
		if a.FeedName() == name {
			entries, err := alert.Entries(ctx, f.store, a.Name, limit)
			return entries, true, err
		}
	}
	return nil, false, nil
}

func alertsOf(c *config.Config) []index.Alert {
	var out []index.Alert
	for _, a := range c.Alerts {
		secret := cmp.Or(a.Secret, os.Getenv("PENNYPRESS_WEBHOOK_SECRET"))
		out = append(out, index.Alert{Name: a.Name, Query: a.Query, Webhook: string(a.Webhook), Secret: secret})
	}
	return out
}

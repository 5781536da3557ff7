package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log"
	"os"
	"path/filepath"
	"time"

	"github.com/pennypress/pennypress/config"
	"github.com/pennypress/pennypress/crawler/fetch"
	"github.com/pennypress/pennypress/index"
	"github.com/pennypress/pennypress/index/bleve"
	"github.com/pennypress/pennypress/index/sqlite"
)

// config reads the configuration, or returns the defaults when there is none.
// The flag --data-dir wins over the file.
func (a *app) config() (*config.Config, error) {
	c := config.Default()
	if name := config.Find(a.configFile); name != "" {
		var err error
		if c, err = config.Load(name); err != nil {
			return nil, &statusError{exitUsage, err}
		}
	}
	if a.dataDir != "" {
		c.DataDir = a.dataDir
	}
	return c, nil
}

// What lies in the data directory.
const (
	storeFile  = "pennypress.db"
	indexDir   = "index.bleve"
	archiveDir = "archive"
	workersDir = "workers"
)

// openStore opens the store of a configuration. Commands that only read give
// create = false: a data directory that is not there is then named, not made.
func (a *app) openStore(ctx context.Context, c *config.Config, create bool) (*sqlite.DB, error) {
	path := filepath.Join(c.DataDir, storeFile)
	if create {
		if err := os.MkdirAll(c.DataDir, 0o755); err != nil {
			return nil, fmt.Errorf("data directory %s: %w", c.DataDir, cause(err))
		}
	} else if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("nothing is stored in %s yet: run pennypress crawl, or name another folder with --data-dir", c.DataDir)
	}
	return sqlite.Open(ctx, path, sqlite.Options{})
}

// openIndex opens the search index of a configuration, waiting for another
// holder for a while. A damaged or outdated index comes back empty: follow
// fills it again.
func (a *app) openIndex(ctx context.Context, c *config.Config, wait time.Duration) (*bleve.Index, error) {
	log.SetOutput(io.Discard) // bleve's engine tells there of snapshots that it passes over
	return bleve.Open(filepath.Join(c.DataDir, indexDir), bleve.Options{Wait: wait})
}

// How long commands wait for an index that another process holds.
const (
	searchWait = 1500 * time.Millisecond // with the rest of a search, 2 s until it is answered or refused
	crawlWait  = time.Second             // whoever holds it, or comes next, brings it up to date
)

// locked reports whether an error says that another process is in the way.
func locked(err error) bool { return errors.Is(err, index.ErrLocked) }

// openClient returns a fetcher that keeps to the configuration.
func (a *app) openClient(c *config.Config) (*fetch.Client, error) {
	return fetch.New(fetch.Options{
		UserAgent:     c.Crawl.UserAgent,
		Timeout:       c.Crawl.Timeout.Std(),
		MaxBody:       int64(c.Crawl.MaxBody),
		Proxy:         string(c.Crawl.Proxy),
		Robots:        c.Crawl.Robots,
		AllowNetworks: c.Crawl.Networks(),
	})
}

// cause strips operation and path from an error of the file system whose
// message states them already.
func cause(err error) error {
	if pathErr := (*fs.PathError)(nil); errors.As(err, &pathErr) {
		return pathErr.Err
	}
	return err
}

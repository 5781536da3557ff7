package main

import (
	"context"
	"path/filepath"

	"github.com/pennypress/pennypress/config"
	"github.com/pennypress/pennypress/crawler/archive"
	"github.com/pennypress/pennypress/crawler/fetch"
)

// A rawKeeper keeps fetched pages as the configuration says; without an
// archive it keeps nothing.
type rawKeeper struct{ w *archive.Writer }

func (a *app) openArchive(c *config.Config) (rawKeeper, error) {
	if c.Crawl.Archive == "none" {
		return rawKeeper{}, nil
	}
	w, err := archive.Open(filepath.Join(c.DataDir, archiveDir), archive.Options{Software: "pennypress " + version})
	return rawKeeper{w}, err
}

func (k rawKeeper) keep(ctx context.Context, r fetch.Response) error {
	if k.w == nil {
		return nil
	}
	return k.w.Append(ctx, r.Page, r.Status, r.Header)
}

func (k rawKeeper) close() error {
	if k.w == nil {
		return nil
	}
	return k.w.Close()
}

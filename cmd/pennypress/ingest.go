package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/pennypress/pennypress/config"
	"github.com/pennypress/pennypress/index"
)

// follow brings the search index up to the store. When another process holds
// the index, that process or the next search does it instead: no error.
func (a *app) follow(ctx context.Context, c *config.Config, store index.Store) error {
	idx, err := a.openIndex(ctx, c, crawlWait)
	if locked(err) {
		a.log.Debug("the search index is in use: its holder, or the next search, brings it up to date")
		return nil
	}
	if err != nil {
		return err
	}
	began := time.Now()
	n, err := index.Follow(ctx, store, idx)
	if n > 0 {
		a.log.Debug(fmt.Sprintf("indexed %d changes in %.1f s", n, time.Since(began).Seconds()))
	}
	return errors.Join(err, idx.Close())
}

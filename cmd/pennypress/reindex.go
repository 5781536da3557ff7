package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/pennypress/pennypress/config"
	"github.com/pennypress/pennypress/crawler"
	"github.com/pennypress/pennypress/crawler/archive"
	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/index"
	"github.com/pennypress/pennypress/index/sqlite"
)

func (a *app) reindexCmd() *cobra.Command {
	var fromRaw bool
	cmd := &cobra.Command{
		Use:   "reindex",
		Short: "Rebuild the search index from the store",
		Long: `Reindex throws the search index away and builds it anew from the store. With --from-raw it
first extracts every page of the raw archive again, without network, and stores what changed
as new revisions.`,
		Example:     "  pennypress reindex\n  pennypress reindex --from-raw",
		Annotations: exits("0 done; 1 failed; 2 wrong usage; 75 the index is in use"),
		Args:        noArgs,
		RunE:        func(cmd *cobra.Command, _ []string) error { return a.reindex(cmd.Context(), fromRaw) },
	}
	cmd.Flags().BoolVar(&fromRaw, "from-raw", false, "extract the pages of the raw archive again first")
	return cmd
}

func (a *app) reindex(ctx context.Context, fromRaw bool) error {
	c, err := a.config()
	if err != nil {
		return err
	}
	store, err := a.openStore(ctx, c, false)
	if err != nil {
		return err
	}
	defer store.Close()
	if fromRaw {
		if err := a.reread(ctx, c, store); err != nil {
			return err
		}
	}
	// Whoever holds the index must let go of it before it is removed.
	idx, err := a.openIndex(ctx, c, searchWait)
	if err != nil {
		return err
	}
	if err := idx.Close(); err != nil {
		return err
	}
	if err := os.RemoveAll(filepath.Join(c.DataDir, indexDir)); err != nil {
		return fmt.Errorf("remove the old index: %w", err)
	}
	if idx, err = a.openIndex(ctx, c, searchWait); err != nil {
		return err
	}
	n, took, err := a.fill(ctx, store, idx)
	if err = errors.Join(err, idx.Close()); err != nil {
		return err
	}
	a.log.Info(fmt.Sprintf("indexed %d changes in %.1f s", n, took.Seconds()))
	return nil
}

// fill lets an empty index follow the store and shows how far it has come.
func (a *app) fill(ctx context.Context, store *sqlite.DB, idx index.Searcher) (n int, took time.Duration, err error) {
	stats, err := store.Stats(ctx)
	if err != nil {
		return 0, 0, err
	}
	line, began := a.progress(), time.Now()
	n, err = index.Follow(ctx, store, idx, func(n int, seq int64) {
		rate := float64(n) / time.Since(began).Seconds()
		left := time.Duration(float64(stats.Seq-seq) / rate * float64(time.Second)).Round(time.Second)
		line.show("%d changes indexed, up to %d of %d, %.0f/s, %s left at most", n, seq, stats.Seq, rate, left)
	})
	line.clear()
	return n, time.Since(began), err
}

// taskOf finds the task that a page answered: by its address, or by the
// canonical form of it.
func taskOf(p extract.Page, known map[string]crawler.Task) crawler.Task {
	if t, ok := known[p.URL]; ok {
		return t
	}
	canonical, err := crawler.Canonical(p.URL)
	if err != nil {
		canonical = p.URL
	}
	if t, ok := known[canonical]; ok {
		return t
	}
	return crawler.Task{URL: canonical}
}

// reread extracts every page of the raw archive again. Pages of which the
// frontier knows no task are read without what the feed said.
func (a *app) reread(ctx context.Context, c *config.Config, store *sqlite.DB) error {
	tasks, err := store.Tasks(ctx, crawler.KindPage)
	if err != nil {
		return err
	}
	known := make(map[string]crawler.Task, len(tasks))
	for _, t := range tasks {
		known[t.URL] = t
	}
	table, err := a.instruments(c)
	if err != nil {
		return err
	}
	read, line := newReader(c).withInstruments(table).withMemory(store), a.progress()
	pages, changed, none := 0, 0, 0
	for p, err := range archive.Read(filepath.Join(c.DataDir, archiveDir)) {
		if err != nil {
			line.clear()
			a.log.Warn(err.Error())
			continue
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		pages++
		var got extract.Article
		err = guard(func() (err error) {
			got, err = read.read(ctx, taskOf(p, known), p)
			return err
		})
		if err != nil || got.ID == "" {
			none++
			continue
		}
		results, err := store.Put(ctx, []extract.Article{got})
		if err != nil {
			return err
		}
		if results[0].Status != index.Same {
			changed++
		}
		line.show("%d pages read again, %d changed", pages, changed)
	}
	line.clear()
	a.log.Info(fmt.Sprintf("%d pages read again: %d articles changed, %d gave none", pages, changed, none))
	return nil
}

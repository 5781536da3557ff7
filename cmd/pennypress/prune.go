package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/pennypress/pennypress/config"
	"github.com/pennypress/pennypress/index/sqlite"
)

func (a *app) pruneCmd() *cobra.Command {
	var dry bool
	var keep, source string
	cmd := &cobra.Command{
		Use:   "prune",
		Short: "Delete articles that are older than they are to be kept",
		Long: `Prune deletes the articles that were published longer ago than the configuration's keep says, of
all sources or of one; --keep says so for this once. Articles without a date count from when they
were fetched. Exports with --since and the search index learn of it. What a deletion frees in the
store's file is used again; the file does not shrink.`,
		Example:     "  pennypress prune --dry-run\n  pennypress prune --keep 400d\n  pennypress prune --source wire --keep 30d",
		Annotations: exits("0 done; 1 failed; 2 wrong usage or configuration"),
		Args:        noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.pruneArticles(cmd.Context(), keep, source, dry)
		},
	}
	cmd.Flags().BoolVar(&dry, "dry-run", false, "count what would be deleted")
	cmd.Flags().StringVar(&keep, "keep", "", "keep what was published in this `time`, such as 400d (default: as configured)")
	cmd.Flags().StringVar(&source, "source", "", "of this `source` only")
	return cmd
}

func (a *app) pruneArticles(ctx context.Context, keep, source string, dry bool) error {
	c, err := a.config()
	if err != nil {
		return err
	}
	expiries := expiriesOf(c, time.Now())
	if keep != "" {
		d, err := config.ParseDuration(keep)
		if err != nil || d == 0 {
			return usage("--keep %q: write a time such as 400d", keep)
		}
		expiries = []sqlite.Expiry{{Before: time.Now().Add(-d), Source: source}}
	} else if source != "" {
		return usage("--source %s wants --keep beside it", source)
	}
	if len(expiries) == 0 {
		return usage("nothing says how long articles are kept: set keep in the configuration, or give --keep")
	}
	store, err := a.openStore(ctx, c, false)
	if err != nil {
		return err
	}
	defer store.Close()
	n, err := expire(ctx, store, expiries, dry)
	if dry {
		a.log.Info(fmt.Sprintf("%d articles would be deleted", n))
		return err
	}
	a.log.Info(fmt.Sprintf("%d articles deleted", n))
	return errors.Join(err, a.follow(ctx, c, store))
}

// retain deletes what the configuration does not want kept any longer, and says
// how many articles that were. Crawl and serve call it after a pass, before the
// index follows; with nothing configured it does nothing.
func (a *app) retain(ctx context.Context, c *config.Config, store *sqlite.DB) (int, error) {
	return expire(ctx, store, expiriesOf(c, time.Now()), false)
}

// expiriesOf is what the configuration says of how long articles are kept. A
// source's own word counts for it instead of the general one.
func expiriesOf(c *config.Config, now time.Time) []sqlite.Expiry {
	var all []sqlite.Expiry
	var own []string
	for _, s := range c.Sources {
		if s.Keep > 0 {
			own = append(own, s.Name)
			all = append(all, sqlite.Expiry{Source: s.Name, Before: now.Add(-s.Keep.Std())})
		}
	}
	if c.Keep > 0 {
		all = append(all, sqlite.Expiry{Except: own, Before: now.Add(-c.Keep.Std())})
	}
	return all
}

func expire(ctx context.Context, store *sqlite.DB, expiries []sqlite.Expiry, dry bool) (int, error) {
	do := store.Prune
	if dry {
		do = store.Expired
	}
	total := 0
	for _, e := range expiries {
		n, err := do(ctx, e)
		total += n
		if err != nil {
			return total, err
		}
	}
	return total, nil
}

package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/pennypress/pennypress/config"
	"github.com/pennypress/pennypress/index/sqlite"
)

func (a *app) doctorCmd() *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: "Check configuration, store, index and clock, and say what to do",
		Long: `Doctor checks that the configuration loads, the store is sound, the search index has taken in
every change of the store, and the clock is right enough to schedule by.`,
		Example:     "  pennypress doctor",
		Annotations: exits("0 all is well; 1 something is not; 2 wrong usage; 75 the index is in use"),
		Args:        noArgs,
		RunE:        func(cmd *cobra.Command, _ []string) error { return a.doctor(cmd.Context()) },
	}
}

func (a *app) doctor(ctx context.Context) error {
	c, err := a.config()
	if err != nil {
		return err
	}
	unwell := 0
	say := func(what string, err error, remedy string) {
		if err == nil {
			fmt.Fprintf(a.out, "ok    %s\n", what)
			return
		}
		unwell++
		fmt.Fprintf(a.out, "BAD   %s: %s\n      %s\n", what, printable(err.Error(), ""), remedy)
	}
	say(fmt.Sprintf("configuration %s: %d sources", firstNonEmpty(c.File, "(defaults)"), len(c.Sources)), nil, "")
	say("clock", checkClock(time.Now()), "set the system's clock: schedules and leases go by it")
	if _, err := os.Stat(filepath.Join(c.DataDir, storeFile)); errors.Is(err, fs.ErrNotExist) {
		fmt.Fprintf(a.out, "--    store: nothing is stored in %s yet\n", c.DataDir)
		return nil
	}
	store, err := a.openStore(ctx, c, false)
	say("store "+filepath.Join(c.DataDir, storeFile), err, "restore the file from a backup")
	if err == nil {
		defer store.Close()
		say("store integrity", store.Check(ctx), "restore the file from a backup, or export what can be read and import it into a new folder")
		err := a.checkIndex(ctx, c, store)
		if locked(err) {
			return err
		}
		say("search index follows the store", err, "run pennypress reindex")
	}
	if unwell > 0 {
		return fmt.Errorf("%d checks are not well", unwell)
	}
	return nil
}

// released is a time at which this program did not exist yet.
var released = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

func checkClock(now time.Time) error {
	if now.Before(released) {
		return fmt.Errorf("it says %s", now.Format(time.RFC3339))
	}
	return nil
}

// checkIndex compares the last change that the index has taken in with the store's.
func (a *app) checkIndex(ctx context.Context, c *config.Config, store *sqlite.DB) error {
	idx, err := a.openIndex(ctx, c, searchWait)
	if err != nil {
		return err
	}
	defer idx.Close()
	want, err := store.Seq(ctx)
	if err != nil {
		return err
	}
	got, err := idx.Seq(ctx)
	if err == nil && got != want {
		err = fmt.Errorf("it has taken in change %d of %d", got, want)
	}
	return err
}

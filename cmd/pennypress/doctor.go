package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"
	"github.com/spf13/cobra"

	"github.com/pennypress/pennypress/config"
	"github.com/pennypress/pennypress/crawler/archive"
	"github.com/pennypress/pennypress/index"
	"github.com/pennypress/pennypress/index/bleve"
	"github.com/pennypress/pennypress/index/sqlite"
)

func (a *app) doctorCmd() *cobra.Command {
	var deep bool
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Check configuration, store, index, archive, disk and clock, and say what to do",
		Long: `Doctor checks that the configuration loads, the clock is right enough to schedule by, the disk has
room and is no network file system, the store is sound, no host waits for a crawl that died, the
index's files are whole and hold every article of the store, and the raw archive can be read. Each
line that is BAD is followed by what to do. --deep reads everything.`,
		Example:     "  pennypress doctor\n  pennypress doctor --deep",
		Annotations: exits("0 all is well; 1 something is not; 2 wrong usage or configuration; 75 the index is in use"),
		Args:        noArgs,
		RunE:        func(cmd *cobra.Command, _ []string) error { return a.doctor(cmd.Context(), deep) },
	}
	cmd.Flags().BoolVar(&deep, "deep", false, "read every page of the store and every record of the archive")
	return cmd
}

// A doctor examines one data directory.
type doctor struct {
	*app
	c      *config.Config
	deep   bool
	unwell int
}

// say prints a finding; the remedy only when it is bad.
func (d *doctor) say(what string, err error, remedy string) {
	if err == nil {
		fmt.Fprintf(d.out, "ok    %s\n", printable(what, ""))
		return
	}
	d.unwell++
	text := strings.ReplaceAll(printable(err.Error(), "\n"), "\n", "\n      ")
	fmt.Fprintf(d.out, "BAD   %s: %s\n      -> %s\n", printable(what, ""), text, remedy)
}

func (d *doctor) note(what string) { fmt.Fprintf(d.out, "--    %s\n", printable(what, "")) }

func (a *app) doctor(ctx context.Context, deep bool) error {
	c, err := a.config()
	if err != nil {
		return err
	}
	d := &doctor{app: a, c: c, deep: deep}
	d.say(fmt.Sprintf("configuration %s: %d sources", firstNonEmpty(c.File, "(defaults)"), len(c.Sources)), nil, "")
	d.say("clock", checkClock(time.Now()), "set the system's clock: schedules and leases go by it")
	d.disk()
	inUse, err := d.kept(ctx)
	if err != nil {
		return err
	}
	d.archive(ctx)
	switch {
	case d.unwell > 0:
		return fmt.Errorf("%d checks are not well", d.unwell)
	case inUse:
		return fmt.Errorf("the search index was not checked: %w", index.ErrLocked)
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

// minFree is the room on the disk below which a crawl may soon stop.
const minFree = 500 << 20

// disk looks at where the data directory lies, or will lie.
func (d *doctor) disk() {
	dir := d.c.DataDir
	for {
		if _, err := os.Stat(dir); err == nil || dir == filepath.Dir(dir) {
			break
		}
		dir = filepath.Dir(dir)
	}
	disk, ok, err := diskOf(dir)
	if err != nil {
		d.say("disk of "+d.c.DataDir, err, "see that the folder can be read")
		return
	}
	if !ok {
		d.note("disk: this system does not say how much is free")
		return
	}
	err = nil
	if disk.free < minFree {
		err = errors.New("less than 500 MB")
	}
	d.say(fmt.Sprintf("disk of %s: %.1f GB free", d.c.DataDir, float64(disk.free)/1e9), err,
		"make room, or move data_dir to a larger disk: when it is full a crawl stops, without loss")
	err = nil
	if disk.network {
		err = errors.New("SQLite's write-ahead log is not safe there")
	}
	d.say("file system: "+disk.kind, err, "move data_dir to a local disk; backups and exports may lie there")
}

// kept looks at the store and its index. inUse says that another process holds
// the index.
func (d *doctor) kept(ctx context.Context) (inUse bool, err error) {
	path := filepath.Join(d.c.DataDir, storeFile)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		d.note(fmt.Sprintf("store: nothing is stored in %s yet", d.c.DataDir))
		return false, nil
	}
	store, err := d.openStore(ctx, d.c, false)
	if locked(err) {
		return false, err
	}
	if err != nil {
		d.say("store", err, "if it is damaged, restore it from a backup (pennypress backup makes them)")
		return false, nil
	}
	defer store.Close()
	if err := d.store(ctx, store); err != nil {
		return false, err
	}
	return d.index(ctx, store)
}

func (d *doctor) store(ctx context.Context, store *sqlite.DB) error {
	check, what := store.CheckQuick, "store integrity, quickly"
	if d.deep {
		check, what = store.Check, "store integrity"
	}
	d.say(what, check(ctx), "restore the file from a backup, or export what can be read and import it into a new folder")
	newest, err := store.Newest(ctx)
	if err != nil {
		return err
	}
	err = nil
	if ahead := time.Until(newest); ahead > time.Minute {
		err = fmt.Errorf("the newest is from %s", newest.Format(time.RFC3339))
	}
	d.say("changes of the store lie in the past", err, "set the system's clock: it was ahead, or is behind now")
	dead, err := d.deadLeases(ctx, store)
	d.say("no host waits for a crawl that died", errors.Join(err, dead), "run pennypress crawl: it frees them at once")
	return nil
}

// deadLeases names the hosts that are leased to workers that live no more.
func (d *doctor) deadLeases(ctx context.Context, store *sqlite.DB) (dead, err error) {
	leased, err := store.Leased(ctx)
	hosts, until := 0, time.Time{}
	for _, h := range leased {
		if lives(filepath.Join(d.c.DataDir, workersDir, h.Worker)) {
			continue
		}
		hosts++
		if h.Expires.After(until) {
			until = h.Expires
		}
	}
	if hosts > 0 {
		dead = fmt.Errorf("%d do, until %s", hosts, until.Local().Format(time.DateTime))
	}
	return dead, err
}

// lives says whether the worker whose file this is holds its lock.
func lives(path string) bool {
	if _, err := os.Stat(path); err != nil {
		return false
	}
	lock := flock.New(path)
	free, err := lock.TryLock()
	lock.Close()
	return err == nil && !free
}

// index compares the index with the store: the same changes taken in, as many
// articles found.
func (d *doctor) index(ctx context.Context, store *sqlite.DB) (inUse bool, err error) {
	n, err := bleve.Checksums(filepath.Join(d.c.DataDir, indexDir))
	d.say(fmt.Sprintf("index files: %d segments as they were written", n), err, "run pennypress reindex")
	stats, err := store.Stats(ctx)
	if err != nil {
		return false, err
	}
	what := fmt.Sprintf("index holds what the store does (change %d, %d articles)", stats.Seq, stats.Articles)
	if serving, ok := dialLocal(d.c); ok {
		defer serving.Close()
		d.say(what+" (of the running serve)", countIn(ctx, serving, stats.Articles), "wait a moment; if it stays so, stop serve and run pennypress reindex")
		return false, nil
	}
	idx, err := d.openIndex(ctx, d.c, searchWait)
	if locked(err) {
		d.note("index: in use by another process, not checked: try again later")
		return true, nil
	}
	if err != nil {
		d.say("index", err, "run pennypress reindex")
		return false, nil
	}
	defer idx.Close()
	seq, err := idx.Seq(ctx)
	if err == nil && seq != stats.Seq {
		err = fmt.Errorf("it has taken in change %d of %d", seq, stats.Seq)
	}
	if err == nil {
		err = countIn(ctx, idx, stats.Articles)
	}
	d.say(what, err, "run pennypress search, which brings it up to date; if it stays so, pennypress reindex")
	return false, nil
}

// countIn compares the number of articles that are found with the number stored.
func countIn(ctx context.Context, s index.Finder, want int) error {
	found, err := s.Search(ctx, index.Query{}, index.SearchOptions{Limit: 1, Sort: index.Date})
	if err == nil && found.Total != want {
		err = fmt.Errorf("it finds %d articles, and %d are stored", found.Total, want)
	}
	return err
}

// quickRecords is how many records of the archive are read without --deep.
const quickRecords = 20

func (d *doctor) archive(ctx context.Context) {
	dir := filepath.Join(d.c.DataDir, archiveDir)
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		d.note("archive: no raw pages are kept")
		return
	}
	read, bad := 0, error(nil)
	for _, err := range archive.Read(dir) {
		if err != nil {
			bad = err
			break
		}
		if read++; ctx.Err() != nil || !d.deep && read == quickRecords {
			break
		}
	}
	d.say(fmt.Sprintf("archive: %d pages read", read), bad,
		"the rest of that file is lost for reindex --from-raw; articles in the store are not: move the file elsewhere")
}

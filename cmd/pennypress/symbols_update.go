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

	"github.com/spf13/cobra"

	"github.com/pennypress/pennypress/crawler/fetch"
	"github.com/pennypress/pennypress/extract/gazetteer/lists"
)

// updateFlags are the flags of symbols update.
type updateFlags struct {
	from   string
	small  bool
	asJSON bool
}

func (a *app) symbolsUpdateCmd() *cobra.Command {
	var f updateFlags
	cmd := &cobra.Command{
		Use:   "update [LIST]...",
		Short: "Refresh the lists of instruments that exchanges and the SEC publish",
		Long: `Update reads each LIST (else every one that has a fixed address) from its publisher, or from a
mirror, and keeps it in the data directory, where later commands use it. What changed is
printed; the first time only the number. A list that is broken is refused and the one of before kept: a page of
HTML, an empty file, a wrong header, a missing footer, fewer instruments by a fifth. What a list has no more
is kept as delisted since its day, because older texts name it. Lists: ` + listNames(func(lists.Format) bool { return true }) + `
(` + listNames(func(f lists.Format) bool { return f.URL == "" }) + ` have no fixed address: download them, and give their folder with --from).`,
		Example:     "  pennypress symbols update\n  pennypress symbols update sec nasdaq other\n  pennypress symbols update --from ./downloads euronext",
		Annotations: exits("0 done; 1 no list could be read; 2 wrong usage or configuration; 3 some could not"),
		RunE:        func(cmd *cobra.Command, args []string) error { return a.updateSymbols(cmd.Context(), args, f) },
	}
	cmd.Flags().StringVar(&f.from, "from", "", "`folder or URL` that holds the files under their publishers' names")
	cmd.Flags().BoolVar(&f.small, "accept-smaller", false, "accept a list with fewer instruments than before, or than a whole one has")
	cmd.Flags().BoolVar(&f.asJSON, "json", false, "print changes as JSON lines")
	return cmd
}

// listNames joins the names of the lists that want wants.
func listNames(want func(lists.Format) bool) string {
	var names []string
	for _, f := range lists.Formats() {
		if want(f) {
			names = append(names, f.Name)
		}
	}
	return strings.Join(names, ", ")
}

func (a *app) updateSymbols(ctx context.Context, names []string, f updateFlags) error {
	c, err := a.config()
	if err != nil {
		return err
	}
	client, err := a.openClient(c)
	if err != nil {
		return err
	}
	defer client.Close()
	u := &updater{app: a, client: client, flags: f, dir: filepath.Join(c.DataDir, symbolsDir), today: time.Now().UTC().Format(time.DateOnly)}
	formats, err := u.wanted(names)
	if err != nil {
		return err
	}
	failed := 0
	for _, format := range formats {
		if err := u.update(ctx, format); err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			failed++
			a.log.Error(printable(fmt.Sprintf("%s: %v", format.Name, err), ""))
		}
	}
	if failed < len(formats) {
		if err := writeIndex(u.dir); err != nil {
			return err
		}
	}
	return a.partly(nil, failed, len(formats))
}

// An updater refreshes lists.
type updater struct {
	app    *app
	client *fetch.Client
	flags  updateFlags
	dir    string // where lists are kept
	today  string
}

// wanted returns the lists that were named, else all that can be had.
func (u *updater) wanted(names []string) ([]lists.Format, error) {
	var out []lists.Format
	for _, name := range names {
		f, ok := lists.Find(name)
		if !ok {
			return nil, usage("no list is called %q: there are %s", name, listNames(func(lists.Format) bool { return true }))
		}
		if u.flags.from == "" && f.URL == "" {
			return nil, usage("%s has no fixed address: download %s, and give its folder with --from", f.Name, f.File)
		}
		out = append(out, f)
	}
	if len(names) > 0 {
		return out, nil
	}
	for _, f := range lists.Formats() {
		if u.offered(f) {
			out = append(out, f)
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%s holds no list: want a file such as %s", u.flags.from, lists.Formats()[0].File)
	}
	return out, nil
}

// offered reports whether a list is read when none is named: of a folder those
// that are in it.
func (u *updater) offered(f lists.Format) bool {
	switch {
	case u.flags.from == "":
		return f.URL != ""
	case isURL(u.flags.from):
		return true
	}
	_, err := os.Stat(filepath.Join(u.flags.from, f.File))
	return !errors.Is(err, fs.ErrNotExist)
}

// update refreshes one list.
func (u *updater) update(ctx context.Context, f lists.Format) error {
	stored, err := readStored(u.dir, f.Name)
	if err != nil {
		return err
	}
	data, place, err := u.read(ctx, f)
	if err != nil {
		return err
	}
	list, err := f.Read(data)
	if err == nil && !u.flags.small {
		err = f.CheckSize(list, lists.Listed(stored.rows))
	}
	if err == nil && list.AsOf != "" && list.AsOf < stored.asOf {
		err = fmt.Errorf("of %s, older than the list of %s at hand", list.AsOf, stored.asOf)
	}
	if err != nil {
		return fmt.Errorf("%s is refused: %w%s", place, err, keptNote(stored))
	}
	first := len(stored.rows) == 0
	day := firstNonEmpty(list.AsOf, u.today)
	rows, changes := lists.Merge(stored.rows, list.Rows, day)
	stored.rows, stored.asOf = rows, day
	if err := stored.write(fmt.Sprintf("%s, read %s from %s", f.Name, u.today, place)); err != nil {
		return err
	}
	u.report(f, list, changes, first)
	if first {
		return nil
	}
	return u.print(f, changes)
}

func keptNote(s storedList) string {
	if len(s.rows) == 0 {
		return ""
	}
	return "; the list of " + firstNonEmpty(s.asOf, "before") + " is kept"
}

// read returns the file of a list, and where it was.
func (u *updater) read(ctx context.Context, f lists.Format) (data []byte, place string, err error) {
	place = f.URL
	switch {
	case isURL(u.flags.from):
		place = strings.TrimRight(u.flags.from, "/") + "/" + f.File
	case u.flags.from != "":
		place = filepath.Join(u.flags.from, f.File)
		data, err = readBounded(place)
		return data, place, err
	}
	// A person asks for this file by name: robots.txt is for crawlers.
	r, err := u.client.Get(ctx, fetch.Request{URL: place, Accept: "*/*", MaxBody: lists.MaxBytes, IgnoreRobots: true})
	return r.Page.Body, place, err
}

// readBounded reads a file of a list's size.
func readBounded(name string) ([]byte, error) {
	info, err := os.Stat(name)
	if err == nil && info.Size() > lists.MaxBytes {
		return nil, fmt.Errorf("%s: larger than %d MiB", name, lists.MaxBytes>>20)
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, cause(err))
	}
	return data, nil
}

// report says on stderr what became of a list.
func (u *updater) report(f lists.Format, l lists.List, changes []lists.Change, first bool) {
	for _, odd := range l.Odd {
		u.app.log.Warn(printable(fmt.Sprintf("%s: not understood: %s", f.Name, odd), ""))
	}
	of := ""
	if l.AsOf != "" {
		of = " as of " + l.AsOf
	}
	if first {
		u.app.log.Info(fmt.Sprintf("%s: %d instruments%s, read for the first time", f.Name, len(l.Rows), of))
		return
	}
	n := map[string]int{}
	for _, c := range changes {
		n[c.Kind]++
	}
	u.app.log.Info(fmt.Sprintf("%s: %d instruments%s: %d added, %d renamed, %d delisted, %d relisted",
		f.Name, len(l.Rows), of, n[lists.Added], n[lists.Renamed], n[lists.Delisted], n[lists.Relisted]))
}

// print writes the changes of a list.
func (u *updater) print(f lists.Format, changes []lists.Change) error {
	for _, c := range changes {
		var line []byte
		var err error
		if u.flags.asJSON {
			line, err = jsonLine(struct {
				List     string `json:"list"`
				Change   string `json:"change"`
				Symbol   string `json:"symbol"`
				Exchange string `json:"exchange"`
				Name     string `json:"name"`
				Was      string `json:"was,omitempty"`
			}{f.Name, c.Kind, c.Symbol, c.Exchange, c.Name, c.Was})
		} else {
			line = fmt.Appendf(nil, "%-8s  %s:%s  %s", c.Kind, c.Exchange, c.Symbol, c.Name)
			if c.Was != "" {
				line = fmt.Appendf(line, " (was %s)", c.Was)
			}
			line = append(line, '\n')
		}
		if err != nil {
			return err
		}
		if _, err := u.app.out.Write(line); err != nil {
			return err
		}
	}
	return nil
}

package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/pennypress/pennypress/config"
	"github.com/pennypress/pennypress/extract/gazetteer"
	"github.com/pennypress/pennypress/extract/gazetteer/lists"
)

// symbolsDir lies in the data directory and holds a file for each list that
// symbols update has read.
const symbolsDir = "symbols"

// instruments returns the instruments of a configuration: those built in, what
// the lists in the data directory have beside them, and over both the user's own file.
func (a *app) instruments(c *config.Config) (*gazetteer.Table, error) {
	table, err := withLists(gazetteer.Default(), filepath.Join(c.DataDir, symbolsDir))
	if err != nil {
		return nil, fmt.Errorf("%w: remove it, or run pennypress symbols update", err)
	}
	if c.Symbols == "" {
		return table, nil
	}
	f, err := os.Open(c.Symbols)
	if err != nil {
		return nil, &statusError{exitUsage, fmt.Errorf("symbols %s: %w", c.Symbols, cause(err))}
	}
	defer f.Close()
	if table, err = table.With(f, c.Symbols); err != nil {
		return nil, &statusError{exitUsage, fmt.Errorf("symbols %w", err)}
	}
	return table, nil
}

// withLists adds the lists of a folder to a table, those that are trusted more
// first.
func withLists(table *gazetteer.Table, dir string) (*gazetteer.Table, error) {
	var found []gazetteer.List
	for _, f := range lists.Formats() {
		name := filepath.Join(dir, f.Name+".tsv")
		file, err := os.Open(name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("symbols %s: %w", name, cause(err))
		}
		defer file.Close()
		found = append(found, gazetteer.List{Reader: file, File: name})
	}
	if len(found) == 0 {
		return table, nil
	}
	table, err := table.WithLists(found...)
	if err != nil {
		return nil, fmt.Errorf("symbols %w", err)
	}
	return table, nil
}

// A storedList is the file of one list in the data directory.
type storedList struct {
	path string
	rows []lists.Row
	asOf string // day of the list that was read last; empty when there was none
}

// asOfMark begins the comment with the day of a list.
const asOfMark = "# as of "

// readStored reads the file of a list; one that is not there is empty.
func readStored(dir, name string) (storedList, error) {
	s := storedList{path: filepath.Join(dir, name+".tsv")}
	text, err := os.ReadFile(s.path)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return s, fmt.Errorf("%s: %w", s.path, cause(err))
	}
	if s.rows, err = lists.Parse(text); err != nil {
		return s, fmt.Errorf("%s: %w: remove it to begin anew", s.path, err)
	}
	for line := range strings.Lines(string(text)) {
		if day, ok := strings.CutPrefix(strings.TrimSpace(line), asOfMark); ok {
			s.asOf = day
			break
		}
	}
	return s, nil
}

// write replaces the file as a whole: who reads it has the one before or this.
func (s *storedList) write(comment string) error {
	dir := filepath.Dir(s.path)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("%s: %w", dir, cause(err))
	}
	f, err := os.CreateTemp(dir, ".list-*")
	if err != nil {
		return fmt.Errorf("%s: %w", dir, cause(err))
	}
	defer os.Remove(f.Name()) // gone already when all went well
	_, err = f.Write(lists.Marshal(s.rows, strings.TrimPrefix(asOfMark, "# ")+s.asOf+"\n"+comment))
	err = errors.Join(err, f.Chmod(0o644), f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), s.path)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", s.path, cause(err))
	}
	return nil
}

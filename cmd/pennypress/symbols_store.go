package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
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
// first. It takes the index that symbols update left there, if that was made
// of the same lists: to make it takes a tenth of a second.
func withLists(table *gazetteer.Table, dir string) (*gazetteer.Table, error) {
	found, err := readLists(dir)
	if err != nil || len(found) == 0 {
		return table, err
	}
	build := func() (*gazetteer.Table, error) { return addLists(table, found) }
	sum, index, ok := strings.Cut(readIndex(dir), "\n")
	if ok && sum == sumOf(found) {
		rows := func() *gazetteer.Table {
			made, err := build()
			if err != nil { // the sum says that update has made it of the same lists
				panic(err)
			}
			return made
		}
		if loaded, err := gazetteer.Load(index, rows); err == nil {
			return loaded, nil
		}
	}
	return build()
}

// A listText is the text of one list in the data directory.
type listText struct{ file, text string }

// readLists reads the lists of a folder.
func readLists(dir string) ([]listText, error) {
	var found []listText
	for _, f := range lists.Formats() {
		name := filepath.Join(dir, f.Name+".tsv")
		text, err := os.ReadFile(name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("symbols %s: %w", name, cause(err))
		}
		found = append(found, listText{name, string(text)})
	}
	return found, nil
}

// addLists makes the table of lists.
func addLists(table *gazetteer.Table, found []listText) (*gazetteer.Table, error) {
	var all []gazetteer.List
	for _, l := range found {
		all = append(all, gazetteer.List{Reader: strings.NewReader(l.text), File: l.file})
	}
	table, err := table.WithLists(all...)
	if err != nil {
		return nil, fmt.Errorf("symbols %w", err)
	}
	return table, nil
}

// indexFile holds the sum of the lists and, after a line break, the index of
// the table that was made of them.
const indexFile = "table.bin"

// readIndex reads it; what cannot be read is as good as none.
func readIndex(dir string) string {
	text, err := os.ReadFile(filepath.Join(dir, indexFile))
	if err != nil {
		return ""
	}
	return string(text)
}

// sumOf tells lists, and the data that they are added to, apart from others.
func sumOf(found []listText) string {
	h := sha256.New()
	io.WriteString(h, gazetteer.Fingerprint())
	for _, l := range found {
		fmt.Fprintf(h, "\n%s %d\n", filepath.Base(l.file), len(l.text))
		io.WriteString(h, l.text)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// writeIndex makes the table of the lists of a folder and leaves its index.
func writeIndex(dir string) error {
	found, err := readLists(dir)
	if err != nil || len(found) == 0 {
		return err
	}
	table, err := addLists(gazetteer.Default(), found)
	if err != nil {
		return err
	}
	return writeWhole(filepath.Join(dir, indexFile), append([]byte(sumOf(found)+"\n"), table.Compile()...))
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

// write replaces the file of the list.
func (s *storedList) write(comment string) error {
	return writeWhole(s.path, lists.Marshal(s.rows, strings.TrimPrefix(asOfMark, "# ")+s.asOf+"\n"+comment))
}

// writeWhole replaces a file as a whole: who reads it has the one before or
// this.
func writeWhole(path string, data []byte) error {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("%s: %w", dir, cause(err))
	}
	f, err := os.CreateTemp(dir, ".list-*")
	if err != nil {
		return fmt.Errorf("%s: %w", dir, cause(err))
	}
	defer os.Remove(f.Name()) // gone already when all went well
	_, err = f.Write(data)
	err = errors.Join(err, f.Chmod(0o644), f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", path, cause(err))
	}
	return nil
}

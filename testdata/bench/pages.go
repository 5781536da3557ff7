package main

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// A page has the text that a careful reader copied from it.
type page struct {
	name string
	body []byte
	text string
}

// load reads the corpus where it is there, else the product's own pages.
func load(corpus, own string, limit int) (pages []page, from string, err error) {
	if corpus != "" {
		pages, err = loadCorpus(corpus, limit)
		if !errors.Is(err, fs.ErrNotExist) {
			return pages, "the corpus", err
		}
		fmt.Printf("no corpus at %s: the product's own pages instead, which its rules were made for\n", corpus)
	}
	pages, err = loadOwn(own)
	return pages, own, err
}

// maxLine bounds a line of the truth.
const maxLine = 64 << 20

func loadCorpus(dir string, limit int) ([]page, error) {
	f, err := os.Open(filepath.Join(dir, "truth.jsonl"))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	type row struct{ File, Text string }
	var rows []row
	in := bufio.NewScanner(f)
	in.Buffer(nil, maxLine)
	for in.Scan() {
		var r row
		if err := json.Unmarshal(in.Bytes(), &r); err != nil {
			return nil, err
		}
		if r.Text != "" {
			rows = append(rows, r)
		}
	}
	if limit <= 0 || limit > len(rows) {
		limit = len(rows)
	}
	var pages []page
	for i := range limit {
		r := rows[i*len(rows)/limit]
		body, err := readFile(filepath.Join(dir, r.File))
		if err != nil {
			return nil, err
		}
		pages = append(pages, page{r.File, body, r.Text})
	}
	return pages, in.Err()
}

// readFile reads a file, unpacked where its name says that it is packed.
func readFile(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if filepath.Ext(name) != ".gz" {
		return io.ReadAll(f)
	}
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}

func loadOwn(dir string) ([]page, error) {
	texts, err := filepath.Glob(filepath.Join(dir, "*.want"))
	if err != nil {
		return nil, err
	}
	var pages []page
	for _, name := range texts {
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		file := strings.TrimSuffix(name, ".want") + ".html"
		body, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		pages = append(pages, page{filepath.Base(file), body, string(text)})
	}
	if len(pages) == 0 {
		return nil, fmt.Errorf("no pages with texts in %s", dir)
	}
	return pages, nil
}

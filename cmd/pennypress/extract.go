package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"github.com/pennypress/pennypress/config"
	"github.com/pennypress/pennypress/crawler/fetch"
	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/extract/article"
)

// extractFlags are the flags of extract.
type extractFlags struct {
	url     string
	format  string
	explain bool
}

func (a *app) extractCmd() *cobra.Command {
	var f extractFlags
	cmd := &cobra.Command{
		Use:   "extract [FILE|DIR|URL|-]...",
		Short: "Turn pages into articles, one JSON per line",
		Long: `Extract reads pages and prints the article of each, in the order of the arguments, with
the figures found in it. A FILE is HTML, or a plain-text dump of a page when its name ends
in .txt; a DIR stands for the .html, .htm, .xhtml and .txt files in it; a URL is fetched by
the rules of the configuration; - is standard input. A page that is no article is named on
stderr with the reason.`,
		Example: `  pennypress extract page.html | jq .title
  pennypress extract --format text https://news.example/story
  pennypress extract --explain page.html`,
		Annotations: exits("0 done; 1 no argument gave an article; 2 wrong usage; 3 some gave none"),
		Args:        argRange(1, -1, "at least one file, folder, URL or -"),
		RunE:        func(cmd *cobra.Command, args []string) error { return a.extract(cmd.Context(), args, f) },
	}
	cmd.Flags().StringVar(&f.url, "url", "", "`address` of the page, the base of its links")
	cmd.Flags().StringVar(&f.format, "format", "jsonl", "jsonl, text or markdown")
	cmd.Flags().BoolVar(&f.explain, "explain", false, "print how the article was found instead")
	return cmd
}

func (a *app) extract(ctx context.Context, args []string, f extractFlags) error {
	if err := oneOf("format", f.format, "jsonl", "text", "markdown"); err != nil {
		return err
	}
	c, err := a.config()
	if err != nil {
		return err
	}
	names, err := expand(args)
	if err != nil {
		return err
	}
	in := a.inputs(c, f.url)
	table, err := a.instruments(c)
	if err != nil {
		return err
	}
	read := newReader(c).withInstruments(table)
	failed := 0
	err = inOrder(ctx, names, runtime.GOMAXPROCS(0), func(ctx context.Context, name string) ([]byte, error) {
		p, err := in.page(ctx, name)
		if err != nil {
			return nil, err
		}
		return render(read, name, p, f)
	}, func(name string, out []byte, err error) error {
		if err != nil {
			failed++
			a.log.Error(describe(name, err))
			return nil
		}
		_, err = a.out.Write(out)
		return err
	})
	return a.partly(err, failed, len(names))
}

// render extracts one page in the form that the flags ask for.
func render(read *reader, name string, p extract.Page, f extractFlags) ([]byte, error) {
	if f.explain {
		e, err := article.Explain(p, read.optionsFor(p.URL))
		if err != nil {
			return nil, err
		}
		return []byte(e.String()), nil
	}
	if f.format == "markdown" {
		text, err := article.Markdown(p, read.optionsFor(p.URL))
		return []byte(text + "\n"), err
	}
	got, err := read.page(p)
	if err != nil {
		return nil, err
	}
	if f.format == "text" {
		return []byte(plain(got)), nil
	}
	return jsonLine(struct {
		File string `json:"file"`
		extract.Article
	}{name, got})
}

// plain is an article as a reader would print it.
func plain(a extract.Article) string {
	var b strings.Builder
	for _, part := range append([]string{a.Title, a.Text}, a.Notes...) {
		if part != "" {
			b.WriteString(part + "\n\n")
		}
	}
	return b.String()
}

// jsonLine encodes one value as a line; HTML is left as it is.
func jsonLine(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// describe is the message about an argument that gave nothing.
func describe(name string, err error) string {
	msg := err.Error()
	if strings.HasPrefix(msg, name) {
		return msg
	}
	return name + ": " + msg
}

// expand replaces folders by the pages in them, in order of their names.
func expand(args []string) ([]string, error) {
	var names []string
	for _, arg := range args {
		info, err := os.Stat(arg)
		if isURL(arg) || err != nil || !info.IsDir() {
			names = append(names, arg)
			continue
		}
		entries, err := os.ReadDir(arg)
		if err != nil {
			return nil, fmt.Errorf("read folder %s: %w", arg, cause(err))
		}
		for _, e := range entries {
			if slices.Contains([]string{".html", ".htm", ".xhtml", ".txt"}, strings.ToLower(filepath.Ext(e.Name()))) && !e.IsDir() {
				names = append(names, filepath.Join(arg, e.Name()))
			}
		}
	}
	return names, nil
}

func isURL(arg string) bool {
	return strings.HasPrefix(arg, "http://") || strings.HasPrefix(arg, "https://")
}

// inputs reads what arguments name.
type inputs struct {
	in     io.Reader
	base   string                        // address of files
	client func() (*fetch.Client, error) // opened at the first URL
}

func (a *app) inputs(c *config.Config, base string) *inputs {
	return &inputs{in: a.in, base: base, client: sync.OnceValues(func() (*fetch.Client, error) { return a.openClient(c) })}
}

// maxFileBytes bounds a file or standard input. Articles are far smaller; the
// bound keeps a wrong argument from filling memory.
const maxFileBytes = 256 << 20

// page reads one argument.
func (in *inputs) page(ctx context.Context, name string) (extract.Page, error) {
	if isURL(name) {
		return in.fetch(ctx, name)
	}
	p := extract.Page{URL: in.base}
	if strings.EqualFold(filepath.Ext(name), ".txt") {
		p.ContentType = "text/plain; charset=utf-8"
	}
	var err error
	p.Body, err = in.bytes(name)
	return p, err
}

// bytes reads a file or standard input.
func (in *inputs) bytes(name string) ([]byte, error) {
	r := in.in
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, cause(err)
		}
		defer f.Close()
		if info, err := f.Stat(); err == nil && info.Mode().IsRegular() && 0 < info.Size() && info.Size() <= maxFileBytes {
			body := make([]byte, info.Size())
			if n, err := io.ReadFull(f, body); err == nil || errors.Is(err, io.ErrUnexpectedEOF) {
				return body[:n], nil
			}
		}
		r = f
	}
	body, err := io.ReadAll(io.LimitReader(r, maxFileBytes+1))
	if err == nil && len(body) > maxFileBytes {
		err = fmt.Errorf("larger than %d MiB", maxFileBytes>>20)
	}
	if pathErr := (*fs.PathError)(nil); errors.As(err, &pathErr) {
		err = pathErr.Err
	}
	return body, err
}

func (in *inputs) fetch(ctx context.Context, url string) (extract.Page, error) {
	client, err := in.client()
	if err != nil {
		return extract.Page{}, err
	}
	resp, err := client.Get(ctx, fetch.Request{URL: url})
	return resp.Page, err
}

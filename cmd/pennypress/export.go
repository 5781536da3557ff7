package main

import (
	"context"
	"fmt"
	"io"
	"iter"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/pennypress/pennypress/config"
	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/index"
	"github.com/pennypress/pennypress/index/export"
	"github.com/pennypress/pennypress/index/words"
)

// exportFlags are the flags of export.
type exportFlags struct {
	format, table, out, since, compress string
	schema                              bool
}

func (a *app) exportCmd() *cobra.Command {
	var f exportFlags
	cmd := &cobra.Command{
		Use:   "export [QUERY]",
		Short: "Write the dataset",
		Long: `Export writes every article of the store, or those that match a query (as in search), in
order of publication: JSON lines, one JSON array, CSV, or Parquet. It reads the store alone, so
it runs beside a crawl. With --out the file appears whole or not at all.`,
		Example: `  pennypress export --format jsonl --compress zstd --out articles.jsonl.zst
  pennypress export 'ticker:NVDA last:30d' --format csv --table moves`,
		Annotations: exits("0 written; 1 failed; 2 wrong usage"),
		Args:        cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.export(cmd.Context(), strings.Join(args, " "), f)
		},
	}
	cmd.Flags().StringVar(&f.format, "format", "jsonl", strings.Join(export.Names(), ", "))
	cmd.Flags().StringVar(&f.table, "table", "articles", "rows of CSV: articles, entities or moves")
	cmd.Flags().StringVar(&f.out, "out", "", "`file` to write (default: stdout)")
	cmd.Flags().StringVar(&f.since, "since", "", "only what was stored or changed since this `date`")
	cmd.Flags().StringVar(&f.compress, "compress", "", "gzip or zstd")
	cmd.Flags().BoolVar(&f.schema, "schema", false, "print the JSON Schema of an article instead")
	return cmd
}

func (a *app) export(ctx context.Context, query string, f exportFlags) error {
	if f.schema {
		_, err := a.out.Write(export.Schema())
		return err
	}
	writer, err := f.writer()
	if err != nil {
		return err
	}
	since, err := parseSince(f.since)
	if err != nil {
		return err
	}
	q, err := parseQuery(query)
	if err != nil {
		return err
	}
	c, err := a.config()
	if err != nil {
		return err
	}
	store, err := a.openStore(ctx, c, false)
	if err != nil {
		return err
	}
	defer store.Close()
	n := 0
	articles := counted(matching(store.Articles(ctx, index.Filter{Since: since}), q), &n)
	write := func(w io.Writer) error { return writer(w, articles) }
	if f.out == "" {
		return write(a.out)
	}
	if err := export.ToFile(f.out, write); err != nil {
		return err
	}
	a.log.Info(fmt.Sprintf("wrote %d articles to %s", n, f.out))
	return nil
}

// writer finds the writer that the flags ask for.
func (f exportFlags) writer() (export.Writer, error) {
	format, ok := export.Named(f.format)
	if !ok {
		return nil, usage("--format %q: write %s", f.format, strings.Join(export.Names(), ", "))
	}
	table, ok := export.TableNamed(f.table)
	if !ok {
		return nil, usage("--table %q: write articles, entities or moves", f.table)
	}
	write := format.Write
	if f.format == "csv" {
		write = table.Write
	} else if f.table != export.Tables[0].Name {
		return nil, usage("--table %s is for --format csv", f.table)
	}
	if f.compress == "" {
		return write, nil
	}
	compression, ok := export.CompressionNamed(f.compress)
	if !ok {
		return nil, usage("--compress %q: write gzip or zstd", f.compress)
	}
	return compression.Compressed(write), nil
}

// matching passes on the articles that match a query.
func matching(articles iter.Seq2[extract.Article, error], q index.Query) iter.Seq2[extract.Article, error] {
	return func(yield func(extract.Article, error) bool) {
		for got, err := range articles {
			if err == nil && !index.Match(q, got, words.Analyzer{}) {
				continue
			}
			if !yield(got, err) {
				return
			}
		}
	}
}

func counted(articles iter.Seq2[extract.Article, error], n *int) iter.Seq2[extract.Article, error] {
	return func(yield func(extract.Article, error) bool) {
		for got, err := range articles {
			*n++
			if !yield(got, err) {
				return
			}
		}
	}
}

// parseSince reads a day, an instant, or a duration before now.
func parseSince(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if at, err := time.Parse(layout, text); err == nil {
			return at, nil
		}
	}
	if d, err := config.ParseDuration(text); err == nil {
		return time.Now().Add(-d), nil
	}
	return time.Time{}, usage("--since %q: write a date (2025-01-31), an instant (RFC 3339) or a duration (7d)", text)
}

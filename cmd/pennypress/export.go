package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"time"

	"github.com/gofrs/flock"
	"github.com/spf13/cobra"

	"github.com/pennypress/pennypress/config"
	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/index"
	"github.com/pennypress/pennypress/index/export"
	"github.com/pennypress/pennypress/index/sqlite"
	"github.com/pennypress/pennypress/index/words"
)

// exportFlags are the flags of export.
type exportFlags struct {
	format, table, out, since, compress string
	partRows                            int
	noText, schema                      bool
}

func (a *app) exportCmd() *cobra.Command {
	var f exportFlags
	cmd := &cobra.Command{
		Use:   "export [QUERY]",
		Short: "Write the dataset",
		Long: `Export writes every article of the store, or those that match a query (as in search), in
order of publication: JSON lines, one JSON array, CSV, or Parquet. It reads the store alone, so
it runs beside a crawl. --out FOLDER writes parts with a manifest, and the next time only the
parts that changed; --out FILE.parquet, .csv, .jsonl.zst, ... writes one file in the format of its
name. Either appears whole or not at all. --since gives what changed, each row with an op.`,
		Example: `  pennypress export --format parquet --out dataset
  pennypress export --since dataset --out changes.jsonl.zst
  pennypress export 'ticker:NVDA last:30d' --format csv --table moves`,
		Annotations: exits("0 written; 1 failed; 2 wrong usage; 75 another export writes that folder"),
		Args:        cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if !cmd.Flags().Changed("format") {
				f.format = ""
			}
			return a.export(cmd.Context(), strings.Join(args, " "), f)
		},
	}
	cmd.Flags().StringVar(&f.format, "format", "jsonl", strings.Join(export.Names(), ", "))
	cmd.Flags().StringVar(&f.table, "table", "articles", "rows of CSV: articles, entities or moves")
	cmd.Flags().StringVar(&f.out, "out", "", "`file or folder` to write (default: stdout)")
	cmd.Flags().IntVar(&f.partRows, "part-rows", export.DefaultPartRows, "articles in each part of a folder")
	cmd.Flags().StringVar(&f.since, "since", "", "changes only: since a `date`, a duration ago, or an earlier export's manifest or folder")
	cmd.Flags().StringVar(&f.compress, "compress", "", "gzip or zstd")
	cmd.Flags().BoolVar(&f.noText, "no-text", false, "leave out texts: figures, offsets and what identifies an article")
	cmd.Flags().BoolVar(&f.schema, "schema", false, "print the JSON Schema of an article instead")
	return cmd
}

func (a *app) export(ctx context.Context, query string, f exportFlags) error {
	if f.schema {
		_, err := a.out.Write(export.Schema())
		return err
	}
	d, err := f.dataset()
	if err != nil {
		return err
	}
	since, err := parseSince(f.since)
	if err != nil {
		return err
	}
	q, err := parseExport(query)
	if err != nil {
		return err
	}
	d.Query, d.Match, d.Moving = q.text, q.match, q.moving
	if since.manifest != nil && since.manifest.Query != d.Query {
		return usage("--since %s: it is an export of %q: ask for the same", f.since, since.manifest.Query)
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
	now, err := store.Snapshot(ctx)
	if err != nil {
		return err
	}
	err = a.exportTo(ctx, f.out, d, q.in, since, now)
	return errors.Join(err, now.Close())
}

// dataset is what the flags ask for.
func (f exportFlags) dataset() (export.Dataset, error) {
	d := export.Dataset{NoText: f.noText, PartRows: f.partRows, Software: "pennypress " + version}
	name := f.format
	if name == "" {
		name = formatOf(f.out)
	}
	var ok bool
	if d.Format, ok = export.Named(name); !ok {
		return d, usage("--format %q: write %s", name, strings.Join(export.Names(), ", "))
	}
	if d.Table, ok = export.TableNamed(f.table); !ok {
		return d, usage("--table %q: write articles, entities or moves", f.table)
	}
	if d.Format.Name != "csv" && f.table != export.Tables[0].Name {
		return d, usage("--table %s is for --format csv", f.table)
	}
	if f.partRows < 1 {
		return d, usage("--part-rows %d: write a number from 1", f.partRows)
	}
	compress := f.compress
	if compress == "" && f.format == "" {
		compress = compressionOf(f.out)
	}
	if compress == "" {
		return d, nil
	}
	if d.Compression, ok = export.CompressionNamed(compress); !ok {
		return d, usage("--compress %q: write gzip or zstd", compress)
	}
	if d.Format.Name == "parquet" {
		return d, usage("--compress %s: Parquet is compressed inside", compress)
	}
	return d, nil
}

// formatOf is the format that a file's name asks for.
func formatOf(name string) string {
	if export.IsFile(name) {
		name = strings.TrimSuffix(name, "."+compressionSuffix(name))
		for _, f := range export.Formats {
			if strings.HasSuffix(name, f.Extension) {
				return f.Name
			}
		}
	}
	return export.Formats[0].Name
}

func compressionOf(name string) string {
	if suffix := compressionSuffix(name); suffix != "" && export.IsFile(name) {
		return map[string]string{"gz": "gzip", "zst": "zstd"}[suffix]
	}
	return ""
}

func compressionSuffix(name string) string {
	for _, suffix := range []string{"gz", "zst"} {
		if strings.HasSuffix(name, "."+suffix) {
			return suffix
		}
	}
	return ""
}

// An exportQuery says what is wanted. The zero value is everything.
type exportQuery struct {
	text   string
	match  func(*extract.Article) bool // nil: every article
	moving bool                        // what matches depends on when one asks, as with last:7d
	in     index.Stretch               // what matches lies in it
}

func parseExport(query string) (exportQuery, error) {
	query = strings.TrimSpace(query)
	if query == "" {
		return exportQuery{}, nil
	}
	q, err := parseQuery(query)
	if err != nil {
		return exportQuery{}, err
	}
	later, err := index.Parse(query, time.Now().AddDate(1, 0, 0))
	return exportQuery{
		text:   query,
		match:  func(got *extract.Article) bool { return index.Match(q, *got, words.Analyzer{}) },
		moving: err != nil || !reflect.DeepEqual(q.Root, later.Root),
		in:     within(q.Root),
	}, nil
}

// exportTo writes to where the flag --out says.
func (a *app) exportTo(ctx context.Context, out string, d export.Dataset, in index.Stretch, since startPoint, from *sqlite.Snapshot) error {
	if m := since.manifest; m != nil {
		if seq, err := from.Seq(ctx); err != nil {
			return err
		} else if m.Seq.To > seq {
			return fmt.Errorf("the earlier export has change %d and the store ends at %d: it is of another store", m.Seq.To, seq)
		}
	}
	if out != "" && out != "-" && !export.IsFile(out) {
		return a.exportFolder(ctx, out, d, since, from)
	}
	n := 0
	write := func(w io.Writer) error {
		n = 0
		if since.given() {
			return d.ChangeWriter()(w, counted(d.Changes(from.Changes(ctx, since.seq(), since.at)), &n))
		}
		return d.Writer()(w, counted(d.Articles(articlesWithin(ctx, from, in)), &n))
	}
	if out == "" || out == "-" {
		return write(a.out)
	}
	if err := export.ToFile(out, write); err != nil {
		return err
	}
	a.log.Info(fmt.Sprintf("wrote %d articles to %s", n, out))
	return nil
}

// articlesWithin yields the undated articles, then the dated ones, but none that
// a query's dates leave out: a month of a large store should not cost the whole.
func articlesWithin(ctx context.Context, from *sqlite.Snapshot, in index.Stretch) iter.Seq2[extract.Article, error] {
	stretches := []index.Stretch{{Undated: true}, {}}
	if in != (index.Stretch{}) {
		stretches = []index.Stretch{in}
	}
	return func(yield func(extract.Article, error) bool) {
		for _, in := range stretches {
			for got, err := range from.Articles(ctx, in) {
				if !yield(got, err) || err != nil {
					return
				}
			}
		}
	}
}

// within is a stretch that everything that matches lies in, to the second; the
// zero stretch when the query's dates say nothing.
func within(root index.Node) (in index.Stretch) {
	clauses := []index.Node{root}
	if and, ok := root.(index.And); ok {
		clauses = and.Nodes
	}
	for _, n := range clauses {
		p, ok := n.(index.Published)
		if !ok {
			continue
		}
		if from := p.From.Truncate(time.Second); !p.From.IsZero() && from.After(in.After.Published) {
			in.After.Published = from
		}
		if to := p.To.Truncate(time.Second).Add(time.Second); !p.To.IsZero() && (in.UpTo.Published.IsZero() || to.Before(in.UpTo.Published)) {
			in.UpTo.Published = to
		}
	}
	return in
}

func (a *app) exportFolder(ctx context.Context, out string, d export.Dataset, since startPoint, from *sqlite.Snapshot) error {
	if _, err := os.Stat(filepath.Join(out, export.ManifestFile)); err == nil {
		lock := flock.New(filepath.Join(out, ".lock"))
		if ok, err := lock.TryLock(); err != nil {
			return fmt.Errorf("export to %s: %w", out, err)
		} else if !ok {
			return fmt.Errorf("another export writes %s: %w", out, index.ErrLocked)
		}
		defer lock.Close()
	}
	var r export.Result
	var err error
	if since.given() {
		r, err = d.ChangesFolder(ctx, out, from, since.seq(), since.at)
	} else {
		r, err = d.Folder(ctx, out, from)
	}
	if err != nil {
		return err
	}
	deleted := ""
	if r.Manifest.Deleted > 0 {
		deleted = fmt.Sprintf(" and %d deletions", r.Manifest.Deleted)
	}
	a.log.Info(fmt.Sprintf("%d articles%s in %s: %d parts written, %d as they were", r.Manifest.Articles, deleted, out, r.Written, r.Kept))
	return nil
}

func counted[T any](values iter.Seq2[T, error], n *int) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for v, err := range values {
			*n++
			if !yield(v, err) {
				return
			}
		}
	}
}

// A startPoint says from when on changes are wanted.
type startPoint struct {
	at       time.Time        // stored or changed at or after
	manifest *export.Manifest // of the export that the changes go on from
}

func (s startPoint) given() bool { return s.manifest != nil || !s.at.IsZero() }

func (s startPoint) seq() int64 {
	if s.manifest == nil {
		return 0
	}
	return s.manifest.Seq.To
}

// parseSince reads an earlier export's place, a day, an instant, or a duration
// before now.
func parseSince(text string) (startPoint, error) {
	if text == "" {
		return startPoint{}, nil
	}
	if m, err := export.ReadManifest(text); err == nil {
		return startPoint{manifest: &m}, nil
	} else if !errors.Is(err, fs.ErrNotExist) {
		return startPoint{}, usage("--since %s: %v", text, err)
	}
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if at, err := time.Parse(layout, text); err == nil {
			return startPoint{at: at}, nil
		}
	}
	if d, err := config.ParseDuration(text); err == nil {
		return startPoint{at: time.Now().Add(-d)}, nil
	}
	return startPoint{}, usage("--since %q: write a date (2025-01-31), an instant (RFC 3339), a duration (7d), or the manifest of an earlier export", text)
}

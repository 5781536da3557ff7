package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/index"
	"github.com/pennypress/pennypress/index/export"
	"github.com/pennypress/pennypress/index/sqlite"
)

func (a *app) importCmd() *cobra.Command {
	return &cobra.Command{
		Use:   "import FILE.jsonl",
		Short: "Put article lines into the store: the inverse of export",
		Long: `Import reads JSON lines of pennypress.article/1, such as export writes, and stores them;
figures are extracted where a line has none. Lines that are no article are named on stderr and
left out; the others are kept. gzip and zstd are undone. - is standard input.`,
		Example:     "  pennypress import articles.jsonl\n  pennypress import articles.jsonl.zst",
		Annotations: exits("0 all lines stored; 1 failed; 2 wrong usage; 3 some lines were refused"),
		Args:        argRange(1, 1, "one file or -"),
		RunE:        func(cmd *cobra.Command, args []string) error { return a.importFile(cmd.Context(), args[0]) },
	}
}

func (a *app) importFile(ctx context.Context, name string) error {
	c, err := a.config()
	if err != nil {
		return err
	}
	r := a.in
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return fmt.Errorf("%s: %w", name, cause(err))
		}
		defer f.Close()
		r = f
	}
	lines, err := export.Decompress(r)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	defer lines.Close()
	store, err := a.openStore(ctx, c, true)
	if err != nil {
		return err
	}
	defer store.Close()
	in := &importer{app: a, store: store, read: newReader(c), name: name, line: a.progress()}
	err = errors.Join(in.all(ctx, lines), a.follow(ctx, c, store))
	in.line.clear()
	a.log.Info(fmt.Sprintf("%d articles: %d new, %d changed, %d unchanged; %d lines refused",
		in.created+in.revised+in.same, in.created, in.revised, in.same, in.refused))
	if err == nil && in.refused > 0 {
		return inPart
	}
	return err
}

// An importer stores lines in batches.
type importer struct {
	*app
	store *sqlite.DB
	read  *reader
	name  string
	line  *progressLine
	batch []extract.Article

	created, revised, same, refused int
}

// A batch is one transaction: many lines share its cost, few are in memory.
const (
	batchArticles = 200
	batchBytes    = 4 << 20
)

func (in *importer) all(ctx context.Context, r io.Reader) error {
	size := 0
	for got, err := range export.Read(r) {
		if bad := (*export.LineError)(nil); errors.As(err, &bad) {
			in.refused++
			in.log.Error(fmt.Sprintf("%s:%d: %v", in.name, bad.Line, bad.Err))
			continue
		}
		if err != nil {
			return errors.Join(err, in.flush(ctx))
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if got.Entities == nil {
			if err := guard(func() error { in.read.figures(&got); return nil }); err != nil {
				in.refused++
				in.log.Error(fmt.Sprintf("%s: article %s: %v", in.name, got.ID, err))
				continue
			}
		}
		in.batch = append(in.batch, got)
		if size += len(got.Text); len(in.batch) == batchArticles || size > batchBytes {
			if err := in.flush(ctx); err != nil {
				return err
			}
			size = 0
		}
	}
	return in.flush(ctx)
}

func (in *importer) flush(ctx context.Context) error {
	results, err := in.store.Put(ctx, in.batch)
	if err != nil {
		return err
	}
	for _, r := range results {
		switch r.Status {
		case index.Created:
			in.created++
		case index.Revised, index.Refreshed:
			in.revised++
		case index.Same:
			in.same++
		}
	}
	in.batch = in.batch[:0]
	in.line.show("%d articles", in.created+in.revised+in.same)
	return nil
}

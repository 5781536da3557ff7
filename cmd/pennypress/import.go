package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/index"
	"github.com/pennypress/pennypress/index/export"
	"github.com/pennypress/pennypress/index/sqlite"
)

func (a *app) importCmd() *cobra.Command {
	var dry, asJSON bool
	cmd := &cobra.Command{
		Use:   "import FILE.jsonl|FOLDER|-...",
		Short: "Put article lines into the store: the inverse of export",
		Long: `Import reads JSON lines of pennypress.article/1, such as export writes, and stores them;
figures are extracted where a line has none, and lines with op delete, of an export of changes,
delete. Lines that are no article are named on stderr and left out; the others are kept. gzip and
zstd are undone. A folder is an export with a manifest; - is standard input. An import that was
interrupted goes on where it stood when the same file is imported again.`,
		Example:     "  pennypress import articles.jsonl.zst\n  pennypress import dataset\n  zcat *.gz | pennypress import - --json",
		Annotations: exits("0 all lines stored; 1 failed; 2 wrong usage; 3 some lines were refused"),
		Args:        argRange(1, -1, "files, folders or -"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.importAll(cmd.Context(), args, dry, asJSON)
		},
	}
	cmd.Flags().BoolVar(&dry, "dry-run", false, "check the lines, store nothing")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the last line stored and what became of the lines, after each batch")
	return cmd
}

func (a *app) importAll(ctx context.Context, args []string, dry, asJSON bool) error {
	c, err := a.config()
	if err != nil {
		return err
	}
	names, err := importFiles(args)
	if err != nil {
		return err
	}
	table, err := a.instruments(c)
	if err != nil {
		return err
	}
	in := &importer{app: a, dry: dry, asJSON: asJSON, read: newReader(c).withInstruments(table), line: a.progress()}
	if !dry {
		if in.store, err = a.openStore(ctx, c, true); err != nil {
			return err
		}
		defer in.store.Close()
	}
	for _, name := range names {
		if err = in.file(ctx, name); err != nil {
			break
		}
	}
	in.line.clear()
	if !dry {
		err = errors.Join(err, a.follow(ctx, c, in.store))
	}
	a.log.Info(in.summary())
	if err == nil && in.Refused > 0 {
		return inPart
	}
	return err
}

// importFiles lists the files that the arguments stand for. A folder stands for
// the parts of its manifest, which must be as the manifest says.
func importFiles(args []string) ([]string, error) {
	var names []string
	for _, arg := range args {
		if info, err := os.Stat(arg); arg == "-" || err != nil || !info.IsDir() {
			names = append(names, arg)
			continue
		}
		m, err := export.ReadManifest(arg)
		if err != nil {
			return nil, fmt.Errorf("%s is a folder, and no export: %w", arg, err)
		}
		if m.Format != "jsonl" || !m.Text {
			return nil, usage("%s holds %s: JSON lines with texts can be imported", arg, describeFormat(m))
		}
		if err := m.Verify(arg); err != nil {
			return nil, err
		}
		for _, p := range m.Parts {
			names = append(names, filepath.Join(arg, p.Path))
		}
	}
	return names, nil
}

func describeFormat(m export.Manifest) string {
	if !m.Text {
		return m.Format + " without texts"
	}
	return m.Format
}

// An importer stores lines in batches: while one is written, the next is read,
// and nothing of the importer but writing is shared by the two.
type importer struct {
	*app
	store  *sqlite.DB // nil when nothing is to be stored
	read   *reader
	line   *progressLine
	dry    bool
	asJSON bool

	name    string
	batch   importBatch
	bytes   int
	stored  int          // line of an interrupted import up to which all is stored
	writing chan written // of the batch being written; nil when there is none
	tally
}

// An importBatch is one transaction of articles and one of deletions: many
// lines share the cost, few are in memory.
type importBatch struct {
	articles []extract.Article
	deleted  []string
	line     int // the last one
	refused  int // up to there, in this file
}

const (
	batchArticles = 200
	batchBytes    = 4 << 20
)

// A tally counts what became of lines.
type tally struct {
	Created   int `json:"new"`
	Changed   int `json:"changed"`
	Unchanged int `json:"unchanged"`
	Deleted   int `json:"deleted"`
	Refused   int `json:"refused"`
	before    int // stored by an earlier, interrupted import
}

func (t tally) articles() int { return t.Created + t.Changed + t.Unchanged + t.before }

func (in *importer) summary() string {
	if in.dry {
		return fmt.Sprintf("%d articles and %d deletions would be stored; %d lines refused", in.Unchanged, in.Deleted, in.Refused)
	}
	s := fmt.Sprintf("%d articles: %d new, %d changed, %d unchanged", in.articles(), in.Created, in.Changed, in.Unchanged)
	if in.before > 0 {
		s += fmt.Sprintf(", %d stored before", in.before)
	}
	if in.Deleted > 0 {
		s += fmt.Sprintf("; %d deletions", in.Deleted)
	}
	return s + fmt.Sprintf("; %d lines refused", in.Refused)
}

// file imports one file.
func (in *importer) file(ctx context.Context, name string) (err error) {
	in.name, in.stored = name, 0
	r := in.in
	mark := ""
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return fmt.Errorf("%s: %w", name, cause(err))
		}
		defer f.Close()
		if mark, err = checkpointOf(f); err != nil {
			return fmt.Errorf("%s: %w", name, cause(err))
		}
		r = f
	}
	lines, err := export.Decompress(r)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	defer lines.Close()
	if err := in.resume(ctx, mark); err != nil {
		return err
	}
	if err := errors.Join(in.lines(ctx, lines, mark), in.wait()); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if mark != "" && !in.dry {
		return in.store.DropCheckpoint(ctx, mark)
	}
	return nil
}

// checkpointOf names how far the import of a file has come: by the file's path,
// size and time, so that another file of that name begins anew.
func checkpointOf(f *os.File) (string, error) {
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return "", err
	}
	path, err := filepath.Abs(f.Name())
	return fmt.Sprintf("import %s %d %d", path, info.Size(), info.ModTime().UnixNano()), err
}

// resume finds out whether an earlier import of the file was interrupted.
func (in *importer) resume(ctx context.Context, mark string) error {
	if mark == "" || in.dry {
		return nil
	}
	line, err := in.store.Checkpoint(ctx, mark)
	if line > 0 {
		in.stored = int(line)
		in.log.Info(fmt.Sprintf("%s: lines up to %d are stored already: going on after them", in.name, line))
	}
	return err
}

func (in *importer) lines(ctx context.Context, r io.Reader, mark string) error {
	for l, err := range export.ReadLines(r) {
		if bad := (*export.LineError)(nil); errors.As(err, &bad) {
			in.refuse(bad.Line, bad.Err)
			continue
		}
		if err != nil {
			return errors.Join(err, in.flush(ctx, mark))
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if l.Number <= in.stored {
			in.before++
			continue
		}
		if l.Op == export.Delete {
			in.batch.deleted = append(in.batch.deleted, l.ID)
		} else if err := in.complete(&l.Article); err != nil {
			in.refuse(l.Number, fmt.Errorf("article %s: %w", l.ID, err))
			continue
		} else {
			in.batch.articles = append(in.batch.articles, l.Article)
		}
		in.batch.line = l.Number
		if in.bytes += len(l.Text); len(in.batch.articles)+len(in.batch.deleted) == batchArticles || in.bytes > batchBytes {
			if err := in.flush(ctx, mark); err != nil {
				return err
			}
		}
	}
	return in.flush(ctx, mark)
}

// complete finds what a line does not have.
func (in *importer) complete(a *extract.Article) error {
	if in.dry {
		return nil
	}
	if a.Entities == nil {
		return guard(func() error { in.read.figures(a); return nil })
	}
	if a.WordCount == 0 {
		a.WordCount = extract.WordCount(a.Text)
	}
	return nil
}

// maxNamed bounds how many refused lines are named.
const maxNamed = 1_000

func (in *importer) refuse(line int, err error) {
	in.Refused++
	switch {
	case in.Refused <= maxNamed:
		in.line.clear()
		in.log.Error(fmt.Sprintf("%s:%d: %v", in.name, line, err))
	case in.Refused == maxNamed+1:
		in.log.Error("more lines are refused: they are counted, not named")
	}
}

// flush hands the batch over to be written, once the one before is.
func (in *importer) flush(ctx context.Context, mark string) error {
	if err := in.wait(); err != nil {
		return err
	}
	batch := in.batch
	batch.refused = in.Refused
	in.batch, in.bytes = importBatch{}, 0
	if len(batch.articles)+len(batch.deleted) == 0 {
		return nil
	}
	in.writing = make(chan written, 1)
	go func() { in.writing <- write(ctx, in.store, batch, mark) }()
	return nil
}

// written is what became of a batch.
type written struct {
	importBatch
	results []index.PutResult
	err     error
}

// write stores a batch and remembers how far it goes.
func write(ctx context.Context, store *sqlite.DB, b importBatch, mark string) written {
	w := written{importBatch: b}
	if store == nil {
		return w
	}
	if w.results, w.err = store.Put(ctx, b.articles); w.err != nil {
		return w
	}
	if len(b.deleted) > 0 {
		w.err = store.Delete(ctx, b.deleted...)
	}
	if w.err == nil && mark != "" {
		w.err = store.SetCheckpoint(ctx, mark, int64(b.line))
	}
	return w
}

// wait waits for the batch being written, and acknowledges it.
func (in *importer) wait() error {
	if in.writing == nil {
		return nil
	}
	w := <-in.writing
	in.writing = nil
	if w.err != nil {
		return w.err
	}
	for _, r := range w.results {
		switch r.Status {
		case index.Created:
			in.Created++
		case index.Revised, index.Refreshed:
			in.Changed++
		case index.Same:
			in.Unchanged++
		}
	}
	if in.dry {
		in.Unchanged += len(w.articles)
	}
	in.Deleted += len(w.deleted)
	in.line.show("%s: line %d, %d articles", in.name, w.line, in.articles())
	return in.acknowledge(w.importBatch)
}

// acknowledge says what is safe on the disk. Nobody who listens is no reason to
// stop.
func (in *importer) acknowledge(b importBatch) error {
	if !in.asJSON {
		return nil
	}
	t := in.tally
	t.Refused = b.refused
	line, err := jsonLine(struct {
		File string `json:"file"`
		Line int    `json:"line"`
		tally
	}{in.name, b.line, t})
	if err == nil {
		_, err = in.out.Write(line)
	}
	if errors.Is(err, syscall.EPIPE) {
		in.asJSON = false
		return nil
	}
	return err
}

package export

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"time"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/index"
)

// How a folder is cut into parts.
//
//	place   undated | 1 Mar ........ 9 Mar | ........ 20 Mar | .... now
//	file    undated-00000  part-00000        part-00001        part-00002
//	                       closed            closed            open
//
// Articles are written in the order of publication, and a part is closed once it
// has PartRows of them. Where it ends is kept in the manifest, and never moves
// again: what is published later goes into the open part at the end, and a late
// arrival goes into the closed part of its date, which is the only one written
// anew. An article without a date has no such place, so these have parts of
// their own, by id. A closed part that late arrivals have doubled is cut there,
// and what follows it is cut afresh.
//
// A part is written anew when what it is made of has changed, which a digest of
// the stored articles says without reading them, or when its file is not what
// the manifest says. All new parts are written aside first; the manifest is
// changed last.

// DefaultPartRows is how many articles close a part: about 250 MB of JSON lines,
// 50 to 100 MB of Parquet.
const DefaultPartRows = 50_000

// A Dataset says what a folder of parts holds, and how.
type Dataset struct {
	Format      Format
	Table       Table                       // rows of CSV; the zero value is one per article
	Compression Compression                 // the zero value is none
	Query       string                      // what Match means, for the manifest
	Match       func(*extract.Article) bool // nil lets every article in
	Moving      bool                        // what matches depends on when one asks
	NoText      bool                        // leave out text, standfirst and notes
	PartRows    int                         // 0 means DefaultPartRows
	Software    string                      // who writes, for the manifest
}

// A Source is what a folder is made of: a store at one moment.
type Source interface {
	Seq(ctx context.Context) (int64, error)
	// Articles yields the articles of a stretch in the order of publication.
	Articles(ctx context.Context, in index.Stretch) iter.Seq2[extract.Article, error]
	// Digest identifies what a stretch holds; "" when it is empty.
	Digest(ctx context.Context, in index.Stretch) (string, error)
	// Changes yields changes numbered above seq and made at or after a time.
	Changes(ctx context.Context, seq int64, from time.Time) iter.Seq2[index.Change, error]
}

// A Result is what was written.
type Result struct {
	Manifest Manifest
	Written  int // parts written
	Kept     int // parts that were there already
}

// Folder writes the dataset into a folder. A new folder appears as a whole; in
// one that holds an earlier export only the parts that differ are replaced. A
// folder that holds something else is an error and stays as it is.
func (d Dataset) Folder(ctx context.Context, path string, from Source) (Result, error) {
	return d.folder(path, KindFull, func(f *folder) error { return f.full(ctx, from) })
}

// ChangesFolder writes what has changed after seq and since a time into a
// folder of its own, in the order of the changes; see Changes.
func (d Dataset) ChangesFolder(ctx context.Context, path string, from Source, seq int64, since time.Time) (Result, error) {
	return d.folder(path, KindChanges, func(f *folder) error { return f.changes(ctx, from, seq, since) })
}

func (d Dataset) folder(path, kind string, fill func(*folder) error) (Result, error) {
	if d.PartRows <= 0 {
		d.PartRows = DefaultPartRows
	}
	if d.Table.Name == "" || d.Format.Name != "csv" {
		d.Table = Tables[0]
	}
	f, err := openFolder(d, path, kind)
	if err == nil {
		err = errors.Join(f.finish(fill(f)), f.remove())
	}
	if err != nil {
		return Result{}, fmt.Errorf("export to %s: %w", path, err)
	}
	return Result{Manifest: f.m, Written: len(f.staged), Kept: len(f.m.Parts) - len(f.staged)}, nil
}

// settings are a manifest's fields that must be equal for its parts to be of
// use again.
func (d Dataset) settings(kind string) Manifest {
	return Manifest{
		Schema: ManifestSchema, Kind: kind, ArticleSchema: extract.Schema, Query: d.Query, Format: d.Format.Name,
		Table: d.Table.Name, Compression: d.Compression.Name, Text: !d.NoText, PartRows: d.PartRows,
	}
}

// Articles are the articles of the dataset, for a file or a pipe: those that
// match, without text if that is not wanted.
func (d Dataset) Articles(all iter.Seq2[extract.Article, error]) iter.Seq2[extract.Article, error] {
	return func(yield func(extract.Article, error) bool) {
		for a, err := range all {
			if err == nil && d.Match != nil && !d.Match(&a) {
				continue
			}
			if d.NoText {
				strip(&a)
			}
			if !yield(a, err) {
				return
			}
		}
	}
}

// Changes turns changes of the store into changes of the dataset: an article
// that does not match is deleted, unless it is new and was never in.
func (d Dataset) Changes(all iter.Seq2[index.Change, error]) iter.Seq2[Change, error] {
	return func(yield func(Change, error) bool) {
		for c, err := range all {
			if err != nil {
				yield(Change{}, err)
				return
			}
			out := Change{Op: Upsert, Article: c.Article}
			if c.Deleted || d.Match != nil && !d.Match(&c.Article) {
				if c.New {
					continue
				}
				out = Change{Op: Delete, Article: extract.Article{Schema: extract.Schema, ID: c.ID}}
			}
			if d.NoText {
				strip(&out.Article)
			}
			if !yield(out, nil) {
				return
			}
		}
	}
}

// strip leaves figures, offsets and what identifies an article.
func strip(a *extract.Article) {
	a.Text, a.Subtitle, a.Notes = "", "", nil
}

// Writer writes the dataset's articles as a stream.
func (d Dataset) Writer() Writer {
	write := d.Format.Write
	if d.Format.Name == "csv" && d.Table.Name != "" {
		write = d.Table.Write
	}
	if d.Compression.Name == "" {
		return write
	}
	return d.Compression.Compressed(write)
}

// ChangeWriter writes changes of the dataset as a stream.
func (d Dataset) ChangeWriter() ChangeWriter {
	write := d.Format.Changes
	if d.Format.Name == "csv" && d.Table.Name != "" {
		write = d.Table.Changes
	}
	if d.Compression.Name == "" {
		return write
	}
	return d.Compression.CompressedChanges(write)
}

// full writes the parts of a full export.
func (f *folder) full(ctx context.Context, from Source) (err error) {
	if f.m.Seq.To, err = from.Seq(ctx); err != nil {
		return err
	}
	for _, undated := range []bool{true, false} {
		if err := f.series(ctx, from, undated); err != nil {
			return err
		}
	}
	return nil
}

// series writes the parts of the dated articles, or of the undated ones.
func (f *folder) series(ctx context.Context, from Source, undated bool) error {
	c := cutter{folder: f, ctx: ctx, from: from, in: index.Stretch{Undated: undated}, prefix: "part"}
	if undated {
		c.prefix = "undated"
	}
	for _, old := range f.old.Parts {
		if partPath().FindStringSubmatch(old.Path)[1] != c.prefix {
			continue
		}
		if again, err := c.again(old); err != nil || !again {
			return err
		}
	}
	return c.rest()
}

// A cutter writes one series of parts.
type cutter struct {
	*folder
	ctx    context.Context
	from   Source
	in     index.Stretch // After is where the next part begins
	prefix string
	next   int // number of the next part
}

// again brings a part of the earlier export up to date; again is false when
// the rest was written, too.
func (c *cutter) again(old Part) (again bool, err error) {
	if _, err := fmt.Sscanf(filepath.Base(old.Path), c.prefix+"-%d", &c.next); err != nil {
		return false, err
	}
	c.in.UpTo = index.Place{}
	if old.UpTo != nil {
		c.in.UpTo = *old.UpTo
	}
	if kept, err := c.keep(old); err != nil || kept {
		c.in.After = c.in.UpTo
		c.next++
		return old.UpTo != nil, err
	}
	if old.UpTo == nil {
		return false, c.rest()
	}
	full, err := c.part(2 * c.PartRows)
	if err != nil {
		return false, err
	}
	if full {
		return false, c.rest()
	}
	c.in.After = *old.UpTo
	return true, nil
}

// keep keeps a part if what it is made of is as it was.
func (c *cutter) keep(old Part) (bool, error) {
	if c.Moving || old.State == "" || c.old.Software != c.Software {
		return false, nil
	}
	state, err := c.from.Digest(c.ctx, c.in)
	if err != nil || state != old.State {
		return false, err
	}
	ok, err := old.intact(c.path)
	if ok {
		c.m.Parts = append(c.m.Parts, old)
	}
	return ok, err
}

// rest cuts what follows afresh.
func (c *cutter) rest() error {
	c.in.UpTo = index.Place{}
	for full := true; full; {
		var err error
		if full, err = c.part(c.PartRows); err != nil {
			return err
		}
	}
	return nil
}

// part writes the next part: what is between After and UpTo, but at most limit
// articles. Full says that there were as many; then the part ends with the
// last of them, and After is there.
func (c *cutter) part(limit int) (full bool, err error) {
	p := Part{Path: fmt.Sprintf("data/%s-%05d%s", c.prefix, c.next, c.extension())}
	var last index.Place
	articles := c.Articles(c.from.Articles(c.ctx, c.in))
	write := c.Writer()
	err = c.stage(&p, func(w io.Writer) error {
		return write(w, func(yield func(extract.Article, error) bool) {
			for a, err := range articles {
				if err == nil {
					p.count(c.Table, &a)
					last = index.PlaceOf(&a)
				}
				if !yield(a, err) || p.Articles == limit {
					return
				}
			}
		})
	})
	if err != nil {
		return false, err
	}
	first := c.prefix == "part" && len(c.m.Parts) == 0 && c.in.UpTo == index.Place{}
	if p.Articles == 0 && !first { // something can be read even when there is nothing
		return false, c.unstage(p)
	}
	full = p.Articles == limit
	made := c.in
	if full {
		made.UpTo = last
	}
	if made.UpTo != (index.Place{}) {
		p.UpTo = &made.UpTo
	}
	if p.State, err = c.from.Digest(c.ctx, made); err != nil {
		return false, err
	}
	c.in.After = made.UpTo
	c.next++
	c.m.Parts = append(c.m.Parts, p)
	return full, nil
}

// count counts an article of a part.
func (p *Part) count(t Table, a *extract.Article) {
	p.Articles++
	p.Entities += len(a.Entities)
	p.Moves += len(a.Moves)
	p.Rows += t.rows(a)
	p.seen(a.Published)
}

// rows is how many rows of the table an article makes.
func (t Table) rows(a *extract.Article) int {
	switch t.Name {
	case "entities":
		return len(a.Entities)
	case "moves":
		return len(a.Moves)
	}
	return 1
}

// changes writes the parts of an export of changes. Each is closed at PartRows
// articles.
func (f *folder) changes(ctx context.Context, from Source, seq int64, since time.Time) error {
	to, err := from.Seq(ctx)
	if err != nil {
		return err
	}
	f.m.Seq = SeqRange{From: seq, To: to}
	next, stop := iter.Pull2(f.Changes(from.Changes(ctx, seq, since)))
	defer stop()
	for n, more := 0, true; more; n++ {
		if more, err = f.changesPart(n, next); err != nil {
			return err
		}
	}
	return nil
}

// changesPart writes the next changes. More says that it was filled.
func (f *folder) changesPart(n int, next func() (Change, error, bool)) (more bool, err error) {
	p := Part{Path: fmt.Sprintf("data/changes-%05d%s", n, f.extension())}
	write := f.ChangeWriter()
	err = f.stage(&p, func(w io.Writer) error {
		return write(w, func(yield func(Change, error) bool) {
			for p.Articles+p.Deleted < f.PartRows {
				c, err, ok := next()
				if !ok {
					return
				}
				if err == nil {
					p.countChange(f.Table, &c)
				}
				if !yield(c, err) {
					return
				}
			}
		})
	})
	if err != nil {
		return false, err
	}
	if p.Articles+p.Deleted == 0 && n > 0 {
		return false, f.unstage(p)
	}
	f.m.Parts = append(f.m.Parts, p)
	return p.Articles+p.Deleted == f.PartRows, nil
}

func (p *Part) countChange(t Table, c *Change) {
	if c.Op == Delete {
		p.Deleted++
		p.Rows++
		return
	}
	p.count(t, &c.Article)
	if t.Name != Tables[0].Name {
		p.Rows++ // the deletion that comes before the rows of an article
	}
}

// Files that a folder holds beside its data, in the order in which they change.
func (f *folder) describe() ([]described, error) {
	manifest, err := f.m.encoded()
	if err != nil {
		return nil, err
	}
	pack, err := f.dataPackage()
	if err != nil {
		return nil, err
	}
	columns, err := f.tableSchema()
	if err != nil {
		return nil, err
	}
	return []described{
		{"schema.json", Schema()}, {"table-schema.json", columns}, {"datapackage.json", pack},
		{"README.md", f.card()}, {ManifestFile, manifest},
	}, nil
}

type described struct {
	name string
	data []byte
}

func (d described) write(dir string) error {
	path := filepath.Join(dir, d.name)
	if old, err := os.ReadFile(path); err == nil && string(old) == string(d.data) {
		return nil
	}
	return ToFile(path, func(w io.Writer) error { _, err := w.Write(d.data); return err })
}

package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Bounds on what is remembered of a host. A page is remembered of a block until
// there are enough of them to tell furniture from a story.
const (
	maxBlocks     = 2000
	maxBlockPages = 8
	pageSize      = 4  // bytes of a page's number
	maxNotes      = 64 // pages that wait to be written
)

// A note is a page to be remembered.
type note struct {
	host   string
	page   uint64
	blocks []uint64
	at     time.Time
}

// Recall returns on how many pages of a host each block was seen, at most
// maxBlockPages; what another process has written since this one wrote last is
// perhaps missing. The map is shared: it must not be changed.
func (d *DB) Recall(ctx context.Context, host string) (map[uint64]int, error) {
	if d.noted(host) {
		if err := d.writeNotes(ctx); err != nil {
			return nil, fmt.Errorf("recall pages of %s: %w", host, err)
		}
	}
	known, keep := d.recalls.get(host)
	if known != nil {
		return known, nil
	}
	known = map[uint64]int{}
	err := d.rows(ctx, "SELECT block, length(pages) FROM memory WHERE host = ?", []any{host}, func(rows *sql.Rows) error {
		var block int64
		var size int
		err := rows.Scan(&block, &size)
		known[uint64(block)] = size / pageSize
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("recall pages of %s: %w", host, explain(err))
	}
	keep(known)
	return known, nil
}

// Remember adds the blocks of a page to what is known of its host. A page that
// is remembered again changes nothing but the time. Blocks that were not seen for
// longest are forgotten when there are too many.
//
// It does not wait for the disk: the page is written in the transaction of the
// next write, whoever makes it, or before it is recalled, or at Close. So what
// is known of a page is there once its article is acknowledged. An error is that
// of a page remembered earlier.
func (d *DB) Remember(ctx context.Context, host string, page uint64, blocks []uint64, now time.Time) error {
	d.mu.Lock()
	err := d.forgot
	d.forgot = nil
	d.notes = append(d.notes, note{host, page, blocks, now})
	many := len(d.notes) >= maxNotes
	d.mu.Unlock()
	if many {
		err = errors.Join(err, d.writeNotes(ctx))
	}
	return err
}

// writeNotes writes the pages that wait.
func (d *DB) writeNotes(ctx context.Context) error {
	return d.write(ctx, func(*tx) error { return nil })
}

// lastNotes writes the pages that wait when the file is about to be closed.
func (d *DB) lastNotes() error {
	d.mu.Lock()
	waiting := len(d.notes) > 0
	d.mu.Unlock()
	if !waiting {
		return nil
	}
	err := d.writeNotes(context.Background())
	d.mu.Lock()
	defer d.mu.Unlock()
	return errors.Join(err, d.forgot)
}

// noted says whether pages of a host wait to be written, or are being written.
func (d *DB) noted(host string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	of := func(n note) bool { return n.host == host }
	return slices.ContainsFunc(d.notes, of) || slices.ContainsFunc(d.noting, of)
}

// notesJob takes the pages that wait, to be written before the jobs of whoever is
// writing; nil when there are none. The caller holds d.mu.
func (d *DB) notesJob() *job {
	if len(d.notes) == 0 {
		return nil
	}
	d.notes, d.noting = nil, d.notes
	var seen map[string]map[uint64]int
	return &job{
		ctx:  context.Background(),
		do:   func(t *tx) (err error) { seen, err = t.note(d.noting); return err },
		then: func() { d.recalls.learn(seen) },
	}
}

// keepNotesError keeps why pages could not be remembered for whoever remembers
// the next. The caller holds d.mu.
func (d *DB) keepNotesError(err error) {
	if err != nil {
		d.forgot = fmt.Errorf("remember a page of %s: %w", d.noting[0].host, err)
	}
	d.noting = nil
}

// note writes pages to be remembered, and returns on how many pages each of their
// blocks was seen now, by host; nil where some were forgotten.
func (t *tx) note(notes []note) (map[string]map[uint64]int, error) {
	seen := map[string]map[uint64]int{}
	for _, n := range notes {
		if seen[n.host] == nil {
			seen[n.host] = map[uint64]int{}
		}
		if err := t.noteBlocks(n, seen[n.host]); err != nil {
			return nil, err
		}
	}
	for host := range seen {
		trimmed, err := t.trim(host)
		if err != nil {
			return nil, err
		}
		if trimmed {
			seen[host] = nil
		}
	}
	return seen, nil
}

// noteBlocks adds a page to those of its blocks, and to seen.
func (t *tx) noteBlocks(n note, seen map[uint64]int) error {
	known, err := t.pagesOf(n)
	if err != nil {
		return err
	}
	args := make([]any, 0, 4*len(n.blocks))
	for _, block := range n.blocks {
		pages := known[block]
		if len(pages) < maxBlockPages*pageSize {
			pages = addPage(pages, n.page)
		}
		seen[block] = len(pages) / pageSize
		args = append(args, n.host, int64(block), pages, nanos(n.at))
	}
	return t.insertRows("INSERT INTO memory (host, block, pages, seen_ns) VALUES ",
		" ON CONFLICT DO UPDATE SET pages = excluded.pages, seen_ns = excluded.seen_ns", 4, args)
}

// pagesOf returns the pages on which the blocks of a page were seen before.
func (t *tx) pagesOf(n note) (map[uint64][]byte, error) {
	list := make([]int64, len(n.blocks))
	for i, block := range n.blocks {
		list[i] = int64(block)
	}
	blocks, err := json.Marshal(list)
	if err != nil {
		return nil, err
	}
	known := map[uint64][]byte{}
	err = t.each("SELECT block, pages FROM memory WHERE host = ? AND block IN (SELECT value FROM json_each(?))",
		[]any{n.host, string(blocks)}, func(rows *sql.Rows) error {
			var block int64
			var pages []byte
			err := rows.Scan(&block, &pages)
			known[uint64(block)] = pages
			return err
		})
	return known, err
}

// trim forgets the blocks of a host that are too many. Counting comes first: it
// costs a twentieth of putting all in order.
func (t *tx) trim(host string) (trimmed bool, err error) {
	var n int
	if err := t.scan("SELECT count(*) FROM memory WHERE host = ?", []any{host}, &n); err != nil || n <= maxBlocks {
		return false, err
	}
	_, err = t.exec(`DELETE FROM memory WHERE host = ?1 AND block IN
		(SELECT block FROM memory WHERE host = ?1 ORDER BY seen_ns DESC, block LIMIT -1 OFFSET ?2)`, host, maxBlocks)
	return true, err
}

// addPage adds a page's number to a list of them unless it is there.
func addPage(pages []byte, page uint64) []byte {
	number := binary.BigEndian.AppendUint32(nil, uint32(page^page>>32))
	for at := 0; at+pageSize <= len(pages); at += pageSize {
		if bytes.Equal(pages[at:at+pageSize], number) {
			return pages
		}
	}
	return append(pages, number...)
}

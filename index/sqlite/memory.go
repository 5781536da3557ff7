package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"time"
)

// Bounds on what is remembered of a host. A page is remembered of a block until
// there are enough of them to tell furniture from a story.
const (
	maxBlocks     = 2000
	maxBlockPages = 8
	pageSize      = 4 // bytes of a page's number
)

// Recall returns on how many pages of a host each block was seen, at most
// maxBlockPages.
func (d *DB) Recall(ctx context.Context, host string) (map[uint64]int, error) {
	known := map[uint64]int{}
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
	return known, nil
}

// Remember adds the blocks of a page to what is known of its host. A page that
// is remembered again changes nothing but the time. Blocks that were not seen for
// longest are forgotten when there are too many.
func (d *DB) Remember(ctx context.Context, host string, page uint64, blocks []uint64, now time.Time) error {
	err := d.write(ctx, func(t *tx) error {
		for _, b := range blocks {
			if err := t.noteBlock(host, page, b, now); err != nil {
				return err
			}
		}
		_, err := t.exec(`DELETE FROM memory WHERE host = ?1 AND block IN
			(SELECT block FROM memory WHERE host = ?1 ORDER BY seen_ns DESC, block LIMIT -1 OFFSET ?2)`, host, maxBlocks)
		return err
	})
	if err != nil {
		return fmt.Errorf("remember a page of %s: %w", host, err)
	}
	return nil
}

func (t *tx) noteBlock(host string, page, block uint64, now time.Time) error {
	var pages []byte
	err := t.scan("SELECT pages FROM memory WHERE host = ? AND block = ?", []any{host, int64(block)}, &pages)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if len(pages) < maxBlockPages*pageSize {
		pages = addPage(pages, page)
	}
	_, err = t.exec(`INSERT INTO memory (host, block, pages, seen_ns) VALUES (?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET pages = excluded.pages, seen_ns = excluded.seen_ns`, host, int64(block), pages, nanos(now))
	return err
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

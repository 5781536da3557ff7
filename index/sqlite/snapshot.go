package sqlite

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/index"
)

// A Snapshot reads the store as it is at one moment, however long that takes and
// whatever others write meanwhile. One goroutine at a time may use it. While it
// is open the write-ahead log cannot be folded back into the file, so it should
// not stay open for days.
type Snapshot struct {
	db *DB
	tx *sql.Tx
}

// Snapshot begins to read. Close ends it.
func (d *DB) Snapshot(ctx context.Context) (*Snapshot, error) {
	tx, err := d.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, fmt.Errorf("read store: %w", explain(err))
	}
	s := &Snapshot{db: d, tx: tx}
	if _, err := s.Seq(ctx); err != nil { // the first read fixes the moment
		return nil, errors.Join(fmt.Errorf("read store: %w", err), s.Close())
	}
	return s, nil
}

// Close ends the reading.
func (s *Snapshot) Close() error {
	err := s.tx.Rollback()
	if errors.Is(err, sql.ErrTxDone) { // its context ended first
		return nil
	}
	return err
}

// Seq is the number of the newest change.
func (s *Snapshot) Seq(ctx context.Context) (int64, error) {
	var seq int64
	err := s.tx.QueryRowContext(ctx, "SELECT coalesce(max(seq), 0) FROM changes").Scan(&seq)
	return seq, explain(err)
}

// Articles yields the newest revisions of the articles of a stretch, in order.
// An error ends the sequence.
func (s *Snapshot) Articles(ctx context.Context, in index.Stretch) iter.Seq2[extract.Article, error] {
	where, args := stretch(in)
	return s.db.articles(ctx, s.tx, "SELECT r.doc, a.revision, a.cluster"+newest+"WHERE "+where+" ORDER BY a.published, a.id", args)
}

// Digest identifies what a stretch holds: which articles, and when each was
// stored or last changed. It costs a small part of reading them. "" says that
// there are none.
func (s *Snapshot) Digest(ctx context.Context, in index.Stretch) (string, error) {
	where, args := stretch(in)
	rows, err := s.tx.QueryContext(ctx, "SELECT a.id, a.changed_ns FROM articles a WHERE "+where+" ORDER BY a.published, a.id", args...)
	if err != nil {
		return "", explain(err)
	}
	h, n := sha256.New(), 0
	var line []byte
	err = eachRow(rows, func(rows *sql.Rows) error {
		var id sql.RawBytes
		var changed int64
		if err := rows.Scan(&id, &changed); err != nil {
			return err
		}
		n++
		line = binary.BigEndian.AppendUint64(append(append(line[:0], id...), 0), uint64(changed))
		_, err := h.Write(line)
		return err
	})
	if err != nil || n == 0 {
		return "", explain(err)
	}
	return hex.EncodeToString(h.Sum(nil)[:16]), nil
}

// stretch is a stretch in SQL.
func stretch(in index.Stretch) (where string, args []any) {
	where = "a.published IS NOT NULL"
	if in.Undated {
		where = "a.published IS NULL"
	}
	for _, bound := range []struct {
		place index.Place
		sign  string
	}{{in.After, ">"}, {in.UpTo, "<="}} {
		switch {
		case bound.place == index.Place{}:
		case in.Undated:
			where += " AND a.id " + bound.sign + " ?"
			args = append(args, bound.place.ID)
		default:
			where += " AND (a.published, a.id) " + bound.sign + " (?, ?)"
			args = append(args, bound.place.Published.Unix(), bound.place.ID)
		}
	}
	return where, args
}

// Changes yields the changes numbered above seq and made at or after a time, in
// order; the zero time is no bound. An article changed several times appears
// once, at its newest number. An error ends the sequence.
func (s *Snapshot) Changes(ctx context.Context, seq int64, from time.Time) iter.Seq2[index.Change, error] {
	return func(yield func(index.Change, error) bool) {
		rows, err := s.tx.QueryContext(ctx, `SELECT c.seq, c.id, c.deleted, r.doc, coalesce(a.revision, 0), coalesce(a.cluster, ''),
			coalesce(r.stored_ns = c.at_ns AND NOT EXISTS (SELECT 1 FROM revisions o WHERE o.article = a.num AND o.num <> r.num), 0)
			FROM changes c LEFT JOIN articles a ON a.id = c.id LEFT JOIN revisions r ON r.article = a.num AND r.revision = a.revision
			WHERE c.seq > ? AND c.at_ns >= ? ORDER BY c.seq`, seq, nanos(from))
		if err != nil {
			yield(index.Change{}, fmt.Errorf("list changes: %w", explain(err)))
			return
		}
		defer rows.Close()
		for rows.Next() {
			var isNew bool
			c, err := s.db.scanChange(rows, &isNew)
			c.New = isNew
			if !yield(c, err) || err != nil {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(index.Change{}, fmt.Errorf("list changes: %w", explain(err)))
		}
	}
}

package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// Version is the version of the schema in the file.
func (d *DB) Version(ctx context.Context) (int, error) {
	var v int
	err := d.read.QueryRowContext(ctx, "PRAGMA user_version").Scan(&v)
	return v, explain(err)
}

// Checkpoint returns how far a named reader of the changes has come; 0 when it
// has not begun.
func (d *DB) Checkpoint(ctx context.Context, name string) (int64, error) {
	var seq int64
	err := d.read.QueryRowContext(ctx, "SELECT seq FROM checkpoints WHERE name = ?", name).Scan(&seq)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return seq, explain(err)
}

// SetCheckpoint remembers how far a named reader of the changes has come.
func (d *DB) SetCheckpoint(ctx context.Context, name string, seq int64) error {
	return d.write(ctx, func(t *tx) error {
		_, err := t.exec("INSERT INTO checkpoints (name, seq) VALUES (?, ?) ON CONFLICT DO UPDATE SET seq = excluded.seq", name, seq)
		return err
	})
}

// DropCheckpoint forgets a named reader of the changes.
func (d *DB) DropCheckpoint(ctx context.Context, name string) error {
	return d.write(ctx, func(t *tx) error {
		_, err := t.exec("DELETE FROM checkpoints WHERE name = ?", name)
		return err
	})
}

// Backup writes a copy of the store, as it is at one moment, to path. Others
// may read and write meanwhile. The copy is looked through before it gets its
// name; a file that is at path already is an error and stays.
func (d *DB) Backup(ctx context.Context, path string) error {
	if err := d.backup(ctx, path); err != nil {
		return fmt.Errorf("back up store to %s: %w", path, explain(err))
	}
	return nil
}

// backupWait is how long a backup waits for a lock.
const backupWait = 30 * time.Second

func (d *DB) backup(ctx context.Context, path string) (err error) {
	if _, err := os.Lstat(path); err == nil {
		return fs.ErrExist
	}
	dir, err := os.MkdirTemp(filepath.Dir(path), ".pennypress-backup-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	part := filepath.Join(dir, filepath.Base(path))
	// Readers may not write, not even elsewhere, and the writer has work to do.
	db, err := sql.Open("sqlite", dsn(d.path, backupWait))
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, "VACUUM INTO ?", part)
	if err := errors.Join(err, db.Close()); err != nil {
		return err
	}
	if err := verify(ctx, part); err != nil {
		return fmt.Errorf("the copy: %w", err)
	}
	if err := syncFile(part); err != nil {
		return err
	}
	if err := giveName(part, path); err != nil {
		return err
	}
	return syncFile(filepath.Dir(path))
}

// verify looks a copy through as it will be opened some day.
func verify(ctx context.Context, path string) error {
	copied, err := Open(ctx, path, Options{})
	if err != nil {
		return err
	}
	return errors.Join(copied.CheckQuick(ctx), copied.Close())
}

// giveName renames a file, but never over another one. Where a second name for
// a file cannot be had, another process may come in between.
func giveName(from, to string) error {
	err := os.Link(from, to)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	if _, err := os.Lstat(to); err == nil {
		return fs.ErrExist
	}
	return os.Rename(from, to)
}

func syncFile(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// A check looks for rows that must not be.
type check struct{ what, query string }

var checks = []check{
	{"references without a row", "SELECT count(*) FROM pragma_foreign_key_check"},
	{"articles without their newest revision", `SELECT count(*) FROM articles a WHERE NOT EXISTS
		(SELECT 1 FROM revisions r WHERE r.article = a.num AND r.revision = a.revision)`},
	{"articles without a change number", "SELECT count(*) FROM articles a WHERE NOT EXISTS (SELECT 1 FROM changes c WHERE c.id = a.id AND NOT c.deleted)"},
	{"articles whose newest change has another time", "SELECT count(*) FROM articles a JOIN changes c ON c.id = a.id WHERE c.at_ns <> a.changed_ns"},
	{"changes without an article", "SELECT count(*) FROM changes c WHERE NOT c.deleted AND NOT EXISTS (SELECT 1 FROM articles a WHERE a.id = c.id)"},
	{"wrong counts of tasks", `SELECT count(*) FROM
		(SELECT source, state, n FROM tally WHERE n <> 0 EXCEPT SELECT source, state, count(*) FROM tasks WHERE rank = 1 GROUP BY source, state)`},
	{"wrong queues", `SELECT count(*) FROM (SELECT q.host, q.source, q.due_ns, q.ready_ns FROM queues q EXCEPT
		SELECT t.host, t.source, min(t.due_ns), max(min(t.due_ns), h.next_ns, h.expires_ns)
		FROM tasks t JOIN hosts h ON h.num = t.host WHERE t.due_ns IS NOT NULL GROUP BY t.host, t.source)`},
	{"tasks without a queue", `SELECT count(*) FROM tasks t WHERE t.due_ns IS NOT NULL AND NOT EXISTS
		(SELECT 1 FROM queues q WHERE q.host = t.host AND q.source = t.source)`},
}

// Check reads the whole file and returns an error that names what is damaged.
func (d *DB) Check(ctx context.Context) error { return d.check(ctx, "integrity_check") }

// CheckQuick is Check without comparing SQLite's indexes with the rows, in a
// fraction of the time.
func (d *DB) CheckQuick(ctx context.Context) error { return d.check(ctx, "quick_check") }

func (d *DB) check(ctx context.Context, pragma string) error {
	var errs []error
	err := d.rows(ctx, "PRAGMA "+pragma+"(20)", nil, func(rows *sql.Rows) error {
		var line string
		err := rows.Scan(&line)
		if err == nil && line != "ok" {
			errs = append(errs, errors.New(line))
		}
		return err
	})
	errs = append(errs, err)
	for _, c := range checks {
		var n int
		if err := d.read.QueryRowContext(ctx, c.query).Scan(&n); err != nil {
			errs = append(errs, explain(err))
		} else if n > 0 {
			errs = append(errs, fmt.Errorf("%d %s", n, c.what))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("check store %s: %w", d.path, err)
	}
	return nil
}

// A Held is a host that a worker has leased.
type Held struct {
	Host, Worker string
	Expires      time.Time // the lease ends by itself
}

// Leased lists the hosts that are leased, by name.
func (d *DB) Leased(ctx context.Context) ([]Held, error) {
	var all []Held
	err := d.rows(ctx, "SELECT host, worker, expires_ns FROM hosts WHERE expires_ns > ? ORDER BY host", []any{nanos(d.now())}, func(rows *sql.Rows) error {
		var h Held
		var expires int64
		err := rows.Scan(&h.Host, &h.Worker, &expires)
		h.Expires = fromNanos(expires)
		all = append(all, h)
		return err
	})
	return all, err
}

// Newest is the time of the newest change; zero when there is none.
func (d *DB) Newest(ctx context.Context) (time.Time, error) {
	var ns int64
	err := d.read.QueryRowContext(ctx, "SELECT coalesce((SELECT at_ns FROM changes ORDER BY seq DESC LIMIT 1), 0)").Scan(&ns)
	return fromNanos(ns), explain(err)
}

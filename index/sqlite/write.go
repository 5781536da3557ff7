package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"time"
)

// Writes of one process that come together are committed together, since a
// commit costs a wait for the disk: whoever finds nobody writing leads, takes
// all that wait into one transaction, and then hands the lead to the next.

// maxTogether bounds the writes of one transaction, so that the first does not
// wait long for the last.
const maxTogether = 64

// yields is how often others may go on before a transaction begins: on a busy
// machine those that are about to write come along, on an idle one it takes no time.
const yields = 4

type job struct {
	ctx  context.Context
	do   func(*tx) error
	then func() // when it is on the disk; may be nil
	err  error
	lead chan bool // true: lead now; false: err is final
}

// A tx is a transaction being written. It belongs to one goroutine.
type tx struct {
	db    *DB
	ctx   context.Context
	wrote bool              // something has perhaps changed
	tally map[tallyKey]int  // changes to the table tally, written at the end
	due   map[queueKey]bool // queues whose tasks changed
	late  map[int64]bool    // hosts that changed: their queues are to be set after those
	hosts map[string]int64  // numbers of hosts seen
}

// write does a write in a transaction, perhaps twice: do must begin anew each
// time. It returns when the write is on the disk, or has not happened at all.
func (d *DB) write(ctx context.Context, do func(*tx) error) error {
	j := &job{ctx: ctx, do: do, lead: make(chan bool, 1)}
	d.mu.Lock()
	d.waiting = append(d.waiting, j)
	first := !d.writing
	d.writing = true
	d.mu.Unlock()
	if first || <-j.lead {
		for range yields {
			runtime.Gosched()
		}
		d.commit()
	}
	return j.err
}

// commit does the writes that wait, its caller's among them, and passes the
// lead on. Pages to be remembered go with them.
func (d *DB) commit() {
	d.mu.Lock()
	jobs := d.waiting[:min(len(d.waiting), maxTogether)]
	d.waiting = d.waiting[len(jobs):]
	notes := d.notesJob()
	d.mu.Unlock()

	work := jobs
	if notes != nil {
		work = append([]*job{notes}, jobs...)
	}
	all := d.together(work)
	for _, j := range jobs {
		switch {
		case j.err != nil:
			j.err = explain(j.err)
		case all != nil:
			j.err = explain(all)
		}
	}
	for _, j := range jobs[1:] {
		j.lead <- false
	}

	d.mu.Lock()
	defer d.mu.Unlock()
	if notes != nil {
		d.keepNotesError(cmp.Or(notes.err, all))
	}
	if len(d.waiting) == 0 {
		d.waiting, d.writing = nil, false
		return
	}
	d.waiting[0].lead <- true
}

// together does the jobs in one transaction. A job that fails before it has
// written fails alone. When one fails later, all is undone and each is done
// again by itself: that is rare, and cheaper than a savepoint around each. The
// error returned is everybody's.
func (d *DB) together(jobs []*job) error {
	ctx := context.Background()
	if len(jobs) == 1 {
		ctx = jobs[0].ctx
	}
	if err := d.begin(ctx); err != nil {
		return err
	}
	for _, j := range jobs {
		wrote := false
		if j.err = j.ctx.Err(); j.err == nil {
			wrote, j.err = d.run(j)
		}
		if j.err == nil || !wrote {
			continue
		}
		if err := d.rollback(); err != nil || len(jobs) == 1 {
			return err
		}
		return d.apart(jobs)
	}
	if _, err := d.exec("COMMIT"); err != nil {
		return errors.Join(err, d.rollback())
	}
	for _, j := range jobs {
		if j.then != nil && j.err == nil {
			j.then()
		}
	}
	return nil
}

// apart does each of the jobs in a transaction of its own.
func (d *DB) apart(jobs []*job) error {
	for i, j := range jobs {
		j.err = nil
		if err := d.together(jobs[i : i+1]); err != nil {
			j.err = cmp.Or(j.err, err)
		}
	}
	return nil
}

// rollback undoes the transaction. After some errors SQLite has done so by
// itself; a connection that cannot is not used again.
func (d *DB) rollback() error {
	if _, err := d.exec("ROLLBACK"); err != nil {
		return d.dropConn()
	}
	return nil
}

// run does one job in the transaction that has begun.
func (d *DB) run(j *job) (wrote bool, err error) {
	t := &tx{
		db: d, ctx: context.WithoutCancel(j.ctx),
		tally: map[tallyKey]int{}, due: map[queueKey]bool{}, late: map[int64]bool{}, hosts: map[string]int64{},
	}
	if err = j.do(t); err == nil {
		err = t.flush()
	}
	return t.wrote, err
}

// begin takes the file's write lock, waiting for other processes.
func (d *DB) begin(ctx context.Context) error {
	if d.conn == nil {
		conn, err := d.file.Conn(ctx)
		if err != nil {
			return err
		}
		d.conn = conn
	}
	if _, err := d.conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	version, err := d.version()
	if err != nil {
		return errors.Join(err, d.rollback())
	}
	d.recalls.at(version)
	return nil
}

// version changes with every commit of another connection.
func (d *DB) version() (version int64, err error) {
	s, err := d.prepare("PRAGMA data_version")
	if err != nil {
		return 0, err
	}
	err = s.QueryRow().Scan(&version)
	return version, err
}

func (d *DB) dropConn() error {
	conn := d.conn
	d.conn = nil
	for _, s := range d.stmts {
		s.Close() // the connection goes with it, and its error tells
	}
	clear(d.stmts)
	d.recalls.forget()
	return conn.Close()
}

func (d *DB) exec(query string) (sql.Result, error) {
	s, err := d.prepare(query)
	if err != nil {
		return nil, err
	}
	return s.Exec()
}

// prepare keeps each statement that it has prepared: there are a few dozen.
func (d *DB) prepare(query string) (*sql.Stmt, error) {
	if s, ok := d.stmts[query]; ok {
		return s, nil
	}
	s, err := d.conn.PrepareContext(context.Background(), query)
	if err != nil {
		return nil, fmt.Errorf("%w in %q", err, query)
	}
	d.stmts[query] = s
	return s, nil
}

func (t *tx) exec(query string, args ...any) (int, error) {
	r, err := t.result(query, args)
	if err != nil {
		return 0, err
	}
	n, err := r.RowsAffected()
	return int(n), err
}

// insertRow inserts one row and gives its number. RETURNING costs more: SQLite keeps
// the row in a table of its own meanwhile.
func (t *tx) insertRow(query string, args ...any) (int64, error) {
	r, err := t.result(query, args)
	if err != nil {
		return 0, err
	}
	return r.LastInsertId()
}

func (t *tx) result(query string, args []any) (sql.Result, error) {
	t.wrote = true
	s, err := t.db.prepare(query)
	if err != nil {
		return nil, err
	}
	return s.ExecContext(t.ctx, args...)
}

// maxRows bounds the rows of one statement, and so the statements that are kept
// for one table.
const maxRows = 16

// insertRows writes rows, whose values follow each other in args, with as few
// statements as may be: one for each row costs twice as much.
func (t *tx) insertRows(insert, conflict string, columns int, args []any) error {
	row := "(?" + strings.Repeat(", ?", columns-1) + ")"
	for len(args) > 0 {
		n := min(len(args)/columns, maxRows)
		if _, err := t.exec(insert+row+strings.Repeat(", "+row, n-1)+conflict, args[:n*columns]...); err != nil {
			return err
		}
		args = args[n*columns:]
	}
	return nil
}

// scan reads the one row of a query; sql.ErrNoRows when there is none.
func (t *tx) scan(query string, args []any, into ...any) error {
	t.wrote = t.wrote || !strings.HasPrefix(query, "SELECT")
	s, err := t.db.prepare(query)
	if err != nil {
		return err
	}
	return s.QueryRowContext(t.ctx, args...).Scan(into...)
}

// each calls scan for every row of a query. It must not use the transaction.
func (t *tx) each(query string, args []any, scan func(*sql.Rows) error) error {
	t.wrote = t.wrote || !strings.HasPrefix(query, "SELECT")
	s, err := t.db.prepare(query)
	if err != nil {
		return err
	}
	rows, err := s.QueryContext(t.ctx, args...)
	if err != nil {
		return err
	}
	return eachRow(rows, scan)
}

func eachRow(rows *sql.Rows, scan func(*sql.Rows) error) error {
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// nanos is a time as the columns ending in _ns hold it: 0 is the zero time.
func nanos(t time.Time) int64 {
	switch {
	case t.IsZero():
		return 0
	case t.Before(minTime):
		return minTime.UnixNano()
	case t.After(maxTime):
		return maxTime.UnixNano()
	}
	return t.UnixNano()
}

// What 64 bits of nanoseconds can hold.
var (
	minTime = time.Unix(0, -1<<63)
	maxTime = time.Unix(0, 1<<63-1)
)

func fromNanos(ns int64) time.Time {
	if ns == 0 {
		return time.Time{}
	}
	return time.Unix(0, ns).UTC()
}

// Package sqlite keeps articles, their figures and the state of the crawl in
// one SQLite file: it is both an index.Store and a crawler.Frontier.
//
//	db, err := sqlite.Open(ctx, "data/pennypress.db", sqlite.Options{})
//
// Any number of processes on one machine may open the file at once; it must
// not lie on a network file system. What a method has acknowledged is on the
// disk. While the crawler runs, the file can be read with the sqlite3 tool:
// schema/0001.sql says what is in it.
//
//	select a.title, m.percent from moves m join articles a on a.num = m.article
//	where m.symbol = 'NVDA' and m.percent < -10;
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"runtime"
	"sync"
	"time"

	"github.com/klauspost/compress/zstd"
	driver "modernc.org/sqlite"

	"github.com/pennypress/pennypress/crawler"
	"github.com/pennypress/pennypress/index"
)

var (
	_ index.Store      = (*DB)(nil)
	_ crawler.Frontier = (*DB)(nil)
)

// Options say how a file is opened. The zero value is right for most.
type Options struct {
	LockWait time.Duration    // how long to wait for another process's write; 0 is 30 s
	Now      func() time.Time // the clock; nil is time.Now
}

// A DB is an open store and frontier. All methods are safe for concurrent use.
type DB struct {
	path  string
	now   func() time.Time
	read  *sql.DB   // any number of connections, none of which can write
	get   *sql.Stmt // of read: one article, which is most of what is read
	file  *sql.DB   // the one connection that writes
	zip   *zstd.Encoder
	unzip *zstd.Decoder

	mu      sync.Mutex // guards the next five
	waiting []*job     // writes to be done
	writing bool       // somebody is doing them
	notes   []note     // pages to be remembered with the next write
	noting  []note     // those being written now
	forgot  error      // why earlier ones could not be

	// Of whoever is writing alone.
	conn     *sql.Conn
	stmts    map[string]*sql.Stmt
	wordings wordings

	recalls recalls
}

// Open opens the file at path, creating or upgrading it. The folder must exist.
// A file of another kind, or written by a newer version, is an error and stays
// as it is.
func Open(ctx context.Context, path string, o Options) (*DB, error) {
	if o.LockWait == 0 {
		o.LockWait = 30 * time.Second
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if err := writable(path); err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	syncData()
	d := &DB{path: path, now: o.Now, stmts: map[string]*sql.Stmt{}}
	err := d.open(ctx, o.LockWait)
	if err != nil {
		err = errors.Join(fmt.Errorf("open store %s: %w", path, explain(err)), d.Close())
		return nil, err
	}
	return d, nil
}

// syncData makes this process wait for what it commits as SQLite does where its own
// build sees to it: for data and size, not for the time of change, which costs as much
// again and tells nobody anything. Where the system has no such call, all is waited for.
var syncData = sync.OnceFunc(func() { _, _ = driver.Fdatasync(true) })

// writable finds out about missing folders and rights by asking the system,
// whose answers are clearer than SQLite's.
func writable(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return err
	}
	return f.Close()
}

func (d *DB) open(ctx context.Context, lockWait time.Duration) error {
	var err error
	if d.zip, err = zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(runtime.GOMAXPROCS(0))); err != nil {
		return err
	}
	if d.unzip, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(maxDocBytes)); err != nil {
		return err
	}
	if d.file, err = sql.Open("sqlite", dsn(d.path, lockWait, "foreign_keys(1)", "synchronous(FULL)",
		"cache_size(-32000)", "temp_store(MEMORY)", "wal_autocheckpoint(16000)", "journal_size_limit(67108864)")); err != nil {
		return err
	}
	d.file.SetMaxOpenConns(1)
	if err := migrate(ctx, d.file, lockWait); err != nil {
		return err
	}
	if d.read, err = sql.Open("sqlite", dsn(d.path, lockWait, "query_only(1)")); err != nil {
		return err
	}
	d.read.SetMaxIdleConns(maxIdle)
	d.get, err = d.read.PrepareContext(ctx, "SELECT r.doc, a.revision, a.cluster"+newest+"WHERE a.id = ?")
	return err
}

// maxIdle is how many connections wait for the next reader, opened and with their
// statements prepared: as many as a busy server has at work.
const maxIdle = 16

// maxDocBytes bounds what one stored article may unpack to.
const maxDocBytes = 256 << 20

func dsn(path string, lockWait time.Duration, pragmas ...string) string {
	values := url.Values{"_pragma": {fmt.Sprintf("busy_timeout(%d)", lockWait.Milliseconds())}}
	for _, p := range pragmas {
		values.Add("_pragma", p)
	}
	u := url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: values.Encode()}
	return u.String()
}

// Close closes the file. It waits for writes that have begun.
func (d *DB) Close() error {
	var errs []error
	errs = append(errs, d.lastNotes())
	if d.conn != nil {
		errs = append(errs, d.dropConn())
	}
	if d.file != nil {
		errs = append(errs, d.file.Close())
	}
	if d.get != nil {
		errs = append(errs, d.get.Close())
	}
	if d.read != nil {
		errs = append(errs, d.read.Close())
	}
	if d.unzip != nil {
		d.unzip.Close()
	}
	return errors.Join(errs...)
}

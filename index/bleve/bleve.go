// Package bleve is the search index in a folder: an index.Searcher that keeps
// its terms in bleve's storage engine, scorch, and answers by its own plan.
//
// What it takes from bleve are the files: segments of terms, postings and
// positions, merged in the background and committed in one transaction with the
// number of the last change. What it does itself is what the query language
// needs and bleve's own queries do not give: figures that belong together
// (terms.go), exact answers under every combination (plan.go, iterator.go),
// ranking by the true lengths of articles (rank.go).
//
// Nothing in the folder is precious. An index that is damaged, of another schema
// or of another version of bleve comes back empty from Open, and index.Follow
// fills it again.
//
//	idx, err := bleve.Open("data/index", bleve.Options{})
//	n, err := index.Follow(ctx, store, idx)
//	result, err := idx.Search(ctx, query, index.SearchOptions{})
package bleve

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/blevesearch/bleve/v2/index/scorch"
	bindex "github.com/blevesearch/bleve_index_api"
	"go.etcd.io/bbolt"

	"github.com/pennypress/pennypress/index"
)

// schema numbers what is kept and how: an index of another number is rebuilt.
const schema = 11

// engine is the version of bleve that wrote the files.
const engine = "v2.6.3"

// Options say how an index is opened. The zero value is ready to use.
type Options struct {
	Wait time.Duration    // for another process to let go of the index; 0 means a second
	Now  func() time.Time // what the age of articles is counted from; nil means time.Now
}

// An Index is a search index in a folder. Search is safe for concurrent use;
// Apply is not, and runs beside Search.
type Index struct {
	path    string // the folder that the user knows
	data    string // the folder of scorch within it
	now     func() time.Time
	lock    *bbolt.DB // held while the index is open
	scorch  bindex.Index
	queue   *bindex.AnalysisQueue
	failed  chan error // the first failure of scorch's own goroutines
	rebuilt string     // why the index is new; "" when it is not
	columns columns    // of facets
	drafts  sync.Pool  // of batches; one is used again and again, none is held in idle times

	searches atomic.Int64

	pairsFrom     int64   // as the constants say
	frequentShare float64 // likewise

	mu     sync.RWMutex // Close waits for searches
	closed bool
}

var (
	_ index.Searcher = (*Index)(nil)
	_ index.Faceter  = (*Index)(nil)
)

// errClosed says that the index was used after Close.
var errClosed = errors.New("the search index is closed")

// ErrDamaged says that a search or a change met damage. The next Open gives an
// empty index.
var ErrDamaged = errors.New("the search index is damaged and will be rebuilt when it is next opened")

// Open opens the index in a folder, and makes it when there is none. When
// another process holds it for longer than the options say, the error is
// index.ErrLocked. A damaged or outdated index is replaced by an empty one.
func Open(path string, o Options) (*Index, error) {
	if o.Wait <= 0 {
		o.Wait = time.Second
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if err := os.MkdirAll(path, 0o755); err != nil {
		return nil, fmt.Errorf("open search index: %w", err)
	}
	lock, err := takeLock(filepath.Join(path, lockFile), o.Wait)
	if err != nil {
		return nil, fmt.Errorf("open search index %s: %w", path, err)
	}
	x := &Index{path: path, now: o.Now, lock: lock, pairsFrom: pairsFrom, frequentShare: frequentShare}
	x.drafts.New = func() any { return newDraft() }
	if err := x.openOrRebuild(); err != nil {
		lock.Close()
		return nil, fmt.Errorf("open search index %s: %w", path, err)
	}
	return x, nil
}

// The files beside the folders of scorch.
const (
	lockFile    = "lock"
	stampFile   = "current.json"
	damagedFile = "damaged" // there when a search met damage; holds what it saw
	soundFile   = "sound.json"
)

// takeLock opens a small bolt file, which one process at a time can hold. A
// broken one is replaced: bolt locks it before it looks inside.
func takeLock(path string, wait time.Duration) (*bbolt.DB, error) {
	lock, err := bbolt.Open(path, 0o644, &bbolt.Options{Timeout: wait, NoSync: true})
	if isBroken(err) {
		if err := os.Remove(path); err != nil {
			return nil, err
		}
		lock, err = bbolt.Open(path, 0o644, &bbolt.Options{Timeout: wait, NoSync: true})
	}
	if isTimeout(err) {
		return nil, index.ErrLocked
	}
	return lock, err
}

func isTimeout(err error) bool { return err != nil && strings.Contains(err.Error(), "timeout") }

// isBroken says whether an error means that the content of a file is wrong, not
// that it could not be opened.
func isBroken(err error) bool {
	var file *os.PathError
	return err != nil && !isTimeout(err) && !errors.As(err, &file)
}

// A stamp says which folder holds the index and what wrote it.
type stamp struct {
	Schema int    `json:"schema"`
	Engine string `json:"engine"`
	Folder string `json:"folder"`
}

func (x *Index) openOrRebuild() error {
	s, why := x.current()
	if why == "" {
		err := x.reopen(filepath.Join(x.path, s.Folder))
		if err == nil || errors.Is(err, index.ErrLocked) {
			return err
		}
		why = err.Error()
	}
	x.rebuilt = why
	return x.rebuild(s.Folder)
}

// reopen opens an index that was there. When scorch finds a segment missing it
// opens without an error and without content.
func (x *Index) reopen(folder string) error {
	broken, err := x.removeBroken(folder)
	if err != nil {
		return err
	}
	if err := x.openScorch(folder); err != nil {
		return err
	}
	if seq, err := x.readSeq(); err != nil || seq == 0 {
		x.closeScorch()
		return cmp.Or(broken, err, errors.New("it had lost its content"))
	}
	return nil
}

// current reads the stamp. why says what forbids to use the index.
func (x *Index) current() (s stamp, why string) {
	data, err := os.ReadFile(filepath.Join(x.path, stampFile))
	switch {
	case errors.Is(err, os.ErrNotExist):
		return s, "there was none"
	case err != nil:
		return s, err.Error()
	}
	if err := json.Unmarshal(data, &s); err != nil || s.Folder == "" || s.Folder != filepath.Base(s.Folder) {
		return stamp{}, "its stamp is damaged"
	}
	if s.Schema != schema || s.Engine != engine {
		return s, fmt.Sprintf("it was written by schema %d of bleve %s", s.Schema, s.Engine)
	}
	if what, err := os.ReadFile(filepath.Join(x.path, damagedFile)); err == nil {
		return s, "it was damaged: " + string(what)
	}
	return s, ""
}

// rebuild makes an empty index beside the old one, changes over to it, and
// removes the old one.
func (x *Index) rebuild(old string) error {
	folder := "a"
	if old == folder {
		folder = "b"
	}
	path := filepath.Join(x.path, folder)
	if err := os.RemoveAll(path); err != nil {
		return err
	}
	if err := x.openScorch(path); err != nil {
		return err
	}
	data, err := json.Marshal(stamp{Schema: schema, Engine: engine, Folder: folder})
	if err == nil {
		err = writeFile(filepath.Join(x.path, stampFile), data)
	}
	if err != nil {
		x.closeScorch()
		return err
	}
	os.Remove(filepath.Join(x.path, damagedFile))
	if old != "" {
		os.RemoveAll(filepath.Join(x.path, old))
	}
	return nil
}

// writeFile replaces a file at once.
func writeFile(path string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(data)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// maxSegment is how many documents are merged into one segment at most. What a merge
// reads is in memory meanwhile, and a set of up to 1<<16 is one block.
//
// Segments of up to smallSegment, as index.Follow makes them of full batches, are merged
// by the ten; smaller ones count as that large.
const (
	maxSegment   = 1 << 16
	smallSegment = 4000
)

// openScorch opens scorch's folder and looks whether it answers.
func (x *Index) openScorch(path string) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("damaged: %v", r)
		}
	}()
	x.queue = bindex.NewAnalysisQueue(1)
	x.failed = make(chan error, 1) // what failed before was the index that this one replaces
	watch(path, x.failed)
	s, err := scorch.NewScorch(scorch.Name, map[string]any{
		"path":                   path,
		"bolt_timeout":           "1s",
		"asyncErrorCallbackName": asyncName,
		"forceSegmentType":       segmentType,
		"forceSegmentVersion":    segmentVersion,
		"scorchMergePlanOptions": map[string]any{"MaxSegmentSize": maxSegment, "FloorSegmentSize": smallSegment},
	}, x.queue)
	if err != nil {
		return err
	}
	if err := s.Open(); err != nil {
		x.queue.Close()
		unwatch(path)
		if isTimeout(err) {
			return index.ErrLocked
		}
		return err
	}
	x.scorch, x.data = s, path
	if _, err := x.readSeq(); err != nil {
		x.closeScorch()
		return err
	}
	return nil
}

func (x *Index) closeScorch() error {
	err := x.scorch.Close()
	x.queue.Close()
	unwatch(x.data)
	return err
}

// asyncName is the name under which scorch finds asyncFailed.
const asyncName = "pennypress"

// watching maps the folder of each open index to where its failures go.
var watching sync.Map

var register = sync.OnceFunc(func() {
	scorch.RegisterSegmentPlugin(&plugin{}, false)
	scorch.RegistryAsyncErrorCallbacks[asyncName] = func(err error, path string) {
		if failed, ok := watching.Load(path); ok {
			select {
			case failed.(chan error) <- err:
			default:
			}
		}
	}
})

func watch(path string, failed chan error) {
	register()
	watching.Store(path, failed)
}

func unwatch(path string) { watching.Delete(path) }

// Rebuilt says why Open found no index to use, and "" when it did.
func (x *Index) Rebuilt() string { return x.rebuilt }

// Seq is the last change taken in; 0 when there is none.
func (x *Index) Seq(ctx context.Context) (int64, error) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if x.closed {
		return 0, errClosed
	}
	return x.readSeq()
}

func (x *Index) readSeq() (int64, error) {
	r, err := x.scorch.Reader()
	if err != nil {
		return 0, err
	}
	defer r.Close()
	c, err := readCounts(r)
	return c.Seq, err
}

// Close waits for searches to end and lets go of the index.
func (x *Index) Close() error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.closed {
		return nil
	}
	x.closed = true
	return errors.Join(x.closeScorch(), x.lock.Close())
}

// met makes damage of what a search or a change ended with, unless its context
// was over or the question was at fault.
func (x *Index) met(ctx context.Context, err error) error {
	if err == nil || ctx.Err() != nil || errors.Is(err, index.ErrCursor) || errors.Is(err, ErrDamaged) {
		return err
	}
	return x.damaged(err)
}

// damaged notes for the next Open that a search met damage.
func (x *Index) damaged(what any) error {
	err := fmt.Errorf("%w: %v", ErrDamaged, what)
	if werr := os.WriteFile(filepath.Join(x.path, damagedFile), []byte(fmt.Sprint(what)), 0o644); werr != nil {
		err = errors.Join(err, werr)
	}
	return err
}

package sqlite

import (
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/index"
)

// A record is an article made ready to be stored, which is most of the work
// and needs no lock.
type record struct {
	a       extract.Article
	doc     []byte
	content []byte
	wording index.Wording
	sketch  index.Sketch
}

// Put stores articles; see index.Store.
func (d *DB) Put(ctx context.Context, articles []extract.Article) ([]index.PutResult, error) {
	records, err := d.records(articles)
	if err != nil {
		return nil, err
	}
	if len(records) == 0 {
		return nil, nil
	}
	results := make([]index.PutResult, len(records))
	now := d.now()
	err = d.write(ctx, func(t *tx) error {
		for i := range records {
			var err error
			if results[i], err = t.put(&records[i], now); err != nil {
				return fmt.Errorf("put article %s: %w", records[i].a.ID, err)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return results, nil
}

// records makes articles ready, several at once: it is a third of the work of
// storing them.
func (d *DB) records(articles []extract.Article) ([]record, error) {
	records, errs := make([]record, len(articles)), make([]error, len(articles))
	var next atomic.Int64
	var ready sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(articles)) {
		ready.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(articles); i = int(next.Add(1)) - 1 {
				records[i], errs[i] = d.record(articles[i])
			}
		})
	}
	ready.Wait()
	for i, err := range errs {
		if err != nil {
			return nil, fmt.Errorf("put article %d of %d: %w", i+1, len(articles), err)
		}
	}
	return records, nil
}

func (d *DB) record(a extract.Article) (record, error) {
	if a.ID == "" {
		return record{}, errors.New("it has no id")
	}
	a.Schema = extract.Schema
	a.ContentHash = extract.ContentHash(a.Title, a.Text)
	doc, err := d.doc(a)
	if err != nil {
		return record{}, err
	}
	content, err := digest(a)
	wording := index.NewWording(a.Text)
	return record{a: a, doc: doc, content: content, wording: wording, sketch: wording.Sketch()}, err
}

// doc is an article as the table revisions holds it.
func (d *DB) doc(a extract.Article) ([]byte, error) {
	a.Revision, a.Cluster = 0, ""
	doc, err := json.Marshal(a)
	return d.zip.EncodeAll(doc, nil), err
}

// digest identifies the content of a revision.
func digest(a extract.Article) ([]byte, error) {
	var published string
	if !a.Published.IsZero() {
		published = a.Published.UTC().Format(time.RFC3339Nano)
	}
	notes, authors := append([]string{}, a.Notes...), append([]string{}, a.Authors...)
	content, err := json.Marshal([]any{a.Title, a.Subtitle, a.Text, notes, authors, published})
	sum := sha256.Sum256(content)
	return sum[:16], err
}

// held is what the store knows of an article before it is put.
type held struct {
	num      int64
	revision int
	content  []byte
	cluster  string
	sketch   []byte
}

func (t *tx) held(id string) (held, bool, error) {
	var h held
	err := t.scan("SELECT num, revision, content, cluster, sketch FROM articles WHERE id = ?",
		[]any{id}, &h.num, &h.revision, &h.content, &h.cluster, &h.sketch)
	if errors.Is(err, sql.ErrNoRows) {
		return h, false, nil
	}
	return h, err == nil, err
}

// put stores one article.
func (t *tx) put(r *record, now time.Time) (index.PutResult, error) {
	alone, err := t.alone(r)
	if err != nil {
		return index.PutResult{}, err
	}
	if alone {
		return t.create(r, "", now)
	}
	return t.putBeside(r, now)
}

// putBeside stores an article that meets something of what is kept: itself, or
// others with its text.
func (t *tx) putBeside(r *record, now time.Time) (index.PutResult, error) {
	old, known, err := t.held(r.a.ID)
	if err != nil {
		return index.PutResult{}, err
	}
	if known && string(old.content) == string(r.content) {
		return t.refresh(old, r, now)
	}
	cluster, err := t.cluster(old.num, r)
	if err != nil {
		return index.PutResult{}, err
	}
	if !known {
		return t.create(r, cluster, now)
	}
	result := index.PutResult{Revision: old.revision + 1, Status: index.Revised}
	if err := t.clear(old, cluster, now); err != nil {
		return result, err
	}
	result.Seq, err = t.store(r, old.num, result.Revision, cluster, now)
	return result, err
}

// alone says whether nothing that is kept has an article's id, its hash or a key of
// its sketch, as is so of most news: one question instead of three.
func (t *tx) alone(r *record) (bool, error) {
	var met bool
	err := t.scan(`SELECT EXISTS (SELECT 1 FROM articles WHERE id = ?) OR EXISTS (SELECT 1 FROM articles WHERE content_hash = ?)
		OR EXISTS (SELECT 1 FROM sketches WHERE key IN (?, ?, ?, ?, ?, ?))`,
		append([]any{r.a.ID, r.a.ContentHash}, keys(r.sketch)...), &met)
	return !met, err
}

// create stores an article that is not kept, in a cluster or alone.
func (t *tx) create(r *record, cluster string, now time.Time) (result index.PutResult, err error) {
	result = index.PutResult{Revision: max(r.a.Revision, 1), Status: index.Created}
	result.Seq, err = t.store(r, 0, result.Revision, cluster, now)
	return result, err
}

// store writes a revision, gives it its number and its cluster a name.
func (t *tx) store(r *record, num int64, revision int, cluster string, now time.Time) (seq int64, err error) {
	if err := t.insert(r, num, revision, cmp.Or(cluster, r.a.ID), now); err != nil {
		return 0, err
	}
	if seq, err = t.change(r.a.ID, false, now); err != nil || cluster == "" {
		return seq, err
	}
	return seq, t.lead(cluster, now, r.a.ID)
}

// clear removes what hangs on an article's newest revision, and lets the cluster
// that it leaves find a new name.
func (t *tx) clear(old held, cluster string, now time.Time) error {
	if err := t.clearFigures(old.num); err != nil {
		return err
	}
	if err := t.forget(old); err != nil || cluster == old.cluster {
		return err
	}
	if _, err := t.exec("UPDATE articles SET cluster = '' WHERE num = ?", old.num); err != nil {
		return err
	}
	return t.lead(old.cluster, now)
}

func (t *tx) clearFigures(num int64) error {
	for _, table := range []string{"entities", "moves"} {
		if _, err := t.exec("DELETE FROM "+table+" WHERE article = ?", num); err != nil {
			return err
		}
	}
	return nil
}

// insert writes an article's newest revision, over the one before if it has a
// number.
func (t *tx) insert(r *record, num int64, revision int, cluster string, now time.Time) (err error) {
	a := &r.a
	args := []any{a.Source, a.URL, a.Title, a.Language, seconds(a.Published), seconds(a.Fetched), a.WordCount,
		revision, a.ContentHash, cluster, r.content, packed(r.sketch), nanos(now), a.ID}
	if num != 0 {
		_, err = t.exec(`UPDATE articles SET source = ?, url = ?, title = ?, language = ?, published = ?, fetched = ?, word_count = ?,
			revision = ?, content_hash = ?, cluster = ?, content = ?, sketch = ?, changed_ns = ? WHERE id = ?`, args...)
	} else {
		num, err = t.insertRow(`INSERT INTO articles (source, url, title, language, published, fetched, word_count,
			revision, content_hash, cluster, content, sketch, changed_ns, id)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, args...)
	}
	if err != nil {
		return err
	}
	if _, err := t.exec("INSERT INTO revisions (article, revision, stored_ns, doc) VALUES (?, ?, ?, ?)",
		num, revision, nanos(now), r.doc); err != nil {
		return err
	}
	if err := t.insertFigures(num, a); err != nil {
		return err
	}
	t.db.wordings.add(string(r.content), r.wording)
	return t.remember(num, r.sketch)
}

func (t *tx) insertFigures(num int64, a *extract.Article) error {
	if err := t.insertEntities(num, a.Entities); err != nil {
		return err
	}
	return t.insertMoves(num, a.Moves)
}

func (t *tx) insertEntities(num int64, entities []extract.Entity) error {
	const columns = 18
	args := make([]any, 0, columns*len(entities))
	for n, e := range entities {
		args = append(args,
			num, n, e.Type, e.Text, e.Start, e.End, number(e.Value), number(e.Low), number(e.High), null(e.Modifier),
			null(e.Unit), null(e.Direction), null(e.Currency), null(e.Per), null(e.Symbol), null(e.Exchange), null(e.Name), null(e.How))
	}
	return t.insertRows(`INSERT INTO entities (article, n, type, text, start, "end", value, low, high, modifier,
		unit, direction, currency, per, symbol, exchange, name, how) VALUES `, "", columns, args)
}

func (t *tx) insertMoves(num int64, moves []extract.Move) error {
	const columns = 9
	args := make([]any, 0, columns*len(moves))
	for n, m := range moves {
		args = append(args, num, n, m.Symbol, null(m.Exchange), m.Percent, number(m.Low), number(m.High), m.Start, m.End)
	}
	return t.insertRows(`INSERT INTO moves (article, n, symbol, exchange, percent, low, high, start, "end") VALUES `, "", columns, args)
}

// change gives an article's newest change its number.
func (t *tx) change(id string, deleted bool, now time.Time) (seq int64, err error) {
	return t.insertRow("INSERT OR REPLACE INTO changes (id, deleted, at_ns) VALUES (?, ?, ?)", id, deleted, nanos(now))
}

// Delete removes articles; see index.Store.
func (d *DB) Delete(ctx context.Context, ids ...string) error {
	now := d.now()
	return d.write(ctx, func(t *tx) error {
		for _, id := range ids {
			if err := t.delete(id, now); err != nil {
				return fmt.Errorf("delete article %s: %w", id, err)
			}
		}
		return nil
	})
}

func (t *tx) delete(id string, now time.Time) error {
	old, known, err := t.held(id)
	if err != nil || !known {
		return err
	}
	if err := t.forget(old); err != nil {
		return err
	}
	if _, err := t.exec("DELETE FROM articles WHERE num = ?", old.num); err != nil {
		return err
	}
	if _, err := t.change(id, true, now); err != nil {
		return err
	}
	return t.lead(old.cluster, now)
}

// seconds is a time as the columns published and fetched hold it.
func seconds(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.Unix()
}

func null(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func number(f *float64) any {
	if f == nil {
		return nil
	}
	return *f
}

func packed(s index.Sketch) []byte {
	b := make([]byte, 0, 8*len(s))
	for _, key := range s {
		b = binary.LittleEndian.AppendUint64(b, key)
	}
	return b
}

func unpacked(b []byte) index.Sketch {
	var s index.Sketch
	for ; len(b) >= 8; b = b[8:] {
		s = append(s, binary.LittleEndian.Uint64(b))
	}
	return s
}

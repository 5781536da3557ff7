package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/index"
)

// kept is an article as it was written here. It need not forgive what others write,
// for which an article's own UnmarshalJSON goes over everything twice.
type kept extract.Article

// article reads a stored document.
func (d *DB) article(doc []byte, revision int, cluster string) (extract.Article, error) {
	var a extract.Article
	plain, err := d.unzip.DecodeAll(doc, nil)
	if err != nil {
		return a, fmt.Errorf("unpack article: %w", err)
	}
	if err := json.Unmarshal(plain, (*kept)(&a)); err != nil {
		return a, fmt.Errorf("read article: %w", err)
	}
	a.Revision, a.Cluster = revision, cluster
	return a, nil
}

const newest = " FROM articles a JOIN revisions r ON r.article = a.num AND r.revision = a.revision "

// Get returns the newest revision of an article; see index.Store.
func (d *DB) Get(ctx context.Context, id string) (extract.Article, error) {
	var doc []byte
	var revision int
	var cluster string
	err := d.get.QueryRowContext(ctx, id).Scan(&doc, &revision, &cluster)
	if errors.Is(err, sql.ErrNoRows) {
		return extract.Article{}, fmt.Errorf("article %s: %w", id, index.ErrNotFound)
	}
	if err != nil {
		return extract.Article{}, fmt.Errorf("get article %s: %w", id, explain(err))
	}
	return d.article(doc, revision, cluster)
}

// Revisions returns all revisions of an article; see index.Store.
func (d *DB) Revisions(ctx context.Context, id string) ([]extract.Article, error) {
	var all []extract.Article
	err := d.rows(ctx, `SELECT r.doc, r.revision, a.cluster FROM articles a JOIN revisions r ON r.article = a.num
		WHERE a.id = ? ORDER BY r.revision`, []any{id}, func(rows *sql.Rows) error {
		a, err := d.scanArticle(rows)
		all = append(all, a)
		return err
	})
	if err == nil && len(all) == 0 {
		err = index.ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("revisions of article %s: %w", id, err)
	}
	return all, nil
}

func (d *DB) scanArticle(rows *sql.Rows) (extract.Article, error) {
	var doc sql.RawBytes
	var revision int
	var cluster string
	if err := rows.Scan(&doc, &revision, &cluster); err != nil {
		return extract.Article{}, err
	}
	return d.article(doc, revision, cluster)
}

func (d *DB) rows(ctx context.Context, query string, args []any, scan func(*sql.Rows) error) error {
	rows, err := d.read.QueryContext(ctx, query, args...)
	if err != nil {
		return explain(err)
	}
	return explain(eachRow(rows, scan))
}

// Since returns the changes above a number; see index.Store.
func (d *DB) Since(ctx context.Context, seq int64, limit int) ([]index.Change, error) {
	var changes []index.Change
	err := d.rows(ctx, `SELECT c.seq, c.id, c.deleted, r.doc, coalesce(a.revision, 0), coalesce(a.cluster, '')
		FROM changes c LEFT JOIN articles a ON a.id = c.id LEFT JOIN revisions r ON r.article = a.num AND r.revision = a.revision
		WHERE c.seq > ? ORDER BY c.seq LIMIT ?`, []any{seq, max(limit, 0)}, func(rows *sql.Rows) error {
		c, err := d.scanChange(rows)
		changes = append(changes, c)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("changes since %d: %w", seq, err)
	}
	return changes, nil
}

// scanChange reads one row of changes, and further columns into more.
func (d *DB) scanChange(rows *sql.Rows, more ...any) (index.Change, error) {
	var c index.Change
	var doc sql.RawBytes
	var revision int
	var cluster string
	into := append([]any{&c.Seq, &c.ID, &c.Deleted, &doc, &revision, &cluster}, more...)
	if err := rows.Scan(into...); err != nil || c.Deleted {
		return c, err
	}
	var err error
	c.Article, err = d.article(doc, revision, cluster)
	return c, err
}

// Seq is the number of the newest change; see index.Store.
func (d *DB) Seq(ctx context.Context) (int64, error) {
	var seq int64
	err := d.read.QueryRowContext(ctx, "SELECT coalesce(max(seq), 0) FROM changes").Scan(&seq)
	return seq, explain(err)
}

// Articles yields the newest revisions; see index.Store. What is yielded is the
// store as it was at the start, however long the caller takes.
func (d *DB) Articles(ctx context.Context, f index.Filter) iter.Seq2[extract.Article, error] {
	where, args := filter(f)
	all := d.articles(ctx, d.read, "SELECT r.doc, a.revision, a.cluster"+newest+where+" ORDER BY a.published, a.id", args)
	return func(yield func(extract.Article, error) bool) {
		for a, err := range all {
			if err == nil && !passes(f, a.Published) {
				continue
			}
			if !yield(a, err) {
				return
			}
		}
	}
}

// A querier is a pool of connections, or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// articles yields the articles of a query. An error ends the sequence.
func (d *DB) articles(ctx context.Context, q querier, query string, args []any) iter.Seq2[extract.Article, error] {
	return func(yield func(extract.Article, error) bool) {
		rows, err := q.QueryContext(ctx, query, args...)
		if err != nil {
			yield(extract.Article{}, fmt.Errorf("list articles: %w", explain(err)))
			return
		}
		defer rows.Close()
		for rows.Next() {
			if a, err := d.scanArticle(rows); !yield(a, err) || err != nil {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(extract.Article{}, fmt.Errorf("list articles: %w", explain(err)))
		}
	}
}

// filter is a filter in SQL, whole seconds at its edges.
func filter(f index.Filter) (where string, args []any) {
	var conditions []string
	add := func(condition string, arg any) {
		conditions = append(conditions, condition)
		args = append(args, arg)
	}
	if f.Source != "" {
		add("a.source = ?", f.Source)
	}
	if !f.After.IsZero() {
		add("a.published >= ?", f.After.Unix())
	}
	if !f.Before.IsZero() {
		add("a.published <= ?", f.Before.Unix())
	}
	if !f.Since.IsZero() {
		add("a.changed_ns >= ?", nanos(f.Since))
	}
	if len(conditions) == 0 {
		return "", nil
	}
	return "WHERE " + strings.Join(conditions, " AND "), args
}

// passes decides within the seconds at the edges.
func passes(f index.Filter, published time.Time) bool {
	return (f.After.IsZero() || !published.Before(f.After)) && (f.Before.IsZero() || published.Before(f.Before))
}

// Stats counts what is kept; see index.Store.
func (d *DB) Stats(ctx context.Context) (index.Stats, error) {
	var s index.Stats
	err := d.read.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM revisions),
		(SELECT count(*) FROM entities), (SELECT count(*) FROM moves), (SELECT count(DISTINCT cluster) FROM articles),
		(SELECT page_count * page_size FROM pragma_page_count, pragma_page_size), (SELECT coalesce(max(seq), 0) FROM changes)`).
		Scan(&s.Articles, &s.Revisions, &s.Entities, &s.Moves, &s.Clusters, &s.Bytes, &s.Seq)
	if err != nil {
		return s, fmt.Errorf("count articles: %w", explain(err))
	}
	err = d.rows(ctx, "SELECT source, count(*), max(published), max(fetched) FROM articles GROUP BY source ORDER BY source", nil,
		func(rows *sql.Rows) error {
			var source index.SourceStats
			var newest, fetched sql.NullInt64
			err := rows.Scan(&source.Source, &source.Articles, &newest, &fetched)
			source.Newest, source.Fetched = fromSeconds(newest), fromSeconds(fetched)
			s.Sources = append(s.Sources, source)
			return err
		})
	if err != nil {
		return s, fmt.Errorf("count articles: %w", err)
	}
	return s, nil
}

func fromSeconds(s sql.NullInt64) time.Time {
	if !s.Valid {
		return time.Time{}
	}
	return time.Unix(s.Int64, 0).UTC()
}

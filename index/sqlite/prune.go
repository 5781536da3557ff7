package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"
)

// An Expiry says which articles are too old to be kept: those published before
// a time. Articles without a date count from when they were fetched, else from
// when they were stored.
type Expiry struct {
	Before time.Time
	Source string   // of one source; "" for all
	Except []string // but not of these
}

// where is an expiry in SQL. Each alternative has an index of its own.
func (e Expiry) where() (string, []any) {
	conditions := `(a.published < ?1 OR a.published IS NULL AND coalesce(a.fetched, a.changed_ns / 1000000000) < ?1)`
	args := []any{e.Before.Unix()}
	if e.Source != "" {
		args = append(args, e.Source)
		return conditions + " AND a.source = ?2", args
	}
	if len(e.Except) > 0 {
		for _, source := range e.Except {
			args = append(args, source)
		}
		conditions += " AND a.source NOT IN (" + strings.TrimSuffix(strings.Repeat("?, ", len(e.Except)), ", ") + ")"
	}
	return conditions, args
}

// Expired counts the articles that an expiry concerns.
func (d *DB) Expired(ctx context.Context, e Expiry) (int, error) {
	where, args := e.where()
	var n int
	if err := d.read.QueryRowContext(ctx, "SELECT count(*) FROM articles a WHERE "+where, args...).Scan(&n); err != nil {
		return 0, fmt.Errorf("count expired articles: %w", explain(err))
	}
	return n, nil
}

// pruneBatch is how many articles one transaction deletes, so that others who
// write do not wait long.
const pruneBatch = 200

// Prune deletes the articles that an expiry concerns, as Delete does, and says
// how many. After an error those deleted so far stay deleted. The file does not
// shrink: what is free is used for what comes next.
func (d *DB) Prune(ctx context.Context, e Expiry) (int, error) {
	where, args := e.where()
	n := 0
	for {
		var ids []string
		err := d.rows(ctx, fmt.Sprintf("SELECT a.id FROM articles a WHERE %s LIMIT %d", where, pruneBatch), args, func(rows *sql.Rows) error {
			var id string
			err := rows.Scan(&id)
			ids = append(ids, id)
			return err
		})
		if err == nil && len(ids) > 0 {
			err = d.Delete(ctx, ids...)
		}
		if err != nil || len(ids) == 0 {
			return n, err
		}
		n += len(ids)
	}
}

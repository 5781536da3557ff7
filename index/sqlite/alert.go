package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/pennypress/pennypress/index"
)

var _ index.AlertLog = (*DB)(nil)

// FollowAlert is as index.AlertLog says.
func (d *DB) FollowAlert(ctx context.Context, name, query string, now time.Time) (seq int64, since time.Time, err error) {
	var sinceNanos int64
	err = d.write(ctx, func(t *tx) error {
		var known string
		err := t.scan("SELECT query, seq, since_ns FROM alerts WHERE name = ?", []any{name}, &known, &seq, &sinceNanos)
		if err == nil && known == query {
			return nil
		}
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if err := t.scan("SELECT coalesce(max(seq), 0) FROM changes", nil, &seq); err != nil {
			return err
		}
		sinceNanos = nanos(now)
		_, err = t.exec(`INSERT INTO alerts (name, query, seq, since_ns) VALUES (?, ?, ?, ?)
			ON CONFLICT DO UPDATE SET query = excluded.query, seq = excluded.seq, since_ns = excluded.since_ns`,
			name, query, seq, sinceNanos)
		return err
	})
	return seq, fromNanos(sinceNanos), err
}

// RecordMatches is as index.AlertLog says.
func (d *DB) RecordMatches(ctx context.Context, alerts []string, seq int64, matches []index.AlertMatch) error {
	return d.write(ctx, func(t *tx) error {
		for _, m := range matches {
			state, due := "kept", any(nil)
			if m.Post {
				state, due = "due", nanos(m.At)
			}
			if _, err := t.exec(`INSERT INTO alert_matches (alert, article, at_ns, state, tries, due_ns, reason)
				SELECT ?, num, ?, ?, 0, ?, '' FROM articles WHERE id = ? ON CONFLICT DO NOTHING`,
				m.Alert, nanos(m.At), state, due, m.Article); err != nil {
				return err
			}
		}
		for _, name := range alerts {
			if _, err := t.exec("UPDATE alerts SET seq = max(seq, ?) WHERE name = ?", seq, name); err != nil {
				return err
			}
		}
		return nil
	})
}

// AlertMatches is as index.AlertLog says.
func (d *DB) AlertMatches(ctx context.Context, alert string, limit int) ([]index.AlertMatch, error) {
	return d.matches(ctx, "m.alert = ? ORDER BY m.num DESC LIMIT ?", alert, limit)
}

// DueMatches is as index.AlertLog says.
func (d *DB) DueMatches(ctx context.Context, alert string, now time.Time, limit int) ([]index.AlertMatch, error) {
	return d.matches(ctx, "m.alert = ? AND m.due_ns <= ? ORDER BY m.due_ns, m.num LIMIT ?", alert, nanos(now), limit)
}

func (d *DB) matches(ctx context.Context, where string, args ...any) ([]index.AlertMatch, error) {
	rows, err := d.read.QueryContext(ctx, `SELECT m.num, m.alert, a.id, m.at_ns, m.state <> 'kept', m.tries
		FROM alert_matches m JOIN articles a ON a.num = m.article WHERE `+where, args...)
	if err != nil {
		return nil, explain(err)
	}
	var out []index.AlertMatch
	err = eachRow(rows, func(r *sql.Rows) error {
		var m index.AlertMatch
		var at int64
		err := r.Scan(&m.Num, &m.Alert, &m.Article, &at, &m.Post, &m.Tries)
		m.At = fromNanos(at)
		out = append(out, m)
		return err
	})
	return out, explain(err)
}

// maxReason bounds what is kept of a failure, which may quote a hostile server.
const maxReason = 300

// SettleMatch is as index.AlertLog says.
func (d *DB) SettleMatch(ctx context.Context, m index.AlertMatch, p index.Posted) error {
	reason := strings.ToValidUTF8(p.Reason[:min(len(p.Reason), maxReason)], "")
	return d.write(ctx, func(t *tx) error {
		state, due, failed := "posted", any(nil), 0
		switch {
		case p.Failed && p.Again.IsZero():
			state, failed = "failed", 1
		case p.Failed:
			state, due, failed = "due", nanos(p.Again), 1
		}
		if _, err := t.exec("UPDATE alert_matches SET state = ?, due_ns = ?, tries = tries + ?, reason = ? WHERE num = ?",
			state, due, failed, reason, m.Num); err != nil {
			return err
		}
		if due == nil {
			return nil
		}
		_, err := t.exec("UPDATE alert_matches SET due_ns = ? WHERE alert = ? AND due_ns < ?", due, m.Alert, due)
		return err
	})
}

// NextMatch is as index.AlertLog says.
func (d *DB) NextMatch(ctx context.Context, alerts []string) (at time.Time, ok bool, err error) {
	if len(alerts) == 0 {
		return time.Time{}, false, nil
	}
	args := make([]any, len(alerts))
	for i, name := range alerts {
		args[i] = name
	}
	var due sql.NullInt64
	err = d.read.QueryRowContext(ctx, fmt.Sprintf("SELECT min(due_ns) FROM alert_matches WHERE due_ns IS NOT NULL AND alert IN (?%s)",
		strings.Repeat(", ?", len(alerts)-1)), args...).Scan(&due)
	return fromNanos(due.Int64), due.Valid, explain(err)
}

package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/pennypress/pennypress/crawler"
)

// Add makes tasks known; see crawler.Frontier.
func (d *DB) Add(ctx context.Context, tasks []crawler.Task) (added int, err error) {
	if len(tasks) == 0 {
		return 0, nil
	}
	err = d.write(ctx, func(t *tx) error {
		added = 0
		for _, task := range tasks {
			isNew, err := t.add(task)
			if err != nil {
				return err
			}
			if isNew {
				added++
			}
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("add tasks: %w", err)
	}
	return added, nil
}

// ofSources narrows a query to sources, given as a JSON list; to none when it is null.
const ofSources = " (?1 IS NULL OR source IN (SELECT value FROM json_each(?1))) "

// names is a list as ofSources wants it.
func names(sources []string) any {
	if len(sources) == 0 {
		return nil
	}
	b, _ := json.Marshal(sources) // strings always have a JSON form
	return string(b)
}

// Wake makes tasks due; see crawler.Frontier.
func (d *DB) Wake(ctx context.Context, sources []string, now time.Time) (woken int, err error) {
	err = d.write(ctx, func(t *tx) error {
		var queues []queueKey
		err := t.each("SELECT host, source FROM queues WHERE"+ofSources, []any{names(sources)}, func(rows *sql.Rows) error {
			var key queueKey
			err := rows.Scan(&key.host, &key.source)
			queues = append(queues, key)
			return err
		})
		if err != nil {
			return err
		}
		woken = 0
		for _, key := range queues {
			n, err := t.wake(key, now)
			if err != nil {
				return err
			}
			woken += n
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("wake tasks: %w", err)
	}
	return woken, nil
}

// wake makes a queue's tasks due and counts those that are now.
func (t *tx) wake(key queueKey, now time.Time) (int, error) {
	woken := 0
	for rank := range 2 {
		if _, err := t.exec("UPDATE tasks SET due_ns = ? WHERE host = ? AND source = ? AND rank = ? AND due_ns > ?",
			nanos(now), key.host, key.source, rank, nanos(now)); err != nil {
			return 0, err
		}
	}
	t.due[key] = true
	err := t.scan("SELECT count(*) FROM tasks WHERE host = ? AND source = ? AND due_ns IS NOT NULL", []any{key.host, key.source}, &woken)
	return woken, err
}

// Known counts tasks by their URLs; see crawler.Frontier.
func (d *DB) Known(ctx context.Context, urls []string) (known int, err error) {
	if len(urls) == 0 {
		return 0, nil
	}
	err = d.read.QueryRowContext(ctx, "SELECT count(*) FROM tasks WHERE url IN (SELECT value FROM json_each(?))", names(urls)).Scan(&known)
	if err != nil {
		return 0, fmt.Errorf("known tasks: %w", explain(err))
	}
	return known, nil
}

// Next is when there will be something to lease; see crawler.Frontier.
func (d *DB) Next(ctx context.Context, sources []string) (at time.Time, ok bool, err error) {
	var ready sql.NullInt64
	switch {
	case len(sources) == 0:
		err = d.read.QueryRowContext(ctx, "SELECT min(ready_ns) FROM queues").Scan(&ready)
	case len(sources) > fewSources:
		ready, err = d.nextOf(ctx, wantedOf(sources))
	default:
		err = d.read.QueryRowContext(ctx, `SELECT min(ready) FROM (SELECT
			(SELECT min(ready_ns) FROM queues WHERE source = value) AS ready FROM json_each(?))`, names(sources)).Scan(&ready)
	}
	if err != nil {
		return at, false, fmt.Errorf("next task: %w", explain(err))
	}
	if !ready.Valid {
		return at, false, nil
	}
	return time.Unix(0, ready.Int64).UTC(), true, nil
}

// nextOf looks for the earliest queue of many sources, which is among the first.
func (d *DB) nextOf(ctx context.Context, wanted func(string) bool) (ready sql.NullInt64, err error) {
	err = d.rows(ctx, "SELECT source, ready_ns FROM queues ORDER BY ready_ns", nil, func(rows *sql.Rows) error {
		var source string
		if err := rows.Scan(&source, &ready.Int64); err != nil {
			return err
		}
		if ready.Valid = wanted(source); ready.Valid {
			return errEnough
		}
		return nil
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	return ready, err
}

// Tasks lists tasks; see crawler.Frontier.
func (d *DB) Tasks(ctx context.Context, kinds ...crawler.Kind) ([]crawler.Task, error) {
	where, list, pages := "", make([]string, len(kinds)), len(kinds) == 0
	for i, k := range kinds {
		list[i] = string(k)
		pages = pages || rank(k) > 0
	}
	if !pages {
		where = " AND rank = 0" // they are few and have an index
	}
	var tasks []crawler.Task
	err := d.rows(ctx, "SELECT "+taskColumns+" FROM tasks WHERE (?1 IS NULL OR kind IN (SELECT value FROM json_each(?1)))"+
		where+" ORDER BY source, url", []any{names(list)}, func(rows *sql.Rows) error {
		t, err := scanTask(rows)
		tasks = append(tasks, t)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list tasks: %w", err)
	}
	return tasks, nil
}

// Counts counts page tasks by source and state; see crawler.Frontier.
func (d *DB) Counts(ctx context.Context) (map[string]map[crawler.State]int, error) {
	counts := map[string]map[crawler.State]int{}
	err := d.rows(ctx, "SELECT source, state, n FROM tally WHERE n > 0", nil, func(rows *sql.Rows) error {
		var source string
		var state crawler.State
		var n int
		if err := rows.Scan(&source, &state, &n); err != nil {
			return err
		}
		if counts[source] == nil {
			counts[source] = map[crawler.State]int{}
		}
		counts[source][state] = n
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("count tasks: %w", err)
	}
	return counts, nil
}

// Held counts hosts that others work on; see crawler.Frontier.
func (d *DB) Held(ctx context.Context, worker string, sources []string, now time.Time) (hosts int, holder string, err error) {
	err = d.read.QueryRowContext(ctx, `SELECT count(*), coalesce(min(worker), '') FROM hosts
		WHERE expires_ns > 0 AND expires_ns > ?2 AND worker <> ?3
		AND EXISTS (SELECT 1 FROM queues WHERE host = hosts.num AND due_ns <= ?2 AND`+ofSources+`)`,
		names(sources), nanos(now), worker).Scan(&hosts, &holder)
	if err != nil {
		return 0, "", fmt.Errorf("held hosts: %w", explain(err))
	}
	return hosts, holder, nil
}

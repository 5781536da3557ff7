package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/pennypress/pennypress/crawler"
	"github.com/pennypress/pennypress/index"
)

// Settle stores what became of tasks; see crawler.Frontier.
func (d *DB) Settle(ctx context.Context, lease crawler.Lease, s crawler.Settlement) (crawler.Settled, error) {
	records := make([]record, len(s.Outcomes))
	for i, o := range s.Outcomes {
		if o.Article == nil {
			continue
		}
		var err error
		if records[i], err = d.record(*o.Article); err != nil {
			return crawler.Settled{}, fmt.Errorf("settle %s: article: %w", o.Task.URL, err)
		}
	}
	var settled crawler.Settled
	err := d.write(ctx, func(t *tx) (err error) {
		settled, err = t.settle(lease, s, records)
		return err
	})
	if err != nil {
		return crawler.Settled{}, fmt.Errorf("settle %s: %w", lease.Host, err)
	}
	return settled, nil
}

func (t *tx) settle(lease crawler.Lease, s crawler.Settlement, records []record) (crawler.Settled, error) {
	var settled crawler.Settled
	host, err := t.leased(lease)
	if err != nil {
		return settled, err
	}
	for i, o := range s.Outcomes {
		state, err := t.outcome(o, &records[i], s.Now)
		if err != nil {
			return settled, fmt.Errorf("%s: %w", o.Task.URL, err)
		}
		settled.States = append(settled.States, state)
		for _, found := range o.Found {
			isNew, err := t.add(found)
			if err != nil {
				return settled, err
			}
			if isNew {
				settled.Added++
			}
		}
	}
	if err := t.setHost(host, s); err != nil {
		return settled, err
	}
	err = t.scan("SELECT coalesce(max(seq), 0) FROM changes", nil, &settled.Seq)
	return settled, err
}

// outcome stores what became of one task.
func (t *tx) outcome(o crawler.Outcome, r *record, now time.Time) (crawler.State, error) {
	task := o.Task
	if task.State == "" {
		task.State = crawler.Pending
	}
	var num, host int64
	var before crawler.Task
	err := t.scan("SELECT num, host, source, kind, state, article FROM tasks WHERE url = ?", []any{task.URL},
		&num, &host, &before.Source, &before.Kind, &before.State, &before.Article)
	unknown := errors.Is(err, sql.ErrNoRows)
	if err != nil && !unknown {
		return "", err
	}
	if o.Article != nil {
		result, err := t.take(r, before.Article, now)
		if err != nil {
			return "", err
		}
		task.State, task.Article = taken(result.Status, before.Article, r.a.ID), r.a.ID
	}
	if unknown {
		return task.State, t.insertTask(task)
	}
	t.count(before.Kind, before.Source, before.State, -1)
	t.count(before.Kind, before.Source, task.State, 1)
	t.due[queueKey{host, before.Source}] = true
	return task.State, t.updateTask(num, task)
}

// take puts the article of a task that led to another one before, or to none.
func (t *tx) take(r *record, before string, now time.Time) (index.PutResult, error) {
	alone, err := t.alone(r)
	if err != nil {
		return index.PutResult{}, err
	}
	if alone {
		return t.create(r, "", now)
	}
	if before != r.a.ID {
		if err := t.apart(r, now); err != nil {
			return index.PutResult{}, err
		}
	}
	return t.putBeside(r, now)
}

// taken is the state of a task by how its article was taken in and which
// article the task led to before.
func taken(status index.PutStatus, before, id string) crawler.State {
	switch {
	case status == index.Created:
		return crawler.Delivered
	case status == index.Revised:
		return crawler.Updated
	case before == id:
		return crawler.Unchanged
	}
	return crawler.Duplicate
}

// updateTask writes what an outcome may change of a task.
func (t *tx) updateTask(num int64, task crawler.Task) error {
	item, err := itemJSON(task.Item)
	if err != nil {
		return err
	}
	_, err = t.exec(`UPDATE tasks SET state = ?, reason = ?, due_ns = ?, tries = ?, etag = ?, last_modified = ?, hash = ?,
		interval_ns = ?, item = ?, item_ns = ?, asked_ns = ?, success_ns = ?, article = ? WHERE num = ?`,
		string(task.State), task.Reason, due(task.Due), task.Tries, task.Validators.ETag, task.Validators.LastModified, task.Hash,
		int64(task.Interval), item, nanos(task.Item.Published), nanos(task.Asked), nanos(task.Success), task.Article, num)
	return err
}

func (t *tx) setHost(host int64, s crawler.Settlement) error {
	_, err := t.exec("UPDATE hosts SET next_ns = ?, delay_ns = ?, failures = ?, expires_ns = iif(?, 0, expires_ns) WHERE num = ?",
		nanos(s.Host.NextAt), int64(s.Host.Delay), s.Host.Failures, s.Release, host)
	if err != nil {
		return err
	}
	t.late[host] = true
	return t.setRobots(host, s.Host.Robots)
}

// setRobots writes a host's robots.txt only when it was fetched anew: it may be
// long, and settlements are many.
func (t *tx) setRobots(host int64, robots []crawler.Robots) error {
	known := map[string]int64{}
	err := t.each("SELECT scheme, fetched_ns FROM robots WHERE host = ?", []any{host}, func(rows *sql.Rows) error {
		var scheme string
		var fetched int64
		err := rows.Scan(&scheme, &fetched)
		known[scheme] = fetched
		return err
	})
	if err != nil {
		return err
	}
	for _, r := range robots {
		fetched, ok := known[r.Scheme]
		delete(known, r.Scheme)
		if ok && fetched == nanos(r.Fetched) && fetched != 0 {
			continue
		}
		if _, err := t.exec("INSERT OR REPLACE INTO robots (host, scheme, status, fetched_ns, body) VALUES (?, ?, ?, ?, ?)",
			host, r.Scheme, r.Status, nanos(r.Fetched), append([]byte{}, r.Body...)); err != nil {
			return err
		}
	}
	for scheme := range known {
		if _, err := t.exec("DELETE FROM robots WHERE host = ? AND scheme = ?", host, scheme); err != nil {
			return err
		}
	}
	return nil
}

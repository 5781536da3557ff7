package sqlite

import (
	"cmp"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/pennypress/pennypress/crawler"
)

// A queueKey names the tasks of one source on one host.
type queueKey struct {
	host   int64
	source string
}

// A tallyKey names what Counts counts.
type tallyKey struct {
	source string
	state  crawler.State
}

// rank orders tasks of one host: what leads to articles goes before them.
func rank(k crawler.Kind) int {
	if k == crawler.KindPage {
		return 1
	}
	return 0
}

// host returns the number of a host, which becomes known.
func (t *tx) host(name string) (int64, error) {
	if num, ok := t.hosts[name]; ok {
		return num, nil
	}
	var num int64
	err := t.scan("SELECT num FROM hosts WHERE host = ?", []any{name}, &num)
	if errors.Is(err, sql.ErrNoRows) {
		err = t.scan("INSERT INTO hosts (host) VALUES (?) RETURNING num", []any{name}, &num)
	}
	if err == nil {
		t.hosts[name] = num
	}
	return num, err
}

// add makes one task known and says whether it was new.
func (t *tx) add(task crawler.Task) (bool, error) {
	if task.State == "" {
		task.State = crawler.Pending
	}
	var num int64
	var state crawler.State
	var item string
	err := t.scan("SELECT num, state, item FROM tasks WHERE url = ?", []any{task.URL}, &num, &state, &item)
	if errors.Is(err, sql.ErrNoRows) {
		return true, t.insertTask(task)
	}
	if err != nil {
		return false, err
	}
	if state == crawler.Filtered && task.State == crawler.Pending {
		if err := t.revive(num, task); err != nil {
			return false, err
		}
	}
	known, err := parseItem(item)
	if err != nil || !isEmpty(known) || isEmpty(task.Item) {
		return false, err
	}
	task.Item.Address = cmp.Or(task.Item.Address, known.Address)
	item, err = itemJSON(task.Item)
	if err != nil {
		return false, err
	}
	_, err = t.exec("UPDATE tasks SET item = ?, item_ns = ? WHERE num = ?", item, nanos(task.Item.Published), num)
	return false, err
}

func (t *tx) insertTask(task crawler.Task) error {
	name := crawler.Host(task.URL)
	if name == "" {
		return fmt.Errorf("task %q: no http URL", task.URL)
	}
	host, err := t.host(name)
	if err != nil {
		return err
	}
	item, err := itemJSON(task.Item)
	if err != nil {
		return err
	}
	_, err = t.exec(`INSERT INTO tasks (url, host, source, kind, rank, depth, state, reason, due_ns, tries, etag, last_modified,
		hash, interval_ns, item, item_ns, found_ns, asked_ns, success_ns, article)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		task.URL, host, task.Source, string(task.Kind), rank(task.Kind), task.Depth, string(task.State), task.Reason, due(task.Due), task.Tries,
		task.Validators.ETag, task.Validators.LastModified, task.Hash, int64(task.Interval), item, nanos(task.Item.Published),
		nanos(task.Found), nanos(task.Asked), nanos(task.Success), task.Article)
	if err != nil {
		return err
	}
	t.count(task.Kind, task.Source, task.State, 1)
	t.due[queueKey{host, task.Source}] = true
	return nil
}

// revive makes pending what the configuration left out before.
func (t *tx) revive(num int64, task crawler.Task) error {
	var host int64
	var source string
	var kind crawler.Kind
	err := t.scan("UPDATE tasks SET state = ?, reason = '', due_ns = ? WHERE num = ? RETURNING host, source, kind",
		[]any{string(crawler.Pending), due(task.Due), num}, &host, &source, &kind)
	if err != nil {
		return err
	}
	t.count(kind, source, crawler.Filtered, -1)
	t.count(kind, source, crawler.Pending, 1)
	t.due[queueKey{host, source}] = true
	return nil
}

func (t *tx) count(kind crawler.Kind, source string, state crawler.State, n int) {
	if kind == crawler.KindPage {
		t.tally[tallyKey{source, state}] += n
	}
}

// flush brings the tables that are derived from others up to date.
func (t *tx) flush() error {
	for key, n := range t.tally {
		if n == 0 {
			continue
		}
		if _, err := t.exec("INSERT INTO tally (source, state, n) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET n = n + excluded.n",
			key.source, string(key.state), n); err != nil {
			return err
		}
	}
	for key := range t.due {
		if err := t.queue(key); err != nil {
			return err
		}
	}
	for host := range t.late {
		if err := t.postpone(host); err != nil {
			return err
		}
	}
	return nil
}

// queue finds the earliest task of a source on a host anew.
func (t *tx) queue(key queueKey) error {
	var earliest sql.NullInt64
	err := t.scan(`SELECT min(due_ns) FROM (
		SELECT min(due_ns) AS due_ns FROM tasks WHERE host = ?1 AND source = ?2 AND rank = 0 AND due_ns IS NOT NULL UNION ALL
		SELECT min(due_ns) FROM tasks WHERE host = ?1 AND source = ?2 AND rank = 1 AND due_ns IS NOT NULL)`,
		[]any{key.host, key.source}, &earliest)
	if err != nil {
		return err
	}
	if !earliest.Valid {
		_, err = t.exec("DELETE FROM queues WHERE host = ? AND source = ?", key.host, key.source)
		return err
	}
	_, err = t.exec(`INSERT INTO queues (host, source, due_ns, ready_ns)
		SELECT num, ?2, ?3, max(?3, next_ns, expires_ns) FROM hosts WHERE num = ?1
		ON CONFLICT DO UPDATE SET due_ns = excluded.due_ns, ready_ns = excluded.ready_ns`,
		key.host, key.source, earliest.Int64)
	return err
}

// due is a time as the column due_ns holds it.
func due(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return nanos(t)
}

// isEmpty says that an item knows nothing about the article.
func isEmpty(i crawler.Item) bool {
	return i.Title == "" && len(i.Authors) == 0 && i.Published.IsZero() && i.ID == "" && i.Language == "" && len(i.Via) == 0
}

func itemJSON(i crawler.Item) (string, error) {
	b, err := json.Marshal(i)
	if string(b) == "{}" {
		return "", nil
	}
	return string(b), err
}

func parseItem(item string) (i crawler.Item, err error) {
	if item != "" {
		err = json.Unmarshal([]byte(item), &i)
	}
	return i, err
}

const taskColumns = `url, source, kind, depth, state, reason, due_ns, tries, etag, last_modified, hash, interval_ns,
	item, found_ns, asked_ns, success_ns, article`

func scanTask(rows *sql.Rows) (crawler.Task, error) {
	var t crawler.Task
	var due sql.NullInt64
	var item string
	var interval, found, asked, success int64
	err := rows.Scan(&t.URL, &t.Source, &t.Kind, &t.Depth, &t.State, &t.Reason, &due, &t.Tries, &t.Validators.ETag,
		&t.Validators.LastModified, &t.Hash, &interval, &item, &found, &asked, &success, &t.Article)
	if err != nil {
		return t, err
	}
	if due.Valid {
		t.Due = time.Unix(0, due.Int64).UTC()
	}
	t.Interval = time.Duration(interval)
	t.Found, t.Asked, t.Success = fromNanos(found), fromNanos(asked), fromNanos(success)
	t.Item, err = parseItem(item)
	return t, err
}

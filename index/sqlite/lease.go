package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/pennypress/pennypress/crawler"
)

// Lease hands out hosts; see crawler.Frontier. Those that have been ready for
// longest come first. Finding nothing takes no lock.
func (d *DB) Lease(ctx context.Context, l crawler.LeaseRequest) ([]crawler.Lease, error) {
	if l.Host == "" {
		next, ok, err := d.Next(ctx, l.Sources)
		if err != nil || !ok || next.After(l.Now) || l.Hosts <= 0 || l.Tasks <= 0 {
			return nil, err
		}
	}
	var leases []crawler.Lease
	err := d.write(ctx, func(t *tx) error {
		hosts, err := t.ready(l)
		if err != nil {
			return err
		}
		leases = nil
		for _, host := range hosts {
			lease, err := t.lease(host, l)
			if err != nil {
				return err
			}
			leases = append(leases, lease)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("lease: %w", err)
	}
	return leases, nil
}

var errEnough = errors.New("enough")

// ready returns the numbers of the hosts to hand out.
func (t *tx) ready(l crawler.LeaseRequest) ([]int64, error) {
	if l.Host != "" {
		return t.free(l)
	}
	var hosts []int64
	wanted := wantedOf(l.Sources)
	err := t.each("SELECT host, source FROM queues WHERE ready_ns <= ? ORDER BY ready_ns",
		[]any{nanos(l.Now)}, func(rows *sql.Rows) error {
			var host int64
			var source string
			if err := rows.Scan(&host, &source); err != nil {
				return err
			}
			if wanted(source) && !slices.Contains(hosts, host) {
				hosts = append(hosts, host)
			}
			if len(hosts) == l.Hosts {
				return errEnough
			}
			return nil
		})
	if errors.Is(err, errEnough) {
		err = nil
	}
	return hosts, err
}

// fewSources is how many sources a query may name. Crawls name all they know,
// thousands perhaps, of which a host has one: in a query such a list costs more
// than all the rest.
const fewSources = 8

// wantedOf says which sources are in a list, all when it is empty.
func wantedOf(sources []string) func(string) bool {
	set := make(map[string]bool, len(sources))
	for _, source := range sources {
		set[source] = true
	}
	return func(source string) bool { return len(set) == 0 || set[source] }
}

// free returns the number of the host asked for, unless it is leased.
func (t *tx) free(l crawler.LeaseRequest) ([]int64, error) {
	host, err := t.host(l.Host)
	if err != nil {
		return nil, err
	}
	var expires int64
	if err := t.scan("SELECT expires_ns FROM hosts WHERE num = ?", []any{host}, &expires); err != nil || expires > nanos(l.Now) {
		return nil, err
	}
	return []int64{host}, nil
}

// abrupt stands in hosts.expires_ns for a lease that ended without a settlement.
const abrupt = -1

// lease leases one host.
func (t *tx) lease(host int64, l crawler.LeaseRequest) (crawler.Lease, error) {
	lease := crawler.Lease{Worker: l.Worker, Expires: l.Now.Add(l.TTL).UTC()}
	var before, next, delay int64
	if err := t.scan("SELECT expires_ns FROM hosts WHERE num = ?", []any{host}, &before); err != nil {
		return lease, err
	}
	lease.Abrupt = before != 0
	err := t.scan("UPDATE hosts SET fence = fence + 1, worker = ?, expires_ns = ? WHERE num = ? RETURNING host, fence, next_ns, delay_ns, failures",
		[]any{l.Worker, nanos(lease.Expires), host}, &lease.Host, &lease.Fence, &next, &delay, &lease.State.Failures)
	if err != nil {
		return lease, err
	}
	lease.State.NextAt, lease.State.Delay = fromNanos(next), time.Duration(delay)
	if lease.State.Robots, err = t.robots(host); err != nil {
		return lease, err
	}
	if lease.Tasks, err = t.dueTasks(host, l); err != nil {
		return lease, err
	}
	t.late[host] = true
	return lease, nil
}

// postpone sets when a host's queues are ready after the host has changed.
func (t *tx) postpone(host int64) error {
	_, err := t.exec(`UPDATE queues SET ready_ns = max(due_ns, h.next_ns, h.expires_ns)
		FROM hosts h WHERE queues.host = ? AND h.num = queues.host AND ready_ns <> max(due_ns, h.next_ns, h.expires_ns)`, host)
	return err
}

// dueTasks returns the tasks to hand out with a host: each queue's own are in
// order in the index, and few are taken of each.
func (t *tx) dueTasks(host int64, l crawler.LeaseRequest) ([]crawler.Task, error) {
	var sources []string
	err := t.each("SELECT source FROM queues WHERE host = ? AND due_ns <= ?",
		[]any{host, nanos(l.Now)}, func(rows *sql.Rows) error {
			var source string
			err := rows.Scan(&source)
			sources = append(sources, source)
			return err
		})
	sources = slices.DeleteFunc(sources, func(source string) bool {
		return len(l.Sources) > 0 && !slices.Contains(l.Sources, source)
	})
	if err != nil {
		return nil, err
	}
	documents, err := t.dueTasksOf(host, sources, 0, l)
	if err != nil {
		return nil, err
	}
	pages, err := t.dueTasksOf(host, sources, 1, l)
	if err != nil {
		return nil, err
	}
	// Where there is too much of both, a quarter is for pages, so that an index of a
	// thousand sitemaps does not keep the pages waiting.
	pages = pages[:min(len(pages), max(l.Tasks-len(documents), l.Tasks/4))]
	documents = documents[:min(len(documents), l.Tasks-len(pages))]
	return append(documents, pages...), nil
}

func (t *tx) dueTasksOf(host int64, sources []string, rank int, l crawler.LeaseRequest) ([]crawler.Task, error) {
	var tasks []crawler.Task
	for _, source := range sources {
		err := t.each("SELECT "+taskColumns+` FROM tasks WHERE host = ? AND source = ? AND rank = ? AND due_ns <= ?
			ORDER BY due_ns, item_ns DESC LIMIT ?`, []any{host, source, rank, nanos(l.Now), l.Tasks}, func(rows *sql.Rows) error {
			task, err := scanTask(rows)
			tasks = append(tasks, task)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(tasks, func(a, b crawler.Task) int {
		return cmp.Or(a.Due.Compare(b.Due), b.Item.Published.Compare(a.Item.Published))
	})
	return tasks, nil
}

func (t *tx) robots(host int64) ([]crawler.Robots, error) {
	var robots []crawler.Robots
	err := t.each("SELECT scheme, status, fetched_ns, body FROM robots WHERE host = ? ORDER BY scheme", []any{host}, func(rows *sql.Rows) error {
		var r crawler.Robots
		var fetched int64
		err := rows.Scan(&r.Scheme, &r.Status, &fetched, &r.Body)
		r.Fetched = fromNanos(fetched)
		robots = append(robots, r)
		return err
	})
	return robots, err
}

// Extend moves the end of a lease; see crawler.Frontier.
func (d *DB) Extend(ctx context.Context, lease crawler.Lease, until time.Time) error {
	err := d.write(ctx, func(t *tx) error {
		host, err := t.leased(lease)
		if err != nil {
			return err
		}
		t.late[host] = true
		_, err = t.exec("UPDATE hosts SET expires_ns = ? WHERE num = ?", nanos(until), host)
		return err
	})
	if err != nil {
		return fmt.Errorf("extend lease of %s: %w", lease.Host, err)
	}
	return nil
}

// leased returns the number of a leased host, unless the lease is no longer
// its newest or was released.
func (t *tx) leased(lease crawler.Lease) (host int64, err error) {
	err = t.scan("SELECT num FROM hosts WHERE host = ? AND fence = ? AND expires_ns > 0", []any{lease.Host, lease.Fence}, &host)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, crawler.ErrLeaseLost
	}
	return host, err
}

// Release ends all leases of a worker; see crawler.Frontier.
func (d *DB) Release(ctx context.Context, worker string) (released int, err error) {
	err = d.write(ctx, func(t *tx) error {
		released = 0
		return t.each("UPDATE hosts SET expires_ns = ? WHERE expires_ns > 0 AND worker = ? RETURNING num", []any{abrupt, worker}, func(rows *sql.Rows) error {
			var host int64
			err := rows.Scan(&host)
			t.late[host] = true
			released++
			return err
		})
	})
	if err != nil {
		return 0, fmt.Errorf("release the leases of %s: %w", worker, err)
	}
	return released, nil
}

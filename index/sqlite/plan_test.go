package sqlite

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"
)

// TestPlans checks that what is asked at every lease and put uses an index.
func TestPlans(t *testing.T) {
	db, err := Open(t.Context(), filepath.Join(t.TempDir(), "store.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, c := range []struct{ query, want string }{
		{"SELECT min(ready_ns) FROM queues", "queues_by_ready"},
		{"SELECT host, source FROM queues WHERE ready_ns <= 1 ORDER BY ready_ns", "queues_by_ready"},
		{"SELECT source, ready_ns FROM queues ORDER BY ready_ns", "queues_by_ready"},
		{"SELECT " + taskColumns + " FROM tasks WHERE host = 1 AND source = 's' AND rank = 1 AND due_ns <= 1 ORDER BY due_ns, item_ns DESC LIMIT 1", "tasks_due"},
		{"SELECT min(due_ns) FROM tasks WHERE host = 1 AND source = 's' AND rank = 1 AND due_ns IS NOT NULL", "tasks_due"},
		{"SELECT " + taskColumns + " FROM tasks WHERE kind = 'feed' AND rank = 0 ORDER BY source, url", "tasks_discovery"},
		{"SELECT id FROM articles WHERE cluster = 'x'", "articles_by_cluster"},
		{"SELECT r.doc" + newest + "ORDER BY a.published, a.id", "articles_by_date"},
		{"SELECT r.doc" + newest + "WHERE a.published IS NOT NULL AND (a.published, a.id) > (1, 'x') AND (a.published, a.id) <= (2, 'y') ORDER BY a.published, a.id", "articles_by_date ((published,id)>"},
		{"SELECT r.doc" + newest + "WHERE a.published IS NULL AND a.id > 'x' ORDER BY a.published, a.id", "articles_by_date (published=? AND id>?)"},
		{"SELECT a.id FROM articles a WHERE (a.published < 1 OR a.published IS NULL AND coalesce(a.fetched, a.changed_ns / 1000000000) < 1) LIMIT 200", "MULTI-INDEX OR"},
		{"SELECT r.doc" + newest + "WHERE a.source = 's' ORDER BY a.published, a.id", "articles_by_source"},
	} {
		var plan []string
		err := db.rows(t.Context(), "EXPLAIN QUERY PLAN "+c.query, nil, func(rows *sql.Rows) error {
			var id, parent, unused int
			var detail string
			err := rows.Scan(&id, &parent, &unused, &detail)
			plan = append(plan, detail)
			return err
		})
		got := strings.Join(plan, "; ")
		if err != nil || !strings.Contains(got, c.want) || strings.Contains(got, "TEMP B-TREE") {
			t.Errorf("plan of %s = %s, %v, want %s and no sorting", c.query, got, err, c.want)
		}
	}
}

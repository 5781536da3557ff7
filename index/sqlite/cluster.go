package sqlite

import (
	"database/sql"
	"errors"
	"time"

	"github.com/pennypress/pennypress/index"
)

// A cluster is named by its earliest member: by published, undated ones last,
// then by fetched, then by id. Arrival does not count, so that importing an
// export gives the same clusters.

// Bounds against sources that publish one text without end.
const (
	maxCandidates = 100       // texts compared to find an article's cluster
	maxCompared   = 1_000_000 // words of them all together, the last aside: counted, not as an import says
	maxRenamed    = 1_000     // members of a cluster that a new earliest one renames; a larger cluster keeps its name
)

// remember makes a text findable by its sketch.
func (t *tx) remember(num int64, s index.Sketch) error {
	args := make([]any, 0, 2*len(s))
	for _, key := range s {
		args = append(args, int64(key), num)
	}
	return t.insertRows("INSERT OR IGNORE INTO sketches (key, article) VALUES ", "", 2, args)
}

func (t *tx) forget(old held) error {
	for _, key := range unpacked(old.sketch) {
		if _, err := t.exec("DELETE FROM sketches WHERE key = ? AND article = ?", int64(key), old.num); err != nil {
			return err
		}
	}
	return nil
}

// cluster finds the cluster of another article with the same text; "" when
// there is none.
func (t *tx) cluster(num int64, r *record) (string, error) {
	var cluster string
	if r.a.ContentHash != "" {
		err := t.scan("SELECT cluster FROM articles WHERE content_hash = ? AND num <> ? ORDER BY num LIMIT 1",
			[]any{r.a.ContentHash, num}, &cluster)
		if !errors.Is(err, sql.ErrNoRows) {
			return cluster, err
		}
	}
	candidates, err := t.candidates(num, r.sketch)
	if err != nil {
		return "", err
	}
	words := 0
	for _, other := range candidates {
		if words > maxCompared {
			break
		}
		w, err := t.wording(other)
		if err != nil {
			return "", err
		}
		if w.Same(r.wording) {
			return other.cluster, nil
		}
		words += w.Words()
	}
	return "", nil
}

// A candidate may tell the same text as the article whose cluster is sought.
type candidate struct {
	num     int64
	cluster string
	content string // its digest
}

// candidates are the articles that share a key, those sharing most first.
func (t *tx) candidates(num int64, s index.Sketch) ([]candidate, error) {
	if len(s) == 0 {
		return nil, nil
	}
	args := append(keys(s), num, maxCandidates)
	var found []candidate
	err := t.each(`SELECT a.num, a.cluster, a.content FROM
		(SELECT article, count(*) AS shared FROM sketches WHERE key IN (?, ?, ?, ?, ?, ?) AND article <> ?
			GROUP BY article ORDER BY shared DESC, article LIMIT ?) s
		JOIN articles a ON a.num = s.article ORDER BY s.shared DESC, s.article`, args, func(rows *sql.Rows) error {
		var c candidate
		err := rows.Scan(&c.num, &c.cluster, &c.content)
		found = append(found, c)
		return err
	})
	return found, err
}

// sketchKeys is how many keys a sketch has, if any.
const sketchKeys = 6

// keys are the keys of a sketch as arguments of a query; NULL, which is none, for
// those of an empty one.
func keys(s index.Sketch) []any {
	args := make([]any, sketchKeys, sketchKeys+2)
	for i := range min(len(s), sketchKeys) {
		args[i] = int64(s[i])
	}
	return args
}

// wording reads the words of a candidate's text.
func (t *tx) wording(c candidate) (index.Wording, error) {
	if w, ok := t.db.wordings.get(c.content); ok {
		return w, nil
	}
	var doc []byte
	if err := t.scan("SELECT r.doc"+newest+"WHERE a.num = ?", []any{c.num}, &doc); err != nil {
		return index.Wording{}, err
	}
	a, err := t.db.article(doc, 0, "")
	if err != nil {
		return index.Wording{}, err
	}
	w := index.NewWording(a.Text)
	t.db.wordings.add(c.content, w)
	return w, nil
}

// lead renames a cluster after its earliest member, if it has another name.
// Each member renamed takes a change number, but not the one that takes one
// anyway.
func (t *tx) lead(cluster string, now time.Time, changed ...string) error {
	var first string
	err := t.scan(`SELECT id FROM articles WHERE cluster = ?
		ORDER BY published IS NULL, published, fetched IS NULL, fetched, id LIMIT 1`, []any{cluster}, &first)
	if errors.Is(err, sql.ErrNoRows) || first == cluster {
		return nil
	}
	if err != nil {
		return err
	}
	members, err := t.members(cluster)
	if err != nil || len(members) > maxRenamed {
		return err
	}
	for _, id := range members {
		if _, err := t.exec("UPDATE articles SET cluster = ?, changed_ns = ? WHERE id = ?", first, nanos(now), id); err != nil {
			return err
		}
		if len(changed) > 0 && id == changed[0] {
			continue
		}
		if _, err := t.change(id, false, now); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) members(cluster string) ([]string, error) {
	var ids []string
	err := t.each("SELECT id FROM articles WHERE cluster = ? LIMIT ?", []any{cluster, maxRenamed + 1}, func(rows *sql.Rows) error {
		var id string
		err := rows.Scan(&id)
		ids = append(ids, id)
		return err
	})
	return ids, err
}

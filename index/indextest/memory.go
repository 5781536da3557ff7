package indextest

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"reflect"
	"slices"
	"sync"
	"time"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/index"
)

// A MemoryStore is a Store that forgets everything with the process. It is slow
// and obvious: each method looks at all articles.
type MemoryStore struct {
	mu      sync.Mutex // guards everything below
	kept    map[string]*kept
	deleted map[string]int64 // change numbers of tombstones
	seq     int64
}

// kept is one article.
type kept struct {
	revisions []extract.Article // without Cluster
	cluster   string
	seq       int64
	changed   time.Time
}

func (k *kept) newest() extract.Article { return k.revision(len(k.revisions) - 1) }

func (k *kept) revision(i int) extract.Article {
	a := clone(k.revisions[i])
	a.Cluster = k.cluster
	return a
}

// clone shares nothing with a.
func clone(a extract.Article) extract.Article {
	b, err := json.Marshal(a)
	var c extract.Article
	if err = errors.Join(err, json.Unmarshal(b, &c)); err != nil {
		panic(err) // only articles that Put has read are cloned
	}
	return c
}

var _ index.Store = (*MemoryStore)(nil)

// NewStore returns an empty store.
func NewStore() *MemoryStore {
	return &MemoryStore{kept: map[string]*kept{}, deleted: map[string]int64{}}
}

// Put stores articles.
func (m *MemoryStore) Put(ctx context.Context, articles []extract.Article) ([]index.PutResult, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i, a := range articles {
		if a.ID == "" {
			return nil, fmt.Errorf("put article %d of %d: it has no id", i+1, len(articles))
		}
		if _, err := json.Marshal(a); err != nil {
			return nil, fmt.Errorf("put article %s: %w", a.ID, err)
		}
	}
	var results []index.PutResult
	for _, a := range articles {
		results = append(results, m.put(a))
	}
	return results, nil
}

func (m *MemoryStore) put(a extract.Article) index.PutResult {
	k := m.kept[a.ID]
	result := index.PutResult{Revision: max(a.Revision, 1), Status: index.Created}
	if k != nil {
		old := k.newest()
		if sameContent(old, a) {
			return m.refresh(k, clone(a))
		}
		result = index.PutResult{Revision: old.Revision + 1, Status: index.Revised}
	} else {
		k = &kept{}
		m.kept[a.ID] = k
		delete(m.deleted, a.ID)
	}
	left := k.cluster
	k.cluster = ""
	a.Schema, a.ContentHash = extract.Schema, extract.ContentHash(a.Title, a.Text)
	a.Revision, a.Cluster = result.Revision, ""
	k.revisions = append(k.revisions, clone(a))
	joined := m.cluster(a)
	if left != joined {
		m.lead(left, "")
	}
	k.cluster = cmp.Or(joined, a.ID)
	result.Seq = m.touch(k)
	m.lead(joined, a.ID)
	return result
}

// refresh replaces the newest revision by a, which has the same content, if
// anything else of note differs.
func (m *MemoryStore) refresh(k *kept, a extract.Article) index.PutResult {
	newest := &k.revisions[len(k.revisions)-1]
	if a.Entities == nil {
		a.Entities = newest.Entities
	}
	if a.Moves == nil {
		a.Moves = newest.Moves
	}
	if reflect.DeepEqual(derived(a), derived(*newest)) {
		return index.PutResult{Revision: newest.Revision, Status: index.Same}
	}
	a.Source, a.URL, a.Fetched = newest.Source, newest.URL, newest.Fetched
	a.Schema, a.ContentHash, a.Revision, a.Cluster = newest.Schema, newest.ContentHash, newest.Revision, ""
	*newest = a
	return index.PutResult{Seq: m.touch(k), Revision: a.Revision, Status: index.Refreshed}
}

// derived is what makes an article of the same content a better one.
func derived(a extract.Article) extract.Article {
	return extract.Article{
		Language: a.Language, Section: a.Section, Image: a.Image, Entities: a.Entities, Moves: a.Moves,
		Tags: append([]string{}, a.Tags...), Flags: append([]string{}, a.Flags...),
	}
}

// touch gives an article the next change number.
func (m *MemoryStore) touch(k *kept) int64 {
	m.seq++
	k.seq, k.changed = m.seq, time.Now()
	return m.seq
}

// cluster finds the cluster of another article with the same text.
func (m *MemoryStore) cluster(a extract.Article) string {
	for _, same := range []func(b extract.Article) bool{
		func(b extract.Article) bool { return a.ContentHash != "" && a.ContentHash == b.ContentHash },
		func(b extract.Article) bool { return index.SameText(a.Text, b.Text) },
	} {
		for id, k := range m.kept {
			if id != a.ID && same(k.newest()) {
				return k.cluster
			}
		}
	}
	return ""
}

// lead renames a cluster after its earliest member. Each member renamed takes a
// change number, except the one that has just taken one.
func (m *MemoryStore) lead(cluster, changed string) {
	var members []extract.Article
	for _, k := range m.kept {
		if cluster != "" && k.cluster == cluster {
			members = append(members, k.newest())
		}
	}
	if len(members) == 0 {
		return
	}
	slices.SortFunc(members, func(a, b extract.Article) int {
		return cmp.Or(unknownLast(a.Published, b.Published), unknownLast(a.Fetched, b.Fetched), cmp.Compare(a.ID, b.ID))
	})
	if members[0].ID == cluster {
		return
	}
	for _, a := range members {
		k := m.kept[a.ID]
		k.cluster = members[0].ID
		if a.ID != changed {
			m.touch(k)
		}
	}
}

// unknownLast orders times to the second.
func unknownLast(a, b time.Time) int {
	switch {
	case a.IsZero() && b.IsZero():
		return 0
	case a.IsZero():
		return 1
	case b.IsZero():
		return -1
	}
	return cmp.Compare(a.Unix(), b.Unix())
}

func sameContent(a, b extract.Article) bool {
	return a.Title == b.Title && a.Subtitle == b.Subtitle && a.Text == b.Text && slices.Equal(a.Notes, b.Notes) &&
		slices.Equal(a.Authors, b.Authors) && a.Published.Equal(b.Published)
}

// Delete removes articles.
func (m *MemoryStore) Delete(ctx context.Context, ids ...string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, id := range ids {
		k := m.kept[id]
		if k == nil {
			continue
		}
		delete(m.kept, id)
		m.seq++
		m.deleted[id] = m.seq
		m.lead(k.cluster, "")
	}
	return nil
}

// Get returns the newest revision of an article.
func (m *MemoryStore) Get(ctx context.Context, id string) (extract.Article, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	k := m.kept[id]
	if k == nil {
		return extract.Article{}, fmt.Errorf("article %s: %w", id, index.ErrNotFound)
	}
	return k.newest(), nil
}

// Revisions returns all revisions of an article.
func (m *MemoryStore) Revisions(ctx context.Context, id string) ([]extract.Article, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	k := m.kept[id]
	if k == nil {
		return nil, fmt.Errorf("article %s: %w", id, index.ErrNotFound)
	}
	all := make([]extract.Article, len(k.revisions))
	for i := range all {
		all[i] = k.revision(i)
	}
	return all, nil
}

// Since returns the changes above a number.
func (m *MemoryStore) Since(ctx context.Context, seq int64, limit int) ([]index.Change, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var changes []index.Change
	for id, k := range m.kept {
		if k.seq > seq {
			changes = append(changes, index.Change{Seq: k.seq, ID: id, Article: k.newest()})
		}
	}
	for id, at := range m.deleted {
		if at > seq {
			changes = append(changes, index.Change{Seq: at, ID: id, Deleted: true})
		}
	}
	slices.SortFunc(changes, func(a, b index.Change) int { return cmp.Compare(a.Seq, b.Seq) })
	return changes[:max(0, min(limit, len(changes)))], nil
}

// Seq is the number of the newest change.
func (m *MemoryStore) Seq(ctx context.Context) (int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.seq, nil
}

// Articles yields the newest revisions as they are when it begins.
func (m *MemoryStore) Articles(ctx context.Context, f index.Filter) iter.Seq2[extract.Article, error] {
	return func(yield func(extract.Article, error) bool) {
		for _, a := range m.filtered(f) {
			if err := ctx.Err(); err != nil {
				yield(extract.Article{}, err)
				return
			}
			if !yield(a, nil) {
				return
			}
		}
	}
}

func (m *MemoryStore) filtered(f index.Filter) []extract.Article {
	m.mu.Lock()
	defer m.mu.Unlock()
	var articles []extract.Article
	for _, k := range m.kept {
		if a := k.newest(); passes(f, a, k.changed) {
			articles = append(articles, a)
		}
	}
	slices.SortFunc(articles, func(a, b extract.Article) int {
		return cmp.Or(-cmp.Compare(bit(a.Published.IsZero()), bit(b.Published.IsZero())),
			cmp.Compare(a.Published.Unix(), b.Published.Unix()), cmp.Compare(a.ID, b.ID))
	})
	return articles
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

func passes(f index.Filter, a extract.Article, changed time.Time) bool {
	undated := a.Published.IsZero()
	switch {
	case f.Source != "" && a.Source != f.Source,
		!f.After.IsZero() && (undated || a.Published.Before(f.After)),
		!f.Before.IsZero() && (undated || !a.Published.Before(f.Before)),
		!f.Since.IsZero() && changed.Before(f.Since):
		return false
	}
	return true
}

// Stats counts what is kept.
func (m *MemoryStore) Stats(ctx context.Context) (index.Stats, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := index.Stats{Articles: len(m.kept), Seq: m.seq}
	sources, clusters := map[string]*index.SourceStats{}, map[string]bool{}
	for _, k := range m.kept {
		a := k.newest()
		s.Revisions += len(k.revisions)
		s.Entities += len(a.Entities)
		s.Moves += len(a.Moves)
		clusters[a.Cluster] = true
		if sources[a.Source] == nil {
			sources[a.Source] = &index.SourceStats{Source: a.Source}
		}
		source := sources[a.Source]
		source.Articles++
		source.Newest = latest(source.Newest, a.Published)
		source.Fetched = latest(source.Fetched, a.Fetched)
	}
	s.Clusters = len(clusters)
	for _, source := range sources {
		s.Sources = append(s.Sources, *source)
	}
	slices.SortFunc(s.Sources, func(a, b index.SourceStats) int { return cmp.Compare(a.Source, b.Source) })
	return s, nil
}

// latest gives the later time, to the second.
func latest(a, b time.Time) time.Time {
	if b.IsZero() || !b.After(a) {
		return a
	}
	return b.UTC().Truncate(time.Second)
}

// Close does nothing.
func (m *MemoryStore) Close() error { return nil }

package bleve

import (
	"context"
	"encoding/json"
	"fmt"

	bindex "github.com/blevesearch/bleve_index_api"

	"github.com/pennypress/pennypress/index"
)

// counts are kept in the batch that they speak of. Words and Articles give the
// average length of an article; each version that was ever taken in counts.
type counts struct {
	Seq      int64 `json:"seq"`
	Articles int64 `json:"articles"`
	Words    int64 `json:"words"`
}

var countsKey = []byte("pennypress.counts")

func readCounts(r bindex.IndexReader) (counts, error) {
	var c counts
	data, err := r.GetInternal(countsKey)
	if err != nil || len(data) == 0 {
		return c, err
	}
	if err := json.Unmarshal(data, &c); err != nil {
		return c, fmt.Errorf("read the index's counts: %w", err)
	}
	return c, nil
}

// Apply takes in changes in one batch that also remembers seq.
func (x *Index) Apply(ctx context.Context, changes []index.Change, seq int64) (err error) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if x.closed {
		return errClosed
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	defer func() {
		if r := recover(); r != nil {
			err = x.damaged(r)
		}
	}()
	c, frequent, err := x.kept()
	if err != nil {
		return err
	}
	batch := bindex.NewBatch()
	batch.SetInternal(pairsKey, encoded(frequent))
	d := x.drafts.Get().(*draft)
	defer x.drafts.Put(d)
	d.reset()
	d.usePairs(frequent)
	for _, change := range newest(changes) {
		if change.Deleted {
			batch.Delete(change.ID)
			continue
		}
		change.Article.ID = change.ID
		c.Articles++
		c.Words += int64(d.add(&change.Article))
		batch.Update(&drafted{change.ID, d})
	}
	c.Seq = seq
	batch.SetInternal(countsKey, encoded(c))
	return x.commit(ctx, batch)
}

// kept reads what is kept beside the documents, for articles that are taken in now.
func (x *Index) kept() (c counts, p pairs, err error) {
	r, err := x.scorch.Reader()
	if err != nil {
		return c, p, err
	}
	defer r.Close()
	if c, err = readCounts(r); err == nil {
		p, err = x.pairsOf(r, c.Articles)
	}
	x.release(r)
	return c, p, err
}

// encoded writes what is kept beside the documents.
func encoded(v any) []byte {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err) // numbers and valid strings
	}
	return data
}

// commit hands a batch to scorch and does not wait for ever: when one of scorch's
// goroutines has failed, nobody would answer.
func (x *Index) commit(ctx context.Context, batch *bindex.Batch) error {
	done := make(chan error, 1)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				done <- x.damaged(r)
			}
		}()
		done <- x.scorch.Batch(batch)
	}()
	select {
	case err := <-done:
		return err
	case err := <-x.failed:
		return fmt.Errorf("write search index: %w", err)
	}
}

// newest keeps the last change of each article.
func newest(changes []index.Change) []index.Change {
	last := make(map[string]int, len(changes))
	for i, c := range changes {
		last[c.ID] = i
	}
	out := make([]index.Change, 0, len(last))
	for i, c := range changes {
		if last[c.ID] == i {
			out = append(out, c)
		}
	}
	return out
}

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
	r, err := x.scorch.Reader()
	if err != nil {
		return err
	}
	x.release(r)
	c, err := readCounts(r)
	r.Close()
	if err != nil {
		return err
	}
	batch := bindex.NewBatch()
	d := x.drafts.Get().(*draft)
	defer x.drafts.Put(d)
	d.reset()
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
	data, err := json.Marshal(c)
	if err != nil {
		return err
	}
	batch.SetInternal(countsKey, data)
	return x.commit(ctx, batch)
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

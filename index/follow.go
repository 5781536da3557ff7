package index

import (
	"context"
	"fmt"

	"github.com/pennypress/pennypress/extract"
)

// What one batch of changes holds at most, whichever comes first. The larger they
// are, the fewer an index has to merge: twice the time that making them takes, at a
// thousand. These take some 100 MB meanwhile.
const (
	batchChanges = 4000
	batchBytes   = 16 << 20
)

// Follow brings a searcher up to date with a store: it takes in batches of
// changes from the searcher's own number on until none is left, and gives how
// many there were. After a crash or an error the next call goes on where the
// searcher stands. Each progress is told after a batch how many changes were
// taken in and up to which number.
func Follow(ctx context.Context, from ChangeSource, to Searcher, progress ...func(n int, seq int64)) (int, error) {
	seq, err := to.Seq(ctx)
	if err != nil {
		return 0, fmt.Errorf("read the index's number: %w", err)
	}
	n := 0
	for {
		changes, err := from.Since(ctx, seq, batchChanges)
		if err != nil {
			return n, fmt.Errorf("read changes after %d: %w", seq, err)
		}
		if len(changes) == 0 {
			return n, nil
		}
		for len(changes) > 0 {
			batch := firstBatch(changes)
			changes = changes[len(batch):]
			last := batch[len(batch)-1].Seq
			if err := to.Apply(ctx, batch, last); err != nil {
				return n, fmt.Errorf("index changes %d to %d: %w", batch[0].Seq, last, err)
			}
			seq, n = last, n+len(batch)
			for _, tell := range progress {
				tell(n, seq)
			}
		}
	}
}

// A ChangeSource is what Follow needs of a Store.
type ChangeSource interface {
	Since(ctx context.Context, seq int64, limit int) ([]Change, error)
}

// firstBatch cuts changes where their texts exceed what a batch may hold.
func firstBatch(changes []Change) []Change {
	size := 0
	for i, c := range changes {
		size += textBytes(c.Article)
		if size > batchBytes && i > 0 {
			return changes[:i]
		}
	}
	return changes
}

func textBytes(a extract.Article) int { return len(a.Title) + len(a.Text) + 64*len(a.Entities) }

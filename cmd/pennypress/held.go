package main

import (
	"context"
	"errors"
	"sync"

	"github.com/pennypress/pennypress/index"
	"github.com/pennypress/pennypress/index/bleve"
)

// A heldIndex is the search index of a process that runs for long: when it
// meets damage it is opened anew, which drops what is damaged, filled again from
// the store, and asked once more. It is safe for concurrent use.
type heldIndex struct {
	open func(ctx context.Context) (*bleve.Index, error)
	fill func(ctx context.Context) error // brings it up to the store

	mu      sync.RWMutex // held by each use of current; written to replace it
	current *bleve.Index
	closed  bool // current could not be opened anew after it was closed
}

// Apply takes in changes.
func (h *heldIndex) Apply(ctx context.Context, changes []index.Change, seq int64) error {
	idx, done := h.use()
	err := idx.Apply(ctx, changes, seq)
	done()
	if h.broken(err) {
		return errors.Join(err, h.replace(ctx, idx))
	}
	return err
}

// broken reports whether an error means that the index must be opened anew.
func (h *heldIndex) broken(err error) bool {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return errors.Is(err, bleve.ErrDamaged) || err != nil && h.closed
}

// Seq is the last change taken in.
func (h *heldIndex) Seq(ctx context.Context) (int64, error) {
	idx, done := h.use()
	defer done()
	return idx.Seq(ctx)
}

// Search asks the index.
func (h *heldIndex) Search(ctx context.Context, q index.Query, o index.SearchOptions) (index.Result, error) {
	return ask(ctx, h, func(idx *bleve.Index) (index.Result, error) { return idx.Search(ctx, q, o) })
}

// Facets asks the index.
func (h *heldIndex) Facets(ctx context.Context, q index.Query, o index.FacetOptions) (index.Facets, error) {
	return ask(ctx, h, func(idx *bleve.Index) (index.Facets, error) { return idx.Facets(ctx, q, o) })
}

// Close closes the index.
func (h *heldIndex) Close() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.current.Close()
}

// use gives the index as it is now, which stays open until done.
func (h *heldIndex) use() (idx *bleve.Index, done func()) {
	h.mu.RLock()
	return h.current, h.mu.RUnlock
}

// ask asks the index, and once more after it was mended.
func ask[T any](ctx context.Context, h *heldIndex, question func(*bleve.Index) (T, error)) (T, error) {
	idx, done := h.use()
	answer, err := question(idx)
	done()
	if !h.broken(err) {
		return answer, err
	}
	if err := errors.Join(h.replace(ctx, idx), h.fill(ctx)); err != nil {
		return answer, err
	}
	idx, done = h.use()
	defer done()
	return question(idx)
}

// replace opens the index anew, unless somebody has done so already.
func (h *heldIndex) replace(ctx context.Context, damaged *bleve.Index) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.current != damaged {
		return nil
	}
	if !h.closed {
		damaged.Close() // what it says of its damage is known
		h.closed = true
	}
	idx, err := h.open(context.WithoutCancel(ctx))
	if err != nil {
		return err // whoever asks next tries again
	}
	h.current, h.closed = idx, false
	return nil
}

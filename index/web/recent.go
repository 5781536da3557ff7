package web

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// A recent keeps the answers to the latest questions of a kind that costs many
// times what finding does and that many ask at once: the counts of the front page,
// the largest moves. Answers are at most recentAge old. It is safe for concurrent
// use.
type recent[T any] struct {
	now   func() time.Time
	slots *slots // that finding an answer waits for

	mu   sync.Mutex // guards kept
	kept map[string]*keptAnswer[T]
}

const (
	recentAge = 5 * time.Second
	maxRecent = 256 // questions kept
)

// answerTimeout bounds the search for an answer, which goes on, in its turn, when
// its first asker is gone: others may wait for it.
const answerTimeout = searchTimeout

type keptAnswer[T any] struct {
	at     time.Time
	done   chan struct{} // closed when the rest is there
	answer T
	err    error
}

// get finds the answer to a question, or gives what was found a moment ago. Askers
// share an answer, and must not change it.
func (c *recent[T]) get(ctx context.Context, question string, find func(context.Context) (T, error)) (T, error) {
	c.mu.Lock()
	k, ok := c.kept[question]
	if !ok || c.now().Sub(k.at) > recentAge {
		k = &keptAnswer[T]{at: c.now(), done: make(chan struct{})}
		if c.kept == nil || len(c.kept) >= maxRecent {
			c.kept = map[string]*keptAnswer[T]{}
		}
		c.kept[question] = k
		go c.find(context.WithoutCancel(ctx), k, question, find)
	}
	c.mu.Unlock()
	select {
	case <-k.done:
		return k.answer, k.err
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
}

func (c *recent[T]) find(ctx context.Context, k *keptAnswer[T], question string, find func(context.Context) (T, error)) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	defer close(k.done)
	defer func() {
		if cause := recover(); cause != nil {
			k.err = fmt.Errorf("find an answer: panic: %v", cause)
		}
		if k.err != nil {
			c.mu.Lock()
			delete(c.kept, question)
			c.mu.Unlock()
		}
	}()
	give, err := c.slots.take(ctx)
	if err != nil {
		k.err = err
		return
	}
	defer give()
	k.answer, k.err = find(ctx)
}

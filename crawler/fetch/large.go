package fetch

import (
	"context"
	"io"
	"time"
)

// Large bodies are read few at a time, so that a swarm of bombs, each within
// its limit until the last byte, does not fill the memory together.
const (
	largeBody  = 2 << 20         // bytes; news pages stay below
	maxLarge   = 4               // large bodies read at once
	largePause = 5 * time.Second // after which one goes on all the same, lest slow ones hold up the rest
)

// A queued body waits for one of a few slots once it turns out to be large.
type queued struct {
	io.ReadCloser
	ctx   context.Context // of the request whose body it is
	slots chan struct{}
	left  int64 // bytes until it is large
	held  bool  // it has a slot
	asked bool
}

func (q *queued) Read(p []byte) (int, error) {
	if q.left <= 0 {
		q.wait()
	}
	n, err := q.ReadCloser.Read(p)
	q.left -= int64(n)
	return n, err
}

// wait takes a slot, once.
func (q *queued) wait() {
	if q.asked {
		return
	}
	q.asked = true
	timer := time.NewTimer(largePause)
	defer timer.Stop()
	select {
	case q.slots <- struct{}{}:
		q.held = true
	case <-timer.C:
	case <-q.ctx.Done(): // the next Read says so
	}
}

func (q *queued) Close() error {
	if q.held {
		q.held = false
		<-q.slots
	}
	return q.ReadCloser.Close()
}

package web

import (
	"context"
	"errors"
	"time"
)

// errBusy says that too many searches run and wait.
var errBusy = errors.New("too many searches at once")

// queueFactor bounds how many searches wait for each that runs: what would wait
// longer than people do is refused at once.
const queueFactor = 32

// slots let a bounded number of searches run, and some more wait. They are
// safe for concurrent use.
type slots struct {
	running chan struct{}
	present chan struct{} // running and waiting
	wait    time.Duration
}

func newSlots(n int, wait time.Duration) *slots {
	return &slots{running: make(chan struct{}, n), present: make(chan struct{}, n*(1+queueFactor)), wait: wait}
}

// take waits for a turn, which give ends. It fails with errBusy.
func (s *slots) take(ctx context.Context) (give func(), err error) {
	select {
	case s.present <- struct{}{}:
	default:
		return nil, errBusy
	}
	timer := time.NewTimer(s.wait)
	defer timer.Stop()
	select {
	case s.running <- struct{}{}:
		return func() { <-s.running; <-s.present }, nil
	case <-timer.C:
		err = errBusy
	case <-ctx.Done():
		err = ctx.Err()
	}
	<-s.present
	return nil, err
}

package fetch

import (
	"context"
	"net/http/httptrace"
	"sync/atomic"
)

// A turn is the leave to make one request on the wire. net/http sends a request
// again by itself when a connection that it kept turns out to be closed; the
// server may have seen the first, so the second has to wait for a turn too.
type turn struct {
	take func(ctx context.Context, url string) (done func(), err error) // may be nil
	url  string
	done func() // may be nil
	sent atomic.Bool
}

func (t *turn) begin(ctx context.Context) error {
	if t.take == nil {
		return nil
	}
	var err error
	t.done, err = t.take(ctx, t.url)
	return err
}

func (t *turn) end() {
	if t.done != nil {
		t.done()
	}
	t.done = nil
}

// trace makes whatever is sent again under the context wait for a new turn;
// without one the context ends.
func (t *turn) trace(ctx context.Context) context.Context {
	ctx, cancel := context.WithCancelCause(ctx)
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		WroteHeaders: func() { t.sent.Store(true) },
		GetConn: func(string) {
			if !t.sent.Swap(false) {
				return
			}
			t.end()
			if err := t.begin(ctx); err != nil {
				cancel(err)
			}
		},
	})
}

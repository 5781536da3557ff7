package fetch

import (
	"context"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// large gives a body that is large from its first byte on.
func large(ctx context.Context, slots chan struct{}) *queued {
	return &queued{ReadCloser: io.NopCloser(strings.NewReader("body")), ctx: ctx, slots: slots}
}

func TestLargeBodiesQueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slots := make(chan struct{}, 1)
		first, second, third := large(t.Context(), slots), large(t.Context(), slots), large(t.Context(), slots)
		first.Read(make([]byte, 1))

		start := time.Now()
		go func() { time.Sleep(time.Second); first.Close(); first.Close() }()
		if data, err := io.ReadAll(second); string(data) != "body" || err != nil || time.Since(start) != time.Second {
			t.Errorf("second: %q, %v after %v, want the body when the first is closed", data, err, time.Since(start))
		}

		start = time.Now()
		if data, err := io.ReadAll(third); string(data) != "body" || err != nil || time.Since(start) != largePause {
			t.Errorf("third: %q, %v after %v, want the body after %v", data, err, time.Since(start), largePause)
		}
		third.Close() // had no slot, so it gives none back
		if len(slots) != 1 {
			t.Errorf("%d slots taken, want that of the second", len(slots))
		}
		second.Close()
		if len(slots) != 0 {
			t.Errorf("%d slots taken, want none", len(slots))
		}
	})
}

func TestQueueEndsWithItsRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		slots := make(chan struct{}, 1)
		slots <- struct{}{}
		start := time.Now()
		large(ctx, slots).Read(make([]byte, 1))
		if time.Since(start) != time.Second {
			t.Errorf("waited %v, want until the request ended after 1s", time.Since(start))
		}
	})
}

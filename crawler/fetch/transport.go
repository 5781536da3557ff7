package fetch

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"
)

// An exchange goes with one request through colly to the transport, and brings
// back what colly has no place for.
type exchange struct {
	header http.Header // to be sent
	limit  int64       // bytes of the body once unpacked
	clip   bool        // read up to the limit and no further, instead of failing beyond it

	status  int // 0 when there was no answer
	answer  http.Header
	body    []byte
	clipped bool
	elapsed time.Duration
}

type exchangeKey struct{}

func withExchange(ctx context.Context, x *exchange) context.Context {
	return context.WithValue(ctx, exchangeKey{}, x)
}

// A transport guards requests, unpacks bodies and bounds them.
type transport struct {
	base  http.RoundTripper
	guard guard
	large chan struct{} // a token per large body being read
}

// RoundTrip makes the request of the exchange in its context.
func (t *transport) RoundTrip(req *http.Request) (*http.Response, error) {
	// The dialer checks addresses too, but not those a proxy connects to.
	if err := t.guard.checkHost(req.URL.Hostname()); err != nil {
		return nil, err
	}
	res, err := t.base.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	x := req.Context().Value(exchangeKey{}).(*exchange)
	x.status, x.answer = res.StatusCode, res.Header
	if x.status >= 300 && !x.clip {
		x.limit, x.clip = min(x.limit, maxErrorPage), true
	}
	if res.ContentLength > x.limit && !x.clip {
		res.Body.Close()
		return nil, &lengthError{x.limit}
	}
	queue := &queued{ctx: req.Context(), slots: t.large, left: largeBody}
	queue.ReadCloser = x.unpacked(res.Body, queue.wait)
	res.Body, res.ContentLength = &gathered{queue, x}, -1
	// Of the header colly and the cookie jar see only cookies: by Content-Type
	// colly would change the body's characters or unpack it without a limit.
	res.Header = http.Header{}
	if cookies := x.answer.Values("Set-Cookie"); len(cookies) > 0 {
		res.Header["Set-Cookie"] = cookies
	}
	res.Uncompressed = true
	return res, nil
}

// unpacked puts limits and unpacking around a body; large is called when that
// takes much memory from the start.
func (x *exchange) unpacked(wire io.ReadCloser, large func()) io.ReadCloser {
	packed := x.limit
	if x.clip {
		packed *= 2 // so that the limit on what is unpacked bites first
	}
	u := &unpacking{wire: wire, encodings: x.answer.Values("Content-Encoding"), limit: packed, large: large}
	if !x.clip {
		return &bounded{ReadCloser: u, left: x.limit, limit: x.limit}
	}
	return &bounded{ReadCloser: u, left: x.limit, limit: x.limit, clipped: &x.clipped}
}

// A bounded reader fails when there is more to read than limit bytes or, with
// clipped set, ends there and says so.
type bounded struct {
	io.ReadCloser
	left, limit int64
	clipped     *bool
}

func (b *bounded) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	if b.left > 0 {
		n, err := b.ReadCloser.Read(p[:min(int64(len(p)), b.left)])
		b.left -= int64(n)
		return n, err
	}
	var more [1]byte
	n, err := b.ReadCloser.Read(more[:])
	switch {
	case n == 0:
		return 0, err
	case b.clipped != nil:
		*b.clipped = true
		return 0, io.EOF
	}
	return 0, &lengthError{b.limit}
}

// A lengthError says that a body is longer than its limit.
type lengthError struct{ limit int64 }

func (e *lengthError) Error() string { return "body longer than " + byteSize(e.limit) }

// byteSize writes a number of bytes as people set it: 10 MiB.
func byteSize(n int64) string {
	switch {
	case n >= 1<<20 && n%(1<<20) == 0:
		return fmt.Sprintf("%d MiB", n>>20)
	case n >= 1<<10 && n%(1<<10) == 0:
		return fmt.Sprintf("%d KiB", n>>10)
	}
	return fmt.Sprintf("%d bytes", n)
}

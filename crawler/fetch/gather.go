package fetch

import (
	"bytes"
	"io"
	"sync"
)

// colly reads a body with io.ReadAll, which for a page of 126 KB allocates and
// clears five times as much on its way. So a body is gathered beneath it, in
// memory that is used again, and kept in one piece of its size; colly sees it
// end at once.

// maxScratch bounds the memory that waits for the next body. A body that is
// longer keeps what it was read into.
const maxScratch = 1 << 20

var scratchPool = sync.Pool{New: func() any {
	b := make([]byte, 0, 64<<10)
	return &b
}}

// A gathered body goes to the exchange at the first Read, when it can be read to
// its end.
type gathered struct {
	io.ReadCloser
	x *exchange
}

func (g *gathered) Read([]byte) (int, error) {
	body, err := gather(g.ReadCloser)
	if err != nil {
		return 0, err
	}
	g.x.body = body
	return 0, io.EOF
}

// gather reads to the end.
func gather(r io.Reader) ([]byte, error) {
	scratch := scratchPool.Get().(*[]byte)
	b := (*scratch)[:0]
	for {
		n, err := r.Read(b[len(b):cap(b)])
		b = b[:len(b)+n]
		if err != nil {
			return keep(scratch, b, err)
		}
		if len(b) == cap(b) {
			b = append(b, 0)[:len(b)]
		}
	}
}

// keep gives the memory back, and what was read of a body that ended well.
func keep(scratch *[]byte, b []byte, err error) ([]byte, error) {
	if err == io.EOF {
		err = nil
	}
	if cap(b) > maxScratch {
		return b, err
	}
	body := bytes.Clone(b)
	*scratch = b
	scratchPool.Put(scratch)
	return body, err
}

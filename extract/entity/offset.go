package entity

import (
	"encoding/binary"
	"math/bits"
)

// A counter turns byte offsets of a text into code points, in increasing order.
type counter struct {
	low           []byte // the text, and eight more bytes
	bytes, points int
}

// to returns the code points before a byte.
func (c *counter) to(byteOffset int) int {
	low, at, within := c.low, c.bytes, 0
	for ; at+32 <= byteOffset; at += 32 {
		a, b := binary.LittleEndian.Uint64(low[at:]), binary.LittleEndian.Uint64(low[at+8:])
		e, f := binary.LittleEndian.Uint64(low[at+16:]), binary.LittleEndian.Uint64(low[at+24:])
		if (a|b|e|f)&marks != 0 {
			within += inside(a) + inside(b) + inside(e) + inside(f)
		}
	}
	for ; at+8 <= byteOffset; at += 8 {
		within += inside(binary.LittleEndian.Uint64(low[at:]))
	}
	if n := byteOffset - at; n > 0 {
		within += inside(binary.LittleEndian.Uint64(low[at:]) & (1<<(8*n&63) - 1))
	}
	c.points += byteOffset - c.bytes - within
	c.bytes = byteOffset
	return c.points
}

// inside counts the bytes of w that are inside of a character, 10xxxxxx.
func inside(w uint64) int { return bits.OnesCount64(w >> 7 &^ (w >> 6) & eachByte) }

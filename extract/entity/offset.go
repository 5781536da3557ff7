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
	for c.bytes+8 <= byteOffset {
		w := binary.LittleEndian.Uint64(c.low[c.bytes:])
		c.points += 8
		if w&marks != 0 {
			c.points -= inside(w)
		}
		c.bytes += 8
	}
	if n := byteOffset - c.bytes; n > 0 {
		w := binary.LittleEndian.Uint64(c.low[c.bytes:]) & (1<<(8*n&63) - 1)
		c.points += n - inside(w)
		c.bytes = byteOffset
	}
	return c.points
}

// inside counts the bytes of w that are inside of a character, 10xxxxxx.
func inside(w uint64) int { return bits.OnesCount64(w >> 7 &^ (w >> 6) & eachByte) }

package entity

import (
	"encoding/binary"
	"math/bits"
)

// A counter turns byte offsets of a text into code points, in increasing order.
type counter struct {
	low    []byte  // the text, and eight more bytes
	beyond []int32 // where eight bytes are not all ASCII, from the last offset on
	within int     // bytes inside of a character, before those
}

// to returns the code points before a byte.
func (c *counter) to(byteOffset int) int {
	for ; len(c.beyond) > 0; c.beyond = c.beyond[1:] {
		at := int(c.beyond[0])
		w, n := binary.LittleEndian.Uint64(c.low[at:]), byteOffset-at
		if n <= 0 {
			break
		}
		if n < 8 {
			return byteOffset - c.within - inside(w&(1<<(8*n&63)-1))
		}
		c.within += inside(w)
	}
	return byteOffset - c.within
}

// inside counts the bytes of w that are inside of a character, 10xxxxxx.
func inside(w uint64) int { return bits.OnesCount64(w >> 7 &^ (w >> 6) & eachByte) }

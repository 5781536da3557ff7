package newsroom

import "strconv"

// high holds what windows-1252 has in 0x80 to 0x9F, where it differs from
// Latin-1. U+FFFD marks the five bytes without a meaning.
var high = []rune("€\uFFFD‚ƒ„…†‡ˆ‰Š‹Œ\uFFFDŽ\uFFFD\uFFFD‘’“”•–—˜™š›œ\uFFFDžŸ")

// windows1252 encodes markup. What the encoding lacks becomes a numeric
// character reference, which HTML and XML both read.
func windows1252(markup string) []byte {
	out := make([]byte, 0, len(markup))
	for _, r := range markup {
		out = append1252(out, r)
	}
	return out
}

func append1252(out []byte, r rune) []byte {
	if r < 0x80 || (r >= 0xA0 && r <= 0xFF) {
		return append(out, byte(r))
	}
	for i, h := range high {
		if h == r && r != '\uFFFD' {
			return append(out, byte(0x80+i))
		}
	}
	out = append(out, "&#"...)
	out = strconv.AppendInt(out, int64(r), 10)
	return append(out, ';')
}

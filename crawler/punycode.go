package crawler

import (
	"errors"
	"strings"
)

var errHostName = errors.New("impossible host name in URL")

// punycode writes a lower-case label of a host name in ASCII (RFC 3492). It
// does not compose or map letters beyond lower case: names are written as the
// registries hand them out, and what differs is another task, no wrong one.
func punycode(label string) (string, error) {
	const base, tmin, tmax, skew, damp = 36, 1, 26, 38, 700
	var out strings.Builder
	runes, ascii := []rune(label), 0
	for _, r := range runes {
		switch {
		case r >= 0x80:
		case isAlnum(byte(r)) || r == '-' || r == '_':
			out.WriteByte(byte(r))
			ascii++
		default:
			return "", errHostName
		}
	}
	if ascii == len(runes) {
		return label, nil
	}
	if len(runes) > 63 {
		return "", errHostName
	}
	if ascii > 0 {
		out.WriteByte('-')
	}
	n, delta, bias := rune(0x80), 0, 72
	for done := ascii; done < len(runes); n, delta = n+1, delta+1 {
		next := rune(0x10ffff)
		for _, r := range runes {
			if r >= n && r < next {
				next = r
			}
		}
		delta += int(next-n) * (done + 1)
		n = next
		for _, r := range runes {
			if r < n {
				delta++
			}
			if r != n {
				continue
			}
			q := delta
			for k := base; ; k += base {
				t := min(max(k-bias, tmin), tmax)
				if q < t {
					break
				}
				out.WriteByte(punyDigit(t + (q-t)%(base-t)))
				q = (q - t) / (base - t)
			}
			out.WriteByte(punyDigit(q))
			done++
			if done == ascii+1 {
				delta /= damp
			} else {
				delta /= 2
			}
			delta += delta / done
			k := 0
			for ; delta > (base-tmin)*tmax/2; k += base {
				delta /= base - tmin
			}
			bias, delta = k+(base-tmin+1)*delta/(delta+skew), 0
		}
	}
	return "xn--" + out.String(), nil
}

func punyDigit(d int) byte {
	if d < 26 {
		return 'a' + byte(d)
	}
	return '0' + byte(d-26)
}

package crawler

import (
	"errors"
	"net/netip"
	"strconv"
	"strings"
)

var errAddress = errors.New("host that is no name and no address")

// Address gives the IP address that the host of a URL means by itself, without
// a look-up: also in the forms that browsers take over from old systems, one to
// four numbers, each in decimal, octal or hexadecimal (http://167772161/ and
// http://0xa.1/ are 10.0.0.1). isAddress is false for names; an error means that
// the host is neither.
func Address(host string) (addr netip.Addr, isAddress bool, err error) {
	host = strings.TrimSuffix(host, ".")
	if addr, err := netip.ParseAddr(host); err == nil {
		return addr, true, nil
	}
	parts := strings.Split(host, ".")
	if last := parts[len(parts)-1]; !isNumber(last) {
		return netip.Addr{}, false, nil
	}
	if len(parts) > 4 {
		return netip.Addr{}, false, errAddress
	}
	var sum uint64
	for i, part := range parts {
		bits := 8
		if i == len(parts)-1 {
			bits = 8 * (5 - len(parts))
		}
		n, err := strconv.ParseUint(octal(part), 0, bits)
		if err != nil || part == "" || strings.Contains(part, "_") {
			return netip.Addr{}, false, errAddress
		}
		sum = sum<<bits | n
	}
	return netip.AddrFrom4([4]byte{byte(sum >> 24), byte(sum >> 16), byte(sum >> 8), byte(sum)}), true, nil
}

// isNumber says whether a label is all digits, or hexadecimal with its prefix.
func isNumber(label string) bool {
	if label == "" {
		return false
	}
	if strings.Trim(label, "0123456789") == "" {
		return true
	}
	hex, ok := strings.CutPrefix(strings.ToLower(label), "0x")
	return ok && strings.Trim(hex, "0123456789abcdef") == ""
}

// octal keeps Go from reading 0b and 0o, which no address has, and lets 0x alone
// be zero, as browsers do.
func octal(part string) string {
	lower := strings.ToLower(part)
	switch {
	case lower == "0x":
		return "0"
	case strings.HasPrefix(lower, "0b"), strings.HasPrefix(lower, "0o"):
		return "_"
	}
	return part
}

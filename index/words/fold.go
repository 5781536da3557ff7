package words

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// special are letters whose plain form Unicode does not give.
var special = map[rune]string{
	'ß': "ss", 'ø': "o", 'đ': "d", 'ð': "d", 'ł': "l", 'ħ': "h", 'ı': "i",
	'æ': "ae", 'œ': "oe", 'þ': "th", 'ŋ': "n", 'ŧ': "t",
}

// fold gives a word in lower case, without accents and apostrophes, at most
// maxTermRunes long.
func fold(s string) string {
	if isLowerASCII(s) {
		return s[:min(len(s), maxTermRunes)]
	}
	if isASCII(s) {
		s = strings.ReplaceAll(strings.ToLower(s), "'", "")
		return s[:min(len(s), maxTermRunes)]
	}
	var b strings.Builder
	n := 0
	for _, r := range norm.NFKD.String(strings.ToLower(s)) {
		if n == maxTermRunes {
			break
		}
		switch plain, ok := special[r]; {
		case ok:
			b.WriteString(plain)
		case unicode.Is(unicode.Mn, r) && r < 0x0900 || isApostrophe(r):
			continue
		case r == utf8.RuneError:
			continue
		default:
			b.WriteRune(unicode.ToLower(r))
		}
		n++
	}
	return b.String()
}

func isLowerASCII(s string) bool {
	for i := range len(s) {
		if c := s[i]; c >= utf8.RuneSelf || 'A' <= c && c <= 'Z' || c == '\'' {
			return false
		}
	}
	return true
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

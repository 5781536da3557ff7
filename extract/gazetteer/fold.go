package gazetteer

import (
	"unicode"
	"unicode/utf8"
)

// Fold returns word in lower case, without accents, in ASCII where the
// letter has an ASCII base: "Crédit" is "credit", "Ørsted" is "orsted", "Groß" is
// "gross". Full-width letters and digits become ordinary ones. Words that are
// already folded are returned as they are, without allocation.
func Fold(word string) string {
	for i := 0; i < len(word); i++ {
		if word[i] >= utf8.RuneSelf || 'A' <= word[i] && word[i] <= 'Z' {
			return string(appendFolded(make([]byte, 0, len(word)), word))
		}
	}
	return word
}

// appendFolded appends Fold(word).
func appendFolded(dst []byte, word string) []byte {
	for _, r := range word {
		if r < utf8.RuneSelf {
			dst = append(dst, lowerASCII(byte(r)))
			continue
		}
		dst = appendFoldedRune(dst, r)
	}
	return dst
}

func lowerASCII(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// appendFoldedRune appends what a letter beyond ASCII is folded to.
func appendFoldedRune(dst []byte, r rune) []byte {
	switch {
	case Wide(r) && r != 0x3099 && r != 0x309A: // of no case and no accent but the two of Kana
		return utf8.AppendRune(dst, r)
	case unicode.Is(unicode.Mn, r): // a combining accent
		return dst
	case 0xFF01 <= r && r <= 0xFF5E: // full-width ASCII
		return append(dst, lowerASCII(byte(r-0xFF01+'!')))
	}
	r = unicode.ToLower(r)
	if base, ok := bases[r]; ok {
		return append(dst, base...)
	}
	return utf8.AppendRune(dst, r)
}

// bases maps each accented lower-case letter of the Latin alphabets to its
// base.
var bases = func() map[rune]string {
	m := make(map[rune]string, 160)
	for base, letters := range map[string]string{
		"a": "àáâãäåāăąǎạảấầẩẫậắằẳẵặ", "ae": "æ", "c": "çćĉċč", "d": "ďđð",
		"e": "èéêëēĕėęěẹẻẽếềểễệ", "g": "ĝğġģ", "h": "ĥħ", "i": "ìíîïĩīĭįıǐịỉ",
		"j": "ĵ", "k": "ķ", "l": "ĺļľŀł", "n": "ñńņňŉ", "o": "òóôõöøōŏőǒơọỏốồổỗộớờởỡợ",
		"oe": "œ", "r": "ŕŗř", "s": "śŝşšș", "ss": "ß", "t": "ţťŧț", "th": "þ",
		"u": "ùúûüũūŭůűųǔưụủứừửữự", "w": "ŵ", "y": "ýÿŷỳỵỷỹ", "z": "źżž",
	} {
		for _, r := range letters {
			m[r] = base
		}
	}
	return m
}()

// nextRun returns where the first maximal run of letters and digits of s
// begins and ends; both are len(s) when there is none.
func nextRun(s string) (start, end int) {
	start = len(s)
	for i, r := range s {
		switch in := inRun(r); {
		case in && start == len(s):
			start = i
		case !in && start < len(s):
			return start, i
		}
	}
	return start, len(s)
}

// inRun reports whether r is a letter, a digit or an accent on one.
func inRun(r rune) bool {
	if r < utf8.RuneSelf {
		return isLetter(byte(r)) || '0' <= r && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
}

// appendRuns appends the maximal runs of letters and digits of s, folded.
func appendRuns(dst []string, s string) []string {
	for {
		start, end := nextRun(s)
		if start == end {
			return dst
		}
		dst = append(dst, Fold(s[start:end]))
		s = s[end:]
	}
}

// appendKey appends the runs of s, folded and joined by blanks, and returns
// how many they are.
func appendKey(dst []byte, s string) (key []byte, runs int) {
	for ; ; runs++ {
		start, end := nextRun(s)
		if start == end {
			return dst, runs
		}
		if runs > 0 {
			dst = append(dst, ' ')
		}
		dst = appendFolded(dst, s[start:end])
		s = s[end:]
	}
}

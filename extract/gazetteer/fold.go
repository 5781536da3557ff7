package gazetteer

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Fold returns word in lower case, without accents, in ASCII where the
// letter has an ASCII base: "Crédit" is "credit", "Ørsted" is "orsted", "Groß" is
// "gross". Full-width letters and digits become ordinary ones. Words that are
// already folded are returned as they are, without allocation.
func Fold(word string) string {
	i := 0
	for i < len(word) && word[i] < utf8.RuneSelf && (word[i] < 'A' || word[i] > 'Z') {
		i++
	}
	if i == len(word) {
		return word
	}
	var b strings.Builder
	b.Grow(len(word))
	b.WriteString(word[:i])
	for _, r := range word[i:] {
		foldRune(&b, r)
	}
	return b.String()
}

func foldRune(b *strings.Builder, r rune) {
	switch {
	case 'A' <= r && r <= 'Z':
		b.WriteByte(byte(r) + 'a' - 'A')
	case r < utf8.RuneSelf:
		b.WriteByte(byte(r))
	case unicode.Is(unicode.Mn, r): // a combining accent
	case 0xFF01 <= r && r <= 0xFF5E: // full-width ASCII
		foldRune(b, r-0xFF01+'!')
	default:
		r = unicode.ToLower(r)
		if base, ok := bases[r]; ok {
			b.WriteString(base)
			return
		}
		b.WriteRune(r)
	}
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

// appendRuns appends the maximal runs of letters and digits of s, folded.
func appendRuns(dst []string, s string) []string {
	start := -1
	for i, r := range s {
		word := 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' ||
			r >= utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r))
		switch {
		case word && start < 0:
			start = i
		case !word && start >= 0:
			dst = append(dst, Fold(s[start:i]))
			start = -1
		}
	}
	if start >= 0 {
		dst = append(dst, Fold(s[start:]))
	}
	return dst
}

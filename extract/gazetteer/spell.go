package gazetteer

import (
	"strings"
	"unicode/utf8"
)

// mayBeRespelt reports whether otherSpellings has any for a name; it is asked
// of every name, and most have none.
func mayBeRespelt(name string) bool {
	for i := 0; i < len(name); i++ {
		switch c := name[i]; {
		case isLetter(c), c == ' ':
		case c == '&', c == '+', c == '.', c == '\'', c >= utf8.RuneSelf:
			return true
		}
	}
	return false
}

// otherSpellings returns the spellings of a name that give other runs of
// letters and digits than the name itself: "and" for "&" and "+", no apostrophes,
// dotted initials drawn together, "ue" for "ü" and "oe" for "ø".
func otherSpellings(name string) []string {
	var out []string
	if strings.ContainsAny(name, "&+") {
		name = ampersand.Replace(name)
		out = append(out, name)
	}
	if strings.ContainsAny(name, "'’") {
		name = apostrophe.Replace(name)
		out = append(out, name)
	}
	if strings.Contains(name, ".") {
		out = append(out, joinInitials(name))
	}
	for _, n := range append(out, name) {
		if spelt := umlauts.Replace(n); spelt != n {
			out = append(out, spelt)
		}
	}
	return out
}

var (
	umlauts    = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ø", "oe", "å", "aa", "Ä", "Ae", "Ö", "Oe", "Ü", "Ue", "Ø", "Oe", "Å", "Aa")
	ampersand  = strings.NewReplacer("&", " and ", "+", " and ")
	apostrophe = strings.NewReplacer("'", "", "’", "")
)

// joinInitials turns "U.S. Bancorp" into "US Bancorp" and leaves "Amazon.com"
// alone: a dot between letters goes when one letter stands before it and, two
// places back, no letter.
func joinInitials(name string) string {
	var b strings.Builder
	for i := 0; i < len(name); i++ {
		initial := i > 0 && isLetter(name[i-1]) && (i == 1 || !isLetter(name[i-2]))
		if name[i] == '.' && initial && i+1 < len(name) && isLetter(name[i+1]) {
			continue
		}
		b.WriteByte(name[i])
	}
	return b.String()
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

func startsLower(s string) bool { return s != "" && 'a' <= s[0] && s[0] <= 'z' }

// maxAcronym is how many letters an acronym has at most.
const maxAcronym = 5

// isAcronym reports whether a name is short and all capitals.
func isAcronym(name string) bool {
	letters := 0
	for i := range len(name) {
		switch c := name[i]; {
		case 'A' <= c && c <= 'Z':
			letters++
		case c != '.' && c != '&' && c != '-':
			return false
		}
	}
	return letters <= maxAcronym
}

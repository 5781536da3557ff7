package gazetteer

import "strings"

// spellings returns the spellings of a name that give other runs of letters
// and digits: as written, with "and" for "&" and "+", without apostrophes, and with
// dotted initials drawn together. Most names have one.
func spellings(name string) []string {
	out := []string{name}
	if strings.ContainsAny(name, "&+") {
		and := strings.NewReplacer("&", " and ", "+", " and ").Replace(name)
		out = append(out, and, joinInitials(and))
	}
	if strings.ContainsAny(name, "'’") {
		plain := strings.NewReplacer("'", "", "’", "").Replace(name)
		out = append(out, plain, strings.NewReplacer("&", " and ").Replace(plain))
	}
	if strings.Contains(name, ".") {
		out = append(out, joinInitials(name))
	}
	return out
}

// joinInitials turns "U.S. Bancorp" into "US Bancorp" and leaves "Amazon.com"
// alone: a dot goes when one letter stands before it and, two places back, no
// letter.
func joinInitials(name string) string {
	if !strings.Contains(name, ".") {
		return name
	}
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

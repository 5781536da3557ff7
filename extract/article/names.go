package article

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// cutByline cuts the words before the names of a byline.
func cutByline(s string) string {
	for again := true; again; {
		again = false
		s = strings.TrimLeft(s, " \t:：-–—•|·,\u00a0")
		s = strings.TrimPrefix(strings.TrimPrefix(s, "and "), "und ")
		for _, lead := range known().lists["byline lead"] {
			if len(s) <= len(lead) || !strings.EqualFold(s[:len(lead)], lead) {
				continue
			}
			last := lead[len(lead)-1]
			next, _ := utf8.DecodeRuneInString(s[len(lead):])
			if last < utf8.RuneSelf && isLetter(last) && next != ' ' && next != ':' && next != '\u00a0' {
				continue
			}
			s, again = s[len(lead):], true
			break
		}
	}
	return strings.TrimSpace(s)
}

// splitNames cuts a byline into the names in it.
func splitNames(s string) []string {
	var names []string
	for _, part := range strings.FieldsFunc(cutByline(s), func(r rune) bool {
		return strings.ContainsRune(",;|/·•、，；\n–—→", r)
	}) {
		names = splitJoined(names, part)
		if len(names) > 20 {
			break
		}
	}
	return names
}

func splitJoined(names []string, part string) []string {
	low := strings.ToLower(part)
	if len(low) != len(part) {
		return append(names, cutByline(part))
	}
	for _, c := range known().joints {
		if at := strings.Index(low, c); at > 0 {
			names = splitJoined(names, part[:at])
			return splitJoined(names, part[at+len(c):])
		}
	}
	return append(names, cutByline(part))
}

// persons keeps what can be a name, each once. The site's own name stays only
// when nothing else does.
func persons(list []string, site []string) []string {
	var names, houses []string
	seen := map[string]bool{}
	for _, n := range list {
		n = trimName(n)
		key := fold(n)
		if key == "" || seen[key] || known().degrees[key] && len(names) > 0 || !nameLike(n) {
			continue
		}
		seen[key] = true
		if isSite(key, site) {
			houses = append(houses, n)
			continue
		}
		names = append(names, n)
	}
	if len(names) == 0 {
		return houses
	}
	return withoutAgencies(names)
}

// withoutAgencies leaves agencies in a byline only when nobody else is in it.
func withoutAgencies(names []string) []string {
	var people []string
	for _, n := range names {
		if !known().agencies[fold(n)] {
			people = append(people, n)
		}
	}
	if len(people) == 0 {
		return names
	}
	return people
}

func isSite(key string, site []string) bool {
	for _, s := range site {
		if s != "" && key == s {
			return true
		}
	}
	return false
}

func trimName(s string) string {
	s = strings.Trim(strings.TrimSpace(s), "[]")
	for _, open := range []string{" (", " [", " @", " –", " - "} {
		if at := strings.Index(s, open); at > 0 {
			s = s[:at]
		}
	}
	s = strings.Trim(cutDate(s), " ,:;*-–—\"'")
	for _, role := range known().lists["role after"] {
		s = strings.TrimSpace(strings.TrimSuffix(s, role))
	}
	if at := strings.LastIndexByte(s, ' '); at > 0 && known().degrees[fold(s[at:])] {
		s = s[:at]
	}
	if n := len(s); n > 3 && s[n-1] == '.' && s[n-3] != '.' {
		s = s[:n-1]
	}
	return s
}

// beforeMonth reports whether a word stands between a name and a month: "on", the
// day, "de".
func beforeMonth(w string) bool {
	return w == "on" || w == "am" || w == "le" || w == "el" || known().fillers[w] || isDigits(strings.Trim(w, ".,"))
}

// cutDate cuts a name before a month with a day: "Ann Lee on May 3".
func cutDate(s string) string {
	if !strings.ContainsAny(s, "0123456789") {
		return s
	}
	words := strings.Fields(s)
	for i, w := range words {
		if _, ok := months()[strings.ToLower(strings.Trim(w, ".,"))]; !ok || i == 0 {
			continue
		}
		for i > 1 && beforeMonth(strings.ToLower(words[i-1])) {
			i--
		}
		return strings.Join(words[:i], " ")
	}
	return s
}

func nameLike(s string) bool {
	n := utf8.RuneCountInString(s)
	if n < 2 || n > 60 || strings.ContainsAny(s, "@_{}<>=#?!\\«»©™") || strings.Contains(s, "://") || strings.Contains(s, ": ") || strings.Contains(s, ".com/") {
		return false
	}
	words := strings.Fields(s)
	if len(words) > 6 {
		return false
	}
	letters := false
	for _, w := range words {
		if known().noNames[strings.ToLower(strings.Trim(w, ".,:"))] {
			return false
		}
	}
	if _, ok := months()[strings.ToLower(words[0])]; ok && strings.ContainsAny(s, "0123456789") {
		return false
	}
	digits := 0
	for _, r := range s {
		letters = letters || unicode.IsLetter(r)
		if unicode.IsDigit(r) {
			digits++
		}
	}
	return letters && digits < 3
}

package discover

import (
	"strings"

	"golang.org/x/text/language"
)

// authors turns what feeds write as author into names: each once, without
// addresses, without "By". One who gives only an address has no name.
func authors(raw []string) []string {
	names := make([]string, 0, len(raw))
	for _, s := range raw {
		names = append(names, authorName(s))
	}
	return once(names)
}

// once drops empty names and those that were there before.
func once(names []string) []string {
	var kept []string
	seen := make(map[string]bool, len(names))
	for _, name := range names {
		key := strings.ToLower(name)
		if name == "" || seen[key] || len(kept) == maxAuthors {
			continue
		}
		seen[key] = true
		kept = append(kept, name)
	}
	return kept
}

// authorName reads "Jane Doe", "jane@a.example (Jane Doe)", "Jane Doe
// <jane@a.example>", "Jane Doe (jane@a.example)" and "By Jane Doe".
func authorName(s string) string {
	s = guessedText(s)
	if strings.Contains(s, "@") {
		s = withoutAddress(s)
	}
	if rest, ok := cutPrefixFold(s, "by "); ok {
		s = rest
	}
	s = strings.Trim(s, " ,;<>")
	if strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://") {
		return ""
	}
	return clip(s, 500)
}

// withoutAddress drops the words with an "@" inside and the brackets around
// what is left, or around the address.
func withoutAddress(s string) string {
	var kept []string
	for _, word := range strings.Fields(s) {
		if at := strings.IndexByte(word, '@'); at > 0 && at < len(word)-1 {
			continue
		}
		kept = append(kept, word)
	}
	s = strings.Trim(strings.Join(kept, " "), " ,;<>")
	if strings.HasPrefix(s, "(") && strings.HasSuffix(s, ")") {
		s = s[1 : len(s)-1]
	}
	return strings.TrimSpace(s)
}

func cutPrefixFold(s, prefix string) (string, bool) {
	if len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix) {
		return s[len(prefix):], true
	}
	return s, false
}

// languageTag gives the BCP 47 form of a language, "" when it is none.
func languageTag(s string) string {
	s = strings.ReplaceAll(strings.TrimSpace(s), "_", "-")
	if s == "" || len(s) > 35 {
		return ""
	}
	tag, err := language.Parse(s)
	if err != nil || tag == language.Und {
		return ""
	}
	return tag.String()
}

package article

import (
	"strings"
	"testing"
)

// TestFieldTable checks that every line of the table has a kind that is read, stands
// once, and is written as it is compared.
func TestFieldTable(t *testing.T) {
	folded := map[string]bool{"label published": true, "label modified": true, "label other": true}
	lower := map[string]bool{"agency": true, "house": true, "degree": true, "no name": true, "byline mark": true, "beside byline": true,
		"author address": true, "subtitle mark": true, "logo mark": true, "masthead mark": true, "beside headline": true, "date meta": true,
		"date weak meta": true, "modified meta": true, "author meta": true, "time published": true, "time modified": true, "time beside": true,
		"byline lead": true, "joint": true, "card label": true, "filler": true, "zone": true, "author label": true, "nobody": true, "particle": true, "live mark": true, "role after": true, "script date": true, "beside credit": true,
		"end credit": true, "standing line": true, "end line": true, "inside line": true, "picture credit": true, "topic address": true, "network address": true, "offer address": true}
	seen := map[string]bool{}
	for line := range strings.Lines(fieldTable) {
		line = strings.TrimSuffix(line, "\n")
		if strings.HasPrefix(line, "#") {
			continue
		}
		kind, word, ok := strings.Cut(line, "\t")
		switch {
		case !ok || word == "" || !folded[kind] && !lower[kind]:
			t.Errorf("bad line %q", line)
		case seen[line]:
			t.Errorf("line %q occurs twice", line)
		case word != strings.ToLower(word) && kind != "script date":
			t.Errorf("%s %q is not lower case", kind, word)
		case folded[kind] && string(foldWords(nil, word, 200)) != word:
			t.Errorf("%s %q is not folded", kind, word)
		}
		seen[line] = true
	}
}

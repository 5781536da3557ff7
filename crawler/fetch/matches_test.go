package fetch

import (
	"math/rand/v2"
	"net/url"
	"testing"
)

// matchesPlainly is matches as the standard has it, slow and obvious.
func matchesPlainly(pattern, path string) bool {
	switch {
	case pattern == "":
		return true
	case pattern == "$":
		return path == ""
	case pattern[0] == '*':
		return matchesPlainly(pattern[1:], path) || path != "" && matchesPlainly(pattern, path[1:])
	}
	return path != "" && path[0] == pattern[0] && matchesPlainly(pattern[1:], path[1:])
}

func TestMatchesEqualsTheObvious(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	word := func(letters string, most int) string {
		b := make([]byte, random.IntN(most+1))
		for i := range b {
			b[i] = letters[random.IntN(len(letters))]
		}
		return string(b)
	}
	for range 200_000 {
		pattern, path := normalPattern("/"+word("ab*", 6)+[]string{"", "$"}[random.IntN(2)]), "/"+word("ab", 7)
		if got, want := matches(pattern, path), matchesPlainly(pattern, path); got != want {
			t.Fatalf("matches(%q, %q) = %v, want %v", pattern, path, got, want)
		}
	}
}

func FuzzMatches(f *testing.F) {
	f.Add("/a*b$", "/ab")
	f.Add("/%2a%24*", "/*$")
	f.Add("%2%44", "0")
	f.Fuzz(func(t *testing.T, pattern, path string) {
		u, err := url.Parse("http://a/" + path)
		if err != nil || len(pattern) > 12 || len(path) > 40 {
			return
		}
		pattern, path = normalPattern("/"+pattern), robotsPath(u)
		if got, want := matches(pattern, path), matchesPlainly(pattern, path); got != want {
			t.Fatalf("matches(%q, %q) = %v, want %v", pattern, path, got, want)
		}
		if again := normalPattern(pattern); again != pattern {
			t.Fatalf("normalPattern(%q) = %q", pattern, again)
		}
	})
}

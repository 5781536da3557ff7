package crawler

import (
	"net/url"
	"strings"
	"time"
)

// MatchURL reports whether a URL matches a pattern. The syntax is that of paths
// in robots.txt (RFC 9309, section 2.2.3): "*" is any run of characters, "$"
// at the end is the end of the URL, and without it a match may go on. A
// pattern that begins with "/" is held against path and query; any other
// against the URL without its scheme, anywhere in it.
func MatchURL(pattern, rawURL string) bool {
	u, err := url.Parse(rawURL)
	if err != nil {
		return false
	}
	_, pattern, hasScheme := cutScheme(pattern)
	subject := u.EscapedPath()
	if u.RawQuery != "" {
		subject += "?" + u.RawQuery
	}
	if !strings.HasPrefix(pattern, "/") {
		subject = u.Host + subject
		if !hasScheme {
			pattern = "*" + pattern
		}
	}
	pattern, anchored := strings.CutSuffix(pattern, "$")
	if !anchored {
		pattern += "*"
	}
	return glob(pattern, subject)
}

func cutScheme(pattern string) (scheme, rest string, found bool) {
	if scheme, rest, found = strings.Cut(pattern, "://"); found {
		return scheme, rest, true
	}
	return "", pattern, false
}

// glob matches the whole subject; "*" is any run. It goes back to the last "*"
// only, so its time is at most the product of the lengths.
func glob(pattern, subject string) bool {
	p, s, star, retry := 0, 0, -1, 0
	for s < len(subject) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, retry = p, s
			p++
		case p < len(pattern) && pattern[p] == subject[s]:
			p++
			s++
		case star >= 0:
			retry++
			p, s = star+1, retry
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}

// Leaves says why the source does not want an article at rawURL, published at
// the given time (zero when unknown), or "" when it does.
func (s *Source) Leaves(rawURL string, published, now time.Time) string {
	matches := func(patterns []string) bool {
		for _, p := range patterns {
			if MatchURL(p, rawURL) {
				return true
			}
		}
		return false
	}
	switch {
	case len(s.Include) > 0 && !matches(s.Include):
		return "no include pattern matches"
	case matches(s.Exclude):
		return "an exclude pattern matches"
	case s.MaxAge > 0 && !published.IsZero() && now.Sub(published) > s.MaxAge:
		return "published longer ago than max_age"
	}
	return ""
}

package article

import (
	"strings"
	"unicode"
)

// fold keeps the letters and digits of a text, lower case: two texts that fold
// to the same are the same to a reader.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// A titleChoice is the headline and where it came from.
type titleChoice struct{ text, from string }

// chooseTitle takes the h1 that the page's other titles support. The metadata
// alone is written for search engines and social networks; an h1 alone may be
// the site's name.
func chooseTitle(s *signals, story linkedArticle) titleChoice {
	witnesses := titleWitnesses(s, story)
	best, most := titleChoice{}, 0.0
	for i, h := range s.h1 {
		if i > 12 {
			break
		}
		score := agreement(h, witnesses)
		if i == 0 {
			score += 0.05
		}
		if score > most {
			best, most = titleChoice{h, "h1"}, score
		}
	}
	if best.text != "" && most >= 0.4 {
		return best
	}
	og := cutSite(s.first("og:title", "twitter:title"), s)
	switch {
	case story.headline != "" && (og == "" || agreement(story.headline, witnesses) >= agreement(og, witnesses)):
		return titleChoice{story.headline, "json-ld"}
	case og != "":
		return titleChoice{og, "og:title"}
	case best.text != "" && most > 0.1:
		return best
	case s.title != "":
		return titleChoice{cutSite(s.title, s), "title"}
	case len(s.h1) > 0:
		return titleChoice{s.h1[0], "h1"}
	}
	return titleChoice{}
}

func titleWitnesses(s *signals, story linkedArticle) []string {
	var list []string
	for _, t := range []string{story.headline, s.first("og:title"), s.first("twitter:title"), s.title} {
		if t != "" {
			list = append(list, t)
		}
	}
	return list
}

// agreement is how well a title is supported by the best witness: 1 when equal,
// less when one holds the other, else the share of words in common.
func agreement(title string, witnesses []string) float64 {
	key := fold(title)
	if key == "" {
		return 0
	}
	best := 0.0
	for _, w := range witnesses {
		other := fold(w)
		v := wordOverlap(title, w)
		switch {
		case key == other:
			v = 1
		case strings.Contains(other, key):
			v = max(v, 0.5+0.45*float64(len(key))/float64(len(other)))
		case strings.Contains(key, other) && len(other) > 10:
			v = max(v, 0.5+0.4*float64(len(other))/float64(len(key)))
		}
		best = max(best, v)
	}
	return best
}

func wordOverlap(a, b string) float64 {
	x, y := strings.Fields(string(foldWords(nil, a, 400))), strings.Fields(string(foldWords(nil, b, 400)))
	if len(x) == 0 || len(y) == 0 {
		return 0
	}
	have := map[string]bool{}
	for _, w := range x {
		have[w] = true
	}
	both := 0
	for _, w := range y {
		if have[w] {
			both++
			delete(have, w)
		}
	}
	return float64(both) / float64(max(len(x), len(y)))
}

// separators between a headline and the name of the site.
var separators = []string{" | ", " - ", " – ", " — ", " :: ", " • ", " · ", " » ", " « ", " / ", "｜", " : ", " ‹ "}

// cutSite removes the site's name from the end or the beginning of a title.
func cutSite(title string, s *signals) string {
	names := []string{fold(s.first("og:site_name")), fold(s.first("application-name"))}
	for _, sep := range separators {
		if head, tail, ok := cutLast(title, sep); ok && siteLike(tail, head, names) {
			return cutSite(head, s)
		}
		if head, tail, ok := strings.Cut(title, sep); ok && fold(head) != "" && (fold(head) == names[0] || fold(head) == names[1]) {
			return tail
		}
	}
	return title
}

func cutLast(s, sep string) (head, tail string, ok bool) {
	if at := strings.LastIndex(s, sep); at >= 0 {
		return strings.TrimSpace(s[:at]), strings.TrimSpace(s[at+len(sep):]), true
	}
	return s, "", false
}

func siteLike(tail, head string, names []string) bool {
	key := fold(tail)
	for _, n := range names {
		if n != "" && (key == n || strings.Contains(n, key) || strings.Contains(key, n)) {
			return true
		}
	}
	return len(strings.Fields(tail)) <= 4 && len(head) > 2*len(tail) && names[0] == ""
}

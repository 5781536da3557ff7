package crawler

import (
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// The limits of Trap.
const (
	maxTrapURL        = 4000 // bytes
	maxSegmentRepeats = 3    // of one path segment
	maxSegments       = 40
	maxParameters     = 40
)

// Trap says why a URL looks like one that a site makes up without end: links
// that nest into themselves, calendars, faceted searches. It is "" for all
// others.
func Trap(raw string) string {
	if len(raw) > maxTrapURL {
		return fmt.Sprintf("URL longer than %d bytes", maxTrapURL)
	}
	u, err := parse(raw)
	if err != nil {
		return ""
	}
	segments := pathSegments(u.Path)
	if len(segments) > maxSegments {
		return fmt.Sprintf("URL path deeper than %d segments", maxSegments)
	}
	seen := make(map[string]int, len(segments))
	for _, s := range segments {
		if seen[s]++; seen[s] > maxSegmentRepeats {
			return fmt.Sprintf("path segment %q repeats more than %d times", s, maxSegmentRepeats)
		}
	}
	if strings.Count(u.RawQuery, "&") >= maxParameters {
		return fmt.Sprintf("more than %d query parameters", maxParameters)
	}
	if isCalendar(segments) {
		return "page of a calendar"
	}
	return ""
}

// isCalendar sees paths such as /calendar/2031/05: one page for each month,
// for ever. A story below such a date has a name and is none.
func isCalendar(segments []string) bool {
	for i, s := range segments {
		switch strings.ToLower(s) {
		case "calendar", "kalender", "calendrier", "calendario", "agenda", "kalendarz":
			rest := segments[i+1:]
			return len(rest) > 0 && !slices.ContainsFunc(rest, func(s string) bool { return !isDatePart(s) })
		}
	}
	return false
}

func isDatePart(s string) bool {
	return s != "" && strings.Trim(s, "0123456789-") == ""
}

// Plausible says whether a link by which a page names itself (rel=canonical,
// og:url, the article behind an AMP page) is a believable identity of the page
// that was fetched, and gives its canonical form. The link may be relative.
// Templates often name the home page, the section, another story or another
// site; such a link would make many articles one, so it is not believed.
func Plausible(fetched, declared string) (string, bool) {
	from, err := parse(fetched)
	if err != nil {
		return "", false
	}
	ref, err := url.Parse(escapeStray(strings.TrimSpace(declared)))
	if err != nil || strings.TrimSpace(declared) == "" {
		return "", false
	}
	to := from.ResolveReference(ref)
	if from.Scheme == "https" && to.Scheme == "http" && to.Port() == "" {
		to.Scheme = "https" // templates older than the site's certificate
	}
	canonical, err := Canonical(to.String())
	if err != nil || Trap(canonical) != "" {
		return "", false
	}
	if same, err := Canonical(fetched); err == nil && same == canonical {
		return canonical, true
	}
	to, err = parse(canonical)
	if err != nil || !sameSite(from, to) || !samePlace(from, to) {
		return "", false
	}
	return canonical, true
}

// sameSite says whether both hosts belong to one publisher, or from is a
// cache's copy of a page of to.
func sameSite(from, to *url.URL) bool {
	a, b := strings.ToLower(from.Hostname()), to.Hostname()
	if site(a) == site(b) {
		return from.Port() == to.Port() || !isAddress(a) && a != b
	}
	return isAMPCache(a) && (strings.Contains(from.Path, "/"+b+"/") ||
		strings.HasPrefix(a, strings.ReplaceAll(strings.ReplaceAll(b, "-", "--"), ".", "-")+"."))
}

func isAMPCache(host string) bool {
	return strings.HasSuffix(host, ".ampproject.org") || strings.HasPrefix(host, "www.google.")
}

func isAddress(host string) bool {
	_, err := netip.ParseAddr(host)
	return err == nil
}

// site gives the part of a host name that somebody registered, by a rule of
// thumb: two labels, three where the last but one is a kind of customer or a
// landlord of many publishers. Addresses are their own site.
func site(host string) string {
	if isAddress(host) {
		return host
	}
	labels := strings.Split(host, ".")
	n := len(labels)
	if n <= 2 {
		return host
	}
	keep := 2
	switch second := labels[n-2]; second {
	case "co", "com", "org", "net", "gov", "gob", "gouv", "edu", "ac", "or", "ne", "go", "gc", "nic", "info", "web":
		if len(labels[n-1]) == 2 {
			keep = 3
		}
	case "blogspot", "wordpress", "substack", "github", "gitlab", "medium", "tumblr", "typepad", "livejournal",
		"wixsite", "weebly", "ghost", "beehiiv", "netlify", "vercel", "pages", "herokuapp", "azurewebsites", "appspot":
		keep = 3
	}
	return strings.Join(labels[n-min(keep, n):], ".")
}

// samePlace says whether the path of to can be another name of the page at from.
func samePlace(from, to *url.URL) bool {
	a, b := pathSegments(from.Path), pathSegments(to.Path)
	if slices.Equal(a, b) {
		// Another query: believed where it says less, as on print and mobile
		// variants, unless the query alone told the stories apart.
		name, story := storyIn(from.RawQuery)
		other, told := storyIn(to.RawQuery)
		return to.RawQuery == from.RawQuery || story == "" || told != "" && (told == story || other != name)
	}
	if len(b) == 0 {
		// A query can name a story too: /?p=123.
		_, told := storyIn(to.RawQuery)
		return told != ""
	}
	if isNowhere(b[len(b)-1]) {
		return false
	}
	if isAncestor(b, a) {
		return isVariant(a[len(b):])
	}
	if looksLikeSection(b) && to.RawQuery == "" && !looksLikeSection(a) {
		return false
	}
	return len(a) == 0 || !differentNumbers(a[len(a)-1], b[len(b)-1]) && !differentStories(a, b)
}

func pathSegments(path string) []string {
	return strings.FieldsFunc(path, func(r rune) bool { return r == '/' })
}

// storyIn finds the number or the name of a story in ?p=123, ?id=abc.
func storyIn(query string) (name, value string) {
	for pair := range strings.SplitSeq(query, "&") {
		name, value, _ = strings.Cut(strings.ToLower(pair), "=")
		switch name {
		case "p", "id", "story", "storyid", "story_id", "article", "articleid", "article_id", "aid", "artid",
			"newsid", "news_id", "nid", "docid", "contentid", "content_id", "post", "no", "idxno", "item", "itemid", "uid":
			return name, value
		}
	}
	return "", ""
}

// isNowhere knows the last segments of pages that are nobody's story, and
// templates that nobody filled in.
func isNowhere(segment string) bool {
	if strings.ContainsAny(segment, "{}<>[]") {
		return true
	}
	segment, _, _ = strings.Cut(strings.ToLower(segment), ".")
	switch segment {
	case "404", "403", "500", "error", "errors", "not-found", "notfound", "page-not-found", "undefined", "null",
		"login", "signin", "sign-in", "register", "subscribe", "consent", "home", "default", "index":
		return true
	}
	return false
}

func isAncestor(parent, child []string) bool {
	return len(parent) < len(child) && slices.Equal(parent, child[:len(parent)])
}

// isVariant knows the endings of AMP, print, mobile and numbered pages of a story.
func isVariant(rest []string) bool {
	if len(rest) > 2 {
		return false
	}
	for _, s := range rest {
		s, _, _ = strings.Cut(strings.ToLower(s), ".")
		switch s {
		case "amp", "print", "printable", "mobile", "m", "full", "single", "all", "index", "default", "page",
			"share", "comments", "embed", "feed":
			continue
		}
		if len(s) > 2 || strings.Trim(s, "0123456789") != "" {
			return false
		}
	}
	return true
}

// looksLikeSection sees few short segments without numbers: /news/business.
func looksLikeSection(segments []string) bool {
	if len(segments) > 2 {
		return false
	}
	for _, s := range segments {
		if strings.ContainsAny(s, "0123456789.") || strings.Count(s, "-")+strings.Count(s, "_") >= 2 {
			return false
		}
	}
	return true
}

// differentNumbers sees that two names are the same but for their numbers, as
// story-12 and story-17 are.
func differentNumbers(a, b string) bool {
	digit := func(r rune) bool { return '0' <= r && r <= '9' }
	return a != b && strings.ContainsFunc(a, digit) && strings.ContainsFunc(b, digit) &&
		slices.Equal(strings.FieldsFunc(a, digit), strings.FieldsFunc(b, digit))
}

// differentStories sees that both paths name a story and share neither a word
// nor a number of it.
func differentStories(a, b []string) bool {
	wordsA, wordsB := storyWords(a), storyWords(b)
	if len(wordsA) < 2 || len(wordsB) < 2 {
		return false
	}
	for _, w := range wordsA {
		if slices.Contains(wordsB, w) {
			return false
		}
	}
	return true
}

// storyWords gives the telling words of the last two segments: those of five
// letters or digits and more.
func storyWords(segments []string) []string {
	var words []string
	for _, s := range segments[max(len(segments)-2, 0):] {
		for _, w := range strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return r == '-' || r == '_' || r == '.' }) {
			if len(w) >= 5 {
				words = append(words, w)
			}
		}
	}
	return words
}

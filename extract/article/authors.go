package article

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// An authorChoice is the names of a byline and where they came from.
type authorChoice struct {
	names []string
	from  string
}

// chooseAuthors takes the first list of persons, in the order of how far its
// source can be trusted, that the page also shows to its readers; else the
// first at all, and a house (the site, an agency) only when no person is named.
// Metadata names accounts ("admin", "webteam") that no reader sees.
func (d *doc) chooseAuthors(story linkedArticle) authorChoice {
	s := d.sig
	site := []string{fold(story.site), fold(s.first("og:site_name")), fold(s.page.site), fold(hostOf(firstOf(s.canonical, s.first("og:url"))))}
	var house, hidden authorChoice
	for _, c := range d.authorSources(story) {
		c.names = persons(c.names, site)
		if len(c.names) == 0 {
			continue
		}
		c.names = d.spelled(c.names)
		switch {
		case c.from == "json-ld" && story.houses || allHouses(c.names, site):
			if house.names == nil {
				house = c
			}
		case house.names != nil && c.from != "byline link" && !allPersonal(c.names):
		case d.allVisible(c.names):
			return c
		case hidden.names == nil && c.from != "byline text":
			hidden = c
		}
	}
	if hidden.names != nil {
		return hidden
	}
	return house
}

// spelled gives names that are written as accounts ("annlee") the way that a
// byline of the page writes them.
func (d *doc) spelled(names []string) []string {
	for i, n := range names {
		if strings.Contains(n, " ") {
			continue
		}
		key := fold(n)
		for _, b := range d.sig.bylines {
			for _, full := range append([]string{cutByline(b.text)}, b.names...) {
				if strings.Contains(full, " ") && len(full) < 60 && fold(full) == key {
					names[i] = full
				}
			}
		}
	}
	return names
}

// allHouses reports whether none of the names is a person's.
func allHouses(names, site []string) bool {
	for _, n := range names {
		key := fold(n)
		house := known().agencies[key] || isSite(key, site) || !strings.Contains(n, " ") && strings.Contains(strings.Trim(n, "."), ".")
		for _, w := range strings.Fields(strings.ToLower(n)) {
			house = house || known().houses[strings.Trim(w, ".,")]
		}
		if !house {
			return false
		}
	}
	return true
}

// allPersonal reports whether every name has the shape of a person's: two to
// four words with capitals, lower-case particles aside, and no digits.
func allPersonal(names []string) bool {
	for _, n := range names {
		words := strings.Fields(n)
		if len(words) < 2 || len(words) > 4 || strings.ContainsAny(n, "0123456789:") {
			return false
		}
		for i, w := range words {
			r, _ := utf8.DecodeRuneInString(w)
			if unicode.IsLower(r) && (i == 0 || i == len(words)-1 || len(w) > 4) {
				return false
			}
		}
	}
	return true
}

func (d *doc) authorSources(story linkedArticle) []authorChoice {
	s := d.sig
	list := []authorChoice{{splitNames(strings.Join(story.authors, "; ")), "json-ld"}}
	for _, key := range known().lists["author meta"] {
		var names []string
		for _, v := range s.metas[key] {
			switch {
			case strings.Contains(v, "://"):
			case key == "citation_author":
				names = append(names, lastNameFirst(v))
			default:
				names = append(names, splitNames(v)...)
			}
		}
		list = append(list, authorChoice{names, "meta " + key})
	}
	list = append(list, authorChoice{cardAuthor(s), "meta twitter:data1"})
	for rank := 4; rank >= 2; rank-- {
		list = bylinesOf(list, s, rank, true)
		list = bylinesOf(list, s, rank, false)
	}
	return append(list, authorChoice{d.bylineText(), "byline text"})
}

// bylinesOf adds the bylines of a rank, those after the headline or before it.
func bylinesOf(list []authorChoice, s *signals, rank int, after bool) []authorChoice {
	for _, b := range s.bylines {
		if b.rank != rank || b.after != after {
			continue
		}
		names := splitNames(b.text)
		if len(b.names) > 0 {
			names = nil
			for _, n := range b.names {
				names = append(names, splitNames(n)...)
			}
		}
		from := "byline"
		if rank == 4 {
			from = "byline link"
		}
		list = append(list, authorChoice{names, from})
	}
	return list
}

// lastNameFirst turns "Lee, Ann" around.
func lastNameFirst(s string) string {
	last, first, ok := strings.Cut(s, ",")
	if !ok {
		return s
	}
	return strings.TrimSpace(first) + " " + strings.TrimSpace(last)
}

// cardAuthor reads the label and value that blogs put on their social cards.
func cardAuthor(s *signals) []string {
	label := strings.ToLower(s.first("twitter:label1"))
	for _, w := range strings.Fields(label) {
		if known().cards[w] {
			return splitNames(s.first("twitter:data1"))
		}
	}
	return nil
}

// bylineText reads "By Ann Lee and Bo Park" from a short block near the headline.
func (d *doc) bylineText() []string {
	first := max(d.titleAt, 0)
	for i := first; i < len(d.blocks) && i < first+15; i++ {
		b := &d.blocks[i]
		if b.words > 20 {
			continue
		}
		names := splitNames(b.text)
		if d.facts[i].phrase == phraseByline && len(names) > 0 {
			return names
		}
		if b.words < 9 && cutByline(b.text) != b.text && len(names) > 0 {
			if names[0] = trimName(names[0]); allPersonal(names[:1]) {
				return names
			}
		}
	}
	return nil
}

func cutByline(s string) string {
	for again := true; again; {
		again = false
		s = strings.TrimLeft(s, " \t:-–—•|·,\u00a0")
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
	if at := strings.LastIndexByte(s, ' '); at > 0 && known().degrees[fold(s[at:])] {
		s = s[:at]
	}
	if n := len(s); n > 3 && s[n-1] == '.' && s[n-3] != '.' {
		s = s[:n-1]
	}
	return s
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
		if last := strings.ToLower(words[i-1]); i > 1 && (last == "on" || last == "am" || isDigits(strings.Trim(last, "."))) {
			i--
		}
		return strings.Join(words[:i], " ")
	}
	return s
}

func nameLike(s string) bool {
	n := utf8.RuneCountInString(s)
	if n < 2 || n > 60 || strings.ContainsAny(s, "@_{}<>=#?!\\") || strings.Contains(s, "://") || strings.Contains(s, ": ") || strings.Contains(s, ".com/") {
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

// allVisible reports whether the page shows every name outside its paragraphs.
func (d *doc) allVisible(names []string) bool {
	for _, n := range names {
		if !d.visible(n) {
			return false
		}
	}
	return true
}

const visibleWords = 80

func (d *doc) visible(name string) bool {
	key := ""
	for i := range d.blocks {
		b := &d.blocks[i]
		if b.words > visibleWords {
			continue
		}
		if strings.Contains(b.text, name) {
			return true
		}
		if len(b.text) < 120 {
			if key == "" {
				key = fold(name)
			}
			if len(b.text) >= len(key) && strings.Contains(fold(b.text), key) {
				return true
			}
		}
	}
	return false
}

package article

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// An authorChoice is the names of a byline and where they came from.
type authorChoice struct {
	names []string
	from  string
}

// A candidate is a list of names that one source gives.
type candidate struct {
	authorChoice
	house bool   // no person is in it
	after bool   // a byline after the headline
	text  string // of a byline
}

// family is the kind of source that a candidate is from.
func (c candidate) family() string {
	family, _, _ := strings.Cut(c.from, " ")
	return family
}

// chooseAuthors takes the first list of persons, in the order of how far its
// source can be trusted, that the page also shows to its readers; else the
// first at all, and a house (the site, an agency) only when no person is named.
// Metadata names accounts ("admin", "webteam") that no reader sees, and houses
// as if they were persons: several kinds of sources outvote it.
func (d *doc) chooseAuthors(story linkedArticle) authorChoice {
	list := d.candidates(story)
	best := d.firstChoice(list)
	switch {
	case best.names == nil:
		if c := d.lineAuthors(); c.names != nil {
			return c
		}
		return d.accountName(story)
	case best.house && best.family() != "byline":
		if c := d.lineAuthors(); c.names != nil && allPersonal(c.names) && !allHouses(c.names, nil) {
			return c
		}
	case best.family() == "meta":
		best = outvoted(best, list)
	}
	return widened(best, list).authorChoice
}

// candidates lists what the sources say, cleaned, without lists that are no
// names.
func (d *doc) candidates(story linkedArticle) []candidate {
	s := d.sig
	site := []string{fold(story.site), fold(s.first("og:site_name")), fold(s.page.site), fold(hostOf(firstOf(s.canonical, s.first("og:url"))))}
	var list []candidate
	for _, c := range d.authorSources(story) {
		c.names = persons(c.names, site)
		if len(c.names) == 0 || c.family() == "byline" && wordy(c.names) {
			continue
		}
		c.names = d.spelled(c.names)
		c.house = c.from == "json-ld" && story.houses || allHouses(c.names, site)
		list = append(list, c)
	}
	return list
}

func (d *doc) firstChoice(list []candidate) candidate {
	var house, hidden candidate
	for _, c := range list {
		switch {
		case c.house:
			if house.names == nil {
				house = c
			}
		case house.names != nil && c.from != "byline link" && (!allPersonal(c.names) || house.from == "byline link"):
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

// outvoted replaces a name that only metadata has by one that three kinds of
// sources have, a byline beneath the headline among them.
func outvoted(best candidate, list []candidate) candidate {
	if len(families(best.names[0], list)) > 1 {
		return best
	}
	for _, c := range list {
		if c.after && !c.house && len(families(c.names[0], list)) >= 2 && !meets(c.names, best.names) && inMeta(c.names[0], list) {
			return c
		}
	}
	return best
}

// families are the kinds of sources that have a name.
func families(name string, list []candidate) map[string]bool {
	seen := map[string]bool{}
	for _, c := range list {
		if slices.Contains(c.names, name) {
			seen[c.family()] = true
		}
	}
	return seen
}

func inMeta(name string, list []candidate) bool {
	f := families(name, list)
	return f["meta"] || f["json-ld"]
}

func meets(a, b []string) bool {
	return slices.ContainsFunc(a, func(n string) bool { return slices.Contains(b, n) })
}

// widest is how many names a byline may add up to.
const widest = 6

// widened takes a byline beneath the headline that begins with the chosen and
// joins others to them: "By Ann Lee and Bo Park".
func widened(best candidate, list []candidate) candidate {
	if best.house {
		return best
	}
	for _, c := range list {
		if c.after && len(c.names) > len(best.names) && len(c.names) <= widest && c.joins(best.names) {
			return c
		}
	}
	return best
}

// joins reports whether a byline names all of some persons first and then others,
// the last after a conjunction.
func (c candidate) joins(some []string) bool {
	if !slices.Equal(c.names[:len(some)], some) || !allPersonal(c.names) {
		return false
	}
	last := c.names[len(c.names)-1]
	return slices.ContainsFunc(known().joints, func(j string) bool { return strings.Contains(c.text, j+last) })
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

// denseName reports whether a name is in characters that need no spaces.
func denseName(n string) bool {
	count := 0
	for _, r := range n {
		if !cjk(r) && !unicode.Is(unicode.Hangul, r) && r != ' ' && r != '・' && r != '·' {
			return false
		}
		count++
	}
	return count >= 2 && count <= 8
}

// wordy reports whether a list is of phrases and not of names: a lower-case
// word begins one of several words, or is longer than particles are.
func wordy(names []string) bool {
	for _, n := range names {
		words := strings.Fields(n)
		for i, w := range words {
			r, _ := utf8.DecodeRuneInString(w)
			if known().houses[w] {
				break
			}
			if len(words) > 1 && unicode.IsLower(r) && (i == 0 && len(w) > 3 || len(w) > 4 && len(words) > 2) {
				return true
			}
		}
	}
	return false
}

// allPersonal reports whether every name has the shape of a person's: two to
// four words with capitals, lower-case particles aside, and no digits.
func allPersonal(names []string) bool {
	for _, n := range names {
		words := strings.Fields(n)
		if denseName(n) {
			continue
		}
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

func (d *doc) authorSources(story linkedArticle) []candidate {
	s := d.sig
	var list []candidate
	add := func(names []string, from string) {
		list = append(list, candidate{authorChoice: authorChoice{names, from}})
	}
	add(splitNames(strings.Join(story.authors, "; ")), "json-ld")
	for _, key := range known().lists["author meta"] {
		var names []string
		for _, v := range s.metas[key] {
			switch {
			case strings.Contains(v, "://"):
			case key == "citation_author" || d.turned(v):
				names = append(names, lastNameFirst(v))
			default:
				names = append(names, splitNames(v)...)
			}
		}
		add(names, "meta "+key)
	}
	add(cardAuthor(s), "meta twitter:data1")
	for rank := 4; rank >= 2; rank-- {
		list = bylinesOf(list, s, rank, true)
		list = bylinesOf(list, s, rank, false)
	}
	add(d.bylineText(), "byline text")
	return list
}

// bylinesOf adds the bylines of a rank, those after the headline or before it.
func bylinesOf(list []candidate, s *signals, rank int, after bool) []candidate {
	seen := map[string]bool{}
	for _, b := range s.bylines {
		if b.rank != rank || b.after != after || seen[b.text] {
			continue
		}
		seen[b.text] = true
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
		list = append(list, candidate{authorChoice: authorChoice{names, from}, after: after, text: b.text})
	}
	return list
}

// turned reports whether "Lee, Ann" is one person, whom the page calls Ann Lee.
func (d *doc) turned(v string) bool {
	last, first, ok := strings.Cut(v, ", ")
	return ok && !strings.Contains(last, " ") && !strings.ContainsAny(first, ", ") && d.visible(first+" "+last)
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

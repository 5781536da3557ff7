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

// chooseAuthors takes the first list of names, in the order of how far its
// source can be trusted, that the page also shows to its readers; else the
// first at all. Metadata names accounts ("admin", "webteam") that no reader sees.
func (d *doc) chooseAuthors(story linkedArticle) authorChoice {
	site := []string{fold(story.site), fold(d.sig.first("og:site_name")), fold(d.sig.page.site)}
	var hidden authorChoice
	for _, c := range d.authorSources(story) {
		c.names = persons(c.names, site)
		if len(c.names) == 0 {
			continue
		}
		if d.allVisible(c.names) {
			return c
		}
		if hidden.names == nil && c.from != "byline text" {
			hidden = c
		}
	}
	return hidden
}

func (d *doc) authorSources(story linkedArticle) []authorChoice {
	s := d.sig
	list := []authorChoice{{splitNames(strings.Join(story.authors, "; ")), "json-ld"}}
	for _, key := range []string{"author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator",
		"byl", "citation_author", "authors", "article:author_name", "itemprop:author", "og:article:author", "cxenseparse:author", "dc.author", "article.author"} {
		if v := s.metas[key]; len(v) > 0 {
			list = append(list, authorChoice{splitNames(strings.Join(v, "; ")), "meta " + key})
		}
	}
	for rank := 4; rank >= 2; rank-- {
		for _, b := range s.bylines {
			if b.rank != rank {
				continue
			}
			names := splitNames(b.text)
			if len(b.names) > 0 {
				names = nil
				for _, n := range b.names {
					names = append(names, splitNames(n)...)
				}
			}
			list = append(list, authorChoice{names, "byline"})
			if rank < 4 || len(b.names) == 0 {
				continue
			}
		}
	}
	return append(list, authorChoice{d.bylineText(), "byline text"})
}

// bylineText reads "By Ann Lee and Bo Park" from a short block near the headline.
func (d *doc) bylineText() []string {
	first := max(d.titleAt, 0)
	for i := first; i < len(d.blocks) && i < first+15; i++ {
		b := &d.blocks[i]
		if b.words > 20 || d.facts[i].phrase != phraseByline {
			continue
		}
		if names := splitNames(b.text); len(names) > 0 {
			return names
		}
	}
	return nil
}

// bylineLeads begin a byline, longest first.
var bylineLeads = []string{"written by", "posted by", "published by", "reported by", "story by", "words by", "reviewed by", "edited by", "article by",
	"ein artikel von", "ein beitrag von", "eine analyse von", "ein kommentar von", "aufgezeichnet von", "interview von", "text von", "by:", "by", "von", "vom", "par",
	"por", "di", "door", "av", "af", "przez", "yazan:", "yazan", "oleh", "autor:", "autorin:", "author:", "authors:", "auteur:", "autore:",
	"redaktion:", "texto:", "text:", "автор:", "автор", "文/", "文：", "作者：", "記者", "记者"}

func cutByline(s string) string {
	for again := true; again; {
		again = false
		s = strings.TrimLeft(s, " \t:-–—•|·,\u00a0")
		for _, lead := range bylineLeads {
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

// conjunctions join two names in a byline.
var conjunctions = []string{" and ", " & ", " und ", " et ", " y ", " e ", " en ", " i ", " og ", " och ", " ve ", " a ", " with ", " mit ", " avec ", " con ", " dan ", " и "}

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
	for _, c := range conjunctions {
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
		if key == "" || seen[key] || !nameLike(n) {
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

// agencies stay in a byline only when nobody else is in it.
var agencies = map[string]bool{"reuters": true, "afp": true, "ap": true, "dpa": true, "bloomberg": true, "xinhua": true, "pti": true, "ani": true,
	"efe": true, "ansa": true, "tass": true, "kyodo": true, "associatedpress": true, "theassociatedpress": true, "agencefrancepresse": true,
	"pressassociation": true, "pa": true, "bloombergnews": true, "reutersnews": true, "agencies": true, "ians": true, "upi": true, "apa": true, "sid": true, "epa": true, "yonhap": true, "cnn": true}

func withoutAgencies(names []string) []string {
	var people []string
	for _, n := range names {
		if !agencies[fold(n)] {
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
	s = strings.TrimSpace(s)
	for _, open := range []string{" (", " [", " @", " –", " - "} {
		if at := strings.Index(s, open); at > 0 {
			s = s[:at]
		}
	}
	return strings.Trim(s, " .,:;*-–—\"'")
}

// notNames are words that stand in bylines and are not part of any name.
var notNames = map[string]bool{"updated": true, "published": true, "posted": true, "min": true, "read": true, "staff": false, "editor": true,
	"reporter": true, "correspondent": true, "writer": true, "contributor": true, "follow": true, "http": true, "https": true, "www": true,
	"email": true, "senior": true, "chief": true, "comments": true, "share": true, "view": true, "posts": true, "profile": true,
	"am": true, "pm": true, "uhr": true, "ago": true, "author": true, "autor": true, "admin": true, "administrator": true, "null": true, "undefined": true,
	"anonymous": true, "redakteur": true, "journalist": true, "columnist": true, "est": true, "edt": true, "gmt": true, "subscribe": true, "newsletter": true,
	"home": true, "biography": true, "bio": true, "about": true, "more": true, "from": true, "read more": true}

func nameLike(s string) bool {
	n := utf8.RuneCountInString(s)
	if n < 2 || n > 60 || strings.ContainsAny(s, "@_{}<>=#?!\\") || strings.Contains(s, "://") || strings.Contains(s, ".com/") {
		return false
	}
	words := strings.Fields(s)
	if len(words) > 6 {
		return false
	}
	letters := false
	for _, w := range words {
		if notNames[strings.ToLower(strings.Trim(w, ".,:"))] {
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

package discover

import (
	_ "embed"
	"net/url"
	"strings"
	"sync"
	"unicode"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
)

// Which links of a homepage lead to stories? Each link of the site itself is
// judged by three witnesses:
//
//	its address    /markets/2025/07/19/chip-makers-rise-42    a date, a slug, a number
//	its words      "Chip makers rise as export rules ease"    a headline is a sentence
//	its place      <article><h3><a>                           not <nav>, not <footer>
//
// A path that ends in a word for lists or services ("tag", "login") is none.
// Everything else needs storyScore points:
//
//	/2024/06/18/x   date      4          in a heading               2
//	a-slug-of-words 3+ words  2          in <article> or <main>     1
//	                5+ words  3          text of 4 or more words    2
//	/story-123456   5+ digits 2          in nav, header, footer    -3
//	.html           suffix    1          in a menu by its class    -2
//	/tag/x          a list   -4
//
// An address counts once, with the best its links have to say.
const storyScore = 4

const (
	listPoints    = -4
	slugWords     = 3
	longSlugWords = 5
	idDigits      = 5
	headlineWords = 4
	// Scripts without spaces put about two characters into a word.
	headlineWide = 8
	maxTitle     = 300
)

// A candidate is one address that a page links to.
type candidate struct {
	link    Link
	score   int
	heading bool // the title stood in a heading
}

// articleLinks gives the links to stories, in the order of the page.
func articleLinks(doc *goquery.Document, base string) []Link {
	home, err := url.Parse(base)
	if err != nil {
		home = &url.URL{}
	}
	var order []*candidate
	byURL := make(map[string]*candidate)
	doc.Find("a[href]").Each(func(_ int, s *goquery.Selection) {
		href, _ := s.Attr("href")
		address, points := judgeAddress(home, resolve(base, href))
		if address == "" {
			return
		}
		c := byURL[address]
		if c == nil {
			if len(order) >= 4*MaxPageLinks {
				return
			}
			c = &candidate{link: Link{Kind: Page, URL: address}}
			byURL[address] = c
			order = append(order, c)
		}
		c.hear(s, points)
	})
	var links []Link
	for _, c := range order {
		if c.score >= storyScore {
			links = append(links, c.link)
		}
	}
	return links
}

// hear takes in what one link says of its address.
func (c *candidate) hear(s *goquery.Selection, points int) {
	text := clip(collapse(s.Text()), maxTitle)
	place, heading := judgePlace(s)
	c.score = max(c.score, points+place+judgeWords(text))
	if text != "" && (c.link.Title == "" || heading && !c.heading) {
		c.link.Title, c.heading = text, heading
	}
}

// judgeAddress gives the address without its fragment and what it says for
// itself; "" when it can be no story of this site.
func judgeAddress(home *url.URL, address string) (string, int) {
	address, _, _ = strings.Cut(address, "#")
	u, err := url.Parse(address)
	if err != nil || !sameSite(home.Hostname(), u.Hostname()) || samePage(home, u) || isAction(u.RawQuery) {
		return "", 0
	}
	segments := strings.FieldsFunc(strings.ToLower(u.Path), func(r rune) bool { return r == '/' })
	if len(segments) == 0 && u.RawQuery == "" || isFile(segments) {
		return "", 0
	}
	if last := len(segments) - 1; last >= 0 {
		name, _, _ := strings.Cut(segments[last], ".")
		if (noStory()[name] || noStory()[segments[last]]) && (name != "index" || last == 0) && !dated(segments) {
			return "", 0
		}
	}
	return address, pathPoints(segments, u.RawQuery)
}

// samePage reports whether an address is the page itself, the query aside when
// the path is long enough to name it.
func samePage(home, u *url.URL) bool {
	if siteOf(home.Host) != siteOf(u.Host) || strings.TrimRight(home.Path, "/") != strings.TrimRight(u.Path, "/") {
		return false
	}
	return home.RawQuery == u.RawQuery || len(home.Path) > 1 && !strings.Contains(home.Path, ".")
}

// isAction reports whether a query asks for something to be done with a page.
func isAction(query string) bool {
	for pair := range strings.SplitSeq(query, "&") {
		key, _, _ := strings.Cut(pair, "=")
		switch strings.ToLower(key) {
		case "share", "replytocom", "s", "q", "query", "search", "login", "print", "redirect", "redirect_to", "returnurl", "action":
			return true
		}
	}
	return false
}

// pathPoints judges the segments of a path. Slug and number may stand before
// the last: /rates-rise-again/story/75026800.
func pathPoints(segments []string, query string) int {
	points, slug, digits := 0, 0, 0
	for i, s := range segments {
		if i < len(segments)-1 && noStory()[s] {
			points = listPoints
		}
		if i < len(segments)-3 {
			continue
		}
		name, suffix, _ := strings.Cut(s, ".")
		slug = max(slug, words(name))
		digits = max(digits, longestNumber(s))
		if i == len(segments)-1 && (suffix == "html" || suffix == "htm" || suffix == "shtml" || suffix == "story") {
			points++
		}
	}
	if datedStory(segments) {
		points += 4
	}
	switch {
	case slug >= longSlugWords:
		points += 3
	case slug >= slugWords:
		points += 2
	}
	if digits >= idDigits || queryID(query) {
		points += 2
	}
	return points
}

// queryID reports whether a query names a story by its number.
func queryID(query string) bool {
	for pair := range strings.SplitSeq(query, "&") {
		key, value, _ := strings.Cut(pair, "=")
		if strings.HasSuffix(strings.ToLower(key), "id") && len(value) >= idDigits && isNumber(value) {
			return true
		}
	}
	return false
}

// datedStory reports whether a path holds a date and something after it: the
// month alone is an archive.
func datedStory(segments []string) bool {
	if len(segments) == 0 {
		return false
	}
	name, _, _ := strings.Cut(segments[len(segments)-1], ".")
	return !isNumber(name) && dated(segments) || longestNumber(name) >= idDigits && dated(segments) || datedName(name)
}

// dated reports whether segments hold a year and a month, as /2024/06 or
// /2024-06-18 or /20240618.
func dated(segments []string) bool {
	for i, s := range segments {
		if isYear(s) && i+1 < len(segments) && isMonth(segments[i+1]) {
			return true
		}
		if i < len(segments)-1 && (len(s) == 8 && isNumber(s) || len(s) == 10) && datedName(s) {
			return true
		}
	}
	return false
}

// datedName reports whether a name begins with a date and goes on, or is one.
func datedName(s string) bool {
	if len(s) < 8 || !isYear(s[:4]) {
		return false
	}
	if s[4] == '-' || s[4] == '_' {
		return len(s) >= 10 && isMonth(s[5:7]) && s[7] == s[4] && isNumber(s[8:10])
	}
	return isMonth(s[4:6]) && isNumber(s[6:8])
}

func isYear(s string) bool {
	return len(s) == 4 && isNumber(s) && (strings.HasPrefix(s, "19") || strings.HasPrefix(s, "20"))
}

func isMonth(s string) bool {
	if isNumber(s) {
		return len(s) == 1 && s != "0" || len(s) == 2 && s >= "01" && s <= "12"
	}
	return len(s) >= 3 && months()[s] != 0
}

func isNumber(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// words counts the words of a slug.
func words(s string) int {
	return len(strings.FieldsFunc(s, func(r rune) bool {
		return r == '-' || r == '_' || r == '+' || r == ' '
	}))
}

func longestNumber(s string) int {
	longest, run := 0, 0
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			run = 0
			continue
		}
		run++
		longest = max(longest, run)
	}
	return longest
}

// notPages are the suffixes of addresses that lead to no HTML.
var notPages = map[string]bool{
	"jpg": true, "jpeg": true, "png": true, "gif": true, "webp": true, "svg": true, "pdf": true, "mp3": true, "mp4": true,
	"m4a": true, "mov": true, "zip": true, "gz": true, "xml": true, "rss": true, "atom": true, "rdf": true, "json": true,
	"js": true, "css": true, "ico": true, "doc": true, "docx": true, "xls": true, "xlsx": true, "ppt": true, "txt": true, "ics": true,
}

func isFile(segments []string) bool {
	if len(segments) == 0 {
		return false
	}
	last := segments[len(segments)-1]
	i := strings.LastIndexByte(last, '.')
	return i >= 0 && notPages[last[i+1:]]
}

// sameSite reports whether two hosts are of one publisher: equal, or one of
// them beneath the other's domain. An unknown home takes any.
func sameSite(home, host string) bool {
	home, host = siteOf(home), siteOf(host)
	if home == "" || home == host || strings.HasSuffix(home, "."+host) {
		return true
	}
	beneath, ok := strings.CutSuffix(host, "."+home)
	return ok && !noStory()[beneath] // jobs.a.example, forum.a.example
}

// siteOf drops what says how and where a site is read, not which it is.
func siteOf(host string) string {
	host = strings.ToLower(host)
	for _, p := range []string{"www.", "m.", "mobile.", "edition.", "amp.", "us.", "uk.", "de.", "en."} {
		if rest, ok := strings.CutPrefix(host, p); ok && strings.Contains(rest, ".") {
			return rest
		}
	}
	return host
}

// judgeWords judges a link's text: a headline is a sentence.
func judgeWords(text string) int {
	n, wide := 0, 0
	for _, w := range strings.Fields(text) {
		n++
		for _, r := range w {
			if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai) {
				wide++
			}
		}
	}
	if n >= headlineWords || wide >= headlineWide {
		return 2
	}
	return 0
}

// judgePlace judges where in the page a link stands.
func judgePlace(s *goquery.Selection) (points int, heading bool) {
	depth := 0
	inMain, inFurniture, inMenu := false, false, false
	for n := s.Get(0); n != nil && depth < MaxDepth; n, depth = n.Parent, depth+1 {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.Data {
		case "h1", "h2", "h3", "h4", "h5", "h6":
			heading = true
		case "article", "main":
			inMain = true
		case "nav", "footer", "header":
			inFurniture = inFurniture || n.Data != "header" || !inMain
		case "ul", "ol", "li", "div", "section", "aside", "table", "td":
			inMenu = inMenu || menuClass(n)
		}
	}
	if !heading {
		heading = s.Find("h1,h2,h3,h4,h5,h6").Length() > 0
	}
	if heading {
		points += 2
	}
	if inMain {
		points++
	}
	switch {
	case inFurniture:
		points -= 3
	case inMenu:
		points -= 2
	}
	return points, heading
}

// menuClass recognises menus that are one only by the name of their class.
func menuClass(n *html.Node) bool {
	for _, a := range n.Attr {
		if a.Key != "class" && a.Key != "id" {
			continue
		}
		for _, part := range strings.FieldsFunc(strings.ToLower(a.Val), func(r rune) bool { return !unicode.IsLetter(r) }) {
			switch part {
			case "nav", "navbar", "navigation", "menu", "submenu", "footer", "breadcrumb", "breadcrumbs":
				return true
			}
		}
	}
	return false
}

//go:embed nostory.txt
var noStoryTXT string

// noStory are segments of a path that lead to no story.
var noStory = sync.OnceValue(func() map[string]bool {
	m := make(map[string]bool)
	for line := range strings.Lines(noStoryTXT) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for _, w := range strings.Fields(line) {
			m[w] = true
		}
	}
	return m
})

package article

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// fold keeps the letters and digits of a text, lower case: two texts that fold
// to the same are the same to a reader.
func fold(s string) string {
	var space [256]byte
	b := space[:0]
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
			b = append(b, c)
		case c >= 'A' && c <= 'Z':
			b = append(b, c|0x20)
		case c >= utf8.RuneSelf:
			r, size := utf8.DecodeRuneInString(s[i:])
			if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
				b = utf8.AppendRune(b, unicode.ToLower(r))
			}
			i += size - 1
		}
	}
	return string(b)
}

// A titleChoice is the headline and where it came from.
type titleChoice struct{ text, from string }

// chooseTitle takes the h1 that the page's other titles support. The metadata
// alone is written for search engines and social networks; an h1 alone may be
// the site's name.
func chooseTitle(s *signals, story linkedArticle) titleChoice {
	c := rawTitle(s, story)
	c.text = trimTitle(c.text)
	return c
}

func rawTitle(s *signals, story linkedArticle) titleChoice {
	witnesses := titleWitnesses(s, story)
	best, most := bestHeading(s, witnesses)
	if best.text != "" && most >= 0.4 {
		return titleChoice{withoutLead(best.text, witnesses, s), best.from}
	}
	og := cutSite(s.first("og:title", "twitter:title"), s)
	if isHouse(og, s) {
		og = ""
	}
	if t := shown(s.h2, []string{og, story.headline, cutSite(s.title, s)}); t != "" {
		return titleChoice{t, "h2"}
	}
	if h := loneHeading(s); h != "" {
		return titleChoice{h, "h1"}
	}
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
	case len(s.houses) > 0:
		return titleChoice{s.houses[0], "h1"}
	}
	return titleChoice{}
}

// bestHeading is the h1 that the witnesses support most; the first is favoured.
func bestHeading(s *signals, witnesses []string) (titleChoice, float64) {
	best, most := titleChoice{}, 0.0
	for i, h := range s.h1 {
		if i > 12 {
			break
		}
		if isHouse(h, s) {
			continue
		}
		score := agreement(h, witnesses)
		if i == 0 {
			score += 0.05
		}
		if score > most {
			best, most = titleChoice{wholeHeading(s.whole[i], h, witnesses, s), "h1"}, score
		}
	}
	return best, most
}

// wholeHeading is a heading with its kicker when another title of the page has
// the kicker too.
func wholeHeading(whole, h string, witnesses []string, s *signals) string {
	if whole == h {
		return h
	}
	key := fold(whole)
	for _, w := range witnesses {
		if fold(w) == key || fold(cutSite(w, s)) == key {
			return whole
		}
	}
	return h
}

// loneHeading is the only h1 of a page that reads like a headline.
func loneHeading(s *signals) string {
	lone := ""
	for _, h := range s.h1 {
		if len(strings.Fields(h)) < 3 || isHouse(h, s) || fold(h) == fold(lone) {
			continue
		}
		if lone != "" {
			return ""
		}
		lone = h
	}
	return lone
}

// shown returns the first of the wanted titles that one of the headings repeats.
func shown(headings, wanted []string) string {
	for _, w := range wanted {
		key := fold(w)
		if key == "" {
			continue
		}
		for _, h := range headings {
			if fold(h) == key {
				return h
			}
		}
	}
	return ""
}

// isHouse reports whether a heading names the site and not the story: it is the
// site's name or host, or the shorter last part of the page's title.
func isHouse(h string, s *signals) bool {
	key := fold(h)
	if key == "" {
		return true
	}
	for _, name := range []string{s.first("og:site_name"), s.first("application-name"), hostOf(firstOf(s.canonical, s.first("og:url")))} {
		if key == fold(name) {
			return true
		}
	}
	for _, sep := range separators {
		head, tail, ok := cutLast(s.title, sep)
		if ok && fold(tail) == key && len(key) < len(fold(head)) && fold(s.first("og:title")) != key {
			return true
		}
	}
	return false
}

// withoutLead cuts a label from the front of a headline ("News", "Blog:") that
// no other title of the page has.
func withoutLead(h string, witnesses []string, s *signals) string {
	key, cut := fold(h), ""
	for _, w := range witnesses {
		other := fold(cutSite(w, s))
		if strings.Contains(fold(w), key) {
			return h
		}
		if len(other)*3 > len(key)*2 && strings.HasSuffix(key, other) {
			cut = cutSite(w, s)
		}
	}
	if strings.ContainsAny(h[:len(h)-min(len(cut), len(h))], "0123456789") {
		return h
	}
	return firstOf(cut, h)
}

// trimTitle cuts a department after a bar and a remark in brackets at the end.
func trimTitle(t string) string {
	for _, sep := range []string{" | ", " ｜ ", "｜"} {
		if head, tail, ok := cutLast(t, sep); ok && len(head) > 2*len(tail) && len(strings.Fields(tail)) <= 4 {
			t = head
		}
		if head, tail, ok := strings.Cut(t, sep); ok && len(tail) > 3*len(head) && len(strings.Fields(head)) <= 2 {
			t = tail
		}
	}
	if at := strings.LastIndexByte(t, '['); at > 20 && strings.HasSuffix(t, "]") && len(strings.Fields(t[at:])) <= 2 && !strings.ContainsAny(t[at:], "0123456789") {
		t = t[:at]
	}
	return strings.TrimSpace(t)
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
		case strings.Contains(other, key) && (len(key)*3 > len(other) || holdsPart(w, key)):
			v = max(v, 0.5+0.45*float64(len(key))/float64(len(other)))
		case strings.Contains(key, other) && len(other) > 10:
			v = max(v, 0.5+0.4*float64(len(other))/float64(len(key)))
		}
		best = max(best, v)
	}
	return best
}

// holdsPart reports whether one of the parts of a title, between separators, is key.
func holdsPart(title, key string) bool {
	for _, sep := range separators {
		for part := range strings.SplitSeq(title, sep) {
			if fold(part) == key {
				return true
			}
		}
	}
	return false
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
	if t := cutTight(title, s.first("og:site_name")); t != "" {
		return t
	}
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

// cutTight removes a site's name that one mark without spaces sets apart, as
// titles in Chinese and Japanese have it.
func cutTight(title, site string) string {
	head, ok := strings.CutSuffix(title, site)
	if !ok || site == "" {
		return ""
	}
	cut := strings.TrimRight(head, ":：-–—|｜_ ")
	if cut == head {
		return ""
	}
	return cut
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

// headline keeps an h1, apart when its markup says logo or breadcrumb.
func (w *sniffer) headline(n *html.Node, above string) {
	t := headlineText(n)
	if t == "" || len(w.s.h1) >= maxSignals || len(w.s.houses) >= maxSignals {
		return
	}
	marks := ""
	for _, a := range n.Attr {
		marks += " " + strings.ToLower(a.Key+" "+a.Val)
	}
	if containsAny(marks, known().lists["logo mark"]) || containsAny(above, known().lists["masthead mark"]) {
		w.s.houses = append(w.s.houses, t)
		return
	}
	w.s.h1 = append(w.s.h1, t)
	w.s.whole = append(w.s.whole, clean(textOf(n, 600)))
}

// headlineText is the text of a heading without kickers, dates and second
// titles; the whole text where nothing else is in it.
func headlineText(n *html.Node) string {
	var b strings.Builder
	dropped := appendHeadline(&b, n, 0)
	t := clean(b.String())
	if !dropped {
		return t
	}
	if t = strings.Trim(t, " :|–—-/·"); fold(t) != "" {
		return t
	}
	return clean(textOf(n, 600))
}

func appendHeadline(b *strings.Builder, n *html.Node, depth int) (dropped bool) {
	for k := n.FirstChild; k != nil && b.Len() < 600 && depth < 40; k = k.NextSibling {
		switch {
		case k.Type == html.TextNode:
			b.WriteString(k.Data[:min(len(k.Data), 600)])
		case k.Type != html.ElementNode || k.DataAtom == atom.Button:
		case beside(k):
			dropped = true
			b.WriteByte(' ')
		default:
			apart := !inlineTags[k.DataAtom]
			if apart {
				b.WriteByte(' ')
			}
			dropped = appendHeadline(b, k, depth+1) || dropped
			if apart {
				b.WriteByte(' ')
			}
		}
	}
	return dropped
}

func beside(n *html.Node) bool {
	if n.DataAtom == atom.Small || n.DataAtom == atom.Time {
		return true
	}
	class := strings.ToLower(attr(n, "class"))
	if class == "" {
		return false
	}
	if containsAny(class, []string{"hidden", "invisible", "sr-only", "a11y"}) {
		t := strings.TrimSpace(textOf(n, 80))
		return fold(t) == "" || strings.HasPrefix(t, "|")
	}
	return containsAny(class, known().lists["beside headline"])
}

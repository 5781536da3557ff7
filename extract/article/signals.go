package article

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// signals are what a page says of itself in its markup, unjudged.
type signals struct {
	lang      string
	title     string // <title>
	canonical string
	base      string
	metas     map[string][]string // by name or property, lower case
	h1        []string            // headlines: without kickers, logos and breadcrumbs
	whole     []string            // the same with all that stands in them
	houses    []string            // h1 that their markup says are a logo or a breadcrumb
	h2        []string            // second and third headings
	times     []timeSignal
	bylines   []byline
	linked    []linkedArticle
	page      linkedArticle // what the page object of the linked data says
	tagLinks  []string      // texts of links with rel=tag
	entries   int           // elements whose class says entry of a live blog
	subtitles []string      // elements whose class says standfirst
}

type timeSignal struct {
	stamp string // datetime or content attribute
	text  string
	class string // class and itemprop of the element and its parent, lower case
	after bool   // after the first h1
}

// A byline is an element that its markup says names the author.
type byline struct {
	text  string
	names []string // of links inside
	rank  int      // how much the markup says so: higher is surer
	after bool     // after the first h1
}

// Bounds on what is kept of each kind.
const (
	maxSignals   = 40
	maxMetaValue = 2000
)

type sniffer struct {
	s     *signals
	depth int
	key   []byte // classes of the element, as they stand
	marks map[string]classMarks
}

// classMarks is what the classes of an element say. Most occur many times.
type classMarks struct {
	lower                                string
	byline, beside, name, subtitle, live bool
}

func marksOf(class string) classMarks {
	m := classMarks{lower: strings.ToLower(class)}
	if m.lower == "" {
		return m
	}
	card := m.lower
	if strings.Contains(card, "vcard") {
		card = strings.ReplaceAll(card, "vcard", "")
	}
	classWords().each(card, func(list, _ int) {
		switch list {
		case 0:
			m.byline = true
		case 1:
			m.beside = true
		case 2:
			m.subtitle = true
		case 3:
			m.live = true
		default:
			m.name = true
		}
	})
	return m
}

// class looks up what w.key says.
func (w *sniffer) class() classMarks {
	if m, ok := w.marks[string(w.key)]; ok {
		return m
	}
	class := string(w.key)
	m := marksOf(class)
	if len(w.marks) < maxNoted {
		w.marks[class] = m
	}
	return m
}

// sniff collects the signals of a document.
func sniff(root *html.Node, linked [][]byte) *signals {
	s := &signals{metas: map[string][]string{}}
	s.linked, s.page = readLinked(linked)
	(&sniffer{s: s, marks: map[string]classMarks{}}).walk(root, "")
	return s
}

func (w *sniffer) walk(n *html.Node, above string) {
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		if k.Type != html.ElementNode {
			continue
		}
		w.element(k, above)
	}
}

func (w *sniffer) element(n *html.Node, above string) {
	s := w.s
	w.key = w.key[:0]
	prop := ""
	rel := ""
	for i := range n.Attr {
		a := &n.Attr[i]
		switch a.Key {
		case "class", "id", "data-testid", "data-component":
			w.key = append(append(w.key, ' '), a.Val...)
		case "itemprop":
			prop = strings.ToLower(a.Val)
		case "rel":
			rel = strings.ToLower(a.Val)
		case "content":
			if prop == "" {
				prop = strings.ToLower(attr(n, "itemprop"))
			}
		}
	}
	marks := w.class()
	class := marks.lower
	switch n.DataAtom {
	case atom.Html:
		s.lang = firstOf(attr(n, "lang"), attr(n, "xml:lang"))
	case atom.Title:
		if s.title == "" {
			s.title = clean(textOf(n, 1000))
		}
	case atom.Base:
		s.base = firstOf(s.base, attr(n, "href"))
	case atom.Link:
		if rel == "canonical" {
			s.canonical = firstOf(s.canonical, strings.TrimSpace(attr(n, "href")))
		}
	case atom.Meta:
		w.meta(n, prop)
	case atom.H1:
		w.headline(n, above)
	case atom.H2, atom.H3:
		if len(s.h2) < maxSignals {
			s.h2 = append(s.h2, headlineText(n))
		}
	case atom.A:
		if rel != "" && slices.Contains(strings.Fields(rel), "tag") && len(s.tagLinks) < maxSignals {
			s.tagLinks = append(s.tagLinks, clean(textOf(n, 80)))
		}
	case atom.Time:
		w.time(n, above+" "+class+" "+prop)
	}
	if marks.live || prop == "liveblogupdate" {
		s.entries++
	}
	if n.DataAtom != atom.Meta && prop != "" {
		w.property(n, prop, class)
	}
	if n.DataAtom != atom.Body && n.DataAtom != atom.Html {
		w.byline(n, marks, rel, prop)
		w.subtitle(n, marks)
	}
	if n.FirstChild != nil && w.depth < 600 {
		w.depth++
		w.walk(n, class)
		w.depth--
	}
}

func firstOf(list ...string) string {
	for _, s := range list {
		if s != "" {
			return s
		}
	}
	return ""
}

func (w *sniffer) meta(n *html.Node, prop string) {
	value := clean(attr(n, "content"))
	if value == "" || len(value) > maxMetaValue {
		return
	}
	for _, key := range []string{strings.ToLower(attr(n, "property")), strings.ToLower(attr(n, "name")), prefixed("itemprop:", prop)} {
		if key != "" && len(w.s.metas) < 300 && len(w.s.metas[key]) < maxSignals {
			w.s.metas[key] = append(w.s.metas[key], value)
		}
	}
}

func prefixed(prefix, s string) string {
	if s == "" {
		return ""
	}
	return prefix + s
}

func (w *sniffer) time(n *html.Node, class string) {
	if len(w.s.times) < maxSignals {
		w.s.times = append(w.s.times, timeSignal{attr(n, "datetime"), clean(textOf(n, 200)), class, len(w.s.h1) > 0})
	}
}

// property reads itemprop on visible elements.
func (w *sniffer) property(n *html.Node, prop, class string) {
	switch prop {
	case "datepublished", "datemodified", "datecreated":
		if n.DataAtom == atom.Time || len(w.s.times) >= maxSignals {
			return
		}
		stamp := firstOf(attr(n, "content"), attr(n, "datetime"))
		w.s.times = append(w.s.times, timeSignal{stamp, clean(textOf(n, 200)), prop + " " + class, len(w.s.h1) > 0})
	}
}

func (w *sniffer) byline(n *html.Node, class classMarks, rel, prop string) {
	rank := 0
	switch {
	case prop == "author" || prop == "creator":
		rank = 4
	case rel == "author" || strings.HasPrefix(rel, "author "):
		rank = 4
	case n.DataAtom == atom.A && !class.beside && authorWords().any(attr(n, "href")):
		rank = 3
	case !class.byline:
		return
	case class.beside:
		rank = 1
	case class.name:
		rank = 3
	default:
		rank = 2
	}
	if len(w.s.bylines) >= maxSignals {
		return
	}
	text := clean(textOf(n, 400))
	if text == "" || len(text) > 300 {
		return
	}
	b := byline{text: text, rank: rank, after: len(w.s.h1) > 0}
	b.names = linkTexts(n, nil, 0)
	w.s.bylines = append(w.s.bylines, b)
}

func containsAny(s string, list []string) bool {
	for _, x := range list {
		if strings.Contains(s, x) {
			return true
		}
	}
	return false
}

// linkTexts lists the texts of the links inside n.
func linkTexts(n *html.Node, out []string, depth int) []string {
	for k := n.FirstChild; k != nil && depth < 12 && len(out) < 12; k = k.NextSibling {
		if k.Type != html.ElementNode {
			continue
		}
		if k.DataAtom == atom.A {
			if t := clean(textOf(k, 120)); t != "" {
				out = append(out, t)
			}
			continue
		}
		out = linkTexts(k, out, depth+1)
	}
	return out
}

func (w *sniffer) subtitle(n *html.Node, class classMarks) {
	if !class.subtitle || len(w.s.subtitles) > 12 || len(w.s.h1) == 0 {
		return
	}
	if t := clean(textOf(n, 700)); len(t) > 20 && len(t) < 600 {
		w.s.subtitles = append(w.s.subtitles, t)
	}
}

// textOf joins the text inside n, up to about limit bytes.
func textOf(n *html.Node, limit int) string {
	var b strings.Builder
	appendText(&b, n, limit, 0)
	return b.String()
}

func appendText(b *strings.Builder, n *html.Node, limit, depth int) {
	for k := n.FirstChild; k != nil && b.Len() < limit && depth < 40; k = k.NextSibling {
		switch {
		case k.Type == html.TextNode:
			s := k.Data
			if len(s) > limit {
				s = s[:limit]
			}
			b.WriteString(s)
		case k.Type != html.ElementNode || k.DataAtom == atom.Button:
		default:
			apart := !inlineTags[k.DataAtom]
			if apart {
				b.WriteByte(' ')
			}
			appendText(b, k, limit, depth+1)
			if apart {
				b.WriteByte(' ')
			}
		}
	}
}

// first returns the first value of the first of the keys that has one.
func (s *signals) first(keys ...string) string {
	for _, k := range keys {
		if v := s.metas[k]; len(v) > 0 {
			return v[0]
		}
	}
	return ""
}

// story picks the linked article that is the page's: the one whose headline
// the page's titles repeat, else the first with a headline.
func (s *signals) story() linkedArticle {
	best, most := linkedArticle{}, -1
	for _, a := range s.linked {
		score := 0
		if a.headline != "" {
			score++
			key := fold(a.headline)
			for _, t := range append([]string{s.title, s.first("og:title")}, s.h1...) {
				if t != "" && strings.Contains(fold(t), key) {
					score += 3
				}
			}
		}
		if a.published != "" {
			score++
		}
		if len(a.authors) > 0 {
			score++
		}
		if a.body != "" {
			score++
		}
		if score > most {
			best, most = a, score
		}
	}
	return best
}

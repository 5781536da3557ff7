package discover

import (
	"strings"
)

// A sitemapReader reads sitemaps and their indexes from tags as they come, with
// the same leniency as feeds.
type sitemapReader struct {
	mender
	result Result
	news   string // the undeclared prefix under which news came
}

// readSitemap reads the <urlset> or <sitemapindex> that was detected in a text. Of an address
// only what a news sitemap says is taken: lastmod is the date of the page, not
// of the story.
func readSitemap(base, text string, d detected) Result {
	r := sitemapReader{result: Result{Format: d.format}}
	r.scan = scanner{text: text, pos: d.start, entities: d.entities}
	r.format, r.base = d.format, base
	r.scope.core = famSitemap
	root := r.scan.next()
	r.root = localName(root.name)
	r.scope.enter(root.attrs)
	r.scope.adopt(root.name)
	r.entries()
	r.result.Partial = r.lost
	return r.result
}

func (r *sitemapReader) entries() {
	for {
		t := r.scan.next()
		switch t.kind {
		case endOfText:
			if r.scan.cut {
				r.cutHere()
			}
			return
		case endTag:
			if localName(t.name) == r.root {
				return
			}
		case startTag:
			if !isEntry(t.name) {
				continue
			}
			if len(r.result.Links) == MaxSitemapURLs {
				r.lost = cutAt(r.scan.text, t.at, MaxSitemapURLs, "link") + ", the most that are read"
				return
			}
			if !t.empty && !r.entry(t) {
				return
			}
		}
	}
}

func isEntry(name string) bool {
	local := localName(name)
	return local == "url" || local == "sitemap"
}

func (r *sitemapReader) cutHere() {
	r.lost = cutAt(r.scan.text, len(r.scan.text), len(r.result.Links), "link")
}

// entry reads one <url> or <sitemap>. false says that the text ended inside.
func (r *sitemapReader) entry(t tag) bool {
	l := Link{Kind: Page}
	if localName(t.name) == "sitemap" {
		l.Kind = Sitemap
	}
	mark := r.scope.enter(t.attrs)
	defer func() { r.scope.leave(mark) }()
	for {
		c := r.scan.next()
		switch c.kind {
		case endOfText:
			r.cutHere()
			return false
		case endTag:
			if isEntry(c.name) || localName(c.name) == r.root {
				if localName(c.name) == r.root {
					r.scan.pos = c.at
				}
				r.keep(l)
				return true
			}
		case startTag:
			if isEntry(c.name) {
				r.scan.pos = c.at
				r.keep(l)
				return true
			}
			r.field(c, &l)
		}
	}
}

// field reads one element, at any depth: <news:news> is stepped into. Elements
// of images and videos have the same names, so the namespace decides, and where
// nobody declared it, whether it is that of the <news> around.
func (r *sitemapReader) field(t tag, l *Link) {
	r.scope.enter(t.attrs)
	fam, local := r.scope.resolve(t.name)
	prefix, _ := splitName(t.name)
	if local == "news" && fam == famOther && r.scope.bound(prefix) == "" {
		r.news = prefix
	}
	news := fam == famNews || fam == famOther && prefix != "" && prefix == r.news
	switch {
	case fam == famCore && local == "loc":
		if url := resolve(r.base, r.leafText(t)); l.URL == "" {
			l.URL = url
		}
	case news && local == "publication_date":
		if at, p, ok := ParseTime(r.leafText(t)); ok && l.Published.IsZero() {
			l.Published, l.Precision = at, p
		}
	case news && local == "title":
		if l.Title == "" {
			l.Title = guessedText(r.leafText(t))
		}
	case news && local == "language":
		l.Language = languageTag(r.leafText(t))
	}
}

// leafText is leaf for sitemaps, whose elements hold nothing but text.
func (r *sitemapReader) leafText(t tag) string {
	if t.empty {
		return ""
	}
	var b strings.Builder
	for {
		c := r.scan.next()
		switch c.kind {
		case charData, cdata:
			if b.Len() < maxFieldBytes {
				b.WriteString(r.scan.characterData(c))
			}
		case startTag:
			r.scan.pos = c.at
			return b.String()
		default:
			if c.kind == endTag && localName(c.name) != localName(t.name) {
				r.scan.pos = c.at
			}
			return b.String()
		}
	}
}

func (r *sitemapReader) keep(l Link) {
	if l.URL != "" {
		r.result.Links = append(r.result.Links, l)
	}
}

// readAddressList reads the plainest sitemap: one address per line and nothing
// else.
func readAddressList(text string) (Result, bool) {
	r := Result{Format: URLSet}
	for line := range strings.Lines(text) {
		line = strings.TrimFunc(line, isSpace)
		if line == "" {
			continue
		}
		url := resolve("", line)
		if url == "" || strings.ContainsAny(line, " \t<>") {
			return Result{}, false
		}
		if len(r.Links) == MaxSitemapURLs {
			r.Partial = cutAt(text, len(text), MaxSitemapURLs, "link") + ", the most that are read"
			break
		}
		r.Links = append(r.Links, Link{Kind: Page, URL: url})
	}
	return r, len(r.Links) > 0
}

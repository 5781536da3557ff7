package article

import (
	"strings"
)

// maxStandfirst is from how many words on a block is neither a headline nor a standfirst.
const maxStandfirst = 90

// hint compares each block with what the page's metadata says: headline,
// description, authors, the article body of linked data.
func (d *doc) hint(story linkedArticle, names []string) {
	titles := map[string]bool{}
	for _, t := range []string{d.title.text, story.headline, d.sig.first("og:title")} {
		if k := fold(t); len(k) > 5 {
			titles[k] = true
		}
	}
	titleKey := fold(d.title.text)
	descriptions := d.descriptions(story)
	body := ""
	if len(story.body) > 200 && len(story.body) < 400_000 {
		body = fold(story.body)
	}
	exact := false
	for i := range d.blocks {
		b, f := &d.blocks[i], &d.facts[i]
		if b.words >= maxStandfirst && body == "" {
			continue
		}
		key := fold(b.text[:min(len(b.text), 700)])
		d.hintTitle(i, key, titleKey, titles, &exact)
		f.standf = b.words >= 4 && b.words < maxStandfirst && matchesAny(key, descriptions)
		if b.words <= 40 {
			f.author = mentions(b.text, names)
			if strings.ContainsAny(b.text, "0123456789") {
				_, f.date = findDate(b.text)
			}
		}
		if body != "" && len(key) >= 20 {
			f.witness = 2
			if strings.Contains(body, key[:min(len(key), 60)]) {
				f.witness = 1
			}
		}
	}
	d.headings()
}

// hintTitle marks blocks that repeat the headline. The last exact repetition
// before the story counts as its place, and an h1 before anything else.
func (d *doc) hintTitle(i int, key, titleKey string, titles map[string]bool, exact *bool) {
	b, f := &d.blocks[i], &d.facts[i]
	switch {
	case b.words > 60 || len(key) < 4:
		return
	case titles[key]:
		f.title = 2
	case len(key) > 12 && len(titleKey) > 12 && (strings.Contains(titleKey, key) || strings.Contains(key, titleKey) && len(key) < 2*len(titleKey)):
		f.title = 1
	}
	if f.kind == kindHeading && f.title > 0 {
		f.title += 2
	}
	if f.title == 4 && !*exact {
		d.titleAt, *exact = i, true
	} else if f.title > 0 && d.titleAt < 0 {
		d.titleAt = i
	}
}

func (d *doc) descriptions(story linkedArticle) []string {
	var list []string
	for _, s := range []string{story.description, d.sig.first("og:description"), d.sig.first("description"), d.sig.first("twitter:description"), story.alternative} {
		if k := fold(s); len(k) >= 20 {
			list = append(list, k)
		}
	}
	for _, s := range d.sig.subtitles {
		if k := fold(s); len(k) >= 20 {
			list = append(list, k)
		}
	}
	return list
}

// matchesAny reports whether key is one of the list, or cut off from it.
func matchesAny(key string, list []string) bool {
	if len(key) < 20 {
		return false
	}
	for _, s := range list {
		if key == s || strings.HasPrefix(key, s) && len(s)*10 > len(key)*8 || strings.HasPrefix(s, key) && len(key)*10 > len(s)*7 {
			return true
		}
	}
	return false
}

func (d *doc) knownNames(story linkedArticle) []string {
	var names []string
	add := func(n string) {
		if n = strings.TrimSpace(n); len(n) > 4 && len(n) < 60 && len(names) < 20 {
			names = append(names, n)
		}
	}
	for _, n := range story.authors {
		add(n)
	}
	for _, n := range d.sig.metas["author"] {
		add(n)
	}
	for _, b := range d.sig.bylines {
		if b.rank >= 3 {
			for _, n := range b.names {
				add(n)
			}
		}
	}
	return names
}

func mentions(text string, names []string) bool {
	for _, n := range names {
		if strings.Contains(text, n) {
			return true
		}
	}
	return false
}

// headings carries what a heading announces to the blocks beneath it, in the
// same part of the page.
func (d *doc) headings() {
	said, branch := uint8(0), int32(-1)
	for i := range d.blocks {
		f := &d.facts[i]
		if f.branch != branch {
			said = 0
		}
		f.heading = said
		if f.kind == kindHeading || f.kind == kindLine && f.phrase != 0 || f.kind == kindTiny && f.phrase != 0 {
			said, branch = f.phrase, f.branch
		}
		if f.kind == kindLong && f.heading == 0 {
			said = 0
		}
	}
}

package article

import (
	"net/url"
	"strings"
	"unicode"

	"golang.org/x/text/language"
)

// A choice is one field's value and where it came from.
type choice struct{ value, from string }

// chooseLanguage believes the page's label unless the text is plainly in another language.
func (d *doc) chooseLanguage(story linkedArticle, text string) choice {
	seen := detectLanguage(text)
	for _, c := range []choice{{d.sig.lang, "html lang"}, {d.sig.first("content-language", "language", "dc.language"), "meta"}, {story.language, "json-ld"}, {d.sig.first("og:locale"), "og:locale"}} {
		tag, err := language.Parse(strings.ReplaceAll(strings.TrimSpace(c.value), "_", "-"))
		if err != nil || c.value == "" {
			continue
		}
		base, _ := tag.Base()
		if seen.sure && seen.code != base.String() && !(seen.code == "no" && (base.String() == "nb" || base.String() == "nn")) {
			return choice{seen.code, "text"}
		}
		return choice{tag.String(), c.from}
	}
	if seen.code != "" {
		return choice{seen.code, "text"}
	}
	return choice{}
}

// A tagChoice is the key words of a story and where they came from.
type tagChoice struct {
	list []string
	from string
}

// maxTags bounds the key words of a story.
const maxTags = 40

// chooseTags takes the first source that has any, each word once.
func (d *doc) chooseTags(story linkedArticle) tagChoice {
	s := d.sig
	for _, c := range []tagChoice{{s.metas["article:tag"], "article:tag"}, {story.tags, "json-ld"},
		{splitTags(s.first("news_keywords", "keywords", "parsely-tags")), "meta keywords"}, {s.tagLinks, "tag links"}} {
		c.list = onceEach(c.list)
		if len(c.list) > 0 {
			return c
		}
	}
	return tagChoice{}
}

func onceEach(list []string) (out []string) {
	seen := map[string]bool{}
	for _, t := range list {
		t = printable(t)
		if key := fold(t); key != "" && !seen[key] && len(out) < maxTags {
			seen[key] = true
			out = append(out, t)
		}
	}
	return out
}

// absolute resolves an address of the page; what is not http(s) is dropped.
func absolute(base, ref string) string {
	ref = strings.TrimSpace(ref)
	if ref == "" {
		return ""
	}
	u, err := url.Parse(ref)
	if err != nil {
		return ""
	}
	if b, err := url.Parse(base); err == nil && base != "" {
		u = b.ResolveReference(u)
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return ""
	}
	return u.String()
}

func splitTags(s string) []string {
	var out []string
	for _, t := range strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ';' || r == '、' }) {
		if t = strings.TrimSpace(t); t != "" && len(t) < 80 && len(out) < 60 {
			out = append(out, t)
		}
	}
	return out
}

// printable drops what no field of an article may hold.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || invisible(r) {
			return -1
		}
		return r
	}, s)
}

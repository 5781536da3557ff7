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

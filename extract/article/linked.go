package article

import (
	"bytes"
	"encoding/json"
	"html"
	"strings"
)

// A linkedArticle is what a page's linked data (JSON-LD) says of its story.
type linkedArticle struct {
	kind        string
	headline    string
	alternative string
	description string
	authors     []string // persons first; organisations when nothing else is named
	houses      bool     // the authors are organisations
	published   string
	modified    string
	body        string
	section     string
	tags        []string
	image       string
	language    string
	url         string
	site        string
	free        string // isAccessibleForFree: "true", "false" or unknown
}

// maxLinked bounds the linked data that is read, in bytes and in objects.
const (
	maxLinked        = 4 << 20
	maxLinkedObjects = 5000
)

// readLinked reads every linked-data script and returns the article nodes,
// and apart from them what pages and sites say of themselves.
func readLinked(scripts [][]byte) (list []linkedArticle, page linkedArticle) {
	g := graph{byID: map[string]map[string]any{}}
	size := 0
	for _, s := range scripts {
		if size += len(s); size > maxLinked {
			break
		}
		for _, v := range parseLoose(s) {
			g.collect(v, 0)
		}
	}
	for _, o := range g.objects {
		switch kind := typeOf(o); {
		case articleType(kind):
			a := g.article(o)
			a.kind = kind
			list = append(list, a)
		case strings.HasSuffix(kind, "Page") && page.kind == "":
			page = g.article(o)
			page.kind = kind
		}
	}
	return list, page
}

func articleType(kind string) bool {
	return strings.HasSuffix(kind, "Article") || strings.HasSuffix(kind, "BlogPosting") || kind == "Report" ||
		kind == "NewsReport" || kind == "Review" || kind == "HowTo" || kind == "Recipe" || kind == "DiscussionForumPosting" || kind == "ImageGallery" || kind == "MediaGallery" || kind == "SocialMediaPosting" || kind == "AnalysisNewsArticle"
}

type graph struct {
	objects []map[string]any
	byID    map[string]map[string]any
}

func (g *graph) collect(v any, depth int) {
	if depth > 12 || len(g.objects) > maxLinkedObjects {
		return
	}
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			g.collect(x, depth+1)
		}
	case map[string]any:
		g.objects = append(g.objects, v)
		if id, ok := v["@id"].(string); ok && len(v) > len(g.byID[id]) {
			g.byID[id] = v
		}
		for _, key := range []string{"@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "hasPart", "liveBlogUpdate", "review", "item"} {
			if key == "itemListElement" && typeOf(v) == "BreadcrumbList" || key == "liveBlogUpdate" {
				continue
			}
			g.collect(v[key], depth+1)
		}
	}
}

func typeOf(o map[string]any) string {
	switch t := o["@type"].(type) {
	case string:
		return trimSchema(t)
	case []any:
		for _, x := range t {
			if s, ok := x.(string); ok && articleType(trimSchema(s)) {
				return trimSchema(s)
			}
		}
		if len(t) > 0 {
			s, _ := t[0].(string)
			return trimSchema(s)
		}
	}
	return ""
}

func trimSchema(s string) string { return s[strings.LastIndexAny(s, "/:#")+1:] }

func (g *graph) article(o map[string]any) linkedArticle {
	a := linkedArticle{
		headline:    str(o["headline"]),
		alternative: str(o["alternativeHeadline"]),
		description: str(o["description"]),
		published:   str(o["datePublished"]),
		modified:    str(o["dateModified"]),
		body:        str(o["articleBody"]),
		section:     str(o["articleSection"]),
		tags:        list(o["keywords"]),
		image:       g.link(o["image"]),
		language:    str(o["inLanguage"]),
		url:         g.link(o["url"]),
	}
	if a.headline == "" {
		a.headline = str(o["name"])
	}
	if a.url == "" {
		a.url = g.link(o["mainEntityOfPage"])
	}
	if a.published == "" {
		a.published = str(o["dateCreated"])
	}
	switch free := o["isAccessibleForFree"].(type) {
	case bool:
		a.free = map[bool]string{true: "true", false: "false"}[free]
	case string:
		a.free = strings.ToLower(free)
	}
	persons, others := g.names(o["author"], 0)
	if len(persons)+len(others) == 0 {
		persons, others = g.names(o["creator"], 0)
	}
	a.authors = persons
	if len(persons) == 0 {
		a.authors, a.houses = others, len(others) > 0
	}
	_, publisher := g.names(o["publisher"], 0)
	if len(publisher) > 0 {
		a.site = publisher[0]
	}
	return a
}

// names splits whom an author property names into persons and the rest.
func (g *graph) names(v any, depth int) (persons, others []string) {
	if depth > 4 {
		return nil, nil
	}
	switch v := v.(type) {
	case string:
		return []string{clean(v)}, nil
	case []any:
		for i, x := range v {
			if i > 30 {
				break
			}
			p, o := g.names(x, depth+1)
			persons, others = append(persons, p...), append(others, o...)
		}
	case map[string]any:
		if id, ok := v["@id"].(string); ok && v["name"] == nil && g.byID[id] != nil {
			v = g.byID[id]
		}
		if inner, ok := v["name"].([]any); ok {
			return g.names(inner, depth+1)
		}
		name := str(v["name"])
		if name == "" {
			return nil, nil
		}
		if kind := typeOf(v); strings.HasSuffix(kind, "Organization") {
			return nil, []string{name}
		}
		return []string{name}, nil
	}
	return persons, others
}

// link finds a URL in a string, an object or the first of a list.
func (g *graph) link(v any) string {
	switch v := v.(type) {
	case string:
		return strings.TrimSpace(v)
	case []any:
		if len(v) > 0 {
			if _, nested := v[0].([]any); !nested {
				return g.link(v[0])
			}
		}
	case map[string]any:
		for _, key := range []string{"url", "contentUrl", "@id"} {
			if s, ok := v[key].(string); ok && s != "" {
				if o := g.byID[s]; key == "@id" && o != nil && o["url"] != nil {
					if u, ok := o["url"].(string); ok {
						return u
					}
				}
				return strings.TrimSpace(s)
			}
		}
	}
	return ""
}

func str(v any) string {
	switch v := v.(type) {
	case string:
		return clean(v)
	case []any:
		if len(v) > 0 {
			if s, ok := v[0].(string); ok {
				return clean(s)
			}
		}
	case map[string]any:
		for _, key := range []string{"@value", "name", "@id"} {
			if s, ok := v[key].(string); ok {
				return clean(s)
			}
		}
	}
	return ""
}

func list(v any) []string {
	switch v := v.(type) {
	case string:
		return splitTags(v)
	case []any:
		var out []string
		for i, x := range v {
			if s := str(x); s != "" && i < 60 {
				out = append(out, s)
			}
		}
		return out
	}
	return nil
}

// clean undoes the entities that sites put into JSON, and collapses white space.
func clean(s string) string {
	if strings.IndexByte(s, '&') >= 0 {
		s = html.UnescapeString(s)
	}
	if len(s) > 1<<20 {
		return s
	}
	return strings.Join(strings.Fields(s), " ")
}

// parseLoose reads JSON as pages write it: several values in a row, inside
// comments, with raw line breaks in strings and commas too many.
func parseLoose(s []byte) []any {
	s = bytes.TrimSpace(s)
	for _, wrap := range []string{"<!--", "-->", "//<![CDATA[", "//]]>", "<![CDATA[", "]]>", "/*", "*/"} {
		s = bytes.TrimSpace(bytes.TrimSuffix(bytes.TrimPrefix(s, []byte(wrap)), []byte(wrap)))
	}
	s = bytes.TrimRight(s, "; \n\t")
	if v, ok := parseAll(s); ok {
		return v
	}
	v, _ := parseAll(repair(s))
	return v
}

func parseAll(s []byte) (out []any, ok bool) {
	dec := json.NewDecoder(bytes.NewReader(s))
	for dec.More() {
		var v any
		if err := dec.Decode(&v); err != nil {
			return out, false
		}
		out = append(out, v)
	}
	return out, true
}

// repair escapes control characters inside strings, drops commas before a
// closing bracket and backslashes before characters that need none.
func repair(s []byte) []byte {
	out := make([]byte, 0, len(s)+16)
	in := false
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case in && c == '\\' && i+1 < len(s):
			if bytes.IndexByte([]byte(`"\/bfnrtu`), s[i+1]) >= 0 {
				out = append(out, c, s[i+1])
			} else {
				out = append(out, s[i+1])
			}
			i++
		case in && c < ' ':
			out = append(out, ' ')
		case c == '"' && in && !endsString(s[i+1:]):
			out = append(out, '\\', '"')
		case c == '"':
			in = !in
			out = append(out, c)
		case !in && c == ',' && closesNext(s[i+1:]):
		default:
			out = append(out, c)
		}
	}
	return out
}

// endsString reports whether a quote before rest closes its string: JSON goes on.
func endsString(rest []byte) bool {
	rest = bytes.TrimLeft(rest[:min(len(rest), 200)], " \t\r\n")
	return len(rest) == 0 || bytes.IndexByte([]byte(",:}]"), rest[0]) >= 0
}

func closesNext(rest []byte) bool {
	rest = bytes.TrimLeft(rest[:min(len(rest), 200)], " \t\r\n")
	return len(rest) > 0 && (rest[0] == '}' || rest[0] == ']')
}

package discover

import (
	_ "embed"
	"strings"
	"sync"
)

// A family is a set of namespaces whose elements mean the same.
type family string

// The families that are read; namespaces.tsv says which namespace is of which.
const (
	famOther      family = ""           // read by nobody here
	famCore       family = "core"       // of the format itself, RSS or Atom
	famAtom       family = "atom"       // Atom inside another format
	famDC         family = "dc"         // Dublin Core
	famTerms      family = "dcterms"    // Dublin Core terms
	famITunes     family = "itunes"     // podcasts
	famFeedburner family = "feedburner" // what a proxy of feeds adds
	famMedia      family = "media"
	famRDF        family = "rdf"
	famSitemap    family = "sitemap"
	famNews       family = "news" // of news sitemaps
)

//go:embed namespaces.tsv
var namespacesTSV string

// families maps namespaces, and "prefix:" with a prefix, to their family.
var families = sync.OnceValue(func() map[string]family {
	m := make(map[string]family)
	for _, row := range tsv(namespacesTSV) {
		m[row[1]] = family(row[0])
	}
	return m
})

// tsv splits data files into rows of columns; lines that begin with # are
// comments.
func tsv(data string) [][]string {
	var rows [][]string
	for line := range strings.Lines(data) {
		line = strings.TrimRight(line, "\r\n")
		if line == "" || line[0] == '#' {
			continue
		}
		rows = append(rows, strings.Split(line, "\t"))
	}
	return rows
}

// namespaceKey reduces a namespace to what nobody writes differently.
func namespaceKey(uri string) string {
	uri = strings.ToLower(strings.TrimSpace(uri))
	if _, rest, ok := strings.Cut(uri, "://"); ok {
		uri = rest
	}
	return strings.TrimRight(strings.TrimPrefix(uri, "www."), "/#")
}

// maxBindings is how many declarations are in force at most; feeds have up to 40.
const maxBindings = 200

// A binding is one xmlns attribute in force.
type binding struct {
	prefix string
	key    string // namespaceKey of the namespace
}

// A scope resolves names by the declarations in force. Prefixes that are bound
// to nothing, or to a namespace nobody knows, count by their name: feeds that
// forget the declaration are many, feeds that mean something else by "dc" none.
type scope struct {
	bindings []binding
	native   string // key of the root's own namespace, when it is an unknown one
	core     family // the family that means the format itself, beside famCore
}

// enter adds the declarations of a start tag and returns what leave needs to
// forget them again.
func (sc *scope) enter(attrs string) (mark int) {
	mark = len(sc.bindings)
	if !strings.Contains(attrs, "xmlns") {
		return mark
	}
	attributes(attrs, func(name, value string) bool {
		if len(sc.bindings) >= maxBindings {
			return false
		}
		if name == "xmlns" {
			sc.bindings = append(sc.bindings, binding{"", namespaceKey(value)})
		} else if p, ok := strings.CutPrefix(name, "xmlns:"); ok {
			sc.bindings = append(sc.bindings, binding{p, namespaceKey(value)})
		}
		return true
	})
	return mark
}

func (sc *scope) leave(mark int) { sc.bindings = sc.bindings[:mark] }

// bound gives the namespace a prefix stands for.
func (sc *scope) bound(prefix string) string {
	for i := len(sc.bindings) - 1; i >= 0; i-- {
		if sc.bindings[i].prefix == prefix {
			return sc.bindings[i].key
		}
	}
	return ""
}

// resolve gives the family of a name and the name without its prefix, in lower
// case.
func (sc *scope) resolve(name string) (family, string) {
	prefix, local := splitName(name)
	key := sc.bound(prefix)
	local = strings.ToLower(local)
	if key == "" && prefix == "" || key != "" && key == sc.native {
		return famCore, local
	}
	f, known := families()[key]
	if !known && prefix != "" {
		f = families()["prefix:"+strings.ToLower(prefix)]
	}
	if f != famOther && f == sc.core {
		f = famCore
	}
	return f, local
}

// adopt takes the root element's namespace as that of the format, whatever it is.
func (sc *scope) adopt(root string) {
	prefix, _ := splitName(root)
	key := sc.bound(prefix)
	f := families()[key]
	switch {
	case f == famOther:
		sc.native = key
	case f != famRDF:
		sc.core = f
	}
}

func splitName(name string) (prefix, local string) {
	if p, l, ok := strings.Cut(name, ":"); ok {
		return p, l
	}
	return "", name
}

func localName(name string) string {
	_, local := splitName(name)
	return strings.ToLower(local)
}

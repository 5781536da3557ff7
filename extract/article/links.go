package article

import (
	"strings"
	"sync"

	"golang.org/x/net/html/atom"
)

// What a link leads to, as far as its address tells in any language.
const (
	linkTopic   uint8 = iota // a tag, a section, a search
	linkPerson               // an author
	linkMail                 // a letter, a call
	linkNetwork              // a social network, a shop of apps
	linkOffer                // an account, a subscription, a shop
	linkHere                 // a place on this page, a script
	linkAway                 // another site
	linkStory                // something with a long name or number on this site
	linkOther
	linkKinds
)

// addressWords finds what addresses say of what they lead to.
var addressWords = sync.OnceValue(func() *finder {
	k := known()
	return newFinder(k.lists["topic address"], k.lists["author address"], k.lists["network address"], k.lists["offer address"])
})

// linksOf tells what the links of a block lead to, one bit for each kind.
func linksOf(b *block, host string) (set uint16) {
	for i := range b.marks {
		if m := &b.marks[i]; m.tag == atom.A {
			set |= 1 << linkKindOf(m.href, host)
		}
	}
	return set
}

const maxAddress = 160

func linkKindOf(href, host string) uint8 {
	href = href[:min(len(href), maxAddress)]
	switch {
	case href[0] == '#', strings.HasPrefix(href, "javascript:"):
		return linkHere
	case strings.HasPrefix(href, "mailto:"), strings.HasPrefix(href, "tel:"):
		return linkMail
	}
	strange := away(href, host)
	if !strange && host != "" {
		href = pathOf(href)
	}
	kind := linkOther
	addressWords().each(href, func(list, _ int) {
		if k := [...]uint8{linkTopic, linkPerson, linkNetwork, linkOffer}[list]; kind == linkOther || k > kind {
			kind = k
		}
	})
	if kind != linkOther {
		return kind
	}
	switch {
	case strange:
		return linkAway
	case long(href):
		return linkStory
	}
	return linkOther
}

// pathOf is an address without its host.
func pathOf(href string) string {
	_, rest, ok := strings.Cut(href, "//")
	if !ok {
		return href
	}
	return rest[max(strings.IndexByte(rest, '/'), 0):]
}

// away reports whether an address is on another host than the page's.
func away(href, host string) bool {
	_, rest, ok := strings.Cut(href, "//")
	if !ok || host == "" {
		return false
	}
	name, _, _ := strings.Cut(strings.TrimPrefix(rest, "www."), "/")
	return name != host && !strings.HasSuffix(name, "."+host) && !strings.HasSuffix(host, "."+name)
}

// long reports whether the last part of an address reads like the name or the
// number of a story.
func long(href string) bool {
	href, _, _ = strings.Cut(href, "?")
	href = strings.TrimSuffix(href, "/")
	last := href[strings.LastIndexByte(href, '/')+1:]
	dashes, digits := 0, 0
	for i := 0; i < len(last); i++ {
		switch c := last[i]; {
		case c == '-' || c == '_':
			dashes++
		case c >= '0' && c <= '9':
			digits++
		}
	}
	return dashes >= 3 || digits >= 5
}

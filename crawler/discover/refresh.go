package discover

import (
	"strconv"
	"strings"
)

const (
	maxRefreshPage  = 16 << 10 // bytes: a page that only leads elsewhere is small
	maxRefreshDelay = 5        // seconds: a page to be read first waits longer
)

// Refresh gives the address to which a page that holds nothing of its own leads
// by <meta http-equiv=refresh>, or by the header of that name; "" when it does
// not, when it waits for a reader first, when it only keeps itself fresh, or when
// only browsers without scripts are led away.
func Refresh(d Document, header string) string {
	if to := refreshTarget(d.URL, header); to != "" || len(d.Body) > maxRefreshPage {
		return to
	}
	s, without := scanner{text: string(d.Body)}, false
	for t := s.next(); t.kind != endOfText; t = s.next() {
		name := strings.ToLower(t.name)
		switch {
		case name == "noscript":
			without = t.kind == startTag
		case name == "meta" && t.kind == startTag && !without:
			kind, _ := attribute(t.attrs, "http-equiv")
			content, _ := attribute(t.attrs, "content")
			if !strings.EqualFold(strings.TrimSpace(kind), "refresh") {
				continue
			}
			if to := refreshTarget(d.URL, content); to != "" {
				return to
			}
		}
	}
	return ""
}

// refreshTarget reads "0; url=/story". What is no web address is given as it is:
// the caller refuses it by name.
func refreshTarget(base, content string) string {
	wait, rest, ok := strings.Cut(strings.TrimSpace(content), ";")
	if !ok {
		wait, rest, ok = strings.Cut(strings.TrimSpace(content), ",")
	}
	seconds, err := strconv.ParseFloat(strings.TrimSpace(wait), 64)
	if !ok || err != nil || seconds > maxRefreshDelay {
		return ""
	}
	rest = strings.TrimSpace(rest)
	if len(rest) >= 3 && strings.EqualFold(rest[:3], "url") {
		if value, ok := strings.CutPrefix(strings.TrimSpace(rest[3:]), "="); ok {
			rest = value
		}
	}
	rest = strings.Trim(strings.TrimSpace(rest), `'"`)
	to := resolve(base, rest)
	switch {
	case to == base && seconds > 0:
		return "" // it only keeps itself fresh
	case to == "":
		return rest
	}
	return to
}

// IsFeed says whether a document is a feed or a sitemap in XML rather than a
// page, by its beginning.
func IsFeed(body []byte) bool {
	head := string(body[:min(len(body), 8<<10)])
	if strings.HasPrefix(strings.TrimLeft(head, " \t\r\n\ufeff"), "{") {
		return false
	}
	found := detect(head).format
	return found != "" && found != HTML && found != JSON
}

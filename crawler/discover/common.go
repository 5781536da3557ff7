package discover

import (
	_ "embed"
	"net/url"
	"strings"
)

// commonPaths are where publishing systems keep their feeds, most common first.
//
//go:embed paths.txt
var commonPaths string

// CommonFeeds lists the addresses at which a page's site may have a feed that
// the page does not declare, at the root of its host, most likely first.
// It gives none for what is not an http address.
func CommonFeeds(page string) []string {
	base, err := url.Parse(page)
	if err != nil || (base.Scheme != "http" && base.Scheme != "https") || base.Host == "" {
		return nil
	}
	var out []string
	for path := range strings.Lines(commonPaths) {
		path = strings.TrimSpace(path)
		if path == "" || strings.HasPrefix(path, "#") {
			continue
		}
		out = append(out, (&url.URL{Scheme: base.Scheme, Host: base.Host, Path: path}).String())
	}
	return out
}

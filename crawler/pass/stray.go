package pass

import (
	"errors"
	"net/url"
	"strings"

	"github.com/pennypress/pennypress/crawler"
	"github.com/pennypress/pennypress/crawler/discover"
	"github.com/pennypress/pennypress/crawler/fetch"
)

var (
	errFront = errors.New("redirected to the front page: the article is gone")
	errFeed  = errors.New("a feed or sitemap, not an article")
)

// stray says what came in the place of an article, where that can be told
// without reading the page; nil when it may be one.
func stray(t crawler.Task, resp fetch.Response) error {
	switch {
	case len(resp.Hops) > 0 && isFront(resp.Page.URL) && !isFront(t.URL):
		return errFront
	case discover.IsFeed(resp.Page.Body):
		return errFeed
	}
	return nil
}

func isFront(raw string) bool {
	u, err := url.Parse(raw)
	return err == nil && strings.Trim(u.Path, "/") == "" && u.RawQuery == ""
}

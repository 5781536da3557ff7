package newsroom

import (
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// A Load is a set of sites to measure a crawler with: each has a feed and
// pages of one size, and answers at once.
type Load struct {
	Sites int
	Pages int // of each site
	Bytes int // of each page, as far as the story leaves room
}

// StartLoad starts the sites of a load, which Truth lists the articles of.
func StartLoad(l Load) (*Newsroom, error) {
	n := &Newsroom{delay: time.Nanosecond}
	for i := range l.Sites {
		f := fault{fmt.Sprintf("load-%d", i), "none", func(h *hostile) { l.build(h) }}
		if err := n.startHostile(i, f); err != nil {
			n.Close()
			return nil, fmt.Errorf("start %s: %w", f.name, err)
		}
	}
	return n, nil
}

// build makes the pages of one site. What surrounds the stories is the same
// for all, so that a hundred megabytes of pages take little memory.
func (l Load) build(h *hostile) {
	around := clutter(l.Bytes)
	modified := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)
	for i := range l.Pages {
		path := fmt.Sprintf("/2026/11/20/story-of-the-day-%d", i)
		s := h.tale(path)
		head, tail, _ := strings.Cut(talePage(s, ""), "<article>")
		h.on(path, loadPage(modified, head, around, "<article>"+tail))
		h.list(h.URL+path, s.Title)
		h.whole(path, s)
	}
}

// loadPage serves a page in pieces, so that serving costs little beside what is
// measured.
func loadPage(modified time.Time, pieces ...string) http.HandlerFunc {
	whole := strings.Join(pieces, "")
	tag, size := etag([]byte(whole)), strconv.Itoa(len(whole))
	return func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header.Set("Content-Type", "text/html; charset=utf-8")
		header.Set("ETag", tag)
		header.Set("Last-Modified", modified.Format(http.TimeFormat))
		if r.Header.Get("If-None-Match") == tag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		header.Set("Content-Length", size)
		for _, piece := range pieces {
			if _, err := io.WriteString(w, piece); err != nil {
				return // nobody reads any more
			}
		}
	}
}

// clutter is what real pages have around their story: menus, styles, scripts,
// teasers.
func clutter(size int) string {
	var b strings.Builder
	for i := 0; b.Len() < size; i++ {
		switch i % 4 {
		case 0:
			fmt.Fprintf(&b, "<script>window.settings%d = {\"id\": %d, \"modules\": [\"video\", \"poll\", \"ticker\"], \"key\": \"%x\"};</script>\n", i, i, i*7919)
		case 1:
			fmt.Fprintf(&b, "<style>.box-%d > li:nth-child(2n) { margin: 0 %dpx; color: #%06x }</style>\n", i, i%17, i*31)
		case 2:
			fmt.Fprintf(&b, "<ul class=\"menu menu-%d\"><li><a href=\"/section/%d\">Section %d</a></li><li><a href=\"/section/%d/archive\">Archive</a></li></ul>\n", i, i, i, i)
		default:
			fmt.Fprintf(&b, "<div class=\"teaser\" data-id=\"%d\"><a href=\"/2026/11/1%d/teaser-%d\"><img src=\"/i/%d.jpg\" alt=\"\"><span>Teaser %d</span></a></div>\n", i, i%9, i, i, i)
		}
	}
	return b.String()
}

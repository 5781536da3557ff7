package main

import (
	"context"
	"net/url"
	"time"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/extract/article"
	"github.com/pennypress/pennypress/index/sqlite"
)

// withMemory lets a reader know what recurs on the pages of each host, and
// remember what it reads. A single page is read without.
func (r *reader) withMemory(store *sqlite.DB) *reader {
	r.memory = store
	return r
}

// article reads a page. Blocks that other pages of its host had, too, are left
// out where there is a memory.
func (r *reader) article(ctx context.Context, p extract.Page, o article.Options) (extract.Article, error) {
	u, err := url.Parse(p.URL)
	if r.memory == nil || err != nil || u.Hostname() == "" {
		return article.Read(p, o)
	}
	host := u.Hostname()
	known, err := r.memory.Recall(ctx, host)
	if err != nil {
		return extract.Article{}, err
	}
	a, seen, err := article.Remember(p, o, known)
	if err != nil {
		return a, err
	}
	at := p.Fetched
	if at.IsZero() {
		at = time.Now()
	}
	return a, r.memory.Remember(ctx, host, seen.Page, seen.Blocks, at)
}

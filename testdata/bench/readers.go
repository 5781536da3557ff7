package main

import (
	"bytes"
	"net/url"
	"strings"

	readability "codeberg.org/readeck/go-readability/v2"
	"github.com/PuerkitoBio/goquery"
	"github.com/markusmobius/go-trafilatura"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/extract/article"
)

// A reader turns a page into the text of its story, "" when it finds none.
type reader struct {
	name string
	bare bool // it only parses
	read func(page) string
}

// readers are compared in this order; the first is what the others are measured against.
var readers = []reader{
	{"goquery's parse alone", true, parseOnly},
	{"pennypress", false, readPennypress},
	{"go-readability v2", false, readReadability},
	{"go-trafilatura", false, func(p page) string { return readTrafilatura(p, false) }},
	{"go-trafilatura, fallback", false, func(p page) string { return readTrafilatura(p, true) }},
}

// address is given to readers that want one; the pages do not say theirs.
var address = &url.URL{Scheme: "https", Host: "page.example", Path: "/"}

func parseOnly(p page) string {
	if _, err := goquery.NewDocumentFromReader(bytes.NewReader(p.body)); err != nil {
		return ""
	}
	return ""
}

func readPennypress(p page) string {
	a, err := article.Read(extract.Page{Body: p.body}, article.Options{})
	if err != nil {
		return ""
	}
	return a.Text
}

func readReadability(p page) string {
	a, err := readability.FromReader(bytes.NewReader(p.body), address)
	if err != nil || a.Node == nil {
		return ""
	}
	var b strings.Builder
	if a.RenderText(&b) != nil {
		return ""
	}
	return b.String()
}

func readTrafilatura(p page, fallback bool) string {
	r, err := trafilatura.Extract(bytes.NewReader(p.body), trafilatura.Options{OriginalURL: address, EnableFallback: fallback, ExcludeComments: true})
	if err != nil || r == nil {
		return ""
	}
	return r.ContentText
}

package discover_test

import (
	"strings"
	"testing"

	"github.com/pennypress/pennypress/crawler/discover"
)

func TestRefresh(t *testing.T) {
	const base = "https://news.example/a/page"
	meta := func(content string) string {
		return `<html><head><META HTTP-EQUIV="Refresh" CONTENT="` + content + `"></head><body>Moved</body></html>`
	}
	for _, c := range []struct{ name, header, body, want string }{
		{"plain", "", meta("0; url=/story"), "https://news.example/story"},
		{"quoted, in capitals", "", meta("1;URL='story'"), "https://news.example/a/story"},
		{"without url", "", meta("0; https://other.example/x"), "https://other.example/x"},
		{"comma", "", meta("0,url=/story"), "https://news.example/story"},
		{"header", "0; url=/story", "", "https://news.example/story"},
		{"script", "", meta("0;url=javascript:alert(1)"), "javascript:alert(1)"},
		{"itself at once", "", meta("0;url=" + base), base},
		{"itself in a while", "", meta("5;url=" + base), ""},
		{"for readers", "", meta("30;url=/next"), ""},
		{"fresh", "", meta("300"), ""},
		{"without scripts only", "", "<noscript>" + meta("0;url=/plain") + "</noscript>", ""},
		{"commented out", "", "<!-- " + meta("0;url=/plain") + " -->", ""},
		{"a long page", "", meta("0;url=/x") + strings.Repeat("word ", 10_000), ""},
		{"another meta", "", `<meta name="refresh" content="0;url=/x">`, ""},
		{"no number", "", meta("soon;url=/x"), ""},
	} {
		if got := discover.Refresh(discover.Document{URL: base, Body: []byte(c.body)}, c.header); got != c.want {
			t.Errorf("%s: Refresh = %q, want %q", c.name, got, c.want)
		}
	}
}

func TestIsFeed(t *testing.T) {
	for body, want := range map[string]bool{
		`<?xml version="1.0"?><rss version="2.0"><channel>`: true,
		"\n<feed xmlns='http://www.w3.org/2005/Atom'>":      true,
		"<urlset>": true,
		"<!DOCTYPE html><html><head><title>x</title></head><body><article>": false,
		`<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">`:  false,
		`{"version":"https://jsonfeed.org/version/1.1"}`:                    false,
		"plain": false, "": false,
	} {
		if got := discover.IsFeed([]byte(body)); got != want {
			t.Errorf("IsFeed(%q) = %v, want %v", body, got, want)
		}
	}
}

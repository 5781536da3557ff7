package web_test

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/html"

	"github.com/pennypress/pennypress/index/web"
)

// FuzzRequest sends any path, query and header: there is always an answer that
// is whole in its form, and never a failure on our side.
func FuzzRequest(f *testing.F) {
	for _, pattern := range web.Patterns() {
		_, path, _ := strings.Cut(pattern, " ")
		f.Add(strings.NewReplacer("{$}", "", "{id}", "chips-slide").Replace(path), "q=nvidia", "")
	}
	for _, query := range []string{"q=(", "q=%ff", "page=2&sort=date", "q=move:NVDA<-10%25&copies=all", "by=day&over=week", "format=csv&compress=zstd",
		"q=ticker:%5EGSPC+-shares+OR+%22a+b%22", "q=title:*&limit=-1", "revision=0", "cursor=AAAA", "a=%", ";", "q=date:0001..9999", "q=" + strings.Repeat("(", 60)} {
		for _, path := range []string{"/", "/api/v1/search", "/api/v1/facets", "/feed.json"} {
			f.Add(path, query, `"x", *`)
		}
	}
	n := open(f, stories(f))
	f.Fuzz(func(t *testing.T, path, query, tag string) {
		r := httptest.NewRequest(http.MethodGet, "http://localhost/", nil)
		r.URL = &url.URL{Path: "/" + strings.TrimPrefix(path, "/"), RawQuery: query}
		r.Header.Set("If-None-Match", tag)
		w := httptest.NewRecorder()
		n.handler.ServeHTTP(w, r)
		if w.Code >= 500 || len(*n.errors) > 0 {
			t.Fatalf("GET %q?%q = %d, %v\n%s", path, query, w.Code, *n.errors, w.Body)
		}
		kind, _, err := mime.ParseMediaType(w.Header().Get("Content-Type"))
		if err != nil && w.Body.Len() > 0 {
			t.Fatalf("GET %q?%q: media type: %v", path, query, err)
		}
		if err := wellFormed(kind, w.Body.String()); err != nil {
			t.Fatalf("GET %q?%q = %d, %s: %v\n%s", path, query, w.Code, kind, err, w.Body)
		}
	})
}

var errText = errors.New("it is not UTF-8, or holds a zero byte")

// wellFormed checks a body by its media type.
func wellFormed(kind, body string) error {
	switch kind {
	case "text/html":
		if !utf8.ValidString(body) || strings.ContainsRune(body, 0) {
			return errText
		}
		return balanced(body)
	case "application/json", "application/problem+json", "application/feed+json":
		return json.Unmarshal([]byte(body), new(any))
	case "application/atom+xml":
		return xml.Unmarshal([]byte(body), new(struct{}))
	}
	return nil
}

// balanced checks that elements which must be closed are, in their order.
func balanced(page string) error {
	z := html.NewTokenizer(strings.NewReader(page))
	var open []string
	for {
		switch z.Next() {
		case html.ErrorToken:
			if err := z.Err(); !errors.Is(err, io.EOF) {
				return err
			}
			if len(open) > 0 {
				return errors.New("<" + open[len(open)-1] + "> is not closed")
			}
			return nil
		case html.StartTagToken:
			if name, _ := z.TagName(); !void[string(name)] {
				open = append(open, string(name))
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if len(open) == 0 || open[len(open)-1] != string(name) {
				return errors.New("</" + string(name) + "> closes nothing")
			}
			open = open[:len(open)-1]
		}
	}
}

// void elements have no end.
var void = map[string]bool{"meta": true, "link": true, "input": true, "br": true}

package web_test

import (
	"bytes"
	"context"
	"encoding/json"
	"iter"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/index"
	"github.com/pennypress/pennypress/index/export"
	"github.com/pennypress/pennypress/index/web"
)

// TestDescription holds the handlers to the description: every path, status,
// media type and shape that it names is asked for and answered as it says, and
// every path that is answered is named.
func TestDescription(t *testing.T) {
	n := open(t, stories(t), func(o *web.Options) { o.Sources = healthOf })
	doc := object(t, n.get("/api/v1/openapi.json").Body.Bytes())
	paths := doc["paths"].(map[string]any)
	var described []string
	for p := range paths {
		described = append(described, "GET "+p)
	}
	answered := slices.DeleteFunc(web.Patterns(), func(p string) bool { return !strings.Contains(p, "/api/") })
	slices.Sort(described)
	slices.Sort(answered)
	if diff := cmp.Diff(answered, described); diff != "" {
		t.Errorf("paths (-answered +described):\n%s", diff)
	}
	open := map[string]bool{} // path and status that no request has led to
	for path, item := range paths {
		for status := range item.(map[string]any)["get"].(map[string]any)["responses"].(map[string]any) {
			open[path+" "+status] = true
		}
	}
	for _, c := range apiCases(t, n) {
		t.Run(c.path+" "+c.address, func(t *testing.T) {
			w := c.from.get(c.address, c.header...)
			delete(open, c.path+" "+http.StatusText(w.Code))
			checkAnswer(t, doc, c.path, w)
			delete(open, c.path+" "+statusOf(w))
		})
	}
	for missing := range open {
		t.Errorf("no request was answered by %s", missing)
	}
}

func statusOf(w *httptest.ResponseRecorder) string { return w.Result().Status[:3] }

type apiCase struct {
	path    string // in the description
	from    *newsroom
	address string
	header  []string
}

// apiCases lead to every answer that is described.
func apiCases(t *testing.T, n *newsroom) []apiCase {
	locked := &newsroom{handler: newHandler(n, func(o *web.Options) { o.Token = "a-long-token" })}
	busy := &newsroom{handler: busyHandler(t, n)}
	var out []apiCase
	add := func(path string, from *newsroom, addresses ...string) {
		for _, a := range addresses {
			out = append(out, apiCase{path, from, a, nil})
		}
	}
	add("/api/v1/search", n, "/api/v1/search", "/api/v1/search?q=nvidia+fell&limit=2", "/api/v1/search?q=chips+nvidia&match=any&sort=date",
		"/api/v1/search?q=nothingatall", "/api/v1/search?q=(nvidia", "/api/v1/search?limit=0", "/api/v1/search?cursor=wrong", "/api/v1/search?sort=up", "/api/v1/search?match=some")
	add("/api/v1/query", n, "/api/v1/query", "/api/v1/query?q=nvidia+OR+amd+move:NVDA<-10%25", "/api/v1/query?q=move:x:y")
	add("/api/v1/articles/{id}", n, "/api/v1/articles/chips-slide", "/api/v1/articles/chips-slide?revision=1", "/api/v1/articles/none", "/api/v1/articles/chips-slide?revision=9", "/api/v1/articles/chips-slide?revision=x")
	add("/api/v1/facets", n, "/api/v1/facets", "/api/v1/facets?q=nvidia&by=source,day,ticker&over=week&limit=3", "/api/v1/facets?q=nothingatall&over=day", "/api/v1/facets?by=colour", "/api/v1/facets?over=hour", "/api/v1/facets?q=(")
	add("/api/v1/movers", n, "/api/v1/movers", "/api/v1/movers?period=month&direction=down&limit=3", "/api/v1/movers?period=year", "/api/v1/movers?direction=left", "/api/v1/movers?limit=-1")
	add("/api/v1/tickers/{symbol}", n, "/api/v1/tickers/XNAS:NVDA", "/api/v1/tickers/NVDA", "/api/v1/tickers/NOSUCH", "/api/v1/tickers/a b")
	add("/api/v1/sources", n, "/api/v1/sources")
	add("/api/v1/stats", n, "/api/v1/stats")
	add("/api/v1/openapi.json", n, "/api/v1/openapi.json")
	for _, form := range []string{"", "?format=jsonl&q=nvidia", "?format=json", "?format=csv", "?format=csv&table=moves", "?format=parquet", "?compress=gzip", "?compress=zstd&since=2026-01-01", "?format=xml", "?q=(", "?compress=rar", "?table=moves", "?since=soon"} {
		add("/api/v1/export", n, "/api/v1/export"+form)
	}
	add("/api/v1/search", busy, "/api/v1/search?q=nvidia")
	add("/api/v1/facets", busy, "/api/v1/facets?q=nvidia")
	add("/api/v1/tickers/{symbol}", busy, "/api/v1/tickers/NVDA")
	add("/api/v1/export", busy, "/api/v1/export")
	for _, c := range slices.Clone(out) {
		if c.from != n {
			continue
		}
		out = append(out, apiCase{c.path, locked, c.address, nil})
		if tag := n.get(c.address).Header().Get("ETag"); tag != "" {
			out = append(out, apiCase{c.path, n, c.address, []string{"If-None-Match", `"other", W/` + tag}})
		}
	}
	return out
}

// newHandler is another handler of the same store and index.
func newHandler(n *newsroom, changes ...func(*web.Options)) http.Handler {
	o := n.options
	for _, c := range changes {
		c(&o)
	}
	return web.New(o)
}

// A held newsroom does not answer before it is let go: its searches and
// exports are at work for as long as the test likes.
type held struct {
	index.Store
	web.Searcher
	at, release chan struct{}
}

func (h held) Search(context.Context, index.Query, index.SearchOptions) (index.Result, error) {
	h.at <- struct{}{}
	<-h.release
	return index.Result{}, nil
}

func (h held) Articles(context.Context, index.Filter) iter.Seq2[extract.Article, error] {
	return func(func(extract.Article, error) bool) {
		h.at <- struct{}{}
		<-h.release
	}
}

func (h held) Seq(ctx context.Context) (int64, error) { return h.Searcher.Seq(ctx) }
func (h held) Close() error                           { return nil }

// busyHandler is at work on as many searches and exports as it may be.
func busyHandler(t *testing.T, n *newsroom) http.Handler {
	h := held{n.store, n.index, make(chan struct{}), make(chan struct{})}
	handler := newHandler(n, func(o *web.Options) {
		o.Store, o.Searcher, o.MaxSearches, o.MaxWait = h, h, 1, 20*time.Millisecond
	})
	done := make(chan struct{})
	for _, address := range []string{"/api/v1/search", "/api/v1/export", "/api/v1/export"} {
		go func() {
			(&newsroom{handler: handler}).get(address)
			done <- struct{}{}
		}()
		<-h.at
	}
	t.Cleanup(func() {
		close(h.release)
		for range 3 {
			<-done
		}
	})
	return handler
}

// checkAnswer holds an answer to what is described for its path and status.
func checkAnswer(t *testing.T, doc map[string]any, path string, w *httptest.ResponseRecorder) {
	t.Helper()
	s := schema{doc}
	responses := doc["paths"].(map[string]any)[path].(map[string]any)["get"].(map[string]any)["responses"].(map[string]any)
	response, ok := responses[statusOf(w)].(map[string]any)
	if !ok {
		t.Fatalf("status %d is not described: %s", w.Code, w.Body)
	}
	if ref, ok := response["$ref"].(string); ok {
		response = s.find(ref)
	}
	headers, _ := response["headers"].(map[string]any)
	for name := range headers {
		if w.Header().Get(name) == "" {
			t.Errorf("there is no header %s", name)
		}
	}
	content, _ := response["content"].(map[string]any)
	if len(content) == 0 {
		if w.Body.Len() > 0 {
			t.Errorf("there is a body: %s", w.Body)
		}
		return
	}
	mediaType, _, _ := strings.Cut(w.Header().Get("Content-Type"), ";")
	form, ok := content[mediaType].(map[string]any)
	if !ok {
		t.Fatalf("media type %q is not described, only %v", mediaType, slices.Collect(maps.Keys(content)))
	}
	if rule, ok := form["schema"].(map[string]any); ok {
		if err := s.check("answer", rule, object(t, w.Body.Bytes())); err != nil {
			t.Errorf("%v\n%s", err, w.Body)
		}
	}
}

func object(t *testing.T, data []byte) map[string]any {
	t.Helper()
	var out map[string]any
	if err := json.Unmarshal(data, &out); err != nil {
		t.Fatalf("%v: %s", err, data)
	}
	return out
}

func TestAPISearch(t *testing.T) {
	n := open(t, append(stories(t), briefs(60, 10)...))
	var got struct {
		Total  int
		Cursor string
		Hits   []index.Hit
	}
	seen := map[string]bool{}
	for cursor := ""; ; cursor = got.Cursor {
		got.Cursor = ""
		if err := json.Unmarshal(n.get("/api/v1/search?q=move:XNAS:NVDA&limit=7&cursor="+url.QueryEscape(cursor)).Body.Bytes(), &got); err != nil {
			t.Fatal(err)
		}
		for _, h := range got.Hits {
			if seen[h.ID] {
				t.Errorf("%s comes twice", h.ID)
			}
			seen[h.ID] = true
		}
		if got.Cursor == "" {
			break
		}
	}
	if len(seen) != got.Total || got.Total < 10 {
		t.Errorf("%d hits on all pages, total %d", len(seen), got.Total)
	}
}

func TestAPIExport(t *testing.T) {
	n := open(t, stories(t))
	var all bytes.Buffer
	if err := export.JSONL(&all, n.store.Articles(t.Context(), index.Filter{})); err != nil {
		t.Fatal(err)
	}
	w := n.get("/api/v1/export")
	if !bytes.Equal(w.Body.Bytes(), all.Bytes()) {
		t.Error("an export of everything is not what the store yields")
	}
	if got := w.Header().Get("Content-Disposition"); got != "attachment; filename=pennypress.jsonl" {
		t.Errorf("content disposition %q", got)
	}
	for query, want := range map[string]int{"move:XNAS:NVDA<-10%25": 2, "after:2026-11-25": 4, "before:2026-11-20": 2, "nvidia+after:2026-11-25+before:2026-11-26": 3, "nosuchword": 0} {
		if got := bytes.Count(n.get("/api/v1/export?q="+query).Body.Bytes(), []byte("\n")); got != want {
			t.Errorf("export of %s has %d articles, want %d", query, got, want)
		}
	}
}

// TestProblem shows what a program sees of a query that does not parse.
func TestProblem(t *testing.T) {
	n := open(t, nil)
	got := object(t, n.get("/api/v1/search?q=nvidia+tiker:NVDA").Body.Bytes())
	want := map[string]any{
		"type": "urn:pennypress:problem:query", "title": "The query does not parse", "status": 400.0,
		"detail": `unknown field "tiker"`, "hint": `did you mean "ticker:"?`, "start": 7.0, "end": 12.0,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("problem (-want +got):\n%s", diff)
	}
}

// TestArticleTag shows that an article is sent again only when it has changed.
func TestArticleTag(t *testing.T) {
	n := open(t, stories(t))
	const address = "/api/v1/articles/oil-steady"
	first := n.get(address)
	tag := first.Header().Get("ETag")
	if w := n.get(address, "If-None-Match", tag); w.Code != http.StatusNotModified || w.Body.Len() > 0 {
		t.Errorf("unchanged: %d, %d bytes", w.Code, w.Body.Len())
	}
	a, err := n.store.Get(t.Context(), "oil-steady")
	if err != nil {
		t.Fatal(err)
	}
	a.Text += "\n\nLater the price rose."
	n.put(t, a)
	if w := n.get(address, "If-None-Match", tag); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `"revision":2`) {
		t.Errorf("changed: %d %s", w.Code, w.Body)
	}
}

package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pennypress/pennypress/config"
	"github.com/pennypress/pennypress/crawler"
	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/index/sqlite"
)

// TestCrawlRemembersSites reads stories of one host as a crawl does: what each
// ends with is left out after a while, on that host only, and not where a page
// is read by itself.
func TestCrawlRemembersSites(t *testing.T) {
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "store.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	const plea = "Our newsroom has nobody behind it but readers, and every one of them who pays for the paper keeps a reporter on the quay."
	page := func(host string, n int) extract.Page {
		var b strings.Builder
		for i := range 6 {
			fmt.Fprintf(&b, "<p>Harbour report %d, part %d, says that berth %d stood empty for %d days while the board looked for a crane driver.</p>", n, i, n*7+i, n+i+3)
		}
		return extract.Page{URL: fmt.Sprintf("https://%s/%d", host, n), Body: fmt.Appendf(nil,
			"<title>Report %d from the quay</title><main><article><h1>Report %d from the quay</h1>%s<p>%s</p></article></main>", n, n, b.String(), plea)}
	}
	reader := newReader(&config.Config{}).withMemory(store)
	read := func(p extract.Page) string {
		t.Helper()
		a, err := reader.read(t.Context(), crawler.Task{URL: p.URL}, p)
		if err != nil {
			t.Fatal(err)
		}
		return a.Text
	}
	for n := range 8 {
		read(page("a.example", n))
	}
	if text := read(page("a.example", 9)); strings.Contains(text, plea) || !strings.Contains(text, "Harbour report 9, part 5") {
		t.Errorf("ninth story of the host: %q, want it whole and without the plea", text)
	}
	if text := read(page("b.example", 9)); !strings.Contains(text, plea) {
		t.Errorf("first story of another host lacks its last paragraph: %q", text)
	}
	a, err := reader.page(page("a.example", 9))
	if err != nil || !strings.Contains(a.Text, plea) {
		t.Errorf("page by itself: %q, %v", a.Text, err)
	}
}

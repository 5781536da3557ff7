package web_test

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/index"
	"github.com/pennypress/pennypress/index/web"
)

// elements lists the elements of a page by tag, and the attributes of each.
func elements(t *testing.T, page string) map[string][]map[string]string {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]map[string]string{}
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		attrs := map[string]string{}
		for _, a := range n.Attr {
			attrs[a.Key] = a.Val
		}
		out[n.Data] = append(out[n.Data], attrs)
	}
	return out
}

// links lists where a page leads.
func links(t *testing.T, page string) []string {
	t.Helper()
	var out []string
	for _, a := range elements(t, page)["a"] {
		out = append(out, a["href"])
	}
	return out
}

var hitLink = regexp.MustCompile(`<h3><a href="/article/([^"]+)"`)

// hits lists the articles that match all of a search, in order.
func hits(page string) []string {
	page, _, _ = strings.Cut(page, anyHeading)
	return hitsOf(page)
}

// anyHeading stands above the matches of any word.
const anyHeading = "Some of the words match"

func hitsOf(part string) []string {
	var out []string
	for _, m := range hitLink.FindAllStringSubmatch(part, -1) {
		out = append(out, m[1])
	}
	return out
}

// TestInert looks for anything active in pages made of hostile articles: no
// script but ours, no style, no handler, no address but of the web.
func TestInert(t *testing.T) {
	n := open(t, stories(t), func(o *web.Options) {
		o.Alerts = alerts{`<script>"`: {{At: now, Article: stories(t)[13]}}}
		o.Sources = healthOf
	})
	for _, address := range []string{
		"/", "/?q=odd", `/?q="<script>"`, "/?q=<script>alert(1)</script>", "/article/hostile", "/ticker/NVDA", "/movers", "/sources", "/help",
		"/?q=(<img src=x onerror=alert(1)>", "/article/<script>", `/sign-in?next="><script>`,
	} {
		t.Run(address, func(t *testing.T) {
			path, query, _ := strings.Cut(address, "?")
			if q, ok := strings.CutPrefix(query, "q="); ok {
				query = url.Values{"q": {q}}.Encode()
			}
			page := n.get(path + "?" + query).Body.String()
			for tag, all := range elements(t, page) {
				for _, attrs := range all {
					checkInert(t, tag, attrs)
				}
			}
			if strings.Contains(page, "\u202e") {
				t.Error("a character turns the direction of what follows")
			}
		})
	}
}

func checkInert(t *testing.T, tag string, attrs map[string]string) {
	t.Helper()
	switch tag {
	case "style", "iframe", "img", "object", "embed", "base", "video", "audio":
		t.Errorf("there is a %s: %v", tag, attrs)
	case "script":
		if !strings.HasPrefix(attrs["src"], "/assets/page-") {
			t.Errorf("there is a script: %v", attrs)
		}
	}
	for name, value := range attrs {
		if strings.HasPrefix(name, "on") || name == "style" {
			t.Errorf("%s has %s=%q", tag, name, value)
		}
		if name != "href" && name != "src" && name != "action" {
			continue
		}
		u, err := url.Parse(value)
		if err != nil || u.Scheme != "" && u.Scheme != "https" && u.Scheme != "http" {
			t.Errorf("%s leads to %q", tag, value)
		}
	}
}

// TestLinks follows every link of the pages within the server.
func TestLinks(t *testing.T) {
	n := open(t, append(stories(t), briefs(50, 20)...), func(o *web.Options) { o.Sources = healthOf })
	seen, todo := map[string]bool{}, []string{"/", "/movers", "/sources", "/help"}
	most := 150
	if testing.Short() {
		most = 40
	}
	for len(todo) > 0 && len(seen) < most {
		address, _, _ := strings.Cut(todo[0], "#")
		todo = todo[1:]
		if seen[address] || !strings.HasPrefix(address, "/") {
			continue
		}
		seen[address] = true
		w := n.get(address)
		if w.Code != http.StatusOK {
			t.Errorf("GET %s = %d", address, w.Code)
			continue
		}
		if strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
			todo = append(todo, links(t, w.Body.String())...)
		}
	}
	if len(seen) < most {
		t.Errorf("only %d pages were found", len(seen))
	}
	for _, err := range *n.errors {
		t.Error(err)
	}
}

func TestSearchPage(t *testing.T) {
	n := open(t, stories(t))
	page := n.page(t, "/?q=nvidia+asml+fell")
	if got := hits(page); !slices.Equal(got, []string{"chips-slide"}) {
		t.Errorf("hits = %v: the copy belongs under its original", got)
	}
	for _, want := range []string{
		"2 articles", "1 copy folded: show", "The same story in 1 other article", `href="/article/chips-copy"`,
		"<mark>Nvidia</mark>", `<span class="symbol">NVDA</span>`, "−11.5%", "$5.6 million",
		`aria-label="Remove asml"`, `href="/?q=nvidia&#43;fell"`, `href="/feed.atom?q=nvidia&#43;asml&#43;fell"`,
		`href="/?q=nvidia&#43;asml&#43;fell&#43;source%3A%22harbour-wire%22"`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if got := hits(n.page(t, "/?q=nvidia+asml+fell&copies=all")); len(got) != 2 {
		t.Errorf("unfolded hits = %v", got)
	}
	// The original does not match here, so that the copy stands for the story.
	if got := hits(n.page(t, "/?q=nvidia+source:evening-ledger")); !slices.Equal(got, []string{"chips-copy"}) {
		t.Errorf("hits of the other source = %v", got)
	}
}

// TestAny shows matches of any word, marked as such, below those of all.
func TestAny(t *testing.T) {
	n := open(t, stories(t))
	page := n.page(t, "/?q=turbines+barrel")
	_, after, ok := strings.Cut(page, anyHeading)
	if !ok || len(hits(page)) != 0 || len(hitsOf(after)) != 2 {
		t.Errorf("all: %v, any: %v", hits(page), hitsOf(after))
	}
	page = n.page(t, "/?q=turbines+siemens")
	_, after, _ = strings.Cut(page, anyHeading)
	if got := hits(page); !slices.Equal(got, []string{"turbines"}) || slices.Contains(hitsOf(after), "turbines") {
		t.Errorf("all: %v, any: %v", got, hitsOf(after))
	}
}

// TestPaging turns all pages of a search: every match is on one.
func TestPaging(t *testing.T) {
	n := open(t, briefs(130, 30))
	for _, sort := range []string{"relevance", "date"} {
		seen := map[string]bool{}
		for page := 1; page <= 7; page++ {
			got := hits(n.page(t, fmt.Sprintf("/?sort=%s&page=%d", sort, page)))
			for _, id := range got {
				if seen[id] {
					t.Errorf("%s is on two pages", id)
				}
				seen[id] = true
			}
		}
		if len(seen) != 130 {
			t.Errorf("by %s: %d of 130 articles were seen", sort, len(seen))
		}
	}
	w := n.get("/?page=8")
	if w.Code != http.StatusNotFound || !slices.Contains(links(t, w.Body.String()), "/?page=7") {
		t.Errorf("beyond the end: %d", w.Code)
	}
}

// TestFacets follows each facet and each bar: as many articles are there as it
// said.
func TestFacets(t *testing.T) {
	n := open(t, append(stories(t), briefs(200, 60)...))
	page := n.page(t, "/?q=a&copies=all")
	facet := regexp.MustCompile(`<li><a href="([^"]+)"><span>.*?</span> <span class="n">([0-9,]+)</span></a></li>`)
	bar := regexp.MustCompile(`<tr><td><a href="([^"]+)">[^<]*</a></td><td class="n">([0-9,]+)</td></tr>`)
	found := append(facet.FindAllStringSubmatch(page, -1), bar.FindAllStringSubmatch(page, -1)...)
	if len(found) < 30 {
		t.Fatalf("only %d facets and bars", len(found))
	}
	for _, f := range found {
		address := html.UnescapeString(f[1])
		want := f[2] + " articles"
		if f[2] == "1" {
			want = "1 article"
		}
		if got := n.page(t, address); !strings.Contains(got, "<h1>"+want+"</h1>") {
			t.Errorf("%s has not %s", address, want)
		}
	}
}

func TestArticlePage(t *testing.T) {
	n := open(t, stories(t))
	page := n.page(t, "/article/chips-slide")
	for _, want := range []string{
		`<a class="figure ticker " id="f1" href="/ticker/XNAS:NVDA" data-tip="Instrument: Nvidia, XNAS:NVDA">Nvidia`,
		`data-tip="Percentage: −11.5%, move of XNAS:NVDA">11.5%`,
		`href="/?q=money%3AUSD%3D5600000" data-tip="Amount: USD 5,600,000">$5.6 million`,
		`<h2>What the buyers ask</h2>`, `<p class="row">`, `<time datetime="2026-11-25T15:00:00Z">`,
		`href="https://harbour-wire.example/chips-slide" rel="noopener noreferrer nofollow external"`,
		"The same story elsewhere", `href="/article/chips-copy"`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if page := n.page(t, "/article/chips-copy"); !strings.Contains(page, "The story was told first elsewhere") {
		t.Error("the copy does not say that it is one")
	}
	if page := n.page(t, "/article/hostile"); strings.Contains(page, "Read it at") {
		t.Error("a javascript: address can be followed")
	}
}

// TestRevisions shows what changed, and earlier revisions.
func TestRevisions(t *testing.T) {
	n := open(t, stories(t))
	a, err := n.store.Get(t.Context(), "oil-steady")
	if err != nil {
		t.Fatal(err)
	}
	a.Text = strings.Replace(a.Text, "Few expect", "Nobody expects", 1)
	a.Entities, a.Moves = []extract.Entity{}, []extract.Move{}
	n.put(t, a)
	page := n.page(t, "/article/oil-steady")
	for _, want := range []string{"What changed in revision 2", "<del>The ministers", "Nobody expects", `href="/article/oil-steady?revision=1"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if page := n.page(t, "/article/oil-steady?revision=1"); !strings.Contains(page, "Few expect") || strings.Contains(page, "Nobody expects") {
		t.Error("the first revision is not shown")
	}
}

func TestTickerPage(t *testing.T) {
	n := open(t, stories(t))
	page := n.page(t, "/ticker/XNAS:NVDA")
	for _, want := range []string{"<h1>Nvidia</h1>", "3 articles", "−11.5%", "2 reports", `href="/ticker/XAMS:ASML"`, `<rect class="move down"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if got := n.page(t, "/ticker/nvda"); !strings.Contains(got, "<h1>Nvidia</h1>") {
		t.Error("a symbol without its exchange, in small letters, is not found")
	}
}

func TestMoversPage(t *testing.T) {
	n := open(t, stories(t))
	symbols := regexp.MustCompile(`<th scope="row"><a href="/ticker/([^"]+)"`)
	first := func(address string) string {
		m := symbols.FindStringSubmatch(n.page(t, address))
		if m == nil {
			return ""
		}
		return m[1]
	}
	for address, want := range map[string]string{
		"/movers": "XNAS:NVDA", "/movers?period=week": "XETR:ENR", "/movers?period=week&direction=down": "XNAS:NVDA", "/movers?direction=up": "XNYS:CRM",
	} {
		if got := first(address); got != want {
			t.Errorf("%s begins with %s, want %s", address, got, want)
		}
	}
	none := open(t, nil)
	if page := none.page(t, "/movers"); !strings.Contains(page, "No article of this time reports a move") {
		t.Error("an empty list says nothing")
	}
}

func TestSourcesPage(t *testing.T) {
	n := open(t, stories(t), func(o *web.Options) { o.Sources, o.Alerts = healthOf, alerts{"falls": nil} })
	page := n.page(t, "/sources")
	for _, want := range []string{
		"1 place not well", "503 Service Unavailable", "last success <time", "next poll <time", "in 18 minutes", "not in the configuration",
		`aria-label="3 articles in the last 30 days"`, `href="/alerts/falls/feed.atom"`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
}

// TestEmpty shows every page of a newsroom that has nothing yet.
func TestEmpty(t *testing.T) {
	n := open(t, nil)
	for _, address := range []string{"/", "/movers", "/sources", "/help", "/feed.atom", "/feed.json"} {
		n.page(t, address)
	}
}

// TestSmall keeps the first page small: it is sent whole before anything shows.
func TestSmall(t *testing.T) {
	n := open(t, append(stories(t), briefs(500, 60)...))
	page := n.page(t, "/")
	size := len(page)
	for _, name := range regexp.MustCompile(`/assets/[a-z]+-[0-9a-f]+\.(css|js|svg)`).FindAllString(page, -1) {
		size += len(n.page(t, name))
	}
	if size > 80_000 {
		t.Errorf("the first page and its files are %d bytes", size)
	}
}

// TestSyntax holds the help to the language.
func TestSyntax(t *testing.T) {
	for _, example := range web.Syntax() {
		if _, err := index.Parse(example, now); err != nil {
			t.Errorf("%s: %v", example, err)
		}
	}
}

// alerts are the feeds of the tests, by name.
type alerts map[string][]index.AlertEntry

func (a alerts) Names() []string {
	var out []string
	for name := range a {
		out = append(out, name)
	}
	return out
}

func (a alerts) Entries(_ context.Context, name string, limit int) ([]index.AlertEntry, bool, error) {
	entries, ok := a[name]
	return entries[:min(limit, len(entries))], ok, nil
}

func TestFeeds(t *testing.T) {
	all := stories(t)
	n := open(t, all, func(o *web.Options) { o.Alerts = alerts{"big falls": {{At: now, Article: all[0]}}} })
	for address, want := range map[string]int{"/feed.atom?q=nvidia": 3, "/feed.atom": 14, "/feed.atom?q=odd": 1, "/alerts/big%20falls/feed.atom": 1} {
		var feed struct {
			Title   string `xml:"title"`
			Updated string `xml:"updated"`
			Entries []struct {
				ID, Title, Updated string
				Links              []struct {
					Rel  string `xml:"rel,attr"`
					Href string `xml:"href,attr"`
				} `xml:"link"`
			} `xml:"entry"`
		}
		address, _ = url.PathUnescape(address)
		if err := xml.Unmarshal([]byte(n.page(t, address)), &feed); err != nil {
			t.Fatalf("%s: %v", address, err)
		}
		if len(feed.Entries) != want {
			t.Errorf("%s has %d entries, want %d", address, len(feed.Entries), want)
		}
		if _, err := time.Parse(time.RFC3339, feed.Updated); err != nil {
			t.Error(err)
		}
		for _, e := range feed.Entries {
			for _, l := range e.Links {
				if !strings.HasPrefix(l.Href, "http") {
					t.Errorf("%s leads to %s", address, l.Href)
				}
			}
		}
	}
	var feed struct {
		Version string
		Items   []struct{ ID, URL, Title string }
	}
	if err := json.Unmarshal([]byte(n.page(t, "/feed.json?q=nvidia")), &feed); err != nil || len(feed.Items) != 3 || feed.Version != "https://jsonfeed.org/version/1.1" {
		t.Errorf("JSON feed: %+v, %v", feed, err)
	}
	tag := n.get("/feed.atom?q=nvidia").Header().Get("ETag")
	if w := n.get("/feed.atom?q=nvidia", "If-None-Match", tag); w.Code != http.StatusNotModified {
		t.Errorf("an unchanged feed: %d", w.Code)
	}
}

func TestMetrics(t *testing.T) {
	n := open(t, stories(t))
	n.page(t, "/?q=nvidia")
	n.get("/article/none")
	text := n.page(t, "/metrics")
	for _, want := range []string{
		"pennypress_store_seq 14\n", "pennypress_index_seq 14\n",
		`pennypress_http_request_duration_seconds_count{route="/{$}",status="200"} 1`,
		`pennypress_http_request_duration_seconds_count{route="/article/{id}",status="404"} 1`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("metrics lack %s", want)
		}
	}
	line := regexp.MustCompile(`^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [0-9.e+-]+)$`)
	for l := range strings.Lines(text) {
		if !line.MatchString(strings.TrimSuffix(l, "\n")) {
			t.Errorf("not a line of metrics: %s", l)
		}
	}
}

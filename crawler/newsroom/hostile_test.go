package newsroom

import (
	"context"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pennypress/pennypress/crawler"
	"github.com/pennypress/pennypress/extract"
)

func TestEveryFaultIsNamedAndExplained(t *testing.T) {
	seen := make(map[string]bool)
	for _, f := range slices.Concat(faultGroups...) {
		if seen[f.name] || f.about == "" || f.build == nil {
			t.Errorf("fault %q repeats, or says nothing", f.name)
		}
		seen[f.name] = true
	}
	if len(seen) < 60 {
		t.Errorf("%d faults, want 60 or more", len(seen))
	}
	t.Logf("%d faults", len(seen))
}

// reach asks an address within a time and reads a little of the answer.
func reach(url string, within time.Duration) (status int, header http.Header, body string, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), within)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return 0, nil, "", err
	}
	req.Header.Set("Accept-Encoding", "identity")
	resp, err := direct.RoundTrip(req)
	if err != nil {
		return 0, nil, "", err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	return resp.StatusCode, resp.Header, string(data), err
}

var direct = &http.Transport{DisableKeepAlives: true}

// TestFaultsAreWhatTheySay asks some faults directly.
func TestFaultsAreWhatTheySay(t *testing.T) {
	room := start(t, Options{Hostile: true, NoSample: true})
	base := make(map[string]string)
	for _, s := range room.Sites() {
		base[s.Name] = s.URL
	}
	type answer struct {
		status int
		err    string // part of the error
		body   string // part of the body
	}
	for at, want := range map[string]answer{
		"hang-up/bad":                {err: "EOF"},
		"short-body/bad":             {status: 200, err: "unexpected EOF"},
		"cut-chunked/bad":            {status: 200, err: "unexpected EOF"},
		"slow-drip/bad":              {status: 200, err: "deadline"},
		"silence/bad":                {err: "deadline"},
		"slow-headers/bad":           {err: "deadline"},
		"header-flood/bad":           {err: "header"},
		"bad-status-line/bad":        {err: "malformed"},
		"status-999/bad":             {status: 999},
		"no-content/bad":             {status: 204},
		"http-1.0/old":               {status: 200, body: "<article>"},
		"early-hints/hints":          {status: 200, body: "<article>"},
		"two-lengths/bad":            {err: "Content-Length"},
		"big-page/bad":               {status: 200, body: "<article>"},
		"gzip-bomb/bad":              {status: 200, body: "\x1f\x8b"},
		"redirect-50/hop/0":          {status: 302},
		"redirect-50/hop/50":         {status: 200, body: "<article>"},
		"redirect-3/a":               {status: 301},
		"robots-503/robots.txt":      {status: 503},
		"robots-404/robots.txt":      {status: 404},
		"robots-huge/robots.txt":     {status: 200, body: "Disallow: /private/"},
		"feed-100k/feed.xml":         {status: 200, body: "utm_id=1000#c"},
		"feed-100k/story-3":          {status: 200, body: "<article>"},
		"feed-utf16/feed.xml":        {status: 200, body: "\xff\xfe<\x00"},
		"feed-304/feed.xml":          {status: 304},
		"sitemap-deep/map-7.xml":     {status: 200, body: "map-8.xml"},
		"page-pdf/bad":               {status: 200, body: "%PDF"},
		"calendar/calendar/2026/12/": {status: 200, body: "/calendar/2027/1/"},
		"gone/bad-410":               {status: 410},
		"too-many/busy":              {status: 429},
		"appears/feed.xml":           {status: 200, body: "/first"},
	} {
		site, path, _ := strings.Cut(at, "/")
		within := time.Minute // a slow machine is no fault
		if want.err == "deadline" {
			within = time.Second
		}
		status, _, body, err := reach(base[site]+"/"+path, within)
		if status != want.status || !strings.Contains(body, want.body) {
			t.Errorf("%s: status %d, body %.80q, error %v, want %+v", at, status, body, err, want)
		}
		if want.err == "" && err != nil || want.err != "" && (err == nil || !strings.Contains(err.Error(), want.err)) {
			t.Errorf("%s: error %v, want %q", at, err, want.err)
		}
	}
}

// TestTales keeps the tales apart: each has its own words, the same each time.
func TestTales(t *testing.T) {
	seen := make(map[string]string)
	for _, seed := range []string{"a", "b", "c", "d", "e", "f", "g", "h"} {
		s := tale(seed)
		var all []string
		for _, b := range s.Blocks {
			if strings.Contains(b.Text, "%c") || strings.Contains(b.Text, "%n") {
				t.Errorf("tale %s: %q was not filled in", seed, b.Text)
			}
			if other, ok := seen[b.Text]; ok {
				t.Errorf("tales %s and %s share %q", seed, other, b.Text)
			}
			seen[b.Text] = seed
			all = append(all, b.Text)
		}
		if n := extract.WordCount(strings.Join(all, " ")); n < 200 {
			t.Errorf("tale %s has %d words", seed, n)
		}
		if again := tale(seed); again.Title != s.Title || again.Blocks[0].Text != s.Blocks[0].Text {
			t.Errorf("tale %s is another when told again", seed)
		}
	}
}

// TestJudge lets an ideal and a careless crawl of one site be judged.
func TestJudge(t *testing.T) {
	room := start(t, Options{Hostile: true, NoSample: true, Only: []string{"robots-path"}})
	truth := room.Truth()
	if len(truth) != 2 {
		t.Fatalf("%d articles, want 2", len(truth))
	}
	var c Crawl
	for _, want := range truth {
		c.Articles = append(c.Articles, extract.Article{
			ID: extract.ID(want.URL), URL: want.URL, CanonicalURL: want.URL, Title: want.Title, Authors: want.Authors,
			Published: want.Published, Text: strings.Join(want.Must, "\n\n"),
		})
	}
	site := room.Sites()[0].URL
	for _, path := range []string{"/private/page", "/page.php"} {
		c.Tasks = append(c.Tasks, crawler.Task{URL: site + path, State: crawler.Refused, Reason: "robots.txt forbids it"})
	}
	for _, v := range room.Judge(c) {
		if !v.OK {
			t.Errorf("a good crawl fails: %+v", v)
		}
	}

	c.Articles[0].Text = "cut"
	c.Articles = append(c.Articles, extract.Article{URL: site + "/private/page", Title: "secret"})
	c.Tasks[1].Reason = "no idea"
	get(t, site+"/private/page", "User-Agent", "")
	failed := make(map[string]bool)
	for _, v := range room.Judge(c) {
		if !v.OK {
			failed[v.Check] = true
		}
	}
	for _, check := range []string{
		"article /good comes out whole, once", "/private/page is never asked", "no article comes out of /private/page",
		"what is wrong with /page.php is named", "the crawler names itself",
	} {
		if !failed[check] {
			t.Errorf("a careless crawl passes %q", check)
		}
	}
}

// TestNothingComesOfNothing: a crawl that did nothing passes no site that has
// an article to give.
func TestNothingComesOfNothing(t *testing.T) {
	room := start(t, Options{Hostile: true, NoSample: true})
	bad := make(map[string]bool)
	checks := 0
	for _, v := range room.Judge(Crawl{}) {
		checks++
		if !v.OK {
			bad[v.Site] = true
		}
	}
	for _, truth := range room.Truth() {
		if !bad[truth.Site] {
			t.Errorf("%s has articles, and a crawl without any passes it", truth.Site)
		}
	}
	t.Logf("%d sites, %d checks, %d articles", len(room.Sites()), checks, len(room.Truth()))
}

func TestBreaches(t *testing.T) {
	room := start(t, Options{Hostile: true, NoSample: true, Only: []string{"redirect-private"}})
	trap := room.traps[1]
	if strings.HasSuffix(trap.base, ":9") {
		t.Skip("no trap could be set")
	}
	c, err := net.Dial("tcp4", strings.Replace(strings.TrimPrefix(trap.base, "http://"), "0.0.0.0", "127.0.0.1", 1))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(c, "GET /redirect-private HTTP/1.0\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(c); err != nil {
		t.Fatal(err)
	}
	for _, v := range room.Judge(Crawl{}) {
		if v.Check == "no forbidden address is asked for /redirect-private" && v.OK {
			t.Error("a visit to the trap goes unnoticed")
		}
	}
}

func TestRounds(t *testing.T) {
	room := start(t, Options{Hostile: true, NoSample: true, Only: []string{"appears", "vanishes", "changes"}})
	base := make(map[string]string)
	for _, s := range room.Sites() {
		base[s.Name] = s.URL
	}
	_, before := get(t, base["appears"]+"/feed.xml")
	_, first := get(t, base["changes"]+"/live")
	room.Advance()
	_, after := get(t, base["appears"]+"/feed.xml")
	_, second := get(t, base["changes"]+"/live")
	if strings.Contains(before, "/second") || !strings.Contains(after, "/second") {
		t.Error("the second article does not appear in the second round")
	}
	if first == second {
		t.Error("the article does not change in the second round")
	}
	if resp, _ := get(t, base["vanishes"]+"/brief"); resp.StatusCode != http.StatusNotFound {
		t.Errorf("the article that vanishes has status %d in the second round", resp.StatusCode)
	}
}

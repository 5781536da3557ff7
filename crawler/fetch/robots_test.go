package fetch_test

import (
	"fmt"
	"io"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pennypress/pennypress/crawler"
	"github.com/pennypress/pennypress/crawler/fetch"
)

const robotsHost = "https://news.example"

// TestRobotsStandard holds the examples of RFC 9309, sections 2.2.2, 2.2.3, 5.1 and 5.2.
func TestRobotsStandard(t *testing.T) {
	const simple = `User-Agent: *
Disallow: *.gif$
Disallow: /example/
Allow: /publications/

User-Agent: foobot
Disallow:/
Allow:/example/page.html
Allow:/example/allowed.gif

User-Agent: barbot
User-Agent: bazbot
Disallow: /example/page.html

User-Agent: quxbot
`
	const longest = `User-Agent: foobot
Allow: /example/page/
Disallow: /example/page/disallowed.gif
`
	for _, c := range []struct {
		body, agent, path string
		want              bool
	}{
		{simple, "otherbot", "/x.gif", false},
		{simple, "otherbot", "/x.gif?a", true},
		{simple, "otherbot", "/example/", false},
		{simple, "otherbot", "/publications/", true},
		{simple, "otherbot", "/", true},
		{simple, "foobot", "/", false},
		{simple, "foobot", "/publications/", false},
		{simple, "foobot", "/example/page.html", true},
		{simple, "foobot", "/example/allowed.gif", true},
		{simple, "foobot", "/example/other.gif", false},
		{simple, "barbot", "/example/page.html", false},
		{simple, "bazbot", "/example/page.html", false},
		{simple, "bazbot", "/example/x.gif", true},
		{simple, "quxbot", "/example/page.html", true},
		{simple, "quxbot", "/x.gif", true},
		{longest, "foobot", "/example/page/disallowed.gif", false},
		{longest, "foobot", "/example/page/allowed.gif", true},
		{"user-agent: *\ndisallow: /foo/bar?baz=quz", "x", "/foo/bar?baz=quz", false},
		{"user-agent: *\ndisallow: /foo/bar?baz=https://foo.bar", "x", "/foo/bar?baz=https://foo.bar", false},
		{"user-agent: *\ndisallow: /foo/bar/ツ", "x", "/foo/bar/%E3%83%84", false},
		{"user-agent: *\ndisallow: /foo/bar/%E3%83%84", "x", "/foo/bar/%e3%83%84", false},
		{"user-agent: *\ndisallow: /foo/bar/%62%61%7A", "x", "/foo/bar/baz", false},
		{"user-agent: *\ndisallow: /path/file-with-a-%2A.html", "x", "/path/file-with-a-*.html", false},
		{"user-agent: *\ndisallow: /path/file-with-a-%2A.html", "x", "/path/file-with-a-b.html", true},
		{"user-agent: *\ndisallow: /path/foo-%24", "x", "/path/foo-$", false},
		{"user-agent: *\ndisallow: /path/foo-%24", "x", "/path/foo-", true},
		{"user-agent: *\nallow: /this/path/exactly$\ndisallow: /", "x", "/this/path/exactly", true},
		{"user-agent: *\nallow: /this/path/exactly$\ndisallow: /", "x", "/this/path/exactly/not", false},
		{"user-agent: *\nallow: /this/*/exactly\ndisallow: /", "x", "/this/path/or/that/exactly", true},
		{"user-agent: ExampleBot\ndisallow: /foo\ndisallow: /bar\n\nuser-agent: ExampleBot\ndisallow: /baz", "examplebot", "/baz", false},
		{"user-agent: ExampleBot\ndisallow: /foo\ndisallow: /bar\n\nuser-agent: ExampleBot\ndisallow: /baz", "examplebot", "/foo", false},
	} {
		checkRobots(t, c.body, c.agent, c.path, c.want)
	}
}

func checkRobots(t *testing.T, body, agent, path string, want bool) {
	t.Helper()
	if got, _ := fetch.RobotsForTest(body, agent, robotsHost+path); got != want {
		t.Errorf("robots.txt %q lets %s ask for %s: %v, want %v", body, agent, path, got, want)
	}
}

// TestRobots holds what the standard says of files as they are in the wild.
func TestRobots(t *testing.T) {
	const agent = "penny-press/2.0 (+https://penny.example/bot)"
	for _, c := range []struct {
		name, body, path string
		want             bool
	}{
		{"empty file", "", "/a", true},
		{"empty disallow", "User-agent: *\nDisallow:", "/a", true},
		{"all", "User-agent: *\nDisallow: /", "/a", false},
		{"all with a star", "User-agent: *\nDisallow: *", "/a", false},
		{"robots.txt is always allowed", "User-agent: *\nDisallow: /", "/robots.txt", true},
		{"root only", "User-agent: *\nDisallow: /$", "/", false},
		{"not the root", "User-agent: *\nDisallow: /$", "/a", true},
		{"prefix", "User-agent: *\nDisallow: /fish", "/fishheads/yummy.html", false},
		{"prefix keeps case", "User-agent: *\nDisallow: /fish", "/Fish.asp", true},
		{"prefix from the start", "User-agent: *\nDisallow: /fish", "/catfish", true},
		{"directory", "User-agent: *\nDisallow: /fish/", "/fish", true},
		{"below a directory", "User-agent: *\nDisallow: /fish/", "/fish/a?id=1", false},
		{"star is anchored at the start", "User-agent: *\nDisallow: /a*z", "/q/a-z", true},
		{"star", "User-agent: *\nDisallow: /*.php", "/folder/index.php?p=1", false},
		{"star and end", "User-agent: *\nDisallow: /*.php$", "/index.php?p=1", true},
		{"star and end match", "User-agent: *\nDisallow: /*.php$", "/a/b.php", false},
		{"end matches the last one", "User-agent: *\nDisallow: /*a$", "/aba", false},
		{"star at the end means nothing", "User-agent: *\nDisallow: /fish*", "/fish", false},
		{"two stars", "User-agent: *\nDisallow: /a**b", "/a-b", false},
		{"star matches nothing", "User-agent: *\nDisallow: /a*b", "/ab", false},
		{"parts do not overlap", "User-agent: *\nDisallow: /ab*bc$", "/abc", true},
		{"dollar inside", "User-agent: *\nDisallow: /a$b", "/a$b", false},
		{"dollar inside is no end", "User-agent: *\nDisallow: /a$b", "/a", true},
		{"query", "User-agent: *\nDisallow: /*?print=", "/a?print=1", false},
		{"any query", "User-agent: *\nDisallow: /*?", "/a?x", false},
		{"tie goes to allow", "User-agent: *\nDisallow: /a\nAllow: /a", "/a", true},
		{"tie whatever the order", "User-agent: *\nAllow: /a\nDisallow: /a", "/a", true},
		{"longest wins", "User-agent: *\nAllow: /p\nDisallow: /", "/page", true},
		{"longest wins against an earlier one", "User-agent: *\nDisallow: /folder\nAllow: /folder/page", "/folder/page", true},
		{"a wildcard counts its length", "User-agent: *\nAllow: /page\nDisallow: /*.htm", "/page.htm", false},
		{"allow an ending", "User-agent: *\nAllow: /$\nDisallow: /", "/", true},
		{"pattern that is no path", "User-agent: *\nDisallow: fish", "/fish", true},

		{"named", "User-agent: penny-press\nDisallow: /", "/a", false},
		{"named in capitals", "USER-AGENT: PENNY-PRESS\nDISALLOW: /", "/a", false},
		{"named with a version", "User-agent: penny-press/1.0\nDisallow: /", "/a", false},
		{"named with words behind", "User-agent: penny-press crawler\nDisallow: /", "/a", false},
		{"a shorter name is another", "User-agent: penny\nDisallow: /", "/a", true},
		{"a longer name is another", "User-agent: penny-press-images\nDisallow: /", "/a", true},
		{"named beats all", "User-agent: *\nDisallow: /\nUser-agent: penny-press\nDisallow: /x", "/a", true},
		{"named beats all in any order", "User-agent: penny-press\nDisallow: /x\n\nUser-agent: *\nDisallow: /", "/a", true},
		{"named without rules is free", "User-agent: *\nDisallow: /\n\nUser-agent: penny-press\n", "/a", true},
		{"groups of all are taken together", "User-agent: *\nDisallow: /x\n\nUser-agent: o\nDisallow: /\n\nUser-agent: *\nDisallow: /a", "/a", false},
		{"several agents", "User-agent: o\nUser-agent: penny-press\nDisallow: /", "/a", false},
		{"several agents apart by a blank line", "User-agent: penny-press\n\nUser-agent: o\nDisallow: /", "/a", false},
		{"blank line within a group", "User-agent: penny-press\n\nDisallow: /", "/a", false},
		{"a sitemap ends no group", "User-agent: penny-press\nSitemap: https://news.example/s.xml\nDisallow: /", "/a", false},
		{"unknown fields end no group", "User-agent: penny-press\nHost: x\nNoindex: /a\nDisallow: /", "/a", false},
		{"only others", "User-agent: o\nDisallow: /", "/a", true},

		{"rule before any agent", "Disallow: /\nUser-agent: o\nDisallow: /b", "/a", true},
		{"rule before any agent, and rules", "Disallow: /\nUser-agent: *\nDisallow: /b", "/b", false},
		{"wordy crawl-delay", "User-agent: *\nCrawl-delay: ten\nDisallow: /b", "/b", false},
		{"comments", "# x\nUser-agent: * # all\nDisallow: /b # not this\n", "/b", false},
		{"comment hides a rule", "User-agent: *\n#Disallow: /", "/a", true},
		{"blank before the colon", "User-agent : *\nDisallow : /", "/a", false},
		{"tabs", "\tUser-agent:\t*\n\tDisallow:\t/\t", "/a", false},
		{"line without a colon", "User-agent: *\nDisallow /", "/a", true},
		{"misspelt", "User-agent: *\nDissallow: /", "/a", false},
		{"byte order mark", "\ufeffUser-agent: *\nDisallow: /", "/a", false},
		{"carriage returns alone", "User-agent: *\rDisallow: /\r", "/a", false},
		{"both line ends", "User-agent: *\r\nDisallow: /\r\n", "/a", false},
		{"no line end", "User-agent: *\nDisallow: /", "/a", false},
		{"a page", "<!doctype html><html><body>User-agent: * Disallow: /</body></html>", "/a", true},
		{"not UTF-8", "User-agent: *\nDisallow: /caf\xe9", "/caf%E9", false},
		{"lower-case escapes", "User-agent: *\nDisallow: /%c3%a9", "/é", false},
		{"an escaped slash is no slash", "User-agent: *\nDisallow: /a%2fb", "/a/b", true},
		{"NUL bytes", "User-agent: *\x00\nDisallow: /\x00", "/a", true},
		{"forged newlines in a name", "User-agent: *\u2028Disallow: /", "/a", true},
	} {
		t.Run(c.name, func(t *testing.T) { checkRobots(t, c.body, agent, c.path, c.want) })
	}
}

func TestProductToken(t *testing.T) {
	const body = "User-agent: penny\nDisallow: /"
	for agent, want := range map[string]bool{
		"penny":                              false,
		"Penny/1.0":                          false,
		"Mozilla/5.0 (compatible; penny/1)":  false,
		"Mozilla/5.0 (compatible; +http://)": true,
		"Mozilla/5.0":                        true,
		"":                                   true,
	} {
		checkRobots(t, body, agent, "/a", want)
	}
	checkRobots(t, "User-agent: \nDisallow: /", "", "/a", true)
}

func TestCrawlDelay(t *testing.T) {
	for body, want := range map[string]time.Duration{
		"User-agent: *\nCrawl-delay: 2":                                         2 * time.Second,
		"User-agent: *\nCrawl-delay: 0.5 # s":                                   500 * time.Millisecond,
		"User-agent: *\nCrawl-delay: ten":                                       0,
		"User-agent: *\nCrawl-delay: -1":                                        0,
		"User-agent: *\nCrawl-delay: NaN":                                       0,
		"User-agent: *\nCrawl-delay: 1e300":                                     24 * time.Hour,
		"User-agent: *\nCrawl-delay: Inf":                                       24 * time.Hour,
		"Crawl-delay: 5\nUser-agent: *\nDisallow:":                              0,
		"User-agent: o\nCrawl-delay: 9\n":                                       0,
		"User-agent: *\nCrawl-delay: 9\n\nUser-agent: penny\nDisallow:":         0,
		"User-agent: *\nCrawl-delay: 9\n\nUser-agent: penny\nCrawl-delay: 0.25": 250 * time.Millisecond,
	} {
		if _, got := fetch.RobotsForTest(body, "penny", robotsHost); got.Delay != want {
			t.Errorf("crawl-delay of %q = %v, want %v", body, got.Delay, want)
		}
	}
}

// A file of any size costs about what its first 500 KiB cost.
func TestRobotsBounds(t *testing.T) {
	line := "Disallow: /*a*a*a*a*a*a*a*a*b\n"
	body := "User-agent: *\n" + strings.Repeat(line, 100_000)
	start := time.Now()
	allowed, r := fetch.RobotsForTest(body, "penny", robotsHost+"/"+strings.Repeat("a", 4000))
	if !allowed || r.Count > 500<<10/len(line) || r.Count < 500<<10/len(line)-2 {
		t.Errorf("allowed %v by %d rules, want true by the %d of 500 KiB", allowed, r.Count, 500<<10/len(line))
	}
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("3 MB of wildcards took %v", took)
	}
	body = "User-agent: *\n" + strings.Repeat("#", 500<<10-14-12) + "\nDisallow: /only/this"
	if allowed, _ := fetch.RobotsForTest(body, "penny", robotsHost+"/a"); !allowed {
		t.Error("a rule that the bound cut forbids more than it says")
	}
	_, r = fetch.RobotsForTest(strings.Repeat("Sitemap: /s\n", 10_000)+strings.Repeat("Sitemap: /t\n", 10), "penny", robotsHost)
	if !slices.Equal(r.Sitemaps, []string{"/s", "/t"}) {
		t.Errorf("sitemaps = %v", r.Sitemaps)
	}
}

// A robotsServer answers robots.txt with what is set, and counts.
type robotsServer struct {
	robots        http.HandlerFunc
	asked, others atomic.Int32
}

func (s *robotsServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/robots.txt" {
		s.asked.Add(1)
		s.robots(w, r)
		return
	}
	s.others.Add(1)
	io.WriteString(w, "page")
}

// TestRobotsAnswers holds what each way to answer robots.txt means.
func TestRobotsAnswers(t *testing.T) {
	const shut = "robots.txt cannot be read, so nothing may be asked: "
	zeros := bomb(t, "gzip", 20)
	for _, c := range []struct {
		name    string
		robots  http.HandlerFunc
		want    string // reason, "" when the page is given
		refused bool
	}{
		{"allows", text("User-agent: *\nDisallow: /b"), "", false},
		{"forbids", text("User-agent: *\nDisallow: /a"), "robots.txt forbids it", true},
		{"not there", status(404), "", false},
		{"gone", status(410), "", false},
		{"forbidden", status(403), "", false},
		{"unauthorised", status(401), "", false},
		{"teapot", status(418), "", false},
		{"not there, with rules", func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(404)
			io.WriteString(w, "User-agent: *\nDisallow: /")
		}, "", false},
		{"nothing", text(""), "", false},
		{"server error", status(500), shut + "500 Internal Server Error", false},
		{"unavailable", status(503), shut + "503 Service Unavailable", false},
		{"too many requests", status(429), shut + "429 Too Many Requests", false},
		{"no answer", raw(""), shut + "connection closed before the answer", false},
		{"cut short", raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nUser-agent: *"), shut + "body cut short: unexpected EOF", false},
		{"drip", drip, shut + "time-out after 300ms", false},
		{"redirect to rules", func(w http.ResponseWriter, r *http.Request) {
			if r.URL.RawQuery == "" {
				http.Redirect(w, r, "/robots.txt?2", http.StatusMovedPermanently)
				return
			}
			io.WriteString(w, "User-agent: *\nDisallow: /a")
		}, "robots.txt forbids it", true},
		{"five redirects", redirects(5), "robots.txt forbids it", true},
		{"endless redirects", redirects(1000), "", false},
		{"redirect to ftp", status(302, "Location", "ftp://news.example/"), shut + `redirect to "ftp://news.example/", which is not an http or https URL`, false},
		{"packed", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			w.Write(pack(t, "gzip", []byte("User-agent: *\nDisallow: /a")))
		}, "robots.txt forbids it", true},
		{"endless", func(w http.ResponseWriter, r *http.Request) {
			io.WriteString(w, "User-agent: *\nDisallow: /a\n")
			for r.Context().Err() == nil {
				io.WriteString(w, strings.Repeat("#\n", 1000))
			}
		}, "robots.txt forbids it", true},
		{"bomb", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			w.Write(zeros)
		}, "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			handler := &robotsServer{robots: c.robots}
			server := serve(t, handler.ServeHTTP)
			timeout := 10 * time.Second
			if c.name == "drip" {
				timeout = 300 * time.Millisecond
			}
			client := open(t, fetch.Options{Robots: true, Timeout: timeout})
			for range 2 {
				_, err := client.Get(t.Context(), fetch.Request{URL: server.URL + "/a"})
				if c.want != "" {
					checkError(t, err, server.URL+"/a: "+c.want, c.refused, c.refused)
				} else if err != nil {
					t.Error(err)
				}
			}
			if asked, others := handler.asked.Load(), handler.others.Load(); c.want != "" && others > 0 || asked > 6 {
				t.Errorf("robots.txt was asked for %d times, the page %d times", asked, others)
			}
			if _, err := client.Get(t.Context(), fetch.Request{URL: server.URL + "/a", IgnoreRobots: true}); err != nil {
				t.Errorf("with IgnoreRobots: %v", err)
			}
		})
	}
}

// redirects answers with n redirects before rules that forbid all.
func redirects(n int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		hop := len(r.URL.RawQuery)
		if hop < n {
			http.Redirect(w, r, "/robots.txt?"+strings.Repeat("x", hop+1), http.StatusFound)
			return
		}
		io.WriteString(w, "User-agent: *\nDisallow: /")
	}
}

func TestRobotsAreAskedForEachHop(t *testing.T) {
	shut := &robotsServer{robots: text("User-agent: *\nDisallow: /secret")}
	there := serve(t, shut.ServeHTTP)
	here := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			io.WriteString(w, "User-agent: *\nDisallow: /mine")
			return
		}
		to := there.URL + "/secret"
		if r.URL.Path == "/home" {
			to = "/mine"
		}
		http.Redirect(w, r, to, http.StatusFound)
	})
	client := open(t, fetch.Options{Robots: true})
	for path, to := range map[string]string{"/away": there.URL + "/secret", "/home": here.URL + "/mine"} {
		_, err := client.Get(t.Context(), fetch.Request{URL: here.URL + path})
		checkError(t, err, here.URL+path+": redirected to "+to+": robots.txt forbids it", true, true)
	}
	if n := shut.others.Load(); n != 0 {
		t.Errorf("a forbidden page was asked for %d times", n)
	}
}

func TestRobotsAreAskedOnce(t *testing.T) {
	handler := &robotsServer{robots: func(w http.ResponseWriter, _ *http.Request) {
		time.Sleep(20 * time.Millisecond)
		io.WriteString(w, "User-agent: *\nCrawl-delay: 3\nSitemap: /news.xml\nSitemap: https://cdn.example/s.xml\nSitemap: ftp://x/")
	}}
	server := serve(t, handler.ServeHTTP)
	client := open(t, fetch.Options{Robots: true})
	var wg sync.WaitGroup
	for i := range 50 {
		wg.Go(func() {
			if _, err := client.Get(t.Context(), fetch.Request{URL: fmt.Sprintf("%s/%d", server.URL, i)}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := handler.asked.Load(); n != 1 {
		t.Errorf("50 pages at once asked for robots.txt %d times, want once", n)
	}
	if got := client.CrawlDelay(server.URL + "/x"); got != 3*time.Second {
		t.Errorf("CrawlDelay = %v, want 3s", got)
	}
	if got, want := client.Sitemaps(server.URL+"/x"), []string{server.URL + "/news.xml", "https://cdn.example/s.xml"}; !slices.Equal(got, want) {
		t.Errorf("Sitemaps = %v, want %v", got, want)
	}

	// What one client learned another need not ask.
	host := crawler.Host(server.URL)
	records := client.Robots(host)
	if len(records) != 1 || records[0].Scheme != "http" || records[0].Status != 200 || len(records[0].Body) == 0 {
		t.Fatalf("Robots = %+v, want what the server answered", records)
	}
	other := open(t, fetch.Options{Robots: true})
	other.Prime(host, records)
	if _, err := other.Get(t.Context(), fetch.Request{URL: server.URL + "/y"}); err != nil || handler.asked.Load() != 1 {
		t.Errorf("a primed client: %v, asked %d times, want once", err, handler.asked.Load())
	}
}

func TestRobotsGrowOld(t *testing.T) {
	handler := &robotsServer{robots: text("User-agent: *\nDisallow: /b")}
	server := serve(t, handler.ServeHTTP)
	old := []byte("User-agent: *\nDisallow: /a")
	for _, c := range []struct {
		name   string
		record crawler.Robots
		asked  int32
		ok     bool
	}{
		{"23 hours old", crawler.Robots{Status: 200, Body: old, Fetched: time.Now().Add(-23 * time.Hour)}, 0, false},
		{"24 hours old", crawler.Robots{Status: 200, Body: old, Fetched: time.Now().Add(-24 * time.Hour)}, 1, true},
		{"from the future", crawler.Robots{Status: 200, Body: old, Fetched: time.Now().Add(2 * time.Hour)}, 1, true},
		{"by a clock somewhat ahead", crawler.Robots{Status: 200, Body: old, Fetched: time.Now().Add(time.Minute)}, 0, false},
		{"unreachable just now for another process", crawler.Robots{Status: 0, Fetched: time.Now()}, 1, true},
		{"unreachable a minute ago", crawler.Robots{Status: 503, Fetched: time.Now().Add(-time.Minute)}, 1, true},
		{"not there", crawler.Robots{Status: 404, Body: old, Fetched: time.Now().Add(-time.Hour)}, 0, true},
		{"other scheme", crawler.Robots{Scheme: "https", Status: 200, Body: old, Fetched: time.Now()}, 1, true},
		{"never asked", crawler.Robots{}, 1, true},
	} {
		handler.asked.Store(0)
		if c.record.Scheme == "" {
			c.record.Scheme = "http"
		}
		client := open(t, fetch.Options{Robots: true})
		client.Prime(crawler.Host(server.URL), []crawler.Robots{c.record})
		_, err := client.Get(t.Context(), fetch.Request{URL: server.URL + "/a"})
		if asked := handler.asked.Load(); asked != c.asked || (err == nil) != c.ok {
			t.Errorf("%s: asked %d times, %v, want %d and success %v", c.name, asked, err, c.asked, c.ok)
		}
	}
}

func TestRobotsMemoryIsBounded(t *testing.T) {
	client := open(t, fetch.Options{Robots: true})
	body := []byte("User-agent: *\n" + strings.Repeat("Disallow: /aaaaaaaaaaaaaaaaaaaaaaaaaa\n", 10_000))
	kept := 0
	for i := range 40 {
		client.Prime(fmt.Sprintf("h%d.example", i), []crawler.Robots{{Scheme: "http", Status: 200, Body: body, Fetched: time.Now()}})
	}
	for i := range 40 {
		kept += len(client.Robots(fmt.Sprintf("h%d.example", i)))
	}
	if kept == 0 || kept == 40 || len(client.Robots("h39.example")) == 0 {
		t.Errorf("%d of 40 robots.txt of %d bytes are kept", kept, len(body))
	}
}

func FuzzRobots(f *testing.F) {
	f.Add("User-agent: *\nDisallow: /a*b$\nAllow: /%zz\nCrawl-delay: 1\nSitemap: /s", "penny", "/a%2ab?c")
	f.Add("\ufeffuser-agent:x\rdisallow:*$", "x/1", "/")
	f.Add("User-agent: *\nDisallow: /$a$", "x", "/$")
	f.Fuzz(func(t *testing.T, body, agent, path string) {
		u, err := url.Parse(robotsHost + "/" + path)
		if err != nil {
			return
		}
		allowed, r := fetch.RobotsForTest(body, agent, u.String())
		if r.Delay < 0 || r.Delay > 24*time.Hour || math.IsNaN(r.Delay.Seconds()) {
			t.Fatalf("crawl-delay %v", r.Delay)
		}
		if !allowed && r.Count == 0 {
			t.Fatal("forbidden without a rule")
		}
		// A line that allows the very path at the end of all groups decides.
		all := body + "\n\nUser-agent: *\nUser-agent: " + agent + "\nDisallow: /\nDisallow: " + strings.Repeat("*", 3) + "\n"
		if strings.ContainsAny(agent, "\r\n#") || len(all) > 500<<10 {
			return
		}
		if again, _ := fetch.RobotsForTest(all, agent, robotsHost+"/robots.txt"); !again {
			t.Fatal("robots.txt itself is forbidden")
		}
	})
}

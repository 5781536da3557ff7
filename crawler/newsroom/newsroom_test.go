package newsroom

import (
	"encoding/json"
	"encoding/xml"
	"html"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/pennypress/pennypress/extract"
)

func start(t *testing.T, o Options) *Newsroom {
	t.Helper()
	room, err := Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := room.Close(); err != nil {
			t.Error(err)
		}
	})
	return room
}

// get asks a URL and returns the answer with its body read.
func get(t *testing.T, url string, header ...string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(body)
}

// words is the readable part of a page: without scripts, styles and tags.
func words(page string) string {
	for _, element := range []string{"script", "style"} {
		for {
			before, rest, ok := strings.Cut(page, "<"+element)
			if !ok {
				break
			}
			_, after, _ := strings.Cut(rest, "</"+element+">")
			page = before + after
		}
	}
	var b strings.Builder
	inTag := false
	for _, r := range page {
		switch {
		case r == '<':
			inTag = true
		case r == '>':
			inTag = false
		case !inTag:
			b.WriteRune(r)
		}
	}
	return squeeze(html.UnescapeString(b.String()))
}

// decode1252 is the inverse of windows1252.
func decode1252(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if s[i] >= 0x80 && s[i] < 0xA0 {
			b.WriteRune(high[s[i]-0x80])
			continue
		}
		b.WriteRune(rune(s[i]))
	}
	return b.String()
}

func TestEverySiteAnswers(t *testing.T) {
	room := start(t, Options{})
	if got := len(room.Sites()); got != len(sampleNames) {
		t.Fatalf("%d sites, want %d", got, len(sampleNames))
	}
	for _, s := range room.Sites() {
		urls := append([]string{s.URL + "/", s.URL + "/robots.txt"}, s.Feeds...)
		for _, url := range append(urls, s.Sitemaps...) {
			if resp, body := get(t, url); resp.StatusCode != http.StatusOK || body == "" {
				t.Errorf("%s: status %d, %d bytes", url, resp.StatusCode, len(body))
			}
		}
		if resp, _ := get(t, s.URL+"/no/such/page"); resp.StatusCode != http.StatusNotFound {
			t.Errorf("%s: a page that is not there has status %d", s.Name, resp.StatusCode)
		}
	}
}

// TestTruth keeps the truth honest: a page holds what its text must hold, in
// order, and also the clutter that the text must not hold.
func TestTruth(t *testing.T) {
	room := start(t, Options{})
	perSite := make(map[string]int)
	for _, truth := range room.Truth() {
		perSite[truth.Site]++
		_, page := get(t, truth.URL)
		if truth.Site == "sterling-gazette" {
			page = decode1252(page)
		}
		text, raw := words(page), squeeze(html.UnescapeString(page))
		if !strings.Contains(raw, truth.Title) {
			t.Errorf("%s: no title %q", truth.URL, truth.Title)
		}
		if n := extract.WordCount(strings.Join(truth.Must, "\n\n")); n < 150 || n > 600 {
			t.Errorf("%s: %d words", truth.URL, n)
		}
		from := 0
		for _, must := range truth.Must {
			at := strings.Index(text[from:], squeeze(must))
			if at < 0 {
				t.Errorf("%s: page lacks %q", truth.URL, must)
				continue
			}
			from += at
		}
		for _, not := range truth.MustNot {
			if !strings.Contains(raw, squeeze(not)) {
				t.Errorf("%s: page lacks the clutter %q", truth.URL, not)
			}
			if strings.Contains(squeeze(strings.Join(truth.Must, " ")), squeeze(not)) {
				t.Errorf("%s: %q is both story and clutter", truth.URL, not)
			}
		}
		if len(truth.Moves) == 0 || truth.Published.Year() < 2025 {
			t.Errorf("%s: no moves, or published %s", truth.URL, truth.Published)
		}
	}
	for _, name := range sampleNames {
		if perSite[name] < 5 {
			t.Errorf("%s has %d articles, want 5 or more", name, perSite[name])
		}
	}
}

func TestCheck(t *testing.T) {
	truth := Truth{
		Title: "Oil rises", Published: time.Date(2026, 3, 1, 23, 30, 0, 0, time.FixedZone("", -5*3600)),
		Must: []string{"First.", "Second."}, MustNot: []string{"ALSO SEE"},
	}
	a := extract.Article{Title: "Oil  rises", Published: truth.Published.UTC(), Text: "First.\n\nSecond."}
	if wrong := truth.Check(a); len(wrong) != 0 {
		t.Errorf("Check(a good article) = %q", wrong)
	}
	a = extract.Article{Title: "Oil", Text: "Second. First. ALSO SEE"}
	if wrong := truth.Check(a); len(wrong) != 4 {
		t.Errorf("Check(a bad article) = %q, want title, date, order and clutter", wrong)
	}
}

func TestFeedsParse(t *testing.T) {
	room := start(t, Options{})
	for _, s := range room.Sites() {
		for _, url := range append(s.Feeds, s.Sitemaps...) {
			_, body := get(t, url)
			if strings.HasSuffix(url, ".json") {
				if !json.Valid([]byte(body)) {
					t.Errorf("%s is not JSON", url)
				}
			} else {
				wellFormed(t, url, body)
			}
			for _, truth := range room.Truth() {
				if truth.Site == s.Name && !strings.Contains(html.UnescapeString(body), strings.TrimPrefix(truth.URL, s.URL)) {
					t.Errorf("%s does not list %s", url, truth.URL)
				}
			}
		}
	}
}

func wellFormed(t *testing.T, url, body string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(body))
	d.CharsetReader = func(charset string, input io.Reader) (io.Reader, error) {
		data, err := io.ReadAll(input)
		return strings.NewReader(decode1252(string(data))), err
	}
	for {
		_, err := d.Token()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Errorf("%s: %v", url, err)
			return
		}
	}
}

func TestHomepageLeadsToArticles(t *testing.T) {
	room := start(t, Options{})
	for _, truth := range room.Truth() {
		site := strings.Join(strings.SplitN(truth.URL, "/", 4)[:3], "/")
		_, home := get(t, site+"/")
		if !strings.Contains(html.UnescapeString(home), strings.TrimPrefix(truth.URL, site)) {
			t.Errorf("%s is not on its homepage", truth.URL)
		}
	}
}

func TestConditionalGet(t *testing.T) {
	room := start(t, Options{})
	var urls []string
	for _, s := range room.Sites() {
		urls = append(append(urls, s.Feeds...), s.Sitemaps...)
	}
	for _, url := range append(urls, room.Truth()[0].URL) {
		first, _ := get(t, url)
		tag, modified := first.Header.Get("ETag"), first.Header.Get("Last-Modified")
		if tag == "" || modified == "" {
			t.Errorf("%s: ETag %q, Last-Modified %q", url, tag, modified)
		}
		for _, header := range [][]string{{"If-None-Match", tag}, {"If-Modified-Since", modified}} {
			if again, body := get(t, url, header...); again.StatusCode != http.StatusNotModified || body != "" {
				t.Errorf("%s asked with %s: status %d, want 304", url, header, again.StatusCode)
			}
		}
		if again, _ := get(t, url, "If-None-Match", `"other"`); again.StatusCode != http.StatusOK {
			t.Errorf("%s asked with another tag: status %d, want 200", url, again.StatusCode)
		}
	}
}

func TestTrackingParametersNameTheSamePage(t *testing.T) {
	room := start(t, Options{Only: []string{"sterling-gazette"}})
	url := room.Truth()[0].URL
	_, plain := get(t, url)
	if _, tracked := get(t, url+"&utm_source=rss"); tracked != plain {
		t.Errorf("%s with a tracking parameter is another page", url)
	}
}

func TestRequests(t *testing.T) {
	room := start(t, Options{Only: []string{"wafer-weekly"}})
	get(t, room.Sites()[0].Feeds[0], "If-None-Match", `"x"`, "User-Agent", "tester/1")
	got := room.Requests()
	if len(got) != 1 {
		t.Fatalf("%d requests, want 1", len(got))
	}
	r := got[0]
	if r.Site != "wafer-weekly" || r.Path != "/feed.json" || r.Status != 200 || !r.Conditional ||
		r.UserAgent != "tester/1" || r.InFlight != 1 || r.Method != "GET" || r.Time.IsZero() {
		t.Errorf("request %+v", r)
	}
}

func TestConfig(t *testing.T) {
	room := start(t, Options{})
	got := string(room.Config())
	for _, s := range room.Sites() {
		if !strings.Contains(got, "name: "+s.Name+"\n") || !strings.Contains(got, s.URL) {
			t.Errorf("configuration lacks %s:\n%s", s.Name, got)
		}
	}
	if !strings.Contains(got, "allow_networks: [127.0.0.0/8]") {
		t.Errorf("configuration allows no loopback:\n%s", got)
	}
}

func TestPortsAreKept(t *testing.T) {
	room := start(t, Options{Only: []string{"harbour-ledger"}})
	url := room.Sites()[0].URL
	if _, err := Start(Options{Ports: []int{portOf(t, url)}}); err == nil {
		t.Errorf("a second newsroom started on the port of %s", url)
	}
}

func portOf(t *testing.T, url string) int {
	t.Helper()
	port := 0
	for _, r := range url[strings.LastIndexByte(url, ':')+1:] {
		port = port*10 + int(r-'0')
	}
	return port
}

func TestSlugify(t *testing.T) {
	for in, want := range map[string]string{"Märkte": "maerkte", "AT&T  Inc.": "at-t-inc", "": "", "Öl": "oel"} {
		if got := slugify(in); got != want {
			t.Errorf("slugify(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestWindows1252(t *testing.T) {
	if got, want := string(windows1252("£5 – “€” ğ")), "\xa35 \x96 \x93\x80\x94 &#287;"; got != want {
		t.Errorf("windows1252 = %q, want %q", got, want)
	}
}

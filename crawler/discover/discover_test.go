package discover_test

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/pennypress/pennypress/crawler/discover"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const testdata = "../../testdata/feeds"

// base is where the documents of testdata were found, unless their name begins
// with "nobase-".
const base = "https://ledger.example/feeds/main"

// A seen is what a golden file holds.
type seen struct {
	Nothing string     `json:"nothing,omitempty"`
	Format  string     `json:"format,omitempty"`
	Title   string     `json:"title,omitempty"`
	Partial string     `json:"partial,omitempty"`
	TTL     string     `json:"ttl,omitempty"`
	Hub     string     `json:"hub,omitempty"`
	Links   []seenLink `json:"links,omitempty"`
}

type seenLink struct {
	Kind      discover.Kind      `json:"kind"`
	URL       string             `json:"url"`
	Title     string             `json:"title,omitempty"`
	Published string             `json:"published,omitempty"`
	Precision discover.Precision `json:"precision,omitempty"`
	Authors   []string           `json:"authors,omitempty"`
	ID        string             `json:"id,omitempty"`
	Language  string             `json:"language,omitempty"`
}

// TestGolden compares what Read finds in testdata/feeds with the .golden.json
// beside each document. One document, one trap.
func TestGolden(t *testing.T) {
	for _, file := range documents(t) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			got := read(t, file)
			golden := file + ".golden.json"
			if *update {
				if err := os.WriteFile(golden, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(got)); diff != "" {
				t.Errorf("Read(%s) (-want +got):\n%s", file, diff)
			}
		})
	}
}

func documents(t testing.TB) []string {
	all, err := filepath.Glob(filepath.Join(testdata, "*"))
	if err != nil {
		t.Fatal(err)
	}
	var files []string
	for _, f := range all {
		if !strings.HasSuffix(f, ".golden.json") {
			files = append(files, f)
		}
	}
	if len(files) == 0 {
		t.Fatalf("no documents in %s", testdata)
	}
	return files
}

func read(t *testing.T, file string) []byte {
	body, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	d := discover.Document{URL: base, Body: body}
	if strings.HasPrefix(filepath.Base(file), "nobase-") {
		d.URL = ""
	}
	var out seen
	r, err := discover.Read(d)
	var nothing *discover.NothingError
	switch {
	case errors.As(err, &nothing):
		out.Nothing = nothing.What
	case err != nil:
		t.Fatal(err)
	default:
		out = seen{Format: string(r.Format), Title: r.Title, Partial: r.Partial, Hub: r.Hub}
		if r.TTL > 0 {
			out.TTL = r.TTL.String()
		}
	}
	for _, l := range r.Links {
		out.Links = append(out.Links, seenLink{l.Kind, l.URL, l.Title, l.PublishedText(), l.Precision, l.Authors, l.ID, l.Language})
	}
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "\t")
	if err := enc.Encode(out); err != nil {
		t.Fatal(err)
	}
	return []byte(b.String())
}

// FuzzRead checks what must hold for any bytes: no panic, valid UTF-8, absolute
// addresses, known kinds, times in range, bounded lists.
func FuzzRead(f *testing.F) {
	for _, file := range documents(f) {
		body, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(base, "text/xml; charset=utf-8", body)
	}
	f.Fuzz(func(t *testing.T, url, contentType string, body []byte) {
		r, err := discover.Read(discover.Document{URL: url, ContentType: contentType, Body: body})
		if err != nil {
			var nothing *discover.NothingError
			if !errors.As(err, &nothing) {
				t.Fatalf("Read: %v, want a result or a NothingError", err)
			}
			return
		}
		if len(r.Links) > discover.MaxItems {
			t.Fatalf("%d links", len(r.Links))
		}
		for _, l := range r.Links {
			checkLink(t, l)
		}
		if !utf8.ValidString(r.Title + r.Partial + r.Hub) {
			t.Errorf("%+q is not valid UTF-8", r.Title+r.Partial+r.Hub)
		}
	})
}

func checkLink(t *testing.T, l discover.Link) {
	switch l.Kind {
	case discover.Item, discover.Feed, discover.Sitemap, discover.Page:
	default:
		t.Errorf("kind %q", l.Kind)
	}
	if !utf8.ValidString(l.URL + l.Title + l.ID + l.Language + strings.Join(l.Authors, "")) {
		t.Errorf("%+q is not valid UTF-8", l)
	}
	if l.Title != strings.Join(strings.Fields(l.Title), " ") {
		t.Errorf("title %q is not collapsed", l.Title)
	}
	if (l.Precision == "") != l.Published.IsZero() {
		t.Errorf("precision %q of %v", l.Precision, l.Published)
	}
	if l.URL == "" {
		return
	}
	u, err := url.Parse(l.URL)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		t.Errorf("url %q, want an absolute http address", l.URL)
	}
}

func TestHeaderCharset(t *testing.T) {
	body := []byte("<rss><channel><item><title>\xc1\xe0\xed\xea</title></item></channel></rss>")
	for contentType, want := range map[string]string{
		"text/xml; charset=windows-1251": "Банк",
		"text/xml; charset=nonsense":     "Áàíê",
		"text/xml":                       "Áàíê",
	} {
		r, err := discover.Read(discover.Document{ContentType: contentType, Body: body})
		if err != nil || r.Links[0].Title != want {
			t.Errorf("title under %q = %q, %v, want %q", contentType, r.Links[0].Title, err, want)
		}
	}
}

// TestLimits builds documents beyond each limit and checks that the limit bites
// and says so.
func TestLimits(t *testing.T) {
	var items, urls, links strings.Builder
	for i := range discover.MaxItems + 1 {
		fmt.Fprintf(&items, "<item><link>https://a.example/%d</link></item>", i)
	}
	for i := range discover.MaxSitemapURLs + 1 {
		fmt.Fprintf(&urls, "<url><loc>https://a.example/%d</loc></url>", i)
	}
	for i := range discover.MaxPageLinks + 1 {
		fmt.Fprintf(&links, "<p><a href='/2024/01/02/s%d'>x</a>", i)
	}
	tests := []struct {
		name, body string
		links      int
	}{
		{"items of a feed", "<rss><channel>" + items.String(), discover.MaxItems},
		{"links of a sitemap", "<urlset>" + urls.String(), discover.MaxSitemapURLs},
		{"links of a page", "<!doctype html>" + links.String(), discover.MaxPageLinks},
		{"bytes of a page", "<!doctype html><a href='/2024/01/02/s'>x</a>" + strings.Repeat("<p>", discover.MaxPageBytes/3), 1},
		{"bytes", "<rss><channel><item><link>https://a.example/1</link></item>" + strings.Repeat(" ", discover.MaxBytes), 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, err := discover.Read(discover.Document{URL: "https://a.example/", Body: []byte(tt.body)})
			if err != nil || len(r.Links) != tt.links || r.Partial == "" {
				t.Errorf("%d links, partial %q, %v; want %d and a reason", len(r.Links), r.Partial, err, tt.links)
			}
		})
	}
}

// TestHostile feeds what grows fastest under careless readers; each must end
// within seconds whatever the machine.
func TestHostile(t *testing.T) {
	const n = 300_000
	for name, body := range map[string]string{
		"nested elements":       "<rss><channel><item><title>" + strings.Repeat("<a>", n),
		"nested titles":         "<rss><channel><item>" + strings.Repeat("<title>", n),
		"nested unknown":        "<rss><channel><item>" + strings.Repeat("<x><y>", n),
		"items in items":        "<rss><channel>" + strings.Repeat("<item>", n),
		"end tags":              "<rss><channel>" + strings.Repeat("</item>", n),
		"declarations":          "<rss><channel>" + strings.Repeat("<!x>", n),
		"open comments":         "<rss>" + strings.Repeat("<!--", n),
		"open quotes":           "<rss><channel><item><link href=" + strings.Repeat(`a="='`, n),
		"less-than signs":       "<rss><channel><item><title>" + strings.Repeat("<", n),
		"ampersands":            "<rss><channel><item><title>" + strings.Repeat("&#", n),
		"namespaces":            "<rss " + strings.Repeat("xmlns:a='b' ", n) + "><channel>" + strings.Repeat("<a:b/>", n),
		"scripts in titles":     "<rss><channel>" + strings.Repeat("<item><title>&lt;script>&lt;script>&lt;/script></title></item>", n/10),
		"entries in sitemaps":   "<urlset>" + strings.Repeat("<url><loc>", n),
		"json depth":            `{"version":"https://jsonfeed.org/version/1","title":"x","items":[` + strings.Repeat("[", n),
		"html depth":            "<!doctype html>" + strings.Repeat("<div><a href='/2024/01/02/x'>", n/10),
		"html formatting":       "<!doctype html>" + strings.Repeat("<b><p>", n/100),
		"doctypes in brackets":  strings.Repeat("<!DOCTYPE a [", n),
		"entities in a doctype": "<!DOCTYPE a [" + strings.Repeat("<!ENTITY a '&a;'>", n) + "]><rss><channel><item><title>" + strings.Repeat("&a;", n),
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			_, err := discover.Read(discover.Document{Body: []byte(body)})
			if took := time.Since(start); took > 10*time.Second {
				t.Errorf("Read took %v (%v)", took, err)
			}
			t.Log(time.Since(start), err)
		})
	}
}

func ExampleRead() {
	r, err := discover.Read(discover.Document{
		URL:  "https://ledger.example/rss",
		Body: []byte(`<rss><channel><item><title>Port reopens &amp; ships sail</title><link>/2024/03/05/port</link><pubDate>Tue, 05 Mar 2024 08:00:00 +0100</pubDate></item>`),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, l := range r.Links {
		fmt.Println(l.Kind, l.URL, l.PublishedText(), l.Title)
	}
	// Output: item https://ledger.example/2024/03/05/port 2024-03-05T08:00:00+01:00 Port reopens & ships sail
}

package crawler_test

import (
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/pennypress/pennypress/crawler"
)

func TestCanonical(t *testing.T) {
	for raw, want := range map[string]string{
		"HTTP://News.Example":                                         "http://news.example/",
		"https://news.example:443/a":                                  "https://news.example/a",
		"http://news.example:80":                                      "http://news.example/",
		"http://news.example:443/":                                    "http://news.example:443/",
		"http://news.example:/":                                       "http://news.example/",
		"http://news.example:0080/":                                   "http://news.example/",
		"https://news.example.:8443/":                                 "https://news.example:8443/",
		"https://news.example/a#part":                                 "https://news.example/a",
		"https://news.example/a?#x":                                   "https://news.example/a",
		"https://news.example/a?b=1&a=2":                              "https://news.example/a?b=1&a=2",
		"https://news.example/a?utm_source=rss&id=7&UTM_Medium=mail":  "https://news.example/a?id=7",
		"https://news.example/a?fbclid=xyz&gclid=1&mc_cid=2&mc_eid=3": "https://news.example/a",
		"https://news.example/a?&&x=1&&":                              "https://news.example/a?x=1",
		"https://news.example/a?PHPSESSID=0123456789abcdef0123&p=2":   "https://news.example/a?p=2",
		"https://news.example/a?sid=12":                               "https://news.example/a?sid=12",
		"https://news.example/a;jsessionid=0A1B/b;JSESSIONID=7":       "https://news.example/a/b",
		"https://news.example/a;v=1":                                  "https://news.example/a;v=1",
		"https://news.example/a/./b/../c/":                            "https://news.example/a/c/",
		"https://news.example/../../a":                                "https://news.example/a",
		"https://news.example/a/..":                                   "https://news.example/",
		"https://news.example/a/b/.":                                  "https://news.example/a/b/",
		"https://news.example/a//b":                                   "https://news.example/a//b",
		"https://news.example/%7euser/%2fx/%e3%83%84":                 "https://news.example/~user/%2Fx/%E3%83%84",
		"https://news.example/ツ?q=ツ":                                  "https://news.example/%E3%83%84?q=%E3%83%84",
		"https://news.example/a b?c d":                                "https://news.example/a%20b?c%20d",
		"https://news.example/100%":                                   "https://news.example/100%25",
		"https://news.example/%zz?%":                                  "https://news.example/%25zz?%25",
		" \thttps://news.example/a\r\n/b ":                            "https://news.example/a/b",
		"https://me:secret@news.example/":                             "https://news.example/",
		"https://BÜCHER.example/":                                     "https://xn--bcher-kva.example/",
		"https://例え.テスト/":                                             "https://xn--r8jz45g.xn--zckzah/",
		"https://münchen-ost.example/":                                "https://xn--mnchen-ost-9db.example/",
		"https://почта。рф/":                                           "https://xn--80a1acny.xn--p1ai/",
		"http://127.0.0.1:8080":                                       "http://127.0.0.1:8080/",
		"http://[2001:DB8::1]:80/":                                    "http://[2001:db8::1]/",
		"https://news.example?x=1":                                    "https://news.example/?x=1",
		"https://news.example/a?x=%2F%41+b":                           "https://news.example/a?x=%2FA+b",
	} {
		got, err := crawler.Canonical(raw)
		if err != nil || got != want {
			t.Errorf("Canonical(%q) = %q, %v, want %q", raw, got, err, want)
		}
	}
}

func TestCanonicalRefuses(t *testing.T) {
	for _, raw := range []string{
		"", "news.example/a", "/a", "ftp://news.example/", "javascript:alert(1)", "mailto:a@news.example", "http://",
		"http:///a", "http://news.example:99999/", "http://news.example:0/", "http://a..b/", "http://exa mple/",
		"http://a\"b/", "http://[fe80::1%25eth0]/", "data:text/html,x", "file:///etc/passwd", "http://news.example:x/",
		"https://news.example/" + strings.Repeat("a", crawler.MaxURL),
		"https://news.example/" + strings.Repeat("é", crawler.MaxURL/3),
	} {
		if got, err := crawler.Canonical(raw); err == nil {
			t.Errorf("Canonical(%q) = %q, want an error", raw, got)
		}
	}
}

func TestHost(t *testing.T) {
	for raw, want := range map[string]string{
		"https://News.Example/a":         "news.example",
		"https://news.example:443/a":     "news.example",
		"http://news.example:8080/a":     "news.example:8080",
		"http://[::1]:8080/":             "[::1]:8080",
		"http://me@news.example./":       "news.example",
		"ftp://news.example/":            "",
		"nonsense":                       "",
		"https://user:pw@evil.example:1": "evil.example:1",
	} {
		if got := crawler.Host(raw); got != want {
			t.Errorf("Host(%q) = %q, want %q", raw, got, want)
		}
	}
}

func TestTrackingListIsInOrder(t *testing.T) {
	data, err := os.ReadFile("tracking.tsv")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSuffix(line, "\n")
		if strings.HasPrefix(line, "#") {
			continue
		}
		name, kind, ok := strings.Cut(line, "\t")
		if !ok || name == "" || name != strings.ToLower(name) || kind != "tracking" && kind != "session" {
			t.Errorf("tracking.tsv: line %q is no lower-case name and kind", line)
		}
		names = append(names, name)
	}
	if !slices.IsSorted(names) || len(slices.Compact(slices.Clone(names))) != len(names) {
		t.Error("tracking.tsv is not sorted or has a name twice")
	}
}

func FuzzCanonical(f *testing.F) {
	for _, s := range []string{
		"https://news.example/a/../b?utm_x=1&c=%7e#f", "http://ü.example:080/%", "HTTP://[::1]:80", "http://a/;jsessionid=;jsessionid=x",
		"http://a?&jsessionid=1", "https://a/%2e%2e/b", "https://me@a./", "http://a/b%0a", "http://1.2.3.4", "http://。a。/",
		"http://a/;jsess;jsessionid=ionid=", "http://0...", "http://127。1/", "http://0x7f.1./", "http://[::ffff:7f00:1]/", "http://1.2.3.4。/",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		once, err := crawler.Canonical(raw)
		if err != nil {
			if crawler.Host(raw) == "" {
				return
			}
			return
		}
		twice, err := crawler.Canonical(once)
		if err != nil || twice != once {
			t.Fatalf("Canonical(%q) = %q, but again %q, %v", raw, once, twice, err)
		}
		u, err := url.Parse(once)
		if err != nil || u.Fragment != "" || u.User != nil || u.Host != strings.ToLower(u.Host) || !strings.HasPrefix(u.EscapedPath(), "/") {
			t.Fatalf("Canonical(%q) = %q, which is not in canonical form (%v)", raw, once, err)
		}
		if h := crawler.Host(once); h != u.Host {
			t.Fatalf("Host(%q) = %q, want %q", once, h, u.Host)
		}
		if got, ok := crawler.Plausible(once, once); ok && got != once {
			t.Fatalf("Plausible(%q, same) = %q", once, got)
		}
	})
}

func TestCanonicalKeepsKeysThatLookLikeTracking(t *testing.T) {
	for in, want := range map[string]string{
		"https://a.example/view.asp?pk_no=1412361":             "https://a.example/view.asp?pk_no=1412361",
		"https://a.example/shop?itm_no=7":                      "https://a.example/shop?itm_no=7",
		"https://a.example/x?pk_campaign=mail&id=4":            "https://a.example/x?id=4",
		"https://a.example/x?itm_source=box&itm_medium=banner": "https://a.example/x",
	} {
		if got, err := crawler.Canonical(in); err != nil || got != want {
			t.Errorf("Canonical(%s) = %s, %v; want %s", in, got, err, want)
		}
	}
}

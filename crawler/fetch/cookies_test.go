package fetch

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func address(t *testing.T, s string) *url.URL {
	t.Helper()
	u, err := url.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func TestJarIsBounded(t *testing.T) {
	j := newJar()
	for i := range 2 * maxCookieSites {
		j.SetCookies(address(t, fmt.Sprintf("https://www.site%d.example/", i)), []*http.Cookie{{Name: "a", Value: "1"}})
	}
	if n := len(j.bySite); n != maxCookieSites || j.recent.Len() != n {
		t.Errorf("%d sites are kept, want %d", n, maxCookieSites)
	}
	u := address(t, "https://news.example/")
	for i := range 3 * maxSiteCookies {
		j.SetCookies(u, []*http.Cookie{{Name: fmt.Sprint("c", i), Value: "x"}})
		if n := len(j.Cookies(u)); n == 0 || n > maxSiteCookies {
			t.Fatalf("after %d cookies %d are sent, want 1 to %d", i+1, n, maxSiteCookies)
		}
	}
	j.SetCookies(u, make500(t))
	j.SetCookies(u, []*http.Cookie{{Name: "big", Value: strings.Repeat("x", maxCookie)}})
	for _, c := range j.Cookies(u) {
		if c.Name == "big" {
			t.Error("a cookie longer than the bound is kept")
		}
	}
}

func make500(t *testing.T) (cookies []*http.Cookie) {
	t.Helper()
	for i := range 500 {
		cookies = append(cookies, &http.Cookie{Name: fmt.Sprint("m", i), Value: "x"})
	}
	return cookies
}

func TestJarScope(t *testing.T) {
	j := newJar()
	j.SetCookies(address(t, "https://www.news.example/a"), []*http.Cookie{
		{Name: "host", Value: "1", Path: "/"},
		{Name: "domain", Value: "1", Path: "/", Domain: "news.example"},
		{Name: "suffix", Value: "1", Path: "/", Domain: "example"},
		{Name: "other", Value: "1", Path: "/", Domain: "bank.example"},
		{Name: "secure", Value: "1", Path: "/", Secure: true},
	})
	for target, want := range map[string]string{
		"https://www.news.example/": "host domain secure",
		"http://www.news.example/":  "host domain",
		"https://m.news.example/":   "domain",
		"https://bank.example/":     "",
		"https://127.0.0.1/":        "",
	} {
		var names []string
		for _, c := range j.Cookies(address(t, target)) {
			names = append(names, c.Name)
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("cookies for %s: %q, want %q", target, got, want)
		}
	}
}
func TestCookiesSentAreBounded(t *testing.T) {
	u := &url.URL{Scheme: "https", Host: "a.example", Path: "/"}
	j := newJar()
	for i := range 60 {
		j.SetCookies(u, []*http.Cookie{{Name: fmt.Sprint("c", i), Value: strings.Repeat("v", 3000)}})
	}
	size := 0
	for _, c := range j.Cookies(u) {
		size += len(c.Name) + len(c.Value)
	}
	if size == 0 || size > maxCookieBytes {
		t.Errorf("%d bytes of cookies are sent, want some, at most %d", size, maxCookieBytes)
	}
}

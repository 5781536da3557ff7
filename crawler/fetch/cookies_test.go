package fetch

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
)

func TestCookiesSentAreBounded(t *testing.T) {
	u := &url.URL{Scheme: "https", Host: "a.example", Path: "/"}
	j := newJar()
	for i := range 60 {
		j.SetCookies(u, []*http.Cookie{{Name: "c" + strconv.Itoa(i), Value: strings.Repeat("v", 3000)}})
	}
	size := 0
	for _, c := range j.Cookies(u) {
		size += len(c.Name) + len(c.Value)
	}
	if size == 0 || size > maxCookieBytes {
		t.Errorf("%d bytes of cookies are sent, want some, at most %d", size, maxCookieBytes)
	}
}

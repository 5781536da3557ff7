package fetch

import (
	"container/list"
	"net/http"
	"net/http/cookiejar"
	"net/netip"
	"net/url"
	"strings"
	"sync"

	"golang.org/x/net/publicsuffix"
)

// The bounds of the cookie jar.
const (
	maxCookieSites = 1000 // the most recently used are kept
	maxSiteCookies = 100  // set by one site before it starts anew
	maxCookie      = 4096 // bytes of one cookie
	maxCookieBytes = 8192 // of all cookies sent with a request: servers refuse longer headers
)

// A jar keeps cookies in memory, for redirects that set one and want it back.
// Each registrable domain has a jar of its own, so that none can crowd out the others.
type jar struct {
	mu     sync.Mutex
	bySite map[string]*list.Element // of *siteJar
	recent list.List
}

type siteJar struct {
	site  string
	jar   *cookiejar.Jar
	count int // cookies set so far
}

func newJar() *jar { return &jar{bySite: map[string]*list.Element{}} }

// SetCookies keeps the cookies of an answer.
func (j *jar) SetCookies(u *url.URL, cookies []*http.Cookie) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if len(cookies) > maxSiteCookies {
		cookies = cookies[:maxSiteCookies]
	}
	s := j.siteOf(u, true)
	if s.count += len(cookies); s.count > maxSiteCookies {
		s.jar, s.count = newCookieJar(), len(cookies)
	}
	for _, c := range cookies {
		if len(c.Name)+len(c.Value)+len(c.Path) <= maxCookie {
			s.jar.SetCookies(u, []*http.Cookie{c})
		}
	}
}

// Cookies gives the cookies to send.
func (j *jar) Cookies(u *url.URL) []*http.Cookie {
	j.mu.Lock()
	defer j.mu.Unlock()
	s := j.siteOf(u, false)
	if s == nil {
		return nil
	}
	cookies, size := s.jar.Cookies(u), 0
	for i, c := range cookies {
		if size += len(c.Name) + len(c.Value) + len("=; "); size > maxCookieBytes {
			return cookies[:i]
		}
	}
	return cookies
}

// siteOf gives the jar of a URL's site; nil when there is none and none is to be
// made.
func (j *jar) siteOf(u *url.URL, create bool) *siteJar {
	site := strings.ToLower(u.Hostname())
	if _, err := netip.ParseAddr(site); err != nil {
		if domain, err := publicsuffix.EffectiveTLDPlusOne(site); err == nil {
			site = domain
		}
	}
	if e, ok := j.bySite[site]; ok {
		j.recent.MoveToFront(e)
		return e.Value.(*siteJar)
	}
	if !create {
		return nil
	}
	s := &siteJar{site: site, jar: newCookieJar()}
	j.bySite[site] = j.recent.PushFront(s)
	if j.recent.Len() > maxCookieSites {
		delete(j.bySite, j.recent.Remove(j.recent.Back()).(*siteJar).site)
	}
	return s
}

func newCookieJar() *cookiejar.Jar {
	jar, _ := cookiejar.New(&cookiejar.Options{PublicSuffixList: publicsuffix.List}) // its error is always nil
	return jar
}

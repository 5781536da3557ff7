package web

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// A browser signs in with a form: it sends the token once, by POST, and gets a
// cookie that proves the token was known without holding it. The cookie is
// HttpOnly and SameSite=Strict, ends after cookieLife, and is worth nothing once
// the token is changed.
const (
	cookieName = "pennypress"
	cookieLife = 30 * 24 * time.Hour
)

// admitted says whether a request may see what it asks for.
func (s *server) admitted(r *http.Request) bool {
	if s.Token == "" || openPath(r.URL.Path) {
		return true
	}
	if given, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		return s.isToken(given)
	}
	// Feed readers know user names and passwords only.
	if _, password, ok := r.BasicAuth(); ok {
		return s.isToken(password)
	}
	cookie, err := r.Cookie(cookieName)
	return err == nil && s.isCookie(cookie.Value)
}

// openPath lists what is answered without a token: whether the server is up,
// and the form that asks for the token, with its style.
func openPath(path string) bool {
	return path == "/healthz" || path == "/readyz" || path == "/sign-in" || path == "/sign-out" || path == "/favicon.ico" || strings.HasPrefix(path, "/assets/")
}

// isToken compares in a time that does not depend on what is given.
func (s *server) isToken(given string) bool {
	want, got := sha256.Sum256([]byte(s.Token)), sha256.Sum256([]byte(given))
	return subtle.ConstantTimeCompare(want[:], got[:]) == 1
}

// cookie is the proof that the token was known, good until a time.
func (s *server) cookie(until time.Time) string {
	ends := strconv.FormatInt(until.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(s.Token))
	mac.Write([]byte("pennypress cookie until " + ends))
	return ends + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

func (s *server) isCookie(value string) bool {
	ends, _, _ := strings.Cut(value, ".")
	unix, err := strconv.ParseInt(ends, 10, 64)
	if err != nil || s.Now().Unix() >= unix {
		return false
	}
	return subtle.ConstantTimeCompare([]byte(value), []byte(s.cookie(time.Unix(unix, 0)))) == 1
}

// askToken answers a request that may not see what it asks for: people get the
// form, programs a 401.
func (s *server) askToken(w http.ResponseWriter, r *http.Request) {
	if !forPrograms(r) && !isFeed(r.URL.Path) && (r.Method == http.MethodGet || r.Method == http.MethodHead) {
		http.Redirect(w, r, "/sign-in?next="+url.QueryEscape(r.URL.RequestURI()), http.StatusSeeOther)
		return
	}
	w.Header().Add("WWW-Authenticate", `Bearer realm="pennypress"`)
	w.Header().Add("WWW-Authenticate", `Basic realm="pennypress", charset="UTF-8"`)
	s.fail(w, r, refuse(http.StatusUnauthorized, "send the token of serve.token: Authorization: Bearer TOKEN"))
}

// A signIn is what the form shows.
type signInView struct {
	Next  string // where to go afterwards
	Wrong bool   // the token was another one
}

func (s *server) signInPage(r *http.Request) (page, error) {
	return page{name: "sign-in", title: "Sign in", view: signInView{Next: localPath(r.URL.Query().Get("next"))}}, nil
}

// signIn takes the token from the form.
func (s *server) signIn(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		s.fail(w, r, refuse(http.StatusBadRequest, "the form is not well formed, or longer than %d bytes", maxBodyBytes))
		return
	}
	next := localPath(r.PostForm.Get("next"))
	if s.Token != "" && !s.isToken(r.PostForm.Get("token")) {
		s.write(w, r, page{name: "sign-in", title: "Sign in", status: http.StatusForbidden, view: signInView{Next: next, Wrong: true}})
		return
	}
	if s.Token != "" {
		until := s.Now().Add(cookieLife)
		http.SetCookie(w, s.setCookie(r, s.cookie(until), int(cookieLife.Seconds())))
	}
	http.Redirect(w, r, next, http.StatusSeeOther)
}

func (s *server) signOut(w http.ResponseWriter, r *http.Request) {
	http.SetCookie(w, s.setCookie(r, "", -1))
	http.Redirect(w, r, "/sign-in", http.StatusSeeOther)
}

func (s *server) setCookie(r *http.Request, value string, maxAge int) *http.Cookie {
	return &http.Cookie{
		Name: cookieName, Value: value, Path: "/", MaxAge: maxAge, HttpOnly: true, SameSite: http.SameSiteStrictMode,
		// Behind a proxy that ends TLS the header is all there is; a client that lies in it harms itself.
		Secure: r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https",
	}
}

// localPath is a path of this server, or the front page when it is anything else.
func localPath(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") ||
		strings.ContainsFunc(next, func(r rune) bool { return r == '\\' || r < ' ' }) {
		return "/"
	}
	return next
}

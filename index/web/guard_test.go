package web_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/index/web"
)

func TestHosts(t *testing.T) {
	n := open(t, nil, func(o *web.Options) { o.Hosts = []string{"news.example"} })
	for host, want := range map[string]int{
		"127.0.0.1:8470": 200, "localhost": 200, "localhost:8470": 200, "[::1]:8470": 200, "192.168.1.7:8470": 200, "LOCALHOST.": 200,
		"news.example": 200, "News.Example:443": 200,
		"evil.example": 421, "evil.example:8470": 421, "localhost.evil.example": 421, "127.0.0.1.evil.example": 421, "": 200,
	} {
		if host == "" {
			continue
		}
		if w := n.get("/", "Host", host); w.Code != want {
			t.Errorf("Host %q: %d, want %d", host, w.Code, want)
		}
		if w := n.get("/api/v1/stats", "Host", host); w.Code != want {
			t.Errorf("Host %q, API: %d, want %d", host, w.Code, want)
		}
	}
}

func TestHeaders(t *testing.T) {
	n := open(t, stories(t))
	for _, address := range []string{"/", "/article/none", "/api/v1/search", "/api/v1/search?q=(", "/feed.atom", "/nothing"} {
		h := n.get(address).Header()
		for name, want := range map[string]string{
			"Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
			"Referrer-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
		} {
			if !strings.HasPrefix(h.Get(name), want) {
				t.Errorf("%s: %s is %q", address, name, h.Get(name))
			}
		}
		if strings.Contains(h.Get("Content-Security-Policy"), "unsafe") {
			t.Errorf("%s: the policy allows what is inline", address)
		}
	}
}

// TestNothingChangesByGet asks everything with every method that may change
// things.
func TestNothingChangesByGet(t *testing.T) {
	n := open(t, stories(t))
	before, err := n.store.Seq(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, pattern := range web.Patterns() {
		method, path, _ := strings.Cut(pattern, " ")
		for _, other := range []string{http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodPatch, "INVENTED"} {
			if method == other || path == "/sign-in" || path == "/sign-out" {
				continue
			}
			r := httptest.NewRequest(other, "http://localhost"+strings.NewReplacer("{$}", "", "{id}", "oil-steady").Replace(path), nil)
			w := httptest.NewRecorder()
			n.handler.ServeHTTP(w, r)
			if w.Code != http.StatusMethodNotAllowed {
				t.Errorf("%s %s = %d, want 405", other, path, w.Code)
			}
		}
	}
	if after, err := n.store.Seq(t.Context()); err != nil || after != before {
		t.Errorf("the store's number went from %d to %d, %v", before, after, err)
	}
}

const token = "correct horse battery"

func TestToken(t *testing.T) {
	n := open(t, stories(t), func(o *web.Options) { o.Token = token })
	for _, c := range []struct {
		address string
		header  []string
		want    int
	}{
		{"/api/v1/search", nil, 401},
		{"/api/v1/search", []string{"Authorization", "Bearer " + token}, 200},
		{"/api/v1/search", []string{"Authorization", "Bearer " + token + "x"}, 401},
		{"/api/v1/search", []string{"Authorization", "Bearer "}, 401},
		{"/api/v1/search", []string{"Cookie", "pennypress=" + token}, 401},
		{"/api/v1/search", []string{"Cookie", "pennypress=9999999999.AAAA"}, 401},
		{"/feed.atom", []string{"Authorization", "Basic YW55Ym9keTpjb3JyZWN0IGhvcnNlIGJhdHRlcnk="}, 200},
		{"/feed.atom", nil, 401},
		{"/metrics", nil, 401},
		{"/", nil, 303},
		{"/article/oil-steady", nil, 303},
		{"/", []string{"Authorization", "Bearer " + token}, 200},
		{"/healthz", nil, 200},
		{"/readyz", nil, 200},
		{"/sign-in", nil, 200},
	} {
		if w := n.get(c.address, c.header...); w.Code != c.want {
			t.Errorf("GET %s with %v = %d, want %d", c.address, c.header, w.Code, c.want)
		}
	}
}

// post sends a form, as a page of the site given in Origin would.
func (n *newsroom) post(address, origin string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "http://localhost"+address, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if origin != "" {
		r.Header.Set("Origin", origin)
	}
	w := httptest.NewRecorder()
	n.handler.ServeHTTP(w, r)
	return w
}

// TestSignIn takes a browser through the form and out again.
func TestSignIn(t *testing.T) {
	at := now
	n := open(t, stories(t), func(o *web.Options) { o.Token, o.Now = token, func() time.Time { return at } })
	w := n.get("/movers?period=week")
	if got := w.Header().Get("Location"); got != "/sign-in?next=%2Fmovers%3Fperiod%3Dweek" {
		t.Fatalf("sent to %q", got)
	}
	if form := n.page(t, "/sign-in?next=%2Fmovers%3Fperiod%3Dweek"); !strings.Contains(form, `value="/movers?period=week"`) {
		t.Error("the form forgets where to go")
	}
	if w := n.post("/sign-in", "http://localhost", url.Values{"token": {"wrong"}, "next": {"/"}}); w.Code != http.StatusForbidden || w.Header().Get("Set-Cookie") != "" {
		t.Errorf("a wrong token: %d", w.Code)
	}
	if w := n.post("/sign-in", "http://evil.example", url.Values{"token": {token}}); w.Code != http.StatusForbidden || w.Header().Get("Set-Cookie") != "" {
		t.Errorf("a form of another site: %d", w.Code)
	}
	w = n.post("/sign-in", "http://localhost", url.Values{"token": {token}, "next": {"/movers?period=week"}})
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/movers?period=week" {
		t.Fatalf("signed in: %d to %q", w.Code, w.Header().Get("Location"))
	}
	cookie := w.Result().Cookies()[0]
	if !cookie.HttpOnly || cookie.SameSite != http.SameSiteStrictMode || strings.Contains(cookie.Value, token) {
		t.Errorf("the cookie is %+v", cookie)
	}
	header := []string{"Cookie", cookie.Name + "=" + cookie.Value}
	if w := n.get("/movers", header...); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "Sign out") {
		t.Errorf("with the cookie: %d", w.Code)
	}
	if w := n.post("/sign-out", "http://localhost", nil); w.Result().Cookies()[0].MaxAge >= 0 {
		t.Error("signing out keeps the cookie")
	}
	at = at.Add(31 * 24 * time.Hour)
	if w := n.get("/movers", header...); w.Code != http.StatusSeeOther {
		t.Errorf("with a cookie of last month: %d", w.Code)
	}
	at = now
	other := &newsroom{handler: newHandler(n, func(o *web.Options) { o.Token = "another token" })}
	if w := other.get("/movers", header...); w.Code != http.StatusSeeOther {
		t.Errorf("with a cookie of the token before: %d", w.Code)
	}
}

// TestNext shows that the form leads nowhere else.
func TestNext(t *testing.T) {
	n := open(t, nil, func(o *web.Options) { o.Token = token })
	for _, next := range []string{"https://evil.example/", "//evil.example/", `/\evil.example`, "javascript:alert(1)", "evil", "\t//evil.example", ""} {
		w := n.post("/sign-in", "http://localhost", url.Values{"token": {token}, "next": {next}})
		if got := w.Header().Get("Location"); got != "/" {
			t.Errorf("next %q leads to %q", next, got)
		}
	}
}

func TestBadRequests(t *testing.T) {
	n := open(t, stories(t))
	long := strings.Repeat("a", 1<<20)
	for _, c := range []struct {
		address string
		want    int
	}{
		{"/?q=(nvidia", 400},
		{"/?q=%ff%fe", 400},
		{"/?q=%zz", 400},
		{"/?q=" + long, 414},
		{"/?q=" + long[:40_000], 400},
		{"/api/v1/search?q=" + long, 414},
		{"/api/v1/search?q=%ff", 400},
		{"/?page=0", 400}, {"/?page=x", 400}, {"/?page=99999999999999999999", 400},
		{"/?q=nvidia&page=2", 404}, {"/?page=51", 404}, {"/?page=1000000", 404},
		{"/?sort=sideways", 400},
		{"/article/none", 404}, {"/article/\xff\xfe", 404}, {"/article/" + long[:5000], 404},
		{"/article/chips-slide?revision=2", 404}, {"/article/chips-slide?revision=two", 400},
		{"/ticker/NOSUCH", 404}, {"/ticker/a b c", 404}, {"/ticker/\"><script>", 404},
		{"/movers?period=century", 400}, {"/movers?direction=left", 400},
		{"/feed.atom?q=(", 400}, {"/alerts/none/feed.atom", 404},
		{"/nothing", 404}, {"/api/v1/nothing", 404}, {"/assets/../web.go", 404}, {"/assets/none.css", 404},
	} {
		t.Run(c.address[:min(len(c.address), 40)], func(t *testing.T) {
			w := n.get(c.address)
			if w.Code != c.want && !(w.Code == 301 || w.Code == 307) {
				t.Errorf("%d, want %d\n%.300s", w.Code, c.want, w.Body)
			}
		})
	}
	for _, err := range *n.errors {
		t.Error(err)
	}
}

// TestCaret shows people where a query is wrong.
func TestCaret(t *testing.T) {
	n := open(t, stories(t))
	w := n.get("/?q=nvidia+tiker:NVDA")
	for _, want := range []string{"nvidia tiker:NVDA\n       ^^^^^", "did you mean &#34;ticker:&#34;?", `value="nvidia tiker:NVDA"`, "What can be asked"} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}

func TestLargeForm(t *testing.T) {
	n := open(t, nil, func(o *web.Options) { o.Token = token })
	if w := n.post("/sign-in", "http://localhost", url.Values{"token": {strings.Repeat("x", 1<<20)}}); w.Code != http.StatusBadRequest {
		t.Errorf("a form of 1 MB: %d", w.Code)
	}
}

// TestPanic shows that one request that goes wrong takes nothing with it.
func TestPanic(t *testing.T) {
	n := open(t, nil)
	broken := &newsroom{handler: newHandler(n, func(o *web.Options) {
		o.Sources = func(context.Context) ([]web.SourceHealth, error) { panic("lost") }
	})}
	if w := broken.get("/sources"); w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "lost") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if len(*n.errors) != 1 || !strings.Contains((*n.errors)[0].Error(), "lost") {
		t.Errorf("reported %v", *n.errors)
	}
	if w := broken.get("/"); w.Code != http.StatusOK {
		t.Errorf("afterwards %d", w.Code)
	}
}

// TestSlowReader shows that a client that does not read an export holds
// nothing for ever, and that others are answered meanwhile.
func TestSlowReader(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	long := strings.Repeat("x", 250_000)
	var articles []extract.Article
	for i := range 30 {
		articles = append(articles, extract.Article{ID: fmt.Sprint("long-", i), Source: "wire", Title: "Long", Text: fmt.Sprint("A long story ", i, " ", long)})
	}
	n := open(t, articles)
	gone := make(chan struct{})
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if r.URL.Path == "/api/v1/export" {
				close(gone)
			}
		}()
		n.handler.ServeHTTP(impatient{w}, r)
	}))
	s.Start()
	defer s.Close()
	conn, err := net.Dial("tcp", s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.(*net.TCPConn).SetReadBuffer(4096); err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(conn, "GET /api/v1/export HTTP/1.1\r\nHost: localhost\r\n\r\n")
	if _, err := bufio.NewReader(io.LimitReader(conn, 100)).ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	resp, err := http.Get(s.URL + "/api/v1/stats")
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("meanwhile: %v, %v", resp, err)
	}
	resp.Body.Close()
	select {
	case <-gone:
	case <-time.After(30 * time.Second):
		t.Error("the export still waits for its reader")
	}
}

// impatient shortens the time that a client has to read, so that the test does
// not take a minute.
type impatient struct{ http.ResponseWriter }

// SetWriteDeadline brings a deadline forward.
func (w impatient) SetWriteDeadline(time.Time) error {
	return http.NewResponseController(w.ResponseWriter).SetWriteDeadline(time.Now().Add(time.Second))
}

// Flush sends what is buffered.
func (w impatient) Flush() { w.ResponseWriter.(http.Flusher).Flush() }

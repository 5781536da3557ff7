package fetch_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pennypress/pennypress/crawler"
	"github.com/pennypress/pennypress/crawler/fetch"
)

var loopback = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}

// open gives a client that may ask servers on this machine.
func open(t testing.TB, o fetch.Options) *fetch.Client {
	t.Helper()
	if o.AllowNetworks == nil {
		o.AllowNetworks = loopback
	}
	client, err := fetch.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client
}

func serve(t testing.TB, h http.HandlerFunc) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return server
}

// raw is a handler that sends bytes as they are and hangs up.
func raw(answer string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			panic(err)
		}
		io.WriteString(conn, answer)
		conn.Close()
	}
}

func text(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, body) }
}

func status(code int, fields ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i < len(fields); i += 2 {
			w.Header().Set(fields[i], fields[i+1])
		}
		w.WriteHeader(code)
		io.WriteString(w, "sorry")
	}
}

// drip sends a byte now and then, for ever.
func drip(w http.ResponseWriter, r *http.Request) {
	for r.Context().Err() == nil {
		io.WriteString(w, "x")
		http.NewResponseController(w).Flush()
		time.Sleep(5 * time.Millisecond)
	}
}

func TestGet(t *testing.T) {
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=windows-1252")
		w.Header().Set("ETag", `"v1"`)
		w.Header().Set("Last-Modified", "Mon, 03 Nov 2025 10:00:00 GMT")
		fmt.Fprintf(w, "caf\xe9 %s %s", r.UserAgent(), r.Header.Get("Accept"))
	})
	client := open(t, fetch.Options{UserAgent: "penny/1.0 (+https://penny.example)"})
	got, err := client.Get(t.Context(), fetch.Request{URL: server.URL + "/a#part", Accept: "text/html"})
	if err != nil {
		t.Fatal(err)
	}
	if want := "caf\xe9 penny/1.0 (+https://penny.example) text/html"; string(got.Page.Body) != want {
		t.Errorf("body = %q, want %q, its bytes untouched", got.Page.Body, want)
	}
	if got.Status != 200 || got.Page.ContentType != "text/html; charset=windows-1252" || got.Page.URL != server.URL+"/a" {
		t.Errorf("got status %d, type %q, URL %q", got.Status, got.Page.ContentType, got.Page.URL)
	}
	if want := (crawler.Validators{ETag: `"v1"`, LastModified: "Mon, 03 Nov 2025 10:00:00 GMT"}); got.Validators != want {
		t.Errorf("validators = %+v, want %+v", got.Validators, want)
	}
	if age := time.Since(got.Page.Fetched); age < 0 || age > time.Minute || got.Elapsed <= 0 {
		t.Errorf("fetched %v ago, took %v", age, got.Elapsed)
	}
}

// TestFaults holds what each fault of a server is called, and whether asking again can help.
func TestFaults(t *testing.T) {
	big := strings.Repeat("x", 70_000)
	for _, c := range []struct {
		name      string
		server    http.HandlerFunc
		want      string
		permanent bool
		refused   bool
	}{
		{"not found", status(404), "404 Not Found", true, false},
		{"gone", status(410), "410 Gone", true, false},
		{"forbidden", status(403), "403 Forbidden", false, false},
		{"bot wall", status(403, "Cf-Mitigated", "challenge"), "403 Forbidden: Cloudflare asks for a browser", false, false},
		{"too many requests", status(429), "429 Too Many Requests", false, false},
		{"server error", status(500), "500 Internal Server Error", false, false},
		{"unavailable", status(503), "503 Service Unavailable", false, false},
		{"unknown status", status(599), "599", false, false},
		{"partial content", status(206), "206 Partial Content, which was not asked for", false, false},
		{"not modified, unasked", raw("HTTP/1.1 304 Not Modified\r\n\r\n"), "304 Not Modified", false, false},
		{"redirect to nowhere", status(302), "302 Found without a Location", false, false},
		{"redirect to ftp", status(302, "Location", "ftp://news.example/"), `redirect to "ftp://news.example/", which is not an http or https URL`, true, true},
		{"redirect to javascript", status(302, "Location", "javascript:alert(1)"), `redirect to "javascript:alert(1)", which is not an http or https URL`, true, true},
		{"redirect to nonsense", status(302, "Location", "http://[::1"), `redirect to "http://[::1", which is not a URL`, false, false},
		{"short body", raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc"), "body cut short: unexpected EOF", false, false},
		{"cut chunks", raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"), "body cut short: unexpected EOF", false, false},
		{"cut in a chunk", raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nhello"), "body cut short: unexpected EOF", false, false},
		{"no answer", raw(""), "connection closed before the answer", false, false},
		{"half a header", raw("HTTP/1.1 200 OK\r\nServer: x\r\n"), "connection closed before the answer", false, false},
		{"not HTTP", raw("SSH-2.0-OpenSSH_9.2\r\n"), `malformed HTTP response "SSH-2.0-OpenSSH_9.2"`, false, false},
		{"endless header", raw("HTTP/1.1 200 OK\r\n" + strings.Repeat("X-Pad: "+big+"\r\n", 6)), "header longer than 256 KiB", false, false},
		{"long body", text(big), "body longer than 64 KiB", true, false},
		{"long body of unknown length", func(w http.ResponseWriter, _ *http.Request) {
			for range 70 {
				io.WriteString(w, big[:1000])
				http.NewResponseController(w).Flush()
			}
		}, "body longer than 64 KiB", true, false},
		{"drip", drip, "time-out after 300ms", false, false},
		{"silence", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, "time-out after 300ms", false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			server := serve(t, c.server)
			timeout := 10 * time.Second
			if strings.HasPrefix(c.want, "time-out") {
				timeout = 300 * time.Millisecond
			}
			client := open(t, fetch.Options{MaxBody: 64 << 10, Timeout: timeout})
			_, err := client.Get(t.Context(), fetch.Request{URL: server.URL + "/a"})
			checkError(t, err, server.URL+"/a: "+c.want, c.permanent, c.refused)
		})
	}
}

func checkError(t *testing.T, err error, want string, permanent, refused bool) {
	t.Helper()
	var e *crawler.Error
	if !errors.As(err, &e) {
		t.Fatalf("error = %v, want a *crawler.Error", err)
	}
	if e.Error() != want || e.Permanent != permanent || e.Refused != refused {
		t.Errorf("error = %q (permanent %v, refused %v), want %q (permanent %v, refused %v)",
			e.Error(), e.Permanent, e.Refused, want, permanent, refused)
	}
}

func TestUnreachable(t *testing.T) {
	closed := httptest.NewServer(nil)
	closed.Close()
	secure := httptest.NewUnstartedServer(nil)
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	secure.StartTLS()
	defer secure.Close()
	plain := serve(t, text(""))
	client := open(t, fetch.Options{Timeout: 5 * time.Second})
	for _, c := range []struct{ url, want string }{
		{closed.URL, "connection refused"},
		{"http://no-such-host.invalid/", ""},
		{secure.URL, "certificate: x509: certificate signed by unknown authority"},
		{strings.Replace(plain.URL, "http:", "https:", 1), "http: server gave HTTP response to HTTPS client"},
		{"ftp://news.example/", "not an http or https URL"},
		{"news.example", "not an http or https URL"},
		{"http://news.example:port/", "not a URL"},
	} {
		_, err := client.Get(t.Context(), fetch.Request{URL: c.url})
		if err == nil || !strings.HasPrefix(err.Error(), c.url+": "+c.want) {
			t.Errorf("Get(%s) = %v, want %q", c.url, err, c.want)
		}
	}
}

func TestLengthLimitIsExact(t *testing.T) {
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		n, _ := strconv.Atoi(r.URL.Query().Get("n"))
		http.NewResponseController(w).Flush() // no Content-Length
		io.WriteString(w, strings.Repeat("x", n))
	})
	client := open(t, fetch.Options{MaxBody: 1000})
	if got, err := client.Get(t.Context(), fetch.Request{URL: server.URL + "/?n=1000"}); err != nil || len(got.Page.Body) != 1000 {
		t.Errorf("1000 bytes: got %d, %v", len(got.Page.Body), err)
	}
	_, err := client.Get(t.Context(), fetch.Request{URL: server.URL + "/?n=1001"})
	checkError(t, err, server.URL+"/?n=1001: body longer than 1000 bytes", true, false)
	if got, err := client.Get(t.Context(), fetch.Request{URL: server.URL + "/?n=1001", MaxBody: 2000}); err != nil || len(got.Page.Body) != 1001 {
		t.Errorf("1001 bytes with a limit of its own: got %d, %v", len(got.Page.Body), err)
	}
}

func TestRedirects(t *testing.T) {
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		n, err := strconv.Atoi(strings.TrimPrefix(r.URL.Path, "/"))
		if err != nil || n == 0 {
			io.WriteString(w, "end")
			return
		}
		code := 301
		if r.URL.RawQuery != "" {
			code = 302
		}
		w.Header().Set("Location", fmt.Sprintf("%d?%s", n-1, r.URL.RawQuery))
		w.WriteHeader(code)
	})
	client := open(t, fetch.Options{})
	got, err := client.Get(t.Context(), fetch.Request{URL: server.URL + "/10"})
	if err != nil || string(got.Page.Body) != "end" || len(got.Hops) != 10 || got.Page.URL != server.URL+"/0?" {
		t.Errorf("10 redirects: %q over %v at %s, %v", got.Page.Body, got.Hops, got.Page.URL, err)
	}
	if got.Moved != server.URL+"/0?" {
		t.Errorf("10 permanent redirects: moved to %q, want %q", got.Moved, server.URL+"/0?")
	}
	if got, err := client.Get(t.Context(), fetch.Request{URL: server.URL + "/2?x"}); err != nil || got.Moved != "" {
		t.Errorf("temporary redirects: moved to %q, %v, want nowhere", got.Moved, err)
	}
	for _, n := range []int{11, 50} {
		got, err := client.Get(t.Context(), fetch.Request{URL: fmt.Sprintf("%s/%d", server.URL, n)})
		if err == nil || !strings.HasSuffix(err.Error(), "more than 10 redirects") || len(got.Hops) != 10 {
			t.Errorf("%d redirects: %v after %d hops, want more than 10 redirects", n, err, len(got.Hops))
		}
	}
	if _, err := open(t, fetch.Options{MaxRedirects: -1}).Get(t.Context(), fetch.Request{URL: server.URL + "/1"}); err == nil {
		t.Error("a redirect was followed although none may be")
	}
}

func TestRedirectToAnotherHostStays(t *testing.T) {
	there := serve(t, text("there"))
	here := serve(t, status(302, "Location", there.URL+"/x"))
	client := open(t, fetch.Options{})
	got, err := client.Get(t.Context(), fetch.Request{URL: here.URL, Stay: true})
	if err != nil || got.Location != there.URL+"/x" || got.Status != 302 || len(got.Hops) != 0 {
		t.Errorf("Get = %+v, %v, want the location %s and no hop", got, err, there.URL+"/x")
	}
	if got.LocationForGood {
		t.Error("a 302 counts as permanent")
	}
	for target, want := range map[string]bool{"http://10.0.0.1/": false, "http://[::1]:1/": true} {
		server := serve(t, status(308, "Location", target))
		got, err := client.Get(t.Context(), fetch.Request{URL: server.URL, Stay: true})
		if (err == nil) != want || want && !got.LocationForGood {
			t.Errorf("308 to %s: Get = %+v, %v", target, got, err)
		}
	}
}

func TestGuard(t *testing.T) {
	var asked atomic.Int32
	inside := serve(t, func(http.ResponseWriter, *http.Request) { asked.Add(1) })
	port := inside.URL[strings.LastIndex(inside.URL, ":"):]
	client := open(t, fetch.Options{AllowNetworks: []netip.Prefix{netip.MustParsePrefix("127.9.0.0/16")}, Robots: true})
	for target, want := range map[string]string{
		"http://127.0.0.1" + port:                    "address 127.0.0.1 is private (see crawl.allow_networks)",
		"http://localhost" + port:                    "address 127.0.0.1 is private (see crawl.allow_networks)",
		"http://2130706433" + port:                   "address 127.0.0.1 is private (see crawl.allow_networks)",
		"http://0x7f.1" + port:                       "address 127.0.0.1 is private (see crawl.allow_networks)",
		"http://[::1]" + port:                        "address ::1 is private (see crawl.allow_networks)",
		"http://[::ffff:127.0.0.1]" + port:           "address 127.0.0.1 is private (see crawl.allow_networks)",
		"http://[64:ff9b::7f00:1]" + port:            "address 64:ff9b::7f00:1 is private (see crawl.allow_networks)",
		"http://10.1.2.3/":                           "address 10.1.2.3 is private (see crawl.allow_networks)",
		"http://169.254.169.254/latest/meta-data/":   "address 169.254.169.254 is link-local (see crawl.allow_networks)",
		"http://0.0.0.0" + port:                      "address 0.0.0.0 is unspecified (see crawl.allow_networks)",
		"http://100.64.0.1/":                         "address 100.64.0.1 is private (see crawl.allow_networks)",
		"http://224.0.0.1/":                          "address 224.0.0.1 is multicast (see crawl.allow_networks)",
		"http://[fe80::1]/":                          "address fe80::1 is link-local (see crawl.allow_networks)",
		"http://[fd00::1]/":                          "address fd00::1 is private (see crawl.allow_networks)",
		"http://user:secret@127.0.0.1" + port + "/x": "address 127.0.0.1 is private (see crawl.allow_networks)",
	} {
		_, err := client.Get(t.Context(), fetch.Request{URL: target})
		shown := strings.Replace(target, "user:secret@", "", 1)
		checkError(t, err, shown+": "+want, true, true)
	}
	if n := asked.Load(); n != 0 {
		t.Errorf("the inside was asked %d times", n)
	}
}

func TestRedirectIntoPrivateNetworkIsRefused(t *testing.T) {
	var asked atomic.Int32
	inside := serve(t, func(http.ResponseWriter, *http.Request) { asked.Add(1) })
	secret := strings.Replace(inside.URL, "127.0.0.1", "127.0.0.2", 1)
	outside := serve(t, status(302, "Location", secret+"/admin"))
	for _, robots := range []bool{false, true} {
		client := open(t, fetch.Options{AllowNetworks: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}, Robots: robots})
		request := fetch.Request{URL: outside.URL + "/a", IgnoreRobots: !robots}
		_, err := client.Get(t.Context(), request)
		if robots { // which redirects there too, so it cannot be read
			checkError(t, err, outside.URL+"/a: robots.txt cannot be read, so nothing may be asked: address 127.0.0.2 is private (see crawl.allow_networks)", false, false)
			continue
		}
		checkError(t, err, outside.URL+"/a: redirected to "+secret+"/admin: address 127.0.0.2 is private (see crawl.allow_networks)", true, true)
	}
	if n := asked.Load(); n != 0 {
		t.Errorf("the inside was asked %d times", n)
	}
}

func TestNotModified(t *testing.T) {
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("If-None-Match") == `"v1"` && r.Header.Get("If-Modified-Since") == "Mon, 03 Nov 2025 10:00:00 GMT" {
			w.Header().Set("ETag", `"v1b"`)
			w.WriteHeader(304)
			return
		}
		io.WriteString(w, "new")
	})
	client := open(t, fetch.Options{})
	v := crawler.Validators{ETag: `"v1"`, LastModified: "Mon, 03 Nov 2025 10:00:00 GMT"}
	got, err := client.Get(t.Context(), fetch.Request{URL: server.URL, Validators: v})
	if err != nil || !got.NotModified || got.Status != 304 {
		t.Fatalf("Get = %+v, %v, want not modified", got, err)
	}
	if want := (crawler.Validators{ETag: `"v1b"`, LastModified: v.LastModified}); got.Validators != want {
		t.Errorf("validators = %+v, want %+v", got.Validators, want)
	}
	got, err = client.Get(t.Context(), fetch.Request{URL: server.URL, Validators: crawler.Validators{ETag: "\"evil\"\r\nX: y"}})
	if err != nil || got.NotModified || string(got.Page.Body) != "new" {
		t.Errorf("Get with a validator that cannot be sent = %+v, %v, want the page", got, err)
	}
}

func TestRetryAfter(t *testing.T) {
	now := time.Now()
	for value, want := range map[string]time.Duration{
		"":     0,
		"120":  2 * time.Minute,
		"0":    0,
		"-5":   0,
		"soon": 0,
		now.Add(time.Hour).UTC().Format(http.TimeFormat):    time.Hour,
		now.Add(-time.Hour).UTC().Format(http.TimeFormat):   0,
		now.AddDate(50, 0, 0).UTC().Format(http.TimeFormat): 30 * 24 * time.Hour,
		"99999999999999999": 30 * 24 * time.Hour,
	} {
		server := serve(t, status(429, "Retry-After", value))
		_, err := open(t, fetch.Options{}).Get(t.Context(), fetch.Request{URL: server.URL})
		var e *crawler.Error
		if !errors.As(err, &e) || (e.RetryAfter-want).Abs() > 2*time.Second || e.Status != 429 {
			t.Errorf("Retry-After %q: %+v, want %v", value, e, want)
		}
	}
}

func TestErrorPageIsKept(t *testing.T) {
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(503)
		io.WriteString(w, strings.Repeat("long page ", 100_000))
	})
	got, err := open(t, fetch.Options{}).Get(t.Context(), fetch.Request{URL: server.URL})
	checkError(t, err, server.URL+": 503 Service Unavailable", false, false)
	if len(got.Page.Body) != 256<<10 || !got.Page.Truncated {
		t.Errorf("error page: %d bytes, truncated %v, want 256 KiB and true", len(got.Page.Body), got.Page.Truncated)
	}
}

func TestBrokenErrorPageIsItsStatus(t *testing.T) {
	server := serve(t, raw("HTTP/1.1 404 Not Found\r\nContent-Length: 100\r\n\r\nabc"))
	_, err := open(t, fetch.Options{}).Get(t.Context(), fetch.Request{URL: server.URL})
	checkError(t, err, server.URL+": 404 Not Found", true, false)
}

func TestCancel(t *testing.T) {
	server := serve(t, drip)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	start := time.Now()
	_, err := open(t, fetch.Options{}).Get(ctx, fetch.Request{URL: server.URL})
	if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) > 2*time.Second {
		t.Errorf("Get = %v after %v, want the context's error at once", err, time.Since(start))
	}
}

func TestCookiesStayWithTheirHost(t *testing.T) {
	var seen sync.Map
	handler := func(w http.ResponseWriter, r *http.Request) {
		if c, err := r.Cookie("wall"); err == nil {
			seen.Store(r.Host+r.URL.Path, c.Value)
			io.WriteString(w, "in")
			return
		}
		http.SetCookie(w, &http.Cookie{Name: "wall", Value: "passed", Path: "/"})
		http.Redirect(w, r, "/in", http.StatusFound)
	}
	server := serve(t, handler)
	other := strings.Replace(serve(t, text("other")).URL, "127.0.0.1", "localhost", 1)
	client := open(t, fetch.Options{})
	if got, err := client.Get(t.Context(), fetch.Request{URL: server.URL}); err != nil || string(got.Page.Body) != "in" {
		t.Errorf("Get = %q, %v, want the page behind the cookie", got.Page.Body, err)
	}
	if _, err := client.Get(t.Context(), fetch.Request{URL: other}); err != nil {
		t.Fatal(err)
	}
	n := 0
	seen.Range(func(any, any) bool { n++; return true })
	if n != 1 {
		t.Errorf("cookies were sent to %d URLs, want 1", n)
	}
}

func TestCredentialsStayWithTheirHost(t *testing.T) {
	var there, here http.Header
	other := serve(t, func(w http.ResponseWriter, r *http.Request) { there = r.Header })
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		here = r.Header
		to := other.URL + "/b"
		if r.URL.Path == "/1" {
			to = "/2"
		}
		http.Redirect(w, r, strings.Replace(to, "http://", "http://evil:eve@", 1), http.StatusFound)
	})
	withUser := strings.Replace(server.URL, "http://", "http://me:secret@", 1)
	got, err := open(t, fetch.Options{}).Get(t.Context(), fetch.Request{URL: withUser + "/1", Header: http.Header{"X-Key": {"k"}}})
	if err != nil {
		t.Fatal(err)
	}
	if here.Get("Authorization") == "" || here.Get("X-Key") != "k" {
		t.Errorf("the host itself was not given the credentials: %v", here)
	}
	if there.Get("Authorization") != "" || there.Get("X-Key") != "" || there.Get("Referer") != "" {
		t.Errorf("another host was given credentials: %v", there)
	}
	if all := fmt.Sprint(got.Hops, got.Page.URL); strings.Contains(all, "secret") || strings.Contains(all, "eve") {
		t.Errorf("credentials are told: %s", all)
	}
}

func TestTurn(t *testing.T) {
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/a" {
			http.Redirect(w, r, "/b", http.StatusFound)
		}
	})
	var turns []string
	open_ := 0
	request := fetch.Request{URL: server.URL + "/a", Turn: func(_ context.Context, url string) (func(), error) {
		turns = append(turns, strings.TrimPrefix(url, server.URL))
		if open_++; open_ > 1 {
			t.Error("two turns at once")
		}
		return func() { open_-- }, nil
	}}
	if _, err := open(t, fetch.Options{Robots: true}).Get(t.Context(), request); err != nil {
		t.Fatal(err)
	}
	if want := []string{"/robots.txt", "/a", "/b"}; !slices.Equal(turns, want) || open_ != 0 {
		t.Errorf("turns = %v, want %v", turns, want)
	}
	request.Turn = func(context.Context, string) (func(), error) { return nil, errors.New("lease lost") }
	if _, err := open(t, fetch.Options{}).Get(t.Context(), request); err == nil || !strings.HasSuffix(err.Error(), "lease lost") {
		t.Errorf("Get = %v, want the error of Turn", err)
	}
}

// TestWhatIsSentAgainWaitsForItsTurn: a connection that was used before and is
// closed without an answer makes net/http send the request again.
func TestWhatIsSentAgainWaitsForItsTurn(t *testing.T) {
	var asked, turns atomic.Int32
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if asked.Add(1) == 2 {
			raw("")(w, r)
		}
	})
	client := open(t, fetch.Options{})
	request := fetch.Request{URL: server.URL, Turn: func(context.Context, string) (func(), error) {
		turns.Add(1)
		return nil, nil
	}}
	for range 2 {
		if _, err := client.Get(t.Context(), request); err != nil {
			t.Fatal(err)
		}
	}
	if asked.Load() != 3 || turns.Load() != 3 {
		t.Errorf("%d requests in %d turns, want 3 in 3", asked.Load(), turns.Load())
	}
	asked.Store(1)
	request.Turn = func(context.Context, string) (func(), error) {
		if asked.Load() == 2 {
			return nil, errors.New("lease lost")
		}
		return nil, nil
	}
	if _, err := client.Get(t.Context(), request); err == nil || asked.Load() != 2 {
		t.Errorf("without a second turn: %v after %d requests, want an error and no further one", err, asked.Load())
	}
}

func TestConnectionsAreReused(t *testing.T) {
	var conns atomic.Int32
	server := httptest.NewUnstartedServer(text(strings.Repeat("page ", 10_000)))
	server.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		if s == http.StateNew {
			conns.Add(1)
		}
	}
	server.Start()
	defer server.Close()
	for _, proxy := range []string{"", server.URL} { // any HTTP server serves as a proxy here
		conns.Store(0)
		client := open(t, fetch.Options{Proxy: proxy})
		for range 20 {
			if _, err := client.Get(t.Context(), fetch.Request{URL: server.URL}); err != nil {
				t.Fatal(err)
			}
		}
		if n := conns.Load(); n != 1 {
			t.Errorf("proxy %q: 20 requests over %d connections, want 1", proxy, n)
		}
	}
}

func TestProxy(t *testing.T) {
	var asked []string
	proxy := serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.String())
		io.WriteString(w, "by proxy")
	})
	// The proxy is on this machine, whose network is not allowed otherwise.
	client := open(t, fetch.Options{Proxy: proxy.URL, AllowNetworks: []netip.Prefix{}})
	got, err := client.Get(t.Context(), fetch.Request{URL: "http://news.example/a"})
	if err != nil || string(got.Page.Body) != "by proxy" {
		t.Fatalf("Get = %q, %v, want the page by proxy", got.Page.Body, err)
	}
	for _, inside := range []string{"http://127.0.0.1/", "http://localhost/", "http://0x7f000001/", "http://[::ffff:10.0.0.1]/"} {
		var e *crawler.Error
		if _, err := client.Get(t.Context(), fetch.Request{URL: inside}); !errors.As(err, &e) || !e.Refused {
			t.Errorf("Get(%s) by proxy = %v, want a refusal", inside, err)
		}
	}
	if len(asked) != 1 || asked[0] != "http://news.example/a" {
		t.Errorf("the proxy was asked for %v", asked)
	}
}

func TestBadProxies(t *testing.T) {
	for _, proxy := range []string{"ftp://proxy.example", "proxy.example:3128", "http://", "http://user:secret@[bad"} {
		_, err := fetch.New(fetch.Options{Proxy: proxy})
		if err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("New with proxy %q = %v, want an error without its password", proxy, err)
		}
	}
}

func TestHTTP2(t *testing.T) {
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, r.Proto) }))
	server.EnableHTTP2 = true
	server.StartTLS()
	defer server.Close()
	client := open(t, fetch.Options{})
	fetch.TrustForTest(client, server.Certificate())
	got, err := client.Get(t.Context(), fetch.Request{URL: server.URL})
	if err != nil || string(got.Page.Body) != "HTTP/2.0" {
		t.Errorf("Get = %q, %v, want HTTP/2.0", got.Page.Body, err)
	}
}

func TestEnvironmentDoesNotMatter(t *testing.T) {
	for name, value := range map[string]string{
		"COLLY_USER_AGENT": "other", "COLLY_MAX_BODY_SIZE": "3", "COLLY_DISALLOWED_DOMAINS": "127.0.0.1", "COLLY_CACHE_DIR": t.TempDir(),
		"COLLY_FOLLOW_REDIRECTS": "n", "COLLY_DISABLE_COOKIES": "y", "HTTP_PROXY": "http://127.0.0.1:9", "http_proxy": "http://127.0.0.1:9",
	} {
		t.Setenv(name, value)
	}
	server := serve(t, func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, r.UserAgent()) })
	got, err := open(t, fetch.Options{UserAgent: "penny"}).Get(t.Context(), fetch.Request{URL: server.URL})
	if err != nil || string(got.Page.Body) != "penny" {
		t.Errorf("Get = %q, %v, want penny", got.Page.Body, err)
	}
}

func TestSameURLTwice(t *testing.T) {
	var asked atomic.Int32
	server := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		if asked.Add(1) == 1 {
			w.WriteHeader(500)
		}
	})
	client := open(t, fetch.Options{})
	client.Get(t.Context(), fetch.Request{URL: server.URL})
	if _, err := client.Get(t.Context(), fetch.Request{URL: server.URL}); err != nil || asked.Load() != 2 {
		t.Errorf("second Get = %v after %d requests, want a page after 2", err, asked.Load())
	}
}

func Example() {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			io.WriteString(w, "User-agent: *\nDisallow: /private\n")
			return
		}
		io.WriteString(w, "<h1>Markets fall</h1>")
	}))
	defer server.Close()
	client, err := fetch.New(fetch.Options{Robots: true, AllowNetworks: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}})
	if err != nil {
		panic(err)
	}
	defer client.Close()
	for _, path := range []string{"/news", "/private/plans"} {
		response, err := client.Get(context.Background(), fetch.Request{URL: server.URL + path})
		var e *crawler.Error
		if errors.As(err, &e) {
			u, _ := url.Parse(e.URL)
			fmt.Println(u.Path, e.Err)
			continue
		}
		fmt.Println(path, string(response.Page.Body))
	}
	// Output:
	// /news <h1>Markets fall</h1>
	// /private/plans robots.txt forbids it
}

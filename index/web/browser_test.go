//go:build browser

package web_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/index/web"
)

// These tests drive a real Chromium, which make browser installs. BROWSER
// names it, AXE is the file axe.min.js, and SHOTS a folder for pictures.

// A browser is one tab, with all that it complained about.
type browser struct {
	ctx  context.Context
	base string

	mu         sync.Mutex // guards the next two
	complaints []string
	requests   int
}

// startBrowser opens a tab that can reach nothing but the server.
func startBrowser(t *testing.T, base string) *browser {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.NoSandbox, // the tests run as root, on pages of their own
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"))
	if path := os.Getenv("BROWSER"); path != "" {
		options = append(options, chromedp.ExecPath(path))
	}
	alloc, cancel := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(cancel)
	ctx, cancel := chromedp.NewContext(alloc)
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, 4*time.Minute)
	t.Cleanup(cancel)
	b := &browser{ctx: ctx, base: base}
	if err := chromedp.Listen(ctx, b.listen); err != nil {
		t.Fatal(err)
	}
	call(t, b, network.Enable, network.EnableParams{})
	call(t, b, log.Enable, cdp.Empty{})
	call(t, b, runtime.Enable, cdp.Empty{})
	return b
}

// listen notes what must not happen: requests that leave the machine, anything
// on the console, exceptions, violations of the policy.
func (b *browser) listen(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	complain := func(format string, args ...any) {
		b.complaints = append(b.complaints, fmt.Sprintf(format, args...))
	}
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		b.requests++
		if !strings.HasPrefix(e.Request.URL, b.base+"/") {
			complain("request to %s", e.Request.URL)
		}
	case *runtime.EventConsoleAPICalled:
		complain("console: %s", e.Type)
	case *runtime.EventExceptionThrown:
		complain("exception: %s at %s:%d", e.ExceptionDetails.Text, e.ExceptionDetails.URL, e.ExceptionDetails.LineNumber)
	case *log.EventEntryAdded:
		complain("log: %s %s", e.Entry.URL, e.Entry.Text)
	case *page.EventJavascriptDialogOpening:
		complain("dialog: %s", e.Message)
	}
}

// quiet fails the test if the browser complained since the last time.
func (b *browser) quiet(t *testing.T) {
	t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, c := range b.complaints {
		t.Errorf("browser: %s", c)
	}
	b.complaints = nil
}

func (b *browser) do(t *testing.T, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		t.Fatal(err)
	}
}

// call sends a command of the protocol.
func call[P, R any](t *testing.T, b *browser, command cdp.Command[P, R], params P) {
	t.Helper()
	if _, err := chromedp.Call(b.ctx, command, params); err != nil {
		t.Fatal(err)
	}
}

func (b *browser) visit(t *testing.T, path string) {
	t.Helper()
	b.do(t, chromedp.Navigate(b.base+path))
}

// text is what an expression of JavaScript gives.
func (b *browser) text(t *testing.T, expression string, options ...chromedp.EvaluateOption) string {
	t.Helper()
	out, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](expression, options...))
	if err != nil {
		t.Fatalf("%s: %v", expression[:min(len(expression), 200)], err)
	}
	return out
}

// wait waits until an expression is true, over whatever pages come.
func (b *browser) wait(t *testing.T, expression string) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if ok, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool]("!!("+expression+")")); err == nil && ok {
			return
		}
	}
	t.Fatalf("waited for %s at %s", expression, b.text(t, "location.href"))
}

func (b *browser) scheme(t *testing.T, scheme string) {
	t.Helper()
	call(t, b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
}

func (b *browser) size(t *testing.T, width, height int64) {
	t.Helper()
	call(t, b, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: width, Height: height, DeviceScaleFactor: 1, Mobile: width < 600})
}

// serve starts a server of a newsroom that is not small.
func serve(t *testing.T, articles []extract.Article) *httptest.Server {
	t.Helper()
	n := open(t, append(articles, briefs(600, 45)...), func(o *web.Options) { o.Sources = healthOf })
	s := httptest.NewServer(n.handler)
	t.Cleanup(func() {
		s.Close()
		for _, err := range *n.errors {
			t.Error(err)
		}
	})
	return s
}

// fivePages are the pages that are looked at in every form.
var fivePages = []struct{ name, path string }{
	{"search", "/?q=nvidia+OR+turbines+OR+oil"},
	{"article", "/article/chips-slide"},
	{"ticker", "/ticker/XNAS:NVDA"},
	{"movers", "/movers?period=week"},
	{"sources", "/sources"},
}

func TestBrowser(t *testing.T) {
	b := startBrowser(t, serve(t, stories(t)).URL)

	t.Run("a search is typed, narrowed by a facet, and an article opened", func(t *testing.T) {
		b.size(t, 1280, 900)
		b.visit(t, "/")
		b.do(t, chromedp.SendKeys("#q", "chip makers"+kb.Enter))
		b.wait(t, `location.search.includes("chip") && document.querySelector(".hit mark") !== null`)
		b.do(t, chromedp.Click(`//aside//a[contains(., "harbour-wire")]`))
		b.wait(t, `location.search.includes("harbour-wire") && document.querySelectorAll(".clauses li").length === 3`)
		b.do(t, chromedp.Click(".hit h3 a"))
		b.wait(t, `location.pathname.startsWith("/article/") && document.querySelector(".figure.down") !== null`)
		b.quiet(t)
	})

	t.Run("figures tell their value on hover and on focus", func(t *testing.T) {
		b.visit(t, "/article/chips-slide")
		tip := `getComputedStyle(document.querySelector(".figure.money"), "::after")`
		if got := b.text(t, tip+".display"); got != "none" {
			t.Errorf("at rest the tip is %s", got)
		}
		b.do(t, chromedp.KeyEvent(kb.Tab), chromedp.Focus(".figure.money")) // after a key, so that the focus shows
		b.wait(t, tip+`.display === "block"`)
		if got := b.text(t, tip+".content"); !strings.Contains(got, "USD 5,600,000") {
			t.Errorf("the tip says %s", got)
		}
		b.quiet(t)
	})

	t.Run("the keyboard walks", func(t *testing.T) {
		b.visit(t, "/?q=nvidia")
		b.do(t, chromedp.KeyEvent("j"), chromedp.KeyEvent("j"), chromedp.KeyEvent("k"))
		if got := b.text(t, `String([...document.querySelectorAll(".hit")].findIndex((h) => h.classList.contains("at")))`); got != "0" {
			t.Errorf("after j j k the hit is %s, want 0", got)
		}
		b.do(t, chromedp.KeyEvent("?"))
		b.wait(t, `document.getElementById("keys").open`)
		b.do(t, chromedp.KeyEvent(kb.Escape))
		b.wait(t, `!document.getElementById("keys").open`)
		b.do(t, chromedp.KeyEvent("/"))
		b.wait(t, `document.activeElement.id === "q"`)
		b.do(t, chromedp.KeyEvent(kb.Escape))
		b.wait(t, `document.activeElement.id !== "q"`)
		b.do(t, chromedp.KeyEvent("j"), chromedp.KeyEvent("o"))
		b.wait(t, `location.pathname.startsWith("/article/")`)
		b.quiet(t)
	})

	t.Run("typing is helped", func(t *testing.T) {
		b.visit(t, "/")
		b.do(t, chromedp.SendKeys("#q", "tick"))
		b.wait(t, `document.querySelector("#suggest:not([hidden]) li")?.textContent.startsWith("ticker:")`)
		b.do(t, chromedp.SendKeys("#q", kb.ArrowDown+kb.Tab))
		b.wait(t, `document.getElementById("q").value === "ticker:" && document.querySelectorAll("#suggest li").length > 5`)
		b.do(t, chromedp.SendKeys("#q", "nv"))
		b.wait(t, `document.querySelector("#suggest li")?.textContent === "ticker:XNAS:NVDA"`)
		b.quiet(t)
		b.visit(t, "/")
		b.do(t, chromedp.SendKeys("#q", "move:NVDA<ten"))
		b.wait(t, `document.querySelector(".verdict").textContent !== ""`)
		b.mu.Lock()
		b.complaints = nil // the browser's log names the 400
		b.mu.Unlock()
	})

	if b.requests == 0 {
		t.Error("no request was seen")
	}
}

// TestBrowserForms looks at the forms that a page takes: dark, narrow, without
// a script, and made of hostile articles.
func TestBrowserForms(t *testing.T) {
	b := startBrowser(t, serve(t, stories(t)).URL)

	t.Run("dark and light differ, and follow the system", func(t *testing.T) {
		b.visit(t, "/")
		paper := map[string]string{}
		for _, scheme := range []string{"light", "dark"} {
			b.scheme(t, scheme)
			paper[scheme] = b.text(t, "getComputedStyle(document.body).backgroundColor")
		}
		if paper["light"] == paper["dark"] {
			t.Errorf("paper is %s in both", paper["light"])
		}
		b.quiet(t)
	})

	t.Run("nothing is wider than a phone", func(t *testing.T) {
		for _, width := range []int64{320, 390} {
			b.size(t, width, 844)
			for _, p := range fivePages {
				b.visit(t, p.path)
				if got := b.text(t, "String(document.documentElement.scrollWidth)"); got != fmt.Sprint(width) {
					t.Errorf("%s at %d px is %s px wide", p.name, width, got)
				}
			}
		}
		b.quiet(t)
	})

	t.Run("hostile pages are inert", func(t *testing.T) {
		for _, path := range []string{"/article/hostile", "/?q=odd", "/movers", "/feed.atom?q=odd"} {
			b.visit(t, path)
		}
		b.visit(t, "/article/hostile")
		if got := b.text(t, `String([...document.querySelectorAll("a")].filter((a) => !a.href.startsWith("http") && !a.closest("svg")).length)`); got != "0" {
			t.Errorf("%s links are not to the web", got)
		}
		b.quiet(t)
	})

	t.Run("without a script everything is there", func(t *testing.T) {
		call(t, b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		defer call(t, b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{})
		b.visit(t, "/?q=chip+makers")
		b.do(t, chromedp.Click(".hit h3 a"), chromedp.WaitVisible(".story"))
		b.quiet(t)
	})
}

// TestAccessible lets axe-core look at the five pages in both schemes.
func TestAccessible(t *testing.T) {
	axe, err := os.ReadFile(os.Getenv("AXE"))
	if err != nil {
		t.Skip("AXE names no axe.min.js")
	}
	b := startBrowser(t, serve(t, stories(t)).URL)
	for _, scheme := range []string{"light", "dark"} {
		b.scheme(t, scheme)
		for _, p := range append(fivePages, []struct{ name, path string }{{"mistake", "/?q=(nvidia"}, {"help", "/help"}}...) {
			t.Run(p.name+" in "+scheme, func(t *testing.T) {
				b.visit(t, p.path)
				b.text(t, string(axe)+";''")
				out := b.text(t, `axe.run(document, {resultTypes: ["violations"]}).then((r) => JSON.stringify(r.violations.map((v) =>
						({id: v.id, impact: v.impact, help: v.help, nodes: v.nodes.map((n) => n.html.slice(0, 200) + " " + (n.any[0]?.message ?? ""))}))))`, chromedp.EvalAwaitPromise)
				var violations []struct {
					ID, Impact, Help string
					Nodes            []string
				}
				if err := json.Unmarshal([]byte(out), &violations); err != nil {
					t.Fatal(err)
				}
				for _, v := range violations {
					t.Errorf("%s (%s): %s\n%s", v.ID, v.Impact, v.Help, strings.Join(v.Nodes[:min(3, len(v.Nodes))], "\n"))
				}
			})
		}
	}
}

// TestPictures writes a picture of each page in each form into SHOTS.
func TestPictures(t *testing.T) {
	dir := os.Getenv("SHOTS")
	if dir == "" {
		t.Skip("SHOTS names no folder")
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	peaceful := slices.DeleteFunc(stories(t), func(a extract.Article) bool { return a.ID == "hostile" })
	b := startBrowser(t, serve(t, peaceful).URL)
	for _, scheme := range []string{"light", "dark"} {
		b.scheme(t, scheme)
		for _, width := range []int64{1280, 390} {
			b.size(t, width, map[int64]int64{1280: 900, 390: 844}[width])
			for _, p := range fivePages {
				b.visit(t, p.path)
				picture, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
				if err != nil {
					t.Fatal(err)
				}
				name := filepath.Join(dir, fmt.Sprintf("%s-%s-%d.png", p.name, scheme, width))
				if err := os.WriteFile(name, picture, 0o644); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	b.quiet(t)
}

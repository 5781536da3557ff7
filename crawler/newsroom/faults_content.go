package newsroom

import (
	"fmt"
	"net/http"
	"strings"
)

// contentFaults are pages that are no article, or hide one.
var contentFaults = []fault{
	{"page-pdf", "a page that is a PDF, once with and once without saying so", func(h *hostile) {
		h.story("/good")
		pdf := []byte("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n" + strings.Repeat("stream of words that mean nothing\n", 200) + "%%EOF\n")
		h.bad("/bad.pdf", raw("application/pdf", pdf), "pdf", "binary")
		h.bad("/bad", raw("text/html", pdf), "pdf", "binary")
	}},
	{"page-picture", "a page that is a picture", func(h *hostile) {
		h.story("/good")
		h.bad("/bad", raw("text/html", []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"+strings.Repeat("\x00\x01\xff\xfe", 2000))), "binary", "png", "image")
	}},
	{"page-zip", "a page that is an archive", func(h *hostile) {
		h.story("/good")
		h.bad("/bad", raw("text/html", []byte("PK\x03\x04\x14\x00\x08\x00"+strings.Repeat("\x9c\x00\xc3\x1f", 500))), "binary", "zip", "archive")
	}},
	{"page-empty", "a page without a body, and one of white space", func(h *hostile) {
		h.story("/good")
		h.bad("/bad-1", raw("text/html", nil), "empty")
		h.bad("/bad-2", raw("text/html", []byte(strings.Repeat(" \n\t", 3000))), "empty")
	}},
	{"page-tags", "a page of markup without a word", func(h *hostile) {
		h.story("/good")
		h.bad("/bad", raw("text/html", []byte("<html><head><title></title></head><body>"+strings.Repeat("<div><img src=x.png></div>", 500)+"</body></html>")))
	}},
	{"charset-header", "the header says ISO-8859-1, the bytes are UTF-8", func(h *hostile) {
		h.charset("/page", "text/html; charset=iso-8859-1", func(page string) []byte { return []byte(page) })
	}},
	{"charset-meta", "only a meta element says windows-1252", func(h *hostile) {
		h.charset("/page", "text/html", func(page string) []byte {
			return windows1252(strings.Replace(page, `charset="utf-8"`, `charset="windows-1252"`, 1))
		})
	}},
	{"charset-late", "nothing says UTF-8, and the first odd letter comes late", func(h *hostile) {
		h.charset("/page", "text/html", func(page string) []byte {
			return []byte(strings.Replace(page, `<meta charset="utf-8">`, "<!-- "+strings.Repeat("padding ", 400)+"-->", 1))
		})
	}},
	{"charset-lie", "the header says UTF-8, the bytes are windows-1252", func(h *hostile) {
		h.charset("/page", "text/html; charset=utf-8", windows1252)
		h.should()
	}},
	{"charset-utf16", "a page in UTF-16", func(h *hostile) {
		h.charset("/page", "text/html", func(page string) []byte {
			return []byte(utf16le(strings.Replace(page, `<meta charset="utf-8">`, "", 1)))
		})
	}},
	{"bad-bytes", "a page with bytes that no encoding has", func(h *hostile) {
		s := h.page("/page")
		h.on("/page", raw("text/html; charset=utf-8", []byte(strings.Replace(talePage(s, ""), "</article>", "<p>\xff\xfe\x80 broken \xc3\x28</p></article>", 1))))
		h.list(h.URL+"/page", s.Title)
		h.whole("/page", s)
	}},
	{"nul-bytes", "a page with NUL bytes between the words", func(h *hostile) {
		s := h.page("/page")
		h.on("/page", raw("text/html; charset=utf-8", []byte(strings.ReplaceAll(talePage(s, ""), "</p>\n<p>", "</p>\x00\n\x00<p>"))))
		h.list(h.URL+"/page", s.Title)
		h.whole("/page", s)
	}},
	{"deep-page", "an article inside 5,000 nested elements", func(h *hostile) {
		s := h.page("/page")
		page := strings.Replace(talePage(s, ""), "<article>", strings.Repeat("<div>", 5000)+"<article>", 1)
		h.on("/page", h.html(strings.Replace(page, "</article>", "</article>"+strings.Repeat("</div>", 5000), 1)))
		h.list(h.URL+"/page", s.Title)
		h.whole("/page", s)
	}},
	{"unclosed-page", "an article under 3,000 font elements that nobody closed", func(h *hostile) {
		s := h.page("/page")
		h.on("/page", h.html(strings.Replace(talePage(s, ""), "<article>", strings.Repeat("<font size=1><b>", 1500)+"<article>", 1)))
		h.list(h.URL+"/page", s.Title)
		h.whole("/page", s)
		h.should()
	}},
	{"many-nodes", "an article among 300,000 empty elements", func(h *hostile) {
		s := h.page("/page")
		h.on("/page", h.html(strings.Replace(talePage(s, ""), "<article>", strings.Repeat("<i></i>", 300_000)+"<article>", 1)))
		h.list(h.URL+"/page", s.Title)
		h.whole("/page", s)
		h.should()
	}},
	{"many-attributes", "an element with 50,000 attributes", func(h *hostile) {
		s := h.page("/page")
		var b strings.Builder
		for i := range 50_000 {
			fmt.Fprintf(&b, " data-a%d=\"%d\"", i, i)
		}
		h.on("/page", h.html(strings.Replace(talePage(s, ""), "<nav>", "<nav"+b.String()+">", 1)))
		h.list(h.URL+"/page", s.Title)
		h.whole("/page", s)
	}},
	{"soft-404", "pages that say 200 and mean 404", func(h *hostile) {
		h.story("/good")
		h.bad("/bad-1", h.html(`<html><head><title>Page not found</title></head><body><nav><a href="/">Home</a></nav><h1>Page not found</h1><p>Sorry, the page you are looking for does not exist or has been moved. Please check the address or use the search.</p></body></html>`), "missing", "not found", "404")
		h.bad("/bad-2", h.html(`<html><head><title>404</title></head><body><h1>Oops!</h1><p>We can’t find that page. It may have been removed, or you may have mistyped the link.</p><ul><li><a href="/">Front page</a></li></ul></body></html>`), "missing", "not found", "404")
	}},
	{"consent-wall", "a page that asks for consent and shows nothing", func(h *hostile) {
		h.story("/good")
		h.bad("/bad", h.html(`<html><head><title>Before you continue</title></head><body><div class="consent"><h1>We value your privacy</h1><p>We and our 812 partners store and access information on your device, such as cookies, to show personalised advertising and to measure content. You can accept all, or manage your choices.</p><button>Accept all</button><button>Reject all</button><button>Manage options</button></div></body></html>`), "wall", "consent", "empty", "stub")
	}},
	{"bot-wall", "a page that checks whether you are human, once with 200 and once with 403", func(h *hostile) {
		h.story("/good")
		wall := `<html><head><title>Just a moment...</title></head><body><h1>Checking your browser before accessing this site</h1><p>This process is automatic. Your browser will redirect to the requested content shortly. Please enable JavaScript and cookies to continue.</p><p>Ray ID: 8f1c0a</p></body></html>`
		h.bad("/bad-1", h.html(wall), "wall", "bot", "challenge")
		h.bad("/bad-2", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			w.WriteHeader(http.StatusForbidden)
			_, _ = w.Write([]byte(wall))
		}, "403", "wall", "bot", "challenge", "forbidden")
	}},
	{"script-shell", "a page that only scripts fill", func(h *hostile) {
		h.story("/good")
		h.bad("/bad", h.html(`<html><head><title>News</title><script src="/app.js" defer></script></head><body><noscript>You need to enable JavaScript to run this app.</noscript><div id="root"></div><script>window.__STATE__={"route":"/bad"}</script></body></html>`), "shell", "script", "empty")
	}},
	{"paywall", "a page that shows a sentence and asks for money", func(h *hostile) {
		h.story("/good")
		h.bad("/bad", h.html(`<html><head><title>Ferry fares to rise</title></head><body><article><h1>Ferry fares to rise</h1><div class="paywall"><p>To continue reading, subscribe today. Already a subscriber? Log in.</p><p>Choose your plan: digital for 9.90 a month, paper for 29.90 a month.</p></div></article></body></html>`), "stub", "paywall", "wall", "empty")
		h.should()
	}},
	{"listing", "an article's address that holds a list of headlines", func(h *hostile) {
		h.story("/good")
		var b strings.Builder
		for i := range 60 {
			s := h.tale(fmt.Sprintf("/listed-%d", i))
			fmt.Fprintf(&b, "<li><a href=\"/listed-%d\">%s</a></li>\n", i, s.Title)
		}
		h.bad("/bad", h.html("<html><head><title>Latest headlines</title></head><body><h1>Latest headlines</h1><ul>"+b.String()+"</ul></body></html>"), "listing", "links", "list")
	}},
	{"json-page", "a page that is an answer of an interface", func(h *hostile) {
		h.story("/good")
		h.bad("/bad", raw("application/json", []byte(`{"status":"error","code":500,"message":"upstream connect error"}`)))
	}},
	{"title-attack", "a title with a script, a formula and a terminal escape", func(h *hostile) {
		s := h.page("/page")
		clean := s.Title
		s.Title = "&#27;[2J&#155;31m&lt;script&gt;alert(1)&lt;/script&gt; " + clean
		h.on("/page", h.html(talePage(s, "")))
		h.list(h.URL+"/page", clean)
		h.clean("/page")
		h.check("the article comes out", func(j *judgement) string {
			if n := len(j.articles[canonical(h.URL+"/page")]); n != 1 {
				return fmt.Sprintf("%d articles%s", n, j.reason(h.URL+"/page"))
			}
			return ""
		})
	}},
	{"gone", "pages that are gone: 404 and 410, which are final", func(h *hostile) {
		h.story("/good")
		h.bad("/bad-404", http.NotFound, "404", "not found")
		h.bad("/bad-410", status(http.StatusGone), "410", "gone")
		h.asked("/bad-404", 1, 1)
		h.asked("/bad-410", 1, 1)
	}},
	{"locked", "pages that need a password, or money", func(h *hostile) {
		h.story("/good")
		h.bad("/bad-401", status(http.StatusUnauthorized, "WWW-Authenticate", "Basic realm=x"), "401", "unauthorized")
		h.bad("/bad-402", status(http.StatusPaymentRequired), "402", "payment")
		h.bad("/bad-451", status(http.StatusUnavailableForLegalReasons), "451", "legal")
	}},
}

// charset serves a tale in other bytes, and expects it whole.
func (h *hostile) charset(path, media string, encode func(page string) []byte) {
	s := h.page(path)
	s.Blocks = append(s.Blocks, block{Kind: "p", Text: "“Zürich’s café owes us £5 – or €6”, the mayor of Malmö said after the third coffee, and nobody laughed but him."})
	h.on(path, raw(media, encode(talePage(s, ""))))
	h.list(h.URL+path, s.Title)
	h.whole(path, s)
}

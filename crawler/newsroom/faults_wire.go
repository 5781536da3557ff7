package newsroom

import (
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"
)

// wireFaults are answers that bend the rules of HTTP, some so far that they
// break, some only so far that a careful reader still gets the page.
var wireFaults = []fault{
	{"reset", "the connection is reset in the middle of the page", func(h *hostile) {
		h.story("/good")
		h.bad("/bad", hijack(func(c net.Conn, _ *http.Request) {
			_, _ = c.Write([]byte("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n<html>"))
			reset(c)
		}), "reset", "cut", "eof", "connection")
	}},
	{"reset-at-once", "the connection is reset without an answer", func(h *hostile) {
		h.story("/good")
		h.bad("/bad", hijack(func(c net.Conn, _ *http.Request) { reset(c) }), "reset", "eof", "connection")
	}},
	{"half-header", "the connection ends in the middle of a header", func(h *hostile) {
		h.story("/good")
		h.bad("/bad", say("HTTP/1.1 200 OK\r\nContent-Type: text/h"), "eof", "closed", "connection")
	}},
	{"chunk-size", "a chunk whose size is no number", func(h *hostile) {
		h.story("/good")
		h.bad("/bad", say("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n<html>\r\n0\r\n\r\n"), "chunk", "body")
	}},
	{"no-last-chunk", "a chunked page whose last chunk never comes", func(h *hostile) {
		h.story("/good")
		page := talePage(h.tale("/bad"), "")
		h.bad("/bad", say(fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n", len(page), page)), "eof", "cut", "body")
	}},
	{"chunk-extras", "a chunked page with extensions and trailers", func(h *hostile) {
		h.said("/page", func(page string) string {
			return fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nTransfer-Encoding: chunked\r\nTrailer: X-End\r\n\r\n%x;name=value\r\n%s\r\n%x\r\n%s\r\n0\r\nX-End: yes\r\n\r\n",
				100, page[:100], len(page)-100, page[100:])
		})
	}},
	{"http-0.9", "a page without any header, as in 1991", func(h *hostile) {
		h.story("/good")
		h.bad("/bad", say("<html><body><p>Hello, this is all there is.</p></body></html>"), "malformed", "http")
	}},
	{"line-feeds", "headers that end in line feeds alone, one of them folded, and a status without a reason", func(h *hostile) {
		h.said("/page", func(page string) string {
			return fmt.Sprintf("HTTP/1.1 200\nContent-Type: text/html;\n charset=utf-8\nContent-Length: %d\n\n%s", len(page), page)
		})
	}},
	{"too-long", "more bytes than the Content-Length says, the next answer unasked", func(h *hostile) {
		h.said("/page", func(page string) string {
			return fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n%sHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", len(page), page)
		})
	}},
	{"length-word", "a Content-Length that is a word, and one below zero", func(h *hostile) {
		h.story("/good")
		h.bad("/bad-1", say("HTTP/1.1 200 OK\r\nContent-Length: lots\r\n\r\nhello"), "length")
		h.bad("/bad-2", say("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello"), "length")
	}},
	{"interim-flood", "interim answers without end", func(h *hostile) {
		h.story("/good")
		h.bad("/bad", hijack(func(c net.Conn, _ *http.Request) {
			for range 100_000 {
				if _, err := c.Write([]byte("HTTP/1.1 103 Early Hints\r\nX-Hint: nothing\r\n\r\n")); err != nil {
					return
				}
			}
		}), "1xx", "header", "closed", "connection")
	}},
	{"switching", "an answer that switches to another protocol", func(h *hostile) {
		h.story("/good")
		h.bad("/bad", say("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"), "101", "protocol")
	}},
	{"long-reason", "a status line of a megabyte", func(h *hostile) {
		h.story("/good")
		h.bad("/bad", say("HTTP/1.1 200 "+strings.Repeat("O", 1<<20)+"K\r\nContent-Length: 0\r\n\r\n"), "header")
	}},
	{"slow-but-well", "a page that takes a second to begin and another to end", func(h *hostile) {
		h.talked("/page", func(c net.Conn, page string) {
			time.Sleep(500 * time.Millisecond)
			fmt.Fprintf(c, "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s", len(page), page[:len(page)/2])
			time.Sleep(500 * time.Millisecond)
			_, _ = c.Write([]byte(page[len(page)/2:]))
		})
	}},
	{"tls-unknown", "a page behind a certificate that nobody vouches for", func(h *hostile) {
		h.story("/good")
		url := h.encrypted()
		h.list(url+"/page", "Secret")
		h.namedAt("the page", url+"/page", "certificate", "x509")
		h.noneBeside()
	}},
	{"tls-plain", "an https address whose server speaks no TLS", func(h *hostile) {
		h.story("/good")
		url := strings.Replace(h.neighbour(""), "http://", "https://", 1)
		h.list(url+"/page", "Plain")
		h.namedAt("the page", url+"/page", "tls", "http")
	}},
	{"plain-tls", "an http address whose server wants TLS", func(h *hostile) {
		h.story("/good")
		url := strings.Replace(h.encrypted(), "https://", "http://", 1)
		h.list(url+"/page", "TLS")
		h.namedAt("the page", url+"/page", "400", "tls", "malformed", "http")
	}},
}

// said serves a story by saying bytes and hanging up.
func (h *hostile) said(path string, answer func(page string) string) {
	h.talked(path, func(c net.Conn, page string) { _, _ = c.Write([]byte(answer(page))) })
}

// talked serves a story over the bare connection.
func (h *hostile) talked(path string, talk func(c net.Conn, page string)) {
	s := h.page(path)
	page := talePage(s, "")
	h.on(path, hijack(func(c net.Conn, _ *http.Request) { talk(c, page) }))
	h.list(h.URL+path, s.Title)
	h.whole(path, s)
}

// reset ends a connection without the usual goodbye.
func reset(c net.Conn) {
	if tcp, ok := c.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = c.Close()
}

package newsroom

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"strings"
	"time"
)

// transportFaults are connections and answers that go wrong below the page.
var transportFaults = []fault{
	{"refused", "nobody listens where the feed is said to be", func(h *hostile) {
		h.noFeed = true
		h.Feeds = []string{closedPort() + "/feed.xml"}
		h.noArticles()
		h.check("the feed's failure is named", func(j *judgement) string {
			if t := j.tasks[canonical(h.Feeds[0])]; t == nil || t.Reason == "" {
				return "no task with a reason"
			}
			return ""
		})
	}},
	{"hang-up", "the connection is closed without an answer", func(h *hostile) {
		h.story("/good")
		h.bad("/bad", say(""), "eof", "closed", "reset", "connection", "cut")
	}},
	{"short-body", "the page ends before its Content-Length", func(h *hostile) {
		h.story("/good")
		page := talePage(h.tale("/bad"), "")
		h.bad("/bad", say(fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s", 2*len(page), page[:len(page)*2/3])),
			"eof", "short", "cut", "truncated", "incomplete")
	}},
	{"cut-chunked", "a chunked page breaks off in mid-chunk", func(h *hostile) {
		h.story("/good")
		page := talePage(h.tale("/bad"), "")
		h.bad("/bad", say(fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s", len(page), page[:len(page)*2/3])),
			"eof", "short", "cut", "truncated", "incomplete")
	}},
	{"slow-drip", "a page arrives a byte at a time, for ever", func(h *hostile) {
		h.story("/good")
		h.bad("/bad", hijack(func(c net.Conn, r *http.Request) {
			_, _ = c.Write([]byte("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>"))
			drip(c, "x", 50*time.Millisecond)
		}), "time", "deadline", "slow")
	}},
	{"slow-headers", "the headers of an answer arrive a byte at a time, for ever", func(h *hostile) {
		h.story("/good")
		h.bad("/bad", hijack(func(c net.Conn, r *http.Request) {
			_, _ = c.Write([]byte("HTTP/1.1 200 OK\r\nX-Slow: "))
			drip(c, "x", 50*time.Millisecond)
		}), "time", "deadline", "slow")
	}},
	{"silence", "a request is never answered", func(h *hostile) {
		h.story("/good")
		h.bad("/bad", hijack(func(c net.Conn, r *http.Request) { awaitHangUp(c) }), "time", "deadline", "slow")
	}},
	{"big-page", "a page of 200 MB", func(h *hostile) {
		h.story("/good")
		h.bad("/bad", endless("text/html", "<html><body><article>", "<p>More of the same, and nothing else. ", 200<<20), "large", "limit", "big", "size", "cut", "truncated", "mib")
		h.bounded("/bad", 32<<20)
	}},
	{"gzip-bomb", "a page of 1 MB that unpacks to 1 GB", func(h *hostile) {
		h.story("/good")
		h.bad("/bad", gzipped("text/html", bomb("<html><body>", "<p>boom</p> ", 64)), "large", "limit", "big", "size", "cut", "truncated", "mib")
	}},
	{"gzip-garbage", "a page that says gzip and is not", func(h *hostile) {
		h.story("/good")
		h.bad("/bad", gzipped("text/html", noise(4000)), "gzip", "header", "encoding", "unpack", "decompress", "invalid", "binary")
	}},
	{"gzip-cut", "a gzipped page that is cut in the middle", func(h *hostile) {
		h.story("/good")
		data := pack([]byte(talePage(h.tale("/bad"), "")))
		h.bad("/bad", gzipped("text/html", data[:len(data)/2]), "eof", "cut", "gzip", "unpack", "truncated")
	}},
	{"gzip-twice", "a page that was packed twice, and says so", func(h *hostile) {
		s := h.page("/twice")
		data := pack(pack([]byte(talePage(s, ""))))
		h.on("/twice", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip, gzip")
			_, _ = w.Write(data)
		})
		h.list(h.URL+"/twice", s.Title)
		h.whole("/twice", s)
		h.should()
	}},
	{"gzip-good", "a page packed as it should be", func(h *hostile) {
		s := h.page("/packed")
		h.on("/packed", gzipped("text/html; charset=utf-8", pack([]byte(talePage(s, "")))))
		h.list(h.URL+"/packed", s.Title)
		h.whole("/packed", s)
	}},
	{"header-flood", "an answer whose headers never end", func(h *hostile) {
		h.story("/good")
		h.bad("/bad", hijack(func(c net.Conn, _ *http.Request) {
			_, err := c.Write([]byte("HTTP/1.1 200 OK\r\n"))
			line := []byte(strings.Repeat("X-Flood: "+strings.Repeat("f", 1000)+"\r\n", 16))
			for i := 0; i < 16_000 && err == nil; i++ {
				_, err = c.Write(line)
			}
		}), "header")
	}},
	{"bad-status-line", "an answer that is not HTTP", func(h *hostile) {
		h.story("/good")
		h.bad("/bad", say("220 mail.example ESMTP ready\r\n"), "malformed", "http", "status", "protocol")
	}},
	{"status-999", "an answer with a status that does not exist", func(h *hostile) {
		h.story("/good")
		h.bad("/bad", say("HTTP/1.1 999 Request denied\r\nContent-Length: 0\r\n\r\n"), "999", "status")
	}},
	{"no-content", "204 instead of a page", func(h *hostile) {
		h.story("/good")
		h.bad("/bad", status(http.StatusNoContent), "204", "empty", "content")
	}},
	{"http-1.0", "a page over HTTP/1.0, its end marked by the end of the connection", func(h *hostile) {
		s := h.page("/old")
		h.on("/old", say("HTTP/1.0 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"+talePage(s, "")))
		h.list(h.URL+"/old", s.Title)
		h.whole("/old", s)
	}},
	{"early-hints", "an interim answer before the real one", func(h *hostile) {
		s := h.page("/hints")
		page := talePage(s, "")
		h.on("/hints", say(fmt.Sprintf("HTTP/1.1 103 Early Hints\r\nLink: </x.css>; rel=preload\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s", len(page), page)))
		h.list(h.URL+"/hints", s.Title)
		h.whole("/hints", s)
	}},
	{"two-lengths", "an answer with two different Content-Lengths", func(h *hostile) {
		h.story("/good")
		h.bad("/bad", say("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 7\r\n\r\nhello"), "length")
	}},
	{"closes-idle", "the connection is closed after every answer, without warning", func(h *hostile) {
		for i := range 3 {
			path := fmt.Sprintf("/story-%d", i)
			s := h.page(path)
			page := talePage(s, "")
			h.on(path, say(fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n%s", len(page), page)))
			h.list(h.URL+path, s.Title)
			h.whole(path, s)
		}
	}},
}

// closedPort is the base address of a port where nobody listens.
func closedPort() string {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return "http://127.0.0.1:9"
	}
	// Closing a listener that accepted nothing does not fail.
	_ = l.Close()
	return "http://" + l.Addr().String()
}

// drip writes a piece per pause until the other side hangs up or a minute has
// passed. Reading between the pieces notices a hang-up at once.
func drip(c net.Conn, piece string, pause time.Duration) {
	for end := time.Now().Add(time.Minute); time.Now().Before(end); {
		if _, err := c.Write([]byte(piece)); err != nil {
			return
		}
		if err := c.SetReadDeadline(time.Now().Add(pause)); err != nil {
			return
		}
		if _, err := c.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
			return
		}
	}
}

// awaitHangUp waits until the other side hangs up, a minute at most.
func awaitHangUp(c net.Conn) {
	if err := c.SetReadDeadline(time.Now().Add(time.Minute)); err != nil {
		return
	}
	_, _ = c.Read(make([]byte, 1))
}

// noise is bytes without any meaning, the same each time.
func noise(n int) []byte {
	r := rand.New(rand.NewPCG(1, 2))
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

// gzipped serves bytes as a gzipped body, whatever they are.
func gzipped(media string, body []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", media)
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(body)
	}
}

func pack(data []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	// A bytes.Buffer takes everything.
	_, _ = z.Write(data)
	_ = z.Close()
	return b.Bytes()
}

// bomb is gzip of a head and then a piece repeated to 16 MiB, n times over:
// gzip allows members to follow each other.
func bomb(head, piece string, n int) []byte {
	member := pack(bytes.Repeat([]byte(piece), 16<<20/len(piece)))
	return append(pack([]byte(head)), bytes.Repeat(member, n)...)
}

package fetch_test

import (
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strconv"
	"sync"
	"testing"

	"github.com/pennypress/pennypress/crawler"
	"github.com/pennypress/pennypress/crawler/fetch"
)

// socks is a SOCKS5 proxy that leads every name to one address and remembers
// what it was asked for.
func socks(t *testing.T, to string) (address string, asked func() []string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	var (
		mu    sync.Mutex
		names []string
	)
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				name, err := socksHandshake(conn)
				if err != nil {
					conn.Close()
					return
				}
				mu.Lock()
				names = append(names, name)
				mu.Unlock()
				tunnel(conn, to)
			}()
		}
	}()
	return listener.Addr().String(), func() []string { mu.Lock(); defer mu.Unlock(); return slices.Clone(names) }
}

// socksHandshake grants a request without authentication for a named host.
func socksHandshake(conn net.Conn) (name string, err error) {
	head := make([]byte, 2)
	if _, err := io.ReadFull(conn, head); err != nil {
		return "", err
	}
	if _, err := io.ReadFull(conn, make([]byte, head[1])); err != nil {
		return "", err
	}
	conn.Write([]byte{5, 0})
	request := make([]byte, 5)
	if _, err := io.ReadFull(conn, request); err != nil {
		return "", err
	}
	if request[3] != 3 {
		return "", errors.New("not a name")
	}
	rest := make([]byte, int(request[4])+2)
	if _, err := io.ReadFull(conn, rest); err != nil {
		return "", err
	}
	conn.Write([]byte{5, 0, 0, 1, 0, 0, 0, 0, 0, 0})
	port := binary.BigEndian.Uint16(rest[len(rest)-2:])
	return net.JoinHostPort(string(rest[:len(rest)-2]), strconv.Itoa(int(port))), nil
}

func tunnel(conn net.Conn, to string) {
	defer conn.Close()
	server, err := net.Dial("tcp", to)
	if err != nil {
		return
	}
	defer server.Close()
	go io.Copy(server, conn)
	io.Copy(conn, server)
}

func TestSOCKSProxyResolvesNames(t *testing.T) {
	server := serve(t, text("by socks"))
	address, asked := socks(t, server.Listener.Addr().String())
	client := open(t, fetch.Options{Proxy: "socks5://" + address, AllowNetworks: []netip.Prefix{}})
	for range 3 {
		got, err := client.Get(t.Context(), fetch.Request{URL: "http://news.example/a"})
		if err != nil || string(got.Page.Body) != "by socks" {
			t.Fatalf("Get = %q, %v, want the page by proxy", got.Page.Body, err)
		}
	}
	var e *crawler.Error
	if _, err := client.Get(t.Context(), fetch.Request{URL: "http://10.0.0.1/"}); !errors.As(err, &e) || !e.Refused {
		t.Errorf("Get of a private address by proxy = %v, want a refusal", err)
	}
	if got := asked(); !slices.Equal(got, []string{"news.example:80"}) {
		t.Errorf("the proxy was asked for %v, want news.example:80 once, its connection kept", got)
	}
}

func TestHTTPSThroughProxy(t *testing.T) {
	server := httptest.NewTLSServer(text("secure"))
	defer server.Close()
	var asked []string
	proxy := serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.Method+" "+r.Host)
		if r.Host != "example.com:443" {
			http.Error(w, "no", http.StatusForbidden)
			return
		}
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			panic(err)
		}
		// Written by hand when the server has let go of the connection: it might
		// read on behind an answer of its own, and keep what it read.
		io.WriteString(conn, "HTTP/1.1 200 OK\r\n\r\n")
		tunnel(conn, server.Listener.Addr().String())
	})
	client := open(t, fetch.Options{Proxy: proxy.URL, AllowNetworks: []netip.Prefix{}})
	fetch.TrustForTest(client, server.Certificate()) // which is for example.com
	for range 2 {
		if got, err := client.Get(t.Context(), fetch.Request{URL: "https://example.com/a"}); err != nil || string(got.Page.Body) != "secure" {
			t.Fatalf("Get = %q, %v, want the page by proxy", got.Page.Body, err)
		}
	}
	_, err := client.Get(t.Context(), fetch.Request{URL: "https://news.example/"})
	checkError(t, err, "https://news.example/: Forbidden", false, false)
	if want := []string{"CONNECT example.com:443", "CONNECT news.example:443"}; !slices.Equal(asked, want) {
		t.Errorf("the proxy was asked %v, want %v", asked, want)
	}
}

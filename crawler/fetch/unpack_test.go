package fetch_test

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"io"
	"math/rand/v2"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"

	"github.com/pennypress/pennypress/crawler/fetch"
)

const page = "<!doctype html><title>Chips</title><p>Shares of the chip maker sank 11.5% on Friday."

// pack compresses with a coding.
func pack(t testing.TB, coding string, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	var w io.WriteCloser
	switch coding {
	case "gzip":
		w = gzip.NewWriter(&b)
	case "br":
		w = brotli.NewWriterLevel(&b, 1)
	case "zlib":
		w = zlib.NewWriter(&b)
	case "zstd":
		w, _ = zstd.NewWriter(&b)
	case "flate":
		w, _ = flate.NewWriter(&b, 6)
	default:
		t.Fatalf("no coding %q", coding)
	}
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestUnpack(t *testing.T) {
	doc := []byte(page)
	gz := pack(t, "gzip", doc)
	for _, c := range []struct {
		name, path, encoding, contentType string
		body                              []byte
		want                              string // body, or the reason when it begins with "error: "
	}{
		{"gzip", "/", "gzip", "", gz, page},
		{"x-gzip", "/", "x-gzip", "", gz, page},
		{"br", "/", "br", "", pack(t, "br", doc), page},
		{"zstd", "/", "zstd", "", pack(t, "zstd", doc), page},
		{"deflate", "/", "deflate", "", pack(t, "zlib", doc), page},
		{"deflate, bare", "/", "deflate", "", pack(t, "flate", doc), page},
		{"two codings", "/", "gzip, br", "", pack(t, "br", gz), page},
		{"two codings named in capitals", "/", "GZIP,BR", "", pack(t, "br", gz), page},
		{"sitemap.xml.gz", "/sitemap.xml.gz", "", "application/x-gzip", gz, page},
		{"sitemap.xml.gz in gzip", "/sitemap.xml.gz", "gzip", "", pack(t, "gzip", gz), page},
		{"sitemap.xml.gz that is not packed", "/sitemap.xml.gz", "", "", doc, page},
		{"sitemap.xml.gz that says so twice", "/sitemap.xml.gz", "gzip", "application/gzip", gz, page},
		{"gzip undeclared", "/", "", "text/html", gz, page},
		{"two members", "/", "gzip", "", append(bytes.Clone(gz), gz...), page + page},
		{"padding", "/", "gzip", "", append(bytes.Clone(gz), 0, 0, 0, 0), page},
		{"not gzip", "/", "gzip", "", doc, page},
		{"not br", "/", "br", "", doc, page},
		{"not zstd", "/", "zstd", "", doc, page},
		{"not deflate", "/", "deflate", "", doc, page},
		{"garbage called gzip", "/", "gzip", "", []byte("\x00\x93\x02garbage\xf3"), "error: body: the body is called gzip and is not"},
		{"garbage called zstd", "/", "zstd", "", []byte("\x00\x93\x02garbage\xf3"), "error: body: the body is called zstd and is not"},
		{"gzip that gzip packs only once", "/", "gzip, gzip", "", gz, page},
		{"no coding", "/", "UTF-8", "", doc, page},
		{"identity", "/", "identity", "", doc, page},
		{"empty", "/", "", "", nil, ""},
		{"empty gzip", "/", "gzip", "", nil, ""},
		{"empty br", "/", "br", "", nil, ""},
		{"empty deflate", "/", "deflate", "", nil, ""},
		{"gzip of nothing", "/", "gzip", "", pack(t, "gzip", nil), ""},
		{"gzip cut", "/", "gzip", "", gz[:len(gz)-12], "error: body cut short: unexpected EOF"},
		{"gzip cut in its header", "/", "gzip", "", gz[:8], "error: body cut short: unexpected EOF"},
		{"gzip broken", "/", "gzip", "", append(gz[:len(gz)-8:len(gz)-8], 1, 2, 3, 4, 5, 6, 7, 8), "error: body: gzip: gzip: invalid checksum"},
		{"br cut", "/", "br", "", pack(t, "br", doc)[:40], "error: body cut short: unexpected EOF"},
		{"zstd cut", "/", "zstd", "", pack(t, "zstd", doc)[:40], "error: body cut short: unexpected EOF"},
		{"compress", "/", "compress", "", doc, `error: body: content encoding "compress" is not understood`},
		{"unknown coding", "/", "sdch", "", []byte("\x00\x93\x02garbage\xf3"), `error: body: content encoding "sdch" is not understood`},
		{"unknown coding of text", "/", "sdch", "", doc, page},
		{"many codings", "/", "gzip, gzip, gzip, gzip", "", gz, "error: body: more than 3 content encodings"},
		{"text with quotes", "/", "", "", []byte("\x1f\x8b"), "\x1f\x8b"},
	} {
		t.Run(c.name, func(t *testing.T) {
			server := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if got := r.Header.Get("Accept-Encoding"); got != "gzip, br, zstd" {
					t.Errorf("Accept-Encoding = %q", got)
				}
				w.Header()["Content-Type"] = []string{c.contentType}
				if c.encoding != "" {
					w.Header().Set("Content-Encoding", c.encoding)
				}
				w.Write(c.body)
			})
			got, err := open(t, fetch.Options{}).Get(t.Context(), fetch.Request{URL: server.URL + c.path})
			if reason, bad := strings.CutPrefix(c.want, "error: "); bad {
				checkError(t, err, server.URL+c.path+": "+reason, false, false)
				return
			}
			if err != nil || string(got.Page.Body) != c.want {
				t.Errorf("Get = %q, %v, want %q", got.Page.Body, err, c.want)
			}
		})
	}
}

// bomb packs zeros of n MiB.
func bomb(t testing.TB, coding string, n int) []byte {
	return pack(t, coding, make([]byte, n<<20))
}

func TestBombs(t *testing.T) {
	small := bomb(t, "gzip", 40)
	for name, c := range map[string]struct {
		encoding string
		body     []byte
	}{
		"gzip":              {"gzip", small},
		"gzip undeclared":   {"", small},
		"br":                {"br", bomb(t, "br", 40)},
		"zstd":              {"zstd", bomb(t, "zstd", 40)},
		"deflate":           {"deflate", bomb(t, "zlib", 40)},
		"gzip in gzip":      {"gzip, gzip", pack(t, "gzip", small)},
		"gzip in br in br":  {"gzip, br, br", pack(t, "br", pack(t, "br", small))},
		"gzip without fill": {"gzip", bytes.Repeat(pack(t, "gzip", nil), 300_000)},
	} {
		t.Run(name, func(t *testing.T) {
			server := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				if c.encoding != "" {
					w.Header().Set("Content-Encoding", c.encoding)
				}
				w.Write(c.body)
			})
			client := open(t, fetch.Options{MaxBody: 5 << 20})
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := client.Get(t.Context(), fetch.Request{URL: server.URL})
			runtime.ReadMemStats(&after)
			checkError(t, err, server.URL+": body longer than 5 MiB", true, false)
			if used := after.TotalAlloc - before.TotalAlloc; used > 64<<20 {
				t.Errorf("%d MiB were allocated for a body of at most 5", used>>20)
			}
		})
	}
}

func FuzzUnpack(f *testing.F) {
	for _, coding := range []string{"gzip", "br", "zstd"} {
		f.Add(coding, pack(f, coding, []byte(page)))
	}
	f.Add("deflate", pack(f, "zlib", []byte(page)))
	f.Add("gzip, br", pack(f, "br", pack(f, "gzip", []byte(page))))
	f.Fuzz(func(t *testing.T, encoding string, body []byte) {
		got, clipped, err := fetch.UnpackForTest(encoding, body, 1000, false)
		if len(got) > 1000 || clipped {
			t.Fatalf("%d bytes, clipped %v, with a limit of 1000 (%v)", len(got), clipped, err)
		}
		short, clipped, err2 := fetch.UnpackForTest(encoding, body, 1000, true)
		if len(short) > 1000 || clipped && len(short) != 1000 {
			t.Fatalf("clipped to %d bytes, want 1000", len(short))
		}
		if err == nil && (err2 != nil || !bytes.Equal(short, got)) {
			t.Fatalf("clipping gave %d bytes, %v, not clipping %d", len(short), err2, len(got))
		}
	})
}

func BenchmarkGet(b *testing.B) {
	// About the median size of a news page and how far it packs.
	words := make([]byte, 126<<10)
	for i := range words {
		words[i] = "abcdefgh <p>"[rand.IntN(12)]
	}
	for _, coding := range []string{"", "gzip", "br", "zstd"} {
		name, body := "plain", words
		if coding != "" {
			name, body = coding, pack(b, coding, words)
		}
		b.Run(name, func(b *testing.B) {
			server := serve(b, func(w http.ResponseWriter, _ *http.Request) {
				if coding != "" {
					w.Header().Set("Content-Encoding", coding)
				}
				w.Write(body)
			})
			client := open(b, fetch.Options{Robots: true})
			b.ReportAllocs()
			b.SetBytes(int64(len(words)))
			for b.Loop() {
				if _, err := client.Get(b.Context(), fetch.Request{URL: server.URL}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("not modified", func(b *testing.B) {
		server := serve(b, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(304) })
		client := open(b, fetch.Options{Robots: true})
		request := fetch.Request{URL: server.URL}
		request.Validators.ETag = `"v"`
		client.Get(b.Context(), request)
		b.ReportAllocs()
		for b.Loop() {
			client.Get(b.Context(), request)
		}
	})
}

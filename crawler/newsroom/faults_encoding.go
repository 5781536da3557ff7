package newsroom

import (
	"bytes"
	"compress/flate"
	"compress/zlib"
	"io"
	"net/http"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
)

// encodingFaults are bodies that are packed in all ways, or claim to be.
var encodingFaults = []fault{
	{"brotli", "a page packed by brotli, which was perhaps not asked for", func(h *hostile) { h.packed("br", packBrotli) }},
	{"zstd", "a page packed by zstd", func(h *hostile) { h.packed("zstd", packZstd) }},
	{"deflate", "a page packed by deflate as the standard has it", func(h *hostile) { h.packed("deflate", packZlib) }},
	{"deflate-bare", "a page packed by deflate as some servers have it", func(h *hostile) { h.packed("deflate", packFlate) }},
	{"gzip-in-brotli", "a page packed by gzip and then by brotli", func(h *hostile) {
		h.packed("gzip, br", func(b []byte) []byte { return packBrotli(pack(b)) })
	}},
	{"gzip-silent", "a packed page that does not say so", func(h *hostile) { h.packed("", pack) }},
	{"gzip-called-plain", "a plain page that says gzip", func(h *hostile) { h.packed("gzip", bytes.Clone) }},
	{"gzip-tail", "a packed page with garbage behind it", func(h *hostile) {
		h.packed("gzip", func(b []byte) []byte { return append(pack(b), "garbage"...) })
	}},
	{"gzip-parts", "a page packed in two parts", func(h *hostile) {
		h.packed("x-gzip", func(b []byte) []byte { return append(pack(b[:len(b)/2]), pack(b[len(b)/2:])...) })
	}},
	{"odd-labels", "pages whose Content-Encoding is none", func(h *hostile) {
		for i, label := range []string{"utf-8", "identity", "none", "text/html", "binary", ""} {
			h.packedAt("/page-"+string(rune('a'+i)), label, bytes.Clone)
		}
	}},
	{"unknown-coding", "pages packed in ways that nobody knows", func(h *hostile) {
		h.story("/good")
		for i, label := range []string{"compress", "sdch", "x-paper-tape"} {
			h.bad("/bad-"+string(rune('a'+i)), encoded(label, noise(4000)), "encoding", "binary", "called")
		}
	}},
	{"brotli-garbage", "pages that say br, zstd and deflate and are garbage", func(h *hostile) {
		h.story("/good")
		for _, label := range []string{"br", "zstd", "deflate"} {
			h.bad("/bad-"+label, encoded(label, noise(4000)), "br", "zstd", "deflate", "called")
		}
	}},
	{"brotli-cut", "pages by brotli and zstd that are cut in the middle", func(h *hostile) {
		h.story("/good")
		page := []byte(talePage(h.tale("/bad"), ""))
		for label, data := range map[string][]byte{"br": packBrotli(page), "zstd": packZstd(page)} {
			h.bad("/bad-"+label, encoded(label, data[:len(data)/2]), "eof", "cut", "br", "zstd")
		}
	}},
	{"brotli-bomb", "pages that unpack from a few bytes to 25 MB, by brotli, zstd and layers of gzip", func(h *hostile) {
		h.story("/good")
		zeros := []byte("<html><body><p>" + strings.Repeat("boom ", 5<<20))
		h.bad("/bad-br", encoded("br", packBrotli(zeros)), "longer", "limit", "mib")
		h.bad("/bad-zstd", encoded("zstd", packZstd(zeros)), "longer", "limit", "mib")
		h.bad("/bad-gzip", encoded("gzip, gzip", pack(pack(zeros))), "longer", "limit", "mib")
		h.bad("/bad-layers", encoded("gzip, gzip, gzip, gzip, gzip", pack(zeros)), "encoding", "longer")
	}},
}

// packed serves a story under a Content-Encoding.
func (h *hostile) packed(label string, pack func([]byte) []byte) { h.packedAt("/page", label, pack) }

func (h *hostile) packedAt(path, label string, pack func([]byte) []byte) {
	s := h.page(path)
	h.on(path, encoded(label, pack([]byte(talePage(s, "")))))
	h.list(h.URL+path, s.Title)
	h.whole(path, s)
}

// encoded serves bytes as HTML under a Content-Encoding, whatever they are.
func encoded(label string, body []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if label != "" {
			w.Header().Set("Content-Encoding", label)
		}
		_, _ = w.Write(body)
	}
}

func packBrotli(b []byte) []byte {
	return packWith(b, func(w io.Writer) io.WriteCloser { return brotli.NewWriterLevel(w, 3) })
}

func packZstd(b []byte) []byte {
	return packWith(b, func(w io.Writer) io.WriteCloser {
		z, _ := zstd.NewWriter(w, zstd.WithEncoderConcurrency(1)) // fails only for bad options
		return z
	})
}

func packZlib(b []byte) []byte {
	return packWith(b, func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) })
}

func packFlate(b []byte) []byte {
	return packWith(b, func(w io.Writer) io.WriteCloser {
		z, _ := flate.NewWriter(w, flate.DefaultCompression) // fails only for bad levels
		return z
	})
}

func packWith(b []byte, open func(io.Writer) io.WriteCloser) []byte {
	var out bytes.Buffer
	z := open(&out)
	// A bytes.Buffer takes everything.
	_, _ = z.Write(b)
	_ = z.Close()
	return out.Bytes()
}

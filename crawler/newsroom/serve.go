package newsroom

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"
)

// ServeHTTP answers for a sample site: with what was rendered, or with
// "not modified" when the caller has it already.
func (p *paper) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	doc, ok := p.pages[requested(r.URL)]
	if !ok {
		w.Header().Set("Content-Type", p.htmlType())
		w.WriteHeader(http.StatusNotFound)
		_, _ = w.Write([]byte("<html><title>Not found</title><body><h1>Page not found</h1></body></html>"))
		return
	}
	doc.serve(w, r)
}

// requested is the path and query that name a document: tracking parameters
// do not.
func requested(u *url.URL) string {
	query := u.Query()
	for key := range query {
		if strings.HasPrefix(key, "utm_") {
			query.Del(key)
		}
	}
	if len(query) == 0 {
		return u.EscapedPath()
	}
	return u.EscapedPath() + "?" + query.Encode()
}

func (d *document) serve(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", d.media)
	w.Header().Set("ETag", etag(d.body))
	http.ServeContent(w, r, "", d.modified, bytes.NewReader(d.body))
}

func etag(body []byte) string {
	sum := sha256.Sum256(body)
	return `"` + hex.EncodeToString(sum[:8]) + `"`
}

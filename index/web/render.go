package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"sync"
)

//go:embed templates/*.html
var templateFiles embed.FS

//go:embed assets
var assetFiles embed.FS

// A page is what a handler of pages answers: the template of that name, filled
// with view.
type page struct {
	name   string
	title  string
	query  string // in the search box
	status int    // 0 means 200
	view   any
}

// A frame is what the layout of every page is filled with.
type frame struct {
	Title, Name, Query, Version string
	SignOut                     bool // there is something to sign out from
	View                        any
}

// page makes a handler of a function that looks at the request and says what
// is shown. What fails is shown as a page too.
func (s *server) page(h func(r *http.Request) (page, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		p, err := h(r)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		s.write(w, r, p)
	}
}

// stream makes a handler of a function that writes by itself, unless it fails
// before it has begun.
func (s *server) stream(h func(w http.ResponseWriter, r *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		err := h(w, r)
		if err == nil {
			return
		}
		if rec, ok := w.(*recorder); ok && rec.begun {
			s.report(fmt.Errorf("answer %s %s: %w", r.Method, r.URL.Path, err))
			panic(http.ErrAbortHandler) // the client sees that the answer is not whole
		}
		s.fail(w, r, err)
	}
}

// write fills a page's template. Nothing is sent before all of it is there.
func (s *server) write(w http.ResponseWriter, r *http.Request, p page) {
	var out bytes.Buffer
	err := pages()[p.name].ExecuteTemplate(&out, "layout", frame{
		Title: p.title, Name: p.name, Query: p.query, Version: s.Version,
		SignOut: s.Token != "" && s.admitted(r) && p.name != "sign-in", View: p.view,
	})
	if err != nil {
		s.report(fmt.Errorf("fill page %s: %w", p.name, err))
		writeProblem(w, refuse(http.StatusInternalServerError, "something failed here; the server's log says what"))
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	if p.status == 0 {
		p.status = http.StatusOK
	}
	if p.status != http.StatusOK || s.Token != "" {
		h.Set("Cache-Control", "no-store")
	} else {
		h.Set("Cache-Control", "no-cache")
		if tagged(w, r, out.Bytes()) {
			return
		}
	}
	w.WriteHeader(p.status)
	_, _ = w.Write(out.Bytes()) // the client is gone
}

// tagged gives an answer its ETag, and ends it when the client has it already.
func tagged(w http.ResponseWriter, r *http.Request, body []byte) bool {
	sum := sha256.Sum256(body)
	tag := `"` + hex.EncodeToString(sum[:12]) + `"`
	w.Header().Set("ETag", tag)
	if !matchesTag(r.Header.Get("If-None-Match"), tag) {
		return false
	}
	w.Header().Del("Content-Type")
	w.WriteHeader(http.StatusNotModified)
	return true
}

// matchesTag reads If-None-Match.
func matchesTag(header, tag string) bool {
	for given := range strings.SplitSeq(header, ",") {
		given = strings.TrimPrefix(strings.TrimSpace(given), "W/")
		if given == tag || given == "*" {
			return true
		}
	}
	return false
}

// pages are the templates, one set for each page: its own file and the layout.
var pages = sync.OnceValue(func() map[string]*template.Template {
	names, err := fs.Glob(templateFiles, "templates/*.html")
	if err != nil {
		panic(err) // the pattern is ours
	}
	base := template.Must(template.New("").Funcs(functions).ParseFS(templateFiles, "templates/layout.html", "templates/parts.html"))
	out := map[string]*template.Template{}
	for _, name := range names {
		set := template.Must(template.Must(base.Clone()).ParseFS(templateFiles, name))
		out[strings.TrimSuffix(path.Base(name), ".html")] = set
	}
	return out
})

// functions are what templates call.
var functions = template.FuncMap{
	"asset": assetURL, "day": day, "minute": minute, "machine": machine, "count": count, "plural": plural,
	"syntax": syntax,
}

// An assetFile is a file that pages load, under a name that changes with its
// content, so that browsers may keep it for ever.
type assetFile struct {
	name string // with the digest of the content
	body []byte
	kind string // its media type
}

var mediaTypes = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
}

var assets = sync.OnceValue(func() map[string]assetFile {
	out := map[string]assetFile{}
	entries, err := fs.ReadDir(assetFiles, "assets")
	if err != nil {
		panic(err) // the folder is embedded
	}
	for _, e := range entries {
		body, err := fs.ReadFile(assetFiles, "assets/"+e.Name())
		if err != nil {
			panic(err) // the file is embedded
		}
		sum := sha256.Sum256(body)
		ext := path.Ext(e.Name())
		name := strings.TrimSuffix(e.Name(), ext) + "-" + hex.EncodeToString(sum[:6]) + ext
		out[e.Name()] = assetFile{name, body, mediaTypes[ext]}
	}
	return out
})

func assetURL(name string) string { return "/assets/" + assets()[name].name }

// icon answers browsers that ask for one unasked, as beside a feed.
func icon(w http.ResponseWriter, r *http.Request) {
	r.SetPathValue("file", assets()["icon.svg"].name)
	asset(w, r)
}

// asset answers with a file that pages load.
func asset(w http.ResponseWriter, r *http.Request) {
	for _, a := range assets() {
		if a.name != r.PathValue("file") {
			continue
		}
		w.Header().Set("Content-Type", a.kind)
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		_, _ = w.Write(a.body) // the client is gone
		return
	}
	http.NotFound(w, r)
}

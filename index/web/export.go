package web

import (
	"context"
	"io"
	"iter"
	"mime"
	"net/http"
	"net/url"
	"time"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/index"
	"github.com/pennypress/pennypress/index/export"
)

// apiExport streams the dataset, or what a query matches of it. It reads the
// store alone; memory does not grow with the number of articles. When it fails
// on the way, the connection is cut, so that the client sees that the rest is
// missing.
func (s *server) apiExport(w http.ResponseWriter, r *http.Request) error {
	v := r.URL.Query()
	q, err := s.parsed(v)
	if err != nil {
		return err
	}
	form, err := readExport(v)
	if err != nil {
		return err
	}
	f := narrowed(q)
	if f.Since, err = readSince(v.Get("since")); err != nil {
		return err
	}
	give, err := s.exports.take(r.Context())
	if err != nil {
		return err
	}
	defer give()
	w.Header().Set("Content-Type", form.mediaType)
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": "pennypress" + form.extension}))
	if r.Method == http.MethodHead {
		return nil
	}
	return form.write(patient{w, http.NewResponseController(w)}, s.matching(r.Context(), f, q))
}

// An exportForm is the form of the dataset that was asked for.
type exportForm struct {
	write                export.Writer
	mediaType, extension string
}

func readExport(v url.Values) (exportForm, error) {
	name, err := oneOf(v, "format", export.Names()...)
	if err != nil {
		return exportForm{}, err
	}
	format := export.Formats[0]
	if name != "" {
		format, _ = export.Named(name)
	}
	form := exportForm{format.Write, format.MediaType, format.Extension}
	table, ok := export.TableNamed(v.Get("table"))
	if v.Get("table") != "" {
		if !ok || format.Name != "csv" {
			return form, refuse(http.StatusBadRequest, "table: write articles, entities or moves, with format=csv")
		}
		form.write = table.Write
	}
	if v.Get("compress") == "" {
		return form, nil
	}
	compression, ok := export.CompressionNamed(v.Get("compress"))
	if !ok {
		return form, refuse(http.StatusBadRequest, "compress: write gzip or zstd")
	}
	return exportForm{compression.Compressed(form.write), "application/" + compression.Name, form.extension + compression.Extension}, nil
}

func readSince(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if at, err := time.Parse(layout, text); err == nil {
			return at, nil
		}
	}
	return time.Time{}, refuse(http.StatusBadRequest, "since: write a date (2025-01-31) or an instant (RFC 3339)")
}

// narrowed lets the store leave out what the query's dates exclude.
func narrowed(q index.Query) index.Filter {
	var f index.Filter
	for _, n := range clausesOf(q) {
		p, ok := n.(index.Published)
		if !ok {
			continue
		}
		if p.From.After(f.After) {
			f.After = p.From
		}
		if !p.To.IsZero() && (f.Before.IsZero() || p.To.Before(f.Before)) {
			f.Before = p.To
		}
	}
	return f
}

// matching yields the articles that a query matches.
func (s *server) matching(ctx context.Context, f index.Filter, q index.Query) iter.Seq2[extract.Article, error] {
	return func(yield func(extract.Article, error) bool) {
		for a, err := range s.Store.Articles(ctx, f) {
			if err == nil && !index.Match(q, a, s.Analyzer) {
				continue
			}
			if !yield(a, err) {
				return
			}
		}
	}
}

// A patient writer gives the client writeTimeout for each piece, instead of for
// all of an answer whose length nobody knows.
type patient struct {
	io.Writer
	control *http.ResponseController
}

// Write extends the deadline first.
func (p patient) Write(b []byte) (int, error) {
	_ = p.control.SetWriteDeadline(time.Now().Add(writeTimeout)) // as in setDeadlines
	return p.Writer.Write(b)
}

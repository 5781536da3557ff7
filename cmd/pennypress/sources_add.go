package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"
	"unicode"

	"github.com/spf13/cobra"

	"github.com/pennypress/pennypress/config"
	"github.com/pennypress/pennypress/crawler"
	"github.com/pennypress/pennypress/crawler/discover"
)

func (a *app) addSourceCmd() *cobra.Command {
	var name string
	cmd := &cobra.Command{
		Use:   "add URL...",
		Short: "Find the feed of a site and add it to the configuration",
		Long: `Add fetches each URL by the rules of the configuration. A feed or a sitemap is added as it
is; of a page, the feed that it declares, else a feed at one of the usual paths, else the page
itself, when it links to articles. The configuration file is kept as it is but for
the new lines; where there is none, pennypress.yaml is begun.`,
		Example:     "  pennypress sources add https://www.asiafinancial.com\n  pennypress sources add --name ft https://www.ft.com/rss/home",
		Annotations: exits("0 added; 1 none was; 2 wrong usage or configuration; 3 some were not"),
		Args:        argRange(1, -1, "at least one URL"),
		RunE:        func(cmd *cobra.Command, args []string) error { return a.addSources(cmd.Context(), args, name) },
	}
	cmd.Flags().StringVar(&name, "name", "", "`name` of the source (else made from the host)")
	return cmd
}

func (a *app) addSources(ctx context.Context, urls []string, name string) error {
	if name != "" && len(urls) > 1 {
		return usage("--name is for one URL: %d given", len(urls))
	}
	book, err := a.openBook()
	if err != nil {
		return err
	}
	in := a.inputs(book.config, "")
	failed := 0
	for _, address := range urls {
		if !strings.Contains(address, "://") {
			address = "https://" + address
		}
		if err := a.addSource(ctx, book, in, address, name); err != nil {
			failed++
			a.log.Error(describe(address, err))
		}
	}
	if err := book.save(); err != nil {
		return err
	}
	return a.partly(nil, failed, len(urls))
}

// addSource finds out what a URL offers and notes it as a source.
func (a *app) addSource(ctx context.Context, book *book, in *inputs, address, name string) error {
	s, said, err := findSource(ctx, in, address)
	if err != nil {
		return err
	}
	u, err := url.Parse(address)
	if err != nil {
		return err
	}
	s.Name = book.free(cmp.Or(name, sourceName(u.Hostname())))
	if err := book.add(s); err != nil {
		return err
	}
	a.log.Info(fmt.Sprintf("added %s: %s", s.Name, said))
	return nil
}

// findSource looks at what a URL leads to. said tells a person what was found.
func findSource(ctx context.Context, in *inputs, address string) (s config.Source, said string, err error) {
	doc, err := look(ctx, in, address)
	if err != nil {
		return s, "", err
	}
	if doc.Format != discover.HTML {
		return placed(address, doc), summary(address, doc), nil
	}
	var tried []string
	for _, feed := range append(declared(doc), discover.CommonFeeds(address)...) {
		got, err := look(ctx, in, feed)
		if err == nil && got.Format != discover.HTML && len(got.Links) > 0 {
			return placed(feed, got), summary(feed, got), nil
		}
		tried = append(tried, feed)
	}
	pages := 0
	for _, l := range doc.Links {
		if l.Kind == discover.Page {
			pages++
		}
	}
	if pages == 0 {
		return s, "", fmt.Errorf("it has no feed (tried %d addresses) and links to no articles", len(tried))
	}
	return config.Source{Homepage: config.Address(address)},
		fmt.Sprintf("the page %s itself, with links to %d articles: it has no feed", address, pages), nil
}

// look fetches and reads one document.
func look(ctx context.Context, in *inputs, address string) (discover.Result, error) {
	p, err := in.page(ctx, address)
	if err != nil {
		return discover.Result{}, err
	}
	return discover.Read(discover.Document{URL: p.URL, ContentType: p.ContentType, Body: p.Body})
}

// declared lists the feeds of a page, those of comments left out.
func declared(doc discover.Result) []string {
	var out []string
	for _, l := range doc.Links {
		comments := strings.Contains(strings.ToLower(l.Title), "comment") || strings.Contains(l.URL, "/comments/")
		if l.Kind == discover.Feed && !comments {
			out = append(out, l.URL)
		}
	}
	return out
}

// placed is the source that a feed or sitemap makes.
func placed(address string, doc discover.Result) config.Source {
	if doc.Format == discover.URLSet || doc.Format == discover.SitemapIndex {
		return config.Source{Sitemaps: []config.Address{config.Address(address)}}
	}
	return config.Source{Feeds: []config.Address{config.Address(address)}}
}

func summary(address string, doc discover.Result) string {
	newest := time.Time{}
	for _, l := range doc.Links {
		if l.Published.After(newest) {
			newest = l.Published
		}
	}
	text := fmt.Sprintf("%s %s with %d links", doc.Format, address, len(doc.Links))
	if !newest.IsZero() {
		text += ", the newest of " + newest.UTC().Format(time.DateOnly)
	}
	return text
}

// A book is a configuration file being added to.
type book struct {
	file   string // where it is written
	text   []byte
	config *config.Config
	added  []config.Source
	names  map[string]bool
	places map[string]string // canonical URL of a feed, sitemap or homepage to its source
}

// openBook reads the configuration file that is in use, or begins one.
func (a *app) openBook() (*book, error) {
	c, err := a.config()
	if err != nil {
		return nil, err
	}
	b := &book{file: cmp.Or(c.File, a.configFile, "pennypress.yaml"), config: c, names: map[string]bool{}, places: map[string]string{}}
	if b.text, err = os.ReadFile(b.file); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read config %s: %w", b.file, cause(err))
	}
	for _, s := range c.Sources {
		b.note(s)
	}
	return b, nil
}

func (b *book) note(s config.Source) {
	b.names[s.Name] = true
	for _, p := range places(s) {
		b.places[p] = s.Name
	}
}

// places lists where a source is discovered from, in canonical form.
func places(s config.Source) []string {
	var out []string
	for _, p := range append(append([]config.Address{s.Homepage}, s.Feeds...), s.Sitemaps...) {
		if canonical, err := crawler.Canonical(string(p)); err == nil {
			out = append(out, canonical)
		}
	}
	return out
}

// add notes a source to be written; one that is known already is an error.
func (b *book) add(s config.Source) error {
	for _, p := range places(s) {
		if known := b.places[p]; known != "" {
			return fmt.Errorf("%s belongs to source %s already", p, known)
		}
	}
	b.note(s)
	b.added = append(b.added, s)
	return nil
}

// free gives a name that no source has, made from the one wanted.
func (b *book) free(name string) string {
	unique := name
	for n := 2; b.names[unique]; n++ {
		unique = fmt.Sprintf("%s-%d", name, n)
	}
	return unique
}

// save writes the file with what was added, or leaves it wholly as it is.
func (b *book) save() error {
	if len(b.added) == 0 {
		return nil
	}
	text, err := config.WithSources(b.file, b.text, b.added)
	if err != nil {
		return err
	}
	if err := replaceFile(b.file, text); err != nil {
		return fmt.Errorf("write config %s: %w", b.file, cause(err))
	}
	return nil
}

// replaceFile writes a file beside its place and then puts it there, with the
// rights of the one before. A link is followed.
func replaceFile(name string, text []byte) error {
	if target, err := filepath.EvalSymlinks(name); err == nil {
		name = target
	}
	mode := fs.FileMode(0o644)
	if info, err := os.Stat(name); err == nil {
		mode = info.Mode().Perm()
	}
	f, err := os.CreateTemp(filepath.Dir(name), ".pennypress-*")
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	err = errors.Join(err, f.Chmod(mode), f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return err
}

// maxSourceName bounds a name made from a title.
const maxSourceName = 60

// sourceName makes a name from a host or a title: lower case, letters and
// digits, hyphens and points between.
func sourceName(text string) string {
	var out strings.Builder
	gap := false
	for _, r := range strings.TrimPrefix(strings.ToLower(text), "www.") {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '.' {
			gap = out.Len() > 0
			continue
		}
		if out.Len() >= maxSourceName {
			break
		}
		if gap {
			out.WriteByte('-')
			gap = false
		}
		out.WriteRune(r)
	}
	return cmp.Or(strings.Trim(out.String(), "."), "source")
}

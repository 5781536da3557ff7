package newsroom

import (
	"bytes"
	"embed"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	texttemplate "text/template"
	"time"
)

// sampleNames lists the sample sites, which are the folders of sites/.
var sampleNames = []string{
	"harbour-ledger",         // RSS, WordPress-like
	"continental-tape",       // Atom, blocks of div, JSON-LD
	"wafer-weekly",           // JSON Feed, rendered by a script framework
	"rheinische-boersenpost", // news sitemap found in robots.txt, German
	"sterling-gazette",       // RDF, tables, windows-1252 that only a meta element declares
	"pacific-monitor",        // a homepage and nothing else
}

//go:embed sites
var siteFiles embed.FS

// A paper is one sample site with its stories, rendered.
type paper struct {
	Site
	Stories []*story // newest first
	pages   map[string]*document
	never   []string // clutter on every article page

	charset     string // empty is UTF-8
	storyPath   string
	sectionPath string
	aboutPath   string
	feed        document // path, template and media type; body later
	sitemap     document
}

// A document is what one address answers.
type document struct {
	path     string
	template string
	media    string
	body     []byte
	modified time.Time
}

// loadPaper reads and renders the site of that name for a base address.
func loadPaper(name, base string) (*paper, error) {
	p := &paper{Site: Site{Name: name, URL: base}, pages: make(map[string]*document)}
	if err := p.readSite(); err != nil {
		return nil, err
	}
	if err := p.readStories(); err != nil {
		return nil, err
	}
	if err := p.render(); err != nil {
		return nil, err
	}
	return p, nil
}

func (p *paper) file(name string) string { return path.Join("sites", p.Name, name) }

func (p *paper) readSite() error {
	data, err := siteFiles.ReadFile(p.file("site.txt"))
	if err != nil {
		return err
	}
	for line := range strings.Lines(string(data)) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		if err := p.set(key, value); err != nil {
			return fmt.Errorf("site.txt: %w", err)
		}
	}
	if len(p.Feeds)+len(p.Sitemaps) == 0 {
		p.Homepage = p.URL + "/"
	}
	return nil
}

func (p *paper) set(key, value string) error {
	switch key {
	case "title":
		p.Title = value
	case "language":
		p.Language = value
	case "charset":
		p.charset = value
	case "path":
		p.storyPath = value
	case "section":
		p.sectionPath = value
	case "about":
		p.aboutPath = value
	case "private":
		p.Private = append(p.Private, p.URL+value)
	case "never":
		p.never = append(p.never, value)
	case "feed":
		p.feed = parseDocument(value)
		p.Feeds = []string{p.URL + p.feed.path}
	case "sitemap":
		p.sitemap = parseDocument(value)
		p.Sitemaps = []string{p.URL + p.sitemap.path}
	default:
		return fmt.Errorf("unknown key %q", key)
	}
	return nil
}

// parseDocument reads "path template media type".
func parseDocument(value string) document {
	parts := strings.SplitN(value, " ", 3)
	return document{path: parts[0], template: parts[1], media: parts[2]}
}

func (p *paper) readStories() error {
	names, err := fs.Glob(siteFiles, p.file("stories/*.txt"))
	if err != nil {
		return err
	}
	for _, name := range names {
		data, err := siteFiles.ReadFile(name)
		if err != nil {
			return err
		}
		s, err := parseStory(string(data))
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		s.Path = p.pathOf(s)
		s.URL = p.URL + s.Path
		p.Stories = append(p.Stories, s)
	}
	slices.SortFunc(p.Stories, func(a, b *story) int { return b.Published.Compare(a.Published) })
	return nil
}

// pathOf fills the site's pattern: the story's name and section, and its date
// in Go's reference form.
func (p *paper) pathOf(s *story) string {
	before, after, _ := strings.Cut(p.storyPath, "{slug}")
	filled := s.Published.Format(before) + s.Slug + s.Published.Format(after)
	return strings.ReplaceAll(filled, "{section}", slugify(s.Section))
}

// view is what the templates see.
type view struct {
	Site     Site
	Base     string
	Sections []string
	Newest   time.Time

	Heading string   // of a listing
	Notice  string   // of the page about the paper
	Stories []*story // of a listing or feed

	Story  *story
	URL    string
	Number int
	More   []*story // other stories
}

func (p *paper) view() view {
	v := view{Site: p.Site, Base: p.URL, Heading: p.Title, Stories: p.Stories}
	for _, s := range p.Stories {
		if !slices.Contains(v.Sections, s.Section) {
			v.Sections = append(v.Sections, s.Section)
		}
		if s.Changed().After(v.Newest) {
			v.Newest = s.Changed()
		}
	}
	slices.Sort(v.Sections)
	return v
}

// render makes every document of the paper.
func (p *paper) render() error {
	for _, step := range []func() error{p.renderStories, p.renderListings, p.renderMachine, p.renderPrivate} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func (p *paper) renderStories() error {
	t, err := p.html("page.html")
	if err != nil {
		return err
	}
	for i, s := range p.Stories {
		v := p.view()
		v.Story, v.URL, v.Number = s, s.URL, number(i)
		for _, other := range p.Stories {
			if other != s {
				v.More = append(v.More, other)
			}
		}
		if err := p.add(t, document{path: s.Path, media: p.htmlType(), modified: s.Changed()}, v); err != nil {
			return err
		}
	}
	return nil
}

func (p *paper) renderListings() error {
	t, err := p.html("home.html")
	if err != nil {
		return err
	}
	front := p.view()
	doc := document{path: "/", media: p.htmlType(), modified: front.Newest}
	if err := p.add(t, doc, front); err != nil {
		return err
	}
	for _, section := range front.Sections {
		v := front
		v.Heading = section
		v.Stories = slices.DeleteFunc(slices.Clone(p.Stories), func(s *story) bool { return s.Section != section })
		doc.path = strings.ReplaceAll(p.sectionPath, "{slug}", slugify(section))
		if err := p.add(t, doc, v); err != nil {
			return err
		}
	}
	about := front
	about.Stories, about.Notice = nil, p.Title+" is a sample newsroom. Its stories and figures are invented."
	doc.path = p.aboutPath
	return p.add(t, doc, about)
}

// renderMachine makes what is not read by people: feed, sitemap, robots.txt.
func (p *paper) renderMachine() error {
	v := p.view()
	docs := []document{p.feed, p.sitemap, {path: "/robots.txt", template: "robots.txt", media: "text/plain; charset=utf-8"}}
	for _, doc := range docs {
		if doc.path == "" {
			continue
		}
		t, err := texttemplate.New(doc.template).Funcs(textFuncs).ParseFS(siteFiles, p.file(doc.template))
		if err != nil {
			return err
		}
		doc.modified = v.Newest
		if err := p.add(t, doc, v); err != nil {
			return err
		}
	}
	return nil
}

// renderPrivate makes the pages that robots.txt forbids. They answer like any
// other, so that only the log shows who came.
func (p *paper) renderPrivate() error {
	for _, url := range p.Private {
		doc := document{media: p.htmlType(), body: []byte("<html><title>Private</title><body><p>Robots were asked not to come here.</p></body></html>")}
		p.pages[strings.TrimPrefix(url, p.URL)] = &doc
	}
	return nil
}

// An executor is a template of html/template (pages) or text/template (the rest).
type executor interface {
	Execute(w io.Writer, data any) error
}

func (p *paper) htmlType() string {
	if p.charset != "" {
		return "text/html" // what the bytes mean is said in the page alone
	}
	return "text/html; charset=utf-8"
}

func (p *paper) html(name string) (*template.Template, error) {
	return template.New(name).Funcs(htmlFuncs).ParseFS(siteFiles, p.file(name))
}

func (p *paper) add(t executor, doc document, v view) error {
	var b bytes.Buffer
	if err := t.Execute(&b, v); err != nil {
		return err
	}
	doc.body = b.Bytes()
	if p.charset == "windows-1252" {
		doc.body = windows1252(b.String())
	}
	p.pages[doc.path] = &doc
	return nil
}

var htmlFuncs = template.FuncMap{"slug": slugify, "inline": inline, "german": german, "number": number}

var textFuncs = texttemplate.FuncMap{"xml": escapeXML, "json": escapeJSON, "number": number}

// inline writes a paragraph with its links.
func inline(text string) template.HTML {
	escaped := template.HTMLEscapeString(text)
	for {
		before, rest, ok := strings.Cut(escaped, "[[")
		if !ok {
			return template.HTML(escaped)
		}
		label, after, _ := strings.Cut(rest, "]]")
		escaped = before + `<a href="/tag/` + slugify(label) + `/">` + label + "</a>" + after
	}
}

// number is the number that a content system gives its i-th story.
func number(i int) int { return 48210 - 7*i }

var germanMonths = [...]string{"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"}

func german(t time.Time) string {
	return fmt.Sprintf("%d. %s %d, %s Uhr", t.Day(), germanMonths[t.Month()-1], t.Year(), t.Format("15:04"))
}

func escapeXML(s string) (string, error) {
	var b strings.Builder
	err := xml.EscapeText(&b, []byte(s))
	return b.String(), err
}

func escapeJSON(v any) (string, error) {
	data, err := json.Marshal(v)
	return string(data), err
}

package discover

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// An Outline is one feed of an OPML list of subscriptions.
type Outline struct {
	Title   string
	Feed    string   // xmlUrl, as written
	Home    string   // htmlUrl, as written; may be empty
	Folders []string // the titles it lies under, outermost first
}

// maxOutlines bounds a list; people follow a few thousand feeds at most.
const maxOutlines = 100_000

// ReadOPML reads the feeds of an OPML document, in its order. A document that
// breaks off gives what came before, and an error that says where.
func ReadOPML(body []byte) ([]Outline, error) {
	text, _, err := decode(Document{Body: body})
	if err != nil {
		return nil, err
	}
	d := xml.NewDecoder(strings.NewReader(text))
	d.Strict = false
	d.Entity = xml.HTMLEntity
	// It is UTF-8 by now, whatever it says of itself.
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	var out []Outline
	var open []string // titles of the outlines that are open; "" for feeds
	root := false
	for {
		token, err := d.Token()
		switch {
		case errors.Is(err, io.EOF) && root:
			return out, nil
		case err != nil && !root:
			return nil, errors.New("no OPML document")
		case err != nil:
			line, _ := d.InputPos()
			return out, fmt.Errorf("line %d: %w", line, err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			switch strings.ToLower(e.Name.Local) {
			case "opml":
				root = true
			case "outline":
				o := outline(e)
				if o.Feed == "" {
					open = append(open, o.Title)
					continue
				}
				open = append(open, "")
				for _, folder := range open {
					if folder != "" {
						o.Folders = append(o.Folders, folder)
					}
				}
				if out = append(out, o); len(out) > maxOutlines {
					return nil, fmt.Errorf("more than %d feeds", maxOutlines)
				}
			}
		case xml.EndElement:
			if strings.EqualFold(e.Name.Local, "outline") && len(open) > 0 {
				open = open[:len(open)-1]
			}
		}
	}
}

func outline(e xml.StartElement) Outline {
	var o Outline
	var text string
	for _, a := range e.Attr {
		value := strings.Join(strings.Fields(a.Value), " ")
		switch strings.ToLower(a.Name.Local) {
		case "title":
			o.Title = value
		case "text":
			text = value
		case "xmlurl":
			o.Feed = value
		case "htmlurl":
			o.Home = value
		}
	}
	if o.Title == "" {
		o.Title = text
	}
	return o
}

// WriteOPML writes feeds as an OPML 2.0 list (http://opml.org/spec2.opml), each
// under its first folder.
func WriteOPML(w io.Writer, title string, list []Outline) error {
	type node struct {
		XMLName  xml.Name `xml:"outline"`
		Type     string   `xml:"type,attr,omitempty"`
		Text     string   `xml:"text,attr"`
		Title    string   `xml:"title,attr,omitempty"`
		Feed     string   `xml:"xmlUrl,attr,omitempty"`
		Home     string   `xml:"htmlUrl,attr,omitempty"`
		Outlines []*node
	}
	doc := struct {
		XMLName xml.Name `xml:"opml"`
		Version string   `xml:"version,attr"`
		Title   string   `xml:"head>title"`
		Body    []*node  `xml:"body>outline"`
	}{Version: "2.0", Title: title}
	folders := map[string]*node{}
	for _, o := range list {
		n := &node{Type: "rss", Text: o.Title, Title: o.Title, Feed: o.Feed, Home: o.Home}
		if len(o.Folders) == 0 {
			doc.Body = append(doc.Body, n)
			continue
		}
		folder := folders[o.Folders[0]]
		if folder == nil {
			folder = &node{Text: o.Folders[0]}
			folders[o.Folders[0]] = folder
			doc.Body = append(doc.Body, folder)
		}
		folder.Outlines = append(folder.Outlines, n)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(doc); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

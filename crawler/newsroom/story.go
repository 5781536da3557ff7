package newsroom

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/pennypress/pennypress/extract"
)

// A story is one article as its author wrote it: a file of "key: value" lines,
// a blank line, and blocks separated by blank lines. A block is a paragraph
// unless it begins with "## " (sub-heading), "[also] " (a link to another
// story in mid-text), "[note] " (an editor's note) or "| " (the rows of a
// table). "[[...]]" in a paragraph is a link.
type story struct {
	Title      string
	Slug       string
	Standfirst string
	Author     string
	Published  time.Time
	Modified   time.Time // zero when it never changed
	Section    string
	Tags       []string
	Photo      string // caption and credit
	Moves      []extract.Move
	Blocks     []block

	Path string // on its site
	URL  string
}

type block struct {
	Kind string // p, heading, also, note, table
	Text string
	Rows [][]string // of a table
}

// Changed is when the story was last touched.
func (s *story) Changed() time.Time {
	if s.Modified.IsZero() {
		return s.Published
	}
	return s.Modified
}

// Desk says that no person signed the story.
func (s *story) Desk() bool {
	for _, word := range []string{"desk", "Redaktion", "Harbour Ledger"} {
		if strings.Contains(s.Author, word) {
			return true
		}
	}
	return false
}

func parseStory(text string) (*story, error) {
	head, body, _ := strings.Cut(text, "\n\n")
	s := new(story)
	for line := range strings.Lines(head) {
		key, value, ok := strings.Cut(strings.TrimSpace(line), ": ")
		if !ok {
			return nil, fmt.Errorf("line %q has no value", line)
		}
		if err := s.set(key, value); err != nil {
			return nil, fmt.Errorf("%s: %w", key, err)
		}
	}
	for part := range strings.SplitSeq(strings.TrimSpace(body), "\n\n") {
		s.Blocks = append(s.Blocks, parseBlock(strings.TrimSpace(part)))
	}
	return s, nil
}

func (s *story) set(key, value string) (err error) {
	switch key {
	case "title":
		s.Title = value
	case "slug":
		s.Slug = value
	case "standfirst":
		s.Standfirst = value
	case "author":
		s.Author = value
	case "published":
		s.Published, err = time.Parse(time.RFC3339, value)
	case "modified":
		s.Modified, err = time.Parse(time.RFC3339, value)
	case "section":
		s.Section = value
	case "tags":
		s.Tags = strings.Split(value, ", ")
	case "photo":
		s.Photo = value
	case "move":
		symbol, percent, _ := strings.Cut(value, " ")
		m := extract.Move{Symbol: symbol}
		m.Percent, err = strconv.ParseFloat(percent, 64)
		s.Moves = append(s.Moves, m)
	default:
		err = fmt.Errorf("unknown key")
	}
	return err
}

func parseBlock(text string) block {
	for prefix, kind := range map[string]string{"## ": "heading", "[also] ": "also", "[note] ": "note"} {
		if rest, ok := strings.CutPrefix(text, prefix); ok {
			return block{Kind: kind, Text: rest}
		}
	}
	if !strings.HasPrefix(text, "| ") {
		return block{Kind: "p", Text: text}
	}
	b := block{Kind: "table"}
	for line := range strings.Lines(text) {
		b.Rows = append(b.Rows, strings.Split(strings.Trim(strings.TrimSpace(line), "| "), " | "))
	}
	return b
}

// plain is a paragraph without the marks of its links.
func plain(text string) string {
	return strings.NewReplacer("[[", "", "]]", "").Replace(text)
}

// slugify makes the part of an address that stands for a name.
func slugify(name string) string {
	folded := strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss").Replace(strings.ToLower(name))
	words := strings.FieldsFunc(folded, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
	return strings.Join(words, "-")
}

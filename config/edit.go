package config

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"
)

// WithSources gives the text of a configuration file with sources added at the
// end of its list. Everything else stays as it is, comments included. Only
// name, places, tags, language and every are written. The text is checked: a file
// that does not load, or whose list is not written one source below the other,
// is an error.
func WithSources(file string, data []byte, add []Source) ([]byte, error) {
	before, err := Parse(file, data)
	if err != nil {
		return nil, err
	}
	at, indent, err := sourcesEnd(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	lines := strings.SplitAfter(string(data), "\n")
	var out strings.Builder
	for _, line := range lines[:at] {
		out.WriteString(line)
	}
	if text := out.String(); text != "" && !strings.HasSuffix(text, "\n") {
		out.WriteString("\n")
	}
	if indent < 0 {
		out.WriteString("sources:\n")
		indent = 2
	}
	for _, s := range add {
		item, err := sourceText(s, indent)
		if err != nil {
			return nil, err
		}
		out.WriteString(item)
	}
	for _, line := range lines[at:] {
		out.WriteString(line)
	}
	after, err := Parse(file, []byte(out.String()))
	if err != nil {
		return nil, fmt.Errorf("adding sources to %s: %w", file, err)
	}
	if len(after.Sources) != len(before.Sources)+len(add) {
		return nil, fmt.Errorf("%s: cannot tell where its list of sources ends: add them by hand", file)
	}
	return []byte(out.String()), nil
}

// errFlow is a list that has no line of its own to add.
var errFlow = errors.New("its sources are written in [brackets]: write them one below the other, each after a hyphen")

// sourcesEnd finds the line (from 0) before which a source can be added, and
// the column of the list's hyphens; -1 when the list must be begun.
func sourcesEnd(data []byte) (line, indent int, err error) {
	lines := bytes.Split(data, []byte("\n"))
	end := len(lines)
	if end > 0 && len(bytes.TrimSpace(lines[end-1])) == 0 {
		end--
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		return 0, 0, err
	}
	if doc.Kind == 0 || len(doc.Content) == 0 || doc.Content[0].Kind != yaml.MappingNode {
		return end, -1, nil
	}
	root := doc.Content[0]
	for i := 0; i+1 < len(root.Content); i += 2 {
		key, list := root.Content[i], root.Content[i+1]
		if key.Value != "sources" {
			continue
		}
		if list.Style&yaml.FlowStyle != 0 {
			return 0, 0, errFlow
		}
		if i+2 < len(root.Content) {
			end = root.Content[i+2].Line - 1
		}
		indent = 2
		if list.Kind == yaml.SequenceNode && len(list.Content) > 0 {
			first := lines[list.Content[0].Line-1]
			indent = len(first) - len(bytes.TrimLeft(first, " "))
		}
		return backOver(lines, end), indent, nil
	}
	return end, -1, nil
}

// backOver goes back over blank lines and comments of the next setting.
func backOver(lines [][]byte, end int) int {
	for end > 0 {
		line := lines[end-1]
		if len(bytes.TrimSpace(line)) > 0 && line[0] != '#' {
			break
		}
		end--
	}
	return end
}

// sourceText writes one source as an item of a list.
func sourceText(s Source, indent int) (string, error) {
	type item struct {
		Name     string    `yaml:"name"`
		Feeds    []Address `yaml:"feeds,omitempty,flow"`
		Sitemaps []Address `yaml:"sitemaps,omitempty,flow"`
		Homepage Address   `yaml:"homepage,omitempty"`
		Every    string    `yaml:"every,omitempty"`
		Tags     []string  `yaml:"tags,omitempty,flow"`
		Language Language  `yaml:"language,omitempty"`
	}
	text, err := yaml.Marshal(item{s.Name, s.Feeds, s.Sitemaps, s.Homepage, s.Every.text, s.Tags, s.Language})
	if err != nil {
		return "", err
	}
	var out strings.Builder
	lead := strings.Repeat(" ", indent) + "- "
	for line := range strings.Lines(string(text)) {
		out.WriteString(lead + line)
		lead = strings.Repeat(" ", indent+2)
	}
	return out.String(), nil
}

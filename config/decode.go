package config

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"
)

// An Error is one thing wrong with a configuration file. Its text is the
// place, the cause, and the line itself.
type Error struct {
	File   string
	Line   int // from 1
	Column int // from 1; 0 when only the line is known
	Text   string
	Msg    string
}

// Error gives two lines: what and where, then the line of the file.
func (e *Error) Error() string {
	place := fmt.Sprintf("%s:%d", e.File, e.Line)
	if e.Column > 0 {
		place += ":" + strconv.Itoa(e.Column)
	}
	return fmt.Sprintf("%s: %s\n%5d | %s", place, e.Msg, e.Line, e.Text)
}

// maxErrors bounds how many mistakes are reported at once.
const maxErrors = 20

// A decoder walks the parsed YAML beside a Go value, so that each mistake can
// be reported where it stands.
type decoder struct {
	file  string
	lines [][]byte
	errs  []error
}

func (d *decoder) errors() error {
	return errors.Join(d.errs...)
}

func (d *decoder) fail(n *yaml.Node, format string, args ...any) {
	if len(d.errs) < maxErrors {
		d.errs = append(d.errs, d.at(n.Line, n.Column, fmt.Sprintf(format, args...)))
	}
}

func (d *decoder) at(line, column int, msg string) *Error {
	text := ""
	if line >= 1 && line <= len(d.lines) {
		text = strings.TrimRight(string(d.lines[line-1]), "\r")
	}
	return &Error{File: d.file, Line: line, Column: column, Text: text, Msg: msg}
}

var yamlLine = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^yaml: (?:line (\d+): )?`) })

// syntax turns the YAML library's error, which knows the line at most, into ours.
func (d *decoder) syntax(err error) error {
	msg := err.Error()
	found := yamlLine().FindStringSubmatch(msg)
	if found == nil {
		return fmt.Errorf("%s: %w", d.file, err)
	}
	line, _ := strconv.Atoi(found[1])
	return d.at(max(line, 1), 0, "not YAML: "+msg[len(found[0]):])
}

// into decodes a node into what target points to.
func (d *decoder) into(n *yaml.Node, target any) {
	v := reflect.ValueOf(target).Elem()
	if n.Kind == yaml.AliasNode {
		d.fail(n, "aliases are not accepted: write the value out")
		return
	}
	if n.Kind == yaml.ScalarNode && n.Tag == "!!null" {
		return // a key without a value keeps its default
	}
	if own, ok := target.(value); ok {
		d.scalar(n, own.set)
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		d.mapping(n, v)
	case reflect.Slice:
		d.list(n, v)
	case reflect.String:
		d.scalar(n, func(text string) error { v.SetString(text); return nil })
	case reflect.Bool:
		d.scalar(n, func(text string) error { return setBool(v, text) })
	case reflect.Int:
		d.scalar(n, func(text string) error { return setInt(v, text) })
	default:
		panic("config: no syntax for " + v.Type().String())
	}
}

func (d *decoder) scalar(n *yaml.Node, set func(string) error) {
	if n.Kind != yaml.ScalarNode {
		d.fail(n, "one value is wanted here, not a %s", kindName(n))
		return
	}
	if err := set(n.Value); err != nil {
		d.fail(n, "%v", err)
	}
}

func setBool(v reflect.Value, text string) error {
	switch strings.ToLower(text) {
	case "true", "yes", "on":
		v.SetBool(true)
	case "false", "no", "off":
		v.SetBool(false)
	default:
		return fmt.Errorf("%q is not accepted: write true or false", text)
	}
	return nil
}

func setInt(v reflect.Value, text string) error {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > 1_000_000 {
		return fmt.Errorf("%q is not a whole number from 0 to 1000000", text)
	}
	v.SetInt(int64(n))
	return nil
}

func (d *decoder) list(n *yaml.Node, v reflect.Value) {
	items := n.Content
	if n.Kind == yaml.ScalarNode && v.Type().Elem().Kind() != reflect.Struct {
		items = []*yaml.Node{n} // one value is a list of one
	} else if n.Kind != yaml.SequenceNode {
		d.fail(n, "a list is wanted here, not a %s", kindName(n))
		return
	}
	v.SetZero()
	for _, item := range items {
		element := reflect.New(v.Type().Elem())
		d.into(item, element.Interface())
		v.Set(reflect.Append(v, element.Elem()))
	}
}

func (d *decoder) mapping(n *yaml.Node, v reflect.Value) {
	if n.Kind != yaml.MappingNode {
		d.fail(n, "settings are wanted here (%s), not a %s", strings.Join(keys(v.Type()), ", "), kindName(n))
		return
	}
	seen := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, val := n.Content[i], n.Content[i+1]
		field := slices.Index(keys(v.Type()), key.Value)
		if field < 0 {
			d.fail(key, "unknown setting %q%s", key.Value, suggest(key.Value, keys(v.Type())))
			continue
		}
		if line, twice := seen[key.Value]; twice {
			d.fail(key, "setting %q is given twice, first in line %d", key.Value, line)
			continue
		}
		seen[key.Value] = key.Line
		d.into(val, fieldByKey(v, key.Value).Addr().Interface())
	}
}

// keys lists the settings of a struct type, in the order of its fields.
func keys(t reflect.Type) []string {
	var out []string
	for f := range t.Fields() {
		if key := f.Tag.Get("yaml"); key != "-" {
			out = append(out, key)
		}
	}
	return out
}

func fieldByKey(v reflect.Value, key string) reflect.Value {
	for i := range v.NumField() {
		if v.Type().Field(i).Tag.Get("yaml") == key {
			return v.Field(i)
		}
	}
	panic("config: no field for " + key)
}

func kindName(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "mapping"
	case yaml.SequenceNode:
		return "list"
	}
	return "single value"
}

// suggest names the accepted key nearest to a wrong one, or all when none is near.
func suggest(wrong string, accepted []string) string {
	best, least := "", 3
	for _, key := range accepted {
		if n := distance(strings.ToLower(wrong), key); n < least {
			best, least = key, n
		}
	}
	if best == "" {
		return ": accepted are " + strings.Join(accepted, ", ")
	}
	return fmt.Sprintf(" (did you mean %q?)", best)
}

// distance is the Levenshtein distance of two short words, in bytes.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

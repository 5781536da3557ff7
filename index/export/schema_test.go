package export

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/pennypress/pennypress/extract"
)

// fieldNames lists the names a struct's fields have in JSON.
func fieldNames(of any) []string {
	var names []string
	for _, f := range reflect.VisibleFields(reflect.TypeOf(of)) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name != "" {
			names = append(names, name)
		}
	}
	return names
}

func parsedSchema(t *testing.T) map[string]any {
	t.Helper()
	var s map[string]any
	if err := json.Unmarshal(Schema(), &s); err != nil {
		t.Fatal(err)
	}
	return s
}

// TestSchemaNamesEveryField keeps the schema and the types equal, both ways.
func TestSchemaNamesEveryField(t *testing.T) {
	s := parsedSchema(t)
	defs := s["$defs"].(map[string]any)
	for _, c := range []struct {
		name   string
		object any
		schema map[string]any
		extra  []string
	}{
		{"article", extract.Article{}, s, []string{"file"}},
		{"entity", extract.Entity{}, defs["entity"].(map[string]any), nil},
		{"move", extract.Move{}, defs["move"].(map[string]any), nil},
	} {
		fields := append(fieldNames(c.object), c.extra...)
		properties := c.schema["properties"].(map[string]any)
		for _, name := range fields {
			if properties[name] == nil {
				t.Errorf("%s: the schema lacks %s", c.name, name)
			}
		}
		for name := range properties {
			if !slices.Contains(fields, name) {
				t.Errorf("%s: the schema has %s, the type has not", c.name, name)
			}
		}
	}
}

func TestSchemaAcceptsWhatIsWritten(t *testing.T) {
	s := parsedSchema(t)
	for _, line := range bytes.Split(bytes.TrimSpace(write(t, JSONL, samples())), []byte("\n")) {
		if wrong := validate(s, s, decoded(t, string(line)), "article"); len(wrong) > 0 {
			t.Errorf("%s:\n%s", line, strings.Join(wrong, "\n"))
		}
	}
}

func TestSchemaRefuses(t *testing.T) {
	s := parsedSchema(t)
	for _, line := range []string{
		`[]`, `{}`,
		`{"schema":"pennypress.article/2","id":"a","text":"","word_count":0}`,
		`{"schema":"pennypress.article/1","id":"","text":"","word_count":0}`,
		`{"schema":"pennypress.article/1","id":"a","text":"","word_count":-1}`,
		`{"schema":"pennypress.article/1","id":"a","text":"","word_count":0.5}`,
		`{"schema":"pennypress.article/1","id":"a","text":"","word_count":0,"flags":["odd"]}`,
		`{"schema":"pennypress.article/1","id":"a","text":"","word_count":0,"entities":[{"type":"percent"}]}`,
		`{"schema":"pennypress.article/1","id":"a","text":"","word_count":0,"moves":[{"symbol":"A","percent":"1","start":0,"end":0}]}`,
	} {
		if wrong := validate(s, s, decoded(t, line), "article"); len(wrong) == 0 {
			t.Errorf("the schema accepts %s", line)
		}
	}
}

func decoded(t *testing.T, line string) any {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(line), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// validate knows the keywords that our schema uses, and no others: an unknown
// one is an error, so that nothing goes unchecked.
func validate(root, s map[string]any, value any, at string) []string {
	var wrong []string
	complain := func(format string, args ...any) {
		wrong = append(wrong, at+": "+fmt.Sprintf(format, args...))
	}
	for keyword, arg := range s {
		switch keyword {
		case "$schema", "$id", "$defs", "title", "description", "format":
		case "$ref":
			name := strings.TrimPrefix(arg.(string), "#/$defs/")
			wrong = append(wrong, validate(root, root["$defs"].(map[string]any)[name].(map[string]any), value, at)...)
		case "type":
			if !isType(value, arg.(string)) {
				complain("%v is no %s", value, arg)
			}
		case "const":
			if value != arg {
				complain("%v is not %v", value, arg)
			}
		case "enum":
			if !slices.Contains(arg.([]any), value) {
				complain("%v is none of %v", value, arg)
			}
		case "minimum":
			if n, ok := value.(float64); ok && n < arg.(float64) {
				complain("%v is below %v", n, arg)
			}
		case "minLength":
			if text, ok := value.(string); ok && float64(len([]rune(text))) < arg.(float64) {
				complain("%q is too short", text)
			}
		case "maxLength":
			if text, ok := value.(string); ok && float64(len([]rune(text))) > arg.(float64) {
				complain("%q is too long", text)
			}
		case "required":
			object, _ := value.(map[string]any)
			for _, name := range arg.([]any) {
				if _, ok := object[name.(string)]; !ok {
					complain("lacks %s", name)
				}
			}
		case "properties":
			object, _ := value.(map[string]any)
			for name, sub := range arg.(map[string]any) {
				if v, ok := object[name]; ok {
					wrong = append(wrong, validate(root, sub.(map[string]any), v, at+"."+name)...)
				}
			}
		case "items":
			list, _ := value.([]any)
			for i, v := range list {
				wrong = append(wrong, validate(root, arg.(map[string]any), v, fmt.Sprintf("%s[%d]", at, i))...)
			}
		default:
			complain("keyword %s is unknown to this test", keyword)
		}
	}
	return wrong
}

func isType(value any, name string) bool {
	switch v := value.(type) {
	case string:
		return name == "string"
	case float64:
		return name == "number" || name == "integer" && v == math.Trunc(v)
	case map[string]any:
		return name == "object"
	case []any:
		return name == "array"
	}
	return false
}

package web_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// A schema is the part of JSON Schema that the description of the API uses. A
// keyword that it does not know is an error, so that nothing goes unchecked.
type schema struct {
	doc map[string]any // that references point into
}

// check says what a value does against its schema.
func (s schema) check(at string, rule map[string]any, value any) error {
	for keyword, arg := range rule {
		if err := s.keyword(at, keyword, arg, rule, value); err != nil {
			return err
		}
	}
	return nil
}

func (s schema) keyword(at, keyword string, arg any, rule map[string]any, value any) error {
	switch keyword {
	case "description", "title", "default", "maxLength", "minLength":
		return nil
	case "$ref":
		return s.check(at, s.find(arg.(string)), value)
	case "$defs":
		return nil
	case "type":
		return isType(at, arg.(string), value)
	case "enum":
		if !slices.Contains(arg.([]any), value) {
			return fmt.Errorf("%s: %v is not one of %v", at, value, arg)
		}
	case "const":
		if value != arg {
			return fmt.Errorf("%s: %v is not %v", at, value, arg)
		}
	case "minimum":
		if n, ok := value.(float64); ok && n < arg.(float64) {
			return fmt.Errorf("%s: %v is less than %v", at, n, arg)
		}
	case "maximum":
		if n, ok := value.(float64); ok && n > arg.(float64) {
			return fmt.Errorf("%s: %v is more than %v", at, n, arg)
		}
	case "format":
		if _, err := time.Parse(time.RFC3339, value.(string)); err != nil {
			return fmt.Errorf("%s: %w", at, err)
		}
	case "items":
		for i, v := range value.([]any) {
			if err := s.check(fmt.Sprintf("%s[%d]", at, i), arg.(map[string]any), v); err != nil {
				return err
			}
		}
	case "required", "properties", "additionalProperties":
		return s.object(at, keyword, arg, rule, value)
	default:
		return fmt.Errorf("%s: the test knows no %s", at, keyword)
	}
	return nil
}

func (s schema) object(at, keyword string, arg any, rule map[string]any, value any) error {
	fields, ok := value.(map[string]any)
	if !ok {
		return fmt.Errorf("%s: %v is no object", at, value)
	}
	properties, _ := rule["properties"].(map[string]any)
	switch keyword {
	case "required":
		for _, name := range arg.([]any) {
			if _, ok := fields[name.(string)]; !ok {
				return fmt.Errorf("%s: there is no %s", at, name)
			}
		}
	case "properties":
		for name, v := range fields {
			if p, ok := properties[name].(map[string]any); ok {
				if err := s.check(at+"."+name, p, v); err != nil {
					return err
				}
			}
		}
	case "additionalProperties":
		for name, v := range fields {
			if _, known := properties[name]; known {
				continue
			}
			of, ok := arg.(map[string]any)
			if !ok {
				return fmt.Errorf("%s: %s is not described", at, name)
			}
			if err := s.check(at+"."+name, of, v); err != nil {
				return err
			}
		}
	}
	return nil
}

func isType(at, name string, value any) error {
	ok := false
	switch v := value.(type) {
	case string:
		ok = name == "string"
	case float64:
		ok = name == "number" || name == "integer" && v == math.Trunc(v)
	case map[string]any:
		ok = name == "object"
	case []any:
		ok = name == "array"
	}
	if !ok {
		return fmt.Errorf("%s: %v is no %s", at, value, name)
	}
	return nil
}

// find follows a reference within the document.
func (s schema) find(ref string) map[string]any {
	at := s.doc
	for name := range strings.SplitSeq(strings.TrimPrefix(ref, "#/"), "/") {
		at = at[name].(map[string]any)
	}
	return at
}

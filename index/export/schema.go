package export

import (
	_ "embed"
	"slices"
)

//go:embed schema/article-1.json
var schema []byte

// Schema is the JSON Schema (draft 2020-12) of an article's JSON form.
func Schema() []byte { return slices.Clone(schema) }

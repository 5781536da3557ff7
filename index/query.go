package index

// A Query is a parsed question in the query language. The zero value matches
// every article.
type Query struct {
	Source string // as written
}

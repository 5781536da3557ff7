package web

import (
	_ "embed"
	"net/http"
	"strings"
	"sync"
)

// A syntaxRow is a line of the help to the query language.
type syntaxRow struct {
	Example string
	Meaning string
}

//go:embed syntax.tsv
var syntaxTable string

// syntax lists what a query may hold.
var syntax = sync.OnceValue(func() []syntaxRow {
	var rows []syntaxRow
	for line := range strings.Lines(syntaxTable) {
		example, meaning, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		rows = append(rows, syntaxRow{example, meaning})
	}
	return rows
})

// IsQuery says whether the example can be asked as it is.
func (r syntaxRow) IsQuery() bool { return r.Example != "( ... )" }

func (s *server) helpPage(*http.Request) (page, error) {
	return page{name: "help", title: "How to search"}, nil
}

// problemPage is what people see of a failed request.
func (s *server) problemPage(r *http.Request, p *problem) page {
	return page{name: "problem", title: p.Title, query: clip(r.URL.Query().Get("q"), maxTitle), status: p.Status, view: problemView{p, p.caret}}
}

type problemView struct {
	*problem
	Caret string
}

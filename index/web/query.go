package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/pennypress/pennypress/index"
)

// clauses are the parts of a query that must all match, as the query language
// writes them.
type clauses []index.Node

func clausesOf(q index.Query) clauses {
	switch root := q.Root.(type) {
	case nil:
		return nil
	case index.And:
		return root.Nodes
	default:
		return clauses{root}
	}
}

// query writes the clauses, and more of them, as one query.
func (c clauses) query(more ...string) string {
	var parts []string
	for _, n := range c {
		text := n.String()
		if _, ok := n.(index.Or); ok && len(c)+len(more) > 1 {
			text = "(" + text + ")"
		}
		parts = append(parts, text)
	}
	return strings.Join(append(parts, more...), " ")
}

// without leaves out the clauses that drop says.
func (c clauses) without(drop func(index.Node) bool) clauses {
	return slices.DeleteFunc(slices.Clone(c), drop)
}

// A chip is a clause of the query as it was understood, and the address of the
// search without it.
type chip struct {
	Text, Without string
}

func (c clauses) chips(in searchInput) []chip {
	var out []chip
	for i, n := range c {
		rest := slices.Delete(slices.Clone(c), i, i+1)
		out = append(out, chip{Text: clip(n.String(), maxTitle), Without: in.with(rest.query()).url()})
	}
	return out
}

// instruments lists those that the clauses name, each once.
func (c clauses) instruments() []string {
	var out []string
	add := func(exchange, symbol string) {
		if name := instrument(exchange, symbol); symbol != "" && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	for _, n := range c {
		switch n := n.(type) {
		case index.Ticker:
			add(n.Exchange, n.Symbol)
		case index.Move:
			add(n.Exchange, n.Symbol)
		}
	}
	return out
}

// A searchInput is what the address of a search says.
type searchInput struct {
	q    string
	sort index.Sort
	page int  // from 1
	all  bool // copies of a story are not folded
}

// pageSize is how many matches a page shows, maxPages how far one can turn.
// Whoever wants more narrows the search, or exports.
const (
	pageSize = 20
	maxPages = 50
)

// readSearch reads the address of a search.
func readSearch(v url.Values) (searchInput, error) {
	in := searchInput{q: v.Get("q"), sort: index.Sort(v.Get("sort")), page: 1, all: v.Get("copies") == "all"}
	switch in.sort {
	case "", index.Relevance, index.Date:
	default:
		return in, refuse(400, "sort: write relevance or date")
	}
	if text := v.Get("page"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			return in, refuse(400, "page: write a number from 1 on")
		}
		in.page = n
	}
	return in, nil
}

// with is the first page of another query, in the same order.
func (in searchInput) with(q string) searchInput {
	in.q, in.page = q, 1
	return in
}

// url is the address of the search.
func (in searchInput) url() string {
	v := url.Values{}
	if in.q != "" {
		v.Set("q", in.q)
	}
	if in.sort != "" {
		v.Set("sort", string(in.sort))
	}
	if in.page > 1 {
		v.Set("page", strconv.Itoa(in.page))
	}
	if in.all {
		v.Set("copies", "all")
	}
	if len(v) == 0 {
		return "/"
	}
	return "/?" + v.Encode()
}

// queryString asks for a query at another address; "" asks for everything.
func queryString(q string) string {
	if q == "" {
		return ""
	}
	return "?" + url.Values{"q": {q}}.Encode()
}

// searchURL is the address of a query's first page.
func searchURL(q string) string { return searchInput{q: q}.url() }

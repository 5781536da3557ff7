package lists

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/pennypress/pennypress/extract/gazetteer"
)

// The kinds of change.
const (
	Added    = "added"
	Renamed  = "renamed"
	Delisted = "delisted"
	Relisted = "relisted"
)

// A Change is what a list says that the one before did not.
type Change struct {
	Kind     string // one of the constants
	Symbol   string
	Exchange string // ISO 10383 MIC
	Name     string
	Was      string // the former name of what was renamed
}

// maxFormer bounds the former names kept of one instrument.
const maxFormer = 8

// Merge brings what was known up to date with a list of today, a day such as
// 2026-11-25. Nothing is forgotten: what the list has no more stays, delisted
// since today, because texts of earlier years name it, and a former name stays
// with its day. Rows and changes are in order of exchange and symbol.
func Merge(before, list []Row, today string) (rows []Row, changes []Change) {
	now := make(map[[2]string]Row, len(list))
	for _, r := range list {
		now[r.key()] = r
	}
	for _, old := range before {
		r, there := now[old.key()]
		delete(now, old.key())
		switch {
		case there && old.Delisted != "":
			changes = append(changes, change(Relisted, r, ""))
			r.Former = old.Former
		case there && r.Name != old.Name:
			changes = append(changes, change(Renamed, r, old.Name))
			r.Former = formerly(old, r.Name, today)
		case there:
			r.Former = old.Former
		case old.Delisted == "":
			changes = append(changes, change(Delisted, old, ""))
			r = old
			r.Delisted = today
		default:
			r = old
		}
		rows = append(rows, r)
	}
	for _, r := range now {
		rows = append(rows, r)
		changes = append(changes, change(Added, r, ""))
	}
	slices.SortFunc(rows, func(a, b Row) int {
		return cmp.Or(strings.Compare(a.Exchange, b.Exchange), strings.Compare(a.Symbol, b.Symbol))
	})
	slices.SortFunc(changes, func(a, b Change) int {
		return cmp.Or(strings.Compare(a.Exchange, b.Exchange), strings.Compare(a.Symbol, b.Symbol))
	})
	return rows, changes
}

func change(kind string, r Row, was string) Change {
	return Change{Kind: kind, Symbol: r.Symbol, Exchange: r.Exchange, Name: r.Name, Was: was}
}

// formerly is the former names of a row that has another name from today on.
func formerly(old Row, name, today string) []Former {
	former := []Former{{old.Name, today}}
	for _, f := range old.Former {
		if f.Name != name && f.Name != old.Name {
			former = append(former, f)
		}
	}
	return former[:min(len(former), maxFormer)]
}

// Listed counts the rows that are not delisted.
func Listed(rows []Row) int {
	n := 0
	for _, r := range rows {
		if r.Delisted == "" {
			n++
		}
	}
	return n
}

// Marshal returns the text of a file that holds rows, in the format of the
// gazetteer. The comment stands at its head.
func Marshal(rows []Row, comment string) []byte {
	var b strings.Builder
	for line := range strings.Lines(comment) {
		b.WriteString("# " + strings.TrimRight(line, "\n") + "\n")
	}
	for _, r := range rows {
		b.WriteString(strings.Join([]string{r.Symbol, r.Exchange, string(r.Kind), r.Name}, "\t"))
		sep := "\t"
		item := func(s string) {
			b.WriteString(sep + s)
			sep = "|"
		}
		for _, f := range r.Former {
			item("<" + f.Until + " " + f.Name)
		}
		if r.Delisted != "" {
			item("!" + r.Delisted)
		}
		b.WriteByte('\n')
	}
	return []byte(b.String())
}

// Parse reads what Marshal wrote. The error names the line.
func Parse(text []byte) ([]Row, error) {
	var rows []Row
	line := 0
	for row := range strings.Lines(string(text)) {
		line++
		row = strings.TrimRight(row, "\r\n")
		if row == "" || row[0] == '#' {
			continue
		}
		r, err := parseRow(row)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", line, err)
		}
		rows = append(rows, r)
	}
	return rows, nil
}

func parseRow(row string) (Row, error) {
	f := strings.Split(row, "\t")
	if len(f) < 4 || len(f) > 5 {
		return Row{}, fmt.Errorf("%d fields, want symbol, MIC, kind, name and names", len(f))
	}
	r := Row{Symbol: f[0], Exchange: f[1], Kind: gazetteer.Kind(f[2]), Name: f[3]}
	if len(f) == 4 {
		return r, nil
	}
	for _, item := range strings.Split(f[4], "|") {
		switch mark, rest := item[:min(1, len(item))], item[min(1, len(item)):]; mark {
		case "<":
			until, name, _ := strings.Cut(rest, " ")
			r.Former = append(r.Former, Former{name, until})
		case "!":
			r.Delisted = rest
		default:
			return Row{}, fmt.Errorf("%q is neither a former name nor an end", item)
		}
	}
	return r, nil
}

package gazetteer

import (
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"time"
)

//go:embed data/*.tsv
var data embed.FS

// Files in data/ that hold no instruments.
const (
	exchangesFile = "exchanges.tsv"
	contextsFile  = "contexts.tsv"
)

// Bounds on what a file may hold: a larger one is not a gazetteer, a longer
// line not a row of one, and no name of more words is one that anybody prints.
const (
	maxFileBytes = 64 << 20
	maxLineBytes = 16 << 10
	maxNameRuns  = 16
)

// A listing is one row: an instrument with what it answers to.
type listing struct {
	Instrument
	names   []name
	symbols []string // other symbols, now or formerly
	homes   []key    // listings whose names are the names of this one
	level   int      // 0 for the built-in data, one more for each file added
	listed  bool     // only a list has it: see [Table.WithLists]
	file    string
	line    int
}

// A name is one name of a listing with its marks.
type name struct {
	text                string
	until               string
	weak, lower, second bool
	context             []string
}

// A key names a listing: symbol is normal (see normalSymbol).
type key struct{ mic, symbol string }

// builtin reads the embedded files.
func builtin() (*Table, error) {
	files, err := fs.Glob(data, "data/*.tsv")
	if err != nil {
		return nil, err
	}
	t := &Table{contexts: map[string][]string{}, listings: make(map[key]*listing, 8192)}
	if err := t.readContexts(); err != nil {
		return nil, err
	}
	for _, file := range files {
		base := path.Base(file)
		if base == exchangesFile || base == contextsFile {
			continue
		}
		text, err := data.ReadFile(file)
		if err != nil {
			return nil, err
		}
		if err := t.read(string(text), base, 0); err != nil {
			return nil, err
		}
	}
	return t, t.build()
}

// readContexts reads the sets of context words, rows of name and words.
func (t *Table) readContexts() error {
	tsv, err := data.ReadFile("data/" + contextsFile)
	if err != nil {
		return err
	}
	line := 0
	for row := range strings.Lines(string(tsv)) {
		line++
		row = strings.TrimSpace(row)
		if row == "" || row[0] == '#' {
			continue
		}
		set, words, ok := strings.Cut(row, "\t")
		if !ok || t.contexts[set] != nil {
			return fmt.Errorf("%s:%d: want a new name, a tab and words", contextsFile, line)
		}
		t.contexts[set] = appendRuns(nil, words)
	}
	return nil
}

// With returns a table that holds t and the instruments that r lists, in the
// format of the package comment. A row for an instrument that t has replaces it,
// names and all, and a name listed by r comes before the same name in t. Errors
// begin with file and line: "mine.tsv:3: no exchange XNYX". t is unchanged.
func (t *Table) With(r io.Reader, file string) (*Table, error) {
	text, err := readText(r, file)
	if err != nil {
		return nil, err
	}
	next := t.copy()
	next.levels++
	if err := next.read(text, file, next.levels); err != nil {
		return nil, err
	}
	return next, next.build()
}

// readText reads a file of bounded size.
func readText(r io.Reader, file string) (string, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxFileBytes+1))
	if err != nil {
		return "", fmt.Errorf("%s: %w", file, err)
	}
	if len(text) > maxFileBytes {
		return "", fmt.Errorf("%s: larger than %d bytes", file, maxFileBytes)
	}
	return string(text), nil
}

// withRows returns t, or the table that its index was made of.
func (t *Table) withRows() *Table {
	if t.source != nil {
		return t.source()
	}
	return t
}

// copy returns a table with the listings of t and no index yet.
func (t *Table) copy() *Table {
	t = t.withRows()
	next := &Table{contexts: t.contexts, listings: maps.Clone(t.listings), order: slices.Clone(t.order), levels: t.levels}
	if next.listings == nil {
		next.listings = map[key]*listing{}
	}
	return next
}

// read adds the rows of a file to the listings.
func (t *Table) read(text, file string, level int) error {
	rows := make([]listing, 0, strings.Count(text, "\n")+1)
	line := 0
	for row := range strings.Lines(text) {
		line++
		row = strings.TrimRight(row, "\r\n")
		if strings.TrimSpace(row) == "" || row[0] == '#' {
			continue
		}
		rows = append(rows, listing{level: level, file: file, line: line})
		if err := t.add(row, &rows[len(rows)-1]); err != nil {
			return fmt.Errorf("%s:%d: %w", file, line, err)
		}
	}
	return nil
}

// add adds one row, as l, or drops what it says to drop.
func (t *Table) add(row string, l *listing) error {
	if err := t.parse(row, l); err != nil {
		return err
	}
	k := key{l.Exchange, normalSymbol(l.Symbol)}
	old := t.listings[k]
	switch {
	case old != nil && old.level == l.level:
		return fmt.Errorf("%s is there already, at %s:%d", l.Symbol, old.file, old.line)
	case old == nil && l.Kind == dropped:
		return fmt.Errorf("no %s to drop", l.Symbol)
	case old == nil:
		t.order = append(t.order, k)
	}
	t.listings[k] = l
	return nil
}

// dropped is the kind of a row that drops an instrument of an earlier file.
const dropped Kind = "-"

// parse reads one row into l.
func (t *Table) parse(row string, l *listing) error {
	if len(row) > maxLineBytes {
		return fmt.Errorf("line longer than %d bytes", maxLineBytes)
	}
	tabs := strings.Count(row, "\t")
	if tabs < 3 || tabs > 4 {
		return fmt.Errorf("%d fields separated by tabs, want symbol, MIC, kind, name and names", tabs+1)
	}
	symbol, row, _ := strings.Cut(row, "\t")
	mic, row, _ := strings.Cut(row, "\t")
	kind, row, _ := strings.Cut(row, "\t")
	shown, list, more := strings.Cut(row, "\t")
	l.Symbol, l.Kind = symbol, kindOf(kind)
	if symbol == "" || symbol != strings.TrimSpace(symbol) {
		return fmt.Errorf("%q is not a symbol", symbol)
	}
	if err := l.setExchange(mic, kind); err != nil {
		return err
	}
	l.names = make([]name, 0, strings.Count(list, "|")+2)
	for item, left := shown, more; ; {
		if err := t.addName(l, item); err != nil {
			return err
		}
		if !left {
			break
		}
		item, list, left = strings.Cut(list, "|")
	}
	if len(l.names) == 0 {
		return errors.New("no name")
	}
	l.Name = l.names[0].text
	return nil
}

// kindOf returns the constant of a kind, so that instruments share it, and ""
// for what is no kind.
func kindOf(s string) Kind {
	for _, k := range []Kind{Share, Receipt, Fund, Index, Crypto, dropped} {
		if s == string(k) {
			return k
		}
	}
	return ""
}

// setExchange checks the exchange against the kind and fills in the country.
func (l *listing) setExchange(mic, kind string) error {
	switch {
	case l.Kind == "":
		return fmt.Errorf("%q is not a kind: want share, receipt, fund, index, crypto or -", kind)
	case l.Kind == Index || l.Kind == Crypto:
		if mic != "-" {
			return fmt.Errorf("exchange %s of a kind that has none: want -", mic)
		}
		return nil
	case l.Kind == dropped && mic == "-":
		return nil
	}
	e, ok := exchanges().byMIC[mic]
	if !ok {
		return fmt.Errorf("no exchange %s", mic)
	}
	l.Exchange, l.Country = e.mic, e.country
	return nil
}

// addName adds one item of the list of names: a name, a symbol, a home or the
// end of the listing.
func (t *Table) addName(l *listing, item string) error {
	switch {
	case item == "":
		return errors.New("an empty name")
	case item[0] == '$':
		l.symbols = append(l.symbols, item[1:])
		return nil
	case item[0] == '!':
		if !isDate(item[1:]) {
			return fmt.Errorf("%q, want !2022-10-28", item)
		}
		l.Delisted = item[1:]
		return nil
	case item[0] == '=':
		mic, symbol, ok := strings.Cut(item[1:], ":")
		if !ok {
			return fmt.Errorf("%q, want =MIC:SYMBOL", item)
		}
		l.homes = append(l.homes, key{mic, normalSymbol(symbol)})
		return nil
	}
	n, err := t.parseName(item)
	if err == nil {
		l.names = append(l.names, n)
	}
	return err
}

// parseName reads a name with its marks and context.
func (t *Table) parseName(item string) (name, error) {
	n := name{text: item}
	if rest, ok := strings.CutPrefix(item, "<"); ok {
		n.until, n.text, _ = strings.Cut(rest, " ")
		n.second = true
		if !isDate(n.until) {
			return name{}, fmt.Errorf("%q, want <2021-10 and a name", item)
		}
	}
	for n.text != "" && strings.IndexByte("~_-", n.text[0]) >= 0 {
		n.weak = n.weak || n.text[0] == '~'
		n.lower = n.lower || n.text[0] == '_'
		n.second = n.second || n.text[0] == '-'
		n.text = n.text[1:]
	}
	text, words, ok := strings.Cut(n.text, "{")
	if ok {
		context, err := t.parseContext(words)
		if err != nil {
			return name{}, fmt.Errorf("name %q: %w", item, err)
		}
		n.text, n.context = strings.TrimSpace(text), context
	}
	if n.text == "" || n.text != strings.TrimSpace(n.text) {
		return name{}, fmt.Errorf("%q is not a name", item)
	}
	return n, nil
}

// parseContext reads what follows the opening brace of a context.
func (t *Table) parseContext(s string) ([]string, error) {
	s, ok := strings.CutSuffix(s, "}")
	if !ok {
		return nil, errors.New("no closing brace")
	}
	var words []string
	for _, f := range strings.Fields(s) {
		if f[0] != '@' {
			words = appendRuns(words, f)
			continue
		}
		set := t.contexts[f[1:]]
		if set == nil {
			return nil, fmt.Errorf("no context %s", f)
		}
		if words = append(words, set...); len(words) == len(set) {
			words = set // shared, as long as nothing is appended
		}
	}
	if len(words) == 0 {
		return nil, errors.New("an empty context")
	}
	return words[:len(words):len(words)], nil
}

// isDate reports whether s is a year, a month or a day.
func isDate(s string) bool {
	for _, layout := range []string{"2006", "2006-01", time.DateOnly} {
		if len(s) == len(layout) {
			_, err := time.Parse(layout, s)
			return err == nil
		}
	}
	return false
}

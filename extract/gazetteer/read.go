package gazetteer

import (
	"bufio"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
)

//go:embed data/*.tsv
var data embed.FS

// Files in data/ that hold no instruments.
const (
	exchangesFile = "exchanges.tsv"
	contextsFile  = "contexts.tsv"
)

// Bounds on what a file may hold: a line longer than this is not a row of a
// gazetteer, nor is a name of more words one that anybody prints.
const (
	maxLineBytes = 16 << 10
	maxNameRuns  = 16
)

// A listing is one row: an instrument with what it answers to.
type listing struct {
	Instrument
	level   int      // 0 for the built-in data, one more for each file added
	names   []name   // the first is Instrument.Name
	symbols []string // other symbols, now or formerly
	homes   []key    // listings whose names are names of this one too
	place   string   // file and line, for errors
}

// A name is one name of a listing with its marks.
type name struct {
	text                string
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
	t := &Table{contexts: map[string][]string{}, listings: map[key]*listing{}}
	if err := t.readContexts(); err != nil {
		return nil, err
	}
	for _, file := range files {
		base := path.Base(file)
		if base == exchangesFile || base == contextsFile {
			continue
		}
		f, err := data.Open(file)
		if err != nil {
			return nil, err
		}
		if err := t.read(f, base, 0); err != nil {
			return nil, err
		}
	}
	return t, t.index()
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
	next := &Table{contexts: t.contexts, listings: make(map[key]*listing, len(t.listings)), levels: t.levels + 1}
	next.order = append(next.order, t.order...)
	for k, l := range t.listings {
		next.listings[k] = l
	}
	if err := next.read(r, file, next.levels); err != nil {
		return nil, err
	}
	if err := next.index(); err != nil {
		return nil, err
	}
	return next, nil
}

// read adds the rows of r to the listings.
func (t *Table) read(r io.Reader, file string, level int) error {
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 0, 4096), maxLineBytes)
	n := 0
	for lines.Scan() {
		n++
		row := strings.TrimSuffix(lines.Text(), "\r")
		if strings.TrimSpace(row) == "" || row[0] == '#' {
			continue
		}
		if err := t.add(row, fmt.Sprintf("%s:%d", file, n), level); err != nil {
			return err
		}
	}
	if err := lines.Err(); err != nil {
		if errors.Is(err, bufio.ErrTooLong) {
			err = fmt.Errorf("line longer than %d bytes", maxLineBytes)
		}
		return fmt.Errorf("%s:%d: %w", file, n+1, err)
	}
	return nil
}

// add adds one row, or drops what it says to drop.
func (t *Table) add(row, place string, level int) error {
	l, err := t.parse(row)
	if err != nil {
		return fmt.Errorf("%s: %w", place, err)
	}
	l.place, l.level = place, level
	k := key{l.Exchange, normalSymbol(l.Symbol)}
	old := t.listings[k]
	switch {
	case old != nil && old.level == level:
		return fmt.Errorf("%s: %s is there already, at %s", place, l.Symbol, old.place)
	case old == nil && l.Kind == dropped:
		return fmt.Errorf("%s: no %s to drop", place, l.Symbol)
	case old == nil:
		t.order = append(t.order, k)
	}
	t.listings[k] = l
	return nil
}

// dropped is the kind of a row that drops an instrument of an earlier file.
const dropped Kind = "-"

// parse reads one row.
func (t *Table) parse(row string) (*listing, error) {
	f := strings.Split(row, "\t")
	if len(f) < 4 || len(f) > 5 {
		return nil, fmt.Errorf("%d fields separated by tabs, want symbol, MIC, kind, name and names", len(f))
	}
	l := &listing{Instrument: Instrument{Symbol: f[0], Kind: Kind(f[2])}}
	if f[0] == "" || f[0] != strings.TrimSpace(f[0]) {
		return nil, fmt.Errorf("%q is not a symbol", f[0])
	}
	if err := l.setExchange(f[1]); err != nil {
		return nil, err
	}
	items := []string{f[3]}
	if len(f) == 5 {
		items = append(items, splitList(f[4])...)
	}
	for _, item := range items {
		if err := t.addName(l, item); err != nil {
			return nil, err
		}
	}
	if len(l.names) == 0 {
		return nil, errors.New("no name")
	}
	l.Name = l.names[0].text
	return l, nil
}

// setExchange checks the exchange against the kind and fills in the country.
func (l *listing) setExchange(mic string) error {
	switch l.Kind {
	case Index, Crypto:
		if mic != "-" {
			return fmt.Errorf("%s for an exchange, want - for an %s", mic, l.Kind)
		}
		return nil
	case Share, Receipt, Fund, dropped:
	default:
		return fmt.Errorf("%q is not a kind: want share, receipt, fund, index, crypto or -", l.Kind)
	}
	if l.Kind == dropped && mic == "-" {
		return nil
	}
	e, ok := exchanges().byMIC[mic]
	if !ok {
		return fmt.Errorf("no exchange %s", mic)
	}
	l.Exchange, l.Country = e.mic, e.country
	return nil
}

// addName adds one item of the list of names: a name, a symbol or a home.
func (t *Table) addName(l *listing, item string) error {
	switch {
	case item == "":
		return errors.New("an empty name")
	case item[0] == '$':
		l.symbols = append(l.symbols, item[1:])
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
	fields := strings.Fields(s)
	if len(fields) == 1 && fields[0][0] == '@' {
		set := t.contexts[fields[0][1:]]
		if set == nil {
			return nil, fmt.Errorf("no context %s", fields[0])
		}
		return set, nil
	}
	var words []string
	for _, f := range fields {
		if f[0] == '@' {
			set := t.contexts[f[1:]]
			if set == nil {
				return nil, fmt.Errorf("no context %s", f)
			}
			words = append(words, set...)
			continue
		}
		words = appendRuns(words, f)
	}
	if len(words) == 0 {
		return nil, errors.New("an empty context")
	}
	return words, nil
}

package lists

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"

	"github.com/pennypress/pennypress/extract/gazetteer"
)

// The files of Nasdaq Trader have fields parted by |, a header, and a last line
// that says when the file was made. A file without that line was cut.

const footer = "File Creation Time:"

// readPipes calls row for each record, with its fields by name.
func readPipes(data []byte, l *List, header string, row func(field func(string) string)) error {
	lines := strings.Split(strings.TrimRight(string(data), "\r\n \t"), "\n")
	names := strings.Split(strings.TrimSpace(lines[0]), "|")
	if !strings.HasPrefix(strings.TrimSpace(lines[0]), header) {
		return fmt.Errorf("the header does not begin with %s", header)
	}
	last := strings.TrimSpace(lines[len(lines)-1])
	made, ok := strings.CutPrefix(last, footer)
	if !ok {
		return errors.New("no footer: the file was cut")
	}
	l.AsOf = footerDay(strings.Trim(made, "| "))
	at := map[string]int{}
	for i, n := range names {
		at[n] = i
	}
	for i, line := range lines[1 : len(lines)-1] {
		fields := strings.Split(strings.TrimRight(line, "\r"), "|")
		if len(fields) != len(names) {
			l.odd("line %d has %d fields, not %d", i+2, len(fields), len(names))
			l.Skipped++
			continue
		}
		row(func(name string) string {
			if i, ok := at[name]; ok {
				return strings.TrimSpace(fields[i])
			}
			return ""
		})
	}
	return nil
}

// footerDay reads the time of a footer, mmddyyyyhh:mm.
func footerDay(s string) string {
	if len(s) < 8 {
		return ""
	}
	t, err := time.Parse("01022006", s[:8])
	if err != nil {
		return ""
	}
	return t.Format(time.DateOnly)
}

func readNasdaq(data []byte, l *List) error {
	return readPipes(data, l, "Symbol|Security Name|Market Category", func(field func(string) string) {
		l.addSecurity(field, field("Symbol"), "XNAS")
	})
}

// otherVenues are the letters of the column Exchange.
var otherVenues = map[string]string{"A": "XASE", "N": "XNYS", "P": "ARCX", "Z": "BATS"}

func readOther(data []byte, l *List) error {
	return readPipes(data, l, "ACT Symbol|Security Name|Exchange", func(field func(string) string) {
		mic := otherVenues[field("Exchange")]
		if mic == "" {
			l.odd("exchange %q", field("Exchange"))
			l.Skipped++
			return
		}
		l.addSecurity(field, field("ACT Symbol"), mic)
	})
}

// addSecurity adds a record of Nasdaq Trader, unless it is a test, or a line
// that must not answer to the issuer's name.
func (l *List) addSecurity(field func(string) string, symbol, mic string) {
	name := field("Security Name")
	kind := securityKind(name, field("ETF") == "Y")
	if field("Test Issue") == "Y" || kind == "" {
		l.Skipped++
		return
	}
	if kind != gazetteer.Fund {
		name = issuer(name)
	}
	l.add(symbol, mic, kind, name)
}

// securityKind tells shares and receipts from all else, which is "", by what
// the name says after the issuer's.
func securityKind(name string, fund bool) gazetteer.Kind {
	if fund {
		return gazetteer.Fund
	}
	low := strings.ToLower(strings.TrimPrefix(name, issuer(name)))
	if low == "" {
		low = strings.ToLower(name)
	}
	words := map[string]bool{}
	for _, w := range strings.FieldsFunc(low, func(r rune) bool { return !unicode.IsLetter(r) && r != '%' }) {
		words[strings.TrimSuffix(w, "s")] = true
	}
	for _, w := range []string{"warrant", "right", "preferred", "preference", "pfd", "note", "debenture", "%", "etn"} {
		if words[w] {
			return ""
		}
	}
	switch {
	case words["american"] || words["ad"] || words["adr"]:
		return gazetteer.Receipt
	case words["depositary"]: // of a preferred share
		return ""
	case words["unit"] && !words["common"] && !words["partner"] && !words["partnership"]:
		return ""
	}
	return gazetteer.Share
}

// kindWords begin what a security's name says after the issuer's.
var kindWords = []string{
	" common stock", " common shares", " common unit", " class a", " class b", " class c", " ordinary share", " american depositary",
	" sponsored adr", " depositary", " capital stock", " shares of beneficial", " ads ", " new common", " series a", " subordinate voting",
}

// issuer cuts the kind of security off a security's name.
func issuer(name string) string {
	if before, _, ok := strings.Cut(name, " - "); ok {
		return before
	}
	low := strings.ToLower(name) + " "
	if len(low) != len(name)+1 {
		return name
	}
	end := len(name)
	for _, w := range kindWords {
		if at := strings.Index(low, w); at > 0 && at < end {
			end = at
		}
	}
	return name[:end]
}

// secVenues are the exchanges as the SEC names them. NYSE covers Arca and
// American too: where Nasdaq Trader's list has the symbol, that is believed.
var secVenues = map[string]string{"Nasdaq": "XNAS", "NYSE": "XNYS", "NYS": "XNYS", "CBOE": "BATS"}

func readSEC(data []byte, l *List) error {
	var file struct {
		Fields []string            `json:"fields"`
		Data   [][]json.RawMessage `json:"data"`
	}
	if err := json.Unmarshal(bytes.TrimPrefix(data, []byte("\ufeff")), &file); err != nil {
		return fmt.Errorf("not the JSON of the list: %w", err)
	}
	at := map[string]int{}
	for i, f := range file.Fields {
		at[f] = i
	}
	for _, want := range []string{"cik", "name", "ticker", "exchange"} {
		if _, ok := at[want]; !ok {
			return fmt.Errorf("no field %q among %q", want, file.Fields)
		}
	}
	first := map[string]bool{} // CIKs seen
	for i, record := range file.Data {
		if len(record) != len(file.Fields) {
			l.odd("record %d has %d fields, not %d", i, len(record), len(file.Fields))
			l.Skipped++
			continue
		}
		l.addFiler(first, func(name string) string { return text(record[at[name]]) })
	}
	return nil
}

// text reads a number or string of JSON; null is "".
func text(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	if s = string(raw); s == "null" {
		return ""
	}
	return s
}

// addFiler adds a record of the SEC. The first of a filer is its common share;
// of the others only classes of shares are named.
func (l *List) addFiler(seen map[string]bool, field func(string) string) {
	venue, symbol := field("exchange"), field("ticker")
	mic := secVenues[venue]
	if mic == "" {
		if venue != "" && venue != "OTC" {
			l.odd("exchange %q", venue)
		}
		l.Skipped++
		return
	}
	cik := field("cik")
	base, tail, dashed := strings.Cut(symbol, "-")
	class := dashed && len(tail) == 1 && tail != "W" && tail != "U" && tail != "R"
	if dashed && !class || seen[cik] && !class {
		l.Skipped++
		return
	}
	name := title(withoutTail(field("name")))
	if class {
		symbol = base + "." + tail
	}
	if seen[cik] {
		name += " class " + tail
	}
	seen[cik] = true
	l.add(symbol, mic, gazetteer.Share, name)
}

// withoutTail cuts "/ADR", "/DE/" and "\DE\" off a filer's name; "A/S" stays.
func withoutTail(name string) string {
	at := strings.IndexAny(name, `/\`)
	if at < 2 || name[at-2] == ' ' && name[at-1] != ' ' {
		return name
	}
	if len(strings.Trim(name[at:], `/\ `)) > 5 {
		return name
	}
	return strings.TrimSpace(name[:at])
}

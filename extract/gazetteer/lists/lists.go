// Package lists reads the lists of instruments that exchanges and the SEC
// publish, each in its own form, into rows of one form, and compares them with what
// was known before:
//
//	format, _ := lists.Find("nasdaq")
//	list, err := format.Read(data)         // a download
//	rows, changes := lists.Merge(old, list.Rows, "2026-11-25")
//
// What is no list is refused by name: a page of HTML, an empty file, a pointer of Git
// LFS, a wrong header, a missing footer, too few rows. Nothing is fetched or
// written here; Marshal gives the text of a file that the gazetteer reads, Parse reads it
// back. It is made for the pennypress command; outsiders may rely on it.
package lists

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/pennypress/pennypress/extract/gazetteer"
)

// A Row is one instrument of a list.
type Row struct {
	Symbol   string // as the exchange writes it
	Exchange string // ISO 10383 MIC
	Kind     gazetteer.Kind
	Name     string   // of the issuer
	Former   []Former // names that earlier lists gave, the latest first
	Delisted string   // day since when lists have it no more; empty while they do
}

// A Former is a name that an instrument had.
type Former struct {
	Name  string
	Until string // day of the list that first had another
}

// A List is what one download says.
type List struct {
	Rows    []Row    // in the order of the list
	AsOf    string   // day that the list says it is of; empty when it does not
	Skipped int      // records that are no share, fund or receipt to name: warrants, units, tests, other lines
	Odd     []string // what was not understood, once each
}

// A Format is the form of one published list.
type Format struct {
	Name  string // for people: sec, nasdaq, ...
	File  string // the publisher's name of it, and that in a mirror
	URL   string // where it is published; empty where the address changes
	Least int    // rows of a whole list, at least
	read  func(data []byte, l *List) error
}

// Formats returns what can be read, in the order in which lists are trusted.
func Formats() []Format {
	return []Format{
		{"nasdaq", "nasdaqlisted.txt", "https://www.nasdaqtrader.com/dynamic/symdir/nasdaqlisted.txt", 2000, readNasdaq},
		{"other", "otherlisted.txt", "https://www.nasdaqtrader.com/dynamic/symdir/otherlisted.txt", 2000, readOther},
		{"sec", "company_tickers_exchange.json", "https://www.sec.gov/files/company_tickers_exchange.json", 3000, readSEC},
		{"nse", "EQUITY_L.csv", "https://nsearchives.nseindia.com/content/equities/EQUITY_L.csv", 1000, readNSE},
		{"asx", "ASXListedCompanies.csv", "https://www.asx.com.au/asx/research/ASXListedCompanies.csv", 1000, readASX},
		{"hkex", "ListOfSecurities.xlsx", "https://www.hkex.com.hk/eng/services/trading/securities/securitieslists/ListOfSecurities.xlsx", 1000, readHKEX},
		{"jpx", "data_e.xls", "https://www.jpx.co.jp/english/markets/statistics-equities/misc/tvdivq0000001vg2-att/data_e.xls", 2000, readJPX},
		{"euronext", "Euronext_Equities.csv", "", 200, readEuronext},
		{"xetra", "t7-xetr-allTradableInstruments.csv", "", 300, readXetra},
	}
}

// Find returns the format of a name.
func Find(name string) (Format, bool) {
	for _, f := range Formats() {
		if f.Name == name {
			return f, true
		}
	}
	return Format{}, false
}

// MaxBytes bounds a download: the largest list has two million.
const MaxBytes = 32 << 20

// maxRows bounds the records of a list, maxSymbol and maxName the bytes of what
// they hold.
const (
	maxRows   = 200_000
	maxSymbol = 24
	maxName   = 160
)

// Read reads a download of the format. The error says what is wrong with it.
func (f Format) Read(data []byte) (List, error) {
	var l List
	if err := refuse(data); err != nil {
		return l, err
	}
	if err := f.read(data, &l); err != nil {
		return List{}, err
	}
	if len(l.Rows) == 0 {
		return List{}, errors.New("no instrument in it")
	}
	l.dropRepeated()
	return l, nil
}

// refuse names what is no list of any form.
func refuse(data []byte) error {
	start := bytes.ToLower(bytes.TrimLeft(data[:min(len(data), 512)], "\ufeff \t\r\n"))
	switch {
	case len(data) > MaxBytes:
		return fmt.Errorf("larger than %d MiB", MaxBytes>>20)
	case len(start) == 0:
		return errors.New("an empty file")
	case bytes.HasPrefix(start, []byte("<!doctype html")), bytes.HasPrefix(start, []byte("<html")), bytes.HasPrefix(start, []byte("<head")):
		return errors.New("a page of HTML in place of the list")
	case bytes.HasPrefix(start, []byte("version https://git-lfs")):
		return errors.New("a pointer of Git LFS in place of the list")
	}
	return nil
}

// CheckSize refuses a list that is much smaller than it was, or than a whole one
// is: what was cut would look delisted.
func (f Format) CheckSize(l List, before int) error {
	switch n := len(l.Rows); {
	case n < before-before/5:
		return fmt.Errorf("only %d instruments, where there were %d", n, before)
	case n < f.Least:
		return fmt.Errorf("only %d instruments: a whole list has at least %d", n, f.Least)
	}
	return nil
}

// add adds an instrument, tidied; what cannot be one is skipped.
func (l *List) add(symbol, mic string, kind gazetteer.Kind, name string) {
	symbol, name = strings.TrimSpace(symbol), tidy(name)
	if !isSymbol(symbol) || name == "" || len(l.Rows) == maxRows {
		l.Skipped++
		return
	}
	l.Rows = append(l.Rows, Row{Symbol: symbol, Exchange: mic, Kind: kind, Name: name})
}

// odd notes what was not understood.
func (l *List) odd(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	for _, o := range l.Odd {
		if o == text {
			return
		}
	}
	if len(l.Odd) < 20 {
		l.Odd = append(l.Odd, text)
	}
}

// dropRepeated keeps the first of the rows of one symbol.
func (l *List) dropRepeated() {
	seen := make(map[[2]string]bool, len(l.Rows))
	kept := l.Rows[:0]
	for _, r := range l.Rows {
		if k := r.key(); !seen[k] {
			seen[k] = true
			kept = append(kept, r)
		} else {
			l.Skipped++
		}
	}
	l.Rows = kept
}

// key is what two rows of one instrument share.
func (r Row) key() [2]string { return [2]string{r.Exchange, gazetteer.SymbolKey(r.Symbol)} }

// isSymbol reports whether s can be a symbol: capitals, digits and few signs.
func isSymbol(s string) bool {
	if s == "" || len(s) > maxSymbol {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if !('A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte(".-&/*", c) >= 0) {
			return false
		}
	}
	return gazetteer.SymbolKey(s) != ""
}

// tidy makes one line of a name that the gazetteer reads back as it is: without
// control characters and the marks of the format, at most twelve words. A name
// without a letter or digit is "".
func tidy(name string) string {
	name = strings.Map(func(r rune) rune {
		switch {
		case r >= 0xFF01 && r <= 0xFF5E: // full-width ASCII
			return r - 0xFF01 + '!'
		case r == utf8.RuneError:
			return -1
		case unicode.IsSpace(r), unicode.IsControl(r), strings.ContainsRune("|{}", r):
			return ' '
		case unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(name, ""))
	name = strings.TrimLeft(name, "~_-$=<! ")
	words := strings.Fields(name)
	if len(words) > 12 {
		words = words[:12]
	}
	name = strings.Join(words, " ")
	for len(name) > maxName {
		name = name[:strings.LastIndexAny(name[:maxName], " ")+1]
		name = strings.TrimSpace(name)
	}
	if !strings.ContainsFunc(name, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) || gazetteer.NameWords(name) > 16 {
		return ""
	}
	return name
}

// title gives a name in capitals the case of a name: "NVIDIA CORP" is "Nvidia
// Corp". Short words may be initials and stay, unless they are legal forms.
func title(name string) string {
	if name != strings.ToUpper(name) {
		return name
	}
	words := strings.Fields(name)
	for i, w := range words {
		switch bare := strings.Trim(w, ".,"); {
		case i > 0 && (bare == "OF" || bare == "AND" || bare == "THE" || bare == "DE"):
			words[i] = strings.ToLower(w)
		case utf8.RuneCountInString(bare) > 3 && !strings.Contains(bare, "&") || bare == "INC" || bare == "LTD" || bare == "CO":
			r, n := utf8.DecodeRuneInString(w)
			words[i] = string(r) + strings.ToLower(w[n:])
		}
	}
	return strings.Join(words, " ")
}

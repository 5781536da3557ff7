package lists

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/pennypress/pennypress/extract/gazetteer"
)

// readTable calls row for each record after the header, which is the first one
// that has all of want: lists have titles and dates before it, and its names have
// blanks, breaks and other case. It returns what stood before the header.
func readTable(data []byte, comma rune, l *List, want []string, row func(field func(string) string)) (before []string, err error) {
	r := csv.NewReader(strings.NewReader(decoded(data)))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes = comma, -1, true
	var at map[string]int
	for n := 1; ; n++ {
		record, err := r.Read()
		switch {
		case errors.Is(err, io.EOF) && at == nil, at == nil && n > 40:
			return nil, fmt.Errorf("no header with %s", strings.Join(want, ", "))
		case errors.Is(err, io.EOF):
			return before, nil
		case err != nil:
			l.odd("%v", err)
			l.Skipped++
			if n > maxRows {
				return nil, errors.New("too many broken records")
			}
			continue
		}
		if at == nil {
			if at = headerOf(record, want); at == nil {
				before = append(before, strings.Join(record, string(comma)))
			}
			continue
		}
		row(fieldOf(record, at))
	}
}

// headerOf returns where the columns are when record is the header.
func headerOf(record, want []string) map[string]int {
	at := map[string]int{}
	for i, f := range record {
		if f = headerWord(f); f != "" {
			if _, there := at[f]; !there {
				at[f] = i
			}
		}
	}
	for _, w := range want {
		if _, ok := at[headerWord(w)]; !ok {
			return nil
		}
	}
	return at
}

// headerWord is a column's name in lower case with single blanks.
func headerWord(s string) string {
	return strings.ToLower(strings.Join(strings.Fields(strings.TrimPrefix(s, "\ufeff")), " "))
}

// fieldOf returns the fields of a record by the names of their columns.
func fieldOf(record []string, at map[string]int) func(string) string {
	return func(name string) string {
		if i, ok := at[headerWord(name)]; ok && i < len(record) {
			return strings.TrimSpace(record[i])
		}
		return ""
	}
}

// decoded returns text in UTF-8; what is not is taken for ISO-8859-1.
func decoded(data []byte) string {
	if utf8.Valid(data) {
		return strings.TrimPrefix(string(data), "\ufeff")
	}
	runes := make([]rune, len(data))
	for i, b := range data {
		runes[i] = rune(b)
	}
	return string(runes)
}

func readNSE(data []byte, l *List) error {
	_, err := readTable(data, ',', l, []string{"SYMBOL", "NAME OF COMPANY", "SERIES"}, func(field func(string) string) {
		l.add(field("SYMBOL"), "XNSE", gazetteer.Share, field("NAME OF COMPANY"))
	})
	return err
}

func readASX(data []byte, l *List) error {
	before, err := readTable(data, ',', l, []string{"Company name", "ASX code"}, func(field func(string) string) {
		name := field("Company name")
		if name == "TEST SECURITY" {
			l.Skipped++
			return
		}
		l.add(field("ASX code"), "XASX", gazetteer.Share, title(name))
	})
	if len(before) > 0 {
		_, when, _ := strings.Cut(before[0], " as at ")
		for _, layout := range []string{"Mon Jan 02 15:04:05 MST 2006", "Mon Jan _2 15:04:05 MST 2006"} {
			if t, err := time.Parse(layout, strings.TrimSpace(when)); err == nil {
				l.AsOf = t.Format(time.DateOnly)
			}
		}
	}
	return err
}

// euronextVenues are the cities in the column Market.
var euronextVenues = []struct{ city, mic string }{
	{"Amsterdam", "XAMS"}, {"Brussels", "XBRU"}, {"Paris", "XPAR"}, {"Lisbon", "XLIS"}, {"Dublin", "XDUB"}, {"Oslo", "XOSL"}, {"Milan", "XMIL"},
}

func readEuronext(data []byte, l *List) error {
	_, err := readTable(data, ';', l, []string{"Name", "ISIN", "Symbol", "Market"}, func(field func(string) string) {
		market := field("Market")
		if market == "" { // the comment lines under the header
			l.Skipped++
			return
		}
		home, _, _ := strings.Cut(market, ",") // of several places the first
		for _, v := range euronextVenues {
			if strings.Contains(home, v.city) {
				l.add(field("Symbol"), v.mic, gazetteer.Share, title(field("Name")))
				return
			}
		}
		l.odd("market %q", market)
		l.Skipped++
	})
	return err
}

// readXetra takes German shares only: the others are second listings under
// mnemonics of Xetra's own.
func readXetra(data []byte, l *List) error {
	before, err := readTable(data, ';', l, []string{"Instrument", "ISIN", "Mnemonic", "Instrument Type"}, func(field func(string) string) {
		if field("Instrument Type") != "CS" || !strings.HasPrefix(field("ISIN"), "DE") {
			l.Skipped++
			return
		}
		l.add(field("Mnemonic"), "XETR", gazetteer.Share, title(strings.TrimSuffix(field("Instrument"), " O.N.")))
	})
	for _, line := range before {
		if _, day, ok := strings.Cut(line, "Date Last Update:;"); ok {
			if t, err := time.Parse("02.01.2006", strings.Trim(day, "; ")); err == nil {
				l.AsOf = t.Format(time.DateOnly)
			}
		}
	}
	return err
}

package lists

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/pennypress/pennypress/extract/gazetteer"
)

// maxSheetBytes bounds the XML of a sheet, maxColumns its width.
const (
	maxSheetBytes = 64 << 20
	maxColumns    = 256
)

// readXLSX returns the rows of the first sheet of a workbook. What the sheet
// says of its own extent is not believed: that of Hong Kong says eight lines and has
// fifteen thousand.
func readXLSX(data []byte) ([][]string, error) {
	book, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, errors.New("not a workbook of Excel")
	}
	var sheets []*zip.File
	var texts []string
	for _, f := range book.File {
		switch {
		case strings.HasPrefix(f.Name, "xl/worksheets/") && strings.HasSuffix(f.Name, ".xml"):
			sheets = append(sheets, f)
		case f.Name == "xl/sharedStrings.xml":
			if texts, err = sharedTexts(f); err != nil {
				return nil, fmt.Errorf("%s: %w", f.Name, err)
			}
		}
	}
	if len(sheets) == 0 {
		return nil, errors.New("a workbook without a sheet")
	}
	first := slices.MinFunc(sheets, func(a, b *zip.File) int { return strings.Compare(a.Name, b.Name) })
	rows, err := sheetRows(first, texts)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", first.Name, err)
	}
	return rows, nil
}

// eachToken calls f for each token of a file in a workbook.
func eachToken(file *zip.File, f func(xml.Token)) error {
	r, err := file.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	bounded := &io.LimitedReader{R: r, N: maxSheetBytes}
	dec := xml.NewDecoder(bounded)
	for {
		t, err := dec.RawToken()
		switch {
		case bounded.N <= 0:
			return fmt.Errorf("larger than %d MiB", maxSheetBytes>>20)
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		f(t)
	}
}

// sharedTexts reads the strings that cells name by number.
func sharedTexts(file *zip.File) ([]string, error) {
	var texts []string
	var text strings.Builder
	inText := false
	err := eachToken(file, func(t xml.Token) {
		switch t := t.(type) {
		case xml.StartElement:
			inText = t.Name.Local == "t"
		case xml.EndElement:
			if t.Name.Local == "si" {
				texts = append(texts, text.String())
				text.Reset()
			}
			inText = false
		case xml.CharData:
			if inText {
				text.Write(t)
			}
		}
	})
	return texts, err
}

// A cell is what is read of one.
type cell struct {
	column int
	kind   string // s: the number of a shared string
	text   strings.Builder
}

// sheetRows reads the rows of a sheet.
func sheetRows(file *zip.File, shared []string) ([][]string, error) {
	var rows [][]string
	var row []string
	var c cell
	inValue := false
	err := eachToken(file, func(t xml.Token) {
		switch t := t.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "row":
				row = nil
			case "c":
				c = cell{column: column(attribute(t, "r"), len(row)), kind: attribute(t, "t")}
			case "v", "t":
				inValue = true
			}
		case xml.EndElement:
			switch t.Name.Local {
			case "v", "t":
				inValue = false
			case "c":
				row = put(row, c.column, c.value(shared))
			case "row":
				if len(rows) < maxRows {
					rows = append(rows, row)
				}
			}
		case xml.CharData:
			if inValue {
				c.text.Write(t)
			}
		}
	})
	return rows, err
}

// value is the text of a cell.
func (c *cell) value(shared []string) string {
	s := c.text.String()
	if c.kind != "s" {
		return s
	}
	n := 0
	for _, d := range s {
		if d < '0' || d > '9' || n > len(shared) {
			return ""
		}
		n = 10*n + int(d-'0')
	}
	if n >= len(shared) {
		return ""
	}
	return shared[n]
}

// put sets a column of a row.
func put(row []string, column int, value string) []string {
	if column >= maxColumns {
		return row
	}
	for len(row) <= column {
		row = append(row, "")
	}
	row[column] = value
	return row
}

// column reads the letters of a reference such as "AB12"; next is that of a cell
// without one.
func column(reference string, next int) int {
	n := 0
	for i := range len(reference) {
		c := reference[i]
		if c < 'A' || c > 'Z' || n > maxColumns {
			break
		}
		n = 26*n + int(c-'A') + 1
	}
	if n == 0 {
		return next
	}
	return n - 1
}

func attribute(t xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// eachRecord calls row for each row of a sheet after the header, as readTable
// does.
func eachRecord(rows [][]string, want []string, row func(field func(string) string)) (before [][]string, err error) {
	for n, record := range rows[:min(len(rows), 40)] {
		if at := headerOf(record, want); at != nil {
			for _, record := range rows[n+1:] {
				row(fieldOf(record, at))
			}
			return rows[:n], nil
		}
	}
	return nil, fmt.Errorf("no header with %s", strings.Join(want, ", "))
}

// readHKEX takes the shares and trusts of Hong Kong: nine records of ten are
// warrants, callable contracts and debt. A counter in renminbi is the same share
// again.
func readHKEX(data []byte, l *List) error {
	rows, err := readXLSX(data)
	if err != nil {
		return err
	}
	before, err := eachRecord(rows, []string{"Stock Code", "Name of Securities", "Category"}, func(field func(string) string) {
		category := field("Category")
		code := field("Stock Code")
		if category != "Equity" && category != "Real Estate Investment Trusts" || field("Trading Currency") == "RMB" || len(code) > 5 {
			l.Skipped++
			return
		}
		code = strings.TrimLeft(code, "0")
		code = strings.Repeat("0", max(4-len(code), 0)) + code
		name, _, _ := cutTail(field("Name of Securities"))
		l.add(code, "XHKG", gazetteer.Share, title(name))
	})
	for _, record := range before {
		if _, day, ok := strings.Cut(strings.Join(record, " "), "Updated as at "); ok {
			if t, err := time.Parse("02/01/2006", strings.TrimSpace(day)); err == nil {
				l.AsOf = t.Format(time.DateOnly)
			}
		}
	}
	return err
}

// cutTail cuts marks such as "-W" and "-SW" off a name of Hong Kong's list.
func cutTail(name string) (head, tail string, ok bool) {
	at := strings.LastIndexByte(name, '-')
	if at <= 0 || len(name)-at > 4 || strings.Trim(name[at+1:], "ABDHPRSW") != "" {
		return name, "", false
	}
	return name[:at], name[at+1:], true
}

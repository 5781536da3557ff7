package gazetteer

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

//go:embed data/exchanges.tsv
var exchangesTSV string

// An exchange is one row of data/exchanges.tsv.
type exchange struct {
	mic     string
	country string
	name    string
	rank    int // place in the file: the nearer the top, the likelier a bare symbol is meant
}

type exchangeTable struct {
	byMIC    map[string]exchange
	byPrefix map[string]string // squeezed prefix → MIC
	bySuffix map[string]string // RIC suffix → MIC
}

var exchanges = sync.OnceValue(func() *exchangeTable {
	t, err := readExchanges(exchangesTSV)
	if err != nil {
		panic(err)
	}
	return t
})

// Exchange returns the MIC of an exchange as writers name it before a colon:
// "NASDAQ", "NYSE American", "TSX", "LON". Case, blanks and punctuation do not
// matter, and a MIC stands for itself. Where a name covers several exchanges
// ("OMX", "Euronext") the largest is given.
func Exchange(prefix string) (mic string, ok bool) {
	var buffer [32]byte
	mic, ok = exchanges().byPrefix[string(appendSqueezed(buffer[:0], prefix))]
	return mic, ok
}

// RICExchange returns the MIC of the exchange that a suffix stands for in
// codes such as 0101.KL, VOD.L or MSFT.O, in upper case and without the dot.
func RICExchange(suffix string) (mic string, ok bool) {
	mic, ok = exchanges().bySuffix[suffix]
	return mic, ok
}

// readExchanges reads rows of MIC, country, name, prefixes and suffixes, the
// last two separated by |.
func readExchanges(tsv string) (*exchangeTable, error) {
	t := &exchangeTable{map[string]exchange{}, map[string]string{}, map[string]string{}}
	line := 0
	for row := range strings.Lines(tsv) {
		line++
		row = strings.TrimSuffix(row, "\n")
		if row == "" || row[0] == '#' {
			continue
		}
		f := strings.Split(row, "\t")
		if len(f) != 5 {
			return nil, fmt.Errorf("exchanges.tsv:%d: %d fields, want 5", line, len(f))
		}
		t.byMIC[f[0]] = exchange{f[0], f[1], f[2], len(t.byMIC)}
		t.byPrefix[squeeze(f[0])] = f[0]
		for _, p := range splitList(f[3]) {
			if _, taken := t.byPrefix[squeeze(p)]; taken {
				return nil, fmt.Errorf("exchanges.tsv:%d: prefix %s is there twice", line, p)
			}
			t.byPrefix[squeeze(p)] = f[0]
		}
		for _, s := range splitList(f[4]) {
			if _, taken := t.bySuffix[s]; taken {
				return nil, fmt.Errorf("exchanges.tsv:%d: suffix %s is there twice", line, s)
			}
			t.bySuffix[s] = f[0]
		}
	}
	return t, nil
}

// splitList splits at |; an empty list is nil.
func splitList(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, "|")
}

// squeeze folds s and keeps its letters and digits.
func squeeze(s string) string { return string(appendSqueezed(nil, s)) }

// appendSqueezed appends squeeze(s).
func appendSqueezed(dst []byte, s string) []byte {
	for i := range len(s) {
		switch c := s[i]; {
		case c >= utf8.RuneSelf:
			return appendLettersAndDigits(dst, Fold(s[i:]))
		case isLetter(c):
			dst = append(dst, c|0x20)
		case '0' <= c && c <= '9':
			dst = append(dst, c)
		}
	}
	return dst
}

func appendLettersAndDigits(dst []byte, s string) []byte {
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			dst = utf8.AppendRune(dst, r)
		}
	}
	return dst
}

package gazetteer_test

import (
	"strings"
	"testing"

	"github.com/pennypress/pennypress/extract/gazetteer"
)

// first is the likeliest instrument of a name or symbol as EXCHANGE:SYMBOL.
func first(t *gazetteer.Table, s string) string {
	entries := t.Lookup(s)
	if len(entries) == 0 {
		return ""
	}
	return entries[0].Exchange + ":" + entries[0].Symbol
}

func TestLookup(t *testing.T) {
	table := gazetteer.Default()
	for in, want := range map[string]string{
		"Nvidia":          "XNAS:NVDA",
		"NVIDIA":          "XNAS:NVDA",
		"ExxonMobil":      "XNYS:XOM",
		"Exxon Mobil":     "XNYS:XOM",
		"Amazon.com":      "XNAS:AMZN",
		"Alibaba":         "XHKG:9988",
		"BABA":            "XNYS:BABA",
		"700":             "XHKG:0700",
		"BRK-B":           "XNYS:BRK.B",
		"BRKB":            "XNYS:BRK.B",
		"FB":              "XNAS:META",
		"NASDAQ:NVDA":     "XNAS:NVDA",
		"HKEX: 700":       "XHKG:0700",
		"S&P 500":         ":^GSPC",
		"S and P 500":     ":^GSPC",
		"bitcoin":         ":BTC",
		"005930":          "XKRX:005930",
		"nosuch":          "",
		"Nvidia and more": "",
		"":                "",
	} {
		if got := first(table, in); got != want {
			t.Errorf("Lookup(%q)[0] = %q, want %q", in, got, want)
		}
	}
}

func TestLongest(t *testing.T) {
	table := gazetteer.Default()
	entries, n := table.Longest(strings.Fields("delta air lines rose"))
	if n != 3 || entries[0].Symbol != "DAL" || entries[0].Weak {
		t.Errorf("Longest(delta air lines rose) = %v, %d, want DAL, 3", entries, n)
	}
	entries, n = table.Longest(strings.Fields("delta rose"))
	if n != 1 || !entries[0].Weak || len(entries[0].Context) == 0 {
		t.Errorf("Longest(delta rose) = %v, %d, want a weak DAL with context, 1", entries, n)
	}
	if _, n := table.Longest([]string{"air", "lines"}); n != 0 {
		t.Errorf("Longest(air lines) found %d runs, want 0", n)
	}
	if !table.Starts("delta") || table.Starts("lines") {
		t.Errorf("Starts(delta), Starts(lines) = %v, %v, want true, false", table.Starts("delta"), table.Starts("lines"))
	}
}

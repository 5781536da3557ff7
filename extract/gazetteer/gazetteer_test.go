package gazetteer_test

import (
	"fmt"
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
		"Nvidia":              "XNAS:NVDA",
		"NVIDIA":              "XNAS:NVDA",
		"ExxonMobil":          "XNYS:XOM",
		"Exxon Mobil":         "XNYS:XOM",
		"Facebook":            "XNAS:META",
		"Alibaba":             "XHKG:9988",
		"BABA":                "XNYS:BABA",
		"700":                 "XHKG:0700",
		"BRK-B":               "XNYS:BRK.B",
		"BRKB":                "XNYS:BRK.B",
		"FB":                  "XNAS:META",
		"NASDAQ:NVDA":         "XNAS:NVDA",
		"HKEX: 700":           "XHKG:0700",
		"S&P 500":             ":^GSPC",
		"S and P 500":         ":^GSPC",
		"bitcoin":             ":BTC",
		"005930":              "XKRX:005930",
		"TSMC":                "XTAI:2330",
		"BMW":                 "XETR:BMW",
		"Ericsson":            "XSTO:ERIC-B",
		"Honda":               "XTKS:7267",
		"OCBC":                "XSES:O39",
		"ICBC":                "XHKG:1398",
		"Credit Agricole":     "XPAR:ACA",
		"Crédit Agricole":     "XPAR:ACA",
		"Kuehne+Nagel":        "XSWX:KNIN",
		"Dr Reddys":           "XNSE:DRREDDY",
		"Macys":               "XNYS:M",
		"Johnson and Johnson": "XNYS:JNJ",
		"ABB":                 "XSWX:ABBN",
		"Nestle":              "XSWX:NESN",
		"Rio Tinto":           "XLON:RIO",
		"Bank of Montreal":    "XTSE:BMO",
		"Coca-Cola":           "XNYS:KO",
		"Duerr":               "XETR:DUE",
		"Moeller-Maersk":      "XCSE:MAERSK-B",
		"Oersted":             "XCSE:ORSTED",
		"nosuch":              "",
		"Nvidia and more":     "",
		"":                    "",
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

// Famous names must count wherever they stand; common words must not.
func TestWeak(t *testing.T) {
	table := gazetteer.Default()
	for _, name := range strings.Fields("nvidia microsoft toyota apple amazon tesla boeing siemens") {
		if entries, _ := table.Longest([]string{name}); len(entries) == 0 || entries[0].Weak {
			t.Errorf("Longest(%s) = %v, want a name that is not weak", name, entries)
		}
	}
	for _, name := range strings.Fields("target visa block square unity delta united gap orion toast box next") {
		entries, _ := table.Longest([]string{name})
		for _, e := range entries {
			if !e.Weak && e.Context == nil {
				t.Errorf("Longest(%s) has a strong %s:%s", name, e.Exchange, e.Symbol)
			}
		}
	}
}

func TestExchange(t *testing.T) {
	for in, want := range map[string]string{
		"NASDAQ": "XNAS", "NasdaqGS": "XNAS", "NYSE American": "XASE", "NYSEAMERICAN": "XASE", "amex": "XASE",
		"OTCBB": "OTCB", "TSX": "XTSE", "TSXV": "XTSX", "LON": "XLON", "AIM": "XLON", "HKEX": "XHKG", "TYO": "XTKS",
		"NSE": "XNSE", "BSE": "XBOM", "KLSE": "XKLS", "SGX": "XSES", "XETR": "XETR", "EPA": "XPAR", "OMX": "XSTO", "nowhere": "",
	} {
		if got, ok := gazetteer.Exchange(in); got != want || ok != (want != "") {
			t.Errorf("Exchange(%q) = %q, %v, want %q", in, got, ok, want)
		}
	}
	for in, want := range map[string]string{"L": "XLON", "KL": "XKLS", "O": "XNAS", "HK": "XHKG", "T": "XTKS", "": ""} {
		if got, _ := gazetteer.RICExchange(in); got != want {
			t.Errorf("RICExchange(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"Crédit": "credit", "Ørsted": "orsted", "Groß": "gross", "ＳＯＮＹ": "sony", "İş": "is", "e\u0301": "e", "plain": "plain",
	} {
		if got := gazetteer.Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestWith(t *testing.T) {
	own := "# mine\n" +
		"NVDA\tXNAS\tshare\tNvidia\tTeam Green\n" + // overrides
		"WDGT\tXNYS\tshare\tWidgets Unlimited\tApple|$OLDW\n" + // adds, and takes a name
		"TSLA\tXNAS\t-\tTesla\n" // drops
	table, err := gazetteer.Default().With(strings.NewReader(own), "mine.tsv")
	if err != nil {
		t.Fatal(err)
	}
	for in, want := range map[string]string{
		"Team Green": "XNAS:NVDA", "Apple": "XNYS:WDGT", "AAPL": "XNAS:AAPL", "OLDW": "XNYS:WDGT", "Tesla": "", "TSLA": "",
	} {
		if got := first(table, in); got != want {
			t.Errorf("with mine.tsv Lookup(%q)[0] = %q, want %q", in, got, want)
		}
	}
	if got := first(gazetteer.Default(), "Apple"); got != "XNAS:AAPL" {
		t.Errorf("after With, the built-in Lookup(Apple)[0] = %q, want XNAS:AAPL", got)
	}
}

func TestWithErrors(t *testing.T) {
	for in, want := range map[string]string{
		"A\tXNYX\tshare\tAcme":                   "mine.tsv:1: no exchange XNYX",
		"# x\n\nA\tXNYS\tbond\tAcme":             `mine.tsv:3: "bond" is not a kind: want share, receipt, fund, index, crypto or -`,
		"A XNYS share Acme":                      "mine.tsv:1: 1 fields separated by tabs, want symbol, MIC, kind, name and names",
		"A\tXNYS\tshare\tAcme\tB||C":             "mine.tsv:1: an empty name",
		"A\tXNYS\tshare\tAcme {@nosuch}":         `mine.tsv:1: name "Acme {@nosuch}": no context @nosuch`,
		"A\tXNYS\tshare\tAcme\t=XNYS:NOSUCH":     "mine.tsv:1: no home XNYS:NOSUCH",
		"QQQQQ\tXNYS\t-\tQ":                      "mine.tsv:1: no QQQQQ to drop",
		"ZQ\tXNYS\tshare\tZ\nZQ\tXNYS\tshare\tZ": "mine.tsv:2: ZQ is there already, at mine.tsv:1",
		"A\tXNYS\tshare\t??":                     `mine.tsv:1: name "??" has 0 words, want 1 to 16`,
		"A\tXNYS\tshare\tAcme\t!soon":            `mine.tsv:1: "!soon", want !2022-10-28`,
		"A\tXNYS\tshare\tAcme\t<2021-13 Old":     `mine.tsv:1: "<2021-13 Old", want <2021-10 and a name`,
		"A\tXNYS\tshare\tAcme\t<2021":            `mine.tsv:1: "<2021" is not a name`,
	} {
		_, err := gazetteer.Default().With(strings.NewReader(in), "mine.tsv")
		if err == nil || err.Error() != want {
			t.Errorf("With(%q) = %v, want %s", in, err, want)
		}
	}
}

func ExampleTable_Longest() {
	entries, n := gazetteer.Default().Longest([]string{"at", "t", "rose"})
	fmt.Println(n, entries[0].Exchange, entries[0].Symbol)
	// Output: 2 XNYS T
}

func ExampleTable_Lookup() {
	for _, e := range gazetteer.Default().Lookup("Alibaba") {
		fmt.Println(e.Exchange, e.Symbol, e.Kind)
	}
	// Output:
	// XHKG 9988 share
	// XNYS BABA receipt
}

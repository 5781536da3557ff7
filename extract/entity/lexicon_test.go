package entity

import (
	"slices"
	"strings"
	"testing"

	"github.com/pennypress/pennypress/extract/gazetteer"
)

func TestCurrencies(t *testing.T) {
	c, err := readCurrencies()
	if err != nil {
		t.Fatal(err)
	}
	// What ISO 4217 lists, funds, metals and testing codes aside.
	const iso = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG"
	for code := range strings.FieldsSeq(iso) {
		if c.codes[code] == nil {
			t.Errorf("currencies.tsv has no %s", code)
		}
	}
	for _, r := range c.all {
		for _, words := range [][]string{r.words, r.minor} {
			for i, w := range words {
				if w != strings.TrimSpace(w) || w == "" || slices.Contains(words[:i], w) {
					t.Errorf("%s: word %q is empty, padded or there twice", r.code, w)
				}
			}
		}
	}
	for code := range c.kinds[weakCode].words {
		if c.codes[code] == nil {
			t.Errorf("weak code %s is no currency", code)
		}
	}
	for code := range c.kinds[lowerCode].words {
		if c.codes[code] == nil {
			t.Errorf("code %s is no currency", code)
		}
	}
	for _, kind := range []kindOfSpelling{strongMark, suffixMark} {
		for mark := range c.kinds[kind].words {
			if c.marks[mark] == nil {
				t.Errorf("%s %s belongs to no currency", kindNames[kind], mark)
			}
		}
	}
	for mic := range c.pairs {
		if _, ok := gazetteer.Exchange(mic); !ok {
			t.Errorf("no exchange %s", mic)
		}
	}
}

// TestOrder checks that the lists of the data files are in order, with nothing twice.
func TestOrder(t *testing.T) {
	for _, file := range []string{"marks.tsv", "amounts.tsv", "bourses.tsv"} {
		err := rows(file, func(cols []string) error {
			name, list := strings.Join(cols[:len(cols)-1], " "), strings.Split(cols[len(cols)-1], ",")
			if !slices.IsSorted(list) {
				t.Errorf("%s: %s is not in order", file, name)
			}
			noneTwice(t, name, list)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	seen := map[string]bool{}
	err := rows("words.tsv", func(cols []string) error {
		name, list := strings.Join(cols[:3], " "), strings.Split(cols[3], ",")
		if seen[name] {
			t.Errorf("%s has two rows", name)
		}
		seen[name] = true
		if !slices.IsSorted(list) {
			t.Errorf("%s: words are not in order", name)
		}
		noneTwice(t, name, list)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func noneTwice(t *testing.T, name string, list []string) {
	t.Helper()
	seen := map[string]bool{}
	for _, s := range list {
		if seen[s] {
			t.Errorf("%s: %q is there twice", name, s)
		}
		seen[s] = true
	}
}

func TestWords(t *testing.T) {
	cash, err := readCurrencies()
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range []string{"en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "nb", "fi", "pl", "cs", "tr", "ru", "id", "ja", "zh", "ko", "xx"} {
		l, err := readLexicon(lang, cash, new(gazetteer.Table))
		if err != nil {
			t.Fatalf("%s: %v", lang, err)
		}
		err = rows("words.tsv", func(cols []string) error {
			for w := range strings.SplitSeq(cols[3], ",") {
				if cols[1] == "ending" {
					w = cols[2] // the word that others are read like
				}
				if covers(cols[0], lang) && l.find(gazetteer.Hash(firstWord(w))) == 0 {
					t.Errorf("%s: lookup(%q) does not find it", lang, w)
				}
				if w != strings.ToLower(w) {
					t.Errorf("%s: %q is not in lower case", lang, w)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if l.find(gazetteer.Hash("no such word")) != 0 {
			t.Errorf("%s: a word that is not there is found", lang)
		}
	}
}

func TestParseDigits(t *testing.T) {
	for _, c := range []struct {
		in    string
		comma bool
		want  float64
		ok    bool
	}{
		{"5", false, 5, true},
		{"1,234", false, 1234, true},
		{"1,234", true, 1.234, true},
		{"1.234", true, 1234, true},
		{"1.234", false, 1.234, true},
		{"1,234,567.89", false, 1234567.89, true},
		{"1.234.567,89", false, 1234567.89, true},
		{"4,06,52,419.94", false, 40652419.94, true},
		{"0,24", false, 0.24, true},
		{"0.125", true, 0.125, true},
		{"1'234'567", false, 1234567, true},
		{"1’234.50", false, 1234.5, true},
		{".50", false, 0.5, true},
		{"３．５", false, 3.5, true},
		{"１２", false, 12, true},
		{"12.03.2024", false, 0, false},
		{"1,23,4", false, 0, false},
		{"1.2.3.4", false, 0, false},
		{strings.Repeat("9", 40), false, 0, false},
		{strings.Repeat("1,", 40) + "1", false, 0, false},
	} {
		q, ok := parseDigits(c.in, c.comma)
		if ok != c.ok || ok && q.value() != c.want {
			t.Errorf("parseDigits(%q, %v) = %v, %v, want %v, %v", c.in, c.comma, q.value(), ok, c.want, c.ok)
		}
	}
}

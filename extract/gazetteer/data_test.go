package gazetteer

import (
	"slices"
	"strings"
	"testing"
	"unicode"
)

// TestData checks what a reviewer of the data files would: rows in order of
// exchange and symbol, no stray blanks, no mark or name twice in a row.
// Symbols twice, unknown exchanges and malformed rows are errors of reading.
func TestData(t *testing.T) {
	files, err := data.ReadDir("data")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if file.Name() == exchangesFile || file.Name() == contextsFile {
			continue
		}
		text, err := data.ReadFile("data/" + file.Name())
		if err != nil {
			t.Fatal(err)
		}
		var last []string
		for row := range strings.Lines(string(text)) {
			if row[0] == '#' {
				continue
			}
			f := strings.Split(strings.TrimSuffix(row, "\n"), "\t")
			if at := []string{f[1], f[0]}; slices.Compare(at, last) <= 0 {
				t.Errorf("%s: %s %s comes after %v", file.Name(), f[1], f[0], last)
			} else {
				last = at
			}
			checkNames(t, file.Name(), f)
		}
	}
}

func checkNames(t *testing.T, file string, f []string) {
	names := []string{f[3]}
	if len(f) > 4 {
		names = append(names, strings.Split(f[4], "|")...)
	}
	seen := map[string]bool{}
	for _, n := range names {
		if n != strings.TrimSpace(n) || strings.Contains(n, "  ") {
			t.Errorf("%s: %s: %q has stray blanks", file, f[0], n)
		}
		if seen[n] {
			t.Errorf("%s: %s: %q is there twice", file, f[0], n)
		}
		seen[n] = true
	}
}

func TestBuiltin(t *testing.T) {
	table, err := builtin()
	if err != nil {
		t.Fatal(err)
	}
	instruments, names := table.Len()
	if instruments < 7500 || names < 11000 {
		t.Errorf("%d instruments, %d names, want at least 7500 and 11000", instruments, names)
	}
	venues := map[string]int{}
	for _, k := range table.order {
		l := table.listings[k]
		venues[l.Exchange]++
		if !unicode.IsPrint([]rune(l.Name)[0]) {
			t.Errorf("%s:%d: name %q", l.file, l.line, l.Name)
		}
	}
	if len(venues) < 50 {
		t.Errorf("%d exchanges, want at least 50", len(venues))
	}
}

// TestLongestPlain compares Longest with a plain search over all names.
func TestLongestPlain(t *testing.T) {
	table := Default()
	keys := map[string]bool{}
	for i := range table.index.named {
		keys[table.index.nameKey(i)] = true
	}
	for key := range keys {
		runs := append(strings.Fields(key), "rose")
		want := 0
		for n := 1; n <= len(runs); n++ {
			if keys[strings.Join(runs[:n], " ")] {
				want = n
			}
		}
		if _, n := table.Longest(runs); n != want {
			t.Errorf("Longest(%q) = %d runs, want %d", runs, n, want)
		}
	}
}

func FuzzWith(f *testing.F) {
	f.Add("ACME\tXNYS\tshare\tAcme\t~Acme Co {@airline x}|$OLD|=XNAS:NVDA\n")
	f.Add("NVDA\tXNAS\t-\tNvidia\n")
	f.Add("META\tXNAS\tshare\tMeta\t<2021-10-28 ~Facebook|!2030-01\n")
	f.Fuzz(func(t *testing.T, text string) {
		table, err := new(Table).With(strings.NewReader(text), "fuzz.tsv")
		if err != nil {
			return
		}
		for _, k := range table.order {
			l := table.listings[k]
			if l.Kind != dropped && len(table.Symbol(l.Symbol)) == 0 {
				t.Fatalf("no %s in the table of %q", l.Symbol, text)
			}
		}
	})
}

func FuzzFold(f *testing.F) {
	f.Add("Crédit Agricole ÅÆß İ ﬁ Ｓ")
	f.Fuzz(func(t *testing.T, s string) {
		if once := Fold(s); Fold(once) != once {
			t.Fatalf("Fold(%q) = %q, folded again %q", s, once, Fold(once))
		}
	})
}

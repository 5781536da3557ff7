package lists

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pennypress/pennypress/extract/gazetteer"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestGolden compares what each file of testdata gives with the .golden beside
// it. A file's name begins with that of its format.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, ".golden") {
			continue
		}
		t.Run(filepath.Base(file), func(t *testing.T) {
			got := summary(t, file)
			golden := file + ".golden"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("Read(%s) (-want +got):\n%s", file, diff)
			}
		})
	}
}

// summary is what a file gives, as text.
func summary(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	name, _, _ := strings.Cut(filepath.Base(file), "-")
	f, ok := Find(name)
	if !ok {
		t.Fatalf("%s: no format %s", file, name)
	}
	l, err := f.Read(data)
	if err != nil {
		return "refused: " + err.Error() + "\n"
	}
	checkGazetteer(t, l.Rows)
	return string(Marshal(l.Rows, fmt.Sprintf("as of %s, %d skipped, odd: %q", l.AsOf, l.Skipped, l.Odd)))
}

// checkGazetteer checks that the gazetteer reads what Marshal writes.
func checkGazetteer(t testing.TB, rows []Row) {
	t.Helper()
	text := string(Marshal(rows, ""))
	table, err := new(gazetteer.Table).WithLists(gazetteer.List{Reader: strings.NewReader(text), File: "list.tsv"})
	if err != nil {
		t.Fatalf("the gazetteer does not read it: %v", err)
	}
	for _, r := range rows {
		in := table.On(r.Exchange, r.Symbol)
		if in == nil || in.Name != r.Name || in.Delisted != r.Delisted {
			t.Fatalf("the gazetteer has %+v for %+v", in, r)
		}
	}
}

// TestRefused: what is no list is named, whichever list was asked for.
func TestRefused(t *testing.T) {
	for _, f := range Formats() {
		for data, want := range map[string]string{
			"":       "an empty file",
			" \r\n ": "an empty file",
			"\n<!DOCTYPE html><html><body>Not found</body></html>":               "a page of HTML in place of the list",
			"\ufeff<HTML><head></head></HTML>":                                   "a page of HTML in place of the list",
			"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n": "a pointer of Git LFS in place of the list",
		} {
			if _, err := f.Read([]byte(data)); err == nil || err.Error() != want {
				t.Errorf("%s: Read(%q) = %v, want %s", f.Name, data, err, want)
			}
		}
		if _, err := f.Read([]byte("a,b\n1,2\n")); err == nil {
			t.Errorf("%s: a table of something else is read", f.Name)
		}
	}
}

func TestCheckSize(t *testing.T) {
	f := Format{Least: 100}
	for _, c := range []struct {
		n, before int
		want      string
	}{
		{1000, 1000, ""}, {801, 1000, ""}, {100, 0, ""},
		{799, 1000, "only 799 instruments, where there were 1000"},
		{99, 0, "only 99 instruments: a whole list has at least 100"},
	} {
		err := f.CheckSize(List{Rows: make([]Row, c.n)}, c.before)
		if got := fmt.Sprint(err); err == nil && c.want != "" || err != nil && got != c.want {
			t.Errorf("CheckSize(%d, %d) = %v, want %q", c.n, c.before, err, c.want)
		}
	}
}

func TestTidy(t *testing.T) {
	for in, want := range map[string]string{
		"  Acme   Widgets ":         "Acme Widgets",
		"ＫＤＤＩ　Corp":                 "KDDI Corp",
		"~!Acme|Old{x}":             "Acme Old x",
		"tab\there":                 "tab here",
		"\x1b[31mRed\x00":           "[31mRed",
		"...":                       "",
		strings.Repeat("word ", 20): strings.TrimSpace(strings.Repeat("word ", 12)),
		"\u202eevil":                "evil",
		"bad \xff utf":              "bad utf",
		"A.B.C.D.E.F.G.H.I.J.K.L.M.N.O.P.Q.R.S.T.": "",
	} {
		if got := tidy(in); got != want {
			t.Errorf("tidy(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestTitle(t *testing.T) {
	for in, want := range map[string]string{
		"NVIDIA CORP": "Nvidia Corp", "AT&T INC.": "AT&T Inc.", "Apple Inc.": "Apple Inc.", "BANK OF AMERICA CORP": "Bank of America Corp", "IBM": "IBM",
	} {
		if got := title(in); got != want {
			t.Errorf("title(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestWithoutTail(t *testing.T) {
	for in, want := range map[string]string{
		"AXOS FINANCIAL INC /DE/": "AXOS FINANCIAL INC", `US BANCORP \DE\`: "US BANCORP", "MAGNA INTERNATIONAL LTD/ CAN": "MAGNA INTERNATIONAL LTD",
		"TOYOTA MOTOR CORP/": "TOYOTA MOTOR CORP", "Ascendis Pharma A/S": "Ascendis Pharma A/S", "SONY GROUP CORP/ADR": "SONY GROUP CORP",
	} {
		if got := withoutTail(in); got != want {
			t.Errorf("withoutTail(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestMerge(t *testing.T) {
	row := func(symbol, name string) Row {
		return Row{Symbol: symbol, Exchange: "XNYS", Kind: gazetteer.Share, Name: name}
	}
	gone := row("GONE", "Gone Inc")
	gone.Delisted = "2020-01-02"
	back := row("BACK", "Back Inc")
	back.Delisted = "2021-01-02"
	before := []Row{row("KEPT", "Kept Inc"), row("OLDN", "Old Name Inc"), row("LAST", "Last Inc"), gone, back}
	list := []Row{row("KEPT", "Kept Inc"), row("OLDN", "New Name Inc"), row("BACK", "Back Inc"), row("NEWC", "New Co")}
	rows, changes := Merge(before, list, "2026-11-25")
	want := "BACK\tXNYS\tshare\tBack Inc\nGONE\tXNYS\tshare\tGone Inc\t!2020-01-02\nKEPT\tXNYS\tshare\tKept Inc\n" +
		"LAST\tXNYS\tshare\tLast Inc\t!2026-11-25\nNEWC\tXNYS\tshare\tNew Co\nOLDN\tXNYS\tshare\tNew Name Inc\t<2026-11-25 Old Name Inc\n"
	if diff := cmp.Diff(want, string(Marshal(rows, ""))); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	wantChanges := []Change{
		{Relisted, "BACK", "XNYS", "Back Inc", ""}, {Delisted, "LAST", "XNYS", "Last Inc", ""},
		{Added, "NEWC", "XNYS", "New Co", ""}, {Renamed, "OLDN", "XNYS", "New Name Inc", "Old Name Inc"},
	}
	if diff := cmp.Diff(wantChanges, changes); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
	again, none := Merge(rows, list, "2026-11-26")
	if len(none) > 0 || !cmp.Equal(again, rows) {
		t.Errorf("the same list again changes %v", none)
	}
	if got := Listed(rows); got != 4 {
		t.Errorf("Listed = %d, want 4", got)
	}
}

func TestParse(t *testing.T) {
	rows, _ := Merge([]Row{{Symbol: "A", Exchange: "XNYS", Kind: gazetteer.Share, Name: "Old"}}, []Row{{Symbol: "A", Exchange: "XNYS", Kind: gazetteer.Share, Name: "New"}}, "2026-11-25")
	rows, _ = Merge(rows, nil, "2026-11-26")
	got, err := Parse(Marshal(rows, "two\nlines"))
	if err != nil || !cmp.Equal(got, rows) {
		t.Errorf("Parse(Marshal(%v)) = %v, %v", rows, got, err)
	}
	for in, want := range map[string]string{
		"A\tXNYS\tshare":            "line 1: 3 fields, want symbol, MIC, kind, name and names",
		"# x\nA\tXNYS\tshare\tA\tB": `line 2: "B" is neither a former name nor an end`,
	} {
		if _, err := Parse([]byte(in)); err == nil || err.Error() != want {
			t.Errorf("Parse(%q) = %v, want %s", in, err, want)
		}
	}
}

// FuzzRead: whatever the bytes, what is read is what the gazetteer reads.
func FuzzRead(f *testing.F) {
	files, err := filepath.Glob("testdata/*")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add(tokyo())
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, format := range Formats() {
			l, err := format.Read(data)
			if err != nil {
				continue
			}
			checkGazetteer(t, l.Rows)
			back, err := Parse(Marshal(l.Rows, ""))
			if err != nil || !cmp.Equal(back, l.Rows) {
				t.Fatalf("%s: Parse(Marshal(%v)) = %v, %v", format.Name, l.Rows, back, err)
			}
		}
	})
}

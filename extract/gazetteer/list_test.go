package gazetteer_test

import (
	"strings"
	"testing"

	"github.com/pennypress/pennypress/extract/gazetteer"
)

// withLists adds one list to a table of a user's own instruments.
func withLists(t *testing.T, own, list string) *gazetteer.Table {
	t.Helper()
	table, err := new(gazetteer.Table).With(strings.NewReader(own), "own.tsv")
	if err != nil {
		t.Fatal(err)
	}
	table, err = table.WithLists(gazetteer.List{Reader: strings.NewReader(list), File: "list.tsv"})
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func TestWithLists(t *testing.T) {
	table := withLists(t,
		"NVDA\tXNAS\tshare\tNvidia\nTWTR\tXNYS\tshare\tTwitter\nACM\tXNYS\tshare\tAcme\n",
		"NVDA\tXNAS\tshare\tNVIDIA Corp\n"+ // known: the list's name is not taken
			"TWTR\tXNYS\tshare\tTwitter\t!2022-10-28\n"+ // known, and ended
			"ACME\tXNAS\tshare\tAcme\n"+ // another of a known name
			"FRML\tXNAS\tshare\tFerment Inc\n"+ // one word says little
			"FRMW\tXNAS\tshare\tFerment Works Inc\t<2024-05 Old Brewery Works\n")
	for in, want := range map[string]string{
		"Nvidia": "XNAS:NVDA", "NVIDIA Corp": "", "Acme": "XNYS:ACM", "XNAS:ACME": "XNAS:ACME", "Ferment Works Inc": "XNAS:FRMW", "Old Brewery Works": "XNAS:FRMW",
	} {
		if got := first(table, in); got != want {
			t.Errorf("Lookup(%q)[0] = %q, want %q", in, got, want)
		}
	}
	if e := table.Lookup("Twitter"); len(e) != 1 || e[0].Delisted != "2022-10-28" {
		t.Errorf("Lookup(Twitter) = %v, want one, delisted 2022-10-28", e)
	}
	if e, _ := table.Longest([]string{"ferment", "inc"}); len(e) != 1 || !e[0].Weak {
		t.Errorf("Longest(ferment inc) = %v, want a weak name", e)
	}
	e, _ := table.Longest([]string{"old", "brewery", "works"})
	if len(e) != 1 || e[0].Weak || e[0].Until != "2024-05" {
		t.Errorf("Longest(old brewery works) = %v, want a name until 2024-05", e)
	}
}

// What is no longer listed comes after what is, home or not.
func TestDelistedComesLast(t *testing.T) {
	table := withLists(t, "OLD\tXNYS\tshare\tWidgets Works\t!2019\nNEW\tXWAR\tshare\tWidgets Works\n", "")
	if got := first(table, "Widgets Works"); got != "XWAR:NEW" {
		t.Errorf("Lookup(Widgets Works)[0] = %q, want XWAR:NEW", got)
	}
}

func TestWithListsErrors(t *testing.T) {
	_, err := gazetteer.Default().WithLists(gazetteer.List{Reader: strings.NewReader("A\tXNYX\tshare\tAcme\n"), File: "sec.tsv"})
	if err == nil || err.Error() != "sec.tsv:1: no exchange XNYX" {
		t.Errorf("WithLists(no such exchange) = %v, want sec.tsv:1: no exchange XNYX", err)
	}
}

// A compiled table answers as the one it was made of.
func TestCompile(t *testing.T) {
	made := withLists(t, "MOON\tXNAS\tshare\tMoonshine\t~Moon {rocket}\n", "FRMW\tXNAS\tshare\tFerment Works Inc\t<2024-05 Old Brewery Works|!2025\n")
	table, err := gazetteer.Load(string(made.Compile()), func() *gazetteer.Table { return made })
	if err != nil {
		t.Fatal(err)
	}
	for in, want := range map[string]string{"Moonshine": "XNAS:MOON", "Old Brewery Works": "XNAS:FRMW", "FRMW": "XNAS:FRMW"} {
		if got := first(table, in); got != want {
			t.Errorf("Lookup(%q)[0] = %q, want %q", in, got, want)
		}
	}
	if d := table.Describe(table.On("XNAS", "FRMW")); len(d.Names) != 2 || d.Delisted != "2025" {
		t.Errorf("Describe(FRMW) = %+v", d)
	}
	more, err := table.With(strings.NewReader("MOON\tXNAS\tshare\tMoonlight\n"), "own.tsv")
	if err != nil || first(more, "Moonlight") != "XNAS:MOON" || first(more, "FRMW") != "XNAS:FRMW" {
		t.Errorf("With on a loaded table: %v", err)
	}
	if _, err := gazetteer.Load("x", nil); err == nil {
		t.Error("Load reads anything")
	}
}

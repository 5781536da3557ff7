package gazetteer_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/pennypress/pennypress/extract/gazetteer"
)

func TestDescribe(t *testing.T) {
	table, err := new(gazetteer.Table).With(strings.NewReader(
		"MOON\tXNAS\tshare\tMoonshine\t~Moon {rocket}|<2021-10 Lunar Works|$LNR\nMOON\tXLON\treceipt\tMoonshine receipts\t=XNAS:MOON|!2024\n"), "own.tsv")
	if err != nil {
		t.Fatal(err)
	}
	d := table.Describe(table.On("XNAS", "MOON"))
	var names []string
	for _, n := range d.Names {
		names = append(names, n.Name+"/"+n.Until)
	}
	if want := []string{"Moonshine/", "Moon/", "Lunar Works/2021-10"}; !slices.Equal(names, want) {
		t.Errorf("names %q, want %q", names, want)
	}
	if d.Venue != "Nasdaq" || !slices.Equal(d.Symbols, []string{"LNR"}) || !d.Names[1].Weak || !slices.Equal(d.Names[1].Context, []string{"rocket"}) {
		t.Errorf("Describe(MOON) = %+v", d)
	}
	r := table.Describe(table.On("XLON", "MOON"))
	if len(r.Homes) != 1 || r.Homes[0].Exchange != "XNAS" || r.Delisted != "2024" {
		t.Errorf("Describe(XLON:MOON) = %+v", r)
	}
}

func TestNear(t *testing.T) {
	table := gazetteer.Default()
	for in, want := range map[string]string{
		"Nvdia": "Nvidia", "Mircosoft": "Microsoft", "Simens": "Siemens", "Schneider Elektric": "Schneider Electric", "NVDAA": "NVDA", "Krispy Kr": "Krispy Kreme",
	} {
		if near := table.Near(in, 5); !slices.Contains(near, want) {
			t.Errorf("Near(%q) = %q, want %s among them", in, near, want)
		}
	}
	for _, in := range []string{"", "??", "zzqqxxyy", strings.Repeat("x", 1000)} {
		if near := table.Near(in, 5); len(near) > 0 {
			t.Errorf("Near(%.20q) = %q, want none", in, near)
		}
	}
}

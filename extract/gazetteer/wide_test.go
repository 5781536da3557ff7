package gazetteer_test

import (
	"testing"

	"github.com/pennypress/pennypress/extract/gazetteer"
)

func TestLongestWide(t *testing.T) {
	table := gazetteer.Default()
	for _, c := range []struct {
		text, symbol string
		pieces       int
	}{
		{"トヨタ自動車は3%高", "7203", 6},
		{"トヨタは3%高", "7203", 3},
		{"トヨタ紡織は3%高", "3116", 5},
		{"三菱ufjは続落", "8306", 3},
		{"jr東日本、", "9020", 4},
		{"腾讯控股", "0700", 4},
		{"腾讯，", "0700", 2},
		{"騰訊", "0700", 2},
		{"sk하이닉스는", "000660", 5},
		{"日经225", "^N225", 3},
		{"ト", "", 0},
		{"", "", 0},
		{"、トヨタ", "", 0},
		{"今日の天気は晴れ", "", 0},
	} {
		entries, n := table.LongestWide(c.text)
		if n != c.pieces || n > 0 && entries[0].Symbol != c.symbol {
			t.Errorf("LongestWide(%q) = %v, %d, want %s, %d", c.text, entries, n, c.symbol, c.pieces)
		}
	}
}

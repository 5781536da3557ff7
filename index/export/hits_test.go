package export

import (
	"strings"
	"testing"
	"time"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/index"
)

func TestHitsCSV(t *testing.T) {
	var b strings.Builder
	err := HitsCSV(&b, []index.Hit{{
		ID: "1", Score: 2.5, Title: "=cmd()", URL: "https://a.example/1", Published: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC),
		Snippet: "one, two", Moves: []extract.Move{{Symbol: "NVDA", Percent: -11}, {Symbol: "SU", Percent: 2}},
	}, {ID: "2"}})
	want := "id,score,title,url,source,published,snippet,moves\n" +
		"1,2.5,'=cmd(),https://a.example/1,,2026-01-02T03:04:05Z,\"one, two\",NVDA -11; SU 2\n" +
		"2,0,,,,,,\n"
	if err != nil || b.String() != want {
		t.Errorf("HitsCSV = %v\n%s\nwant\n%s", err, b.String(), want)
	}
}

package sqlite_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/index"
	"github.com/pennypress/pennypress/index/sqlite"
)

var monday = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// moved is an article about one move, published some hours after monday.
func moved(id, source string, hours int, symbol, exchange string, percent float64) extract.Article {
	return extract.Article{
		ID: id, URL: "https://" + source + ".example/" + id, Source: source, Title: "On " + symbol + " by " + source,
		Text:      id + " tells what " + symbol + " did.",
		Published: monday.Add(time.Duration(hours) * time.Hour), Fetched: monday,
		Entities: []extract.Entity{{Type: extract.TypeTicker, Text: id[:1], Span: extract.Span{Start: 0, End: 1}, Symbol: symbol, Exchange: exchange, Name: "The " + symbol}},
		Moves:    []extract.Move{{Symbol: symbol, Exchange: exchange, Percent: percent, Span: extract.Span{Start: 0, End: 1}}},
	}
}

// openWith opens a store that holds articles.
func openWith(t *testing.T, articles ...extract.Article) *sqlite.DB {
	t.Helper()
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "news.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, err := db.Put(t.Context(), articles); err != nil {
		t.Fatal(err)
	}
	return db
}

func TestMoves(t *testing.T) {
	db := openWith(t,
		moved("a", "late", 2, "NVDA", "XNAS", -17),
		moved("b", "early", 1, "NVDA", "XNAS", -17),  // the same move, told first
		moved("c", "early", 30, "NVDA", "XNAS", -17), // the next day: another one
		moved("d", "early", 3, "ASML", "XAMS", 5),
		moved("e", "early", -50, "GOLD", "", 40),
	)
	for _, c := range []struct {
		name   string
		filter index.MoveFilter
		want   []string // the articles
	}{
		{"all, the largest first", index.MoveFilter{}, []string{"e", "c", "b", "d"}},
		{"newest first", index.MoveFilter{Sort: index.Date}, []string{"c", "d", "b", "e"}},
		{"rises", index.MoveFilter{Up: true}, []string{"e", "d"}},
		{"falls", index.MoveFilter{Down: true}, []string{"c", "b"}},
		{"of an instrument", index.MoveFilter{Symbol: "NVDA"}, []string{"c", "b"}},
		{"of another exchange", index.MoveFilter{Symbol: "NVDA", Exchange: "XAMS"}, nil},
		{"of a day", index.MoveFilter{After: monday, Before: monday.Add(24 * time.Hour)}, []string{"b", "d"}},
		{"some", index.MoveFilter{Limit: 1}, []string{"e"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			moves, err := db.Moves(t.Context(), c.filter)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, m := range moves {
				got = append(got, m.Article)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("Moves(%+v) (-want +got):\n%s", c.filter, diff)
			}
		})
	}
	moves, err := db.Moves(t.Context(), index.MoveFilter{Symbol: "NVDA", Before: monday.Add(24 * time.Hour)})
	if err != nil || len(moves) != 1 {
		t.Fatalf("moves = %v, %v", moves, err)
	}
	want := index.ReportedMove{
		Move:    extract.Move{Symbol: "NVDA", Exchange: "XNAS", Percent: -17, Span: extract.Span{Start: 0, End: 1}},
		Name:    "The NVDA",
		Article: "b", Title: "On NVDA by early", Source: "early", Published: monday.Add(time.Hour), Reports: 2,
	}
	if diff := cmp.Diff(want, moves[0]); diff != "" {
		t.Errorf("move (-want +got):\n%s", diff)
	}
}

func TestCopies(t *testing.T) {
	first, second := moved("a", "wire", 0, "A", "", 1), moved("b", "paper", 5, "A", "", 1)
	second.Title, second.Text = first.Title, first.Text
	db := openWith(t, second, first, moved("c", "other", 1, "C", "", 1))
	copies, err := db.Copies(t.Context(), []string{"a", "c"}, 10)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range copies {
		got = append(got, c.ID+" of "+c.Cluster+" in "+c.Source)
	}
	if diff := cmp.Diff([]string{"a of a in wire", "c of c in other", "b of a in paper"}, got); diff != "" {
		t.Errorf("copies (-want +got):\n%s", diff)
	}
	if some, err := db.Copies(t.Context(), []string{"a"}, 1); err != nil || len(some) != 1 {
		t.Errorf("Copies with limit 1 = %v, %v", some, err)
	}
	if none, err := db.Copies(t.Context(), nil, 10); err != nil || none != nil {
		t.Errorf("Copies of nothing = %v, %v", none, err)
	}
}

func TestSourceDays(t *testing.T) {
	db := openWith(t,
		moved("a", "wire", 0, "A", "", 1), moved("b", "wire", 5, "A", "", 1), moved("c", "wire", 25, "A", "", 1),
		moved("d", "paper", 1, "A", "", 1), moved("e", "paper", -500, "A", "", 1))
	got, err := db.SourceDays(t.Context(), monday.Add(-24*time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	day := monday.Truncate(24 * time.Hour)
	want := []index.SourceDay{{Source: "paper", Day: day, Count: 1}, {Source: "wire", Day: day, Count: 2}, {Source: "wire", Day: day.AddDate(0, 0, 1), Count: 1}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("source days (-want +got):\n%s", diff)
	}
}

func TestInstrumentName(t *testing.T) {
	db := openWith(t, moved("a", "wire", 0, "NVDA", "XNAS", 1))
	for _, c := range []struct{ exchange, symbol, want string }{
		{"XNAS", "NVDA", "The NVDA"}, {"", "NVDA", "The NVDA"}, {"XAMS", "NVDA", ""}, {"", "NONE", ""},
	} {
		if got, err := db.InstrumentName(t.Context(), c.exchange, c.symbol); err != nil || got != c.want {
			t.Errorf("InstrumentName(%q, %q) = %q, %v, want %q", c.exchange, c.symbol, got, err, c.want)
		}
	}
}

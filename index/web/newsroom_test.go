package web_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pennypress/pennypress/crawler"
	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/extract/entity"
	"github.com/pennypress/pennypress/extract/gazetteer"
	"github.com/pennypress/pennypress/index"
	"github.com/pennypress/pennypress/index/bleve"
	"github.com/pennypress/pennypress/index/sqlite"
	"github.com/pennypress/pennypress/index/web"
	"github.com/pennypress/pennypress/index/words"
)

// now is what the tests' clock shows.
var now = time.Date(2026, 11, 25, 18, 0, 0, 0, time.UTC)

// A newsroom is a real store and index behind the handler.
type newsroom struct {
	store   *sqlite.DB
	index   *bleve.Index
	handler http.Handler
	options web.Options
	errors  *[]error // what the handler reported
}

// open makes a newsroom of articles. Each change adapts its options.
func open(t testing.TB, articles []extract.Article, changes ...func(*web.Options)) *newsroom {
	t.Helper()
	dir := t.TempDir()
	store, err := sqlite.Open(t.Context(), filepath.Join(dir, "news.db"), sqlite.Options{Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	idx, err := bleve.Open(filepath.Join(dir, "index"), bleve.Options{Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for _, c := range []io.Closer{idx, store} {
			if err := c.Close(); err != nil {
				t.Error(err)
			}
		}
	})
	n := &newsroom{store: store, index: idx, errors: new([]error)}
	n.put(t, articles...)
	o := web.Options{
		Store: store, Reports: store, Searcher: idx, Analyzer: words.Analyzer{}, Now: clock, Version: "1.2.3",
		Errors: func(err error) { *n.errors = append(*n.errors, err) },
	}
	for _, c := range changes {
		c(&o)
	}
	n.options, n.handler = o, web.New(o)
	return n
}

func clock() time.Time { return now }

// put stores articles and lets the index follow.
func (n *newsroom) put(t testing.TB, articles ...extract.Article) {
	t.Helper()
	if _, err := n.store.Put(t.Context(), articles); err != nil {
		t.Fatal(err)
	}
	if _, err := index.Follow(t.Context(), n.store, n.index); err != nil {
		t.Fatal(err)
	}
}

// get asks for an address. Each pair of header is a name and a value.
func (n *newsroom) get(address string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, "http://127.0.0.1:8470/", nil)
	path, query, _ := strings.Cut(address, "?")
	if plain, err := url.PathUnescape(path); err == nil {
		path = plain
	}
	r.URL.Path, r.URL.RawPath, r.URL.RawQuery, r.RequestURI = path, "", query, address
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	if host := r.Header.Get("Host"); host != "" {
		r.Host = host
	}
	w := httptest.NewRecorder()
	n.handler.ServeHTTP(w, r)
	return w
}

// page asks for a page that must be there.
func (n *newsroom) page(t *testing.T, address string) string {
	t.Helper()
	w := n.get(address)
	if w.Code != http.StatusOK {
		t.Fatalf("GET %s = %d\n%s", address, w.Code, w.Body)
	}
	return w.Body.String()
}

// A story is an article as testdata/stories.jsonl has it.
type story struct {
	ID, Source, Site, Title, Subtitle, Text, Language, Section, URL string
	Hours                                                           int // before now
	Authors, Tags                                                   []string
}

var finder = entity.New(gazetteer.Default())

func (s story) article() extract.Article {
	address := s.URL
	if address == "" {
		address = "https://" + s.Source + ".example/" + s.ID
	}
	a := extract.Article{
		ID: s.ID, URL: address, CanonicalURL: address, Source: s.Source, Site: s.Site, Title: s.Title, Subtitle: s.Subtitle,
		Authors: s.Authors, Tags: s.Tags, Section: s.Section, Language: s.Language, Text: s.Text, WordCount: extract.WordCount(s.Text),
		Published: now.Add(-time.Duration(s.Hours) * time.Hour), Fetched: now.Add(-time.Duration(s.Hours)*time.Hour + 10*time.Minute),
	}
	a.Entities, a.Moves = finder.Find(a.Text, entity.Hint{Language: a.Language})
	return a
}

// stories reads the made-up stories.
func stories(t testing.TB) []extract.Article {
	t.Helper()
	data, err := os.ReadFile("testdata/stories.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	var out []extract.Article
	for line := range bytes.Lines(data) {
		var s story
		if err := json.Unmarshal(line, &s); err != nil {
			t.Fatal(err)
		}
		out = append(out, s.article())
	}
	return out
}

// briefs makes n short articles over some days before now, the same for the
// same n.
func briefs(n, days int) []extract.Article {
	random := rand.New(rand.NewPCG(7, uint64(n)))
	companies := []struct{ symbol, exchange, name string }{
		{"NVDA", "XNAS", "Nvidia"}, {"AAPL", "XNAS", "Apple"}, {"MSFT", "XNAS", "Microsoft"}, {"ASML", "XAMS", "ASML"}, {"SHEL", "XLON", "Shell"},
		{"SIE", "XETR", "Siemens"}, {"TSLA", "XNAS", "Tesla"}, {"WMT", "XNYS", "Walmart"}, {"JPM", "XNYS", "JPMorgan"}, {"NOVO.B", "XCSE", "Novo Nordisk"},
	}
	papers := []string{"harbour-wire", "evening-ledger", "north-sea-post", "elbe-kurier", "tidewater", "canal-street", "the-quay", "old-exchange", "lantern", "weighbridge"}
	verbs := []string{"opens", "sells", "closes", "rebuilds", "insures", "audits", "leases", "paints"}
	things := []string{"warehouse", "ferry", "bakery", "turbine", "orchard", "tunnel", "archive", "brewery", "printer", "lighthouse"}
	towns := []string{"Lisbon", "Aarhus", "Leeds", "Turin", "Gdansk", "Ghent", "Porto", "Malmo", "Cork", "Basel", "Linz"}
	pick := func(list []string) string { return list[random.IntN(len(list))] }
	out := make([]extract.Article, 0, n)
	for i := range n {
		c := companies[int(float64(len(companies))*random.Float64()*random.Float64())]
		percent := float64(random.IntN(160)-80) / 10
		verb, thing, town := pick(verbs), pick(things), pick(towns)
		amount := float64(1+random.IntN(900)) * 1e6
		start := fmt.Sprintf("%s moved ", c.name)
		figure := fmt.Sprintf("%+.1f%%", percent)
		money := fmt.Sprintf("$%.0f million", amount/1e6)
		middle := fmt.Sprintf(" on the day that it %s a %s in %s for ", verb, thing, town)
		text := start + figure + middle + money + fmt.Sprintf(". Note %d says that the %s of %s is the %d. of its kind, and that nobody in %s had asked for a %s.", i, thing, pick(towns), random.IntN(90)+2, pick(towns), pick(things))
		at := len(start)
		direction := extract.Up
		if percent < 0 {
			direction = extract.Down
		}
		moneyAt := at + len(figure) + len(middle)
		a := extract.Article{
			ID: fmt.Sprintf("brief-%06d", i), Source: papers[int(float64(len(papers))*random.Float64()*random.Float64())], Title: fmt.Sprintf("%s %s a %s in %s", c.name, verb, thing, town),
			Language: "en", Text: text, WordCount: extract.WordCount(text),
			Published: now.Add(-time.Duration(random.Int64N(int64(days)*86400)) * time.Second), Fetched: now.Add(-time.Minute),
			Entities: []extract.Entity{
				{Type: extract.TypeTicker, Text: c.name, Span: extract.Span{Start: 0, End: len(c.name)}, Symbol: c.symbol, Exchange: c.exchange, Name: c.name, How: extract.HowName},
				{Type: extract.TypePercent, Text: figure, Span: extract.Span{Start: at, End: at + len(figure)}, Value: &percent, Unit: extract.UnitPercent, Direction: direction},
				{Type: extract.TypeMoney, Text: money, Span: extract.Span{Start: moneyAt, End: moneyAt + len(money)}, Value: &amount, Currency: "USD"},
			},
			Moves: []extract.Move{{Symbol: c.symbol, Exchange: c.exchange, Percent: percent, Span: extract.Span{Start: at, End: at + len(figure)}}},
		}
		a.URL = "https://" + a.Source + ".example/" + a.ID
		a.CanonicalURL = a.URL
		out = append(out, a)
	}
	return out
}

// healthOf is how asking goes in the tests.
func healthOf(context.Context) ([]web.SourceHealth, error) {
	feed := func(source, status string, failures int, reason string) web.SourceHealth {
		h := web.SourceHealth{Name: source, Every: "auto", Pages: map[crawler.State]int{crawler.Delivered: 40, crawler.Pending: 2},
			Places: []web.PlaceHealth{{Kind: crawler.KindFeed, URL: "https://" + source + ".example/feed.xml", Status: status, Failures: failures,
				Success: now.Add(-12 * time.Minute), Next: now.Add(18 * time.Minute), Reason: reason}}}
		return h
	}
	broken := feed("tidewater", "failing", 3, "3 failures in a row: https://tidewater.example/feed.xml: 503 Service Unavailable")
	broken.Places[0].Success = now.Add(-26 * time.Hour)
	fresh := feed("new-arrival", "new", 0, "not asked yet")
	fresh.Places[0].Success, fresh.Places[0].Next = time.Time{}, time.Time{}
	return []web.SourceHealth{feed("harbour-wire", "ok", 0, ""), feed("evening-ledger", "ok", 0, ""), feed("north-sea-post", "ok", 0, ""), feed("elbe-kurier", "ok", 0, ""), broken, fresh}, nil
}

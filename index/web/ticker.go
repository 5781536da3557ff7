package web

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/pennypress/pennypress/index"
)

// What the page of an instrument lists.
const (
	maxTickerMoves  = 400 // in the chart and for programs
	maxTickerRows   = 30
	maxTickerLatest = 8
	maxTogether     = 16
)

// A tickerView is the page of one instrument.
type tickerView struct {
	Symbol, Exchange, Name string
	Total                  int
	Chart                  *chart
	Moves                  []moverRow
	Together               []facetLink
	Latest                 []hit
	SearchURL, MovesURL    string
	AtomURL                string
}

// aTicker is what is known of an instrument.
type aTicker struct {
	node     index.Ticker
	name     string
	facets   index.Facets
	moves    []index.ReportedMove
	latest   index.Result
	query    index.Query
	together []index.FacetCount
}

// tickerFacets are what is counted of an instrument's articles.
var tickerFacets = index.FacetOptions{By: []index.Facet{index.ByTicker}, Limit: maxTogether + 2, Over: index.Daily}

// ticker gathers what is known of an instrument, written as XNAS:NVDA or NVDA.
func (s *server) ticker(ctx context.Context, name string) (aTicker, error) {
	var t aTicker
	q, err := index.Parse("ticker:"+name, s.Now())
	node, ok := q.Root.(index.Ticker)
	if err != nil || !ok {
		return t, refuse(http.StatusNotFound, "%q is not the symbol of an instrument: write NVDA or XNAS:NVDA", clip(name, maxName))
	}
	t.node, t.query = node, q
	if t.facets, err = s.count(ctx, q, tickerFacets); err != nil {
		return t, err
	}
	if t.facets.Total == 0 {
		return t, refuse(http.StatusNotFound, "no article mentions %s", instrument(node.Exchange, node.Symbol))
	}
	if t.name, err = s.Reports.InstrumentName(ctx, node.Exchange, node.Symbol); err != nil {
		return t, err
	}
	f := index.MoveFilter{Exchange: node.Exchange, Symbol: node.Symbol, Sort: index.Date, Limit: maxTickerMoves, After: latest(t.facets)}
	t.moves, err = s.moves.get(ctx, "of "+instrument(f.Exchange, f.Symbol), func(ctx context.Context) ([]index.ReportedMove, error) {
		return s.Reports.Moves(ctx, f)
	})
	if err != nil {
		return t, err
	}
	for _, c := range t.facets.By[index.ByTicker] {
		if !sameInstrument(c.Value, node) && len(t.together) < maxTogether {
			t.together = append(t.together, c)
		}
	}
	t.latest, err = s.find(ctx, q, index.SearchOptions{Limit: maxTickerLatest, Sort: index.Date})
	return t, err
}

// Of an instrument that is mentioned often, moves are looked for in the latest
// mentions: the store would else read all of them for a page. Of others that
// is quicker than to look through everybody's articles of that time.
const (
	oftenMentioned = 20_000
	latestMentions = 500
)

// latest is when the latest mentions began; zero when there are not many.
func latest(f index.Facets) time.Time {
	if f.Total < oftenMentioned {
		return time.Time{}
	}
	n := 0
	for _, d := range slices.Backward(f.Over) {
		if n += d.Count; n >= latestMentions {
			return d.Start
		}
	}
	return time.Time{}
}

// sameInstrument says whether a facet's value is the instrument.
func sameInstrument(value string, n index.Ticker) bool {
	exchange, symbol, ok := strings.Cut(value, ":")
	if !ok {
		exchange, symbol = "", value
	}
	return symbol == n.Symbol && (n.Exchange == "" || exchange == n.Exchange)
}

func (s *server) tickerPage(r *http.Request) (page, error) {
	ctx, cancel := context.WithTimeout(r.Context(), searchTimeout)
	defer cancel()
	t, err := s.ticker(ctx, r.PathValue("instrument"))
	if err != nil {
		return page{}, err
	}
	c := clausesOf(t.query)
	v := &tickerView{
		Symbol: t.node.Symbol, Exchange: t.node.Exchange, Name: clip(t.name, maxName), Total: t.facets.Total,
		SearchURL: searchURL(t.query.String()), AtomURL: "/feed.atom" + queryString(t.query.String()),
		MovesURL: searchURL("move:" + instrument(t.node.Exchange, t.node.Symbol)),
	}
	in := searchInput{sort: index.Date}
	v.Chart = newChart(t.facets.Over, func(from, to time.Time) string { return in.with(c.within(from, to)).url() })
	v.Chart.mark(t.moves)
	if v.Moves, err = s.moverRows(ctx, t.moves[:min(len(t.moves), maxTickerRows)]); err != nil {
		return page{}, err
	}
	for _, c := range t.together {
		link := facetLink{Label: c.Value, Count: c.Count, URL: "/ticker/" + c.Value}
		if mic, symbol, ok := strings.Cut(c.Value, ":"); ok {
			link.Label, link.Note = symbol, mic
		}
		link.Label = telling(link.Label, s.names.of(ctx, s.Reports, c.Value))
		v.Together = append(v.Together, link)
	}
	if v.Latest, err = s.hits(ctx, t.query, t.latest.Found, map[string]bool{}, true); err != nil {
		return page{}, err
	}
	title := instrument(v.Exchange, v.Symbol)
	if v.Name != "" {
		title = v.Name + " (" + title + ")"
	}
	return page{name: "ticker", title: title, view: v}, nil
}

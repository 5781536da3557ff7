package index

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pennypress/pennypress/extract"
)

// A Faceter counts the matches of a query by what they have in common. Search
// indexes are Faceters; Facets is safe for concurrent use.
type Faceter interface {
	// Facets counts exactly the articles that Match says q matches.
	Facets(ctx context.Context, q Query, o FacetOptions) (Facets, error)
}

// FacetOptions say what is to be counted.
type FacetOptions struct {
	By    []Facet  // the fields to count values of
	Limit int      // values of each field at most, the most frequent ones; 0 means 10
	Over  Interval // length of the bars of Facets.Over; "" means no histogram
	Any   bool     // any of the bare words suffices, as in SearchOptions
}

// A Facet is a field whose values are counted.
type Facet string

// The facets. An article counts once for each distinct value that it has. Sources,
// languages and sections are in lower case, in which queries compare them.
const (
	BySource   Facet = "source"
	ByDay      Facet = "day"      // of publication, UTC, as 2025-01-27
	ByTicker   Facet = "ticker"   // mentioned instruments, as MIC:SYMBOL, or SYMBOL where there is no exchange
	ByCurrency Facet = "currency" // of money mentioned, ISO 4217
	ByLanguage Facet = "language" // primary subtag
	BySection  Facet = "section"
)

// An Interval is the length of a histogram's bars, in UTC.
type Interval string

// The intervals. Weeks begin on Monday.
const (
	Daily   Interval = "day"
	Weekly  Interval = "week"
	Monthly Interval = "month"
	Yearly  Interval = "year"
)

// Facets are the counts of a query's matches.
type Facets struct {
	Total int                    // of all matches
	By    map[Facet][]FacetCount // most frequent first, then by value
	Over  []Bar                  // matches by time of publication, oldest first, without empty bars; the undated are in none
}

// A FacetCount says how many matches have a value.
type FacetCount struct {
	Value string `json:"value"`
	Count int    `json:"count"`
}

// A Bar is one bar of a histogram.
type Bar struct {
	Start time.Time `json:"start"` // inclusive, UTC
	Count int       `json:"count"`
}

// Validate says what is unknown in the options.
func (o FacetOptions) Validate() error {
	for _, f := range o.By {
		if !slices.Contains(allFacets, f) {
			return fmt.Errorf("no facet %q: write %s", f, list(allFacets))
		}
	}
	if o.Over != "" && !slices.Contains(allIntervals, o.Over) {
		return fmt.Errorf("no interval %q: write %s", o.Over, list(allIntervals))
	}
	return nil
}

var (
	allFacets    = []Facet{BySource, ByDay, ByTicker, ByCurrency, ByLanguage, BySection}
	allIntervals = []Interval{Daily, Weekly, Monthly, Yearly}
)

func list[T ~string](all []T) string {
	names := make([]string, len(all))
	for i, v := range all {
		names[i] = string(v)
	}
	return strings.Join(names, ", ")
}

// Values gives the distinct values that an article has of a facet.
func (f Facet) Values(a extract.Article) []string {
	var values []string
	switch f {
	case BySource:
		values = KeyValues(FieldSource, a)
	case BySection:
		values = KeyValues(FieldSection, a)
	case ByLanguage:
		primary, _, _ := strings.Cut(a.Language, "-")
		values = []string{strings.ToLower(strings.TrimSpace(primary))}
	case ByDay:
		if !a.Published.IsZero() {
			values = []string{a.Published.UTC().Format(time.DateOnly)}
		}
	case ByTicker:
		for _, e := range a.Entities {
			if e.Type == extract.TypeTicker && e.Symbol != "" {
				values = append(values, Instrument(e.Exchange, e.Symbol))
			}
		}
	case ByCurrency:
		for _, e := range a.Entities {
			if e.Type == extract.TypeMoney {
				values = append(values, e.Currency)
			}
		}
	}
	values = slices.DeleteFunc(values, func(v string) bool { return v == "" })
	slices.Sort(values)
	return slices.Compact(values)
}

// Instrument names an instrument as MIC:SYMBOL, or SYMBOL where there is no
// exchange.
func Instrument(exchange, symbol string) string {
	if exchange == "" {
		return strings.ToUpper(symbol)
	}
	return strings.ToUpper(exchange + ":" + symbol)
}

// TopCounts gives the most frequent values, at most limit of them; 0 means 10.
func TopCounts(counts map[string]int, limit int) []FacetCount {
	top := make([]FacetCount, 0, len(counts))
	for v, n := range counts {
		if n > 0 {
			top = append(top, FacetCount{Value: v, Count: n})
		}
	}
	slices.SortFunc(top, func(a, b FacetCount) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
	})
	return top[:min(len(top), cmp.Or(limit, DefaultLimit))]
}

// Start is the beginning of the bar that a day is in.
func (i Interval) Start(day time.Time) time.Time {
	day = day.UTC()
	y, m, d := day.Date()
	switch i {
	case Weekly:
		d -= (int(day.Weekday()) + 6) % 7
	case Monthly:
		d = 1
	case Yearly:
		m, d = time.January, 1
	}
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// Bars makes a histogram of counts by day, the values of ByDay.
func Bars(days map[string]int, over Interval) []Bar {
	counts := map[time.Time]int{}
	for day, n := range days {
		if at, err := time.Parse(time.DateOnly, day); err == nil && n > 0 {
			counts[over.Start(at)] += n
		}
	}
	bars := make([]Bar, 0, len(counts))
	for start, n := range counts {
		bars = append(bars, Bar{Start: start, Count: n})
	}
	slices.SortFunc(bars, func(a, b Bar) int { return a.Start.Compare(b.Start) })
	return bars
}

package web

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/pennypress/pennypress/crawler"
	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/index"
	"github.com/pennypress/pennypress/index/export"
)

// The shapes below are described, with every parameter and status, in
// openapi.json, and tested against it.

//go:embed openapi.json
var descriptionFile []byte

// description is the file with the schema of an article in its place.
var description = sync.OnceValues(func() ([]byte, error) {
	var doc map[string]any
	if err := json.Unmarshal(descriptionFile, &doc); err != nil {
		return nil, err
	}
	schema := bytes.ReplaceAll(export.Schema(), []byte(`"#/$defs/`), []byte(`"#/components/schemas/Article/$defs/`))
	var article map[string]any
	if err := json.Unmarshal(schema, &article); err != nil {
		return nil, err
	}
	delete(article, "$id")
	delete(article, "$schema")
	doc["components"].(map[string]any)["schemas"].(map[string]any)["Article"] = article
	return json.MarshalIndent(doc, "", "  ")
})

// What a program may ask for at once.
const (
	maxAPIHits   = 1000
	maxAPIValues = 100
	maxAPIMoves  = 500
)

// apiDescription answers with the description of the API.
func apiDescription(w http.ResponseWriter, r *http.Request) error {
	body, err := description()
	if err != nil {
		return err
	}
	return answer(w, r, "application/json", body)
}

// answerJSON answers with a value, which is small.
func answerJSON(w http.ResponseWriter, r *http.Request, value any) error {
	return answerJSONAs(w, r, "application/json", value)
}

func answerJSONAs(w http.ResponseWriter, r *http.Request, mediaType string, value any) error {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(value); err != nil {
		return err
	}
	return answer(w, r, mediaType, out.Bytes())
}

// answer answers with a whole body, or says that the client has it already.
func answer(w http.ResponseWriter, r *http.Request, mediaType string, body []byte) error {
	w.Header().Set("Content-Type", mediaType)
	w.Header().Set("Cache-Control", "no-cache")
	if !tagged(w, r, body) {
		_, _ = w.Write(body) // the client is gone
	}
	return nil
}

// parsed reads the query of a request.
func (s *server) parsed(v url.Values) (index.Query, error) { return index.Parse(v.Get("q"), s.Now()) }

// whole reads a whole number from 1 to most.
func whole(v url.Values, name string, usual, most int) (int, error) {
	text := v.Get(name)
	if text == "" {
		return usual, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > most {
		return 0, refuse(http.StatusBadRequest, "%s: write a number from 1 to %d", name, most)
	}
	return n, nil
}

// oneOf reads a value that must be one of some, "" included.
func oneOf(v url.Values, name string, allowed ...string) (string, error) {
	value := v.Get(name)
	if value == "" || slices.Contains(allowed, value) {
		return value, nil
	}
	return "", refuse(http.StatusBadRequest, "%s: write %s", name, strings.Join(allowed, ", "))
}

func (s *server) apiSearch(w http.ResponseWriter, r *http.Request) error {
	v := r.URL.Query()
	q, err := s.parsed(v)
	if err != nil {
		return err
	}
	o := index.SearchOptions{Cursor: v.Get("cursor")}
	if o.Limit, err = whole(v, "limit", index.DefaultLimit, maxAPIHits); err != nil {
		return err
	}
	sort, err := oneOf(v, "sort", string(index.Relevance), string(index.Date))
	if err != nil {
		return err
	}
	o.Sort = index.Sort(sort)
	match, err := oneOf(v, "match", "all", "any")
	if err != nil {
		return err
	}
	o.Any = match == "any"
	ctx, cancel := context.WithTimeout(r.Context(), searchTimeout)
	defer cancel()
	give, err := s.slots.take(ctx)
	if err != nil {
		return err
	}
	defer give()
	found, err := index.Answer(ctx, s.Store, s.Searcher, s.Analyzer, q, o)
	if err != nil {
		return err
	}
	return answerJSON(w, r, found)
}

// A queryForm is how a query was understood.
type queryForm struct {
	Query   string       `json:"query"` // in its normal form
	Clauses []clauseForm `json:"clauses"`
}

type clauseForm struct {
	Text string `json:"text"`
	extract.Span
}

func (s *server) apiQuery(w http.ResponseWriter, r *http.Request) error {
	q, err := s.parsed(r.URL.Query())
	if err != nil {
		return err
	}
	form := queryForm{Query: q.String(), Clauses: []clauseForm{}}
	for _, n := range clausesOf(q) {
		form.Clauses = append(form.Clauses, clauseForm{n.String(), n.Span()})
	}
	return answerJSON(w, r, form)
}

func (s *server) apiArticle(w http.ResponseWriter, r *http.Request) error {
	asked := r.URL.Query().Get("revision")
	if asked == "" {
		a, err := s.Store.Get(r.Context(), r.PathValue("id"))
		if err != nil {
			return err
		}
		return answerJSON(w, r, &a)
	}
	all, err := s.Store.Revisions(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	i, err := chooseRevision(all, asked)
	if err != nil {
		return err
	}
	return answerJSON(w, r, &all[i])
}

// A facetsForm is what facets answers.
type facetsForm struct {
	Total  int                                `json:"total"`
	Facets map[index.Facet][]index.FacetCount `json:"facets"`
	Over   []index.Bar                        `json:"over"`
}

var allFacets = []index.Facet{index.BySource, index.ByDay, index.ByTicker, index.ByCurrency, index.ByLanguage, index.BySection}

func (s *server) apiFacets(w http.ResponseWriter, r *http.Request) error {
	v := r.URL.Query()
	q, err := s.parsed(v)
	if err != nil {
		return err
	}
	var o index.FacetOptions
	if o.Limit, err = whole(v, "limit", index.DefaultLimit, maxAPIValues); err != nil {
		return err
	}
	over, err := oneOf(v, "over", string(index.Daily), string(index.Weekly), string(index.Monthly), string(index.Yearly))
	if err != nil {
		return err
	}
	o.Over = index.Interval(over)
	if o.By, err = readFacets(v.Get("by")); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(r.Context(), searchTimeout)
	defer cancel()
	f, err := s.count(ctx, q, o)
	if err != nil {
		return err
	}
	form := facetsForm{Total: f.Total, Facets: map[index.Facet][]index.FacetCount{}, Over: notNil(f.Over)}
	for _, by := range o.By {
		form.Facets[by] = notNil(f.By[by])
	}
	return answerJSON(w, r, form)
}

// readFacets reads names apart by commas; "" means all.
func readFacets(text string) ([]index.Facet, error) {
	if text == "" {
		return allFacets, nil
	}
	var out []index.Facet
	for name := range strings.SplitSeq(text, ",") {
		if !slices.Contains(allFacets, index.Facet(name)) {
			return nil, refuse(http.StatusBadRequest, "by: write source, day, ticker, currency, language or section, apart by commas")
		}
		if !slices.Contains(out, index.Facet(name)) {
			out = append(out, index.Facet(name))
		}
	}
	return out, nil
}

// notNil is a list that reads as [] when it is empty.
func notNil[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// A moveForm is a reported move.
type moveForm struct {
	Symbol    string    `json:"symbol"`
	Exchange  string    `json:"exchange,omitempty"`
	Name      string    `json:"name,omitempty"`
	Percent   float64   `json:"percent"`
	Low       *float64  `json:"low,omitempty"`
	High      *float64  `json:"high,omitempty"`
	Article   string    `json:"article"`
	Title     string    `json:"title"`
	Source    string    `json:"source"`
	Published time.Time `json:"published,omitzero"`
	Reports   int       `json:"reports"`
	extract.Span
}

func moveForms(moves []index.ReportedMove) []moveForm {
	out := []moveForm{}
	for _, m := range moves {
		out = append(out, moveForm{m.Symbol, m.Exchange, m.Name, m.Percent, m.Low, m.High,
			m.Article, m.Title, m.Source, m.Published, m.Reports, m.Span})
	}
	return out
}

// A moversForm is what movers answers.
type moversForm struct {
	Period string     `json:"period"`
	Moves  []moveForm `json:"moves"`
}

func (s *server) apiMovers(w http.ResponseWriter, r *http.Request) error {
	in, err := readMovers(r)
	if err != nil {
		return err
	}
	limit, err := whole(r.URL.Query(), "limit", maxMovers, maxAPIMoves)
	if err != nil {
		return err
	}
	moves, err := s.movers(r.Context(), in, limit)
	if err != nil {
		return err
	}
	return answerJSON(w, r, moversForm{in.period.name, moveForms(moves)})
}

// A tickerForm is what ticker answers.
type tickerForm struct {
	Symbol   string             `json:"symbol"`
	Exchange string             `json:"exchange,omitempty"`
	Name     string             `json:"name,omitempty"`
	Total    int                `json:"total"`
	Mentions []index.Bar        `json:"mentions"` // articles by day
	Moves    []moveForm         `json:"moves"`    // newest first
	Together []index.FacetCount `json:"together"` // instruments mentioned in the same articles
}

func (s *server) apiTicker(w http.ResponseWriter, r *http.Request) error {
	ctx, cancel := context.WithTimeout(r.Context(), searchTimeout)
	defer cancel()
	t, err := s.ticker(ctx, r.PathValue("symbol"))
	if err != nil {
		return err
	}
	return answerJSON(w, r, tickerForm{
		Symbol: t.node.Symbol, Exchange: t.node.Exchange, Name: t.name, Total: t.facets.Total,
		Mentions: notNil(t.facets.Over), Moves: moveForms(t.moves), Together: notNil(t.together),
	})
}

// A sourceForm is a source as sources lists it.
type sourceForm struct {
	SourceHealth
	Articles int       `json:"articles"`
	Newest   time.Time `json:"newest,omitzero"`
	Fetched  time.Time `json:"fetched,omitzero"`
	Days     []int     `json:"days"` // articles by day of publication, the last is today
}

func (s *server) apiSources(w http.ResponseWriter, r *http.Request) error {
	all, err := s.sources(r.Context())
	if err != nil {
		return err
	}
	out := struct {
		Sources []sourceForm `json:"sources"`
	}{[]sourceForm{}}
	for _, a := range all {
		a.Places = notNil(a.Places)
		if a.Pages == nil {
			a.Pages = map[crawler.State]int{}
		}
		out.Sources = append(out.Sources, sourceForm{a.SourceHealth, a.Articles, a.Newest, a.Fetched, a.days})
	}
	return answerJSON(w, r, out)
}

// A statsForm is what stats answers.
type statsForm struct {
	Articles  int   `json:"articles"`
	Revisions int   `json:"revisions"`
	Entities  int   `json:"entities"`
	Moves     int   `json:"moves"`
	Clusters  int   `json:"clusters"`
	Bytes     int64 `json:"bytes"`
	StoreSeq  int64 `json:"store_seq"`
	IndexSeq  int64 `json:"index_seq"`
}

func (s *server) apiStats(w http.ResponseWriter, r *http.Request) error {
	st, err := s.Store.Stats(r.Context())
	if err != nil {
		return err
	}
	indexed, err := s.Searcher.Seq(r.Context())
	if err != nil {
		return err
	}
	return answerJSON(w, r, statsForm{st.Articles, st.Revisions, st.Entities, st.Moves, st.Clusters, st.Bytes, st.Seq, indexed})
}

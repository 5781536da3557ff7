package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/index"
)

// searchTimeout bounds what one search may take, with the wait for its turn. It
// is less than writeTimeout, so that the client is told.
const searchTimeout = 45 * time.Second

// A searchView is the search page.
type searchView struct {
	Problem *problemView // the query does not parse; the rest is empty then

	Sort     index.Sort // as asked for
	ByDate   bool       // the order that is shown
	Total    int
	From, To int // numbers of the first and last match on the page, from 1
	Hits     []hit
	Folded   int   // matches of the page that are shown with the original of their story
	Any      []hit // matches of any word

	Chips       []chip
	Instruments []link
	Groups      []facetGroup
	Chart       *chart

	ByRelevanceURL, ByDateURL    string
	PreviousURL, NextURL, AllURL string
	FoldURL                      string // the same page with copies folded; "" when they are
	AtomURL, JSONURL, ExportURL  string
	BeyondEnd, LastPage          bool // the page lies beyond the last; it is the last that can be turned to
	Front                        bool // nothing was asked for
}

type link struct{ Text, URL string }

// searchPage answers a search with a page. The address is the query.
func (s *server) searchPage(r *http.Request) (page, error) {
	in, err := readSearch(r.URL.Query())
	if err != nil {
		return page{}, err
	}
	shown := clip(in.q, maxQueryShown)
	q, err := index.Parse(in.q, s.Now())
	if err != nil {
		p := problemOf(err)
		return page{name: "search", title: p.Title, query: shown, status: p.Status, view: searchView{Problem: &problemView{p, p.caret}}}, nil
	}
	ctx, cancel := context.WithTimeout(r.Context(), searchTimeout)
	defer cancel()
	view, err := s.search(ctx, q, in)
	if err != nil {
		return page{}, err
	}
	p := page{name: "search", title: "Search", query: shown, view: view}
	if in.q != "" {
		p.title = clip(in.q, maxTitle)
	}
	if view.BeyondEnd {
		p.status = http.StatusNotFound
	}
	return p, nil
}

// maxQueryShown is how much of a query stands in the box; a longer one was
// refused.
const maxQueryShown = 32 << 10

func (s *server) search(ctx context.Context, q index.Query, in searchInput) (*searchView, error) {
	v := &searchView{Sort: in.sort, Front: q.Root == nil && in.page == 1}
	v.ByDate = in.sort == index.Date || in.sort == "" && !q.HasWords()
	if err := s.fillHits(ctx, v, q, in); err != nil {
		return nil, err
	}
	c := clausesOf(q)
	f, err := s.count(ctx, q, pageFacets)
	if err != nil {
		return nil, err
	}
	v.Groups = s.groups(ctx, f, c, in)
	v.Chart = newChart(f.Over, func(from, to time.Time) string { return in.with(c.within(from, to)).url() })
	v.Chips = c.chips(in)
	for _, name := range c.instruments() {
		v.Instruments = append(v.Instruments, link{name, "/ticker/" + name})
	}
	v.links(in)
	return v, nil
}

// links are the addresses of other views of the same search.
func (v *searchView) links(in searchInput) {
	turned := func(page int) string { t := in; t.page = page; return t.url() }
	if in.page > 1 {
		v.PreviousURL = turned(in.page - 1)
	}
	v.LastPage = in.page == maxPages && v.Total > maxPages*pageSize
	if v.Total > in.page*pageSize && in.page < maxPages {
		v.NextURL = turned(in.page + 1)
	}
	if v.BeyondEnd {
		v.PreviousURL = turned(min(max(1, (v.Total+pageSize-1)/pageSize), maxPages))
	}
	sorted := func(by index.Sort) string { t := in; t.sort, t.page = by, 1; return t.url() }
	v.ByRelevanceURL, v.ByDateURL = sorted(index.Relevance), sorted(index.Date)
	folding := func(all bool) string { t := in; t.all = all; return t.url() }
	if in.all {
		v.FoldURL = folding(false)
	} else {
		v.AllURL = folding(true)
	}
	query := queryString(in.q)
	v.AtomURL, v.JSONURL, v.ExportURL = "/feed.atom"+query, "/feed.json"+query, "/api/v1/export"+query
}

// fillHits finds the matches of the page, and of any word where those of all
// words do not fill it.
func (s *server) fillHits(ctx context.Context, v *searchView, q index.Query, in searchInput) error {
	o := index.SearchOptions{Limit: in.page * pageSize, Sort: in.sort}
	if in.page > maxPages {
		o.Limit = 1
	}
	found, err := s.find(ctx, q, o)
	if err != nil {
		return err
	}
	v.Total = found.Total
	skip := (in.page - 1) * pageSize
	if in.page > maxPages || skip > 0 && skip >= len(found.Found) {
		v.BeyondEnd = true
		return nil
	}
	v.From, v.To = skip+1, len(found.Found)
	seen := map[string]bool{}
	if v.Hits, err = s.hits(ctx, q, found.Found[skip:], seen, !in.all); err != nil {
		return err
	}
	v.Folded = v.To - skip - len(v.Hits)
	any, loosens := q.Any()
	if !loosens || in.page > 1 || found.Total >= pageSize {
		return nil
	}
	o.Any, o.Limit = true, pageSize
	more, err := s.find(ctx, q, o)
	if err != nil {
		return err
	}
	v.Any, err = s.hits(ctx, any, more.Found, seen, !in.all)
	v.Any = v.Any[:min(len(v.Any), max(0, pageSize-len(v.Hits)))]
	return err
}

// find searches when it is its turn.
func (s *server) find(ctx context.Context, q index.Query, o index.SearchOptions) (index.Result, error) {
	give, err := s.slots.take(ctx)
	if err != nil {
		return index.Result{}, err
	}
	defer give()
	r, err := s.Searcher.Search(ctx, q, o)
	if err != nil {
		return r, fmt.Errorf("search: %w", err)
	}
	return r, nil
}

// A hit is a match as the search page shows it.
type hit struct {
	ID, URL, Source, Language string
	Published                 time.Time
	Title, Snippet            []piece
	Moves                     []moveChip
	Figures                   []figureChip
	Copies                    []copyLink // of the same story, elsewhere
	MoreCopies                int        // that are not listed
}

// A piece is a part of a text that was found, or was not.
type piece struct {
	Text  string
	Found bool
}

type moveChip struct{ Symbol, Name, Percent, Class, URL string }

type figureChip struct{ Text, Class, Meaning, URL string }

type copyLink struct {
	Source, Title, URL string
	Published          time.Time
}

// hits takes from the store what is shown of matches. Those in seen are left
// out; the others are added to it.
func (s *server) hits(ctx context.Context, q index.Query, found []index.Found, seen map[string]bool, fold bool) ([]hit, error) {
	var articles []extract.Article
	for _, f := range found {
		if seen[f.ID] {
			continue
		}
		seen[f.ID] = true
		a, err := s.Store.Get(ctx, f.ID)
		if errors.Is(err, index.ErrNotFound) {
			continue // deleted since the index has seen it
		}
		if err != nil {
			return nil, err
		}
		articles = append(articles, a)
	}
	stories, err := s.stories(ctx, articles)
	if err != nil {
		return nil, err
	}
	var out []hit
	for _, a := range articles {
		copies := stories[a.Cluster]
		if fold {
			first, err := s.firstOf(ctx, q, copies, a.ID)
			if err != nil {
				return nil, err
			}
			if first != a.ID {
				continue
			}
		}
		h := s.hit(q, a)
		h.addCopies(copies)
		out = append(out, h)
	}
	return out, nil
}

// maxCopies bounds the copies that are looked at for one page.
const maxCopies = 400

// stories lists the copies of each article, itself included, by cluster.
func (s *server) stories(ctx context.Context, articles []extract.Article) (map[string][]index.Copy, error) {
	var clusters []string
	for _, a := range articles {
		if a.Cluster != "" {
			clusters = append(clusters, a.Cluster)
		}
	}
	copies, err := s.Reports.Copies(ctx, clusters, maxCopies)
	if err != nil {
		return nil, err
	}
	out := map[string][]index.Copy{}
	for _, c := range copies {
		out[c.Cluster] = append(out[c.Cluster], c)
	}
	return out, nil
}

// maxEarlier bounds how many earlier copies of a story are held against the
// query.
const maxEarlier = 8

// firstOf is the earliest copy of a story that the query matches, which stands
// for all of them on whatever page it is; id matches, so that there is one.
func (s *server) firstOf(ctx context.Context, q index.Query, copies []index.Copy, id string) (string, error) {
	for i, c := range copies {
		if c.ID == id || i == maxEarlier {
			return id, nil
		}
		a, err := s.Store.Get(ctx, c.ID)
		if errors.Is(err, index.ErrNotFound) {
			continue
		}
		if err != nil {
			return "", err
		}
		if index.Match(q, a, s.Analyzer) {
			return a.ID, nil
		}
	}
	return id, nil
}

// What a hit shows at most.
const (
	maxMoveChips   = 4
	maxFigureChips = 5
	maxCopyLinks   = 6
)

func (s *server) hit(q index.Query, a extract.Article) hit {
	h := hit{
		ID: a.ID, URL: articleURL(a.ID), Source: clip(a.Source, maxName), Language: language(a.Language), Published: a.Published,
	}
	h.Snippet = pieces(index.Snippet(q, a, s.Analyzer))
	// What is found in the title is found as it is in a text.
	h.Title = pieces(index.Snippet(q, extract.Article{Text: titleOf(a.Title), Language: a.Language}, s.Analyzer))
	for _, m := range distinctMoves(a.Moves) {
		if len(h.Moves) == maxMoveChips {
			break
		}
		h.Moves = append(h.Moves, newMoveChip(a, m))
	}
	h.Figures = figureChips(a)
	return h
}

func newMoveChip(a extract.Article, m extract.Move) moveChip {
	name := nameIn(a, m.Exchange, m.Symbol)
	return moveChip{telling(m.Symbol, name), name, percentage(m), direction(m.Percent), tickerURL(m.Exchange, m.Symbol)}
}

// distinctMoves leaves out moves that say the same again.
func distinctMoves(moves []extract.Move) []extract.Move {
	seen := map[string]bool{}
	var out []extract.Move
	for _, m := range moves {
		key := instrument(m.Exchange, m.Symbol) + percentage(m)
		if !seen[key] {
			out = append(out, m)
		}
		seen[key] = true
	}
	return out
}

// figureChips are the first figures of an article that no move speaks of.
func figureChips(a extract.Article) []figureChip {
	seen := map[string]bool{}
	for _, m := range a.Moves {
		seen[instrument(m.Exchange, m.Symbol)], seen[percentage(m)] = true, true
	}
	inMove := func(e extract.Entity) bool {
		for _, m := range a.Moves {
			if m.Start < e.End && e.Start < m.End {
				return true
			}
		}
		return false
	}
	var out []figureChip
	for i, e := range a.Entities {
		key := meaning(e)
		if e.Type == extract.TypeTicker {
			key = instrument(e.Exchange, e.Symbol)
		}
		if seen[key] || inMove(e) {
			continue
		}
		seen[key] = true
		chip := figureChip{Text: clip(e.Text, maxName), Class: classOf(e), Meaning: meaning(e), URL: fmt.Sprintf("%s#f%d", articleURL(a.ID), i+1)}
		if e.Type == extract.TypeTicker {
			chip.Text, chip.URL = telling(e.Symbol, e.Name), tickerURL(e.Exchange, e.Symbol)
		}
		if out = append(out, chip); len(out) == maxFigureChips {
			break
		}
	}
	return out
}

// classOf is how an entity is marked.
func classOf(e extract.Entity) string {
	switch e.Type {
	case extract.TypeMoney, extract.TypeTicker:
		return e.Type
	}
	return extract.TypePercent
}

// CopyCount is how many other articles tell the hit's story.
func (h hit) CopyCount() int { return len(h.Copies) + h.MoreCopies }

// addCopies lists the other copies of a hit's story.
func (h *hit) addCopies(copies []index.Copy) {
	for _, c := range copies {
		if c.ID == h.ID {
			continue
		}
		if len(h.Copies) == maxCopyLinks {
			h.MoreCopies++
			continue
		}
		h.Copies = append(h.Copies, copyLink{clip(c.Source, maxName), titleOf(c.Title), articleURL(c.ID), c.Published})
	}
}

// pieces cuts a text at the places that were found, which are in order.
func pieces(text string, found []extract.Span) []piece {
	runes := []rune(text)
	var out []piece
	add := func(from, to int, hit bool) {
		if from < to {
			out = append(out, piece{clip(string(runes[from:to]), len(runes)), hit})
		}
	}
	at := 0
	for _, f := range found {
		if f.Start < at || f.End > len(runes) {
			continue
		}
		add(at, f.Start, false)
		add(f.Start, f.End, true)
		at = f.End
	}
	add(at, len(runes), false)
	return out
}

// language is a language tag that may stand in HTML, or "".
func language(tag string) string {
	if len(tag) > 35 {
		return ""
	}
	for _, r := range tag {
		if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' {
			return ""
		}
	}
	return tag
}

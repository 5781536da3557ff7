package web

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"time"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/index"
)

// A period is a time before now that movers are listed of.
type period struct {
	name   string // as addresses have it
	title  string
	length time.Duration
}

var periods = []period{
	{"day", "Last 24 hours", 24 * time.Hour},
	{"week", "Last 7 days", 7 * 24 * time.Hour},
	{"month", "Last 30 days", 30 * 24 * time.Hour},
}

// defaultPeriod is shown when none is asked for.
const defaultPeriod = "day"

// A moversInput is what the address of movers says.
type moversInput struct {
	period    period
	direction string // up, down, or "" for both
}

func readMovers(r *http.Request) (moversInput, error) {
	v := r.URL.Query()
	in := moversInput{direction: v.Get("direction")}
	asked := v.Get("period")
	if asked == "" {
		asked = defaultPeriod
	}
	for _, p := range periods {
		if p.name == asked {
			in.period = p
		}
	}
	if in.period.name == "" {
		return in, refuse(http.StatusBadRequest, "period: write day, week or month")
	}
	if in.direction != "" && in.direction != extract.Up && in.direction != extract.Down {
		return in, refuse(http.StatusBadRequest, "direction: write up or down")
	}
	return in, nil
}

// movers lists the largest moves that were reported in the period.
func (s *server) movers(ctx context.Context, in moversInput, limit int) ([]index.ReportedMove, error) {
	question := fmt.Sprint(in.period.name, " ", in.direction, " ", limit)
	return s.moves.get(ctx, question, func(ctx context.Context) ([]index.ReportedMove, error) {
		now := s.Now()
		return s.Reports.Moves(ctx, index.MoveFilter{
			After: now.Add(-in.period.length), Before: now.Add(time.Minute), Limit: limit,
			Up: in.direction == extract.Up, Down: in.direction == extract.Down,
		})
	})
}

// maxMovers is the length of the list that people see.
const maxMovers = 40

// A moversView is the page of movers.
type moversView struct {
	Title      string
	Periods    []choice
	Directions []choice
	Rows       []moverRow
	WiderURL   string // a longer period; "" when there is none
}

// A choice is one of several views.
type choice struct {
	Text, URL string
	Chosen    bool
}

// A moverRow is a reported move with the sentence that tells it.
type moverRow struct {
	Symbol, Exchange, Name, URL string
	Percent, Class              string
	Bar                         float64 // 0 to 100: its size beside the largest
	Sentence                    []piece
	Title, ArticleURL, Source   string
	Published                   time.Time
	Reports                     int
}

func (s *server) moversPage(r *http.Request) (page, error) {
	in, err := readMovers(r)
	if err != nil {
		return page{}, err
	}
	moves, err := s.movers(r.Context(), in, maxMovers)
	if err != nil {
		return page{}, err
	}
	v := &moversView{Title: in.period.title}
	address := func(period, direction string) string {
		if direction == "" {
			return "/movers?period=" + period
		}
		return "/movers?period=" + period + "&direction=" + direction
	}
	for _, p := range periods {
		v.Periods = append(v.Periods, choice{p.title, address(p.name, in.direction), p.name == in.period.name})
		if p.length > in.period.length && v.WiderURL == "" {
			v.WiderURL = address(p.name, in.direction)
		}
	}
	for _, d := range []choice{{Text: "Rises and falls"}, {Text: "Rises", URL: extract.Up}, {Text: "Falls", URL: extract.Down}} {
		v.Directions = append(v.Directions, choice{d.Text, address(in.period.name, d.URL), d.URL == in.direction})
	}
	if v.Rows, err = s.moverRows(r.Context(), moves); err != nil {
		return page{}, err
	}
	return page{name: "movers", title: "Movers", view: v}, nil
}

// moverRows reads the sentence of each move.
func (s *server) moverRows(ctx context.Context, moves []index.ReportedMove) ([]moverRow, error) {
	largest := 0.0
	for _, m := range moves {
		largest = math.Max(largest, math.Abs(m.Percent))
	}
	var out []moverRow
	for _, m := range moves {
		a, err := s.Store.Get(ctx, m.Article)
		if errors.Is(err, index.ErrNotFound) {
			continue // deleted a moment ago
		}
		if err != nil {
			return nil, err
		}
		row := moverRow{
			Symbol: clip(m.Symbol, maxName), Exchange: m.Exchange, Name: clip(m.Name, maxName), URL: tickerURL(m.Exchange, m.Symbol),
			Percent: percentage(m.Move), Class: direction(m.Percent), Sentence: sentence([]rune(a.Text), m.Span),
			Title: titleOf(m.Title), ArticleURL: articleURL(m.Article), Source: clip(m.Source, maxName),
			Published: m.Published, Reports: m.Reports,
		}
		if largest > 0 {
			row.Bar = round(100 * math.Abs(m.Percent) / largest)
		}
		out = append(out, row)
	}
	return out, nil
}

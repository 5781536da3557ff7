package web

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/pennypress/pennypress/crawler"
	"github.com/pennypress/pennypress/index"
)

// sparkDays is how far back the sparkline of a source goes.
const sparkDays = 30

// aSource is what is known of a source.
type aSource struct {
	SourceHealth
	index.SourceStats
	days []int // articles by day of publication, the last is today
}

// sources puts together how asking goes and what is kept: the configured ones
// in their order, then those that are only in the store.
func (s *server) sources(ctx context.Context) ([]aSource, error) {
	var health []SourceHealth
	var err error
	if s.Sources != nil {
		if health, err = s.Sources(ctx); err != nil {
			return nil, err
		}
	}
	stats, err := s.Store.Stats(ctx)
	if err != nil {
		return nil, err
	}
	today := dayOf(s.Now())
	first := today.AddDate(0, 0, 1-sparkDays)
	counted, err := s.Reports.SourceDays(ctx, first)
	if err != nil {
		return nil, err
	}
	known := map[string]*aSource{}
	var order []*aSource
	of := func(name string) *aSource {
		if known[name] == nil {
			known[name] = &aSource{SourceHealth: SourceHealth{Name: name}, days: make([]int, sparkDays)}
			order = append(order, known[name])
		}
		return known[name]
	}
	for _, h := range health {
		of(h.Name).SourceHealth = h
	}
	slices.SortFunc(stats.Sources, func(a, b index.SourceStats) int { return cmp.Compare(a.Source, b.Source) })
	for _, st := range stats.Sources {
		of(st.Source).SourceStats = st
	}
	for _, d := range counted {
		if i := int(d.Day.Sub(first) / (24 * time.Hour)); i >= 0 && i < sparkDays {
			of(d.Source).days[i] += d.Count
		}
	}
	out := make([]aSource, len(order))
	for i, o := range order {
		out[i] = *o
	}
	return out, nil
}

// A sourcesView is the page of sources.
type sourcesView struct {
	Rows      []sourceRow
	Articles  int
	Failing   int // places that do not answer
	Alerts    []alertLink
	Now       time.Time
	Scheduled bool // it is known how asking goes
}

type alertLink struct{ Name, AtomURL, JSONURL string }

// A sourceRow is a source in the table.
type sourceRow struct {
	Name, URL, Every string
	Articles         int
	Newest           time.Time
	NewestAgo        string
	Spark            sparkline
	Places           []placeRow
	Waiting, Failed  int
	Configured       bool
	failing          int // places that do not answer
}

type placeRow struct {
	Kind, Address, Status, Word, Reason string
	Success, Next                       time.Time
	SuccessAgo, NextIn                  string
	Failures                            int
}

// statusWords say what a status means.
var statusWords = map[string]string{"ok": "Well", "new": "Not asked yet", "failing": "Failing", "refused": "Refused"}

func (s *server) sourcesPage(r *http.Request) (page, error) {
	all, err := s.sources(r.Context())
	if err != nil {
		return page{}, err
	}
	v := &sourcesView{Now: s.Now(), Scheduled: s.Sources != nil}
	for _, a := range all {
		row := s.sourceRow(a)
		v.Articles += row.Articles
		v.Failing += row.failing
		v.Rows = append(v.Rows, row)
	}
	// What wants to be looked at comes first.
	slices.SortStableFunc(v.Rows, func(a, b sourceRow) int { return cmp.Compare(b.failing, a.failing) })
	if s.Alerts != nil {
		for _, name := range s.Alerts.Names() {
			base := "/alerts/" + url.PathEscape(name)
			v.Alerts = append(v.Alerts, alertLink{clip(name, maxName), base + "/feed.atom", base + "/feed.json"})
		}
	}
	return page{name: "sources", title: "Sources", view: v}, nil
}

func (s *server) sourceRow(a aSource) sourceRow {
	now := s.Now()
	total := 0
	for _, n := range a.days {
		total += n
	}
	row := sourceRow{
		Name: clip(a.Name, maxName), URL: searchURL(`source:"` + a.Name + `"`), Every: clip(a.Every, maxName), Articles: a.Articles,
		Newest: a.Newest, NewestAgo: ago(a.Newest, now), Configured: len(a.Places) > 0,
		Spark:   newSparkline(a.days, fmt.Sprintf("%s in the last %d days", plural(total, "article"), sparkDays)),
		Waiting: a.Pages[crawler.Pending], Failed: a.Pages[crawler.Failed],
	}
	for _, p := range a.Places {
		if p.Status == "failing" || p.Status == "refused" {
			row.failing++
		}
		word := statusWords[p.Status]
		if word == "" {
			word = p.Status
		}
		row.Places = append(row.Places, placeRow{
			Kind: string(p.Kind), Address: clip(p.URL, maxTitle), Status: p.Status, Word: word, Reason: clip(p.Reason, maxTitle),
			Success: p.Success, Next: p.Next, SuccessAgo: ago(p.Success, now), NextIn: ago(p.Next, now), Failures: p.Failures,
		})
	}
	return row
}

package sqlite_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/pennypress/pennypress/crawler"
	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/index"
)

// story is a text of 100 words that no other has.
func story(name string) string {
	var b strings.Builder
	for i := range 100 {
		fmt.Fprintf(&b, "%s%d ", name, i)
	}
	return strings.TrimSpace(b.String())
}

// TestStoriesThatDeclareOneAddress settles pages that all call themselves the
// first: each story is kept under its own address, in whatever order they come,
// and however often; a twin with the same text is the story that it declares.
func TestStoriesThatDeclareOneAddress(t *testing.T) {
	const site = "https://paper.example/story/"
	now := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)
	for _, order := range [][]string{{"one", "two", "three"}, {"two", "one", "three"}, {"three", "two", "one"}} {
		t.Run(strings.Join(order, " "), func(t *testing.T) {
			db := checkAtEnd(t, openNew(t))
			settle := func(page, text string) crawler.State {
				t.Helper()
				task := crawler.Task{URL: site + page, Kind: crawler.KindPage, Source: "paper", Due: now, Found: now}
				if _, err := db.Add(t.Context(), []crawler.Task{task}); err != nil {
					t.Fatal(err)
				}
				leases, err := db.Lease(t.Context(), crawler.LeaseRequest{Worker: "w", Host: "paper.example", Tasks: 9, TTL: time.Minute, Now: now})
				if err != nil || len(leases) != 1 {
					t.Fatalf("Lease = %v, %v", leases, err)
				}
				for _, known := range leases[0].Tasks {
					if known.URL == task.URL {
						task = known
					}
				}
				task.State = crawler.Delivered
				article := extract.Article{
					ID: extract.ID(site + "one"), URL: task.URL, CanonicalURL: site + "one", Title: page, Text: text, WordCount: 100,
				}
				settled, err := db.Settle(t.Context(), leases[0], crawler.Settlement{
					Outcomes: []crawler.Outcome{{Task: task, Article: &article}}, Release: true, Now: now,
				})
				if err != nil {
					t.Fatal(err)
				}
				return settled.States[0]
			}
			for range 2 {
				for _, page := range order {
					settle(page, story(page))
				}
			}
			if state := settle("one-amp", story("one")); state != crawler.Duplicate && state != crawler.Updated {
				t.Errorf("the twin is %s", state)
			}
			got := map[string]string{}
			for a, err := range db.Articles(t.Context(), index.Filter{}) {
				if err != nil {
					t.Fatal(err)
				}
				got[a.CanonicalURL] = a.Text
				if a.ID != extract.ID(a.CanonicalURL) {
					t.Errorf("%s has the id of another address", a.CanonicalURL)
				}
			}
			for _, page := range order {
				if got[site+page] != story(page) {
					t.Errorf("%s holds %.20q", page, got[site+page])
				}
			}
			if len(got) != len(order) {
				t.Errorf("%d articles, want %d", len(got), len(order))
			}
		})
	}
}

package web

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pennypress/pennypress/extract"
)

// An articleView is the page of one article.
type articleView struct {
	ID, Title, Subtitle, Source, Site, Section, Language string
	Authors, Tags, Flags, Notes                          []string
	Published, Modified, Fetched                         time.Time
	Words                                                int
	Original                                             string // address at the publisher; "" when it is none to go to
	SourceURL                                            string

	Paragraphs []paragraph
	Whole      bool // all of the text is there
	Moves      []articleMove
	Notable    []figureGroup

	Copies     []copyLink
	MoreCopies int
	IsCopy     bool // another article told the story first

	Revision  int
	Revisions []revision // newest first; empty when there is only one
	Changes   []change   // since the revision before
	JSONURL   string
}

// A revision is a version of an article.
type revision struct {
	N     int
	At    time.Time // when it was fetched
	URL   string
	Shown bool
}

// An articleMove is a move with the sentence that tells it.
type articleMove struct {
	moveChip
	Sentence []piece
	Anchor   string // of the figure in the text; "" when there is none
}

// A figureGroup lists the distinct figures of a kind.
type figureGroup struct {
	Title   string
	Class   string
	Figures []notable
}

// A notable is a figure with its mentions in the text.
type notable struct {
	figure
	Mentions int
}

// flagWords say what an article's flags mean.
var flagWords = map[string]string{
	extract.FlagLive: "live blog", extract.FlagGallery: "pictures with captions",
	extract.FlagPaywalled: "only the beginning was readable", extract.FlagTruncated: "cut at a limit",
}

func (s *server) articlePage(r *http.Request) (page, error) {
	id := r.PathValue("id")
	all, err := s.Store.Revisions(r.Context(), id)
	if err != nil {
		return page{}, err
	}
	shown, err := chooseRevision(all, r.URL.Query().Get("revision"))
	if err != nil {
		return page{}, err
	}
	a := all[shown]
	v := newArticleView(a)
	v.IsCopy = a.Cluster != "" && a.Cluster != a.ID
	if len(all) > 1 {
		v.Revisions = revisionsOf(all, shown)
	}
	if shown > 0 {
		v.Changes = differences(all[shown-1], a)
	}
	stories, err := s.stories(r.Context(), []extract.Article{a})
	if err != nil {
		return page{}, err
	}
	h := hit{ID: a.ID}
	h.addCopies(stories[a.Cluster])
	v.Copies, v.MoreCopies = h.Copies, h.MoreCopies
	return page{name: "article", title: v.Title, view: v}, nil
}

// chooseRevision finds the revision that is asked for, the newest when none is.
func chooseRevision(all []extract.Article, asked string) (int, error) {
	if asked == "" {
		return len(all) - 1, nil
	}
	n, err := strconv.Atoi(asked)
	if err != nil {
		return 0, refuse(http.StatusBadRequest, "revision: write a number")
	}
	i := slices.IndexFunc(all, func(a extract.Article) bool { return a.Revision == n })
	if i < 0 {
		return 0, refuse(http.StatusNotFound, "the article has no revision %d", n)
	}
	return i, nil
}

func newArticleView(a extract.Article) *articleView {
	v := &articleView{
		ID: a.ID, Title: titleOf(a.Title), Subtitle: clip(a.Subtitle, 4*maxTitle), Source: clip(a.Source, maxName), Site: clip(a.Site, maxName),
		Section: clip(a.Section, maxName), Language: language(a.Language),
		Authors: clipAll(a.Authors, maxName), Tags: clipAll(a.Tags, maxName), Notes: clipAll(a.Notes, 10*maxTitle),
		Published: a.Published, Modified: a.Modified, Fetched: a.Fetched, Words: a.WordCount,
		Original: webURL(a.URL), SourceURL: searchURL(`source:"` + a.Source + `"`),
		Revision: a.Revision, JSONURL: "/api/v1/articles/" + a.ID,
	}
	for _, f := range a.Flags {
		if words, ok := flagWords[f]; ok {
			v.Flags = append(v.Flags, words)
		}
	}
	var figures []figure
	v.Paragraphs, figures, v.Whole = paragraphs(a)
	// The text begins with the standfirst where the page has it there.
	if strings.HasPrefix(a.Text, a.Subtitle+"\n\n") && a.Subtitle != "" {
		v.Subtitle, v.Paragraphs[0].Standfirst = "", true
	}
	if v.Modified.Sub(v.Published).Abs() < time.Minute {
		v.Modified = time.Time{}
	}
	v.Moves = articleMoves(a)
	v.Notable = notables(figures)
	return v
}

// maxListed bounds authors, tags and notes, which a page may state without end.
const maxListed = 30

func clipAll(texts []string, n int) []string {
	var out []string
	for _, t := range texts[:min(len(texts), maxListed)] {
		if t = strings.TrimSpace(clip(t, n)); t != "" {
			out = append(out, t)
		}
	}
	return out
}

// articleMoves lists an article's moves with their sentences.
func articleMoves(a extract.Article) []articleMove {
	var out []articleMove
	text := []rune(a.Text)
	for _, m := range distinctMoves(a.Moves) {
		move := articleMove{
			moveChip: newMoveChip(a, m), Sentence: sentence(text, m.Span),
		}
		for i, e := range a.Entities {
			if e.Type == extract.TypePercent && m.Start < e.End && e.Start < m.End {
				move.Anchor = fmt.Sprintf("#f%d", i+1)
			}
		}
		out = append(out, move)
	}
	return out
}

// nameIn is what an article calls an instrument.
func nameIn(a extract.Article, exchange, symbol string) string {
	for _, e := range a.Entities {
		if e.Type == extract.TypeTicker && e.Symbol == symbol && e.Exchange == exchange && e.Name != "" {
			return clip(e.Name, maxName)
		}
	}
	return clip(symbol, maxName)
}

// sentenceRunes bounds how much of a text is shown before and after a figure.
const sentenceRunes = 160

// sentence is the sentence around a place in a text, the place marked. Of a
// long one the surroundings of the place are shown.
func sentence(text []rune, place extract.Span) []piece {
	if place.Start < 0 || place.End > len(text) || place.End <= place.Start {
		return nil
	}
	from, to := place.Start, place.End
	for from > 0 && place.Start-from < sentenceRunes && !endsSentence(text, from-1) {
		from--
	}
	for to < len(text) && to-place.End < sentenceRunes && !endsSentence(text, to-1) {
		to++
	}
	before, after := "", ""
	if from > 0 && !endsSentence(text, from-1) {
		before = "…"
	}
	if to < len(text) && !endsSentence(text, to-1) {
		after = "…"
	}
	return []piece{
		{before + strings.TrimLeft(visible(string(text[from:place.Start])), " "), false},
		{visible(string(text[place.Start:place.End])), true},
		{strings.TrimRight(visible(string(text[place.End:to])), " ") + after, false},
	}
}

// endsSentence says whether a sentence ends with the character at i.
func endsSentence(text []rune, i int) bool {
	switch text[i] {
	case '\n', '。', '！', '？':
		return true
	case '.', '!', '?':
		return i+1 == len(text) || text[i+1] == ' ' || text[i+1] == '\n'
	}
	return false
}

// notables groups the distinct figures, in order of first mention.
func notables(figures []figure) []figureGroup {
	groups := []figureGroup{{Title: "Instruments", Class: extract.TypeTicker}, {Title: "Amounts", Class: extract.TypeMoney}, {Title: "Percentages", Class: extract.TypePercent}}
	at := map[string]int{}
	for _, f := range figures {
		for g := range groups {
			if groups[g].Class != f.Class {
				continue
			}
			key := f.Class + f.Meaning
			if i, ok := at[key]; ok {
				groups[g].Figures[i].Mentions++
				continue
			}
			at[key] = len(groups[g].Figures)
			groups[g].Figures = append(groups[g].Figures, notable{f, 1})
		}
	}
	return slices.DeleteFunc(groups, func(g figureGroup) bool { return len(g.Figures) == 0 })
}

func revisionsOf(all []extract.Article, shown int) []revision {
	var out []revision
	for i, a := range all {
		r := revision{N: a.Revision, At: a.Fetched, URL: fmt.Sprintf("%s?revision=%d", articleURL(a.ID), a.Revision), Shown: i == shown}
		if i == len(all)-1 {
			r.URL = articleURL(a.ID)
		}
		out = append(out, r)
	}
	slices.Reverse(out)
	return out
}

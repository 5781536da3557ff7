package bleve

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/RoaringBitmap/roaring/v2"
	bindex "github.com/blevesearch/bleve_index_api"

	"github.com/pennypress/pennypress/index"
	"github.com/pennypress/pennypress/index/words"
)

// A planner turns the clauses of a query into iterators over one snapshot of the
// index.
type planner struct {
	ctx      context.Context
	reader   bindex.IndexReader
	segments []*numbered
	columns  *columns
	rank     rank
	seq      int64    // of the snapshot
	readings []string // nil until a word needs them
}

func newPlanner(ctx context.Context, r bindex.IndexReader, c *columns, rk rank) (*planner, error) {
	segments, err := segmentsOf(r, c)
	return &planner{ctx: ctx, reader: r, segments: segments, columns: c, rank: rk}, err
}

// languages gives the readings that there are articles in.
func (p *planner) languages() []string {
	if p.readings == nil {
		for _, s := range p.segments {
			for _, r := range s.file.readings {
				if !slices.Contains(p.readings, r) {
					p.readings = append(p.readings, r)
				}
			}
		}
		slices.Sort(p.readings)
	}
	return p.readings
}

func (p *planner) plan(n index.Node) (iterator, error) {
	switch n := n.(type) {
	case nil:
		return p.key(keyAll)
	case index.And:
		return p.all(n.Nodes)
	case index.Or:
		return p.any(n.Nodes)
	case index.Not:
		return p.all([]index.Node{n})
	case index.Text:
		return p.text(n)
	case index.Key:
		return p.value(n)
	case index.Ticker:
		if n.Exchange == "" {
			return p.key(keyTicker + n.Symbol)
		}
		return p.key(keyTicker + listed(n.Symbol, n.Exchange))
	case index.Move:
		return p.move(n)
	case index.Percent:
		return p.figures(figurePercent, n.Range)
	case index.Money:
		if n.Currency == "" {
			return p.figures(figureAnyCash, n.Range)
		}
		return p.figures(figureMoney+n.Currency+"\x00", n.Range)
	case index.Published:
		return p.published(n)
	case index.Original:
		return p.key(keyOriginal)
	}
	return nil, fmt.Errorf("search: no plan for %T", n)
}

// all plans clauses that must all match, those with - to exclude.
func (p *planner) all(nodes []index.Node) (iterator, error) {
	var must, not []iterator
	for _, n := range nodes {
		into := &must
		if neg, ok := n.(index.Not); ok {
			n, into = neg.Node, &not
		}
		it, err := p.plan(n)
		if err != nil {
			return nil, err
		}
		*into = append(*into, it)
	}
	if len(must) == 0 {
		everything, err := p.key(keyAll)
		if err != nil {
			return nil, err
		}
		must = append(must, everything)
	}
	if len(must) == 1 && len(not) == 0 {
		return must[0], nil
	}
	return newAllDocs(must, not), nil
}

func (p *planner) any(nodes []index.Node) (iterator, error) {
	clauses := make([]iterator, len(nodes))
	for i, n := range nodes {
		var err error
		if clauses[i], err = p.plan(n); err != nil {
			return nil, err
		}
	}
	return newAnyDocs(clauses), nil
}

// key plans an exact value.
func (p *planner) key(term string) (iterator, error) {
	return p.union(ofKey, []string{term}, 0)
}

func (p *planner) value(n index.Key) (iterator, error) {
	term := keyKinds[n.Field] + strings.ToLower(n.Value)
	if !n.Prefix {
		return p.key(term)
	}
	return p.where(ofKey, term, nil, 0)
}

// terms lists the terms of a field that begin with a prefix, in order.
func (p *planner) terms(field int, prefix string) ([]string, error) {
	var terms []string
	for _, s := range p.segments {
		err := s.each(field, prefix, func(term []byte, _ uint64) error {
			terms = append(terms, string(term))
			return nil
		})
		if err != nil {
			return nil, err
		}
		if err := p.ctx.Err(); err != nil {
			return nil, err
		}
	}
	slices.Sort(terms)
	return slices.Compact(terms), nil
}

// after is the first term behind all that begin with a prefix; nil when there is
// none.
func after(prefix string) []byte {
	end := []byte(prefix)
	for i := len(end) - 1; i >= 0; i-- {
		if end[i]++; end[i] != 0 {
			return end[:i+1]
		}
	}
	return nil
}

// where plans any of the terms of a field that begin with a prefix and pass keep.
func (p *planner) where(field int, prefix string, keep func(string) bool, score float64) (iterator, error) {
	set := roaring.New()
	if err := p.addWhere(set, field, prefix, keep); err != nil {
		return nil, err
	}
	return newSetDocs(set, score), nil
}

// union plans any of several terms of a field.
func (p *planner) union(field int, terms []string, score float64) (iterator, error) {
	set := roaring.New()
	if err := p.addTo(set, field, terms); err != nil {
		return nil, err
	}
	return newSetDocs(set, score), nil
}

// text plans words that stand side by side.
func (p *planner) text(n index.Text) (iterator, error) {
	if n.Field == index.FieldAuthor {
		return p.author(n)
	}
	title := n.Field == index.FieldTitle
	query := words.Analyzer{}.Query(n.Words, "")
	if len(query) == 0 {
		return noDocs{}, nil
	}
	if n.Prefix && len(query) == 1 && !words.Wide(query[0].Word) {
		return p.prefix(query[0].Word, title)
	}
	if len(query) == 1 && query[0].Open && !title {
		return p.where(ofBody, query[0].Text, nil, prefixScore)
	}
	alone := len(query) == 1 && !title
	parts := make([]*wordDocs, len(query))
	for i := range query {
		terms, err := p.alternatives(n.Words, i)
		if err != nil {
			return nil, err
		}
		if parts[i], err = p.word(ofBody, terms); err != nil {
			return nil, err
		}
	}
	if alone {
		return parts[0], nil
	}
	return p.phrase(newPhraseDocs(parts, title, p.rank))
}

// alternatives gives the terms that the i-th of a query's words may be, over the
// languages of the articles.
func (p *planner) alternatives(query string, i int) ([]string, error) {
	var terms []string
	for _, reading := range p.languages() {
		t := words.Analyzer{}.Query(query, reading)[i]
		if t.Open {
			return p.terms(ofBody, t.Text)
		}
		if term := bodyTerm(t.Text, reading); !slices.Contains(terms, term) {
			terms = append(terms, term)
		}
	}
	return terms, nil
}

func (p *planner) word(field int, terms []string) (*wordDocs, error) {
	docs := make([]*termDocs, 0, len(terms))
	for _, t := range terms {
		d, err := p.docs(field, t)
		if err != nil {
			return nil, err
		}
		if d.n > 0 || len(docs) == 0 {
			docs = append(docs, d)
		}
	}
	return newWordDocs(field, terms, docs, p.rank), nil
}

// prefixScore is what the beginning of a word counts: it is not known how rare
// the words are that it stands for.
const prefixScore = 1

// prefix plans words that begin so, as they are written or as they are compared.
func (p *planner) prefix(beginning string, title bool) (iterator, error) {
	set := roaring.New()
	from := map[int]string{ofWritten: beginning, ofBody: beginning}
	if title {
		from = map[int]string{ofWritten: titlePrefix + beginning}
	}
	for field, prefix := range from {
		if err := p.addWhere(set, field, prefix, nil); err != nil {
			return nil, err
		}
	}
	return newSetDocs(set, prefixScore), nil
}

func (p *planner) author(n index.Text) (iterator, error) {
	query := words.Analyzer{}.Query(n.Words, "")
	if len(query) == 0 {
		return noDocs{}, nil
	}
	parts := make([]*wordDocs, len(query))
	for i, t := range query {
		terms := []string{t.Word}
		var err error
		if n.Prefix || t.Open {
			if terms, err = p.terms(ofAuthor, t.Word); err != nil {
				return nil, err
			}
		}
		if parts[i], err = p.word(ofAuthor, terms); err != nil {
			return nil, err
		}
	}
	return unranked{newPhraseDocs(parts, false, p.rank)}, nil
}

// unranked is a clause that says nothing about how well an article fits.
type unranked struct{ iterator }

func (unranked) score() float64 { return 0 }

// published plans a time: whole days by their terms, and the days at its ends by
// each article's time.
func (p *planner) published(n index.Published) (iterator, error) {
	set, some := roaring.New(), roaring.New()
	from, end := dayRange(n)
	err := p.addEach(set, func(s *numbered) (*roaring.Bitmap, error) {
		var whole, parts []uint64
		err := s.between(ofKey, from, end, func(term []byte, where uint64) error {
			switch within(string(term[len(keyDay):]), n) {
			case wholly:
				whole = append(whole, where)
			case partly:
				parts = append(parts, where)
			}
			return nil
		})
		if len(parts) > 0 {
			some.Or(roaring.AddOffset64(s.unionOf(parts), int64(s.first)))
		}
		return s.unionOf(whole), err
	})
	if err != nil {
		return nil, err
	}
	in, err := p.inTime(some, n)
	if err != nil {
		return nil, err
	}
	set.Or(in)
	return newSetDocs(set, 0), nil
}

// dayRange gives between which terms the days of a time are. Years are written with
// four digits, and so days sort as their terms do.
func dayRange(n index.Published) (from, end []byte) {
	from, end = []byte(keyDay), after(keyDay)
	if fourDigits(n.From) {
		from = []byte(dayTerm(n.From))
	}
	if fourDigits(n.To) {
		end = []byte(dayTerm(n.To) + "\x00")
	}
	return from, end
}

func fourDigits(t time.Time) bool { return !t.IsZero() && t.Year() > 0 && t.Year() < 9999 }

type extent int

const (
	nowhere extent = iota
	partly
	wholly
)

// within says how much of a day is within a time.
func within(day string, n index.Published) extent {
	from, err := time.Parse(time.DateOnly, day)
	to := from.AddDate(0, 0, 1)
	switch {
	case err != nil:
		return partly
	case !n.From.IsZero() && !to.After(n.From) || !n.To.IsZero() && !from.Before(n.To):
		return nowhere
	case (n.From.IsZero() || !from.Before(n.From)) && (n.To.IsZero() || !to.After(n.To)):
		return wholly
	}
	return partly
}

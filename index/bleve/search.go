package bleve

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	bindex "github.com/blevesearch/bleve_index_api"

	"github.com/pennypress/pennypress/index"
)

// Search returns one page of the matches of q and how many there are in all.
func (x *Index) Search(ctx context.Context, q index.Query, o index.SearchOptions) (result index.Result, err error) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if x.closed {
		return result, errClosed
	}
	defer func() {
		if r := recover(); r != nil {
			result, err = index.Result{}, x.damaged(r)
		}
	}()
	if o.Any {
		q, _ = q.Any()
	}
	s, err := x.newSearch(q, o)
	if err != nil {
		return result, err
	}
	r, err := x.scorch.Reader()
	if err != nil {
		return result, err
	}
	defer r.Close()
	result, err = s.run(ctx, r, q)
	if x.searches.Add(1)%searchesPerRelease == 0 {
		x.release(r)
	}
	return result, x.met(ctx, err)
}

// Pages of segments that were read once stay in the process's memory as long as the
// system has room, and a merge or a day of searching reads all of them. What the
// system keeps it can take back; but who looks at a process, or limits it, counts it.
// So once they are more than maxResident bytes, they are let go of: the system still
// has them, and gives each back in a microsecond when it is asked for again.
const (
	maxResident        = 224 << 20
	searchesPerRelease = 4 // of which one looks whether there is much to release
)

// release lets go of the pages of segments that were read, when they are many.
func (x *Index) release(r bindex.IndexReader) {
	segments, err := segmentsOf(r, &x.columns)
	if err != nil {
		return // a search will say so
	}
	files := make([]*segmentFile, len(segments))
	for i, s := range segments {
		files[i] = s.file
	}
	releaseMany(files, maxResident)
}

// A search collects one page of matches.
type search struct {
	limit  int
	byDate bool
	digest string // of the question, which a cursor must belong to
	after  *cursor
	now    int64 // seconds; what ages count from

	columns *columns
	reader  bindex.IndexReader
	times   *times
	page    page
	border  match // the last of those that were ordered anew, as it was before
	total   int
}

func (x *Index) newSearch(q index.Query, o index.SearchOptions) (*search, error) {
	s := &search{columns: &x.columns, limit: o.Limit, byDate: o.Sort == index.Date || o.Sort != index.Relevance && !q.HasWords()}
	if s.limit <= 0 {
		s.limit = index.DefaultLimit
	}
	const day = 24 * 3600
	s.now = x.now().Unix() / day * day
	sum := sha256.Sum256(fmt.Appendf(nil, "%v %s", s.byDate, q))
	s.digest = base64.RawURLEncoding.EncodeToString(sum[:6])
	if o.Cursor == "" {
		return s, nil
	}
	c, err := readCursor(o.Cursor)
	if err != nil || c.Question != s.digest {
		return nil, fmt.Errorf("search: %w", index.ErrCursor)
	}
	s.after, s.now = &c, c.Now
	return s, nil
}

// run walks through all matches of q and keeps the best.
func (s *search) run(ctx context.Context, r bindex.IndexReader, q index.Query) (index.Result, error) {
	n, err := r.DocCount()
	if err != nil || n == 0 {
		return index.Result{}, err
	}
	c, err := readCounts(r)
	if err != nil {
		return index.Result{}, err
	}
	average := max(1, float64(c.Words)/max(1, float64(c.Articles)))
	p, err := newPlanner(ctx, r, s.columns, newRank(float64(n), average, q))
	if err != nil {
		return index.Result{}, err
	}
	p.seq = c.Seq
	it, err := p.plan(q.Root)
	if err != nil {
		return index.Result{}, err
	}
	s.reader = r
	aged := s.now
	if s.byDate {
		aged = 0
	}
	if s.times, err = newTimes(r, s.columns, p.segments, aged); err != nil {
		return index.Result{}, err
	}
	s.page.search = s
	if s.byDate {
		s.total, err = p.each(it, s.takeNewest)
		return s.result(err)
	}
	pruned, total, ok, err := p.prune(it, &s.page)
	if err != nil {
		return index.Result{}, err
	}
	if !ok {
		return s.result(s.collectBest(p, it))
	}
	return s.result(s.loosely(ctx, p, pruned, total))
}

// loosely collects a page of articles with any of several words. The first ones
// are ordered anew by the words that the best of them lend.
func (s *search) loosely(ctx context.Context, p *planner, it *prunedDocs, total int) error {
	asked, after, given := s.limit, s.after, 0
	if after != nil {
		given = after.Given
	}
	if given < reordered {
		s.after, s.limit = nil, max(reordered, given+asked)
	}
	err := s.collect(ctx, it)
	s.total = total
	if err != nil || given >= reordered {
		return err
	}
	s.after, s.limit = after, asked
	matches := s.page.matches
	slices.SortFunc(matches, s.page.compare)
	first := matches[:min(reordered, len(matches))]
	if len(first) > 1 {
		s.border = first[len(first)-1]
		err = s.lend(p, first, len(it.words))
	}
	slices.SortFunc(first, s.page.compare)
	if after != nil {
		matches = slices.DeleteFunc(matches, func(m match) bool { return !s.page.before(after.match(), m) })
	}
	s.page.matches = matches[:min(asked, len(matches))]
	return err
}

// result makes the page, unless collecting it ended with an error.
func (s *search) result(err error) (index.Result, error) {
	if err != nil {
		return index.Result{}, err
	}
	matches := s.page.matches
	slices.SortFunc(matches, s.page.compare)
	r := index.Result{Total: s.total}
	for i := range matches {
		r.Found = append(r.Found, index.Found{ID: s.page.id(&matches[i]), Score: matches[i].score})
	}
	if s.page.err != nil {
		return index.Result{}, s.page.err
	}
	given := len(matches)
	if s.after != nil {
		given += s.after.Given
	}
	if len(matches) == s.limit && given < s.total {
		last := matches[len(matches)-1]
		if given == reordered && s.border.score > 0 {
			last = s.border
		}
		r.Cursor = newCursor(s, last, given).String()
	}
	return r, nil
}

// A match is a document that may be in the page.
type match struct {
	doc   uint64
	id    string // "" until it is asked for
	score float64
	time  moment
}

// A page is a heap of matches, the worst at the top.
type page struct {
	search  *search
	matches []match
	err     error // the first of reading ids
}

// compare orders the better match first: by score or by time, then by id.
func (p *page) compare(a, b match) int {
	if p.search.byDate {
		if c := b.time.compare(a.time); c != 0 {
			return c
		}
	} else if c := cmp.Compare(b.score, a.score); c != 0 {
		return c
	}
	return cmp.Compare(p.id(&a), p.id(&b))
}

// full says whether the page has as many matches as are wanted.
func (p *page) full() bool { return len(p.matches) == p.search.limit }

func (p *page) before(a, b match) bool { return p.compare(a, b) < 0 }

// id reads a match's id when it is first needed.
func (p *page) id(m *match) string {
	if m.id != "" {
		return m.id
	}
	id, err := p.search.reader.ExternalID(bindex.NewIndexInternalID(nil, m.doc))
	if err != nil {
		p.err = errors.Join(p.err, err)
	}
	m.id = id
	return id
}

// Len and the following make the page a heap.
func (p *page) Len() int { return len(p.matches) }

// Less puts the worse match up.
func (p *page) Less(i, j int) bool { return p.compare(p.matches[i], p.matches[j]) > 0 }

// Swap exchanges two matches.
func (p *page) Swap(i, j int) { p.matches[i], p.matches[j] = p.matches[j], p.matches[i] }

// Push appends a match.
func (p *page) Push(m any) { p.matches = append(p.matches, m.(match)) }

// Pop removes the last match.
func (p *page) Pop() any {
	last := p.matches[len(p.matches)-1]
	p.matches = p.matches[:len(p.matches)-1]
	return last
}

// A cursor names the last match of a page, and what its order depends on.
type cursor struct {
	Question string  `json:"q"`
	Now      int64   `json:"t"`
	Given    int     `json:"n"` // matches on the pages so far
	ID       string  `json:"i"`
	Score    float64 `json:"s,omitempty"`
	Sec      int64   `json:"p,omitempty"`
	Nano     int64   `json:"f,omitempty"`
	Dated    bool    `json:"d,omitempty"`
}

func newCursor(s *search, m match, given int) cursor {
	return cursor{
		Question: s.digest, Now: s.now, Given: given, ID: s.page.id(&m), Score: m.score,
		Sec: m.time.sec, Nano: m.time.nano, Dated: m.time.some,
	}
}

func (c cursor) match() match {
	return match{id: c.ID, score: c.Score, time: moment{sec: c.Sec, nano: c.Nano, some: c.Dated}}
}

// String writes the cursor so that it can stand in an address.
func (c cursor) String() string {
	data, err := json.Marshal(c)
	if err != nil {
		panic(err) // numbers and a valid string
	}
	return base64.RawURLEncoding.EncodeToString(data)
}

func readCursor(s string) (c cursor, err error) {
	data, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		return c, err
	}
	if err := json.Unmarshal(data, &c); err != nil {
		return c, err
	}
	if c.ID == "" {
		return c, errors.New("no id")
	}
	return c, nil
}

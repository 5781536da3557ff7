package bleve

import (
	"math"
	"sync/atomic"

	"github.com/RoaringBitmap/roaring/v2"
	bindex "github.com/blevesearch/bleve_index_api"

	"github.com/pennypress/pennypress/index"
)

// A clause that does not rank is a set of documents. A segment keeps the documents
// of a term as such a set already; taking it whole is much faster than walking
// through it.

// addTo adds the documents of terms to a set.
func (p *planner) addTo(set *roaring.Bitmap, field int, terms []string) error {
	return p.addEach(set, func(s *numbered) (*roaring.Bitmap, error) { return s.union(field, terms) })
}

// addWhere adds the documents of the terms that begin with a prefix and pass keep.
func (p *planner) addWhere(set *roaring.Bitmap, field int, prefix string, keep func(string) bool) error {
	return p.addEach(set, func(s *numbered) (*roaring.Bitmap, error) {
		var lists []uint64
		err := s.each(field, prefix, func(term []byte, where uint64) error {
			if keep == nil || keep(string(term)) {
				lists = append(lists, where)
			}
			return nil
		})
		return s.unionOf(lists), err
	})
}

func (p *planner) addEach(set *roaring.Bitmap, union func(*numbered) (*roaring.Bitmap, error)) error {
	for _, s := range p.segments {
		own, err := union(s)
		if err != nil {
			return err
		}
		if !own.IsEmpty() {
			set.Or(roaring.AddOffset64(own, int64(s.first)))
		}
		if err := p.ctx.Err(); err != nil {
			return err
		}
	}
	return nil
}

// union gives the documents of a segment that have any of the terms and are not
// deleted.
func (s *numbered) union(field int, terms []string) (*roaring.Bitmap, error) {
	var lists []uint64
	for _, t := range terms {
		where, ok, err := s.find(field, t)
		if err != nil {
			return nil, err
		}
		if ok {
			lists = append(lists, where)
		}
	}
	return s.unionOf(lists), nil
}

// anyOf does so with the documents that have any of several words.
func (s *numbered) anyOf(words []*wordDocs) (*roaring.Bitmap, error) {
	var lists []uint64
	for _, w := range words {
		for _, t := range w.names {
			where, ok, err := s.find(w.field, t)
			if err != nil {
				return nil, err
			}
			if ok {
				lists = append(lists, where)
			}
		}
	}
	return s.unionOf(lists), nil
}

// fewDocuments is below which the documents of a list are added one by one.
const fewDocuments = 64

// unionOf gives the documents of lists.
func (s *numbered) unionOf(lists []uint64) *roaring.Bitmap {
	var several []*roaring.Bitmap
	var few []uint32
	var l list
	for _, where := range lists {
		if l.open(s.file, where, s.Deleted()); l.size > fewDocuments {
			several = append(several, l.bitmap())
			continue
		}
		for doc, ok := l.nextDocument(); ok; doc, ok = l.nextDocument() {
			few = append(few, doc)
		}
	}
	set := roaring.BitmapOf(few...)
	if len(several) == 0 {
		return set
	}
	return roaring.FastOr(append(several, set)...)
}

// times tells when documents were published, which are asked for in ascending
// order. It reads single values from the segments, and once this and earlier
// searches asked for many of a segment, all of them, which are kept for later
// ones.
type times struct {
	reader   bindex.DocValueReader
	id       bindex.IndexInternalID
	columns  *columns
	segments []*numbered
	at       int           // of the segments
	known    *knownTimes   // of that segment; nil when not read
	asked    *atomic.Int64 // in that segment, by all searches
	now      int64         // 0 when nobody asks how fresh they are
	fresh    []float32     // nil when not worked out
}

// manyTimes is the part of a segment above which reading all is faster.
const manyTimes = 8

func newTimes(r bindex.IndexReader, c *columns, segments []*numbered, now int64) (*times, error) {
	c.forgetMany(segments)
	dv, err := r.DocValueReader([]string{timeField})
	t := &times{reader: dv, id: make([]byte, 8), columns: c, segments: segments, now: now}
	t.enter(0)
	return t, err
}

func (t *times) enter(segment int) {
	t.at = segment
	if segment < len(t.segments) {
		t.known, t.asked = t.columns.timesOf(t.segments[segment].Id())
		if t.fresh = nil; t.known != nil && t.now != 0 {
			t.readFresh()
		}
	}
}

func (t *times) of(doc uint64) (moment, error) {
	for doc >= t.segments[t.at].end {
		t.enter(t.at + 1)
	}
	s := t.segments[t.at]
	if t.known == nil {
		if t.asked.Add(1)*manyTimes < s.FullSize() {
			return t.read(doc)
		}
		if err := t.readAll(); err != nil {
			return moment{}, err
		}
	}
	return t.known.of(doc - s.first), nil
}

// knownTimes are the times of a segment's documents, in half the memory.
type knownTimes struct {
	seconds []int64
	nanos   []int32 // nil when all are 0
}

// undated stands for no time: no year that has a term is so early.
const undated = math.MinInt64

func (k *knownTimes) of(doc uint64) moment {
	m := moment{sec: k.seconds[doc], some: true}
	if m.sec == undated {
		return moment{}
	}
	if k.nanos != nil {
		m.nano = int64(k.nanos[doc])
	}
	return m
}

func (k *knownTimes) set(doc int, m moment) {
	k.seconds[doc] = undated
	if !m.some {
		return
	}
	k.seconds[doc] = m.sec
	if m.nano == 0 {
		return
	}
	if k.nanos == nil {
		k.nanos = make([]int32, len(k.seconds))
	}
	k.nanos[doc] = int32(m.nano)
}

// readAll reads the times of the current segment.
func (t *times) readAll() error {
	s := t.segments[t.at]
	known := &knownTimes{seconds: make([]int64, s.FullSize())}
	for i := range known.seconds {
		m, err := t.read(s.first + uint64(i))
		if err != nil {
			return err
		}
		known.set(i, m)
	}
	t.columns.keepTimes(s.Id(), known)
	t.columns.forget(t.segments)
	t.known = known
	return nil
}

// enterFresh moves to the segment that begins with a document, and gives at least how
// fresh each document of it is, when so many are asked for that it pays to know; else
// nil.
func (t *times) enterFresh(first uint64, asked int) ([]float32, error) {
	for first >= t.segments[t.at].end {
		t.enter(t.at + 1)
	}
	if t.known == nil && int64(asked)*manyTimes >= t.segments[t.at].FullSize() {
		if err := t.readAll(); err != nil {
			return nil, err
		}
		t.readFresh()
	}
	return t.fresh, nil
}

// freshest is at least how fresh a document is. Documents are asked for in ascending
// order.
func (t *times) freshest(doc uint64) float64 {
	for doc >= t.segments[t.at].end {
		t.enter(t.at + 1)
	}
	if t.fresh == nil {
		return 1
	}
	return float64(t.fresh[doc-t.segments[t.at].first])
}

// readFresh works out how fresh the documents of the current segment are, once its
// times are known.
func (t *times) readFresh() {
	s := t.segments[t.at]
	if t.fresh = t.columns.freshOf(s.Id(), t.now); t.fresh != nil {
		return
	}
	t.fresh = make([]float32, s.FullSize())
	for i := range t.fresh {
		t.fresh[i] = math.Nextafter32(float32(freshness(t.known.of(uint64(i)), t.now)), 2)
	}
	t.columns.keepFresh(s.Id(), t.now, t.fresh)
}

func (t *times) read(doc uint64) (m moment, err error) {
	t.id.SetValue(doc)
	err = t.reader.VisitDocValues(t.id, func(_ string, term []byte) { m = readMoment(term) })
	return m, err
}

// timesOf gives the times of a segment when they were read, and how many single
// ones were asked for.
func (c *columns) timesOf(segment uint64) (known *knownTimes, asked *atomic.Int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.asked[segment] == nil {
		if c.asked == nil {
			c.asked = map[uint64]*atomic.Int64{}
		}
		c.asked[segment] = &atomic.Int64{}
	}
	return c.times[segment], c.asked[segment]
}

func (c *columns) keepTimes(segment uint64, known *knownTimes) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.times == nil {
		c.times = map[uint64]*knownTimes{}
	}
	c.times[segment] = known
}

// freshOf gives how fresh the documents of a segment are, when it was worked out for
// that time, which is a day's.
func (c *columns) freshOf(segment uint64, now int64) []float32 {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.freshAt != now || c.fresh == nil {
		c.fresh, c.freshAt = map[uint64][]float32{}, now
	}
	return c.fresh[segment]
}

func (c *columns) keepFresh(segment uint64, now int64, fresh []float32) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.freshAt == now {
		c.fresh[segment] = fresh
	}
}

// inTime keeps those documents of a set that were published in time.
func (p *planner) inTime(set *roaring.Bitmap, n index.Published) (*roaring.Bitmap, error) {
	in := roaring.New()
	if set.IsEmpty() {
		return in, nil
	}
	times, err := newTimes(p.reader, p.columns, p.segments, 0)
	if err != nil {
		return nil, err
	}
	for it := set.Iterator(); it.HasNext(); {
		doc := it.Next()
		m, err := times.of(uint64(doc))
		if err != nil {
			return nil, err
		}
		t := m.time()
		if m.some && (n.From.IsZero() || !t.Before(n.From)) && (n.To.IsZero() || t.Before(n.To)) {
			in.Add(doc)
		}
	}
	return in, nil
}

package bleve

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/blevesearch/bleve/v2/index/scorch"
	bindex "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"
	"github.com/blevesearch/vellum"

	"github.com/pennypress/pennypress/index"
)

// Postings go from a value to its documents; counting wants the way back. A
// column is that, of one facet in one segment: for each document the numbers of
// its values, laid end to end. Segments never change, so a column is made once,
// when it is first counted, and thrown away with its segment. It takes four bytes
// for each value and, where some documents have several, four for a document.

// A column gives the values of each document of a segment.
type column struct {
	values []uint32
	starts []uint32          // where a document's values begin, and one more; nil when each has one, which may be nameless
	sums   map[uint32]uint32 // documents by value, deleted ones too
}

// of gives the numbers of a document's values.
func (c *column) of(doc uint64) []uint32 {
	if c.starts == nil {
		return c.values[doc : doc+1]
	}
	return c.values[c.starts[doc]:c.starts[doc+1]]
}

// count adds the values of documents of a segment that begins with first.
func (c *column) count(counts []int32, docs []uint32, first uint32) {
	if c.starts == nil {
		for _, d := range docs {
			counts[c.values[d-first]]++
		}
		return
	}
	for _, d := range docs {
		for _, value := range c.values[c.starts[d-first]:c.starts[d-first+1]] {
			counts[value]++
		}
	}
}

// columns are those that were made of an index. The zero value has none.
type columns struct {
	mu    sync.Mutex // guards everything below
	made  map[columnKey]*column
	names map[index.Facet]*names
	times map[uint64]*knownTimes   // of publication, by segment
	asked map[uint64]*atomic.Int64 // single times, by segment
	fresh map[uint64][]float32     // how fresh documents are, by segment
	lent  rarities

	freshAt int64 // the time that fresh is for
	files   map[segment.Segment]*segmentFile
}

type columnKey struct {
	segment uint64
	facet   index.Facet
}

// names number the values of a facet, the same in all segments.
type names struct {
	number map[string]uint32
	values []string
}

// nameless is the number of none.
const nameless = 0

func newNames() *names { return &names{number: map[string]uint32{"": nameless}, values: []string{""}} }

func (n *names) of(value string) uint32 {
	i, ok := n.number[value]
	if !ok {
		i = uint32(len(n.values))
		n.number[value] = i
		n.values = append(n.values, value)
	}
	return i
}

// A numbered segment has the documents from first to end of a snapshot. One search
// reads it at a time.
type numbered struct {
	*scorch.SegmentSnapshot
	first, end uint64
	file       *segmentFile
	readers    [len(kinds)]*vellum.Reader // of the dictionaries; nil until one is asked
	key        []byte
}

func segmentsOf(r bindex.IndexReader, c *columns) ([]*numbered, error) {
	snapshot, ok := r.(*scorch.IndexSnapshot)
	if !ok {
		return nil, errors.New("the search index is not scorch's")
	}
	all := snapshot.Segments()
	out := make([]*numbered, 0, len(all))
	first := uint64(0)
	for _, s := range all {
		end := first + uint64(s.FullSize())
		out = append(out, &numbered{SegmentSnapshot: s, first: first, end: end})
		first = end
	}
	return out, c.openFiles(out)
}

// openFiles gives each segment its file, and lets go of those of other segments. A
// search that began before keeps what it has.
func (c *columns) openFiles(segments []*numbered) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.files == nil {
		c.files = map[segment.Segment]*segmentFile{}
	}
	used := make(map[segment.Segment]bool, len(segments))
	for _, s := range segments {
		key := s.Segment()
		if c.files[key] == nil {
			f, err := readFile(key)
			if err != nil {
				return err
			}
			c.files[key] = f
		}
		s.file, used[key] = c.files[key], true
	}
	if len(c.files) > len(used) {
		maps.DeleteFunc(c.files, func(key segment.Segment, _ *segmentFile) bool { return !used[key] })
	}
	return nil
}

// of gives a column, and makes it when it is not there.
func (c *columns) of(ctx context.Context, s *numbered, f index.Facet) (*column, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	key := columnKey{s.Id(), f}
	if made, ok := c.made[key]; ok {
		return made, nil
	}
	if c.made == nil {
		c.made, c.names = map[columnKey]*column{}, map[index.Facet]*names{}
	}
	if c.names[f] == nil {
		c.names[f] = newNames()
	}
	made, err := newColumn(ctx, s, facetTerms[f], c.names[f])
	if err == nil {
		c.made[key] = made
	}
	return made, err
}

// valuesOf gives the values of a facet by their numbers.
func (c *columns) valuesOf(f index.Facet) []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.names[f] == nil {
		return nil
	}
	return c.names[f].values[:len(c.names[f].values):len(c.names[f].values)]
}

// forget throws the columns of other segments away. A search that began before
// keeps what it has.
func (c *columns) forget(but []*numbered) {
	keep := map[uint64]bool{}
	for _, s := range but {
		keep[s.Id()] = true
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	maps.DeleteFunc(c.made, func(k columnKey, _ *column) bool { return !keep[k.segment] })
	maps.DeleteFunc(c.times, func(segment uint64, _ *knownTimes) bool { return !keep[segment] })
	maps.DeleteFunc(c.fresh, func(segment uint64, _ []float32) bool { return !keep[segment] })
	maps.DeleteFunc(c.asked, func(segment uint64, _ *atomic.Int64) bool { return !keep[segment] })
}

// forgetMany does so once there are more segments gone than in use.
func (c *columns) forgetMany(but []*numbered) {
	c.mu.Lock()
	many := len(c.asked) > 2*len(but)
	c.mu.Unlock()
	if many {
		c.forget(but)
	}
}

// newColumn reads the postings of a facet's values.
func newColumn(ctx context.Context, s *numbered, t facetTerm, n *names) (*column, error) {
	var pairs []uint64 // document and value, by value
	err := eachPosting(ctx, s, t, func(value string, doc uint64) {
		pairs = append(pairs, doc<<32|uint64(n.of(value)))
	})
	if err != nil {
		return nil, err
	}
	if t.repeats {
		slices.Sort(pairs)
		pairs = slices.Compact(pairs)
	}
	return columnOf(pairs, int(s.FullSize())), nil
}

// columnOf lays out the pairs of a number of documents.
func columnOf(pairs []uint64, documents int) *column {
	starts := make([]uint32, documents+1)
	most := uint32(0)
	for _, p := range pairs {
		starts[p>>32+1]++
		most = max(most, starts[p>>32+1])
	}
	c := &column{sums: map[uint32]uint32{}}
	if most > 1 {
		for i := range documents {
			starts[i+1] += starts[i]
		}
		c.starts, c.values = slices.Clone(starts), make([]uint32, len(pairs))
	} else {
		for i := range starts {
			starts[i] = uint32(i)
		}
		c.values = make([]uint32, documents)
	}
	for _, p := range pairs {
		at := &starts[p>>32]
		c.values[*at] = uint32(p)
		c.sums[uint32(p)]++
		*at++
	}
	return c
}

// eachPosting yields the values of a facet with the documents that have them.
func eachPosting(ctx context.Context, s *numbered, t facetTerm, yield func(value string, doc uint64)) error {
	var l list
	return s.each(ofKey, t.kind, func(term []byte, where uint64) error {
		value := t.value(string(term[len(t.kind):]))
		if value == "" {
			return nil
		}
		l.open(s.file, where, nil)
		for {
			doc, ok := l.nextDocument()
			if !ok {
				return ctx.Err()
			}
			yield(value, uint64(doc))
		}
	})
}

package article

import (
	"hash/fnv"

	"github.com/pennypress/pennypress/extract"
)

// Known tells on how many pages of a host each block was kept as part of the
// story, pages with one headline counted once. The zero value knows nothing.
type Known map[uint64]int

// Seen is what one page adds to what is known of its host: the page, and
// fingerprints of the blocks that were taken for its story.
type Seen struct {
	Page   uint64 // stands for the headline: a story told twice is one page
	Blocks []uint64
}

// Bounds on what is remembered of a page, and when a block that recurs is
// furniture. Lines that are no sentence recur by chance more rarely than
// paragraphs, which tell the background of a story again and again.
const (
	maxRemembered  = 60 // blocks of a page, from its edges
	leastWords     = 3
	mostWords      = 120
	recurringLine  = 3    // pages
	recurringProse = 4    // pages, and only at the edges of the story
	republished    = 0.35 // of the words: more than that is the story itself
)

// Remember reads a page as Read does, with what is known of its host: blocks that
// recur on its other pages are left out. Where a large part of the story
// recurs it is one that was published again, and nothing is left out.
func Remember(p extract.Page, o Options, known Known) (extract.Article, Seen, error) {
	d, err := read(p, o)
	if err != nil {
		return extract.Article{}, Seen{}, err
	}
	seen := d.seen()
	d.forget(known)
	a, err := d.article()
	return a, seen, err
}

// seen lists the fingerprints of the kept blocks, those at the edges first.
func (d *doc) seen() Seen {
	s := Seen{Page: fingerprint(firstOf(d.title.text, d.page.URL))}
	var kept []int
	for i := range d.blocks {
		if b := &d.blocks[i]; b.keep && b.words >= leastWords && b.words <= mostWords {
			kept = append(kept, i)
		}
	}
	have := map[uint64]bool{}
	for lo, hi := 0, len(kept)-1; lo <= hi && len(s.Blocks) < maxRemembered; lo, hi = lo+1, hi-1 {
		for _, i := range []int{kept[hi], kept[lo]} {
			if f := fingerprint(d.blocks[i].text); !have[f] {
				have[f] = true
				s.Blocks = append(s.Blocks, f)
			}
		}
	}
	return s
}

// forget drops the kept blocks that are furniture of the host.
func (d *doc) forget(known Known) {
	if len(known) == 0 {
		return
	}
	var drop []int
	words, dropped := int32(0), int32(0)
	first, last := d.edges(known)
	for i := range d.blocks {
		b := &d.blocks[i]
		if !b.keep {
			continue
		}
		words += b.words
		n := known[fingerprint(b.text)]
		if b.words < leastWords || d.facts[i].witness == 1 || n < recurringLine {
			continue
		}
		if d.facts[i].good && (n < recurringProse || i > first && i < last) {
			continue
		}
		drop = append(drop, i)
		dropped += b.words
	}
	if float64(dropped) > republished*float64(words) {
		return
	}
	for _, i := range drop {
		d.drop(i, aside, "recurs on other pages of the site")
	}
}

// edges finds the ends of the runs of recurring blocks with which the kept ones begin
// and end: the last of the first run, and the first of the last.
func (d *doc) edges(known Known) (first, last int) {
	first, last = -1, len(d.blocks)
	for i := range d.blocks {
		if d.blocks[i].keep {
			if known[fingerprint(d.blocks[i].text)] < recurringLine {
				break
			}
			first = i
		}
	}
	for i := len(d.blocks) - 1; i >= 0; i-- {
		if d.blocks[i].keep {
			if known[fingerprint(d.blocks[i].text)] < recurringLine {
				break
			}
			last = i
		}
	}
	return first, last
}

// fingerprint stands for the words of a text, whatever their case and punctuation.
func fingerprint(text string) uint64 {
	h := fnv.New64a()
	h.Write(foldWords(nil, text, len(text)))
	return h.Sum64()
}

package entity

import (
	"slices"
	"sync"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/extract/gazetteer"
)

// A Hint is what is known of a document beside its text. The zero value means
// nothing is known: the language is guessed from the text, English in doubt.
type Hint struct {
	Language string // BCP 47
	Site     string // host name of the publisher
	Country  string // ISO 3166 alpha-2, where it is published
}

// A Finder finds entities and moves. It is safe for concurrent use.
type Finder struct {
	table   *gazetteer.Table
	cash    *currencies
	tongues *tongues
	langs   sync.Map // language → *lexicon, made when first needed
	pool    sync.Pool
	off     mechanism
}

// New returns a Finder that knows the instruments of t; nil knows none.
func New(t *gazetteer.Table) *Finder {
	if t == nil {
		t = new(gazetteer.Table)
	}
	cash, err := readCurrencies()
	if err != nil {
		panic(err) // the file is part of the program and tested
	}
	tongues, err := readTongues()
	if err != nil {
		panic(err)
	}
	f := &Finder{table: t, cash: cash, tongues: tongues}
	f.lexicon("en")
	return f
}

var builtin = sync.OnceValue(func() *Finder { return New(gazetteer.Default()) })

// Find returns the entities and moves of an English text, with the built-in
// gazetteer.
func Find(text string) ([]extract.Entity, []extract.Move) {
	return builtin().Find(text, Hint{})
}

// Find returns the entities of a text in order, never overlapping, and the
// moves among them. Neither is nil. Offsets count code points.
func (f *Finder) Find(text string, h Hint) ([]extract.Entity, []extract.Move) {
	return f.Append([]extract.Entity{}, []extract.Move{}, text, h)
}

// Append is [Finder.Find] that appends to entities and moves: a caller with many texts
// gives it the memory of the text before. The amounts and names that an entity points to
// are never used again.
func (f *Finder) Append(entities []extract.Entity, moves []extract.Move, text string, h Hint) ([]extract.Entity, []extract.Move) {
	d := f.read(text, h)
	defer f.free(d)
	return d.results(entities, moves)
}

// lexicon returns the lexicon of a language.
func (f *Finder) lexicon(lang string) *lexicon {
	if l, ok := f.langs.Load(lang); ok {
		return l.(*lexicon)
	}
	l, err := readLexicon(lang, f.cash, f.table)
	if err != nil {
		panic(err) // the files are part of the program and tested
	}
	kept, _ := f.langs.LoadOrStore(lang, l)
	return kept.(*lexicon)
}

// A doc is one text on its way through the passes.
type doc struct {
	text   string
	low    []byte  // the text in lower case, byte for byte, and eight zeros
	beyond []int32 // where eight of those bytes are not all ASCII
	lang   *lexicon
	cash   *currencies
	table  *gazetteer.Table
	toks   []token
	anchors
	country    string  // that the document is about
	dollar     string  // whose dollar a bare $ is
	locals     []score // how often dollars are written with their country, America's excepted
	foreign    bool    // America's are never
	declared   bool    // the text says itself whose they are
	rival      string  // whose it may be as well, by as many votes
	tied       string  // whose it may be as well, by the places of the text
	tiedFirst  bool    // something else speaks for that country
	off        mechanism
	marked     int // dollars written with their country
	scores     []score
	lower      bool // written without capitals
	comma      bool // stands before the decimals of its numbers
	figures    []figure
	found      []candidate // names, while they are linked
	taken      []bool
	refused    []figure // names that did not count
	order      []uint64 // first tokens of the figures, with their places, while they are settled
	spare      []figure // memory for the next text
	cover      []int32  // token → its figure, -1 for none
	moves      []move
	members    []int // tickers of the subjects that one search has come across
	contexts   map[contextKey]bool
	opened     map[string]int // names that count, and where one was opened
	topicAt    int            // the share the text is about, once it is known
	topicKnown bool
	held       map[string]*gazetteer.Instrument // codes of opened instruments
	introduced map[string]bool                  // codes that stand as codes somewhere
	hits       []hit
}

// read runs the passes over a text.
func (f *Finder) read(text string, h Hint) *doc {
	d, _ := f.pool.Get().(*doc)
	if d == nil {
		d = f.newDoc()
	}
	d.text = text
	d.low, d.beyond = appendLower(d.low[:0], d.beyond[:0], text)
	d.off = f.off
	d.lang = f.lexicon(f.tongues.language(d.low, h.Language))
	d.tokenise()
	d.breakLines()
	d.compounds()
	d.place(h)
	d.comma = d.decimalComma()
	d.numbers()
	d.tickers()
	d.homeDollars()
	d.yuanOfHongKong()
	d.alikeCurrencies()
	d.settleMinors()
	d.settle()
	d.direct()
	d.move()
	return d
}

// newDoc returns a doc without text.
func (f *Finder) newDoc() *doc {
	return &doc{
		cash: f.cash, table: f.table,
		contexts: map[contextKey]bool{}, opened: map[string]int{}, held: map[string]*gazetteer.Instrument{}, introduced: map[string]bool{},
	}
}

// maxKept bounds the tokens whose memory is kept for the next text.
const maxKept = 1 << 18

// free gives the memory of d to the next text. Figures of this one stay in it until
// they are written over or the pool lets go of it.
func (f *Finder) free(d *doc) {
	if cap(d.toks) > maxKept {
		return
	}
	clear(d.contexts)
	clear(d.opened)
	clear(d.held)
	clear(d.introduced)
	d.anchors.reset()
	d.topicKnown, d.marked, d.tied, d.tiedFirst, d.rival, d.foreign, d.declared = false, 0, "", false, "", false, false
	d.text, d.lang, d.country, d.dollar, d.lower = "", nil, "", "", false
	d.locals = d.locals[:0]
	d.toks, d.scores, d.figures, d.found = d.toks[:0], d.scores[:0], d.figures[:0], d.found[:0]
	d.taken, d.refused, d.order, d.spare = d.taken[:0], d.refused[:0], d.order[:0], d.spare[:0]
	d.cover, d.moves, d.hits = d.cover[:0], d.moves[:0], d.hits[:0]
	f.pool.Put(d)
}

// numbers proposes the percentages and amounts of money.
func (d *doc) numbers() {
	next := 0
	for _, at := range d.numerals {
		i := int(at)
		if i < next {
			continue
		}
		t := &d.toks[i]
		if t.kind != number && t.cls&(cNumber|cFraction) == 0 {
			if d.wordIs(i-1, "a") {
				d.million(i - 1)
			}
			continue
		}
		if d.isPlain(i) {
			continue
		}
		q, ok := d.quantityAt(i)
		if f := d.draft(); ok && (d.percent(&q, f) || d.money(&q, f)) {
			next = f.to
			d.accept()
			d.shareUnit()
		}
	}
	if d.hasWide {
		d.hundredths()
	}
}

// million proposes "a million dollars" at token i.
func (d *doc) million(i int) {
	if q, ok := d.quantityAt(i); ok && d.money(&q, d.draft()) {
		d.accept()
	}
}

// draft returns the place of the next figure, to be written over: it counts once it is
// accepted.
func (d *doc) draft() *figure {
	n := len(d.figures)
	if n == cap(d.figures) {
		d.figures = slices.Grow(d.figures, 1)
	}
	return &d.figures[:n+1][n]
}

// accept makes the draft a figure.
func (d *doc) accept() { d.figures = d.figures[:len(d.figures)+1] }

// settle sorts the figures and lets the longer of two that overlap win.
func (d *doc) settle() {
	d.order = d.order[:0]
	for i := range d.figures {
		d.order = append(d.order, uint64(d.figures[i].from)<<32|uint64(i))
	}
	sortFew(d.order)
	kept := d.spare[:0]
	for _, at := range d.order {
		f := &d.figures[uint32(at)]
		if n := len(kept); n > 0 && kept[n-1].to > f.from {
			if last := &kept[n-1]; d.beats(f, last) {
				*last = *f
			}
			continue
		}
		kept = append(kept, *f)
	}
	d.figures, d.spare = kept, d.figures
	d.cover = slices.Grow(d.cover[:0], len(d.toks))[:len(d.toks)]
	for rest := d.cover; len(rest) > 0; {
		rest = rest[copy(rest, uncovered[:]):]
	}
	for n := range kept {
		for i := kept[n].from; i < kept[n].to; i++ {
			d.cover[i] = int32(n)
		}
	}
}

// uncovered is what d.cover has for tokens that are part of no figure.
var uncovered = [256]int32(slices.Repeat([]int32{-1}, 256))

// maxFew is how many numbers are sorted faster without a plan.
const maxFew = 48

// sortFew sorts a list that is mostly short, and mostly two sorted ones.
func sortFew(list []uint64) {
	if len(list) > maxFew {
		slices.Sort(list)
		return
	}
	for i := 1; i < len(list); i++ {
		v, k := list[i], i
		for ; k > 0 && list[k-1] > v; k-- {
			list[k] = list[k-1]
		}
		list[k] = v
	}
}

// figureAt returns the figure that token i is part of, nil for none.
func (d *doc) figureAt(i int) *figure {
	if i < 0 || i >= len(d.toks) || d.cover[i] < 0 {
		return nil
	}
	return &d.figures[d.cover[i]]
}

// beats reports whether a is to be kept rather than b, which it overlaps.
func (d *doc) beats(a, b *figure) bool {
	if (a.typ == instrument) != (b.typ == instrument) {
		ticker, amount := a, b
		if a.typ != instrument {
			ticker, amount = b, a
		}
		// A number that is the last word of a name is the name's: "STOXX 600".
		if amount.from < ticker.to && ticker.from < amount.from {
			return a.typ == instrument
		}
		return a.typ != instrument
	}
	return a.to-a.from > b.to-b.from
}

// results appends the figures and moves with their offsets in code points.
func (d *doc) results(entities []extract.Entity, moves []extract.Move) ([]extract.Entity, []extract.Move) {
	amounts := 0
	for i := range d.figures {
		amounts += d.figures[i].amounts()
	}
	first := len(entities)
	entities = append(entities, make([]extract.Entity, len(d.figures))...)
	moves = slices.Grow(moves, len(d.moves))
	values := make([]float64, 0, amounts)
	at := counter{low: d.low, beyond: d.beyond}
	m := 0
	for i := range d.figures {
		f, e := &d.figures[i], &entities[first+i]
		start, end := int(d.toks[f.from].start), int(d.toks[f.to-1].end)
		f.tell(e, &values)
		e.Text = d.text[start:end]
		e.Start = at.to(start)
		e.End = at.to(end)
		for ; m < len(d.moves) && d.moves[m].percent <= i; m++ {
			moves = append(moves, d.moves[m].result(f, e.Span))
		}
	}
	return entities, moves
}

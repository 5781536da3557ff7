package article

import (
	"flag"
	"strings"
	"testing"

	"github.com/pennypress/pennypress/extract"
)

// A mechanism is a part of the work that TestMechanisms can do without.
type mechanism struct {
	name    string
	prepare func(d *doc)
	choose  func(d *doc, m *model) // nil: the product's
	tidy    bool
	settle  bool
}

var mechanisms = []mechanism{
	{name: "everything", tidy: true, settle: true},
	{name: "no sequence", choose: chooseAlone, tidy: true, settle: true},
	{name: "no second choice", choose: chooseOnce, tidy: true, settle: true},
	{name: "no model", choose: chooseByKind, tidy: true, settle: true},
	{name: "no edges", choose: keepEdges, settle: true},
	{name: "no inside rules", tidy: false, settle: true},
	{name: "no settling", tidy: true, settle: false},
	{name: "no witness", prepare: func(d *doc) { d.sig.silence() }, tidy: true, settle: true},
}

// chooseAlone judges every block by its own score.
func chooseAlone(d *doc, m *model) {
	d.surround(m)
	for i := range d.blocks {
		b := &d.blocks[i]
		b.score = d.score(m, i)
		b.state = aside
		if b.score[story] > max(b.score[before], b.score[aside], b.score[after]) {
			b.state = story
		}
		b.keep = b.state == story
	}
}

// chooseOnce takes the best sequence even where it leaves nearly everything out.
func chooseOnce(d *doc, m *model) {
	d.surround(m)
	for i := range d.blocks {
		d.blocks[i].score = d.score(m, i)
	}
	d.decode(m)
}

// chooseByKind keeps what reads like paragraphs in the main element.
func chooseByKind(d *doc, _ *model) {
	for i := range d.blocks {
		f := &d.facts[i]
		d.blocks[i].keep = f.relation < 6 && (f.good || f.kind == kindMid || f.kind == kindShort || f.kind == kindHeading || f.kind == kindItem || f.kind == kindQuote)
		d.blocks[i].state = aside
		if d.blocks[i].keep {
			d.blocks[i].state = story
		}
	}
}

// keepEdges takes everything of the main element between the first block of the
// story and the last.
func keepEdges(d *doc, m *model) {
	d.choose(m)
	for i := range d.blocks {
		if d.facts[i].relation < 6 && d.blocks[i].state != aside {
			d.blocks[i].keep, d.blocks[i].state = true, story
		}
	}
}

// silence forgets what linked data says of the text.
func (s *signals) silence() {
	for i := range s.linked {
		s.linked[i].body = ""
	}
}

var allMechanisms = flag.Bool("mechanisms", false, "TestMechanisms: leave out each part of the work in turn")

// TestMechanisms reads the corpus with the standard weights, and with one part
// of the work left out at a time:
//
//	go test ./extract/article -run TestMechanisms -corpus DIR -mechanisms -v
func TestMechanisms(t *testing.T) {
	if *trainCorpus == "" {
		t.Skip("needs -corpus")
	}
	m, err := standard()
	if err != nil {
		t.Fatal(err)
	}
	list := mechanisms
	if !*allMechanisms {
		list = list[:1]
	}
	tallies := make([]tally, len(list))
	bySource := map[string]*tally{}
	for _, r := range loadTruth(t, *trainCorpus) {
		d, err := load(extract.Page{Body: readPage(t, r.File)}, Options{}, &m.vocab[tAll], nil)
		if err != nil || len(d.blocks) == 0 {
			continue
		}
		for k, mech := range list {
			d.reset()
			text := mech.read(d, m)
			tallies[k].add(r, text)
			if k == 0 {
				if bySource[r.Source] == nil {
					bySource[r.Source] = &tally{}
				}
				bySource[r.Source].add(r, text)
			}
		}
	}
	t.Log(tallyHead)
	for k, mech := range list {
		t.Log(tallies[k].line(strings.ReplaceAll(mech.name, " ", "-")))
	}
	report(t, bySource)
}

// reset makes a page as it was before the passes over its blocks.
func (d *doc) reset() {
	for i := range d.elems {
		e := &d.elems[i]
		e.blocks, e.words, e.linkBytes, e.bytes, e.good, e.direct = 0, 0, 0, 0, 0, 0
	}
	for i := range d.blocks {
		b := &d.blocks[i]
		b.keep, b.state, b.why = false, before, ""
	}
	d.total, d.most, d.titleAt, d.subAt, d.subtitle = 0, 0, -1, -1, choice{}
}

func (mech mechanism) read(d *doc, m *model) string {
	if mech.prepare != nil {
		mech.prepare(d)
	}
	d.prepare(m)
	if mech.choose == nil {
		d.choose(m)
	} else {
		mech.choose(d, m)
	}
	if mech.tidy {
		d.tidy()
	}
	d.ownArticle()
	if mech.settle {
		d.settle()
	}
	d.cutCredits()
	return d.text()
}

// TestSiteMemory reads the pages of sites of which the corpus has enough for anything to
// recur, without and with what the site's pages have in common:
//
//	go test ./extract/article -run TestSiteMemory -corpus DIR -v
func TestSiteMemory(t *testing.T) {
	if *trainCorpus == "" {
		t.Skip("needs -corpus")
	}
	hosts := map[string][]truthRow{}
	for _, r := range loadTruth(t, *trainCorpus) {
		hosts[hostKey(r.URL)] = append(hosts[hostKey(r.URL)], r)
	}
	var without, with tally
	sites, changed := 0, 0
	for _, rows := range hosts {
		if len(rows) < recurringLine+1 {
			continue
		}
		sites++
		known, pages := Known{}, map[uint64]bool{}
		read := func(r truthRow, known Known) (string, Seen) {
			a, seen, err := Remember(extract.Page{Body: readPage(t, r.File), URL: r.URL}, Options{}, known)
			if err != nil {
				return "", Seen{}
			}
			return a.Text, seen
		}
		for _, r := range rows {
			_, seen := read(r, nil)
			if pages[seen.Page] {
				continue
			}
			pages[seen.Page] = true
			for _, b := range seen.Blocks {
				known[b]++
			}
		}
		for _, r := range rows {
			plain, _ := read(r, nil)
			text, _ := read(r, known)
			without.add(r, plain)
			with.add(r, text)
			changed += oneIf(text != plain)
		}
	}
	t.Logf("%d sites, %d pages read otherwise", sites, changed)
	t.Log(tallyHead)
	t.Log(without.line("without"))
	t.Log(with.line("with"))
}

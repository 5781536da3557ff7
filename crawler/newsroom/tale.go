package newsroom

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/pennypress/pennypress/extract"
)

// The hostile sites need many articles whose text matters little: a tale is
// put together from sentences by a seed, the same for ever, and unlike the
// tale of another seed.

var taleCompanies = []string{
	"Alder Shipping", "Bramley Foods", "Corrib Cement", "Dunmore Glass", "Elbe Logistik", "Farrow Steel", "Gorse Energy",
	"Hallam Textiles", "Inver Salmon", "Juno Optics", "Kestrel Rail", "Lomond Paper", "Merrow Bank", "Nairn Distillers",
	"Orwell Pharma", "Pelham Homes", "Quarry Mutual", "Rowan Tyres", "Severn Gas", "Thornbury Motors", "Ulster Linen",
	"Vale Dairies", "Wexford Ferries", "Yarrow Mining", "Zetland Telecom",
}

var talePeople = []string{
	"Agnes Moll", "Bruno Ferreira", "Clara Novak", "Desmond Achebe", "Edda Lindqvist", "Farid Haddad", "Greta Simms",
	"Hugo Prins", "Iris Kowal", "Jonas Weil", "Karin Oduya", "Leo Marsh", "Mina Takeda", "Nils Aaberg", "Olga Reyes",
}

var talePlaces = []string{
	"Antwerp", "Bergen", "Cardiff", "Dundee", "Esbjerg", "Faro", "Ghent", "Hull", "Izmir", "Jakarta", "Kiel", "Limerick",
	"Malmö", "Nantes", "Oporto", "Piraeus", "Rijeka", "Setúbal", "Turku", "Utrecht", "Varna", "Xiamen",
}

var taleThings = []string{
	"barley", "copper wire", "diesel", "fertiliser", "frozen fish", "glass fibre", "insulin", "kerosene", "lithium", "marble",
	"newsprint", "oak barrels", "packaging", "rubber", "sea freight", "solar panels", "timber", "umbrellas", "wool",
}

// In a sentence, %c is the tale's company, %o another company, %p a person, %l
// a place, %t a thing, %n a number from 2 to 99, %d a share price.
var taleSentences = []string{
	"Shares of %c fell %n.%n% on the day after the company admitted that its warehouse in %l had been flooded with %t for the second time this year.",
	"%c gained %n.%n% in %l, helped by an order for %t that managers had all but given up on, and by a note from brokers at %o.",
	"The company put the cost of the work at $%n million, about %n% of what it earns in a good year from selling %t in %l.",
	"“Nobody in this trade buys %t for pleasure,” said %p, who runs the depot in %l and has seen %n such winters.",
	"Revenue rose to $%n.%n billion in the half-year, of which %t brought in %n% and the smaller plant in %l most of the rest.",
	"%o, its closest rival, had said in spring that a price of $%d for a tonne of %t was out of the question before the ferry to %l ran again.",
	"Dockers in %l refused to unload %t for %n days, and lorries queued as far as the bridge, according to %p of the hauliers’ union.",
	"A second customer, which makes %t near %l, is thought to have paid £%n million in advance for deliveries up to the end of next June.",
	"Debt fell by %n% to €%n million, said %p, who joined from %o as finance director and sold its stake in a pier in %l.",
	"Analysts had reckoned with a margin of %n.%n%, but few of them had been to %l, where %t is stacked to the rafters of three sheds.",
	"The dividend goes up to %n.%n pence a share, and %p expects it to be covered twice even if %t stays as cheap as it is now in %l.",
	"Regulators in %l want to see the books of %o as well, since both companies bought %t from the same agent at $%d a crate.",
	"About %n jobs depend on the line to %l; the union’s secretary, %p, called the offer “%t wrapped in ribbon” and left the room.",
	"Insurers have so far paid out €%n million, a little under %n% of the claim, and will look at %t again when the harbour of %l is dry.",
	"In %l a crowd of small investors heard %p explain for an hour why %t had been booked in the wrong year, and by how much.",
	"The yard delivered %n ships, two fewer than in the year before, and took %t instead of cash for one of them from an owner in %l.",
	"Competitors from %l are building a plant that could turn out %n tonnes of %t a day at a cost that %o cannot match, said %p.",
	"Futures on %t slid to $%d, the lowest since the fire at %l, and traders at %o spoke of sellers without buyers.",
	"“We were %n minutes from signing,” %p recalled of the talks with %o in a hotel in %l, “and then somebody asked about %t.”",
	"Its pension fund, which owns %n% of the quay at %l, has asked for a valuation of the %t stored there by the end of the month.",
	"Imports of %t through %l have doubled in %n months, and the customs office has hired students to count the crates, said %p.",
	"A bond of %c that falls due in March was quoted at %n.%n% above the benchmark, wider than that of %o but narrower than in %l.",
}

// tale tells the story of a seed.
func tale(seed string) *story {
	h := fnv.New64a()
	_, _ = h.Write([]byte(seed))
	r := rand.New(rand.NewPCG(h.Sum64(), 7))
	company := pick(r, taleCompanies)
	s := &story{
		Title:      fill(r, company, "%c and the %t of %l: a quarter of %n surprises"),
		Slug:       "tale-" + seed,
		Standfirst: fill(r, company, "What %p found in %l may cost $%n million"),
		Author:     pick(r, talePeople),
		Published:  time.Date(2026, 11, 1+r.IntN(20), r.IntN(24), r.IntN(60), 0, 0, time.UTC),
		Section:    "Business",
	}
	for _, i := range r.Perm(len(taleSentences))[:12] {
		sentence := fill(r, company, taleSentences[i])
		if last := len(s.Blocks) - 1; last >= 0 && r.IntN(3) == 0 {
			s.Blocks[last].Text += " " + sentence
			continue
		}
		s.Blocks = append(s.Blocks, block{Kind: "p", Text: sentence})
	}
	return s
}

func pick(r *rand.Rand, from []string) string { return from[r.IntN(len(from))] }

func fill(r *rand.Rand, company, sentence string) string {
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(sentence, "%")
		b.WriteString(before)
		if !ok || rest == "" {
			if ok {
				b.WriteByte('%')
			}
			return b.String()
		}
		switch rest[0] {
		case 'c':
			b.WriteString(company)
		case 'o':
			b.WriteString(pick(r, taleCompanies))
		case 'p':
			b.WriteString(pick(r, talePeople))
		case 'l':
			b.WriteString(pick(r, talePlaces))
		case 't':
			b.WriteString(pick(r, taleThings))
		case 'n':
			fmt.Fprint(&b, 2+r.IntN(98))
		case 'd':
			fmt.Fprintf(&b, "%d.%02d", 20+r.IntN(300), r.IntN(100))
		default:
			b.WriteString("%" + rest[:1])
		}
		sentence = rest[1:]
	}
}

// talePage is the page of a tale, with a little of what surrounds real ones.
func talePage(s *story, canonical string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>%s</title>\n", s.Title)
	if canonical != "" {
		fmt.Fprintf(&b, "<link rel=\"canonical\" href=\"%s\">\n", canonical)
	}
	fmt.Fprintf(&b, "<meta property=\"article:published_time\" content=\"%s\">\n<meta name=\"author\" content=\"%s\"></head>\n<body>%s",
		s.Published.Format(time.RFC3339), s.Author, taleTop)
	b.WriteString(taleArticle(s))
	b.WriteString(taleBottom)
	return b.String()
}

const (
	taleTop    = `<nav><a href="/">Home</a> <a href="/about">About this paper</a></nav>` + "\n"
	taleBottom = `<aside><p>Subscribe to our newsletter for the price of a bun</p></aside><footer>All rights reserved by nobody</footer></body></html>`
)

// taleArticle is the article element of a tale's page.
func taleArticle(s *story) string {
	var b strings.Builder
	fmt.Fprintf(&b, "<article><h1>%s</h1>\n<p class=\"byline\">By %s</p>\n", s.Title, s.Author)
	for _, p := range s.Blocks {
		fmt.Fprintf(&b, "<p>%s</p>\n", p.Text)
	}
	b.WriteString("</article>\n")
	return b.String()
}

// taleTruth is what a tale's page must come out as.
func taleTruth(site, url string, s *story) Truth {
	t := Truth{
		Site: site, URL: url, Title: s.Title, Authors: []string{s.Author}, Published: s.Published, Language: "en",
		MustNot: []string{"Subscribe to our newsletter", "All rights reserved by nobody"},
		Moves:   []extract.Move{},
	}
	for _, b := range s.Blocks {
		t.Must = append(t.Must, b.Text)
	}
	return t
}

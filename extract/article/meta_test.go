package article

import (
	"strings"
	"testing"
	"time"

	"github.com/pennypress/pennypress/extract"
)

// storyText is enough of a story for any page of these tests.
const storyText = `<p>The harbour board said on Tuesday that two cranes would be out of service until spring, which halves what the quay can move.</p>` +
	`<p>Shippers were told to expect delays of up to nine days, and three lines have already moved their calls to ports further north.</p>` +
	`<p>Repairs will cost about four million, according to the board, and the insurer has agreed to carry most of the bill this year.</p>`

func readStory(t *testing.T, head, top string) extract.Article {
	t.Helper()
	page := "<html><head>" + head + "</head><body><main><article>" + top + storyText + "</article></main></body></html>"
	a, err := Read(extract.Page{URL: "https://www.quayside.example/a/cranes", Body: []byte(page)}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestTitle(t *testing.T) {
	const want = "Two cranes stand still until spring"
	for name, c := range map[string]struct{ head, top, want string }{
		"site name as h1": {
			`<title>` + want + ` | The Quay Gazette</title><meta property="og:site_name" content="The Quay Gazette">`,
			`<h1>The Quay Gazette</h1><h2>` + want + `</h2>`, want},
		"end of the title as h1": {
			`<title>` + want + ` • Ann Quay</title>`, `<h1><a href="/">Ann Quay</a></h1><h2>` + want + `</h2>`, want},
		"breadcrumb as h1": {
			`<title>Cranes: board warns of delays</title><meta property="og:title" content="` + want + `">`,
			`<h1 class="path-seotitle">Cranes: board warns of delays</h1><h2>` + want + `</h2>`, want},
		"kicker that no other title has": {
			`<title>` + want + ` - Quayside</title>`, `<h1><span class="kicker">Harbour trouble</span> <span>` + want + `</span></h1>`, want},
		"kicker that the other titles have too": {
			`<title>Harbour trouble: ` + want + `</title><meta property="og:title" content="Harbour trouble: ` + want + `">`,
			`<h1><span class="kicker">Harbour trouble:</span> ` + want + `</h1>`, "Harbour trouble: " + want},
		"second title in the h1": {
			`<title>` + want + `</title>`, `<h1>` + want + ` <small>Shippers expect delays of nine days</small></h1>`, want},
		"label in front": {
			`<title>` + want + `</title>`, `<h1><b>Blog:</b> ` + want + `</h1>`, want},
		"year in front stays": {
			`<title>` + want + `</title>`, `<h1>2024: ` + want + `</h1>`, "2024: " + want},
		"department after a bar": {
			`<title>` + want + ` | Harbour</title>`, `<h1>` + want + ` | Harbour</h1>`, want},
		"remark in brackets": {
			`<title>` + want + `</title>`, `<h1>` + want + ` [Video]</h1>`, want},
		"year in brackets stays": {
			`<title>` + want + ` [2024]</title>`, `<h1>` + want + ` [2024]</h1>`, want + " [2024]"},
		"lone h1 that the metadata does not repeat": {
			`<title>Why nothing moves on the quay this winter</title>`, `<h1>` + want + `</h1>`, want},
		"site name without spaces": {
			`<title>クレーン二基が春まで停止：波止場新聞</title><meta property="og:site_name" content="波止場新聞">`, ``, "クレーン二基が春まで停止"},
		"word of the site's name as h1": {
			`<title>` + want + ` | Quay Opinion and Analysis</title><meta property="og:title" content="` + want + `">`,
			`<h1>Opinion</h1>`, want},
	} {
		if got := readStory(t, c.head, c.top).Title; got != c.want {
			t.Errorf("%s: title %q, want %q", name, got, c.want)
		}
	}
}

func TestAuthors(t *testing.T) {
	linked := func(author string) string {
		return `<script type="application/ld+json">{"@type":"NewsArticle","headline":"Two cranes stand still","author":` + author +
			`,"publisher":{"@type":"Organization","name":"Quay Gazette"}}</script>`
	}
	const h1 = `<h1>Two cranes stand still</h1>`
	for name, c := range map[string]struct{ head, top, want string }{
		"person in the byline beats the house in linked data": {
			linked(`{"@type":"Organization","name":"Quay Gazette"}`), h1 + `<div class="author">By Ines Kolar</div>`, "Ines Kolar"},
		"house when nobody else is named": {
			linked(`{"@type":"Organization","name":"Quay Gazette"}`), h1, "Quay Gazette"},
		"vcard":                      {"", h1 + `<span class="author vcard"><a class="url fn" href="/x">Ines Kolar</a></span>`, "Ines Kolar"},
		"link to an author page":     {"", h1 + `<p><a href="/authors/ines-kolar">Ines Kolar</a></p>`, "Ines Kolar"},
		"card label":                 {`<meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Ines Kolar">`, h1, "Ines Kolar"},
		"card label of another kind": {`<meta name="twitter:label1" content="Est. reading time"><meta name="twitter:data1" content="Six minutes">`, h1, ""},
		"address is no name":         {`<meta property="article:author" content="https://quayside.example/team/ines">`, h1 + `<p class="byline">By Ines Kolar</p>`, "Ines Kolar"},
		"roles are no names":         {"", h1 + `<p class="byline">By Ines Kolar, Head of Shipping</p>`, "Ines Kolar"},
		"degrees are no names":       {"", h1 + `<p class="byline">By Ines Kolar, PhD, RDN</p>`, "Ines Kolar"},
		"account shown as a name":    {`<meta name="author" content="ineskolar">`, h1 + `<p class="byline"><a href="/x">Ines Kolar</a></p>`, "Ines Kolar"},
		"and before the last":        {"", h1 + `<p class="byline">Ines Kolar, Bo Park, and Li Wen</p>`, "Ines Kolar, Bo Park, Li Wen"},
		"words around a profile":     {"", h1 + `<p class="byline"><a href="/p">View all posts by Ines Kolar</a></p>`, "Ines Kolar"},
		"last name first":            {`<meta name="citation_author" content="Kolar, Ines"><meta name="citation_author" content="Park, Bo">`, h1, "Ines Kolar, Bo Park"},
	} {
		if got := strings.Join(readStory(t, c.head, c.top).Authors, ", "); got != c.want {
			t.Errorf("%s: authors %q, want %q", name, got, c.want)
		}
	}
}

func TestPublished(t *testing.T) {
	const h1 = `<h1>Two cranes stand still</h1>`
	stamp := func(s string) string { return `<meta property="article:published_time" content="` + s + `">` }
	for name, c := range map[string]struct{ head, top, want string }{
		"offset kept":                 {stamp("2024-05-03T21:10:00-04:00"), h1, "2024-05-03T21:10:00-04:00"},
		"day shown is the day before": {stamp("2024-05-04T01:10:00Z"), h1 + `<p>May 3, 2024</p>`, "2024-05-03T23:10:00-02:00"},
		"day shown is the day after":  {stamp("2024-05-03T22:30:00Z"), h1 + `<p>4 May 2024</p>`, "2024-05-04T00:30:00+02:00"},
		"day shown is another":        {stamp("2024-05-04T01:10:00Z"), h1 + `<p>May 9, 2024</p>`, "2024-05-04T01:10:00Z"},
		"day in the address":          {`<link rel="canonical" href="https://quayside.example/2024/05/03/cranes">` + stamp("2024-05-04T01:10:00Z"), h1, "2024-05-03T23:10:00-02:00"},
		"modified loses":              {`<meta property="article:modified_time" content="2024-06-01T10:00:00Z">`, h1 + `<p>3 May 2024</p>`, "2024-05-03T00:00:00Z"},
	} {
		page := "<html><head>" + c.head + "</head><body><main><article>" + c.top + storyText + "</article></main></body></html>"
		a, err := Read(extract.Page{Body: []byte(page)}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := a.Published.Format(time.RFC3339); got != c.want {
			t.Errorf("%s: published %s, want %s", name, got, c.want)
		}
	}
}

func TestPublishedWhereTheLanguageIsWritten(t *testing.T) {
	page := `<html lang="ja"><body><article><h1>クレーン二基が停止</h1><p>2024年5月3日</p>` + storyText + `</article></body></html>`
	a, err := Read(extract.Page{Body: []byte(page)}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := a.Published.Format(time.RFC3339); got != "2024-05-03T00:00:00+09:00" {
		t.Errorf("published %s, want the day in Japan", got)
	}
}

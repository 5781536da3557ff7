package article

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/pennypress/pennypress/extract"
)

// TestWallTable checks that the table is in order of use and that titles can match.
func TestWallTable(t *testing.T) {
	kinds := []string{"missing", "bot", "consent", "login", "paywall"}
	seen := map[string]bool{}
	for line := range strings.Lines(wallTable) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		cols := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		switch {
		case len(cols) != 3 || !slices.Contains(kinds, cols[0]) || cols[1] != "title" && cols[1] != "text":
			t.Errorf("bad line %q", line)
		case seen[line]:
			t.Errorf("line %q occurs twice", line)
		case string(foldWords(nil, cols[2], 200)) != cols[2]:
			t.Errorf("phrase %q is not folded", cols[2])
		}
		seen[line] = true
	}
}

// TestWallsNeedTwoSigns checks that stories about walls are not taken for them.
func TestWallsNeedTwoSigns(t *testing.T) {
	for name, page := range map[string]string{
		"signed story about a missing page": `<title>Page not found: how the archive lost its memory</title><meta property="og:type" content="article"><h1>Page not found</h1>` + storyText,
		"login in the title of a story":     `<title>Login names sold by the thousand</title><h1>Login names sold by the thousand</h1>` + storyText,
		"robots in the story":               `<title>Cranes learn to walk</title><h1>Cranes learn to walk</h1><p>A sign on the gate says that visitors must show they are not a robot, which drew a laugh from the board.</p>` + storyText,
		"a story about cookies":             `<title>Rule on cookies is delayed</title><h1>Rule on cookies is delayed</h1><p>The rule asks sites for consent before they store cookies on the devices of readers in all member states.</p>` + storyText,
	} {
		_, err := Read(extract.Page{Body: []byte("<html><body><main>" + page + "</main></body></html>")}, Options{})
		if not := (*extract.NotArticle)(nil); errors.As(err, &not) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestWalls checks pages that are no articles, each as sites have them.
func TestWalls(t *testing.T) {
	var headlines strings.Builder
	for i := range 30 {
		fmt.Fprintf(&headlines, `<li><a href="/story-%d">Harbour board puts off vote number %d again</a></li>`, i, i)
	}
	for name, c := range map[string]struct{ page, kind string }{
		"consent in one paragraph": {`<title>Before you continue</title><h1>We value your privacy</h1><p>We and our 812 partners store and access
			information on your device, such as cookies, to show personalised advertising and to measure content.</p><button>Accept all</button>`, extract.KindWall},
		"German consent": {`<title>Bevor Sie fortfahren</title><h1>Ihre Privatsphäre</h1><p>Wir und unsere Partner speichern Informationen auf einem Gerät und
			greifen darauf zu, um personalisierte Anzeigen zu zeigen und zu messen.</p>`, extract.KindWall},
		"list of headlines": {`<title>Latest headlines</title><h1>Latest headlines</h1><ul>` + headlines.String() + `</ul>`, extract.KindListing},
		"paywall that shows nothing": {`<title>Ferry fares to rise</title><meta property="og:type" content="article"><article><h1>Ferry fares to rise</h1><div class="paywall">
			<p>To continue reading, subscribe today. Already a subscriber? Log in.</p><p>Choose your plan: digital for 9.90 a month, paper for 29.90 a month.</p></div></article>`, extract.KindStub},
		"French paywall that shows nothing": {`<title>Le ferry plus cher</title><article><h1>Le ferry plus cher</h1>
			<p>Cet article est réservé aux abonnés du journal.</p><p>Déjà abonné ? Connectez-vous pour lire la suite.</p></article>`, extract.KindStub},
	} {
		_, err := Read(extract.Page{Body: []byte("<html><body><main>" + c.page + "</main></body></html>")}, Options{})
		if not := (*extract.NotArticle)(nil); !errors.As(err, &not) || not.Kind != c.kind {
			t.Errorf("%s: %v, want kind %s", name, err, c.kind)
		}
	}
}

// TestFlags checks what kind of article a page is taken for.
func TestFlags(t *testing.T) {
	entry := `<div class="live-post"><time datetime="2024-05-03T10:00:00Z">10:00</time><p>The board has come out of its meeting and says that the vote is put off until the autumn.</p></div>`
	picture := `<figure><img src="/a.jpg"><figcaption>Two of the four cranes stand still at the end of the long quay in the evening.</figcaption></figure>`
	for name, c := range map[string]struct{ page, want string }{
		"live blog by its entries": {strings.Repeat(entry, 5), extract.FlagLive},
		"gallery by its captions":  {`<p>Our photographer spent a day on the quay with the crews of the last two cranes that still move.</p>` + strings.Repeat(picture, 6), extract.FlagGallery},
		"gallery without a text":   {strings.Repeat(picture, 6), extract.FlagGallery},
		"story with pictures":      {storyText + strings.Repeat(picture, 2), ""},
		"locked story":             {`<meta property="article:content_tier" content="locked">` + storyText, extract.FlagPaywalled},
	} {
		a, err := Read(extract.Page{Body: []byte("<html><body><main><article><h1>Two cranes stand still</h1>" + c.page + "</article></main></body></html>")}, Options{})
		if got := strings.Join(a.Flags, " "); err != nil || got != c.want || a.Text == "" {
			t.Errorf("%s: flags %q, error %v, want %q", name, got, err, c.want)
		}
	}
}

// TestRescue checks that the one long line of an old page is its story.
func TestRescue(t *testing.T) {
	line := strings.TrimSuffix(strings.Repeat("the board met again in the hall by the quay and spoke of cranes, ", 8), ", ")
	page := `<html><body><table><tr><td><h1>Two cranes stand still</h1></td></tr><tr><td>` + line + `</td></tr></table><p>Copyright 2020 Quay Gazette</p></body></html>`
	a, err := Read(extract.Page{Body: []byte(page)}, Options{})
	if err != nil || a.Text != line {
		t.Errorf("text %q, error %v, want the long line", a.Text, err)
	}
}

package article

import (
	"strings"
	"testing"
)

// TestAuthorsInText checks names that no markup marks, and those that several
// sources of a page agree on.
func TestAuthorsInText(t *testing.T) {
	const h1 = `<h1>Two cranes stand still</h1>`
	for name, c := range map[string]struct{ head, top, want string }{
		"name and date in a plain line":       {"", h1 + `<div>Ines Kolar, Sep 22, 2026 / 04:15 PM</div>`, "Ines Kolar"},
		"date first":                          {"", h1 + `<div>25.10.2022 - Ines Kolar</div>`, "Ines Kolar"},
		"name in the line before the date":    {"", h1 + `<div>Ines Kolar</div><div>25 October 2022</div>`, "Ines Kolar"},
		"section in the line before the date": {"", h1 + `<div>Ships and ports of call</div><div>25 October 2022</div>`, ""},
		"label in the line before":            {"", h1 + `<ul><li>Written by</li><li>Ines Kolar</li></ul>`, "Ines Kolar"},
		"label in brackets":                   {"", h1 + `<p>(责编：牛小镛、岳大彬)</p>`, "牛小镛, 岳大彬"},
		"source with a label":                 {"", h1 + `<dl><dt>Source:</dt><dd>Institute for Harbour Science</dd></dl>`, "Institute for Harbour Science"},
		"house in metadata, person in the byline": {
			`<meta name="author" content="Pier Verlag"><meta property="article:author" content="Ines Kolar">`, h1 + `<p><a href="/staff/ines-kolar" rel="author">Ines Kolar</a></p>`, "Ines Kolar"},
		"publisher in metadata that looks like a person": {
			`<meta name="author" content="Harbour Nast"><meta property="article:author" content="Ines Kolar">`, h1 + `<p><a href="/staff/ines-kolar" rel="author">Ines Kolar</a></p><p>© Harbour Nast</p>`, "Ines Kolar"},
		"one of two in metadata": {
			`<meta name="author" content="Ines Kolar">`, h1 + `<p class="byline">By Ines Kolar and Bo Park</p>`, "Ines Kolar, Bo Park"},
		"others of the page are not joined": {
			`<meta name="author" content="Ines Kolar">`, h1 + `<p class="byline">By Ines Kolar</p><p class="byline">Ines Kolar Harbour Desk</p>`, "Ines Kolar"},
		"phrases in an author's box": {"", h1 + `<div class="author">brings her knowledge of training and nutrition to readers</div>`, ""},
		"account":                    {`<meta name="author" content="quay_editor">`, h1, "quay_editor"},
		"nobody":                     {`<meta name="author" content="admin">`, h1, ""},
		"agency beneath the headline, persons elsewhere": {
			"", h1 + `<p><a rel="author" href="/ap">Associated Press</a></p><div class="author">Paul Somers</div>`, "Associated Press"},
	} {
		if got := strings.Join(readStory(t, c.head, c.top).Authors, ", "); got != c.want {
			t.Errorf("%s: authors %q, want %q", name, got, c.want)
		}
	}
}

// TestSignature checks that a name set apart at an edge of the story is its author.
func TestSignature(t *testing.T) {
	for top, want := range map[string]string{
		`<p><strong>Ines Kolar</strong></p>`:               "Ines Kolar",
		`<p><strong>Ines Kolar/Bo Park</strong></p>`:       "Ines Kolar, Bo Park",
		`<p><strong>The Year of the Quay</strong></p>`:     "",
		`<p><strong><a href="/x">Sea Air</a></strong></p>`: "",
	} {
		got := strings.Join(readStory(t, "", `<h1>Two cranes stand still</h1>`+top).Authors, ", ")
		if got != want {
			t.Errorf("%s: authors %q, want %q", top, got, want)
		}
	}
}

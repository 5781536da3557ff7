package article

import (
	"strings"
	"testing"

	"github.com/pennypress/pennypress/extract"
)

const structured = `<html><head><title>Two cranes stand still</title></head><body><article><h1>Two cranes stand still</h1>
<p>The port of Lindhaven stopped two of its nine cranes on Monday after cracks were found in their arms, its board said in the evening.</p>
<h2>What the board knows</h2>
<p>An engineer saw the <b>first crack</b> on Sunday and told the <a href="/harbour(1)">harbour office</a>, which closed the quay within the hour.</p>
<ol><li>The quay stays closed until the steel has been tested by an office from outside.</li><li><p>Ships go to the basin in the north.</p><p>Pilots wait there day and night for those that come late.</p></li></ol>
<table><tr><th>Crane</th><th>Built</th></tr><tr><td>Number four</td><td>1998</td></tr><tr><td>Number five</td><td>2003</td></tr></table>
<blockquote><p>We would rather lose a week than a man, and the owners know it as well as we do.</p></blockquote>
<p>The board meets again on Friday, and the price of freight has gone up by a tenth since the news was out on Monday evening.</p>
<pre>load = 40
if load &gt; 35:
    stop()</pre>
<p>The maker of the cranes said that it had sent three of its people, and that nobody had been told of cracks elsewhere so far.</p>
</article></body></html>`

// TestMarkdown checks each kind of block in Markdown.
func TestMarkdown(t *testing.T) {
	got, err := Markdown(extract.Page{URL: "https://news.example/a", Body: []byte(structured)}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"# Two cranes stand still\n",
		"\n## What the board knows\n",
		"the **first crack** on Sunday and told the [harbour office](https://news.example/harbour%281%29),",
		"\n1. The quay stays closed",
		"\n2. Ships go to the basin in the north.\n\n   Pilots wait there",
		"\n| Crane | Built |\n| --- | --- |\n| Number four | 1998 |\n| Number five | 2003 |\n",
		"\n> We would rather lose a week",
		"\n```\nload = 40\nif load > 35:\n    stop()\n```\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}

// TestText checks that lists, tables and code are legible as plain text.
func TestText(t *testing.T) {
	a, err := Read(extract.Page{Body: []byte(structured)}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"\n\n- The quay stays closed until the steel has been tested by an office from outside.\n\n- Ships go to the basin in the north.\n\nPilots wait there",
		"\n\n| Crane | Built |\n| Number four | 1998 |\n| Number five | 2003 |\n\n",
		"\n\nload = 40\nif load > 35:\n    stop()\n\n",
		"\n\nWe would rather lose a week than a man, and the owners know it as well as we do.\n\n",
	} {
		if !strings.Contains(a.Text, want) {
			t.Errorf("no %q in\n%s", want, a.Text)
		}
	}
}

// TestSwitches reads a story with a standfirst and an embedded post, with and
// without each.
func TestSwitches(t *testing.T) {
	const (
		standfirst = "Cracks in two cranes close the largest quay of Lindhaven, and ships go elsewhere."
		post       = "We can see the crack from our kitchen, and nobody has come to look at it since."
	)
	page := strings.Replace(structured, "</h1>", "</h1><p class=standfirst>"+standfirst+"</p>", 1)
	page = strings.Replace(page, "</head>", `<meta name=description content="`+standfirst+`"></head>`, 1)
	page = strings.Replace(page, "<p>The board meets", "<blockquote class=twitter-tweet><p>"+post+"</p></blockquote><p>The board meets", 1)
	for _, c := range []struct {
		o                Options
		standfirst, post bool
	}{
		{Options{}, true, true},
		{Options{NoStandfirst: true}, false, true},
		{Options{NoQuotedPosts: true}, true, false},
		{Options{NoStandfirst: true, NoQuotedPosts: true}, false, false},
	} {
		a, err := Read(extract.Page{Body: []byte(page)}, c.o)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(a.Text, standfirst+"\n\n") != c.standfirst || strings.Contains(a.Text, standfirst) != c.standfirst || a.Subtitle != standfirst {
			t.Errorf("%+v: subtitle %q, text\n%s", c.o, a.Subtitle, a.Text)
		}
		if strings.Contains(a.Text, "\n\n"+post+"\n\n") != c.post {
			t.Errorf("%+v: want the post: %v, text\n%s", c.o, c.post, a.Text)
		}
	}
}

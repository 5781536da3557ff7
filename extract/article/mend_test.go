package article

import (
	"slices"
	"strings"
	"testing"

	"github.com/pennypress/pennypress/extract"
)

// mended is a story whose pages hold it twice, with a sub-heading.
const mended = `<html><head><title>Two cranes stand still</title></head><body><main><h1>Two cranes stand still</h1><div class="story">` +
	storyText + `</div><div class="story-wide">` + storyText + `</div></main></body></html>`

// TestRepeated keeps each paragraph of a page that holds its story twice once.
func TestRepeated(t *testing.T) {
	a, err := Read(extract.Page{Body: []byte(mended)}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, p := range strings.Split(a.Text, "\n\n") {
		if seen[p] && len(strings.Fields(p)) > repeatable {
			t.Errorf("twice: %q", p)
		}
		seen[p] = true
	}
	if len(seen) < 2 {
		t.Errorf("text %q", a.Text)
	}
}

// TestMend keeps what stands between kept blocks or right behind the last one,
// and only what is plain.
func TestMend(t *testing.T) {
	for _, c := range []struct {
		name, block string
		tail, want  bool
	}{
		{"a sub-heading", "<h2>What the port says</h2>", false, true},
		{"a heading of related stories", "<h2>More on this story</h2>", false, false},
		{"a linked heading", `<h2><a href="/x">The ferry that came too late</a></h2>`, false, false},
		{"a last paragraph", "<p>The port did not answer a question about the second crane on Friday, nor did the town.</p>", true, true},
		{"a last paragraph with a link", `<p>The port did not answer a question about <a href="/x">the second crane</a> on Friday, nor did the town.</p>`, true, false},
		{"a last paragraph in italics", "<p><i>The port did not answer a question about the second crane on Friday, nor did the town.</i></p>", true, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := mendOne(t, c.block, c.tail); got != c.want {
				t.Errorf("kept %v, want %v", got, c.want)
			}
		})
	}
}

// mendOne drops a block between or behind paragraphs and says whether it was
// taken back.
func mendOne(t *testing.T, block string, tail bool) bool {
	const p = "<p>The two cranes at the old quay have stood still since the storm in March, and nobody knows for how long.</p>"
	const q = "<p>The harbour master called the repair a matter of weeks, the crews called it a matter of money and will.</p>"
	body := "<body><div>" + p + block + q + "</div></body>"
	at := 1
	if tail {
		body, at = "<body><div>"+p+q+block+"</div></body>", 2
	}
	d, err := read(extract.Page{Body: []byte(body)}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range d.blocks {
		d.blocks[i].keep = i != at
	}
	d.keepSubHeadings()
	d.keepTail()
	return d.blocks[at].keep
}

// TestLeadInAboveTheFirst keeps the heading with a colon above the first row that was kept, and
// no other heading there.
func TestLeadInAboveTheFirst(t *testing.T) {
	for _, c := range []struct {
		heading string
		want    bool
	}{{"<h3>For the dough:</h3>", true}, {"<h3>Ingredients</h3>", false}, {"<p>Rate it:</p>", true}} {
		body := "<body><h1>Plum cake</h1><p>Twelve readers liked it.</p>" + c.heading + "<table><tr><td>125 g</td><td>flour</td></tr><tr><td>65 g</td><td>sugar</td></tr></table><p>Knead all of it and leave it to rest for an hour.</p></body>"
		d, err := read(extract.Page{Body: []byte(body)}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		at := slices.IndexFunc(d.blocks, func(b block) bool { return b.text == "125 g | flour" }) - 1
		for i := range d.blocks {
			d.blocks[i].keep, d.blocks[i].why = i > at, ""
		}
		d.keepLeadIns()
		if got := d.blocks[at].keep; got != c.want {
			t.Errorf("%s above the first row: kept %v, want %v", c.heading, got, c.want)
		}
	}
}

package article

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/pennypress/pennypress/extract"
)

// TestData reads pages whose markup is a headline and whose scripts hold more.
func TestData(t *testing.T) {
	story := []string{
		"The harbour board said on Tuesday that two cranes would be out of service until spring, which halves what the quay can move.",
		"Shippers were told to expect delays of up to nine days, and three lines have already moved their calls to ports further north.",
		"Repairs will cost about four million, according to the board, and the insurer has agreed to carry most of the bill this year.",
		"The cranes are older than anybody who works with them, and the drivers have names for both that the board would not repeat.",
	}
	other := strings.Repeat("Whoever uses our services agrees that we may write to them whenever we like and about whatever we please. ", 8)
	quote := func(v any) string {
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	markup := "<p>" + strings.Join(story, "</p><p>") + "</p>"
	sold := `<script type="application/ld+json">{"@type":"NewsArticle","headline":"Two cranes out of service at harbour until spring","isAccessibleForFree":false}</script>`
	for name, c := range map[string]struct {
		script string
		paras  int // of the story that are read
	}{
		"markup":                {`<script>x = {"terms":` + quote(other) + `,"body":` + quote(markup) + `}</script>`, 4},
		"escapes of scripts":    {`<script>x = {"body":"` + strings.ReplaceAll(markup, "<", `\x3c`) + `"}</script>`, 4},
		"data in a string":      {`<script>push(` + quote(quote(map[string]any{"id": "a long enough name for a field of any kind whatsoever, to be sure", "body": markup})) + `)</script>`, 4},
		"paragraphs":            {`<script>x = {"terms":` + quote(other) + `,"parts":[{"text":` + strings.Join([]string{quote(story[0]), quote(story[1]), quote(story[2]), quote(story[3])}, `},{"text":`) + `}]}</script>`, 4},
		"of something else":     {`<script>x = {"terms":` + quote(other) + `}</script>`, 0},
		"a story that is sold":  {sold + `<script>x = {"body":` + quote(markup) + `}</script>`, 0},
		"a script without end":  {`<script>x = {"body":` + quote(markup), 4},
		"a string without end":  {`<script>x = {"body":"` + markup, 0},
		"the headline only":     {`<script>x = {"title":"Two cranes out of service at harbour until spring, and a few words more."}</script>`, 0},
		"in linked data":        {`<script type="application/ld+json">{"@type":"NewsArticle","articleBody":` + quote(strings.Join(story, "\n")) + `}</script>`, 4},
		"a page without script": {"", 0},
	} {
		page := `<html><head><title>Two cranes out of service at harbour until spring</title></head><body><h1>Two cranes out of service at harbour until spring</h1>` + c.script
		a, err := Read(extract.Page{Body: []byte(page)}, Options{})
		if err != nil && !errors.As(err, new(*extract.NotArticle)) {
			t.Fatalf("%s: %v", name, err)
		}
		n := 0
		for _, p := range story {
			if strings.Contains("\n\n"+a.Text+"\n\n", "\n\n"+p+"\n\n") {
				n++
			}
		}
		if n != c.paras || strings.Contains(a.Text, "Whoever") {
			t.Errorf("%s: %d paragraphs of the story, want %d, in %q", name, n, c.paras, a.Text)
		}
	}
}

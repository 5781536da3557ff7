package article

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestEveryFieldIsExplained checks on every page of testdata that each field of the
// article says where it came from, with the value that it has.
func TestEveryFieldIsExplained(t *testing.T) {
	for _, file := range pageFiles(t) {
		e, err := Explain(testPage(t, file), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if e.Refused != "" {
			continue
		}
		reports := map[string]string{}
		for _, f := range e.Fields {
			if f.From == "" {
				t.Errorf("%s: %s %q from nowhere", filepath.Base(file), f.Name, f.Value)
			}
			reports[f.Name] = strings.TrimPrefix(reports[f.Name]+" "+f.Value, " ")
		}
		a := e.Article
		for field, want := range map[string]string{"title": a.Title, "subtitle": a.Subtitle, "authors": strings.Join(a.Authors, "; "), "language": a.Language,
			"section": a.Section, "tags": strings.Join(a.Tags, "; "), "image": a.Image, "site": a.Site, "flag": strings.Join(a.Flags, " "), "canonical_url": a.CanonicalURL} {
			if reports[field] != want {
				t.Errorf("%s: %s explained as %q, is %q", filepath.Base(file), field, reports[field], want)
			}
		}
	}
}

// TestTags checks where key words are taken from.
func TestTags(t *testing.T) {
	const h1 = `<h1>Two cranes stand still</h1>`
	for name, c := range map[string]struct{ head, top, want string }{
		"article tags":  {`<meta property="article:tag" content="Quay"><meta property="article:tag" content="Cranes"><meta name="keywords" content="news">`, h1, "Quay|Cranes"},
		"key words":     {`<meta name="keywords" content="quay, cranes, Quay">`, h1, "quay|cranes"},
		"links to tags": {"", h1 + `<p><a rel="tag" href="/t/quay">Quay</a> <a rel="tag nofollow" href="/t/cranes">Cranes</a></p>`, "Quay|Cranes"},
	} {
		if got := strings.Join(readStory(t, c.head, c.top).Tags, "|"); got != c.want {
			t.Errorf("%s: tags %q, want %q", name, got, c.want)
		}
	}
}

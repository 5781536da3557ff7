package article

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/pennypress/pennypress/extract"
)

// TestWallTable checks that the table is in order of use and that titles can match.
func TestWallTable(t *testing.T) {
	kinds := []string{"missing", "bot", "consent", "login"}
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

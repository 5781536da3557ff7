package bleve

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/index"
	"github.com/pennypress/pennypress/index/words"
)

// asked is when the examples of the documentation are asked.
var asked = time.Date(2025, 2, 10, 12, 0, 0, 0, time.UTC)

// TestDocumentedQueries asks what docs/queries.md shows, of the index and of Match.
func TestDocumentedQueries(t *testing.T) {
	x, stories, n := open(t), readStories(t), 0
	var changes []index.Change
	for _, a := range stories {
		changes = append(changes, index.Change{Seq: 1, ID: a.ID, Article: a})
	}
	if err := x.Apply(t.Context(), changes, 1); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(documentation(t)) {
		query, want, ok := example(line)
		if !ok {
			continue
		}
		n++
		q, err := index.Parse(query, asked)
		if err != nil {
			t.Errorf("%s: %v", query, err)
			continue
		}
		var matches []string
		for _, a := range stories {
			if index.Match(q, a, words.Analyzer{}) {
				matches = append(matches, a.ID)
			}
		}
		if slices.Sort(matches); !slices.Equal(matches, want) {
			t.Errorf("%s matches %v, documented are %v", query, matches, want)
		}
		r, err := x.Search(t.Context(), q, index.SearchOptions{Limit: 100})
		var found []string
		for _, f := range r.Found {
			found = append(found, f.ID)
		}
		if slices.Sort(found); err != nil || !slices.Equal(found, want) {
			t.Errorf("%s finds %v, %v, documented are %v", query, found, err, want)
		}
	}
	if n < 50 {
		t.Errorf("only %d examples were found in the documentation", n)
	}
}

// TestDocumentedRefusals compares the messages in docs/queries.md.
func TestDocumentedRefusals(t *testing.T) {
	_, block, _ := strings.Cut(documentation(t), "\n```\n")
	block, _, _ = strings.Cut(block, "\n```")
	refusals := strings.Split(block, "\n\n")
	if len(refusals) < 5 {
		t.Fatalf("only %d refusals were found in the documentation", len(refusals))
	}
	for _, want := range refusals {
		query, _, _ := strings.Cut(want, "\n")
		_, err := index.Parse(query, asked)
		var syntax *index.SyntaxError
		if !errors.As(err, &syntax) {
			t.Errorf("%s: %v, want it refused", query, err)
		} else if got := fmt.Sprintf("%s\n%v", syntax.Caret(), syntax); got != want {
			t.Errorf("refused with\n%s\ndocumented is\n%s", got, want)
		}
	}
}

func documentation(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../docs/queries.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// example reads a line of a table: a query and the ids that it finds, sorted.
func example(line string) (query string, ids []string, ok bool) {
	cells := strings.Split(strings.TrimSpace(line), "|")
	if len(cells) != 4 {
		return "", nil, false
	}
	query, ok = strings.CutPrefix(strings.TrimSpace(cells[1]), "`")
	query, closed := strings.CutSuffix(query, "`")
	ids = strings.Fields(cells[2])
	if slices.Sort(ids); len(ids) == 0 {
		ids = nil
	}
	return query, ids, ok && closed
}

func readStories(t *testing.T) []extract.Article {
	t.Helper()
	data, err := os.ReadFile("testdata/stories.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	var stories []extract.Article
	for lines := bufio.NewScanner(bytes.NewReader(data)); lines.Scan(); {
		var a extract.Article
		if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
			t.Fatal(err)
		}
		stories = append(stories, a)
	}
	return stories
}

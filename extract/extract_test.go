package extract

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

func TestArticleJSON(t *testing.T) {
	in := `{"schema":"pennypress.article/1","id":"1","published":"2025-01-27","modified":"","fetched":"2025-01-28T10:00:00.5+01:00","text":"x","word_count":1}`
	var a Article
	if err := json.Unmarshal([]byte(in), &a); err != nil {
		t.Fatal(err)
	}
	if !a.Published.Equal(time.Date(2025, 1, 27, 0, 0, 0, 0, time.UTC)) || !a.Modified.IsZero() || a.Fetched.Nanosecond() != 5e8 {
		t.Errorf("times = %v, %v, %v", a.Published, a.Modified, a.Fetched)
	}
	if a.Entities != nil {
		t.Errorf("absent entities = %v, want nil", a.Entities)
	}
	out, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	if s := string(out); strings.Contains(s, "modified") || strings.Contains(s, "entities") || !strings.Contains(s, `"published":"2025-01-27T00:00:00Z"`) {
		t.Errorf("json = %s", s)
	}
	a.Entities = []Entity{}
	if out, _ = json.Marshal(a); !strings.Contains(string(out), `"entities":[]`) {
		t.Errorf("json of no entities = %s", out)
	}
	for _, bad := range []string{`{"published":"yesterday"}`, `{"published":5}`, `{"text":7}`} {
		if err := json.Unmarshal([]byte(bad), new(Article)); err == nil {
			t.Errorf("Unmarshal(%s): no error", bad)
		}
	}
}

func TestID(t *testing.T) {
	a, b := ID("https://a.example/1"), ID("https://a.example/2")
	if len(a) != 16 || a == b || ID("") != "" {
		t.Errorf("ids = %q, %q, %q", a, b, ID(""))
	}
}

func TestContentHash(t *testing.T) {
	base := ContentHash("Mill opens", "The mill opened, at last.")
	for _, c := range []struct {
		title, text string
		same        bool
	}{
		{"MILL OPENS", "The mill\n\nopened – at last", true},
		{"Mill opens", "The mill opened, at least.", false},
		{"Mill opensThe", "mill opened, at last.", false},
	} {
		if got := ContentHash(c.title, c.text) == base; got != c.same {
			t.Errorf("ContentHash(%q, %q) equal = %v, want %v", c.title, c.text, got, c.same)
		}
	}
	if ContentHash("", " – ") != "" {
		t.Error("no letters have a hash")
	}
}

// TestContentHashIsFixed fails when the stored hashes of old articles would no longer
// be found.
func TestContentHashIsFixed(t *testing.T) {
	const want = "4c76cae701d18246a66cfd22209c2b8e"
	if got := ContentHash("Ärger İn 東京", "Zölle, 3.1% – S&P\xff ½ Ⅷ ٣ Ǆ"); got != want {
		t.Errorf("ContentHash = %s, want %s", got, want)
	}
}

func TestWordCount(t *testing.T) {
	for text, want := range map[string]int{
		"": 0, "one": 1, "S&P 500 – up 3.1%": 4, "a\n\nb": 2, "東京 stocks": 3, "…": 0,
	} {
		if got := WordCount(text); got != want {
			t.Errorf("WordCount(%q) = %d, want %d", text, got, want)
		}
	}
}

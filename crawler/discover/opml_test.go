package discover

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestOPMLRoundTrip(t *testing.T) {
	want := []Outline{
		{Title: "Harbour & Sons", Feed: "https://harbour.example/rss?a=1&b=2", Home: "https://harbour.example/"},
		{Title: "Börse", Feed: "https://boerse.example/feed", Folders: []string{"Märkte"}},
		{Title: "Chips", Feed: "https://chips.example/feed", Folders: []string{"Märkte"}},
	}
	var out bytes.Buffer
	if err := WriteOPML(&out, "sources", want); err != nil {
		t.Fatal(err)
	}
	got, err := ReadOPML(out.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("read back (-want +got):\n%s\n%s", diff, out.String())
	}
}

func TestReadOPML(t *testing.T) {
	nested := `<?xml version="1.0" encoding="ISO-8859-1"?>
<OPML version="1.1"><head><title>mine</title></head><body>
<outline text="News"><outline text="Asia &amp; more &nbsp; x">
  <outline TEXT="One" xmlURL="https://one.example/feed" type="rss"/>
  <outline title="Two" text="two" xmlUrl=" https://two.example/feed " htmlUrl="https://two.example"></outline>
</outline></outline>
<outline text="empty folder"/>
<outline text="caf` + "\xe9" + `" xmlUrl="https://three.example/feed">
</body></OPML>`
	want := []Outline{
		{Title: "One", Feed: "https://one.example/feed", Folders: []string{"News", "Asia & more x"}},
		{Title: "Two", Feed: "https://two.example/feed", Home: "https://two.example", Folders: []string{"News", "Asia & more x"}},
		{Title: "café", Feed: "https://three.example/feed"},
	}
	got, err := ReadOPML([]byte(nested))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for name, body := range map[string]string{"empty": "", "page": "<html><body>no</body></html>", "text": "one, two"} {
		if got, err := ReadOPML([]byte(body)); err == nil {
			t.Errorf("%s: %v, want an error", name, got)
		}
	}
}

func FuzzReadOPML(f *testing.F) {
	f.Add([]byte(`<opml><body><outline text="a" xmlUrl="https://a.example"/></body></opml>`))
	f.Fuzz(func(t *testing.T, body []byte) {
		list, _ := ReadOPML(body) // what came before an error counts too
		for _, o := range list {
			if o.Feed == "" {
				t.Error("an outline without a feed")
			}
		}
	})
}

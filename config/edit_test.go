package config

import (
	"strings"
	"testing"
)

func TestWithSources(t *testing.T) {
	every := Every{}
	if err := every.set("15m"); err != nil {
		t.Fatal(err)
	}
	add := []Source{{Name: "new", Feeds: []Address{"https://new.example/feed?a=1&b=#x"}, Tags: []string{"a: b", "yes"}, Every: every}}
	item := "- name: new\n  feeds: ['https://new.example/feed?a=1&b=#x']\n  every: 15m\n  tags: ['a: b', \"yes\"]\n"
	at := func(indent string) string {
		return indent + strings.ReplaceAll(strings.TrimSuffix(item, "\n"), "\n", "\n"+indent) + "\n"
	}
	old := "  - name: old\n    feeds: [https://old.example/feed] # the best\n"
	for name, c := range map[string]struct{ before, after string }{
		"empty file":        {"", "sources:\n" + at("  ")},
		"only comments":     {"# mine\n", "# mine\nsources:\n" + at("  ")},
		"no sources":        {"data_dir: x\n", "data_dir: x\nsources:\n" + at("  ")},
		"no last line end":  {"data_dir: x", "data_dir: x\nsources:\n" + at("  ")},
		"empty list":        {"sources:\n", "sources:\n" + at("  ")},
		"one source":        {"sources:\n" + old, "sources:\n" + old + at("  ")},
		"settings after":    {"sources:\n" + old + "\n# how\ncrawl:\n  delay: 2s\n", "sources:\n" + old + at("  ") + "\n# how\ncrawl:\n  delay: 2s\n"},
		"list not indented": {"sources:\n- name: old\n  homepage: https://old.example\n", "sources:\n- name: old\n  homepage: https://old.example\n" + at("")},
		"comments in items": {"sources:\n" + old + "    # every: 1h\n\n", "sources:\n" + old + "    # every: 1h\n" + at("  ") + "\n"},
	} {
		got, err := WithSources("p.yaml", []byte(c.before), add)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if string(got) != c.after {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, c.after)
		}
	}
}

func TestWithSourcesRefuses(t *testing.T) {
	add := []Source{{Name: "old", Homepage: "https://old.example"}}
	for name, before := range map[string]string{
		"flow list":   "sources: [{name: a, homepage: https://a.example}]\n",
		"broken file": "sources:\n  - nam: x\n",
		"same name":   "sources:\n  - name: old\n    homepage: https://old.example\n",
	} {
		if got, err := WithSources("p.yaml", []byte(before), add); err == nil {
			t.Errorf("%s: no error, but\n%s", name, got)
		}
	}
}

func TestStarterTakesSources(t *testing.T) {
	got, err := WithSources("p.yaml", []byte(Starter), []Source{{Name: "new", Homepage: "https://new.example"}})
	if err != nil {
		t.Fatal(err)
	}
	c, err := Parse("p.yaml", got)
	if err != nil || len(c.Sources) != 2 {
		t.Errorf("%d sources, %v; want 2", len(c.Sources), err)
	}
	if rest := strings.Replace(string(got), "  - name: new\n    homepage: https://new.example\n", "", 1); rest != Starter {
		t.Errorf("more than the source was changed:\n%s", got)
	}
}

package entity

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pennypress/pennypress/extract"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const textsDir = "../../testdata/texts"

// TestGolden compares what Find sees in testdata/texts/*.txt with the
// .golden.json beside each.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob(textsDir + "/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no texts: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			entities, moves := builtin().Find(string(text), hintOf(file))
			check(t, string(text), entities, moves)
			got := lines(t, entities, moves)
			golden := strings.TrimSuffix(file, ".txt") + ".golden.json"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("Find(%s) (-want +got):\n%s", file, diff)
			}
		})
	}
}

// hintOf returns the language that a file such as lang-sv.txt names.
func hintOf(file string) Hint {
	rest, ok := strings.CutPrefix(filepath.Base(file), "lang-")
	if !ok || len(rest) < 2 {
		return Hint{}
	}
	return Hint{Language: rest[:2]}
}

// lines writes one entity or move a line, so that a diff reads well.
func lines(t *testing.T, entities []extract.Entity, moves []extract.Move) string {
	t.Helper()
	var b bytes.Buffer
	b.WriteString("{\"entities\": [")
	for i, e := range entities {
		if (e.Name == "") == (e.Type == extract.TypeTicker) {
			t.Errorf("name of %+v", e)
		}
		e.Name = "" // the gazetteer's affair
		writeLine(t, &b, i, e)
	}
	b.WriteString("],\n\"moves\": [")
	for i, m := range moves {
		writeLine(t, &b, i, m)
	}
	b.WriteString("]}\n")
	return b.String()
}

func writeLine(t *testing.T, b *bytes.Buffer, i int, v any) {
	t.Helper()
	line, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	if i > 0 {
		b.WriteByte(',')
	}
	b.WriteByte('\n')
	b.Write(line)
}

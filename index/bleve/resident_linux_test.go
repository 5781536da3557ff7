package bleve

import (
	"reflect"
	"testing"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/index"
)

// TestRelease lets go of what is in memory, and wants the same answers afterwards.
func TestRelease(t *testing.T) {
	x := applyArticles(t, []extract.Article{{Title: "Tin rises"}, {Title: "Tin falls"}, {Title: "Copper"}})
	before, _ := ask(t, x, "tin", index.SearchOptions{})
	if mappedBytes() == 0 {
		t.Fatal("nothing is in memory")
	}
	r, err := x.scorch.Reader()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	segments, err := segmentsOf(r, &x.columns)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range segments {
		if !s.file.mapped {
			t.Error("a segment that was taken in is not in its file")
		}
		releaseMany([]*segmentFile{s.file}, 0)
	}
	after, _ := ask(t, x, "tin", index.SearchOptions{})
	if len(before) != 2 || !reflect.DeepEqual(after, before) {
		t.Errorf("found %v, and %v after letting go", before, after)
	}
}

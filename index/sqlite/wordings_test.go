package sqlite

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pennypress/pennypress/index"
)

// TestWordingsAreBounded checks that what is used stays, what is not goes, and
// that all of it together stays within its bound.
func TestWordingsAreBounded(t *testing.T) {
	var c wordings
	words := index.NewWording(strings.Repeat("one two three 4.5 ", 200) + strings.Join(strings.Split(strings.Repeat("abcdefghij", 60), ""), " "))
	for i := range 100_000 {
		c.add(fmt.Sprintf("text %06d", i), words)
		if _, ok := c.get("text 000000"); !ok {
			t.Fatalf("a text in use was forgotten after %d others", i)
		}
	}
	if _, ok := c.get("text 000001"); ok {
		t.Error("a text not used for long is still there")
	}
	if _, ok := c.get("text 099999"); !ok {
		t.Error("the latest text is not there")
	}
	if size := (len(c.young) + len(c.old)) * (words.Size() + 128); size > 2*maxWordings {
		t.Errorf("%d bytes are kept, want at most %d", size, 2*maxWordings)
	}
	c.add("long", index.NewWording(longText()))
	if _, ok := c.get("long"); ok {
		t.Error("a text without end takes the place of all others")
	}
}

func longText() string {
	var b strings.Builder
	for i := range 200_000 {
		fmt.Fprintf(&b, "w%d ", i)
	}
	return b.String()
}

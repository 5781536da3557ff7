package article

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pennypress/pennypress/extract"
)

// TestEvenOut lets one block go with those that are set like it, where they are enough.
func TestEvenOut(t *testing.T) {
	const (
		line  = `<div class="line">The wharf at Marl is number %d of those that the town counts</div>`
		short = `<div class="line">Wharf %d</div>`
		row   = `<tr><td>Wharf %d</td><td>4.1m</td></tr>`
	)
	for _, c := range []struct {
		name, block  string
		n            int
		others, want bool
	}{
		{"one of eleven left out", line, 11, true, true},
		{"one of ten left out", line, 10, true, false},
		{"a short one of eleven left out", short, 11, true, false},
		{"a row of four left out", row, 4, true, true},
		{"a row of three left out", row, 3, true, false},
		{"one of four kept", line, 4, false, false},
		{"one of three kept", line, 3, false, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := evenedOut(t, c.block, c.n, c.others); got != c.want {
				t.Errorf("kept %v, want %v", got, c.want)
			}
		})
	}
}

// evenedOut reads n blocks between two paragraphs, the second of which is not as the others
// are, kept or out, and says whether it is kept in the end.
func evenedOut(t *testing.T, block string, n int, others bool) bool {
	var s strings.Builder
	for i := range n {
		fmt.Fprintf(&s, block, i+1)
	}
	inner := s.String()
	if strings.HasPrefix(inner, "<tr>") {
		inner = "<table>" + inner + "</table>"
	}
	const p = "<p>The two cranes at the old quay have stood still since the storm in March, and nobody knows for how long.</p>"
	d, err := read(extract.Page{Body: []byte("<body><div>" + p + inner + p + "</div></body>")}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range d.blocks {
		d.blocks[i].why = ""
		d.blocks[i].keep = others == (i != 2) || i == 0 || i == len(d.blocks)-1
	}
	d.evenOut()
	return d.blocks[2].keep
}

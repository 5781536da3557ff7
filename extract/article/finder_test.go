package article

import (
	"strings"
	"testing"
)

// FuzzFinder checks the finder against looking for one word after the other.
func FuzzFinder(f *testing.F) {
	lists := [][]string{{"ab", "abc", "by line"}, {"bc", "cab", "名前"}}
	find := newFinder(lists...)
	f.Add("xabcabby line")
	f.Add("名前ab")
	f.Fuzz(func(t *testing.T, s string) {
		last := []int{-1, -1}
		find.each(s, func(list, end int) { last[list] = max(last[list], end) })
		if some := max(last[0], last[1]) >= 0; find.any(s) != some {
			t.Errorf("any in %q is %t, want %t", s, !some, some)
		}
		for n, list := range lists {
			want := -1
			for _, w := range list {
				if at := strings.LastIndex(s, w); at >= 0 {
					want = max(want, at+len(w))
				}
			}
			if last[n] != want {
				t.Errorf("list %d in %q ends at %d, want %d", n, s, last[n], want)
			}
		}
	})
}

package web

import (
	"slices"
	"strings"

	"github.com/pennypress/pennypress/extract"
)

// A change is a paragraph that a revision added or dropped.
type change struct {
	Added bool
	Text  string
}

// maxCompared bounds the paragraphs of each side that are compared: the table
// of the comparison has as many cells as their product.
const maxCompared = 400

// differences lists what became of title, standfirst and paragraphs from one
// revision to the next, in the order of the text.
func differences(before, after extract.Article) []change {
	a, b := paragraphsOf(before), paragraphsOf(after)
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	var out []change
	add := func(added bool, text string) { out = append(out, change{added, clip(text, 2000)}) }
	a, b = a[:min(len(a), maxCompared)], b[:min(len(b), maxCompared)]
	common := commonLengths(a, b)
	for len(a) > 0 || len(b) > 0 {
		i, j := len(common)-1-len(a), len(common[0])-1-len(b)
		switch {
		case len(a) > 0 && len(b) > 0 && a[0] == b[0]:
			a, b = a[1:], b[1:]
		case len(b) == 0 || len(a) > 0 && common[i+1][j] >= common[i][j+1]:
			add(false, a[0])
			a = a[1:]
		default:
			add(true, b[0])
			b = b[1:]
		}
	}
	return out
}

func paragraphsOf(a extract.Article) []string {
	all := append([]string{a.Title, a.Subtitle}, strings.Split(a.Text, "\n\n")...)
	return slices.DeleteFunc(all, func(p string) bool { return p == "" })
}

// commonLengths gives for each i and j how many paragraphs of a[i:] and b[j:]
// can be kept in order.
func commonLengths(a, b []string) [][]int {
	out := make([][]int, len(a)+1)
	for i := range out {
		out[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				out[i][j] = out[i+1][j+1] + 1
			} else {
				out[i][j] = max(out[i+1][j], out[i][j+1])
			}
		}
	}
	return out
}

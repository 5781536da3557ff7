package article

import (
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// simpleRow reports whether a table row is a line of data: short cells
// without blocks of their own.
func simpleRow(tr *html.Node) bool {
	size, cells := 0, 0
	var look func(n *html.Node, depth int) bool
	look = func(n *html.Node, depth int) bool {
		for k := n.FirstChild; k != nil; k = k.NextSibling {
			switch {
			case k.Type == html.TextNode:
				if size += len(k.Data); size > 1000 {
					return false
				}
			case k.Type != html.ElementNode:
			case k.DataAtom == atom.Td || k.DataAtom == atom.Th:
				cells++
				if !look(k, depth+1) {
					return false
				}
			case blockTags[k.DataAtom] && k.DataAtom != atom.P && k.DataAtom != atom.Div:
				return false
			case depth > 6 || !look(k, depth+1):
				return false
			}
		}
		return true
	}
	return look(tr, 0) && cells > 1
}

// tableRow makes one block of a row, its cells apart by " | ".
func (w *walker) tableRow(tr *html.Node, c ctx) {
	w.flush()
	c.elem = w.add(tr, c.elem, true)
	c.box = c.elem
	for td := tr.FirstChild; td != nil; td = td.NextSibling {
		if td.Type != html.ElementNode {
			continue
		}
		if w.open {
			w.space = true
			w.breaks = 0
			w.put("|", c)
			w.space = true
		}
		w.cell(td, c)
	}
	w.b.row = w.tables
	w.flush()
}

func (w *walker) cell(n *html.Node, c ctx) {
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		switch {
		case k.Type == html.TextNode:
			w.text(k.Data, c)
		case k.Type != html.ElementNode:
		case k.DataAtom == atom.P || k.DataAtom == atom.Div || k.DataAtom == atom.Br:
			w.space = true
			w.cell(k, c)
			w.space = true
		case k.DataAtom == atom.Img:
			w.image = true
		case !blockTags[k.DataAtom]:
			w.inline(k, c)
			w.breaks = 0
		}
	}
}

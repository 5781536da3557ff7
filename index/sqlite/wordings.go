package sqlite

import "github.com/pennypress/pennypress/index"

// Copies of a story arrive within hours of each other, and reports from one
// template are compared with each other again and again: unpacking the stored
// texts each time took more than half of the time of storing an article. So the
// words of the latest are kept by the digest of their content, which no other
// text has, whatever becomes of the transaction or is written by other processes.

// maxWordings bounds the bytes of each of the two halves: together they hold
// about 2,000 articles.
const maxWordings = 4 << 20

// wordings keeps what was used last: a half that is full becomes the old one,
// and what is used of the old one moves to the new. The zero value is empty. It
// belongs to whoever is writing.
type wordings struct {
	young, old map[string]index.Wording
	size       int // of young, in bytes
}

func (c *wordings) get(content string) (index.Wording, bool) {
	if w, ok := c.young[content]; ok {
		return w, true
	}
	w, ok := c.old[content]
	if ok {
		c.add(content, w)
	}
	return w, ok
}

func (c *wordings) add(content string, w index.Wording) {
	const overhead = 128 // of a key, its headers and its place in the map
	if _, ok := c.young[content]; ok || w.Size() > maxWordings/8 {
		return
	}
	if c.young == nil || c.size+w.Size()+overhead > maxWordings {
		c.young, c.old, c.size = map[string]index.Wording{}, c.young, 0
	}
	c.young[content] = w
	c.size += w.Size() + overhead
}

package article

import (
	"strings"
)

// minLine is from how many words on a line can be a paragraph.
const minLine = 8

// broken is a text of block i, its own or one with marks put in, with its lines
// parted by line, or by a blank line where paragraphs meet.
func (d *doc) broken(i int, text, line string) string {
	b := &d.blocks[i]
	if !strings.Contains(text, "\n") {
		return text
	}
	prose := b.list == 0 && b.row == 0 && d.elems[b.elem].flags&(inQuote|inPost|inPre) == 0
	lines := strings.Split(b.text, "\n")
	var out strings.Builder
	for k, shown := range strings.Split(text, "\n") {
		switch {
		case k == 0:
		case prose && k < len(lines) && paragraphsMeet(lines[k-1], lines[k]):
			out.WriteString("\n\n")
		default:
			out.WriteString(line)
		}
		out.WriteString(shown)
	}
	return out.String()
}

// paragraphsMeet reports whether two lines of prose are two paragraphs: editors who set
// one line break after each paragraph are understood where a whole sentence ends above
// the break and more than a few words follow. Verses, addresses and signatures stay
// lines of one paragraph, and so do the lines of lists, tables, quotes and code.
func paragraphsMeet(above, below string) bool {
	return countWords(above) >= minLine && countWords(below) >= minLine && endsLikeSentence(above)
}

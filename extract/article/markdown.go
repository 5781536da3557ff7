package article

import (
	"sort"
	"strconv"
	"strings"

	"golang.org/x/net/html/atom"

	"github.com/pennypress/pennypress/extract"
)

// Markdown renders the story of a page with its headings, lists, tables,
// quotes, emphasis and links. It begins with the headline. Errors are Read's.
func Markdown(p extract.Page, o Options) (string, error) {
	d, err := read(p, o)
	if err != nil {
		return "", err
	}
	text := d.text()
	if err := d.refuse(text, extract.WordCount(text)); err != nil {
		return "", err
	}
	var b strings.Builder
	if d.title.text != "" {
		b.WriteString("# " + escapeMarkdown(printable(d.title.text)) + "\n")
	}
	last := -1
	for i := range d.blocks {
		if !d.blocks[i].keep {
			continue
		}
		d.markdown(&b, last, i)
		last = i
	}
	return b.String(), nil
}

// Links lists the addresses that a page links to, absolute, each once, in
// order. It is for discovery: every link of the page, not only the story's.
func Links(p extract.Page) ([]string, error) {
	if err := refuseBytes(p); err != nil {
		return nil, err
	}
	d, err := load(p, Options{}, nil, nil)
	if err != nil {
		return nil, err
	}
	var out []string
	seen := map[string]bool{}
	base := d.base()
	for i := range d.blocks {
		for _, m := range d.blocks[i].marks {
			if m.tag != atom.A || len(out) >= maxLinks {
				continue
			}
			if u := absolute(base, m.href); u != "" && !seen[u] {
				seen[u] = true
				out = append(out, u)
			}
		}
	}
	return out, nil
}

func (d *doc) markdown(b *strings.Builder, last, i int) {
	bl := &d.blocks[i]
	flags := d.elems[bl.elem].flags
	if bl.row > 0 {
		d.markdownRow(b, last, i)
		return
	}
	item := bl.list > 0 && !isHeading(bl.tag)
	if last < 0 || !item || d.blocks[last].list == 0 {
		b.WriteByte('\n')
	}
	text := d.broken(i, d.inlineMarkdown(bl), "  \n")
	switch {
	case isHeading(bl.tag):
		level := map[atom.Atom]int{atom.H1: 2, atom.H2: 2, atom.H3: 3, atom.H4: 4, atom.H5: 5, atom.H6: 6}[bl.tag]
		text = strings.Repeat("#", level) + " " + strings.ReplaceAll(text, "  \n", " ")
	case flags&(inQuote|inPost) != 0:
		text = "> " + strings.ReplaceAll(text, "\n", "\n> ")
	case flags&inPre != 0:
		text = fenced(bl.text)
	case item:
		text = d.markdownItem(last, i, text)
	}
	b.WriteString(text + "\n")
}

// markdownItem marks a list item; what follows in the same item is set in.
func (d *doc) markdownItem(last, i int, text string) string {
	bl := &d.blocks[i]
	lead := "- "
	if bl.num > 0 {
		lead = strconv.Itoa(int(bl.num)) + ". "
	}
	deep := strings.Repeat("  ", int(bl.list)-1)
	if last >= 0 && d.blocks[last].list == bl.list && d.itemOf(last) == d.itemOf(i) {
		return "\n" + deep + strings.Repeat(" ", len(lead)) + text
	}
	return deep + lead + text
}

// fenced puts code between lines of more backticks than are in it.
func fenced(code string) string {
	fence := "```"
	for strings.Contains(code, fence) {
		fence += "`"
	}
	return fence + "\n" + code + "\n" + fence
}

func (d *doc) markdownRow(b *strings.Builder, last, i int) {
	bl := &d.blocks[i]
	first := last < 0 || d.blocks[last].row != bl.row
	if first {
		b.WriteByte('\n')
	}
	b.WriteString("| " + strings.ReplaceAll(bl.text, "\n", " ") + " |\n")
	if first {
		b.WriteString(strings.Repeat("| --- ", strings.Count(bl.text, " | ")+1) + "|\n")
	}
}

// inlineMarkdown puts links and emphasis around the stretches that the marks name.
func (d *doc) inlineMarkdown(bl *block) string {
	type edge struct {
		at   int32
		end  bool
		size int32
		text string
	}
	base := d.base()
	var edges []edge
	for _, m := range bl.marks {
		open, shut := "*", "*"
		switch m.tag {
		case atom.A:
			u := absolute(base, m.href)
			if u == "" {
				continue
			}
			open, shut = "[", "]("+strings.NewReplacer("(", "%28", ")", "%29", " ", "%20").Replace(u)+")"
		case atom.B, atom.Strong:
			open, shut = "**", "**"
		}
		start := m.start
		for start < m.end && (bl.text[start] == ' ' || bl.text[start] == '\n') {
			start++
		}
		if start < m.end && int(m.end) <= len(bl.text) {
			edges = append(edges, edge{start, false, m.end - start, open}, edge{m.end, true, m.end - start, shut})
		}
	}
	sort.SliceStable(edges, func(i, j int) bool {
		a, b := edges[i], edges[j]
		switch {
		case a.at != b.at:
			return a.at < b.at
		case a.end != b.end:
			return a.end
		case a.end:
			return a.size < b.size
		}
		return a.size > b.size
	})
	var out strings.Builder
	at := int32(0)
	for _, e := range edges {
		out.WriteString(escapeMarkdown(bl.text[at:e.at]))
		out.WriteString(e.text)
		at = e.at
	}
	out.WriteString(escapeMarkdown(bl.text[at:]))
	return out.String()
}

var markdownEscapes = strings.NewReplacer(`\`, `\\`, "*", `\*`, "_", `\_`, "`", "\\`", "[", `\[`, "]", `\]`, "<", `\<`, "#", `\#`)

func escapeMarkdown(s string) string { return markdownEscapes.Replace(s) }

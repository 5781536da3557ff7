package article

import "golang.org/x/net/html/atom"

type tagSet map[atom.Atom]bool

func tags(list ...atom.Atom) tagSet {
	s := make(tagSet, len(list))
	for _, a := range list {
		s[a] = true
	}
	return s
}

var (
	// skipped elements never hold a word of the story.
	skipped = tags(atom.Script, atom.Style, atom.Noscript, atom.Iframe, atom.Noembed, atom.Noframes,
		atom.Textarea, atom.Svg, atom.Math, atom.Select, atom.Object, atom.Video, atom.Audio, atom.Canvas, atom.Datalist)

	voidTags = tags(atom.Area, atom.Base, atom.Br, atom.Col, atom.Embed, atom.Hr, atom.Img, atom.Input,
		atom.Link, atom.Meta, atom.Source, atom.Track, atom.Wbr)

	// autoClosed elements end where the next of their kind begins.
	autoClosed = tags(atom.P, atom.Li, atom.Dt, atom.Dd, atom.Tr, atom.Td, atom.Th, atom.Option)

	// formatting elements may be closed in any order.
	formatting = tags(atom.A, atom.B, atom.Big, atom.Code, atom.Em, atom.Font, atom.I, atom.S, atom.Small,
		atom.Strike, atom.Strong, atom.Tt, atom.U)

	// blockTags begin and end a line: text before and after never share a block.
	blockTags = tags(atom.P, atom.Div, atom.Section, atom.Article, atom.Li, atom.Ul, atom.Ol, atom.Menu, atom.H1, atom.H2,
		atom.H3, atom.H4, atom.H5, atom.H6, atom.Table, atom.Tr, atom.Td, atom.Th, atom.Tbody, atom.Thead,
		atom.Tfoot, atom.Caption, atom.Blockquote, atom.Figure, atom.Figcaption, atom.Header, atom.Footer,
		atom.Nav, atom.Aside, atom.Main, atom.Form, atom.Dl, atom.Dt, atom.Dd, atom.Pre, atom.Hr, atom.Address,
		atom.Details, atom.Summary, atom.Fieldset, atom.Legend, atom.Button, atom.Body, atom.Html, atom.Center,
		atom.Hgroup, atom.Dialog, atom.Dir, atom.Listing, atom.Label, atom.Template, atom.Search)

	// inlineTags never split a word. Elements in neither set keep words apart.
	inlineTags = tags(atom.A, atom.Abbr, atom.Acronym, atom.B, atom.Bdi, atom.Bdo, atom.Big, atom.Cite, atom.Code,
		atom.Data, atom.Del, atom.Dfn, atom.Em, atom.Font, atom.I, atom.Ins, atom.Kbd, atom.Mark, atom.Nobr, atom.Q,
		atom.Rb, atom.Ruby, atom.Rt, atom.Rp, atom.S, atom.Samp, atom.Small, atom.Span, atom.Strike, atom.Strong,
		atom.Sub, atom.Sup, atom.Time, atom.Tt, atom.U, atom.Var, atom.Wbr)
)

func isHeading(tag atom.Atom) bool {
	switch tag {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return true
	}
	return false
}

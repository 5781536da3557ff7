package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/index"
)

func (a *app) showCmd() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "show ID",
		Short: "Show one article with its figures",
		Long: `Show prints one article of the store: readable, with its figures marked and listed, or as
JSON. Search prints the ids.`,
		Example:     "  pennypress show 3f2a9c0d11e48b77\n  pennypress show 3f2a9c0d11e48b77 --format json",
		Annotations: exits("0 shown; 1 no such article; 2 wrong usage"),
		Args:        argRange(1, 1, "one article id"),
		RunE:        func(cmd *cobra.Command, args []string) error { return a.show(cmd.Context(), args[0], format) },
	}
	cmd.Flags().StringVar(&format, "format", "text", "text or json")
	return cmd
}

func (a *app) show(ctx context.Context, id, format string) error {
	if err := oneOf("format", format, "text", "json"); err != nil {
		return err
	}
	c, err := a.config()
	if err != nil {
		return err
	}
	store, err := a.openStore(ctx, c, false)
	if err != nil {
		return err
	}
	defer store.Close()
	got, err := store.Get(ctx, id)
	if err != nil {
		return fmt.Errorf("show %w", err)
	}
	if format == "json" {
		line, err := jsonLine(got)
		if err == nil {
			_, err = a.out.Write(line)
		}
		return err
	}
	a.paper().article(got)
	return nil
}

// article prints an article for people.
func (p paper) article(a extract.Article) {
	p.wrap(0, p.style(bold, printable(a.Title, "")))
	var facts []string
	for _, fact := range []string{strings.Join(a.Authors, ", "), day(a), firstNonEmpty(a.Source, a.Site), a.Language} {
		if fact != "" {
			facts = append(facts, printable(fact, ""))
		}
	}
	if len(a.Flags) > 0 {
		facts = append(facts, strings.Join(a.Flags, ", "))
	}
	fmt.Fprintln(p.w, p.style(faint, strings.Join(facts, " · ")))
	if a.URL != "" {
		fmt.Fprintln(p.w, p.style(faint, printable(a.URL, "")))
	}
	at := 0 // in code points
	for paragraph := range strings.SplitSeq(a.Text, "\n\n") {
		n := len([]rune(paragraph))
		fmt.Fprintln(p.w)
		for line := range strings.SplitSeq(p.figures(paragraph, at, a.Entities), "\n") {
			p.wrap(0, line)
		}
		at += n + 2
	}
	for _, note := range a.Notes {
		fmt.Fprintln(p.w)
		p.wrap(2, printable(note, ""))
	}
	p.entities(a)
}

// figures marks the entities of a paragraph that begins at code point at. The
// paragraph's line breaks stay.
func (p paper) figures(paragraph string, at int, entities []extract.Entity) string {
	if !p.colour {
		return printable(paragraph, "\n")
	}
	runes := []rune(paragraph)
	var b strings.Builder
	from := 0
	for _, e := range entities {
		start, end := e.Start-at, e.End-at
		if start < from || end > len(runes) {
			continue
		}
		b.WriteString(printable(string(runes[from:start]), "\n"))
		b.WriteString(p.style(mark, printable(string(runes[start:end]), "")))
		from = end
	}
	b.WriteString(printable(string(runes[from:]), "\n"))
	return b.String()
}

// entities lists the figures of an article, each with what it was read as.
func (p paper) entities(a extract.Article) {
	if len(a.Moves) > 0 {
		fmt.Fprintf(p.w, "\n%s", p.style(bold, "Moves"))
		for _, m := range a.Moves {
			fmt.Fprintf(p.w, "  %s", p.move(m))
		}
		fmt.Fprintln(p.w)
	}
	if len(a.Entities) == 0 {
		return
	}
	fmt.Fprintf(p.w, "\n%s\n", p.style(bold, "Figures"))
	seen := map[string]bool{}
	for _, e := range a.Entities {
		line := fmt.Sprintf("  %-8s %-28s %s", e.Type, cut(printable(e.Text, ""), 28), printable(meaning(e), ""))
		if !seen[line] {
			fmt.Fprintln(p.w, strings.TrimRight(line, " "))
		}
		seen[line] = true
	}
}

// meaning says in a few words what an entity was read as.
func meaning(e extract.Entity) string {
	if e.Type == extract.TypeTicker {
		return strings.TrimSpace(fmt.Sprintf("%s %s %s (%s)", e.Symbol, e.Exchange, e.Name, e.How))
	}
	amount := ""
	switch {
	case e.Low != nil && e.High != nil:
		amount = number(*e.Low) + " to " + number(*e.High)
	case e.Value != nil:
		amount = number(*e.Value)
	}
	unit := firstNonEmpty(e.Currency, strings.ReplaceAll(e.Unit, "_", " "))
	per := ""
	if e.Per != "" {
		per = "per " + e.Per
	}
	return strings.Join(strings.Fields(strings.Join([]string{e.Modifier, amount, unit, per, e.Direction}, " ")), " ")
}

func number(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// move is a signed badge such as "NVDA -11%".
func (p paper) move(m extract.Move) string {
	amount := number(m.Percent) + "%"
	if m.Low != nil && m.High != nil {
		amount = number(*m.Low) + " to " + number(*m.High) + "%"
	}
	style := green
	if m.Percent < 0 {
		style = red
	} else if m.Percent > 0 && m.Low == nil {
		amount = "+" + amount
	}
	return printable(m.Symbol, "") + " " + p.style(style, amount)
}

func (p paper) hit(n int, h index.Hit) {
	date := ""
	if !h.Published.IsZero() {
		date = h.Published.Format("2006-01-02")
	}
	fmt.Fprintf(p.w, "%2d  ", n)
	p.wrap(0, p.style(bold, cut(printable(h.Title, ""), p.width-4)))
	facts := strings.Join(strings.Fields(strings.Join([]string{date, printable(h.Source, ""), printable(h.ID, "")}, " ")), " · ")
	for i, m := range h.Moves {
		if i == 3 {
			facts += fmt.Sprintf(" · +%d moves", len(h.Moves)-3)
			break
		}
		facts += " · " + p.move(m)
	}
	fmt.Fprintf(p.w, "    %s\n", facts)
	p.wrap(4, p.highlight(h.Snippet, h.Highlights))
	fmt.Fprintf(p.w, "    %s\n\n", p.style(faint, printable(h.URL, "")))
}

func day(a extract.Article) string {
	if a.Published.IsZero() {
		return ""
	}
	return a.Published.Format("2006-01-02 15:04 -07:00")
}

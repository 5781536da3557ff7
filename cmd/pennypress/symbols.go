package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/pennypress/pennypress/extract/gazetteer"
)

func (a *app) symbolsCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "symbols",
		Short: "Look up which instrument a name or symbol stands for, and refresh the lists",
		Args:  cobra.ArbitraryArgs,
		RunE:  group,
	}
	cmd.AddCommand(a.symbolsLookupCmd(), a.symbolsUpdateCmd())
	return cmd
}

func (a *app) symbolsLookupCmd() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "lookup NAME-OR-SYMBOL",
		Short: "Print the instruments of a name, a symbol, or EXCHANGE:SYMBOL",
		Long: `Lookup prints the instruments that a name or symbol stands for, the first choice first: symbol,
exchange, kind, country and name, and beneath them by which names texts call it, what it was
called and until when, its other symbols, and since when it is no longer listed. Names that
are weak count only where something else in a text speaks for the company.`,
		Example:     "  pennypress symbols lookup Nvidia\n  pennypress symbols lookup XAMS:ASML",
		Annotations: exits("0 found; 1 unknown, with what is spelled alike on stderr; 2 wrong usage or configuration"),
		Args:        argRange(1, -1, "a name or a symbol"),
		RunE:        func(_ *cobra.Command, args []string) error { return a.lookup(strings.Join(args, " "), asJSON) },
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object per instrument")
	return cmd
}

// maxNear bounds what is suggested for a name that is unknown.
const maxNear = 5

func (a *app) lookup(name string, asJSON bool) error {
	c, err := a.config()
	if err != nil {
		return err
	}
	table, err := a.instruments(c)
	if err != nil {
		return err
	}
	entries := table.Lookup(name)
	if len(entries) == 0 {
		return unknown(table, name)
	}
	for _, e := range entries {
		d := table.Describe(e.Instrument)
		if asJSON {
			err = a.describeJSON(d)
		} else {
			_, err = fmt.Fprint(a.out, describeInstrument(d))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// unknown is the error for a name that stands for nothing.
func unknown(table *gazetteer.Table, name string) error {
	near := table.Near(name, maxNear)
	if len(near) == 0 {
		return fmt.Errorf("no instrument is known as %q", name)
	}
	return fmt.Errorf("no instrument is known as %q (did you mean %s?)", name, strings.Join(near, ", "))
}

// describeInstrument is what lookup prints of one instrument.
func describeInstrument(d gazetteer.Description) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s  %s  %s  %s  %s\n", d.Symbol, firstNonEmpty(d.Exchange, "-"), d.Kind, firstNonEmpty(d.Country, "-"), d.Instrument.Name)
	row := func(label string, items []string) {
		if len(items) > 0 {
			fmt.Fprintf(&b, "    %-9s %s\n", label, printable(strings.Join(items, "; "), ""))
		}
	}
	var names, former, homes []string
	for _, n := range d.Names {
		if n.Until != "" {
			former = append(former, n.Name+", until "+n.Until)
		} else {
			names = append(names, n.Name+flags(n))
		}
	}
	for _, h := range d.Homes {
		homes = append(homes, h.Exchange+":"+h.Symbol)
	}
	if d.Venue != "" {
		row("listed", []string{d.Venue})
	}
	if d.Delisted != "" {
		row("delisted", []string{d.Delisted})
	}
	row("home", homes)
	row("names", names)
	row("formerly", former)
	row("symbols", d.Symbols)
	return b.String()
}

// flags says in brackets what must be there for a name to count.
func flags(n gazetteer.Entry) string {
	var out []string
	if n.Weak {
		out = append(out, "weak")
	}
	if n.Lower {
		out = append(out, "in lower case too")
	}
	if len(n.Context) > 0 {
		out = append(out, "beside "+strings.Join(n.Context, ", "))
	}
	if len(out) == 0 {
		return ""
	}
	return " (" + strings.Join(out, "; ") + ")"
}

// A lookupName is one name as lookup --json prints it.
type lookupName struct {
	Name    string   `json:"name"`
	Until   string   `json:"until,omitempty"`
	Weak    bool     `json:"weak,omitempty"`
	Context []string `json:"context,omitempty"`
}

func (a *app) describeJSON(d gazetteer.Description) error {
	names := make([]lookupName, len(d.Names))
	for i, n := range d.Names {
		names[i] = lookupName{n.Name, n.Until, n.Weak, n.Context}
	}
	var homes []string
	for _, h := range d.Homes {
		homes = append(homes, h.Exchange+":"+h.Symbol)
	}
	line, err := jsonLine(struct {
		Symbol   string         `json:"symbol"`
		Exchange string         `json:"exchange,omitempty"`
		Kind     gazetteer.Kind `json:"kind"`
		Country  string         `json:"country,omitempty"`
		Name     string         `json:"name"`
		Delisted string         `json:"delisted,omitempty"`
		Home     []string       `json:"home,omitempty"`
		Names    []lookupName   `json:"names,omitempty"`
		Symbols  []string       `json:"symbols,omitempty"`
	}{d.Symbol, d.Exchange, d.Kind, d.Country, d.Instrument.Name, d.Delisted, homes, names, d.Symbols})
	if err != nil {
		return err
	}
	_, err = a.out.Write(line)
	return err
}

package main

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/pennypress/pennypress/extract/gazetteer"
)

func (a *app) symbolsCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "symbols",
		Short: "Look up which instrument a name or symbol stands for",
		Args:  cobra.ArbitraryArgs,
		RunE:  group,
	}
	cmd.AddCommand(&cobra.Command{
		Use:         "lookup NAME-OR-SYMBOL",
		Short:       "Print the instruments of a name, a symbol, or EXCHANGE:SYMBOL",
		Long:        "Lookup prints the instruments that a name or symbol stands for, the first choice first.",
		Example:     "  pennypress symbols lookup Nvidia\n  pennypress symbols lookup XAMS:ASML",
		Annotations: exits("0 found; 1 unknown; 2 wrong usage"),
		Args:        argRange(1, -1, "a name or a symbol"),
		RunE:        func(_ *cobra.Command, args []string) error { return a.lookup(strings.Join(args, " ")) },
	})
	return cmd
}

func (a *app) lookup(name string) error {
	entries := gazetteer.Default().Lookup(name)
	if len(entries) == 0 {
		return fmt.Errorf("no instrument is known as %q", name)
	}
	w := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
	for _, e := range entries {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", e.Symbol, firstNonEmpty(e.Exchange, "-"), e.Kind, firstNonEmpty(e.Country, "-"), e.Instrument.Name)
	}
	return w.Flush()
}

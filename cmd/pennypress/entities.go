package main

import (
	"bufio"
	"context"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/pennypress/pennypress/extract/entity"
)

func (a *app) entitiesCmd() *cobra.Command {
	var h entity.Hint
	var explain bool
	cmd := &cobra.Command{
		Use:   "entities [FILE|-]...",
		Short: "Find tickers, percentages, money and moves in plain text",
		Long: `Entities prints one JSON object per argument, in order: {"file", "entities", "moves"}.
A FILE holds UTF-8 text; - is standard input. Offsets count Unicode code points, end exclusive:
text[start:end] in Python is the mention.`,
		Example: `  pennypress entities story.txt
  echo "Shares of Nvidia fell 11%." | pennypress entities -`,
		Annotations: exits("0 done; 1 no argument could be read; 2 wrong usage; 3 some could not"),
		Args:        argRange(1, -1, "at least one file or -"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.entities(cmd.Context(), args, h, explain)
		},
	}
	cmd.Flags().StringVar(&h.Language, "language", "", "`language` of the texts (BCP 47)")
	cmd.Flags().StringVar(&h.Site, "site", "", "`host` that published the texts: its country reads a bare $")
	cmd.Flags().StringVar(&h.Country, "country", "", "`country` where they were published (ISO 3166)")
	cmd.Flags().BoolVar(&explain, "explain", false, "print one JSON object per mention instead: its rule, what decided it, and names that were refused")
	return cmd
}

// outBytes is how much is gathered before it is written: a pipe wakes its reader each time.
const outBytes = 64 << 10

func (a *app) entities(ctx context.Context, args []string, h entity.Hint, explain bool) error {
	collectSeldom()
	c, err := a.config()
	if err != nil {
		return err
	}
	in := a.inputs(c, "")
	table, err := a.instruments(c)
	if err != nil {
		return err
	}
	lines := figureLines{finder: entity.New(table), hint: h}
	out := bufio.NewWriterSize(a.out, outBytes)
	failed := 0
	err = inOrder(ctx, args, runtime.GOMAXPROCS(0), func(_ context.Context, name string) ([]byte, error) {
		if explain {
			return lines.explained(in, name)
		}
		return lines.of(in, name)
	}, func(name string, line []byte, err error) error {
		if err != nil {
			failed++
			a.log.Error(describe(name, err))
			return nil
		}
		_, err = out.Write(line)
		lines.again(line)
		return err
	})
	if e := out.Flush(); err == nil {
		err = e
	}
	return a.partly(err, failed, len(args))
}

// explained returns a line per mention of the text that an argument names, refused names included.
func (l *figureLines) explained(in *inputs, name string) ([]byte, error) {
	var t oneText
	if err := t.read(in, name); err != nil {
		return nil, err
	}
	var out []byte
	for _, m := range l.finder.Explain(string(t.body), l.hint) {
		line, err := jsonLine(struct {
			File string `json:"file"`
			entity.Mention
		}{name, m})
		if err != nil {
			return nil, err
		}
		out = append(out, line...)
	}
	return out, nil
}

// partly is the end of a command that worked through n arguments.
func (a *app) partly(err error, failed, n int) error {
	switch {
	case err != nil:
		return err
	case failed == 0:
		return nil
	case failed == n:
		return &statusError{status: exitFailed}
	}
	return inPart
}

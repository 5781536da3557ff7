package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/pennypress/pennypress/config"
	"github.com/pennypress/pennypress/index"
	"github.com/pennypress/pennypress/index/bleve"
	"github.com/pennypress/pennypress/index/export"
	"github.com/pennypress/pennypress/index/sqlite"
	"github.com/pennypress/pennypress/index/words"
)

// searchFlags are the flags of search.
type searchFlags struct {
	limit        int
	cursor       string
	sort, format string
}

func (a *app) searchCmd() *cobra.Command {
	var f searchFlags
	cmd := &cobra.Command{
		Use:   "search QUERY",
		Short: "Find articles by words and figures",
		Long: `Search prints the matching articles, best first. Words must all match, in title or text;
"..." is a phrase; OR, -, ( ), chip* combine. Fields: title: author: source: site: section:
tag: lang: ticker: move: percent: money: after: before: date: last: is:original. When all
words together match less than a page, the table goes on with matches of any word.`,
		Example: `  pennypress search 'move:NVDA<-10% "export controls" after:2025-01-01'
  pennypress search 'ticker:XAMS:ASML OR money:EUR>=1bn' --sort date --format jsonl`,
		Annotations: exits("0 searched, hits or not; 1 failed; 2 the query does not parse, or wrong usage; 75 the index is in use"),
		Args:        argRange(1, -1, "a query"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.search(cmd.Context(), strings.Join(args, " "), f)
		},
	}
	cmd.Flags().IntVar(&f.limit, "limit", 10, "at most `N` hits")
	cmd.Flags().StringVar(&f.cursor, "cursor", "", "go on after an earlier page, with the `cursor` it gave")
	cmd.Flags().StringVar(&f.sort, "sort", "", "relevance or date (default: relevance, or date when the query has only filters)")
	cmd.Flags().StringVar(&f.format, "format", "table", "table, jsonl, json or csv")
	return cmd
}

func (a *app) search(ctx context.Context, query string, f searchFlags) error {
	if err := errors.Join(oneOf("format", f.format, "table", "jsonl", "json", "csv"),
		oneOf("sort", f.sort, "", "relevance", "date")); err != nil {
		return err
	}
	if f.limit < 1 || f.limit > 10_000 {
		return usage("--limit %d: write 1 to 10000", f.limit)
	}
	q, err := parseQuery(query)
	if err != nil {
		return err
	}
	c, err := a.config()
	if err != nil {
		return err
	}
	answer, err := a.ask(ctx, c, q, index.SearchOptions{Limit: f.limit, Cursor: f.cursor, Sort: index.Sort(f.sort)}, f.format == "table")
	if err != nil {
		return err
	}
	switch f.format {
	case "json":
		line, err := jsonLine(answer.Page)
		if err == nil {
			_, err = a.out.Write(line)
		}
		return err
	case "jsonl":
		for _, h := range answer.Hits {
			line, err := jsonLine(h)
			if err == nil {
				_, err = a.out.Write(line)
			}
			if err != nil {
				return err
			}
		}
	case "csv":
		return export.HitsCSV(a.out, answer.Hits)
	default:
		a.hitsTable(answer)
	}
	return nil
}

// parseQuery parses a query; what does not parse is wrong usage, shown with a
// caret under the place.
func parseQuery(query string) (index.Query, error) {
	q, err := index.Parse(query, time.Now())
	if syntax := (*index.SyntaxError)(nil); errors.As(err, &syntax) {
		return q, usage("%v\n%s", syntax, syntax.Caret())
	}
	return q, err
}

// An answer is a page of hits, and for people those of any word.
type answer struct {
	index.Page
	more []index.Hit
}

// ask brings the index up to date and asks it, once more when it met damage. For
// people it goes on with matches of any word when all words together match less
// than a page.
func (a *app) ask(ctx context.Context, c *config.Config, q index.Query, o index.SearchOptions, people bool) (answer, error) {
	var out answer
	store, err := a.openStore(ctx, c, false)
	if err != nil {
		return out, err
	}
	defer store.Close()
	out, err = a.askIndex(ctx, c, store, q, o, people)
	if errors.Is(err, bleve.ErrDamaged) {
		// Opened again, it is empty and filled from the store.
		out, err = a.askIndex(ctx, c, store, q, o, people)
	}
	return out, err
}

func (a *app) askIndex(ctx context.Context, c *config.Config, store *sqlite.DB, q index.Query, o index.SearchOptions, people bool) (answer, error) {
	var out answer
	idx, err := a.openSearcher(ctx, c, store)
	if err != nil {
		return out, err
	}
	defer idx.Close()
	out.Page, err = index.Answer(ctx, store, idx, words.Analyzer{}, q, o)
	if err != nil {
		return out, err
	}
	if people && out.Cursor == "" && o.Cursor == "" && len(out.Hits) < o.Limit {
		out.more, err = index.AnswerAny(ctx, store, idx, words.Analyzer{}, q, o, out.Hits)
	}
	return out, err
}

func (a *app) hitsTable(got answer) {
	p := a.paper()
	for i, h := range got.Hits {
		p.hit(i+1, h)
	}
	switch got.Total {
	case 0:
		fmt.Fprintln(p.w, "no article matches")
	case 1:
		fmt.Fprintln(p.w, "1 article matches")
	default:
		fmt.Fprintf(p.w, "%d articles match\n", got.Total)
	}
	if got.Cursor != "" {
		fmt.Fprintf(p.w, "more: --cursor %s\n", got.Cursor)
	}
	if len(got.more) > 0 {
		fmt.Fprintf(p.w, "\n%s\n\n", p.style(bold, "Some of the words match:"))
		for i, h := range got.more {
			p.hit(len(got.Hits)+i+1, h)
		}
	}
}

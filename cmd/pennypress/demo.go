package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/pennypress/pennypress/config"
	"github.com/pennypress/pennypress/crawler/newsroom"
	"github.com/pennypress/pennypress/index"
)

// demoQuery is what the demo asks for.
const demoQuery = `move:<-5%`

func (a *app) demoCmd() *cobra.Command {
	var stay bool
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Crawl a sample newsroom on loopback and answer a first search",
		Long: `Demo starts a sample newsroom of several sites on loopback, crawls it into a store and an
index, prints what the crawl did, searches for large falls, and shows one article with its
figures. With --serve it then shows all of it on a web page until it is interrupted. It
leaves nothing behind unless --data-dir names a folder.`,
		Example:     "  pennypress demo\n  pennypress demo --serve\n  pennypress --data-dir demo-data demo",
		Annotations: exits("0 done; 1 failed; 2 wrong usage"),
		Args:        noArgs,
		RunE:        func(cmd *cobra.Command, _ []string) error { return a.demo(cmd.Context(), stay) },
	}
	cmd.Flags().BoolVar(&stay, "serve", false, "go on and show the web page, until interrupted")
	return cmd
}

func (a *app) demo(ctx context.Context, stay bool) (err error) {
	room, err := newsroom.Start(newsroom.Options{})
	if err != nil {
		return err
	}
	defer room.Close()
	dir, err := os.MkdirTemp("", "pennypress-demo-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	c, err := config.Parse(filepath.Join(dir, "pennypress.yaml"), []byte(room.Config()))
	if err != nil {
		return err
	}
	c.DataDir = firstNonEmpty(a.dataDir, filepath.Join(dir, "data"))
	fmt.Fprintf(a.out, "a newsroom of %d sites is open on loopback:\n", len(room.Sites()))
	for _, s := range room.Sites() {
		fmt.Fprintf(a.out, "  %-24s %s\n", s.Name, s.URL)
	}
	if err := a.tour(ctx, c); err != nil || !stay {
		return err
	}
	fmt.Fprintln(a.out)
	return a.serveWith(ctx, c, true)
}

// tour crawls, searches, and shows the best hit.
func (a *app) tour(ctx context.Context, c *config.Config) error {
	store, err := a.openStore(ctx, c, true)
	if err != nil {
		return err
	}
	defer store.Close()
	p := a.paper()
	fmt.Fprintf(p.w, "\n%s\n", p.style(bold, "$ pennypress crawl"))
	summary, err := a.pass(ctx, c, store, c.CrawlerSources(), crawlFlags{})
	if err != nil {
		return err
	}
	onPaper := *a
	onPaper.log = newLog(a.out, "text", levelOf(a))
	onPaper.report(summary)
	if err := a.follow(ctx, c, store); err != nil {
		return err
	}
	fmt.Fprintf(p.w, "\n%s\n\n", p.style(bold, fmt.Sprintf("$ pennypress search '%s'", demoQuery)))
	q, err := parseQuery(demoQuery)
	if err != nil {
		return err
	}
	got, err := a.ask(ctx, c, q, index.SearchOptions{Limit: 5}, false)
	if err != nil {
		return err
	}
	a.hitsTable(got)
	if len(got.Hits) == 0 {
		return fmt.Errorf("the demo's search found nothing")
	}
	best, err := store.Get(ctx, got.Hits[0].ID)
	if err != nil {
		return err
	}
	fmt.Fprintf(p.w, "\n%s\n\n", p.style(bold, "$ pennypress show "+best.ID))
	p.article(best)
	return verdict(summary)
}

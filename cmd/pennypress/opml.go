package main

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/spf13/cobra"

	"github.com/pennypress/pennypress/config"
	"github.com/pennypress/pennypress/crawler/discover"
)

func (a *app) importSourcesCmd() *cobra.Command {
	return &cobra.Command{
		Use:   "import FILE.opml",
		Short: "Add the feeds of an OPML list to the configuration",
		Long: `Import reads a list of subscriptions, as feed readers export it (- is standard input), and
adds each feed that is not configured yet. Folders become tags. Nothing is fetched: the next
crawl, and then sources check, say how the feeds are.`,
		Example:     "  pennypress sources import subscriptions.opml",
		Annotations: exits("0 done; 1 the file cannot be read or written; 2 wrong usage or configuration; 3 some feeds were left out"),
		Args:        argRange(1, 1, "one file or -"),
		RunE:        func(_ *cobra.Command, args []string) error { return a.importSources(args[0]) },
	}
}

func (a *app) importSources(name string) error {
	book, err := a.openBook()
	if err != nil {
		return err
	}
	body, err := a.inputs(book.config, "").bytes(name)
	if err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	list, damaged := discover.ReadOPML(body)
	if damaged != nil && len(list) == 0 {
		return fmt.Errorf("read %s: %w", name, damaged)
	}
	known, refused := 0, 0
	for _, o := range list {
		s, err := subscription(o)
		if err != nil {
			refused++
			a.log.Warn(describe(o.Feed, err))
			continue
		}
		s.Name = book.free(s.Name)
		if book.add(s) != nil {
			known++
		}
	}
	if err := book.save(); err != nil {
		return err
	}
	a.log.Info(fmt.Sprintf("added %d sources to %s; %d were known already, %d left out", len(book.added), book.file, known, refused))
	if damaged != nil {
		a.log.Warn(describe(name, fmt.Errorf("what follows is lost: %w", damaged)))
	}
	if refused > 0 || damaged != nil {
		return inPart
	}
	return nil
}

// subscription is the source that a feed of a list makes.
func subscription(o discover.Outline) (config.Source, error) {
	u, err := url.Parse(o.Feed)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Hostname() == "" {
		return config.Source{}, fmt.Errorf("not a web address")
	}
	s := config.Source{Name: sourceName(o.Title), Feeds: []config.Address{config.Address(o.Feed)}}
	if s.Name == "source" {
		s.Name = sourceName(u.Hostname())
	}
	for _, folder := range o.Folders {
		s.Tags = append(s.Tags, strings.ToLower(folder))
	}
	return s, nil
}

func (a *app) exportSourcesCmd() *cobra.Command {
	return &cobra.Command{
		Use:         "export",
		Short:       "Write the configured feeds as an OPML list",
		Long:        "Export writes all feeds of the configuration to standard output, as feed readers import them. Tags become folders.",
		Example:     "  pennypress sources export > subscriptions.opml",
		Annotations: exits("0 written; 2 wrong usage or configuration"),
		Args:        noArgs,
		RunE:        func(*cobra.Command, []string) error { return a.exportSources() },
	}
}

func (a *app) exportSources() error {
	c, err := a.config()
	if err != nil {
		return err
	}
	var list []discover.Outline
	for _, s := range c.Sources {
		for _, feed := range s.Feeds {
			list = append(list, discover.Outline{Title: s.Name, Feed: string(feed), Home: string(s.Homepage), Folders: s.Tags})
		}
		if len(s.Feeds) == 0 {
			a.log.Warn(fmt.Sprintf("source %s has no feed: left out", s.Name))
		}
	}
	return discover.WriteOPML(a.out, "pennypress sources", list)
}

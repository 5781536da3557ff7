package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/pennypress/pennypress/config"
	"github.com/pennypress/pennypress/crawler"
)

func (a *app) sourcesCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "sources",
		Short: "List, check, add, import and export the configured sources",
		Args:  cobra.ArbitraryArgs,
		RunE:  group,
	}
	var asJSON bool
	list := &cobra.Command{
		Use:         "list",
		Short:       "List the sources of the configuration",
		Long:        "List prints each source of the configuration with where its articles are discovered.",
		Example:     "  pennypress sources list",
		Annotations: exits("0 printed; 2 wrong usage or configuration"),
		Args:        noArgs,
		RunE:        func(*cobra.Command, []string) error { return a.listSources(asJSON) },
	}
	list.Flags().BoolVar(&asJSON, "json", false, "print one JSON object per line")
	check := &cobra.Command{
		Use:   "check",
		Short: "Say in one line per feed how it is",
		Long: `Check prints, for each feed, sitemap and homepage of each source, the last success, the
failures since, the next poll, and what is wrong. It asks nothing: crawl does.`,
		Example:     "  pennypress sources check",
		Annotations: exits("0 all are well; 1 failed; 2 wrong usage or configuration; 3 some are not well"),
		Args:        noArgs,
		RunE:        func(cmd *cobra.Command, _ []string) error { return a.checkSources(cmd.Context(), asJSON) },
	}
	check.Flags().BoolVar(&asJSON, "json", false, "print one JSON object per line")
	cmd.AddCommand(list, check, a.addSourceCmd(), a.importSourcesCmd(), a.exportSourcesCmd())
	return cmd
}

func (a *app) listSources(asJSON bool) error {
	c, err := a.config()
	if err != nil {
		return err
	}
	if len(c.Sources) == 0 {
		a.log.Info("no sources are configured: run pennypress init")
		return nil
	}
	w := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
	for _, s := range c.Sources {
		if asJSON {
			line, err := jsonLine(struct {
				Name     string           `json:"name"`
				Every    string           `json:"every"`
				Feeds    []config.Address `json:"feeds,omitempty"`
				Sitemaps []config.Address `json:"sitemaps,omitempty"`
				Homepage config.Address   `json:"homepage,omitempty"`
			}{s.Name, s.Every.String(), s.Feeds, s.Sitemaps, s.Homepage})
			if err == nil {
				_, err = a.out.Write(line)
			}
			if err != nil {
				return err
			}
			continue
		}
		var places []string
		for _, p := range append(append([]config.Address{}, s.Feeds...), append(s.Sitemaps, s.Homepage)...) {
			if p != "" {
				places = append(places, string(p))
			}
		}
		fmt.Fprintf(w, "%s\t%s\t%s\n", s.Name, s.Every, strings.Join(places, " "))
	}
	return w.Flush()
}

// health is how one feed, sitemap or homepage is.
type health struct {
	Source   string       `json:"source"`
	Kind     crawler.Kind `json:"kind"`
	URL      string       `json:"url"`
	Status   string       `json:"status"` // ok, new, failing, refused
	Success  time.Time    `json:"last_success,omitzero"`
	Failures int          `json:"failures"`
	Next     time.Time    `json:"next_poll,omitzero"`
	Reason   string       `json:"reason,omitempty"`
	Remedy   string       `json:"remedy,omitempty"` // what to do
	Hub      string       `json:"hub,omitempty"`    // where the feed announces its changes (WebSub)
}

//go:embed remedies.tsv
var remedies string

// remedy says what to do about a reason; "" when nobody knows.
func remedy(reason string) string {
	for line := range strings.Lines(remedies) {
		part, what, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if ok && !strings.HasPrefix(line, "#") && strings.Contains(reason, part) {
			return what
		}
	}
	return ""
}

func (a *app) checkSources(ctx context.Context, asJSON bool) error {
	c, err := a.config()
	if err != nil {
		return err
	}
	list, err := a.health(ctx, c)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
	unwell := 0
	for _, h := range list {
		if h.Status == "failing" || h.Status == "refused" {
			unwell++
		}
		if !asJSON {
			fmt.Fprintf(w, "%s\t%s\t%s\tlast success %s\tnext %s\t%s\t%s\n", h.Source, h.Status, h.Kind,
				short(h.Success), short(h.Next), printable(h.URL, ""), printable(h.line(), ""))
			continue
		}
		line, err := jsonLine(h)
		if err == nil {
			_, err = a.out.Write(line)
		}
		if err != nil {
			return err
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if unwell > 0 {
		return &statusError{exitPart, fmt.Errorf("%d of %d are not well", unwell, len(list))}
	}
	return nil
}

// health lists what is discovered from, in the order of the configuration.
func (a *app) health(ctx context.Context, c *config.Config) ([]health, error) {
	if _, err := os.Stat(filepath.Join(c.DataDir, storeFile)); errors.Is(err, fs.ErrNotExist) {
		return sourcesHealth(c, nil), nil
	}
	store, err := a.openStore(ctx, c, false)
	if err != nil {
		return nil, err
	}
	defer store.Close()
	tasks, err := store.Tasks(ctx, crawler.KindFeed, crawler.KindSitemap, crawler.KindHomepage)
	return sourcesHealth(c, tasks), err
}

// sourcesHealth says how each place of each configured source is, by the tasks
// that are known.
func sourcesHealth(c *config.Config, tasks []crawler.Task) []health {
	bySource := map[string][]crawler.Task{}
	for _, t := range tasks {
		if t.State != crawler.Filtered { // an address that was guessed, or left out on purpose
			bySource[t.Source] = append(bySource[t.Source], t)
		}
	}
	var out []health
	for _, s := range c.Sources {
		if len(bySource[s.Name]) == 0 {
			out = append(out, health{Source: s.Name, Status: "new", Reason: "not asked yet: run pennypress crawl"})
		}
		for _, t := range bySource[s.Name] {
			out = append(out, taskHealth(t))
		}
	}
	return out
}

// line is what is wrong and what to do.
func (h health) line() string {
	if h.Remedy == "" {
		return h.Reason
	}
	return h.Reason + "; " + h.Remedy
}

func taskHealth(t crawler.Task) health {
	h := health{
		Source: t.Source, Kind: t.Kind, URL: t.URL, Success: t.Success, Failures: t.Tries, Next: t.Due, Reason: t.Reason,
		Hub: t.Item.Hub,
	}
	switch {
	case t.State == crawler.Refused:
		h.Status = "refused"
	case t.Tries > 0:
		h.Status = "failing"
		h.Reason = fmt.Sprintf("%d failures in a row: %s", t.Tries, t.Reason)
	case t.Asked.IsZero():
		h.Status = "new"
	default:
		h.Status = "ok"
	}
	if h.Status == "refused" || h.Status == "failing" {
		h.Remedy = remedy(t.Reason)
	}
	return h
}

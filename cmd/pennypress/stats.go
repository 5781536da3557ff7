package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/pennypress/pennypress/crawler"
	"github.com/pennypress/pennypress/index"
	"github.com/pennypress/pennypress/index/sqlite"
)

func (a *app) statsCmd() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:         "stats",
		Short:       "Count what is stored, by source",
		Long:        "Stats prints how much is stored, how fresh it is and how often asking failed, by source.",
		Example:     "  pennypress stats\n  pennypress stats --json | jq .sources",
		Annotations: exits("0 printed; 1 failed; 2 wrong usage"),
		Args:        noArgs,
		RunE:        func(cmd *cobra.Command, _ []string) error { return a.stats(cmd.Context(), asJSON) },
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

// storeStats is what stats prints.
type storeStats struct {
	Articles  int           `json:"articles"`
	Revisions int           `json:"revisions"`
	Entities  int           `json:"entities"`
	Moves     int           `json:"moves"`
	Clusters  int           `json:"clusters"`
	Bytes     int64         `json:"bytes"`
	Sources   []sourceStats `json:"sources"`
}

type sourceStats struct {
	Source   string                `json:"source"`
	Articles int                   `json:"articles"`
	Newest   time.Time             `json:"newest,omitzero"`
	Fetched  time.Time             `json:"fetched,omitzero"`
	Pages    map[crawler.State]int `json:"pages"`
	Failed   float64               `json:"failed"` // share of the pages asked to the end
}

func (a *app) stats(ctx context.Context, asJSON bool) error {
	c, err := a.config()
	if err != nil {
		return err
	}
	store, err := a.openStore(ctx, c, false)
	if err != nil {
		return err
	}
	defer store.Close()
	got, err := gather(ctx, store)
	if err != nil {
		return err
	}
	if asJSON {
		line, err := jsonLine(got)
		if err == nil {
			_, err = a.out.Write(line)
		}
		return err
	}
	fmt.Fprintf(a.out, "%d articles (%d revisions, %d distinct texts), %d figures, %d moves, %.1f MB\n\n",
		got.Articles, got.Revisions, got.Clusters, got.Entities, got.Moves, float64(got.Bytes)/1e6)
	w := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "source\tarticles\tnewest\tfetched\tpages failed\tpages waiting")
	for _, s := range got.Sources {
		fmt.Fprintf(w, "%s\t%d\t%s\t%s\t%.0f%%\t%d\n", printable(s.Source, ""), s.Articles, short(s.Newest), short(s.Fetched),
			100*s.Failed, s.Pages[crawler.Pending])
	}
	return w.Flush()
}

func short(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.Local().Format("2006-01-02 15:04")
}

func gather(ctx context.Context, store *sqlite.DB) (storeStats, error) {
	kept, err := store.Stats(ctx)
	if err != nil {
		return storeStats{}, err
	}
	pages, err := store.Counts(ctx)
	if err != nil {
		return storeStats{}, err
	}
	out := storeStats{Articles: kept.Articles, Revisions: kept.Revisions, Entities: kept.Entities, Moves: kept.Moves,
		Clusters: kept.Clusters, Bytes: kept.Bytes, Sources: []sourceStats{}}
	for _, s := range kept.Sources {
		out.Sources = append(out.Sources, bySource(s, pages[s.Source]))
		delete(pages, s.Source)
	}
	for name, states := range pages { // asked, without an article yet
		out.Sources = append(out.Sources, bySource(index.SourceStats{Source: name}, states))
	}
	slices.SortFunc(out.Sources, func(a, b sourceStats) int { return strings.Compare(a.Source, b.Source) })
	return out, nil
}

func bySource(s index.SourceStats, pages map[crawler.State]int) sourceStats {
	out := sourceStats{Source: s.Source, Articles: s.Articles, Newest: s.Newest, Fetched: s.Fetched, Pages: pages}
	if out.Pages == nil {
		out.Pages = map[crawler.State]int{}
	}
	if asked := total(pages) - pages[crawler.Pending] - pages[crawler.Filtered]; asked > 0 {
		out.Failed = float64(pages[crawler.Failed]) / float64(asked)
	}
	return out
}

package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/pennypress/pennypress/crawler/discover"
)

func (a *app) discoverCmd() *cobra.Command {
	var base string
	cmd := &cobra.Command{
		Use:   "discover [FILE|URL]...",
		Short: "List what a feed, a sitemap or a homepage leads to",
		Long: `Discover prints one JSON object per link, in the order of the document: file, kind (item,
feed, sitemap or page), url, title, published, authors, id. A URL is fetched by the rules of
the configuration. A document that leads nowhere is named on stderr.`,
		Example: `  pennypress discover https://news.example/ | jq -r 'select(.kind=="feed").url'
  pennypress discover --url https://news.example/rss saved-feed.xml`,
		Annotations: exits("0 done; 1 nothing could be read; 2 wrong usage; 3 some documents led nowhere"),
		Args:        argRange(1, -1, "at least one file or URL"),
		RunE:        func(cmd *cobra.Command, args []string) error { return a.discover(cmd.Context(), args, base) },
	}
	cmd.Flags().StringVar(&base, "url", "", "`address` of the document, the base of its links")
	return cmd
}

// found is one line of discover's output. Every field is always there.
type found struct {
	File      string   `json:"file"`
	Kind      string   `json:"kind"`
	URL       string   `json:"url"`
	Title     string   `json:"title"`
	Published string   `json:"published"`
	Authors   []string `json:"authors"`
	ID        string   `json:"id"`
}

func (a *app) discover(ctx context.Context, args []string, base string) error {
	c, err := a.config()
	if err != nil {
		return err
	}
	in := a.inputs(c, base)
	failed, unread := 0, 0
	err = inOrder(ctx, args, 1, func(ctx context.Context, name string) ([]byte, error) {
		p, err := in.page(ctx, name)
		if err != nil {
			return nil, &unreadable{err}
		}
		got, err := discover.Read(discover.Document{URL: p.URL, ContentType: fileType(name, p.ContentType), Body: p.Body})
		if err != nil {
			return nil, err
		}
		if got.Partial != "" {
			a.log.Warn(describe(name, errors.New("partial: "+got.Partial)))
		}
		return lines(name, got)
	}, func(name string, out []byte, err error) error {
		if err != nil {
			failed++
			if u := (*unreadable)(nil); errors.As(err, &u) {
				unread++
			}
			a.log.Error(describe(name, err))
			return nil
		}
		_, err = a.out.Write(out)
		return err
	})
	if unread < failed && err == nil {
		return inPart // a document that leads nowhere is an answer
	}
	return a.partly(err, failed, len(args))
}

// unreadable is an error of reading the argument, not of what it holds.
type unreadable struct{ error }

func (u *unreadable) Unwrap() error { return u.error }

// fileType keeps a content type only for what was fetched: a file's name says
// nothing about feeds.
func fileType(name, contentType string) string {
	if isURL(name) {
		return contentType
	}
	return ""
}

func lines(name string, got discover.Result) ([]byte, error) {
	var out []byte
	for _, l := range got.Links {
		line, err := jsonLine(found{
			File: name, Kind: string(l.Kind), URL: l.URL, Title: l.Title, Published: l.PublishedText(),
			Authors: append([]string{}, l.Authors...), ID: l.ID,
		})
		if err != nil {
			return nil, fmt.Errorf("encode link: %w", err)
		}
		out = append(out, line...)
	}
	return out, nil
}

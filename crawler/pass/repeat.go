package pass

import (
	"context"
	"time"

	"github.com/pennypress/pennypress/crawler"
)

// How Repeat waits between passes.
const (
	longestWait = time.Minute // so that tasks which other processes add are seen
	afterError  = 30 * time.Second
)

// Repeat makes passes until the context ends: each when the frontier has
// something due, or after a failure when it has passed, perhaps. It tells each
// after every pass that asked anything, and after every failure.
func Repeat(ctx context.Context, f crawler.Frontier, o Options, each func(Summary, error)) {
	for ctx.Err() == nil {
		s, err := Run(ctx, f, o)
		if s.Requests > 0 || err != nil {
			each(s, err)
		}
		wait := afterError
		if err == nil {
			wait = untilDue(ctx, f, o.Sources)
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
		case <-timer.C:
		}
		timer.Stop()
	}
}

// untilDue is how long nothing is due, as far as is known now.
func untilDue(ctx context.Context, f crawler.Frontier, sources []crawler.Source) time.Duration {
	var names []string
	for _, s := range sources {
		names = append(names, s.Name)
	}
	at, ok, err := f.Next(ctx, names)
	if err != nil || !ok {
		return longestWait
	}
	return min(max(time.Until(at), time.Second), longestWait)
}

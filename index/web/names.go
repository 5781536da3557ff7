package web

import (
	"context"
	"strings"
	"sync"
)

// A nameCache remembers what instruments are called. It is safe for concurrent
// use.
type nameCache struct {
	mu    sync.Mutex // guards names
	names map[string]string
}

// maxNames bounds what is remembered; there are some 20,000 instruments that
// news speak of.
const maxNames = 20_000

// of is what articles call an instrument, written as MIC:SYMBOL or SYMBOL; ""
// when that is not known.
func (c *nameCache) of(ctx context.Context, reports Reports, value string) string {
	c.mu.Lock()
	name, ok := c.names[value]
	c.mu.Unlock()
	if ok {
		return name
	}
	exchange, symbol, ok := strings.Cut(value, ":")
	if !ok {
		exchange, symbol = "", value
	}
	name, err := reports.InstrumentName(ctx, exchange, symbol)
	if err != nil {
		return "" // a name is decoration: the symbol stands without it
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.names == nil || len(c.names) >= maxNames {
		c.names = map[string]string{}
	}
	if name != "" {
		c.names[value] = name
	}
	return name
}

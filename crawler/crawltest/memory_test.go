package crawltest_test

import (
	"testing"

	"github.com/pennypress/pennypress/crawler"
	"github.com/pennypress/pennypress/crawler/crawltest"
)

func TestMemory(t *testing.T) {
	crawltest.Frontier(t, func(t *testing.T) crawler.Frontier { return crawltest.New() })
}

package crawler_test

import (
	"testing"
	"time"

	"github.com/pennypress/pennypress/crawler"
)

func TestBackoff(t *testing.T) {
	for _, c := range []struct {
		failures   int
		retryAfter time.Duration
		rnd        float64
		want       time.Duration
	}{
		{0, 0, 0.5, 0},
		{-3, 0, 0.5, 0},
		{1, 0, 0.5, 30 * time.Second},
		{1, 0, 0, 22500 * time.Millisecond},
		{2, 0, 0.5, time.Minute},
		{3, 0, 0.5, 2 * time.Minute},
		{40, 0, 0.5, 24 * time.Hour},
		{1 << 40, 0, 1, 24 * time.Hour},
		{1, 2 * time.Minute, 0, 2 * time.Minute},
		{1, 100 * time.Second, 1, 105 * time.Second},
		{0, 10 * time.Second, 0, 10 * time.Second},
		{9, 10 * time.Second, 0.5, 128 * time.Minute},
		{1, 1000 * time.Hour, 1, 24 * time.Hour},
		{1, -time.Hour, 0.5, 30 * time.Second},
	} {
		if got := crawler.Backoff(c.failures, c.retryAfter, c.rnd); got != c.want {
			t.Errorf("Backoff(%d, %v, %v) = %v, want %v", c.failures, c.retryAfter, c.rnd, got, c.want)
		}
	}
}

func TestBackoffGrowsAndKeepsTheServersWish(t *testing.T) {
	for failures := 1; failures < 20; failures++ {
		for _, rnd := range []float64{0, 0.3, 0.99} {
			wait := crawler.Backoff(failures, 90*time.Second, rnd)
			if wait < 90*time.Second || wait > 24*time.Hour {
				t.Errorf("Backoff(%d, 90s, %v) = %v, want 90s to 24h", failures, rnd, wait)
			}
			if next := crawler.Backoff(failures+1, 90*time.Second, rnd); next < wait {
				t.Errorf("Backoff(%d, 90s, %v) = %v, less than %v after one failure fewer", failures+1, rnd, next, wait)
			}
		}
	}
}

package web_test

import (
	"strings"
	"testing"
)

func TestFirst(t *testing.T) {
	n := open(t, stories(t))
	for _, p := range []string{"/", "/?q=nvidia", "/article/chips-slide", "/ticker/XNAS:NVDA", "/movers", "/sources", "/help", "/feed.atom?q=nvidia", "/feed.json", "/api/v1/search?q=nvidia", "/api/v1/export", "/metrics", "/readyz"} {
		w := n.get(p)
		t.Log(p, w.Code, w.Body.Len())
		if w.Code != 200 || strings.Contains(p, "NVDA") {
			t.Log(w.Body.String())
		}
	}
	t.Log(*n.errors)
}

package main

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// wholeNasdaq is a list of the size of a real one.
func wholeNasdaq(n int, day string) string {
	var b strings.Builder
	b.WriteString("Symbol|Security Name|Market Category|Test Issue|Financial Status|Round Lot Size|ETF|NextShares\r\n")
	for i := range n {
		fmt.Fprintf(&b, "Q%c%c%c|Invented Works %d Inc. - Common Stock|Q|N|N|100|N|N\r\n", 'A'+i/676%26, 'A'+i/26%26, 'A'+i%26, i)
	}
	fmt.Fprintf(&b, "File Creation Time: %s14:01|||||||\r\n", day)
	return b.String()
}

// TestSymbolsUpdateOverHTTP reads lists from a mirror on loopback: whole, then
// cut, then gone.
func TestSymbolsUpdateOverHTTP(t *testing.T) {
	body, status := wholeNasdaq(2500, "11232026"), http.StatusOK
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/mirror/nasdaqlisted.txt" {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		w.WriteHeader(status)
		fmt.Fprint(w, body)
	}))
	defer server.Close()
	dir := t.TempDir()
	file := filepath.Join(dir, "p.yaml")
	text := fmt.Sprintf("data_dir: %s\ncrawl: {allow_networks: [127.0.0.0/8]}\n", filepath.Join(dir, "data"))
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	update := func(want int, stderr string, lists ...string) {
		t.Helper()
		var out, said bytes.Buffer
		args := append([]string{"--config", file, "symbols", "update", "--from", server.URL + "/mirror/"}, lists...)
		if got := run(args, streams{out: &out, err: &said}); got != want || !strings.Contains(said.String(), stderr) {
			t.Errorf("symbols update %v: status %d, want %d; stderr %q, want %q in it", lists, got, want, said.String(), stderr)
		}
	}
	update(0, "nasdaq: 2500 instruments as of 2026-11-23, read for the first time", "nasdaq")
	body = wholeNasdaq(2100, "11242026")
	update(0, "400 delisted", "nasdaq")
	body = wholeNasdaq(1500, "11252026")
	update(1, "only 1500 instruments, where there were 2100; the list of 2026-11-24 is kept", "nasdaq")
	body = strings.TrimSuffix(body, "File Creation Time: 1125202614:01|||||||\r\n")
	update(1, "no footer", "nasdaq")
	body = "<html><body>maintenance</body></html>"
	update(1, "a page of HTML", "nasdaq")
	status = http.StatusServiceUnavailable
	update(1, "503", "nasdaq")
	status, body = http.StatusOK, wholeNasdaq(2101, "11262026")
	update(3, "404", "nasdaq", "sec")

	stored, err := os.ReadFile(filepath.Join(dir, "data", "symbols", "nasdaq.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Count(string(stored), "\t!2026-11-24\n"); got != 399 {
		t.Errorf("%d instruments are kept as delisted, want 399: one came back", got)
	}
	left, err := filepath.Glob(filepath.Join(dir, "data", "symbols", ".list-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("temporary files are left: %v, %v", left, err)
	}
}

package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/pennypress/pennypress/index"
)

// A server is a running pennypress serve.
type server struct {
	*exec.Cmd
	url  string
	said *strings.Builder
}

// serve starts pennypress serve and waits until it listens.
func (b crawlBench) serve(t *testing.T, args ...string) *server {
	t.Helper()
	s := &server{Cmd: b.process(append([]string{"serve", "--listen", "127.0.0.1:0"}, args...)...), said: &strings.Builder{}}
	stderr, err := s.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Process.Kill(); s.Wait() })
	lines := bufio.NewScanner(stderr)
	for lines.Scan() {
		fmt.Fprintln(s.said, lines.Text())
		if _, url, ok := strings.Cut(lines.Text(), "listening on "); ok {
			s.url = url
			go io.Copy(io.Discard, stderr)
			return s
		}
	}
	t.Fatalf("serve does not listen: %s", s.said)
	return nil
}

// stop ends a server by a signal and gives its exit status.
func (s *server) stop(t *testing.T) int {
	t.Helper()
	if err := s.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	s.Wait()
	return s.ProcessState.ExitCode()
}

// eventually waits for something that another process does.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); !ok(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not within half a minute: %s", what)
		}
	}
}

// total asks the API how many articles match.
func (s *server) total(t *testing.T, query string) int {
	t.Helper()
	resp, err := http.Get(s.url + "/api/v1/search?q=" + query)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var answer struct{ Total int }
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("search: %s, %v", resp.Status, err)
	}
	return answer.Total
}

func TestServeCrawlsAndAnswers(t *testing.T) {
	b := openBench(t, 20*time.Millisecond)
	s := b.serve(t)
	want := len(b.room.Truth())
	eventually(t, "all articles are found by the API", func() bool { return s.total(t, "") == want })

	// A search beside it asks it; a crawl beside it works on the same folder.
	out, err := b.process("search", "--format", "json", "lang:en OR -lang:en").Output()
	var page index.Page
	if json.Unmarshal(out, &page) != nil || err != nil || page.Total != want {
		t.Errorf("search beside serve: %d articles, %v: want %d", page.Total, err, want)
	}
	b.room.Advance()
	if out, err := b.process("crawl", "--all").CombinedOutput(); err != nil {
		t.Errorf("crawl beside serve: %v\n%s", err, out)
	}
	fresh := len(b.articles(t))
	eventually(t, "what a crawl beside it stored is found", func() bool { return s.total(t, "") == fresh })

	// Another one has no place on the folder.
	began := time.Now()
	out, err = b.process("serve", "--listen", "127.0.0.1:0").CombinedOutput()
	if exit, ok := err.(*exec.ExitError); !ok || exit.ExitCode() != exitLocked || time.Since(began) > 10*time.Second {
		t.Errorf("a second serve: %v after %v, want status 75 soon\n%s", err, time.Since(began), out)
	}
	if status := s.stop(t); status != 0 {
		t.Errorf("stopped with status %d, want 0", status)
	}
	if out, err := b.process("doctor").CombinedOutput(); err != nil {
		t.Errorf("doctor: %v\n%s", err, out)
	}
}

// A webhook notes whose posts it has answered.
type webhook struct {
	*httptest.Server
	mu       sync.Mutex
	answered map[string]int // by webhook-id
	arrived  int
	deaf     bool // answer nobody
}

func openWebhook(t *testing.T) *webhook {
	h := &webhook{answered: map[string]int{}}
	quit := make(chan struct{})
	h.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		h.mu.Lock()
		h.arrived++
		deaf := h.deaf
		h.mu.Unlock()
		if deaf {
			select {
			case <-r.Context().Done():
			case <-quit:
			}
			return
		}
		h.mu.Lock()
		defer h.mu.Unlock()
		h.answered[r.Header.Get("Webhook-Id")]++
	}))
	t.Cleanup(func() { close(quit); h.Close() })
	return h
}

func (h *webhook) counts() (arrived, articles, twice int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, n := range h.answered {
		if n > 1 {
			twice++
		}
	}
	return h.arrived, len(h.answered), twice
}

// alerting adds an alert to a bench's configuration.
func (b crawlBench) alerting(t *testing.T, query, webhook string) {
	t.Helper()
	text, err := os.ReadFile(b.config)
	if err != nil {
		t.Fatal(err)
	}
	text = fmt.Appendf(text, "\nalerts:\n  - {name: all, query: %q, webhook: %q}\n", query, webhook)
	if err := os.WriteFile(b.config, text, 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestAlertAcrossAKill kills serve between the storing of what met an alert and
// the webhook's answer: the next serve tells it, once.
func TestAlertAcrossAKill(t *testing.T) {
	b := openBench(t, 5*time.Millisecond)
	h := openWebhook(t)
	h.deaf = true
	b.alerting(t, "move:<-5%", h.URL)
	s := b.serve(t)
	want := 0
	eventually(t, "a post is on its way", func() bool {
		arrived, _, _ := h.counts()
		return arrived > 0
	})
	eventually(t, "all articles are stored", func() bool { return s.total(t, "") == len(b.room.Truth()) })
	want = s.total(t, "move:%3C-5%25")
	s.Process.Kill()
	s.Wait()

	h.mu.Lock()
	h.deaf = false
	h.mu.Unlock()
	s = b.serve(t)
	eventually(t, "every match is told", func() bool {
		_, articles, _ := h.counts()
		return articles == want
	})
	if status := s.stop(t); status != 0 {
		t.Errorf("stopped with status %d, want 0", status)
	}
	// A crawl tells alerts, too, and has nothing left to tell.
	if out, err := b.process("crawl", "--all").CombinedOutput(); err != nil {
		t.Errorf("crawl: %v\n%s", err, out)
	}
	if _, articles, twice := h.counts(); articles != want || twice > 0 || want == 0 {
		t.Errorf("the webhook was told of %d articles, of %d more than once; want %d, 0", articles, twice, want)
	}
}

// TestKilledServesTellAll kills serve at random moments while it crawls and
// tells. Nothing is lost; only a post whose answer the kill swallowed comes again.
func TestKilledServesTellAll(t *testing.T) {
	kills := 8
	if testing.Short() {
		kills = 2
	}
	b := openBench(t, 20*time.Millisecond)
	h := openWebhook(t)
	b.alerting(t, "lang:en OR -lang:en", h.URL)
	for range kills {
		s := b.serve(t)
		time.Sleep(time.Duration(rand.IntN(700)) * time.Millisecond)
		s.Process.Kill()
		s.Wait()
	}
	b.serve(t)
	want := len(b.room.Truth())
	eventually(t, "every article is told", func() bool {
		_, articles, _ := h.counts()
		return articles == want
	})
	if _, articles, twice := h.counts(); articles != want || twice > kills {
		t.Errorf("the webhook was told of %d articles, of %d more than once; want %d, at most one for each of %d kills", articles, twice, want, kills)
	}
}

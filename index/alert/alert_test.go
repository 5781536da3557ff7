package alert_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/index"
	"github.com/pennypress/pennypress/index/alert"
	"github.com/pennypress/pennypress/index/sqlite"
	"github.com/pennypress/pennypress/index/words"
)

// A bench is a store, a clock and a webhook that notes what it is told.
type bench struct {
	t     *testing.T
	store *sqlite.DB
	now   time.Time
	hook  *httptest.Server

	mu     sync.Mutex
	told   []post
	answer func(n int, w http.ResponseWriter) // n counts posts from 1
}

type post struct {
	header http.Header
	body   []byte
	Type   string
	Alert  string
	Query  string
	Hit    index.Hit `json:"article"`
}

func newBench(t *testing.T) *bench {
	b := &bench{t: t, now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), answer: func(int, http.ResponseWriter) {}}
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "store.db"), sqlite.Options{Now: b.clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	b.store = store
	b.hook = httptest.NewServer(http.HandlerFunc(b.serve))
	t.Cleanup(b.hook.Close)
	return b
}

func (b *bench) clock() time.Time { return b.now }

func (b *bench) serve(w http.ResponseWriter, r *http.Request) {
	b.mu.Lock()
	defer b.mu.Unlock()
	p := post{header: r.Header}
	p.body, _ = io.ReadAll(r.Body)
	if err := json.Unmarshal(p.body, &p); err != nil {
		b.t.Errorf("body %q: %v", p.body, err)
	}
	b.told = append(b.told, p)
	b.answer(len(b.told), w)
}

func (b *bench) runner(alerts ...index.Alert) *alert.Runner {
	b.t.Helper()
	r, err := alert.New(b.t.Context(), b.store, alert.Options{Alerts: alerts, Analyzer: words.Analyzer{}, Now: b.clock})
	if err != nil {
		b.t.Fatal(err)
	}
	return r
}

func (b *bench) put(n int, text string) {
	b.t.Helper()
	a := extract.Article{
		ID: fmt.Sprintf("%016d", n), URL: fmt.Sprintf("https://paper.example/%d", n), Title: fmt.Sprintf("Story %d", n), Text: text,
		Fetched: b.now, Language: "en",
		Moves: []extract.Move{{Symbol: "NVDA", Exchange: "XNAS", Percent: -12}},
	}
	if _, err := b.store.Put(b.t.Context(), []extract.Article{a}); err != nil {
		b.t.Fatal(err)
	}
}

// round matches and posts once.
func (b *bench) round(r *alert.Runner) (matched, posted int, err error) {
	b.t.Helper()
	matched, err = r.Match(b.t.Context())
	if err != nil {
		b.t.Fatal(err)
	}
	posted, err = r.Post(b.t.Context())
	return matched, posted, err
}

func TestAlertFiresOnceForNewArticles(t *testing.T) {
	b := newBench(t)
	b.put(1, "Chips were sold before anybody asked about chips.")
	b.now = b.now.Add(time.Minute)
	slump := index.Alert{Name: "slump", Query: "chips move:NVDA<-10%", Webhook: b.hook.URL, Secret: "s3cret"}
	r := b.runner(slump)
	b.put(2, "The maker of chips fell.")
	b.put(3, "Bread is dearer.")
	if m, p, err := b.round(r); m != 1 || p != 1 || err != nil {
		t.Fatalf("first round: %d matches, %d posts, %v; want 1, 1", m, p, err)
	}
	b.put(2, "The maker of chips fell, and fell again.")
	for range 2 {
		if m, p, err := b.round(r); p != 0 || err != nil {
			t.Errorf("later round: %d matches, %d posts, %v; want no post", m, p, err)
		}
	}
	r = b.runner(slump)
	if _, p, _ := b.round(r); p != 0 {
		t.Errorf("after a restart: %d posts; want 0", p)
	}
	if len(b.told) != 1 {
		t.Fatalf("webhook was told %d times; want 1", len(b.told))
	}
	got := b.told[0]
	if got.Type != "alert.match" || got.Alert != "slump" || got.Hit.ID != fmt.Sprintf("%016d", 2) || got.Hit.Moves[0].Percent != -12 {
		t.Errorf("told %s", got.body)
	}
	seconds, _ := strconv.ParseInt(got.header.Get("Webhook-Timestamp"), 10, 64)
	want := alert.Sign("s3cret", got.header.Get("Webhook-Id"), time.Unix(seconds, 0), got.body)
	if got.header.Get("Webhook-Signature") != want {
		t.Errorf("signature %q; want %q", got.header.Get("Webhook-Signature"), want)
	}
}

// A known pair of key, message and signature, computed with openssl:
// printf 'msg_1.1700000000.{}' | openssl dgst -sha256 -hmac key -binary | base64
func TestSign(t *testing.T) {
	got := alert.Sign("key", "msg_1", time.Unix(1700000000, 0), []byte("{}"))
	if want := "v1,XaXLFEFQ69Q4+demDWPEv5ydXczDW2mM5crCUEFcFBA="; got != want {
		t.Errorf("Sign = %q; want %q", got, want)
	}
	if plain := alert.Sign("whsec_a2V5", "msg_1", time.Unix(1700000000, 0), []byte("{}")); plain != got {
		t.Errorf("Sign with the encoded secret = %q; want %q", plain, got)
	}
}

func TestCrashBetweenStoringAndPosting(t *testing.T) {
	b := newBench(t)
	a := index.Alert{Name: "chips", Query: "chips", Webhook: b.hook.URL}
	r := b.runner(a)
	b.put(1, "Chips fell.")
	if n, err := r.Match(t.Context()); n != 1 || err != nil {
		t.Fatalf("Match = %d, %v", n, err)
	}
	r = b.runner(a) // the first one is gone
	if m, p, err := b.round(r); m != 0 || p != 1 || err != nil {
		t.Errorf("after the crash: %d matches, %d posts, %v; want 0, 1", m, p, err)
	}
}

func TestFailedPostsAreTriedAgain(t *testing.T) {
	b := newBench(t)
	r := b.runner(index.Alert{Name: "chips", Query: "chips", Webhook: b.hook.URL})
	b.answer = func(n int, w http.ResponseWriter) {
		switch n {
		case 1:
			http.Error(w, "no", http.StatusInternalServerError)
		case 2:
			w.Header().Set("Retry-After", "3600")
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}
	b.put(1, "Chips fell.")
	b.put(2, "Chips rose.")
	var waits []time.Duration
	for len(b.told) < 4 {
		_, _, _ = b.round(r)
		at, ok, err := r.Next(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if !ok {
			break
		}
		waits = append(waits, at.Sub(b.now))
		b.now = at
	}
	// Both wait for the one that failed; then both are told, in order.
	if want := []time.Duration{5 * time.Second, time.Hour}; !slices.Equal(waits, want) {
		t.Errorf("waited %v; want %v", waits, want)
	}
	var ids []string
	for _, p := range b.told {
		ids = append(ids, p.Hit.Title)
	}
	if want := []string{"Story 1", "Story 1", "Story 1", "Story 2"}; !slices.Equal(ids, want) {
		t.Errorf("told %v; want %v", ids, want)
	}
	if b.told[0].header.Get("Webhook-Id") != b.told[2].header.Get("Webhook-Id") {
		t.Error("a post that is repeated has another id")
	}
}

// A post that is on its way when the work is stopped is waited for, since its
// webhook may have heard it: it is told once.
func TestStoppedWhilePosting(t *testing.T) {
	b := newBench(t)
	r := b.runner(index.Alert{Name: "chips", Query: "chips", Webhook: b.hook.URL})
	ctx, stop := context.WithCancel(t.Context())
	b.answer = func(int, http.ResponseWriter) {
		stop()
		time.Sleep(50 * time.Millisecond)
	}
	b.put(1, "Chips fell.")
	b.put(2, "Chips rose.")
	if _, err := r.Match(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n, err := r.Post(ctx); n != 1 || err != nil {
		t.Errorf("stopped in the first post: %d posts, %v; want 1", n, err)
	}
	if n, err := r.Post(t.Context()); n != 1 || err != nil || len(b.told) != 2 {
		t.Errorf("afterwards: %d posts, %v, %d told in all; want 1, 2", n, err, len(b.told))
	}
}

func TestGivenUp(t *testing.T) {
	for _, status := range []int{http.StatusGone, http.StatusBadGateway} {
		b := newBench(t)
		r := b.runner(index.Alert{Name: "chips", Query: "chips", Webhook: b.hook.URL})
		b.answer = func(_ int, w http.ResponseWriter) { w.WriteHeader(status) }
		b.put(1, "Chips fell.")
		began := b.now
		for {
			b.round(r)
			at, ok, err := r.Next(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if !ok {
				break
			}
			b.now = at
		}
		want, least, most := 1, time.Duration(0), time.Duration(0)
		if status != http.StatusGone {
			want, least, most = 11, 60*time.Hour, 80*time.Hour
		}
		if spent := b.now.Sub(began); len(b.told) != want || spent < least || spent > most {
			t.Errorf("%d: told %d times over %v; want %d over %v to %v", status, len(b.told), spent, want, least, most)
		}
	}
}

func TestRedirectIsNotFollowed(t *testing.T) {
	b := newBench(t)
	r := b.runner(index.Alert{Name: "chips", Query: "chips", Webhook: b.hook.URL})
	b.answer = func(_ int, w http.ResponseWriter) {
		w.Header().Set("Location", b.hook.URL+"/elsewhere")
		w.WriteHeader(http.StatusTemporaryRedirect)
	}
	b.put(1, "Chips fell.")
	if _, p, err := b.round(r); p != 0 || err == nil || len(b.told) != 1 {
		t.Errorf("%d posts, %v, told %d times; want an error after one", p, err, len(b.told))
	}
}

func TestFeedAlertAndChangedQuery(t *testing.T) {
	b := newBench(t)
	r := b.runner(index.Alert{Name: "chips", Query: "chips"})
	b.put(1, "Chips fell.")
	b.put(2, "Chips rose.")
	if m, p, err := b.round(r); m != 2 || p != 0 || err != nil {
		t.Fatalf("%d matches, %d posts, %v; want 2, 0", m, p, err)
	}
	b.now = b.now.Add(time.Minute)
	r = b.runner(index.Alert{Name: "chips", Query: "fell"})
	if m, _, _ := b.round(r); m != 0 {
		t.Errorf("a new query matched %d stored articles; want 0", m)
	}
	entries, err := alert.Entries(t.Context(), b.store, "chips", 10)
	if err != nil || len(entries) != 2 || entries[0].Article.Title != "Story 2" {
		t.Errorf("feed %v, %v; want Story 2, then Story 1", entries, err)
	}
	if err := b.store.Delete(context.Background(), entries[0].Article.ID); err != nil {
		t.Fatal(err)
	}
	if entries, _ = alert.Entries(t.Context(), b.store, "chips", 10); len(entries) != 1 {
		t.Errorf("%d entries after a deletion; want 1", len(entries))
	}
}

func TestUnparsableQuery(t *testing.T) {
	b := newBench(t)
	_, err := alert.New(t.Context(), b.store, alert.Options{Alerts: []index.Alert{{Name: "bad", Query: "after:tomorroww"}}, Analyzer: words.Analyzer{}})
	if err == nil {
		t.Error("New took a query that does not parse")
	}
}

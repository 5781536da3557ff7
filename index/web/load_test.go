package web_test

import (
	"context"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/index"
	"github.com/pennypress/pennypress/index/bleve"
	"github.com/pennypress/pennypress/index/sqlite"
	"github.com/pennypress/pennypress/index/web"
	"github.com/pennypress/pennypress/index/words"
)

// The size of TestLoad; make load makes it large.
var (
	loadArticles = flag.Int("load.articles", 300, "articles in the store")
	loadClients  = flag.Int("load.clients", 16, "clients at a time")
	loadFor      = flag.Duration("load.for", 700*time.Millisecond, "how long they ask")
	loadURL      = flag.String("load.url", "", "a server that runs already, to be asked instead of our own")
	loadDir      = flag.String("load.dir", "", "folder that keeps store and index for the next time")
)

// TestLoad lets many clients look at pages and ask the API while articles
// arrive and the index follows. No answer may fail.
func TestLoad(t *testing.T) {
	if *loadURL != "" {
		ctx, cancel := context.WithTimeout(t.Context(), *loadFor)
		defer cancel()
		report(t, askAll(t.Context(), ctx.Done(), *loadURL))
		return
	}
	dir := *loadDir
	if dir == "" {
		dir = t.TempDir()
	}
	store, err := sqlite.Open(t.Context(), filepath.Join(dir, "news.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	idx, err := bleve.Open(filepath.Join(dir, "index"), bleve.Options{Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	defer idx.Close()
	fill(t, store, idx)
	handler := web.New(web.Options{
		Store: store, Reports: store, Searcher: idx, Analyzer: words.Analyzer{}, Now: clock, MaxWait: 30 * time.Second,
		Errors: func(err error) { t.Errorf("reported: %v", err) },
	})
	s := httptest.NewServer(handler)
	defer s.Close()

	ctx, cancel := context.WithTimeout(t.Context(), *loadFor)
	defer cancel()
	var followers sync.WaitGroup
	arrived := 0
	followers.Go(func() { arrived = arrive(ctx, t, store, idx) })
	spent := processorTime()
	asked := askAll(t.Context(), ctx.Done(), s.URL)
	spent = processorTime() - spent
	followers.Wait()
	report(t, asked)
	t.Logf("%d articles arrived; %v of processor time for each answer; peak memory %s",
		arrived, (spent / time.Duration(len(asked.took))).Round(time.Millisecond/10), peakMemory())
}

// report says how long answers took; none may have failed.
func report(t *testing.T, asked *answers) {
	t.Helper()
	slices.Sort(asked.took)
	if len(asked.took) == 0 || asked.failed.Load() > 0 {
		t.Fatalf("%d answers, %d failed: %v", len(asked.took), asked.failed.Load(), asked.first)
	}
	at := func(q float64) time.Duration {
		return asked.took[int(q*float64(len(asked.took)-1))].Round(time.Millisecond / 10)
	}
	t.Logf("%d clients, %d articles, %s: %.0f answers/s, p50 %v, p90 %v, p99 %v, longest %v, 0 failed",
		*loadClients, *loadArticles, *loadFor, float64(len(asked.took))/asked.in.Seconds(), at(0.5), at(0.9), at(0.99), at(1))
}

// fill stores and indexes articles that are not there yet.
func fill(t *testing.T, store *sqlite.DB, idx *bleve.Index) {
	t.Helper()
	st, err := store.Stats(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if st.Articles < *loadArticles {
		for batch := range slices.Chunk(longer(briefs(*loadArticles, 730)), 500) {
			if _, err := store.Put(t.Context(), batch); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, err := index.Follow(t.Context(), store, idx); err != nil {
		t.Fatal(err)
	}
}

// longer gives briefs the length of news, with words as frequent as in
// language: few often, most seldom.
func longer(articles []extract.Article) []extract.Article {
	random := rand.New(rand.NewPCG(3, 3))
	zipf := rand.NewZipf(random, 1.1, 4, 20_000)
	syllables := []string{"ba", "cor", "den", "fil", "gar", "hol", "ik", "lem", "mor", "nes", "pol", "rad", "sta", "tun", "vel"}
	word := func() string {
		n := int(zipf.Uint64())
		var b strings.Builder
		for ; n > 0 || b.Len() == 0; n /= len(syllables) {
			b.WriteString(syllables[n%len(syllables)])
		}
		return b.String()
	}
	for i := range articles {
		var b strings.Builder
		for range 200 {
			b.WriteString(" " + word())
		}
		articles[i].Text += "\n\nMore:" + b.String() + "."
	}
	return articles
}

// arrive stores some articles each moment and lets the index follow.
func arrive(ctx context.Context, t *testing.T, store *sqlite.DB, idx *bleve.Index) int {
	n := 0
	for start := time.Now().UnixNano(); ctx.Err() == nil; {
		fresh := longer(briefs(5, 1))
		for i := range fresh {
			n++
			fresh[i].ID = fmt.Sprintf("fresh-%d-%d", start, n)
			fresh[i].Text += fmt.Sprint(" ", start, n)
		}
		_, err := store.Put(ctx, fresh)
		if err == nil {
			_, err = index.Follow(ctx, store, idx)
		}
		if err != nil && ctx.Err() == nil {
			t.Errorf("follow: %v", err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(200 * time.Millisecond):
		}
	}
	return n
}

// What the clients met.
type answers struct {
	mu     sync.Mutex // guards the next two
	took   []time.Duration
	first  error
	in     time.Duration // all together
	failed atomic.Int64
}

// askAll lets the clients ask until the time is over, each a mix of what people
// and programs ask for, and each at least twice.
func askAll(ctx context.Context, over <-chan struct{}, base string) *answers {
	var out answers
	var clients sync.WaitGroup
	begin := time.Now()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: *loadClients}}
	for c := range *loadClients {
		clients.Go(func() {
			random := rand.New(rand.NewPCG(uint64(c), 1))
			for n := 0; n < 2 || !isClosed(over); n++ {
				start := time.Now()
				err := ask(ctx, client, base+address(random))
				out.mu.Lock()
				out.took = append(out.took, time.Since(start))
				if err != nil {
					out.failed.Add(1)
					out.first = err
				}
				out.mu.Unlock()
			}
		})
	}
	clients.Wait()
	out.in = time.Since(begin)
	return &out
}

func isClosed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

func ask(ctx context.Context, client *http.Client, address string) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	resp, err := client.Do(r)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("GET %s: %s", address, resp.Status)
	}
	return nil
}

// address is what a client asks for next.
func address(random *rand.Rand) string {
	pick := func(list ...string) string { return list[random.IntN(len(list))] }
	company := pick("nvidia", "apple", "asml", "shell", "tesla", "walmart")
	thing, town := pick("ferry", "bakery", "turbine", "tunnel", "brewery"), pick("lisbon", "aarhus", "turin", "ghent", "cork")
	switch random.IntN(12) {
	case 0:
		return "/"
	case 1, 2:
		return "/?q=" + company + "+" + thing
	case 3:
		return "/?q=" + thing + "+" + town + "&sort=date"
	case 4:
		return "/?q=move:XNAS:NVDA<-" + pick("2", "4", "6") + "%25+" + town
	case 5:
		return "/article/" + fmt.Sprintf("brief-%06d", random.IntN(*loadArticles))
	case 6:
		return "/ticker/" + pick("XNAS:NVDA", "XAMS:ASML", "XNYS:WMT")
	case 7:
		return "/movers?period=" + pick("day", "week", "month")
	case 8:
		return "/api/v1/facets?q=" + thing + "&by=ticker,source&over=month"
	}
	return "/api/v1/search?q=" + company + "+" + town + "&limit=20"
}

// processorTime is what the process, clients included, has used of the
// processors: on a machine that others use too it says more than the clock.
func processorTime() time.Duration {
	stat, err := os.ReadFile("/proc/self/stat")
	if err != nil {
		return 0
	}
	var user, system int64 // in hundredths of a second
	_, rest, _ := strings.Cut(string(stat), ") ")
	fields := strings.Fields(rest)
	if _, err := fmt.Sscan(fields[11]+" "+fields[12], &user, &system); err != nil {
		return 0
	}
	return time.Duration(user+system) * 10 * time.Millisecond
}

// peakMemory is what the process has used at most, as the system counts it.
func peakMemory() string {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return "unknown"
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	line, _, _ := strings.Cut(rest, "\n")
	return strings.TrimSpace(line)
}
